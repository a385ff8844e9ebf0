//! Items of 7.x.

use serde_json::{Value, json};

use super::four_folders::{FIELDS, may_write, seen, target};
use super::four_items::readable;
use super::json::put;
use super::reply::{Outcome, bad, done, no_item, refuse};
use super::route::{Call, no_call};
use super::seal::new_id;
use super::shared::State;
use super::store::{Attachment, Item};
use super::{scenario, search, seven_show as show, unknown};

pub(super) fn items(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    match (call.method, rest) {
        ("GET", []) => list(state, call),
        ("GET", ["search"]) => {
            let found = found(state, call);
            let store = &state.store;
            let all: Vec<Value> =
                found.iter().filter_map(|id| Some(show::found(store, store.item(id)?))).collect();
            done(json!({ "items": all }))
        }
        ("POST", []) => create(state, call),
        ("GET", [id]) => {
            let id = readable(&state.store, call, id)?.id.clone();
            state.store.looked_at(&id);
            done(show::item(&state.store, state.store.item(&id).ok_or_else(no_item)?))
        }
        ("PATCH", [id]) => update(state, call, id),
        ("DELETE", [id]) => {
            may_write(&state.store, &readable(&state.store, call, id)?.vault)?;
            state.store.item_mut(id).ok_or_else(no_item)?.in_bin = true;
            done(json!({ "binItemId": new_id() }))
        }
        ("POST", [id, "move"]) => {
            may_write(&state.store, &readable(&state.store, call, id)?.vault)?;
            let vault = call.id("vaultId").ok_or_else(|| bad("vaultId"))?;
            seen(&state.store, &call.user, &vault)?;
            may_write(&state.store, &vault)?;
            let folder = target(&state.store, &vault, call.id("folderId"))?;
            let sent = scenario::of_seven(&call.body);
            let now = state.now();
            let item = state.store.item_mut(id).ok_or_else(no_item)?;
            if let Some(sent) = sent.as_object() {
                item.put(&["cryptedPassword", "cryptedKey", "custom"], sent);
            }
            if let Some(attachments) = sent.get("attachments") {
                super::four_items::seal_attachments(item, attachments);
            }
            (item.vault, item.folder) = (vault, folder);
            item.updated = now.max(item.updated + 1);
            done(json!({ "id": id }))
        }
        ("POST", [id, mark @ ("favorite" | "unfavorite")]) => {
            readable(&state.store, call, id)?;
            state.store.item_mut(id).ok_or_else(no_item)?.is_favorite = *mark == "favorite";
            done(json!({ "id": id }))
        }
        ("GET", [id, "attachment", file]) => {
            let item = readable(&state.store, call, id)?;
            let found = item.attachments.iter().find(|one| one.id == *file);
            done(shown_file(found.ok_or_else(|| refuse(unknown::NO_OTHER, "Attachment not found"))?))
        }
        ("GET", [id, "snapshots"]) => {
            let item = readable(&state.store, call, id)?;
            let all: Vec<&Value> = item.snapshots.iter().map(|(_, snapshot)| snapshot).collect();
            done(json!({ "items": all }))
        }
        ("GET", [id, "snapshot", wanted]) => {
            let item = readable(&state.store, call, id)?;
            let found = item.snapshots.iter().find(|(id, _)| id == wanted);
            let none = || refuse(unknown::NO_OTHER, "Snapshot not found");
            done(found.map(|(_, snapshot)| snapshot.clone()).ok_or_else(none)?)
        }
        _ => no_call(),
    }
}

fn shown_file(one: &Attachment) -> Value {
    json!({
        "id": one.id, "name": one.name, "encryptedKey": one.key, "encryptedData": one.data, "hash": one.hash,
    })
}

/// Without a folder everything of the vault, in all folders; with the shortcuts that lie there.
fn list(state: &State, call: &Call<'_>) -> Outcome {
    let vault = call.asked("vaultId").first().copied().ok_or_else(|| bad("vaultId"))?;
    seen(&state.store, &call.user, vault)?;
    let folder = call.asked("folderId").first().copied().filter(|id| !id.is_empty());
    let fits = |of: Option<&str>| folder.is_none_or(|folder| of == Some(folder));
    let items = state.store.items_of(vault).filter(|item: &&Item| fits(item.folder.as_deref()));
    let shortcuts =
        state.store.shortcuts.iter().filter(|one| one.vault == vault && fits(one.folder.as_deref()));
    let by_shortcut =
        shortcuts.filter_map(|one| Some(show::shortcut(&state.store, state.store.item(&one.item)?, one)));
    let all: Vec<Value> = items.map(|item| show::item(&state.store, item)).chain(by_shortcut).collect();
    done(json!({ "items": all }))
}

/// Ids of the items that a search means.
pub(super) fn found(state: &State, call: &Call<'_>) -> Vec<String> {
    let texts = |name: &str| call.asked(name).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
    let wanted = search::Wanted {
        query: texts("query").concat(),
        tags: texts("tags"),
        colors: call.asked("colorCodes").iter().filter_map(|color| color.parse().ok()).collect(),
        vaults: texts("vaultIds"),
        folders: texts("folderIds"),
    };
    let found = search::items(&state.store, &call.user, &wanted, &state.switches);
    found.into_iter().map(|item| item.id.clone()).collect()
}

fn attachments(sent: &Value) -> Vec<Attachment> {
    let sent = sent.get("attachments").and_then(Value::as_array);
    sent.into_iter().flatten().map(scenario::attachment).collect()
}

fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let now = state.now();
    let vault = call.id("vaultId").ok_or_else(|| bad("vaultId"))?;
    seen(&state.store, &call.user, &vault)?;
    may_write(&state.store, &vault)?;
    let folder = target(&state.store, &vault, call.id("folderId"))?;
    super::four::name(call)?;
    let sent = scenario::of_seven(&call.body);
    let mut item =
        Item { id: new_id(), vault, folder, password_updated: now, updated: now, ..Item::default() };
    item.put(&FIELDS, sent.as_object().unwrap_or(&serde_json::Map::new()));
    item.attachments = attachments(&sent);
    let id = item.id.clone();
    state.store.items.push(item);
    done(json!({ "id": id }))
}

/// Members that are left out stay; the state before is kept by the server itself.
fn update(state: &mut State, call: &Call<'_>, id: &str) -> Outcome {
    let before = readable(&state.store, call, id)?.clone();
    may_write(&state.store, &before.vault)?;
    let snapshot_id = new_id();
    let mut snapshot = show::item(&state.store, &before);
    put(&mut snapshot, "id", snapshot_id.as_str().into());
    put(&mut snapshot, "itemId", id.into());
    put(&mut snapshot, "createdAt", state.now().into());
    let sent = scenario::of_seven(&call.body);
    let now = state.now();
    let item = state.store.item_mut(id).ok_or_else(no_item)?;
    item.snapshots.push((snapshot_id, snapshot));
    item.put(&FIELDS, sent.as_object().unwrap_or(&serde_json::Map::new()));
    if sent.get("cryptedPassword").is_some() {
        item.password_updated = now;
    }
    if sent.get("attachments").is_some_and(Value::is_array) {
        item.attachments.extend(attachments(&sent));
    }
    item.updated = now.max(item.updated + 1);
    done(json!({ "id": id }))
}

/// A file of an earlier state; its content stayed with the item.
pub(super) fn old_attachment(state: &State, call: &Call<'_>, snapshot: &str, file: &str) -> Outcome {
    let none = || refuse(unknown::NO_OTHER, "Attachment not found");
    let fits = |item: &&Item| item.snapshots.iter().any(|(id, _)| id == snapshot);
    let item = state.store.items.iter().find(fits).ok_or_else(none)?;
    readable(&state.store, call, &item.id)?;
    done(shown_file(item.attachments.iter().find(|one| one.id == file).ok_or_else(none)?))
}
