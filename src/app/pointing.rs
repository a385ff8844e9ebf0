//! The user points at the right fields, when we were wrong; the choice is kept for the exact origin.

use rand_core::CryptoRng;

use crate::app::page::Pin;
use crate::app::{App, Effect, Fault, TabId, Ticket, ViewId};
use crate::form::Pointed;
use crate::message::{Notice, PointOrder, PointReport, PointTexts, WhyNot};
use crate::site::Origin;
use crate::time::Timestamp;

/// For so long the page waits for the user to point, in milliseconds.
const POINT_MS: u64 = 120_000;
/// Longest text that is said in the page, in characters.
const LONGEST: usize = 200;

/// A page in which the user points.
pub struct Pointing {
    number: u32,
    pin: Pin,
    until: Timestamp,
}

impl Pointing {
    pub fn tab(&self) -> TabId {
        self.pin.tab
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn point_fields(&mut self, view: ViewId, texts: &PointTexts) -> Result<(), Fault> {
        let pin = self.pin_of(view)?;
        let number = self.next_number();
        let until = self.clock.cautious().after(POINT_MS);
        let order = PointOrder {
            document: pin.document.clone(),
            origin: pin.origin.website(),
            texts: PointTexts {
                user: cut(&texts.user),
                password: cut(&texts.password),
                none: cut(&texts.none),
                cancel: cut(&texts.cancel),
                keys: cut(&texts.keys),
            },
        };
        self.out.push(Effect::Point(Ticket::Point(number), pin.target(), order));
        self.pointing = Some(Pointing { number, pin, until });
        Ok(())
    }

    pub(super) fn pointed(&mut self, number: u32, report: Option<PointReport>) {
        let Some(pointing) = self.pointing.take_if(|pointing| pointing.number == number) else { return };
        let Some(report) = report else {
            self.notice = Some(Notice::NotFilled { why: WhyNot::PageChanged });
            return;
        };
        if report.cancelled {
            return;
        }
        let PointReport { snapshot, user, password, .. } = report;
        let pin = pointing.pin;
        let same = snapshot.document == pin.document
            && Origin::parse(&snapshot.origin).as_ref() == Some(&pin.origin);
        let chosen = Pointed::of(&snapshot, user, password).filter(|_| same);
        self.notice = Some(match chosen {
            Some(chosen) => {
                self.stored.settings.point(&pin.origin, chosen);
                self.store_settings();
                Notice::Pointed { host: pin.origin.display_host() }
            }
            None => Notice::NotFilled { why: WhyNot::NotPointed },
        });
    }

    /// On the page in front of a popup.
    pub(super) fn forget_fields_here(&mut self, view: ViewId) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        let origin = page.origin.clone().ok_or(Fault::NoPage)?;
        self.forget_fields(&origin.website())
    }

    pub(super) fn forget_fields(&mut self, origin: &str) -> Result<(), Fault> {
        let origin = Origin::parse(origin).ok_or(Fault::BadMessage)?;
        self.stored.settings.pointed.remove(&origin.website()).ok_or(Fault::BadMessage)?;
        self.store_settings();
        self.notice = Some(Notice::PointForgotten { host: origin.display_host() });
        Ok(())
    }

    /// Nobody points for ever.
    pub(super) fn expire_pointing(&mut self) {
        let now = self.clock.cautious();
        self.pointing.take_if(|pointing| now >= pointing.until);
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}
