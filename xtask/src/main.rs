//! The project's commands; `cargo xtask` lists them. See `docs/building.md`.

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::build::Kind;

mod build;
mod bundle;
mod files;
mod fuzz;
mod icons;
mod lint;
mod manifest;
mod npm;
mod package;
mod setup;
mod sh;
mod steps;
mod test;
mod toolchain;
mod types;
mod wasm;

const HELP: &str = "\
cargo xtask <command>

  setup [--check]       get what is missing on this machine (--check: only tell)
  build                 dist/chromium and dist/firefox
  build --dev           dist/dev-chromium and dist/dev-firefox: a phone on this machine is allowed
  build --selftest      dist/selftest: checks that run inside a browser
  demo [-- …]           build --dev, then the extension in a browser with the built-in phone
  phone [-- …]          the built-in phone
  passman [-- …]        the built-in Nextcloud with Passman
  passwork [-- …]       the built-in Passwork
  test [--only NAME]… [--skip NAME]… [--list]
                        everything that can be checked
  soak [--requests N] [--seed S] [--lanes L] [--minutes M]
                        the wire code against phones in chaos mode: what is lost, doubled, misfiled
  fuzz [--seconds N] [TARGET]
                        look for inputs that break a parser
  bench [-- …]          sizes and times
  forms --pages DIR --truth FILE [--dump FILE] [--only TEXT]
                        real pages with labels, filled by the extension in Chromium: what was right
  package               archives for the stores, in dist/
  types                 extension/generated from src/message
  icons                 PNG icons from extension/icons/*.svg
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match command(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command; false when it ran to the end but something failed.
fn command(args: &[String]) -> Result<bool> {
    let Some((name, rest)) = args.split_first() else {
        print!("{HELP}");
        return Ok(true);
    };
    let mut rest = Arguments::new(rest);
    match name.as_str() {
        "setup" => {
            let check = rest.flag("--check");
            rest.end()?;
            setup::all(check)?;
        }
        "build" => {
            let (dev, selftest) = (rest.flag("--dev"), rest.flag("--selftest"));
            rest.end()?;
            for (wanted, kind) in
                [(!dev && !selftest, Kind::Release), (dev, Kind::Dev), (selftest, Kind::Selftest)]
            {
                if wanted {
                    build::build(kind)?;
                }
            }
        }
        "demo" => demo(&rest.all)?,
        "phone" => binary("nearkey-servers", "nearkey-phone", &[], &rest.all)?,
        "passman" => binary("nearkey-servers", "nearkey-passman", &[], &rest.all)?,
        "passwork" => binary("nearkey-servers", "nearkey-passwork", &[], &rest.all)?,
        "soak" => binary("nearkey-soak", "soak", &[], &rest.all)?,
        "test" => {
            let (only, skip) = (rest.values("--only")?, rest.values("--skip")?);
            let list = rest.flag("--list");
            rest.end()?;
            return test::run(&only, &skip, list);
        }
        "fuzz" => {
            let seconds = rest.values("--seconds")?.last().map_or(Ok(60), |text| text.parse())?;
            let target = (!rest.all.is_empty()).then(|| rest.all.remove(0));
            rest.end()?;
            fuzz::run_all(seconds, target.as_deref())?;
        }
        "bench" => {
            build::print_sizes(&wasm::build(&[])?)?;
            sh::run(sh::cargo().args(["bench", "--quiet", "--package", "nearkey", "--bench", "core"]))?;
            build::build(Kind::Dev)?;
            setup::CHROMIUM.meet()?;
            binary("nearkey-e2e", "bench", &["--release"], &rest.all)?;
        }
        "forms" => {
            build::build(Kind::Dev)?;
            setup::CHROMIUM.meet()?;
            binary("nearkey-e2e", "forms", &[], &rest.all)?;
        }
        "package" => package::run()?,
        "types" => types::run_types()?,
        "icons" => icons::run()?,
        "help" | "--help" | "-h" => print!("{HELP}"),
        other => bail!("there is no command `{other}`; `cargo xtask` lists them"),
    }
    Ok(true)
}

fn demo(args: &[String]) -> Result<()> {
    let firefox = env::var("NEARKEY_BROWSER").as_deref() == Ok("firefox");
    for need in if firefox { &setup::IN_FIREFOX[..] } else { &setup::IN_CHROMIUM[..] } {
        need.meet()?;
    }
    build::build(Kind::Dev)?;
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    let desktop = cfg!(any(target_os = "macos", windows));
    let mut all = args.to_vec();
    if (screen || desktop) && !args.iter().any(|arg| arg == "--headed" || arg == "--headless") {
        all.push("--headed".to_owned());
    }
    binary("nearkey-e2e", "demo", &[], &all)
}

/// Runs a program of the workspace until a person ends it.
fn binary(package: &str, name: &str, options: &[&str], args: &[String]) -> Result<()> {
    let mut command = sh::cargo();
    command.args(["run", "--quiet", "--package", package, "--bin", name]).args(options);
    sh::run_interactive(command.arg("--").args(args))
}

/// What was typed after the command.
struct Arguments {
    all: Vec<String>,
}

impl Arguments {
    fn new(all: &[String]) -> Self {
        let all = if all.first().is_some_and(|first| first == "--") {
            all.get(1..).unwrap_or_default()
        } else {
            all
        };
        Self { all: all.to_vec() }
    }

    /// Takes `--name` out.
    fn flag(&mut self, name: &str) -> bool {
        let before = self.all.len();
        self.all.retain(|arg| arg != name);
        self.all.len() < before
    }

    /// Takes every `--name value` out; a value can be a list with commas.
    fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        while let Some(at) = self.all.iter().position(|arg| arg == name) {
            self.all.remove(at);
            if at >= self.all.len() {
                bail!("{name} wants a value");
            }
            values.extend(self.all.remove(at).split(',').map(str::to_owned));
        }
        Ok(values)
    }

    /// Nothing is left.
    fn end(&self) -> Result<()> {
        match self.all.first() {
            None => Ok(()),
            Some(arg) => bail!("`{arg}` is not known here; `cargo xtask` lists commands and options"),
        }
    }
}
