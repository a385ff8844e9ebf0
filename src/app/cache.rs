//! The vault in the app's hands: opened by the phone's key, filled from its answers, locked in time.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rand_core::CryptoRng;

use crate::app::stored::{index_name, item_name, key_name, vault_prefix};
use crate::app::{AlarmName, App, Effect, Fault, KeySlot, KeyTask, Settings, Stored, Ticket, ViewId, Write};
use crate::message::{CopyField, Notice, SettingsView, ToView};
use crate::phone::{ClientKey, Credential};
use crate::site::ItemSites;
use crate::vault::{Changes, LockClock, NewItem, Vault, WrappedKey, unwrap, wrap};

/// The item that was just received, before or beside the cache.
pub const HELD: &str = "held";

/// The opened cache.
pub struct Open {
    pub vault: Vault,
    pub lock: LockClock,
    /// What the websites of the items mean, read once for each state of the index: reading 5,000 of them takes longer
    /// than a keystroke may.
    sites: OnceCell<BTreeMap<String, ItemSites>>,
}

impl Open {
    pub fn new(vault: Vault, lock: LockClock) -> Self {
        Self { vault, lock, sites: OnceCell::new() }
    }

    /// The sites of every item, by uid.
    pub fn sites(&self) -> &BTreeMap<String, ItemSites> {
        self.sites.get_or_init(|| {
            let entries = self.vault.entries();
            entries.map(|entry| (entry.uid.clone(), ItemSites::parse(&entry.website))).collect()
        })
    }

    fn commit(&mut self, changes: Changes) -> bool {
        self.sites.take();
        self.vault.commit(changes).is_ok()
    }
}

/// Items on their way to the disk.
pub struct Saving {
    pub number: u32,
    pub changes: Changes,
    pub notice: Option<Notice>,
}

/// A login of the phone as the vault takes it.
pub fn new_item(credential: Credential) -> NewItem {
    let Credential { uid, name, user, website, password, otp } = credential;
    NewItem { uid, name, user, website, password, otp }
}

impl<R: CryptoRng> App<R> {
    /// Opens the cache with the key that only the phone hands out; makes a new one if there is none.
    pub(super) fn unlock(&mut self, client_key: &ClientKey) -> Result<(), Fault> {
        let link = self.stored.link().ok_or(Fault::NoPhone)?.web_client_id.clone();
        if self.open.is_some() {
            self.touch();
            return Ok(());
        }
        let vault = match (&self.stored.vault.key, &self.stored.vault.index) {
            (Some(wrapped), Some(index)) => {
                let wrapped = WrappedKey::parse(wrapped.clone())?;
                Vault::open(&link, unwrap(&wrapped, client_key.expose(), &link)?, index)?
            }
            (None, None) => {
                let vault = Vault::create(&link, &mut self.rng);
                let wrapped = wrap(vault.data_key(), client_key.expose(), &link, &mut self.rng);
                self.stored.vault.key = Some(wrapped.as_bytes().to_vec());
                self.to_save.push_back(Vec::new());
                vault
            }
            // One without the other was not our doing; overwriting it would lose what is left.
            _ => return Err(Fault::VaultDamaged),
        };
        let now = self.clock.cautious();
        let lock = LockClock::start(self.stored.settings.lock_after_ms(), Settings::ABSOLUTE_MAX_MS, now);
        self.open = Some(Open::new(vault, lock));
        self.notice = Some(Notice::Unlocked);
        self.schedule_lock();
        self.save_next();
        Ok(())
    }

    /// Empties everything that an open cache showed or held.
    pub(super) fn lock(&mut self) {
        if self.open.take().is_some() && self.saving.is_none() {
            self.forget_unsaved_key();
        }
        self.to_save.clear();
        self.held = None;
        self.grant = None;
        self.question = None;
        self.notice = None;
        self.copies.clear();
        for view in self.views.values_mut() {
            view.search.clear();
        }
        self.out.push(Effect::ClearAlarm(AlarmName::Lock));
    }

    /// A key whose index never reached the disk is no cache: the next unlock makes a new one.
    fn forget_unsaved_key(&mut self) {
        if self.open.is_none() && self.stored.vault.index.is_none() {
            self.stored.vault.key = None;
        }
    }

    pub(super) fn lock_if_due(&mut self) {
        let now = self.clock.cautious();
        if self.open.as_ref().is_some_and(|open| open.lock.due(now)) {
            self.lock();
        }
    }

    /// The user did something with the cache.
    pub(super) fn touch(&mut self) {
        let now = self.clock.cautious();
        if let Some(open) = &mut self.open {
            open.lock.touch(now);
        }
        self.schedule_lock();
    }

    pub(super) fn schedule_lock(&mut self) {
        let now = self.clock.cautious();
        if let Some(open) = &self.open {
            let wait = u32::try_from(open.lock.locks_in(now)).unwrap_or(u32::MAX);
            self.out.push(Effect::Alarm(AlarmName::Lock, wait));
        }
    }

    pub(super) fn notice_damage(&mut self, fault: Fault) {
        if matches!(fault, Fault::VaultDamaged | Fault::VaultNewer | Fault::VaultWrongKey) {
            self.notice = Some(Notice::Damaged);
        }
    }

    /// The stored record of an item does not open: the phone's next word about it takes its place.
    pub(super) fn distrust(&mut self, uid: &str) {
        if self.saving.is_none()
            && let Some(open) = &self.open
            && let Ok(changes) = open.vault.distrust(uid, &mut self.rng)
        {
            self.save(changes, None);
        }
    }

    /// Puts items into the open cache, after those that are still on their way.
    pub(super) fn put_away(&mut self, items: Vec<NewItem>) {
        self.to_save.push_back(items);
        self.save_next();
    }

    fn save_next(&mut self) {
        if self.saving.is_some() {
            return;
        }
        let Some(open) = &self.open else { return self.to_save.clear() };
        let Some(items) = self.to_save.pop_front() else { return };
        let is_empty = items.is_empty();
        match open.vault.put(items, self.clock.wall_ms(), &mut self.rng) {
            Ok(changes) => {
                let notice = Notice::Kept { new: changes.new, changed: changes.changed };
                self.save(changes, (!is_empty).then_some(notice));
            }
            Err(fault) => {
                self.notice = Some(Notice::NotKept);
                self.notice_damage(fault.into());
                self.save_next();
            }
        }
    }

    fn save(&mut self, changes: Changes, notice: Option<Notice>) {
        let Some(link) = self.stored.link().map(|link| link.web_client_id.clone()) else { return };
        let number = self.next_number();
        let mut writes: Vec<_> = changes
            .writes
            .iter()
            .map(|(uid, bytes)| Write::Put(item_name(&link, uid), bytes.clone()))
            .collect();
        writes.extend(changes.removed.iter().map(|uid| Write::Delete(item_name(&link, uid))));
        writes.push(Write::Put(index_name(&link), changes.index.clone()));
        // With every index, so that neither can be there without the other.
        writes.extend(self.stored.vault.key.clone().map(|key| Write::Put(key_name(&link), key)));
        self.saving = Some(Saving { number, changes, notice });
        self.out.push(Effect::Save(Ticket::Save(number), writes));
    }

    pub(super) fn saved(&mut self, number: u32, ok: bool) {
        let Some(saving) = self.saving.take_if(|saving| saving.number == number) else { return };
        if ok {
            self.stored.vault.index = Some(saving.changes.index.clone());
            if let Some(open) = &mut self.open {
                let committed = open.commit(saving.changes);
                // What the form got is more important to the user than where else it went.
                let filled = matches!(self.notice, Some(Notice::Filled { .. } | Notice::FilledUser { .. }));
                if committed && !filled && saving.notice.is_some() {
                    self.notice = saving.notice;
                }
            }
        } else {
            self.notice = Some(Notice::NotKept);
            self.forget_unsaved_key();
        }
        self.save_next();
    }

    pub(super) fn forget(&mut self, item: &str) -> Result<(), Fault> {
        if self.saving.is_some() {
            return Err(Fault::RequestRunning);
        }
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let changes = open.vault.remove(item, &mut self.rng)?;
        self.save(changes, Some(Notice::Forgotten));
        Ok(())
    }

    pub(super) fn search(&mut self, view: ViewId, text: &str) {
        const LONGEST: usize = 200;
        self.touch();
        if let Some(view) = self.views.get_mut(&view) {
            view.search = text.chars().take(LONGEST).collect();
        }
    }

    pub(super) fn copy(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &str,
        field: &CopyField,
    ) -> Result<(), Fault> {
        if item == HELD {
            let held = self.held.as_ref().ok_or(Fault::ItemGone)?;
            let text = match field {
                CopyField::User => held.credential.user.clone(),
                CopyField::Password => held.credential.password.expose().to_owned(),
            };
            self.out.push(Effect::Post(view, ToView::Value { seq, text, field: field.clone() }));
            return Ok(());
        }
        self.touch();
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let entry = open.vault.entry(item).ok_or(Fault::ItemGone)?;
        match field {
            CopyField::User => {
                let value = ToView::Value { seq, text: entry.user.clone(), field: CopyField::User };
                self.out.push(Effect::Post(view, value));
            }
            CopyField::Password => {
                let link = self.stored.link().ok_or(Fault::NoPhone)?;
                let name = item_name(&link.web_client_id, item);
                self.copies.insert((view, seq), item.to_owned());
                self.out.push(Effect::Load(Ticket::Copy(view, seq), name));
            }
        }
        Ok(())
    }

    pub(super) fn copy_loaded(&mut self, view: ViewId, seq: u32, bytes: Option<Vec<u8>>) {
        let Some(item) = self.copies.remove(&(view, seq)) else { return };
        let Some(open) = &self.open else { return self.refuse(view, seq, Fault::VaultLocked) };
        let secrets =
            bytes.ok_or(Fault::VaultDamaged).and_then(|bytes| Ok(open.vault.read(&item, &bytes)?));
        match secrets {
            Ok(secrets) => {
                let text = secrets.password.expose().to_owned();
                self.out.push(Effect::Post(view, ToView::Value { seq, text, field: CopyField::Password }));
            }
            Err(fault) => {
                self.distrust(&item);
                self.refuse(view, seq, fault);
            }
        }
    }

    pub(super) fn save_settings(&mut self, settings: &SettingsView) {
        self.stored.settings.lock_after_minutes = settings.lock_after_minutes.clamp(1, 240);
        let after = self.stored.settings.lock_after_ms();
        if let Some(open) = &mut self.open {
            open.lock.set_lock_after(after);
        }
        self.schedule_lock();
        self.store_settings();
    }

    pub(super) fn store_settings(&mut self) {
        self.out.push(Effect::Save(Ticket::Forget, vec![Stored::write_settings(&self.stored.settings)]));
    }

    /// Removes a link with everything that hangs on it.
    pub(super) fn unlink(&mut self, phone: &str) -> Result<(), Fault> {
        if !self.stored.links.iter().any(|link| link.web_client_id == phone) {
            return Err(Fault::NoPhone);
        }
        self.cancel_ask();
        self.dismiss_ask();
        self.lock();
        self.stored.links.retain(|link| link.web_client_id != phone);
        self.stored.vault = super::VaultOnDisk::default();
        self.saving = None;
        let mut writes = self.stored.write_links(&self.stored.links, self.clock.wall_ms());
        writes.push(Write::DeleteAll(vault_prefix(phone)));
        self.out.push(Effect::Save(Ticket::Forget, writes));
        self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Link(phone.to_owned()))));
        self.out.push(Effect::ClearAlarm(AlarmName::Request));
        self.removed = ["keys", "cache", "alarms", "session"].map(|what| format!("removed_{what}")).into();
        Ok(())
    }
}
