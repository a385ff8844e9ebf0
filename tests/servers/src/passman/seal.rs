//! What another client of Passman does: sealing a field. The server itself never does.

use aes::Aes256;
use base64ct::{Base64, Encoding};
use ccm::Ccm;
use ccm::aead::{AeadInOut, KeyInit};
use ccm::consts::{U8, U13};
use serde_json::{Value, json};

use super::setup::SetupError;

/// A value as a client of Passman stores it in a field: its JSON, sealed under a vault password (docs/passman.md §4).
/// For values of less than 64 KiB.
pub fn seal(value: &Value, password: &str) -> Result<String, SetupError> {
    let (mut iv, mut salt, mut key) = ([0; 16], [0; 8], [0; 32]);
    getrandom::fill(&mut iv).map_err(|_| SetupError::NotSealed)?;
    getrandom::fill(&mut salt).map_err(|_| SetupError::NotSealed)?;
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password.as_bytes(), &salt, 1000, &mut key);
    let mut text = value.to_string().into_bytes();
    let cipher = Ccm::<Aes256, U8, U13>::new(&key.into());
    let [nonce @ .., _, _, _] = iv;
    cipher.encrypt_in_place(&nonce.into(), b"", &mut text).map_err(|_| SetupError::NotSealed)?;
    let container = json!({
        "iv": Base64::encode_string(&iv), "v": 1, "iter": 1000, "ks": 256, "ts": 64, "mode": "ccm", "adata": "",
        "cipher": "aes", "salt": Base64::encode_string(&salt), "ct": Base64::encode_string(&text),
    });
    Ok(Base64::encode_string(container.to_string().as_bytes()))
}
