//! The background as one state machine: an [`Event`] goes in, [`Effect`]s come out.
//!
//! Nothing here reads a clock, makes randomness or touches a browser. Progress is plain data, so a worker that is
//! stopped goes on where it was (`checkpoint`); what is secret in it is carried apart and sealed by the browser.
//!
//! | file | what |
//! |---|---|
//! | `event`, `effect` | the two borders |
//! | `dispatch` | which part an event is for |
//! | `said` | what people say in each kind of view |
//! | `link` | linking, from the first code to the stored link |
//! | `phones` | the linked phones: names, addresses, taking one away |
//! | `ask` | the one request that may run, and what becomes of its answer |
//! | `cache` | opening, filling, renewing and locking the caches |
//! | `factors` | passphrase and passkey |
//! | `sources` | accounts at servers: connecting, fetching, reading |
//! | `fill`, `create` | grants, questions, fills; a new login on the phone |
//! | `codes` | one-time codes |
//! | `generator`, `drawer`, `safe` | new passwords; those that were made, until they are safe or thrown away |
//! | `gesture` | keys and the menu of the right mouse button |
//! | `pointing` | the user shows which fields are meant |
//! | `clipboard`, `backup` | what was copied; a backup of the phone |
//! | `find`, `doctor` | looking for a phone; examining the way to it |
//! | `page`, `why` | what is in front of the user, and what is to be said about its fields |
//! | `pages` | what stays in pages: marks, the menu, offers to keep what was typed |
//! | `screen` | what the views show |
//! | `surface`, `numbers` | that menu; the number at the toolbar button |
//! | `stored`, `settings`, `policy`, `checkpoint` | what lies on disk; what outlives the worker |
//! | `clock`, `fault` | time; the closed list of faults |

mod ask;
mod backup;
mod cache;
mod checkpoint;
mod clipboard;
mod clock;
mod codes;
mod create;
mod dispatch;
mod doctor;
mod drawer;
mod effect;
mod event;
mod factors;
mod fault;
mod fill;
mod find;
mod generator;
mod gesture;
mod link;
mod numbers;
mod page;
mod pages;
mod phones;
mod pointing;
mod policy;
mod safe;
mod said;
mod screen;
mod settings;
mod sources;
mod stored;
mod surface;
mod why;

use std::collections::{BTreeMap, VecDeque};

use rand_core::CryptoRng;

pub use checkpoint::{Checkpoint, Secrets};
pub use clipboard::{Cleared, Copied};
pub use clock::{Clock, Now};
pub use effect::{AlarmName, Badge, Effect, FillTarget, Get, KeySlot, KeyTask, Post, ServerCall, Write};
pub use event::{
    Custody, Event, Fetched, FrameId, FrameScan, Got, Presence, Sender, TabId, Ticket, ViewId, ViewKind,
};
pub use fault::Fault;
pub use gesture::Command;
pub use policy::Policy;
pub use settings::Settings;
pub use stored::{
    ACCOUNTS, AccountKind, Disk, FACTORS, LINKS, SETTINGS, Stored, StoredAccount, StoredLink, TRIES,
    VaultOnDisk, index_name, item_name, key_name, local_name, ring_name, source_ids,
};
pub use surface::{Entries, Menu};

use crate::message::{BackupView, Intent, LockCause, Notice, OpenedFor, Question, ToView};
use crate::passman::Credential;
use crate::phone::{BaseKey, Poll, Reach, Route, Sealed};
use crate::site::Origin;
use crate::time::Timestamp;
use ask::{Ask, LeftOver};
use cache::{Closing, Import, ItemId, Open, Rotation, Saving, ToSave, Unsealed};
use codes::Wanted;
use create::Create;
use doctor::Doctor;
use drawer::Drawer;
use factors::FactorJob;
use fill::{Grant, Held, NextFill};
use find::Find;
use gesture::Gesture;
use link::LinkFlow;
use numbers::Numbers;
use page::View;
use pages::{Drafts, Pages};
use pointing::Pointing;
use sources::{Calls, Changing, ChangingPasswork, Connect, FetchedBody, Fetchings, Lives, Revisions, Syncs};

/// Where the background runs.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Which addresses a phone may have.
    pub reach: Reach,
    /// In Firefox, which treats host names and passkeys differently.
    pub firefox: bool,
    /// Version of the extension, for reports.
    pub version: String,
}

/// The browser stops a worker in which nothing happens for 30 seconds.
const HEARTBEAT_MS: u32 = 15_000;

/// The one state of the background.
pub struct App<R> {
    rng: R,
    place: Place,
    clock: Clock,
    stored: Stored,
    views: BTreeMap<ViewId, View>,
    counter: u32,

    open: Option<Open>,
    saving: Option<Saving>,
    unsealed: Option<Unsealed>,
    to_save: VecDeque<ToSave>,
    /// Caches that are locked after one more write.
    closing: Vec<Closing>,
    rotation: Option<Rotation>,
    import: Option<Import>,
    factor_job: Option<FactorJob>,
    /// The server that is being connected.
    connect: Connect,
    /// Calls to servers on their way.
    calls: Calls,
    /// What is being fetched from servers.
    syncs: Syncs,
    lives: Lives,
    fetchings: Fetchings,
    /// What servers said of items that are being used.
    fetched_bodies: Vec<FetchedBody>,
    /// When somebody did something in a view last.
    said_at: Option<Timestamp>,
    /// A change of an item on its way to its server.
    changing: Option<Changing>,
    changing_passwork: Option<ChangingPasswork>,
    /// Earlier states of an item that somebody looks at.
    revisions: Option<Revisions>,
    /// The item that was moved to the bin last, with its source and vault.
    binned: Option<(String, String, Credential)>,
    copies: BTreeMap<(ViewId, u32), (ItemId, Wanted)>,
    copied: Option<Copied>,
    drawer: Drawer,

    ask: Option<Ask>,
    /// Put away before the phone could be told that it is given up.
    unsaid_cancel: Option<Ask>,
    /// Requests that were given up, of which the phone may not know, oldest first.
    left_over: Vec<LeftOver>,
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
    next_fill: Option<NextFill>,
    gesture: Option<Gesture>,
    pointing: Option<Pointing>,
    /// What a command opened the popup for.
    opened_for: Option<OpenedFor>,
    question: Option<Question>,
    create: Option<Create>,
    pages: Pages,
    /// What was typed into pages and could be kept.
    drafts: Drafts,

    find: Option<Find>,
    doctor: Option<Doctor>,
    /// Name of the backup that is being fetched.
    fetching: Option<String>,
    backup: Option<BackupView>,

    notice: Option<Notice>,
    /// What is being removed, and what was.
    removing: Vec<String>,
    removed: Vec<String>,
    /// A new version waits for a quiet moment.
    update_ready: bool,

    badge: Badge,
    /// The menu as the browser was told last.
    menu: Option<Menu>,
    numbers: Numbers,
    out: Vec<Effect>,
}

impl<R: CryptoRng> App<R> {
    /// A background over what is stored, going on from `checkpoint` if there is one.
    pub fn start(
        disk: Disk,
        checkpoint: Option<(Checkpoint, Secrets)>,
        place: Place,
        rng: R,
        now: Now,
    ) -> (Self, Vec<Effect>) {
        let mut app = Self {
            rng,
            place,
            clock: Clock::default(),
            stored: Stored::read(disk),
            views: BTreeMap::new(),
            counter: 0,
            open: None,
            saving: None,
            unsealed: None,
            to_save: VecDeque::new(),
            closing: Vec::new(),
            rotation: None,
            import: None,
            factor_job: None,
            connect: Connect::default(),
            calls: Calls::new(),
            syncs: Syncs::new(),
            lives: Lives::new(),
            fetchings: Fetchings::new(),
            fetched_bodies: Vec::new(),
            said_at: None,
            changing: None,
            changing_passwork: None,
            revisions: None,
            binned: None,
            copies: BTreeMap::new(),
            copied: None,
            drawer: Drawer::default(),
            ask: None,
            unsaid_cancel: None,
            left_over: Vec::new(),
            base_key: None,
            in_flight: None,
            to_open: None,
            link: LinkFlow::default(),
            making_keys: false,
            awaits_look: None,
            grant: None,
            held: None,
            next_fill: None,
            gesture: None,
            pointing: None,
            opened_for: None,
            question: None,
            create: None,
            pages: Pages::default(),
            drafts: Drafts::default(),
            find: None,
            doctor: None,
            fetching: None,
            backup: None,
            notice: None,
            removing: Vec::new(),
            removed: Vec::new(),
            update_ready: false,
            badge: Badge::None,
            menu: None,
            numbers: Numbers::default(),
            out: Vec::new(),
        };
        if let Some((checkpoint, secrets)) = checkpoint {
            app.restore(checkpoint, secrets, now);
        } else {
            app.clock.advance(now);
        }
        app.out.push(Effect::WatchIdle(app.stored.settings.idle_seconds()));
        app.out.push(Effect::PagesPermission);
        app.settle();
        // The button still shows what an earlier worker said.
        app.out.push(Effect::Badge(app.badge));
        let effects = std::mem::take(&mut app.out);
        (app, effects)
    }

    /// Takes in what happened and says what is to be done.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        self.clock.advance(now);
        self.seal_ahead(&event);
        // A wait does not last until a clock that was set back has caught up.
        self.stored.tries.clock_seen(now.wall_ms);
        self.lock_if_due();
        self.expire_fill();
        self.expire_import();
        self.take(event);
        self.settle();
        std::mem::take(&mut self.out)
    }

    /// Whether something runs that must be carried on when the worker is stopped.
    pub fn is_busy(&self) -> bool {
        self.is_running()
            || self.link.is_running()
            || self.find.is_some()
            || self.fetching.is_some()
            || self.is_connecting()
            || self.is_syncing()
            || self.is_changing()
            || self.waits_for_passwork()
    }

    fn said(&mut self, view: ViewId, seq: u32, intent: Option<Intent>) -> Result<(), Fault> {
        let kind = self.views.get(&view).ok_or(Fault::BadMessage)?.kind;
        let intent = intent.ok_or(Fault::BadMessage)?;
        self.said_at = Some(self.clock.running());
        // With the alarm: one that rings too early finds nothing to lock and would not be set again (T-81).
        self.touch();
        // Who only looks still wants to read it: after a change, the popup shows the item anew by itself.
        let keeps_notice = matches!(
            intent,
            Intent::Search { .. }
                | Intent::Browse { .. }
                | Intent::Copy { .. }
                | Intent::CopyOffer { .. }
                | Intent::ShowCode { .. }
                | Intent::ShowItem { .. }
                | Intent::Reveal { .. }
                | Intent::ShowRevisions { .. }
                | Intent::RevealRevision { .. }
                | Intent::GetFile { .. }
        );
        if !keeps_notice {
            self.notice = None;
        }
        match kind {
            ViewKind::Popup => self.said_in_popup(view, seq, intent),
            ViewKind::Link => self.said_in_link(intent),
            ViewKind::Options => self.said_in_options(view, seq, intent),
            ViewKind::Doctor => self.said_in_doctor(intent),
            ViewKind::Connect => self.said_in_connect(view, seq, intent),
        }
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
        self.pump_find();
        self.pump_doctor();
        self.pump_clipboard();
        self.pump_pages();
        self.pump_connect();
        self.pump_syncs();
        self.pump_passwork();
        self.expire_fill();
        self.code_if_due();
        self.expire_pointing();
        self.expire_import();
        let badge = if self.question.is_some() || self.ask.as_ref().is_some_and(Ask::has_failed) {
            Badge::Attention
        } else if self.is_running() {
            Badge::Waiting
        } else if self.offer_view(None).is_some() {
            Badge::Offer
        } else {
            Badge::None
        };
        // A login at hand, a step begun or a question to answer must not die with an idle worker (T-91).
        let begun = self.next_fill.is_some() || self.pointing.is_some() || self.change_view().is_some();
        let waits = begun || self.held.is_some() || self.question.is_some();
        // Somebody types a password, or a slow server gathers a large vault.
        let waits = waits || self.is_connecting() || self.is_syncing();
        if waits || self.import.is_some() {
            self.out.push(Effect::Timer(HEARTBEAT_MS));
        }
        if badge != self.badge {
            self.badge = badge;
            self.out.push(Effect::Badge(badge));
        }
        self.settle_numbers();
        self.settle_menu();
        self.update_if_quiet();
    }

    /// Starting anew ends requests and locks: a new version waits until there is nothing to lose (T-92).
    fn update_if_quiet(&mut self) {
        let quiet = !self.is_busy()
            && self.views.is_empty()
            && self.open.is_none()
            && self.held.is_none()
            && self.pointing.is_none()
            && self.copied.is_none()
            && !self.drawer.would_lose(self.stored.policy.no_cache)
            && self.drafts.is_empty()
            && self.saving.is_none()
            && self.rotation.is_none()
            && self.factor_job.is_none();
        if self.update_ready && quiet {
            self.update_ready = false;
            self.out.push(Effect::Reload);
        }
    }

    /// The linked phone itself answered, and that was all that was asked.
    fn proved(&mut self) {
        self.find_proved();
        self.doctor_proved();
    }

    /// It did not.
    fn proof_failed(&mut self) {
        self.find_not_proved();
        self.doctor_not_proved();
    }

    fn presence(&mut self, presence: Presence) {
        let settings = &self.stored.settings;
        match presence {
            Presence::Idle if settings.lock_idle_minutes > 0 => self.lock_because(LockCause::Idle),
            Presence::ScreenLocked if settings.lock_with_screen => self.lock_because(LockCause::ScreenLocked),
            Presence::Active | Presence::Idle | Presence::ScreenLocked => {}
        }
    }
}
