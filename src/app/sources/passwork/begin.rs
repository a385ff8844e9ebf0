//! What the user wants of items of a Passwork beyond using them: changed, made, moved, deleted, marked.

use rand_core::CryptoRng;

use super::change::{Changing, Edit, Step, What};
use super::live::{Mark, Wanted};
use super::order::place_of;
use super::sync::id_of;
use crate::app::cache::ItemId;
use crate::app::{App, Fault, Ticket, ViewId};
use crate::message::ItemChange;
use crate::secret::SecretText;

impl<R: CryptoRng> App<R> {
    /// `shown`: the state that the user changes; without it, what is kept.
    pub(in crate::app::sources) fn begin_passwork_change(
        &mut self,
        item: &ItemId,
        change: ItemChange,
        shown: Option<SecretText>,
        offer: Option<u32>,
    ) -> Result<(), Fault> {
        let (name, source) = (self.name_of(item)?, item.link.clone());
        let is_shown = shown.is_some();
        let what = What::Change { item: item.clone(), edit: Edit::of(change), base: shown, agreed: None };
        let number = self.take_up(source, name, what, Step::Loading, offer);
        if is_shown {
            self.fetch_newest_passwork();
        } else {
            self.load_record(Ticket::Change(number), item);
        }
        Ok(())
    }

    pub(in crate::app::sources) fn delete_passwork_item(&mut self, item: ItemId) -> Result<(), Fault> {
        let (name, source) = (self.name_of(&item)?, item.link.clone());
        self.take_up(source, name, What::Delete(item), Step::Checking, None);
        self.fetch_newest_passwork();
        Ok(())
    }

    pub(in crate::app) fn move_item(&mut self, item: &str, place: &str) -> Result<(), Fault> {
        self.may_change()?;
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        self.generation(&item.link).ok_or(Fault::BadMessage)?;
        let place = place_of(place).ok_or(Fault::BadMessage)?;
        let (name, source) = (self.name_of(&item)?, item.link.clone());
        self.take_up(source, name, What::Move(item, place), Step::Checking, None);
        self.fetch_newest_passwork();
        Ok(())
    }

    pub(in crate::app::sources) fn make_passwork_item(
        &mut self,
        source: &str,
        place: &str,
        change: ItemChange,
        offer: Option<u32>,
    ) -> Result<(), Fault> {
        let to = place_of(place).ok_or(Fault::BadMessage)?;
        let (name, edit) = (change.name.clone().unwrap_or_default(), Edit::of(change));
        let there = self.alike_here(source, &to, &edit);
        self.take_up(source.to_owned(), name, What::Make { to, edit, there }, Step::Sending, offer);
        self.stored.settings.place = format!("{source}/{place}");
        self.store_settings();
        self.send_passwork(None);
        Ok(())
    }

    fn take_up(&mut self, source: String, name: String, what: What, step: Step, offer: Option<u32>) -> u32 {
        let number = self.next_number();
        self.changing_passwork = Some(Changing { source, name, number, what, step, offer, unclear: false });
        number
    }

    /// Marks an item at its server, or no more.
    pub(in crate::app) fn mark_favourite(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &str,
        is: bool,
    ) -> Result<(), Fault> {
        self.touch();
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let (id, by_shortcut) = id_of(&item.uid).ok_or(Fault::ItemGone)?;
        let request = self.api_of(&item.link)?.favourite(&id, by_shortcut, is).ok_or(Fault::BadMessage)?;
        self.ask_passwork(&item.link, Wanted::Mark(Mark { view, seq, uid: item.uid, is }), |_| request);
        Ok(())
    }

    fn name_of(&self, item: &ItemId) -> Result<String, Fault> {
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, entry) = open.find(item).ok_or(Fault::ItemGone)?;
        if entry.read_only { Err(Fault::ServerForbidden) } else { Ok(entry.name.clone()) }
    }
}
