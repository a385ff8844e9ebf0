//! The other side of the channel, for tests: recorded links, and a phone that opens and seals with its own keys.
#![allow(dead_code)]

#[path = "../dice/mod.rs"]
mod dice;
pub mod scene;

pub use dice::Dice;

use std::sync::LazyLock;

use nearkey::encoding::{decode_base64, encode_base64, encode_base64url};
use nearkey::{phone::*, secret::SecretBytes, time::Timestamp};
use rsa::{BoxedUint, Oaep, RsaPrivateKey};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// All recorded conversations.
pub static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../vectors/phone.json")).unwrap());

/// The recorded links.
pub fn links() -> &'static [Value] {
    VECTORS["links"].as_array().unwrap()
}

/// A member that is a text.
pub fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is no text"))
}

/// A member that is base64 text.
pub fn bytes(value: &Value, member: &str) -> Vec<u8> {
    decode_base64(text(value, member)).unwrap()
}

/// The private key of a recorded JSON Web Key.
pub fn private_key(jwk: &Value) -> RsaPrivateKey {
    let number = |member| BoxedUint::from_be_slice_vartime(&bytes(jwk, member));
    let primes = vec![number("p"), number("q")];
    RsaPrivateKey::from_components(number("n"), number("e"), number("d"), primes).unwrap()
}

/// The private keys of phone and client of the first recorded link.
static PHONE_PRIVATE: LazyLock<RsaPrivateKey> = LazyLock::new(|| private_key(&links()[0]["phoneKeyJwk"]));
static CLIENT_PRIVATE: LazyLock<RsaPrivateKey> = LazyLock::new(|| private_key(&links()[0]["clientKeyJwk"]));

/// RSA-OAEP as the phone decrypts.
pub fn decrypt_as_phone(key: &RsaPrivateKey, sealed: &[u8]) -> Option<Vec<u8>> {
    key.decrypt(Oaep::<Sha1>::new(), sealed).ok()
}

/// RSA-OAEP as the client's browser decrypts.
pub fn decrypt_as_client(key: &RsaPrivateKey, sealed: &[u8]) -> Option<Vec<u8>> {
    key.decrypt(Oaep::<Sha256>::new(), sealed).ok()
}

/// SHA-256 over joined parts, as a transport key.
pub fn hash(parts: &[&[u8]]) -> TransportKey {
    TransportKey::parse(Sha256::digest(parts.concat()).to_vec()).unwrap()
}

/// The phone of the first recorded link.
pub struct FakePhone {
    pub base: BaseKey,
    pub key: PhoneKey,
    pub dice: Dice,
}

impl FakePhone {
    pub fn new() -> Self {
        let link = &links()[0];
        let key: PhoneKey = serde_json::from_value(link["phoneKeyJwk"].clone()).unwrap();
        Self { base: BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap(), key, dice: Dice(7) }
    }

    /// Opens the body of a poll: the JSON text in it and the transport key.
    pub fn open(&self, body: &str) -> (Value, TransportKey) {
        let body: Value = serde_json::from_str(body).unwrap();
        let one_time = decrypt_as_phone(&PHONE_PRIVATE, &bytes(&body, "encOneTimeKey")).unwrap();
        let key = hash(&[self.base.expose(), &one_time]);
        let plain = open(&key, text(&body, "envelope")).unwrap();
        (serde_json::from_slice(plain.expose()).unwrap(), key)
    }

    /// A 200 for a poll, and the one-time key that the client's browser would find in it.
    pub fn answer(&mut self, poll_body: &str, plain: &Value) -> (Reply, Vec<u8>) {
        let one_time: Vec<u8> = (0..32).map(|i| i * 3 + 1).collect();
        let (_, request_key) = self.open(poll_body);
        let key = hash(&[self.base.expose(), &one_time, request_key.expose()]);
        let envelope = seal(&key, plain.to_string().as_bytes(), &mut self.dice);
        (sealed_reply(&envelope), one_time)
    }
}

/// A 200 with an envelope and a one-time key of the right length.
pub fn sealed_reply(envelope: &str) -> Reply {
    let body = json!({ "encOneTimeKey": encode_base64url(&[9; 512]), "envelope": envelope });
    Reply::Answer { status: 200, body: body.to_string().into_bytes() }
}

/// A 200 that looks right and opens with nothing.
pub fn forged_reply() -> Reply {
    sealed_reply(&format!("EWM:{}:{}:0", encode_base64(&[1; 12]), encode_base64(&[2; 40])))
}

/// A reply with a status and a hostile body.
pub fn status(status: u16) -> Reply {
    Reply::Answer { status, body: b"{\"error\":\"<form>\"}".to_vec() }
}

/// One login, as the phone writes it.
pub fn login() -> Value {
    json!({ "credential": { "uid": "a938dd1c-f252-44ac-9e67-f2c67687a4e9", "name": "n", "password": "p" } })
}

pub fn secret(text: &str) -> SecretBytes {
    SecretBytes::new(text.as_bytes().to_vec())
}

/// A point in time, seconds after the start of a test.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp(1_000_000 + seconds * 1_000)
}

pub fn website() -> Website {
    Website::parse("https://www.example.org").unwrap()
}

/// Asks for the login of [`website`].
pub fn ask_site() -> Command {
    Command::FetchForUrl { website: website(), user: None }
}
