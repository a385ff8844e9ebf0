//! New keys for a cache: after linking again, or by the user's wish (T-88).
//!
//! The new data key must be sealed under the key that only the phone hands out, so it is made with the phone's next
//! answer.

use rand_core::CryptoRng;

use crate::app::cache::open::Cache;
use crate::app::stored::{index_name, item_name, item_prefix, key_name, local_name, ring_name};
use crate::app::{App, Effect, Fault, Ticket, Write};
use crate::message::Notice;
use crate::phone::ClientKey;
use crate::vault::{RingKeys, Rotated, WrappedKey, join_ring, wrap};

/// A cache that gets new keys. Secret.
pub struct Rotation {
    link: String,
    client_key: ClientKey,
    state: State,
}

enum State {
    /// The records are being read.
    Reading,
    /// Everything is being written.
    Writing { rotated: Rotated, key: WrappedKey, ring: Option<RingKeys> },
}

impl<R: CryptoRng> App<R> {
    /// The user wants new keys: all caches get them, each with the next answer of its phone.
    pub(in crate::app) fn wish_rotation(&mut self) -> Result<(), Fault> {
        for link in &mut self.stored.links {
            link.rotate_due |= self.stored.vaults.contains_key(&link.web_client_id);
        }
        self.store_links();
        self.ask_unlock()
    }

    /// The phone's key is at hand, and the cache is open.
    pub(super) fn rotate_if_due(&mut self, link: &str, client_key: &ClientKey) {
        let due = self.stored.link(link).is_some_and(|link| link.rotate_due);
        let Some(client_key) = ClientKey::parse(client_key.expose().to_vec()).filter(|_| due) else { return };
        self.rotation = Some(Rotation { link: link.to_owned(), client_key, state: State::Reading });
        self.out.push(Effect::LoadAll(Ticket::Rotate, item_prefix(link)));
    }

    /// The records as they lie on disk. With one missing or damaged nothing is rotated, and the next answer tries again.
    pub(in crate::app) fn rotation_read(&mut self, records: &[(String, Vec<u8>)]) {
        let Some(rotation) = &mut self.rotation else { return };
        let (Some(open), true) = (&self.open, self.saving.is_none() && self.to_save.is_empty()) else {
            self.rotation = None;
            return;
        };
        let prefix = item_prefix(&rotation.link);
        let records: Vec<_> = records
            .iter()
            .filter_map(|(name, bytes)| Some((name.strip_prefix(&prefix)?.to_owned(), bytes.clone())))
            .collect();
        let rotated = open.vault(&rotation.link).and_then(|vault| vault.rotate(&records, &mut self.rng).ok());
        let Some(rotated) = rotated else {
            self.rotation = None;
            return;
        };
        let (link, data_key) = (&rotation.link, rotated.vault.data_key());
        let key = wrap(data_key, rotation.client_key.expose(), link, &mut self.rng);
        let ring = open.local.as_ref().map(|local| join_ring(data_key, local, link, &mut self.rng));
        let mut writes = vec![Write::DeleteAll(prefix)];
        writes.extend(
            rotated.writes.iter().map(|(uid, bytes)| Write::Put(item_name(link, uid), bytes.clone())),
        );
        writes.push(Write::Put(index_name(link), rotated.index.clone()));
        writes.push(Write::Put(key_name(link), key.as_bytes().to_vec()));
        if let Some(ring) = &ring {
            writes.push(Write::Put(local_name(link), ring.data_key.as_bytes().to_vec()));
            writes.push(Write::Put(ring_name(link), ring.local_key.as_bytes().to_vec()));
        }
        rotation.state = State::Writing { rotated, key, ring };
        self.out.push(Effect::Save(Ticket::Rotate, writes));
    }

    pub(in crate::app) fn rotation_saved(&mut self, ok: bool) {
        let Some(Rotation { link, state: State::Writing { rotated, key, ring }, .. }) = self.rotation.take()
        else {
            return;
        };
        if !ok {
            self.notice = Some(Notice::NotKept);
            return self.save_next();
        }
        let Rotated { vault, index, .. } = rotated;
        let stored = self.stored.vault(&link);
        stored.key = Some(key.as_bytes().to_vec());
        stored.index = Some(index);
        if let Some(ring) = ring {
            stored.local = Some(ring.data_key.as_bytes().to_vec());
            stored.ring = Some(ring.local_key.as_bytes().to_vec());
        }
        if let Some(open) = &mut self.open {
            open.caches.insert(link.clone(), Cache::new(vault));
        }
        if let Some(link) = self.stored.link_mut(&link) {
            link.rotate_due = false;
        }
        self.store_links();
        self.notice = Some(Notice::Rotated);
        self.save_next();
    }

    /// The disk is about to change under the index.
    pub(super) fn is_rotating(&self) -> bool {
        self.rotation.as_ref().is_some_and(|rotation| matches!(rotation.state, State::Writing { .. }))
    }
}
