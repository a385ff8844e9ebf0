//! From the wish to link to the code on the screen; giving it up, and going on after a worker was stopped.

use rand_core::CryptoRng;

use crate::app::link::{LinkFlow, Step, Typed};
use crate::app::{App, Custody, Effect, Fault, KeySlot, KeyTask, Ticket};
use crate::phone::{LinkOffer, WebClientId};
use crate::secret::SecretBytes;

/// A code is good for five minutes: long enough to find the phone, short enough to be looked over.
const CODE_MS: u64 = 300_000;
/// More phones than anybody has.
const MOST_PHONES: usize = 8;

impl<R: CryptoRng> App<R> {
    /// `again`: the phone whose link is made anew; its cache stays.
    pub(in crate::app) fn start_link(&mut self, again: Option<String>) -> Result<(), Fault> {
        match again.as_deref().map(|id| self.stored.link(id)) {
            Some(None) => return Err(Fault::NoPhone),
            None if self.stored.links.len() >= MOST_PHONES => return Err(Fault::TooManyPhones),
            Some(Some(_)) | None => {}
        }
        if self.is_storing_link() {
            return Err(Fault::StorageBusy);
        }
        self.drop_unstored_key();
        self.stop_posting();
        let mut typed = self.link.typed.clone();
        if let Some(known) = again.as_deref().and_then(|id| self.stored.link(id))
            && !typed.touched
        {
            let address = known.addresses.first();
            typed =
                Typed { text: address.host().to_string(), port: address.port().to_string(), touched: true };
        }
        self.link = LinkFlow { step: Step::MakingKeys, typed, again, ..LinkFlow::default() };
        // A second pair would take the place of the first one under the offer that is made of it.
        if !self.making_keys {
            self.making_keys = true;
            self.out.push(Effect::Key(Ticket::LinkKeys, KeyTask::Make(KeySlot::Pending)));
        }
        Ok(())
    }

    pub(in crate::app) fn abandon_link(&mut self) {
        // The user agreed, and it is on its way to the disk: taking it away is another wish.
        if self.is_storing_link() {
            return;
        }
        self.drop_unstored_key();
        self.stop_posting();
        self.link = LinkFlow { typed: self.link.typed.clone(), ..LinkFlow::default() };
        // A pair that is still being made is dropped when it comes, or used if linking starts again before.
        if !self.making_keys {
            self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Pending)));
        }
    }

    /// Everything is being removed: linking leaves nothing either.
    pub(in crate::app) fn drop_linking(&mut self) {
        self.link.step = Step::Start;
        self.abandon_link();
        self.link = LinkFlow::default();
    }

    fn is_storing_link(&self) -> bool {
        matches!(self.link.step, Step::Storing { .. })
    }

    /// The key pair may have moved to the place of a link that was never stored.
    pub(super) fn drop_unstored_key(&mut self) {
        let id = self.link.new_link.as_ref().map(|new| new.web_client_id.to_string());
        if let Some(id) = id.filter(|id| self.stored.link(id).is_none()) {
            self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Link(id))));
        }
    }

    pub(super) fn stop_posting(&mut self) {
        if let Some(number) = self.link.in_flight.take() {
            self.out.push(Effect::Abort(Ticket::Link(number)));
        }
    }

    /// A new worker took over.
    pub(in crate::app) fn resume_link(&mut self) {
        let now = self.clock.running();
        match &mut self.link.step {
            Step::MakingKeys => {
                let again = self.link.again.clone();
                if let Err(fault) = self.start_link(again) {
                    let effect = self.link.fail(fault);
                    self.out.push(effect);
                }
            }
            // The post died with the old worker; if the phone took it, the next one tells.
            Step::Connecting { linking, .. } => linking.lost_post(now),
            Step::Compare { address, fingerprint } | Step::Storing { address, fingerprint } => {
                let (address, fingerprint) = (address.clone(), fingerprint.clone());
                // The old worker may have stored it and not lived to note that.
                let new = self.link.new_link.as_ref();
                let stored = new.and_then(|new| self.stored.link(&new.web_client_id.to_string()));
                let is_it =
                    stored.zip(new).is_some_and(|(stored, new)| stored.phone_key.n() == new.phone_key.n());
                self.link.step = match stored.filter(|_| is_it) {
                    Some(link) => Step::Done { link: link.web_client_id.clone(), fingerprint },
                    None => Step::Compare { address, fingerprint },
                };
                if matches!(self.link.step, Step::Done { .. }) {
                    self.link.new_link = None;
                    self.link.offer = None;
                }
            }
            _ => {}
        }
    }

    pub(in crate::app) fn link_keys(&mut self, outcome: Custody) {
        if !matches!(outcome, Custody::Done) {
            self.making_keys = false;
        }
        match (outcome, &self.link.step) {
            // Linking was given up meanwhile.
            (Custody::KeysMade(_), Step::Start) => {
                self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Pending)));
            }
            (Custody::KeysMade(modulus), Step::MakingKeys) => {
                let again = self.link.again.as_deref().and_then(WebClientId::parse);
                self.link.offer = Some(match again {
                    Some(id) => LinkOffer::make_again(id, modulus, &mut self.rng),
                    None => LinkOffer::make(modulus, &mut self.rng),
                });
                self.link.step = Step::Code { expires: self.clock.running().after(CODE_MS) };
            }
            (Custody::Done, Step::Storing { .. }) => {
                let Some(new) = &self.link.new_link else { return };
                let base = SecretBytes::new(new.base_key.expose().to_vec());
                self.out.push(Effect::Key(Ticket::LinkSeal, KeyTask::SealLocal(base)));
            }
            (_, Step::MakingKeys | Step::Storing { .. }) => {
                let effect = self.link.fail(Fault::StorageFull);
                self.out.push(effect);
            }
            _ => {}
        }
    }
}
