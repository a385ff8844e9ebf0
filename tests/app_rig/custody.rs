//! The browser's own keys: RSA by the `rsa` crate with recorded key pairs, local sealing with AES-GCM.

use std::{collections::BTreeMap, sync::LazyLock};

use aes_gcm::{
    Aes256Gcm,
    aead::{Aead, KeyInit, Nonce},
};
use nearkey::encoding::decode_base64;
use nearkey::{
    app::{Custody as Outcome, KeySlot, KeyTask},
    passwork::{Key, master_key},
    secret::SecretBytes,
};
use rsa::{BoxedUint, Oaep, RsaPrivateKey};
use serde_json::Value;
use sha2::Sha256;

pub static LINKS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let all: Value = serde_json::from_str(include_str!("../vectors/phone.json")).unwrap();
    all["links"].as_array().unwrap().clone()
});

static PRIVATE: LazyLock<Vec<RsaPrivateKey>> =
    LazyLock::new(|| LINKS.iter().map(|link| private_key(&link["clientKeyJwk"])).collect());

pub fn bytes(value: &Value, member: &str) -> Vec<u8> {
    decode_base64(value[member].as_str().unwrap()).unwrap()
}

fn private_key(jwk: &Value) -> RsaPrivateKey {
    let number = |member| BoxedUint::from_be_slice_vartime(&bytes(jwk, member));
    let primes = vec![number("p"), number("q")];
    RsaPrivateKey::from_components(number("n"), number("e"), number("d"), primes).unwrap()
}

/// The modulus of a recorded client key, as JWK text.
pub fn modulus(number: usize) -> String {
    LINKS[number]["clientKeyJwk"]["n"].as_str().unwrap().to_owned()
}

/// Key pairs by slot. Survives the worker.
#[derive(Default)]
pub struct Custody {
    pub slots: BTreeMap<String, usize>,
    made: usize,
    /// One-time keys to the client stand in clear at the start of the ciphertext: no RSA, for thousands of runs.
    pub light: bool,
    /// Next tasks that fail.
    pub failing: u32,
    /// Everything that was given to be sealed.
    pub sealed: Vec<Vec<u8>>,
    opened: u64,
}

pub fn slot_name(slot: &KeySlot) -> String {
    match slot {
        KeySlot::Pending => "pending".into(),
        KeySlot::Link(id) => format!("link/{id}"),
        KeySlot::Local => "local".into(),
    }
}

impl Custody {
    pub fn perform(&mut self, task: KeyTask) -> Outcome {
        if self.failing > 0 {
            self.failing -= 1;
            return Outcome::Failed;
        }
        self.try_perform(task).unwrap_or(Outcome::Failed)
    }

    fn try_perform(&mut self, task: KeyTask) -> Option<Outcome> {
        Some(match task {
            KeyTask::Make(slot) => {
                let number = self.made % LINKS.len();
                self.made += 1;
                self.slots.insert(slot_name(&slot), number);
                Outcome::KeysMade(modulus(number))
            }
            KeyTask::Stretch(password, options) => {
                let Ok(Key::On(text)) = master_key(&password, &options) else { return None };
                Outcome::Bytes(SecretBytes::new(decode_base64(text.expose()).ok()?))
            }
            KeyTask::Open { slot, ciphertext } => {
                let number = *self.slots.get(&slot_name(&slot))?;
                if self.light {
                    return Some(Outcome::Bytes(SecretBytes::new(ciphertext.get(..32)?.to_vec())));
                }
                Outcome::Bytes(SecretBytes::new(
                    PRIVATE[number].decrypt(Oaep::<Sha256>::new(), &ciphertext).ok()?,
                ))
            }
            KeyTask::Move { from, to } => {
                let (from, to) = (slot_name(&from), slot_name(&to));
                match self.slots.remove(&from) {
                    Some(number) => {
                        self.slots.insert(to, number);
                    }
                    // Moved already by a worker that did not live to hear of it.
                    None => _ = self.slots.get(&to)?,
                }
                Outcome::Done
            }
            KeyTask::Drop(slot) => {
                self.slots.remove(&slot_name(&slot));
                Outcome::Done
            }
            KeyTask::SealLocal(plain) => Outcome::Bytes(SecretBytes::new(self.seal(plain.expose()))),
            KeyTask::OpenLocal(sealed) => Outcome::Bytes(SecretBytes::new(self.open(&sealed)?)),
        })
    }

    /// Seals under the fixed key of this profile.
    pub fn seal(&mut self, plain: &[u8]) -> Vec<u8> {
        self.sealed.push(plain.to_vec());
        self.opened += 1;
        let mut iv = [0; 12];
        iv[..8].copy_from_slice(&self.opened.to_le_bytes());
        let sealed = cipher().encrypt(&Nonce::<Aes256Gcm>::from(iv), plain).unwrap();
        [&iv, sealed.as_slice()].concat()
    }

    #[allow(clippy::unused_self)]
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (iv, sealed) = sealed.split_first_chunk::<12>()?;
        cipher().decrypt(&Nonce::<Aes256Gcm>::from(*iv), sealed).ok()
    }
}

fn cipher() -> Aes256Gcm {
    Aes256Gcm::new_from_slice(&[0x5a; 32]).unwrap()
}
