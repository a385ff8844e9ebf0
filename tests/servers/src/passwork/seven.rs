//! `/api/v1` of 7.x: sessions, the user, what there is altogether.

use serde_json::{Value, json};

use super::accounts::Session;
use super::reply::{Outcome, Refusal, bad, done, refuse};
use super::route::{Call, check_master, enter, no_call};
use super::shared::State;
use super::{links, reply, seven_items, seven_places, unknown};
use crate::web::Answer;

/// Calls of a batch at most.
const BATCH: usize = 25;

pub(super) fn answer(state: &mut State, call: &mut Call<'_>) -> Answer {
    let is_raw = call.header("x-response-format") == "raw" || !state.switches.base64_answers;
    match outcome(state, call) {
        Err(refusal) if refusal.status == 0 => Answer::nothing_there(),
        outcome => {
            let (status, body) = reply::seven(outcome);
            reply::enclose(status, &body, is_raw)
        }
    }
}

fn outcome(state: &mut State, call: &mut Call<'_>) -> Outcome {
    let token = call.header("authorization").strip_prefix("Bearer ").unwrap_or_default().to_owned();
    match (call.method, call.parts.as_slice()) {
        ("POST", ["sessions", "refresh"]) => return refresh(state, call, &token),
        ("POST", ["sessions", "refresh-access-token"]) => return renew(state, call, "accessToken"),
        ("POST", ["sessions", "refresh-refresh-token"]) => return renew(state, call, "refreshToken"),
        _ => {}
    }
    enter(state, call, &token)?;
    match (call.method, call.parts.as_slice()) {
        ("GET", ["users", "master-key", "options"]) => return master_key_options(state),
        ("GET", ["sessions", "current", "info"]) => return session_info(state, &token),
        ("GET", ["app", "features"]) => return done(features(state)),
        _ => {}
    }
    check_master(
        state,
        call.header("x-master-key-hash"),
        (unknown::V7_WRONG_MASTER_HASH.0, unknown::V7_WRONG_MASTER_HASH.1),
    )?;
    if (call.method, call.parts.as_slice()) == ("POST", ["batch"].as_slice()) {
        return batch(state, call);
    }
    inside(state, call)
}

/// Calls of somebody who is in.
fn inside(state: &mut State, call: &Call<'_>) -> Outcome {
    let parts = call.parts.clone();
    match (call.method, parts.as_slice()) {
        ("GET", ["users", "info"]) => {
            let user = state.accounts.user(&call.user);
            let (name, email) = user.map_or(("", ""), |user| (user.name.as_str(), user.email.as_str()));
            done(json!({ "name": name, "email": email, "isTwoFactorAuthEnabled": false }))
        }
        ("GET", ["users", "keys"]) => {
            let none = || refuse(unknown::NO_OTHER, "No keys");
            let (public, private) = state.store.keys.as_ref().ok_or_else(none)?;
            done(json!({ "keys": { "public": public, "privateEncrypted": private } }))
        }
        ("GET", ["users", _, "public-key"]) => {
            let key = state.store.keys.as_ref().map(|(public, _)| public.as_str());
            done(json!({ "publicKey": key }))
        }
        ("GET", ["app", "settings"]) => done(json!({
            "authPasswordComplexity": { "minLength": 12, "isDigitsRequired": true },
        })),
        ("GET", ["vault-types", "all"]) => done(json!({ "items": [seven_places::vault_type()] })),
        ("GET", ["vault-types", _, "administrators"]) => {
            let key = state.store.keys.as_ref().map(|(public, _)| public.as_str());
            let id = super::seal::hash(&call.user).chars().take(24).collect::<String>();
            done(json!({ "items": [{ "id": id, "publicKey": key }] }))
        }
        ("POST", ["links"]) => links::make_seven(state, call),
        (_, ["vaults", rest @ ..]) => seven_places::vaults(state, call, rest),
        (_, ["folders", rest @ ..]) => seven_places::folders(state, call, rest),
        (_, ["items", rest @ ..]) => seven_items::items(state, call, rest),
        (_, ["shortcuts", rest @ ..]) => seven_places::shortcuts(state, call, rest),
        ("GET", ["inbox-items", id]) => seven_places::inbox(state, id),
        ("GET", ["snapshots", id, "attachment", file]) => seven_items::old_attachment(state, call, id, file),
        _ => no_call(),
    }
}

fn features(state: &State) -> Value {
    if state.switches.vault_types { json!([{ "name": "vaultType" }]) } else { json!([]) }
}

fn master_key_options(state: &State) -> Outcome {
    if state.master.options.is_empty() {
        return Err(refuse(unknown::NO_OTHER, "Encryption is off"));
    }
    done(json!({ "masterKeyOptions": state.master.options }))
}

fn session_info(state: &State, token: &str) -> Outcome {
    let session = state.accounts.sessions.iter().rfind(|known| known.token == token);
    done(json!({ "accessTokenExpiredAt": session.map(|known| known.expires) }))
}

fn shown(session: &Session) -> Value {
    json!({
        "accessToken": session.token,
        "refreshToken": session.refresh,
        "accessTokenExpiredAt": session.expires,
        "refreshTokenExpiredAt": session.refresh_expires,
    })
}

fn refresh_refused() -> Refusal {
    refuse(unknown::V7_REFRESH_REFUSED, "Refresh token is not valid")
}

fn refresh(state: &mut State, call: &mut Call<'_>, token: &str) -> Outcome {
    let refresh = call.text("refreshToken").ok_or_else(|| bad("refreshToken"))?;
    if state.switches.api_forbidden {
        return Err(reply::denied());
    }
    let (era, switches, now) = (call.shared.config.era, state.switches.clone(), state.now());
    let session = state.accounts.refresh(token, &refresh, era, &switches, now).ok_or_else(refresh_refused)?;
    call.user.clone_from(&session.user);
    done(shown(&session))
}

/// A new token of one kind for an old one of it.
fn renew(state: &mut State, call: &Call<'_>, member: &'static str) -> Outcome {
    let old = call.text(member).ok_or_else(|| bad(member))?;
    let (now, ttl) = (state.now(), state.switches.token_seconds);
    let fresh = super::seal::random_token();
    let session = state.accounts.renew(|known| {
        let is_access = member == "accessToken";
        let fits = if is_access {
            known.token == old
        } else {
            known.refresh.as_ref() == Some(&old) && now < known.refresh_expires
        };
        if fits && is_access {
            known.token.clone_from(&fresh);
            known.expires = now + ttl;
        } else if fits {
            known.refresh = Some(fresh.clone());
            known.refresh_expires = now + 36 * 3600;
        }
        fits
    });
    let all = shown(&session.ok_or_else(refresh_refused)?);
    let expiry = format!("{member}ExpiredAt");
    done(json!({ member: all.get(member), expiry.as_str(): all.get(&expiry) }))
}

/// Several calls at once, each with its own outcome.
fn batch(state: &mut State, call: &Call<'_>) -> Outcome {
    let requests = call.body.get("requests").and_then(Value::as_array).ok_or_else(|| bad("requests"))?;
    if requests.len() > BATCH {
        return Err(bad("requests"));
    }
    let mut responses = Vec::new();
    for request in requests {
        let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
        let (path, query) = text("relativeUrl").split_once('?').unwrap_or((text("relativeUrl"), ""));
        let path = path.strip_prefix("/api/v1/").unwrap_or_default();
        let inner = Call {
            shared: call.shared,
            method: text("method"),
            parts: path.split('/').filter(|part| !part.is_empty()).collect(),
            query: crate::site::read_form(query),
            body: request.get("body").cloned().unwrap_or_default(),
            received: call.received,
            user: call.user.clone(),
        };
        let (status, body) = match inside(state, &inner) {
            Err(refusal) if refusal.status == 0 => {
                reply::seven(Err(refuse(unknown::NO_OTHER, "No such call")))
            }
            outcome => reply::seven(outcome),
        };
        responses.push(json!({ "statusCode": status, "body": body }));
    }
    done(json!({ "responses": responses }))
}
