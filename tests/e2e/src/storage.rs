//! What the extension keeps, read from one of its own pages. Another way in does not exist.

use anyhow::Result;
use serde_json::{Value, json};

use crate::view::{Surface, View};
use crate::wait::until;

/// Opens the database as it is; does not make one.
const OPEN: &str = "const db = await new Promise((done, failed) => {
      const request = indexedDB.open('nearkey');
      request.onupgradeneeded = () => { request.transaction.abort(); };
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const ask = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });";

/// Names in `values` or `keys`.
pub async fn names(view: &View<impl Surface>, store: &str) -> Result<Vec<String>> {
    let body = format!(
        "{OPEN} const names = await ask(db.transaction(given[0]).objectStore(given[0]).getAllKeys());
        db.close(); return names"
    );
    Ok(serde_json::from_value(view.on.eval(&body, vec![json!(store)]).await?)?)
}

/// Bytes under a name, each as one character.
pub async fn value(view: &View<impl Surface>, name: &str) -> Result<Option<String>> {
    let body = format!(
        "{OPEN} const value = await ask(db.transaction('values').objectStore('values').get(given[0]));
        db.close(); return value ? Array.from(value, (byte) => String.fromCharCode(byte)).join('') : null"
    );
    Ok(view.on.eval(&body, vec![json!(name)]).await?.as_str().map(ToOwned::to_owned))
}

/// Puts bytes under a name, as damage does.
pub async fn put(view: &View<impl Surface>, name: &str, bytes: &[u8]) -> Result<()> {
    let body = format!(
        "{OPEN} const values = db.transaction('values', 'readwrite').objectStore('values');
        await ask(values.put(new Uint8Array(given[1]), given[0])); db.close()"
    );
    view.on.eval(&body, vec![json!(name), json!(bytes)]).await.map(|_| ())
}

/// Waits until a key is there, or is not.
pub async fn wait_for_key(view: &View<impl Surface>, name: &str, there: bool) -> Result<()> {
    until(&format!("the key {name}: {there}"), async || {
        let names = names(view, "keys").await?;
        Ok((names.iter().any(|known| known == name) == there).then_some(()))
    })
    .await
}

/// Everything in the extension's storage as one text: database, session, local. Bytes are characters.
pub async fn everything(view: &View<impl Surface>) -> Result<String> {
    let body = format!(
        "{OPEN} const text = (value) => value instanceof Uint8Array
          ? Array.from(value, (byte) => String.fromCharCode(byte)).join('') : JSON.stringify(value);
        const all = [];
        for (const store of db.objectStoreNames) {{
          const values = db.transaction(store).objectStore(store);
          all.push(...await ask(values.getAllKeys()), ...(await ask(values.getAll())).map(text));
        }}
        db.close();
        all.push(...[await chrome.storage.session.get(), await chrome.storage.local.get(), {{ ...localStorage }}].map(text));
        return all.join('\\n')"
    );
    let all: Value = view.on.eval(&body, Vec::new()).await?;
    Ok(all.as_str().unwrap_or_default().to_owned())
}
