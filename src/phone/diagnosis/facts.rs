//! What the doctor is told. Everything may be missing as long as it is not known.

use serde::{Deserialize, Serialize};

use crate::phone::{
    address::{Address, Host},
    finder::{ProbeAnswer, looks_like_phone},
};

/// What kind of address the phone has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressKind {
    /// A private IPv4 address.
    Ipv4,
    /// A name.
    Name,
    /// This computer: the built-in phone.
    Loopback,
}

/// What is known so far. Holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The kind of the address in question; nothing if there is no address.
    pub address: Option<AddressKind>,
    /// Whether the browser is Firefox.
    pub is_firefox: bool,
    /// Whether the browser blocks plain HTTP to names, if that can be asked.
    pub https_only: Option<bool>,
    /// Whether the user lets the extension reach the address.
    pub permission: Option<bool>,
    /// Whether something answers a `GET /` whose answer may not be read (`mode: "no-cors"`); asked where the permission
    /// is missing.
    pub answers_unseen: Option<bool>,
    /// What `GET /` gave.
    pub get: Option<GetFact>,
    /// What [`StatusProbe`](crate::phone::StatusProbe) gave.
    pub post: Option<PostFact>,
    /// Whether `GET /` still gets through shortly after a 401: a phone without a session closes its server then.
    pub is_up_after: Option<bool>,
    /// How long ago this phone gave a true answer, in milliseconds.
    pub last_true_answer_ms: Option<u64>,
    /// Whether the last request ended with a 403 before the phone asked its user.
    pub last_was_refused: bool,
    /// Whether the last request got answers that its keys do not open ([`Request::interference`](crate::phone::Request::interference)).
    pub foreign_answers: bool,
}

/// What `GET /` gave, and how fast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetFact {
    /// Until the answer or the failure, in milliseconds.
    pub elapsed_ms: u64,
    /// What it was.
    pub outcome: GetOutcome,
}

/// What `GET /` gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GetOutcome {
    /// Nothing.
    Failed,
    /// A redirect, which was not followed.
    Redirected,
    /// An answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// See [`looks_like_phone`].
        looks_like_phone: bool,
    },
}

/// What the sealed probe gave, and how fast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostFact {
    /// Until the answer or the failure, in milliseconds.
    pub elapsed_ms: u64,
    /// HTTP status; nothing if it failed.
    pub status: Option<u16>,
}

impl AddressKind {
    /// Of an address.
    pub fn of(address: &Address) -> Self {
        match address.host() {
            Host::Ipv4(ip) if ip.is_loopback() => Self::Loopback,
            Host::Ipv4(_) => Self::Ipv4,
            Host::Name(_) => Self::Name,
        }
    }
}

impl GetFact {
    /// Of an answer, or of nothing.
    pub fn of(answer: Option<&ProbeAnswer>, elapsed_ms: u64) -> Self {
        let outcome = match answer {
            None => GetOutcome::Failed,
            Some(answer) if (300..400).contains(&answer.status) => GetOutcome::Redirected,
            Some(answer) => GetOutcome::Answer {
                status: answer.status,
                looks_like_phone: looks_like_phone(
                    answer.status,
                    answer.content_type.as_deref(),
                    &answer.body_prefix,
                ),
            },
        };
        Self { elapsed_ms, outcome }
    }
}

impl Facts {
    /// Whether anything answered.
    pub(super) fn was_heard(&self) -> bool {
        self.get.as_ref().is_some_and(|get| get.outcome != GetOutcome::Failed)
            || self.post.as_ref().is_some_and(|post| post.status.is_some())
    }
}
