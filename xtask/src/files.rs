//! Folders: listing, copying, and knowing whether what a step read has changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::sh::work;

/// All files under a folder, sorted, without `node_modules`. Nothing when there is no such folder.
pub fn under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                found.extend(under(&path)?);
            }
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The files of `paths` whose name ends in one of these.
pub fn with_ending(paths: Vec<PathBuf>, endings: &[&str]) -> Vec<PathBuf> {
    let ends = |path: &PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    paths.into_iter().filter(ends).collect()
}

/// Path below `base` with forward slashes, as it is in a URL or an archive.
pub fn relative(path: &Path, base: &Path) -> String {
    let parts = path.strip_prefix(base).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

/// Reads a text, or says which file it was that could not be read.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file and the folders it is in; leaves a file alone that holds this already.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// An empty folder.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    Ok(fs::create_dir_all(folder)?)
}

/// What a step depends on. The step can be skipped while it is the same as after the last good run.
pub struct Inputs {
    name: String,
    hash: Sha256,
}

impl Inputs {
    /// Inputs of the step with this name.
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), hash: Sha256::new() }
    }

    /// Depends on a text, such as an option.
    pub fn text(mut self, text: &str) -> Self {
        self.hash.update(text.len().to_le_bytes());
        self.hash.update(text);
        self
    }

    /// Depends on what these files are called and hold.
    pub fn files(mut self, paths: &[PathBuf]) -> Result<Self> {
        for path in paths {
            let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            self = self.text(&path.to_string_lossy());
            self.hash.update(bytes.len().to_le_bytes());
            self.hash.update(bytes);
        }
        Ok(self)
    }

    /// Runs the step unless nothing changed and all its products are there. True when it ran.
    pub fn when_changed(self, products: &[PathBuf], step: impl FnOnce() -> Result<()>) -> Result<bool> {
        let stamp = work().join("stamps").join(&self.name);
        let now = hex(&self.hash.finalize());
        if products.iter().all(|path| path.exists()) && fs::read_to_string(&stamp).is_ok_and(|old| old == now)
        {
            return Ok(false);
        }
        step()?;
        write(&stamp, now.as_bytes())?;
        Ok(true)
    }
}

/// SHA-256 of a file, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
