//! What is seen of us outside of our views: the toolbar button and the menu of the right mouse button. Neither says the
//! name of a login: browsers write such menus to the disk as they are (T-84).

use rand_core::CryptoRng;

use crate::app::{App, Badge, Effect, TabId};
use crate::site::Origin;

/// More are not counted.
const MOST_COUNTED: usize = 100;

/// What the menu of the right mouse button offers, on web pages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Menu {
    /// Which entries there are.
    pub entries: Entries,
    /// `en`, `de`, or empty for the browser's.
    pub language: String,
}

/// Entries of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Entries {
    /// None: switched off, or no phone is linked.
    None,
    /// What needs no open cache: to ask the phone, to make a password.
    Locked,
    /// All.
    Open,
}

impl<R: CryptoRng> App<R> {
    /// After every event: the menu follows the lock.
    pub(super) fn settle_menu(&mut self) {
        let entries = if !self.stored.settings.context_menu || self.stored.links.is_empty() {
            Entries::None
        } else if self.open.is_some() || self.held.is_some() {
            Entries::Open
        } else {
            Entries::Locked
        };
        let menu = Menu { entries, language: self.stored.settings.language.clone() };
        if self.menu.as_ref() != Some(&menu) {
            self.menu = Some(menu.clone());
            self.out.push(Effect::Menu(menu));
        }
    }

    /// Numbers stand at the button only while nothing more important does, and the cache is open.
    pub(super) fn settle_counts(&mut self) {
        if self.open.is_none() || self.badge != Badge::None {
            for (tab, _) in std::mem::take(&mut self.counts) {
                self.out.push(Effect::Count(tab, 0));
            }
            return;
        }
        let fresh = self.views.values().map(|view| &view.page).filter(|page| page.fresh);
        let seen: Vec<_> = fresh.filter_map(|page| Some((page.tab?, page.origin.clone()?))).collect();
        for (tab, origin) in seen {
            self.count_matches(tab, &origin);
        }
    }

    /// How many logins are for exactly this page. The browser itself takes the number away when the tab goes elsewhere.
    pub(super) fn count_matches(&mut self, tab: TabId, origin: &Origin) {
        let Some(open) = self.open.as_ref().filter(|_| self.badge == Badge::None) else { return };
        let found = open.items_of(origin).take(MOST_COUNTED).count();
        let count = u32::try_from(found).unwrap_or(u32::MAX);
        if self.counts.insert(tab, count).unwrap_or(0) != count {
            self.out.push(Effect::Count(tab, count));
        }
    }

    /// The tab shows something else. The browser takes the number away by itself, unless it came late.
    pub(super) fn forget_count(&mut self, tab: TabId) {
        if self.counts.remove(&tab).is_some_and(|count| count > 0) {
            self.out.push(Effect::Count(tab, 0));
        }
    }

    /// The tab is gone, with everything that was about it.
    pub(super) fn tab_gone(&mut self, tab: TabId) {
        self.counts.remove(&tab);
        self.pointing.take_if(|pointing| pointing.tab() == tab);
        self.next_fill.take_if(|next| next.tab == tab);
    }
}
