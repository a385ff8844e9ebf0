//! The user compared; the new link goes to the disk.

use rand_core::CryptoRng;

use crate::app::link::{LinkFlow, Step};
use crate::app::stored::StoredLink;
use crate::app::{App, Custody, Effect, Fault, KeySlot, KeyTask, Ticket};
use crate::phone::{AddressBook, FullCompare};

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn compare_link(&mut self, same: bool) {
        let Step::Compare { address, fingerprint } = &self.link.step else { return };
        let (address, fingerprint) = (address.clone(), fingerprint.clone());
        let Some(new) = &self.link.new_link else { return };
        if same {
            let to = KeySlot::Link(new.web_client_id.to_string());
            self.link.step = Step::Storing { address, fingerprint };
            self.out.push(Effect::Key(Ticket::LinkKeys, KeyTask::Move { from: KeySlot::Pending, to }));
        } else {
            self.drop_unstored_key();
            let effect = self.link.fail(Fault::LinkDifferent);
            self.out.push(effect);
        }
    }

    pub(in crate::app) fn link_sealed(&mut self, outcome: Custody) {
        let (Step::Storing { address, .. }, Custody::Bytes(sealed)) = (&self.link.step, outcome) else {
            return self.link_saved(false);
        };
        let Some(new) = &self.link.new_link else { return };
        let id = new.web_client_id.to_string();
        let old = self.stored.link(&id);
        let mut addresses =
            old.map_or_else(|| AddressBook::new(address.clone()), |old| old.addresses.clone());
        addresses.promote(address);
        let Some(compare) = FullCompare::of(&new.phone_key, &new.client_n, &new.base_key) else {
            return self.link_saved(false);
        };
        let link = StoredLink {
            web_client_id: id,
            phone_key: new.phone_key.clone(),
            base_key_sealed: sealed.expose().to_vec(),
            vault_id: new.vault_id.clone(),
            addresses,
            answered_at_ms: old.map(|old| old.answered_at_ms.clone()).unwrap_or_default(),
            linked_at_ms: self.clock.wall_ms(),
            name: old.map(|old| old.name.clone()).unwrap_or_default(),
            colour: old.map_or_else(|| self.next_colour(), |old| old.colour),
            verified_in_full: false,
            // Whoever knew the old link may know the cache's key too (T-88).
            rotate_due: old.is_some(),
            counters: old.map(|old| old.counters.clone()).unwrap_or_default(),
            compare,
        };
        let mut links = self.stored.links.clone();
        links.retain(|known| known.web_client_id != link.web_client_id);
        links.push(link.clone());
        let writes = self.stored.write_links(&links, self.clock.wall_ms());
        self.link.stored = Some(link);
        self.out.push(Effect::Save(Ticket::LinkSave, writes));
    }

    pub(in crate::app) fn link_saved(&mut self, ok: bool) {
        let Step::Storing { fingerprint, .. } = &self.link.step else { return };
        let (true, Some(link)) = (ok, self.link.stored.take()) else {
            let slot = self.link.new_link.as_ref().map(|new| KeySlot::Link(new.web_client_id.to_string()));
            let effect = self.link.fail(Fault::StorageFull);
            self.out.push(effect);
            self.out.extend(slot.map(|slot| Effect::Key(Ticket::Forget, KeyTask::Drop(slot))));
            return;
        };
        let (id, fingerprint) = (link.web_client_id.clone(), fingerprint.clone());
        // A request under the old link gets no answer any more.
        if self.ask.as_ref().is_some_and(|ask| ask.link == id) {
            self.cancel_ask();
            self.dismiss_ask();
        }
        self.stored.links.retain(|known| known.web_client_id != id);
        self.stored.links.push(link);
        self.stored.damaged_links = None;
        self.stored.settings.phone.clone_from(&id);
        self.store_settings();
        self.link = LinkFlow { step: Step::Done { link: id, fingerprint }, ..LinkFlow::default() };
    }
}
