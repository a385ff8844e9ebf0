//! The diagnosis as text to be copied: no secret, no id of the link, and only the class of an address.

use std::fmt::Write;

use super::{Diagnosis, Facts, GetOutcome, State, Step};
use crate::phone::address::{Address, Host};

/// Longest text that is taken over from the browser, in characters.
const MAX_WORDS_LEN: usize = 80;

/// What is asked: by whom, and about which address.
pub struct About<'a> {
    /// Name and version of the browser.
    pub browser: &'a str,
    /// Version of the extension.
    pub version: &'a str,
    /// The phone's address; of an IPv4 address its class and port are told, of a name the port.
    pub address: Option<&'a Address>,
    /// Whether the phone proved that it is the linked one. That it opened a message alone is a sign and no proof.
    pub proved: bool,
}

/// The report, in English and in a stable form, a line for each fact. The user sees it before it is copied.
pub fn report(about: &About<'_>, facts: &Facts, diagnosis: &Diagnosis) -> String {
    let mut text = String::new();
    let address = about.address.map_or_else(|| "none".to_owned(), reduced);
    // Writing to a text does not fail.
    let _ = writeln!(text, "Nearkey connection report");
    let _ = writeln!(text, "version: {}", plain(about.version));
    let _ = writeln!(text, "browser: {}", plain(about.browser));
    let _ = writeln!(text, "address: {address}");
    for verdict in &diagnosis.verdicts {
        let step = name(verdict.step);
        let unproved = verdict.step == Step::Key && verdict.state == State::Good && !about.proved;
        let state = if unproved { "not proved yet" } else { word(verdict.state) };
        match verdict.cause {
            Some(cause) => {
                let _ = writeln!(text, "{step}: {state}, {} {}", cause.code(), cause.key());
            }
            None => {
                let _ = writeln!(text, "{step}: {state}");
            }
        }
    }
    if let Some(get) = &facts.get {
        let outcome = match &get.outcome {
            GetOutcome::Failed => "failed".to_owned(),
            GetOutcome::Redirected => "redirect".to_owned(),
            GetOutcome::Answer { status, looks_like_phone: true } => format!("{status}, the app"),
            GetOutcome::Answer { status, looks_like_phone: false } => format!("{status}, not the app"),
        };
        let _ = writeln!(text, "GET: {outcome}, {} ms", get.elapsed_ms);
    }
    if let Some(post) = &facts.post {
        let outcome = post.status.map_or_else(|| "failed".to_owned(), |status| status.to_string());
        let _ = writeln!(text, "POST: {outcome}, {} ms", post.elapsed_ms);
    }
    let last = facts.last_true_answer_ms.map_or("never", since);
    let _ = writeln!(text, "last answer: {last}");
    text
}

/// An address without what tells one home from another.
fn reduced(address: &Address) -> String {
    let class = match address.host() {
        Host::Name(_) => "a name",
        Host::Ipv4(ip) if ip.is_loopback() => "this computer",
        Host::Ipv4(ip) => match ip.octets() {
            [10, ..] => "10.x.x.x",
            [172, ..] => "172.x.x.x",
            _ => "192.168.x.x",
        },
    };
    format!("{class}, port {}", address.port())
}

/// About how long ago.
fn since(ago_ms: u64) -> &'static str {
    match ago_ms / 60_000 {
        0..=14 => "minutes ago",
        15..=1_439 => "hours ago",
        _ => "days ago",
    }
}

/// One line of harmless characters.
fn plain(words: &str) -> String {
    let harmless = |c: &char| c.is_ascii_graphic() || *c == ' ';
    words.chars().filter(harmless).take(MAX_WORDS_LEN).collect()
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Address => "address known",
        Step::Permission => "permission",
        Step::Reachable => "reachable",
        Step::Answering => "answering",
        Step::Status => "status",
        Step::Key => "key",
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Bad => "bad",
        State::Unknown => "unknown",
        State::NotReached => "not reached",
    }
}
