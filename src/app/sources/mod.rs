//! Where items come from beside phones: accounts at servers. The rest of the app knows a source by its id, its badge
//! and what it can do.
//!
//! | file | what |
//! |---|---|
//! | here | what views and the rest of the app are told of sources |
//! | `note` | what is kept sealed of an account: the login, and the passwords of its vaults |
//! | `calls` | calls to servers, by number, and what is made of their answers |
//! | `connect` | the page that connects a server, from the address to the account |
//! | `sync` | fetching everything anew, and opening it in the background |
//! | `read` | an item's secrets, whatever its source seals them with |
//! | `detail` | everything about one item, earlier states, files |
//! | `change`, `conflict` | changing items at their server |
//! | `places` | where new items can be made |
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
mod places;
mod read;
mod sync;

use rand_core::CryptoRng;

pub use calls::Calls;
pub use change::Changing;
pub use connect::Connect;
pub use detail::Revisions;
pub use sync::Syncs;

use crate::app::screen::{milliseconds, phone_view, short};
use crate::app::{App, StoredAccount};
use crate::message::{AccountVault, AccountView, SourceCan, SourceKind, SourceView};
use note::Note;

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
        let note = self.note(&account.id);
        let vault = self.open.as_ref().and_then(|open| open.vault(&account.id));
        let items = |guid: &str| {
            let entries = vault.into_iter().flat_map(crate::vault::Vault::entries);
            u32::try_from(entries.filter(|entry| entry.group == guid).count()).unwrap_or(u32::MAX)
        };
        let vaults = note
            .iter()
            .flat_map(|note| &note.vaults)
            .map(|vault| AccountVault { name: vault.name.clone(), items: items(&vault.guid) });
        AccountView {
            source: account_source(account),
            address: shown_address(&account.server),
            plain: account.server.is_plain(),
            permission: account.server.pattern(),
            user: note.as_ref().map(|note| note.user.clone()).unwrap_or_default(),
            vaults: vaults.collect(),
            synced_at_ms: milliseconds(account.synced_at_ms),
            sync: self.sync_view(&account.id),
        }
    }

    /// Where an item lies at its source, where there are several such places.
    pub(super) fn place_of(&self, source: &str, group: &str) -> String {
        if group.is_empty() {
            return String::new();
        }
        let Some(cache) = self.open.as_ref().and_then(|open| open.caches.get(source)) else {
            return String::new();
        };
        let places = cache.places.get_or_init(|| {
            let vaults = Note::parse(cache.vault.note()).map(|note| {
                let named = note.vaults.iter().map(|vault| (vault.guid.clone(), vault.name.clone()));
                named.collect()
            });
            vaults.unwrap_or_default()
        });
        places.get(group).filter(|_| places.len() > 1).cloned().unwrap_or_default()
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
        kind: SourceKind::Passman,
        can: SourceCan { refresh_item: false, sync: true, forget: false, edit: true },
    }
}

/// The address of a server without its scheme: views say apart whether it is encrypted.
fn shown_address(server: &crate::server::Server) -> String {
    let base = server.base();
    base.split_once("://").map_or(base, |(_, rest)| rest).to_owned()
}
