//! Keys in the browser's own cryptography: made not exportable, used by name, never seen (threats: 3.4 rule 6).
//!
//! This guards against code that runs here by accident or attack, not against somebody who copies the whole profile.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

use crate::app::{Custody, KeySlot, KeyTask};
use crate::browser::{api, store::Store};
use crate::passwork::{Accepted, MasterHash, MasterOptions};
use crate::secret::{SecretBytes, SecretText};

/// The name of the key that seals the base key on disk.
const LOCAL_KEY: &str = "local";
const IV_LENGTH: usize = 12;

pub async fn perform(store: &Store, task: KeyTask) -> Custody {
    let outcome = match task {
        KeyTask::Make(slot) => make_key_pair(store, &name(&slot)).await.map(Custody::KeysMade),
        KeyTask::Open { slot, ciphertext } => {
            open_rsa(store, &name(&slot), &ciphertext).await.map(Custody::Bytes)
        }
        KeyTask::Move { from, to } => move_key(store, &name(&from), &name(&to)).await.map(|()| Custody::Done),
        KeyTask::Drop(slot) => store.drop_key(&name(&slot)).await.ok().map(|()| Custody::Done),
        KeyTask::SealLocal(bytes) => seal_local(store, bytes.expose()).await.map(Custody::Bytes),
        KeyTask::OpenLocal(sealed) => open(store, LOCAL_KEY, &sealed).await.map(Custody::Bytes),
        KeyTask::Stretch(password, options) => stretch(&password, &options).await.map(Custody::Bytes),
    };
    outcome.unwrap_or(Custody::Failed)
}

fn name(slot: &KeySlot) -> String {
    match slot {
        KeySlot::Pending => "pending".into(),
        KeySlot::Link(id) => format!("link/{id}"),
        KeySlot::Local => LOCAL_KEY.into(),
    }
}

fn crypto() -> Crypto {
    api::get(&js_sys::global(), "crypto").unchecked_into()
}

pub fn subtle() -> SubtleCrypto {
    crypto().subtle()
}

/// RSA-OAEP with SHA-256 for both hashes, 4096 bit, e = 65537 (phone protocol, section 3). Gives the modulus as JWK text.
async fn make_key_pair(store: &Store, name: &str) -> Option<String> {
    let algorithm = api::object(&[
        ("name", "RSA-OAEP".into()),
        ("modulusLength", 4096.into()),
        ("publicExponent", Uint8Array::from([1, 0, 1].as_slice()).into()),
        ("hash", "SHA-256".into()),
    ]);
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let made = subtle().generate_key_with_object(algorithm.unchecked_ref(), false, &usages).ok()?;
    let pair = JsFuture::from(made).await.ok()?;
    let public: CryptoKey = api::get(&pair, "publicKey").unchecked_into();
    let private: CryptoKey = api::get(&pair, "privateKey").unchecked_into();
    let jwk = JsFuture::from(subtle().export_key("jwk", &public).ok()?).await.ok()?;
    store.put_key(name, &private).await.ok()?;
    api::get(&jwk, "n").as_string()
}

async fn move_key(store: &Store, from: &str, to: &str) -> Option<()> {
    let Some(key) = store.key(from).await else {
        // Moved already, by a worker that was stopped before it could say so.
        return store.key(to).await.map(|_| ());
    };
    store.put_key(to, &key).await.ok()?;
    store.drop_key(from).await.ok()
}

async fn open_rsa(store: &Store, name: &str, ciphertext: &[u8]) -> Option<SecretBytes> {
    let key = store.key(name).await?;
    decrypt(&api::object(&[("name", "RSA-OAEP".into())]), &key, ciphertext).await
}

pub async fn decrypt(algorithm: &JsValue, key: &CryptoKey, ciphertext: &[u8]) -> Option<SecretBytes> {
    let promise =
        subtle().decrypt_with_object_and_u8_array(algorithm.unchecked_ref(), key, ciphertext).ok()?;
    let plain = Uint8Array::new(&JsFuture::from(promise).await.ok()?);
    let bytes = SecretBytes::new(plain.to_vec());
    plain.fill(0, 0, plain.length());
    Some(bytes)
}

/// Makes an AES-256-GCM key that cannot be exported, in place of any earlier one of the name.
pub async fn make_sealing_key(store: &Store, name: &str) -> Option<CryptoKey> {
    let algorithm = api::object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let made = subtle().generate_key_with_object(algorithm.unchecked_ref(), false, &usages).ok()?;
    let key: CryptoKey = JsFuture::from(made).await.ok()?.unchecked_into();
    store.put_key(name, &key).await.ok()?;
    Some(key)
}

async fn seal_local(store: &Store, bytes: &[u8]) -> Option<SecretBytes> {
    if store.key(LOCAL_KEY).await.is_none() {
        make_sealing_key(store, LOCAL_KEY).await?;
    }
    seal(store, LOCAL_KEY, bytes).await.map(SecretBytes::new)
}

/// Seals under a key of ours: 12 bytes of iv, then ciphertext and tag. The key's name is the associated data.
pub async fn seal(store: &Store, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let key = store.key(name).await?;
    let mut iv = [0u8; IV_LENGTH];
    crypto().get_random_values_with_u8_array(&mut iv).ok()?;
    let promise =
        subtle().encrypt_with_object_and_u8_array(aes(&iv, name).unchecked_ref(), &key, bytes).ok()?;
    let sealed = Uint8Array::new(&JsFuture::from(promise).await.ok()?);
    let mut out = iv.to_vec();
    out.extend(sealed.to_vec());
    Some(out)
}

pub async fn open(store: &Store, name: &str, sealed: &[u8]) -> Option<SecretBytes> {
    let key = store.key(name).await?;
    let (iv, ciphertext) = sealed.split_at_checked(IV_LENGTH)?;
    decrypt(&aes(iv, name), &key, ciphertext).await
}

/// PBKDF2 (docs/passwork.md §3.1).
async fn stretch(password: &SecretText, options: &Accepted) -> Option<SecretBytes> {
    let MasterOptions::Stretched { hash, rounds, bytes, salt } = options.options() else { return None };
    let hash = match hash {
        MasterHash::Sha256 => "SHA-256",
        MasterHash::Sha512 => "SHA-512",
    };
    let raw = Uint8Array::from(password.expose().as_bytes());
    let usages = Array::of1(&"deriveBits".into());
    let imported = subtle().import_key_with_str("raw", &raw, "PBKDF2", false, &usages).ok()?;
    let key = JsFuture::from(imported).await;
    raw.fill(0, 0, raw.length());
    let key: CryptoKey = key.ok()?.unchecked_into();
    let algorithm = api::object(&[
        ("name", "PBKDF2".into()),
        ("hash", hash.into()),
        ("salt", Uint8Array::from(salt.as_bytes()).into()),
        ("iterations", (*rounds).into()),
    ]);
    let bits = u32::try_from(*bytes).ok()?.checked_mul(8)?;
    let derived = subtle().derive_bits_with_object(algorithm.unchecked_ref(), &key, bits).ok()?;
    let derived = Uint8Array::new(&JsFuture::from(derived).await.ok()?);
    let made = SecretBytes::new(derived.to_vec());
    derived.fill(0, 0, derived.length());
    Some(made)
}

fn aes(iv: &[u8], name: &str) -> JsValue {
    api::object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(iv).into()),
        ("additionalData", Uint8Array::from(name.as_bytes()).into()),
    ])
}
