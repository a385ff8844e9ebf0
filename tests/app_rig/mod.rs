//! A browser for tests, around the app: clocks, store, keys, tabs, alarms, and a phone at the other end.
//!
//! Effects become jobs. A job is carried out ([`Job::Do`]) and then told to the app ([`Job::Tell`]); the worker can be
//! killed between any two steps. After every event all screens and the checkpoint are searched for planted secrets.
#![allow(dead_code, clippy::large_enum_variant, reason = "each test file uses its part")]

pub mod account;
pub mod clipboard;
pub mod cloud;
pub mod custody;
pub mod dice;
pub mod jobs;
pub mod light;
pub mod office;
pub mod pages;
pub mod phone;
pub mod second;
pub mod tabs;
pub mod user;
pub mod watch;

use std::collections::{BTreeMap, VecDeque};

use nearkey::{
    app::*,
    message::{ToPage, ToView},
    secret::SecretBytes,
};

use serde_json::Value;

use self::{
    clipboard::Clipboard, cloud::Cloud, custody::Custody as Keys, dice::Dice, phone::Phone, tabs::Tabs,
    watch::Watch,
};

/// What a server answers; nothing if the call is not for it.
pub type Answering = Box<dyn Fn(&ServerCall) -> Option<Got>>;

/// One step on the way of an effect.
pub enum Job {
    Do(Effect),
    Tell(Event),
    /// A post is on its way; back at this time of the steady clock, if at all.
    Back(Ticket, Fetched, Option<u64>),
}

#[allow(clippy::struct_excessive_bools, reason = "what a browser can be like")]
pub struct Rig {
    pub app: Option<App<Dice>>,
    pub dice: Dice,
    pub wall_ms: u64,
    /// Time that the machine was awake.
    pub awake_ms: u64,
    worker_started: u64,
    pub store: BTreeMap<String, Vec<u8>>,
    /// What was read from it, in turn.
    pub loaded: Vec<String>,
    /// The next so many saves fail.
    pub full_disk: u32,
    /// The checkpoint as it was written last, and its sealed part.
    pub session: Option<(String, Option<Vec<u8>>)>,
    /// Checkpoints are not written any more.
    pub frozen: bool,
    pub keys: Keys,
    pub phone: Phone,
    pub cloud: Cloud,
    /// Another server: who knows it answers for it.
    pub server: Option<Answering>,
    pub tabs: Tabs,
    pub jobs: VecDeque<Job>,
    pub timer: Option<u64>,
    pub alarms: BTreeMap<&'static str, u64>,
    pub posts: Vec<(ViewId, ToView)>,
    pub fill_orders: u32,
    /// Marks of the documents that orders were made for, in order.
    pub ordered: Vec<String>,
    /// The documents that a popup was told of last.
    pub looked: BTreeMap<ViewId, Vec<String>>,
    /// Polls to which the phone itself gave its answer.
    pub answered: Vec<Ticket>,
    /// How many true answers reached a request that waited for them.
    pub opened: u32,
    pub badge: Badge,
    pub watch: Watch,
    pub views: u32,
    pub seq: u32,
    /// Jobs that are due run in random order.
    pub shuffled: bool,
    pub started: u32,
    /// What whoever runs this computer prescribes.
    pub policy: Option<Vec<u8>>,
    /// What the clipboard holds, and whether it may be looked at.
    pub clipboard: Clipboard,
    /// The seconds after which the browser tells that nobody is there.
    pub idle: Option<u32>,
    /// Hosts that the browser does not permit.
    pub forbidden: Vec<String>,
    pub reloads: u32,
    /// Numbers at the toolbar button, by tab.
    pub counts: BTreeMap<TabId, u32>,
    /// What the menu of the right mouse button offers.
    pub menu: Option<Entries>,
    /// In Firefox.
    pub firefox: bool,
    /// The user permits us to stay in pages.
    pub pages_permitted: bool,
    /// What the browser was told about staying in pages.
    pub stays: Option<bool>,
    /// What content scripts that stay were told: one of them, or all.
    pub told: Vec<(Option<FillTarget>, ToPage)>,
    /// Tabs over which the popup was shown.
    pub popups: Vec<TabId>,
    /// Somebody else said that the phone heard of a given-up request.
    pub forged_cancels: u32,
    /// The phone's answers make no sense: to refuse them loses nothing.
    pub nonsense: bool,
}

impl Rig {
    pub fn new(phone: Phone) -> Self {
        Self {
            app: None,
            dice: Dice::new(1),
            wall_ms: 1_800_000_000_000,
            awake_ms: 0,
            worker_started: 0,
            store: BTreeMap::new(),
            loaded: Vec::new(),
            full_disk: 0,
            session: None,
            frozen: false,
            keys: Keys::default(),
            phone,
            cloud: Cloud::new(),
            server: None,
            tabs: Tabs::default(),
            jobs: VecDeque::new(),
            timer: None,
            alarms: BTreeMap::new(),
            posts: Vec::new(),
            fill_orders: 0,
            ordered: Vec::new(),
            looked: BTreeMap::new(),
            answered: Vec::new(),
            opened: 0,
            badge: Badge::None,
            watch: Watch::default(),
            views: 0,
            seq: 0,
            shuffled: false,
            started: 0,
            policy: None,
            clipboard: Clipboard::default(),
            idle: None,
            forbidden: Vec::new(),
            reloads: 0,
            counts: BTreeMap::new(),
            menu: None,
            firefox: false,
            pages_permitted: false,
            stays: None,
            told: Vec::new(),
            popups: Vec::new(),
            forged_cancels: 0,
            nonsense: false,
        }
    }

    pub fn now(&self) -> Now {
        Now { wall_ms: self.wall_ms, steady_ms: self.awake_ms - self.worker_started }
    }

    /// Starts a worker if none lives.
    pub fn wake(&mut self) {
        if self.app.is_some() {
            return;
        }
        self.started += 1;
        self.worker_started = self.awake_ms;
        let links = self.store.get(LINKS).cloned();
        let accounts = self.store.get(ACCOUNTS).cloned();
        let vaults = source_ids(links.as_deref(), accounts.as_deref()).into_iter().map(|id| {
            let read = |name: String| self.store.get(&name).cloned();
            let vault = VaultOnDisk {
                key: read(key_name(&id)),
                index: read(index_name(&id)),
                local: read(local_name(&id)),
                ring: read(ring_name(&id)),
            };
            (id, vault)
        });
        let disk = Disk {
            vaults: vaults.collect(),
            settings: self.store.get(SETTINGS).cloned(),
            factors: self.store.get(FACTORS).cloned(),
            tries: self.store.get(TRIES).cloned(),
            policy: self.policy.clone(),
            links,
            accounts,
        };
        let checkpoint = self.session.as_ref().map(|(text, sealed)| {
            let carried = sealed.as_ref().and_then(|sealed| self.keys.open(sealed));
            let carried =
                carried.map_or_else(Secrets::default, |bytes| Secrets::new(SecretBytes::new(bytes)));
            (serde_json::from_str(text).unwrap(), carried)
        });
        let (app, effects) = App::start(
            disk,
            checkpoint,
            Place { firefox: self.firefox, ..Place::default() },
            self.dice.clone(),
            self.now(),
        );
        self.app = Some(app);
        self.queue(effects);
    }

    /// One event, as the loop of the background does it.
    pub fn tell(&mut self, event: Event) {
        self.wake();
        match &event {
            Event::Front { view, .. } => _ = self.looked.remove(view),
            Event::Scanned { ticket: Ticket::Look(view), frames } => {
                let marks = frames
                    .iter()
                    .flatten()
                    .filter_map(|frame| Some(frame.snapshot.as_ref()?.document.clone()));
                self.looked.insert(*view, marks.collect());
            }
            _ => {}
        }
        let now = self.now();
        let answers = self.is_the_answer(&event);
        let effects = self.app.as_mut().unwrap().handle(event, now);
        self.queue(effects);
        if answers {
            self.opened += 1;
            let outcome = self.ask()["outcome"].take();
            // A request without a site is put away at once when it is done.
            let kept = self.nonsense
                || outcome.is_null()
                || outcome.get("Done").is_some()
                || outcome["Failed"]
                    .as_str()
                    .is_some_and(|fault| fault.starts_with("Vault") || fault == "PhoneTimeout");
            assert!(kept, "a true answer was lost: {outcome}");
        }
        self.look_for_secrets();
        if !self.frozen {
            self.write_checkpoint();
        }
    }

    /// The request, as the checkpoint has it.
    fn ask(&self) -> Value {
        let (text, _) = self.app.as_ref().unwrap().checkpoint();
        serde_json::from_str::<Value>(&text).unwrap()["ask"].take()
    }

    pub fn running_request(&self) -> Option<Value> {
        self.app.as_ref()?;
        Some(self.ask()).filter(|ask| ask["outcome"] == "Running")
    }

    /// Whether this opens the phone's own answer to the very poll that the app waits for.
    fn is_the_answer(&self, event: &Event) -> bool {
        let Event::Custody { ticket, outcome: Custody::Bytes(_) } = event else { return false };
        let (Ticket::Poll(id, number), true) = (ticket, self.answered.contains(ticket)) else { return false };
        self.running_request().is_some_and(|ask| {
            ask["request"]["id"] == serde_json::to_value(id).unwrap()
                && ask["request"]["activity"]["Opening"] == *number
        })
    }

    fn write_checkpoint(&mut self) {
        let (text, carried) = self.app.as_ref().unwrap().checkpoint();
        let sealed = carried.expose().map(|bytes| self.keys.seal(bytes));
        self.session = Some((text, sealed));
    }

    fn look_for_secrets(&mut self) {
        let app = self.app.as_ref().unwrap();
        let (text, carried) = app.checkpoint();
        if let Some(bytes) = carried.expose() {
            self.watch.search_carried(bytes);
            let json: Value = serde_json::from_slice(bytes).unwrap();
            let data_keys = json["data_keys"].as_array().unwrap().iter().map(|of| &of[1]);
            for key in data_keys.chain(Some(&json["local_key"])).filter_map(Value::as_array) {
                let key: Vec<u8> =
                    key.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
                self.watch.plant_key(&key);
            }
        }
        self.watch.search_text("the checkpoint", &text);
        for view in app.views() {
            self.watch.search_text("a screen", &serde_json::to_string(&app.screen(view).unwrap()).unwrap());
        }
    }

    /// No secret is told to a content script.
    pub fn look_in_page(&self, message: &ToPage) {
        self.watch.search_text("a message to a page", &serde_json::to_string(message).unwrap());
    }

    /// No secret lies on the disk in clear.
    pub fn search_store(&self) {
        for (name, bytes) in &self.store {
            self.watch.search_text("a name on disk", name);
            self.watch.search_bytes(name, bytes);
        }
    }

    /// Runs everything that is due now.
    pub fn settle(&mut self) {
        for _ in 0..10_000 {
            if !self.step() {
                return;
            }
        }
        panic!("it never comes to rest");
    }

    /// Runs until the next job in line is such a one, letting time pass; it is not run.
    pub fn run_to(&mut self, is_it: impl Fn(&Job) -> bool) {
        for _ in 0..10_000 {
            if self.jobs.iter().find(|job| self.is_due(job)).is_some_and(&is_it) {
                return;
            }
            if !self.step() {
                let Some(next) = self.next_due() else { break };
                self.pass(next.saturating_sub(self.awake_ms));
                self.ring();
            }
        }
        panic!("it never came to that");
    }

    /// When something happens by itself, on the steady clock.
    fn next_due(&self) -> Option<u64> {
        let backs = self.jobs.iter().filter_map(|job| match job {
            Job::Back(_, _, due) => *due,
            _ => None,
        });
        let ahead = self.wall_ms - self.awake_ms;
        let alarms = self.alarms.values().map(|due| due.saturating_sub(ahead));
        backs.chain(alarms).chain(self.timer).min()
    }

    /// Lets time pass, with everything that happens meanwhile.
    pub fn wait(&mut self, ms: u64) {
        let end = self.awake_ms + ms;
        loop {
            self.settle();
            let Some(next) = self.next_due().filter(|next| *next <= end) else { break };
            self.pass(next.saturating_sub(self.awake_ms));
            self.ring();
        }
        self.pass(end - self.awake_ms);
    }

    pub fn pass(&mut self, ms: u64) {
        self.awake_ms += ms;
        self.wall_ms += ms;
    }

    /// Timers and alarms whose time has come.
    pub fn ring(&mut self) {
        if self.timer.take_if(|due| *due <= self.awake_ms).is_some() {
            self.tell(Event::Tick);
        }
        for name in ["request", "lock", "clipboard", "offer"] {
            let Some(due) = self.alarms.get_mut(name).filter(|due| **due <= self.wall_ms) else { continue };
            if name == "request" {
                *due = self.wall_ms + 30_000;
            } else {
                self.alarms.remove(name);
            }
            self.tell(Event::Tick);
        }
    }

    /// The machine sleeps: only the wall clock goes on.
    pub fn sleep(&mut self, ms: u64) {
        self.wall_ms += ms;
    }

    /// The browser stops the worker; what it started and did not finish is gone.
    pub fn kill(&mut self) {
        self.app = None;
        self.timer = None;
        self.jobs.clear();
        self.answered.clear();
        self.search_store();
    }
}
