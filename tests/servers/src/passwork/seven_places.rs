//! Vaults, folders, shortcuts and the inbox of 7.x.

use serde_json::{Value, json};

use super::four::name;
use super::four_folders::{may_write, seen, seen_folder, target};
use super::json::put;
use super::reply::{Outcome, bad, done, no_item, refuse};
use super::route::{Call, no_call};
use super::seal::new_id;
use super::shared::State;
use super::store::{Folder, Shortcut, Store, Vault};
use super::{scenario, search, seven_items, seven_show as show, unknown};

/// The only type of vaults.
const VAULT_TYPE: &str = "685cfa5a3d0ba75d2f041972";

pub(super) fn vault_type() -> Value {
    json!({ "id": VAULT_TYPE, "code": "company", "name": "Company" })
}

pub(super) fn vaults(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    let user = call.user.as_str();
    match (call.method, rest) {
        ("GET", []) => {
            let all: Vec<Value> = state.store.vaults_of(user).into_iter().map(show::vault).collect();
            done(json!({ "items": all }))
        }
        ("POST", []) => create(state, call),
        ("GET", [id]) => done(show::vault(seen(&state.store, user, id)?)),
        ("POST", [id]) => {
            let name = name(call)?;
            seen(&state.store, user, id)?;
            may_write(&state.store, id)?;
            let vault = state.store.vaults.iter_mut().find(|vault| vault.id == *id);
            if let Some(vault) = vault {
                vault.name = name;
            }
            done(json!({ "id": id }))
        }
        ("DELETE", [id]) => {
            seen(&state.store, user, id)?;
            may_write(&state.store, id)?;
            state.store.delete_vault(id);
            done(json!({ "binItemId": new_id() }))
        }
        _ => no_call(),
    }
}

fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let name = name(call)?;
    if state.switches.vault_types && call.id("typeId").is_none() {
        return Err(bad("typeId"));
    }
    if call.shared.config.era.seals() {
        for (member, wrong) in [
            ("masterKeyEncrypted", "masterKeyEncrypted"),
            ("masterKeyHash", "masterKeyHash"),
            ("salt", "salt"),
        ] {
            call.id(member).ok_or_else(|| bad(wrong))?;
        }
    }
    let id = new_id();
    state.store.vaults.push(Vault {
        id: id.clone(),
        name,
        is_domain: true,
        owner: call.user.clone(),
        access: (unknown::ADMIN.0.to_owned(), unknown::ADMIN.1),
        sealed: scenario::members(&call.body, &["typeId", "masterKeyEncrypted"]),
    });
    done(json!({ "id": id }))
}

pub(super) fn folders(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    let user = call.user.as_str();
    let store = &mut state.store;
    match (call.method, rest) {
        ("GET", []) => {
            let vault = call.asked("vaultId").first().copied().ok_or_else(|| bad("vaultId"))?;
            seen(store, user, vault)?;
            done(listed(store, |folder| folder.vault == vault))
        }
        ("GET", ["search"]) => {
            let query = call.asked("query").first().copied().unwrap_or_default();
            let vaults = call.asked("vaultId");
            done(listed(store, |folder| {
                store.vault_of(user, &folder.vault).is_some()
                    && (vaults.is_empty() || vaults.contains(&folder.vault.as_str()))
                    && search::finds_folder(query, &folder.name)
            }))
        }
        ("POST", []) => {
            let (name, vault) = (name(call)?, call.id("vaultId").ok_or_else(|| bad("vaultId"))?);
            seen(store, user, &vault)?;
            may_write(store, &vault)?;
            let parent = target(store, &vault, call.id("parentFolderId"))?;
            let id = new_id();
            store.folders.push(Folder { id: id.clone(), vault, parent, name });
            done(json!({ "id": id }))
        }
        ("GET", [id]) => done(show::folder(store, &seen_folder(store, user, id)?)),
        ("POST", [id]) => {
            let name = name(call)?;
            may_write(store, &seen_folder(store, user, id)?.vault)?;
            store.folders.iter_mut().filter(|one| one.id == *id).for_each(|one| one.name.clone_from(&name));
            done(json!({ "id": id }))
        }
        ("POST", [id, "move"]) => {
            let folder = seen_folder(store, user, id)?;
            may_write(store, &folder.vault)?;
            let parent = target(store, &folder.vault, call.id("targetFolderId"))?;
            if parent.as_ref().is_some_and(|parent| store.below(id).contains(parent)) {
                return Err(bad("targetFolderId"));
            }
            store
                .folders
                .iter_mut()
                .filter(|one| one.id == *id)
                .for_each(|one| one.parent.clone_from(&parent));
            done(json!({ "id": id }))
        }
        ("DELETE", [id]) => {
            may_write(store, &seen_folder(store, user, id)?.vault)?;
            store.delete_folder(id);
            done(json!({ "binItemId": new_id() }))
        }
        _ => no_call(),
    }
}

fn listed(store: &Store, fits: impl Fn(&Folder) -> bool) -> Value {
    let folders = store.folders.iter().filter(|folder| fits(folder));
    json!({ "items": folders.map(|folder| show::folder(store, folder)).collect::<Vec<_>>() })
}

pub(super) fn shortcuts(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    let store = &mut state.store;
    match (call.method, rest) {
        ("POST", []) => {
            let vault = call.id("vaultId").ok_or_else(|| bad("vaultId"))?;
            seen(store, &call.user, &vault)?;
            may_write(store, &vault)?;
            let item = call.id("itemId").ok_or_else(|| bad("itemId"))?;
            super::four_items::readable(store, call, &item)?;
            let folder = target(store, &vault, call.id("folderId"))?;
            let key = call.body.get("keyEncrypted").cloned().unwrap_or_default();
            let id = new_id();
            store.shortcuts.push(Shortcut { id: id.clone(), item, vault, folder, key });
            done(json!({ "id": id }))
        }
        ("GET", ["search"]) => {
            let found = seven_items::found(state, call);
            let store = &state.store;
            let shown = store.shortcuts.iter().filter_map(|one| {
                let item = found.iter().find(|id| **id == one.item)?;
                Some(show::shortcut(store, store.item(item)?, one))
            });
            done(json!({ "items": shown.collect::<Vec<_>>() }))
        }
        ("GET", [id]) => {
            let none = || refuse(unknown::NO_OTHER, "Shortcut not found");
            let one = store.shortcuts.iter().find(|one| one.id == *id).ok_or_else(none)?;
            seen(store, &call.user, &one.vault)?;
            done(show::shortcut(store, store.item(&one.item).ok_or_else(no_item)?, one))
        }
        _ => no_call(),
    }
}

pub(super) fn inbox(state: &mut State, id: &str) -> Outcome {
    let entry = state.store.inbox.iter_mut().find(|entry| entry.id == id);
    let entry = entry.ok_or_else(|| refuse(unknown::NO_OTHER, "Inbox entry not found"))?;
    entry.viewed = true;
    let entry = entry.clone();
    let item = state.store.item(&entry.item).ok_or_else(no_item)?;
    let mut shown = show::item(&state.store, item);
    put(
        &mut shown,
        "inbox",
        json!({ "id": entry.id, "keyEncrypted": entry.key, "access": unknown::ADMIN.1, "sender": null }),
    );
    done(shown)
}
