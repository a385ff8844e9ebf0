//! The key of a vault, and how the phone's client key guards it.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{VaultFault, seal};

/// Bytes of a wrapped key: nonce, key, tag.
pub(super) const WRAPPED_LEN: usize = 12 + 32 + 16;

/// A random key of 256 bits.
macro_rules! random_key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Zeroize, ZeroizeOnDrop)]
        pub struct $name(Box<[u8; 32]>);

        impl $name {
            /// A fresh key.
            pub fn make(rng: &mut impl CryptoRng) -> Self {
                let mut key = Self(Box::new([0; 32]));
                rng.fill_bytes(key.0.as_mut_slice());
                key
            }

            /// Takes the raw key, or nothing if it is not 32 bytes long. The caller wipes its own copy.
            pub fn parse(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(|key| Self(Box::new(key)))
            }

            /// Hands out the key, for the one who seals it for the session.
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }
    };
}

random_key! {
    /// Seals all of one vault. 256 bits, random.
    DataKey
}

random_key! {
    /// Joins all vaults of one browser profile. 256 bits, random; what local factors open.
    LocalKey
}

impl DataKey {
    /// Eight bytes that tell this key from others and nothing about it; stored in clear.
    pub(super) fn check(&self) -> [u8; 8] {
        self.digest(b"nearkey key check v1")
    }

    /// The first bytes of SHA-256 over the key and `text`.
    pub(super) fn digest<const N: usize>(&self, text: &[u8]) -> [u8; N] {
        let full = Sha256::new().chain_update(self.expose()).chain_update(text).finalize();
        full.first_chunk().copied().unwrap_or([0; N])
    }
}

/// A key sealed under another one: 60 bytes. What is in it, only its maker knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey(Vec<u8>);

impl WrappedKey {
    /// Takes stored bytes.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, VaultFault> {
        if bytes.len() == WRAPPED_LEN {
            Ok(Self(bytes))
        } else {
            Err(VaultFault::Damaged { what: "wrapped key" })
        }
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Seals a key of 32 bytes.
    pub(super) fn seal(key: &[u8; 32], under: &[u8; 32], bound_to: &[u8], rng: &mut impl CryptoRng) -> Self {
        Self(seal::seal(under, bound_to, key, rng))
    }

    /// Opens what [`Self::seal`] made.
    pub(super) fn open(&self, under: &[u8; 32], bound_to: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        seal::open(under, bound_to, &self.0).ok_or(VaultFault::WrongKey)
    }
}

/// Seals a vault's key so that only the phone's client key opens it.
///
/// AES-256-GCM under HKDF-SHA256 (RFC 5869) with the client key as input, the link id as salt and
/// `nearkey vault key v1` as info; bound to `nearkey data key v1|` and the link id.
pub fn wrap(
    data_key: &DataKey,
    client_key: &[u8; 32],
    link_id: &str,
    rng: &mut impl CryptoRng,
) -> WrappedKey {
    let wrapping = derive_wrapping_key(client_key, link_id);
    WrappedKey::seal(data_key.expose(), &wrapping, bound_to(link_id).as_bytes(), rng)
}

/// Opens what [`wrap`] made; [`VaultFault::WrongKey`] also for a damaged one, which cannot be told apart.
pub fn unwrap(wrapped: &WrappedKey, client_key: &[u8; 32], link_id: &str) -> Result<DataKey, VaultFault> {
    let wrapping = derive_wrapping_key(client_key, link_id);
    let key = wrapped.open(&wrapping, bound_to(link_id).as_bytes())?;
    DataKey::parse(&key).ok_or(VaultFault::WrongKey)
}

fn derive_wrapping_key(client_key: &[u8; 32], link_id: &str) -> Zeroizing<[u8; 32]> {
    seal::derive(client_key, link_id.as_bytes(), b"nearkey vault key v1")
}

fn bound_to(link_id: &str) -> String {
    format!("nearkey data key v1|{link_id}")
}
