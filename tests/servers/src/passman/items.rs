//! Credentials as they are stored: never looked into.

use serde_json::{Map, Value, json};

use super::accounts::new_guid;
use super::vaults::Store;

/// What a client writes, all at once. What it leaves out is null.
const WRITABLE: [&str; 16] = [
    "label",
    "description",
    "tags",
    "email",
    "username",
    "password",
    "url",
    "icon",
    "renew_interval",
    "expire_time",
    "delete_time",
    "files",
    "custom_fields",
    "otp",
    "hidden",
    "compromised",
];
/// Numbers in the database.
const NUMBERS: [&str; 6] = ["created", "changed", "renew_interval", "expire_time", "delete_time", "hidden"];
/// What the server sets.
const OWN: [&str; 7] = ["credential_id", "guid", "user_id", "vault_id", "created", "changed", "shared_key"];
/// What a client sends besides, for the server's ears.
const ORDERS: [&str; 6] =
    ["acl", "favicon", "revision_created", "set_share_key", "skip_revision", "unshare_action"];

/// What a user may do with another's item, as bits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(pub u8);

impl Permissions {
    /// See it.
    pub const READ: u8 = 1;
    /// Change it.
    pub const WRITE: u8 = 2;
    /// See its files.
    pub const FILES: u8 = 4;
    /// See its revisions.
    pub const HISTORY: u8 = 8;

    /// True if all these bits are given.
    pub fn has(self, bits: u8) -> bool {
        self.0 & bits == bits
    }
}

/// One credential.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: u64,
    pub(super) guid: String,
    pub(super) owner: String,
    pub(super) vault: u64,
    /// All members but those that have a place above.
    pub(super) fields: Map<String, Value>,
}

impl Item {
    /// A member; null if it has none.
    pub(super) fn field(&self, name: &str) -> Value {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn shared_key(&self) -> Value {
        self.field("shared_key")
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        let value = if NUMBERS.contains(&name) { number(value) } else { value };
        self.fields.insert(name.to_owned(), value);
    }

    /// Takes over what a client sent: everything that it may write, null where it sent nothing.
    ///
    /// Members that an item has beyond those known here are columns of a newer server: treated alike.
    pub(super) fn overwrite(&mut self, sent: &Map<String, Value>) {
        let newer = self.fields.keys().filter(|name| !OWN.contains(&name.as_str()));
        let mut names: Vec<String> = newer.cloned().collect();
        names.extend(WRITABLE.map(str::to_owned));
        for name in names {
            self.set(&name, sent.get(&name).cloned().unwrap_or_default());
        }
    }

    /// Puts in members as they are, whoever may write them.
    pub(super) fn put(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            match name.as_str() {
                "credential_id" | "user_id" | "vault_id" | "guid" => {}
                name if ORDERS.contains(&name) => {}
                name => self.set(name, value.clone()),
            }
        }
    }
}

/// Booleans and texts of digits become what a column of integers holds.
fn number(value: Value) -> Value {
    match value {
        Value::Bool(yes) => u8::from(yes).into(),
        Value::String(text) => text.parse::<i64>().map_or(Value::Null, Into::into),
        other => other,
    }
}

/// An item as it was before a change.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub(super) id: u64,
    pub(super) guid: String,
    pub(super) credential_id: u64,
    pub(super) owner: String,
    pub(super) created: u64,
    pub(super) data: Value,
    pub(super) edited_by: String,
}

/// A file, its content sealed.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) id: u64,
    pub(super) guid: String,
    pub(super) owner: String,
    pub(super) created: u64,
    pub(super) filename: Value,
    pub(super) size: Value,
    pub(super) mimetype: Value,
    pub(super) data: Value,
}

/// An item in another user's vault.
#[derive(Clone, Debug)]
pub(super) struct Acl {
    pub(super) id: u64,
    pub(super) item_guid: String,
    pub(super) user: String,
    pub(super) vault_guid: String,
    pub(super) created: u64,
    pub(super) permissions: Permissions,
    pub(super) shared_key: String,
}

impl Store {
    /// A new item, empty but for what the server sets.
    pub(super) fn new_item(&mut self, owner: &str, vault: u64, guid: Option<String>, now: u64) -> Item {
        let fields = [("created", now.into()), ("changed", now.into()), ("shared_key", Value::Null)];
        let mut fields: Map<String, Value> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        fields.extend(WRITABLE.map(|name| (name.to_owned(), Value::Null)));
        let guid = guid.unwrap_or_else(new_guid);
        Item { id: self.next_id(), guid, owner: owner.to_owned(), vault, fields }
    }

    pub(super) fn item(&mut self, guid: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.guid == guid)
    }

    /// The JSON of an item.
    pub(super) fn show_item(&self, item: &Item) -> Value {
        let mut shown = item.fields.clone();
        shown.insert("credential_id".into(), self.id(item.id));
        shown.insert("guid".into(), item.guid.clone().into());
        shown.insert("user_id".into(), item.owner.clone().into());
        shown.insert("vault_id".into(), self.id(item.vault));
        Value::Object(shown)
    }

    /// Deletes an item of this user for good, with revisions and shares. Files stay, as on the real server.
    pub(super) fn delete_item(&mut self, owner: &str, guid: &str) -> Option<Item> {
        let at = self.items.iter().position(|item| item.owner == owner && item.guid == guid)?;
        let item = self.items.remove(at);
        self.revisions.retain(|revision| revision.credential_id != item.id);
        self.acls.retain(|acl| acl.item_guid != item.guid);
        Some(item)
    }

    /// What another user may do with an item.
    pub(super) fn acl(&self, user: &str, item_guid: &str) -> Option<&Acl> {
        self.acls.iter().find(|acl| acl.user == user && acl.item_guid == item_guid)
    }

    pub(super) fn show_revision(&self, revision: &Revision) -> Value {
        json!({
            "revision_id": self.id(revision.id),
            "guid": revision.guid,
            "created": revision.created,
            "credential_data": revision.data,
            "edited_by": revision.edited_by,
        })
    }

    pub(super) fn show_file(&self, file: &File) -> Value {
        json!({
            "file_id": self.id(file.id),
            "filename": file.filename,
            "guid": file.guid,
            "size": file.size,
            "file_data": file.data,
            "created": file.created,
            "mimetype": file.mimetype,
        })
    }

    /// What was shared into a vault: for each item who may do what, its key, and the credential itself.
    pub(super) fn show_shared(&self, user: &str, vault_guid: &str) -> Value {
        let vault = self.vaults.iter().find(|vault| vault.owner == user && vault.guid == vault_guid);
        let entries = self.acls.iter().filter(|acl| acl.user == user && acl.vault_guid == vault_guid);
        let readable = entries.filter(|acl| acl.permissions.has(Permissions::READ));
        let shown = readable.filter_map(|acl| {
            let item = self.items.iter().find(|item| item.guid == acl.item_guid)?;
            let mut data = self.show_item(item);
            let members = data.as_object_mut()?;
            members.remove("shared_key");
            if !acl.permissions.has(Permissions::FILES) {
                members.remove("files");
            }
            Some(json!({
                "acl_id": self.id(acl.id),
                "item_id": self.id(item.id),
                "item_guid": acl.item_guid,
                "user_id": acl.user,
                "created": acl.created,
                "expire": 0,
                "expire_views": 0,
                "permissions": acl.permissions.0,
                "vault_id": self.id(vault?.id),
                "vault_guid": acl.vault_guid,
                "shared_key": acl.shared_key,
                "pending": false,
                "credential_data": data,
            }))
        });
        shown.collect()
    }
}
