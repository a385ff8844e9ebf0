//! Accounts at a Passwork.
//!
//! | file | what |
//! |---|---|
//! | `note` | what is kept sealed: sign-in, keys, vaults and folders |
//! | `live` | sessions, and what each answer is for |
//! | `connect`, `keep` | from host and key to the account |
//! | `sync` | fetching everything |
//! | `fetch` | using an item |
//! | `begin`, `change` | changing, making, moving, deleting |
//! | `order` | what is sent for that, and how it is sealed |
//! | `clash` | what two changed at once |
//! | `again` | a change whose answer was lost |
//! | `share` | links that share an item |
//! | `detail` | everything about one item |
//!
//! The vault's word about what is encrypted is decided when the account is connected, and never follows the server (T-103).

mod again;
mod begin;
mod change;
mod clash;
mod connect;
mod detail;
mod fetch;
mod keep;
mod live;
mod note;
mod order;
mod share;
mod sync;
mod vaults;

use rand_core::CryptoRng;

pub use change::Changing as ChangingPasswork;
pub use connect::Joining;
pub use fetch::FetchedBody;
pub use live::{CONNECTING, Live, Lives};
pub use note::{NoteChange, PassworkNote};
pub use sync::Fetchings;
pub use vaults::{BETWEEN, NotedVault, told_apart};

use crate::app::App;
use crate::passwork::Generation;

impl<R: CryptoRng> App<R> {
    /// What is kept sealed of an account at a Passwork, while its cache is open. Secret.
    pub(in crate::app) fn passwork_note(&self, source: &str) -> Option<PassworkNote> {
        self.stored.account(source)?.passwork()?;
        PassworkNote::parse(self.open.as_ref()?.vault(source)?.note())
    }

    /// Which Passwork a source is; nothing if it is none.
    pub(in crate::app) fn generation(&self, source: &str) -> Option<Generation> {
        Some(self.stored.account(source)?.passwork()?.generation())
    }
}
