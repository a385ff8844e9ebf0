//! Encodings of the phone channel as the app writes and reads them.

use std::fmt::Write as _;

use aes_gcm::aead::{Aead, KeyInit, Nonce};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Characters in a line of Android's default base64, a multiple of four.
const ANDROID_LINE: usize = 76;
/// Bytes of an AES-GCM iv.
const IV_LEN: usize = 12;

/// What makes a text of the channel unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not base64 in any of the accepted flavours.
    #[error("not base64")]
    NotBase64,
    /// Not `EWM:iv:ciphertext` with an iv of 12 bytes.
    #[error("not an envelope")]
    NotAnEnvelope,
    /// A key of another length than 16 or 32 bytes.
    #[error("a key has the wrong length")]
    WrongKeyLength,
    /// The tag does not fit: other key or changed text.
    #[error("the envelope does not open")]
    DoesNotOpen,
    /// RSA-OAEP failed.
    #[error("the one-time key does not open")]
    OneTimeKey,
    /// Not a public key that the app could use.
    #[error("not a usable public key")]
    PublicKey,
}

/// Body of a request and of an answer with status 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sealed {
    /// One-time key, sealed with the reader's public key. Absent while linking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enc_one_time_key: Option<String>,
    /// `EWM:iv:ciphertext`.
    pub envelope: String,
}

/// Fresh random bytes of the operating system.
pub fn random<const LEN: usize>() -> [u8; LEN] {
    let mut bytes = [0; LEN];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    bytes
}

/// `len` fresh random bytes.
pub fn random_vec(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    bytes
}

/// `H(a, b, ...)`: SHA-256 over the raw parts, joined.
pub fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
    }
    sha.finalize().into()
}

/// Reads base64 as tolerantly as the app: whitespace dropped, both alphabets, padding optional.
pub fn decode(text: &str) -> Result<Vec<u8>, WireError> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let unpadded = plain.trim_end_matches('=');
    if plain.len() - unpadded.len() > 2 {
        return Err(WireError::NotBase64);
    }
    Base64Unpadded::decode_vec(unpadded).map_err(|_| WireError::NotBase64)
}

/// Base64url without padding: keys and the phone's one-time keys.
pub fn url_text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Android's default base64: padded, a line break every 76 characters and at the end.
pub fn android_text(bytes: &[u8]) -> String {
    let mut out = String::new();
    for line in bytes.chunks(ANDROID_LINE / 4 * 3) {
        out.push_str(&Base64::encode_string(line));
        out.push('\n');
    }
    out
}

/// Standard base64 with padding, as in the code to scan.
pub fn padded_text(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Seals as the app does: no padding, and a fourth part with the cipher's number.
pub fn seal(key: &[u8], plain: &[u8]) -> Result<String, WireError> {
    let iv = random::<IV_LEN>();
    let sealed = match key.len() {
        16 => with_key::<Aes128Gcm>(key)?.encrypt(&nonce::<Aes128Gcm>(&iv)?, plain),
        32 => with_key::<Aes256Gcm>(key)?.encrypt(&nonce::<Aes256Gcm>(&iv)?, plain),
        _ => return Err(WireError::WrongKeyLength),
    }
    .map_err(|_| WireError::DoesNotOpen)?;
    Ok(format!("EWM:{}:{}:0", Base64Unpadded::encode_string(&iv), Base64Unpadded::encode_string(&sealed)))
}

/// Opens an envelope. The key's length alone picks AES-128 or AES-256; a fourth part is not looked at.
pub fn open(key: &[u8], envelope: &str) -> Result<Vec<u8>, WireError> {
    let mut parts = envelope.trim().split(':');
    let (Some("EWM"), Some(iv), Some(sealed)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(WireError::NotAnEnvelope);
    };
    if parts.count() > 1 {
        return Err(WireError::NotAnEnvelope);
    }
    let (iv, sealed) = (decode(iv)?, decode(sealed)?);
    match key.len() {
        16 => with_key::<Aes128Gcm>(key)?.decrypt(&nonce::<Aes128Gcm>(&iv)?, sealed.as_slice()),
        32 => with_key::<Aes256Gcm>(key)?.decrypt(&nonce::<Aes256Gcm>(&iv)?, sealed.as_slice()),
        _ => return Err(WireError::WrongKeyLength),
    }
    .map_err(|_| WireError::DoesNotOpen)
}

fn with_key<A: KeyInit>(key: &[u8]) -> Result<A, WireError> {
    A::new_from_slice(key).map_err(|_| WireError::WrongKeyLength)
}

fn nonce<A: Aead>(iv: &[u8]) -> Result<Nonce<A>, WireError> {
    Nonce::<A>::try_from(iv).map_err(|_| WireError::NotAnEnvelope)
}

/// Short form of a SHA-256 value for people: the first seven ASCII letters of its base64 text, `AB-CDE-FG`.
pub fn fingerprint(hash: &[u8; 32]) -> String {
    let text = Base64::encode_string(hash);
    let mut out = String::new();
    for letter in text.chars().filter(char::is_ascii_alphabetic).take(7) {
        if matches!(out.len(), 2 | 6) {
            out.push('-');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// `[A-Z]{3}-[A-Z]{3}`.
pub fn is_client_id(text: &str) -> bool {
    let part = |p: &str| p.len() == 3 && p.bytes().all(|b| b.is_ascii_uppercase());
    text.split_once('-').is_some_and(|(a, b)| part(a) && part(b))
}
