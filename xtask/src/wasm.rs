//! The worker's brain: Rust to WebAssembly, and the JavaScript that loads it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::files::Inputs;
use crate::sh::{note, root, run, say, work};
use crate::toolchain::Toolchain;

/// What the browser loads.
#[derive(Clone)]
pub struct Worker {
    /// Module that loads the WebAssembly (`nearkey.js`) and its types.
    pub glue: PathBuf,
    /// The WebAssembly (`nearkey_bg.wasm`).
    pub wasm: PathBuf,
}

/// Compiles the root package with these cargo features.
pub fn build(features: &[&str]) -> Result<Worker> {
    let toolchain = Toolchain::choose()?;
    let list = features.join(",");
    let with = if features.is_empty() { String::new() } else { format!(" with {list}") };
    say(&format!("compiling the worker{with} ({})", toolchain.describe()));
    let mut command = toolchain.cargo("build", &[])?;
    run(command.args(["--features", &list]))?;

    let name = if features.is_empty() { "plain".to_owned() } else { features.join("-") };
    let folder = work().join("worker").join(&name);
    let worker = Worker { glue: folder.join("nearkey.js"), wasm: folder.join("nearkey_bg.wasm") };
    let inputs = Inputs::of(&format!("bindgen-{name}")).files(&[Toolchain::product()])?;
    let ran = inputs.when_changed(&[worker.glue.clone(), worker.wasm.clone()], || {
        say("making the module that loads it");
        Bindgen::new()
            .input_path(Toolchain::product())
            .out_name("nearkey")
            .web(true)?
            .typescript(true)
            // Names of functions: half a megabyte that no user reads.
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(&folder)
            .context("wasm-bindgen could not make the module; are its versions in Cargo.toml the same?")
    })?;
    if !ran {
        note("the worker is the same as before");
    }
    if features.is_empty() {
        share_types(&worker)?;
    }
    Ok(worker)
}

/// Gives the types of the module to the TypeScript sources, which import it as `../generated/nearkey.js`.
fn share_types(worker: &Worker) -> Result<()> {
    let types = fs::read(worker.glue.with_extension("d.ts"))?;
    crate::files::write(&root().join("extension/generated/nearkey.d.ts"), &types)
}

/// Sizes in bytes: as it is, and compressed as stores send it.
pub fn sizes(worker: &Worker) -> Result<(usize, usize)> {
    let bytes = fs::read(&worker.wasm)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    Ok((bytes.len(), gzip.finish()?.len()))
}
