//! How often a passphrase may be tried.

use serde::{Deserialize, Serialize};

/// After how many wrong ones in a row only the phone, or a passkey, unlocks.
pub const MAX_WRONG: u32 = 10;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// Counts wrong passphrases and makes the next try wait, longer each time (T-90).
///
/// Holds no secret and is stored, so that a restarted browser does not start again. The wall clock is all that goes on
/// while no browser runs: setting it back shortens nothing (see [`Self::clock_seen`]). Setting it forward ends a wait;
/// it does not give back any of the [`MAX_WRONG`] tries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    wrong: u32,
    /// When the wait began, milliseconds since 1970.
    since_ms: u64,
}

/// Why the passphrase must not be tried now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// Too many wrong ones in short time.
    #[error("wait before the next try")]
    Wait {
        /// How long, in milliseconds; never 0.
        ms: u64,
    },
    /// Too many wrong ones: the phone or a passkey must unlock first.
    #[error("the phone must unlock")]
    PhoneNeeded,
}

impl Tries {
    /// Whether the passphrase may be tried. `now_wall_ms` in milliseconds since 1970.
    pub fn may_try(&self, now_wall_ms: u64) -> Result<(), NotNow> {
        if self.wrong >= MAX_WRONG {
            return Err(NotNow::PhoneNeeded);
        }
        self.may_try_alone(now_wall_ms)
    }

    /// The same where nothing else unlocks: the wait stays long, and never becomes for ever.
    pub fn may_try_alone(&self, now_wall_ms: u64) -> Result<(), NotNow> {
        // Before its begin, all of the wait is still to come.
        let waited = now_wall_ms.saturating_sub(self.since_ms);
        match self.wait_ms().saturating_sub(waited) {
            0 => Ok(()),
            ms => Err(NotNow::Wait { ms }),
        }
    }

    /// One try was wrong. Call this, and store it, before the passphrase is tried: otherwise ending the browser in the
    /// middle of a try makes it free. [`Self::succeeded`] takes it back.
    pub fn failed(&mut self, now_wall_ms: u64) {
        self.wrong = self.wrong.saturating_add(1);
        self.since_ms = now_wall_ms;
    }

    /// The passphrase was right, or the phone or a passkey has unlocked.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Tells the time, as often as is handy; whether there is something new to store.
    ///
    /// A wait that began in the future, because the clock was set back, begins again: it neither gets shorter nor lasts
    /// until the clock has caught up.
    pub fn clock_seen(&mut self, now_wall_ms: u64) -> bool {
        let set_back = now_wall_ms < self.since_ms;
        if set_back {
            self.since_ms = now_wall_ms;
        }
        set_back
    }

    /// How many were wrong in a row.
    pub fn wrong(&self) -> u32 {
        self.wrong
    }

    fn wait_ms(&self) -> u64 {
        match self.wrong {
            0..=2 => 0,
            3 => 5 * SECOND,
            4 => 15 * SECOND,
            5 => MINUTE,
            6 => 5 * MINUTE,
            7 => 15 * MINUTE,
            _ => 60 * MINUTE,
        }
    }
}
