//! What became of a fill.

use rand_core::CryptoRng;

use crate::app::App;
use crate::app::fill::{Armed, GrantItem};
use crate::form::Slot;
use crate::message::{FillReport, NextStep, Notice, WhyNot};

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn fill_done(&mut self, number: u32, report: Option<FillReport>) {
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let report = report.filter(|report| report.document == grant.pin.document);
        let why = match &report {
            None => Some(WhyNot::PageChanged),
            Some(FillReport { refused: Some(why), .. }) => Some(why.clone()),
            Some(FillReport { filled, .. }) if filled.is_empty() => Some(WhyNot::NoForm),
            Some(_) => None,
        };
        if let Some(why) = why {
            return self.not_filled(why);
        }
        let facts = self.item_facts();
        let Some(grant) = self.grant.take() else { return };
        let host = grant.pin.origin.display_host();
        let (name, has_code) = facts.map(|facts| (facts.name, facts.has_code)).unwrap_or_default();
        let filled = |slot| grant.plan.as_ref().is_some_and(|plan| plan.has(slot));
        let (password, code) = (filled(Slot::Password), filled(Slot::Code(0)));
        self.notice = Some(if filled(Slot::NewPassword) {
            Notice::FilledNew { host }
        } else if password {
            Notice::Filled { name, host }
        } else if code {
            Notice::FilledCode { name, host }
        } else {
            Notice::FilledUser { name, host }
        });
        let next = match (password, code) {
            (false, false) if filled(Slot::User) => Some(NextStep::Password),
            (true, false) if has_code => Some(NextStep::Code),
            _ => None,
        };
        let was_held = matches!(grant.item, GrantItem::Held);
        if was_held && (password || code) {
            self.put_away_held(next.is_some());
        }
        match next {
            Some(step) => self.remember_step(grant.pin, grant.item, step),
            None => self.next_fill = None,
        }
    }

    /// The login is where it belongs: nothing more to keep at hand, unless its code comes next.
    fn put_away_held(&mut self, keep: bool) {
        let held = self.held.take();
        self.dismiss_ask();
        self.held = held.filter(|_| keep);
    }

    pub(in crate::app) fn not_filled(&mut self, why: WhyNot) {
        let grant = self.grant.take();
        self.question = None;
        self.notice = Some(Notice::NotFilled { why });
        if let Some(grant) = grant.filter(|grant| grant.outside) {
            self.open_popup(grant.pin.tab);
        }
    }

    /// Grants and held logins do not wait for ever.
    pub(in crate::app) fn expire_fill(&mut self) {
        let now = self.clock.cautious();
        if self
            .grant
            .as_ref()
            .is_some_and(|grant| grant.armed != Armed::WaitsForPhone && now >= grant.expires)
        {
            self.not_filled(WhyNot::Expired);
        }
        if self.held.as_ref().is_some_and(|held| now >= held.until) {
            self.held = None;
        }
        self.expire_step();
    }
}
