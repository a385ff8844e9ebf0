//! Archives for the stores: the same bytes from the same sources.

use std::fs;
use std::io::{Cursor, Write};

use anyhow::Result;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::build::{self, Kind};
use crate::files;
use crate::sh::{note, root, say};

/// Builds for users and writes `dist/nearkey-<browser>-<version>.zip`.
pub fn run() -> Result<()> {
    build::build(Kind::Release)?;
    for package in Kind::Release.packages() {
        let name = format!("nearkey-{}-{}.zip", package.folder(), env!("CARGO_PKG_VERSION"));
        let folder = package.path();
        let mut content = Vec::new();
        for path in files::under(&folder)? {
            content.push((files::relative(&path, &folder), fs::read(&path)?));
        }
        let bytes = archive(content)?;
        files::write(&root().join("dist").join(&name), &bytes)?;
        say(&format!("dist/{name}"));
        note(&format!("{} bytes, SHA-256 {}", bytes.len(), files::sha256(&bytes)));
    }
    Ok(())
}

/// Sorted names, one fixed time, one fixed mode.
fn archive(mut content: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>> {
    content.sort();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in content {
        zip.start_file(name, options)?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_files_does_not_matter() {
        let files = vec![("b".to_owned(), vec![1; 100]), ("a/c".to_owned(), vec![2])];
        let turned = files.iter().rev().cloned().collect();
        assert_eq!(archive(files).unwrap(), archive(turned).unwrap());
    }
}
