//! When an open vault locks.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Locks a vault after a time without use, and after a longest time in any case (T-81, T-82).
///
/// Only what a person does counts as use; whoever calls [`Self::touch`] sees to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockClock {
    opened_at: Timestamp,
    last_use: Timestamp,
    lock_after_ms: u64,
    absolute_max_ms: u64,
}

impl LockClock {
    /// Starts at `now`. Both spans in milliseconds: without use, and at all.
    pub fn start(lock_after_ms: u64, absolute_max_ms: u64, now: Timestamp) -> Self {
        Self { opened_at: now, last_use: now, lock_after_ms, absolute_max_ms }
    }

    /// A person used the vault. Does not wake a clock that has run out.
    pub fn touch(&mut self, now: Timestamp) {
        if !self.due(now) {
            self.last_use = now;
        }
    }

    /// The user chose other spans, in milliseconds: without use, and at all.
    pub fn set_spans(&mut self, lock_after_ms: u64, absolute_max_ms: u64) {
        self.lock_after_ms = lock_after_ms;
        self.absolute_max_ms = absolute_max_ms;
    }

    /// Whether the vault must be locked. A `now` before the last use means that the clock is not to be trusted: locked.
    pub fn due(&self, now: Timestamp) -> bool {
        self.locks_in(now) == 0
    }

    /// Milliseconds until it locks, if nobody uses it; 0 when due.
    pub fn locks_in(&self, now: Timestamp) -> u64 {
        if now < self.last_use || now < self.opened_at {
            return 0;
        }
        let unused = self.lock_after_ms.saturating_sub(now.since(self.last_use));
        let at_all = self.absolute_max_ms.saturating_sub(now.since(self.opened_at));
        unused.min(at_all)
    }
}
