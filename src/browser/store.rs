//! What is kept: IndexedDB for links, settings, the sealed cache and keys. No page and no content script can open it.

use idb::{Database, DatabaseEvent as _, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;

use crate::app::{self, Disk, VaultOnDisk, Write};
use crate::browser::api;

const DATABASE: &str = "nearkey";
const VERSION: u32 = 1;
/// Bytes by name.
const VALUES: &str = "values";
/// `CryptoKey`s by name; they cannot be exported and only live here.
const KEYS: &str = "keys";

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
        let links = self.read(app::LINKS).await;
        let accounts = self.read(app::ACCOUNTS).await;
        let mut vaults = Vec::new();
        for id in app::source_ids(links.as_deref(), accounts.as_deref()) {
            let vault = VaultOnDisk {
                key: self.read(&app::key_name(&id)).await,
                index: self.read(&app::index_name(&id)).await,
                local: self.read(&app::local_name(&id)).await,
                ring: self.read(&app::ring_name(&id)).await,
            };
            vaults.push((id, vault));
        }
        Disk {
            links,
            accounts,
            settings: self.read(app::SETTINGS).await,
            factors: self.read(app::FACTORS).await,
            tries: self.read(app::TRIES).await,
            policy: policy().await,
            vaults,
        }
    }

    pub async fn read(&self, name: &str) -> Option<Vec<u8>> {
        let value = self.get(VALUES, name).await?;
        value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
    }

    /// Everything under names that start so.
    pub async fn read_all(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, idb::Error> {
        let transaction = self.database.transaction(&[VALUES], TransactionMode::ReadOnly)?;
        let values = transaction.object_store(VALUES)?;
        // Asked in one transaction, so that both lists are of the same moment and in the same order.
        let names = values.get_all_keys(Some(Query::KeyRange(starting(prefix)?)), None)?;
        let bytes = values.get_all(Some(Query::KeyRange(starting(prefix)?)), None)?;
        let records = names.await?.into_iter().zip(bytes.await?);
        let record = |(name, bytes): (JsValue, JsValue)| {
            Some((name.as_string()?, bytes.dyn_into::<Uint8Array>().ok()?.to_vec()))
        };
        Ok(records.filter_map(record).collect())
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
                    values.delete(Query::KeyRange(starting(&prefix)?))?;
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
}

/// All names that start so.
fn starting(prefix: &str) -> Result<KeyRange, idb::Error> {
    KeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into(), None, None)
}

/// What whoever runs this computer prescribes, as JSON text. Firefox refuses where there is nothing of that kind.
async fn policy() -> Option<Vec<u8>> {
    let members = api::managed_get().await.ok()?;
    js_sys::JSON::stringify(&members).ok()?.as_string().map(String::into_bytes)
}
