//! A vault as it is kept in the note of an account: what opens it, and its folders.

use std::collections::{HashMap, HashSet};

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::passwork::{AccountKey, Content, Id, SealedVault, Tree, Vault, VaultKey};

/// Most levels of folders that a path shows.
const MAX_DEPTH: usize = 64;

/// A vault with what opens it and its folders.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct NotedVault {
    pub id: String,
    pub name: String,
    seals: Seals,
    /// The seals that were seen first, if they were others: what they open to is the key that is trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<Seals>,
    /// The next seals count as those that were seen first, for the user connected the account anew.
    #[serde(default, skip_serializing_if = "is_false")]
    trust_next: bool,
    /// It is not listed any more, or the user hid it. What its key was is not forgotten: who could take a vault away for a
    /// moment could give it another key (T-103).
    #[serde(default, skip_serializing_if = "is_false")]
    pub gone: bool,
    #[serde(default)]
    pub folders: Vec<NotedFolder>,
}

/// The members of a vault that are sealed, as its server wrote them.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize)]
#[serde(rename_all = "camelCase", default)]
struct Seals {
    company: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain_master: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    master_key: Option<String>,
}

/// A folder.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct NotedFolder {
    pub id: String,
    pub name: String,
    /// The folder that it lies in; none in the root. Leads to no circle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

impl Seals {
    fn of(vault: &Vault) -> Self {
        Self {
            company: vault.company == Some(true),
            domain_master: vault.seal.domain_master.clone(),
            password: vault.seal.password.clone(),
            vault_password: vault.seal.vault_password.clone(),
            master_key: vault.seal.master_key.clone(),
        }
    }

    fn sealed(&self) -> SealedVault<'_> {
        SealedVault {
            of_domain: self.company,
            domain_master: self.domain_master.as_deref(),
            password: self.password.as_deref(),
            vault_password: self.vault_password.as_deref(),
            master_key: self.master_key.as_deref(),
        }
    }
}

impl NotedVault {
    /// A vault as it came. The seals that were seen first stay beside those of now, if they are others; folders that a
    /// listing did not come to stay, too.
    pub fn new(vault: &Vault, content: &Content, known: Option<&Self>) -> Self {
        let tree = Tree::of(&content.folders);
        let folders = content.folders.iter().map(|folder| NotedFolder {
            id: folder.id.as_str().to_owned(),
            name: folder.name.clone(),
            parent: tree.parent(&folder.id).map(|parent| parent.as_str().to_owned()),
        });
        let mut folders: Vec<_> = folders.collect();
        let seals = Seals::of(vault);
        let first = known.filter(|known| !known.trust_next);
        let first = first.map(|known| known.first.as_ref().unwrap_or(&known.seals).clone());
        if let Some(known) = known.filter(|_| !content.complete) {
            let came: HashSet<_> = folders.iter().map(|folder| folder.id.clone()).collect();
            let rest = known.folders.iter().filter(|folder| !came.contains(&folder.id));
            folders.extend(rest.cloned().collect::<Vec<_>>());
        }
        Self {
            id: vault.id.as_str().to_owned(),
            name: vault.name.clone(),
            first: first.filter(|first| *first != seals),
            trust_next: false,
            gone: false,
            seals,
            folders,
        }
    }

    /// Names from the vault to the folder of a group.
    pub fn path(&self, group: &str) -> Vec<&str> {
        let folder = group.split_once('/').map(|(_, folder)| folder);
        self.climb(folder, |id| self.folders.iter().find(|folder| folder.id == id))
    }

    /// The groups of all its folders, each with the names from the vault on.
    pub fn paths(&self) -> impl Iterator<Item = (String, Vec<&str>)> {
        let by_id: HashMap<&str, &NotedFolder> =
            self.folders.iter().map(|folder| (folder.id.as_str(), folder)).collect();
        self.folders.iter().map(move |folder| {
            let path = self.climb(Some(&folder.id), |id| by_id.get(id).copied());
            (format!("{}/{}", self.id, folder.id), path)
        })
    }

    fn climb<'v>(&'v self, from: Option<&str>, of: impl Fn(&str) -> Option<&'v NotedFolder>) -> Vec<&'v str> {
        let mut names = Vec::new();
        let mut at = from.and_then(&of);
        while let Some(folder) = at.filter(|_| names.len() < MAX_DEPTH) {
            names.push(folder.name.as_str());
            at = folder.parent.as_deref().and_then(&of);
        }
        names.push(&self.name);
        names.reverse();
        names
    }

    /// The key it has now, and whether that is the one that was seen first.
    pub fn key(&self, account: &AccountKey, rng: &mut impl CryptoRng) -> Option<(VaultKey, bool)> {
        let key = account.vault_key(&self.seals.sealed(), rng).ok()?;
        let is_first = self.first.as_ref().is_none_or(|first| {
            account.vault_key(&first.sealed(), rng).is_ok_and(|first| first.print() == key.print())
        });
        Some((key, is_first))
    }

    /// The same, whose next key counts as the one that was seen first.
    pub fn trusting(mut self) -> Self {
        (self.first, self.trust_next) = (None, true);
        self
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
fn is_false(is: &bool) -> bool {
    !is
}

/// What entries of the index are grouped by: vault, and folder if they lie in one.
pub fn group_of(vault: &Id, folder: Option<&Id>) -> String {
    match folder {
        Some(folder) => format!("{}/{}", vault.as_str(), folder.as_str()),
        None => vault.as_str().to_owned(),
    }
}
