//! One request to a linked phone, from its first poll to its end.
//!
//! The phone answers polls one by one: it shows its question at the first, says "not yet" while the user decides, and
//! hands out the answer exactly once. Everything but an answer that opens is unauthenticated, so a status can delay or
//! end this one request and do nothing else (docs/phone-protocol.md §6).

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    answer::Answer,
    command::{Command, cancel_payload},
    fingerprint::Fingerprint,
    keys::{BaseKey, OneTimeKey, TransportKey},
    phone_key::PhoneKey,
    poll::{CancelPoll, Next, Opened, Poll, Sealed, Stage, Stop, sealed_body},
    reply::{MAX_OPENS, POLL_TIMEOUT_MS, Reply, SealedBody, body_cap},
    request_id::RequestId,
};
use crate::time::Timestamp;

/// How long a request runs, in milliseconds.
pub const DEADLINE_MS: u64 = 60_000;
/// What an extension adds, in milliseconds.
pub const EXTENSION_MS: u64 = 60_000;
/// When a request ends whatever happens, in milliseconds: the phone takes its question away then.
pub const HARD_STOP_MS: u64 = 300_000;
/// How long cancelling may take, in milliseconds.
pub const CANCEL_TIMEOUT_MS: u64 = 5_000;
/// How long after linking a phone whose user has not accepted the link yet may answer 400, in milliseconds.
pub const UNLINKED_TOLERANCE_MS: u64 = 60_000;

/// The least and the most time between an answer and the next poll, in milliseconds.
const PAUSE_MS: (u64, u64) = (700, 1_000);
/// First and longest pause after a failed attempt to reach the phone, in milliseconds.
const BACK_OFF_MS: (u64, u64) = (1_000, 4_000);
/// How many protocol errors in a row end a request.
const MAX_ERRORS: u32 = 2;
/// From how many answers that cannot be right on the user is told.
const NOISE_LIMIT: u32 = 3;

/// A request and where it stands. Holds no key, so it can be stored while it runs; never cloned, so identifier and
/// command stay one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    id: RequestId,
    command: Command,
    started: Timestamp,
    ends_at: Timestamp,
    next_poll_at: Timestamp,
    tolerant_until: Option<Timestamp>,
    stage: Stage,
    activity: Activity,
    polls: u32,
    opens: u32,
    noise: u32,
    errors_in_row: u32,
    unreachable_in_row: u32,
    too_large: bool,
}

/// What a request is doing; one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Activity {
    /// Between two polls.
    Idle,
    /// This poll is on its way.
    Polling(u32),
    /// The one-time key of the answer to this poll is with the browser.
    Opening(u32),
    /// Over.
    Ended,
}

impl Request {
    /// Makes a request with a new identifier.
    pub fn new(command: Command, now: Timestamp, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self {
            id: RequestId::make(rng),
            command,
            started: now,
            ends_at: now.after(DEADLINE_MS),
            next_poll_at: now,
            tolerant_until: None,
            stage: Stage::Reaching,
            activity: Activity::Idle,
            polls: 0,
            opens: 0,
            noise: 0,
            errors_in_row: 0,
            unreachable_in_row: 0,
            too_large: false,
        }
    }

    /// For a link that is new: 400 means "not accepted on the phone yet" until then.
    pub fn tolerate_unlinked_until(&mut self, until: Timestamp) {
        self.tolerant_until = Some(until);
    }

    /// Its identifier.
    pub fn id(&self) -> &RequestId {
        &self.id
    }

    /// What it asks.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// The letters that the phone shows with its question.
    pub fn fingerprint(&self, base: &BaseKey) -> Fingerprint {
        Fingerprint::of_request(base, &self.id)
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether it has ended, with or without an answer.
    pub fn is_over(&self) -> bool {
        self.activity == Activity::Ended
    }

    /// Whether the phone may know of it: a poll was sent.
    pub fn was_sent(&self) -> bool {
        self.polls > 0
    }

    /// Whether more answers than can be right came from the address.
    pub fn interference(&self) -> bool {
        self.noise >= NOISE_LIMIT
    }

    /// How many times the browser was asked for a private RSA operation; at most [`MAX_OPENS`].
    pub fn opens(&self) -> u32 {
        self.opens
    }

    /// When the next poll is due; nothing while a poll is on its way or being opened, and after the end.
    pub fn next_poll_at(&self) -> Option<Timestamp> {
        (self.activity == Activity::Idle).then_some(self.next_poll_at)
    }

    /// When it was made.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// When it ends without an answer.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }

    /// The time it was given, extensions included, in milliseconds.
    pub fn total_ms(&self) -> u64 {
        self.ends_at.since(self.started)
    }

    /// Whether it can be given more time.
    pub fn can_extend(&self) -> bool {
        !self.is_over() && self.ends_at < self.hard_stop()
    }

    /// Gives it one minute more, up to the hard stop. False if that is not possible.
    pub fn extend(&mut self, now: Timestamp) -> bool {
        let possible = self.can_extend() && now < self.hard_stop();
        if possible {
            self.ends_at = self.ends_at.after(EXTENSION_MS).min(self.hard_stop());
        }
        possible
    }

    /// The next poll under a fresh one-time key. Nothing before its time, while another poll is on its way, and after
    /// the end: polls follow each other, and none is given up early.
    pub fn poll(
        &mut self,
        base: &BaseKey,
        phone: &PhoneKey,
        now: Timestamp,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Poll> {
        if self.activity != Activity::Idle || now < self.next_poll_at || now >= self.ends_at {
            return None;
        }
        self.polls += 1;
        self.activity = Activity::Polling(self.polls);
        let (body, transport) = sealed_body(&self.command.payload(&self.id), base, phone, rng);
        let timeout_ms = POLL_TIMEOUT_MS.min(self.hard_stop().since(now));
        Some(Poll { number: self.polls, body, timeout_ms, transport })
    }

    /// Takes what came back for a poll. Replies to other polls than the one on its way are dropped.
    pub fn on_reply(
        &mut self,
        poll: Poll,
        reply: Reply,
        now: Timestamp,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Next {
        if self.activity != Activity::Polling(poll.number) {
            return Next::Wait;
        }
        self.activity = Activity::Idle;
        if now >= self.hard_stop() {
            return Next::Stop(self.end(Stop::HardStop { last: self.stage }));
        }
        match self.judge(poll, reply, now) {
            Next::Wait => match self.settle(now, rng) {
                Some(stop) => Next::Stop(stop),
                None => Next::Wait,
            },
            next => next,
        }
    }

    /// Drops a poll whose reply says too little to be taken while other addresses are still to be asked
    /// ([`Heard::TryNext`](super::Heard::TryNext)). The next poll is due at once, and no counter moves.
    pub fn pass_over(&mut self, poll: &Poll, now: Timestamp) -> Next {
        if self.activity != Activity::Polling(poll.number) {
            return Next::Wait;
        }
        self.activity = Activity::Idle;
        self.next_poll_at = now;
        self.on_tick(now).map_or(Next::Wait, Next::Stop)
    }

    /// Another address is to be asked without a pause; after [`Route::noise`](super::Route::noise) said so.
    pub fn retry_soon(&mut self, now: Timestamp) {
        if self.activity == Activity::Idle {
            self.next_poll_at = self.next_poll_at.min(now);
        }
    }

    /// Takes the one-time key that the browser decrypted, or nothing if it could not.
    pub fn on_opened(
        &mut self,
        base: &BaseKey,
        sealed: Sealed,
        one_time: Option<Vec<u8>>,
        now: Timestamp,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Opened {
        let one_time = one_time.and_then(OneTimeKey::parse);
        if self.activity != Activity::Opening(sealed.number) {
            return Opened::Wait;
        }
        self.activity = Activity::Idle;
        if now >= self.hard_stop() {
            return Opened::Stop(self.end(Stop::HardStop { last: self.stage }));
        }
        let plain = one_time.and_then(|one_time| {
            let key = TransportKey::derive_response(base, &one_time, &sealed.transport);
            sealed.envelope.open(&key).ok()
        });
        let Some(plain) = plain else {
            self.count_noise();
            return self.settle(now, rng).map_or(Opened::Wait, Opened::Stop);
        };
        match Answer::parse(&plain, self.command.expected()) {
            Ok(answer) => {
                self.activity = Activity::Ended;
                Opened::Answer(answer)
            }
            Err(_) => Opened::Stop(self.end(Stop::AnswerUnusable)),
        }
    }

    /// Time passed. Ends the request at its deadline unless a poll is on its way, whose answer may be the one; at the hard
    /// stop in any case.
    pub fn on_tick(&mut self, now: Timestamp) -> Option<Stop> {
        if self.is_over() {
            return None;
        }
        if now >= self.hard_stop() {
            return Some(self.end(Stop::HardStop { last: self.stage }));
        }
        (self.activity == Activity::Idle && now >= self.ends_at)
            .then(|| self.end(Stop::Deadline { last: self.stage }))
    }

    /// The worker came back, and the poll on its way or the key being opened went with it. The request goes on; if the
    /// answer was lost, the phone says so (204).
    pub fn lost_poll(&mut self, now: Timestamp) {
        if matches!(self.activity, Activity::Polling(_) | Activity::Opening(_)) {
            self.activity = Activity::Idle;
            self.next_poll_at = now.after(PAUSE_MS.0);
        }
    }

    /// Ends the request for the user, and makes the message that takes it back on the phone.
    pub fn cancel_command(
        &mut self,
        base: &BaseKey,
        phone: &PhoneKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> CancelPoll {
        self.activity = Activity::Ended;
        let (body, _) = sealed_body(&cancel_payload(&self.id), base, phone, rng);
        CancelPoll { body, timeout_ms: CANCEL_TIMEOUT_MS }
    }

    /// What one reply means.
    fn judge(&mut self, poll: Poll, reply: Reply, now: Timestamp) -> Next {
        let (status, body) = match reply {
            Reply::Answer { status, body } => (status, body),
            Reply::Unreachable => {
                self.unreachable_in_row = self.unreachable_in_row.saturating_add(1);
                self.stage = Stage::Unreachable;
                return Next::Wait;
            }
            Reply::TooLarge => return self.count_too_large(),
        };
        self.unreachable_in_row = 0;
        let errors_before = std::mem::take(&mut self.errors_in_row);
        match status {
            200 if body.len() > body_cap(&self.command) => self.count_too_large(),
            200 => self.judge_body(poll, &body),
            202 => self.wait_in(Stage::Waiting),
            204 if self.too_large => Next::Stop(self.end(Stop::TooLarge)),
            204 => Next::Stop(self.end(Stop::AlreadyAnswered)),
            400 if self.tolerant_until.is_some_and(|until| now < until) => {
                self.wait_in(Stage::NotAcceptedYet)
            }
            400 | 500 => {
                self.errors_in_row = errors_before + 1;
                if self.errors_in_row < MAX_ERRORS {
                    return Next::Wait;
                }
                Next::Stop(self.end(Stop::Protocol))
            }
            401 => self.wait_in(Stage::PhoneLocked),
            403 => Next::Stop(self.end(Stop::Denied)),
            404 => Next::Stop(self.end(Stop::UnknownLink)),
            409 => self.wait_in(Stage::PhoneBusy),
            _ => {
                self.count_noise();
                Next::Wait
            }
        }
    }

    /// Asks for the one-time key of a body that has sound form, as long as the budget lasts.
    fn judge_body(&mut self, poll: Poll, body: &[u8]) -> Next {
        let Some(body) = SealedBody::parse(body).filter(|_| self.opens < MAX_OPENS) else {
            self.count_noise();
            return Next::Wait;
        };
        self.opens += 1;
        self.activity = Activity::Opening(poll.number);
        let sealed = Sealed { number: poll.number, transport: poll.transport, envelope: body.envelope };
        Next::Open { ciphertext: body.one_time_key, sealed }
    }

    /// Plans the next poll, or ends the request if its time is over.
    fn settle(&mut self, now: Timestamp, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Stop> {
        if now >= self.ends_at {
            return Some(self.end(Stop::Deadline { last: self.stage }));
        }
        let jitter = u64::from(rng.next_u32()) % (PAUSE_MS.1 - PAUSE_MS.0);
        let pause = match self.unreachable_in_row {
            0 => PAUSE_MS.0 + jitter,
            failures => (BACK_OFF_MS.0 << (failures - 1).min(2)).min(BACK_OFF_MS.1) + jitter,
        };
        self.next_poll_at = now.after(pause);
        None
    }

    fn wait_in(&mut self, stage: Stage) -> Next {
        self.stage = stage;
        Next::Wait
    }

    /// Anybody can send more than is allowed. If it was the phone, it says next that it has answered (204).
    fn count_too_large(&mut self) -> Next {
        self.too_large = true;
        self.count_noise();
        Next::Wait
    }

    fn count_noise(&mut self) {
        self.noise = self.noise.saturating_add(1);
    }

    fn end(&mut self, stop: Stop) -> Stop {
        self.activity = Activity::Ended;
        stop
    }

    fn hard_stop(&self) -> Timestamp {
        self.started.after(HARD_STOP_MS)
    }
}
