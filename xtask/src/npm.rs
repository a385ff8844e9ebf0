//! Packages from npm, as the lock file of a folder names them.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::files::{self, Inputs};
use crate::setup;
use crate::sh::{find, program, root, run, say};

/// Gets the packages of a folder's lock file, unless these of them are there.
pub fn packages(folder: &Path, some: &[&str]) -> Result<()> {
    setup::NODE_AND_NPM.meet()?;
    let inputs = [folder.join("package.json"), folder.join("package-lock.json")];
    let products: Vec<PathBuf> = some.iter().map(|name| folder.join("node_modules").join(name)).collect();
    let name = files::relative(folder, root());
    Inputs::of(&format!("npm-{}", name.replace('/', "-"))).files(&inputs)?.when_changed(&products, || {
        say(&format!("getting the npm packages of {name}/package-lock.json"));
        let npm = find("npm").unwrap_or_else(|| "npm.cmd".into());
        run(program(npm).args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
    })?;
    Ok(())
}
