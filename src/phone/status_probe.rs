//! The message by which the connection doctor asks a phone how it is, without a question to its user.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    command::cancel_payload,
    keys::BaseKey,
    phone_key::PhoneKey,
    poll::{CancelPoll, sealed_body},
    request::CANCEL_TIMEOUT_MS,
    request_id::RequestId,
};

/// Takes a request back that never was: its identifier is new. Its status tells how the phone is
/// ([`Facts`](super::diagnosis::Facts)), and nothing is shown there but a short note of a denied request.
///
/// The app looks in this order: unlocked (else 401), link known (404), link not blocked (403), message opens (400), no
/// other request running (409), app in front (401); then it denies the request (403) and is free for the next.
///
/// One probe is repeated until it gets another word than 401, and not replaced by a new one: the app notes an identifier
/// before it looks whether it is in front, so a probe that is forgotten then would leave it busy for all others (409).
///
/// Source: docs/phone-protocol.md §6.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusProbe {
    id: RequestId,
}

impl StatusProbe {
    /// One with a new identifier.
    pub fn new(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { id: RequestId::make(rng) }
    }

    /// Takes back a request that was given up: the phone may have missed that (401), and would keep others out (409).
    pub fn of_request(id: RequestId) -> Self {
        Self { id }
    }

    /// What it takes back.
    pub fn id(&self) -> &RequestId {
        &self.id
    }

    /// The message, each time under a new one-time key. Nothing of the answer but its status is of use.
    pub fn message(
        &self,
        base: &BaseKey,
        phone: &PhoneKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> CancelPoll {
        let (body, _) = sealed_body(&cancel_payload(&self.id), base, phone, rng);
        CancelPoll { body, timeout_ms: CANCEL_TIMEOUT_MS }
    }
}
