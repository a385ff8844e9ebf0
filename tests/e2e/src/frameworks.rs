//! Pages made with the real frameworks, bundled when a test wants one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::process::Command;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::programs::root;
use crate::tab::Tab;
use crate::wait::until;

/// Getting the packages over a slow network.
const PATIENCE: Duration = Duration::from_mins(4);

static BUNDLES: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();

/// The script of a page, or why there is none: no npm, or no network to get the packages.
pub async fn script(name: &str) -> Result<Result<String, String>> {
    match BUNDLES.get_or_init(async || bundle().await.map_err(|error| format!("{error:#}"))).await {
        Ok(folder) => Ok(Ok(std::fs::read_to_string(folder.join(format!("{name}.js")))?)),
        Err(why) => Ok(Err(why.clone())),
    }
}

/// Runs a script in a page as the page's own, and waits for its form.
pub async fn mount(tab: &Tab, script: &str) -> Result<()> {
    let body = "document.body.innerHTML = '<main><div id=\"app\"></div></main>';
        document.head.append(Object.assign(document.createElement('script'), { textContent: given[0] }))";
    tab.run(body, vec![json!(script)]).await?;
    until("the form of the framework", async || {
        let there = tab.run("return document.querySelector('[name=secret]') !== null", Vec::new()).await?;
        Ok((there == true).then_some(()))
    })
    .await
}

async fn bundle() -> Result<PathBuf> {
    let sources = root().join("tests/e2e/frameworks");
    let newest = |name: &str| std::fs::metadata(sources.join(name)).and_then(|of| of.modified());
    let is_there = newest("node_modules/.package-lock.json")
        .is_ok_and(|got| newest("package-lock.json").is_ok_and(|wanted| got >= wanted));
    if !is_there {
        run(&sources, "npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).await?;
    }
    let out = tempfile::Builder::new().prefix("nearkey-frameworks-").tempdir()?.keep();
    let folder = out.to_str().context("a folder that is not UTF-8")?;
    run(&sources, "node", &["bundle.mjs", folder]).await?;
    Ok(out)
}

async fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output =
        timeout(PATIENCE, command.output()).await.with_context(|| format!("{program} takes too long"))?;
    let output = output.with_context(|| format!("{program} cannot be started"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        bail!("{program} {} failed: {last}", arguments.join(" "));
    }
    Ok(())
}
