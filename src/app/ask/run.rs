//! Polls, one after the other, and what comes back.

use rand_core::CryptoRng;

use crate::app::ask::wish::ALARM_MS;
use crate::app::ask::{Ask, Outcome};
use crate::app::{AlarmName, App, Custody, Effect, Fault, Fetched, KeySlot, KeyTask, Post, Ticket};
use crate::message::RequestKind;
use crate::phone::{BaseKey, Heard, Next, Opened, Reply, RequestId, Stop, body_cap};

impl<R: CryptoRng> App<R> {
    /// A new worker took over: whatever was in flight died with the old one.
    pub(in crate::app) fn resume_ask(&mut self) {
        let now = self.clock.running();
        if let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) {
            ask.request.lost_poll(now);
            self.open_base_key();
            self.out.push(Effect::Alarm(AlarmName::Request, ALARM_MS));
        }
    }

    pub(super) fn open_base_key(&mut self) {
        let Some(ask) = &self.ask else { return };
        let Some(link) = self.stored.link(&ask.link) else { return };
        let task = KeyTask::OpenLocal(link.base_key_sealed.clone());
        self.out.push(Effect::Key(Ticket::BaseKey(ask.request.id().clone()), task));
    }

    pub(in crate::app) fn base_key_opened(&mut self, id: &RequestId, outcome: Custody) {
        let key = outcome.into_bytes().and_then(BaseKey::parse);
        if !self.is_asking(id) {
            return self.cancel_late(id, key);
        }
        match key {
            Some(key) => self.base_key = Some(key),
            None => self.end_ask(Outcome::Failed(Fault::StorageDamaged)),
        }
    }

    pub(super) fn is_asking(&self, id: &RequestId) -> bool {
        self.ask.as_ref().is_some_and(|ask| ask.is_running() && ask.request.id() == id)
    }

    /// The letters that both screens show, once the base key is at hand.
    pub(in crate::app) fn ask_fingerprint(&self) -> Option<String> {
        let ask = self.ask.as_ref()?;
        Some(ask.request.fingerprint(self.base_key.as_ref()?).to_string())
    }

    /// Sends the next poll if it is due, or sets the timer for it.
    pub(in crate::app) fn pump_ask(&mut self) {
        let now = self.clock.running();
        let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) else { return };
        // Also with a post out: one that never comes back must not outlive the hard stop.
        if let Some(stop) = ask.request.on_tick(now) {
            self.abort_poll();
            return self.stopped(stop);
        }
        if self.in_flight.is_some() || self.to_open.is_some() {
            return;
        }
        let (Some(base), Some(link)) = (&self.base_key, self.stored.link(&ask.link)) else { return };
        let Some(due) = ask.request.next_poll_at() else { return };
        if due > now {
            let wait = u32::try_from(due.since(now)).unwrap_or(u32::MAX);
            return self.out.push(Effect::Timer(wait));
        }
        let Some(poll) = ask.request.poll(base, &link.phone_key, now, &mut self.rng) else { return };
        let post = Post {
            url: ask.route.current().url(),
            web_client_id: link.web_client_id.clone(),
            body: poll.body.clone(),
            timeout_ms: poll.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Poll(ask.request.id().clone(), poll.number), post));
        self.in_flight = Some(poll);
    }

    pub(in crate::app) fn poll_returned(&mut self, id: &RequestId, number: u32, outcome: Fetched) {
        if !self.is_asking(id) {
            return;
        }
        let Some(poll) = self.in_flight.take_if(|poll| poll.number == number) else { return };
        let Some(ask) = &mut self.ask else { return };
        let (now, reply) = (self.clock.running(), outcome.into_reply());
        let is_busy = matches!(reply, Reply::Answer { status: 409, .. });
        let next = match ask.route.on_reply(&reply) {
            Heard::Take => ask.request.on_reply(poll, reply, now, &mut self.rng),
            Heard::Instead(reply) => ask.request.on_reply(poll, reply, now, &mut self.rng),
            Heard::TryNext => ask.request.pass_over(&poll, now),
        };
        match next {
            Next::Wait if is_busy => self.cancel_left_over(),
            Next::Wait => {}
            Next::Stop(stop) => self.stopped(stop),
            Next::Open { ciphertext, sealed } => {
                let slot = KeySlot::Link(ask.link.clone());
                self.to_open = Some(sealed);
                let ticket = Ticket::Poll(id.clone(), number);
                self.out.push(Effect::Key(ticket, KeyTask::Open { slot, ciphertext }));
            }
        }
    }

    /// It ended by itself. The question need not stay on the phone when nobody waits for the answer.
    fn stopped(&mut self, stop: Stop) {
        if matches!(stop, Stop::Denied | Stop::AlreadyAnswered) {
            // Perhaps it was the phone that ended it.
            self.may_be_left();
        } else {
            self.give_up();
        }
        self.end_ask(Outcome::Failed(self.fault_of(stop)));
    }

    /// An unknown uid is refused in the same words as a denied request.
    fn fault_of(&self, stop: Stop) -> Fault {
        let one = self.ask.as_ref().is_some_and(|ask| ask.kind == RequestKind::RefreshOne);
        match Fault::from(stop) {
            Fault::PhoneDenied if one => Fault::ItemRefused,
            fault => fault,
        }
    }

    pub(in crate::app) fn answer_opened(&mut self, id: &RequestId, _number: u32, outcome: Custody) {
        if !self.is_asking(id) {
            return;
        }
        let (Some(sealed), Some(base), Some(ask)) = (self.to_open.take(), &self.base_key, &mut self.ask)
        else {
            return;
        };
        let now = self.clock.running();
        match ask.request.on_opened(base, sealed, outcome.into_bytes(), now, &mut self.rng) {
            Opened::Wait => {
                if ask.route.noise() {
                    ask.request.retry_soon(now);
                }
            }
            Opened::Stop(stop) => self.stopped(stop),
            Opened::Answer(answer) => {
                ask.route.true_answer();
                self.remember_address();
                let outcome = self.received(answer).unwrap_or_else(Outcome::Failed);
                let is_said =
                    matches!((&outcome, &self.ask), (Outcome::Done(_), Some(ask)) if !ask.gives_one());
                self.end_ask(outcome);
                if is_said {
                    // The notice and the open cache say it all.
                    self.dismiss_ask();
                }
            }
        }
    }

    /// The request is over, one way or the other.
    pub(super) fn end_ask(&mut self, outcome: Outcome) {
        let failed = matches!(outcome, Outcome::Failed(_));
        if let Some(ask) = &mut self.ask {
            ask.outcome = outcome;
        }
        self.in_flight = None;
        self.to_open = None;
        if failed {
            self.disarm_fill();
            self.proof_failed();
        }
        self.out.push(Effect::ClearAlarm(AlarmName::Request));
    }

    pub(in crate::app) fn extend_ask(&mut self) {
        let now = self.clock.running();
        if let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) {
            let _ = ask.request.extend(now);
        }
    }

    pub(in crate::app) fn dismiss_ask(&mut self) {
        if let Some(ask) = self.ask.take_if(|ask| !ask.is_running()) {
            self.unsaid_cancel = Some(ask).filter(|ask| ask.cancel_due);
            self.base_key = None;
            self.held = None;
        }
    }

    pub(super) fn abort_poll(&mut self) {
        if let (Some(ask), Some(poll)) = (&self.ask, &self.in_flight) {
            self.out.push(Effect::Abort(Ticket::Poll(ask.request.id().clone(), poll.number)));
        }
    }

    /// Whether a request runs.
    pub(in crate::app) fn is_running(&self) -> bool {
        self.ask.as_ref().is_some_and(Ask::is_running)
    }
}
