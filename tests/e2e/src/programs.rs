//! Where browsers, their drivers and the built extension are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::engine::Engine;

/// In this order: Debian's wrapper script puts its own `--load-extension` first, so what it starts is taken directly.
const CHROMIUMS: [&str; 6] = [
    "/usr/lib/chromium/chromium",
    "/usr/lib64/chromium-browser/chromium-browser",
    "chromium",
    "chromium-browser",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "google-chrome-for-testing",
];

const FIREFOXES: [&str; 4] = [
    "/usr/lib/firefox-esr/firefox-esr",
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
];

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."))
}

/// The extension as it was built for tests.
pub fn extension_dir() -> Result<PathBuf> {
    let name = Engine::chosen().package();
    let folder = root().join("dist").join(name);
    if !folder.join("manifest.json").is_file() {
        bail!("dist/{name} is missing: run `cargo xtask build --dev`");
    }
    Ok(folder)
}

pub fn chromium() -> Result<PathBuf> {
    let found = CHROMIUMS.iter().find_map(|name| find(name));
    found.context("Chromium is missing on this machine: run `cargo xtask setup`")
}

pub fn chromedriver() -> Result<PathBuf> {
    find("chromedriver").context("chromedriver is missing on this machine: run `cargo xtask setup`")
}

pub fn firefox() -> Result<PathBuf> {
    let found = FIREFOXES.iter().find_map(|name| find(name));
    found.context("Firefox is missing on this machine: run `cargo xtask setup`")
}

/// On the path, or where `cargo xtask setup` puts it.
pub fn geckodriver() -> Result<PathBuf> {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir));
    let cargo =
        env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let folders = [Some(target.join("tools")), cargo].into_iter().flatten();
    let name = format!("geckodriver{}", env::consts::EXE_SUFFIX);
    let mut installed = folders.map(|folder| folder.join("bin").join(&name));
    let found = find("geckodriver").or_else(|| installed.find(|path| path.is_file()));
    found.context("geckodriver is missing on this machine: run `cargo xtask setup`")
}

/// Whether this runs as root, for whom Chromium has no sandbox.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

#[cfg(not(unix))]
pub fn is_root() -> bool {
    false
}

fn find(name: &str) -> Option<PathBuf> {
    if Path::new(name).is_absolute() {
        return Path::new(name).is_file().then(|| PathBuf::from(name));
    }
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}
