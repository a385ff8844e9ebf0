//! Vaults and folders, in the one form that both generations come down to.

use std::collections::HashSet;

use super::{
    PassworkFault,
    chain::SealedVault,
    envelope::Answer,
    fields::{MAX_SEALED_LEN, id, maybe_id, name, text},
    id::Id,
    seal::is_sealed,
};
use crate::server::members::{Members, list};

/// Most vaults of a user.
const MAX_VAULTS: usize = 5_000;
/// Most folders of a vault.
pub(super) const MAX_FOLDERS: usize = 20_000;

/// A vault at the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Its id.
    pub id: Id,
    /// Its name, which is not sealed; may be empty.
    pub name: String,
    /// Whether it is one of the company (v4: `scope` is `domain`). Unknown for 7.x, where it is the business of vault types.
    pub company: Option<bool>,
    /// Whether the user hid it.
    pub hidden: bool,
    /// How many folders it says to have.
    pub folders: Option<u64>,
    /// How many items it says to have.
    pub items: Option<u64>,
    /// What its items are sealed under.
    pub seal: VaultSeal,
}

/// The sealed keys of a vault as they came. With encryption off, what is there is base64 of a dummy. Lists of older hosts
/// have none of them: then the vault itself has to be asked ([`super::Api::vault`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultSeal {
    /// v4, vaults of the company: what the vault's password is sealed under (`domainMaster`).
    pub domain_master: Option<String>,
    /// v4 up to 5.3: the password that all items are sealed under (`passwordCrypted`).
    pub password: Option<String>,
    /// v4 from 5.4: the password that the keys of items are sealed under (`vaultPasswordCrypted`).
    pub vault_password: Option<String>,
    /// 7.x: the vault's key, sealed by RSA (`masterKeyEncrypted`).
    pub master_key: Option<String>,
}

/// A folder in a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: Id,
    /// Its vault.
    pub vault: Id,
    /// The folder it is in; none in the root.
    pub parent: Option<Id>,
    /// Its name; may be empty.
    pub name: String,
    /// How many folders it says to have.
    pub folders: Option<u64>,
    /// How many items it says to have, shortcuts included.
    pub items: Option<u64>,
}

/// The company at a server of v4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its id.
    pub id: Id,
    /// What vaults of the company are sealed under, sealed under the master key (`mpCrypted`); empty with encryption off.
    pub master: String,
}

/// The RSA keys of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserKeys {
    /// Public key, PEM.
    pub public: Option<String>,
    /// Private key, sealed under the master key.
    pub private: Option<String>,
}

impl Vault {
    /// For [`super::AccountKey::vault_key`]; nothing in it if the vault itself has to be asked first.
    pub fn sealed(&self) -> SealedVault<'_> {
        SealedVault {
            of_domain: self.company == Some(true),
            domain_master: self.seal.domain_master.as_deref(),
            password: self.seal.password.as_deref(),
            vault_password: self.seal.vault_password.as_deref(),
            master_key: self.seal.master_key.as_deref(),
        }
    }

    /// Whether a client sealed its keys: then it is of an account with encryption, whatever the server says of that (T-103).
    pub fn is_sealed(&self) -> bool {
        let VaultSeal { domain_master, password, vault_password, master_key } = &self.seal;
        let of_4 = [domain_master, password, vault_password];
        master_key.is_some() || of_4.into_iter().flatten().any(|text| is_sealed(text))
    }

    pub(super) fn read(json: &str) -> Option<Self> {
        let members = Members::parse(json)?;
        let sealed = |name| text(&members, name, MAX_SEALED_LEN).filter(|text| !text.is_empty());
        Some(Self {
            id: id(&members, "id")?,
            name: name(&members)?,
            company: text(&members, "scope", 64).map(|scope| scope == "domain"),
            hidden: ["visible", "isVisible"].iter().any(|name| members.json(name) == Some("false")),
            folders: members.number("foldersAmount"),
            items: members.number("passwordsAmount"),
            seal: VaultSeal {
                domain_master: sealed("domainMaster"),
                password: sealed("passwordCrypted"),
                vault_password: sealed("vaultPasswordCrypted"),
                master_key: sealed("masterKeyEncrypted"),
            },
        })
    }
}

impl Folder {
    pub(super) fn read(json: &str) -> Option<Self> {
        let members = Members::parse(json)?;
        let parent = match maybe_id(&members, "parentId").ok()? {
            Some(parent) => Some(parent),
            None => maybe_id(&members, "parentFolderId").ok()?,
        };
        let amounts = [members.number("passwordsAmount"), members.number("shortcutsAmount")];
        Some(Self {
            id: id(&members, "id")?,
            vault: id(&members, "vaultId")?,
            parent,
            name: name(&members)?,
            folders: members.number("foldersAmount"),
            // An unknown number of items is not the number of its shortcuts.
            items: amounts[0].map(|items| items.saturating_add(amounts[1].unwrap_or(0))),
        })
    }
}

/// A list, or one in an object (`{"items":[…]}`).
pub(super) fn rows(json: &str, max: usize) -> Result<Vec<&str>, PassworkFault> {
    let inner = Members::parse(json).and_then(|members| members.json("items"));
    list(inner.unwrap_or(json), max).ok_or(PassworkFault::Unreadable)
}

/// Vaults, each id once; what cannot be read is left out.
pub(super) fn read_vaults(answer: &Answer) -> Result<Vec<Vault>, PassworkFault> {
    let rows = rows(answer.json(), MAX_VAULTS)?;
    let mut seen = HashSet::new();
    let vaults: Vec<_> = rows
        .iter()
        .filter_map(|json| Vault::read(json))
        .filter(|vault| seen.insert(vault.id.clone()))
        .collect();
    if vaults.is_empty() && !rows.is_empty() { Err(PassworkFault::Unreadable) } else { Ok(vaults) }
}

/// The ids of all vaults of a list, also of those of which nothing else can be read.
pub(super) fn read_vault_ids(answer: &Answer) -> Result<Vec<Id>, PassworkFault> {
    let rows = rows(answer.json(), MAX_VAULTS)?;
    Ok(rows.iter().filter_map(|json| id(&Members::parse(json)?, "id")).collect())
}

/// The vault that was asked for; another one is no answer.
pub(super) fn read_vault(answer: &Answer, id: &Id) -> Result<Vault, PassworkFault> {
    Vault::read(answer.json()).filter(|vault| vault.id == *id).ok_or(PassworkFault::Unreadable)
}

/// The folders of a list that are of this vault, and how many are not or cannot be read.
pub(super) fn read_folders(json: &str, vault: &Id) -> Result<(Vec<Folder>, u32), PassworkFault> {
    let rows = rows(json, MAX_FOLDERS)?;
    let folders: Vec<_> =
        rows.iter().filter_map(|json| Folder::read(json)).filter(|folder| folder.vault == *vault).collect();
    let left = u32::try_from(rows.len() - folders.len()).unwrap_or(u32::MAX);
    Ok((folders, left))
}
