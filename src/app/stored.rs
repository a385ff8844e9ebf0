//! What lies on disk, by name. Links and settings hold no secret in clear; the cache is ciphertext (`crate::vault`).

use serde::{Deserialize, Serialize};

use crate::app::effect::Write;
use crate::message::{PhoneView, SettingsView};
use crate::phone::{Address, PhoneKey};

/// Name of the list of links.
pub const LINKS: &str = "links";
/// Name of the settings.
pub const SETTINGS: &str = "settings";
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

/// Name of one sealed item of a link's cache.
pub fn item_name(link: &str, uid: &str) -> String {
    format!("vault/{link}/item/{uid}")
}

/// Start of all names of a link's cache.
pub fn vault_prefix(link: &str) -> String {
    format!("vault/{link}/")
}

/// Ids of the stored links, newest first: whose caches to read.
pub fn link_ids(links: Option<&[u8]>) -> Vec<String> {
    let links: Vec<StoredLink> =
        links.and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    links.into_iter().rev().map(|link| link.web_client_id).collect()
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
    /// Where the phone was last.
    pub address: Address,
    /// Milliseconds since 1970.
    pub linked_at_ms: u64,
}

impl StoredLink {
    /// As a view shows it.
    #[allow(clippy::cast_precision_loss)]
    pub fn view(&self) -> PhoneView {
        PhoneView {
            id: self.web_client_id.clone(),
            name: self.web_client_id.clone(),
            address: self.address.to_string(),
            linked_at_ms: self.linked_at_ms as f64,
        }
    }
}

/// What the user chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Minutes without use until the cache locks.
    pub lock_after_minutes: u32,
    /// Whether asking for a site also opens the cache and keeps the answer.
    pub keep: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lock_after_minutes: 15, keep: true }
    }
}

impl Settings {
    /// Longest time that the cache stays open, used or not: 12 hours.
    pub const ABSOLUTE_MAX_MS: u64 = 12 * 3_600_000;

    /// Milliseconds until the cache locks.
    pub fn lock_after_ms(&self) -> u64 {
        u64::from(self.lock_after_minutes.clamp(1, 240)) * 60_000
    }

    /// As a view shows it.
    pub fn view(&self) -> SettingsView {
        SettingsView { lock_after_minutes: self.lock_after_minutes }
    }
}

/// Raw bytes, as they came from the disk.
#[derive(Default)]
pub struct Disk {
    /// Under [`LINKS`].
    pub links: Option<Vec<u8>>,
    /// Under [`SETTINGS`].
    pub settings: Option<Vec<u8>>,
    /// Wrapped key and sealed index, by link id.
    pub vaults: Vec<(String, VaultOnDisk)>,
}

/// The two blobs without which no item opens.
#[derive(Clone, Default)]
pub struct VaultOnDisk {
    /// Under [`key_name`].
    pub key: Option<Vec<u8>>,
    /// Under [`index_name`].
    pub index: Option<Vec<u8>>,
}

/// What was read, and what could not be.
#[derive(Default)]
pub struct Stored {
    /// Links, newest last.
    pub links: Vec<StoredLink>,
    /// Settings.
    pub settings: Settings,
    /// The cache of the link in use.
    pub vault: VaultOnDisk,
    /// The list of links is there and cannot be read.
    pub damaged_links: Option<Vec<u8>>,
}

impl Stored {
    /// Reads what can be read. Damaged settings become the defaults; damaged links are kept aside, never overwritten.
    pub fn read(disk: Disk) -> Self {
        let (links, damaged_links) = match disk.links {
            None => (Vec::new(), None),
            Some(bytes) => match serde_json::from_slice::<Vec<StoredLink>>(&bytes) {
                Ok(links) => (links, None),
                Err(_) => (Vec::new(), Some(bytes)),
            },
        };
        let settings =
            disk.settings.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let mut stored = Self { links, settings, vault: VaultOnDisk::default(), damaged_links };
        if let Some(id) = stored.link().map(|link| link.web_client_id.clone()) {
            stored.vault = disk
                .vaults
                .into_iter()
                .find(|(link, _)| *link == id)
                .map(|(_, vault)| vault)
                .unwrap_or_default();
        }
        stored
    }

    /// The link in use.
    pub fn link(&self) -> Option<&StoredLink> {
        self.links.last()
    }

    /// The write that stores the links; damaged ones are put aside first.
    pub fn write_links(&self, links: &[StoredLink], wall_ms: u64) -> Vec<Write> {
        let mut writes = Vec::new();
        if let Some(bytes) = &self.damaged_links {
            writes.push(Write::Put(format!("{DAMAGED}{LINKS}/{wall_ms}"), bytes.clone()));
        }
        writes.push(Write::Put(LINKS.into(), serde_json::to_vec(links).unwrap_or_default()));
        writes
    }

    /// The write that stores the settings.
    pub fn write_settings(settings: &Settings) -> Write {
        Write::Put(SETTINGS.into(), serde_json::to_vec(settings).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_links_are_kept_aside_and_never_overwritten() {
        let stored = Stored::read(Disk { links: Some(b"{broken".to_vec()), ..Disk::default() });
        assert!(stored.link().is_none());
        let writes = stored.write_links(&[], 7);
        assert_eq!(writes.first(), Some(&Write::Put("damaged/links/7".into(), b"{broken".to_vec())));
    }

    #[test]
    fn damaged_settings_become_the_defaults() {
        let stored = Stored::read(Disk { settings: Some(b"[]".to_vec()), ..Disk::default() });
        assert_eq!(stored.settings, Settings::default());
        let stored =
            Stored::read(Disk { settings: Some(br#"{"lockAfterMinutes":0}"#.to_vec()), ..Disk::default() });
        assert_eq!(stored.settings.lock_after_ms(), 60_000);
    }
}
