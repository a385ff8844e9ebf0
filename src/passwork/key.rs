//! What a text is sealed with, be encryption on or off.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{
    plain::{self, OffText},
    seal::{self, MAX_FIELD_LEN, MAX_FILE_LEN, NotOpened},
};
use crate::secret::SecretText;

/// Bytes of a key that other clients made: 32 or 100 signs. Shorter or longer ones were not made as keys.
const KEY_LEN: std::ops::RangeInclusive<usize> = 16..=1_024;

/// Longer than what is sealed, or to be sealed with nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too long to be sealed")]
pub struct TooLong;

/// A key, of an account, a vault or an item. Which of both it is was decided with the account: a server that answers
/// otherwise later is not followed (T-103).
#[derive(PartialEq, Eq)]
pub enum Key {
    /// Encryption is off: there is no key, and the server reads everything.
    Off(OffText),
    /// A passphrase. Keys of Passwork are texts, also when they look like base64.
    On(SecretText),
}

/// By which a key is known again: the first 16 bytes of SHA-256 over a word of ours and the key. For keys of vaults and items,
/// which are random; it is kept sealed all the same, for a key that somebody chose could be guessed from it.
#[derive(Clone, Copy)]
pub struct KeyPrint([u8; 16]);

impl KeyPrint {
    /// To be kept.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// As it was kept.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// In the same time whatever differs.
impl PartialEq for KeyPrint {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for KeyPrint {}

impl Key {
    /// By which it is known again. With encryption off there is one for all.
    pub fn print(&self) -> KeyPrint {
        let hash = Sha256::new().chain_update("Nearkey: key of Passwork, ");
        let hash = match self {
            Self::Off(_) => hash.chain_update("none"),
            Self::On(text) => hash.chain_update("is ").chain_update(text.expose()),
        };
        let mut print = [0; 16];
        for (place, byte) in print.iter_mut().zip(hash.finalize()) {
            *place = byte;
        }
        KeyPrint(print)
    }

    /// A key that was opened: at least 16 signs, all of printable ASCII without spaces. A text that is no key does not
    /// become one because it could be opened.
    pub(super) fn opened(text: SecretText) -> Result<Self, NotOpened> {
        let is_key =
            KEY_LEN.contains(&text.expose().len()) && text.expose().bytes().all(|b| b.is_ascii_graphic());
        if is_key { Ok(Self::On(text)) } else { Err(NotOpened) }
    }

    /// An own copy, for the one place that needs to keep it; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        match self {
            Self::Off(form) => Self::Off(*form),
            Self::On(text) => Self::On(text.duplicate()),
        }
    }

    /// Opens a field of at most 1 MiB. An empty field is an empty text.
    pub fn open(&self, sealed: &str) -> Result<SecretText, NotOpened> {
        self.open_up_to(sealed, MAX_FIELD_LEN)
    }

    /// Opens the content of a file.
    pub(super) fn open_file(&self, sealed: &str) -> Result<SecretText, NotOpened> {
        self.open_up_to(sealed, MAX_FILE_LEN)
    }

    fn open_up_to(&self, sealed: &str, max: usize) -> Result<SecretText, NotOpened> {
        match self {
            _ if sealed.is_empty() => Ok(SecretText::default()),
            Self::Off(_) => plain::open(sealed, max),
            Self::On(passphrase) => seal::open(sealed, passphrase, max),
        }
    }

    /// Seals a field of at most 1 MiB.
    pub fn seal(&self, plain: &SecretText, rng: &mut (impl CryptoRng + ?Sized)) -> Result<String, TooLong> {
        self.seal_up_to(plain, MAX_FIELD_LEN, rng)
    }

    /// Seals the content of a file.
    pub(super) fn seal_file(
        &self,
        plain: &SecretText,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<String, TooLong> {
        self.seal_up_to(plain, MAX_FILE_LEN, rng)
    }

    fn seal_up_to(
        &self,
        plain: &SecretText,
        max: usize,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<String, TooLong> {
        match self {
            Self::Off(_) if plain.expose().len() > max => Err(TooLong),
            Self::Off(form) => Ok(plain::seal(plain, *form)),
            Self::On(passphrase) => seal::seal(plain, passphrase, max, rng).ok_or(TooLong),
        }
    }
}
