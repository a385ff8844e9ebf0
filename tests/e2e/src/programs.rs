//! Where Chromium, chromedriver and the built extension are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// In this order: Debian's wrapper script puts its own `--load-extension` first, so what it starts is taken directly.
const CHROMIUMS: [&str; 6] = [
    "/usr/lib/chromium/chromium",
    "/usr/lib64/chromium-browser/chromium-browser",
    "chromium",
    "chromium-browser",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "google-chrome-for-testing",
];

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."))
}

/// The extension as it was built for tests.
pub fn extension_dir() -> Result<PathBuf> {
    let folder = root().join("dist").join("dev-chromium");
    if !folder.join("manifest.json").is_file() {
        bail!("dist/dev-chromium is missing: run `cargo xtask build --dev`");
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
