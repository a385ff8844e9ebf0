//! What sockets, control port and handle have in common.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use super::accounts::Accounts;
use super::config::{PassmanConfig, Switches};
use super::fault::{Fault, FaultOrder};
use super::log::LogEntry;
use super::login::{Flows, Granted};
use super::vaults::Store;

/// Everything that changes.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) accounts: Accounts,
    pub(super) flows: Flows,
    pub(super) store: Store,
    pub(super) switches: Switches,
    faults: Vec<FaultOrder>,
    log: Vec<LogEntry>,
    /// Seconds that the server's clock is ahead.
    pub(super) ahead: u64,
}

/// One running server.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: PassmanConfig,
    pub(super) https_port: u16,
    pub(super) plain_port: u16,
    /// TLS handshakes that failed, for instance because the certificate was refused.
    pub(super) refused: AtomicUsize,
    /// The ports shall be open.
    pub(super) online: watch::Sender<bool>,
    /// How many of the two are.
    pub(super) open_ports: watch::Sender<usize>,
    state: Mutex<State>,
}

impl Shared {
    /// A server at these ports: of HTTPS and of plain HTTP.
    pub(super) fn new(config: PassmanConfig, ports: [u16; 2]) -> Self {
        let [https_port, plain_port] = ports;
        let switches = config.switches.clone();
        let mut state = State { switches, ..State::default() };
        state.accounts.put(&config.user, &config.password);
        state.store.text_ids = state.switches.text_ids;
        Self {
            config,
            https_port,
            plain_port,
            refused: AtomicUsize::new(0),
            online: watch::Sender::new(true),
            open_ports: watch::Sender::new(2),
            state: Mutex::new(state),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Port of HTTPS or of plain HTTP.
    pub(super) fn port(&self, secure: bool) -> u16 {
        if secure { self.https_port } else { self.plain_port }
    }

    /// Closes or opens both ports; returns when it is so.
    pub(super) async fn set_online(&self, online: bool) {
        self.online.send_replace(online);
        let wanted = if online { 2 } else { 0 };
        let _ = self.open_ports.subscribe().wait_for(|count| *count == wanted).await;
    }

    pub(super) fn note(&self, mut entry: LogEntry) {
        let mut state = self.lock();
        entry.number = state.log.len();
        state.log.push(entry);
    }

    pub(super) fn log(&self) -> Vec<LogEntry> {
        self.lock().log.clone()
    }

    pub(super) fn forget_log(&self) {
        self.lock().log.clear();
    }

    pub(super) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }
}

impl State {
    /// Seconds since 1970, by the server's clock.
    pub(super) fn now(&self) -> u64 {
        now_ms() / 1000 + self.ahead
    }

    pub(super) fn set_switches(&mut self, switches: Switches) {
        self.store.text_ids = switches.text_ids;
        self.switches = switches;
    }

    pub(super) fn order_fault(&mut self, order: FaultOrder) {
        self.faults.push(order);
    }

    pub(super) fn clear_faults(&mut self) {
        self.faults.clear();
    }

    pub(super) fn faults(&self) -> &[FaultOrder] {
        &self.faults
    }

    /// The fault that strikes this request, counted down.
    pub(super) fn take_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let at = self.faults.iter().position(|order| order.strikes(method, path))?;
        let order = self.faults.get_mut(at)?;
        let fault = order.fault.clone();
        if let Some(times) = &mut order.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.faults.remove(at);
            }
        }
        Some(fault)
    }

    /// Grants a login that waits; false if it does not.
    pub(super) fn grant(&mut self, login_token: &str, user: &str) -> bool {
        let now = self.now();
        let Some(flow) = self.flows.waiting(login_token, now) else { return false };
        let Some(app_password) = self.accounts.new_app_password(user) else { return false };
        self.flows.grant(&flow.login_token, Granted { user: user.to_owned(), app_password });
        true
    }
}

/// Unix time in milliseconds.
pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
