//! Which compiler makes the WebAssembly.
//!
//! The best one is the everyday Rust with its ready-made `wasm32-unknown-unknown` standard library. Where that cannot
//! be had, Debian's `rustc-web` compiles the standard library itself from `rust-web-src`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::setup;
use crate::sh::{self, cargo, find, note, program, root, say, target};

/// The target of the worker.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Forces a choice: `rustup` or `debian`.
const FORCED: &str = "NEARKEY_WASM_TOOLCHAIN";

/// Downloading the standard library (20 MB) may take this long.
const DOWNLOAD: Duration = Duration::from_secs(90);

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";

/// A way to compile for the worker.
pub enum Toolchain {
    /// The Rust on the path has the target.
    Installed,
    /// Debian's compiler, which builds the standard library too.
    Debian {
        /// The linker for WebAssembly.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Takes what is there; otherwise gets what is missing.
    pub fn choose() -> Result<Self> {
        match env::var(FORCED).as_deref() {
            Ok("rustup") if installed() || add_target() => return Ok(Self::Installed),
            Ok("rustup") => bail!("{FORCED}=rustup, but `rustup target add {WASM}` did not work"),
            Ok("debian") => return Self::debian(),
            Ok(other) => bail!("{FORCED} is `{other}`; it can be `rustup` or `debian`"),
            Err(_) => {}
        }
        if installed() {
            return Ok(Self::Installed);
        }
        if has_debian() {
            return Self::debian();
        }
        if add_target() { Ok(Self::Installed) } else { Self::debian() }
    }

    /// What `choose` would take, without getting anything.
    pub fn look() -> Option<&'static str> {
        let forced = env::var(FORCED).ok();
        if forced.as_deref() != Some("debian") && installed() {
            return Some("the Rust on the path has it");
        }
        (forced.as_deref() != Some("rustup") && has_debian())
            .then_some("Debian's rustc-web with rust-web-src")
    }

    fn debian() -> Result<Self> {
        if !has_debian() {
            setup::debian(
                &["rustc-web", "rust-web-src"],
                &format!(
                    "to compile WebAssembly: this Rust has no {WASM} and `rustup target add {WASM}` did not work"
                ),
            )?;
        }
        Ok(Self::Debian { linker: linker()? })
    }

    /// Says what was chosen, once per build.
    pub fn describe(&self) -> String {
        match self {
            Self::Installed => rustc_version("rustc"),
            Self::Debian { .. } => {
                format!("{} from Debian, with its own standard library", rustc_version(DEBIAN_RUSTC))
            }
        }
    }

    /// Clippy comes with rustup; Debian's compiler is used without.
    pub fn has_clippy(&self) -> bool {
        matches!(self, Self::Installed)
    }

    /// `cargo <verb>` for the worker: the root package, in release, with its own target folder, because two compilers
    /// would throw away each other's work. The flags leave no path of this machine in the result.
    pub fn cargo(&self, verb: &str, more_flags: &[&str]) -> Result<Command> {
        let mut command = cargo();
        command.args([verb, "--package", "nearkey", "--lib", "--release", "--target", WASM]);
        command.env("CARGO_TARGET_DIR", target().join("wasm"));
        let mut flags = more_flags.iter().map(ToString::to_string).collect::<Vec<_>>();
        flags.extend(remapped()?);
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env_remove("RUSTFLAGS");
        if let Self::Debian { linker } = self {
            command.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        Ok(command)
    }

    /// Where the compiled worker is after `cargo("build")`.
    pub fn product() -> PathBuf {
        target().join("wasm").join(WASM).join("release/nearkey.wasm")
    }
}

fn rustc_version(rustc: &str) -> String {
    sh::output(program(rustc).arg("--version")).unwrap_or_else(|| rustc.to_owned())
}

/// The folder of the Rust on the path.
fn sysroot() -> Option<PathBuf> {
    sh::output(program("rustc").args(["--print", "sysroot"])).map(PathBuf::from)
}

/// The Rust on the path has the standard library for the worker, however it came there.
fn installed() -> bool {
    let Some(library) = sysroot().map(|root| root.join("lib/rustlib").join(WASM).join("lib")) else {
        return false;
    };
    library.read_dir().is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

fn has_debian() -> bool {
    Path::new(DEBIAN_RUSTC).is_file() && Path::new(DEBIAN_LIBRARY).is_file()
}

fn add_target() -> bool {
    if find("rustup").is_none() {
        return false;
    }
    say(&format!("getting the standard library for {WASM} (rustup target add)"));
    let added = sh::succeeds_within(program("rustup").args(["target", "add", WASM]), DOWNLOAD) && installed();
    if !added {
        note("rustup could not get it");
    }
    added
}

/// A linker that speaks WebAssembly: the one in the Rust on the path, or Debian's.
fn linker() -> Result<PathBuf> {
    let host = sh::output(program("rustc").arg("-vV")).unwrap_or_default();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
    let own = sysroot().map(|root| root.join("lib/rustlib").join(host).join("bin/rust-lld"));
    if let Some(own) = own.filter(|path| path.is_file()) {
        return Ok(own);
    }
    if let Some(debian) = find("wasm-ld") {
        return Ok(debian);
    }
    setup::debian(&["lld"], "to link WebAssembly: this Rust has no rust-lld")?;
    find("wasm-ld").context("Debian's lld came without wasm-ld; install Rust with rustup, which has a linker")
}

/// Paths of this machine, replaced: the result is the same wherever it was built.
fn remapped() -> Result<Vec<String>> {
    let mut flags = vec![format!("--remap-path-prefix={}=nearkey", root().display())];
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is known")?;
    let sources = home.join("registry/src");
    for source in sources.read_dir().into_iter().flatten().flatten() {
        flags.push(format!("--remap-path-prefix={}=crates", source.path().display()));
    }
    if let Some(root) = sysroot() {
        flags.push(format!("--remap-path-prefix={}=rust", root.display()));
    }
    let debian = Path::new(DEBIAN_LIBRARY).parent().and_then(|library| library.canonicalize().ok());
    flags.extend(debian.map(|library| format!("--remap-path-prefix={}=rust", library.display())));
    Ok(flags)
}
