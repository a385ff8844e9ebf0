//! Setting up the server's state: library calls for tests.

use serde_json::{Map, Value};

use super::items::{Acl, File, Permissions};
use super::server::Passman;
use super::shared::State;
use super::vaults::Store;

/// Why something could not be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// There is no such user.
    #[error("there is no such user")]
    NoUser,
    /// There is no such vault.
    #[error("there is no such vault")]
    NoVault,
    /// There is no such item.
    #[error("there is no such item")]
    NoItem,
    /// The item is no JSON object.
    #[error("an item is a JSON object")]
    NoObject,
    /// A field could not be sealed.
    #[error("the field could not be sealed")]
    NotSealed,
    /// No client waits for a login.
    #[error("no client waits for a login")]
    NoLogin,
}

impl Passman {
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.shared.lock())
    }

    /// Login name of the account that is there from the start.
    pub fn user(&self) -> &str {
        &self.shared.config.user
    }

    /// Account password of [`Self::user`].
    pub fn password(&self) -> &str {
        &self.shared.config.password
    }

    /// Adds a user, or changes an account password.
    pub fn put_user(&self, name: &str, password: &str) {
        self.with(|state| state.accounts.put(name, password));
    }

    /// Makes an app password for a user.
    pub fn new_app_password(&self, user: &str) -> Result<String, SetupError> {
        self.with(|state| state.accounts.new_app_password(user)).ok_or(SetupError::NoUser)
    }

    /// App passwords of a user that are in force, oldest first.
    pub fn app_passwords(&self, user: &str) -> Vec<String> {
        self.with(|state| state.accounts.app_passwords(user))
    }

    /// Ends an app password, as the user can in the settings of Nextcloud. True if it was in force.
    pub fn revoke(&self, user: &str, app_password: &str) -> bool {
        self.with(|state| state.accounts.revoke(user, app_password))
    }

    /// Forgets wrong logins, so that throttling ends.
    pub fn forgive(&self) {
        self.with(|state| state.accounts.forgive());
    }

    /// Name of the newest client that waits for a login (its `User-Agent`).
    pub fn waiting_login(&self) -> Option<String> {
        self.with(|state| {
            let now = state.now();
            state.flows.newest(now).map(|flow| flow.client)
        })
    }

    /// Grants the newest login that waits, as the button on its page does.
    pub fn grant_login(&self) -> Result<(), SetupError> {
        let user = self.user().to_owned();
        self.with(|state| {
            let now = state.now();
            let flow = state.flows.newest(now).ok_or(SetupError::NoLogin)?;
            state.grant(&flow.login_token, &user).then_some(()).ok_or(SetupError::NoLogin)
        })
    }

    /// Puts an empty vault of a user there; gives its guid.
    pub fn put_vault(&self, owner: &str, name: &str) -> String {
        self.with(|state| {
            let now = state.now();
            state.store.new_vault(owner, name, None, now).guid
        })
    }

    /// Sets or removes the sharing keys of a vault: the public one in PEM, the private one sealed.
    pub fn put_sharing_keys(&self, vault: &str, public: &str, private: &str) -> Result<(), SetupError> {
        self.with(|state| {
            let now = state.now();
            let vault = state.store.vaults.iter_mut().find(|known| known.guid == vault);
            let vault = vault.ok_or(SetupError::NoVault)?;
            vault.public_sharing_key = public.into();
            vault.private_sharing_key = private.into();
            vault.sharing_keys_generated = now;
            Ok(())
        })
    }

    /// Puts a credential into a vault as it is: `guid`, times and `shared_key` too, if given. Members that Passman does
    /// not know are kept as columns of a newer server. Gives its guid.
    pub fn put_credential(&self, vault: &str, credential: &Value) -> Result<String, SetupError> {
        let members = credential.as_object().ok_or(SetupError::NoObject)?;
        self.with(|state| {
            let now = state.now();
            put_item(&mut state.store, vault, members, now)
        })
    }

    /// Changes members of an item behind the client's back, as another client would; `changed` moves on. Nothing is
    /// kept as a revision.
    pub fn change_credential(&self, guid: &str, members: &Value) -> Result<(), SetupError> {
        let members = members.as_object().ok_or(SetupError::NoObject)?;
        self.with(|state| {
            let now = state.now();
            let item = state.store.item(guid).ok_or(SetupError::NoItem)?;
            // Times are in whole seconds: a change within the same one must show all the same.
            let moved = item.field("changed").as_u64().map_or(now, |before| now.max(before + 1));
            item.set("changed", moved.into());
            item.put(members);
            Ok(())
        })
    }

    /// Deletes an item behind the client's back. True if it was there.
    pub fn delete_credential(&self, guid: &str) -> bool {
        self.with(|state| {
            let owner = state.store.item(guid).map(|item| item.owner.clone());
            owner.is_some_and(|owner| state.store.delete_item(&owner, guid).is_some())
        })
    }

    /// Fills a vault up to `count` items with copies of its first one, which is shown in full; a quick way to many.
    pub fn fill_vault(&self, vault: &str, count: usize) -> Result<(), SetupError> {
        self.with(|state| {
            let vault = state.store.vaults.iter().find(|known| known.guid == vault).cloned();
            let vault = vault.ok_or(SetupError::NoVault)?;
            let of_vault = state.store.items.iter().filter(|item| item.vault == vault.id);
            let have = of_vault.clone().count();
            let first = of_vault.into_iter().find(|item| item.field("hidden") != 1).cloned();
            let first = first.ok_or(SetupError::NoItem)?;
            let now = state.now();
            for number in have..count {
                let mut copy = state.store.new_item(&vault.owner, vault.id, None, now);
                copy.fields.clone_from(&first.fields);
                copy.set("label", format!("Copy {number}").into());
                state.store.items.push(copy);
            }
            Ok(())
        })
    }

    /// Puts a file there, its content sealed; gives the JSON that `POST /file` would.
    pub fn put_file(&self, owner: &str, file: &Value) -> Result<Value, SetupError> {
        let members = file.as_object().ok_or(SetupError::NoObject)?;
        Ok(self.with(|state| {
            let now = state.now();
            put_file(&mut state.store, owner, members, now)
        }))
    }

    /// Shares an item into another user's vault, or gives other rights to it. `shared_key` is the item's key, sealed under that vault's password.
    pub fn share(&self, item: &str, vault: &str, may: u8, shared_key: &str) -> Result<(), SetupError> {
        self.with(|state| {
            let now = state.now();
            share(&mut state.store, item, vault, Permissions(may), shared_key, now)
        })
    }
}

pub(super) fn put_item(
    store: &mut Store,
    vault: &str,
    members: &Map<String, Value>,
    now: u64,
) -> Result<String, SetupError> {
    let vault = store.vaults.iter().find(|known| known.guid == vault).ok_or(SetupError::NoVault)?;
    let (owner, id) = (vault.owner.clone(), vault.id);
    let guid = members.get("guid").and_then(Value::as_str).map(ToOwned::to_owned);
    let mut item = store.new_item(&owner, id, guid, now);
    item.put(members);
    let guid = item.guid.clone();
    store.items.retain(|known| known.guid != guid);
    store.items.push(item);
    Ok(guid)
}

pub(super) fn put_file(store: &mut Store, owner: &str, members: &Map<String, Value>, now: u64) -> Value {
    let member = |name: &str| members.get(name).cloned().unwrap_or_default();
    let guid = members.get("guid").and_then(Value::as_str).map(ToOwned::to_owned);
    let file = File {
        id: store.claim_id(members.get("file_id").and_then(Value::as_u64)),
        guid: guid.unwrap_or_else(super::accounts::new_guid),
        owner: owner.to_owned(),
        created: now,
        filename: member("filename"),
        size: member("size"),
        mimetype: member("mimetype"),
        data: member("file_data"),
    };
    let shown = store.show_file(&file);
    store.files.push(file);
    shown
}

pub(super) fn share(
    store: &mut Store,
    item: &str,
    vault: &str,
    permissions: Permissions,
    shared_key: &str,
    now: u64,
) -> Result<(), SetupError> {
    store.item(item).ok_or(SetupError::NoItem)?;
    let target = store.vaults.iter().find(|known| known.guid == vault).ok_or(SetupError::NoVault)?;
    let user = target.owner.clone();
    let acl = Acl {
        id: store.next_id(),
        item_guid: item.to_owned(),
        user,
        vault_guid: vault.to_owned(),
        created: now,
        permissions,
        shared_key: shared_key.to_owned(),
    };
    // A user has an item once; sharing it again gives other rights.
    store.acls.retain(|known| known.item_guid != acl.item_guid || known.user != acl.user);
    store.acls.push(acl);
    Ok(())
}
