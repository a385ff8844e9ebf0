//! Credentials, their revisions, and files of shared ones.

use serde_json::{Map, Value, json};

use super::accounts::new_guid;
use super::answer::Answer;
use super::items::{Permissions, Revision};
use super::route::Call;
use super::shared::State;

/// An id, be it a number or a text of digits.
fn id_in(sent: &Map<String, Value>, name: &str) -> Option<u64> {
    match sent.get(name)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}

fn is_true(sent: &Map<String, Value>, name: &str) -> bool {
    sent.get(name).is_some_and(|value| value == true || value == 1 || value == "true" || value == "1")
}

/// The database wants a label and a vault.
pub(super) fn create(state: &mut State, call: &Call<'_>) -> Answer {
    let sent = call.parameters();
    let (Some(vault), Some(Value::String(_))) = (id_in(&sent, "vault_id"), sent.get("label")) else {
        return Answer::failure();
    };
    let now = state.now();
    let mut item = state.store.new_item(&call.user, vault, None, now);
    item.overwrite(&sent);
    let shown = state.store.show_item(&item);
    state.store.items.push(item);
    Answer::ok(&shown)
}

/// Only one's own: shared ones come with their vault. The real server's code fails at a guid that is not there.
pub(super) fn show(state: &State, call: &Call<'_>, guid: &str) -> Answer {
    let item = state.store.items.iter().find(|item| item.owner == call.user && item.guid == guid);
    item.map_or_else(Answer::failure, |item| Answer::ok(&state.store.show_item(item)))
}

/// The whole object at once. As on the real server, the guid in the body says which one is changed, and the id in the
/// body whose revision is kept.
pub(super) fn update(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    let sent = call.parameters();
    let Some(before) = state.store.item(guid).cloned() else { return Answer::failure() };
    if before.owner != call.user {
        let acl = state.store.acl(&call.user, guid);
        let Some(permissions) = acl.map(|acl| acl.permissions) else { return Answer::failure() };
        if !permissions.has(Permissions::WRITE) || !state.switches.sharing {
            return Answer::json(401, &json!({ "msg": "Not authorized" }));
        }
    }
    if sent.get("guid").and_then(Value::as_str) != Some(guid)
        || !sent.get("label").is_some_and(Value::is_string)
    {
        return Answer::failure();
    }
    let now = state.now();
    if !is_true(&sent, "skip_revision") {
        let Some(credential_id) = id_in(&sent, "credential_id") else { return Answer::failure() };
        let revision = Revision {
            id: state.store.next_id(),
            guid: new_guid(),
            credential_id,
            owner: before.owner.clone(),
            created: now,
            data: state.store.show_item(&before),
            edited_by: call.user.clone(),
        };
        state.store.revisions.push(revision);
    }
    let Some(item) = state.store.item(guid) else { return Answer::failure() };
    item.overwrite(&sent);
    item.set("changed", now.into());
    if is_true(&sent, "set_share_key") {
        item.set("shared_key", sent.get("shared_key").cloned().unwrap_or_default());
    }
    if is_true(&sent, "unshare_action") {
        item.set("shared_key", "".into());
    }
    let after = item.clone();
    Answer::ok(&state.store.show_item(&after))
}

/// For good; answers with what is gone.
pub(super) fn delete(state: &mut State, call: &Call<'_>, guid: &str) -> Answer {
    match state.store.delete_item(&call.user, guid) {
        Some(item) => Answer::ok(&state.store.show_item(&item)),
        None => Answer::not_found(),
    }
}

pub(super) fn revisions(state: &State, call: &Call<'_>, guid: &str) -> Answer {
    let store = &state.store;
    let Some(item) = store.items.iter().find(|item| item.guid == guid) else { return Answer::not_found() };
    let may = item.owner == call.user
        || store.acl(&call.user, guid).is_some_and(|acl| acl.permissions.has(Permissions::HISTORY));
    if !may {
        return Answer::not_found();
    }
    let kept = store.revisions.iter().filter(|revision| revision.credential_id == item.id);
    Answer::ok(&kept.map(|revision| store.show_revision(revision)).collect())
}

pub(super) fn delete_revision(state: &mut State, call: &Call<'_>, id: &str) -> Answer {
    let wanted = |revision: &Revision| revision.owner == call.user && revision.id.to_string() == id;
    let Some(at) = state.store.revisions.iter().position(wanted) else { return Answer::failure() };
    let revision = state.store.revisions.remove(at);
    Answer::ok(&state.store.show_revision(&revision))
}

/// A file of an item that was shared: asked for by its guid and through the item.
pub(super) fn download_shared(state: &State, call: &Call<'_>, guid: &str, file_guid: &str) -> Answer {
    let store = &state.store;
    let may = store.acl(&call.user, guid).is_some_and(|acl| acl.permissions.has(Permissions::FILES));
    let owner = store.items.iter().find(|item| item.guid == guid && may).map(|item| item.owner.as_str());
    let file = store.files.iter().find(|file| file.guid == file_guid && Some(file.owner.as_str()) == owner);
    file.map_or_else(Answer::not_found, |file| Answer::ok(&store.show_file(file)))
}
