//! Giving a request up: by the user, a closed tab, the lock, or because its time is over.

use rand_core::CryptoRng;

use crate::app::ask::{Ask, Outcome};
use crate::app::page::Page;
use crate::app::{App, Effect, Fetched, Post, TabId, Ticket};
use crate::message::WhyNot;
use crate::phone::{BaseKey, CancelPoll, RequestId, StatusProbe, Stop, body_cap};

/// Most requests that are remembered until the phone heard that they are given up.
const MOST_LEFT_OVER: usize = 16;

/// A request that was given up, of which the phone may not know: by link.
pub type LeftOver = (String, StatusProbe);

impl<R: CryptoRng> App<R> {
    /// Gives the running request up; the phone is told, once and without waiting.
    pub(in crate::app) fn cancel_ask(&mut self) {
        if !self.is_running() {
            return;
        }
        self.abort_poll();
        self.give_up();
        self.end_ask(Outcome::Failed(Stop::Cancelled.into()));
    }

    /// Tells the phone, or sees to it that it will be told.
    pub(super) fn give_up(&mut self) {
        if let Some(ask) = &mut self.ask {
            // A worker that was woken by the very event that cancels has no base key yet.
            ask.cancel_due = self.base_key.is_none();
        }
        self.may_be_left();
        self.tell_cancel();
    }

    /// The phone may still be showing the request: no status is authenticated.
    pub(super) fn may_be_left(&mut self) {
        // It learns nothing of one that it never got.
        if let Some(ask) = self.ask.as_ref().filter(|ask| ask.request.was_sent()) {
            let (link, id) = (ask.link.clone(), ask.request.id().clone());
            self.remember_left_over(link, StatusProbe::of_request(id));
        }
    }

    /// The phone may be busy with it until it hears that it is given up.
    pub(in crate::app) fn remember_left_over(&mut self, link: String, probe: StatusProbe) {
        self.left_over.push((link, probe));
        let over = self.left_over.len().saturating_sub(MOST_LEFT_OVER);
        self.left_over.drain(..over);
    }

    /// The base key came after the request was given up: now the phone can be told.
    pub(super) fn cancel_late(&mut self, id: &RequestId, key: Option<BaseKey>) {
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

    fn tell_cancel(&mut self) {
        let (Some(ask), Some(base)) = (&mut self.ask, &self.base_key) else { return };
        let Some(link) = self.stored.link(&ask.link).filter(|_| ask.request.was_sent()) else { return };
        let cancel = ask.request.cancel_command(base, &link.phone_key, &mut self.rng);
        let id = ask.request.id().clone();
        self.post_cancel(id, cancel);
    }

    /// The phone's word about a request that was given up: over (403, 204), or another one is in its place (409), so that
    /// the others that may be left have their turn first. Anything else says nothing.
    pub(in crate::app) fn cancel_returned(&mut self, id: &RequestId, outcome: &Fetched) {
        let Fetched::Answer { status, .. } = outcome else { return };
        let Some(at) = self.left_over.iter().position(|(_, left)| left.id() == id) else { return };
        let left = self.left_over.remove(at);
        if !matches!(status, 403 | 204) {
            let at = if *status == 409 { self.left_over.len() } else { at };
            self.left_over.insert(at, left);
        }
    }

    /// The phone is busy, perhaps with a request that we gave up while it could not hear of it.
    pub(super) fn cancel_left_over(&mut self) {
        let (Some(ask), Some(base)) = (&self.ask, &self.base_key) else { return };
        let Some(link) = self.stored.link(&ask.link) else { return };
        let known = self.left_over.iter().find(|(of, _)| *of == link.web_client_id);
        let Some((_, probe)) = known else { return };
        let (id, cancel) = (probe.id().clone(), probe.message(base, &link.phone_key, &mut self.rng));
        self.post_cancel(id, cancel);
    }

    fn post_cancel(&mut self, id: RequestId, cancel: CancelPoll) {
        let Some(ask) = &self.ask else { return };
        let post = Post {
            url: ask.route.current().url(),
            web_client_id: ask.link.clone(),
            body: cancel.body,
            timeout_ms: cancel.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Cancel(id), post));
    }

    pub(in crate::app) fn tab_removed(&mut self, tab: TabId) {
        self.offer_tab_removed(tab);
        let was_for_it = self.grant.as_ref().is_some_and(|grant| grant.pin.tab == tab);
        if self.ask.as_ref().is_some_and(|ask| ask.tab == Some(tab)) {
            self.cancel_ask();
        }
        if was_for_it {
            self.not_filled(WhyNot::PageChanged);
        }
        for view in self.views.values_mut().filter(|view| view.page.tab == Some(tab)) {
            view.page = Page::default();
        }
        self.tab_gone(tab);
    }
}
