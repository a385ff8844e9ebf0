//! The user's own RSA key: opens what others seal for the user, and the vaults of 7.x.
//!
//! 4.x pads by PKCS #1 v1.5 under keys of 1024 bits or one less, 7.x by OAEP with SHA-256; data that was carried over has
//! the old padding still. Operations are blinded, and a ciphertext with wrong padding opens to a random text rather than
//! to an error (both are the library's doing), so that a server which sends made-up ones learns nothing from it.
//!
//! Source: docs/passwork.md §3.4.

use rand_core::CryptoRng;
use rsa::{
    Oaep, Pkcs1v15Encrypt, RsaPrivateKey, pkcs1::DecodeRsaPrivateKey, pkcs8::DecodePrivateKey,
    traits::PublicKeyParts,
};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{key::Key, seal::NotOpened};
use crate::encoding::decode_base64;
use crate::secret::SecretText;

/// Longest PEM text, in bytes: 4096 bits take 3,300.
const MAX_PEM_LEN: usize = 8 * 1024;
/// Bytes of a modulus, 1024 to 4096 bits; some clients make one bit less.
const MODULUS_LEN: std::ops::RangeInclusive<usize> = 128..=512;

/// The private key of the user. Wiped when dropped.
pub struct PrivateKey(RsaPrivateKey);

impl PrivateKey {
    /// Opens `keys.privateCrypted` (4.x) or `keys.privateEncrypted` (7.x) with the master key. That a key comes out proves
    /// that the master key is the right one.
    pub fn open(sealed: &str, master: &Key) -> Result<Self, NotOpened> {
        Self::parse(&master.open(sealed)?)
    }

    /// Reads PEM: `RSA PRIVATE KEY` (PKCS #1) or `PRIVATE KEY` (PKCS #8).
    pub fn parse(pem: &SecretText) -> Result<Self, NotOpened> {
        let pem = pem.expose().trim();
        if pem.len() > MAX_PEM_LEN {
            return Err(NotOpened);
        }
        let key = if pem.starts_with("-----BEGIN RSA PRIVATE KEY-----") {
            RsaPrivateKey::from_pkcs1_pem(pem).ok()
        } else if pem.starts_with("-----BEGIN PRIVATE KEY-----") {
            RsaPrivateKey::from_pkcs8_pem(pem).ok()
        } else {
            None
        };
        key.filter(|key| MODULUS_LEN.contains(&key.size())).map(Self).ok_or(NotOpened)
    }

    /// Whether it is the same key: only the public half is looked at.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.n() == other.0.n()
    }

    /// Opens a key that was sealed for the user: base64 of OAEP with SHA-256, else of PKCS #1 v1.5.
    pub fn open_key(&self, sealed: &str, rng: &mut impl CryptoRng) -> Result<Key, NotOpened> {
        if sealed.len() > MAX_PEM_LEN {
            return Err(NotOpened);
        }
        let bytes = decode_base64(sealed).map_err(|_| NotOpened)?;
        let oaep = self.0.decrypt_blinded(rng, Oaep::<Sha256>::new(), &bytes);
        oaep.ok()
            .and_then(as_key)
            .or_else(|| self.0.decrypt_blinded(rng, Pkcs1v15Encrypt, &bytes).ok().and_then(as_key))
            .ok_or(NotOpened)
    }
}

fn as_key(bytes: Vec<u8>) -> Option<Key> {
    match String::from_utf8(bytes) {
        Ok(text) => Key::opened(SecretText::new(text)).ok(),
        Err(error) => {
            let _wiped = Zeroizing::new(error.into_bytes());
            None
        }
    }
}
