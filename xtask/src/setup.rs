//! What the commands need on this machine, and how it comes there.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::sh::{self, cargo, find, note, program, run, say};
use crate::toolchain::{Toolchain, WASM};

/// Known to accept `deny.toml`.
const CARGO_DENY: &str = "0.20.2";

/// Known to drive Firefox 153, the extended support release.
const GECKODRIVER_VERSION: &str = "0.37.1";

/// Older ones do not run the bundler.
const NODE: u32 = 18;

/// A program that a command needs.
pub struct Need {
    what: &'static str,
    why: &'static str,
    present: fn() -> bool,
    get: Get,
}

/// How a program is got.
enum Get {
    /// From Debian or Ubuntu; elsewhere a person follows the sentence.
    System { packages: &'static [&'static str], elsewhere: &'static str },
    /// With rustup.
    Component(&'static str),
    /// From source.
    Cargo { name: &'static str, version: &'static str },
    /// From source, into the folder of [`sh::tools`] where only we look.
    Tool { name: &'static str, version: &'static str },
}

/// Bundles the TypeScript.
pub const NODE_AND_NPM: Need = Need {
    what: "Node.js with npm",
    why: "to bundle and check the TypeScript",
    present: has_node,
    get: Get::System {
        packages: &["nodejs", "npm"],
        elsewhere: "install Node.js 20 or newer (macOS: `brew install node`, Fedora: `dnf install nodejs`)",
    },
};

/// Runs the extension.
pub const CHROMIUM: Need = Need {
    what: "Chromium with chromedriver",
    why: "to run the extension in Chromium",
    present: has_chromium,
    get: Get::System {
        packages: &["chromium", "chromium-driver"],
        elsewhere: "install Chromium and chromedriver of the same version (Fedora: `dnf install chromium \
                    chromedriver`, macOS: `brew install --cask chromium chromedriver`)",
    },
};

/// Runs the extension.
const FIREFOX: Need = Need {
    what: "Firefox",
    why: "to run the extension in Firefox",
    present: has_firefox,
    get: Get::System {
        packages: &["firefox-esr"],
        elsewhere: "install Firefox 140 or newer (Ubuntu: `snap` will not do, its own archive will; Fedora: `dnf \
                    install firefox`, macOS: `brew install --cask firefox`)",
    },
};

/// Drives Firefox. No distribution that we know has a package of its own for it.
const GECKODRIVER: Need = Need {
    what: "geckodriver",
    why: "to drive Firefox (compiling it takes some minutes)",
    present: has_geckodriver,
    get: Get::Tool { name: "geckodriver", version: GECKODRIVER_VERSION },
};

/// Tells good style.
pub const CLIPPY: Need = Need {
    what: "clippy",
    why: "to check the Rust code",
    present: || sh::output(cargo().args(["clippy", "--version"])).is_some(),
    get: Get::Component("clippy"),
};

/// Tells good form.
pub const RUSTFMT: Need = Need {
    what: "rustfmt",
    why: "to check how the Rust code is laid out",
    present: || sh::output(cargo().args(["fmt", "--version"])).is_some(),
    get: Get::Component("rustfmt"),
};

/// Knows which dependencies are allowed.
pub const DENY: Need = Need {
    what: "cargo-deny",
    why: "to check licences, sources and known faults of the dependencies (compiling it takes some minutes)",
    present: || sh::output(cargo().args(["deny", "--version"])).is_some(),
    get: Get::Cargo { name: "cargo-deny", version: CARGO_DENY },
};

/// Compiles the fuzzing engine.
pub const CXX: Need = Need {
    what: "a C++ compiler",
    why: "to compile the fuzzing engine",
    present: || ["c++", "g++", "clang++"].iter().any(|name| find(name).is_some()),
    get: Get::System {
        packages: &["g++"],
        elsewhere: "install a C++ compiler (macOS: `xcode-select --install`, Fedora: `dnf install gcc-c++`)",
    },
};

/// What a run in Chromium needs.
pub const IN_CHROMIUM: [&Need; 1] = [&CHROMIUM];

/// What a run in Firefox needs.
pub const IN_FIREFOX: [&Need; 2] = [&FIREFOX, &GECKODRIVER];

const ALL: [&Need; 8] = [&NODE_AND_NPM, &CHROMIUM, &FIREFOX, &GECKODRIVER, &CLIPPY, &RUSTFMT, &DENY, &CXX];

/// `cargo xtask setup [--check]`
pub fn all(only_check: bool) -> Result<()> {
    let mut missing = 0;
    for need in ALL {
        if (need.present)() {
            note(&format!("{}: there", need.what));
        } else if only_check {
            missing += 1;
            note(&format!("{}: MISSING, needed {}", need.what, need.why));
        } else {
            need.meet()?;
        }
    }
    match Toolchain::look() {
        Some(which) => note(&format!("{WASM}: there, {which}")),
        None if only_check => {
            missing += 1;
            note(&format!("{WASM}: MISSING, needed to compile the worker"));
        }
        None => note(&format!("{WASM}: {}", Toolchain::choose()?.describe())),
    }
    if missing > 0 {
        bail!("missing: {missing}; `cargo xtask setup` gets what can be got");
    }
    Ok(())
}

impl Need {
    /// Gets it if it is missing.
    pub fn meet(&self) -> Result<()> {
        if (self.present)() {
            return Ok(());
        }
        let why = self.why;
        match self.get {
            Get::System { packages, elsewhere } => {
                if !has_apt() {
                    bail!("{} is missing, needed {why}: {elsewhere}", self.what);
                }
                debian(packages, why)?;
            }
            Get::Component(name) => {
                if find("rustup").is_none() {
                    bail!(
                        "{name} is missing, needed {why}: install it with the package manager Rust came from"
                    );
                }
                say(&format!("installing {name}, {why}"));
                run(program("rustup").args(["component", "add", name]))?;
            }
            Get::Cargo { name, version } => {
                say(&format!("installing {name} {version}, {why}"));
                run(cargo().args(["install", "--locked", name, "--version", version]))?;
            }
            Get::Tool { name, version } => {
                say(&format!("installing {name} {version}, {why}"));
                let mut install = cargo();
                install.args(["install", "--locked", name, "--version", version, "--root"]);
                run(install.arg(sh::tools()))?;
            }
        }
        if (self.present)() { Ok(()) } else { bail!("{} was installed but still cannot be found", self.what) }
    }
}

/// Installs packages of Debian (and its children) with apt-get.
pub fn debian(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    if !has_apt() {
        bail!(
            "{list} cannot be installed here (no apt-get), needed {why}. Install Rust with rustup and run \
             `rustup target add {WASM}`"
        );
    }
    let prefix: &[&str] = if sh::output(program("id").arg("-u")).as_deref() == Some("0") {
        &[]
    } else if find("sudo").is_none() {
        bail!("{list} is needed {why}: run `apt-get install {list}` as root, then this again");
    } else if env::var_os("CI").is_some() {
        &["sudo", "-n"]
    } else {
        &["sudo"]
    };
    say(&format!("installing {list} with apt-get, {why}"));
    let apt = |args: &[&str]| {
        let words = [prefix, &["apt-get", "-y", "-q"], args].concat();
        let (first, rest) = words.split_first().unwrap_or((&"apt-get", &[]));
        let mut command = program(first);
        command.args(rest).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let install = [&["install", "--no-install-recommends"], packages].concat();
    // Package lists may be missing or too old: once more after an update.
    if sh::run_interactive(&mut apt(&install)).is_err() {
        sh::run_interactive(&mut apt(&["update"]))?;
        sh::run_interactive(&mut apt(&install))?;
    }
    Ok(())
}

fn has_apt() -> bool {
    find("apt-get").is_some()
}

fn has_node() -> bool {
    let version = sh::output(program("node").arg("--version")).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    major.is_some_and(|major| major >= NODE) && find("npm").or_else(|| find("npm.cmd")).is_some()
}

fn has_firefox() -> bool {
    let app = std::path::Path::new("/Applications/Firefox.app").exists();
    app || ["firefox-esr", "firefox"].iter().any(|name| find(name).is_some())
}

/// On the path, or where cargo puts programs: for us, or for its user.
fn has_geckodriver() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let name = format!("geckodriver{}", env::consts::EXE_SUFFIX);
    let mut folders = [Some(sh::tools()), home].into_iter().flatten();
    find("geckodriver").is_some() || folders.any(|folder| folder.join("bin").join(&name).is_file())
}

fn has_chromium() -> bool {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let apps = ["/Applications/Chromium.app", "/Applications/Google Chrome.app"];
    let browser = names.iter().any(|name| find(name).is_some())
        || apps.iter().any(|app| std::path::Path::new(app).exists());
    browser && find("chromedriver").is_some()
}
