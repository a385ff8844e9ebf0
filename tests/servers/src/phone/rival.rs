//! Another linked client that keeps the phone busy.

use serde_json::Map;

use super::request::{Slot, Stage};
use super::state::{PhoneState, Refusal};
use super::wire;

/// Its id.
pub(super) const RIVAL: &str = "RIV-ALS";

impl PhoneState {
    /// Another linked client asks: everyone else is told 409 until its request ends.
    pub fn occupy(&mut self, now: u64) -> Result<(), Refusal> {
        if self.slot.as_ref().is_some_and(|slot| slot.stage.in_progress()) {
            return Err(Refusal::Busy);
        }
        let id = wire::random_vec(16);
        self.slot = Some(Slot {
            client: RIVAL.to_owned(),
            stage: Stage::AwaitingAcceptance,
            since: now,
            fingerprint: wire::fingerprint(&wire::hash(&[&id])),
            latest: Map::from_iter([("command".to_owned(), "get_client_key".into())]),
            chosen: None,
            id,
        });
        Ok(())
    }

    /// The other client has what it asked for.
    pub fn release(&mut self) {
        if self.slot.as_ref().is_some_and(|slot| slot.client == RIVAL) {
            self.set_stage(Stage::Fulfilled);
        }
    }
}
