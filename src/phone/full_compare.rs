//! The full form of what a link rests on, for whoever does not want to rely on seven letters.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{keys::BaseKey, phone_key::PhoneKey};
use crate::encoding::decode_base64;

/// Three SHA-256 values, each as the app shows it in its dialog "linking details": 32 pairs of hexadecimal digits with
/// colons between.
///
/// They are taken over bytes, not over the texts that the seven letters and the code on the screen are made of: the
/// app hashes the 512 bytes of each modulus and the bytes of the shared key. Its order is phone, browser, shared key
/// ("App Public Key", "Device Public Key", "Shared Secret"). A hash of the base key tells nothing about the key, which
/// is random and has at least 128 bits.
///
/// Source: the app's link details, docs/phone-protocol.md §5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FullCompare {
    /// Over the modulus of the phone's key.
    pub phone_key: String,
    /// Over the modulus of this browser's key.
    pub browser_key: String,
    /// Over the shared base key.
    pub base_key: String,
}

impl FullCompare {
    /// Of a link; `client_n` is the JWK member `n` of the browser's key. Nothing if that is not base64 text.
    pub fn of(phone_key: &PhoneKey, client_n: &str, base: &BaseKey) -> Option<Self> {
        let hash = |bytes: &[u8]| pairs(&Sha256::digest(bytes));
        Some(Self {
            phone_key: hash(&phone_key.modulus()),
            browser_key: hash(&decode_base64(client_n).ok()?),
            base_key: hash(base.expose()),
        })
    }
}

/// Lower-case hexadecimal digits, a colon after each byte but the last.
fn pairs(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
}
