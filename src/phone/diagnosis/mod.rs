//! The connection doctor as a pure judge: from what two messages showed to the first thing that is broken.
//!
//! The browser does not say why a message failed, only how fast ([`FAST_MS`]), and statuses are unauthenticated. So a
//! cause is the likeliest one, and its text says so.

mod cause;
mod facts;
mod report;

pub use cause::{Cause, Fix};
pub use facts::{AddressKind, Facts, GetFact, GetOutcome, PostFact};
pub use report::{About, report};

use serde::{Deserialize, Serialize};

/// What fails faster was refused by a device that is there, or by the browser; a device that is not there takes three
/// seconds and more. Milliseconds.
///
/// Source: measured in both browsers, docs/phone-protocol.md §10.
pub const FAST_MS: u64 = 1_000;

/// How long after a true answer the phone is thought to be asleep rather than elsewhere, in milliseconds.
const HERE_LATELY_MS: u64 = 15 * 60_000;

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// There is an address.
    Address,
    /// The browser lets the extension reach it.
    Permission,
    /// Something is there.
    Reachable,
    /// It is the app.
    Answering,
    /// The app can work: unlocked, in front, free, knows the link.
    Status,
    /// It has the keys of the link.
    Key,
}

/// How one step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// In order, as far as can be told.
    Good,
    /// Broken.
    Bad,
    /// Not known, not yet or not at all.
    Unknown,
    /// An earlier step is broken.
    NotReached,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which.
    pub step: Step,
    /// How it went.
    pub state: State,
    /// Why, where it is broken.
    pub cause: Option<Cause>,
}

/// All steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// In their order.
    pub verdicts: [Verdict; 6],
}

impl Step {
    /// All, in their order.
    pub const ALL: [Self; 6] =
        [Self::Address, Self::Permission, Self::Reachable, Self::Answering, Self::Status, Self::Key];
}

impl Diagnosis {
    /// Judges what is known so far.
    pub fn of(facts: &Facts) -> Self {
        let mut is_broken = false;
        let verdicts = Step::ALL.map(|step| {
            if is_broken {
                return Verdict { step, state: State::NotReached, cause: None };
            }
            let (state, cause) = match judge(step, facts) {
                Finding::Good => (State::Good, None),
                Finding::Unknown => (State::Unknown, None),
                Finding::Bad(cause) => (State::Bad, Some(cause)),
            };
            is_broken = state == State::Bad;
            Verdict { step, state, cause }
        });
        Self { verdicts }
    }

    /// What is broken.
    pub fn cause(&self) -> Option<Cause> {
        self.verdicts.iter().find_map(|verdict| verdict.cause)
    }

    /// Whether every step is in order.
    pub fn is_good(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.state == State::Good)
    }
}

enum Finding {
    Good,
    Unknown,
    Bad(Cause),
}

fn judge(step: Step, facts: &Facts) -> Finding {
    match step {
        Step::Address => {
            if facts.address.is_some() {
                Finding::Good
            } else {
                Finding::Bad(Cause::NoAddress)
            }
        }
        Step::Permission => permission(facts),
        Step::Reachable => reachable(facts),
        Step::Answering => answering(facts),
        Step::Status => status(facts),
        Step::Key => key(facts),
    }
}

/// The phone lets every extension read its answers, so a missing permission matters only where nothing could be read.
fn permission(facts: &Facts) -> Finding {
    match facts.permission {
        // Nothing is there at all, so a permission would not help.
        Some(false) if !facts.was_heard() && facts.answers_unseen == Some(false) => Finding::Unknown,
        Some(false) if !facts.was_heard() => Finding::Bad(Cause::NoPermission),
        Some(_) => Finding::Good,
        None => Finding::Unknown,
    }
}

fn reachable(facts: &Facts) -> Finding {
    if facts.was_heard() {
        return Finding::Good;
    }
    let elapsed_ms = match (&facts.get, &facts.post) {
        (Some(get), _) => get.elapsed_ms,
        (None, Some(post)) => post.elapsed_ms,
        (None, None) => return Finding::Unknown,
    };
    let is_fast = elapsed_ms < FAST_MS;
    let was_here_lately = facts.last_true_answer_ms.is_some_and(|ago| ago < HERE_LATELY_MS);
    Finding::Bad(match facts.address {
        Some(AddressKind::Name) if is_fast => match facts.https_only {
            Some(true) => Cause::HttpsOnly,
            // Firefox lets addresses through in that mode and blocks names, as fast as an unknown name fails.
            None if facts.is_firefox => Cause::HttpsOnly,
            Some(false) | None => Cause::NameUnknown,
        },
        _ if is_fast => Cause::Refused,
        _ if was_here_lately => Cause::Asleep,
        _ => Cause::NothingThere,
    })
}

fn answering(facts: &Facts) -> Finding {
    match facts.get.as_ref().map(|get| &get.outcome) {
        Some(GetOutcome::Answer { looks_like_phone: true, .. }) => Finding::Good,
        // 511 Network Authentication Required (RFC 6585 §6).
        Some(GetOutcome::Redirected | GetOutcome::Answer { status: 511, .. }) => {
            Finding::Bad(Cause::CaptivePortal)
        }
        Some(GetOutcome::Answer { .. }) => Finding::Bad(Cause::OtherDevice),
        Some(GetOutcome::Failed) | None => Finding::Unknown,
    }
}

/// What the phone makes of [`StatusProbe`](super::StatusProbe); it should say 403.
fn status(facts: &Facts) -> Finding {
    let Some(post) = &facts.post else { return Finding::Unknown };
    let Some(status) = post.status else {
        let is_fast = post.elapsed_ms < FAST_MS;
        return Finding::Bad(if is_fast { Cause::WentAway } else { Cause::Slow });
    };
    match status {
        403 if facts.last_was_refused => Finding::Bad(Cause::LinkBlocked),
        // 202 and 204 are no words for it in the app as known, and words of a phone.
        403 | 202 | 204 => Finding::Good,
        401 if facts.is_up_after == Some(true) => Finding::Bad(Cause::NotInFront),
        401 => Finding::Bad(Cause::PhoneLocked),
        404 => Finding::Bad(Cause::LinkUnknown),
        409 => Finding::Bad(Cause::PhoneBusy),
        400 => Finding::Bad(Cause::NotUnderstood),
        500 => Finding::Bad(Cause::PhoneError),
        // Told apart by the key, or by nobody.
        200 => Finding::Unknown,
        _ => Finding::Bad(Cause::OtherDevice),
    }
}

/// A phone that takes the probe back has opened it, so it has the keys. Only a true answer proves it.
fn key(facts: &Facts) -> Finding {
    match facts.post.as_ref().and_then(|post| post.status) {
        Some(200) => Finding::Bad(Cause::OtherKey),
        _ if facts.foreign_answers => Finding::Bad(Cause::OtherKey),
        Some(202 | 204 | 403) => Finding::Good,
        _ => Finding::Unknown,
    }
}
