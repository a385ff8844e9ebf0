//! TypeScript types of the messages, written by ts-rs from `src/message`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::files::{self, Inputs};
use crate::sh::{cargo, root, run, say, work};

/// Writes `extension/generated/`.
pub fn run_types() -> Result<()> {
    let fresh = export()?;
    for path in files::under(&fresh)? {
        files::write(&checked_in(&path, &fresh), files::read(&path)?.as_bytes())?;
    }
    Ok(())
}

/// Writes them if the messages changed since the last time.
pub fn when_changed() -> Result<()> {
    let product = root().join("extension/generated/messages.ts");
    let mut files = files::under(&root().join("src/message"))?;
    files.push(product.clone());
    Inputs::of("types").files(&files)?.when_changed(&[product], run_types)?;
    Ok(())
}

/// Fails if the files in the repository are not what the messages say.
pub fn check() -> Result<()> {
    let fresh = export()?;
    for path in files::under(&fresh)? {
        let file = checked_in(&path, &fresh);
        if files::read(&path)? != files::read(&file).unwrap_or_default() {
            let name = files::relative(&file, root());
            bail!("{name} is not what src/message says; run `cargo xtask types` and commit it");
        }
    }
    Ok(())
}

fn checked_in(path: &Path, fresh: &Path) -> PathBuf {
    root().join("extension/generated").join(files::relative(path, fresh))
}

/// Exports into an empty folder, so that nothing is left of types that are gone.
fn export() -> Result<PathBuf> {
    say("writing the TypeScript types of the messages");
    let folder = work().join("types");
    files::empty(&folder)?;
    let mut command = cargo();
    command.args(["test", "--quiet", "--package", "nearkey", "--lib", "export_bindings"]);
    run(command.env("TS_RS_EXPORT_DIR", &folder).stdout(std::process::Stdio::null()))?;
    if files::under(&folder)?.is_empty() {
        bail!("src/message exported no types: do its tests named `export_bindings…` still exist?");
    }
    Ok(folder)
}
