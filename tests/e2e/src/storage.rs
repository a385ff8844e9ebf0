//! What the extension keeps, read from one of its own pages, and looked for in all that is kept anywhere.

use std::fs;
use std::path::Path;

use anyhow::Result;
use memchr::memmem::Finder;
use serde_json::{Value, json};

use crate::tab::Tab;

/// Opens the database; fails if there is none.
const OPEN: &str = "const db = await new Promise((done, fail) => {
      const opening = indexedDB.open('nearkey', 1);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = fail;
      opening.onupgradeneeded = () => { opening.transaction.abort(); fail(new Error('there is no database')); };
    });
    const all = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = fail; });
    const values = (mode) => db.transaction(['values'], mode).objectStore('values');
    try {";
const CLOSE: &str = "} finally { db.close(); }";

/// Names of all stored values.
pub async fn names(own: &Tab) -> Result<Vec<String>> {
    let body = format!("{OPEN} return await all(values('readonly').getAllKeys()); {CLOSE}");
    Ok(serde_json::from_value(own.run(&body, Vec::new()).await?)?)
}

/// Names of all stored keys.
pub async fn keys(own: &Tab) -> Result<Vec<String>> {
    let body = format!(
        "{OPEN} return await all(db.transaction(['keys']).objectStore('keys').getAllKeys()); {CLOSE}"
    );
    Ok(serde_json::from_value(own.run(&body, Vec::new()).await?)?)
}

/// The bytes under a name; none if there is no such name.
pub async fn read(own: &Tab, name: &str) -> Result<Option<Vec<u8>>> {
    let body = format!(
        "{OPEN} const bytes = await all(values('readonly').get(given[0])); return bytes ? [...bytes] : null; {CLOSE}"
    );
    Ok(serde_json::from_value(own.run(&body, vec![json!(name)]).await?)?)
}

/// Puts other bytes under a name, behind the back of the extension.
pub async fn write(own: &Tab, name: &str, bytes: &[u8]) -> Result<()> {
    let body =
        format!("{OPEN} await all(values('readwrite').put(Uint8Array.from(given[1]), given[0])); {CLOSE}");
    own.run(&body, vec![json!(name), json!(bytes)]).await.map(|_| ())
}

/// Everything the extension stores as bytes: values of the database, and both storages as text.
pub async fn everything(own: &Tab) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for name in names(own).await? {
        let bytes = read(own, &name).await?.unwrap_or_default();
        found.push((name, bytes));
    }
    let body = "return [JSON.stringify(await chrome.storage.local.get(null)),
        JSON.stringify(await chrome.storage.session.get(null)), JSON.stringify({ ...localStorage })]";
    let Value::Array(texts) = own.run(body, Vec::new()).await? else { return Ok(found) };
    for (name, text) in ["storage.local", "storage.session", "localStorage"].into_iter().zip(texts) {
        found.push((name.into(), text.as_str().unwrap_or_default().into()));
    }
    Ok(found)
}

/// Every file below a folder with its bytes; what cannot be read now is left out.
pub fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(files(&entry.path())?);
        } else if kind.is_file() {
            found.push((entry.path().display().to_string(), fs::read(entry.path()).unwrap_or_default()));
        }
    }
    Ok(found)
}

/// Places where one of the secrets stands, as UTF-8 or UTF-16 in either order of bytes.
pub fn leaks(places: &[(String, Vec<u8>)], secrets: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for secret in secrets {
        let little: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
        let big: Vec<u8> = secret.iter().flat_map(|byte| [0, *byte]).collect();
        for form in [secret, &little, &big] {
            let finder = Finder::new(form);
            for (place, bytes) in places {
                if finder.find(bytes).is_some() {
                    found.push(format!("{} in {place}", String::from_utf8_lossy(secret)));
                }
            }
        }
    }
    found
}
