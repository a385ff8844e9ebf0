//! Which Passwork is there (docs/passwork.md §2.4): asked by what each generation says of itself, never by a 404 alone.

use serde::{Deserialize, Serialize};

use super::{
    Generation, LinkEra, PassworkFault, envelope, fields,
    request::{SHORT_MS, SMALL},
};
use crate::secret::SecretText;
use crate::server::{Call, Method, Reply, Server, members::Members};

/// What a server said of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Which API it speaks.
    pub generation: Generation,
    /// Such as `6.4.0`; unknown for 7.x.
    pub version: Option<String>,
    /// It wants MD5 where others want SHA-256 for the hash of the master key.
    pub legacy: bool,
}

impl Found {
    /// How this server wants to be told of a share link: hours up to 4.x, words from 5.x on, and where it does not say
    /// which it is.
    pub fn link_era(&self) -> LinkEra {
        match (self.generation, &self.version) {
            (Generation::V7, _) => LinkEra::Seven,
            (Generation::V4, Some(version)) if version.starts_with("4.") => LinkEra::Hours,
            (Generation::V4, _) => LinkEra::Words,
        }
    }
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Probed {
    /// Ask [`Probe::call`] again.
    Next,
    /// A Passwork.
    Found(Found),
    /// Not to be found out, or none.
    Failed(PassworkFault),
}

/// Asks one after the other. Neither call needs a sign-in, and none has anything secret in it.
pub struct Probe {
    server: Server,
    asks: Generation,
}

impl Probe {
    /// Begins with v4, which says what it is.
    pub fn new(server: Server) -> Self {
        Self { server, asks: Generation::V4 }
    }

    /// The call that is due.
    pub fn call(&self) -> Call {
        let (path, headers) = match self.asks {
            Generation::V4 => ("api/v4/info/version", Vec::new()),
            Generation::V7 => (
                "api/v1/sessions/current/info",
                vec![("X-Response-Format", SecretText::new("raw".to_owned()))],
            ),
        };
        Call {
            method: Method::Get,
            url: SecretText::new(format!("{}/{path}", self.server.base())),
            headers,
            with_login: false,
            body: None,
            timeout_ms: SHORT_MS,
            cap: SMALL,
        }
    }

    /// What the answer to [`Probe::call`] says.
    pub fn answered(&mut self, reply: Reply) -> Probed {
        let (status, retry_after, body) = match reply {
            Reply::Answer { status, retry_after, body, .. } => (status, retry_after, body),
            Reply::Redirected => return Probed::Failed(PassworkFault::Redirected),
            Reply::Unreachable => return Probed::Failed(PassworkFault::Unreachable),
            Reply::TooLarge => (200, None, Vec::new()),
        };
        match status {
            300..=399 => return Probed::Failed(PassworkFault::Redirected),
            429 => return Probed::Failed(PassworkFault::Throttled(retry_after)),
            503 => return Probed::Failed(PassworkFault::Maintenance(retry_after)),
            _ => {}
        }
        let body = SecretText::new(String::from_utf8(body).unwrap_or_default());
        match self.asks {
            Generation::V4 => {
                if let Some(found) = read_v4(status, body.expose()) {
                    return Probed::Found(found);
                }
                self.asks = Generation::V7;
                Probed::Next
            }
            Generation::V7 if is_v7(status, body) => {
                Probed::Found(Found { generation: Generation::V7, version: None, legacy: false })
            }
            Generation::V7 => Probed::Failed(match status {
                500..=599 => PassworkFault::ServerError(status),
                _ => PassworkFault::NotPasswork(status),
            }),
        }
    }
}

/// `data` is the version, or an object with it. A server of 7.x that still answers here is asked in its own words.
fn read_v4(status: u16, json: &str) -> Option<Found> {
    let members = Members::parse(json)?;
    if !(200..300).contains(&status) || members.json("status") != Some("\"success\"") {
        return None;
    }
    let data = members.json("data")?;
    let (version, legacy) = match Members::parse(data) {
        Some(object) => (fields::text(&object, "version", 64), object.flag("legacySupport")),
        None => (Some(fields::loose(data, 64)?), false),
    };
    let version = version.map(|version| shown(&version)).filter(|version| !version.is_empty());
    let major = version.as_deref().and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    if major.is_some_and(|major| major >= 7) {
        return None;
    }
    Some(Found { generation: Generation::V4, version, legacy })
}

/// A list of errors, for there is no session; or whatever it says in the envelope that no other server has.
fn is_v7(status: u16, body: SecretText) -> bool {
    let in_envelope = Members::parse(body.expose())
        .is_some_and(|members| members.json("format") == Some("\"base64\"") && members.names("content"));
    let Some(json) = envelope::unwrapped(body) else { return false };
    envelope::error_code(json.expose()).is_some()
        || (in_envelope && status < 500 && Members::parse(json.expose()).is_some())
}

/// A version is shown to people: of what no version has, nothing remains.
fn shown(version: &str) -> String {
    version.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '+')).collect()
}
