//! Commands from outside of our views: keys, and the menu of the right mouse button. Each is a gesture of the user for the
//! page in front, and goes the way of the popup: same grant, same questions. What needs an answer or a word opens the
//! popup.

use rand_core::CryptoRng;

use crate::app::cache::ItemId;
use crate::app::fill::{GrantItem, What};
use crate::app::page::{Pin, choose};
use crate::app::{App, Effect, FrameScan, TabId, Ticket, ViewId, ViewKind};
use crate::message::{NextStep, Notice, OpenedFor, PageForm, WhyNot};
use crate::site::{ItemSites, Match, Origin, matches};
use crate::time::Timestamp;

/// The browser's word for no tab (`tabs.TAB_ID_NONE`): the popup comes in a window of its own.
const NO_TAB: TabId = -1;
/// A page that was not looked at after so long is not the one that was meant, in milliseconds.
const LOOK_MS: u64 = 10_000;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Fill the login that fits best.
    Fill,
    /// Fill its one-time code.
    Code,
    /// Make a password.
    Generate,
    /// Ask the phone for the login of this page.
    AskPhone,
    /// Lock at once.
    Lock,
}

impl Command {
    /// By the name of the command in the manifest, or of the entry in the menu.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "fill" => Self::Fill,
            "code" => Self::Code,
            "generate" => Self::Generate,
            "ask" => Self::AskPhone,
            "lock" => Self::Lock,
            _ => return None,
        })
    }
}

/// A command that waits for a look at its page.
pub struct Gesture {
    number: u32,
    command: Command,
    tab: TabId,
    origin: Origin,
    until: Timestamp,
}

/// Which login a command means.
enum Best {
    One(GrantItem),
    /// Several fit.
    Several,
    Nothing,
}

impl<R: CryptoRng> App<R> {
    pub(super) fn command(&mut self, command: Command, page: Option<&(TabId, String)>) {
        if command == Command::Lock {
            return self.lock();
        }
        self.touch();
        self.notice = None;
        self.opened_for = None;
        if command == Command::Generate {
            self.opened_for = Some(OpenedFor::Generator);
            let open = self.views.iter().filter(|(_, view)| view.kind == ViewKind::Popup);
            let open: Vec<ViewId> = open.map(|(id, _)| *id).collect();
            for view in open {
                self.open_generator(view);
            }
            return self.open_popup(page.map_or(NO_TAB, |(tab, _)| *tab));
        }
        let place = page.and_then(|(tab, address)| Some((*tab, Origin::parse(address)?)));
        let Some((tab, origin)) = place else {
            self.notice = Some(Notice::NotFilled { why: WhyNot::NotAPage });
            return self.open_popup(page.map_or(NO_TAB, |(tab, _)| *tab));
        };
        let number = self.next_number();
        let until = self.clock.cautious().after(LOOK_MS);
        self.step_goes_on(tab, Some(&origin));
        self.gesture = Some(Gesture { number, command, tab, origin, until });
        self.out.push(Effect::Scan(Ticket::Gesture(number), tab));
    }

    /// The page of a command was looked at.
    pub(super) fn gesture_scanned(&mut self, number: u32, frames: Option<Vec<FrameScan>>) {
        let Some(gesture) = self.gesture.take_if(|gesture| gesture.number == number) else { return };
        if self.clock.cautious() >= gesture.until {
            return;
        }
        let Gesture { command, tab, origin, .. } = gesture;
        let front = frames.and_then(|frames| choose(tab, &origin, &frames));
        let Some(front) = front else {
            self.notice = Some(Notice::NotFilled { why: WhyNot::NoAccess });
            return self.open_popup(tab);
        };
        self.count(tab, &origin);
        match command {
            Command::AskPhone => self.ask_outside(tab, &origin, &front.pin, &front.form),
            Command::Fill if front.form == PageForm::Code => {
                self.fill_best(tab, &origin, front.frame.as_ref(), front.pin, What::Code);
            }
            Command::Fill => self.fill_best(tab, &origin, front.frame.as_ref(), front.pin, What::All),
            Command::Code => self.fill_best(tab, &origin, front.frame.as_ref(), front.pin, What::Code),
            Command::Generate | Command::Lock => {}
        }
    }

    /// The popup shows what there is to compare, and why it does not work, if it does not.
    fn ask_outside(&mut self, tab: TabId, origin: &Origin, pin: &Pin, form: &PageForm) {
        let fill = matches!(form, PageForm::Login | PageForm::Framed);
        let keep = self.stored.settings.keep;
        let asked = self.ask_for(origin, Some(tab), Some(pin.clone()).filter(|_| fill), fill, keep);
        // What is in the way (no phone, another request) is what the popup shows anyway.
        asked.ok();
        self.open_popup(tab);
    }

    fn fill_best(&mut self, tab: TabId, origin: &Origin, frame: Option<&Origin>, pin: Pin, what: What) {
        match self.best(tab, origin, frame, what) {
            Best::One(item) => {
                self.start_fill(pin, item, what);
                if let Some(grant) = &mut self.grant {
                    grant.outside = true;
                }
            }
            best => {
                self.opened_for = Some(match best {
                    _ if self.open.is_none() && self.stored.has_cache() => OpenedFor::Unlocking,
                    _ => OpenedFor::Choosing,
                });
                if what == What::Code && matches!(best, Best::Nothing) && self.open.is_some() {
                    self.notice = Some(Notice::NotFilled { why: WhyNot::NoCode });
                }
                self.open_popup(tab);
            }
        }
    }

    /// What was begun here, or the only login for exactly this site: several are a choice of the user's.
    fn best(&self, tab: TabId, origin: &Origin, frame: Option<&Origin>, what: What) -> Best {
        if let Some(next) = self.next_fill(tab, origin)
            && (what == What::All || next.step == NextStep::Code)
        {
            return Best::One(next.item.again());
        }
        let code = what == What::Code;
        if let Some(held) = &self.held
            && held.site.as_ref() == Some(origin)
            && (!code || !held.credential.otp.is_empty())
        {
            return Best::One(GrantItem::Held);
        }
        let Some(open) = &self.open else { return Best::Nothing };
        let fits = |sites: &ItemSites| {
            [Some(origin), frame].into_iter().flatten().any(|at| matches(at, sites) == Match::Exact)
        };
        let found = open.items_where(fits).filter(|(_, entry)| !code || entry.has_otp);
        let mut found = found.map(|(link, entry)| ItemId { link: link.to_owned(), uid: entry.uid.clone() });
        match (found.next(), found.next()) {
            (Some(item), None) => Best::One(GrantItem::Cached(item)),
            (Some(_), Some(_)) => Best::Several,
            (None, _) => Best::Nothing,
        }
    }

    /// Shows the popup, unless one is open.
    pub(super) fn open_popup(&mut self, tab: TabId) {
        if !self.views.values().any(|view| view.kind == ViewKind::Popup) {
            self.out.push(Effect::OpenPopup(tab));
        }
    }
}
