//! The figures, and how they are told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use nearkey::phone::Stop;
use nearkey_servers::{Counts, Happening};

use crate::ledger::Fate;

/// How many things that went wrong are told in words.
const MAX_TOLD: usize = 12;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// With its answer.
    Answered,
    /// 403: the user denied, or somebody said so.
    Denied,
    /// 204: the phone said that it answered already.
    Told,
    /// 404.
    UnknownLink,
    /// 400 or 500 twice.
    Protocol,
    /// Its time was over.
    Deadline,
    /// The phone has taken the question away.
    HardStop,
    /// An answer that opened and is none.
    Unusable,
    /// A body over the cap.
    TooLarge,
    /// The user gave up.
    Cancelled,
    /// A broken client threw the answer away.
    Forgotten,
}

impl From<Stop> for Ending {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Denied => Self::Denied,
            Stop::AlreadyAnswered => Self::Told,
            Stop::UnknownLink => Self::UnknownLink,
            Stop::Protocol => Self::Protocol,
            Stop::Deadline { .. } => Self::Deadline,
            Stop::HardStop { .. } => Self::HardStop,
            Stop::AnswerUnusable => Self::Unusable,
            Stop::TooLarge => Self::TooLarge,
            Stop::Cancelled => Self::Cancelled,
        }
    }
}

/// The figures of one soak.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that ended, by how they did.
    pub endings: BTreeMap<Ending, usize>,
    /// Polls that clients sent.
    pub polls: usize,
    /// Requests that were taken back at their end.
    pub cancels: usize,
    /// Private RSA operations of the phones.
    pub decrypts: u64,
    /// Requests that the users said yes to.
    pub approvals: usize,
    /// Answers that the phones handed out.
    pub handed: usize,
    /// Of these: taken by the one who asked.
    pub delivered: usize,
    /// Of these: kept by the network.
    pub swallowed: usize,
    /// Of these: the client was told so by the phone (204).
    pub swallowed_told: usize,
    /// Of these: the client had the answer after all, because the user said yes once more.
    pub swallowed_repaired: usize,
    /// Of those handed out: not there when the client had waited its full time.
    pub late: usize,
    /// Of those handed out: lost by the client.
    pub lost: usize,
    /// Answers that were taken twice.
    pub duplicated: usize,
    /// Answers that were taken for another request.
    pub misfiled: usize,
    /// Requests that lasted beyond their hard stop.
    pub outlived: usize,
    /// Milliseconds from the user's yes to the answer.
    pub waits_ms: Vec<u64>,
    /// What the messages met and what happened to the phones.
    pub troubles: BTreeMap<String, usize>,
    /// The first things that went wrong, in words.
    pub told: Vec<String>,
}

impl Tally {
    /// Nothing is lost, doubled, misfiled, unusable or too long.
    pub fn is_clean(&self) -> bool {
        self.lost + self.duplicated + self.misfiled + self.outlived == 0
            && !self.endings.contains_key(&Ending::Unusable)
    }

    /// Requests that ended.
    pub fn requests(&self) -> usize {
        self.endings.values().sum()
    }

    /// Requests that ended so.
    pub fn ending(&self, ending: Ending) -> usize {
        self.endings.get(&ending).copied().unwrap_or_default()
    }

    /// The middle of the times from yes to answer.
    pub fn median_wait_ms(&self) -> Option<u64> {
        let mut waits = self.waits_ms.clone();
        waits.sort_unstable();
        waits.get(waits.len() / 2).copied()
    }

    pub(crate) fn ended(&mut self, ending: Ending, polls: usize, cancelled: bool, outlived: bool) {
        *self.endings.entry(ending).or_default() += 1;
        self.polls += polls;
        self.cancels += usize::from(cancelled);
        self.outlived += usize::from(outlived);
    }

    pub(crate) fn misfiled(&mut self, what: &str) {
        self.misfiled += 1;
        self.tell(&format!("misfiled: {what}"));
    }

    pub(crate) fn duplicated(&mut self, what: &str) {
        self.duplicated += 1;
        self.tell(&format!("duplicated: {what}"));
    }

    pub(crate) fn waited(&mut self, wait: Duration) {
        self.waits_ms.push(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
    }

    pub(crate) fn handed(&mut self, fate: Fate, ending: Option<Ending>) {
        self.handed += 1;
        match fate {
            Fate::Delivered => self.delivered += 1,
            Fate::Swallowed => {
                self.swallowed += 1;
                self.swallowed_told += usize::from(ending == Some(Ending::Told));
                self.swallowed_repaired += usize::from(ending == Some(Ending::Answered));
            }
            Fate::Late => self.late += 1,
            Fate::Lost => self.lost += 1,
        }
    }

    pub(crate) fn phone(&mut self, counts: Counts, happenings: &[Happening]) {
        self.decrypts += counts.decrypts;
        self.approvals += counts.approvals;
        for happening in happenings {
            if let Some(fault) = happening.what.strip_prefix("a message meets ") {
                *self.troubles.entry(fault.to_owned()).or_default() += 1;
            } else if let Some((mishap, _)) = happening.what.split_once(" for ") {
                *self.troubles.entry(mishap.split('(').next().unwrap_or_default().to_owned()).or_default() +=
                    1;
            }
        }
    }

    pub(crate) fn tell(&mut self, what: &str) {
        if self.told.len() < MAX_TOLD {
            self.told.push(what.to_owned());
        }
    }

    /// Adds the figures of another phone.
    pub(crate) fn add(&mut self, other: Self) {
        for (ending, count) in other.endings {
            *self.endings.entry(ending).or_default() += count;
        }
        for (trouble, count) in other.troubles {
            *self.troubles.entry(trouble).or_default() += count;
        }
        self.polls += other.polls;
        self.cancels += other.cancels;
        self.decrypts += other.decrypts;
        self.approvals += other.approvals;
        self.handed += other.handed;
        self.delivered += other.delivered;
        self.swallowed += other.swallowed;
        self.swallowed_told += other.swallowed_told;
        self.swallowed_repaired += other.swallowed_repaired;
        self.late += other.late;
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.misfiled += other.misfiled;
        self.outlived += other.outlived;
        self.waits_ms.extend(other.waits_ms);
        other.told.iter().for_each(|what| self.tell(what));
    }
}

/// Our figures beside those of a client that polls every two seconds.
pub fn compare(ours: &Tally, other: &Tally) -> String {
    let mut out = String::new();
    let mut line = |what: &str, one: String, two: String| {
        let _ = writeln!(out, "{what:<46} {one:>12} {two:>16}");
    };
    let share = |part: usize, whole: usize| format!("{:.2} %", per(part * 100, whole));
    line("", "this client".into(), "every 2 s".into());
    let mut count =
        |what: &str, of: fn(&Tally) -> usize| line(what, of(ours).to_string(), of(other).to_string());
    count("requests", Tally::requests);
    count("  answered", |tally| tally.ending(Ending::Answered));
    count("  denied (403)", |tally| tally.ending(Ending::Denied));
    count("  told that the answer went astray (204)", |tally| tally.ending(Ending::Told));
    count("  unknown link (404)", |tally| tally.ending(Ending::UnknownLink));
    count("  protocol error (400 or 500, twice)", |tally| tally.ending(Ending::Protocol));
    count("  answer too large", |tally| tally.ending(Ending::TooLarge));
    count("  deadline", |tally| tally.ending(Ending::Deadline));
    count("  hard stop", |tally| tally.ending(Ending::HardStop));
    count("  answer unusable", |tally| tally.ending(Ending::Unusable));
    count("answers handed out by the phones", |tally| tally.handed);
    count("  taken", |tally| tally.delivered);
    count("  swallowed by the network", |tally| tally.swallowed);
    count("    the phone told so (204)", |tally| tally.swallowed_told);
    count("    the user said yes again", |tally| tally.swallowed_repaired);
    count("  later than the client may wait (25 s)", |tally| tally.late);
    count("  LOST by the client", |tally| tally.lost);
    count("DUPLICATED", |tally| tally.duplicated);
    count("MISFILED", |tally| tally.misfiled);
    count("OUTLIVED their hard stop", |tally| tally.outlived);
    count("users' approvals", |tally| tally.approvals);
    count("polls", |tally| tally.polls);
    count("cancels", |tally| tally.cancels);
    let ratio = |tally: &Tally, of: usize| format!("{:.2}", per(of, tally.approvals));
    line("polls per approval", ratio(ours, ours.polls), ratio(other, other.polls));
    let decrypts = |tally: &Tally| usize::try_from(tally.decrypts).unwrap_or(usize::MAX);
    line("phone decrypts per approval", ratio(ours, decrypts(ours)), ratio(other, decrypts(other)));
    let per_answer = |tally: &Tally| format!("{:.2}", per(decrypts(tally), tally.delivered));
    line("phone decrypts per answer taken", per_answer(ours), per_answer(other));
    let wait = |tally: &Tally| tally.median_wait_ms().map_or("-".into(), |ms| format!("{ms} ms"));
    line("median time from yes to answer", wait(ours), wait(other));
    line("lost, of those handed out", share(ours.lost, ours.handed), share(other.lost, other.handed));
    let _ = writeln!(out, "\nfor every one of ours, the client that polls every 2 s needs");
    let times =
        |what: &str, one: f64, two: f64| format!("  {:.2} × {what}\n", two / one.max(f64::MIN_POSITIVE));
    out += &times("polls per approval", per(ours.polls, ours.approvals), per(other.polls, other.approvals));
    let answer = |tally: &Tally| per(decrypts(tally), tally.delivered);
    out += &times("phone decrypts per answer taken", answer(ours), answer(other));
    if let (Some(one), Some(two)) = (ours.median_wait_ms(), other.median_wait_ms()) {
        out += &times("median time from yes to answer", number(one), number(two));
    }
    let troubles: Vec<String> = ours.troubles.iter().map(|(what, count)| format!("{what} {count}")).collect();
    let _ = writeln!(out, "\ntroubles met by this client: {}", troubles.join(", "));
    for what in &ours.told {
        let _ = writeln!(out, "! {what}");
    }
    out
}

fn per(part: usize, of: usize) -> f64 {
    let number = |value: usize| u32::try_from(value).map_or(f64::MAX, f64::from);
    if of == 0 { 0.0 } else { number(part) / number(of) }
}

fn number(value: u64) -> f64 {
    u32::try_from(value).map_or(f64::MAX, f64::from)
}
