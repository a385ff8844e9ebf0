//! The menu of the right mouse button. It says no name of a login: browsers write such menus to the disk as they are (T-84).

use rand_core::CryptoRng;

use crate::app::{App, Effect, TabId};

/// What the menu of the right mouse button offers, on web pages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Menu {
    /// Which entries there are.
    pub entries: Entries,
    /// There is a phone to ask.
    #[serde(default)]
    pub phone: bool,
    /// `en`, `de`, or empty for the browser's.
    pub language: String,
}

/// Entries of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Entries {
    /// None: switched off, or there is no source.
    None,
    /// What needs no open cache: to ask the phone, if there is one, to make a password.
    Locked,
    /// All.
    Open,
}

impl<R: CryptoRng> App<R> {
    /// After every event: the menu follows the lock.
    pub(super) fn settle_menu(&mut self) {
        let entries = if !self.stored.settings.context_menu || !self.stored.has_sources() {
            Entries::None
        } else if self.open.is_some() || self.held.is_some() {
            Entries::Open
        } else {
            Entries::Locked
        };
        let phone = !self.stored.links.is_empty();
        let menu = Menu { entries, phone, language: self.stored.settings.language.clone() };
        if self.menu.as_ref() != Some(&menu) {
            self.menu = Some(menu.clone());
            self.out.push(Effect::Menu(menu));
        }
    }

    /// The tab is gone, with everything that was about it.
    pub(super) fn tab_gone(&mut self, tab: TabId) {
        self.numbers.tab_gone(tab);
        self.pointing.take_if(|pointing| pointing.tab() == tab);
        self.next_fill.take_if(|next| next.tab == tab);
    }
}
