//! Users, keys and sessions of the server, and what its user knows: library calls for tests.

use super::seal::{md5_hash, seal};
use super::server::Passwork;
use super::shared::{State, USER};
use super::{qr, unknown};

/// Why something could not be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// There is no such user.
    #[error("there is no such user")]
    NoUser,
    /// There is no such vault.
    #[error("there is no such vault")]
    NoVault,
    /// There is no such folder in this vault.
    #[error("there is no such folder")]
    NoFolder,
    /// There is no such item.
    #[error("there is no such item")]
    NoItem,
    /// There is no such link, or it is over.
    #[error("there is no such link, or it is over")]
    NoLink,
    /// Something could not be sealed.
    #[error("it could not be sealed")]
    NotSealed,
    /// Something did not open: another key, or damaged.
    #[error("it does not open")]
    NotOpened,
    /// This era has no such thing.
    #[error("this Passwork has no such thing")]
    NotHere,
}

/// A pair of tokens of 7.x.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// Goes with every call.
    pub access: String,
    /// For a new pair.
    pub refresh: String,
}

impl Passwork {
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.shared.lock())
    }

    /// Name of the user that is there from the start.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// The first API key of [`Self::user`] that is in force; empty if there is none.
    pub fn api_key(&self) -> String {
        self.with(|state| state.accounts.user(USER).and_then(|user| user.keys.first().cloned()))
            .unwrap_or_default()
    }

    /// Adds a user who sees the company's vaults.
    pub fn put_user(&self, name: &str, email: &str) {
        self.with(|state| state.accounts.put(name, email));
    }

    /// Makes an API key for a user, as its page does (v4).
    pub fn new_api_key(&self, user: &str) -> Result<String, SetupError> {
        self.with(|state| state.accounts.new_key(user)).ok_or(SetupError::NoUser)
    }

    /// Ends an API key and the sessions that began with it. True if it was in force.
    pub fn revoke_api_key(&self, key: &str) -> bool {
        self.with(|state| state.accounts.revoke(key))
    }

    /// The newest pair of tokens (7.x).
    pub fn tokens(&self) -> Result<TokenPair, SetupError> {
        if !self.era().is_v7() {
            return Err(SetupError::NotHere);
        }
        self.with(|state| {
            let session = state.accounts.sessions.last().ok_or(SetupError::NoUser)?;
            let refresh = session.refresh.clone().unwrap_or_default();
            Ok(TokenPair { access: session.token.clone(), refresh })
        })
    }

    /// Makes a pair of tokens for a user, as its page does (7.x).
    pub fn new_tokens(&self, user: &str) -> Result<TokenPair, SetupError> {
        self.with(|state| {
            let (switches, now) = (state.switches.clone(), state.now());
            let session = state.accounts.new_pair(user, &switches, now).ok_or(SetupError::NoUser)?;
            Ok(TokenPair { access: session.token, refresh: session.refresh.unwrap_or_default() })
        })
    }

    /// Ends all sessions, as if the server forgot them; API keys stay.
    pub fn end_sessions(&self) {
        self.with(|state| state.accounts.end_all());
    }

    /// The administrator allows or forbids the user the API.
    pub fn forbid_api(&self, forbidden: bool) {
        self.switch(|switches| switches.api_forbidden = forbidden);
    }

    /// Puts the server's clock forward by so many seconds.
    pub fn jump_clock(&self, seconds: u64) {
        self.with(|state| state.ahead += seconds);
    }

    /// The master password; none where encryption is off.
    pub fn master_password(&self) -> Option<String> {
        self.with(|state| state.secrets.master_password.clone())
    }

    /// The master key that the master password makes, as a text; none where encryption is off.
    pub fn master_key(&self) -> Option<String> {
        self.with(|state| state.secrets.master_key.clone())
    }

    /// The user changes the master password to one that makes this key, in a browser: what it sealed is sealed anew.
    /// The password is the key itself (`pbkdf:` options are taken away), which suits v4.
    pub fn change_master_password(&self, password: &str) -> Result<(), SetupError> {
        let is_md5 = self.era().is_md5();
        if !self.era().seals() || self.era().is_v7() {
            return Err(SetupError::NotHere);
        }
        self.with(|state| {
            let before = state.secrets.master_key.clone().ok_or(SetupError::NotHere)?;
            let anew = |sealed: &mut serde_json::Value| -> Result<(), SetupError> {
                let text = sealed.as_str().unwrap_or_default();
                *sealed = seal(&super::seal::open(text, &before)?, password)?.into();
                Ok(())
            };
            for vault in &mut state.store.vaults {
                let names: &[&str] = if vault.is_domain {
                    &["domainMaster"]
                } else {
                    &["passwordCrypted", "vaultPasswordCrypted"]
                };
                for name in names {
                    vault.sealed.get_mut(*name).map_or(Ok(()), anew)?;
                }
            }
            state.store.domain.get_mut("mpCrypted").map_or(Ok(()), anew)?;
            if let Some((_, private)) = &mut state.store.keys {
                *private = seal(&super::seal::open(private, &before)?, password)?;
            }
            let hash = if is_md5 { md5_hash(password) } else { super::seal::hash(password) };
            state.master.hash = Some(hash);
            state.master.options.clear();
            state.secrets.master_password = Some(password.to_owned());
            state.secrets.master_key = Some(password.to_owned());
            Ok(())
        })
    }

    /// Rights of the user in a vault: everything, or reading only.
    pub fn set_read_only(&self, vault: &str, read_only: bool) -> Result<(), SetupError> {
        self.with(|state| {
            let vault = state.store.vaults.iter_mut().find(|known| known.id == vault);
            let rights = if read_only { unknown::READ_ONLY } else { unknown::ADMIN };
            vault.ok_or(SetupError::NoVault)?.access = (rights.0.to_owned(), rights.1);
            Ok(())
        })
    }

    /// What the code for phones says.
    pub fn qr_payload(&self) -> String {
        self.with(|state| qr::payload(&self.shared, state))
    }

    /// The code for phones as a PNG.
    pub fn qr_png(&self) -> std::io::Result<Vec<u8>> {
        qr::picture(&self.qr_payload())
    }

    /// Address of the page that shows the code for phones.
    pub fn qr_url(&self) -> String {
        format!("{}{}", self.url(), unknown::QR_PATH)
    }
}
