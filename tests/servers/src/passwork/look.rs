//! Looking inside the server, switching and breaking it: library calls for tests.

use serde_json::{Value, json};

use super::config::Switches;
use super::json::put;
use super::links::{self, SharedItem, StoredLink};
use super::server::Passwork;
use super::setup::SetupError;
use super::{four_show, seven_show};
use crate::web::{FaultOrder, LogEntry};

impl Passwork {
    /// An item as the interface shows it in full, with `attachments` and `snapshots` as they are stored; none if it is
    /// not there or in the bin.
    pub fn item(&self, id: &str) -> Option<Value> {
        let is_v7 = self.era().is_v7();
        self.with(|state| {
            let item = state.store.item(id)?;
            let mut shown = if is_v7 {
                seven_show::item(&state.store, item)
            } else {
                four_show::item(&state.store, item, &Switches::default())
            };
            put(
                &mut shown,
                "snapshots",
                item.snapshots.iter().map(|(_, snapshot)| snapshot.clone()).collect(),
            );
            let attachments = item.attachments.iter().map(|one| {
                json!({
                    "id": one.id, "name": one.name, "encryptedKey": one.key, "encryptedData": one.data,
                    "hash": one.hash,
                })
            });
            put(&mut shown, "attachments", attachments.collect());
            Some(shown)
        })
    }

    /// Ids of all items of a vault that are not in the bin, in the order of their making.
    pub fn items(&self, vault: &str) -> Vec<String> {
        self.with(|state| state.store.items_of(vault).map(|item| item.id.clone()).collect())
    }

    /// Ids of all items in the bin.
    pub fn bin(&self) -> Vec<String> {
        self.with(|state| {
            let gone = state.store.items.iter().filter(|item| item.in_bin);
            gone.map(|item| item.id.clone()).collect()
        })
    }

    /// Ids and names of all vaults.
    pub fn vaults(&self) -> Vec<(String, String)> {
        self.with(|state| {
            state.store.vaults.iter().map(|vault| (vault.id.clone(), vault.name.clone())).collect()
        })
    }

    /// Ids and names of all folders of a vault.
    pub fn folders(&self, vault: &str) -> Vec<(String, String)> {
        self.with(|state| {
            let all = state.store.folders.iter().filter(|folder| folder.vault == vault);
            all.map(|folder| (folder.id.clone(), folder.name.clone())).collect()
        })
    }

    /// All links that were made.
    pub fn links(&self) -> Vec<StoredLink> {
        self.with(|state| state.store.links.clone())
    }

    /// Opens a link by its address without or with `#code=…`, as its page does; what is for one opening is burnt.
    pub fn open_link(&self, address: &str) -> Result<SharedItem, SetupError> {
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let id = address.rsplit('/').next().unwrap_or_default();
        self.with(|state| links::open(state, id, fragment.strip_prefix("code=")))
    }

    /// The switches as they are.
    pub fn switches(&self) -> Switches {
        self.with(|state| state.switches.clone())
    }

    /// Changes switches.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        self.with(|state| change(&mut state.switches));
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

    /// TLS handshakes so far that failed: the client refused the certificate, or spoke plain HTTP.
    pub fn refused_connections(&self) -> usize {
        self.shared.line.refused()
    }
}
