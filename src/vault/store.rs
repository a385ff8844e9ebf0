//! The open vault and its changes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rand_core::CryptoRng;

use crate::secret::SecretBytes;

use super::{
    Change, ChangeKind, Changes, DataKey, Entry, MAX_ITEMS, MAX_NOTE_LEN, NewItem, Preview, Secrets,
    VaultFault,
    ahead::Unsealed,
    change,
    index::{Index, Known},
    record::{self, Place},
};

/// An open vault: its key and its index. The sealed records stay with whoever stores them.
pub struct Vault {
    pub(super) link_id: String,
    pub(super) key: DataKey,
    pub(super) index: Index,
}

/// A vault under a new key, with all that replaces what is stored (T-88): this, the new key under the phone's
/// ([`super::wrap`]) and what ties it into the ring ([`super::renew_ring`]).
pub struct Rotated {
    /// To be used once the rest is stored.
    pub vault: Vault,
    /// All records by uid.
    pub writes: Vec<(String, Vec<u8>)>,
    /// The sealed index.
    pub index: Vec<u8>,
}

/// What was opened of an item that its source seals.
pub struct Opened {
    /// UUID, lower case.
    pub uid: String,
    /// The state that it was opened of; see [`Entry::stamp`].
    pub stamp: u64,
    /// Account name.
    pub user: String,
    /// The sites, as a person typed them.
    pub website: String,
}

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

    /// The link that it belongs to; its source id in the ring.
    pub fn link_id(&self) -> &str {
        &self.link_id
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
    /// items with one uid the last counts. What comes is not gone.
    pub fn put(
        &self,
        items: Vec<NewItem>,
        now_ms: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        let writes = self.seal_all(self.plan(&mut next, items, now_ms)?, rng);
        let what = change::between(&self.index.entries, &next.entries);
        Ok(Changes { writes, ..self.changes(next, what, rng) })
    }

    /// Prepares to keep what the phone answered when it was asked for these uids. Items that did not come are marked as
    /// gone and kept; items that nobody had asked for are not taken. Otherwise as [`Self::put`].
    ///
    /// Uids that the vault made up are never marked: the phone cannot know them (see [`Entry::has_phone_uid`]).
    pub fn refresh(
        &self,
        asked: &[String],
        came: Vec<NewItem>,
        now_ms: u64,
        rng: &mut impl CryptoRng,
    ) -> Result<Changes, VaultFault> {
        let mut missing: BTreeSet<String> = asked.iter().map(|uid| uid.to_ascii_lowercase()).collect();
        let (came, others): (Vec<_>, Vec<_>) =
            came.into_iter().partition(|item| missing.contains(&item.vault_uid()));
        for item in &came {
            missing.remove(&item.vault_uid());
        }
        let mut next = self.next_index();
        for uid in &missing {
            if let Some(entry) = next.entries.get_mut(uid).filter(|entry| entry.has_phone_uid()) {
                entry.gone = true;
            }
        }
        let writes = self.seal_all(self.plan(&mut next, came, now_ms)?, rng);
        let what = change::between(&self.index.entries, &next.entries);
        let ignored = u32::try_from(others.len()).unwrap_or(u32::MAX);
        Ok(Changes { writes, ignored, ..self.changes(next, what, rng) })
    }

    /// Prepares to note what was opened of items since; of one that changed meanwhile, nothing.
    pub fn opened(&self, opened: Vec<Opened>, rng: &mut impl CryptoRng) -> Changes {
        let mut next = self.next_index();
        for Opened { uid, stamp, user, website } in opened {
            let entry = next.entries.get_mut(&uid).filter(|entry| entry.unopened && entry.stamp == stamp);
            if let Some(entry) = entry {
                (entry.user, entry.website, entry.unopened) = (user, website, false);
            }
        }
        self.changes(next, Vec::new(), rng)
    }

    /// What is kept beside the items; empty if nothing is. Secret.
    pub fn note(&self) -> &SecretBytes {
        &self.index.note
    }

    /// Prepares to keep another note, of [`MAX_NOTE_LEN`] bytes at most, and, where places are named, no items of any other.
    pub fn with_note(
        &self,
        note: SecretBytes,
        places: Option<&[&str]>,
        rng: &mut impl CryptoRng,
    ) -> Result<Changes, VaultFault> {
        if note.expose().len() > MAX_NOTE_LEN {
            return Err(VaultFault::TooMuch);
        }
        let mut next = Index { note: Arc::new(note), ..self.next_index() };
        let places: Option<HashSet<&str>> = places.map(|places| places.iter().copied().collect());
        let stays = |entry: &Entry| places.as_ref().is_none_or(|places| places.contains(entry.place()));
        let removed = next.entries.extract_if(.., |_, entry| !stays(entry)).map(|(uid, _)| uid).collect();
        Ok(Changes { removed, ..self.changes(next, Vec::new(), rng) })
    }

    /// Tells what [`Self::put`] would do.
    pub fn preview(&self, items: &[NewItem]) -> Preview {
        let mut last: BTreeMap<String, &NewItem> = BTreeMap::new();
        let mut order = Vec::new();
        for item in items {
            let uid = item.vault_uid();
            if last.insert(uid.clone(), item).is_none() {
                order.push(uid);
            }
        }
        let mut preview = Preview { fits: items.iter().all(NewItem::fits), ..Preview::default() };
        for (uid, item) in &last {
            preview.count += 1;
            match self.entry(uid) {
                None => preview.new += 1,
                Some(old) if change::difference(old, &self.entry_of(item, 0, 0)).is_some() => {
                    preview.changed += 1;
                }
                Some(_) => preview.same += 1,
            }
        }
        preview.fits &= self.index.entries.len() + preview.new as usize <= MAX_ITEMS;
        let names = order.iter().filter_map(|uid| last.get(uid)).map(|item| item.name.clone());
        preview.names = names.take(change::MAX_PREVIEW_NAMES).collect();
        preview
    }

    /// Prepares to take the next record of an item whatever is in it: the stored one cannot be read, and would stay
    /// in force if the same login came again.
    pub fn distrust(&self, uid: &str, rng: &mut impl CryptoRng) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        next.entries.get_mut(uid).ok_or(VaultFault::NoSuchItem)?.known = Known::NOTHING;
        Ok(self.changes(next, Vec::new(), rng))
    }

    /// Prepares to forget an item.
    pub fn remove(&self, uid: &str, rng: &mut impl CryptoRng) -> Result<Changes, VaultFault> {
        let mut next = self.next_index();
        let removed = next.entries.remove(uid).ok_or(VaultFault::NoSuchItem)?;
        Ok(Changes { removed: vec![removed.uid], ..self.changes(next, Vec::new(), rng) })
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

    /// Seals everything anew under a fresh key; who had the old one is shut out only if all vaults of the ring do so.
    /// `records` holds the stored record of every item, by uid; with one missing or damaged, nothing is rotated.
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
            entry.known = record::known(&secrets, &key);
            let place = Place { link_id: &self.link_id, uid, version };
            let sealed = record::seal(&secrets, &key, &place, rng);
            writes.push((uid.clone(), sealed));
        }
        let sealed_index = index.seal(&key, &self.link_id, rng);
        let vault = Self { link_id: self.link_id.clone(), key, index };
        Ok(Rotated { vault, writes, index: sealed_index })
    }

    pub(super) fn next_index(&self) -> Index {
        Index { version: self.index.version.saturating_add(1), ..self.index.clone() }
    }

    /// Puts items into `next`; the records that are to be sealed, each uid once.
    pub(super) fn plan(
        &self,
        next: &mut Index,
        items: Vec<NewItem>,
        now_ms: u64,
    ) -> Result<Vec<Unsealed>, VaultFault> {
        let mut records = BTreeMap::new();
        for item in items {
            if !item.fits() {
                return Err(VaultFault::TooMuch);
            }
            let mut entry = self.entry_of(&item, next.version, now_ms);
            let old = next.entries.get_mut(&entry.uid);
            let listed = item.from.as_ref().is_some_and(|from| from.listed);
            let same = old.as_ref().is_some_and(|old| listed || old.known.digest == entry.known.digest);
            if let Some(old) = old.as_deref().filter(|_| entry.unopened) {
                // Until it is opened, what was known of it is the best there is.
                (entry.user, entry.website) = (old.user.clone(), old.website.clone());
                entry.unopened = old.unopened || !same;
            }
            if let Some(old) = old.filter(|_| same) {
                // The record stays; only what the index holds is new.
                if listed {
                    (entry.has_password, entry.has_otp, entry.known) =
                        (old.has_password, old.has_otp, old.known);
                }
                *old = Entry { version: old.version, ..entry };
                continue;
            }
            let (uid, version) = (entry.uid.clone(), entry.version);
            records.insert(uid.clone(), Unsealed { uid, version, secrets: item.secrets });
            next.entries.insert(entry.uid.clone(), entry);
            if next.entries.len() > MAX_ITEMS {
                return Err(VaultFault::TooMuch);
            }
        }
        Ok(records.into_values().collect())
    }

    fn entry_of(&self, item: &NewItem, version: u64, fetched_at_ms: u64) -> Entry {
        let secrets = &item.secrets;
        let from = item.from.as_ref();
        Entry {
            uid: item.vault_uid(),
            name: item.name.clone(),
            user: item.user.clone(),
            website: item.website.clone(),
            group: from.map(|from| from.group.clone()).unwrap_or_default(),
            stamp: from.map(|from| from.stamp).unwrap_or_default(),
            version,
            fetched_at_ms,
            has_password: from.map_or(!secrets.password.is_empty(), |from| from.has_password),
            has_otp: from.map_or(!secrets.otp.is_empty(), |from| from.has_otp),
            gone: false,
            unopened: from.is_some_and(|from| from.unopened),
            read_only: from.is_some_and(|from| from.read_only),
            known: record::known(secrets, &self.key),
        }
    }

    pub(super) fn changes(&self, next: Index, what: Vec<Change>, rng: &mut impl CryptoRng) -> Changes {
        Changes {
            writes: Vec::new(),
            removed: Vec::new(),
            index: next.seal(&self.key, &self.link_id, rng),
            new: change::count(&what, |kind| kind == ChangeKind::New),
            changed: change::count(&what, |kind| matches!(kind, ChangeKind::Changed(_))),
            ignored: 0,
            what,
            base: self.index.version,
            next,
        }
    }
}
