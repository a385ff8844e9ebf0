//! From the typed address to the phone's answer.

use rand_core::CryptoRng;

use crate::app::link::{Step, Typed};
use crate::app::{App, Custody, Effect, Fault, Fetched, KeySlot, KeyTask, Post, Ticket};
use crate::phone::{Address, BODY_CAP, LinkNext, LinkStage, Linking};

/// While a post is out, something must happen now and then, or the browser stops the worker.
const HEARTBEAT_MS: u32 = 10_000;

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn type_address(&mut self, text: String, port: String) {
        const LONGEST: usize = 300;
        let touched = self.link.typed.touched || !text.is_empty();
        let cut = |text: String| text.chars().take(LONGEST).collect();
        self.link.typed = Typed { text: cut(text), port: cut(port), touched };
    }

    pub(in crate::app) fn connect_link(&mut self) -> Result<(), Fault> {
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

    pub(in crate::app) fn link_permission_changed(&mut self) {
        self.link.probed = false;
        if let Step::Connecting { needs_permission, .. } = &mut self.link.step {
            *needs_permission = false;
        }
    }

    /// Sends the next post if it is due; lets old codes go.
    pub(in crate::app) fn pump_link(&mut self) {
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

    pub(in crate::app) fn link_returned(&mut self, number: u32, outcome: Fetched) {
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
    pub(in crate::app) fn link_probed(&mut self, answers: bool) {
        // Meanwhile a post may have come through.
        if let Step::Connecting { linking, needs_permission, .. } = &mut self.link.step {
            *needs_permission = answers && linking.stage() == LinkStage::Unreachable;
        }
    }

    pub(in crate::app) fn link_opened(&mut self, number: u32, outcome: Custody) {
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
}
