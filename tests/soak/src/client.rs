//! Clients: ours, driven as the app drives it; one that polls every two seconds and aborts each poll after two; and
//! broken ones, to see that the counters can count.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use getrandom::SysRng;
use nearkey::phone::{Answer, Command, Next, Opened, Poll, Request, Sealed, Stop, body_cap};
use nearkey::time::Timestamp;
use nearkey_servers::phone::wire;
use rand_core::UnwrapErr;
use tokio::time::sleep;

use crate::link::{Link, since};
use crate::post::{Came, Poster};
use crate::tally::Ending;

/// How a client goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the extension does: one poll after the other, none given up early.
    Ours,
    /// A poll every two seconds, each aborted after two.
    EveryTwoSeconds,
    /// Broken: takes an answer that it has seen before, without looking whether it belongs to this poll.
    TakesReplays,
    /// Broken: forgets every third answer.
    Forgets,
}

/// Period and patience of [`Manner::EveryTwoSeconds`], in milliseconds.
const TWO_SECONDS: u64 = 2_000;
/// From when on a patient user gives a request more time, in milliseconds before its end.
const LAST_MOMENT: u64 = 20_000;

/// One poll that was sent.
pub struct Sent {
    /// SHA-256 of its body.
    pub poll: [u8; 32],
    /// SHA-256 of the whole body of a 200 that came back for it.
    pub whole: Option<[u8; 32]>,
    /// It was given up after this many milliseconds.
    pub given_up_after: Option<u64>,
}

/// An answer that a client believed.
pub struct Took {
    /// SHA-256 of the body of the poll that it took it for.
    pub poll: [u8; 32],
    /// SHA-256 of the body of the answer.
    pub body: [u8; 32],
    /// What was in it.
    pub answer: Answer,
    /// When.
    pub at: Instant,
}

/// A request that is over.
pub struct Finished {
    /// The request, at its end.
    pub request: Request,
    /// How it ended.
    pub ending: Ending,
    /// What was taken.
    pub took: Option<Took>,
    /// All its polls.
    pub sent: Vec<Sent>,
    /// It was taken back at the end.
    pub cancelled: bool,
    /// From its making to its end.
    pub lasted: Duration,
}

/// A client with its link.
pub struct Client {
    manner: Manner,
    link: Link,
    poster: Poster,
    answers: u32,
    /// For those who take replays: answers by the SHA-256 of their bodies.
    known: HashMap<[u8; 32], Answer>,
}

/// What one reply led to.
enum Step {
    Wait,
    Stop(Stop),
    Took(Took),
    /// A broken client threw an answer away.
    Forgot,
}

impl Client {
    /// A client that uses a link in some manner.
    pub fn new(manner: Manner, link: Link, poster: Poster) -> Self {
        Self { manner, link, poster, answers: 0, known: HashMap::new() }
    }

    /// The id under which the phone knows it.
    pub fn id(&self) -> &str {
        self.link.keys.web_client_id.as_str()
    }

    /// Keeps an answer for later mischief.
    pub fn keep(&mut self, body: [u8; 32], answer: Answer) {
        if self.manner == Manner::TakesReplays {
            self.known.insert(body, answer);
        }
    }

    /// Asks from the first poll to the end. A patient user gives it more time whenever it runs out.
    pub async fn ask(&mut self, command: Command, patient: bool) -> Finished {
        let start = Instant::now();
        let rng = &mut UnwrapErr(SysRng);
        let mut request = Request::new(command, since(start), rng);
        let mut sent = Vec::new();
        let mut last_poll = None;
        let outcome = loop {
            let now = since(start);
            if patient && request.ends_at().since(now) < LAST_MOMENT {
                request.extend(now);
            }
            if let Some(stop) = request.on_tick(now) {
                break Step::Stop(stop);
            }
            if let Some(wait) = self.wait(&request, last_poll, now) {
                sleep(Duration::from_millis(wait.max(1))).await;
                continue;
            }
            let keys = &self.link.keys;
            let Some(poll) = request.poll(&keys.base_key, &keys.phone_key, now, rng) else {
                sleep(Duration::from_millis(1)).await;
                continue;
            };
            last_poll = Some(now);
            match self.poll(&mut request, poll, start, &mut sent).await {
                Step::Wait => {}
                other => break other,
            }
        };
        let lasted = start.elapsed();
        let (ending, took) = match outcome {
            Step::Took(took) => (Ending::Answered, Some(took)),
            Step::Stop(stop) => (Ending::from(stop), None),
            Step::Forgot | Step::Wait => (Ending::Forgotten, None),
        };
        // What the phone has not closed itself is taken back, once.
        let cancelled =
            !matches!(ending, Ending::Answered | Ending::Told | Ending::Denied | Ending::Forgotten);
        if cancelled {
            let keys = &self.link.keys;
            let cancel = request.cancel_command(&keys.base_key, &keys.phone_key, rng);
            let cap = body_cap(request.command());
            self.poster.post(&self.link.url, self.id(), &cancel.body, cancel.timeout_ms, cap).await;
        }
        Finished { request, ending, took, sent, cancelled, lasted }
    }

    /// Milliseconds to wait before the next poll.
    fn wait(&self, request: &Request, last_poll: Option<Timestamp>, now: Timestamp) -> Option<u64> {
        let mut due = request.next_poll_at()?;
        if self.manner == Manner::EveryTwoSeconds {
            due = due.max(last_poll.map_or(due, |last| last.after(TWO_SECONDS)));
        }
        (due > now).then(|| due.min(request.ends_at()).since(now))
    }

    async fn poll(
        &mut self,
        request: &mut Request,
        poll: Poll,
        start: Instant,
        sent: &mut Vec<Sent>,
    ) -> Step {
        let rng = &mut UnwrapErr(SysRng);
        let hash = wire::hash(&[poll.body.as_bytes()]);
        let hurried = self.manner == Manner::EveryTwoSeconds;
        let timeout_ms = if hurried { poll.timeout_ms.min(TWO_SECONDS) } else { poll.timeout_ms };
        let cap = body_cap(request.command());
        let came = self.poster.post(&self.link.url, self.id(), &poll.body, timeout_ms, cap).await;
        let Came { reply, whole, timed_out } = came;
        sent.push(Sent { poll: hash, whole, given_up_after: timed_out.then_some(timeout_ms) });
        let now = since(start);
        if hurried && reply == nearkey::phone::Reply::Unreachable {
            // It knows no back-off: the next poll leaves at its time.
            request.lost_poll(Timestamp(now.0.saturating_sub(TWO_SECONDS)));
            return Step::Wait;
        }
        match request.on_reply(poll, reply, now, rng) {
            Next::Wait => Step::Wait,
            Next::Stop(stop) => Step::Stop(stop),
            Next::Open { ciphertext, sealed } => {
                let one_time = self.link.private.open(ciphertext).await;
                let body = whole.unwrap_or_default();
                self.open(request, sealed, one_time, since(start), hash, body)
            }
        }
    }

    fn open(
        &mut self,
        request: &mut Request,
        sealed: Sealed,
        one_time: Option<Vec<u8>>,
        now: Timestamp,
        poll: [u8; 32],
        body: [u8; 32],
    ) -> Step {
        let rng = &mut UnwrapErr(SysRng);
        match request.on_opened(&self.link.keys.base_key, sealed, one_time, now, rng) {
            Opened::Wait => match self.known.remove(&body) {
                Some(answer) => Step::Took(Took { poll, body, answer, at: Instant::now() }),
                None => Step::Wait,
            },
            Opened::Stop(stop) => Step::Stop(stop),
            Opened::Answer(answer) => {
                self.answers += 1;
                if self.manner == Manner::Forgets && self.answers.is_multiple_of(3) {
                    return Step::Forgot;
                }
                Step::Took(Took { poll, body, answer, at: Instant::now() })
            }
        }
    }
}
