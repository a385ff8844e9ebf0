//! The background as one state machine: an [`Event`] goes in, [`Effect`]s come out.
//!
//! Nothing here reads a clock, makes randomness or touches a browser. Progress is plain data, so a worker that is
//! stopped goes on where it was (`checkpoint`); what is secret in it is carried apart and sealed by the browser.
//!
//! | file | what |
//! |---|---|
//! | `event`, `effect` | the two borders |
//! | `link` | linking, from the first code to the stored link |
//! | `ask` | the one request that may run, and what becomes of its answer |
//! | `cache` | opening, filling and locking the vault |
//! | `fill` | grants, questions, fills |
//! | `page` | what is in front of the user |
//! | `screen` | what the views show |
//! | `stored`, `checkpoint` | what lies on disk; what outlives the worker |
//! | `clock`, `fault` | time; the closed list of faults |

mod ask;
mod cache;
mod checkpoint;
mod clock;
mod effect;
mod event;
mod fault;
mod fill;
mod link;
mod page;
mod screen;
mod stored;

use std::collections::{BTreeMap, VecDeque};

use rand_core::CryptoRng;

pub use checkpoint::{Checkpoint, Secrets};
pub use clock::{Clock, Now};
pub use effect::{AlarmName, Badge, Effect, FillTarget, KeySlot, KeyTask, Post, Write};
pub use event::{Custody, Event, Fetched, FrameId, FrameScan, TabId, Ticket, ViewId, ViewKind};
pub use fault::Fault;
pub use stored::{
    Disk, LINKS, SETTINGS, Settings, Stored, StoredLink, VaultOnDisk, index_name, item_name, key_name,
    link_ids,
};

use crate::message::{Intent, Notice, Question, ToView};
use crate::phone::{BaseKey, Poll, Reach, Sealed};
use crate::site::Origin;
use ask::Ask;
use cache::{Open, Saving};
use fill::{Grant, Held};
use link::LinkFlow;
use page::View;

/// The browser stops a worker in which nothing happens for 30 seconds.
const HEARTBEAT_MS: u32 = 15_000;

/// The one state of the background.
pub struct App<R> {
    rng: R,
    reach: Reach,
    clock: Clock,
    stored: Stored,
    views: BTreeMap<ViewId, View>,
    counter: u32,

    open: Option<Open>,
    saving: Option<Saving>,
    to_save: VecDeque<Vec<crate::vault::NewItem>>,
    copies: BTreeMap<(ViewId, u32), String>,

    ask: Option<Ask>,
    /// Put away before the phone could be told that it is given up.
    unsaid_cancel: Option<Ask>,
    base_key: Option<BaseKey>,
    in_flight: Option<Poll>,
    to_open: Option<Sealed>,

    link: LinkFlow,
    /// A key pair is being made, for this linking or one that was given up.
    making_keys: bool,

    /// A view that asked for a fill before its page was looked at, and the page it meant.
    awaits_look: Option<(ViewId, Origin)>,
    grant: Option<Grant>,
    held: Option<Held>,
    question: Option<Question>,
    notice: Option<Notice>,
    removed: Vec<String>,

    badge: Badge,
    out: Vec<Effect>,
}

impl<R: CryptoRng> App<R> {
    /// A background over what is stored, going on from `checkpoint` if there is one.
    pub fn start(
        disk: Disk,
        checkpoint: Option<(Checkpoint, Secrets)>,
        reach: Reach,
        rng: R,
        now: Now,
    ) -> (Self, Vec<Effect>) {
        let mut app = Self {
            rng,
            reach,
            clock: Clock::default(),
            stored: Stored::read(disk),
            views: BTreeMap::new(),
            counter: 0,
            open: None,
            saving: None,
            to_save: VecDeque::new(),
            copies: BTreeMap::new(),
            ask: None,
            unsaid_cancel: None,
            base_key: None,
            in_flight: None,
            to_open: None,
            link: LinkFlow::default(),
            making_keys: false,
            awaits_look: None,
            grant: None,
            held: None,
            question: None,
            notice: None,
            removed: Vec::new(),
            badge: Badge::None,
            out: Vec::new(),
        };
        if let Some((checkpoint, secrets)) = checkpoint {
            app.restore(checkpoint, secrets, now);
        } else {
            app.clock.advance(now);
        }
        app.settle();
        let effects = std::mem::take(&mut app.out);
        (app, effects)
    }

    /// Takes in what happened and says what is to be done.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        self.clock.advance(now);
        self.lock_if_due();
        self.expire_fill();
        self.take(event);
        self.settle();
        std::mem::take(&mut self.out)
    }

    /// Whether something runs that must be carried on when the worker is stopped.
    pub fn is_busy(&self) -> bool {
        self.ask.as_ref().is_some_and(Ask::is_running) || self.link.is_running()
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::ViewOpened { view, kind } => {
                self.views.insert(view, View::new(kind));
                if kind == ViewKind::Popup {
                    self.out.push(Effect::Look(view));
                }
            }
            Event::ViewClosed { view } => {
                match self.views.remove(&view).map(|view| view.kind) {
                    // News that somebody saw are no news.
                    Some(ViewKind::Popup) => self.notice = None,
                    Some(ViewKind::Link) => self.link.put_away(),
                    Some(ViewKind::Options) => self.removed.clear(),
                    None => {}
                }
                self.copies.retain(|(of, _), _| *of != view);
            }
            Event::Front { view, page } => self.front(view, page),
            Event::Said { view, seq, intent } => {
                if let Err(fault) = self.said(view, seq, intent) {
                    self.refuse(view, seq, fault);
                }
            }
            Event::Fetched { ticket, outcome } => match ticket {
                Ticket::Poll(id, number) => self.poll_returned(&id, number, outcome),
                Ticket::Link(number) => self.link_returned(number, outcome),
                _ => {}
            },
            Event::Probed { answers, .. } => self.link_probed(answers),
            Event::Custody { ticket, outcome } => match ticket {
                Ticket::BaseKey(id) => self.base_key_opened(&id, outcome),
                Ticket::Poll(id, number) => self.answer_opened(&id, number, outcome),
                Ticket::LinkKeys => self.link_keys(outcome),
                Ticket::Link(number) => self.link_opened(number, outcome),
                Ticket::LinkSeal => self.link_sealed(outcome),
                _ => {}
            },
            Event::Saved { ticket, ok } => match ticket {
                Ticket::Save(number) => self.saved(number, ok),
                Ticket::LinkSave => self.link_saved(ok),
                _ => {}
            },
            Event::Loaded { ticket, bytes } => match ticket {
                Ticket::Fill(number) => self.fill_loaded(number, bytes),
                Ticket::Copy(view, seq) => self.copy_loaded(view, seq, bytes),
                _ => {}
            },
            Event::Scanned { ticket, frames } => match ticket {
                Ticket::Look(view) => self.looked(view, frames),
                Ticket::Fill(number) => self.fill_scanned(number, frames),
                _ => {}
            },
            Event::Filled { ticket, report } => {
                if let Ticket::Fill(number) = ticket {
                    self.fill_done(number, report);
                }
            }
            Event::Tick => {}
            Event::TabChanged { tab } => self.tab_changed(tab),
            Event::TabRemoved { tab } => self.tab_removed(tab),
        }
    }

    fn said(&mut self, view: ViewId, seq: u32, intent: Option<Intent>) -> Result<(), Fault> {
        let kind = self.views.get(&view).ok_or(Fault::BadMessage)?.kind;
        let intent = intent.ok_or(Fault::BadMessage)?;
        if !may_say(kind, &intent) {
            return Err(Fault::BadMessage);
        }
        // With the alarm: one that rings too early finds nothing to lock and would not be set again (T-81).
        self.touch();
        if !matches!(intent, Intent::Search { .. } | Intent::Copy { .. }) {
            self.notice = None;
        }
        match intent {
            Intent::StartLink => self.start_link(),
            Intent::TypeAddress { text, port } => self.type_address(text, port),
            Intent::ConnectLink => self.connect_link()?,
            Intent::PermissionChanged => self.link_permission_changed(),
            Intent::CompareLink { same } => self.compare_link(same),
            Intent::AbandonLink => self.abandon_link(),
            Intent::AskSite { fill, keep } => self.ask_site(view, fill, keep)?,
            Intent::AskAll => self.ask_all()?,
            Intent::Unlock => self.ask_unlock()?,
            Intent::CancelRequest => self.cancel_ask(),
            Intent::ExtendRequest => self.extend_ask(),
            Intent::DismissRequest => self.dismiss_ask(),
            Intent::RepeatRequest => self.repeat_ask(view)?,
            Intent::Lock => {
                self.cancel_ask();
                self.dismiss_ask();
                self.lock();
            }
            Intent::Fill { item } => self.fill_item(view, &item)?,
            Intent::AnswerQuestion { yes } => self.answer_question(yes),
            Intent::Copy { item, field } => self.copy(view, seq, &item, &field)?,
            Intent::Search { text } => self.search(view, &text),
            Intent::Forget { item } => self.forget(&item)?,
            Intent::SaveSettings { settings } => self.save_settings(&settings),
            Intent::Unlink { phone } => self.unlink(&phone)?,
        }
        Ok(())
    }

    fn refuse(&mut self, view: ViewId, seq: u32, fault: Fault) {
        self.out.push(Effect::Post(view, ToView::Refused { seq, fault: fault.view(None) }));
    }

    /// A number that was not used before in this worker's life or its checkpoint.
    fn next_number(&mut self) -> u32 {
        self.counter = self.counter.wrapping_add(1);
        self.counter
    }

    /// After every event: goes on with what runs, and tells the toolbar button.
    fn settle(&mut self) {
        self.pump_ask();
        self.pump_link();
        self.expire_fill();
        let badge = if self.question.is_some() || self.ask.as_ref().is_some_and(Ask::has_failed) {
            Badge::Attention
        } else if self.ask.as_ref().is_some_and(Ask::is_running) {
            Badge::Waiting
        } else {
            Badge::None
        };
        // A login at hand or a question to answer must not die with an idle worker (T-91).
        if self.held.is_some() || self.question.is_some() {
            self.out.push(Effect::Timer(HEARTBEAT_MS));
        }
        if badge != self.badge {
            self.badge = badge;
            self.out.push(Effect::Badge(badge));
        }
    }
}

/// What each kind of view has to say. A view that says something else is not ours, or broken.
fn may_say(kind: ViewKind, intent: &Intent) -> bool {
    match intent {
        Intent::StartLink
        | Intent::TypeAddress { .. }
        | Intent::ConnectLink
        | Intent::PermissionChanged
        | Intent::CompareLink { .. }
        | Intent::AbandonLink => kind == ViewKind::Link,
        Intent::SaveSettings { .. } | Intent::Unlink { .. } => kind == ViewKind::Options,
        Intent::Lock => kind != ViewKind::Link,
        _ => kind == ViewKind::Popup,
    }
}
