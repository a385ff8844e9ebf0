//! Carrying out what the app wants. Each effect only starts something; what it gives comes back as an event.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use crate::app::{AlarmName, Badge, Effect, Entries, Event, KeyTask, TabId, Ticket};
use crate::browser::run::Background;
use crate::browser::{api, clipboard, custody, net, pages, tabs};

/// The shortest time without anybody that browsers watch for, in seconds.
const SHORTEST_IDLE: u32 = 15;
/// The longest. Nobody wants to know then, but the state of the screen comes by the same event.
const LONGEST_IDLE: u32 = 4 * 3_600;

impl Background {
    pub(super) fn perform(self: &Rc<Self>, effects: Vec<Effect>) {
        let mut wait: Option<u32> = None;
        for effect in effects {
            match effect {
                Effect::Timer(after) => wait = Some(wait.map_or(after, |known| known.min(after))),
                effect => self.perform_one(effect),
            }
        }
        if let Some(after) = wait {
            let this = Rc::clone(self);
            *self.timer.borrow_mut() = Some(Timeout::new(after, move || this.dispatch(Event::Tick)));
        }
    }

    fn perform_one(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Fetch(ticket, post) => self.fetch(ticket, async move |ticket, abort| Event::Fetched {
                ticket,
                outcome: net::post(post, &abort).await,
            }),
            Effect::Get(ticket, get) => self.fetch(ticket, async move |ticket, abort| Event::Got {
                ticket,
                outcome: net::get(get, &abort).await,
            }),
            Effect::Call(ticket, call) => self.fetch(ticket, async move |ticket, abort| Event::Got {
                ticket,
                outcome: net::call(call, &abort).await,
            }),
            Effect::Abort(ticket) => {
                for (_, abort) in self.posts.borrow().iter().filter(|(known, _)| *known == ticket) {
                    abort.abort();
                }
            }
            Effect::Probe(ticket, url) => self.later(async move |_| {
                let answers = net::answers(&url).await;
                Some(Event::Probed { ticket, answers })
            }),
            Effect::Permission(ticket, pattern) => self.later(async move |_| {
                let granted = net::has_permission(&pattern).await;
                Some(Event::Permitted { ticket, granted })
            }),
            Effect::Key(ticket, task) => self.key(ticket, task),
            Effect::Save(ticket, writes) => self.later(async move |this| {
                let ok = this.store.write(writes).await.is_ok();
                Some(Event::Saved { ticket, ok })
            }),
            Effect::Load(ticket, name) => self.later(async move |this| {
                let bytes = this.store.read(&name).await;
                Some(Event::Loaded { ticket, bytes })
            }),
            Effect::LoadAll(ticket, prefix) => self.later(async move |this| {
                let records = this.store.read_all(&prefix).await.unwrap_or_default();
                Some(Event::LoadedAll { ticket, records })
            }),
            Effect::Look(view) => self.later(async move |this| {
                let page = tabs::front(&this.views, view).await;
                Some(Event::Front { view, page })
            }),
            Effect::Scan(ticket, tab) => self.later(async move |_| {
                let frames = tabs::scan(tab).await;
                Some(Event::Scanned { ticket, frames })
            }),
            Effect::Fill(ticket, target, order) => self.later(async move |_| {
                let report = tabs::fill(target, order).await;
                Some(Event::Filled { ticket, report })
            }),
            Effect::Point(ticket, target, order) => self.later(async move |_| {
                let report = tabs::point(target, order).await;
                Some(Event::Pointed { ticket, report })
            }),
            Effect::ReadUser(ticket, target, document, key) => self.later(async move |_| {
                let text = tabs::read_user(target, document, key).await;
                Some(Event::UserRead { ticket, text })
            }),
            Effect::ClearClipboard(ticket, copied) => self.later(async move |_| {
                let outcome = clipboard::clear(&copied).await;
                Some(Event::ClipboardCleared { ticket, outcome })
            }),
            Effect::WatchIdle(after) => self.watch_idle(after),
            Effect::Reload => api::reload(),
            Effect::Timer(_) => {}
            Effect::Alarm(name, after) => set_alarm(name, after),
            Effect::ClearAlarm(name) => {
                // Nothing is open that would have to be locked in time: the app locked. The sealed keys go before
                // anything else can happen (see there).
                if name == AlarmName::Lock {
                    self.session.forget_secrets();
                }
                let _ = api::clear_alarm(name.text());
            }
            Effect::Post(view, message) => self.views.post(view, &message),
            Effect::Badge(badge) => show_badge(badge),
            Effect::Count(tab, count, origin) => show_count(tab, count, &origin),
            Effect::Menu(menu) => {
                let entries = match menu.entries {
                    Entries::None => "none",
                    Entries::Locked => "locked",
                    Entries::Open => "open",
                };
                let _ = api::menu(entries, menu.phone, &menu.language);
            }
            Effect::PagesPermission => pages::permission(self),
            Effect::StayInPages(stays) => pages::stay(stays),
            Effect::Tell(target, message) => pages::tell(target, &message, &self.look()),
            Effect::TellAll(message) => pages::tell_all(&message),
            Effect::OpenPopup(tab) => pages::open_popup(tab),
        }
    }

    /// Runs a request that can be stopped by its ticket.
    fn fetch(
        self: &Rc<Self>,
        ticket: Ticket,
        run: impl AsyncFnOnce(Ticket, web_sys::AbortController) -> Event + 'static,
    ) {
        let Ok(abort) = web_sys::AbortController::new() else { return };
        self.posts.borrow_mut().push((ticket.clone(), abort.clone()));
        self.later(async move |this| {
            let event = run(ticket.clone(), abort).await;
            this.posts.borrow_mut().retain(|(known, _)| *known != ticket);
            Some(event)
        });
    }

    fn key(self: &Rc<Self>, ticket: Ticket, task: KeyTask) {
        self.later(async move |this| {
            let outcome = custody::perform(&this.store, task).await;
            Some(Event::Custody { ticket, outcome })
        });
    }

    fn watch_idle(&self, after: Option<u32>) {
        self.watches_idle.set(after.is_some());
        let _ = api::set_idle_interval(after.unwrap_or(LONGEST_IDLE).clamp(SHORTEST_IDLE, LONGEST_IDLE));
    }
}

fn set_alarm(name: AlarmName, after_ms: u32) {
    // Chromium has no alarm below half a minute; the timer does for what is nearer, while the worker lives.
    let minutes = (f64::from(after_ms) / 60_000.0).max(0.5);
    let mut details = vec![("delayInMinutes", minutes.into())];
    if name == AlarmName::Request {
        details.push(("periodInMinutes", minutes.into()));
    }
    let _ = api::create_alarm(name.text(), &api::object(&details));
}

fn show_badge(badge: Badge) {
    let (text, colour): (&str, &str) = match badge {
        Badge::None => ("", "#5b6472"),
        Badge::Waiting => ("…", "#0b6e6e"),
        Badge::Offer => ("+", "#0b6e6e"),
        Badge::Attention => ("!", "#b3261e"),
    };
    let _ = api::set_badge_colour(&api::object(&[("color", JsValue::from(colour))]));
    let _ = api::set_badge_text(&api::object(&[("text", text.into())]));
}

/// Of one tab, which takes the place of what is shown for all; the browser forgets it when the tab goes elsewhere.
fn show_count(tab: TabId, count: u32, origin: &str) {
    let text = match count {
        0 => String::new(),
        1..=99 => count.to_string(),
        _ => "99+".into(),
    };
    api::count(tab, &text, origin);
}
