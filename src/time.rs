//! Time as plain numbers that are handed in; nothing in the core reads a clock.

use serde::{Deserialize, Serialize};

/// A point in time, in milliseconds. What its zero means is the business of whoever hands it in
/// (the app counts its own running time, see `app::clock`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The point `milliseconds` later.
    #[must_use]
    pub fn after(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to here; 0 if `earlier` is later.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
