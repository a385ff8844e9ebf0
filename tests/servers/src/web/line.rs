//! What a server of ours is to its ports: whether they are open, what went over them, what shall go wrong.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::sync::watch;

use super::answer::Answer;
use super::fault::{Fault, FaultOrder};
use super::log::LogEntry;
use crate::http::Received;

/// A server behind the ports.
pub(crate) trait Service: Send + Sync + 'static {
    fn line(&self) -> &Line;

    /// The genuine answer; what the log shall say of who it was goes into `entry`.
    fn answer(&self, received: &Received, secure: bool, entry: &mut LogEntry) -> Answer;

    /// The answer to a fault that this server has words of its own for, before anything is done.
    fn own_failure(&self, fault: &Fault) -> Option<Answer>;

    /// Spoils the JSON of a genuine answer; false if the fault is none of this server's.
    fn spoil(&self, fault: &Fault, body: &mut Value) -> bool;
}

/// Ports, log and faults of one running server.
#[derive(Debug)]
pub(crate) struct Line {
    /// Port of HTTPS.
    pub(crate) https_port: u16,
    /// Port of plain HTTP, if there is one.
    pub(crate) plain_port: Option<u16>,
    /// The ports shall be open.
    pub(super) online: watch::Sender<bool>,
    /// How many are.
    pub(super) open_ports: watch::Sender<usize>,
    /// TLS handshakes that failed, for instance because the certificate was refused.
    pub(super) refused: AtomicUsize,
    log: Mutex<Vec<LogEntry>>,
    faults: Mutex<Vec<FaultOrder>>,
}

impl Line {
    pub(crate) fn new(https_port: u16, plain_port: Option<u16>) -> Self {
        let ports = 1 + usize::from(plain_port.is_some());
        Self {
            https_port,
            plain_port,
            online: watch::Sender::new(true),
            open_ports: watch::Sender::new(ports),
            refused: AtomicUsize::new(0),
            log: Mutex::default(),
            faults: Mutex::default(),
        }
    }

    /// Port of HTTPS or of plain HTTP.
    pub(crate) fn port(&self, secure: bool) -> u16 {
        self.plain_port.filter(|_| !secure).unwrap_or(self.https_port)
    }

    /// Scheme, host and port as the client called them.
    pub(crate) fn origin(&self, received: &Received, secure: bool) -> String {
        let scheme = if secure { "https" } else { "http" };
        let own = format!("127.0.0.1:{}", self.port(secure));
        format!("{scheme}://{}", received.header("host").unwrap_or(&own))
    }

    /// Closes or opens all ports; returns when it is so.
    pub(crate) async fn set_online(&self, online: bool) {
        self.online.send_replace(online);
        let wanted = if online { 1 + usize::from(self.plain_port.is_some()) } else { 0 };
        let _ = self.open_ports.subscribe().wait_for(|count| *count == wanted).await;
    }

    pub(crate) fn is_online(&self) -> bool {
        *self.online.borrow()
    }

    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    fn entries(&self) -> MutexGuard<'_, Vec<LogEntry>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, mut entry: LogEntry) {
        let mut log = self.entries();
        entry.number = log.len();
        log.push(entry);
    }

    pub(crate) fn log(&self) -> Vec<LogEntry> {
        self.entries().clone()
    }

    pub(crate) fn forget_log(&self) {
        self.entries().clear();
    }

    fn orders(&self) -> MutexGuard<'_, Vec<FaultOrder>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn order_fault(&self, order: FaultOrder) {
        self.orders().push(order);
    }

    pub(crate) fn clear_faults(&self) {
        self.orders().clear();
    }

    pub(crate) fn faults(&self) -> Vec<FaultOrder> {
        self.orders().clone()
    }

    /// The fault that strikes this request, counted down.
    pub(crate) fn take_fault(&self, method: &str, path: &str) -> Option<Fault> {
        let mut faults = self.orders();
        let at = faults.iter().position(|order| order.strikes(method, path))?;
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
}

/// Unix time in milliseconds.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
