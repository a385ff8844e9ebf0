//! "Find my phone": looks through the local networks of the known addresses for something that looks like the app.
//!
//! Only `GET /` goes out, without the id of the link and to known ports; what looks right is offered, one after the
//! other, and the one authenticated try is the caller's business.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::address::{Address, Host, Reach};
use crate::time::Timestamp;

/// Most probes that are on their way at a time.
pub const MAX_PROBES: usize = 16;
/// How long one probe may take, in milliseconds. A phone on the same network answers in a few, or in some hundred when
/// its radio sleeps.
pub const PROBE_TIMEOUT_MS: u64 = 1_500;
/// Longest body of a probe that need be read, in bytes: one sentence is expected.
pub const PROBE_BODY_CAP: usize = 4_096;
/// How long a search runs at most, in milliseconds, the tries of what it found left out.
pub const SEARCH_LIMIT_MS: u64 = 60_000;
/// Most networks that are looked through, each with one port.
pub const MAX_NETWORKS: usize = 4;

/// A probe that has not come back this long after its time is lost, in milliseconds.
const GRACE_MS: u64 = 1_000;
/// What the app says about itself, in lower case.
const NAME: &[u8] = b"anotherpass";

/// One `GET /` to be sent, without credentials and without following redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// To be handed back with the answer.
    pub ticket: u32,
    /// Where to, e.g. `http://192.168.0.21:8787/`.
    pub url: String,
    /// How long it may take, in milliseconds.
    pub timeout_ms: u64,
}

/// What came back for a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type` header, if there is one.
    pub content_type: Option<String>,
    /// The body, or its first [`PROBE_BODY_CAP`] bytes.
    pub body_prefix: Vec<u8>,
}

/// How a search stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// On its way.
    Searching,
    /// This one looks like the app; the search waits for what a try says.
    Found(Address),
    /// All candidates were asked.
    NotFound,
    /// The time is over.
    TimedOut,
    /// The user stopped it.
    Stopped,
}

/// One search. Holds no secret, so it can be stored while it runs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Finder {
    known: Vec<Address>,
    networks: Vec<Network>,
    /// Counts through the known addresses and then through all places of all networks.
    cursor: usize,
    /// How many candidates there are.
    total: usize,
    done: usize,
    ends_at: Timestamp,
    on_their_way: Vec<Sent>,
    /// To be asked again: their probes went with a worker.
    again: Vec<Address>,
    /// What looks like the app, first come first served.
    found: Vec<Address>,
    offered_at: Option<Timestamp>,
    tickets: u32,
    end: Option<Finding>,
}

/// A network of 256 addresses, and where in it to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Network {
    start: [u8; 3],
    middle: u8,
    port: u16,
}

#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    ticket: u32,
    address: Address,
    at: Timestamp,
}

impl Finder {
    /// Begins a search around the known addresses, the likeliest first. Names are asked and give no network; nor does
    /// this computer, unless `reach` has it.
    pub fn new(known: &[Address], reach: Reach, now: Timestamp) -> Self {
        let mut networks: Vec<Network> = Vec::new();
        let mut unique: Vec<Address> = Vec::new();
        for address in known {
            if unique.contains(address) {
                continue;
            }
            unique.push(address.clone());
            let Host::Ipv4(ip) = address.host() else { continue };
            let [a, b, c, middle] = ip.octets();
            let network = Network { start: [a, b, c], middle, port: address.port() };
            let fresh = networks.iter().all(|had| (had.start, had.port) != (network.start, network.port));
            if fresh
                && (ip.is_private() || reach.loopback && ip.is_loopback())
                && networks.len() < MAX_NETWORKS
            {
                networks.push(network);
            }
        }
        let mut finder = Self {
            known: unique,
            networks,
            cursor: 0,
            total: 0,
            done: 0,
            ends_at: now.after(SEARCH_LIMIT_MS),
            on_their_way: Vec::new(),
            again: Vec::new(),
            found: Vec::new(),
            offered_at: None,
            tickets: 0,
            end: None,
        };
        finder.total = (0..finder.places()).filter(|place| finder.candidate(*place).is_some()).count();
        finder
    }

    /// The probes to send now. None while something that was found waits for its try, and after the end.
    pub fn next(&mut self, now: Timestamp) -> Vec<Probe> {
        self.on_tick(now);
        let mut probes = Vec::new();
        while self.end.is_none() && self.offered_at.is_none() && self.on_their_way.len() < MAX_PROBES {
            let Some(address) = self.next_candidate() else { break };
            self.tickets = self.tickets.wrapping_add(1);
            let url = address.url();
            self.on_their_way.push(Sent { ticket: self.tickets, address, at: now });
            probes.push(Probe { ticket: self.tickets, url, timeout_ms: PROBE_TIMEOUT_MS });
        }
        self.settle(now);
        probes
    }

    /// Takes what came back, or nothing if nothing answered. Answers to tickets that are not out are dropped.
    pub fn on_probe(&mut self, ticket: u32, answer: Option<&ProbeAnswer>, now: Timestamp) {
        let Some(index) = self.on_their_way.iter().position(|sent| sent.ticket == ticket) else { return };
        let Sent { address, .. } = self.on_their_way.swap_remove(index);
        self.done = self.done.saturating_add(1);
        let fits = |answer: &ProbeAnswer| {
            looks_like_phone(answer.status, answer.content_type.as_deref(), &answer.body_prefix)
        };
        if self.end.is_none() && answer.is_some_and(fits) {
            self.found.push(address);
        }
        self.settle(now);
    }

    /// The try says that this is not the phone: the search goes on. Its time stood still meanwhile.
    pub fn reject(&mut self, address: &Address, now: Timestamp) {
        if self.found.first() != Some(address) || self.end.is_some() {
            return;
        }
        self.found.remove(0);
        if let Some(since) = self.offered_at.take() {
            self.ends_at = self.ends_at.after(now.since(since));
        }
        self.settle(now);
    }

    /// Ends it for the user.
    pub fn stop(&mut self) {
        self.end.get_or_insert(Finding::Stopped);
        self.on_their_way.clear();
    }

    /// Time passed: lets lost probes go, and ends the search at its limit.
    pub fn on_tick(&mut self, now: Timestamp) {
        let before = self.on_their_way.len();
        self.on_their_way.retain(|sent| now.since(sent.at) < PROBE_TIMEOUT_MS + GRACE_MS);
        self.done = self.done.saturating_add(before - self.on_their_way.len());
        if self.end.is_none() && self.offered_at.is_none() && now >= self.ends_at {
            self.end = Some(Finding::TimedOut);
            self.on_their_way.clear();
        }
        self.settle(now);
    }

    /// The worker came back, and the probes on their way went with it: they are sent again.
    pub fn lost_probes(&mut self) {
        self.again.extend(self.on_their_way.drain(..).map(|sent| sent.address));
    }

    /// How it stands.
    pub fn finding(&self) -> Finding {
        match (&self.end, self.found.first()) {
            (Some(end), _) => end.clone(),
            (None, Some(address)) if self.offered_at.is_some() => Finding::Found(address.clone()),
            (None, _) => Finding::Searching,
        }
    }

    /// How many candidates are done with, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.total)
    }

    /// The networks that are looked through, e.g. `192.168.0.0/24`.
    pub fn networks(&self) -> Vec<String> {
        let texts = self.networks.iter().map(|network| {
            let [a, b, c] = network.start;
            format!("{a}.{b}.{c}.0/24")
        });
        texts.collect()
    }

    /// Whether there is a network to look through; otherwise only the known names are asked.
    pub fn has_network(&self) -> bool {
        !self.networks.is_empty()
    }

    /// When [`Self::next`] is to be called again if nothing comes back before; nothing after the end and while a try is
    /// awaited.
    pub fn wakes_at(&self) -> Option<Timestamp> {
        if self.end.is_some() || self.offered_at.is_some() {
            return None;
        }
        let lost = self.on_their_way.iter().map(|sent| sent.at.after(PROBE_TIMEOUT_MS + GRACE_MS)).min();
        Some(lost.map_or(self.ends_at, |lost| lost.min(self.ends_at)))
    }

    /// Offers what was found, or ends the search when nothing is left.
    fn settle(&mut self, now: Timestamp) {
        if self.end.is_some() || self.offered_at.is_some() {
            return;
        }
        if !self.found.is_empty() {
            self.offered_at = Some(now);
        } else if self.done >= self.total {
            self.end = Some(Finding::NotFound);
        }
    }

    fn next_candidate(&mut self) -> Option<Address> {
        if let Some(address) = self.again.pop() {
            return Some(address);
        }
        while self.cursor < self.places() {
            let place = self.cursor;
            self.cursor += 1;
            let candidate = self.candidate(place);
            if candidate.is_some() {
                return candidate;
            }
        }
        None
    }

    /// How many places there are to count through; some of them are no candidates.
    fn places(&self) -> usize {
        self.known.len() + self.networks.len() * 2 * 253
    }

    /// The known addresses first; then all networks in turn, one number above the known one, one below, two above.
    /// Nothing where a network has no such number, or it is known.
    fn candidate(&self, place: usize) -> Option<Address> {
        let Some(step) = place.checked_sub(self.known.len()) else {
            return self.known.get(place).cloned();
        };
        let (round, index) = (step.checked_div(self.networks.len())?, step.checked_rem(self.networks.len())?);
        let Network { start: [a, b, c], middle, port } = self.networks.get(index)?;
        let distance = u8::try_from(round / 2 + 1).ok()?;
        let number =
            if round % 2 == 0 { middle.checked_add(distance) } else { middle.checked_sub(distance) }?;
        // The ends name the network itself and all of it.
        if number == 0 || number == u8::MAX {
            return None;
        }
        // Read like any other address, because networks come from storage too.
        let text = format!("{}:{port}", Ipv4Addr::new(*a, *b, *c, number));
        let address = Address::parse(&text, "", Reach { loopback: true }).ok()?;
        (!self.known.contains(&address)).then_some(address)
    }
}

/// Whether an answer to `GET /` may be the app's: a short text or page that names it.
///
/// Tolerant, because the sentence is not part of the protocol ("Use the `ANOTHERpass` browser extension …" in the app
/// as known today). It proves nothing: anybody can say so, which is why a try follows.
pub fn looks_like_phone(status: u16, content_type: Option<&str>, body: &[u8]) -> bool {
    let is_text = content_type.is_none_or(|kind| {
        kind.trim_start().as_bytes().get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"text/"))
    });
    let names_it = || body.windows(NAME.len()).any(|window| window.eq_ignore_ascii_case(NAME));
    status == 200 && is_text && body.len() < PROBE_BODY_CAP && names_it()
}
