//! The steps of `cargo xtask test`, in their order: quick ones first.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Kind};
use crate::sh::{self, cargo, program, root, run};
use crate::test::{Count, Step};
use crate::toolchain::{Toolchain, WASM};
use crate::{bundle, fuzz, icons, lint, manifest, npm, setup, types, wasm};

/// How long each parser is fuzzed here. Long runs are made by hand with `cargo xtask fuzz`.
const FUZZ_SECONDS: u32 = 5;

/// Browser tests that may be tried a second time, at most. More than these did not fail by chance.
const MOST_TWICE: usize = 3;

/// Everything that is checked.
pub const ALL: [Step; 19] = [
    Step { name: "fmt", title: "Rust code is laid out as rustfmt does it", run: fmt },
    Step {
        name: "manifest",
        title: "permissions and content policy are as agreed",
        run: || one(manifest::check()),
    },
    Step { name: "locales", title: "all languages say the same things", run: || one(lint::locales()) },
    Step { name: "sinks", title: "nothing writes markup or runs text", run: || one(lint::sources()) },
    Step { name: "icons", title: "icons show what was drawn", run: || one(icons::check()) },
    Step { name: "clippy", title: "Rust code has no warnings", run: clippy },
    Step { name: "clippy-wasm", title: "Rust code of the worker has no warnings", run: clippy_wasm },
    Step { name: "deny", title: "dependencies: licences, sources, bans", run: deny },
    Step { name: "advisories", title: "dependencies have no known faults", run: advisories },
    Step { name: "types", title: "TypeScript types are those of the messages", run: || one(types::check()) },
    Step { name: "unit", title: "tests of Rust code", run: unit },
    Step { name: "build", title: "packages for users", run: build_release },
    Step { name: "typescript", title: "TypeScript has no type errors", run: typescript },
    Step { name: "build-dev", title: "packages for tests", run: || one(build::build(Kind::Dev)) },
    Step {
        name: "build-self",
        title: "package that checks itself",
        run: || one(build::build(Kind::Selftest)),
    },
    Step { name: "e2e", title: "the extension in Chromium", run: || e2e("chromium", &setup::IN_CHROMIUM) },
    Step {
        name: "e2e-firefox",
        title: "the same tests in Firefox",
        run: || e2e("firefox", &setup::IN_FIREFOX),
    },
    Step { name: "forms", title: "labelled pages are understood", run: forms },
    Step { name: "fuzz", title: "foreign bytes break no parser (short run)", run: fuzz_shortly },
];

fn one(result: Result<()>) -> Result<Count> {
    result.map(|()| Count::good())
}

fn fmt() -> Result<Count> {
    setup::RUSTFMT.meet()?;
    run(cargo().args(["fmt", "--all", "--check"]))?;
    // A workspace of its own: also shows early that its manifest can be read.
    one(run(cargo().args(["fmt", "--check", "--manifest-path"]).arg(fuzz::folder().join("Cargo.toml"))))
}

fn clippy() -> Result<Count> {
    setup::CLIPPY.meet()?;
    let mut command = cargo();
    command.args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]);
    one(run(&mut command))
}

fn clippy_wasm() -> Result<Count> {
    let toolchain = Toolchain::choose()?;
    if toolchain.has_clippy() {
        setup::CLIPPY.meet()?;
        let mut command = toolchain.cargo("clippy", &[])?;
        return one(run(command.args(["--quiet", "--all-features", "--", "-D", "warnings"])));
    }
    sh::note("Debian's compiler comes without clippy here: its own warnings are checked instead");
    let mut command = toolchain.cargo("check", &["-Dwarnings"])?;
    // Other flags than the build: in the same folder both would start over every time.
    command.env("CARGO_TARGET_DIR", sh::target().join("wasm-check"));
    one(run(command.args(["--quiet", "--all-features"])))
}

fn deny() -> Result<Count> {
    setup::DENY.meet()?;
    // Offline below, so that a check never depends on the network; this makes sure that everything is here.
    run(cargo().args(["fetch", "--quiet", "--locked"]))?;
    let quiet = "--hide-inclusion-graph";
    run(cargo().args([
        "deny",
        "--offline",
        "--all-features",
        "check",
        quiet,
        "bans",
        "licenses",
        "sources",
    ]))?;
    let mut worker = cargo();
    worker.args(["deny", "--offline", "--config", "deny-worker.toml", "--target", WASM, "--exclude-dev"]);
    worker.args([
        "--exclude",
        "xtask",
        "--exclude",
        "nearkey-servers",
        "--exclude",
        "nearkey-e2e",
        "--exclude",
        "nearkey-soak",
    ]);
    run(worker.args(["check", quiet, "bans"]))?;
    Ok(Count { passed: 2, ..Count::default() })
}

fn advisories() -> Result<Count> {
    setup::DENY.meet()?;
    let mut command = cargo();
    let output =
        command.args(["deny", "check", "advisories"]).output().context("cargo deny does not start")?;
    let words = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        return Ok(Count::good());
    }
    if words.contains("failed to fetch advisory database")
        || words.contains("failed to load advisory database")
    {
        return Ok(Count::skip("the list of known faults could not be fetched"));
    }
    bail!("a dependency has a known fault:\n{words}")
}

fn typescript() -> Result<Count> {
    bundle::packages()?;
    if !bundle::sources().join("generated/nearkey.d.ts").is_file() {
        wasm::build(&[])?;
    }
    let compiler = "node_modules/typescript/bin/tsc";
    one(run(program("node").current_dir(bundle::sources()).args([compiler, "--noEmit"])))
}

fn unit() -> Result<Count> {
    // The library that Passman seals with, for the tests that hold ours against it.
    npm::packages(&root().join("tests/sjcl"), &["sjcl"])?;
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "nearkey-e2e", "--no-fail-fast"]);
    tests(&mut command)
}

fn build_release() -> Result<Count> {
    build::build(Kind::Release)?;
    lint::packages(Kind::Release)?;
    Ok(Count { passed: 2, ..Count::default() })
}

/// Everything in `tests/e2e`, in one browser.
fn e2e(browser: &str, needs: &[&setup::Need]) -> Result<Count> {
    if fs::read_dir(root().join("tests/e2e/tests")).is_err() {
        return Ok(Count::skip("there are no browser tests (tests/e2e/tests is missing)"));
    }
    for need in needs {
        need.meet()?;
    }
    build::ensure(Kind::Dev)?;
    build::ensure(Kind::Selftest)?;
    run(cargo().args(["build", "--quiet", "--package", "nearkey-servers", "--bins"]))?;
    let test = || {
        let mut command = cargo();
        command.env("NEARKEY_BROWSER", browser).args(["test", "--package", "nearkey-e2e", "--no-fail-fast"]);
        command
    };
    // Each has a browser of its own; more than two starve each other of time.
    let mut first = tests(test().args(["--", "--test-threads=2"]))?;
    if first.names.is_empty() || first.names.len() != first.failed || first.failed > MOST_TWICE {
        return Ok(first);
    }
    sh::note(&format!("once more, one at a time: {}", first.names.join(", ")));
    let second = tests(test().args(["--", "--test-threads=1", "--exact"]).args(&first.names))?;
    first.second_try(&second);
    Ok(first)
}

/// Runs a `cargo test` and counts its tests; a failure without a failed test is one (it did not compile, or crashed).
fn tests(command: &mut Command) -> Result<Count> {
    let mut count = Count::default();
    let good = sh::watch(command, |line| count.read(line))?;
    if !good && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Our own pages, and those of others for whoever has them and names their folder.
fn forms() -> Result<Count> {
    setup::CHROMIUM.meet()?;
    build::ensure(Kind::Dev)?;
    run(cargo().args(["build", "--quiet", "--package", "nearkey-servers", "--bins"]))?;
    forms_in(&root().join("tests/forms"))?;
    let Some(folder) = std::env::var_os("NEARKEY_FORMS") else {
        sh::note("skipped: NEARKEY_FORMS names no other folder with `pages` and `truth.json`");
        return Ok(Count { passed: 1, skipped: 1, ..Count::default() });
    };
    forms_in(Path::new(&folder))?;
    Ok(Count { passed: 2, ..Count::default() })
}

fn forms_in(folder: &Path) -> Result<()> {
    let mut command = cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "nearkey-e2e",
        "--bin",
        "forms",
        "--",
        "--check",
        "yes",
        "--pages",
    ]);
    command.arg(folder.join("pages")).arg("--truth").arg(folder.join("truth.json"));
    run(&mut command)
}

fn fuzz_shortly() -> Result<Count> {
    if !fuzz::folder().join("Cargo.toml").is_file() {
        return Ok(Count::skip("there are no fuzz targets (tests/fuzz is missing)"));
    }
    let passed = fuzz::run_all(FUZZ_SECONDS, None)?;
    Ok(Count { passed, ..Count::default() })
}
