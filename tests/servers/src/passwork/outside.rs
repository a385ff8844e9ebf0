//! What other clients of the same user do behind the extension's back, with the server's own crypto (`seal`).

use serde_json::{Map, Value};

use super::era::Era;
use super::lock::{Lock, item_key, sealed_item, vault_key};
use super::seal::{self, new_id, open, random_text, seal};
use super::server::Passwork;
use super::setup::SetupError;
use super::shared::State;
use super::store::{Folder, Incoming, Item, Shortcut, Vault};
use super::trouble::damaged;
use super::unknown;

/// What a person types into another client.
#[derive(Clone, Debug, Default)]
pub struct NewItem {
    /// Its id; a new one if absent.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Account name.
    pub login: String,
    /// Address.
    pub url: String,
    /// Password.
    pub password: String,
    /// Note.
    pub description: String,
    /// Folder; the root of the vault if absent.
    pub folder: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Colour.
    pub color: Option<i64>,
    /// Own fields: name, value, and `text`, `password` or `totp`.
    pub custom: Vec<(String, String, String)>,
    /// Files: name and content.
    pub attachments: Vec<(String, Vec<u8>)>,
    /// Where items have keys of their own: this one has none and is sealed under its vault's, as from before an update.
    pub without_key: bool,
}

/// What is sealed in an item, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainItem {
    /// Password.
    pub password: String,
    /// Own fields: name, value, kind.
    pub custom: Vec<(String, String, String)>,
}

impl Passwork {
    /// Puts an empty vault there, of the company or of the user alone; gives its id.
    pub fn put_vault(&self, name: &str, is_domain: bool) -> Result<String, SetupError> {
        let era = self.era();
        self.with(|state| {
            let sealed = new_key(state, era, is_domain)?;
            let vault = Vault {
                id: new_id(),
                name: name.to_owned(),
                is_domain,
                owner: super::shared::USER.to_owned(),
                access: (unknown::ADMIN.0.to_owned(), unknown::ADMIN.1),
                sealed,
            };
            let id = vault.id.clone();
            state.store.vaults.push(vault);
            Ok(id)
        })
    }

    /// Marks an item as a favourite, or no more.
    pub fn mark_item(&self, id: &str, is: bool) -> Result<(), SetupError> {
        self.with(|state| {
            state.store.item_mut(id).ok_or(SetupError::NoItem)?.is_favorite = is;
            Ok(())
        })
    }

    /// Gives a vault another key, as a server would that wants to read what is sealed from now on. Its items are not sealed
    /// anew.
    pub fn exchange_key(&self, vault: &str) -> Result<(), SetupError> {
        let era = self.era();
        self.with(|state| {
            let is_domain = state.store.vault(vault).ok_or(SetupError::NoVault)?.is_domain;
            let sealed = new_key(state, era, is_domain)?;
            let known = state.store.vaults.iter_mut().find(|known| known.id == vault);
            known.ok_or(SetupError::NoVault)?.sealed = sealed;
            Ok(())
        })
    }

    /// Puts a folder into a vault, below `parent` or into its root; gives its id.
    pub fn put_folder(&self, vault: &str, parent: Option<&str>, name: &str) -> Result<String, SetupError> {
        self.with(|state| {
            state.store.vault(vault).ok_or(SetupError::NoVault)?;
            if parent.is_some_and(|parent| state.store.folder(parent).is_none_or(|one| one.vault != vault)) {
                return Err(SetupError::NoFolder);
            }
            let (id, parent) = (new_id(), parent.map(ToOwned::to_owned));
            let folder = Folder { id: id.clone(), vault: vault.to_owned(), parent, name: name.to_owned() };
            state.store.folders.push(folder);
            Ok(id)
        })
    }

    /// Gives a folder another name, and another parent in its vault.
    pub fn change_folder(&self, id: &str, name: &str, parent: Option<&str>) -> Result<(), SetupError> {
        self.with(|state| {
            let folder = state.store.folders.iter_mut().find(|folder| folder.id == id);
            let folder = folder.ok_or(SetupError::NoFolder)?;
            name.clone_into(&mut folder.name);
            folder.parent = parent.map(ToOwned::to_owned);
            Ok(())
        })
    }

    /// Deletes a folder and what is below it. True if it was there.
    pub fn delete_folder(&self, id: &str) -> bool {
        self.with(|state| {
            let was = state.store.folder(id).is_some();
            state.store.delete_folder(id);
            was
        })
    }

    /// Puts an item into a vault, sealed as a client of the era seals it; gives its id.
    pub fn put_item(&self, vault: &str, new: &NewItem) -> Result<String, SetupError> {
        let ids = self.put_items(vault, std::slice::from_ref(new))?;
        ids.into_iter().next().ok_or(SetupError::NoItem)
    }

    /// The same for many at once: the vault is opened once.
    pub fn put_items(&self, vault: &str, new: &[NewItem]) -> Result<Vec<String>, SetupError> {
        let era = self.era();
        self.with(|state| {
            let lock = vault_key(state, era.is_v7(), vault)?;
            let now = state.now();
            let items = new.iter().map(|new| sealed_item(era, &lock, vault, new, now));
            let items = items.collect::<Result<Vec<Item>, SetupError>>()?;
            let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
            let replaced: Vec<&String> = new.iter().filter_map(|new| new.id.as_ref()).collect();
            state.store.items.retain(|known| !replaced.contains(&&known.id));
            state.store.items.extend(items);
            Ok(ids)
        })
    }

    /// Opens what is sealed in an item, by keys that its user has. What the extension wrote must open here too.
    pub fn read_item(&self, id: &str) -> Result<PlainItem, SetupError> {
        let is_v7 = self.era().is_v7();
        self.with(|state| {
            let item = state.store.item(id).ok_or(SetupError::NoItem)?;
            let lock = item_key(state, is_v7, item)?;
            let mut custom = Vec::new();
            for field in item.fields.get("custom").and_then(Value::as_array).into_iter().flatten() {
                let part = |name: &str| lock.open(field.get(name));
                custom.push((part("name")?, part("value")?, part("type")?));
            }
            Ok(PlainItem { password: lock.open(item.fields.get("cryptedPassword"))?, custom })
        })
    }

    /// Opens what the client sealed of an item's earlier states (v4), oldest first.
    pub fn read_snapshots(&self, id: &str) -> Result<Vec<Value>, SetupError> {
        let is_v7 = self.era().is_v7();
        self.with(|state| {
            let item = state.store.items.iter().find(|item| item.id == id).ok_or(SetupError::NoItem)?;
            let lock = item_key(state, is_v7, item)?;
            let opened = item.snapshots.iter().map(|(_, sealed)| lock.open(Some(sealed)));
            opened.map(|text| serde_json::from_str(&text?).map_err(|_| SetupError::NotOpened)).collect()
        })
    }

    /// Changes an item in another client: plain members by their names on the wire of v4 (`name`, `login`, `url`,
    /// `description`, `tags`, `color`), and `password`, which is sealed.
    pub fn change_item(&self, id: &str, change: &Value) -> Result<(), SetupError> {
        let is_v7 = self.era().is_v7();
        self.with(|state| {
            let before = state.store.item(id).ok_or(SetupError::NoItem)?;
            let lock = item_key(state, is_v7, before)?;
            let password = change.get("password").and_then(Value::as_str);
            let sealed = password.map(|text| lock.seal(text)).transpose()?;
            let now = state.now();
            let item = state.store.item_mut(id).ok_or(SetupError::NoItem)?;
            let plain = ["name", "login", "url", "description", "tags", "color"];
            item.put(&plain, change.as_object().unwrap_or(&Map::new()));
            if let Some(sealed) = sealed {
                item.fields.insert("cryptedPassword".into(), sealed);
                item.password_updated = now;
            }
            item.updated = now.max(item.updated + 1);
            Ok(())
        })
    }

    /// Puts the fields of an item in the opposite order, in another client.
    pub fn turn_fields(&self, id: &str) -> Result<(), SetupError> {
        self.with(|state| {
            let now = state.now();
            let item = state.store.item_mut(id).ok_or(SetupError::NoItem)?;
            let fields = item.fields.get_mut("custom").and_then(Value::as_array_mut);
            fields.ok_or(SetupError::NoItem)?.reverse();
            item.updated = now.max(item.updated + 1);
            Ok(())
        })
    }

    /// Moves an item into a vault and folder, sealed anew.
    pub fn move_item(&self, id: &str, vault: &str, folder: Option<&str>) -> Result<(), SetupError> {
        let era = self.era();
        let plain = self.read_item(id)?;
        self.with(|state| {
            let target = vault_key(state, era.is_v7(), vault)?;
            let item = state.store.item(id).ok_or(SetupError::NoItem)?;
            let mut fields = Map::new();
            let lock = match (item_key(state, era.is_v7(), item)?, target) {
                (Lock::Key(own), Lock::Key(target)) if era.has_item_keys() => {
                    fields.insert("cryptedKey".to_owned(), seal(&own, &target)?.into());
                    Lock::Key(own)
                }
                (_, target) => target,
            };
            fields.insert("cryptedPassword".to_owned(), lock.seal(&plain.password)?);
            fields.insert("custom".to_owned(), lock.seal_custom(&plain.custom)?);
            let now = state.now();
            let item = state.store.item_mut(id).ok_or(SetupError::NoItem)?;
            item.fields.extend(fields);
            vault.clone_into(&mut item.vault);
            item.folder = folder.map(ToOwned::to_owned);
            item.updated = now.max(item.updated + 1);
            Ok(())
        })
    }

    /// Moves an item into the bin. True if it was there.
    pub fn delete_item(&self, id: &str) -> bool {
        self.with(|state| state.store.item_mut(id).map(|item| item.in_bin = true)).is_some()
    }

    /// Damages what is sealed in an item, so that nobody can open it any more.
    pub fn damage_item(&self, id: &str) -> Result<(), SetupError> {
        self.with(|state| {
            let item = state.store.item_mut(id).ok_or(SetupError::NoItem)?;
            for name in ["cryptedPassword", "cryptedKey"] {
                if let Some(Value::String(text)) = item.fields.get_mut(name) {
                    // Where encryption is off, base64 that is none.
                    *text = if text.starts_with("amt4cwv") { damaged(text) } else { format!("%{text}") };
                }
            }
            Ok(())
        })
    }

    /// Puts a shortcut to an item into a vault and folder; gives its id.
    pub fn put_shortcut(&self, item: &str, vault: &str, folder: Option<&str>) -> Result<String, SetupError> {
        let era = self.era();
        self.with(|state| {
            let key = item_key(state, era.is_v7(), state.store.item(item).ok_or(SetupError::NoItem)?)?;
            let key = match (key, vault_key(state, era.is_v7(), vault)?) {
                (Lock::Key(key), Lock::Key(vault)) => seal(&key, &vault)?,
                _ => String::new(),
            };
            let (id, folder) = (new_id(), folder.map(ToOwned::to_owned));
            let (item, vault) = (item.to_owned(), vault.to_owned());
            state.store.shortcuts.push(Shortcut { id: id.clone(), item, vault, folder, key: key.into() });
            Ok(id)
        })
    }

    /// Sends an item to the user's inbox; gives the entry's id.
    pub fn put_inbox(&self, item: &str) -> Result<String, SetupError> {
        let is_v7 = self.era().is_v7();
        self.with(|state| {
            let known = state.store.item(item).ok_or(SetupError::NoItem)?;
            let key = match (item_key(state, is_v7, known)?, &state.store.keys) {
                (Lock::Key(key), Some((public, _))) => seal::seal_for(&key, public, is_v7)?,
                _ => String::new(),
            };
            let (id, item) = (new_id(), item.to_owned());
            state.store.inbox.push(Incoming { id: id.clone(), item, key: key.into(), viewed: false });
            Ok(id)
        })
    }
}

/// The sealed members of a vault with a new key.
fn new_key(state: &State, era: Era, is_domain: bool) -> Result<Map<String, Value>, SetupError> {
    let mut sealed = Map::new();
    let new = random_text(100);
    let (member, value) = if era.is_v7() {
        let keys = state.store.keys.as_ref();
        let value = match keys {
            Some((public, _)) => seal::seal_for(&new, public, true)?,
            None => String::new(),
        };
        ("masterKeyEncrypted", value)
    } else {
        let member = if era.has_item_keys() { "vaultPasswordCrypted" } else { "passwordCrypted" };
        let domain = state.store.domain.get("mpCrypted").and_then(Value::as_str).unwrap_or_default();
        if is_domain {
            sealed.insert("domainMaster".to_owned(), domain.into());
        }
        let value = match &state.secrets.master_key {
            Some(master) if is_domain => seal(&new, &open(domain, master)?)?,
            Some(master) => seal(&new, master)?,
            None => seal::encode(&"a".repeat(32)),
        };
        (member, value)
    };
    sealed.insert(member.to_owned(), value.into());
    Ok(sealed)
}
