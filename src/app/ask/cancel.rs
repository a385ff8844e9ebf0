//! Giving a request up: by the user, a closed tab, the lock, or because its time is over.

use rand_core::CryptoRng;

use crate::app::ask::{Ask, Outcome};
use crate::app::page::Page;
use crate::app::{App, Effect, Fetched, Post, TabId, Ticket};
use crate::message::WhyNot;
use crate::phone::{BaseKey, RequestId, StatusProbe, Stop, body_cap};

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
        self.tell_cancel();
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
        // The phone learns nothing of a request that it never got.
        let Some(link) = self.stored.link(&ask.link).filter(|_| ask.request.was_sent()) else { return };
        let cancel = ask.request.cancel_command(base, &link.phone_key, &mut self.rng);
        self.left_over = Some((ask.link.clone(), StatusProbe::of_request(ask.request.id().clone())));
        let post = Post {
            url: ask.route.current().url(),
            web_client_id: link.web_client_id.clone(),
            body: cancel.body,
            timeout_ms: cancel.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Cancel, post));
    }

    /// The phone heard of a cancelled request, unless it was locked or not in front (401).
    pub(in crate::app) fn cancel_returned(&mut self, outcome: &Fetched) {
        if matches!(outcome, Fetched::Answer { status, .. } if *status != 401) {
            self.left_over = None;
        }
    }

    /// The phone is busy, perhaps with a request that we gave up while it could not hear of it.
    pub(super) fn cancel_left_over(&mut self) {
        let (Some(ask), Some(base), Some((of, probe))) = (&self.ask, &self.base_key, &self.left_over) else {
            return;
        };
        let Some(link) = self.stored.link(&ask.link).filter(|link| link.web_client_id == *of) else { return };
        let cancel = probe.message(base, &link.phone_key, &mut self.rng);
        let post = Post {
            url: ask.route.current().url(),
            web_client_id: link.web_client_id.clone(),
            body: cancel.body,
            timeout_ms: cancel.timeout_ms,
            cap: body_cap(ask.request.command()),
        };
        self.out.push(Effect::Fetch(Ticket::Cancel, post));
    }

    pub(in crate::app) fn tab_removed(&mut self, tab: TabId) {
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
    }
}
