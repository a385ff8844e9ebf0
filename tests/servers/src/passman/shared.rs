//! What sockets, control port and handle have in common.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::accounts::Accounts;
use super::answer::Answer;
use super::config::{PassmanConfig, Switches};
use super::login::{Flows, Granted};
use super::vaults::Store;
use super::{route, trouble};
use crate::http::Received;
use crate::web::{Fault, Line, LogEntry, Service, now_ms};

/// Everything that changes.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) accounts: Accounts,
    pub(super) flows: Flows,
    pub(super) store: Store,
    pub(super) switches: Switches,
    /// Seconds that the server's clock is ahead.
    pub(super) ahead: u64,
}

/// One running server.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: PassmanConfig,
    /// Ports, log and faults.
    pub(super) line: Line,
    state: Mutex<State>,
}

impl Shared {
    /// A server at these ports: of HTTPS and of plain HTTP.
    pub(super) fn new(config: PassmanConfig, line: Line) -> Self {
        let switches = config.switches.clone();
        let mut state = State { switches, ..State::default() };
        state.accounts.put(&config.user, &config.password);
        state.store.text_ids = state.switches.text_ids;
        Self { config, line, state: Mutex::new(state) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service for Shared {
    fn line(&self) -> &Line {
        &self.line
    }

    fn answer(&self, received: &Received, secure: bool, entry: &mut LogEntry) -> Answer {
        route::answer(self, received, secure, entry)
    }

    fn own_failure(&self, fault: &Fault) -> Option<Answer> {
        trouble::own_failure(fault)
    }

    fn spoil(&self, fault: &Fault, body: &mut Value) -> bool {
        trouble::spoil(fault, body)
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

    /// Grants a login that waits; false if it does not.
    pub(super) fn grant(&mut self, login_token: &str, user: &str) -> bool {
        let now = self.now();
        let Some(flow) = self.flows.waiting(login_token, now) else { return false };
        let Some(app_password) = self.accounts.new_app_password(user) else { return false };
        self.flows.grant(&flow.login_token, Granted { user: user.to_owned(), app_password });
        true
    }
}
