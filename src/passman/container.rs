//! One sealed field of Passman: what the Stanford JavaScript Crypto Library (SJCL) writes.
//!
//! Base64 of the JSON text `{"iv","v","iter","ks","ts","mode","adata","cipher","salt","ct"}`; bytes in it are base64 again.
//! The key is PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2) of the vault's password in UTF-8, the cipher AES in CCM (NIST SP
//! 800-38C). Its nonce is the beginning of `iv`, and the longer the text the shorter: 15 bytes less those that the length
//! of the text takes, two at least. See `docs/passman.md` §4.

use aes::{Aes128, Aes192, Aes256};
use ccm::{
    Ccm,
    aead::{
        AeadInOut, KeyInit, Nonce,
        array::{Array, ArraySize},
    },
    consts::{U8, U12, U13, U16},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::{decode_base64, encode_base64};
use crate::secret::SecretText;

/// Rounds of PBKDF2 that are taken on: fewer are not what any client writes, more are there to keep us busy (T-102).
const ROUNDS: std::ops::RangeInclusive<u32> = 1_000..=1_000_000;
/// Rounds that we write, because the other clients of the vault do.
const OUR_ROUNDS: u32 = 1_000;
/// Longest container that is read, in characters: a file of 20 MB, twice in base64.
const MAX_LEN: usize = 40_000_000;
/// From so many bytes of text on, its length takes three bytes.
const LONG_TEXT: usize = 1 << 16;
/// Longest text, in bytes: its length takes three bytes at most.
const MAX_TEXT: usize = 1 << 24;
/// Bytes of what we write.
const IV_LEN: usize = 16;
const SALT_LEN: usize = 8;
const TAG_LEN: usize = 8;

/// Why a field did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    /// It has not the form of a container.
    #[error("not a sealed field: {0}")]
    Malformed(&'static str),
    /// It asks for something that no client of Passman writes.
    #[error("sealed in a way that is not used: {0}")]
    Unknown(&'static str),
    /// It was not sealed with this password, or was changed.
    #[error("not sealed with this password")]
    OtherPassword,
}

/// The JSON of a container.
#[derive(Serialize, Deserialize)]
struct Wire {
    iv: String,
    v: u32,
    iter: u32,
    ks: u32,
    ts: u32,
    mode: String,
    adata: String,
    cipher: String,
    salt: String,
    ct: String,
}

/// What of it tells how long its text is.
#[derive(Deserialize)]
struct Lengths<'a> {
    ct: &'a str,
    ts: usize,
}

/// Bytes of the text in a container, as it says: its form is not looked at otherwise.
pub(super) fn text_len(container: &str) -> Option<usize> {
    let json = decode_base64(container).ok()?;
    let lengths: Lengths<'_> = serde_json::from_slice(&json).ok()?;
    let digits = lengths.ct.trim_end_matches('=').len();
    (digits * 3 / 4).checked_sub(lengths.ts / 8)
}

/// Bits of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeySize {
    Bits128,
    Bits192,
    Bits256,
}

/// Bytes of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TagSize {
    Bytes8,
    Bytes12,
    Bytes16,
}

impl TagSize {
    fn len(self) -> usize {
        match self {
            Self::Bytes8 => 8,
            Self::Bytes12 => 12,
            Self::Bytes16 => 16,
        }
    }
}

/// A sealed field of sound form.
pub struct Container {
    iv: Vec<u8>,
    salt: Vec<u8>,
    rounds: u32,
    key: KeySize,
    tag: TagSize,
    sealed: Vec<u8>,
}

impl Container {
    /// Reads base64 of JSON. Nothing is computed yet: what asks for too much work is refused here.
    pub fn parse(text: &str) -> Result<Self, ContainerError> {
        use ContainerError::{Malformed, Unknown};
        if text.len() > MAX_LEN {
            return Err(Malformed("too long"));
        }
        let json = decode_base64(text).map_err(|_| Malformed("not base64"))?;
        let wire: Wire = serde_json::from_slice(&json).map_err(|_| Malformed("not its JSON"))?;
        let bytes = |text: &str, what| decode_base64(text).map_err(|_| Malformed(what));
        let container = Self {
            iv: bytes(&wire.iv, "iv is not base64")?,
            salt: bytes(&wire.salt, "salt is not base64")?,
            rounds: wire.iter,
            key: match wire.ks {
                128 => KeySize::Bits128,
                192 => KeySize::Bits192,
                256 => KeySize::Bits256,
                _ => return Err(Unknown("size of the key")),
            },
            tag: match wire.ts {
                64 => TagSize::Bytes8,
                96 => TagSize::Bytes12,
                128 => TagSize::Bytes16,
                _ => return Err(Unknown("size of the tag")),
            },
            sealed: bytes(&wire.ct, "ciphertext is not base64")?,
        };
        if wire.v != 1 || wire.mode != "ccm" || wire.cipher != "aes" || !wire.adata.is_empty() {
            return Err(Unknown("version, mode, cipher or more data"));
        }
        if !ROUNDS.contains(&container.rounds) {
            return Err(Unknown("number of rounds"));
        }
        if !(13..=IV_LEN).contains(&container.iv.len()) || !(8..=64).contains(&container.salt.len()) {
            return Err(Unknown("length of iv or salt"));
        }
        match container.sealed.len().checked_sub(container.tag.len()) {
            None => Err(Malformed("shorter than a tag")),
            Some(text) if text >= MAX_TEXT => Err(Malformed("too long")),
            Some(_) => Ok(container),
        }
    }

    /// How often PBKDF2 goes round to open it.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Opens it with the password of the vault, or with the key of a shared item.
    pub fn open(self, password: &SecretText) -> Result<SecretText, ContainerError> {
        let long = self.sealed.len() - self.tag.len() >= LONG_TEXT;
        let key = derive(password, &self.salt, self.rounds);
        let mut text = Zeroizing::new(self.sealed);
        let done = match (self.tag, long) {
            (TagSize::Bytes8, false) => open_by_key::<U8, U13>(self.key, &key, &self.iv, &mut text),
            (TagSize::Bytes8, true) => open_by_key::<U8, U12>(self.key, &key, &self.iv, &mut text),
            (TagSize::Bytes12, false) => open_by_key::<U12, U13>(self.key, &key, &self.iv, &mut text),
            (TagSize::Bytes12, true) => open_by_key::<U12, U12>(self.key, &key, &self.iv, &mut text),
            (TagSize::Bytes16, false) => open_by_key::<U16, U13>(self.key, &key, &self.iv, &mut text),
            (TagSize::Bytes16, true) => open_by_key::<U16, U12>(self.key, &key, &self.iv, &mut text),
        };
        done.ok_or(ContainerError::OtherPassword)?;
        // A forged text of eight bytes of tag could be anything: what is no text is no field.
        String::from_utf8(std::mem::take(&mut *text)).map(SecretText::new).map_err(|error| {
            let _wiped = Zeroizing::new(error.into_bytes());
            ContainerError::OtherPassword
        })
    }
}

/// Seals a text as the other clients do: AES-256-CCM with a tag of 64 bits, 1,000 rounds, fresh iv and salt.
pub fn seal(password: &SecretText, plain: &SecretText, rng: &mut impl CryptoRng) -> Option<String> {
    let (mut iv, mut salt) = ([0; IV_LEN], [0; SALT_LEN]);
    rng.fill_bytes(&mut iv);
    rng.fill_bytes(&mut salt);
    let plain = plain.expose().as_bytes();
    if plain.len() >= MAX_TEXT {
        return None;
    }
    let key = derive(password, &salt, OUR_ROUNDS);
    // Room for the tag, so that the clear text is never moved to another place.
    let mut text = Zeroizing::new(Vec::with_capacity(plain.len() + TAG_LEN));
    text.extend_from_slice(plain);
    let done = if plain.len() < LONG_TEXT {
        let cipher = Ccm::<Aes256, U8, U13>::new_from_slice(key.as_slice()).ok()?;
        cipher.encrypt_in_place(&nonce(&iv)?, b"", &mut *text)
    } else {
        let cipher = Ccm::<Aes256, U8, U12>::new_from_slice(key.as_slice()).ok()?;
        cipher.encrypt_in_place(&nonce(&iv)?, b"", &mut *text)
    };
    done.ok()?;
    let wire = Wire {
        iv: encode_base64(&iv),
        v: 1,
        iter: OUR_ROUNDS,
        ks: 256,
        ts: 64,
        mode: "ccm".into(),
        adata: String::new(),
        cipher: "aes".into(),
        salt: encode_base64(&salt),
        ct: encode_base64(&text),
    };
    serde_json::to_vec(&wire).ok().map(|json| encode_base64(&json))
}

/// PBKDF2-HMAC-SHA-256; shorter keys are the beginning of the longest.
fn derive(password: &SecretText, salt: &[u8], rounds: u32) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password.expose().as_bytes(), salt, rounds, &mut *key);
    key
}

fn open_by_key<M, N>(size: KeySize, key: &[u8; 32], iv: &[u8], text: &mut Vec<u8>) -> Option<()>
where
    M: ccm::TagSize + ArraySize,
    N: ccm::NonceSize + ArraySize,
{
    match size {
        KeySize::Bits128 => decrypt::<Ccm<Aes128, M, N>>(key.get(..16)?, iv, text),
        KeySize::Bits192 => decrypt::<Ccm<Aes192, M, N>>(key.get(..24)?, iv, text),
        KeySize::Bits256 => decrypt::<Ccm<Aes256, M, N>>(key, iv, text),
    }
}

fn decrypt<C: AeadInOut + KeyInit>(key: &[u8], iv: &[u8], text: &mut Vec<u8>) -> Option<()> {
    let cipher = C::new_from_slice(key).ok()?;
    let nonce = iv.get(..Nonce::<C>::default().len())?;
    cipher.decrypt_in_place(nonce.try_into().ok()?, b"", text).ok()
}

/// The part of an iv that a cipher takes.
fn nonce<N: ArraySize>(iv: &[u8; IV_LEN]) -> Option<Array<u8, N>> {
    Array::try_from(iv.get(..N::USIZE)?).ok()
}
