//! Which request does what: the pages around, the two interfaces inside.

use serde_json::{Map, Value};

use super::accounts::Standing;
use super::reply::{self, Outcome, Refusal, refuse};
use super::shared::{Shared, State};
use super::{four, pages, seven, unknown};
use crate::http::Received;
use crate::site::read_form;
use crate::web::{Answer, LogEntry};

/// One call on its way to an outcome.
pub(super) struct Call<'a> {
    pub(super) shared: &'a Shared,
    pub(super) method: &'a str,
    /// Below the interface, without empty parts.
    pub(super) parts: Vec<&'a str>,
    pub(super) query: Vec<(String, String)>,
    /// The JSON of the body, whatever its kind is said to be; null if there is none.
    pub(super) body: Value,
    pub(super) received: &'a Received,
    /// Who it is, once that is known; else empty.
    pub(super) user: String,
}

impl Call<'_> {
    pub(super) fn members(&self) -> Map<String, Value> {
        self.body.as_object().cloned().unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.body.get(name).and_then(Value::as_str).map(ToOwned::to_owned)
    }

    /// A member that is an id, or nothing: null and an empty text are nothing.
    pub(super) fn id(&self, name: &str) -> Option<String> {
        self.text(name).filter(|id| !id.is_empty())
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.received.header(name).unwrap_or_default()
    }

    /// Parameters of the query with this name, `name[]` and `name[0]` too.
    pub(super) fn asked(&self, name: &str) -> Vec<&str> {
        let fits =
            |known: &str| known == name || known.strip_prefix(name).is_some_and(|rest| rest.starts_with('['));
        self.query.iter().filter(|(known, _)| fits(known)).map(|(_, value)| value.as_str()).collect()
    }
}

/// What the server itself answers.
pub(super) fn answer(shared: &Shared, received: &Received, entry: &mut LogEntry) -> Answer {
    let mut state = shared.lock();
    let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
    let inside = path.strip_prefix(shared.config.base_path.as_str()).filter(|rest| rest.starts_with('/'));
    let Some(path) = inside.filter(|_| !state.switches.no_passwork) else {
        return Answer::nothing_there();
    };
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let api = if shared.config.era.is_v7() { ["api", "v1"] } else { ["api", "v4"] };
    if parts.get(..2) != Some(api.as_slice()) {
        return pages::answer(shared, &mut state, received, &parts);
    }
    parts.drain(..2);
    let mut call = Call {
        shared,
        method: &received.method,
        parts,
        query: read_form(query),
        body: serde_json::from_slice(&received.body).unwrap_or_default(),
        received,
        user: String::new(),
    };
    let answer = if shared.config.era.is_v7() {
        seven::answer(&mut state, &mut call)
    } else {
        four::answer(&mut state, &mut call)
    };
    entry.user = Some(call.user).filter(|user| !user.is_empty());
    answer
}

/// Finds out whose token it is.
pub(super) fn enter(state: &State, call: &mut Call<'_>, token: &str) -> Result<(), Refusal> {
    let is_v7 = call.shared.config.era.is_v7();
    match state.accounts.standing(token, state.now()) {
        Standing::Good(at) => {
            call.user = state.accounts.sessions.get(at).map(|known| known.user.clone()).unwrap_or_default();
        }
        Standing::Expired if is_v7 => {
            return Err(refuse((401, "accessTokenExpired"), "Access token expired"));
        }
        Standing::Expired => return Err(refuse((401, "apiSessionExpired"), "Session expired")),
        Standing::Unknown if is_v7 => {
            return Err(refuse((401, unknown::V7_UNKNOWN_TOKEN), "Access token is not valid"));
        }
        Standing::Unknown => return Err(refuse(unknown::UNKNOWN_TOKEN, "No such session")),
    }
    if state.switches.api_forbidden { Err(reply::denied()) } else { Ok(()) }
}

/// The hash of the master key must be right where one is used.
pub(super) fn check_master(state: &State, sent: &str, refused: (u16, &'static str)) -> Result<(), Refusal> {
    match &state.master.hash {
        Some(hash) if sent != hash => Err(refuse(refused, "Wrong master key")),
        _ => Ok(()),
    }
}

/// A call that is not there.
pub(super) fn no_call() -> Outcome {
    Err(Refusal { status: 0, code: "", field: None, message: "" })
}
