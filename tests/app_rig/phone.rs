//! The other end of the network: a phone behind a line that loses, forges and delays.

use std::collections::{BTreeMap, VecDeque};

use nearkey::app::{Fetched, Get, Got, Post};
use nearkey_servers::phone::{self, KeyOrigin, PhoneConfig, PhoneState, keys::PublicKeyText, wire};
use serde_json::{Value, json};

use super::{custody, dice::Dice, light::Light};

/// What happens to one post; without one the phone's answer comes after the latency.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// Somebody else answers, the phone hears nothing.
    Forge(u16, Vec<u8>),
    /// The phone answers, and nothing comes through until the post times out.
    LoseAnswer,
    /// Nothing hears it.
    Drop,
    /// Not even the browser's timeout works.
    Hang,
    /// The phone's answer comes after so many milliseconds.
    Slow(u64),
    /// More bytes than allowed.
    TooLarge,
}

pub enum Kind {
    Full(Box<PhoneState>),
    Light(Light),
}

/// One post as the phone read it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub command: String,
    pub request: String,
    pub website: Option<String>,
    pub status: u16,
}

pub struct Phone {
    pub kind: Kind,
    pub up: bool,
    pub latency_ms: u64,
    /// Where it is.
    pub home: String,
    /// Other devices in the network, and the status with which they answer posts.
    pub others: BTreeMap<String, u16>,
    /// Those of them that say they are the app.
    pub fakes: Vec<String>,
    /// Bytes of the backup that it serves.
    pub backup: Option<Vec<u8>>,
    /// Addresses that were looked at.
    pub got: Vec<String>,
    pub trouble: VecDeque<Trouble>,
    pub seen: Vec<Seen>,
    /// Bodies of all answers with status 200.
    pub recorded: Vec<Vec<u8>>,
    keys_made: usize,
}

/// What comes back, and after how many milliseconds; never, if nothing.
pub struct Back {
    pub outcome: Fetched,
    pub after_ms: Option<u64>,
    /// It is the phone's own answer.
    pub genuine: bool,
}

/// One login in the phone's vault.
pub fn login(number: u32, website: &str) -> phone::Credential {
    phone::Credential {
        uid: Some(format!("00000000-0000-4000-8000-{number:012x}")),
        name: format!("Login {number}"),
        user: format!("user-{number}"),
        password: format!("Pa55-kelp-{number}-\"secret\""),
        website: website.to_owned(),
        ..phone::Credential::default()
    }
}

impl Phone {
    pub fn new(kind: Kind) -> Self {
        let (trouble, seen, recorded) = (VecDeque::new(), Vec::new(), Vec::new());
        let (home, others, backup) = ("192.168.0.20:8787".to_owned(), BTreeMap::new(), None);
        Self {
            kind,
            up: true,
            latency_ms: 50,
            home,
            others,
            fakes: Vec::new(),
            backup,
            got: Vec::new(),
            trouble,
            seen,
            recorded,
            keys_made: 0,
        }
    }

    pub fn full(credentials: Vec<phone::Credential>) -> Self {
        let config = PhoneConfig { credentials, ..PhoneConfig::default() };
        Self::new(Kind::Full(Box::new(PhoneState::new(&config))))
    }

    pub fn state(&mut self) -> &mut PhoneState {
        match &mut self.kind {
            Kind::Full(state) => state,
            Kind::Light(_) => panic!("the light phone has no such state"),
        }
    }

    pub fn light(&mut self) -> &mut Light {
        match &mut self.kind {
            Kind::Light(light) => light,
            Kind::Full(_) => panic!("not the light phone"),
        }
    }

    /// Gives it the first recorded link.
    pub fn put_recorded_link(&mut self) {
        let link = &custody::LINKS[0];
        let n = custody::modulus(0);
        let primes = &link["phoneKeyJwk"];
        let primes = phone::keys::Primes::new(&custody::bytes(primes, "p"), &custody::bytes(primes, "q"));
        let key = phone::keys::PhoneKey::from_primes(&primes).unwrap();
        let public = PublicKeyText { n, e: "AQAB".into() };
        let base = custody::bytes(link, "baseKeyBase64");
        self.state().put_link("ABC-DEF", public, base, key).unwrap();
    }

    pub fn unlock(&mut self) {
        self.state().unlock();
        self.up = true;
    }

    /// The commands that reached it.
    pub fn commands(&self) -> Vec<&str> {
        self.seen.iter().map(|seen| seen.command.as_str()).collect()
    }

    pub fn post(&mut self, post: &Post, wall_ms: u64, dice: &Dice) -> Back {
        let trouble = self.trouble.pop_front();
        let timeout = Some(post.timeout_ms);
        let unreachable = |after_ms| Back { outcome: Fetched::Unreachable, after_ms, genuine: false };
        match trouble {
            Some(Trouble::Forge(status, body)) => {
                let outcome = Fetched::Answer { status, body };
                return Back { outcome, after_ms: Some(self.latency_ms), genuine: false };
            }
            Some(Trouble::TooLarge) => {
                return Back { outcome: Fetched::TooLarge, after_ms: Some(1), genuine: false };
            }
            None | Some(Trouble::LoseAnswer | Trouble::Slow(_)) if !post.url.contains(&self.home) => {
                let Some(status) = self.others.iter().find(|(at, _)| post.url.contains(at.as_str())) else {
                    return unreachable(Some(1));
                };
                let outcome = Fetched::Answer { status: *status.1, body: Vec::new() };
                return Back { outcome, after_ms: Some(self.latency_ms), genuine: false };
            }
            Some(Trouble::Drop) => return unreachable(timeout),
            Some(Trouble::Hang) => return unreachable(None),
            _ if !self.up => return unreachable(Some(1)),
            _ => {}
        }
        let (status, body) = self.answer(post, wall_ms, dice);
        let (genuine, outcome) = (status == 200, Fetched::Answer { status, body });
        match trouble {
            Some(Trouble::LoseAnswer) => unreachable(timeout),
            Some(Trouble::Slow(ms)) if ms >= post.timeout_ms => unreachable(timeout),
            Some(Trouble::Slow(ms)) => Back { outcome, after_ms: Some(ms), genuine },
            _ => Back { outcome, after_ms: Some(self.latency_ms), genuine },
        }
    }

    /// A `GET` of somebody who is not trusted yet.
    pub fn get(&mut self, get: &Get) -> Got {
        self.got.push(get.url.clone());
        let is_home = get.url.contains(&self.home);
        if !(is_home && self.up) {
            let other = self.others.keys().any(|at| get.url.contains(at.as_str()));
            let (status, content_type, elapsed_ms) = (200, Some("text/html".into()), 5);
            let fake = self.fakes.iter().any(|at| get.url.contains(at.as_str()));
            let name = if fake { "ANOTHERpass" } else { "Router" };
            let body = format!("<html>{name}</html>").into_bytes();
            return if other {
                Got::Answer { status, content_type, retry_after: None, body, elapsed_ms }
            } else {
                Got::Unreachable { elapsed_ms: if is_home { 3 } else { 3_000 } }
            };
        }
        let path = get.url.rsplit('/').next().unwrap_or_default();
        let body = match (&self.backup, path, &mut self.kind) {
            (_, "", _) => b"<html>ANOTHERpass is listening</html>".to_vec(),
            (Some(backup), ..) => backup.clone(),
            (None, key, Kind::Full(state)) => state.download(key).unwrap_or_default().into_bytes(),
            _ => Vec::new(),
        };
        if body.len() > get.cap {
            return Got::TooLarge;
        }
        Got::Answer {
            status: 200,
            content_type: Some("text/html".into()),
            retry_after: None,
            body,
            elapsed_ms: 5,
        }
    }

    fn answer(&mut self, post: &Post, wall_ms: u64, dice: &Dice) -> (u16, Vec<u8>) {
        let (status, body, plain) = match &mut self.kind {
            Kind::Light(light) => light.post(post, wall_ms, dice),
            Kind::Full(state) => {
                if state.needs_key_for(&post.web_client_id) {
                    state.prepare_key(KeyOrigin::TestPool.make(self.keys_made).unwrap());
                    self.keys_made += 1;
                }
                let sent = phone::Post { client: Some(&post.web_client_id), body: post.body.as_bytes() };
                let outcome = state.post(&sent, wall_ms);
                self.up &= !outcome.shut_down;
                let plain = outcome.seen.plain.map_or(Value::Null, Value::Object);
                (outcome.answer.status, outcome.answer.body.into_bytes(), plain)
            }
        };
        let text = |member: &str| plain[member].as_str().map(ToOwned::to_owned);
        self.seen.push(Seen {
            command: text("command").or_else(|| text("action")).unwrap_or_default(),
            request: text("requestIdentifier").unwrap_or_default(),
            website: text("website"),
            status,
        });
        if status == 200 {
            self.recorded.push(body.clone());
            return (status, body);
        }
        (status, Vec::new())
    }
}

/// A body of sound form that opens with nothing.
pub fn noise() -> Vec<u8> {
    let envelope = format!("EWM:{}:{}:0", wire::padded_text(&[1; 12]), wire::padded_text(&[2; 40]));
    json!({ "encOneTimeKey": wire::url_text(&[9; 256]), "envelope": envelope }).to_string().into_bytes()
}
