//! Fetching everything of an account anew, and opening it in the background.
//!
//! What comes is kept as it is and usable at once by its name; account names and addresses are sealed each on its own,
//! and are opened in slices while the user goes on. What was opened stays in the index, so that only what changed at
//! the server is opened next time. Before an answer was read whole and understood nothing that is kept changes.

use std::collections::{BTreeMap, VecDeque};

use rand_core::CryptoRng;

use crate::app::cache::Work;
use crate::app::sources::calls::Purpose;
use crate::app::{App, Effect, Fault, StoredAccount};
use crate::message::SyncView;
use crate::passman::{self, CallFault, Credential, Field, FieldFault};
use crate::secret::SecretText;
use crate::server::Reply;
use crate::vault::{Fetched, From, NewItem, Opened, Secrets};

/// What is older than this is fetched anew when somebody looks at it.
const STALE_MS: u64 = 30 * 60_000;
/// What is older than this is fetched anew when the cache opens.
const FRESH_MS: u64 = 5 * 60_000;
/// Rounds of key derivation in one go, about 20 ms: a dozen items of two fields with 1,000 rounds each.
const SLICE_ROUNDS: u32 = 24_000;
/// What an item counts at least, with nothing sealed in it.
const LEAST_ROUNDS: u32 = 200;
/// A field with more rounds than this is opened when it is used only: a server that asks for a million of them would
/// keep us busy for hours (T-102).
pub(super) const MOST_ROUNDS: u32 = 20_000;
/// For so long after somebody did something nothing is opened in the background.
const GIVE_WAY_MS: u64 = 300;
/// Steps in which views are told how many were opened.
const SHOWN_STEP: usize = 250;
/// After so many opened items the index is written.
const WRITE_AFTER: usize = 600;

/// What a call was for: a vault, by its id; or, once its own items are here, what others share into it.
pub struct Asked {
    vault: String,
    own: Option<Vec<Credential>>,
}

/// What runs for each source, and what came of the last time.
pub type Syncs = BTreeMap<String, Sync>;

/// Where fetching stands. Secret.
#[derive(Default)]
pub struct Sync {
    /// Ids of vaults that are still to be fetched.
    left: Vec<String>,
    /// A vault is on its way.
    pub(super) fetching: bool,
    /// Items that wait to be opened, with the id of their vault.
    sealed: VecDeque<(String, Credential)>,
    /// Those that were opened before in this very state are still among them.
    pub(super) unsorted: bool,
    /// Some did not open with the password of their vault.
    foreign: bool,
    /// How many these were at first.
    total: usize,
    /// Opened, and not written yet.
    opened: Vec<Opened>,
    /// What came of the last time.
    pub(super) fault: Option<Fault>,
}

impl Sync {
    /// Begins; somebody else says when it is over.
    pub(super) fn fetching() -> Self {
        Self { fetching: true, ..Self::default() }
    }

    fn is_running(&self) -> bool {
        self.fetching || !self.left.is_empty() || !self.sealed.is_empty() || !self.opened.is_empty()
    }
}

impl<R: CryptoRng> App<R> {
    /// The user wants everything of a source anew.
    pub(in crate::app) fn wish_sync(&mut self, source: &str) -> Result<(), Fault> {
        self.stored.account(source).ok_or(Fault::NoAccount)?;
        self.known_of(source).ok_or(Fault::VaultLocked)?;
        self.start_sync(source);
        Ok(())
    }

    /// The caches were opened: what is old is fetched anew.
    pub(in crate::app) fn sync_what_is_old(&mut self) {
        let now = self.clock.wall_ms();
        let old = |at: u64| now.saturating_sub(at) > FRESH_MS || at > now;
        let accounts = self.stored.accounts.iter().filter(|account| old(account.synced_at_ms));
        let ids: Vec<String> = accounts.map(|account| account.id.clone()).collect();
        for id in ids {
            self.start_sync(&id);
        }
    }

    /// Somebody looks: what is very old is fetched anew, and what an earlier worker did not get to is opened.
    pub(in crate::app) fn sync_for_view(&mut self) {
        let Some(open) = &self.open else { return };
        let now = self.clock.wall_ms();
        let is_due = |account: &&StoredAccount| {
            let age = now.saturating_sub(account.synced_at_ms);
            let vault = open.vault(&account.id);
            let left = || vault.is_some_and(|vault| vault.entries().any(|entry| entry.unopened));
            age > STALE_MS || !self.syncs.contains_key(&account.id) && left()
        };
        let ids: Vec<String> = self.stored.accounts.iter().filter(is_due).map(|of| of.id.clone()).collect();
        for id in ids {
            self.start_sync(&id);
        }
    }

    pub(super) fn start_sync(&mut self, source: &str) {
        if self.syncs.get(source).is_some_and(Sync::is_running) {
            return;
        }
        if self.generation(source).is_some() {
            return self.start_passwork_sync(source);
        }
        let Some(note) = self.note(source) else { return };
        let left = note.vaults.iter().map(|vault| vault.guid.clone()).collect();
        self.syncs.insert(source.to_owned(), Sync { left, ..Sync::default() });
        self.fetch_next(source);
    }

    fn fetch_next(&mut self, source: &str) {
        let (Some(account), Some(note)) = (self.stored.account(source), self.note(source)) else { return };
        let Some(sync) = self.syncs.get_mut(source).filter(|sync| !sync.fetching) else { return };
        let Some(vault) = sync.left.pop() else { return };
        sync.fetching = true;
        let call = passman::calls::vault(&account.server, account.passman(), &vault);
        self.call(call, Some(&note.login()), Purpose::Sync(source.to_owned(), Asked { vault, own: None }));
    }

    pub(super) fn sync_answered(&mut self, source: &str, asked: Asked, reply: Reply) {
        let Some(sync) = self.syncs.get_mut(source) else { return };
        sync.fetching = false;
        let Asked { vault, own } = asked;
        let came = match own {
            None => passman::read_vault(reply, &vault).map(|content| content.credentials),
            Some(mut own) => match passman::read_shared(reply) {
                Ok(shared) => {
                    own.extend(shared);
                    return self.vault_came(source, &vault, own);
                }
                // Where sharing is off there is nothing shared.
                Err(CallFault::NotFound | CallFault::Forbidden) => {
                    return self.vault_came(source, &vault, own);
                }
                Err(fault) => Err(fault),
            },
        };
        match came {
            Ok(own) => self.fetch_shared(source, vault, own),
            Err(CallFault::Unreachable) => {
                self.ask_permission(source);
                self.sync_failed(source, Fault::ServerUnreachable);
            }
            Err(CallFault::NotFound) => {
                // The others are there nevertheless.
                if let Some(sync) = self.syncs.get_mut(source) {
                    sync.fault = Some(Fault::ServerVaultGone);
                }
                self.fetch_next(source);
            }
            Err(fault) => self.sync_failed(source, fault.into()),
        }
    }

    /// What others share with the user lies in a vault of the user's, by a call of its own.
    fn fetch_shared(&mut self, source: &str, vault: String, own: Vec<Credential>) {
        let (Some(account), Some(note)) = (self.stored.account(source), self.note(source)) else { return };
        let call = passman::calls::shared(&account.server, account.passman(), &vault);
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.fetching = true;
        }
        let asked = Asked { vault, own: Some(own) };
        self.call(call, Some(&note.login()), Purpose::Sync(source.to_owned(), asked));
    }

    fn vault_came(&mut self, source: &str, vault: &str, items: Vec<Credential>) {
        self.take_vault(source, vault, items);
        self.fetch_next(source);
    }

    pub(super) fn sync_permitted(&mut self, source: &str, granted: bool) {
        if granted {
            return;
        }
        self.change_not_permitted(source);
        self.syncs.entry(source.to_owned()).or_default().fault = Some(Fault::ServerNoPermission);
    }

    fn sync_failed(&mut self, source: &str, fault: Fault) {
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.left.clear();
            sync.fault = Some(fault);
        }
    }

    /// What is in a vault now. Hidden items and those in the bin are not ours to show.
    fn take_vault(&mut self, source: &str, group: &str, credentials: Vec<Credential>) {
        let (gone, shown): (Vec<_>, Vec<_>) =
            credentials.into_iter().partition(|item| item.is_hidden() || item.in_bin());
        let dropped = gone.iter().map(|item| item.guid().to_owned()).collect();
        let came = shown.iter().map(|item| new_item(item, group)).collect();
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.sealed.extend(shown.into_iter().map(|item| (group.to_owned(), item)));
            sync.unsorted = true;
        }
        let told = vec![group.to_owned()];
        self.save_in_turn(source, Work::Sync(Fetched { told, came, dropped, there: Vec::new() }));
    }

    /// Opens the next items, and writes what was opened now and then.
    pub(in crate::app) fn pump_syncs(&mut self) {
        if self.open.is_none() {
            return self.stop_syncs();
        }
        // Somebody types: opening in the background gives way.
        let now = self.clock.running();
        let free = self.said_at.map_or(now, |said| said.after(GIVE_WAY_MS));
        if now < free && self.syncs.values().any(|sync| !sync.sealed.is_empty()) {
            self.out.push(Effect::Timer(u32::try_from(free.since(now)).unwrap_or(u32::MAX)));
            return;
        }
        let sources: Vec<String> = self.syncs.keys().cloned().collect();
        let mut more = false;
        for source in sources {
            more |= self.open_slice(&source);
        }
        if more {
            self.out.push(Effect::Timer(0));
        }
    }

    /// Whether there is more to do at once. While something is being stored there is not: that it is done is an event.
    fn open_slice(&mut self, source: &str) -> bool {
        // What is to be opened must be kept first: only what is there can be noted as opened.
        if self.is_storing() || self.to_save.iter().any(|(of, _)| of == source) {
            return false;
        }
        let note = self.note(source);
        let Some(sync) = self.syncs.get_mut(source) else { return false };
        let kept = std::mem::take(&mut sync.unsorted);
        if kept {
            // The cache knows by now what differs from what was opened before.
            let vault = self.open.as_ref().and_then(|open| open.vault(source));
            let is_sealed =
                |guid: &str| vault.and_then(|vault| vault.entry(guid)).is_some_and(|of| of.unopened);
            sync.sealed.retain(|(_, item)| is_sealed(item.guid()));
            sync.total = sync.sealed.len();
        }
        let mut rounds = 0;
        while rounds < SLICE_ROUNDS
            && let Some((group, item)) = sync.sealed.pop_front()
        {
            let Some(vault) = note.as_ref().and_then(|note| note.vault(&group)) else { continue };
            let key = vault.password();
            let [user, url] = [Field::Username, Field::Url].map(|field| item.rounds(field).unwrap_or(0));
            if user.max(url) > MOST_ROUNDS {
                continue;
            }
            rounds += (user + url).max(LEAST_ROUNDS);
            match opened(&item, &key) {
                Some(opened) => sync.opened.push(opened),
                // The vault may have another password by now. What was known stays, and the next time tries again.
                None => sync.foreign = true,
            }
        }
        if sync.foreign && sync.sealed.is_empty() {
            sync.foreign = false;
            sync.fault = Some(Fault::ItemSealedOtherwise);
        }
        let more = !sync.sealed.is_empty();
        if sync.opened.len() >= WRITE_AFTER || sync.sealed.is_empty() && !sync.opened.is_empty() {
            let opened = std::mem::take(&mut sync.opened);
            self.save_in_turn(source, Work::Opened(opened));
        }
        if kept {
            self.synced(source);
        }
        more
    }

    /// What came of a source could not be kept: it is as old as before.
    pub(in crate::app) fn sync_not_kept(&mut self, source: &str) {
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.sealed.clear();
            sync.opened.clear();
            sync.unsorted = false;
            sync.fault = Some(Fault::StorageFull);
        }
    }

    /// Somebody changed an item meanwhile: what is on its way is older, and is fetched again.
    pub(super) fn restart_sync(&mut self, source: &str) {
        let is_fetching = |sync: &Sync| sync.fetching || !sync.left.is_empty();
        if self.syncs.get(source).is_some_and(is_fetching) {
            self.forget_calls(|purpose| matches!(purpose, Purpose::Sync(of, _) if of == source));
            self.syncs.remove(source);
            self.start_sync(source);
        }
    }

    /// All vaults came: from now on everything is of this moment.
    fn synced(&mut self, source: &str) {
        let is_done = |sync: &Sync| {
            !sync.fetching
                && sync.left.is_empty()
                && matches!(sync.fault, None | Some(Fault::ItemsUnreadable))
        };
        if !self.syncs.get(source).is_some_and(is_done) {
            return;
        }
        let now = self.clock.wall_ms();
        if let Some(account) = self.stored.account_mut(source) {
            account.synced_at_ms = now;
        }
        self.store_accounts();
    }

    /// Nothing is fetched or opened over a locked cache.
    pub(in crate::app) fn stop_syncs(&mut self) {
        if !self.syncs.is_empty() {
            self.syncs.clear();
            self.forget_calls(|purpose| matches!(purpose, Purpose::Sync(..) | Purpose::Permission(_)));
        }
    }

    pub(in crate::app) fn is_syncing(&self) -> bool {
        self.syncs.values().any(Sync::is_running)
    }

    pub(super) fn sync_view(&self, source: &str) -> SyncView {
        let Some(sync) = self.syncs.get(source) else { return SyncView::Idle };
        let count = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
        match sync.fault {
            _ if sync.fetching || !sync.left.is_empty() => SyncView::Fetching,
            Some(fault) => SyncView::Failed { fault: fault.view(self.host_of(source)) },
            None if !sync.sealed.is_empty() => {
                // In steps: every change of a screen draws a list anew.
                let done = sync.total.saturating_sub(sync.sealed.len());
                SyncView::Opening { done: count(done - done % SHOWN_STEP), total: count(sync.total) }
            }
            None => SyncView::Idle,
        }
    }

    fn host_of(&self, source: &str) -> Option<String> {
        Some(self.stored.account(source)?.server.host().to_owned())
    }
}

/// As the cache takes it: nothing opened.
fn new_item(item: &Credential, group: &str) -> NewItem {
    let fields = [Field::Password, Field::Otp, Field::Username, Field::Url];
    let [has_password, has_otp, has_user, has_url] = item.has_each(fields);
    NewItem {
        uid: Some(item.guid().to_owned()),
        name: item.label().to_owned(),
        user: String::new(),
        website: String::new(),
        secrets: Secrets { body: SecretText::new(item.to_json().to_owned()), ..Secrets::default() },
        from: Some(From {
            group: group.to_owned(),
            stamp: item.changed(),
            has_password,
            has_otp,
            unopened: has_user || has_url,
            read_only: !item.may_write(),
            listed: false,
        }),
    }
}

/// The same, opened.
pub(super) fn opened_item(item: &Credential, group: &str, key: &SecretText) -> NewItem {
    let mut new = new_item(item, group);
    if let Some(Opened { user, website, .. }) = opened(item, key) {
        (new.user, new.website) = (user, website);
        if let Some(from) = &mut new.from {
            from.unopened = false;
        }
    }
    new
}

/// Account name and address; a damaged part is empty, and the rest is good (its use will say why). Nothing if they were
/// sealed with another password than this.
fn opened(item: &Credential, key: &SecretText) -> Option<Opened> {
    let text = |field: Result<SecretText, FieldFault>| match field {
        Ok(text) if text.expose().len() <= crate::vault::MAX_TEXT_LEN => Some(text.expose().to_owned()),
        Err(FieldFault::WrongPassword) => None,
        Ok(_) | Err(_) => Some(String::new()),
    };
    Some(Opened {
        uid: item.guid().to_owned(),
        stamp: item.changed(),
        user: text(item.user(key))?,
        website: text(item.url(key))?,
    })
}
