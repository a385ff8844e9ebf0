//! Compares what a phone handed out with what its client took.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use nearkey_servers::{Handed, Phone};

use crate::ask::check;
use crate::client::{Finished, Sent};
use crate::tally::{Ending, Tally};

/// How long a client waits for the answer to a poll, and how long a request may last, in milliseconds. Said here once
/// more: were they taken from the code under test, shorter ones would go unnoticed.
const POLL_TIMEOUT_MS: u64 = 25_000;
const HARD_STOP_MS: u64 = 300_000;
/// What a request may last beyond its hard stop before it counts: the machine is busy. Milliseconds.
const SLACK_MS: u64 = 1_500;

/// What became of one answer that a phone handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Taken.
    Delivered,
    /// The network kept it.
    Swallowed,
    /// The client waited as long as it may, and it did not come in time.
    Late,
    /// It reached the client whole and was not taken, or the client gave up waiting early.
    Lost,
}

/// Whether a request lasted beyond its hard stop.
fn outlived(lasted: Duration) -> bool {
    lasted > Duration::from_millis(HARD_STOP_MS + SLACK_MS)
}

/// The books of one phone and its client.
#[derive(Default)]
pub struct Ledger {
    /// Polls by the SHA-256 of their bodies, with the number of their request.
    polls: HashMap<[u8; 32], (Sent, usize)>,
    /// Bodies of answers that were taken.
    bodies: HashSet<[u8; 32]>,
    /// Polls whose answer was taken.
    taken: HashSet<[u8; 32]>,
    /// How the requests ended.
    endings: Vec<Ending>,
    /// The figures of this phone and client.
    pub tally: Tally,
}

impl Ledger {
    /// Books a request that is over; the client's answer is handed back. `id` is the client's.
    pub fn finished(&mut self, phone: &Phone, id: &str, finished: Finished) -> Option<crate::client::Took> {
        let Finished { request, ending, took, sent, cancelled, lasted } = finished;
        let number = self.endings.len();
        self.endings.push(ending);
        self.tally.ended(ending, sent.len(), cancelled, outlived(lasted));
        if outlived(lasted) {
            self.tally.tell(&format!("outlived: request {number} of {id} ended {ending:?} after {lasted:?}"));
        }
        self.polls.extend(sent.into_iter().map(|sent| (sent.poll, (sent, number))));
        let took = took?;
        let handed = phone.handed_to(&took.poll);
        let (key, vault) = (phone.client_key(id), phone.credentials());
        let request_id = request.id().to_string();
        if let Err(what) = check(request.command(), &request_id, &took.answer, handed.as_ref(), &vault, &key)
        {
            self.tally.misfiled(&format!("request {number} of {id}: {what}"));
        }
        let new_body = self.bodies.insert(took.body);
        if !self.taken.insert(took.poll) || !new_body {
            self.tally.duplicated(&format!("request {number} of {id} took an answer a second time"));
        }
        if let Some(yes) = phone.yes_at(&request_id) {
            self.tally.waited(took.at.saturating_duration_since(yes));
        }
        Some(took)
    }

    /// Closes the books: every answer that the phone handed out has one fate.
    pub fn close(mut self, phone: &Phone) -> Tally {
        for handed in phone.handed() {
            let fate = self.fate(&handed);
            let poll = self.polls.get(&handed.poll);
            let ending = poll.and_then(|(_, number)| self.endings.get(*number)).copied();
            self.tally.handed(fate, ending);
            if fate == Fate::Lost {
                let Handed { client, command, fault, .. } = &handed;
                let fault = fault.as_deref().unwrap_or("no fault");
                self.tally.tell(&format!("lost: {command} of {client}, {fault}, request ended {ending:?}"));
            }
        }
        self.tally.phone(phone.counts(), &phone.happenings(0));
        self.tally
    }

    fn fate(&self, handed: &Handed) -> Fate {
        if self.taken.contains(&handed.poll) {
            return Fate::Delivered;
        }
        match self.polls.get(&handed.poll) {
            Some((sent, _)) if sent.whole == Some(handed.answer) => Fate::Lost,
            _ if handed.swallowed => Fate::Swallowed,
            Some((sent, _)) if sent.given_up_after.is_some_and(|ms| ms >= POLL_TIMEOUT_MS) => Fate::Late,
            _ => Fate::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLL: [u8; 32] = [1; 32];
    const BODY: [u8; 32] = [2; 32];

    fn handed(swallowed: bool) -> Handed {
        Handed {
            client: "ABC-DEF".into(),
            request: "id".into(),
            command: "get_client_key".into(),
            poll: POLL,
            answer: BODY,
            keys: Vec::new(),
            fault: None,
            swallowed,
        }
    }

    fn fate(whole: Option<[u8; 32]>, given_up_after: Option<u64>, swallowed: bool) -> Fate {
        let mut ledger = Ledger::default();
        ledger.polls.insert(POLL, (Sent { poll: POLL, whole, given_up_after }, 0));
        ledger.fate(&handed(swallowed))
    }

    #[test]
    fn what_came_whole_and_was_not_taken_is_lost_whatever_the_network_did() {
        assert_eq!(fate(Some(BODY), None, false), Fate::Lost);
        assert_eq!(fate(Some(BODY), None, true), Fate::Lost);
    }

    #[test]
    fn what_the_network_kept_is_not_the_client_s_fault() {
        assert_eq!(fate(None, None, true), Fate::Swallowed);
        assert_eq!(fate(Some([3; 32]), None, true), Fate::Swallowed);
    }

    #[test]
    fn giving_up_early_is_losing_and_waiting_the_full_time_is_not() {
        assert_eq!(fate(None, Some(2_000), false), Fate::Lost);
        assert_eq!(fate(None, Some(POLL_TIMEOUT_MS), false), Fate::Late);
    }

    #[test]
    fn an_answer_without_a_poll_or_cut_off_without_a_fault_is_lost() {
        assert_eq!(Ledger::default().fate(&handed(false)), Fate::Lost);
        assert_eq!(fate(None, None, false), Fate::Lost);
    }

    #[test]
    fn a_request_beyond_its_hard_stop_is_counted_and_not_clean() {
        assert!(!outlived(Duration::from_millis(HARD_STOP_MS)));
        assert!(outlived(Duration::from_millis(HARD_STOP_MS + 2_000)));
        let mut tally = Tally::default();
        tally.ended(Ending::HardStop, 1, true, false);
        assert!(tally.is_clean());
        tally.ended(Ending::HardStop, 1, true, true);
        assert!(!tally.is_clean() && tally.outlived == 1);
    }
}
