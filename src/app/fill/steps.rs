//! The next step of a login that has several: the second page of the same origin in the same tab, within two minutes, is
//! the same login's by the user's own choice (T-98). It changes what is offered first, and saves no question.

use rand_core::CryptoRng;

use crate::app::fill::GrantItem;
use crate::app::page::Pin;
use crate::app::{App, TabId};
use crate::message::NextStep;
use crate::site::Origin;
use crate::time::Timestamp;

/// For so long a login is offered for the next step, in milliseconds.
const NEXT_MS: u64 = 120_000;

/// What was begun in a tab.
pub struct NextFill {
    pub tab: TabId,
    /// Exact origin of the page in the tab.
    pub origin: Origin,
    pub item: GrantItem,
    pub step: NextStep,
    until: Timestamp,
}

impl GrantItem {
    /// The same item, for another grant. A new password is good for one.
    pub fn again(&self) -> Self {
        match self {
            Self::Cached(item) => Self::Cached(item.clone()),
            Self::Held | Self::New(_) => Self::Held,
        }
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn remember_step(&mut self, pin: Pin, item: GrantItem, step: NextStep) {
        let until = self.clock.cautious().after(NEXT_MS);
        let origin = pin.top.unwrap_or(pin.origin);
        self.next_fill = Some(NextFill { tab: pin.tab, origin, item, step, until });
    }

    /// What was begun in this tab on this origin, if its login is still there.
    pub(in crate::app) fn next_fill(&self, tab: TabId, origin: &Origin) -> Option<&NextFill> {
        let next = self.next_fill.as_ref().filter(|next| next.tab == tab && next.origin == *origin)?;
        let is_there = match &next.item {
            GrantItem::Held => self.held.is_some(),
            GrantItem::Cached(item) => self.open.as_ref().is_some_and(|open| open.find(item).is_some()),
            GrantItem::New(_) => false,
        };
        is_there.then_some(next)
    }

    /// The tab shows a page of this origin now, or one that we know nothing of.
    pub(in crate::app) fn step_goes_on(&mut self, tab: TabId, origin: Option<&Origin>) {
        self.next_fill.take_if(|next| next.tab == tab && Some(&next.origin) != origin);
    }

    pub(super) fn expire_step(&mut self) {
        let now = self.clock.cautious();
        self.next_fill.take_if(|next| now >= next.until);
    }
}
