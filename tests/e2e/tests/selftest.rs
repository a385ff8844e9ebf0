//! What only a browser can check, checked by the extension itself (`extension/selftest`).

use anyhow::{Context, Result};
use nearkey_e2e::{Browser, Engine, Profile, Settings, root, until_in};
use std::time::Duration;

/// Three key pairs of 4096 bits are made on the way.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_check_inside_the_browser_is_ok() -> Result<()> {
    let extension = root().join("dist").join("selftest");
    anyhow::ensure!(
        extension.join("manifest.json").is_file(),
        "dist/selftest is missing: run `cargo xtask build --selftest`"
    );
    let settings = Settings { extension: Some(extension), ..Settings::default() };
    let browser = Browser::start(&Profile::new()?, &settings).await?;
    let page = format!("{}/selftest/selftest.html", Engine::chosen().home());
    let tab = browser.open_window(&page, 900, 700).await?;
    let lines = until_in(PATIENCE, "the line `end`", async || {
        let text = tab.run("return document.querySelector('#lines')?.textContent ?? ''", Vec::new()).await?;
        let lines: Vec<_> = text.as_str().context("no text")?.lines().map(ToOwned::to_owned).collect();
        Ok((lines.last().map(String::as_str) == Some("end")).then_some(lines))
    })
    .await?;
    let checks = lines.split_last().map(|(_, checks)| checks).unwrap_or_default();
    for line in checks {
        println!("{line}");
    }
    let bad: Vec<_> = checks.iter().filter(|line| !line.starts_with("ok ")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(checks.len() >= 10, "only {} checks", checks.len());
    Ok(())
}
