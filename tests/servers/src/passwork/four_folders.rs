//! Vaults and folders of v4.

use serde_json::{Value, json};

use super::four::name;
use super::reply::{Outcome, Refusal, bad, denied, done, done_as, no_folder, no_vault};
use super::route::{Call, no_call};
use super::seal::new_id;
use super::shared::State;
use super::store::{Folder, Item, Store, Vault};
use super::{four_show as show, scenario, search, unknown};

/// A vault that the user sees.
pub(super) fn seen<'a>(store: &'a Store, user: &str, id: &str) -> Result<&'a Vault, Refusal> {
    store.vault_of(user, id).ok_or_else(no_vault)
}

/// A folder in a vault that the user sees.
pub(super) fn seen_folder(store: &Store, user: &str, id: &str) -> Result<Folder, Refusal> {
    let folder = store.folder(id).filter(|folder| store.vault_of(user, &folder.vault).is_some());
    folder.cloned().ok_or_else(no_folder)
}

pub(super) fn may_write(store: &Store, vault: &str) -> Result<(), Refusal> {
    if store.may_write(vault) { Ok(()) } else { Err(denied()) }
}

/// The folder that something goes into: of this vault, or none.
pub(super) fn target(store: &Store, vault: &str, folder: Option<String>) -> Result<Option<String>, Refusal> {
    match folder {
        Some(id) if store.folder(&id).is_none_or(|known| known.vault != vault) => Err(no_folder()),
        folder => Ok(folder),
    }
}

pub(super) fn vaults(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    let user = call.user.as_str();
    let store = &mut state.store;
    match (call.method, rest) {
        ("GET", ["domain"]) => done(store.domain.clone()),
        ("GET", ["list"]) => {
            let all = store.vaults_of(user);
            done(all.into_iter().map(|vault| show::vault(store, vault, false)).collect())
        }
        ("GET", ["count"]) => done(store.vaults_of(user).len().into()),
        ("GET", ["tags"]) => done(tags(store, user, None)),
        ("GET", ["colors"]) => done(colors(store, user, None)),
        ("POST", []) => create(state, call),
        ("GET", [id]) => done(show::vault(store, seen(store, user, id)?, true)),
        ("PUT", [id]) => {
            let name = name(call)?;
            seen(store, user, id)?;
            may_write(store, id)?;
            store
                .vaults
                .iter_mut()
                .filter(|vault| vault.id == *id)
                .for_each(|vault| vault.name.clone_from(&name));
            done_as(201, "vaultUpdated", (*id).into())
        }
        ("DELETE", [id]) => {
            seen(store, user, id)?;
            may_write(store, id)?;
            store.delete_vault(id);
            done(format!("Vault {id} deleted").into())
        }
        ("GET", [id, "tags"]) => done(tags(store, user, Some(seen(store, user, id)?))),
        ("GET", [id, "colors"]) => done(colors(store, user, Some(seen(store, user, id)?))),
        ("GET", [id, "folders"]) => {
            seen(store, user, id)?;
            done(shown_folders(store, &store.folders_in(id, None)))
        }
        ("GET", [id, "passwords"]) => {
            seen(store, user, id)?;
            done(shown_items(store, id, None))
        }
        ("GET", [id, "fullInfo"]) => {
            seen(store, user, id)?;
            let folders: Vec<&Folder> = store.folders.iter().filter(|folder| folder.vault == *id).collect();
            let items: Value = store.items_of(id).map(show::entry).collect();
            done(json!({ "folders": shown_folders(store, &folders), "passwords": items }))
        }
        ("GET", [_, "sharingInfo", ..]) => done(json!({})),
        _ => no_call(),
    }
}

fn shown_folders(store: &Store, folders: &[&Folder]) -> Value {
    folders.iter().map(|folder| show::folder(store, folder)).collect()
}

/// Items and shortcuts that are directly in a place.
pub(super) fn shown_items(store: &Store, vault: &str, folder: Option<&str>) -> Value {
    let items = store.items_in(vault, folder).into_iter().map(show::entry);
    let here = store.shortcuts.iter().filter(|one| one.vault == vault && one.folder.as_deref() == folder);
    let by_shortcut = here.filter_map(|one| Some(show::entry_by(store.item(&one.item)?, one)));
    items.chain(by_shortcut).collect()
}

fn items_of<'a>(store: &'a Store, user: &str, vault: Option<&Vault>) -> Vec<&'a Item> {
    let wanted = search::Wanted {
        vaults: vault.map(|vault| vault.id.clone()).into_iter().collect(),
        ..search::Wanted::default()
    };
    search::items(store, user, &wanted, &super::config::Switches::default())
}

fn tags(store: &Store, user: &str, vault: Option<&Vault>) -> Value {
    let mut all: Vec<&str> = items_of(store, user, vault).iter().flat_map(|item| item.tags()).collect();
    all.sort_unstable();
    all.dedup();
    json!(all)
}

fn colors(store: &Store, user: &str, vault: Option<&Vault>) -> Value {
    let mut all: Vec<i64> = items_of(store, user, vault).iter().filter_map(|item| item.color()).collect();
    all.sort_unstable();
    all.dedup();
    json!(all)
}

/// The server keeps what the client sealed. Of the vault password of a new company vault it gets `mpCrypted` only,
/// which is what its other clients are sent as `passwordCrypted` (or `vaultPasswordCrypted`).
fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let name = name(call)?;
    let domain = call.id("domainId");
    for needed in ["mpCrypted", "passwordHash", "salt"] {
        call.text(needed).ok_or_else(|| bad("mpCrypted"))?;
    }
    let store = &mut state.store;
    let password = if domain.is_some() { call.text("mpCrypted") } else { call.text("passwordCrypted") };
    let password = password.ok_or_else(|| bad("passwordCrypted"))?;
    let mut sealed = serde_json::Map::new();
    let has_item_keys = call.shared.config.era.has_item_keys();
    let member = if has_item_keys { "vaultPasswordCrypted" } else { "passwordCrypted" };
    sealed.insert(member.to_owned(), password.into());
    if domain.is_some() {
        let master = store.domain.get("mpCrypted").cloned().unwrap_or_default();
        sealed.insert("domainMaster".to_owned(), master);
    }
    let id = new_id();
    store.vaults.push(Vault {
        id: id.clone(),
        name,
        is_domain: domain.is_some(),
        owner: call.user.clone(),
        access: (unknown::ADMIN.0.to_owned(), unknown::ADMIN.1),
        sealed,
    });
    done_as(201, "vaultCreated", id.into())
}

pub(super) fn folders(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    let user = call.user.as_str();
    let store = &mut state.store;
    match (call.method, rest) {
        ("POST", []) => {
            let (name, vault) = (name(call)?, call.id("vaultId").ok_or_else(|| bad("vaultId"))?);
            seen(store, user, &vault)?;
            may_write(store, &vault)?;
            let parent = target(store, &vault, call.id("parentId"))?;
            let folder = Folder { id: new_id(), vault, parent, name };
            store.folders.push(folder.clone());
            done_as(201, "folderCreated", show::folder(store, &folder))
        }
        ("POST", ["search"]) => {
            let query = call.text("query").ok_or_else(|| bad("query"))?;
            let vault = call.id("vaultId");
            let fits = |folder: &&Folder| {
                store.vault_of(user, &folder.vault).is_some()
                    && vault.as_ref().is_none_or(|vault| folder.vault == *vault)
                    && search::finds_folder(&query, &folder.name)
            };
            let found: Vec<&Folder> = store.folders.iter().filter(fits).collect();
            done(shown_folders(store, &found))
        }
        ("GET", [id]) => done(show::folder(store, &seen_folder(store, user, id)?)),
        ("GET", [id, "children"]) => {
            let folder = seen_folder(store, user, id)?;
            done(shown_folders(store, &store.folders_in(&folder.vault, Some(id))))
        }
        ("GET", [id, "passwords"]) => {
            let folder = seen_folder(store, user, id)?;
            done(shown_items(store, &folder.vault, Some(id)))
        }
        ("PUT", [id]) => rename(store, call, id),
        ("DELETE", [id]) => {
            let folder = seen_folder(store, user, id)?;
            may_write(store, &folder.vault)?;
            store.delete_folder(id);
            done("folderDeleted".into())
        }
        ("POST", [id, "move"]) => move_folder(store, call, id),
        _ => no_call(),
    }
}

/// A `parentId` that is sent moves the folder, null to the root.
fn rename(store: &mut Store, call: &Call<'_>, id: &str) -> Outcome {
    let name = name(call)?;
    let folder = seen_folder(store, &call.user, id)?;
    may_write(store, &folder.vault)?;
    let parent = if call.body.get("parentId").is_some() {
        target(store, &folder.vault, call.id("parentId"))?
    } else {
        folder.parent.clone()
    };
    if parent.as_ref().is_some_and(|parent| store.below(id).contains(parent)) {
        return Err(bad("parentId"));
    }
    let changed = Folder { parent, name, ..folder };
    store.folders.iter_mut().filter(|known| known.id == id).for_each(|known| *known = changed.clone());
    done_as(200, "folderRenamed", show::folder(store, &changed))
}

/// Everything below the folder goes with it, sealed anew by the client.
fn move_folder(store: &mut Store, call: &Call<'_>, id: &str) -> Outcome {
    let folder = seen_folder(store, &call.user, id)?;
    let vault = call.id("vaultTo").ok_or_else(|| bad("vaultTo"))?;
    seen(store, &call.user, &vault)?;
    may_write(store, &folder.vault)?;
    may_write(store, &vault)?;
    let parent = target(store, &vault, call.id("folderTo"))?;
    let below = store.below(id);
    if parent.as_ref().is_some_and(|parent| below.contains(parent)) {
        return Err(bad("folderTo"));
    }
    let inside = |item: &Item| item.folder.as_ref().is_some_and(|folder| below.contains(folder));
    let sent = |group: &str, item: &str| call.body.get(group).and_then(|group| group.get(item)).cloned();
    let moved: Vec<String> =
        store.items.iter().filter(|item| inside(item) && !item.in_bin).map(|item| item.id.clone()).collect();
    if moved.iter().any(|id| sent("cryptedPasswords", id).is_none()) {
        return Err(bad("cryptedPasswords"));
    }
    for item in store.items.iter_mut().filter(|item| moved.contains(&item.id)) {
        let parts =
            [("cryptedPasswords", "cryptedPassword"), ("cryptedKeys", "cryptedKey"), ("custom", "custom")];
        for (group, member) in parts {
            if let Some(value) = sent(group, &item.id) {
                item.fields.insert(member.to_owned(), value);
            }
        }
        if let Some(attachments) = sent("attachments", &item.id) {
            super::four_items::seal_attachments(item, &attachments);
        }
        item.vault.clone_from(&vault);
    }
    for known in &mut store.folders {
        if below.contains(&known.id) {
            known.vault.clone_from(&vault);
        }
        if known.id == id {
            known.parent.clone_from(&parent);
        }
    }
    done(id.into())
}

/// Names of members that a client may send of an item.
pub(super) const FIELDS: [&str; 9] = scenario::FIELDS;
