//! Two clocks out of two: the browser's wall clock can be set, its steady clock starts again with every worker.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What the browser says about time, with every event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now {
    /// Milliseconds since 1970; jumps when somebody sets the clock.
    pub wall_ms: u64,
    /// Milliseconds since this worker started; never jumps, may stand still while the machine sleeps.
    pub steady_ms: u64,
}

/// The app's own times, which go on when a new worker takes over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Clock {
    running: Timestamp,
    cautious: Timestamp,
    last_wall_ms: u64,
    #[serde(skip)]
    last_steady_ms: Option<u64>,
    #[serde(skip)]
    slept: bool,
}

/// A wall clock that runs ahead of the steady one by this much says that the machine slept, in milliseconds.
const SLEEP_MS: u64 = 30_000;

impl Clock {
    /// Moves on to `now`.
    ///
    /// Within one worker, running time is the steady clock's; between two workers only the wall clock knows how long
    /// nobody was there, and a clock that was set back counts as no time at all.
    pub fn advance(&mut self, now: Now) {
        let wall = if self.last_wall_ms == 0 { 0 } else { now.wall_ms.saturating_sub(self.last_wall_ms) };
        let steady = match self.last_steady_ms {
            Some(last) => now.steady_ms.saturating_sub(last),
            None => wall,
        };
        self.slept |= wall >= steady.saturating_add(SLEEP_MS);
        self.running = self.running.after(steady);
        self.cautious = self.cautious.after(steady.max(wall));
        self.last_wall_ms = now.wall_ms;
        self.last_steady_ms = Some(now.steady_ms);
    }

    /// Time for deadlines: not moved by somebody who sets the clock (T-80).
    pub fn running(&self) -> Timestamp {
        self.running
    }

    /// Time for locking: the faster of both clocks, so that sleep counts (T-83).
    pub fn cautious(&self) -> Timestamp {
        self.cautious
    }

    /// Whether the machine slept since this was asked last, as far as the clocks tell: between two workers they do not.
    pub fn take_sleep(&mut self) -> bool {
        std::mem::take(&mut self.slept)
    }

    /// Milliseconds since 1970, for what people read.
    pub fn wall_ms(&self) -> u64 {
        self.last_wall_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall_ms: u64, steady_ms: u64) -> Now {
        Now { wall_ms, steady_ms }
    }

    const DAY: u64 = 86_400_000;

    #[test]
    fn t80_a_clock_that_is_set_forward_or_back_does_not_move_deadlines() {
        let mut clock = Clock::default();
        clock.advance(at(10 * DAY, 0));
        clock.advance(at(11 * DAY, 1_000));
        clock.advance(at(9 * DAY, 2_000));
        assert_eq!(clock.running(), Timestamp(2_000));
    }

    #[test]
    fn t83_sleep_counts_for_locking_even_if_the_steady_clock_stood_still() {
        let mut clock = Clock::default();
        clock.advance(at(10 * DAY, 0));
        clock.advance(at(10 * DAY + 3_600_000, 5));
        assert_eq!(clock.cautious(), Timestamp(3_600_000));
    }

    #[test]
    fn a_new_worker_goes_on_where_the_old_one_stopped() {
        let mut clock = Clock::default();
        clock.advance(at(10 * DAY, 0));
        clock.advance(at(10 * DAY + 4_000, 4_000));
        let mut next: Clock = serde_json::from_str(&serde_json::to_string(&clock).unwrap()).unwrap();
        next.advance(at(10 * DAY + 34_000, 12));
        assert_eq!(next.running(), Timestamp(34_000));
    }
}
