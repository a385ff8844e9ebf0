//! What outlives a stopped worker: the session storage, which is memory only, keeps the checkpoint in clear and its
//! secrets sealed. A lock takes the secrets away for good, however many writes are under way.

use std::cell::Cell;

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::app::{Checkpoint, Secrets};
use crate::browser::{api, custody, store::Store};
use crate::encoding::{decode_base64, encode_base64};

const CHECKPOINT: &str = "checkpoint";
const SECRETS: &str = "secrets";

/// The name of the key that seals the secrets; a new one for every session of the browser, and after every lock.
const SESSION_KEY: &str = "session";

/// The session storage.
#[derive(Default)]
pub struct Session {
    /// How often secrets had to go.
    forgotten: Cell<u32>,
    /// What was sealed so far must not be opened again.
    renew_key: Cell<bool>,
}

impl Session {
    /// What an earlier worker of this browser session left. A new session gets a new session key.
    pub async fn read(&self, store: &Store) -> Option<(Checkpoint, Secrets)> {
        let names = Array::of2(&CHECKPOINT.into(), &SECRETS.into());
        let stored = api::session_get(&names).await.unwrap_or(JsValue::UNDEFINED);
        let Some(checkpoint) = api::get(&stored, CHECKPOINT).as_string() else {
            self.renew_key.set(true);
            return None;
        };
        let checkpoint = serde_json::from_str(&checkpoint).ok()?;
        let sealed = api::get(&stored, SECRETS).as_string().and_then(|text| decode_base64(&text).ok());
        let secrets = match sealed {
            Some(sealed) => custody::open(store, SESSION_KEY, &sealed).await.map(Secrets::new),
            None => None,
        };
        Some((checkpoint, secrets.unwrap_or_default()))
    }

    /// Takes the sealed secrets away at once: a worker that is stopped right after a lock must not leave them to the
    /// next one, and the write of a checkpoint takes a few turns (sealing is asynchronous).
    ///
    /// Three things make the order safe. The removal is on its way to the browser when this returns, and the browser
    /// carries out what one extension asks of its storage in order, so it comes after all that was sent before. A write
    /// that was still sealing older secrets sees `forgotten` and sends nothing; the lock's own checkpoint follows it.
    /// And before anything is sealed again there is a new key, so that an older sealed text, wherever it might still
    /// lie, opens no more. What remains is a browser that crashes before it took the removal; then its memory, and the
    /// session storage with it, are gone as well.
    pub fn forget_secrets(&self) {
        self.forgotten.set(self.forgotten.get().wrapping_add(1));
        self.renew_key.set(true);
        let _ = api::session_remove(SECRETS);
    }

    /// Writes the checkpoint. To be called again if secrets were forgotten meanwhile.
    pub async fn write(&self, store: &Store, checkpoint: &str, secrets: &Secrets) {
        let forgotten = self.forgotten.get();
        let mut items = vec![(CHECKPOINT, checkpoint.into())];
        if self.renew_key.take() {
            let _ = custody::make_sealing_key(store, SESSION_KEY).await;
        }
        match secrets.expose() {
            Some(bytes) => {
                if let Some(sealed) = custody::seal(store, SESSION_KEY, bytes).await {
                    items.push((SECRETS, encode_base64(&sealed).into()));
                }
            }
            None => {
                let _ = api::session_remove(SECRETS);
            }
        }
        // Nothing is waited for between this look and the call.
        if self.forgotten.get() == forgotten {
            let _ = api::session_set(&api::object(&items)).await;
        }
    }
}
