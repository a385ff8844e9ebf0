//! Letters that people compare on two screens.

use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

use super::{keys::BaseKey, request_id::RequestId};
use crate::encoding::encode_base64;

/// Short form of a SHA-256 value: seven letters, shown as `AB-CDE-FG`.
///
/// The first seven ASCII letters of the standard base64 text, upper-cased. They tell about 2^33 values apart (7 × log2
/// 26): enough against a guess, little against a search, so the full value can be compared too ([`hex`]).
///
/// Source: docs/phone-protocol.md §5; server API, "Request fingerprinting".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 7]);

impl Fingerprint {
    /// Shortens a SHA-256 value.
    pub fn of_hash(hash: &[u8; 32]) -> Self {
        let text = encode_base64(hash);
        let mut letters = text.bytes().filter(u8::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
        // A hash with fewer letters cannot be found; a question mark matches nothing on the phone.
        Self(std::array::from_fn(|_| letters.next().unwrap_or(b'?')))
    }

    /// Of a phone's key, shown after linking: over the ASCII text of the JWK member `n` as the phone sent it.
    pub fn of_phone_key(n: &str) -> Self {
        Self::of_hash(&Sha256::digest(n).into())
    }

    /// Of a request, shown with the phone's question: over base key and identifier.
    pub fn of_request(base: &BaseKey, id: &RequestId) -> Self {
        Self::of_hash(&Sha256::new().chain_update(base.expose()).chain_update(id.bytes()).finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.into_iter().enumerate() {
            if matches!(index, 2 | 5) {
                f.write_char('-')?;
            }
            f.write_char(letter.into())?;
        }
        Ok(())
    }
}

/// Lower-case hexadecimal text, two digits a byte: the full form of a hash.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}
