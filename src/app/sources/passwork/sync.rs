//! Fetching everything of a Passwork: its vaults, one after the other, each with its folders and items.
//!
//! Lists of 4.x to 6.x bring no secrets: those are fetched when an item is used (`fetch`). Nothing that is kept changes
//! before all vaults were read; one that could not be read wholly marks nothing as gone.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rand_core::CryptoRng;

use super::live::Wanted;
use super::note::{NoteChange, VaultsNow};
use super::vaults::{NotedVault, group_of};
use crate::app::cache::Work;
use crate::app::sources::sync::Sync;
use crate::app::{App, Fault};
use crate::passwork::{
    AccountKey, Answer, Api, Content, Entry, FullItem, Generation, Id, Listing, Part, PassworkFault, Vault,
    VaultKey,
};
use crate::secret::SecretText;
use crate::vault::{Fetched, From, MAX_ITEMS, NewItem, Secrets};

/// Calls of one vault that are on their way at the same time.
const AT_ONCE: usize = 4;
/// Items that are opened in one go, to know whether they make one-time codes: about a quarter of a second.
const MOST_OPENED: usize = 500;
/// The key of a vault is as dear as so many items: it is opened with RSA.
const A_KEY: usize = 25;
/// Most items of a list that is told apart.
const MOST_LISTED: usize = 2_000;
/// Most bytes of items that are held until all came.
const MOST_BYTES: usize = 256 << 20;
/// In front of the id of a shortcut, which lies beside its item.
const SHORTCUT: &str = "shortcut-";

/// What runs for each source.
pub type Fetchings = BTreeMap<String, Fetching>;

/// Where it stands. Secret.
#[derive(Default)]
pub struct Fetching {
    /// Of this fetching: what was asked for an earlier one is not taken.
    number: u32,
    due: VecDeque<Vault>,
    running: Option<Running>,
    done: Vec<(Vault, Content)>,
    /// Items in these, and bytes of what came whole.
    items: usize,
    bytes: usize,
    /// All that the server lists and the user did not hide.
    listed: BTreeSet<String>,
    /// Why a vault could not be told.
    fault: Option<PassworkFault>,
    favourites: Option<BTreeSet<String>>,
    recent: Option<Vec<String>>,
    /// How many of these two lists were asked for.
    lists: usize,
}

struct Running {
    vault: Vault,
    listing: Listing,
    on_way: usize,
}

/// What a call was for, and for which fetching.
pub struct Asked {
    number: u32,
    what: What,
}

enum What {
    Vaults,
    Vault(Id),
    Part(Part),
    Favourites,
    Recent,
}

impl<R: CryptoRng> App<R> {
    pub(in crate::app::sources) fn start_passwork_sync(&mut self, source: &str) {
        self.syncs.insert(source.to_owned(), Sync::fetching());
        let number = self.next_number();
        self.fetchings.insert(source.to_owned(), Fetching { number, ..Fetching::default() });
        self.ask_passwork(source, Wanted::Sync(Asked { number, what: What::Vaults }), Api::vaults);
    }

    /// Something changed at the server: what is on its way, or waits to be kept, may be older, and is fetched again.
    pub(super) fn restart_passwork_sync(&mut self, source: &str) {
        let before = self.to_save.len();
        self.to_save.retain(|(of, work)| of != source || !matches!(work, Work::Sync(_)));
        if self.to_save.len() < before || self.fetchings.contains_key(source) {
            self.start_passwork_sync(source);
        }
    }

    pub(super) fn passwork_fetched(
        &mut self,
        source: &str,
        asked: Asked,
        result: Result<Answer, PassworkFault>,
    ) {
        let Some(fetching) = self.fetchings.get_mut(source).filter(|of| of.number == asked.number) else {
            return;
        };
        let api = self.lives.get(source).map(|live| live.api.clone());
        let went = match asked.what {
            // Without this list nothing is known: nothing that is kept may change.
            What::Vaults => match result.and_then(|answer| fetching.begin(&answer)) {
                Ok(()) => Ok(()),
                Err(fault) => return self.passwork_sync_failed(source, fault),
            },
            What::Vault(id) => {
                let whole = result.and_then(|answer| Api::read_vault(&answer, &id));
                whole.map(|vault| fetching.list(vault, api))
            }
            What::Part(part) => match &mut fetching.running {
                Some(running) => {
                    running.on_way = running.on_way.saturating_sub(1);
                    running.listing.took(&part, result)
                }
                None => Ok(()),
            },
            is @ (What::Favourites | What::Recent) => {
                let read = result.and_then(|answer| api.map_or(Ok(Vec::new()), |api| uids_of(&api, &answer)));
                let of_favourites = matches!(is, What::Favourites);
                // A server that does not tell leaves what is known.
                match read {
                    Ok(uids) if of_favourites => fetching.favourites = Some(uids.into_iter().collect()),
                    Ok(uids) => fetching.recent = Some(uids),
                    Err(_) => {}
                }
                Ok(())
            }
        };
        match went {
            Ok(()) => self.fetch_more(source),
            // What concerns one vault leaves it as it is kept, and all others go on.
            Err(fault) if !fault.is_general() => {
                fetching.fault.get_or_insert(fault);
                self.fetch_more(source);
            }
            Err(fault) => self.passwork_sync_failed(source, fault),
        }
    }

    fn fetch_more(&mut self, source: &str) {
        let Some(api) = self.live(source).map(|live| live.api.clone()) else { return };
        loop {
            let Some(fetching) = self.fetchings.get_mut(source) else { return };
            match &mut fetching.running {
                Some(running) if running.listing.is_done() => {
                    if let Some(Running { vault, listing, .. }) = fetching.running.take() {
                        fetching.done.push((vault, listing.finish()));
                    }
                    if fetching.is_too_much() {
                        return self.passwork_sync_failed(source, PassworkFault::TooLarge);
                    }
                }
                Some(running) if running.on_way < AT_ONCE => {
                    let Some((part, request)) = running.listing.next() else { return };
                    running.on_way += 1;
                    let asked = Asked { number: fetching.number, what: What::Part(part) };
                    self.ask_passwork(source, Wanted::Sync(asked), |_| request);
                }
                Some(_) => return,
                None => {
                    let Some(vault) = fetching.due.pop_front() else {
                        return self.fetch_lists(source, &api);
                    };
                    // Lists of older hosts have no seals.
                    let needs_seal = api.generation() == Generation::V4
                        && vault.seal.password.is_none()
                        && vault.seal.vault_password.is_none();
                    if needs_seal {
                        let what = What::Vault(vault.id.clone());
                        let asked = Asked { number: fetching.number, what };
                        return self.ask_passwork(source, Wanted::Sync(asked), |api| api.vault(&vault.id));
                    }
                    fetching.list(vault, Some(api.clone()));
                }
            }
        }
    }

    /// All vaults came: what the server lists apart is next.
    fn fetch_lists(&mut self, source: &str, api: &Api) {
        let Some(fetching) = self.fetchings.get_mut(source) else { return };
        for (at, what, request) in [(0, What::Favourites, api.favourites()), (1, What::Recent, api.recent())]
        {
            if fetching.lists == at {
                fetching.lists += 1;
                if let Some(request) = request {
                    let asked = Asked { number: fetching.number, what };
                    return self.ask_passwork(source, Wanted::Sync(asked), |_| request);
                }
            }
        }
        self.passwork_came(source);
    }

    /// Everything came.
    fn passwork_came(&mut self, source: &str) {
        let Some(mut fetching) = self.fetchings.remove(source) else { return };
        let (Some(note), Some(generation)) = (self.passwork_note(source), self.generation(source)) else {
            self.syncs.remove(source);
            return;
        };
        let account = note.key(generation);
        let mut codes =
            Codes { account: account.as_ref(), generation, keys: BTreeMap::new(), left: MOST_OPENED };
        let known = self.open.as_ref().and_then(|open| open.vault(source));
        let mut fetched = Fetched::default();
        let mut now = VaultsNow { listed: fetching.listed, recent: fetching.recent, ..VaultsNow::default() };
        let mut marked = (generation == Generation::V7).then(BTreeSet::new);
        let mut unreadable = 0_u32;
        let mut fault = fetching.fault;
        for (vault, content) in fetching.done.drain(..) {
            let noted = NotedVault::new(&vault, &content, note.any_vault(vault.id.as_str()));
            unreadable = unreadable.saturating_add(content.unreadable);
            fault = fault.or(content.fault);
            if content.complete {
                fetched.told.push(vault.id.as_str().to_owned());
            }
            for id in &content.damaged {
                fetched.there.extend([id.as_str().to_owned(), format!("{SHORTCUT}{}", id.as_str())]);
            }
            for entry in &content.entries {
                let Some(mut item) = new_item(entry) else {
                    unreadable = unreadable.saturating_add(u32::from(entry.inbox.is_none()));
                    continue;
                };
                if let Some((marked, uid)) =
                    marked.as_mut().zip(item.uid.clone()).filter(|_| entry.favourite == Some(true))
                {
                    marked.insert(uid);
                }
                let before = item.uid.as_deref().and_then(|uid| known.and_then(|vault| vault.entry(uid)));
                if let Some(from) = &mut item.from {
                    let same = before.filter(|before| before.stamp == from.stamp && from.stamp > 0);
                    let makes = same.map(|before| before.has_otp);
                    let makes = makes.or_else(|| codes.makes(&item.secrets.body, &noted, &mut self.rng));
                    // One that nobody looked into is of no state that is known: the next sync looks.
                    from.stamp = if makes.is_some() { from.stamp } else { 0 };
                    from.has_otp = makes.unwrap_or(false);
                }
                fetched.came.push(item);
            }
            now.vaults.push(noted);
        }
        now.favourites = marked.or(fetching.favourites);
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.fetching = false;
            sync.unsorted = true;
            sync.fault = match fault {
                // An old server that does not know a call, for which there was no other way.
                Some(PassworkFault::NotPasswork(404 | 405 | 410)) => Some(Fault::ItemsUnreadable),
                // A proxy, or a server in trouble: not everything is of this moment.
                Some(fault @ (PassworkFault::NotPasswork(_) | PassworkFault::ServerError(_))) => {
                    Some(fault.into())
                }
                Some(_) => Some(Fault::ItemsUnreadable),
                None => (unreadable > 0).then_some(Fault::ItemsUnreadable),
            };
        }
        self.save_in_turn(source, Work::Noted(NoteChange::Vaults(now)));
        self.save_in_turn(source, Work::Sync(fetched));
    }

    fn passwork_sync_failed(&mut self, source: &str, fault: PassworkFault) {
        self.fetchings.remove(source);
        if fault == PassworkFault::Unreachable {
            self.ask_permission(source);
        }
        if let Some(sync) = self.syncs.get_mut(source) {
            sync.fetching = false;
            sync.fault = Some(fault.into());
        }
    }
}

impl Fetching {
    /// Whether all vaults together are more than a cache takes, or a server makes up. Counts the last one in.
    fn is_too_much(&mut self) -> bool {
        let last = self.done.last().map_or(&[][..], |(_, content)| &content.entries);
        let body = |entry: &Entry| entry.body.as_ref().map_or(0, |body| body.expose().len());
        self.items = self.items.saturating_add(last.len());
        self.bytes = self.bytes.saturating_add(last.iter().map(body).sum());
        self.items > MAX_ITEMS || self.bytes > MOST_BYTES
    }

    fn begin(&mut self, answer: &Answer) -> Result<(), PassworkFault> {
        let vaults = Api::read_vaults(answer)?;
        let listed = Api::read_vault_ids(answer)?;
        let hidden: BTreeSet<_> =
            vaults.iter().filter(|vault| vault.hidden).map(|vault| vault.id.clone()).collect();
        let listed = listed.into_iter().filter(|id| !hidden.contains(id));
        self.listed = listed.map(|id| id.as_str().to_owned()).collect();
        self.due = vaults.into_iter().filter(|vault| !vault.hidden).collect();
        Ok(())
    }

    fn list(&mut self, vault: Vault, api: Option<Api>) {
        let Some(api) = api else { return };
        let listing = Listing::new(api, vault.clone());
        self.running = Some(Running { vault, listing, on_way: 0 });
    }
}

/// Which items make one-time codes. Nothing in clear says so: they are opened, where they came whole.
struct Codes<'n> {
    account: Option<&'n AccountKey>,
    generation: Generation,
    /// By the ids of vaults.
    keys: BTreeMap<String, Option<VaultKey>>,
    /// How many more may be opened.
    left: usize,
}

impl Codes<'_> {
    /// Nothing if too many were opened already.
    fn makes(&mut self, body: &SecretText, vault: &NotedVault, rng: &mut impl CryptoRng) -> Option<bool> {
        let Some(item) = FullItem::parse(body.expose(), self.generation).filter(FullItem::has_fields) else {
            return Some(false);
        };
        self.left = self.left.checked_sub(1)?;
        if !self.keys.contains_key(&vault.id) {
            self.left = self.left.checked_sub(A_KEY)?;
            let key = self.account.and_then(|account| vault.key(account, rng)).map(|(key, _)| key);
            self.keys.insert(vault.id.clone(), key);
        }
        let key = self.keys.get(&vault.id).and_then(Option::as_ref);
        let key = key.and_then(|vault| item.key(vault).ok());
        Some(key.is_some_and(|key| item.one_time(&key).is_ok_and(|code| !code.is_empty())))
    }
}

/// An item under its id here. Ids that differ in upper and lower case only would be one here: such a server is unknown.
pub(super) fn new_item(entry: &Entry) -> Option<NewItem> {
    let id = entry.key().as_str();
    if entry.inbox.is_some() || id.chars().any(|sign| sign.is_ascii_uppercase()) {
        return None;
    }
    let uid = if entry.shortcut.is_some() { format!("{SHORTCUT}{id}") } else { id.to_owned() };
    Some(whole_item(entry, uid))
}

/// The ids here of items that a list names, in its order.
fn uids_of(api: &Api, answer: &Answer) -> Result<Vec<String>, PassworkFault> {
    let entries = api.read_entries(answer)?.entries;
    Ok(entries.iter().filter_map(|entry| new_item(entry)?.uid).take(MOST_LISTED).collect())
}

/// The same, with its secrets if they came.
pub(super) fn whole_item(entry: &Entry, uid: String) -> NewItem {
    let body = entry.body.as_ref().map(SecretText::duplicate).unwrap_or_default();
    let listed = body.is_empty();
    NewItem {
        uid: Some(uid),
        name: entry.name.clone(),
        user: entry.user.clone(),
        website: entry.url.clone(),
        secrets: Secrets { body, ..Secrets::default() },
        from: Some(From {
            group: group_of(&entry.vault, entry.folder.as_ref()),
            stamp: entry.changed.unwrap_or(0),
            has_password: true,
            has_otp: false,
            unopened: false,
            read_only: false,
            listed,
        }),
    }
}

/// The id at the server, and whether it is that of a shortcut.
pub(super) fn id_of(uid: &str) -> Option<(Id, bool)> {
    match uid.strip_prefix(SHORTCUT) {
        Some(id) => Some((Id::parse(id)?, true)),
        None => Some((Id::parse(uid)?, false)),
    }
}
