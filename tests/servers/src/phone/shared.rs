//! What listener, control interface and library handle of one phone have in common.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use super::chaos::Chaos;
use super::config::PhoneConfig;
use super::fault::{Fault, FaultOrder, On};
use super::http::Parcel;
use super::keys::PhoneKey;
use super::log::LogEntry;
use super::other_device::OtherDevice;
use super::request::Choice;
use super::saved;
use super::state::{PhoneState, Refusal};

/// What the listener should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Up,
    /// No new connections; the open ones are served.
    Down,
    /// No new connections, and the open ones are cut.
    Cut,
}

/// All that listener, control interface and library handle have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: PhoneConfig,
    pub(super) address: SocketAddr,
    state: Mutex<PhoneState>,
    log: Mutex<Vec<LogEntry>>,
    faults: Mutex<VecDeque<FaultOrder>>,
    keys_made: Mutex<usize>,
    /// How far the phone's clock is off, in milliseconds.
    clock_off: Mutex<i64>,
    /// An answer that was kept back for the next POST.
    kept: Mutex<Option<Parcel>>,
    other_device: Mutex<Option<OtherDevice>>,
    /// When the user's last yes to a request was, by its identifier.
    yes: Mutex<HashMap<String, Instant>>,
    happenings: Mutex<Vec<Happening>>,
    /// POSTs since chaos mode was switched on.
    chaos_posts: Mutex<u64>,
    /// The plan of chaos mode.
    pub(super) chaos: watch::Sender<Option<Chaos>>,
    /// Counts changes, for those who wait for one.
    pub(super) changed: watch::Sender<u64>,
    pub(super) wanted: watch::Sender<Wanted>,
    pub(super) listening: watch::Sender<bool>,
    /// The phone serves one request at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
}

/// What a phone did in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// One-time keys of requests that it opened with its private key.
    pub decrypts: u64,
    /// Requests that its user said yes to.
    pub approvals: usize,
}

/// Something that happened to the phone, or that its user did, in chaos mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When, Unix time in milliseconds.
    pub at: u64,
    /// What.
    pub what: String,
}

/// Unix time in milliseconds.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(config: PhoneConfig, address: SocketAddr) -> io::Result<Self> {
        let mut state = PhoneState::new(&config);
        if let Some(file) = &config.state_file {
            saved::load(file, &mut state)?;
        }
        let chaos = config.chaos.map(Chaos::new);
        Ok(Self {
            config,
            address,
            state: Mutex::new(state),
            log: Mutex::default(),
            faults: Mutex::default(),
            keys_made: Mutex::new(0),
            clock_off: Mutex::new(0),
            kept: Mutex::default(),
            other_device: Mutex::default(),
            yes: Mutex::default(),
            happenings: Mutex::default(),
            chaos_posts: Mutex::new(0),
            chaos: watch::Sender::new(chaos),
            changed: watch::Sender::new(0),
            wanted: watch::Sender::new(Wanted::Up),
            listening: watch::Sender::new(false),
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// Reads or changes the app's state; whoever waits for a change is told, and the file is kept up to date.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut PhoneState) -> T) -> T {
        let mut state = lock(&self.state);
        state.tick(self.now());
        let result = work(&mut state);
        if let Some(file) = &self.config.state_file {
            saved::save(file, &state);
        }
        drop(state);
        self.touch();
        result
    }

    /// Looks at the app's state.
    pub(super) fn look<T>(&self, work: impl FnOnce(&PhoneState) -> T) -> T {
        let mut state = lock(&self.state);
        state.tick(self.now());
        work(&state)
    }

    pub(super) fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    pub(super) fn log(&self) -> Vec<LogEntry> {
        lock(&self.log).clone()
    }

    pub(super) fn order_fault(&self, order: FaultOrder) {
        lock(&self.faults).push_back(order);
        self.touch();
    }

    pub(super) fn clear_faults(&self) {
        lock(&self.faults).clear();
        self.touch();
    }

    pub(super) fn faults(&self) -> Vec<FaultOrder> {
        lock(&self.faults).iter().cloned().collect()
    }

    /// The ordered fault for this request: before the phone decides without, afterwards with its status. Orders without
    /// `when` keep their sequence; one with `when` waits aside for its status.
    pub(super) fn take_fault(&self, on: On, answer: Option<u16>) -> Option<Fault> {
        let mut faults = lock(&self.faults);
        let mut orders = faults.iter().enumerate().filter(|(_, order)| order.on == on);
        let next = orders.clone().find(|(_, order)| order.when.is_none());
        let next = next.filter(|(_, order)| order.strikes(on, answer));
        let fitting = orders.find(|(_, order)| order.when.is_some() && order.strikes(on, answer));
        let at = fitting.into_iter().chain(next).map(|(at, _)| at).min()?;
        let order = faults.get_mut(at)?;
        let fault = order.fault.clone();
        if let Some(times) = &mut order.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(at);
            }
        }
        Some(fault)
    }

    /// What chaos mode has in store for the next POST.
    pub(super) fn next_planned(&self) -> Option<FaultOrder> {
        let chaos = (*self.chaos.borrow())?;
        let mut posts = lock(&self.chaos_posts);
        *posts += 1;
        chaos.post(*posts - 1)
    }

    /// Switches chaos mode; what it broke is put right when it ends.
    pub(super) fn set_chaos(&self, seed: Option<u64>) {
        *lock(&self.chaos_posts) = 0;
        self.chaos.send_replace(seed.map(Chaos::new));
        self.touch();
    }

    /// Keeps an answer back for the next POST.
    pub(super) fn keep(&self, parcel: Parcel) {
        *lock(&self.kept) = Some(parcel);
    }

    /// The answer that was kept back.
    pub(super) fn take_kept(&self) -> Option<Parcel> {
        lock(&self.kept).take()
    }

    pub(super) fn other_device(&self) -> Option<OtherDevice> {
        *lock(&self.other_device)
    }

    pub(super) fn set_other_device(&self, device: Option<OtherDevice>) {
        *lock(&self.other_device) = device;
        self.touch();
    }

    /// The phone's clock, Unix time in milliseconds.
    pub(super) fn now(&self) -> u64 {
        now().saturating_add_signed(*lock(&self.clock_off))
    }

    pub(super) fn jump_clock(&self, by_ms: i64) {
        let mut off = lock(&self.clock_off);
        *off = off.saturating_add(by_ms);
        drop(off);
        self.touch();
    }

    /// The user accepts the request, or chooses after having accepted.
    pub(super) fn accept(&self, choice: Choice) -> Result<(), Refusal> {
        self.with(|state| {
            state.accept(choice, self.now())?;
            lock(&self.yes).extend(state.running_request().map(|id| (id, Instant::now())));
            Ok(())
        })
    }

    /// When the user's last yes to a request was.
    pub(super) fn yes_at(&self, request: &str) -> Option<Instant> {
        lock(&self.yes).get(request).copied()
    }

    pub(super) fn counts(&self) -> Counts {
        let approvals = lock(&self.yes).len();
        Counts { decrypts: self.look(PhoneState::decrypts), approvals }
    }

    /// Another linked client asks.
    pub(super) fn occupy(&self) -> Result<(), Refusal> {
        self.with(|state| state.occupy(self.now()))
    }

    pub(super) fn happened(&self, what: String) {
        lock(&self.happenings).push(Happening { at: now(), what });
        self.touch();
    }

    /// What happened since the entry with this number.
    pub(super) fn happenings(&self, from: usize) -> Vec<Happening> {
        lock(&self.happenings).get(from..).unwrap_or_default().to_vec()
    }

    /// A key pair for the next link, if the client needs one.
    pub(super) fn prepare_key_for(&self, client: &str) {
        if self.look(|state| state.needs_key_for(client)) {
            let number = {
                let mut made = lock(&self.keys_made);
                *made += 1;
                *made - 1
            };
            let key: Result<PhoneKey, _> = self.config.keys.make(number);
            if let Ok(key) = key {
                lock(&self.state).prepare_key(key);
            }
        }
    }

    /// Adds an entry to the log.
    pub(super) fn note(&self, mut entry: LogEntry) {
        let mut log = lock(&self.log);
        entry.number = log.last().map_or(0, |last| last.number + 1);
        log.push(entry);
        if let Some(limit) = self.config.log_limit
            && log.len() > 2 * limit
        {
            let old = log.len() - limit;
            log.drain(..old);
        }
        drop(log);
        self.touch();
    }

    /// A new phone at the same address.
    pub(super) async fn start_over(&self) {
        self.with(|state| state.reset(self.config.credentials.clone()));
        self.clear_faults();
        self.set_chaos(None);
        self.set_other_device(None);
        *lock(&self.clock_off) = 0;
        lock(&self.log).clear();
        self.set_listening(Wanted::Up).await;
    }

    /// Sets the listener and waits until it is so.
    pub(super) async fn set_listening(&self, wanted: Wanted) {
        let mut listening = self.listening.subscribe();
        self.wanted.send_replace(wanted);
        let _ = listening.wait_for(|up| *up == (wanted == Wanted::Up)).await;
        self.touch();
    }
}
