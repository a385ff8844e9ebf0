//! Passwork, a password manager that teams run on a server of their own: what its servers say and how its items are
//! sealed (docs/passwork.md).
//!
//! | file | what |
//! |---|---|
//! | `base32`, `seal`, `plain` | one sealed text, with encryption on and off |
//! | `key`, `master`, `rsa`, `chain` | from the master password to the key of an item |
//! | `item` | what is sealed in an item, and its files |
//! | `new_item`, `one_time` | what is sealed of items that are made, changed or moved |
//! | `picture` | from a picture to the text of a code in it |
//! | `link` | copies of items for those who have a link |

// sealing
mod base32;
mod chain;
mod item;
mod key;
mod link;
mod master;
mod new_item;
mod one_time;
mod picture;
mod plain;
mod random;
mod rsa;
mod seal;

pub use base32::{decode_base32, encode_base32};
pub use chain::{SealedVault, VaultKey, inbox_key};
pub use item::{Attachment, CustomField, CustomKind, FullItem, KeyPlace, open_attachment};
pub use key::{Key, TooLong};
pub use link::{LinkEra, LinkLife, NewLink, new_link};
pub use master::{MasterFault, MasterHash, MasterOptions, master_hash, master_key, master_key_of};
pub use new_item::{
    ItemChange, SealFault, SealedChange, SealedCustom, SealedFile, SealedFileKey, SealedItem, SealedMove,
    seal_change, seal_file, seal_item, seal_move, snapshot,
};
pub use picture::{PictureFault, read_picture};
pub use plain::OffText;
pub use rsa::PrivateKey;
pub use seal::{NotOpened, is_sealed};
// what is sent and read
