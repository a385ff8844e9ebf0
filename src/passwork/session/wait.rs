//! Servers that ask to wait: 429 and 503, with or without `Retry-After`.

use super::{Session, renew::REST_MS};
use crate::passwork::PassworkFault;
use crate::time::Timestamp;

/// How often one call waits for a server.
const MOST_WAITS: u8 = 2;
/// Seconds, if the server does not say how many.
const USUAL_S: u32 = 5;
/// Most seconds that a server is listened to, and asked nothing.
const LONGEST_S: u32 = 3_600;
/// For longer than so many seconds nobody waits in front of a screen: the call fails, and says how long.
const PATIENT_S: u32 = 30;

impl Session {
    /// When [`Session::pump`] has something to do, in milliseconds since 1970.
    pub fn wake(&self) -> Option<Timestamp> {
        self.pause_until.filter(|_| self.asked.values().any(|asked| asked.sent.is_none()))
    }

    /// A pause or a rest is never so far off: the clock was set back, and nobody asked to wait that long.
    pub(super) fn mind_the_clock(&mut self, now: Timestamp) {
        self.pause_until.take_if(|until| until.since(now) > u64::from(LONGEST_S) * 1000);
        self.rest_until.take_if(|until| until.since(now) > REST_MS);
    }

    pub(super) fn is_paused(&self, now: Timestamp) -> bool {
        self.pause_until.is_some_and(|until| now < until)
    }

    /// Why a new call is not even kept waiting.
    pub(super) fn refuses_now(&self, now: Timestamp) -> Option<PassworkFault> {
        let left = self.pause_until?.since(now).div_ceil(1000);
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        (left > PATIENT_S).then_some(PassworkFault::Throttled(Some(left)))
    }

    /// Whether a call waits and is made again. After 429 nothing was done; after 503 nobody knows, so only what does no harm
    /// is made twice.
    pub(super) fn waits(&mut self, number: u32, fault: PassworkFault, now: Timestamp) -> bool {
        let Some(seconds) = self.pause_for(fault, now) else { return false };
        let Some(asked) = self.asked.get_mut(&number) else { return false };
        let again = matches!(fault, PassworkFault::Throttled(_)) || asked.request.is_safe;
        asked.waited += 1;
        again && asked.waited <= MOST_WAITS && seconds <= PATIENT_S
    }

    /// Leaves the server alone for as long as it asks; how long, in seconds.
    pub(super) fn pause_for(&mut self, fault: PassworkFault, now: Timestamp) -> Option<u32> {
        let (PassworkFault::Throttled(seconds) | PassworkFault::Maintenance(seconds)) = fault else {
            return None;
        };
        let seconds = seconds.unwrap_or(USUAL_S).clamp(1, LONGEST_S);
        let until = now.after(u64::from(seconds) * 1000);
        self.pause_until = self.pause_until.max(Some(until));
        Some(seconds)
    }
}
