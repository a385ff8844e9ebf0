//! Short and long fuzz runs with stable Rust.
//!
//! libFuzzer needs coverage counters, which the compiler adds with a pass of LLVM; `cargo-fuzz` would ask for nightly
//! only for the sanitizers, which safe Rust can do without.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::setup;
use crate::sh::{self, cargo, note, program, root, run, say, target};

const FLAGS: [&str; 9] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "--cfg=fuzzing",
];

/// Where the fuzz targets are.
pub fn folder() -> PathBuf {
    root().join("tests/fuzz")
}

/// Fuzzes every target, or only one, for this long. Returns how many ran.
pub fn run_all(seconds: u32, only: Option<&str>) -> Result<usize> {
    let manifest = folder().join("Cargo.toml");
    if !manifest.is_file() {
        bail!("there are no fuzz targets (tests/fuzz/Cargo.toml is missing)");
    }
    setup::CXX.meet()?;
    let host = host()?;
    say("compiling the fuzz targets");
    let mut build = cargo();
    build.args(["build", "--release", "--bins", "--manifest-path"]).arg(&manifest);
    // With an explicit target the flags are not for build scripts and macros.
    build.args(["--target", &host]).arg("--target-dir").arg(target().join("fuzz"));
    run(build.env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")).env_remove("RUSTFLAGS"))?;

    let names: Vec<String> =
        names(&manifest)?.into_iter().filter(|name| only.is_none_or(|only| only == name)).collect();
    if names.is_empty() {
        bail!("there is no fuzz target {}", only.unwrap_or_default());
    }
    let mut broken = Vec::new();
    for name in &names {
        if !fuzz(name, &host, seconds)? {
            broken.push(name.as_str());
        }
    }
    if broken.is_empty() {
        return Ok(names.len());
    }
    bail!("fuzzing broke {}; the inputs that did it are in tests/fuzz/artifacts", broken.join(", "))
}

/// True when nothing was found.
fn fuzz(name: &str, host: &str, seconds: u32) -> Result<bool> {
    say(&format!("fuzzing {name} for {seconds} s"));
    let corpus = folder().join("corpus").join(name);
    let artifacts = folder().join("artifacts").join(name);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = program(target().join("fuzz").join(host).join("release").join(name));
    command.arg(&corpus);
    let seeds = folder().join("seeds").join(name);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    command.args([format!("-max_total_time={seconds}"), "-timeout=10".into(), "-rss_limit_mb=2048".into()]);
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    let log = artifacts.with_extension("log");
    command.stdout(fs::File::create(&log)?).stderr(fs::File::options().append(true).open(&log)?);
    let good = sh::succeeds(&mut command)?;
    let text = fs::read(&log)?;
    let text = String::from_utf8_lossy(&text);
    if good {
        let last = text.lines().rev().find(|line| line.contains("DONE") || line.starts_with("Done"));
        note(last.unwrap_or("no input was tried"));
    } else {
        text.lines().rev().take(30).collect::<Vec<_>>().iter().rev().for_each(|line| note(line));
    }
    Ok(good)
}

/// Names of the binaries.
fn names(manifest: &std::path::Path) -> Result<Vec<String>> {
    let mut command = cargo();
    command.args(["metadata", "--no-deps", "--format-version=1", "--manifest-path"]).arg(manifest);
    let text = sh::output(&mut command).context("cargo cannot read tests/fuzz/Cargo.toml")?;
    let metadata: Value = serde_json::from_str(&text)?;
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut names = Vec::new();
    for package in list(&metadata, "packages") {
        for target in list(&package, "targets") {
            if list(&target, "kind").iter().any(|kind| kind == "bin") {
                names.extend(target.get("name").and_then(Value::as_str).map(str::to_owned));
            }
        }
    }
    Ok(names)
}

fn host() -> Result<String> {
    let text = sh::output(program("rustc").arg("-vV")).context("rustc does not start")?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say which machine this is")?.to_owned())
}
