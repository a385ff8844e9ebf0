//! From sources to folders that a browser loads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};

use crate::manifest::{POLICY, Package};
use crate::sh::{note, root, say, work};
use crate::wasm::Worker;
use crate::{bundle, files, types, wasm};

/// What is built together, because it has the same code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For users.
    Release,
    /// A phone on this machine is allowed.
    Dev,
    /// Like `Dev`, with checks that are called from a browser.
    Selftest,
}

impl Kind {
    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Release => &[],
            Self::Dev => &["loopback"],
            Self::Selftest => &["loopback", "selftest"],
        }
    }

    /// Its folders.
    pub fn packages(self) -> &'static [Package] {
        match self {
            Self::Release => &[Package::Chromium, Package::Firefox],
            Self::Dev => &[Package::DevChromium, Package::DevFirefox],
            Self::Selftest => &[Package::Selftest],
        }
    }
}

/// Builds all packages of a kind and tells what is in them.
pub fn build(kind: Kind) -> Result<()> {
    summary(kind, &ensure(kind)?)
}

/// Builds what changed; in one run of this program only once, because cargo keeps the WebAssembly of one kind at a time
/// and several steps want the same two.
pub fn ensure(kind: Kind) -> Result<Worker> {
    static MADE: Mutex<Vec<(Kind, Worker)>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, worker)) = made.iter().find(|(known, _)| *known == kind) {
        return Ok(worker.clone());
    }
    let worker = make(kind)?;
    made.push((kind, worker.clone()));
    Ok(worker)
}

fn make(kind: Kind) -> Result<Worker> {
    types::when_changed()?;
    let worker = wasm::build(kind.features())?;
    let development = kind != Kind::Release;
    let scripts = work().join(if development { "scripts-development" } else { "scripts" });
    bundle::build(&scripts, development)?;

    let mut shared = BTreeMap::new();
    shared.insert("nearkey.js".to_owned(), fs::read(&worker.glue)?);
    shared.insert("nearkey_bg.wasm".to_owned(), fs::read(&worker.wasm)?);
    for path in files::under(&scripts)? {
        shared.insert(files::relative(&path, &scripts), fs::read(&path)?);
    }
    for path in assets()? {
        if !development && bundle::is_development_only(&path) {
            continue;
        }
        shared.insert(files::relative(&path, &bundle::sources()), fs::read(&path)?);
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        shared.insert(name.to_owned(), fs::read(root().join(name))?);
    }
    for package in kind.packages() {
        let mut content = shared.clone();
        content.insert("manifest.json".to_owned(), package.text()?.into_bytes());
        if package.manifest()?.pointer("/storage/managed_schema").is_some() {
            content.insert(POLICY.to_owned(), fs::read(root().join("manifest").join(POLICY))?);
        }
        complete(&content)?;
        lay_out(&package.path(), &content)?;
    }
    Ok(worker)
}

/// Pages, styles, pictures and texts, as they are in `extension/`.
fn assets() -> Result<Vec<PathBuf>> {
    let sources = bundle::sources();
    let mut assets = files::under(&sources.join("_locales"))?;
    if assets.is_empty() {
        bail!(
            "extension/_locales/en/messages.json is missing; the manifest takes the name of the extension from it"
        );
    }
    assets.extend(files::with_ending(files::under(&sources.join("icons"))?, &[".png"]));
    let rest = files::with_ending(files::under(&sources)?, &[".html", ".css", ".svg", ".woff2"]);
    // The style of what stays in pages is inside of its script.
    let elsewhere = [sources.join("icons"), sources.join("content")];
    assets.extend(rest.into_iter().filter(|path| !elsewhere.iter().any(|folder| path.starts_with(folder))));
    Ok(assets)
}

/// Every file that the manifest or a page names is there.
fn complete(content: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let text = |name: &str| content.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let manifest = serde_json::from_str(&text("manifest.json").unwrap_or_default())?;
    let mut named = Vec::new();
    strings(&manifest, &mut named);
    for name in named {
        let ending = Path::new(&name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if ["html", "js", "json", "png", "css"].contains(&ending) && !content.contains_key(&name) {
            bail!("the manifest names {name}, but there is no such file in the package");
        }
    }
    let scripts =
        |(name, _): &(&String, _)| Path::new(*name).extension().is_some_and(|ending| ending == "js");
    for (script, bytes) in content.iter().filter(scripts) {
        let text = String::from_utf8_lossy(bytes);
        if let Some(lost) = named_files(&text).find(|name| !content.contains_key(*name)) {
            bail!("{script} names the file {lost}, but the package has none there (paths start at its root)");
        }
    }
    for page in
        content.keys().filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "html"))
    {
        for link in links(&text(page).unwrap_or_default()) {
            let target = resolve(page, &link);
            if !content.contains_key(&target) {
                bail!("{page} refers to {link}, but there is no {target} in the package");
            }
        }
    }
    Ok(())
}

fn strings(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => into.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        serde_json::Value::Object(values) => values.values().for_each(|value| strings(value, into)),
        _ => {}
    }
}

/// Texts in a script that are a path of a file which the browser is asked for: scripts to inject, pages to open, the
/// WebAssembly. Paths with a dot first belong to modules, which the bundler has looked up.
fn named_files(script: &str) -> impl Iterator<Item = &str> {
    let literals = script.split(['"', '\'', '`']);
    literals.map(|text| text.trim_start_matches('/').split(['?', '#']).next().unwrap_or_default()).filter(
        |text| {
            let path = text.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.".contains(c));
            let ending = Path::new(text).extension().and_then(|ending| ending.to_str());
            path && !text.starts_with('.') && matches!(ending, Some("js" | "wasm" | "html"))
        },
    )
}

/// What `src` and `href` of a page name; not anchors and not full addresses, which the checks of the package refuse.
fn links(html: &str) -> Vec<String> {
    let after = |attribute: &'static str| html.split(attribute).skip(1);
    let values = after(" src=\"").chain(after(" href=\"")).filter_map(|rest| rest.split('"').next());
    let files = values.filter(|link| !link.starts_with('#') && !link.contains(':'));
    files.map(|link| link.split(['?', '#']).next().unwrap_or_default().to_owned()).collect()
}

/// A link as the browser follows it, from the root of the package.
fn resolve(page: &str, link: &str) -> String {
    if let Some(absolute) = link.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Makes the folder hold exactly this; touches only what differs.
fn lay_out(folder: &Path, content: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for path in files::under(folder)? {
        if !content.contains_key(&files::relative(&path, folder)) {
            fs::remove_file(&path)?;
        }
    }
    for (name, bytes) in content {
        files::write(&folder.join(name), bytes)?;
    }
    Ok(())
}

fn summary(kind: Kind, worker: &Worker) -> Result<()> {
    for package in kind.packages() {
        let folder = package.path();
        say(&format!("dist/{}", package.folder()));
        let mut total = 0;
        for path in files::under(&folder)? {
            let size = fs::metadata(&path)?.len();
            total += size;
            // The two folders of a kind hold the same, except for the manifest.
            if package.folder() == kind.packages().first().map_or("", |first| first.folder()) {
                note(&format!("{:>9}  {}", thousands(size), files::relative(&path, &folder)));
            }
        }
        note(&format!("{:>9}  bytes in all", thousands(total)));
    }
    if kind == Kind::Release {
        let folder = Package::Chromium.path();
        let (stays, shows) = bundle::sizes_in_pages(&folder)?;
        say(&format!(
            "Scripts in pages: {} bytes that stay (at most {}), {} more where something is shown",
            thousands(stays),
            thousands(bundle::MOST_IN_PAGES),
            thousands(shows)
        ));
        if stays > bundle::MOST_IN_PAGES {
            bail!("what stays in pages is larger than was promised");
        }
    }
    print_sizes(worker)
}

/// One line about the WebAssembly.
pub fn print_sizes(worker: &Worker) -> Result<()> {
    let (raw, gzip) = wasm::sizes(worker)?;
    say(&format!("WebAssembly: {} bytes, {} with gzip", thousands(raw as u64), thousands(gzip as u64)));
    Ok(())
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page_are_followed_as_a_browser_does() {
        let html = r##"<link href="../ui/tokens.css"><script src="popup.js"></script><a href="#top"><a href="https://x">"##;
        assert_eq!(links(html), ["popup.js", "../ui/tokens.css"]);
        assert_eq!(resolve("popup/popup.html", "../ui/tokens.css"), "ui/tokens.css");
        assert_eq!(resolve("popup/popup.html", "./popup.js"), "popup/popup.js");
        assert_eq!(resolve("popup/popup.html", "/icons/a.png"), "icons/a.png");
    }

    #[test]
    fn files_that_a_script_asks_for_are_found() {
        let script = r#"import a from"./nearkey.js";f({files:["content/content.js"]});u('/popup/popup.html?w=1');"x.y""#;
        assert_eq!(named_files(script).collect::<Vec<_>>(), ["content/content.js", "popup/popup.html"]);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1234), "1 234");
        assert_eq!(thousands(123_456_789), "123 456 789");
    }
}
