//! A state that is in force before it is stored: thousands of items that came at once are there to be seen while their
//! records are sealed and written.

use std::collections::BTreeSet;

use rand_core::CryptoRng;

use super::{
    Changes, NewItem, Secrets, Vault, VaultFault,
    index::Index,
    record::{self, Place},
};

/// What came of a source when everything was fetched. Secret.
#[derive(Default)]
pub struct Fetched {
    /// Places that told all that they have.
    pub told: Vec<String>,
    /// Items.
    pub came: Vec<NewItem>,
    /// Uids of items that are there and not to be shown.
    pub dropped: Vec<String>,
    /// Uids of items that are there and could not be read: what is kept of them stays.
    pub there: Vec<String>,
}

/// What is in force and not stored yet: the records that are still to be sealed, and the state before. Secret.
#[must_use = "sealed by `Vault::seal_ahead`, and undone by `Vault::go_back` if it cannot be stored"]
pub struct Ahead {
    before: Index,
    records: Vec<Unsealed>,
    sealed: Vec<(String, Vec<u8>)>,
    removed: Vec<String>,
}

/// A record that is to be sealed.
pub(super) struct Unsealed {
    pub(super) uid: String,
    pub(super) version: u64,
    pub(super) secrets: Secrets,
}

/// The state before one that was in force too early.
pub struct Before(Index);

impl Vault {
    /// Takes what a source has now as the vault's state, which is not stored yet: all of `came` that fits, without `dropped`.
    /// What is kept of the places `told` (see [`super::Entry::place`]), which told all that they have, and neither came nor is
    /// `there` is marked as gone; an item that does not fit any more stays as it was. Otherwise as [`Self::put`].
    pub fn sync(&mut self, fetched: Fetched, now_ms: u64) -> Result<Ahead, VaultFault> {
        let Fetched { told, mut came, dropped, there } = fetched;
        let mut came_uids: BTreeSet<String> = came.iter().map(NewItem::vault_uid).collect();
        came_uids.extend(there);
        // One that is too large must not keep the others out.
        came.retain(NewItem::fits);
        let mut next = self.next_index();
        let removed: Vec<String> =
            dropped.iter().filter(|uid| next.entries.remove(*uid).is_some()).cloned().collect();
        for entry in next.entries.values_mut() {
            entry.gone |= told.iter().any(|place| place == entry.place()) && !came_uids.contains(&entry.uid);
        }
        let records = self.plan(&mut next, came, now_ms)?;
        let before = std::mem::replace(&mut self.index, next);
        Ok(Ahead { before, records, sealed: Vec::new(), removed })
    }

    /// Seals some records of what is in force; whether there are more.
    pub fn seal_some(&self, ahead: &mut Ahead, most: usize, rng: &mut impl CryptoRng) -> bool {
        let rest = ahead.records.len().saturating_sub(most);
        ahead.sealed.extend(self.seal_all(ahead.records.drain(rest..), rng));
        rest > 0
    }

    /// Seals what is in force, to be stored. What differs for those who read it is not told: they have seen it.
    pub fn seal_ahead(&self, mut ahead: Ahead, rng: &mut impl CryptoRng) -> (Changes, Before) {
        self.seal_some(&mut ahead, usize::MAX, rng);
        let Ahead { before, sealed: writes, removed, .. } = ahead;
        let changes = self.changes(self.index.clone(), Vec::new(), rng);
        let changes = Changes { writes, removed, base: before.version, ..changes };
        (changes, Before(before))
    }

    /// Seals records, by uid.
    pub(super) fn seal_all(
        &self,
        records: impl IntoIterator<Item = Unsealed>,
        rng: &mut impl CryptoRng,
    ) -> Vec<(String, Vec<u8>)> {
        let seal = |record: Unsealed| {
            let Unsealed { uid, version, secrets } = record;
            let place = Place { link_id: &self.link_id, uid: &uid, version };
            let sealed = record::seal(&secrets, &self.key, &place, rng);
            (uid, sealed)
        };
        records.into_iter().map(seal).collect()
    }

    /// What was in force could not be stored: the state before it is in force again.
    pub fn go_back(&mut self, before: Before) {
        let Before(before) = before;
        if self.index.version == before.version.saturating_add(1) {
            self.index = before;
        }
    }
}
