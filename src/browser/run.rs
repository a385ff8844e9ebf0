//! The loop: an event goes into the app, its effects come out and are carried out; their results are events again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rand_core::UnwrapErr;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::app::{AlarmName, App, Badge, Effect, Event, KeyTask, Now, Ticket, ViewId};
use crate::browser::{api, custody, net, store::Store, tabs, views::Views};
use crate::message::{Screen, ToView};
use crate::phone::Reach;

/// Randomness of the browser's `crypto.getRandomValues`; a browser without it has no WebCrypto either.
pub type Entropy = UnwrapErr<getrandom::SysRng>;

/// The app with the browser around it.
pub struct Background {
    app: RefCell<App<Entropy>>,
    pub store: Store,
    pub views: Views,
    shown: RefCell<BTreeMap<ViewId, Screen>>,
    posts: RefCell<Vec<(Ticket, web_sys::AbortController)>>,
    timer: RefCell<Option<Timeout>>,
    /// Whether a checkpoint is being written, and whether another one is due.
    writing: Cell<(bool, bool)>,
}

impl Background {
    pub async fn start() -> Result<Rc<Self>, JsValue> {
        let store = Store::open().await.map_err(|fault| fault.to_string())?;
        let disk = store.disk().await;
        let checkpoint = store.checkpoint().await;
        let reach = Reach { loopback: cfg!(feature = "loopback") };
        let (app, effects) = App::start(disk, checkpoint, reach, UnwrapErr(getrandom::SysRng), now());
        let background = Rc::new(Self {
            app: RefCell::new(app),
            store,
            views: Views::default(),
            shown: RefCell::default(),
            posts: RefCell::default(),
            timer: RefCell::default(),
            writing: Cell::default(),
        });
        background.perform(effects);
        Ok(background)
    }

    /// Takes in one event. Effects only start things; what they give comes back as another event.
    pub fn dispatch(self: &Rc<Self>, event: Event) {
        let effects = self.app.borrow_mut().handle(event, now());
        self.perform(effects);
        self.show();
        self.write_checkpoint();
    }

    fn perform(self: &Rc<Self>, effects: Vec<Effect>) {
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
            Effect::Fetch(ticket, post) => {
                let Ok(abort) = web_sys::AbortController::new() else { return };
                self.posts.borrow_mut().push((ticket.clone(), abort.clone()));
                self.later(async move |this| {
                    let outcome = net::post(post, &abort).await;
                    this.posts.borrow_mut().retain(|(known, _)| *known != ticket);
                    Some(Event::Fetched { ticket, outcome })
                });
            }
            Effect::Abort(ticket) => {
                for (_, abort) in self.posts.borrow().iter().filter(|(known, _)| *known == ticket) {
                    abort.abort();
                }
            }
            Effect::Probe(ticket, url) => self.later(async move |_| {
                let answers = net::answers(&url).await;
                Some(Event::Probed { ticket, answers })
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
            Effect::Timer(_) => {}
            Effect::Alarm(name, after) => set_alarm(name, after),
            Effect::ClearAlarm(name) => {
                let _ = api::clear_alarm(name.text());
            }
            Effect::Post(view, message) => self.views.post(view, &message),
            Effect::Badge(badge) => show_badge(badge),
        }
    }

    fn key(self: &Rc<Self>, ticket: Ticket, task: KeyTask) {
        self.later(async move |this| {
            let outcome = custody::perform(&this.store, task).await;
            Some(Event::Custody { ticket, outcome })
        });
    }

    /// Runs something that takes time and dispatches what it gives.
    fn later(self: &Rc<Self>, work: impl AsyncFnOnce(Rc<Self>) -> Option<Event> + 'static) {
        let this = Rc::clone(self);
        spawn_local(async move {
            if let Some(event) = work(Rc::clone(&this)).await {
                this.dispatch(event);
            }
        });
    }

    /// Posts every screen that changed.
    fn show(&self) {
        let app = self.app.borrow();
        let mut shown = self.shown.borrow_mut();
        shown.retain(|view, _| app.views().any(|known| known == *view));
        for view in app.views() {
            let Some(screen) = app.screen(view) else { continue };
            if shown.get(&view) != Some(&screen) {
                self.views.post(view, &ToView::Screen { screen: screen.clone() });
                shown.insert(view, screen);
            }
        }
    }

    /// Writes the checkpoint after every event, one write at a time. While something runs, this extension call is also
    /// what keeps the worker alive.
    fn write_checkpoint(self: &Rc<Self>) {
        let (writing, _) = self.writing.get();
        self.writing.set((true, writing));
        if writing {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            loop {
                let (checkpoint, secrets) = this.app.borrow().checkpoint();
                this.store.write_checkpoint(&checkpoint, &secrets).await;
                let (_, again) = this.writing.get();
                this.writing.set((again, false));
                if !again {
                    break;
                }
            }
        });
    }
}

fn now() -> Now {
    let performance = api::get(&js_sys::global(), "performance").unchecked_into::<web_sys::Performance>();
    Now { wall_ms: whole(js_sys::Date::now()), steady_ms: whole(performance.now()) }
}

/// Milliseconds since 1970 or since the start are positive and far below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(milliseconds: f64) -> u64 {
    milliseconds.max(0.0) as u64
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
    let (text, colour) = match badge {
        Badge::None => ("", "#5b6472"),
        Badge::Waiting => ("…", "#0b6e6e"),
        Badge::Attention => ("!", "#b3261e"),
    };
    let _ = api::set_badge_colour(&api::object(&[("color", colour.into())]));
    let _ = api::set_badge_text(&api::object(&[("text", text.into())]));
}
