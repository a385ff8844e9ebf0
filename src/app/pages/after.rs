//! What the user wanted in a page and goes on once the popup is there, or once the cache is open.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::page::Pin;
use crate::app::{App, Effect, TabId, ViewId};
use crate::site::Origin;
use crate::time::Timestamp;

/// As long as a grant.
const PATIENCE_MS: u64 = 120_000;

/// What goes on.
#[derive(Serialize, Deserialize)]
pub struct After {
    pin: Pin,
    what: What,
    until: Timestamp,
}

#[derive(Serialize, Deserialize)]
enum What {
    /// The menu of this field, once the cache is open; whether there are fields for a new password.
    Menu(u32, bool),
    /// The panel for a new login, in the popup.
    Create,
    /// The generator, in the popup.
    Generate,
}

impl After {
    pub fn menu(pin: Pin, (key, new): (u32, bool), now: Timestamp) -> Self {
        Self { pin, what: What::Menu(key, new), until: now.after(PATIENCE_MS) }
    }

    pub fn create(pin: Pin, now: Timestamp) -> Self {
        Self { pin, what: What::Create, until: now.after(PATIENCE_MS) }
    }

    pub fn generate(pin: Pin, now: Timestamp) -> Self {
        Self { pin, what: What::Generate, until: now.after(PATIENCE_MS) }
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn go_on_in_popup(&mut self, tab: TabId, after: After) {
        self.pages.after = Some(after);
        self.out.push(Effect::OpenPopup(tab));
    }

    /// A popup is there, over the page in which something was wanted.
    pub(in crate::app) fn go_on_in(&mut self, view: ViewId, tab: TabId, origin: &Origin) {
        let here = |after: &mut After| {
            !matches!(after.what, What::Menu(..)) && after.pin.tab == tab && after.pin.origin == *origin
        };
        let Some(after) = self.pages.after.take_if(here) else { return };
        match after.what {
            What::Create => _ = self.offer_create(view),
            What::Generate => self.open_generator(view),
            What::Menu(..) => {}
        }
    }

    pub(super) fn pump_after(&mut self) {
        let now = self.clock.cautious();
        self.pages.after.take_if(|after| now >= after.until);
        let is_open = self.open.is_some();
        let menu = |after: &mut After| is_open && matches!(after.what, What::Menu(..));
        if let Some(After { pin, what: What::Menu(key, new), .. }) = self.pages.after.take_if(menu)
            && !self.is_never(&pin.origin)
        {
            self.show_menu(pin, key, new);
        }
    }
}
