//! Passwork, a password manager that teams run on a server of their own: what its servers say and how its items are
//! sealed (docs/passwork.md).
//!
//! Two generations speak two APIs: v4 (4.7 to 6.x) and 7.x. What differs stays in here; outside there is one [`Api`], one
//! [`Session`], and one form of vaults, folders and items.
//!
//! | file | what |
//! |---|---|
//! | `base32`, `seal`, `plain` | one sealed text, with encryption on and off |
//! | `key`, `master`, `rsa`, `chain` | from the master password to the key of an item |
//! | `item` | what is sealed in an item, and its files |
//! | `new_item`, `one_time` | what is sealed of items that are made, changed or moved |
//! | `invitation` | the text of the code that connects |
//! | `picture` | from a picture to the text of a code in it |
//! | `link` | copies of items for those who have a link |
//! | `address`, `probe` | where a server is, and which API it speaks |
//! | `session`, `sign_in`, `tokens` | who calls: signing in, renewing, waiting |
//! | `api`, `v4`, `v7`, `write`, `request` | what is asked and stored, in both APIs |
//! | `envelope`, `fault`, `fields`, `id` | answers at first sight |
//! | `vault`, `entry`, `tree`, `listing`, `search` | vaults, folders and items |

// sealing
mod base32;
mod chain;
mod invitation;
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
pub use chain::{AccountKey, SealedVault, VaultKey, inbox_key};
pub use invitation::{Invitation, InvitationFault};
pub use item::{Attachment, CustomField, CustomKind, FullItem, KeyPlace, open_attachment};
pub use key::{Key, KeyPrint, TooLong};
pub use link::{LinkEra, LinkLife, NewLink, new_link};
pub use master::{Accepted, MasterFault, MasterHash, MasterOptions, master_hash, master_key, master_key_of};
pub use new_item::{
    ItemChange, SealFault, SealedChange, SealedCustom, SealedFile, SealedFileKey, SealedItem, SealedMove,
    seal_change, seal_file, seal_item, seal_move, snapshot,
};
pub use one_time::one_time_text;
pub use picture::{PictureFault, read_picture};
pub use plain::OffText;
pub use rsa::PrivateKey;
pub use seal::{NotOpened, is_sealed};

// what is sent and read
mod address;
mod api;
mod entry;
mod envelope;
mod fault;
mod fields;
mod id;
mod listing;
mod probe;
mod request;
mod search;
mod session;
mod sign_in;
mod tokens;
mod tree;
mod v4;
mod v7;
mod vault;
mod write;

pub use address::read_address;
pub use api::{Api, Generation};
pub use entry::{Entries, Entry};
pub use envelope::Answer;
pub use fault::PassworkFault;
pub use id::{Id, NoId};
pub use listing::{Content, Listing, Part};
pub use probe::{Found, Probe, Probed};
pub use request::Request;
pub use search::query_to_send;
pub use session::{Do, Encryption, Sent, Session};
pub use tokens::{Tokens, is_api_key, is_token};
pub use tree::Tree;
pub use vault::{Domain, Folder, UserKeys, Vault, VaultSeal};
pub use write::{Place, PlainChange, PlainParts};
