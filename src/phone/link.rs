//! Linking: posting the offer until the phone answers it, and checking what it answers.
//!
//! Only whoever knows the code on the screen can form an answer that opens. Everything else is unauthenticated and does
//! no more than delay.

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    envelope::Envelope,
    keys::{OneTimeKey, TransportKey},
    link_offer::LinkOffer,
    new_link::NewLink,
    phone_key::KeyFault,
    reply::{BODY_CAP, MAX_OPENS, Reply, SealedBody},
};
use crate::time::Timestamp;

/// How long linking runs after an address was given, in milliseconds: the phone may make its key pair that long.
pub const LINK_LIMIT_MS: u64 = 180_000;

/// Pause after an answer, in milliseconds.
const PAUSE_MS: u64 = 1_000;
/// Longest pause after a failed attempt to reach the phone, in milliseconds.
const MAX_BACK_OFF_MS: u64 = 4_000;
/// A connection that breaks after this long was heard by something, so an answer may have been lost. Milliseconds.
const HEARD_AFTER_MS: u64 = 1_000;
/// How many 400 in a row end it.
const MAX_ERRORS: u32 = 2;
/// From how many answers that cannot be right on the user is told.
const NOISE_LIMIT: u32 = 3;

/// Where linking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkStage {
    /// No answer yet.
    Reaching,
    /// The phone does not know the id yet: scan the code (404).
    NotScanned,
    /// The phone is locked (401).
    PhoneLocked,
    /// No linking screen is open on the phone (500).
    NotWaiting,
    /// Nothing answers at the address.
    Unreachable,
    /// Something answers that is not a linking phone.
    SomeoneElse,
}

/// Why linking ended; nothing is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LinkFault {
    /// The time is over.
    #[error("no answer in time, last {last:?}")]
    TimedOut {
        /// Where it stood.
        last: LinkStage,
    },
    /// The phone refuses the offer: it scanned another code, or the vault is another (400 twice).
    #[error("the offer was refused")]
    Refused,
    /// The phone refuses the offer after an earlier one may have been answered: its answer was lost, and it cannot be
    /// given twice. Start over on both sides.
    #[error("an earlier answer was lost")]
    LostAnswer,
    /// The phone's key is not sound.
    #[error("bad phone key: {0}")]
    BadKey(#[from] KeyFault),
    /// The answer is the phone's and does not follow the protocol.
    #[error("unusable answer")]
    AnswerUnusable,
    /// Linking again, and the answer names another vault.
    #[error("another vault")]
    OtherVault,
}

/// What to do next.
pub enum LinkNext {
    /// Wait until [`Linking::next_post_at`].
    Wait {
        /// Where it stands.
        stage: LinkStage,
    },
    /// Decrypt with the client's private key (RSA-OAEP, SHA-256, MGF1-SHA-256), then call [`Linking::finish`].
    Open {
        /// 512 bytes for a 4096-bit key.
        ciphertext: Vec<u8>,
        /// To be handed back.
        sealed: LinkSealed,
    },
    /// Linking ended.
    Failed(LinkFault),
}

/// What waits for a one-time key.
pub struct LinkSealed {
    envelope: Envelope,
}

/// One linking message, to be posted.
pub struct LinkPost {
    /// JSON body.
    pub body: String,
    /// How long it may take, in milliseconds: the phone makes its key pair meanwhile.
    pub timeout_ms: u64,
}

/// The attempts to hand over one offer. Holds no key, so it can be stored while it runs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Linking {
    address: Address,
    started: Timestamp,
    vault_id: Option<String>,
    next_post_at: Timestamp,
    activity: Activity,
    stage: LinkStage,
    perhaps_answered: bool,
    opens: u32,
    noise: u32,
    errors_in_row: u32,
    unreachable_in_row: u32,
}

/// What linking is doing; one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Activity {
    /// Between two messages.
    Idle,
    /// A message is on its way since then.
    Posting(Timestamp),
    /// The one-time key of an answer is with the browser.
    Opening,
    /// Over.
    Ended,
}

impl Linking {
    /// Begins with a new phone.
    pub fn new(address: Address, started: Timestamp) -> Self {
        Self {
            address,
            started,
            vault_id: None,
            next_post_at: started,
            activity: Activity::Idle,
            stage: LinkStage::Reaching,
            perhaps_answered: false,
            opens: 0,
            noise: 0,
            errors_in_row: 0,
            unreachable_in_row: 0,
        }
    }

    /// Begins with a phone that is known: only the vault with this id is taken.
    pub fn again(address: Address, vault_id: String, started: Timestamp) -> Self {
        Self { vault_id: Some(vault_id), ..Self::new(address, started) }
    }

    /// Where the phone is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Where it stands.
    pub fn stage(&self) -> LinkStage {
        self.stage
    }

    /// When the next message is due; nothing while one is on its way or being opened, and after the end.
    pub fn next_post_at(&self) -> Option<Timestamp> {
        (self.activity == Activity::Idle).then_some(self.next_post_at)
    }

    /// Whether it has ended, with or without a link.
    pub fn is_over(&self) -> bool {
        self.activity == Activity::Ended
    }

    /// When linking ends without an answer.
    pub fn ends_at(&self) -> Timestamp {
        self.started.after(LINK_LIMIT_MS)
    }

    /// The next message. Nothing before its time, while another is on its way, and after the end.
    pub fn post(
        &mut self,
        offer: &LinkOffer,
        now: Timestamp,
        rng: &mut (impl rand_core::CryptoRng + ?Sized),
    ) -> Option<LinkPost> {
        if self.activity != Activity::Idle || now < self.next_post_at || now >= self.ends_at() {
            return None;
        }
        self.activity = Activity::Posting(now);
        let body = offer.post(self.vault_id.as_deref(), rng);
        Some(LinkPost { body, timeout_ms: self.ends_at().since(now) })
    }

    /// Takes what came back for the message on its way.
    pub fn on_reply(&mut self, reply: Reply, now: Timestamp) -> LinkNext {
        let Activity::Posting(posted_at) = self.activity else {
            return LinkNext::Wait { stage: self.stage };
        };
        self.activity = Activity::Idle;
        let (status, body) = match reply {
            Reply::Answer { status, body } => (status, body),
            Reply::Unreachable => {
                self.perhaps_answered |= now.since(posted_at) >= HEARD_AFTER_MS;
                self.unreachable_in_row = self.unreachable_in_row.saturating_add(1);
                return self.wait_in(LinkStage::Unreachable, now);
            }
            Reply::TooLarge => (200, Vec::new()),
        };
        self.unreachable_in_row = 0;
        let errors_before = std::mem::take(&mut self.errors_in_row);
        match status {
            200 => self.judge_body(&body, now),
            400 => {
                // Firefox posts again by itself when a connection breaks, and tells only the second answer.
                self.perhaps_answered |= now.since(posted_at) >= HEARD_AFTER_MS;
                self.errors_in_row = errors_before + 1;
                if self.errors_in_row < MAX_ERRORS {
                    return self.wait_in(self.stage, now);
                }
                let lost = self.perhaps_answered;
                self.fail(if lost { LinkFault::LostAnswer } else { LinkFault::Refused })
            }
            401 => self.wait_in(LinkStage::PhoneLocked, now),
            404 => self.wait_in(LinkStage::NotScanned, now),
            500 => self.wait_in(LinkStage::NotWaiting, now),
            _ => self.count_noise(now),
        }
    }

    /// Takes the one-time key that the browser decrypted, or nothing if it could not: the new link, or what to do next.
    pub fn finish(
        &mut self,
        offer: &LinkOffer,
        sealed: LinkSealed,
        one_time: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Result<NewLink, LinkNext> {
        let one_time = one_time.and_then(OneTimeKey::parse);
        if self.activity != Activity::Opening {
            return Err(LinkNext::Wait { stage: self.stage });
        }
        let plain = one_time.and_then(|one_time| {
            let key = TransportKey::derive_link_response(&offer.session_key, &one_time);
            sealed.envelope.open(&key).ok()
        });
        let Some(plain) = plain else {
            return Err(self.count_noise(now));
        };
        let link = NewLink::parse(offer, &plain).map_err(|fault| self.fail(fault))?;
        if self.vault_id.as_ref().is_some_and(|expected| *expected != link.vault_id) {
            return Err(self.fail(LinkFault::OtherVault));
        }
        self.activity = Activity::Ended;
        Ok(link)
    }

    /// Time passed: ends linking at its limit, with a message on its way or without.
    pub fn on_tick(&mut self, now: Timestamp) -> Option<LinkFault> {
        let late = !self.is_over() && now >= self.ends_at();
        late.then(|| {
            self.activity = Activity::Ended;
            LinkFault::TimedOut { last: self.stage }
        })
    }

    /// The worker came back, and the message on its way went with it, perhaps with its answer.
    pub fn lost_post(&mut self, now: Timestamp) {
        if matches!(self.activity, Activity::Posting(_) | Activity::Opening) {
            self.activity = Activity::Idle;
            self.perhaps_answered = true;
            self.next_post_at = now;
        }
    }

    /// Asks for the one-time key of a body that has sound form, as long as the budget lasts.
    fn judge_body(&mut self, body: &[u8], now: Timestamp) -> LinkNext {
        let sound = body.len() <= BODY_CAP && self.opens < MAX_OPENS;
        let Some(body) = sound.then(|| SealedBody::parse(body)).flatten() else {
            return self.count_noise(now);
        };
        self.opens += 1;
        self.activity = Activity::Opening;
        LinkNext::Open { ciphertext: body.one_time_key, sealed: LinkSealed { envelope: body.envelope } }
    }

    fn count_noise(&mut self, now: Timestamp) -> LinkNext {
        self.activity = Activity::Idle;
        self.noise = self.noise.saturating_add(1);
        let stage = if self.noise >= NOISE_LIMIT { LinkStage::SomeoneElse } else { self.stage };
        self.wait_in(stage, now)
    }

    /// Plans the next message, or ends linking if its time is over.
    fn wait_in(&mut self, stage: LinkStage, now: Timestamp) -> LinkNext {
        self.stage = stage;
        let doubled = self.unreachable_in_row.saturating_sub(1).min(2);
        self.next_post_at = now.after((PAUSE_MS << doubled).min(MAX_BACK_OFF_MS));
        match self.on_tick(now) {
            Some(fault) => LinkNext::Failed(fault),
            None => LinkNext::Wait { stage },
        }
    }

    fn fail(&mut self, fault: LinkFault) -> LinkNext {
        self.activity = Activity::Ended;
        LinkNext::Failed(fault)
    }
}
