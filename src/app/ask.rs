//! The one request that may run: from the user's wish to what becomes of the phone's answer.
//!
//! The background owns it. Views show it and may go; a stopped worker takes it up again with its next event.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::cache::new_item;
use crate::app::fill::{Armed, Held};
use crate::app::page::Seen;
use crate::app::{AlarmName, App, Custody, Effect, Fault, Fetched, KeySlot, KeyTask, Post, Ticket, ViewId};
use crate::message::{RequestKind, WhyNot};
use crate::phone::{
    Answer, BaseKey, Command, Credential, Next, Opened, Reply, Request, RequestId, Stop,
    UNLINKED_TOLERANCE_MS, Website, body_cap,
};
use crate::site::Origin;

/// How often the browser wakes a stopped worker while a request runs: its shortest alarm.
const ALARM_MS: u32 = 30_000;
/// Only links younger than this can be unaccepted.
const YOUNG_LINK_MS: u64 = 600_000;

/// A request with its purpose. Holds no secret.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    pub request: Request,
    pub kind: RequestKind,
    /// The site it is about.
    pub site: Option<String>,
    /// Open the cache with the answer, and keep it there.
    pub keep: bool,
    /// Fill the answer in.
    pub fill: bool,
    pub outcome: Outcome,
    /// It was given up before the phone could be told.
    #[serde(skip)]
    pub cancel_due: bool,
}

/// Where it stands for us.
#[derive(Serialize, Deserialize)]
pub enum Outcome {
    Running,
    /// Answered: so many items.
    Done(u32),
    Failed(Fault),
}

impl Ask {
    pub fn is_running(&self) -> bool {
        matches!(self.outcome, Outcome::Running)
    }

    pub fn has_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(fault) if fault != Fault::RequestCancelled)
    }

    pub fn origin(&self) -> Option<Origin> {
        self.site.as_deref().and_then(Origin::parse)
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn ask_site(&mut self, view: ViewId, fill: bool, keep: bool) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        let origin = page.origin.clone().ok_or(Fault::NoPage)?;
        let pin = match &page.seen {
            Seen::Document(pin, _) => Some(pin.clone()),
            Seen::Not | Seen::NoAccess => None,
        };
        let site = origin.website();
        let website = Website::parse(&site).map_err(|_| Fault::NoPage)?;
        self.start_ask(
            RequestKind::Site,
            Command::FetchForUrl { website, user: None },
            Some(site),
            keep,
            fill,
        )?;
        self.grant = None;
        self.question = None;
        self.held = None;
        self.awaits_look = None;
        match (pin, fill) {
            (Some(pin), true) => self.arm_fill(pin),
            (None, true) => self.awaits_look = Some((view, origin)),
            (_, false) => {}
        }
        if self.open.is_none() && self.stored.settings.keep != keep {
            self.stored.settings.keep = keep;
            self.store_settings();
        }
        Ok(())
    }

    pub(super) fn ask_all(&mut self) -> Result<(), Fault> {
        self.start_ask(RequestKind::All, Command::FetchAll, None, true, false)
    }

    pub(super) fn ask_unlock(&mut self) -> Result<(), Fault> {
        self.start_ask(RequestKind::Unlock, Command::GetClientKey, None, true, false)
    }

    fn start_ask(
        &mut self,
        kind: RequestKind,
        command: Command,
        site: Option<String>,
        keep: bool,
        fill: bool,
    ) -> Result<(), Fault> {
        if self.ask.as_ref().is_some_and(Ask::is_running) {
            return Err(Fault::RequestRunning);
        }
        let link = self.stored.link().ok_or(Fault::NoPhone)?;
        let now = self.clock.running();
        let mut request = Request::new(command, now, &mut self.rng);
        if self.clock.wall_ms().saturating_sub(link.linked_at_ms) < YOUNG_LINK_MS {
            request.tolerate_unlinked_until(now.after(UNLINKED_TOLERANCE_MS));
        }
        self.ask =
            Some(Ask { request, kind, site, keep, fill, outcome: Outcome::Running, cancel_due: false });
        self.base_key = None;
        self.in_flight = None;
        self.to_open = None;
        self.open_base_key();
        self.out.push(Effect::Alarm(AlarmName::Request, ALARM_MS));
        Ok(())
    }

    /// A new worker took over: whatever was in flight died with the old one.
    pub(super) fn resume_ask(&mut self) {
        let now = self.clock.running();
        if let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) {
            ask.request.lost_poll(now);
            self.open_base_key();
            self.out.push(Effect::Alarm(AlarmName::Request, ALARM_MS));
        }
    }

    fn open_base_key(&mut self) {
        let (Some(ask), Some(link)) = (&self.ask, self.stored.link()) else { return };
        let task = KeyTask::OpenLocal(link.base_key_sealed.clone());
        self.out.push(Effect::Key(Ticket::BaseKey(ask.request.id().clone()), task));
    }

    pub(super) fn base_key_opened(&mut self, id: &RequestId, outcome: Custody) {
        let key = outcome.into_bytes().and_then(BaseKey::parse);
        if !self.is_asking(id) {
            return self.cancel_late(id, key);
        }
        match key {
            Some(key) => self.base_key = Some(key),
            None => self.end_ask(Outcome::Failed(Fault::StorageDamaged)),
        }
    }

    /// The base key came after the request was given up: now the phone can be told.
    fn cancel_late(&mut self, id: &RequestId, key: Option<BaseKey>) {
        let is_it = |ask: &Ask| ask.cancel_due && ask.request.id() == id;
        if let Some(ask) = self.ask.as_mut().filter(|ask| is_it(ask)) {
            ask.cancel_due = false;
            self.base_key = key;
            self.tell_cancel();
        } else if let Some(ask) = self.unsaid_cancel.take_if(|ask| is_it(ask)) {
            let (shown, shown_key) = (self.ask.replace(ask), std::mem::replace(&mut self.base_key, key));
            self.tell_cancel();
            (self.ask, self.base_key) = (shown, shown_key);
        }
    }

    fn is_asking(&self, id: &RequestId) -> bool {
        self.ask.as_ref().is_some_and(|ask| ask.is_running() && ask.request.id() == id)
    }

    /// The letters that both screens show, once the base key is at hand.
    pub(super) fn ask_fingerprint(&self) -> Option<String> {
        let ask = self.ask.as_ref()?;
        Some(ask.request.fingerprint(self.base_key.as_ref()?).to_string())
    }

    /// Sends the next poll if it is due, or sets the timer for it.
    pub(super) fn pump_ask(&mut self) {
        let now = self.clock.running();
        let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) else { return };
        // Also with a post out: one that never comes back must not outlive the hard stop.
        if let Some(stop) = ask.request.on_tick(now) {
            self.abort_poll();
            return self.end_ask(Outcome::Failed(stop.into()));
        }
        if self.in_flight.is_some() || self.to_open.is_some() {
            return;
        }
        let (Some(base), Some(link)) = (&self.base_key, self.stored.link()) else { return };
        let Some(due) = ask.request.next_poll_at() else { return };
        if due > now {
            let wait = u32::try_from(due.since(now)).unwrap_or(u32::MAX);
            return self.out.push(Effect::Timer(wait));
        }
        let Some(poll) = ask.request.poll(base, &link.phone_key, now, &mut self.rng) else { return };
        let post = Post {
            url: link.address.url(),
            web_client_id: link.web_client_id.clone(),
            body: poll.body.clone(),
            timeout_ms: poll.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Poll(ask.request.id().clone(), poll.number), post));
        self.in_flight = Some(poll);
    }

    pub(super) fn poll_returned(&mut self, id: &RequestId, number: u32, outcome: Fetched) {
        if !self.is_asking(id) {
            return;
        }
        let Some(poll) = self.in_flight.take_if(|poll| poll.number == number) else { return };
        let Some(ask) = &mut self.ask else { return };
        let next = ask.request.on_reply(poll, reply(outcome), self.clock.running(), &mut self.rng);
        match next {
            Next::Wait => {}
            Next::Stop(stop) => self.end_ask(Outcome::Failed(stop.into())),
            Next::Open { ciphertext, sealed } => {
                let Some(link) = self.stored.link() else { return };
                let slot = KeySlot::Link(link.web_client_id.clone());
                self.to_open = Some(sealed);
                let ticket = Ticket::Poll(id.clone(), number);
                self.out.push(Effect::Key(ticket, KeyTask::Open { slot, ciphertext }));
            }
        }
    }

    pub(super) fn answer_opened(&mut self, id: &RequestId, _number: u32, outcome: Custody) {
        if !self.is_asking(id) {
            return;
        }
        let (Some(sealed), Some(base), Some(ask)) = (self.to_open.take(), &self.base_key, &mut self.ask)
        else {
            return;
        };
        let now = self.clock.running();
        match ask.request.on_opened(base, sealed, outcome.into_bytes(), now, &mut self.rng) {
            Opened::Wait => {}
            Opened::Stop(stop) => self.end_ask(Outcome::Failed(stop.into())),
            Opened::Answer(answer) => {
                let outcome = self.received(answer).unwrap_or_else(Outcome::Failed);
                let is_said = matches!((&outcome, &self.ask), (Outcome::Done(_), Some(ask)) if ask.kind != RequestKind::Site);
                self.end_ask(outcome);
                if is_said {
                    // The notice and the open cache say it all.
                    self.dismiss_ask();
                }
            }
        }
    }

    /// The one true answer is here.
    fn received(&mut self, answer: Answer) -> Result<Outcome, Fault> {
        let Some(ask) = &self.ask else { return Err(Fault::Internal) };
        let Answer { credentials, client_key, .. } = answer;
        match ask.kind {
            RequestKind::Unlock => {
                self.unlock(&client_key.ok_or(Fault::PhoneAnswerUnusable)?)?;
                Ok(Outcome::Done(0))
            }
            RequestKind::All => {
                self.unlock(&client_key.ok_or(Fault::PhoneAnswerUnusable)?)?;
                let count = u32::try_from(credentials.len()).unwrap_or(u32::MAX);
                self.put_away(credentials.into_iter().map(new_item).collect());
                Ok(Outcome::Done(count))
            }
            RequestKind::Site => {
                let (keep, fill, site) = (ask.keep, ask.fill, ask.origin());
                let credential = credentials.into_iter().next().ok_or(Fault::PhoneAnswerUnusable)?;
                // Every answer carries the key of the cache; it is used only where the user asked for that (T-89).
                let unlocked = match (&self.open, client_key) {
                    (None, Some(key)) if keep => self.unlock(&key),
                    _ => Ok(()),
                };
                if self.open.is_some() {
                    self.put_away(vec![new_item(copy_of(&credential))]);
                }
                self.held = Some(Held::new(credential, site, self.clock.cautious()));
                if fill {
                    self.fill_held();
                }
                // A cache that does not open must not hide the login that just came.
                if let Err(fault) = unlocked {
                    self.notice_damage(fault);
                }
                Ok(Outcome::Done(1))
            }
        }
    }

    /// The request is over, one way or the other.
    fn end_ask(&mut self, outcome: Outcome) {
        let failed = matches!(outcome, Outcome::Failed(_));
        if let Some(ask) = &mut self.ask {
            ask.outcome = outcome;
        }
        self.in_flight = None;
        self.to_open = None;
        if failed {
            self.disarm_fill();
        }
        self.out.push(Effect::ClearAlarm(AlarmName::Request));
    }

    /// The user, a closed tab or the lock gives the request up; the phone is told, once and without waiting.
    pub(super) fn cancel_ask(&mut self) {
        let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) else { return };
        // A worker that was woken by the very event that cancels has no base key yet.
        ask.cancel_due = self.base_key.is_none();
        self.abort_poll();
        self.tell_cancel();
        self.end_ask(Outcome::Failed(Stop::Cancelled.into()));
    }

    fn tell_cancel(&mut self) {
        let (Some(ask), Some(base), Some(link)) = (&mut self.ask, &self.base_key, self.stored.link()) else {
            return;
        };
        let cancel = ask.request.cancel_command(base, &link.phone_key, &mut self.rng);
        let post = Post {
            url: link.address.url(),
            web_client_id: link.web_client_id.clone(),
            body: cancel.body,
            timeout_ms: cancel.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Cancel, post));
    }

    fn abort_poll(&mut self) {
        if let (Some(ask), Some(poll)) = (&self.ask, &self.in_flight) {
            self.out.push(Effect::Abort(Ticket::Poll(ask.request.id().clone(), poll.number)));
        }
    }

    pub(super) fn extend_ask(&mut self) {
        let now = self.clock.running();
        if let Some(ask) = self.ask.as_mut().filter(|ask| ask.is_running()) {
            let _ = ask.request.extend(now);
        }
    }

    pub(super) fn dismiss_ask(&mut self) {
        if let Some(ask) = self.ask.take_if(|ask| !ask.is_running()) {
            self.unsaid_cancel = Some(ask).filter(|ask| ask.cancel_due);
            self.base_key = None;
            self.held = None;
        }
    }

    pub(super) fn repeat_ask(&mut self, view: ViewId) -> Result<(), Fault> {
        let Some(ask) = self.ask.as_ref().filter(|ask| !ask.is_running()) else {
            return Err(Fault::RequestRunning);
        };
        match ask.kind {
            RequestKind::Unlock => self.ask_unlock(),
            RequestKind::All => self.ask_all(),
            RequestKind::Site => {
                let (fill, keep) = (ask.fill, ask.keep);
                self.ask_site(view, fill, keep)
            }
        }
    }

    pub(super) fn tab_removed(&mut self, tab: i32) {
        let was_for_it = self.grant.as_ref().is_some_and(|grant| grant.pin.tab == tab);
        if was_for_it {
            if self.grant.as_ref().is_some_and(|grant| grant.armed == Armed::WaitsForPhone) {
                self.cancel_ask();
            }
            self.not_filled(WhyNot::PageChanged);
        }
        for view in self.views.values_mut().filter(|view| view.page.tab == Some(tab)) {
            view.page = super::page::Page::default();
        }
    }
}

fn reply(outcome: Fetched) -> Reply {
    match outcome {
        Fetched::Answer { status, body } => Reply::Answer { status, body },
        Fetched::Unreachable => Reply::Unreachable,
        Fetched::TooLarge => Reply::TooLarge,
    }
}

/// An own copy for the cache; both are wiped when dropped.
fn copy_of(credential: &Credential) -> Credential {
    Credential {
        uid: credential.uid.clone(),
        name: credential.name.clone(),
        user: credential.user.clone(),
        website: credential.website.clone(),
        password: credential.password.duplicate(),
        otp: credential.otp.duplicate(),
    }
}
