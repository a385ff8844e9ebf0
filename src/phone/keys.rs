//! The symmetric keys, one type each: wiped when dropped, without `Debug`, `Clone` or `Serialize`.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A key with exactly one length.
macro_rules! fixed_key {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; $len]);

        impl $name {
            #[doc = concat!("Takes the raw key, or nothing if it has not ", $len, " bytes. The input is wiped.")]
            pub fn parse(bytes: Vec<u8>) -> Option<Self> {
                let bytes = Zeroizing::new(bytes);
                <[u8; $len]>::try_from(bytes.as_slice()).ok().map(Self)
            }

            /// Hands out the bytes; the caller must not copy them anywhere that outlives the use.
            pub fn expose(&self) -> &[u8; $len] {
                &self.0
            }
        }
    };
}

/// A key of 16 or 32 bytes, as the phone decides.
macro_rules! sized_key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Zeroize, ZeroizeOnDrop)]
        pub struct $name(Vec<u8>);

        impl $name {
            /// Takes the raw key, or nothing if it has not 16 or 32 bytes. A rejected input is wiped.
            pub fn parse(bytes: Vec<u8>) -> Option<Self> {
                let key = Self(bytes);
                matches!(key.0.len(), 16 | 32).then_some(key)
            }

            /// Hands out the bytes; the caller must not copy them anywhere that outlives the use.
            pub fn expose(&self) -> &[u8] {
                &self.0
            }
        }
    };
}

fixed_key! {
    /// `SK`, 16 bytes: travels in the code that the phone scans and protects the linking messages.
    ///
    /// Source: docs/phone-protocol.md §4.
    SessionKey, 16
}

fixed_key! {
    /// `TK`, 32 bytes: a SHA-256 value that seals one message.
    ///
    /// Source: docs/phone-protocol.md §3.
    TransportKey, 32
}

fixed_key! {
    /// The client key, 32 bytes: comes with each answer and opens the local cache.
    ///
    /// Source: docs/phone-protocol.md §7.
    ClientKey, 32
}

sized_key! {
    /// `BK`: shared by both sides since linking, mixed into every transport key.
    ///
    /// Source: docs/phone-protocol.md §3.
    BaseKey
}

sized_key! {
    /// `OTK`: protects one message, mixed with the base key; sent under the receiver's RSA key.
    ///
    /// Source: docs/phone-protocol.md §3.
    OneTimeKey
}

impl SessionKey {
    /// Makes a new one.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Self([0; 16]);
        rng.fill_bytes(&mut key.0);
        key
    }
}

impl OneTimeKey {
    /// Makes a new one of 32 bytes.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Self(vec![0; 32]);
        rng.fill_bytes(&mut key.0);
        key
    }
}

impl TransportKey {
    /// `TKrq = H(BK, OTKrq)`: seals one poll.
    pub fn derive_request(base: &BaseKey, one_time: &OneTimeKey) -> Self {
        Self::hash(&[base.expose(), one_time.expose()])
    }

    /// `TKrs = H(BK, OTKrs, TKrq)`: seals the answer to exactly that poll.
    pub fn derive_response(base: &BaseKey, one_time: &OneTimeKey, request: &Self) -> Self {
        Self::hash(&[base.expose(), one_time.expose(), request.expose()])
    }

    /// `TKrs = H(SK, OTKrs)`: seals the answer to the linking message.
    pub fn derive_link_response(session: &SessionKey, one_time: &OneTimeKey) -> Self {
        Self::hash(&[session.expose(), one_time.expose()])
    }

    /// SHA-256 over the joined parts.
    fn hash(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }
}
