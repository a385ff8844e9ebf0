//! What is on its way to the disk, one write at a time.

use rand_core::CryptoRng;

use crate::app::cache::ItemId;
use crate::app::cache::import::refreshed;
use crate::app::sources::{NoteChange, PassworkNote};
use crate::app::stored::{index_name, item_name, key_name, local_name, ring_name};
use crate::app::{App, Effect, Event, Fault, Ticket, Write};
use crate::message::{Intent, Notice};
use crate::secret::SecretText;
use crate::vault::{Ahead, Before, Changes, Fetched, MAX_NOTE_LEN, NewItem, Opened, Vault, VaultFault};

/// Records that are sealed in one go while somebody may type, about 20 ms.
const SEALED_AT_ONCE: usize = 200;

/// What waits for its turn, and the source it came from.
pub type ToSave = (String, Work);

/// What came from a source.
pub enum Work {
    /// Items to be put into the cache.
    Put(Vec<NewItem>),
    /// The phone's present word about the items with these uids.
    Refresh { uids: Vec<String>, came: Vec<NewItem> },
    /// What is at a server now.
    Sync(Fetched),
    /// What changes of the note of a Passwork. Items of vaults that it does not name any more go.
    Noted(NoteChange),
    /// An item as its server has it after a change.
    Keep(NewItem),
    /// An item that is in the bin of its server, by its uid.
    Drop(String),
    /// What was opened of items that a server seals.
    Opened(Vec<Opened>),
}

impl Work {
    /// The new pair of a session.
    pub fn tokens(&self) -> Option<&SecretText> {
        match self {
            Self::Noted(NoteChange::Tokens(tokens)) => Some(tokens),
            _ => None,
        }
    }
}

/// Items on their way to the disk.
pub struct Saving {
    pub number: u32,
    pub link: String,
    pub changes: Changes,
    notice: Option<Notice>,
    /// They are in force already, in place of this.
    before: Option<Before>,
    /// The new pair of a session that is among them.
    pub tokens: Option<SecretText>,
}

/// What is in force in the cache of a source and is sealed in the next events: views show it meanwhile.
pub struct Unsealed {
    link: String,
    ahead: Ahead,
}

impl<R: CryptoRng> App<R> {
    /// A key whose index never reached the disk is no cache: the next unlock makes a new one.
    pub(in crate::app) fn forget_unsaved_keys(&mut self) {
        if self.open.is_none() {
            self.stored.vaults.retain(|_, vault| vault.index.is_some());
        }
    }

    /// Whether the disk is being changed, so that changes made now would be made for an older state.
    pub(in crate::app) fn is_storing(&self) -> bool {
        self.saving.is_some() || self.unsealed.is_some() || self.is_rotating()
    }

    pub(in crate::app) fn notice_damage(&mut self, fault: Fault) {
        if matches!(fault, Fault::VaultDamaged | Fault::VaultNewer | Fault::VaultWrongKey) {
            self.notice = Some(Notice::Damaged);
        }
    }

    /// The stored record of an item does not open: the phone's next word about it takes its place.
    pub(in crate::app) fn distrust(&mut self, item: &ItemId) {
        if !self.is_storing()
            && let Some(vault) = self.open.as_ref().and_then(|open| open.vault(&item.link))
            && let Ok(changes) = vault.distrust(&item.uid, &mut self.rng)
        {
            self.save(item.link.clone(), changes, None);
        }
    }

    /// Puts items into an open cache, after those that are still on their way.
    pub(in crate::app) fn put_away(&mut self, link: &str, items: Vec<NewItem>) {
        self.save_in_turn(link, Work::Put(items));
    }

    pub(in crate::app) fn save_in_turn(&mut self, link: &str, work: Work) {
        self.to_save.push_back((link.to_owned(), work));
        self.save_next();
    }

    pub(in crate::app) fn save_next(&mut self) {
        if self.is_storing() {
            return;
        }
        self.save_closing();
        if self.is_storing() {
            return;
        }
        let Some(open) = &mut self.open else { return self.to_save.clear() };
        let Some((link, work)) = self.to_save.pop_front() else { return };
        let Some(cache) = open.caches.get_mut(&link) else { return self.save_next() };
        let vault = &cache.vault;
        let now = self.clock.wall_ms();
        let tokens = work.tokens().map(SecretText::duplicate);
        let changes = match work {
            Work::Put(items) => {
                let is_empty = items.is_empty();
                vault.put(items, now, &mut self.rng).map(|changes| {
                    let notice = Notice::Kept { new: changes.new, changed: changes.changed };
                    (changes, (!is_empty).then_some(notice))
                })
            }
            Work::Refresh { uids, came } => vault.refresh(&uids, came, now, &mut self.rng).map(|changes| {
                let notice = refreshed(&changes, uids.len());
                (changes, Some(notice))
            }),
            Work::Noted(change) => match with_change(vault, change, &mut self.rng) {
                Some(changes) => changes.map(|changes| (changes, None)),
                None => return self.save_next(),
            },
            Work::Sync(fetched) => match cache.sync(fetched, now) {
                Ok(ahead) => {
                    self.unsealed = Some(Unsealed { link, ahead });
                    return self.out.push(Effect::Timer(0));
                }
                Err(fault) => Err(fault),
            },
            Work::Keep(item) => vault.put(vec![item], now, &mut self.rng).map(|changes| (changes, None)),
            Work::Drop(uid) => vault.remove(&uid, &mut self.rng).map(|changes| (changes, None)),
            Work::Opened(opened) => Ok((vault.opened(opened, &mut self.rng), None)),
        };
        match changes {
            Ok((changes, notice)) => {
                self.save(link, changes, notice);
                self.saves_tokens(tokens);
            }
            Err(fault) => {
                self.notice = Some(Notice::NotKept);
                self.notice_damage(fault.into());
                self.sync_not_kept(&link);
                self.save_next();
            }
        }
    }

    /// Seals what came and is shown already: some of it, where whoever waits only looks; else all, before anything else
    /// happens. Who uses it then is served from the disk, which keeps the order of these effects.
    pub(in crate::app) fn seal_ahead(&mut self, event: &Event) {
        let Some(Unsealed { link, mut ahead }) = self.unsealed.take() else { return };
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(&link)) else { return };
        let looks = matches!(
            event,
            Event::Tick | Event::Said { intent: Some(Intent::Search { .. } | Intent::Browse { .. }), .. }
        );
        if looks && vault.seal_some(&mut ahead, SEALED_AT_ONCE, &mut self.rng) {
            self.unsealed = Some(Unsealed { link, ahead });
            return self.out.push(Effect::Timer(0));
        }
        self.unsealed = Some(Unsealed { link, ahead });
        self.seal_rest();
    }

    /// Seals all that is in force and not sealed yet.
    pub(super) fn seal_rest(&mut self) {
        let Some(Unsealed { link, ahead }) = self.unsealed.take() else { return };
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(&link)) else { return };
        let (changes, before) = vault.seal_ahead(ahead, &mut self.rng);
        self.save(link, changes, None);
        if let Some(saving) = &mut self.saving {
            saving.before = Some(before);
        }
    }

    pub(in crate::app) fn save(&mut self, link: String, changes: Changes, notice: Option<Notice>) {
        self.save_with(link, changes, notice, Vec::new());
    }

    /// What is on its way to the disk now has this new pair in it.
    pub(super) fn saves_tokens(&mut self, tokens: Option<SecretText>) {
        if let Some(saving) = &mut self.saving {
            saving.tokens = tokens;
        }
    }

    /// The same, with more that happens whole or not at all.
    pub(in crate::app) fn save_with(
        &mut self,
        link: String,
        mut changes: Changes,
        notice: Option<Notice>,
        more: Vec<Write>,
    ) {
        let number = self.next_number();
        let records = changes.writes.drain(..);
        let mut writes: Vec<_> =
            records.map(|(uid, bytes)| Write::Put(item_name(&link, &uid), bytes)).collect();
        writes.extend(changes.removed.iter().map(|uid| Write::Delete(item_name(&link, uid))));
        writes.push(Write::Put(index_name(&link), changes.index.clone()));
        // With every index, so that none can be there without the others.
        let stored = self.stored.vault(&link).clone();
        let keys = [
            (key_name(&link), stored.key),
            (local_name(&link), stored.local),
            (ring_name(&link), stored.ring),
        ];
        writes.extend(keys.into_iter().filter_map(|(name, key)| Some(Write::Put(name, key?))));
        writes.extend(more);
        self.saving = Some(Saving { number, link, changes, notice, before: None, tokens: None });
        self.out.push(Effect::Save(Ticket::Save(number), writes));
    }

    pub(in crate::app) fn saved(&mut self, number: u32, ok: bool) {
        let Some(saving) = self.saving.take_if(|saving| saving.number == number) else { return };
        // The source may have been removed meanwhile.
        if !self.stored.knows(&saving.link) {
            return self.save_next();
        }
        let source = saving.link.clone();
        if ok {
            self.stored.vault(&saving.link).index = Some(saving.changes.index.clone());
            if let Some(cache) = self.open.as_mut().and_then(|open| open.caches.get_mut(&saving.link)) {
                let committed = cache.commit(saving.changes);
                // What the form got is more important to the user than where else it went.
                let filled = matches!(
                    self.notice,
                    Some(Notice::Filled { .. } | Notice::FilledUser { .. } | Notice::NotFilled { .. })
                );
                if committed && !filled && saving.notice.is_some() {
                    self.notice = saving.notice;
                }
            } else {
                self.commit_closing(&source, saving.changes);
            }
        } else {
            let closing = self.closing.iter_mut().find(|closing| closing.link == source);
            let open = self.open.as_mut().and_then(|open| open.caches.get_mut(&saving.link));
            let cache = open.or(closing.map(|closing| &mut closing.cache));
            if let (Some(cache), Some(before)) = (cache, saving.before) {
                cache.go_back(before);
            }
            self.notice = Some(Notice::NotKept);
            self.forget_unsaved_keys();
            self.sync_not_kept(&source);
        }
        self.connect_saved(&source, ok);
        self.compare_offers();
        self.save_next();
    }

    pub(in crate::app) fn forget(&mut self, item: &str) -> Result<(), Fault> {
        if self.is_storing() {
            return Err(Fault::StorageBusy);
        }
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (vault, entry) = open.find(&item).ok_or(Fault::ItemGone)?;
        // What its server still has the next fetching would bring back.
        if self.stored.account(&item.link).is_some() && !entry.gone {
            return Err(Fault::BadMessage);
        }
        let changes = vault.remove(&item.uid, &mut self.rng)?;
        self.save(item.link, changes, Some(Notice::Forgotten));
        Ok(())
    }
}

/// A cache whose note took a change; nothing if it has no note of a Passwork.
pub(super) fn with_change(
    vault: &Vault,
    change: NoteChange,
    rng: &mut impl CryptoRng,
) -> Option<Result<Changes, VaultFault>> {
    let mut note = PassworkNote::parse(vault.note())?;
    let is_list = matches!(change, NoteChange::Vaults(_));
    note.take(change);
    let places = is_list.then(|| note.places());
    let places: Option<Vec<&str>> = places.as_ref().map(|places| places.iter().map(String::as_str).collect());
    Some(vault.with_note(note.fitted_bytes(MAX_NOTE_LEN), places.as_deref(), rng))
}
