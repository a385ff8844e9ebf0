//! Which browser the tests run in.

use std::env;
use std::fmt;
use std::io::Write as _;

use anyhow::{Result, bail};

/// Follows from the key in the development manifest.
const CHROMIUM_HOME: &str = "chrome-extension://aogdghjnkdkmpfcpbfplngdkjojlnnpm";
/// Firefox makes one up for each profile, unless it is told one.
const FIREFOX_HOME: &str = "moz-extension://11111111-2222-4333-8444-555555555555";

/// The environment variable that chooses.
const VARIABLE: &str = "NEARKEY_BROWSER";

/// A kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Engine {
    Chromium,
    Firefox,
}

impl Engine {
    /// The one of this run: what `NEARKEY_BROWSER` says, `chromium` or `firefox`. Chromium if it says nothing.
    pub fn chosen() -> Self {
        if env::var(VARIABLE).as_deref() == Ok("firefox") { Self::Firefox } else { Self::Chromium }
    }

    /// Refuses a word that names no browser.
    pub(crate) fn check() -> Result<()> {
        match env::var(VARIABLE).as_deref() {
            Ok("chromium" | "firefox" | "") | Err(_) => Ok(()),
            Ok(other) => bail!("{VARIABLE} is `{other}`; it must be `chromium` or `firefox`"),
        }
    }

    /// Where the files of the extension are for the browser, without a slash at the end. A shipped extension in Chromium
    /// has another one, which follows from its folder.
    pub fn home(self) -> &'static str {
        match self {
            Self::Chromium => CHROMIUM_HOME,
            Self::Firefox => FIREFOX_HOME,
        }
    }

    /// The id that pages would have to know to speak to the extension.
    pub fn extension_id(self) -> &'static str {
        match self {
            Self::Chromium => CHROMIUM_HOME.trim_start_matches("chrome-extension://"),
            Self::Firefox => "nearkey@nearkey.example",
        }
    }

    /// A page of the browser itself.
    pub fn own_page(self) -> &'static str {
        match self {
            Self::Chromium => "chrome://version",
            Self::Firefox => "about:license",
        }
    }

    /// Folder in `dist/` of the extension for tests; without `dev-` the one for users.
    pub fn package(self) -> &'static str {
        match self {
            Self::Chromium => "dev-chromium",
            Self::Firefox => "dev-firefox",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
        })
    }
}

/// Whether a test cannot be made in the browser of this run, although it could in another: then it says so, and the
/// test returns. `cargo xtask test` counts the line as skipped, not as passed.
#[must_use]
pub fn skipped_in(engine: Engine, why: &str) -> bool {
    let skipped = Engine::chosen() == engine;
    if skipped {
        skipped_because(&format!("in {engine}: {why}"));
    }
    skipped
}

/// Says that a test could not be made at all.
pub fn skipped_because(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Not with `println!`: the test runner would keep it to itself because the test passes.
    let _ = writeln!(std::io::stdout().lock(), "skipped {test} {why}");
}
