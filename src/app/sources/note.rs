//! What is kept sealed of an account: the note of its cache.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::passman::{Login, VaultInfo};
use crate::secret::{SecretBytes, SecretText};

/// The login of an account, and its vaults that are used. Secret.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub user: String,
    password: String,
    /// The server made the password for us, so that it is ours to give back.
    #[serde(default)]
    pub granted: bool,
    pub vaults: Vec<NotedVault>,
}

/// A vault at a server, with its password. Secret.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct NotedVault {
    /// Its id at the server.
    pub guid: String,
    pub name: String,
    /// Its number there, which new items name.
    #[serde(default)]
    pub number: u64,
    password: String,
}

impl Note {
    pub fn new(login: &Login, granted: bool, vaults: Vec<NotedVault>) -> Self {
        let (user, password) = (login.user.clone(), login.password.expose().to_owned());
        Self { user, password, granted, vaults }
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn parse(bytes: &SecretBytes) -> Option<Self> {
        serde_json::from_slice(bytes.expose()).ok()
    }

    /// JSON text.
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::new(serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn login(&self) -> Login {
        Login { user: self.user.clone(), password: SecretText::new(self.password.clone()) }
    }

    /// The ids of the vaults.
    pub fn groups(&self) -> Vec<&str> {
        self.vaults.iter().map(|vault| vault.guid.as_str()).collect()
    }

    /// The vault with this id.
    pub fn vault(&self, guid: &str) -> Option<&NotedVault> {
        self.vaults.iter().find(|vault| vault.guid == guid)
    }
}

impl NotedVault {
    pub fn new(vault: &VaultInfo, password: &SecretText) -> Self {
        let (guid, name, number) = (vault.guid.clone(), vault.name.clone(), vault.vault_id);
        Self { guid, name, number, password: password.expose().to_owned() }
    }

    /// What opens its items.
    pub fn password(&self) -> SecretText {
        SecretText::new(self.password.clone())
    }
}
