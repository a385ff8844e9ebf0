//! New keys for all caches: after linking a phone again, or by the user's wish (T-88).
//!
//! All of them or none: whoever knows one old key of the ring knows all, so one that stayed would betray the new ones.
//! A data key is also sealed under the key that only its phone hands out; that is done for the phone whose answer
//! is at hand, and for every other one with its next answer. Until then those caches open through the ring only.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use crate::app::cache::open::Cache;
use crate::app::stored::{FACTORS, index_name, item_name, item_prefix, key_name, local_name, ring_name};
use crate::app::{App, Effect, Fault, Ticket, Write};
use crate::message::Notice;
use crate::phone::ClientKey;
use crate::vault::{RenewedRing, Rotated, Vault, WrappedKey, renew_ring, wrap};

/// New keys on their way. Secret.
pub struct Rotation {
    /// The phone whose answer is at hand.
    link: String,
    client_key: ClientKey,
    state: State,
}

enum State {
    /// The records are being read.
    Reading,
    /// Everything is being written.
    Writing {
        rotated: BTreeMap<String, Rotated>,
        /// Caches that stay closed and keep their keys, but not their ties to the others.
        untied: Vec<String>,
        key: WrappedKey,
        ring: RenewedRing,
    },
}

impl<R: CryptoRng> App<R> {
    /// The user wants new keys; the chosen phone is asked for its own.
    pub(in crate::app) fn wish_rotation(&mut self) -> Result<(), Fault> {
        self.ask_unlock()?;
        let chosen = self.ask.as_ref().map(|ask| ask.link.clone()).unwrap_or_default();
        if let Some(link) = self.stored.link_mut(&chosen) {
            link.rotate_due = true;
        }
        self.store_links();
        Ok(())
    }

    /// The cache of a phone is open and its key at hand: seals the data key under it where that is missing, and begins
    /// a rotation that is due.
    pub(super) fn use_client_key(&mut self, link: &str, client_key: &ClientKey) {
        if self.is_storing() {
            return;
        }
        let missing = self.stored.vaults.get(link).is_some_and(|stored| stored.key.is_none());
        let vault = self.open.as_ref().and_then(|open| open.vault(link));
        if let Some(vault) = vault.filter(|_| missing) {
            let wrapped = wrap(vault.data_key(), client_key.expose(), link, &mut self.rng);
            let write = Write::Put(key_name(link), wrapped.as_bytes().to_vec());
            self.stored.vault(link).key = Some(wrapped.as_bytes().to_vec());
            self.out.push(Effect::Save(Ticket::Forget, vec![write]));
        }
        let due = self.stored.link(link).is_some_and(|link| link.rotate_due);
        let Some(client_key) = ClientKey::parse(client_key.expose().to_vec()).filter(|_| due) else { return };
        self.rotation = Some(Rotation { link: link.to_owned(), client_key, state: State::Reading });
        self.out.push(Effect::LoadAll(Ticket::Rotate, "vault/".into()));
    }

    /// The records as they lie on disk. With one missing or damaged, or something being stored, nothing is rotated, and
    /// the next answer tries again.
    pub(in crate::app) fn rotation_read(&mut self, records: &[(String, Vec<u8>)]) {
        let Some(mut rotation) = self.rotation.take() else { return };
        let (Some(open), true) = (&self.open, self.saving.is_none() && self.to_save.is_empty()) else {
            return;
        };
        let closed = |link: &str| !open.caches.contains_key(link);
        let kept = self.stored.vaults.iter().filter(|(link, stored)| stored.is_there() && closed(link));
        let untied: Vec<String> = kept.clone().map(|(link, _)| link.clone()).collect();
        // One that only the ring opens would never open again.
        if kept.into_iter().any(|(_, stored)| stored.key.is_none()) {
            return;
        }
        let mut rotated = BTreeMap::new();
        for (link, cache) in &open.caches {
            let prefix = item_prefix(link);
            let own: Vec<_> = records
                .iter()
                .filter_map(|(name, bytes)| Some((name.strip_prefix(&prefix)?.to_owned(), bytes.clone())))
                .collect();
            let Ok(renewed) = cache.vault.rotate(&own, &mut self.rng) else { return };
            rotated.insert(link.clone(), renewed);
        }
        let Some(answering) = rotated.get(&rotation.link) else { return };
        let data_key = answering.vault.data_key();
        let key = wrap(data_key, rotation.client_key.expose(), &rotation.link, &mut self.rng);
        let vaults: Vec<&Vault> = rotated.values().map(|rotated| &rotated.vault).collect();
        let ring = renew_ring(&vaults, &mut self.rng);
        let mut writes = Vec::new();
        for (link, rotated) in &rotated {
            writes.push(Write::DeleteAll(item_prefix(link)));
            let records = rotated.writes.iter();
            writes.extend(records.map(|(uid, bytes)| Write::Put(item_name(link, uid), bytes.clone())));
            writes.push(Write::Put(index_name(link), rotated.index.clone()));
            writes.push(Write::Delete(key_name(link)));
            if let Some(keys) = ring.members.get(link) {
                writes.push(Write::Put(local_name(link), keys.data_key.as_bytes().to_vec()));
                writes.push(Write::Put(ring_name(link), keys.local_key.as_bytes().to_vec()));
            }
        }
        writes.push(Write::Put(key_name(&rotation.link), key.as_bytes().to_vec()));
        // Left as they are, they would bring the old ring back.
        writes.extend(untied.iter().flat_map(|link| [local_name(link), ring_name(link)].map(Write::Delete)));
        // They open the old ring only.
        writes.push(Write::Delete(FACTORS.into()));
        rotation.state = State::Writing { rotated, untied, key, ring };
        self.rotation = Some(rotation);
        self.out.push(Effect::Save(Ticket::Rotate, writes));
    }

    pub(in crate::app) fn rotation_saved(&mut self, ok: bool) {
        let Some(Rotation { link, state: State::Writing { rotated, untied, key, ring }, .. }) =
            self.rotation.take()
        else {
            return;
        };
        if !ok {
            self.notice = Some(Notice::NotKept);
            return self.save_next();
        }
        let had_factors = self.stored.factors.take().is_some();
        for (of, Rotated { vault, index, .. }) in rotated {
            let stored = self.stored.vault(&of);
            stored.key = (of == link).then(|| key.as_bytes().to_vec());
            stored.index = Some(index);
            if let Some(keys) = ring.members.get(&of) {
                stored.local = Some(keys.data_key.as_bytes().to_vec());
                stored.ring = Some(keys.local_key.as_bytes().to_vec());
            }
            // Locked meanwhile: what was written is all there is to it.
            if let Some(open) = &mut self.open {
                open.caches.insert(of, Cache::new(vault));
            } else if let Some(closing) = self.closing.iter_mut().find(|closing| closing.link == of) {
                closing.cache = Cache::new(vault);
            }
        }
        for link in &untied {
            let stored = self.stored.vault(link);
            (stored.local, stored.ring) = (None, None);
        }
        if let Some(open) = &mut self.open {
            open.local = Some(ring.local_key);
        }
        if let Some(link) = self.stored.link_mut(&link) {
            link.rotate_due = false;
        }
        self.store_links();
        self.notice = Some(Notice::Rotated { factors: had_factors });
        self.save_next();
    }

    /// The disk is about to change under the index.
    pub(super) fn is_rotating(&self) -> bool {
        self.rotation.as_ref().is_some_and(|rotation| matches!(rotation.state, State::Writing { .. }))
    }
}
