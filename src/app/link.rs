//! Linking, from the first code to the stored link. Nothing is stored until the user said that both screens agree.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::stored::StoredLink;
use crate::app::{App, Custody, Effect, Fault, Fetched, KeySlot, KeyTask, Post, Ticket};
use crate::phone::{
    Address, AddressBook, BODY_CAP, FullCompare, LinkNext, LinkOffer, LinkSealed, LinkStage, Linking,
    NewLink, WebClientId,
};
use crate::secret::SecretBytes;
use crate::time::Timestamp;

/// A code is good for five minutes: long enough to find the phone, short enough to be looked over.
const CODE_MS: u64 = 300_000;
/// While a post is out, something must happen now and then, or the browser stops the worker.
const HEARTBEAT_MS: u32 = 10_000;
/// More phones than anybody has.
const MOST_PHONES: usize = 8;

/// Where linking stands, with what it needs.
#[derive(Default)]
pub struct LinkFlow {
    pub step: Step,
    /// What was typed last.
    pub typed: Typed,
    /// The phone that is linked again.
    pub again: Option<String>,
    /// The code on the screen. Secret.
    pub offer: Option<LinkOffer>,
    /// What the phone answered, until the user compared. Secret.
    pub new_link: Option<NewLink>,
    /// The link as it is being written.
    stored: Option<StoredLink>,
    sealed: Option<(u32, LinkSealed)>,
    in_flight: Option<u32>,
    probed: bool,
}

/// The address as it stands in the field.
#[derive(Clone, Serialize, Deserialize)]
pub struct Typed {
    pub text: String,
    pub port: String,
    /// Whether the field was left or used: only then an empty one is a fault.
    pub touched: bool,
}

impl Default for Typed {
    fn default() -> Self {
        Self { text: String::new(), port: "8787".into(), touched: false }
    }
}

/// The steps. Holds no secret.
#[derive(Default, Serialize, Deserialize)]
pub enum Step {
    #[default]
    Start,
    MakingKeys,
    Code {
        expires: Timestamp,
    },
    Connecting {
        linking: Linking,
        expires: Timestamp,
        since: Timestamp,
        needs_permission: bool,
    },
    Compare {
        address: Address,
        fingerprint: String,
    },
    Storing {
        address: Address,
        fingerprint: String,
    },
    Done {
        link: String,
        fingerprint: String,
    },
    Failed(Fault),
}

impl LinkFlow {
    pub fn is_running(&self) -> bool {
        matches!(self.step, Step::Connecting { .. })
    }

    /// As an earlier worker left it. Without its secrets a step leads nowhere, so linking starts again.
    pub fn resumed(
        step: Step,
        typed: Typed,
        again: Option<String>,
        offer: Option<LinkOffer>,
        new_link: Option<NewLink>,
    ) -> Self {
        let step = match step {
            Step::Code { .. } | Step::Connecting { .. } if offer.is_none() => Step::Start,
            Step::Compare { .. } | Step::Storing { .. } if new_link.is_none() => Step::Start,
            step => step,
        };
        Self { step, typed, again, offer, new_link, ..Self::default() }
    }

    /// Whether it ended with this link.
    pub fn is_done_with(&self, phone: &str) -> bool {
        matches!(&self.step, Step::Done { link, .. } if link == phone)
    }

    /// The page was closed: what is over need not be shown again.
    pub fn put_away(&mut self) {
        if matches!(self.step, Step::Done { .. } | Step::Failed(_)) {
            *self = Self::default();
        }
    }

    /// Whether the answer is being opened.
    pub fn is_checking(&self) -> bool {
        self.sealed.is_some()
    }

    /// The user compared the long texts after linking, and they differ.
    pub fn different(&mut self) {
        *self = Self { step: Step::Failed(Fault::LinkDifferent), ..Self::default() };
    }

    fn fail(&mut self, fault: Fault) -> Effect {
        let (typed, again) = (self.typed.clone(), self.again.clone());
        *self = Self { step: Step::Failed(fault), typed, again, ..Self::default() };
        Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Pending))
    }
}

impl<R: CryptoRng> App<R> {
    /// `again`: the phone whose link is made anew; its cache stays.
    pub(super) fn start_link(&mut self, again: Option<String>) -> Result<(), Fault> {
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

    pub(super) fn abandon_link(&mut self) {
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
    pub(super) fn drop_linking(&mut self) {
        self.link.step = Step::Start;
        self.abandon_link();
        self.link = LinkFlow::default();
    }

    fn is_storing_link(&self) -> bool {
        matches!(self.link.step, Step::Storing { .. })
    }

    /// The key pair may have moved to the place of a link that was never stored.
    fn drop_unstored_key(&mut self) {
        let id = self.link.new_link.as_ref().map(|new| new.web_client_id.to_string());
        if let Some(id) = id.filter(|id| self.stored.link(id).is_none()) {
            self.out.push(Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Link(id))));
        }
    }

    fn stop_posting(&mut self) {
        if let Some(number) = self.link.in_flight.take() {
            self.out.push(Effect::Abort(Ticket::Link(number)));
        }
    }

    /// A new worker took over.
    pub(super) fn resume_link(&mut self) {
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

    pub(super) fn link_keys(&mut self, outcome: Custody) {
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

    pub(super) fn type_address(&mut self, text: String, port: String) {
        const LONGEST: usize = 300;
        let touched = self.link.typed.touched || !text.is_empty();
        let cut = |text: String| text.chars().take(LONGEST).collect();
        self.link.typed = Typed { text: cut(text), port: cut(port), touched };
    }

    pub(super) fn connect_link(&mut self) -> Result<(), Fault> {
        self.link.typed.touched = true;
        let Typed { text, port, .. } = &self.link.typed;
        let Ok(address) = Address::parse(text, port, self.place.reach) else { return Ok(()) };
        if !self.stored.policy.allows(&address) {
            return Err(Fault::PolicyAddress);
        }
        let expires = match &self.link.step {
            Step::Code { expires } | Step::Connecting { expires, .. } => *expires,
            _ => return Err(Fault::LinkExpired),
        };
        // The phone answers once: whoever presses the button again must not throw that answer away.
        let busy = self.link.in_flight.is_some() || self.link.sealed.is_some();
        if let Step::Connecting { linking, .. } = &self.link.step
            && busy
            && *linking.address() == address
        {
            return Ok(());
        }
        self.stop_posting();
        self.link.sealed = None;
        let since = self.clock.running();
        let known = self.link.again.as_deref().and_then(|id| self.stored.link(id));
        let linking = match known {
            Some(link) => Linking::again(address, link.vault_id.clone(), since),
            None => Linking::new(address, since),
        };
        self.link.probed = false;
        self.link.step = Step::Connecting { linking, expires, since, needs_permission: false };
        Ok(())
    }

    pub(super) fn link_permission_changed(&mut self) {
        self.link.probed = false;
        if let Step::Connecting { needs_permission, .. } = &mut self.link.step {
            *needs_permission = false;
        }
    }

    /// Sends the next post if it is due; lets old codes go.
    pub(super) fn pump_link(&mut self) {
        let now = self.clock.running();
        match &mut self.link.step {
            Step::Code { expires } if now >= *expires => {
                let effect = self.link.fail(Fault::LinkExpired);
                self.out.push(effect);
            }
            Step::Connecting { linking, .. } => {
                // Also with a post out, which may never come back.
                if let Some(fault) = linking.on_tick(now) {
                    self.stop_posting();
                    let effect = self.link.fail(fault.into());
                    return self.out.push(effect);
                }
                if self.link.in_flight.is_some() || self.link.sealed.is_some() {
                    return self.out.push(Effect::Timer(HEARTBEAT_MS));
                }
                let Some(due) = linking.next_post_at() else { return };
                if due > now {
                    let wait = u32::try_from(due.since(now)).unwrap_or(u32::MAX);
                    return self.out.push(Effect::Timer(wait));
                }
                let Some(offer) = &self.link.offer else { return };
                let Some(made) = linking.post(offer, now, &mut self.rng) else { return };
                let post = Post {
                    url: linking.address().url(),
                    web_client_id: offer.web_client_id.to_string(),
                    body: made.body,
                    timeout_ms: made.timeout_ms,
                    cap: BODY_CAP,
                };
                let number = self.next_number();
                self.link.in_flight = Some(number);
                self.out.push(Effect::Fetch(Ticket::Link(number), post));
                self.out.push(Effect::Timer(HEARTBEAT_MS));
            }
            _ => {}
        }
    }

    pub(super) fn link_returned(&mut self, number: u32, outcome: Fetched) {
        if self.link.in_flight.take_if(|known| *known == number).is_none() {
            return;
        }
        let now = self.clock.running();
        let Step::Connecting { linking, needs_permission, .. } = &mut self.link.step else { return };
        let unreachable = matches!(outcome, Fetched::Unreachable);
        *needs_permission &= unreachable;
        match linking.on_reply(outcome.into_reply(), now) {
            LinkNext::Wait { .. } => {
                if unreachable && !self.link.probed {
                    self.link.probed = true;
                    self.out.push(Effect::Probe(Ticket::LinkProbe, linking.address().url()));
                }
            }
            LinkNext::Open { ciphertext, sealed } => {
                self.link.sealed = Some((number, sealed));
                let task = KeyTask::Open { slot: KeySlot::Pending, ciphertext };
                self.out.push(Effect::Key(Ticket::Link(number), task));
            }
            LinkNext::Failed(fault) => {
                // A known phone refuses another vault in the same words as an old code.
                let fault = match Fault::from(fault) {
                    Fault::LinkRefused if self.link.again.is_some() => Fault::LinkAgainRefused,
                    fault => fault,
                };
                let effect = self.link.fail(fault);
                self.out.push(effect);
            }
        }
    }

    /// Something answers where a post does not get through: the browser wants the permission.
    pub(super) fn link_probed(&mut self, answers: bool) {
        // Meanwhile a post may have come through.
        if let Step::Connecting { linking, needs_permission, .. } = &mut self.link.step {
            *needs_permission = answers && linking.stage() == LinkStage::Unreachable;
        }
    }

    pub(super) fn link_opened(&mut self, number: u32, outcome: Custody) {
        let Some((_, sealed)) = self.link.sealed.take_if(|(of, _)| *of == number) else { return };
        let now = self.clock.running();
        let Step::Connecting { linking, .. } = &mut self.link.step else { return };
        let Some(offer) = &self.link.offer else { return };
        match linking.finish(offer, sealed, outcome.into_bytes(), now) {
            Ok(new) => {
                let (address, fingerprint) = (linking.address().clone(), new.fingerprint.to_string());
                self.link.step = Step::Compare { address, fingerprint };
                self.link.new_link = Some(new);
            }
            Err(LinkNext::Wait { .. } | LinkNext::Open { .. }) => {}
            Err(LinkNext::Failed(fault)) => {
                let effect = self.link.fail(fault.into());
                self.out.push(effect);
            }
        }
    }

    pub(super) fn compare_link(&mut self, same: bool) {
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

    pub(super) fn link_sealed(&mut self, outcome: Custody) {
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
            compare,
        };
        let mut links = self.stored.links.clone();
        links.retain(|known| known.web_client_id != link.web_client_id);
        links.push(link.clone());
        let writes = self.stored.write_links(&links, self.clock.wall_ms());
        self.link.stored = Some(link);
        self.out.push(Effect::Save(Ticket::LinkSave, writes));
    }

    pub(super) fn link_saved(&mut self, ok: bool) {
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
