//! The loop: an event goes into the app, its effects come out and are carried out; their results are events again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use rand_core::UnwrapErr;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::app::{App, Event, Now, Place, Ticket, ViewId};
use crate::browser::{api, session::Session, store::Store, views::Views};
use crate::message::{Look, Screen, ToView};
use crate::phone::Reach;
use crate::secret;

/// Randomness of the browser's `crypto.getRandomValues`; a browser without it has no WebCrypto either.
pub type Entropy = UnwrapErr<getrandom::SysRng>;

/// The app with the browser around it.
pub struct Background {
    app: RefCell<App<Entropy>>,
    pub store: Store,
    pub(super) session: Session,
    pub views: Views,
    shown: RefCell<BTreeMap<ViewId, (Screen, Look)>>,
    /// What can be stopped while it is on its way.
    pub(super) posts: RefCell<Vec<(Ticket, web_sys::AbortController)>>,
    pub(super) timer: RefCell<Option<Timeout>>,
    /// Whether somebody wants to know that nobody is there.
    pub(super) watches_idle: Cell<bool>,
    /// Whether a checkpoint is being written, and whether another one is due.
    writing: Cell<(bool, bool)>,
}

impl Background {
    pub async fn start() -> Result<Rc<Self>, JsValue> {
        let store = Store::open().await.map_err(|fault| fault.to_string())?;
        let disk = store.disk().await;
        let session = Session::default();
        let checkpoint = session.read(&store).await;
        let (app, effects) = App::start(disk, checkpoint, place(), UnwrapErr(getrandom::SysRng), now());
        let background = Rc::new(Self {
            app: RefCell::new(app),
            store,
            session,
            views: Views::default(),
            shown: RefCell::default(),
            posts: RefCell::default(),
            timer: RefCell::default(),
            watches_idle: Cell::default(),
            writing: Cell::default(),
        });
        background.perform(effects);
        background.write_checkpoint();
        Ok(background)
    }

    /// Takes in one event. Effects only start things; what they give comes back as another event.
    pub fn dispatch(self: &Rc<Self>, event: Event) {
        let effects = self.app.borrow_mut().handle(event, now());
        secret::wipe_stack();
        self.perform(effects);
        self.show();
        self.write_checkpoint();
    }

    /// Runs something that takes time and dispatches what it gives.
    pub(super) fn later(self: &Rc<Self>, work: impl AsyncFnOnce(Rc<Self>) -> Option<Event> + 'static) {
        let this = Rc::clone(self);
        spawn_local(async move {
            if let Some(event) = work(Rc::clone(&this)).await {
                this.dispatch(event);
            }
        });
    }

    /// How our pages look.
    pub(super) fn look(&self) -> Look {
        self.app.borrow().look()
    }

    /// Posts every screen that changed, or whose look did.
    fn show(&self) {
        let app = self.app.borrow();
        let mut shown = self.shown.borrow_mut();
        shown.retain(|view, _| app.views().any(|known| known == *view));
        for view in app.views() {
            let Some(screen) = app.screen(view) else { continue };
            let new = (screen, app.look());
            if shown.get(&view) != Some(&new) {
                let (screen, look) = new.clone();
                self.views.post(view, &ToView::Screen { screen, look });
                shown.insert(view, new);
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
                this.session.write(&this.store, &checkpoint, &secrets).await;
                let (_, again) = this.writing.get();
                this.writing.set((again, false));
                if !again {
                    break;
                }
            }
        });
    }
}

fn place() -> Place {
    Place {
        reach: Reach { loopback: cfg!(feature = "loopback") },
        firefox: api::extension_url("").starts_with("moz-extension:"),
        version: api::get(&api::manifest(), "version").as_string().unwrap_or_default(),
    }
}

fn now() -> Now {
    Now { wall_ms: whole(js_sys::Date::now()), steady_ms: steady_ms() }
}

/// Milliseconds since this worker started, by a clock that nobody sets.
pub fn steady_ms() -> u64 {
    let performance = api::get(&js_sys::global(), "performance").unchecked_into::<web_sys::Performance>();
    whole(performance.now())
}

/// Milliseconds since 1970 or since the start are positive and far below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(milliseconds: f64) -> u64 {
    milliseconds.max(0.0) as u64
}
