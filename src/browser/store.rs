//! What is kept: IndexedDB for links, settings, the sealed cache and keys (no page and no content script can open it);
//! the session storage, which is memory only, for the checkpoint.

use idb::{Database, DatabaseEvent as _, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;

use crate::app::{Checkpoint, Disk, Secrets, VaultOnDisk, Write};
use crate::browser::{api, custody};
use crate::phone::{decode_base64, encode_base64};

const DATABASE: &str = "nearkey";
const VERSION: u32 = 1;
/// Bytes by name.
const VALUES: &str = "values";
/// `CryptoKey`s by name; they cannot be exported and only live here.
const KEYS: &str = "keys";

const CHECKPOINT: &str = "checkpoint";
const SECRETS: &str = "secrets";

/// The name of the key that seals what the checkpoint carries; a new one for every session of the browser.
pub const SESSION_KEY: &str = "session";

/// The open database.
pub struct Store {
    database: Database,
}

impl Store {
    pub async fn open() -> Result<Self, idb::Error> {
        let factory = Factory::new()?;
        let mut request = factory.open(DATABASE, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                for name in [VALUES, KEYS] {
                    let _ = database.create_object_store(name, ObjectStoreParams::new());
                }
            }
        });
        Ok(Self { database: request.await? })
    }

    /// Everything that is needed to start; items are read one by one when they are wanted.
    pub async fn disk(&self) -> Disk {
        let links = self.read(crate::app::LINKS).await;
        let settings = self.read(crate::app::SETTINGS).await;
        let mut vaults = Vec::new();
        for id in crate::app::link_ids(links.as_deref()) {
            let key = self.read(&crate::app::key_name(&id)).await;
            let index = self.read(&crate::app::index_name(&id)).await;
            vaults.push((id, VaultOnDisk { key, index }));
        }
        Disk { links, settings, vaults }
    }

    pub async fn read(&self, name: &str) -> Option<Vec<u8>> {
        let value = self.get(VALUES, name).await?;
        value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
    }

    /// All writes or none: one transaction.
    pub async fn write(&self, writes: Vec<Write>) -> Result<(), idb::Error> {
        let transaction = self.database.transaction(&[VALUES], TransactionMode::ReadWrite)?;
        let values = transaction.object_store(VALUES)?;
        for write in writes {
            match write {
                Write::Put(name, bytes) => {
                    let bytes: JsValue = Uint8Array::from(bytes.as_slice()).into();
                    values.put(&bytes, Some(&name.into()))?;
                }
                Write::Delete(name) => {
                    values.delete(Query::Key(name.into()))?;
                }
                Write::DeleteAll(prefix) => {
                    let end = format!("{prefix}\u{ffff}");
                    let range = KeyRange::bound(&prefix.into(), &end.into(), None, None)?;
                    values.delete(Query::KeyRange(range))?;
                }
            }
        }
        transaction.commit()?.await?;
        Ok(())
    }

    pub async fn key(&self, name: &str) -> Option<CryptoKey> {
        self.get(KEYS, name).await?.dyn_into().ok()
    }

    pub async fn put_key(&self, name: &str, key: &CryptoKey) -> Result<(), idb::Error> {
        let transaction = self.database.transaction(&[KEYS], TransactionMode::ReadWrite)?;
        let keys = transaction.object_store(KEYS)?;
        keys.put(key, Some(&name.into()))?;
        transaction.commit()?.await?;
        Ok(())
    }

    pub async fn drop_key(&self, name: &str) -> Result<(), idb::Error> {
        let transaction = self.database.transaction(&[KEYS], TransactionMode::ReadWrite)?;
        let keys = transaction.object_store(KEYS)?;
        keys.delete(Query::Key(name.into()))?;
        transaction.commit()?.await?;
        Ok(())
    }

    async fn get(&self, store: &str, name: &str) -> Option<JsValue> {
        let transaction = self.database.transaction(&[store], TransactionMode::ReadOnly).ok()?;
        let store = transaction.object_store(store).ok()?;
        store.get(Query::Key(name.into())).ok()?.await.ok()?
    }

    /// What an earlier worker of this browser session left. A new session gets a new session key.
    pub async fn checkpoint(&self) -> Option<(Checkpoint, Secrets)> {
        let names = Array::of2(&CHECKPOINT.into(), &SECRETS.into());
        let stored = api::session_get(&names).await.unwrap_or(JsValue::UNDEFINED);
        let Some(checkpoint) = api::get(&stored, CHECKPOINT).as_string() else {
            let _ = custody::make_sealing_key(self, SESSION_KEY).await;
            return None;
        };
        let checkpoint = serde_json::from_str(&checkpoint).ok()?;
        let sealed = api::get(&stored, SECRETS).as_string().and_then(|text| decode_base64(&text).ok());
        let secrets = match sealed {
            Some(sealed) => custody::open(self, SESSION_KEY, &sealed).await.map(Secrets::new),
            None => None,
        };
        Some((checkpoint, secrets.unwrap_or_default()))
    }

    pub async fn write_checkpoint(&self, checkpoint: &str, secrets: &Secrets) {
        let mut items = vec![(CHECKPOINT, checkpoint.into())];
        match secrets.expose() {
            Some(bytes) => {
                if let Some(sealed) = custody::seal(self, SESSION_KEY, bytes).await {
                    items.push((SECRETS, encode_base64(&sealed).into()));
                }
            }
            None => {
                let _ = api::session_remove(SECRETS).await;
            }
        }
        let _ = api::session_set(&api::object(&items)).await;
    }
}
