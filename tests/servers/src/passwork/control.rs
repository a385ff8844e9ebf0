//! The control port: a page for people, JSON for tests. Loopback only, and for its own page only.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::config::Switches;
use super::qr;
use super::shared::{Shared, USER};
use crate::own_page::{only_own_page, page};
use crate::web::{FaultOrder, LogEntry};

type Server = State<Arc<Shared>>;

fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// All routes of the control port at `own`.
pub(super) fn router(shared: Arc<Shared>, own: SocketAddr) -> Router {
    Router::new()
        .route("/", get(async || page("text/html", include_str!("../../page/passwork.html"))))
        .route("/passwork.css", get(async || page("text/css", include_str!("../../page/web.css"))))
        .route("/passwork.js", get(async || page("text/javascript", include_str!("../../page/passwork.js"))))
        .route("/control/state", get(state))
        .route("/control/switches", post(switches))
        .route("/control/log", get(log).delete(forget))
        .route("/control/fault", post(fault))
        .route("/control/clear-faults", post(clear_faults))
        .route("/control/key", post(key))
        .route("/control/revoke", post(revoke))
        .route("/control/end-sessions", post(end_sessions))
        .route("/control/clock", post(clock))
        .route("/control/online", post(online))
        .layer(middleware::from_fn_with_state(own, only_own_page))
        .with_state(shared)
}

async fn state(State(shared): Server) -> Json<Value> {
    let state = shared.lock();
    let session = state.accounts.sessions.last().filter(|_| shared.config.era.is_v7());
    Json(json!({
        "url": shared.url(),
        "era": shared.config.era,
        "version": shared.config.version(),
        "user": USER,
        "apiKeys": state.accounts.user(USER).map(|user| user.keys.clone()),
        "accessToken": session.map(|one| one.token.clone()),
        "refreshToken": session.and_then(|one| one.refresh.clone()),
        "masterPassword": state.secrets.master_password,
        "masterKey": state.secrets.master_key,
        "qr": qr::payload(&shared, &state),
        "switches": state.switches,
        "faults": shared.line.faults(),
        "online": shared.line.is_online(),
        "ahead": state.ahead,
        "vaults": state.store.vaults.len(),
        "folders": state.store.folders.len(),
        "items": state.store.items.iter().filter(|item| !item.in_bin).count(),
        "links": state.store.links.len(),
    }))
}

/// Changes the switches that are named.
async fn switches(State(shared): Server, Json(changes): Json<Value>) -> Response {
    let mut state = shared.lock();
    let mut all = json!(state.switches);
    if let (Some(all), Value::Object(changes)) = (all.as_object_mut(), changes) {
        all.extend(changes);
    }
    match serde_json::from_value::<Switches>(all) {
        Ok(switches) => {
            state.switches = switches;
            done().into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))).into_response(),
    }
}

#[derive(Deserialize)]
struct Last {
    last: Option<usize>,
}

/// All requests, or the `?last=N` of them.
async fn log(State(shared): Server, Query(Last { last }): Query<Last>) -> Json<Vec<LogEntry>> {
    let mut log = shared.line.log();
    let from = last.map_or(0, |last| log.len().saturating_sub(last));
    Json(log.split_off(from))
}

async fn forget(State(shared): Server) -> Json<Value> {
    shared.line.forget_log();
    done()
}

async fn fault(State(shared): Server, Json(order): Json<FaultOrder>) -> Json<Value> {
    shared.line.order_fault(order);
    done()
}

async fn clear_faults(State(shared): Server) -> Json<Value> {
    shared.line.clear_faults();
    done()
}

/// Makes an API key or a pair of tokens, as a person does on its page.
async fn key(State(shared): Server) -> Json<Value> {
    let mut state = shared.lock();
    let (switches, now) = (state.switches.clone(), state.now());
    if shared.config.era.is_v7() {
        let made = state.accounts.new_pair(USER, &switches, now);
        let refresh = made.as_ref().and_then(|one| one.refresh.clone());
        return Json(json!({ "accessToken": made.map(|one| one.token), "refreshToken": refresh }));
    }
    Json(json!({ "apiKey": state.accounts.new_key(USER) }))
}

/// Ends all keys of the user and their sessions.
async fn revoke(State(shared): Server) -> Json<Value> {
    let mut state = shared.lock();
    for key in state.accounts.user(USER).map(|user| user.keys.clone()).unwrap_or_default() {
        state.accounts.revoke(&key);
    }
    done()
}

async fn end_sessions(State(shared): Server) -> Json<Value> {
    shared.lock().accounts.end_all();
    done()
}

#[derive(Deserialize)]
struct Clock {
    seconds: u64,
}

/// Puts the clock forward.
async fn clock(State(shared): Server, Json(Clock { seconds }): Json<Clock>) -> Json<Value> {
    shared.lock().ahead += seconds;
    done()
}

#[derive(Deserialize)]
struct Online {
    on: bool,
}

/// Closes the port, or opens it again.
async fn online(State(shared): Server, Json(Online { on }): Json<Online>) -> Json<Value> {
    shared.line.set_online(on).await;
    done()
}
