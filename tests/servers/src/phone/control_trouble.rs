//! Routes of the control port for what goes wrong around the phone.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::control::{Done, Phone, change, done};
use super::other_device::OtherDevice;
use super::shared::Shared;
use super::state::PhoneState;

/// Chaos mode, other devices, other clients, the clock.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/chaos", post(chaos))
        .route("/control/happenings", get(happenings))
        .route("/control/other-device", post(other_device))
        .route("/control/occupy", post(occupy))
        .route("/control/release", change(PhoneState::release))
        .route("/control/clock", post(clock))
}

#[derive(Deserialize)]
struct Seed {
    seed: Option<u64>,
}

async fn chaos(State(shared): Phone, Json(Seed { seed }): Json<Seed>) -> Json<Value> {
    shared.set_chaos(seed);
    done()
}

async fn happenings(State(shared): Phone) -> Json<Value> {
    let all = shared.happenings(0);
    Json(all.into_iter().map(|one| json!({ "at": one.at, "what": one.what })).collect())
}

#[derive(Deserialize)]
struct Elsewhere {
    device: Option<OtherDevice>,
}

async fn other_device(State(shared): Phone, Json(Elsewhere { device }): Json<Elsewhere>) -> Json<Value> {
    shared.set_other_device(device);
    done()
}

async fn occupy(State(shared): Phone) -> Done {
    shared.occupy()?;
    Ok(done())
}

#[derive(Deserialize)]
struct Jump {
    by_ms: i64,
}

async fn clock(State(shared): Phone, Json(Jump { by_ms }): Json<Jump>) -> Json<Value> {
    shared.jump_clock(by_ms);
    done()
}
