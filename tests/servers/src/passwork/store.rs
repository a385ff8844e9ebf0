//! What is stored: vaults, folders, items, byte for byte as they were sent.

use serde_json::{Map, Value};

use super::links::StoredLink;
use super::unknown;

/// A Passwork vault.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    pub(super) id: String,
    pub(super) name: String,
    /// The company's; otherwise it is its owner's alone.
    pub(super) is_domain: bool,
    pub(super) owner: String,
    pub(super) access: (String, i64),
    /// Sealed members, under the names that they have on the wire.
    pub(super) sealed: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) vault: String,
    pub(super) parent: Option<String>,
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) id: String,
    pub(super) name: Value,
    pub(super) key: Value,
    pub(super) data: Value,
    pub(super) hash: Value,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) vault: String,
    pub(super) folder: Option<String>,
    /// Members under the names of v4: `name`, `login`, `url`, `description`, `color`, `tags`, `cryptedPassword`,
    /// `cryptedKey`, `custom`.
    pub(super) fields: Map<String, Value>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) is_favorite: bool,
    pub(super) in_bin: bool,
    pub(super) password_updated: u64,
    pub(super) updated: u64,
    /// Earlier states: as the client sealed them (v4), or as they were (7.x). With their ids.
    pub(super) snapshots: Vec<(String, Value)>,
}

impl Item {
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn tags(&self) -> Vec<&str> {
        let tags = self.fields.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn color(&self) -> Option<i64> {
        self.fields.get("color").and_then(Value::as_i64)
    }

    /// Takes over members that were sent; `color` may be a text of digits.
    pub(super) fn put(&mut self, names: &[&str], sent: &Map<String, Value>) {
        for name in names {
            let Some(value) = sent.get(*name) else { continue };
            let value = match value.as_str().and_then(|text| text.parse::<i64>().ok()) {
                Some(number) if *name == "color" => number.into(),
                _ => value.clone(),
            };
            self.fields.insert((*name).to_owned(), value);
        }
    }
}

/// Another place where an item is shown.
#[derive(Clone, Debug)]
pub(super) struct Shortcut {
    pub(super) id: String,
    pub(super) item: String,
    pub(super) vault: String,
    pub(super) folder: Option<String>,
    pub(super) key: Value,
}

/// An item that somebody sent to the user.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) id: String,
    pub(super) item: String,
    /// The key of the item for the user's RSA key.
    pub(super) key: Value,
    pub(super) viewed: bool,
}

/// Everything that is stored.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// `GET /vaults/domain`, as it is.
    pub(super) domain: Value,
    /// The user's key pair: public key, sealed private key, both as they are.
    pub(super) keys: Option<(String, String)>,
    pub(super) vaults: Vec<Vault>,
    pub(super) folders: Vec<Folder>,
    pub(super) items: Vec<Item>,
    pub(super) shortcuts: Vec<Shortcut>,
    pub(super) inbox: Vec<Incoming>,
    pub(super) links: Vec<StoredLink>,
    /// Ids of items that were looked at, newest first.
    pub(super) recent: Vec<String>,
}

impl Store {
    pub(super) fn vault(&self, id: &str) -> Option<&Vault> {
        self.vaults.iter().find(|vault| vault.id == id)
    }

    /// A vault that a user sees.
    pub(super) fn vault_of(&self, user: &str, id: &str) -> Option<&Vault> {
        self.vault(id).filter(|vault| vault.is_domain || vault.owner == user)
    }

    pub(super) fn vaults_of(&self, user: &str) -> Vec<&Vault> {
        self.vaults.iter().filter(|vault| vault.is_domain || vault.owner == user).collect()
    }

    pub(super) fn folder(&self, id: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }

    pub(super) fn folders_in(&self, vault: &str, parent: Option<&str>) -> Vec<&Folder> {
        let fits = |folder: &&Folder| folder.vault == vault && folder.parent.as_deref() == parent;
        self.folders.iter().filter(fits).collect()
    }

    pub(super) fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id && !item.in_bin)
    }

    pub(super) fn item_mut(&mut self, id: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id && !item.in_bin)
    }

    /// Items of a vault, in all folders.
    pub(super) fn items_of<'a>(&'a self, vault: &str) -> impl Iterator<Item = &'a Item> + use<'a> {
        let vault = vault.to_owned();
        self.items.iter().filter(move |item| item.vault == vault && !item.in_bin)
    }

    /// Items that are directly in a folder, or in the root of the vault.
    pub(super) fn items_in(&self, vault: &str, folder: Option<&str>) -> Vec<&Item> {
        self.items_of(vault).filter(|item| item.folder.as_deref() == folder).collect()
    }

    /// Ids of a folder and of all below it.
    pub(super) fn below(&self, folder: &str) -> Vec<String> {
        let mut all = vec![folder.to_owned()];
        let mut at = 0;
        while let Some(parent) = all.get(at).cloned() {
            let children = self.folders.iter().filter(|known| known.parent.as_deref() == Some(&parent));
            let new: Vec<String> =
                children.map(|known| known.id.clone()).filter(|id| !all.contains(id)).collect();
            all.extend(new);
            at += 1;
        }
        all
    }

    /// Takes a folder away, its items into the bin.
    pub(super) fn delete_folder(&mut self, id: &str) {
        let gone = self.below(id);
        self.folders.retain(|folder| !gone.contains(&folder.id));
        for item in &mut self.items {
            item.in_bin |= item.folder.as_ref().is_some_and(|folder| gone.contains(folder));
        }
    }

    pub(super) fn delete_vault(&mut self, id: &str) {
        self.vaults.retain(|vault| vault.id != id);
        self.folders.retain(|folder| folder.vault != id);
        self.items.retain(|item| item.vault != id);
        self.shortcuts.retain(|shortcut| shortcut.vault != id);
    }

    /// The user may change what is in a vault.
    pub(super) fn may_write(&self, vault: &str) -> bool {
        self.vault(vault).is_some_and(|vault| vault.access.1 > unknown::READ_ONLY.1)
    }

    /// Remembers that an item was looked at.
    pub(super) fn looked_at(&mut self, id: &str) {
        self.recent.retain(|known| known != id);
        self.recent.insert(0, id.to_owned());
        self.recent.truncate(unknown::RECENT);
    }
}
