//! Items of v4.

use serde_json::{Value, json};

use super::four_folders::{FIELDS, may_write, seen, target};
use super::reply::{Outcome, Refusal, bad, done, no_item, refuse};
use super::route::{Call, no_call};
use super::seal::new_id;
use super::shared::State;
use super::store::{Item, Store};
use super::{four_show as show, links, scenario, search, unknown};

pub(super) fn items(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    match (call.method, rest) {
        ("GET", ["recent"]) => done(recent(state, call)),
        ("GET", ["favorite"]) => {
            let store = &state.store;
            let all = search::items(store, &call.user, &search::Wanted::default(), &state.switches);
            done(all.into_iter().filter(|item| item.is_favorite).map(show::entry).collect())
        }
        ("POST", ["search"]) => done(find(state, call)),
        ("POST", ["searchByUrl"]) => {
            let url = call.text("url").ok_or_else(|| bad("url"))?;
            let found = search::by_url(&state.store, &call.user, &url, &state.switches);
            done(shown(&state.store, call, &found))
        }
        ("POST", ["generate-share-link"]) => links::make_four(state, call),
        ("POST", []) => create(state, call),
        ("GET", [id]) => {
            let id = readable(&state.store, call, id)?.id.clone();
            state.store.looked_at(&id);
            full(state, &id)
        }
        ("PUT", [id]) => update(state, call, id),
        ("DELETE", [id]) => {
            writable(&state.store, call, id)?;
            keep_snapshot(state, call, id);
            if let Some(item) = state.store.item_mut(id) {
                item.in_bin = true;
            }
            done(format!("Password {id} deleted").into())
        }
        ("POST", [id, "move"]) => move_item(state, call, id),
        ("POST", [id, "copy"]) => copy(state, call, id),
        ("POST", [id, mark @ ("favorite" | "unfavorite")]) => {
            let item = readable(&state.store, call, id)?.id.clone();
            if let Some(item) = state.store.item_mut(&item) {
                item.is_favorite = *mark == "favorite";
            }
            done(true.into())
        }
        ("GET", [id, "sharingInfo"]) => readable(&state.store, call, id).and_then(|_| done(json!({}))),
        (_, [id, "attachment", rest @ ..]) => attachments(state, call, id, rest),
        _ => no_call(),
    }
}

/// An item in a vault that the user sees.
pub(super) fn readable<'a>(store: &'a Store, call: &Call<'_>, id: &str) -> Result<&'a Item, Refusal> {
    let item = store.item(id).filter(|item| store.vault_of(&call.user, &item.vault).is_some());
    item.ok_or_else(no_item)
}

fn writable(store: &Store, call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    may_write(store, &readable(store, call, id)?.vault)
}

pub(super) fn full(state: &State, id: &str) -> Outcome {
    let item = state.store.item(id).ok_or_else(no_item)?;
    done(show::item(&state.store, item, &state.switches))
}

fn recent(state: &State, call: &Call<'_>) -> Value {
    let items = state.store.recent.iter().filter_map(|id| readable(&state.store, call, id).ok());
    items.map(show::entry).collect()
}

/// What was found, with shortcuts to it and what of it came by the inbox, if that is asked for.
fn shown(store: &Store, call: &Call<'_>, found: &[&Item]) -> Value {
    let wants = |name: &str| call.body.get(name).is_some_and(|value| *value == true);
    let mut all: Vec<Value> = found.iter().map(|item| show::entry(item)).collect();
    if wants("includeShortcuts") {
        all.extend(shortcuts_of(store, found));
    }
    if wants("includeShared") {
        all.extend(store.inbox.iter().filter_map(|entry| {
            let item = found.iter().find(|item| item.id == entry.item)?;
            Some(show::entry_from(item, entry))
        }));
    }
    all.into()
}

fn shortcuts_of(store: &Store, items: &[&Item]) -> Vec<Value> {
    let shown = store.shortcuts.iter().filter_map(|shortcut| {
        let item = items.iter().find(|item| item.id == shortcut.item)?;
        Some(show::entry_by(item, shortcut))
    });
    shown.collect()
}

fn find(state: &State, call: &Call<'_>) -> Value {
    let list = |name: &str| call.body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    let wanted = search::Wanted {
        query: call.text("query").unwrap_or_default(),
        tags: list("tags").iter().filter_map(|tag| tag.as_str().map(ToOwned::to_owned)).collect(),
        colors: list("colors").iter().filter_map(number).collect(),
        vaults: call.id("vaultId").into_iter().collect(),
        folders: Vec::new(),
    };
    let found = search::items(&state.store, &call.user, &wanted, &state.switches);
    shown(&state.store, call, &found)
}

fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let now = state.now();
    let store = &mut state.store;
    let vault = call.id("vaultId").ok_or_else(|| bad("vaultId"))?;
    seen(store, &call.user, &vault)?;
    may_write(store, &vault)?;
    let folder = target(store, &vault, call.id("folderId"))?;
    call.text("cryptedPassword").ok_or_else(|| bad("cryptedPassword"))?;
    let mut item =
        Item { id: new_id(), vault, folder, password_updated: now, updated: now, ..Item::default() };
    item.put(&FIELDS, &call.members());
    let sent = call.body.get("attachments").and_then(Value::as_array);
    item.attachments = sent.into_iter().flatten().map(scenario::attachment).collect();
    let id = item.id.clone();
    store.items.push(item);
    full(state, &id)
}

/// What the client sealed of the state before.
fn keep_snapshot(state: &mut State, call: &Call<'_>, id: &str) {
    if let (Some(snapshot), Some(item)) = (call.text("snapshot"), state.store.item_mut(id)) {
        item.snapshots.push((new_id(), snapshot.into()));
    }
}

/// Members that are left out stay. A new password comes with `passwordFieldChanged`.
fn update(state: &mut State, call: &Call<'_>, id: &str) -> Outcome {
    writable(&state.store, call, id)?;
    change(state, call, id)?;
    full(state, id)
}

/// The change itself, for who may.
pub(super) fn change(state: &mut State, call: &Call<'_>, id: &str) -> Result<(), Refusal> {
    let now = state.now();
    let changes_password = call.body.get("passwordFieldChanged").is_some_and(|value| *value == true);
    if changes_password && call.text("cryptedPassword").is_none() {
        return Err(bad("cryptedPassword"));
    }
    keep_snapshot(state, call, id);
    let item = state.store.item_mut(id).ok_or_else(no_item)?;
    let mut sent = call.members();
    if !changes_password {
        sent.remove("cryptedPassword");
    }
    item.put(&FIELDS, &sent);
    if changes_password {
        item.password_updated = now;
    }
    // Times are in whole seconds: a change within the same one must show all the same.
    item.updated = now.max(item.updated + 1);
    Ok(())
}

/// Keys of attachments, sealed anew by the client.
pub(super) fn seal_attachments(item: &mut Item, sent: &Value) {
    for one in sent.as_array().into_iter().flatten() {
        let fits = |known: &&mut super::store::Attachment| one.get("id").is_some_and(|id| *id == known.id);
        if let (Some(known), Some(key)) = (item.attachments.iter_mut().find(fits), one.get("encryptedKey")) {
            known.key = key.clone();
        }
    }
}

/// An item with the members that the client sealed for another place.
fn placed(state: &State, call: &Call<'_>, id: &str) -> Result<Item, Refusal> {
    let store = &state.store;
    let mut item = readable(store, call, id)?.clone();
    let vault = call.id("vaultTo").ok_or_else(|| bad("vaultTo"))?;
    seen(store, &call.user, &vault)?;
    may_write(store, &vault)?;
    item.folder = target(store, &vault, call.id("folderTo"))?;
    item.vault = vault;
    call.text("cryptedPassword").ok_or_else(|| bad("cryptedPassword"))?;
    item.put(&["cryptedPassword", "cryptedKey", "custom"], &call.members());
    if let Some(attachments) = call.body.get("attachments") {
        seal_attachments(&mut item, attachments);
    }
    item.updated = state.now().max(item.updated + 1);
    Ok(item)
}

fn move_item(state: &mut State, call: &Call<'_>, id: &str) -> Outcome {
    writable(&state.store, call, id)?;
    let moved = placed(state, call, id)?;
    *state.store.item_mut(id).ok_or_else(no_item)? = moved;
    done(id.into())
}

fn copy(state: &mut State, call: &Call<'_>, id: &str) -> Outcome {
    let mut copy = placed(state, call, id)?;
    copy.id = new_id();
    copy.is_favorite = false;
    copy.snapshots.clear();
    copy.attachments.iter_mut().for_each(|one| one.id = new_id());
    let id = copy.id.clone();
    state.store.items.push(copy);
    done(id.into())
}

pub(super) fn attachments(state: &mut State, call: &Call<'_>, id: &str, rest: &[&str]) -> Outcome {
    let item = readable(&state.store, call, id)?.clone();
    match (call.method, rest) {
        ("GET", [wanted]) => {
            let found = item.attachments.iter().find(|one| one.id == *wanted);
            let one = found.ok_or_else(|| refuse(unknown::NO_OTHER, "Attachment not found"))?;
            done(json!({
                "id": one.id, "name": one.name, "encryptedKey": one.key, "encryptedData": one.data, "hash": one.hash,
            }))
        }
        ("POST", []) => {
            writable(&state.store, call, id)?;
            call.text("encryptedData").ok_or_else(|| bad("encryptedData"))?;
            let one = scenario::attachment(&call.body);
            let shown = json!({ "id": one.id, "name": one.name });
            state.store.item_mut(id).ok_or_else(no_item)?.attachments.push(one);
            done(shown)
        }
        ("DELETE", [gone]) => {
            writable(&state.store, call, id)?;
            let item = state.store.item_mut(id).ok_or_else(no_item)?;
            let before = item.attachments.len();
            item.attachments.retain(|one| one.id != *gone);
            if item.attachments.len() == before {
                return Err(refuse(unknown::NO_OTHER, "Attachment not found"));
            }
            done("attachmentDeleted".into())
        }
        _ => no_call(),
    }
}
