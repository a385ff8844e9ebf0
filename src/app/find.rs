//! "Find my phone": the search through the local networks, and the one try that proves what was found.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::{App, Effect, Fault, Get, Got, Ticket};
use crate::message::{FindState, FindView};
use crate::phone::{Address, Finder, Finding, PROBE_BODY_CAP, ProbeAnswer};

/// A search for one phone. Holds no secret.
#[derive(Serialize, Deserialize)]
pub struct Find {
    link: String,
    finder: Finder,
    proof: Proof,
}

/// Whether what was found is the phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Proof {
    None,
    Running(Address),
    Good(Address),
}

impl<R: CryptoRng> App<R> {
    pub(super) fn start_find(&mut self, phone: &str) -> Result<(), Fault> {
        let link = self.stored.link(phone).ok_or(Fault::NoPhone)?;
        let known = link.addresses.to_vec();
        let finder = Finder::new(&known, self.place.reach, self.clock.running());
        self.stop_find();
        self.find = Some(Find { link: phone.to_owned(), finder, proof: Proof::None });
        Ok(())
    }

    pub(super) fn stop_find(&mut self) {
        if let Some(Find { proof: Proof::Running(_), .. }) = &self.find {
            self.cancel_ask();
        }
        self.find = None;
    }

    /// Sends the probes that are due.
    pub(super) fn pump_find(&mut self) {
        let now = self.clock.running();
        let Some(find) = &mut self.find else { return };
        let mut forbidden = Vec::new();
        for probe in find.finder.next(now) {
            let address = probe.url.strip_prefix("http://").unwrap_or_default().trim_end_matches('/');
            let allowed = Address::parse(address, "", self.place.reach)
                .is_ok_and(|address| self.stored.policy.allows(&address));
            if allowed {
                let get = Get { url: probe.url, timeout_ms: probe.timeout_ms, cap: PROBE_BODY_CAP };
                self.out.push(Effect::Get(Ticket::Find(probe.ticket), get));
            } else {
                forbidden.push(probe.ticket);
            }
        }
        let more = !forbidden.is_empty();
        for ticket in forbidden {
            find.finder.on_probe(ticket, None, now);
        }
        if let Some(wakes_at) = find.finder.wakes_at() {
            let wait = if more { 0 } else { u32::try_from(wakes_at.since(now)).unwrap_or(u32::MAX) };
            self.out.push(Effect::Timer(wait));
        }
    }

    pub(super) fn find_returned(&mut self, ticket: u32, outcome: Got) {
        let now = self.clock.running();
        let Some(find) = &mut self.find else { return };
        let answer = match outcome {
            Got::Answer { status, content_type, body, .. } => {
                Some(ProbeAnswer { status, content_type, body_prefix: body })
            }
            Got::Redirected { .. } | Got::Unreachable { .. } | Got::TooLarge => None,
        };
        find.finder.on_probe(ticket, answer.as_ref(), now);
    }

    /// The user wants the phone to be asked at the address that was found.
    pub(super) fn try_found(&mut self) -> Result<(), Fault> {
        let find = self.find.as_mut().ok_or(Fault::BadMessage)?;
        let Finding::Found(address) = find.finder.finding() else { return Err(Fault::BadMessage) };
        let link = find.link.clone();
        self.ask_proof(&link, Some(address.clone()))?;
        if let Some(find) = &mut self.find {
            find.proof = Proof::Running(address);
        }
        Ok(())
    }

    pub(super) fn skip_found(&mut self) {
        let now = self.clock.running();
        if matches!(&self.find, Some(Find { proof: Proof::Running(_), .. })) {
            self.cancel_ask();
            self.dismiss_ask();
        }
        let Some(find) = &mut self.find else { return };
        find.proof = Proof::None;
        if let Finding::Found(address) = find.finder.finding() {
            find.finder.reject(&address, now);
        }
    }

    /// An answer that only the linked phone can give came from the found address, which is remembered by now.
    pub(super) fn find_proved(&mut self) {
        if let Some(find) = &mut self.find
            && let Proof::Running(address) = &find.proof
        {
            find.proof = Proof::Good(address.clone());
            find.finder.stop();
        }
    }

    /// The request ended without such an answer: the address is as good as before.
    pub(super) fn find_not_proved(&mut self) {
        if let Some(find) = self.find.as_mut().filter(|find| matches!(find.proof, Proof::Running(_))) {
            find.proof = Proof::None;
        }
    }

    pub(super) fn resume_find(&mut self) {
        if let Some(find) = &mut self.find {
            find.finder.lost_probes();
        }
    }

    pub(super) fn find_view(&self) -> Option<FindView> {
        let find = self.find.as_ref()?;
        let (done, total) = find.finder.progress();
        let state = match (&find.proof, find.finder.finding()) {
            (Proof::Good(address), _) => FindState::Proved { address: address.to_string() },
            (Proof::Running(address), _) => FindState::Proving { address: address.to_string() },
            (Proof::None, Finding::Found(address)) => {
                FindState::Found { address: address.to_string(), permission: permission_for(&address) }
            }
            (Proof::None, Finding::Searching) => FindState::Looking,
            (Proof::None, _) if !find.finder.has_network() => FindState::Nowhere,
            (Proof::None, Finding::NotFound | Finding::TimedOut | Finding::Stopped) => FindState::NotFound,
        };
        Some(FindView {
            phone: find.link.clone(),
            networks: find.finder.networks(),
            done: u32::try_from(done).unwrap_or(u32::MAX),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            state,
        })
    }
}

/// What the browser must permit for an address. Its patterns know no ports.
pub fn permission_for(address: &Address) -> String {
    format!("http://{}/*", address.host())
}
