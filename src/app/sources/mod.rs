//! Where items come from beside phones: accounts at servers. The rest of the app knows a source by its id, its badge
//! and what it can do.
//!
//! | file | what |
//! |---|---|
//! | here | what views and the rest of the app are told of sources |
//! | `note` | what is kept sealed of an account: the login, and the passwords of its vaults |
//! | `noted` | what views are told of that |
//! | `calls` | calls to servers, by number, and what is made of their answers |
//! | `connect` | the page that connects a server, from the address to the account |
//! | `sync` | fetching everything anew, and opening it in the background |
//! | `read` | an item's secrets, whatever its source seals them with |
//! | `detail` | everything about one item, earlier states, files |
//! | `change`, `conflict` | changing items at their server |
//! | `places` | where items lie and new ones can be made; favourites and recent ones |
//! | `accounts` | names, colours, taking one away |
//!
//! An account has a cache like a phone's, opened by the same local key and locked with the others. What the server says
//! is kept as it came, with its secrets still sealed by the password of its vault; that password, like the login, lies in
//! the note of the cache and nowhere else.

mod accounts;
mod calls;
mod change;
mod conflict;
mod connect;
mod detail;
mod note;
mod noted;
mod passwork;
mod places;
mod read;
mod sync;

use std::collections::HashMap;

use rand_core::CryptoRng;

pub use calls::Calls;
pub use change::Changing;
pub use connect::Connect;
pub use detail::Revisions;
pub use passwork::{ChangingPasswork, FetchedBody, Fetchings, Live, Lives, NoteChange, PassworkNote};
pub use sync::Syncs;

use crate::app::screen::{milliseconds, phone_view, short};
use crate::app::{App, StoredAccount};
use crate::message::{AccountVault, AccountView, SourceCan, SourceKind, SourceView};
use note::Note;
pub use noted::Noted;

/// Most accounts that can be connected.
const MOST_ACCOUNTS: usize = 8;

impl<R: CryptoRng> App<R> {
    /// Every source, phones first.
    pub(super) fn source_views(&self) -> Vec<SourceView> {
        let phones = self.stored.links.iter().map(|link| {
            let phone = phone_view(link);
            let can = SourceCan { refresh_item: true, sync: false, forget: true, edit: false };
            SourceView {
                id: phone.id,
                name: phone.name,
                short: phone.short,
                colour: phone.colour,
                kind: SourceKind::Phone,
                can,
            }
        });
        phones.chain(self.stored.accounts.iter().map(account_source)).collect()
    }

    pub(super) fn account_views(&self) -> Vec<AccountView> {
        self.stored.accounts.iter().map(|account| self.account_view(account)).collect()
    }

    fn account_view(&self, account: &StoredAccount) -> AccountView {
        let none = Noted::default();
        let noted = self.known_of(&account.id).unwrap_or(&none);
        let vault = self.open.as_ref().and_then(|open| open.vault(&account.id));
        let mut items: HashMap<&str, u32> = HashMap::new();
        for entry in vault.into_iter().flat_map(crate::vault::Vault::entries) {
            *items.entry(entry.place()).or_default() += 1;
        }
        let vaults = noted.vaults.iter().map(|(id, name)| AccountVault {
            name: name.clone(),
            items: items.get(id.as_str()).copied().unwrap_or(0),
        });
        AccountView {
            source: account_source(account),
            address: shown_address(&account.server),
            plain: account.server.is_plain(),
            permission: account.server.pattern(),
            vaults: vaults.collect(),
            user: noted.user.clone(),
            synced_at_ms: milliseconds(account.synced_at_ms),
            sync: self.sync_view(&account.id),
        }
    }

    /// What is kept sealed of an account, while its cache is open. Secret.
    fn note(&self, source: &str) -> Option<Note> {
        Note::parse(self.open.as_ref()?.vault(source)?.note())
    }
}

/// An account as every view shows it.
fn account_source(account: &StoredAccount) -> SourceView {
    let name = account.name();
    SourceView {
        id: account.id.clone(),
        name: name.to_owned(),
        short: short(name),
        colour: account.colour,
        kind: if account.passwork().is_some() { SourceKind::Passwork } else { SourceKind::Passman },
        can: SourceCan { refresh_item: false, sync: true, forget: false, edit: true },
    }
}

/// The address of a server without its scheme: views say apart whether it is encrypted.
fn shown_address(server: &crate::server::Server) -> String {
    let base = server.base();
    base.split_once("://").map_or(base, |(_, rest)| rest).to_owned()
}
