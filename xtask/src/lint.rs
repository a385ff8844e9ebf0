//! Own checks of the skin: languages, sinks, and that nothing comes from elsewhere (threat T-13).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::Kind;
use crate::bundle;
use crate::files;
use crate::sh::{note, root};

/// Words that write markup or run text, wherever they stand in code.
const SINKS: [&str; 17] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
    "setHTMLUnsafe",
    "parseHTMLUnsafe",
    "DOMParser",
    "document.write",
    "srcdoc",
    "unsafeHTML",
    "unsafeSVG",
    "unsafeMathML",
    "unsafeStatic",
    "eval(",
    "new Function",
    "javascript:",
    "importScripts",
];

/// Addresses that may stand in a package: names, or this machine; nothing is loaded from them.
const KNOWN_ADDRESSES: [&str; 4] =
    ["http://www.w3.org/", "http://127.0.0.1", "http://localhost", "https://lit.dev/"];

/// Every language has the keys and placeholders of English, and none is empty.
pub fn locales() -> Result<()> {
    let folder = bundle::sources().join("_locales");
    let mut languages = BTreeMap::new();
    for path in files::with_ending(files::under(&folder)?, &["/messages.json"]) {
        let name = files::relative(path.parent().unwrap_or(&folder), &folder);
        languages.insert(name, messages(&path)?);
    }
    let english = languages.remove("en").context("extension/_locales/en/messages.json is missing")?;
    for key in ["extension_name", "extension_description", "command_lock"] {
        if !english.contains_key(key) {
            bail!("extension/_locales/en/messages.json has no {key}, which the manifest uses");
        }
    }
    let mut faults = Vec::new();
    for (language, texts) in &languages {
        let keys = english.keys().chain(texts.keys()).collect::<BTreeSet<_>>();
        for key in keys {
            match (english.get(key), texts.get(key)) {
                (Some(_), None) => faults.push(format!("{language} has no {key}")),
                (None, Some(_)) => faults.push(format!("{language} has {key}, which English has not")),
                (Some(english), Some(text)) if placeholders(english) != placeholders(text) => {
                    faults.push(format!("{language}: {key} has other placeholders than English"));
                }
                _ => {}
            }
        }
    }
    end(&faults, "in extension/_locales")
}

/// Key to text.
fn messages(path: &Path) -> Result<BTreeMap<String, String>> {
    let value: Value = serde_json::from_str(&files::read(path)?)
        .with_context(|| format!("{} is not JSON", files::relative(path, root())))?;
    let mut texts = BTreeMap::new();
    for (key, entry) in value.as_object().into_iter().flatten() {
        let text = entry.get("message").and_then(Value::as_str).unwrap_or_default();
        if text.trim().is_empty() {
            bail!("{}: {key} has no text", files::relative(path, root()));
        }
        texts.insert(key.clone(), text.to_owned());
    }
    Ok(texts)
}

/// `$1` and `$NAME$`, sorted.
fn placeholders(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        rest = after.strip_prefix(name.as_str()).unwrap_or(after);
        rest = rest.strip_prefix('$').unwrap_or(rest);
        if !name.is_empty() {
            found.insert(name.to_ascii_lowercase());
        }
    }
    found
}

/// Sources write no markup, run no text, and name no other machine.
pub fn sources() -> Result<()> {
    let mut faults = Vec::new();
    let own = |path: &PathBuf| !path.to_string_lossy().replace('\\', "/").contains("/extension/generated/");
    let all = files::under(&bundle::sources())?;
    for path in files::with_ending(all, &[".ts", ".html", ".css"]).into_iter().filter(own) {
        let name = files::relative(&path, root());
        let text = files::read(&path)?;
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") || code.starts_with('*') || code.starts_with("/*") {
                continue;
            }
            for sink in SINKS.iter().filter(|sink| code.contains(**sink)) {
                faults.push(format!("{name}:{}: {sink}", number + 1));
            }
        }
        if !bundle::is_development_only(&path) {
            faults.extend(addresses(&text).map(|address| format!("{name}: names {address}")));
        }
        if path.extension().is_some_and(|ending| ending == "html") {
            faults.extend(inline(&text).into_iter().map(|what| format!("{name}: {what}")));
        }
    }
    end(&faults, "in the sources of the extension")
}

/// What is shipped loads nothing from elsewhere.
pub fn packages(kind: Kind) -> Result<()> {
    let mut faults = Vec::new();
    for package in kind.packages() {
        let folder = package.path();
        for path in files::with_ending(files::under(&folder)?, &[".html", ".css", ".js", ".svg"]) {
            let name = format!("dist/{}/{}", package.folder(), files::relative(&path, &folder));
            faults.extend(addresses(&files::read(&path)?).map(|address| format!("{name}: names {address}")));
        }
        let manifest: Value = serde_json::from_str(&files::read(&folder.join("manifest.json"))?)?;
        if manifest != package.manifest()? {
            faults.push(format!("dist/{}/manifest.json is not the merged manifest", package.folder()));
        }
    }
    end(&faults, "in the packages")
}

/// Addresses with a host, outside comments that name a licence.
fn addresses(text: &str) -> impl Iterator<Item = String> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let code = line.trim_start();
        if code.starts_with("//")
            || code.starts_with('*')
            || code.starts_with("/*")
            || code.starts_with("<!--")
        {
            continue;
        }
        for scheme in ["http://", "https://", "ws://", "wss://"] {
            for rest in line.split(scheme).skip(1) {
                let host: String =
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-:/_".contains(*c)).collect();
                let address = format!("{scheme}{host}");
                let known = KNOWN_ADDRESSES.iter().any(|known| address.starts_with(known));
                if host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !known {
                    found.insert(address);
                }
            }
        }
    }
    found.into_iter()
}

/// Scripts, styles and handlers that stand in a page itself; the content policy would stop them.
fn inline(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        let attributes: Vec<String> = tag.split_whitespace().skip(1).map(str::to_ascii_lowercase).collect();
        if name == "script" && !attributes.iter().any(|attribute| attribute.starts_with("src=")) {
            found.push("a script in the page".to_owned());
        }
        if name == "style" {
            found.push("a style in the page".to_owned());
        }
        for attribute in attributes {
            if attribute.starts_with("style=") || (attribute.starts_with("on") && attribute.contains('=')) {
                found.push(format!("the attribute {attribute}"));
            }
        }
    }
    found
}

fn end(faults: &[String], place: &str) -> Result<()> {
    for fault in faults {
        note(fault);
    }
    if faults.is_empty() { Ok(()) } else { bail!("{} faults {place}, listed above", faults.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_in_any_order() {
        assert_eq!(placeholders("$PHONE$ at $1"), placeholders("$1: $phone$"));
        assert_ne!(placeholders("to $1"), placeholders("to $2"));
    }

    #[test]
    fn only_addresses_of_other_machines_count() {
        let text = "fetch('https://evil.test/x')\nlet a = 'http://' + ip; // http://www.w3.org/2000/svg";
        assert_eq!(addresses(text).collect::<Vec<_>>(), ["https://evil.test/x"]);
        assert_eq!(addresses("connect-src http: https:").count(), 0);
    }

    #[test]
    fn a_page_holds_no_script_style_or_handler() {
        assert_eq!(inline("<script type=\"module\" src=\"popup.js\"></script><p class=on>").len(), 0);
        assert_eq!(inline("<script>1</script><b onclick=\"x()\" style=\"a:b\"><style></style>").len(), 4);
    }
}
