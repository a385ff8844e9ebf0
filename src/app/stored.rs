//! What lies on disk, by name. Links and settings hold no secret in clear; the cache is ciphertext (`crate::vault`).

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::effect::Write;
use crate::app::policy::Policy;
use crate::app::settings::Settings;
use crate::passman::Api;
use crate::passwork::{self, Found};
use crate::phone::{AddressBook, FullCompare, PhoneKey};
use crate::server::Server;
use crate::vault::Tries;

/// Name of the list of links.
pub const LINKS: &str = "links";
/// Name of the list of accounts.
pub const ACCOUNTS: &str = "accounts";
/// Name of the settings.
pub const SETTINGS: &str = "settings";
/// Name of what opens the caches beside the phones.
pub const FACTORS: &str = "local/factors";
/// Name of the count of wrong passphrases.
pub const TRIES: &str = "local/tries";
/// Name of what the generator made, sealed.
pub const GENERATED: &str = "local/generated";
/// Where unreadable bytes are put before their place is used again.
pub const DAMAGED: &str = "damaged/";

/// Name of the wrapped data key of a link's cache.
pub fn key_name(link: &str) -> String {
    format!("vault/{link}/key")
}

/// Name of the sealed index of a link's cache.
pub fn index_name(link: &str) -> String {
    format!("vault/{link}/index")
}

/// Name of a cache's data key, wrapped under the local key.
pub fn local_name(link: &str) -> String {
    format!("vault/{link}/local")
}

/// Name of the local key, sealed under a cache's data key.
pub fn ring_name(link: &str) -> String {
    format!("vault/{link}/ring")
}

/// Start of the names of all sealed items of a link's cache.
pub fn item_prefix(link: &str) -> String {
    format!("vault/{link}/item/")
}

/// Name of one sealed item of a link's cache.
pub fn item_name(link: &str, uid: &str) -> String {
    format!("vault/{link}/item/{uid}")
}

/// Start of all names of a link's cache.
pub fn vault_prefix(link: &str) -> String {
    format!("vault/{link}/")
}

/// Ids of the stored links and accounts, newest first: whose caches to read.
pub fn source_ids(links: Option<&[u8]>, accounts: Option<&[u8]>) -> Vec<String> {
    let links: Vec<StoredLink> = list(links).unwrap_or_default();
    let accounts: Vec<StoredAccount> = list(accounts).unwrap_or_default();
    let links = links.into_iter().rev().map(|link| link.web_client_id);
    links.chain(accounts.into_iter().rev().map(|account| account.id)).collect()
}

/// A stored list, if it can be read.
fn list<T: DeserializeOwned>(bytes: Option<&[u8]>) -> Option<Vec<T>> {
    serde_json::from_slice(bytes?).ok()
}

/// What is at the server of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AccountKind {
    /// A Nextcloud with Passman; under which path it answers.
    Passman {
        /// Pretty or not.
        api: Api,
    },
    /// A Passwork, as it was when it was connected.
    Passwork(Found),
}

/// An account at a server. What is secret of it, and which of its vaults are used, is the note of its cache.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAccount {
    /// `passman-` or `passwork-`, and eight hexadecimal digits.
    pub id: String,
    /// What the user calls it; empty for the server's host.
    #[serde(default)]
    pub name: String,
    /// Colour of its badge, 0 to 7.
    #[serde(default)]
    pub colour: u8,
    /// The server.
    pub server: Server,
    /// What is there.
    #[serde(flatten)]
    pub kind: AccountKind,
    /// Milliseconds since 1970.
    pub added_at_ms: u64,
    /// When all of it was fetched last, milliseconds since 1970; 0 if never.
    #[serde(default)]
    pub synced_at_ms: u64,
    /// As of a link.
    #[serde(default)]
    pub counters: BTreeMap<String, u64>,
}

impl StoredAccount {
    /// The API of a Passwork; nothing for anything else.
    pub fn passwork(&self) -> Option<passwork::Api> {
        match &self.kind {
            AccountKind::Passwork(found) => Some(passwork::Api::new(self.server.clone(), found.generation)),
            AccountKind::Passman { .. } => None,
        }
    }

    /// What a Passwork said of itself when it was connected.
    pub fn found(&self) -> Option<&Found> {
        match &self.kind {
            AccountKind::Passwork(found) => Some(found),
            AccountKind::Passman { .. } => None,
        }
    }

    /// The path of Passman; of anything else it is never asked for.
    pub fn passman(&self) -> Api {
        match self.kind {
            AccountKind::Passman { api } => api,
            AccountKind::Passwork(_) => Api::Pretty,
        }
    }

    /// What the user calls it.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { self.server.host() } else { &self.name }
    }
}

/// A link with a phone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredLink {
    /// `ABC-DEF`.
    pub web_client_id: String,
    /// The phone's public key.
    pub phone_key: PhoneKey,
    /// The base key, sealed under the key of this browser profile.
    pub base_key_sealed: Vec<u8>,
    /// Which vault of the phone it is.
    pub vault_id: String,
    /// Where the phone may be, the address that answered last first.
    pub addresses: AddressBook,
    /// When a true answer came from an address last, milliseconds since 1970.
    #[serde(default)]
    pub answered_at_ms: BTreeMap<String, u64>,
    /// Milliseconds since 1970.
    pub linked_at_ms: u64,
    /// What the user calls it; empty for the id.
    #[serde(default)]
    pub name: String,
    /// Colour of its badge, 0 to 7.
    #[serde(default)]
    pub colour: u8,
    /// Whether the long texts were compared too.
    #[serde(default)]
    pub verified_in_full: bool,
    /// The cache is to be sealed anew with the phone's next answer.
    #[serde(default)]
    pub rotate_due: bool,
    /// The next number of one-time codes that count, by uid of the login: where it went on here.
    #[serde(default)]
    pub counters: BTreeMap<String, u64>,
    /// The long texts.
    pub compare: FullCompare,
}

impl StoredLink {
    /// What the user calls it.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { &self.web_client_id } else { &self.name }
    }
}

/// Raw bytes, as they came from the disk.
#[derive(Default)]
pub struct Disk {
    /// Under [`LINKS`].
    pub links: Option<Vec<u8>>,
    /// Under [`ACCOUNTS`].
    pub accounts: Option<Vec<u8>>,
    /// Under [`SETTINGS`].
    pub settings: Option<Vec<u8>>,
    /// Under [`FACTORS`].
    pub factors: Option<Vec<u8>>,
    /// Under [`TRIES`].
    pub tries: Option<Vec<u8>>,
    /// What whoever runs this computer prescribes, as JSON text of the browser's managed storage.
    pub policy: Option<Vec<u8>>,
    /// The blobs of each source's cache, by the id of the source.
    pub vaults: Vec<(String, VaultOnDisk)>,
}

/// The blobs without which no item of a cache opens.
#[derive(Clone, Default)]
pub struct VaultOnDisk {
    /// Under [`key_name`].
    pub key: Option<Vec<u8>>,
    /// Under [`index_name`].
    pub index: Option<Vec<u8>>,
    /// Under [`local_name`].
    pub local: Option<Vec<u8>>,
    /// Under [`ring_name`].
    pub ring: Option<Vec<u8>>,
}

impl VaultOnDisk {
    /// Whether there is a whole cache.
    pub fn is_there(&self) -> bool {
        self.index.is_some() && (self.key.is_some() || self.local.is_some())
    }
}

/// What was read, and what could not be.
#[derive(Default)]
pub struct Stored {
    /// Links, newest last.
    pub links: Vec<StoredLink>,
    /// Accounts, newest last.
    pub accounts: Vec<StoredAccount>,
    /// Settings.
    pub settings: Settings,
    /// What opens the caches beside the phones, sealed.
    pub factors: Option<Vec<u8>>,
    /// Wrong passphrases so far.
    pub tries: Tries,
    /// What is prescribed.
    pub policy: Policy,
    /// The caches, by the id of their source.
    pub vaults: BTreeMap<String, VaultOnDisk>,
    /// The list of links is there and cannot be read.
    pub damaged_links: Option<Vec<u8>>,
    /// The list of accounts is there and cannot be read.
    pub damaged_accounts: Option<Vec<u8>>,
}

impl Stored {
    /// Reads what can be read. Damaged settings become the defaults; damaged links are kept aside, never overwritten.
    pub fn read(disk: Disk) -> Self {
        let (links, damaged_links) = read_list(disk.links);
        let (accounts, damaged_accounts) = read_list(disk.accounts);
        let settings = disk.settings.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        Self {
            links,
            accounts,
            settings: settings.unwrap_or_default(),
            factors: disk.factors,
            tries: disk
                .tries
                .as_deref()
                .and_then(|bytes| serde_json::from_slice(bytes).ok())
                .unwrap_or_default(),
            policy: Policy::read(disk.policy.as_deref()),
            vaults: disk.vaults.into_iter().collect(),
            damaged_links,
            damaged_accounts,
        }
    }

    /// The phone that is asked: the chosen one, or else the newest.
    pub fn chosen(&self) -> Option<&StoredLink> {
        self.link(&self.settings.phone).or_else(|| self.links.last())
    }

    /// The link with this id.
    pub fn link(&self, id: &str) -> Option<&StoredLink> {
        self.links.iter().find(|link| link.web_client_id == id)
    }

    /// The link with this id, to be changed.
    pub fn link_mut(&mut self, id: &str) -> Option<&mut StoredLink> {
        self.links.iter_mut().find(|link| link.web_client_id == id)
    }

    /// The account with this id.
    pub fn account(&self, id: &str) -> Option<&StoredAccount> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The account with this id, to be changed.
    pub fn account_mut(&mut self, id: &str) -> Option<&mut StoredAccount> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    /// Where counting codes of a source went on here, by uid.
    pub fn counters(&self, source: &str) -> Option<&BTreeMap<String, u64>> {
        let account = || self.account(source).map(|account| &account.counters);
        self.link(source).map(|link| &link.counters).or_else(account)
    }

    /// Whether a source with this id is known.
    pub fn knows(&self, source: &str) -> bool {
        self.link(source).is_some() || self.account(source).is_some()
    }

    /// Whether there is anything that items could come from.
    pub fn has_sources(&self) -> bool {
        !self.links.is_empty() || !self.accounts.is_empty()
    }

    /// The ids of all sources, phones first.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let links = self.links.iter().map(|link| link.web_client_id.as_str());
        links.chain(self.accounts.iter().map(|account| account.id.as_str()))
    }

    /// The cache of a source.
    pub fn vault(&mut self, link: &str) -> &mut VaultOnDisk {
        self.vaults.entry(link.to_owned()).or_default()
    }

    /// Whether a link's cache lacks a part, which was not our doing: overwriting it would lose what is left. One without
    /// its phone's key may wait for new keys, if anything else opens it.
    pub fn is_torn(&self, link: &str) -> bool {
        let Some(vault) = self.vaults.get(link) else { return false };
        let otherwise = self.links.len() > 1 || self.factors.is_some();
        let opens = vault.key.is_some() || vault.local.is_some() && otherwise;
        vault.index.is_some() != opens && (vault.index.is_some() || vault.key.is_some())
    }

    /// Whether anything is kept of any phone.
    pub fn has_cache(&self) -> bool {
        self.vaults.values().any(VaultOnDisk::is_there)
    }

    /// The write that stores the links; damaged ones are put aside first.
    pub fn write_links(&self, links: &[StoredLink], wall_ms: u64) -> Vec<Write> {
        write_list(LINKS, links, self.damaged_links.as_deref(), wall_ms)
    }

    /// The same for accounts.
    pub fn write_accounts(&self, accounts: &[StoredAccount], wall_ms: u64) -> Vec<Write> {
        write_list(ACCOUNTS, accounts, self.damaged_accounts.as_deref(), wall_ms)
    }

    /// The write that stores the settings.
    pub fn write_settings(&self) -> Write {
        Write::Put(SETTINGS.into(), serde_json::to_vec(&self.settings).unwrap_or_default())
    }
}

/// The list, or the bytes that are none.
fn read_list<T: DeserializeOwned>(bytes: Option<Vec<u8>>) -> (Vec<T>, Option<Vec<u8>>) {
    match list(bytes.as_deref()) {
        Some(items) => (items, None),
        None => (Vec::new(), bytes),
    }
}

/// What stores a list; damaged bytes are put aside first.
fn write_list<T: Serialize>(name: &str, items: &[T], damaged: Option<&[u8]>, wall_ms: u64) -> Vec<Write> {
    let aside = damaged.map(|bytes| Write::Put(format!("{DAMAGED}{name}/{wall_ms}"), bytes.to_vec()));
    let list = Write::Put(name.into(), serde_json::to_vec(items).unwrap_or_default());
    aside.into_iter().chain([list]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_links_are_kept_aside_and_never_overwritten() {
        let stored = Stored::read(Disk { links: Some(b"{broken".to_vec()), ..Disk::default() });
        assert!(stored.chosen().is_none());
        let writes = stored.write_links(&[], 7);
        assert_eq!(writes.first(), Some(&Write::Put("damaged/links/7".into(), b"{broken".to_vec())));
    }

    #[test]
    fn damaged_settings_become_the_defaults() {
        let stored = Stored::read(Disk { settings: Some(b"[]".to_vec()), ..Disk::default() });
        assert_eq!(stored.settings, Settings::default());
        let stored =
            Stored::read(Disk { settings: Some(br#"{"lockAfterMinutes":0}"#.to_vec()), ..Disk::default() });
        assert_eq!(stored.settings.lock_after_ms(&Policy::default()), 60_000);
    }
}
