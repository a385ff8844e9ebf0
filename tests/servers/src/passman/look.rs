//! Looking inside the server, switching and breaking it: library calls for tests.

use serde_json::Value;

use super::config::Switches;
use super::server::Passman;
use crate::web::{FaultOrder, LogEntry};

impl Passman {
    /// An item as it is stored, in the JSON of the interface.
    pub fn credential(&self, guid: &str) -> Option<Value> {
        self.with(|state| {
            let item = state.store.item(guid).cloned()?;
            Some(state.store.show_item(&item))
        })
    }

    /// All items of a vault, as they are stored.
    pub fn credentials(&self, vault: &str) -> Vec<Value> {
        self.with(|state| {
            let id = state.store.vaults.iter().find(|known| known.guid == vault).map(|known| known.id);
            let items = state.store.items.iter().filter(|item| Some(item.vault) == id);
            items.map(|item| state.store.show_item(item)).collect()
        })
    }

    /// Guids of all vaults of a user, with or without credentials, oldest first.
    pub fn vaults(&self, owner: &str) -> Vec<String> {
        self.with(|state| {
            let all = state.store.vaults.iter().filter(|vault| vault.owner == owner);
            all.map(|vault| vault.guid.clone()).collect()
        })
    }

    /// Revisions of an item, oldest first.
    pub fn revisions(&self, guid: &str) -> Vec<Value> {
        self.with(|state| {
            let id = state.store.item(guid).map(|item| item.id);
            let kept = state.store.revisions.iter().filter(|one| Some(one.credential_id) == id);
            kept.map(|revision| state.store.show_revision(revision)).collect()
        })
    }

    /// The files of a user, as they are stored.
    pub fn files(&self, owner: &str) -> Vec<Value> {
        self.with(|state| {
            let all = state.store.files.iter().filter(|file| file.owner == owner);
            all.map(|file| state.store.show_file(file)).collect()
        })
    }

    /// The switches as they are.
    pub fn switches(&self) -> Switches {
        self.with(|state| state.switches.clone())
    }

    /// Changes switches.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        self.with(|state| {
            let mut switches = state.switches.clone();
            change(&mut switches);
            state.set_switches(switches);
        });
    }

    /// Puts the server's clock forward by so many seconds.
    pub fn jump_clock(&self, seconds: u64) {
        self.with(|state| state.ahead += seconds);
    }

    /// Orders a fault.
    pub fn fault(&self, order: FaultOrder) {
        self.shared.line.order_fault(order);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.shared.line.clear_faults();
    }

    /// Every request so far.
    pub fn log(&self) -> Vec<LogEntry> {
        self.shared.line.log()
    }

    /// Empties the log.
    pub fn forget_log(&self) {
        self.shared.line.forget_log();
    }

    /// TLS handshakes so far that failed, for instance because the client refused the certificate.
    pub fn refused_connections(&self) -> usize {
        self.shared.line.refused()
    }
}
