//! Passwork, on a server of one's own: what its servers say, and how its items are sealed (docs/passwork.md).
//!
//! Two generations speak two APIs: v4 (4.7 to 6.x) and 7.x. What differs stays in here; outside there is one [`Api`], one
//! [`Session`], and one form of vaults, folders and items.

// sealing

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
pub use entry::{Attachment, Entries, Entry};
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
pub use vault::{Domain, Folder, MasterKeyOptions, UserKeys, Vault, VaultSeal};
pub use write::{ItemChange, ItemMove, NewAttachment, NewItem, SealedAttachment, SealedField};
