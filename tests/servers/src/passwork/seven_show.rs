//! What is stored, in the JSON of 7.x.

use serde_json::{Value, json};

use super::json::{at, put};
use super::store::{Folder, Item, Shortcut, Store, Vault};

pub(super) fn vault(vault: &Vault) -> Value {
    let sealed = |name: &str| vault.sealed.get(name).cloned();
    json!({
        "id": vault.id,
        "name": vault.name,
        "typeId": sealed("typeId"),
        "permissions": ["view"],
        "masterKeyEncrypted": sealed("masterKeyEncrypted").unwrap_or_else(|| "".into()),
        "isVisible": true,
        "directoryAccess": { "isViewingAccess": true, "access": vault.access.1, "accessName": vault.access.0 },
        "canLeaveVault": null,
        "canChangeVaultType": null,
    })
}

/// From the vault down to a folder, with it.
fn path(store: &Store, vault: &str, folder: Option<&str>) -> Value {
    let steps = super::four_show::path(store, vault, folder);
    let steps = steps.as_array().cloned().unwrap_or_default().into_iter();
    steps
        .map(|step| {
            let id = if at(&step, "type") == "folder" { at(&step, "id").clone() } else { Value::Null };
            json!({ "name": at(&step, "name"), "vaultId": vault, "folderId": id })
        })
        .collect()
}

pub(super) fn folder(store: &Store, folder: &Folder) -> Value {
    json!({
        "id": folder.id,
        "name": folder.name,
        "vaultId": folder.vault,
        "parentFolderId": folder.parent,
        "color": 0,
        "permissions": ["view"],
        "path": path(store, &folder.vault, Some(&folder.id)),
    })
}

/// Everything of an item, with the key of its vault: lists carry it too.
pub(super) fn item(store: &Store, item: &Item) -> Value {
    let member = |name: &str| item.fields.get(name).cloned().unwrap_or_default();
    let or = |value: Value, other: Value| if value.is_null() { other } else { value };
    let attachments = item.attachments.iter();
    let attachments: Value =
        attachments.map(|one| json!({ "id": one.id, "name": one.name, "encryptedKey": one.key })).collect();
    let vault_key =
        store.vault(&item.vault).and_then(|vault| vault.sealed.get("masterKeyEncrypted")).cloned();
    json!({
        "id": item.id,
        "vaultId": item.vault,
        "folderId": item.folder,
        "passwordEncrypted": member("cryptedPassword"),
        "keyEncrypted": or(member("cryptedKey"), "".into()),
        "customs": or(member("custom"), json!([])),
        "attachments": attachments,
        "name": item.text("name"),
        "login": item.text("login"),
        "url": item.text("url"),
        "description": member("description"),
        "tags": or(member("tags"), json!([])),
        "fieldsOrder": null,
        "isDeleted": item.in_bin,
        "color": item.color().unwrap_or_default(),
        "isFavorite": item.is_favorite,
        "vaultMasterKeyEncrypted": vault_key.unwrap_or_else(|| "".into()),
    })
}

/// The same with the way to it, as searches answer.
pub(super) fn found(store: &Store, found: &Item) -> Value {
    let mut shown = item(store, found);
    put(&mut shown, "path", path(store, &found.vault, found.folder.as_deref()));
    shown
}

pub(super) fn shortcut(store: &Store, behind: &Item, shortcut: &Shortcut) -> Value {
    let mut shown = item(store, behind);
    put(
        &mut shown,
        "shortcut",
        json!({
            "id": shortcut.id,
            "keyEncrypted": shortcut.key,
            "itemId": shortcut.item,
            "vaultId": shortcut.vault,
            "folderId": shortcut.folder,
            "creator": null,
        }),
    );
    shown
}
