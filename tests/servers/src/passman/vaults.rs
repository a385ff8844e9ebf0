//! Vaults on the server, and everything else that is stored.

use serde_json::{Value, json};

use super::accounts::new_guid;
use super::items::{Acl, File, Item, Revision};

/// Of so many items the challenge is chosen.
const CHALLENGE_FROM: usize = 20;
/// Fields of which one is the challenge.
const CHALLENGES: [&str; 4] = ["description", "email", "username", "password"];

/// One vault.
#[derive(Clone, Debug)]
pub(super) struct Vault {
    pub(super) id: u64,
    pub(super) guid: String,
    pub(super) owner: String,
    pub(super) name: String,
    pub(super) created: u64,
    pub(super) last_access: u64,
    pub(super) public_sharing_key: Value,
    pub(super) private_sharing_key: Value,
    pub(super) sharing_keys_generated: u64,
    pub(super) settings: Value,
}

/// Everything that is stored. Times are seconds.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) vaults: Vec<Vault>,
    pub(super) items: Vec<Item>,
    pub(super) revisions: Vec<Revision>,
    pub(super) files: Vec<File>,
    pub(super) acls: Vec<Acl>,
    /// Ids are texts.
    pub(super) text_ids: bool,
    last_id: u64,
}

impl Store {
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// An id that was chosen elsewhere, or the next one.
    pub(super) fn claim_id(&mut self, wanted: Option<u64>) -> u64 {
        let Some(id) = wanted else { return self.next_id() };
        self.last_id = self.last_id.max(id);
        id
    }

    /// An id in the form that this server uses.
    pub(super) fn id(&self, id: u64) -> Value {
        if self.text_ids { id.to_string().into() } else { id.into() }
    }

    pub(super) fn new_vault(&mut self, owner: &str, name: &str, guid: Option<String>, now: u64) -> Vault {
        let vault = Vault {
            id: self.next_id(),
            guid: guid.unwrap_or_else(new_guid),
            owner: owner.to_owned(),
            name: name.to_owned(),
            created: now,
            last_access: now,
            public_sharing_key: Value::Null,
            private_sharing_key: Value::Null,
            sharing_keys_generated: 0,
            settings: Value::Null,
        };
        self.vaults.push(vault.clone());
        vault
    }

    /// A vault of this user.
    pub(super) fn vault(&mut self, owner: &str, guid: &str) -> Option<&mut Vault> {
        self.vaults.iter_mut().find(|vault| vault.owner == owner && vault.guid == guid)
    }

    /// The answer to `POST /vaults`.
    pub(super) fn show_new_vault(&self, vault: &Vault) -> Value {
        json!({
            "vault_id": self.id(vault.id),
            "guid": vault.guid,
            "name": vault.name,
            "created": vault.created,
            "public_sharing_key": vault.public_sharing_key,
            "last_access": vault.last_access,
        })
    }

    /// The list of a user's vaults: those with a credential that could be the challenge.
    pub(super) fn list_vaults(&self, owner: &str, challenge_field: Option<&str>) -> Value {
        let of_owner = self.vaults.iter().filter(|vault| vault.owner == owner);
        let shown = of_owner.filter_map(|vault| {
            let items = self.items.iter().filter(|item| item.vault == vault.id && item.owner == owner);
            let able: Vec<&Item> =
                items.filter(|item| item.shared_key().is_null()).take(CHALLENGE_FROM).collect();
            let item = able.get(dice(able.len()))?;
            let field = challenge_field.or_else(|| CHALLENGES.get(dice(CHALLENGES.len())).copied())?;
            let mut shown = self.show_new_vault(vault);
            let members = shown.as_object_mut()?;
            members.insert("challenge_password".into(), item.field(field));
            members.insert("delete_request_pending".into(), false.into());
            Some(shown)
        });
        shown.collect()
    }

    /// One vault with all its credentials.
    pub(super) fn show_vault(&self, vault: &Vault) -> Value {
        let items = self.items.iter().filter(|item| item.vault == vault.id && item.owner == vault.owner);
        let credentials: Vec<Value> = items.map(|item| self.show_item(item)).collect();
        json!({
            "vault_id": self.id(vault.id),
            "guid": vault.guid,
            "name": vault.name,
            "created": vault.created,
            "private_sharing_key": vault.private_sharing_key,
            "public_sharing_key": vault.public_sharing_key,
            "sharing_keys_generated": vault.sharing_keys_generated,
            "vault_settings": vault.settings,
            "last_access": vault.last_access,
            "delete_request_pending": false,
            "credentials": credentials,
        })
    }

    /// Deletes a vault with all that is in it.
    pub(super) fn delete_vault(&mut self, owner: &str, guid: &str) -> bool {
        let Some(id) = self.vault(owner, guid).map(|vault| vault.id) else { return false };
        let of_vault = self.items.iter().filter(|item| item.vault == id && item.owner == owner);
        let guids: Vec<String> = of_vault.map(|item| item.guid.clone()).collect();
        for guid in guids {
            self.delete_item(owner, &guid);
        }
        self.vaults.retain(|vault| vault.id != id);
        true
    }
}

/// A random number below `sides`.
fn dice(sides: usize) -> usize {
    let throw = u32::from_le_bytes(crate::phone::wire::random());
    usize::try_from(throw).unwrap_or_default().checked_rem(sides).unwrap_or_default()
}
