//! One random schedule, and the promises that it must not break, as seen from outside.

mod acts;
mod said;

use std::collections::BTreeMap;

use nearkey::{app::*, message::*, phone::Address, phone::HARD_STOP_MS, phone::Reach};

use crate::app_rig::{Rig, light::Stage, user::ID};

/// Where the phone may be; at the other addresses there may be anybody.
pub const ADDRESSES: [&str; 3] = ["192.168.0.20", "192.168.0.21", "10.0.0.7"];
/// What the passkey gives.
pub const OUTPUT: [u8; 32] = [0xe1; 32];

/// What must happen often for a run to mean anything. Intents count when they were not refused.
pub const KINDS: &[&str] = &[
    "answers",
    "fills",
    "workers",
    "kills",
    "late checkpoints",
    "sleeps",
    "moves",
    "relinks",
    "tabs",
    "imports",
    "presence",
    "lock commands",
    "copies",
    "AskSite",
    "AskAny",
    "AskSeveral",
    "AskAll",
    "AskCreate",
    "Refresh",
    "RefreshAll",
    "Unlock",
    "UnlockPasskey",
    "SetPasskey",
    "RotateKeys",
    "SaveSettings",
    "CancelRequest",
    "RepeatRequest",
    "Fill",
    "Forget",
    "Lock",
    "Wipe",
    "left over",
];

pub struct Model {
    pub rig: Rig,
    popup: Option<ViewId>,
    options: Option<ViewId>,
    /// Documents for which a person wanted a fill that was not ordered yet.
    wanted: Vec<String>,
    /// The person was quicker than the first look at the page: the document that this view sees next is meant.
    quick: Option<ViewId>,
    orders: usize,
    /// On the clock of a machine that does not sleep.
    asked_at: u64,
    asked_fill: bool,
    /// A checkpoint was lost: what happened after it is known to nobody.
    lost_checkpoint: bool,
    values: usize,
    counts: BTreeMap<String, u32>,
}

impl Model {
    pub fn new(seed: u64) -> Self {
        let mut rig = Rig::light(seed);
        rig.shuffled = true;
        rig.watch.plant_key(&OUTPUT);
        rig.tabs.typed = "mira".into();
        let mut model = Self {
            rig,
            popup: None,
            options: None,
            wanted: Vec::new(),
            quick: None,
            orders: 0,
            asked_at: 0,
            asked_fill: false,
            lost_checkpoint: false,
            values: 0,
            counts: BTreeMap::new(),
        };
        model.add_addresses();
        model
    }

    fn add_addresses(&mut self) {
        let mut links: Vec<StoredLink> = serde_json::from_slice(&self.rig.store[LINKS]).unwrap();
        for address in &ADDRESSES[1..] {
            links[0].addresses.add(Address::parse(address, "", Reach::default()).unwrap()).unwrap();
        }
        self.rig.store.insert(LINKS.into(), serde_json::to_vec(&links).unwrap());
    }

    fn count(&mut self, name: &str) {
        *self.counts.entry(name.to_owned()).or_default() += 1;
    }

    pub fn counts(mut self) -> BTreeMap<String, u32> {
        let fills = u32::try_from(self.rig.tabs.filled.len()).unwrap();
        for (name, count) in [("fills", fills), ("answers", self.rig.opened), ("workers", self.rig.started)] {
            self.counts.insert(name.into(), count);
        }
        self.counts
    }

    /// Every order was wanted by a person for that very document, and no wish is used twice.
    fn count_orders(&mut self) {
        for document in &self.rig.ordered[self.orders..] {
            let seen = self.quick.and_then(|view| self.rig.looked.get(&view));
            if seen.is_some_and(|marks| marks.contains(document)) {
                self.quick = None;
                continue;
            }
            let at = self.wanted.iter().position(|wanted| wanted == document);
            let at = at.unwrap_or_else(|| panic!("{document} was filled unasked"));
            self.wanted.remove(at);
        }
        self.orders = self.rig.ordered.len();
        assert!(self.rig.tabs.filled.len() <= self.orders);
    }

    fn count_copies(&mut self) {
        let posts = &self.rig.posts[self.values..];
        let copies = posts.iter().filter(|(_, post)| matches!(post, ToView::Value { .. })).count();
        self.values = self.rig.posts.len();
        *self.counts.entry("copies".into()).or_default() += u32::try_from(copies).unwrap();
    }

    pub fn check(&mut self) {
        self.count_orders();
        self.count_copies();
        if self.rig.app.is_some() && self.rig.awake_ms >= self.asked_at + HARD_STOP_MS {
            self.rig.tell(Event::Tick);
            assert!(self.rig.running_request().is_none(), "a request outlives its hard stop");
        }
        let has = |name: String| self.rig.store.contains_key(&name);
        assert_eq!(has(key_name(ID)), has(index_name(ID)), "the cache is half written");
        assert!(self.rig.store.contains_key(LINKS));
        self.check_screens();
    }

    /// A locked cache shows nothing.
    fn check_screens(&self) {
        let Some(app) = &self.rig.app else { return };
        for view in app.views() {
            let Some(Screen::Popup(screen)) = app.screen(view) else { continue };
            let rows = screen.matches.len() + screen.company.len() + screen.others.len();
            if screen.state != PopupState::Open {
                assert!(rows == 0 && screen.total == 0 && screen.import.is_none(), "{:?}", screen.state);
            }
        }
    }

    /// Right after a lock: whatever was shown or held is gone from every screen, and no key is carried.
    fn check_locked(&self) {
        let app = self.rig.app.as_ref().unwrap();
        for view in app.views() {
            let text = serde_json::to_string(&app.screen(view)).unwrap();
            assert!(!text.contains("Login ") && !text.contains("user-"), "a locked cache shows: {text}");
        }
        let (_, carried) = app.checkpoint();
        assert!(carried.expose().is_none(), "a locked cache carries keys");
        assert!(self.rig.running_request().is_none());
    }

    /// Whatever happened: given-up requests are taken back, the clipboard is emptied, the cache opens with the phone,
    /// and every item in it can be read.
    pub fn end(&mut self) {
        self.kill();
        self.rig.full_disk = 0;
        self.rig.phone.trouble.clear();
        self.rig.phone.others.clear();
        self.rig.phone.up = true;
        self.rig.phone.light().locked = false;
        if self.rig.forged_cancels > 0 {
            // No status is authenticated: who forges this one leaves the question on the phone.
            self.rig.phone.light().slot = None;
        }
        if self.lost_checkpoint {
            // Requests and copies that nobody knows of; a new browser session.
            self.rig.session = None;
            self.rig.phone.light().slot = None;
            self.rig.clipboard.text.clear();
        }
        let popup = self.popup();
        self.rig.say(popup, Intent::CancelRequest);
        self.rig.say(popup, Intent::Lock);
        self.rig.wait(1_000);
        assert!(self.rig.clipboard.text.is_empty(), "a copy outlives the lock");
        self.open_at_last(popup);
        let screen = self.rig.seen(popup);
        assert_eq!(screen.state, PopupState::Open, "{:?}", screen.request);
        for item in screen.matches.iter().chain(&screen.company).chain(&screen.others) {
            let intent = Intent::Copy { item: item.id.clone(), field: CopyField::Password };
            let seq = self.rig.say(popup, intent);
            assert!(self.rig.value(seq).is_some(), "{} cannot be read", item.name);
        }
        let records = self.rig.store.keys().filter(|name| name.contains("/item/")).count();
        assert_eq!(records, usize::try_from(screen.total).unwrap(), "a record without an entry");
    }

    /// The phone is reachable: it must come to show this request, whatever earlier one it was left with.
    fn open_at_last(&mut self, popup: ViewId) {
        let stuck = matches!(&self.rig.phone.light().slot, Some((_, Stage::Waiting | Stage::Accepted(_))));
        if stuck {
            self.count("left over");
        }
        let seq = self.rig.say(popup, Intent::Unlock);
        assert_eq!(self.rig.refusal(seq), None);
        for _ in 0..60 {
            self.rig.wait(1_000);
            let id = self.rig.running_request().map(|ask| ask["request"]["id"].clone());
            let slot = self.rig.phone.light().slot.clone();
            if slot.is_some_and(|(of, stage)| stage == Stage::Waiting && id.is_some_and(|id| id == of)) {
                self.rig.phone.light().decide(Stage::Accepted(0));
                return self.rig.wait(5_000);
            }
        }
        panic!("the phone is still busy with a request that was given up");
    }
}
