//! The hands: feeds events to the app and carries out its effects with what the browser offers. Decides nothing.
//!
//! | file | what |
//! |---|---|
//! | `api` | the extension functions we use, each with its name in the documentation |
//! | `run` | the loop: one event at a time, then its effects |
//! | `views` | ports of our own pages |
//! | `custody` | WebCrypto: keys that cannot be exported |
//! | `store` | IndexedDB, and the session storage for the checkpoint |
//! | `net` | posts to the phone |
//! | `tabs` | looking at pages and filling them |

mod api;
mod custody;
mod net;
mod run;
mod store;
mod tabs;
mod views;

#[cfg(feature = "selftest")]
mod selftest;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::app::{Event, TabId};
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

    /// One of our pages is gone.
    pub fn disconnected(&self, port: &api::Port) {
        views::disconnected(&self.0, port);
    }

    /// An alarm rang.
    pub fn alarm(&self, _name: &str) {
        self.0.dispatch(Event::Tick);
    }

    /// A tab is gone.
    #[wasm_bindgen(js_name = tabRemoved)]
    pub fn tab_removed(&self, tab: TabId) {
        self.0.dispatch(Event::TabRemoved { tab });
    }

    /// A tab went elsewhere or loaded again.
    #[wasm_bindgen(js_name = tabChanged)]
    pub fn tab_changed(&self, tab: TabId) {
        self.0.dispatch(Event::TabChanged { tab });
    }
}
