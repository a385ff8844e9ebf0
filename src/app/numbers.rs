//! The number at the toolbar button: how many logins there are for exactly the page of a tab.
//!
//! It stands there only while the cache is open (T-81) and nothing more important is to be said. Which pages there are is
//! known from popups, and from the scripts that stay in pages, where the user permits them.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::{App, Badge, Effect, TabId};
use crate::site::Origin;

/// More are not counted.
const MOST_COUNTED: usize = 100;
/// Tabs that are remembered; one that is forgotten has no number until it tells again.
const MOST_TABS: usize = 100;

/// All numbers. Carried in the checkpoint, so that a lock by another worker takes them away too.
#[derive(Default, Serialize, Deserialize)]
pub struct Numbers {
    /// What stands at the button, by tab.
    shown: BTreeMap<TabId, u32>,
    /// Tabs whose page told that it has fields, and the origin of that page.
    told: BTreeMap<TabId, Origin>,
    /// The state of the caches in which they were counted.
    #[serde(skip)]
    state: u64,
}

impl Numbers {
    pub fn tab_gone(&mut self, tab: TabId) {
        self.shown.remove(&tab);
        self.told.remove(&tab);
    }

    /// Scripts in pages tell nothing any more.
    pub fn nothing_is_told(&mut self) {
        self.told.clear();
    }
}

impl<R: CryptoRng> App<R> {
    /// After every event.
    pub(super) fn settle_numbers(&mut self) {
        let Some(open) = self.open.as_ref().filter(|_| self.badge == Badge::None) else {
            for (tab, count) in std::mem::take(&mut self.numbers.shown) {
                if count > 0 {
                    self.out.push(Effect::Count(tab, 0, String::new()));
                }
            }
            return;
        };
        let state = open.caches.values().map(|cache| cache.vault.index_version()).sum();
        let fresh = self.views.values().map(|view| &view.page).filter(|page| page.fresh);
        let mut seen: BTreeMap<_, _> =
            fresh.filter_map(|page| Some((page.tab?, page.origin.clone()?))).collect();
        let news = self.numbers.state != state;
        self.numbers.state = state;
        for (tab, origin) in &self.numbers.told {
            if news || !self.numbers.shown.contains_key(tab) {
                seen.entry(*tab).or_insert_with(|| origin.clone());
            }
        }
        for (tab, origin) in seen {
            self.count(tab, &origin);
        }
    }

    pub(super) fn count(&mut self, tab: TabId, origin: &Origin) {
        let Some(open) = self.open.as_ref().filter(|_| self.badge == Badge::None) else { return };
        let found = open.items_of(origin).take(MOST_COUNTED).count();
        let count = u32::try_from(found).unwrap_or(u32::MAX);
        if self.numbers.shown.insert(tab, count).unwrap_or(0) != count {
            self.out.push(Effect::Count(tab, count, origin.website()));
        }
    }

    /// The page of a tab told what fields it has. It may be a new document, for which the browser shows no number yet.
    pub(super) fn page_told(&mut self, tab: TabId, origin: &Origin) {
        let full = self.numbers.told.len() >= MOST_TABS && !self.numbers.told.contains_key(&tab);
        if full && let Some(one) = self.numbers.told.keys().next().copied() {
            self.numbers.told.remove(&one);
        }
        self.numbers.told.insert(tab, origin.clone());
        // Behind a lock, what stands there is still to be taken away (T-81).
        if self.open.is_some() && self.badge == Badge::None {
            self.numbers.shown.remove(&tab);
        }
    }

    /// The tab shows something else, or the same anew. The browser takes the number away by itself, unless it came late.
    pub(super) fn number_is_over(&mut self, tab: TabId, page: Option<&Origin>) {
        if self.numbers.shown.remove(&tab).is_some_and(|count| count > 0) {
            self.out.push(Effect::Count(tab, 0, String::new()));
        }
        if self.numbers.told.get(&tab) != page {
            self.numbers.told.remove(&tab);
        }
    }
}
