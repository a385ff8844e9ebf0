//! The opened caches of all sources.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;

use rand_core::CryptoRng;

use crate::app::cache::keep::Work;
use crate::app::sources::Noted;
use crate::app::{App, Fault, StoredAccount, VaultOnDisk};
use crate::message::Notice;
use crate::phone::{ClientKey, Credential};
use crate::site::{ItemSites, Match, Origin, matches};
use crate::vault::{
    Ahead, Before, Changes, Entry, Fetched, LocalKey, LockClock, NewItem, Secrets, Vault, VaultFault,
    WrappedKey, unwrap, wrap,
};

/// An item: the source it came from (a link or an account), and its uid there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId {
    pub link: String,
    pub uid: String,
}

impl ItemId {
    /// Reads what a view sends back.
    pub fn parse(text: &str) -> Option<Self> {
        let (link, uid) = text.split_once('/')?;
        Some(Self { link: link.to_owned(), uid: uid.to_owned() })
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.link, self.uid)
    }
}

/// All caches that are open; they lock together.
pub struct Open {
    pub lock: LockClock,
    /// What opens all of them; made with the first cache.
    pub local: Option<LocalKey>,
    pub caches: BTreeMap<String, Cache>,
}

impl Open {
    pub fn new(lock: LockClock) -> Self {
        Self { lock, local: None, caches: BTreeMap::new() }
    }

    /// The cache of a link.
    pub fn vault(&self, link: &str) -> Option<&Vault> {
        self.caches.get(link).map(|cache| &cache.vault)
    }

    /// An item with the vault that it is in.
    pub fn find(&self, item: &ItemId) -> Option<(&Vault, &Entry)> {
        let vault = self.vault(&item.link)?;
        Some((vault, vault.entry(&item.uid)?))
    }

    /// Items whose sites are what is wanted, with the link of their phone.
    pub fn items_where(&self, fits: impl Fn(&ItemSites) -> bool) -> impl Iterator<Item = (&str, &Entry)> {
        let all = self.caches.iter().flat_map(|(link, cache)| {
            let entries = cache.vault.entries();
            entries.map(move |entry| (link.as_str(), entry, cache.sites().get(&entry.uid)))
        });
        all.filter(move |(.., sites)| sites.is_some_and(&fits)).map(|(link, entry, _)| (link, entry))
    }

    /// Items of exactly this origin, with the link of their phone.
    pub fn items_of(&self, origin: &Origin) -> impl Iterator<Item = (&str, &Entry)> {
        self.items_where(|sites| matches(origin, sites) == Match::Exact)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.caches.values().map(|cache| cache.vault.entries().len()).sum()
    }
}

/// One opened cache.
pub struct Cache {
    pub vault: Vault,
    /// What the websites of the items mean, read once for each state of the index: reading 5,000 of them takes longer
    /// than a keystroke may.
    sites: OnceCell<BTreeMap<String, ItemSites>>,
    /// The names of what its items belong to at their source, by id; read once, too.
    pub noted: OnceCell<Noted>,
}

impl Cache {
    pub fn new(vault: Vault) -> Self {
        Self { vault, sites: OnceCell::new(), noted: OnceCell::new() }
    }

    /// The sites of every item, by uid.
    pub fn sites(&self) -> &BTreeMap<String, ItemSites> {
        self.sites.get_or_init(|| {
            let entries = self.vault.entries();
            entries.map(|entry| (entry.uid.clone(), ItemSites::parse(&entry.website))).collect()
        })
    }

    pub fn commit(&mut self, changes: Changes) -> bool {
        // What was in force before it was stored is read already.
        let is_new = self.vault.commit(changes).is_ok();
        if is_new {
            self.forget_read();
        }
        is_new
    }

    pub fn sync(&mut self, fetched: Fetched, now_ms: u64) -> Result<Ahead, VaultFault> {
        self.forget_read();
        self.vault.sync(fetched, now_ms)
    }

    pub fn go_back(&mut self, before: Before) {
        self.forget_read();
        self.vault.go_back(before);
    }

    fn forget_read(&mut self) {
        self.sites.take();
        self.noted.take();
    }
}

/// A login of the phone as the vault takes it.
pub fn new_item(credential: Credential) -> NewItem {
    let Credential { uid, name, user, website, password, otp } = credential;
    let secrets = Secrets { password, otp, ..Secrets::default() };
    NewItem { uid, name, user, website, secrets, from: None }
}

impl<R: CryptoRng> App<R> {
    /// Opens the cache of a link with the key that only its phone hands out, and with it all that are joined to it;
    /// makes a new one if there is none.
    pub(in crate::app) fn unlock(&mut self, link: &str, client_key: &ClientKey) -> Result<(), Fault> {
        if self.stored.policy.no_cache {
            return Err(Fault::PolicyNoCache);
        }
        if self.open.as_ref().is_some_and(|open| open.vault(link).is_some()) {
            self.touch();
            self.use_client_key(link, client_key);
            return Ok(());
        }
        let stored = self.stored.vaults.get(link).cloned().unwrap_or_default();
        let vault = match (stored.key, stored.index) {
            (Some(wrapped), Some(index)) => {
                let wrapped = WrappedKey::parse(wrapped)?;
                Vault::open(link, unwrap(&wrapped, client_key.expose(), link)?, &index)?
            }
            // Apart from what is there and closed, it would stay apart: whatever opens that comes first.
            (None, None) if self.open.is_none() && self.has_closed_account() => {
                return Err(Fault::VaultNeedsPassphrase);
            }
            (None, None) => {
                let vault = Vault::create(link, &mut self.rng);
                let wrapped = wrap(vault.data_key(), client_key.expose(), link, &mut self.rng);
                self.stored.vault(link).key = Some(wrapped.as_bytes().to_vec());
                self.to_save.push_back((link.to_owned(), Work::Put(Vec::new())));
                vault
            }
            // Got new keys by way of another phone, and waits for this one's.
            (None, Some(_)) if !self.stored.is_torn(link) => return Err(Fault::VaultNeedsRing),
            // One without the other was not our doing; overwriting it would lose what is left.
            _ => return Err(Fault::VaultDamaged),
        };
        self.opened(link, vault);
        self.save_next();
        self.use_client_key(link, client_key);
        Ok(())
    }

    fn has_closed_account(&self) -> bool {
        let kept =
            |account: &StoredAccount| self.stored.vaults.get(&account.id).is_some_and(VaultOnDisk::is_there);
        self.stored.accounts.iter().any(kept) && !self.opens_by_phone(None)
    }

    /// A new cache joins those that are open.
    pub(in crate::app) fn add_cache(&mut self, source: &str, vault: Vault) {
        self.stored.vault(source);
        if let Some(open) = &mut self.open {
            open.caches.insert(source.to_owned(), Cache::new(vault));
        }
        self.tie_in();
    }

    /// A cache is open: so are all that are joined to it.
    fn opened(&mut self, link: &str, vault: Vault) {
        let mut open = self.open.take().unwrap_or_else(|| Open::new(self.start_lock_clock()));
        open.caches.insert(link.to_owned(), Cache::new(vault));
        self.open = Some(open);
        self.join_caches(link);
        self.notice = Some(Notice::Unlocked);
        self.tries_succeeded();
        self.touch();
        self.sync_what_is_old();
    }

    /// Opens all caches that a local factor opens.
    pub(in crate::app) fn unlock_locally(&mut self, local: LocalKey) -> Result<(), Fault> {
        if self.open.is_some() {
            return Ok(());
        }
        let mut open = Open::new(self.start_lock_clock());
        open.local = Some(local);
        self.open = Some(open);
        self.open_joined();
        if self.open.as_ref().is_none_or(|open| open.caches.is_empty()) {
            self.open = None;
            return Err(Fault::VaultWrongKey);
        }
        self.tie_in();
        self.notice = Some(Notice::Unlocked);
        self.touch();
        self.sync_what_is_old();
        Ok(())
    }
}
