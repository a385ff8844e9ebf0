//! The control port: the screen page for people, JSON for tests. Loopback only, and for its own page only.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::chaos::Chaos;
use super::control_trouble as trouble;
use super::credential::{Credential, NewCredential};
use super::fault::FaultOrder;
use super::log::LogEntry;
use super::request::Choice;
use super::shared::{Shared, Wanted};
use super::state::{Auto, PhoneState, Refusal};
use crate::own_page::{only_own_page, page};

/// How long `GET /control/state?after=N` waits for news.
const NEWS_WAIT: Duration = Duration::from_secs(20);

pub(super) type Phone = State<Arc<Shared>>;
pub(super) type Done = Result<Json<Value>, Refused>;

/// A refusal of the phone as `409 {"error": …}`.
pub(super) struct Refused(Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::CONFLICT, Json(json!({ "error": self.0.to_string() }))).into_response()
    }
}

pub(super) fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// A route that does one thing which the phone may refuse.
fn decide(work: fn(&mut PhoneState) -> Result<(), Refusal>) -> MethodRouter<Arc<Shared>> {
    post(async move |State(shared): Phone| -> Done {
        shared.with(work)?;
        Ok(done())
    })
}

/// A route that does one thing which is always possible.
pub(super) fn change(work: fn(&mut PhoneState)) -> MethodRouter<Arc<Shared>> {
    post(async move |State(shared): Phone| {
        shared.with(work);
        done()
    })
}

/// A route that opens or closes the protocol port.
fn listen(wanted: Wanted) -> MethodRouter<Arc<Shared>> {
    post(async move |State(shared): Phone| {
        shared.set_listening(wanted).await;
        done()
    })
}

/// All routes of the control port at `own`.
pub(super) fn router(shared: Arc<Shared>, own: SocketAddr) -> Router {
    Router::new()
        .route("/", get(async || page("text/html", include_str!("../../page/phone.html"))))
        .route("/phone.css", get(async || page("text/css", include_str!("../../page/phone.css"))))
        .route("/phone.js", get(async || page("text/javascript", include_str!("../../page/phone.js"))))
        .route("/control/state", get(state))
        .route("/control/log", get(log))
        .route("/control/scan", post(scan))
        .route("/control/accept-link", decide(PhoneState::accept_link))
        .route("/control/refuse-link", decide(PhoneState::refuse_link))
        .route("/control/leave-linking", change(PhoneState::leave_linking_screen))
        .route("/control/accept", post(accept))
        .route("/control/deny", decide(PhoneState::deny))
        .route("/control/lock", change(PhoneState::lock))
        .route("/control/unlock", post(unlock))
        .route("/control/background", change(|state| state.set_in_front(false)))
        .route("/control/foreground", change(|state| state.set_in_front(true)))
        .route("/control/credentials", get(credentials).post(put_credentials))
        .route("/control/allow-all", post(allow_all))
        .route("/control/block", post(block))
        .route("/control/delete-link", post(delete_link))
        .route("/control/auto", post(auto))
        .route("/control/fault", post(fault))
        .route("/control/clear-faults", post(clear_faults))
        .route("/control/stop", listen(Wanted::Cut))
        .route("/control/start", listen(Wanted::Up))
        .route("/control/reset", post(reset))
        .merge(trouble::router())
        .layer(middleware::from_fn_with_state(own, only_own_page))
        .with_state(shared)
}

#[derive(Deserialize)]
struct After {
    after: Option<u64>,
}

/// The screen; with `?after=N` as soon as it is newer than version N.
async fn state(State(shared): Phone, Query(After { after }): Query<After>) -> Json<Value> {
    let mut changed = shared.changed.subscribe();
    if let Some(after) = after {
        let _ = timeout(NEWS_WAIT, changed.wait_for(|version| *version > after)).await;
    }
    let version = *changed.borrow_and_update();
    let screen = shared.look(PhoneState::screen);
    let mut view = serde_json::to_value(screen).unwrap_or_default();
    if let Some(members) = view.as_object_mut() {
        members.insert("version".into(), version.into());
        members.insert("now".into(), shared.now().into());
        members.insert("listening".into(), (*shared.listening.borrow()).into());
        members.insert("address".into(), shared.address.to_string().into());
        members.insert("faults".into(), json!(shared.faults()));
        members.insert("chaos".into(), json!(shared.chaos.borrow().map(Chaos::seed)));
        members.insert("otherDevice".into(), json!(shared.other_device()));
    }
    Json(view)
}

#[derive(Deserialize)]
struct Last {
    last: Option<usize>,
}

/// All requests, or the `?last=N` of them.
async fn log(State(shared): Phone, Query(Last { last }): Query<Last>) -> Json<Vec<LogEntry>> {
    let mut log = shared.log();
    let from = last.map_or(0, |last| log.len().saturating_sub(last));
    Json(log.split_off(from))
}

#[derive(Deserialize)]
struct Scan {
    qr: String,
}

async fn scan(State(shared): Phone, Json(Scan { qr }): Json<Scan>) -> Done {
    shared.with(|state| state.scan(&qr))?;
    Ok(done())
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Accept {
    uid: Option<String>,
    uids: Option<Vec<String>>,
    first: bool,
    create: Option<NewCredential>,
}

async fn accept(State(shared): Phone, body: Option<Json<Accept>>) -> Done {
    let choice = match body.map(|Json(accept)| accept).unwrap_or_default() {
        Accept { uids: Some(uids), .. } => Choice::Several(uids),
        Accept { uid: Some(uid), .. } => Choice::One(uid),
        Accept { create: Some(new), .. } => Choice::New(new),
        Accept { first: true, .. } => Choice::FirstMatch,
        _ => Choice::Accept,
    };
    shared.accept(choice)?;
    Ok(done())
}

async fn unlock(State(shared): Phone) -> Json<Value> {
    shared.with(PhoneState::unlock);
    shared.set_listening(Wanted::Up).await;
    done()
}

async fn credentials(State(shared): Phone) -> Json<Vec<Credential>> {
    Json(shared.look(|state| state.credentials().to_vec()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    replace: Option<Vec<Credential>>,
    #[serde(default)]
    add: Vec<Credential>,
}

async fn put_credentials(
    State(shared): Phone,
    Json(Credentials { replace, add }): Json<Credentials>,
) -> Json<Value> {
    shared.with(|state| {
        if let Some(all) = replace {
            state.set_credentials(all);
        }
        for credential in add {
            state.put_credential(credential);
        }
    });
    done()
}

#[derive(Deserialize)]
struct Switch {
    client: String,
    on: bool,
}

async fn allow_all(State(shared): Phone, Json(Switch { client, on }): Json<Switch>) -> Done {
    shared.with(|state| state.allow_all(&client, on))?;
    Ok(done())
}

async fn block(State(shared): Phone, Json(Switch { client, on }): Json<Switch>) -> Done {
    shared.with(|state| state.block(&client, on))?;
    Ok(done())
}

#[derive(Deserialize)]
struct Client {
    client: String,
}

async fn delete_link(State(shared): Phone, Json(Client { client }): Json<Client>) -> Done {
    shared.with(|state| state.delete_link(&client))?;
    Ok(done())
}

async fn auto(State(shared): Phone, Json(auto): Json<Auto>) -> Json<Value> {
    shared.with(|state| state.set_auto(auto));
    done()
}

async fn fault(State(shared): Phone, Json(order): Json<FaultOrder>) -> Json<Value> {
    shared.order_fault(order);
    done()
}

async fn clear_faults(State(shared): Phone) -> Json<Value> {
    shared.clear_faults();
    done()
}

async fn reset(State(shared): Phone) -> Json<Value> {
    shared.start_over().await;
    done()
}
