//! A vault as it is kept in the note of an account: what opens it, and its folders.

use std::collections::{HashMap, HashSet};

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::passwork::{AccountKey, Content, Id, SealedVault, Tree, Vault, VaultKey};

/// Most levels of folders that a path shows.
const MAX_DEPTH: usize = 64;
/// What stands between the names of a path.
pub const BETWEEN: &str = " / ";
/// What looks like a stroke.
const STROKES: [char; 7] = ['/', '\u{2044}', '\u{2215}', '\u{2571}', '\u{29f8}', '\u{ff0f}', '\u{338}'];
/// So many signs of an id tell places of the same name apart.
const END_OF_ID: usize = 6;

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

    /// The groups of all its folders, each with the names from the vault on; `vault`: the name of this one among all.
    pub fn paths(&self, vault: &str) -> impl Iterator<Item = (String, Vec<String>)> {
        let by_id: HashMap<&str, &NotedFolder> =
            self.folders.iter().map(|folder| (folder.id.as_str(), folder)).collect();
        let folders = self.folders.iter();
        let names = told_apart(
            folders.map(|folder| (folder.id.as_str(), folder.parent.as_deref(), folder.name.as_str())),
        );
        self.folders.iter().map(move |folder| {
            let mut path = Vec::new();
            let mut at = Some(folder);
            while let Some(folder) = at.filter(|_| path.len() < MAX_DEPTH) {
                path.extend(names.get(folder.id.as_str()).cloned());
                at = folder.parent.as_deref().and_then(|parent| by_id.get(parent).copied());
            }
            path.push(vault.to_owned());
            path.reverse();
            (format!("{}/{}", self.id, folder.id), path)
        })
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

/// Names of places by their ids, as paths are made of them: given `(id, where it lies, name)`. Nobody can call a vault so that
/// it looks like a folder in another one, and what has the same name beside it has the end of its id too: items are sealed for
/// the place that the user chose by its name (T-103).
pub fn told_apart<'p>(
    places: impl Iterator<Item = (&'p str, Option<&'p str>, &'p str)> + Clone,
) -> HashMap<&'p str, String> {
    let seen = |name: &str| as_one_name(name).to_lowercase();
    let mut alike: HashMap<(Option<&str>, String), usize> = HashMap::new();
    for (_, parent, name) in places.clone() {
        *alike.entry((parent, seen(name))).or_default() += 1;
    }
    let named = places.map(|(id, parent, name)| {
        let is_alone = alike.get(&(parent, seen(name))).is_none_or(|many| *many == 1);
        let end = id.char_indices().rev().nth(END_OF_ID - 1).map_or(id, |(at, _)| id.split_at(at).1);
        (id, if is_alone { as_one_name(name) } else { format!("{} #{end}", as_one_name(name)) })
    });
    named.collect()
}

/// A name as it is seen, in which nothing looks like what stands between two names: strokes have no room around them.
fn as_one_name(name: &str) -> String {
    let parts = name.split(STROKES).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.collect::<Vec<_>>().join("/")
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
