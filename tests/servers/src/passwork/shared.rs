//! What port, control port and handle have in common.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::accounts::Accounts;
use super::config::{PassworkConfig, Switches};
use super::scenario::{self, MasterKey, Secrets};
use super::store::Store;
use super::{route, trouble};
use crate::http::Received;
use crate::web::{Answer, Fault, Line, LogEntry, Service, now_ms};

/// Everything that changes.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) accounts: Accounts,
    pub(super) store: Store,
    pub(super) switches: Switches,
    pub(super) master: MasterKey,
    /// What the user knows; nothing that answers a call looks at it.
    pub(super) secrets: Secrets,
    /// Seconds that the server's clock is ahead.
    pub(super) ahead: u64,
}

/// One running server.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: PassworkConfig,
    /// Port, log and faults.
    pub(super) line: Line,
    state: Mutex<State>,
}

/// The user that is there from the start.
pub(super) const USER: &str = "Alice Harbour";

impl Shared {
    pub(super) fn new(config: PassworkConfig, line: Line) -> std::io::Result<Self> {
        let begin = scenario::load(config.era, USER)?;
        let mut state = State {
            store: begin.store,
            switches: config.switches.clone(),
            master: begin.master,
            secrets: begin.secrets,
            ..State::default()
        };
        state.accounts.put(USER, "alice@example.com");
        if config.era.is_v7() {
            let (switches, now) = (state.switches.clone(), state.now());
            state.accounts.new_pair(USER, &switches, now);
        } else {
            state.accounts.new_key(USER);
        }
        Ok(Self { config, line, state: Mutex::new(state) })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Address of Passwork over HTTPS; no slash at the end.
    pub(super) fn url(&self) -> String {
        format!("https://localhost:{}{}", self.line.https_port, self.config.base_path)
    }
}

impl Service for Shared {
    fn line(&self) -> &Line {
        &self.line
    }

    fn answer(&self, received: &Received, _: bool, entry: &mut LogEntry) -> Answer {
        route::answer(self, received, entry)
    }

    fn own_failure(&self, fault: &Fault) -> Option<Answer> {
        trouble::own_failure(fault, self.config.era)
    }

    fn spoil(&self, fault: &Fault, body: &mut Value) -> bool {
        trouble::spoil(fault, body, self.config.era)
    }
}

impl State {
    /// Seconds since 1970, by the server's clock.
    pub(super) fn now(&self) -> u64 {
        now_ms() / 1000 + self.ahead
    }
}
