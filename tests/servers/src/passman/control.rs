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
use super::sample::{SAMPLE_PASSWORD, SAMPLE_VAULT};
use super::shared::Shared;
use crate::own_page::{only_own_page, page};
use crate::web::{FaultOrder, LogEntry};

type Server = State<Arc<Shared>>;

fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// All routes of the control port at `own`.
pub(super) fn router(shared: Arc<Shared>, own: SocketAddr) -> Router {
    Router::new()
        .route("/", get(async || page("text/html", include_str!("../../page/passman.html"))))
        .route("/passman.css", get(async || page("text/css", include_str!("../../page/web.css"))))
        .route("/passman.js", get(async || page("text/javascript", include_str!("../../page/passman.js"))))
        .route("/control/state", get(state))
        .route("/control/switches", post(switches))
        .route("/control/log", get(log).delete(forget))
        .route("/control/fault", post(fault))
        .route("/control/clear-faults", post(clear_faults))
        .route("/control/grant", post(grant))
        .route("/control/app-password", post(app_password))
        .route("/control/forgive", post(forgive))
        .route("/control/online", post(online))
        .layer(middleware::from_fn_with_state(own, only_own_page))
        .with_state(shared)
}

async fn state(State(shared): Server) -> Json<Value> {
    let base = &shared.config.base_path;
    let mut state = shared.lock();
    let now = state.now();
    let waiting = state.flows.newest(now).map(|flow| flow.client);
    Json(json!({
        "https": format!("https://localhost:{}{base}", shared.line.https_port),
        "http": format!("http://localhost:{}{base}", shared.line.port(false)),
        "user": shared.config.user,
        "password": shared.config.password,
        "vault": shared.config.sample.then_some(SAMPLE_VAULT),
        "vaultPassword": shared.config.sample.then_some(SAMPLE_PASSWORD),
        "appPasswords": state.accounts.app_passwords(&shared.config.user).len(),
        "switches": state.switches,
        "faults": shared.line.faults(),
        "online": shared.line.is_online(),
        "waiting": waiting,
        "items": state.store.items.len(),
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
            state.set_switches(switches);
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

/// Grants the newest login that waits, without its page.
async fn grant(State(shared): Server) -> Response {
    let mut state = shared.lock();
    let now = state.now();
    let flow = state.flows.newest(now);
    if flow.is_some_and(|flow| state.grant(&flow.login_token, &shared.config.user)) {
        return done().into_response();
    }
    (StatusCode::CONFLICT, Json(json!({ "error": "no client waits for a login" }))).into_response()
}

/// Makes an app password, as a person does in the settings of Nextcloud.
async fn app_password(State(shared): Server) -> Json<Value> {
    let made = shared.lock().accounts.new_app_password(&shared.config.user);
    Json(json!({ "user": shared.config.user, "appPassword": made }))
}

async fn forgive(State(shared): Server) -> Json<Value> {
    shared.lock().accounts.forgive();
    done()
}

#[derive(Deserialize)]
struct Online {
    on: bool,
}

/// Closes the ports of the Nextcloud, or opens them again.
async fn online(State(shared): Server, Json(Online { on }): Json<Online>) -> Json<Value> {
    shared.line.set_online(on).await;
    done()
}
