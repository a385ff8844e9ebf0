//! Which request does what: Nextcloud around, Passman inside.

use serde_json::{Map, Value, json};

use super::accounts::Entry;
use super::answer::Answer;
use super::config::Surroundings;
use super::shared::{Shared, State};
use super::{calls, calls_items, calls_login};
use crate::http::Received;
use crate::site::read_form;
use crate::web::LogEntry;

/// Where Passman's interface is, below the Nextcloud.
const API: &str = "/apps/passman/api/v2";

/// One request on its way to an answer.
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    /// Below what was routed so far, without the query.
    pub(super) path: &'a str,
    /// Address of the Nextcloud as the client called it, without a slash at the end.
    pub(super) base: String,
    pub(super) received: &'a Received,
    /// Who it is, once that is known; else empty.
    pub(super) user: String,
    pub(super) app_password: Option<String>,
}

impl Call<'_> {
    /// The parameters in the body: JSON or a form. A body of another kind has none.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let kind = self.received.header("content-type").unwrap_or_default();
        if kind.contains("json") {
            serde_json::from_slice(&self.received.body).unwrap_or_default()
        } else if kind.contains("x-www-form-urlencoded") {
            let pairs = read_form(&String::from_utf8_lossy(&self.received.body));
            pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect()
        } else {
            Map::new()
        }
    }
}

/// What the server itself answers.
pub(super) fn answer(shared: &Shared, received: &Received, secure: bool, entry: &mut LogEntry) -> Answer {
    let mut state = shared.lock();
    let path = received.target.split('?').next().unwrap_or_default();
    let base_path = &shared.config.base_path;
    let inside = path.strip_prefix(base_path.as_str()).filter(|rest| rest.starts_with('/'));
    let Some(path) = inside.filter(|_| state.switches.surroundings != Surroundings::NoNextcloud) else {
        return Answer::nothing_there();
    };
    if path == "/status.php" {
        return calls::status(&state);
    }
    if state.switches.maintenance {
        return Answer::maintenance();
    }
    let base = format!("{}{base_path}", shared.line.origin(received, secure));
    let mut call =
        Call { method: &received.method, path, base, received, user: String::new(), app_password: None };
    if path == "/ocs/v2.php/core/apppassword" {
        return match enter(&mut state, &mut call, entry) {
            Some(refusal) => refusal,
            None => calls_login::revoke(&mut state, &call),
        };
    }
    call.path = match path.strip_prefix("/index.php") {
        Some(rest) => rest,
        None if state.switches.pretty_urls => path,
        None => return Answer::nothing_there(),
    };
    if let Some(answer) = calls_login::login(shared, &mut state, &call) {
        return answer;
    }
    let Some(path) = call.path.strip_prefix(API).filter(|_| has_passman(&state)) else {
        return Answer::no_page();
    };
    call.path = path;
    if call.method == "OPTIONS" {
        return preflight(received);
    }
    match enter(&mut state, &mut call, entry) {
        Some(refusal) => refusal,
        None => passman(shared, &mut state, &call),
    }
}

fn has_passman(state: &State) -> bool {
    state.switches.surroundings == Surroundings::Passman
}

/// Finds out who it is; an answer if they may not in.
fn enter(state: &mut State, call: &mut Call<'_>, entry: &mut LogEntry) -> Option<Answer> {
    let header = call.received.header("authorization");
    let (two_factor, limit) = (state.switches.two_factor, state.switches.throttle_after);
    match state.accounts.enter(header, two_factor, limit) {
        Entry::User { name, app_password } => {
            entry.user = Some(name.clone());
            entry.by_app_password = app_password.is_some();
            (call.user, call.app_password) = (name, app_password);
            None
        }
        Entry::Nobody | Entry::Refused => Some(Answer::message(401, "Current user is not logged in")),
        Entry::Throttled => Some(Answer::message(429, "Reached maximum delay")),
    }
}

/// The answer to a question of the browser about another origin.
fn preflight(received: &Received) -> Answer {
    Answer::new(200, "text/html; charset=UTF-8", "")
        .with("Access-Control-Allow-Origin", received.header("origin").unwrap_or("*"))
        .with("Access-Control-Allow-Methods", "GET, POST, DELETE, PUT, PATCH, OPTIONS")
        .with("Access-Control-Max-Age", "86400")
        .with("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept")
        .with("Access-Control-Allow-Credentials", "false")
}

/// Passman's own calls.
fn passman(shared: &Shared, state: &mut State, call: &Call<'_>) -> Answer {
    let parts: Vec<&str> = call.path.split('/').skip(1).collect();
    match (call.method, parts.as_slice()) {
        ("GET", ["version"]) => Answer::ok(&json!({ "version": shared.config.version })),
        ("GET", ["settings"]) => calls::settings(state),
        ("GET", ["vaults"]) => calls::list_vaults(state, call),
        ("POST", ["vaults"]) => calls::create_vault(state, call),
        ("GET", ["vaults", guid]) => calls::show_vault(state, call, guid),
        ("PATCH", ["vaults", guid]) => calls::update_vault(state, call, guid),
        ("DELETE", ["vaults", guid]) => calls::delete_vault(state, call, guid),
        ("POST", ["vaults", guid, "sharing-keys"]) => calls::put_sharing_keys(state, call, guid),
        ("POST", ["credentials"]) => calls_items::create(state, call),
        ("GET", ["credentials", guid]) => calls_items::show(state, call, guid),
        ("PATCH", ["credentials", guid]) => calls_items::update(state, call, guid),
        ("DELETE", ["credentials", guid]) => calls_items::delete(state, call, guid),
        ("GET", ["credentials", guid, "revision"]) => calls_items::revisions(state, call, guid),
        ("DELETE", ["credentials", _, "revision", id]) => calls_items::delete_revision(state, call, id),
        ("POST", ["file"]) => calls::upload(state, call),
        ("GET", ["file", id]) => calls::download(state, call, id),
        ("DELETE", ["file", id]) => calls::delete_file(state, call, id),
        ("GET", ["sharing", "vault", guid, "get"]) => Answer::ok(&state.store.show_shared(&call.user, guid)),
        ("GET", ["sharing", "credential", guid, "file", file]) => {
            calls_items::download_shared(state, call, guid, file)
        }
        _ => Answer::no_page(),
    }
}
