//! The encrypted cache, as a value: bytes in, bytes out, stored by others.
//!
//! | what | sealed under | bound to |
//! |---|---|---|
//! | [`DataKey`], random | HKDF of the phone's client key ([`wrap`], [`unwrap`]) | link |
//! | [`LocalKey`], random, one for all vaults | HKDF of each data key ([`ring_seal`], [`ring_open`]) | source |
//! | the same | HKDF of Argon2id of a passphrase ([`PassphraseFactor`]) | cost, salt |
//! | the same | HKDF of what a passkey answers ([`PasskeyFactor`]) | credential id, salt |
//! | the data key of each vault | HKDF of the local key ([`local_wrap`], [`local_unwrap`]) | source |
//! | one record per item: password, one-time-code URI, what else its source wrote | the data key | link, uid, version |
//! | the index: all else about the items, their versions, a note about the source | the data key | link, index version |
//!
//! A source is what a vault belongs to: the id of its link. Everything is AES-256-GCM (NIST SP 800-38D) with a random
//! 96-bit nonce. The index names the version of each record, so a record that was swapped, cut or rolled back does not
//! open (T-86). That an old index came back together with all its old records cannot be seen from inside;
//! [`Vault::index_version`] is there for whoever can remember it.

mod ahead;
mod change;
mod clock;
mod codec;
mod factor;
mod index;
mod item;
mod key;
mod passkey;
mod passphrase;
mod record;
mod ring;
mod seal;
mod search;
mod store;
mod tries;

pub use ahead::{Ahead, Before, Fetched};
pub use change::{Change, ChangeKind, ChangedFields, Changes, MAX_PREVIEW_NAMES, Preview};
pub use clock::LockClock;
pub use factor::LocalFactors;
pub use index::Entry;
pub use item::{From, NewItem};
pub use key::{DataKey, LocalKey, WrappedKey, unwrap, wrap};
pub use passkey::{MAX_CREDENTIAL_ID_LEN, PasskeyFactor};
pub use passphrase::{Cost, MAX_PASSPHRASE_LEN, MIN_PASSPHRASE_CHARS, PassphraseFactor, PassphraseFault};
pub use record::Secrets;
pub use ring::{
    RenewedRing, RingKeys, join_ring, local_unwrap, local_wrap, renew_ring, ring_open, ring_seal,
};
pub use store::{Opened, Rotated, Vault};
pub use tries::{MAX_WRONG, NotNow, Tries};

/// Most items that a vault holds.
pub const MAX_ITEMS: usize = 50_000;
/// Longest text of an item in bytes.
pub const MAX_TEXT_LEN: usize = 64 * 1024;
/// Longest body of an item in bytes: files are not in it, pictures of codes may be.
pub const MAX_BODY_LEN: usize = 2 * 1024 * 1024;
/// Longest note of a vault in bytes.
pub const MAX_NOTE_LEN: usize = 8 << 20;

/// Why a vault gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// The key is not the one that this was sealed under.
    #[error("sealed under another key")]
    WrongKey,
    /// What was stored is not what was sealed.
    #[error("damaged: {what}")]
    Damaged {
        /// Which part, in a word or two.
        what: &'static str,
    },
    /// A newer version of the extension wrote this.
    #[error("written by a newer version")]
    NewerVersion,
    /// The index does not name this item.
    #[error("no such item")]
    NoSuchItem,
    /// More or longer items than a vault holds; nothing was taken.
    #[error("too many or too long items")]
    TooMuch,
    /// The changes were made for an older state of the vault.
    #[error("changes made for an older state")]
    Stale,
}
