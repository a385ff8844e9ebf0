//! Locking: one lock that empties every surface.

use rand_core::CryptoRng;

use crate::app::{AlarmName, App, Effect, Ticket};
use crate::message::{LockCause, Notice, SettingsView};
use crate::vault::LockClock;

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn start_lock_clock(&self) -> LockClock {
        let settings = &self.stored.settings;
        let (unused, at_most) = (settings.lock_after_ms(&self.stored.policy), settings.lock_at_most_ms());
        LockClock::start(unused, at_most, self.clock.cautious())
    }

    /// Empties everything that an open cache showed or held, gives up the running request, and takes a copied secret out
    /// of the clipboard.
    pub(in crate::app) fn lock(&mut self) {
        self.cancel_ask();
        self.dismiss_ask();
        self.begin_closing();
        if self.open.take().is_some() && self.saving.is_none() {
            self.forget_unsaved_keys();
        }
        self.unsealed = None;
        self.stop_syncs();
        self.leave_all_passwork();
        self.drop_change();
        self.forget_vault_passwords();
        self.revisions = None;
        self.binned = None;
        self.import = None;
        self.create = None;
        self.close_menu();
        self.held = None;
        self.grant = None;
        self.question = None;
        self.awaits_look = None;
        self.next_fill = None;
        self.gesture = None;
        self.opened_for = None;
        self.notice = None;
        self.copies.clear();
        self.factor_job = None;
        for view in self.views.values_mut() {
            view.search.clear();
            view.browsed = None;
            view.panel = None;
            view.fresh = None;
            view.shown = None;
        }
        self.shut_drawer();
        self.clear_clipboard_now();
        self.out.push(Effect::ClearAlarm(AlarmName::Lock));
    }

    /// Locks because something happened, and says so, if there was anything to lock.
    pub(in crate::app) fn lock_because(&mut self, why: LockCause) {
        let had_something = self.open.is_some() || self.held.is_some() || self.import.is_some();
        self.lock();
        if had_something {
            self.notice = Some(Notice::Locked { why });
        }
    }

    pub(in crate::app) fn lock_if_due(&mut self) {
        let now = self.clock.cautious();
        if self.open.as_ref().is_some_and(|open| open.lock.due(now)) {
            self.lock_because(LockCause::Time);
        }
        // Without anything open, a clock that somebody sets disturbs nobody (T-80).
        if self.clock.take_sleep() && self.stored.settings.lock_with_screen && self.open.is_some() {
            self.lock_because(LockCause::Slept);
        }
    }

    /// The user did something with the cache.
    pub(in crate::app) fn touch(&mut self) {
        let now = self.clock.cautious();
        if let Some(open) = &mut self.open {
            open.lock.touch(now);
        }
        self.schedule_lock();
    }

    pub(in crate::app) fn schedule_lock(&mut self) {
        let now = self.clock.cautious();
        if let Some(open) = &self.open {
            let wait = u32::try_from(open.lock.locks_in(now)).unwrap_or(u32::MAX);
            self.out.push(Effect::Alarm(AlarmName::Lock, wait));
        }
    }

    pub(in crate::app) fn save_settings(&mut self, view: &SettingsView) {
        self.stored.settings.take(view);
        self.settings_changed();
        self.store_settings();
    }

    /// What is open goes by the settings as they are now.
    pub(in crate::app) fn settings_changed(&mut self) {
        let (settings, policy) = (&self.stored.settings, &self.stored.policy);
        let (unused, at_most) = (settings.lock_after_ms(policy), settings.lock_at_most_ms());
        if let Some(open) = &mut self.open {
            open.lock.set_spans(unused, at_most);
        }
        self.schedule_lock();
        self.out.push(Effect::WatchIdle(self.stored.settings.idle_seconds()));
        self.pages_changed();
    }

    pub(in crate::app) fn store_settings(&mut self) {
        self.out.push(Effect::Save(Ticket::Forget, vec![self.stored.write_settings()]));
    }
}
