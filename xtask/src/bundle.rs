//! The skin: TypeScript to JavaScript.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::files::{self, Inputs};
use crate::npm;
use crate::sh::{program, root, run, say};

/// Folders that only packages for tests get: sample data, no use to a user.
const DEVELOPMENT_ONLY: [&str; 2] = ["gallery", "selftest"];

/// Bytes of script that every page may get at most, where the user allows us in pages.
pub const MOST_IN_PAGES: u64 = 25_000;

/// Bytes of the scripts that stay in pages, and of the one that comes where there is anything to show.
pub fn sizes_in_pages(folder: &Path) -> Result<(u64, u64)> {
    let size = |name: &str| Ok::<u64, std::io::Error>(std::fs::metadata(folder.join(name))?.len());
    Ok((size("content.js")? + size("watch.js")?, size("show.js")?))
}

/// True for a file of `extension/` that a user does not get.
pub fn is_development_only(path: &Path) -> bool {
    DEVELOPMENT_ONLY.iter().any(|folder| path.starts_with(sources().join(folder)))
}

/// Where the TypeScript is.
pub fn sources() -> PathBuf {
    root().join("extension")
}

/// Gets the npm packages of the lock file, unless they are there.
pub fn packages() -> Result<()> {
    npm::packages(&sources(), &["esbuild", "typescript"])
}

/// Bundles all entry points into `out`. In development: readable, with source maps.
pub fn build(out: &Path, development: bool) -> Result<()> {
    packages()?;
    let (pages, scripts) = entries(development)?;
    let mode = if development { "development" } else { "release" };
    let mut inputs = files::with_ending(files::under(&sources())?, &[".ts", ".css", ".json"]);
    inputs.retain(|path| !path.ends_with("generated/nearkey.d.ts"));
    inputs.push(root().join("xtask/bundle.mjs"));
    let name = format!("bundle-{mode}");
    let ran = Inputs::of(&name).text(&out.to_string_lossy()).files(&inputs)?.when_changed(
        &["background.js", "content.js", "watch.js", "show.js", "point.js"].map(|name| out.join(name)),
        || {
            say("bundling the TypeScript");
            files::empty(out)?;
            let mut command = program("node");
            command.arg(root().join("xtask/bundle.mjs")).arg(out).arg(mode).args(&scripts).args(&pages);
            run(command.current_dir(sources()))
        },
    )?;
    if !ran {
        crate::sh::note("the TypeScript is the same as before");
    }
    Ok(())
}

/// Entry points: a page for every folder with `<name>/<name>.html` and `.ts`, and the scripts without a page.
fn entries(development: bool) -> Result<(Vec<String>, Vec<String>)> {
    let scripts = [
        "background/background.ts",
        "content/content.ts",
        "content/watch.ts",
        "content/show.ts",
        "content/point.ts",
    ]
    .map(str::to_owned);
    for script in &scripts {
        if !sources().join(script).is_file() {
            bail!("extension/{script} is missing; the extension cannot be built without it");
        }
    }
    let mut pages = Vec::new();
    for path in files::with_ending(files::under(&sources())?, &[".html"]) {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
        let script = path.with_extension("ts");
        let wanted = development || !is_development_only(&path);
        if wanted && path.file_stem() == Some(folder) && script.is_file() {
            pages.push(files::relative(&script, &sources()));
        }
    }
    Ok((pages, scripts.to_vec()))
}
