//! The linked phones: names, addresses, what was compared, and taking one away.

use rand_core::CryptoRng;

use crate::app::create::one_line;
use crate::app::stored::{ACCOUNTS, FACTORS, GENERATED, LINKS, SETTINGS, TRIES, vault_prefix};
use crate::app::{App, Effect, Fault, KeySlot, KeyTask, StoredLink, Ticket, Write};
use crate::message::Wipe;
use crate::phone::{Address, BookFault};

/// Longest name in characters.
pub const LONGEST_NAME: usize = 40;
/// Colours of badges.
pub const COLOURS: u8 = 8;

impl<R: CryptoRng> App<R> {
    pub(super) fn store_links(&mut self) {
        let writes = self.stored.write_links(&self.stored.links, self.clock.wall_ms());
        self.out.push(Effect::Save(Ticket::Forget, writes));
    }

    /// A colour that no other source has, as long as there are any.
    pub(super) fn next_colour(&self) -> u8 {
        let links = || self.stored.links.iter().map(|link| link.colour);
        let accounts = || self.stored.accounts.iter().map(|account| account.colour);
        let used = |colour: &u8| links().chain(accounts()).any(|known| known == *colour);
        (0..COLOURS).find(|colour| !used(colour)).unwrap_or_default()
    }

    pub(super) fn choose_phone(&mut self, phone: &str) -> Result<(), Fault> {
        if self.is_running() {
            return Err(Fault::RequestRunning);
        }
        self.stored.link(phone).ok_or(Fault::NoPhone)?;
        phone.clone_into(&mut self.stored.settings.phone);
        self.store_settings();
        Ok(())
    }

    pub(super) fn rename_phone(&mut self, phone: &str, name: &str, colour: u8) -> Result<(), Fault> {
        let link = self.change(phone)?;
        link.name = one_line(name, LONGEST_NAME);
        link.colour = colour.min(COLOURS - 1);
        self.store_links();
        Ok(())
    }

    pub(super) fn add_address(&mut self, phone: &str, text: &str, port: &str) -> Result<(), Fault> {
        let address = Address::parse(text, port, self.place.reach)?;
        if !self.stored.policy.allows(&address) {
            return Err(Fault::PolicyAddress);
        }
        self.change(phone)?.addresses.add(address)?;
        self.store_links();
        Ok(())
    }

    pub(super) fn remove_address(&mut self, phone: &str, address: &str) -> Result<(), Fault> {
        let link = self.change(phone)?;
        let known = link.addresses.iter().find(|known| known.to_string() == address).cloned();
        link.addresses.remove(&known.ok_or(Fault::AddressUnknown)?)?;
        link.answered_at_ms.remove(address);
        self.store_links();
        Ok(())
    }

    /// The user compared the long texts: remembered, or the link is none.
    pub(super) fn mark_verified(&mut self, phone: &str, same: bool) -> Result<(), Fault> {
        if same {
            self.change(phone)?.verified_in_full = true;
            self.store_links();
            return Ok(());
        }
        let was_just_linked = self.link.is_done_with(phone);
        self.unlink(phone)?;
        if was_just_linked {
            self.link.different();
        }
        Ok(())
    }

    fn change(&mut self, phone: &str) -> Result<&mut StoredLink, Fault> {
        self.stored.link_mut(phone).ok_or(Fault::NoPhone)
    }

    /// Removes a link with everything that hangs on it; what was removed is shown when the disk says so.
    pub(super) fn unlink(&mut self, phone: &str) -> Result<(), Fault> {
        self.stored.link(phone).ok_or(Fault::NoPhone)?;
        if self.stored.accounts.is_empty() {
            if self.stored.links.len() == 1 {
                self.wipe_everything(false);
                return Ok(());
            }
        } else if self.stored.factors.is_none() && !self.opens_by_phone(Some(phone)) {
            // Nothing else would open the accounts.
            return Err(Fault::LastKey);
        }
        self.may_remove()?;
        self.lock();
        self.drop_jobs_of(phone);
        self.stored.links.retain(|link| link.web_client_id != phone);
        self.stored.vaults.remove(phone);
        let mut writes = self.stored.write_links(&self.stored.links, self.clock.wall_ms());
        writes.push(Write::DeleteAll(vault_prefix(phone)));
        writes.extend(self.unchoose(phone));
        self.left_over.retain(|(of, _)| of != phone);
        let drop = KeyTask::Drop(KeySlot::Link(phone.to_owned()));
        self.out.push(Effect::Key(Ticket::Forget, drop));
        self.removing = ["keys", "cache", "session"].map(|what| format!("removed_{what}")).into();
        self.out.push(Effect::Save(Ticket::Removed, writes));
        Ok(())
    }

    pub(super) fn wipe(&mut self, what: &Wipe) -> Result<(), Fault> {
        match what {
            Wipe::Cache => {
                self.lock();
                self.drop_jobs();
                self.stored.vaults.clear();
                // What signs in to them was kept there.
                self.stored.accounts.clear();
                self.stored.damaged_accounts = None;
                self.removing = vec!["removed_cache".into()];
                let writes = ["vault/", ACCOUNTS].map(|name| Write::DeleteAll(name.into()));
                self.out.push(Effect::Save(Ticket::Removed, writes.into()));
            }
            Wipe::Settings => {
                self.stored.settings = super::Settings::default();
                self.removing = vec!["removed_settings".into()];
                self.settings_changed();
                self.out.push(Effect::Save(Ticket::Removed, vec![Write::Delete(SETTINGS.into())]));
            }
            Wipe::Factors if self.is_last_key(true, true) => return Err(Fault::LastKey),
            Wipe::Factors => {
                self.forget_factors();
                self.removing = vec!["removed_factors".into()];
                let writes = vec![Write::Delete(FACTORS.into()), Write::Delete(TRIES.into())];
                self.out.push(Effect::Save(Ticket::Removed, writes));
            }
            Wipe::Generated => {
                self.drop_drawer();
                self.removing = vec!["removed_generated".into()];
                self.out.push(Effect::Save(Ticket::Removed, vec![Write::Delete(GENERATED.into())]));
            }
            Wipe::Everything => self.wipe_everything(true),
        }
        Ok(())
    }

    /// Not even the settings name a phone that is gone.
    fn unchoose(&mut self, phone: &str) -> Option<Write> {
        (self.stored.settings.phone == phone).then(|| {
            self.stored.settings.phone.clear();
            self.stored.write_settings()
        })
    }

    /// Nothing is left of any link, and of the settings only if they are to stay.
    fn wipe_everything(&mut self, settings_too: bool) {
        self.lock();
        self.drop_jobs();
        self.drop_linking();
        self.forget_factors();
        self.drop_drawer();
        self.left_over.clear();
        for link in std::mem::take(&mut self.stored.links) {
            let drop = KeyTask::Drop(KeySlot::Link(link.web_client_id));
            self.out.push(Effect::Key(Ticket::Forget, drop));
        }
        self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Local)));
        self.stored.vaults.clear();
        self.stored.damaged_links = None;
        self.stored.accounts.clear();
        self.stored.damaged_accounts = None;
        let mut writes: Vec<_> = [LINKS, ACCOUNTS, "damaged/", "vault/", "local/"]
            .map(|name| Write::DeleteAll(name.into()))
            .into();
        let mut removed = vec!["keys", "cache", "alarms", "session"];
        if settings_too {
            self.stored.settings = super::Settings::default();
            self.out.push(Effect::WatchIdle(None));
            writes.push(Write::Delete(SETTINGS.into()));
            removed.push("settings");
        } else {
            let chosen = self.stored.settings.phone.clone();
            writes.extend(self.unchoose(&chosen).filter(|_| !chosen.is_empty()));
        }
        self.removing = removed.into_iter().map(|what| format!("removed_{what}")).collect();
        self.out.push(Effect::Save(Ticket::Removed, writes));
        self.out.extend(super::AlarmName::ALL.map(Effect::ClearAlarm));
    }

    /// New keys that are being written would not be known to those that stay.
    pub(super) fn may_remove(&self) -> Result<(), Fault> {
        if self.rotation.is_some() && self.is_storing() { Err(Fault::StorageBusy) } else { Ok(()) }
    }

    /// Whatever was under way for one source that is going; what is being stored of others goes on.
    pub(super) fn drop_jobs_of(&mut self, source: &str) {
        let others = self.saving.take_if(|saving| saving.link != source);
        self.drop_jobs();
        self.saving = others;
    }

    /// Whatever was under way.
    pub(super) fn drop_jobs(&mut self) {
        self.saving = None;
        self.rotation = None;
        self.stop_find();
        self.stop_doctor();
        self.fetching = None;
        self.backup = None;
    }

    pub(super) fn removed(&mut self, ok: bool) {
        let removing = std::mem::take(&mut self.removing);
        self.removed = if ok { removing } else { vec!["removed_not".into()] };
        // What was locked meanwhile, and waited for a write that was given up.
        let (closing, stored) = (&mut self.closing, &self.stored);
        closing.retain(|closing| stored.knows(&closing.link));
        self.save_next();
    }
}

impl From<BookFault> for Fault {
    fn from(fault: BookFault) -> Self {
        match fault {
            BookFault::Known => Self::AddressKnown,
            BookFault::Full => Self::AddressTooMany,
            BookFault::Unknown | BookFault::Empty => Self::AddressUnknown,
            BookFault::Last => Self::AddressLast,
        }
    }
}
