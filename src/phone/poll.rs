//! What goes into a request and comes out of it: polls, stages, results.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    answer::Answer,
    envelope::{Envelope, seal},
    keys::{BaseKey, OneTimeKey, TransportKey},
    phone_key::PhoneKey,
    reply::poll_body,
};

/// Where a request stands, as far as unauthenticated words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// No answer yet.
    Reaching,
    /// The phone has it: the user decides there (202).
    Waiting,
    /// The phone is locked or the app is not in front (401).
    PhoneLocked,
    /// The phone is busy with another request (409).
    PhoneBusy,
    /// Nothing answers at the address.
    Unreachable,
    /// Right after linking: the link is not accepted on the phone yet (400).
    NotAcceptedYet,
}

/// Why a request ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Stop {
    /// The phone, or something answering for it, refused (403).
    #[error("refused")]
    Denied,
    /// The phone says that it gave the answer already (204): it was lost on the way.
    #[error("already answered")]
    AlreadyAnswered,
    /// Unknown link, or another server (404).
    #[error("unknown link")]
    UnknownLink,
    /// Two protocol errors in a row (400, 500).
    #[error("protocol error")]
    Protocol,
    /// The time is over.
    #[error("deadline, last {last:?}")]
    Deadline {
        /// Where it stood.
        last: Stage,
    },
    /// The time is over for good; the phone does not show the question any more.
    #[error("hard stop, last {last:?}")]
    HardStop {
        /// Where it stood.
        last: Stage,
    },
    /// The phone answered, and the answer cannot be used.
    #[error("unusable answer")]
    AnswerUnusable,
    /// A body went over the cap, and then the phone said that it had answered (204).
    #[error("answer too large")]
    TooLarge,
    /// The user gave up.
    #[error("cancelled")]
    Cancelled,
}

/// One message to the phone, to be posted and then handed back with its reply.
pub struct Poll {
    /// Counts the polls of a request from 1.
    pub number: u32,
    /// JSON body.
    pub body: String,
    /// How long it may take, in milliseconds: [`POLL_TIMEOUT_MS`](super::POLL_TIMEOUT_MS), less shortly before the hard stop.
    pub timeout_ms: u64,
    /// Opens, mixed with more, the answer to exactly this poll.
    pub(super) transport: TransportKey,
}

/// What waits for a one-time key.
pub struct Sealed {
    pub(super) number: u32,
    pub(super) transport: TransportKey,
    pub(super) envelope: Envelope,
}

/// A message that takes a request back, to be posted once; its reply says nothing (403 when it worked).
pub struct CancelPoll {
    /// JSON body.
    pub body: String,
    /// How long it may take, in milliseconds.
    pub timeout_ms: u64,
}

/// What to do after a reply.
pub enum Next {
    /// Wait until [`Request::next_poll_at`](super::Request::next_poll_at).
    Wait,
    /// Decrypt with the client's private key (RSA-OAEP, SHA-256, MGF1-SHA-256), then call [`Request::on_opened`](super::Request::on_opened).
    Open {
        /// 512 bytes for a 4096-bit key.
        ciphertext: Vec<u8>,
        /// To be handed back.
        sealed: Sealed,
    },
    /// The request ended.
    Stop(Stop),
}

/// What came out of an opened answer.
pub enum Opened {
    /// The request ended well.
    Answer(Answer),
    /// It was noise; wait until [`Request::next_poll_at`](super::Request::next_poll_at).
    Wait,
    /// The request ended.
    Stop(Stop),
}

/// Seals a payload under a fresh one-time key: the JSON body and the key that the answer depends on.
pub(super) fn sealed_body(
    payload: &[u8],
    base: &BaseKey,
    phone: &PhoneKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> (String, TransportKey) {
    let one_time = OneTimeKey::make(rng);
    let transport = TransportKey::derive_request(base, &one_time);
    let envelope = seal(&transport, payload, rng);
    (poll_body(&phone.encrypt(&one_time, rng), &envelope), transport)
}
