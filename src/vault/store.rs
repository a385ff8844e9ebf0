//! The open vault and its changes.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use crate::secret::SecretText;

use super::{
    DataKey, Entry, MAX_ITEMS, MAX_TEXT_LEN, Secrets, VaultFault,
    index::Index,
    record::{self, Place},
    seal,
};

/// An open vault: its key and its index. The sealed records stay with whoever stores them.
pub struct Vault {
    link_id: String,
    key: DataKey,
    index: Index,
}

/// An item as it came from the phone.
pub struct NewItem {
    /// The phone's id; one is derived from user, website and name if this is no UUID (T-77).
    pub uid: Option<String>,
    /// Name of the login.
    pub name: String,
    /// Account name.
    pub user: String,
    /// The sites, as a person typed them.
    pub website: String,
    /// The password; may be empty.
    pub password: SecretText,
    /// An `otpauth://` URI; may be empty.
    pub otp: SecretText,
}

/// What is to be stored, all of it or nothing, in one transaction; then [`Vault::commit`].
#[must_use = "nothing has changed until this is stored and committed"]
pub struct Changes {
    /// Sealed records by uid, new or in place of older ones.
    pub writes: Vec<(String, Vec<u8>)>,
    /// Uids of records to delete.
    pub removed: Vec<String>,
    /// The sealed index, in place of the older one.
    pub index: Vec<u8>,
    /// How many items were not there before.
    pub new: u32,
    /// How many items differ from before.
    pub changed: u32,
    base: u64,
    next: Index,
}

/// A vault under a new key, with all that replaces what is stored (T-88).
pub struct Rotated {
    /// To be used once the rest is stored.
    pub vault: Vault,
    /// All records by uid.
    pub writes: Vec<(String, Vec<u8>)>,
    /// The sealed index.
    pub index: Vec<u8>,
}

/// The digest of no record at all: any other one differs from it.
const UNKNOWN_DIGEST: [u8; 16] = [0; 16];

impl Vault {
    /// An empty vault with a fresh key.
    pub fn create(link_id: &str, rng: &mut impl CryptoRng) -> Self {
        Self { link_id: link_id.to_owned(), key: DataKey::make(rng), index: Index::default() }
    }

    /// Opens a vault by its sealed index.
    pub fn open(link_id: &str, key: DataKey, sealed_index: &[u8]) -> Result<Self, VaultFault> {
        let index = Index::open(sealed_index, &key, link_id)?;
        Ok(Self { link_id: link_id.to_owned(), key, index })
    }

    /// The key, to be wrapped or sealed for the session.
    pub fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// Counts the changes since the vault was made; an index with a smaller one is an older one.
    pub fn index_version(&self) -> u64 {
        self.index.version
    }

    /// All items, by uid.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.index.entries.values()
    }

    /// One item.
    pub fn entry(&self, uid: &str) -> Option<&Entry> {
        self.index.entries.get(uid)
    }

    /// The items whose name, account name or website hold all words of `text`, best first; all by name if it is
    /// empty. Case and diacritics do not matter.
    pub fn search(&self, text: &str) -> Vec<&Entry> {
        super::search::search(self.entries(), text)
    }

    /// Prepares to keep items: all of them or, with a fault, none. `now_ms` in milliseconds since 1970. Of several
    /// items with one uid the last counts.
    pub fn put(
        &self,
        items: Vec<NewItem>,
        now_ms: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        let mut writes = BTreeMap::new();
        for item in items {
            let (entry, secrets) = self.admit(item, next.version, now_ms)?;
            let old = next.entries.get_mut(&entry.uid);
            if let Some(old) = old.filter(|old| old.digest == entry.digest) {
                // The record stays; only what the index holds is new.
                *old = Entry { version: old.version, ..entry };
                continue;
            }
            let place = Place { link_id: &self.link_id, uid: &entry.uid, version: entry.version };
            writes.insert(entry.uid.clone(), record::seal(&secrets, &self.key, &place, rng));
            next.entries.insert(entry.uid.clone(), entry);
            if next.entries.len() > MAX_ITEMS {
                return Err(VaultFault::TooMuch);
            }
        }
        let (mut new, mut changed) = (0, 0);
        for (uid, entry) in &next.entries {
            match self.entry(uid) {
                None => new += 1,
                Some(old) if differs(old, entry) => changed += 1,
                Some(_) => {}
            }
        }
        Ok(self.changes(next, writes.into_iter().collect(), Vec::new(), (new, changed), rng))
    }

    /// Prepares to take the next record of an item whatever is in it: the stored one cannot be read, and would stay
    /// in force if the same login came again.
    pub fn distrust(&self, uid: &str, rng: &mut impl CryptoRng) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        next.entries.get_mut(uid).ok_or(VaultFault::NoSuchItem)?.digest = UNKNOWN_DIGEST;
        Ok(self.changes(next, Vec::new(), Vec::new(), (0, 0), rng))
    }

    /// Prepares to forget an item.
    pub fn remove(&self, uid: &str, rng: &mut impl CryptoRng) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        let gone = next.entries.remove(uid).ok_or(VaultFault::NoSuchItem)?;
        Ok(self.changes(next, Vec::new(), vec![gone.uid], (0, 0), rng))
    }

    /// Takes changes that were stored as the vault's state.
    pub fn commit(&mut self, changes: Changes) -> Result<(), VaultFault> {
        if changes.base != self.index.version {
            return Err(VaultFault::Stale);
        }
        self.index = changes.next;
        Ok(())
    }

    /// Opens the stored record of an item.
    pub fn read(&self, uid: &str, sealed: &[u8]) -> Result<Secrets, VaultFault> {
        let entry = self.entry(uid).ok_or(VaultFault::NoSuchItem)?;
        record::open(sealed, &self.key, &Place { link_id: &self.link_id, uid, version: entry.version })
    }

    /// Seals everything anew under a fresh key. `records` holds the stored record of every item, by uid; with one
    /// missing or damaged, nothing is rotated.
    pub fn rotate(
        &self,
        records: &[(String, Vec<u8>)],
        rng: &mut impl CryptoRng,
    ) -> Result<Rotated, VaultFault> {
        let stored: BTreeMap<&str, &[u8]> =
            records.iter().map(|(uid, sealed)| (uid.as_str(), sealed.as_slice())).collect();
        let key = DataKey::make(rng);
        let mut index = self.next_index();
        let version = index.version;
        let mut writes = Vec::with_capacity(index.entries.len());
        for (uid, entry) in &mut index.entries {
            let sealed = stored.get(uid.as_str()).ok_or(VaultFault::Damaged { what: "missing record" })?;
            let secrets = self.read(uid, sealed)?;
            entry.version = version;
            entry.digest = record::digest(&secrets, &key);
            let place = Place { link_id: &self.link_id, uid, version };
            writes.push((uid.clone(), record::seal(&secrets, &key, &place, rng)));
        }
        let sealed_index = index.seal(&key, &self.link_id, rng);
        let vault = Self { link_id: self.link_id.clone(), key, index };
        Ok(Rotated { vault, writes, index: sealed_index })
    }

    fn next_index(&self) -> Index {
        Index { version: self.index.version.saturating_add(1), entries: self.index.entries.clone() }
    }

    fn admit(&self, item: NewItem, version: u64, fetched_at_ms: u64) -> Result<(Entry, Secrets), VaultFault> {
        let NewItem { uid, name, user, website, password, otp } = item;
        let texts = [name.as_str(), &user, &website, password.expose(), otp.expose()];
        if texts.iter().any(|text| text.len() > MAX_TEXT_LEN) {
            return Err(VaultFault::TooMuch);
        }
        let uid = uid
            .filter(|uid| is_uuid(uid))
            .map_or_else(|| derive_uid(&user, &website, &name), |uid| uid.to_ascii_lowercase());
        let (has_password, has_otp) = (!password.is_empty(), !otp.is_empty());
        let secrets = Secrets { password, otp };
        let digest = record::digest(&secrets, &self.key);
        let entry = Entry { uid, name, user, website, version, fetched_at_ms, has_password, has_otp, digest };
        Ok((entry, secrets))
    }

    fn changes(
        &self,
        next: Index,
        writes: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
        (new, changed): (u32, u32),
        rng: &mut impl CryptoRng,
    ) -> Changes {
        let index = next.seal(&self.key, &self.link_id, rng);
        Changes { writes, removed, index, new, changed, base: self.index.version, next }
    }
}

fn differs(old: &Entry, new: &Entry) -> bool {
    (&old.name, &old.user, &old.website, old.digest) != (&new.name, &new.user, &new.website, new.digest)
}

/// Eight, four, four, four and twelve hexadecimal digits (RFC 9562, section 4).
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A UUID of version 8 (RFC 9562, section 5.8) from SHA-256: the same item gets the same one each time.
fn derive_uid(user: &str, website: &str, name: &str) -> String {
    let fields = seal::bind(&[b"nearkey uid v1", user.as_bytes(), website.as_bytes(), name.as_bytes()]);
    let hash: [u8; 32] = Sha256::digest(fields).into();
    let number = hash.first_chunk().copied().map_or(0, u128::from_be_bytes);
    let number = number & !(0xf << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let mut uid = String::with_capacity(36);
    for (at, digit) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            uid.push('-');
        }
        uid.push(digit);
    }
    uid
}
