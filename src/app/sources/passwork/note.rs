//! What is kept sealed of an account at a Passwork: the note of its cache.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::vaults::NotedVault;
use crate::passwork::{
    AccountKey, Encryption, Found, Generation, Key, PrivateKey, Session, Tokens, VaultKey, master_hash,
};
use crate::secret::{SecretBytes, SecretText};
use crate::server::Server;
use rand_core::CryptoRng;

/// Most vaults that are remembered although they are not there any more.
const MOST_GONE: usize = 2_000;

/// The sign-in of an account, its keys, and its vaults as they were fetched last. Secret. The master password is not in it.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct PassworkNote {
    /// Name or mail address, as views show it.
    pub user: String,
    /// The API key of 4.x to 6.x.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
    /// JSON of [`Tokens`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<String>,
    /// The master key; none where encryption is off, which was decided when the account was connected (T-103).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    master: Option<String>,
    /// 7.x: the private key of the user, sealed under the master key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<String>,
    /// Vaults, also those that are not there any more.
    #[serde(default)]
    vaults: Vec<NotedVault>,
    /// Ids of the items here that the user marked.
    #[serde(default)]
    #[zeroize(skip)]
    pub favourites: BTreeSet<String>,
    /// Ids of the items here that were used last, as the server remembers it.
    #[serde(default)]
    pub recent: Vec<String>,
}

/// What is known when an account is connected.
pub struct NewNote {
    pub user: String,
    pub api_key: Option<SecretText>,
    /// See [`Tokens::to_json`].
    pub tokens_json: Option<SecretText>,
    /// None where encryption is off.
    pub master: Option<SecretText>,
    pub private: Option<SecretText>,
}

/// What changes of a note. The rest of it stays, whatever was on its way meanwhile.
pub enum NoteChange {
    /// A new pair, which replaces one that is worth nothing any more.
    Tokens(SecretText),
    /// The vaults as they are now, and what else the server lists.
    Vaults(VaultsNow),
    /// The user marked an item, or no more.
    Favourite { uid: String, is: bool },
}

/// What came of a server.
#[derive(Default)]
pub struct VaultsNow {
    pub vaults: Vec<NotedVault>,
    /// The ids of all vaults that the server lists: what it lists and did not tell stays as it is.
    pub listed: BTreeSet<String>,
    /// Ids of items here; nothing if they did not come.
    pub favourites: Option<BTreeSet<String>>,
    /// The one that was used last first.
    pub recent: Option<Vec<String>>,
}

impl PassworkNote {
    pub fn new(new: NewNote) -> Self {
        let text = |secret: Option<SecretText>| secret.map(|secret| secret.expose().to_owned());
        Self {
            user: new.user,
            api_key: text(new.api_key),
            tokens: text(new.tokens_json),
            master: text(new.master),
            private: text(new.private),
            vaults: Vec::new(),
            favourites: BTreeSet::new(),
            recent: Vec::new(),
        }
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn parse(bytes: &SecretBytes) -> Option<Self> {
        serde_json::from_slice(bytes.expose()).ok()
    }

    /// JSON text.
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::new(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The same in so many bytes at most, if need be without folders: their items lie in the roots of their vaults then.
    pub fn fitted_bytes(&mut self, max: usize) -> SecretBytes {
        let whole = self.to_bytes();
        if whole.expose().len() <= max {
            return whole;
        }
        for vault in &mut self.vaults {
            vault.folders.clear();
        }
        self.to_bytes()
    }

    pub fn take(&mut self, change: NoteChange) {
        match change {
            NoteChange::Tokens(tokens) => self.tokens = Some(tokens.expose().to_owned()),
            NoteChange::Vaults(now) => self.take_vaults(now),
            NoteChange::Favourite { uid, is: true } => drop(self.favourites.insert(uid)),
            NoteChange::Favourite { uid, is: false } => drop(self.favourites.remove(&uid)),
        }
    }

    fn take_vaults(&mut self, now: VaultsNow) {
        let came: HashSet<_> = now.vaults.iter().map(|vault| vault.id.clone()).collect();
        let before = std::mem::replace(&mut self.vaults, now.vaults);
        let mut gone = 0;
        for mut vault in before.into_iter().filter(|vault| !came.contains(&vault.id)) {
            let is_gone = !now.listed.contains(&vault.id);
            if is_gone {
                gone += 1;
                vault.gone = true;
                vault.folders.clear();
            }
            if !is_gone || gone <= MOST_GONE {
                self.vaults.push(vault);
            }
        }
        self.favourites = now.favourites.unwrap_or_else(|| std::mem::take(&mut self.favourites));
        self.recent = now.recent.unwrap_or_else(|| std::mem::take(&mut self.recent));
    }

    /// Vaults that are there.
    pub fn there(&self) -> impl Iterator<Item = &NotedVault> {
        self.vaults.iter().filter(|vault| !vault.gone)
    }

    /// The ids of the vaults: whose items stay.
    pub fn places(&self) -> Vec<String> {
        self.there().map(|vault| vault.id.clone()).collect()
    }

    /// The vault of a group.
    pub fn vault(&self, group: &str) -> Option<&NotedVault> {
        let id = group.split_once('/').map_or(group, |(vault, _)| vault);
        self.any_vault(id).filter(|vault| !vault.gone)
    }

    /// The same by its id, also if it is not there any more.
    pub fn any_vault(&self, id: &str) -> Option<&NotedVault> {
        self.vaults.iter().find(|vault| vault.id == id)
    }

    /// The vaults of the same account before it was connected anew: their next keys count as those that were seen first.
    pub fn trust(&mut self, mut before: Self) {
        let vaults = std::mem::take(&mut before.vaults).into_iter().filter(|vault| !vault.gone);
        self.vaults = vaults.map(NotedVault::trusting).collect();
        self.favourites = std::mem::take(&mut before.favourites);
        self.recent = std::mem::take(&mut before.recent);
    }

    /// Whether both sign in with the same API key.
    pub fn has_api_key_of(&self, other: &Self) -> bool {
        self.api_key.is_some() && self.api_key == other.api_key
    }

    pub fn is_encrypted(&self) -> bool {
        self.master.is_some()
    }

    /// A session as it was left.
    pub fn session(&self, server: &Server, found: &Found) -> Option<Session> {
        let tokens = self.tokens.as_deref().and_then(Tokens::parse);
        let encryption = if self.is_encrypted() { Encryption::On } else { Encryption::Off };
        let mut session = match found.generation {
            Generation::V4 => {
                let key = SecretText::new(self.api_key.clone()?);
                Session::by_key(server.clone(), key, tokens, encryption)
            }
            Generation::V7 => Session::by_tokens(server.clone(), tokens?, encryption),
        };
        session.set_hash(self.master().map(|master| master_hash(&master, found.legacy)));
        Some(session)
    }

    fn master(&self) -> Option<Key> {
        Some(Key::On(SecretText::new(self.master.clone()?)))
    }

    /// What opens the vaults. An account with a master key is never without encryption (T-103).
    pub fn key(&self, generation: Generation) -> Option<AccountKey> {
        let Some(master) = self.master() else { return Some(AccountKey::Off(generation)) };
        match generation {
            Generation::V4 => Some(AccountKey::of_4(&master)),
            Generation::V7 => {
                let private = PrivateKey::open(self.private.as_deref()?, &master).ok()?;
                Some(AccountKey::Private(Box::new(private)))
            }
        }
    }

    /// The key of a vault, and whether it is the one that was seen first.
    pub fn vault_key(
        &self,
        group: &str,
        generation: Generation,
        rng: &mut impl CryptoRng,
    ) -> Option<(VaultKey, bool)> {
        self.vault(group)?.key(&self.key(generation)?, rng)
    }
}
