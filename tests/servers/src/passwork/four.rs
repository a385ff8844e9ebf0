//! `/api/v4`: signing in, the user, what there is altogether.

use serde_json::{Map, Value, json};

use super::accounts::Session;
use super::json::put;
use super::reply::{self, Outcome, bad, done, refuse};
use super::route::{Call, check_master, enter, no_call};
use super::shared::State;
use super::{four_folders, four_items, four_other, unknown};
use crate::web::Answer;

pub(super) fn answer(state: &mut State, call: &mut Call<'_>) -> Answer {
    let outcome = outcome(state, call);
    match outcome {
        Err(refusal) if refusal.status == 0 => Answer::nothing_there(),
        outcome => reply::four(outcome),
    }
}

fn outcome(state: &mut State, call: &mut Call<'_>) -> Outcome {
    let parts = call.parts.clone();
    match (call.method, parts.as_slice()) {
        ("GET", ["info", "version"]) => return done(version(call)),
        ("POST", ["auth", "login", key]) => return login(state, call, key),
        ("POST", ["auth", "refreshToken", token, old]) => return refresh(state, call, token, old),
        _ => {}
    }
    let token = call.header("passwork-auth").to_owned();
    enter(state, call, &token)?;
    match (call.method, parts.as_slice()) {
        ("POST", ["auth", "logout"]) => {
            state.accounts.end(&token);
            return done("loggedOut".into());
        }
        ("GET", ["user", "get-master-key-options"]) => return master_key_options(state, call),
        _ => {}
    }
    check_master(state, call.header("passwork-masterhash"), unknown::WRONG_MASTER_HASH)?;
    match (call.method, parts.as_slice()) {
        ("GET", ["user", "info"]) => done(user_info(state, call)),
        ("GET", ["user", "extension-secret"]) => done(super::seal::hash(&call.user).into()),
        (_, ["user", "notifications"]) => done(json!([])),
        (_, ["user", "notifications", "count-new"]) => done(0.into()),
        ("POST", ["user", "notifications", "mark-as-viewed"]) => done(true.into()),
        ("GET", ["info", "settings"]) => done(json!({})),
        (_, ["vaults", rest @ ..]) => four_folders::vaults(state, call, rest),
        (_, ["folders", rest @ ..]) => four_folders::folders(state, call, rest),
        (_, ["passwords", rest @ ..]) => four_items::items(state, call, rest),
        (_, ["sharing", rest @ ..]) => four_other::sharing(state, call, rest),
        _ => no_call(),
    }
}

/// A text where the version is old, an object where it is newer or the host wants MD5.
fn version(call: &Call<'_>) -> Value {
    let (era, version) = (call.shared.config.era, call.shared.config.version());
    if version.starts_with("4.") && !era.is_md5() {
        return version.into();
    }
    json!({ "version": version, "legacySupport": era.is_md5() })
}

fn login(state: &mut State, call: &mut Call<'_>, key: &str) -> Outcome {
    let (era, now) = (call.shared.config.era, state.now());
    let wants_master = call.body.get("useMasterPassword").is_some_and(|value| *value == true);
    let switches = state.switches.clone();
    let user = state.accounts.users.iter().find(|user| user.keys.iter().any(|known| known == key));
    if user.is_none() {
        return Err(refuse(unknown::WRONG_KEY, "Authentication failed"));
    }
    if switches.api_forbidden {
        return Err(reply::denied());
    }
    if wants_master && !era.seals() {
        return Err(refuse((400, "clientSideEncryptionDisabled"), "Client side encryption is disabled"));
    }
    let session = state.accounts.login(key, era, &switches, now);
    let session = session.ok_or_else(|| refuse(unknown::WRONG_KEY, "Authentication failed"))?;
    call.user.clone_from(&session.user);
    done(signed_in(state, &session, now))
}

fn refresh(state: &mut State, call: &mut Call<'_>, token: &str, refresh: &str) -> Outcome {
    let (era, now, switches) = (call.shared.config.era, state.now(), state.switches.clone());
    if switches.api_forbidden {
        return Err(reply::denied());
    }
    let session = state.accounts.refresh(token, refresh, era, &switches, now);
    let session = session.ok_or_else(|| refuse(unknown::REFRESH_REFUSED, "Refresh token is not valid"))?;
    call.user.clone_from(&session.user);
    done(signed_in(state, &session, now))
}

fn signed_in(state: &State, session: &Session, now: u64) -> Value {
    let mut data = json!({
        "token": session.token,
        "tokenTtl": session.expires.saturating_sub(now),
        "tokenExpiredAt": session.expires,
    });
    if let Some(refresh) = &session.refresh {
        put(&mut data, "refreshToken", refresh.as_str().into());
        put(&mut data, "refreshTokenTtl", session.refresh_expires.saturating_sub(now).into());
        put(&mut data, "refreshTokenExpiredAt", session.refresh_expires.into());
    }
    if let Some(user) = state.accounts.user(&session.user) {
        put(&mut data, "user", json!({ "name": user.name, "email": user.email, "avatar": null }));
    }
    data
}

/// Hosts before 5.3 do not know the call.
fn master_key_options(state: &State, call: &Call<'_>) -> Outcome {
    if call.shared.config.era.refreshes() {
        done(json!({ "mkOptions": state.master.options }))
    } else {
        no_call()
    }
}

fn user_info(state: &State, call: &Call<'_>) -> Value {
    let mut data = Map::new();
    if let Some(user) = state.accounts.user(&call.user) {
        data.insert("name".into(), user.name.clone().into());
        data.insert("email".into(), user.email.clone().into());
    }
    if let Some((public, private)) = &state.store.keys {
        data.insert("keys".into(), json!({ "public": public, "privateCrypted": private }));
    }
    data.into()
}

/// A name in the body; an empty one is none.
pub(super) fn name(call: &Call<'_>) -> Result<String, reply::Refusal> {
    call.text("name").filter(|name| !name.is_empty()).ok_or_else(|| bad("name"))
}
