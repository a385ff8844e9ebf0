//! The way to the phone for one request: its addresses, asked in turn until one of them speaks like the phone.
//!
//! Statuses are unauthenticated and an address may belong to another device by now. So a refusal ends a request only
//! if no other address has a better word, and an address that the phone's own words came from is kept.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    reply::{Reply, SealedBody},
};

/// Most addresses of one phone.
pub const MAX_ADDRESSES: usize = 8;

/// After so many answers of "locked" or "busy" in a row the other addresses are asked too; then after twice as many,
/// and so on, because an address where nothing is costs seconds.
const PATIENCE: u32 = 3;

/// What to do with a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Give it to [`Request::on_reply`](super::Request::on_reply).
    Take,
    /// Give this one to [`Request::on_reply`](super::Request::on_reply) in its place: the most telling of all addresses.
    Instead(Reply),
    /// Drop it with [`Request::pass_over`](super::Request::pass_over): the next poll goes to another address, at once.
    TryNext,
}

/// The addresses of one phone for one request. Holds no secret, so it can be stored while the request runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Route {
    current: Stop,
    /// In the order in which they are asked.
    others: VecDeque<Stop>,
    patience: u32,
    soft_in_row: u32,
}

/// One address and what it said.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stop {
    address: Address,
    /// Its place in the list it came from.
    place: usize,
    said: Said,
    /// Its word in this round.
    word: Option<Word>,
}

/// The best that an address said during this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Said {
    Nothing,
    /// Locked or busy: words of a phone, and easy to say for anybody.
    Soft,
    /// It has the request (202), or gave a true answer.
    Held,
}

/// One reply, by what it is worth. The later, the more telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Word {
    /// Nothing answers.
    Silent,
    /// Something answers that is no phone.
    Noise,
    /// A body without end.
    Endless,
    /// 400, 404, 500, 204, 403: each would end the request, at once or when repeated.
    Final(Verdict),
    /// 401, 409.
    Soft(u16),
}

/// The statuses that end a request, the least telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Verdict {
    Error,
    UnknownLink,
    Malformed,
    AlreadyAnswered,
    Denied,
}

impl Route {
    /// Begins with the first of one to eight addresses, which should be the one that last gave a true answer. Nothing
    /// without any; doubles and those behind the eighth are left out.
    pub fn new(addresses: &[Address]) -> Option<Self> {
        let mut stops = VecDeque::new();
        for address in addresses.iter().take(MAX_ADDRESSES) {
            if stops.iter().all(|stop: &Stop| stop.address != *address) {
                let place = stops.len();
                stops.push_back(Stop { address: address.clone(), place, said: Said::Nothing, word: None });
            }
        }
        let current = stops.pop_front()?;
        Some(Self { current, others: stops, patience: PATIENCE, soft_in_row: 0 })
    }

    /// Where the next poll goes.
    pub fn current(&self) -> &Address {
        &self.current.address
    }

    /// How many addresses there are, from 1.
    pub fn len(&self) -> usize {
        self.others.len() + 1
    }

    /// Never; a route leads somewhere.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Judges what came back for a poll to [`Self::current`]. With one address everything is taken as it is.
    pub fn on_reply(&mut self, reply: &Reply) -> Heard {
        if self.others.is_empty() {
            return Heard::Take;
        }
        let soft_now = std::mem::take(&mut self.soft_in_row).saturating_add(1);
        let word = match reply {
            Reply::Unreachable => Word::Silent,
            Reply::TooLarge => Word::Endless,
            Reply::Answer { status, body } => match status {
                202 => {
                    self.stay(Said::Held);
                    return Heard::Take;
                }
                // Only the browser's key tells whether it is the phone's; see `noise`.
                200 if self.is_alone_held() || SealedBody::parse(body).is_some() => return Heard::Take,
                401 | 409 => {
                    let patient = self.current.said == Said::Held || soft_now < self.patience;
                    if patient {
                        self.soft_in_row = soft_now;
                        self.stay(Said::Soft);
                        return Heard::Take;
                    }
                    self.patience = self.patience.saturating_mul(2);
                    self.stay(Said::Soft);
                    Word::Soft(*status)
                }
                403 => Word::Final(Verdict::Denied),
                204 => Word::Final(Verdict::AlreadyAnswered),
                400 => Word::Final(Verdict::Malformed),
                404 => Word::Final(Verdict::UnknownLink),
                500 => Word::Final(Verdict::Error),
                _ => Word::Noise,
            },
        };
        if word != Word::Silent && self.is_alone_held() {
            return Heard::Take;
        }
        self.current.word = Some(word);
        if self.go_on() { Heard::TryNext } else { self.conclude(word) }
    }

    /// The answer that was taken did not open. True if another address is asked next, at once
    /// ([`Request::retry_soon`](super::Request::retry_soon)); otherwise the request waits as it would.
    pub fn noise(&mut self) -> bool {
        if self.others.is_empty() || self.is_alone_held() {
            return false;
        }
        self.current.word = Some(Word::Noise);
        let goes_on = self.go_on();
        if !goes_on {
            self.begin_round();
        }
        goes_on
    }

    /// The current address gave an answer that opened: it is the phone.
    pub fn true_answer(&mut self) {
        for other in &mut self.others {
            other.said = Said::Nothing;
        }
        self.stay(Said::Held);
    }

    /// Whether the current address has the request, and no other says so too.
    fn is_alone_held(&self) -> bool {
        self.current.said == Said::Held && self.others.iter().all(|other| other.said != Said::Held)
    }

    /// The current address spoke like the phone: it is asked again, and a new round begins with it.
    fn stay(&mut self, said: Said) {
        self.current.said = self.current.said.max(said);
        self.forget_words();
    }

    fn forget_words(&mut self) {
        self.current.word = None;
        for other in &mut self.others {
            other.word = None;
        }
    }

    /// Turns to the next address that had no word in this round; false if all had.
    fn go_on(&mut self) -> bool {
        let Some(next) = self.others.iter().position(|other| other.word.is_none()) else { return false };
        self.turn(next);
        true
    }

    /// Makes one of the others the current one. The order stays a circle.
    fn turn(&mut self, next: usize) {
        for _ in 0..=next {
            if let Some(stop) = self.others.pop_front() {
                self.others.push_back(std::mem::replace(&mut self.current, stop));
            }
        }
    }

    /// All addresses had their word: what the round comes to. A refusal counts only from those that spoke most like
    /// the phone in this request.
    fn conclude(&mut self, last: Word) -> Heard {
        let stops = || std::iter::once(&self.current).chain(&self.others);
        let most = stops().map(|stop| stop.said).max().unwrap_or(Said::Nothing);
        let counts = |stop: &&Stop| stop.said == most || !stop.word.is_some_and(Word::ends);
        let word = stops().filter(counts).filter_map(|stop| stop.word).max().unwrap_or(Word::Silent);
        self.begin_round();
        if word == last { Heard::Take } else { Heard::Instead(word.into_reply()) }
    }

    /// Starts again with the address that spoke most like the phone, or with the first.
    fn begin_round(&mut self) {
        self.forget_words();
        let rank = |stop: &Stop| (stop.said, std::cmp::Reverse(stop.place));
        let best = self.others.iter().enumerate().max_by_key(|(_, stop)| rank(stop));
        if let Some((index, stop)) = best
            && rank(stop) > rank(&self.current)
        {
            self.turn(index);
        }
    }
}

impl Word {
    /// Whether it would end a request.
    fn ends(self) -> bool {
        matches!(self, Self::Endless | Self::Final(_))
    }

    /// A reply that a request judges alike.
    fn into_reply(self) -> Reply {
        let status = |status| Reply::Answer { status, body: Vec::new() };
        match self {
            Self::Silent => Reply::Unreachable,
            // An empty body is no answer.
            Self::Noise => status(200),
            Self::Endless => Reply::TooLarge,
            Self::Soft(code) => status(code),
            Self::Final(Verdict::Denied) => status(403),
            Self::Final(Verdict::AlreadyAnswered) => status(204),
            Self::Final(Verdict::Malformed) => status(400),
            Self::Final(Verdict::UnknownLink) => status(404),
            Self::Final(Verdict::Error) => status(500),
        }
    }
}
