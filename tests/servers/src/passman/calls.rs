//! Vaults, files, and what the server says of itself.

use serde_json::{Value, json};

use super::accounts::new_guid;
use super::answer::Answer;
use super::items::File;
use super::route::Call;
use super::shared::State;

/// `status.php` of a Nextcloud.
pub(super) fn status(state: &State) -> Answer {
    Answer::ok(&json!({
        "installed": true,
        "maintenance": state.switches.maintenance,
        "needsDbUpgrade": false,
        "version": "31.0.8.1",
        "versionstring": "31.0.8",
        "edition": "",
        "productname": "Nextcloud",
        "extendedSupport": false,
    }))
    .with("Access-Control-Allow-Origin", "*")
}

/// The administrator's policy.
pub(super) fn settings(state: &State) -> Answer {
    let sharing = u8::from(state.switches.sharing);
    Answer::ok(&json!({
        "link_sharing_enabled": sharing,
        "user_sharing_enabled": sharing,
        "vault_key_strength": 3,
        "check_version": 1,
        "https_check": 1,
        "disable_contextmenu": 1,
        "server_side_encryption": "aes-256-cbc",
        "rounds_pbkdf2_stretching": 100,
        "disable_debugger": 1,
        "enable_global_search": 0,
        "settings_loaded": 1,
    }))
}

pub(super) fn list_vaults(state: &State, call: &Call<'_>) -> Answer {
    Answer::ok(&state.store.list_vaults(&call.user, state.switches.challenge_field.as_deref()))
}

pub(super) fn create_vault(state: &mut State, call: &Call<'_>) -> Answer {
    let Some(name) = call.parameters().get("vault_name").and_then(Value::as_str).map(ToOwned::to_owned)
    else {
        return Answer::failure();
    };
    let now = state.now();
    let vault = state.store.new_vault(&call.user, &name, None, now);
    Answer::ok(&state.store.show_new_vault(&vault))
}

pub(super) fn show_vault(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    let now = state.now();
    let Some(vault) = state.store.vault(&call.user, guid) else { return Answer::not_found() };
    let as_it_was = vault.clone();
    vault.last_access = now;
    Answer::ok(&state.store.show_vault(&as_it_was))
}

pub(super) fn update_vault(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    let Some(vault) = state.store.vault(&call.user, guid) else { return Answer::failure() };
    let sent = call.parameters();
    if let Some(name) = sent.get("name").and_then(Value::as_str).filter(|name| !name.is_empty()) {
        name.clone_into(&mut vault.name);
    }
    if let Some(settings) = sent.get("vault_settings").filter(|settings| !settings.is_null()) {
        vault.settings = settings.clone();
    }
    Answer::ok(&Value::Null)
}

pub(super) fn put_sharing_keys(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    let now = state.now();
    if let Some(vault) = state.store.vault(&call.user, guid) {
        let sent = call.parameters();
        vault.private_sharing_key = sent.get("private_sharing_key").cloned().unwrap_or_default();
        vault.public_sharing_key = sent.get("public_sharing_key").cloned().unwrap_or_default();
        vault.sharing_keys_generated = now;
    }
    Answer::ok(&Value::Null)
}

pub(super) fn delete_vault(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    if state.store.delete_vault(&call.user, guid) {
        Answer::ok(&json!({ "ok": true, "failed": [] }))
    } else {
        Answer::not_found()
    }
}

pub(super) fn upload(state: &mut State, call: &Call<'_>) -> Answer {
    let sent = call.parameters();
    let member = |name: &str| sent.get(name).cloned().unwrap_or_default();
    if !member("data").is_string() {
        return Answer::failure();
    }
    let file = File {
        id: state.store.next_id(),
        guid: new_guid(),
        owner: call.user.clone(),
        created: state.now(),
        filename: member("filename"),
        size: member("size"),
        mimetype: member("mimetype"),
        data: member("data"),
    };
    let shown = state.store.show_file(&file);
    state.store.files.push(file);
    Answer::ok(&shown)
}

/// Where the real server's code fails because there is no such file, so does this one.
pub(super) fn download(state: &State, call: &Call<'_>, id: &str) -> Answer {
    let wanted = |file: &&File| file.owner == call.user && file.id.to_string() == id;
    let Some(file) = state.store.files.iter().find(wanted) else { return Answer::failure() };
    let shown = state.store.show_file(file);
    Answer::ok(&if state.switches.file_lists { json!([shown]) } else { shown })
}

pub(super) fn delete_file(state: &mut State, call: &Call<'_>, id: &str) -> Answer {
    let wanted = |file: &File| file.owner == call.user && file.id.to_string() == id;
    let Some(at) = state.store.files.iter().position(wanted) else { return Answer::failure() };
    let file = state.store.files.remove(at);
    Answer::ok(&state.store.show_file(&file))
}
