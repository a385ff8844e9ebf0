//! What is stored, in the JSON of v4.

use serde_json::{Map, Value, json};

use super::config::Switches;
use super::json::put;
use super::store::{Folder, Incoming, Item, Shortcut, Store, Vault};
use super::unknown;

pub(super) fn vault(store: &Store, vault: &Vault, is_full: bool) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    put("id", vault.id.as_str().into());
    put("name", vault.name.as_str().into());
    put("access", vault.access.0.as_str().into());
    put("scope", if vault.is_domain { "domain" } else { unknown::PRIVATE_SCOPE }.into());
    if !vault.is_domain {
        put("visible", true.into());
    }
    if is_full {
        shown.extend(vault.sealed.clone());
    } else {
        put("foldersAmount", store.folders.iter().filter(|folder| folder.vault == vault.id).count().into());
        put("passwordsAmount", store.items_of(&vault.id).count().into());
    }
    shown.into()
}

/// From the vault down to a folder, with it.
pub(super) fn path(store: &Store, vault: &str, folder: Option<&str>) -> Value {
    let mut folders = Vec::new();
    let mut next = folder.and_then(|id| store.folder(id));
    while let Some(folder) = next {
        folders.push((folder.name.clone(), "folder", folder.id.clone()));
        next = folder.parent.as_deref().and_then(|id| store.folder(id));
        if folders.len() > store.folders.len() {
            break;
        }
    }
    let name = store.vault(vault).map(|vault| vault.name.clone()).unwrap_or_default();
    folders.push((name, "vault", vault.to_owned()));
    let steps = folders.into_iter().rev().enumerate();
    steps
        .map(|(order, (name, kind, id))| json!({ "order": order, "name": name, "type": kind, "id": id }))
        .collect()
}

pub(super) fn folder(store: &Store, folder: &Folder) -> Value {
    json!({
        "vaultId": folder.vault,
        "id": folder.id,
        "name": folder.name,
        "parentId": folder.parent,
        "path": path(store, &folder.vault, Some(&folder.id)),
        "foldersAmount": store.folders_in(&folder.vault, Some(&folder.id)).len(),
        "passwordsAmount": store.items_in(&folder.vault, Some(&folder.id)).len(),
        "shortcutsAmount": store.shortcuts.iter().filter(|one| one.folder.as_ref() == Some(&folder.id)).count(),
    })
}

/// What lists say of an item: nothing that is sealed.
pub(super) fn entry(item: &Item) -> Value {
    let member = |name: &str| item.fields.get(name).cloned().unwrap_or_default();
    let text = |name: &str| item.text(name).to_owned();
    json!({
        "vaultId": item.vault,
        "folderId": item.folder,
        "id": item.id,
        "name": text("name"),
        "login": text("login"),
        "url": text("url"),
        "description": member("description"),
        "color": member("color"),
        "tags": member("tags"),
    })
}

/// An item as it is behind a shortcut, in lists.
pub(super) fn entry_by(item: &Item, shortcut: &Shortcut) -> Value {
    let mut shown = entry(item);
    put(&mut shown, "vaultId", shortcut.vault.as_str().into());
    put(&mut shown, "folderId", shortcut.folder.clone().into());
    put(&mut shown, "shortcut", json!({ "id": shortcut.id, "passwordId": item.id }));
    shown
}

/// An item as it came by the inbox, in lists.
pub(super) fn entry_from(item: &Item, entry_of: &Incoming) -> Value {
    let mut shown = entry(item);
    put(&mut shown, "fromInbox", true.into());
    put(&mut shown, "inboxId", entry_of.id.as_str().into());
    shown
}

/// Everything of an item.
pub(super) fn item(store: &Store, item: &Item, switches: &Switches) -> Value {
    let access = store.vault(&item.vault).map(|vault| vault.access.clone()).unwrap_or_default();
    let member = |name: &str| item.fields.get(name).cloned().unwrap_or_default();
    let list = |list: Value| {
        let is_empty = list.as_array().is_none_or(Vec::is_empty);
        if is_empty && switches.null_lists { Value::Null } else { list }
    };
    let attachments = item.attachments.iter();
    let attachments: Value =
        attachments.map(|one| json!({ "id": one.id, "name": one.name, "encryptedKey": one.key })).collect();
    let mut shown = entry(item);
    put(&mut shown, "cryptedPassword", member("cryptedPassword"));
    if item.fields.contains_key("cryptedKey") {
        put(&mut shown, "cryptedKey", member("cryptedKey"));
    }
    put(&mut shown, "custom", list(member("custom")));
    put(&mut shown, "attachments", list(attachments));
    put(&mut shown, "path", path(store, &item.vault, item.folder.as_deref()));
    put(&mut shown, "access", access.0.into());
    put(&mut shown, "accessCode", access.1.into());
    put(&mut shown, "isFavorite", item.is_favorite.into());
    put(&mut shown, "lastPasswordUpdate", item.password_updated.into());
    // A text of digits, as clients of both kinds need it.
    put(&mut shown, "updatedAt", item.updated.to_string().into());
    shown
}

/// What `GET /sharing/shortcut/{id}` gives: everything of the item, and its key under the shortcut's vault.
pub(super) fn shortcut(store: &Store, shown: &Item, shortcut: &Shortcut, switches: &Switches) -> Value {
    let access = store.vault(&shortcut.vault).map(|vault| vault.access.clone()).unwrap_or_default();
    let mut shown = item(store, shown, switches);
    put(
        &mut shown,
        "shortcut",
        json!({
            "id": shortcut.id,
            "passwordId": shortcut.item,
            "vaultId": shortcut.vault,
            "folderId": shortcut.folder,
            "access": access.0,
            "accessCode": access.1,
            "cryptedKey": shortcut.key,
        }),
    );
    shown
}
