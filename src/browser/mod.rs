//! The hands: feeds events to the app and carries out its effects with what the browser offers. Decides nothing.
//!
//! | file | what |
//! |---|---|
//! | `api` | the extension functions we use, each with its name in the documentation |
//! | `run` | the loop: one event at a time, then its effects |
//! | `effects` | each effect, carried out |
//! | `views` | ports of our own pages |
//! | `custody` | WebCrypto: keys that cannot be exported |
//! | `store` | IndexedDB |
//! | `session` | the session storage, for the checkpoint |
//! | `net` | posts to the phone, and plain requests without credentials |
//! | `tabs` | looking at pages and filling them |
//! | `pages` | notes of content scripts that stay, and what they are told |
//! | `clipboard` | emptying it |

mod api;
mod clipboard;
mod custody;
mod effects;
mod net;
mod pages;
mod run;
mod session;
mod store;
mod tabs;
mod views;

#[cfg(feature = "selftest")]
mod selftest;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::app::{Command, Event, Presence, TabId};
use run::Background;

/// Freed memory is wiped, so that no copy of a secret outlives its owner (T-93).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The background, as JavaScript holds it.
#[wasm_bindgen]
pub struct Worker(Rc<Background>);

#[wasm_bindgen]
impl Worker {
    /// Reads what is stored and goes on where an earlier worker stopped.
    pub async fn start() -> Result<Worker, JsValue> {
        Ok(Self(Background::start().await?))
    }

    /// One of our pages attached.
    pub fn connected(&self, port: api::Port) {
        views::connected(&self.0, port);
    }

    /// One of our pages said something.
    pub fn message(&self, port: &api::Port, message: JsValue) {
        views::message(&self.0, port, message);
    }

    /// A content script that stays told something.
    pub fn note(&self, port: &api::Port, message: JsValue) {
        pages::note(&self.0, port, message);
    }

    /// The user permitted something, or no longer does.
    #[wasm_bindgen(js_name = permissionsChanged)]
    pub fn permissions_changed(&self) {
        pages::permission(&self.0);
    }

    /// One of our pages is gone.
    pub fn disconnected(&self, port: &api::Port) {
        views::disconnected(&self.0, port);
    }

    /// An alarm rang.
    pub fn alarm(&self, _name: &str) {
        self.0.dispatch(Event::Tick);
    }

    /// Somebody came (`active`), went (`idle`), or the screen was locked (`locked`).
    pub fn presence(&self, state: &str) {
        let presence = match state {
            "active" => Presence::Active,
            // The screen comes by the same event, so the browser may tell of this without being asked.
            "idle" if self.0.watches_idle.get() => Presence::Idle,
            "locked" => Presence::ScreenLocked,
            _ => return,
        };
        self.0.dispatch(Event::Presence(presence));
    }

    /// The user pressed the keys of a command, or chose an entry of the menu, over this tab.
    pub fn command(&self, name: &str, tab: Option<TabId>, address: Option<String>) {
        let Some(command) = Command::parse(name) else { return };
        self.0.dispatch(Event::Command { command, page: tab.zip(address) });
    }

    /// A new version of the extension is there.
    #[wasm_bindgen(js_name = updateReady)]
    pub fn update_ready(&self) {
        self.0.dispatch(Event::UpdateReady);
    }

    /// A tab is gone.
    #[wasm_bindgen(js_name = tabRemoved)]
    pub fn tab_removed(&self, tab: TabId) {
        self.0.dispatch(Event::TabRemoved { tab });
    }

    /// A tab went elsewhere or loaded again.
    #[wasm_bindgen(js_name = tabChanged)]
    pub fn tab_changed(&self, tab: TabId, url: Option<String>) {
        self.0.dispatch(Event::TabChanged { tab, url });
    }
}
