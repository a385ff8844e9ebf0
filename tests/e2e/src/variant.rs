//! The extension with other permissions than the development build: those of the shipped one, or those that a user can
//! grant and no test can (the browser's question for them is not answered without a screen).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Settings;
use crate::extension_dir;

/// A folder with the extension, and how a browser starts with it. The folder must outlive the browser.
pub struct Variant {
    /// How the browser starts.
    pub settings: Settings,
    _folder: TempDir,
}

/// The shipped permissions: no host at all.
pub fn without_host_permissions() -> Result<Variant> {
    with(|manifest| {
        manifest.as_object_mut().context("no manifest")?.remove("host_permissions").context("no hosts")?;
        Ok(())
    })
}

/// The user has granted the permission for pages.
pub fn in_pages() -> Result<Variant> {
    with(|manifest| {
        manifest["host_permissions"] = json!(["http://*/*", "https://*/*"]);
        Ok(())
    })
}

fn with(change: impl Fn(&mut Value) -> Result<()>) -> Result<Variant> {
    let folder = tempfile::tempdir()?;
    copy(&extension_dir()?, folder.path())?;
    let path = folder.path().join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
    change(&mut manifest)?;
    fs::write(path, manifest.to_string())?;
    let settings = Settings { extension: Some(folder.path().to_owned()), ..Settings::default() };
    Ok(Variant { settings, _folder: folder })
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
