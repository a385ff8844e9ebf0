//! The manifests of the browsers, merged from `manifest/*.json5`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::files;
use crate::sh::root;

/// What can break a promise to the user when it changes (threat T-13). Compared with `manifest/agreed.json`.
const AGREED: [&str; 13] = [
    "manifest_version",
    "background",
    "chrome_url_overrides",
    "content_scripts",
    "content_security_policy",
    "devtools_page",
    "externally_connectable",
    "host_permissions",
    "incognito",
    "optional_host_permissions",
    "optional_permissions",
    "permissions",
    "web_accessible_resources",
];

/// The schema of the policy: a file in `manifest/`, and in the packages whose manifest names it.
pub const POLICY: &str = "policy.json";

/// A package that is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// For users of Chromium and its relatives.
    Chromium,
    /// For users of Firefox.
    Firefox,
    /// For tests and `cargo xtask demo`.
    DevChromium,
    /// The same in Firefox.
    DevFirefox,
    /// Checks that run in the browser itself; loads in both.
    Selftest,
}

impl Package {
    /// Name of its folder in `dist/`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::DevChromium => "dev-chromium",
            Self::DevFirefox => "dev-firefox",
            Self::Selftest => "selftest",
        }
    }

    /// Its folder.
    pub fn path(self) -> PathBuf {
        root().join("dist").join(self.folder())
    }

    /// Files that make its manifest; a later one wins.
    fn layers(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["base", "chromium"],
            Self::Firefox => &["base", "firefox"],
            Self::DevChromium => &["base", "chromium", "dev"],
            Self::DevFirefox => &["base", "firefox", "dev"],
            Self::Selftest => &["base", "chromium", "firefox", "dev", "selftest"],
        }
    }

    /// The manifest.
    pub fn manifest(self) -> Result<Value> {
        let mut manifest = Value::Object(Map::new());
        for layer in self.layers() {
            let path = root().join("manifest").join(format!("{layer}.json5"));
            let over = json5::from_str(&files::read(&path)?)
                .with_context(|| format!("manifest/{layer}.json5 is not JSON5"))?;
            merge(&mut manifest, over);
        }
        let version = env!("CARGO_PKG_VERSION");
        merge(&mut manifest, serde_json::json!({ "version": version }));
        Ok(manifest)
    }

    /// The manifest as a file.
    pub fn text(self) -> Result<String> {
        Ok(format!("{:#}\n", self.manifest()?))
    }
}

/// RFC 7396: objects are merged, null takes away, everything else replaces. Beyond it, a key that ends in + adds the
/// values of its list to the list there is.
fn merge(into: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *into = patch;
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    if let Value::Object(into) = into {
        for (key, value) in patch {
            if value.is_null() {
                into.remove(&key);
            } else if let (Some(list), Value::Array(more)) = (key.strip_suffix('+'), &value) {
                if let Some(Value::Array(values)) = into.get_mut(list) {
                    values.extend(more.iter().cloned());
                } else {
                    into.insert(list.to_owned(), value);
                }
            } else {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
    }
}

/// Fails when a shipped manifest asks for more, or protects less, than was agreed.
pub fn check() -> Result<()> {
    let agreed: Value = serde_json::from_str(&files::read(&root().join("manifest/agreed.json"))?)
        .context("manifest/agreed.json is not JSON")?;
    for package in [Package::Chromium, Package::Firefox] {
        let manifest = package.manifest()?;
        for key in AGREED {
            let is = manifest.get(key).unwrap_or(&Value::Null);
            let should =
                agreed.get(package.folder()).and_then(|own| own.get(key)).or_else(|| agreed.get(key));
            let should = should.unwrap_or(&Value::Null);
            if is != should {
                bail!(
                    "`{key}` for {} is {is}, agreed was {should}; if this is meant, change manifest/agreed.json in \
                     a commit of its own that says why",
                    package.folder()
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_later_layer_adds_replaces_and_takes_away() {
        let mut manifest = json!({ "a": 1, "b": { "c": [1], "d": 2 } });
        merge(&mut manifest, json!({ "a": 3, "b": { "c": null, "e": 4 } }));
        assert_eq!(manifest, json!({ "a": 3, "b": { "d": 2, "e": 4 } }));
        merge(&mut manifest, json!({ "b": { "f+": [1] } }));
        merge(&mut manifest, json!({ "b": { "f+": [2] } }));
        assert_eq!(manifest, json!({ "a": 3, "b": { "d": 2, "e": 4, "f": [1, 2] } }));
    }

    #[test]
    fn the_manifests_are_as_agreed() {
        check().unwrap();
    }

    #[test]
    fn only_test_packages_may_reach_this_machine() {
        for package in [Package::Chromium, Package::Firefox] {
            let manifest = package.manifest().unwrap();
            assert_eq!(manifest.get("host_permissions"), None);
            assert_eq!(manifest.get("key"), None);
        }
        let hosts = Package::DevFirefox.manifest().unwrap()["host_permissions"].clone();
        let own = ["http://127.0.0.1/*", "http://localhost/*", "https://127.0.0.1/*", "https://localhost/*"];
        assert_eq!(hosts, json!(own));
    }

    /// In private windows the extension does not run at all, and a user cannot change that.
    #[test]
    fn t54_no_package_runs_in_private_windows() {
        use Package::{Chromium, DevChromium, DevFirefox, Firefox, Selftest};
        for package in [Chromium, Firefox, DevChromium, DevFirefox, Selftest] {
            assert_eq!(package.manifest().unwrap()["incognito"], "not_allowed", "{}", package.folder());
        }
    }

    #[test]
    fn reading_the_clipboard_and_hosts_are_only_ever_asked_for() {
        for package in [Package::Chromium, Package::Firefox] {
            let manifest = package.manifest().unwrap();
            let granted = manifest["permissions"].as_array().unwrap();
            assert!(!granted.contains(&json!("clipboardRead")), "{granted:?}");
            assert_eq!(manifest["optional_permissions"], json!(["clipboardRead"]));
            let offscreen = granted.contains(&json!("offscreen"));
            assert_eq!(offscreen, package == Package::Chromium, "{granted:?}");
        }
    }

    #[test]
    fn the_schema_of_the_policy_is_where_the_manifest_says() {
        let schema = |package: Package| package.manifest().unwrap()["storage"]["managed_schema"].clone();
        assert_eq!(schema(Package::Chromium), json!(POLICY));
        assert_eq!(schema(Package::Firefox), Value::Null);
    }

    #[test]
    fn every_browser_gets_the_background_it_knows() {
        let background = |package: Package| package.manifest().unwrap()["background"].clone();
        assert_eq!(
            background(Package::Chromium),
            json!({ "service_worker": "background.js", "type": "module" })
        );
        assert_eq!(background(Package::Firefox), json!({ "scripts": ["background.js"], "type": "module" }));
        assert_eq!(
            background(Package::Selftest),
            json!({ "service_worker": "background.js", "scripts": ["background.js"], "type": "module" })
        );
    }
}
