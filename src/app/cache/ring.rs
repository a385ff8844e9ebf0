//! One local key joins the caches of all phones: whichever is opened opens the others.

use rand_core::CryptoRng;

use crate::app::cache::open::Cache;
use crate::app::stored::{local_name, ring_name};
use crate::app::{App, Effect, Fault, Ticket, VaultOnDisk, Write};
use crate::vault::{LocalKey, Vault, WrappedKey, join_ring, local_unwrap, ring_open};

impl<R: CryptoRng> App<R> {
    /// The cache of `link` was opened: opens what is joined to it, and joins what is not.
    pub(super) fn join_caches(&mut self, link: &str) {
        let local = self.local_key_by(link);
        if let Some(open) = &mut self.open
            && open.local.is_none()
        {
            open.local = local;
        }
        self.open_joined();
        self.tie_in();
    }

    /// The local key that the cache of `link` knows; a new one if no cache knows any.
    fn local_key_by(&mut self, link: &str) -> Option<LocalKey> {
        let vault = self.open.as_ref()?.vault(link)?;
        let stored = self.stored.vaults.get(link).and_then(|stored| stored.ring.clone());
        if let Some(sealed) = stored {
            return ring_open(&WrappedKey::parse(sealed).ok()?, vault.data_key(), link).ok();
        }
        let vaults = || self.stored.vaults.values();
        let factors_lead_to_it = self.stored.factors.is_some() && vaults().any(|vault| vault.local.is_some());
        if factors_lead_to_it || vaults().any(|vault| vault.ring.is_some()) {
            return None;
        }
        // Factors of caches that are gone open nothing any more.
        self.drop_factors();
        Some(LocalKey::make(&mut self.rng))
    }

    /// Opens every cache that the local key opens.
    pub(super) fn open_joined(&mut self) {
        let Some(open) = &mut self.open else { return };
        let Some(local) = &open.local else { return };
        let mut damage = None;
        for id in self.stored.sources() {
            let Some(stored) = self.stored.vaults.get(id).filter(|_| !open.caches.contains_key(id)) else {
                continue;
            };
            let (Some(wrapped), Some(index)) = (&stored.local, &stored.index) else { continue };
            let opened = WrappedKey::parse(wrapped.clone())
                .and_then(|wrapped| local_unwrap(&wrapped, local, id))
                .and_then(|key| Vault::open(id, key, index));
            match opened {
                Ok(vault) => _ = open.caches.insert(id.to_owned(), Cache::new(vault)),
                Err(fault) => damage = Some(Fault::from(fault)),
            }
        }
        if let Some(fault) = damage {
            self.notice_damage(fault);
        }
    }

    /// Ties every open cache in that is not: with the write of its index, or at once if that lies on disk already.
    pub(super) fn tie_in(&mut self) {
        let Some(open) = &self.open else { return };
        let Some(local) = &open.local else { return };
        let mut writes = Vec::new();
        for (link, cache) in &open.caches {
            let Some(stored) = self.stored.vaults.get_mut(link) else { continue };
            if is_tied(stored, &cache.vault, local, link) {
                continue;
            }
            let keys = join_ring(cache.vault.data_key(), local, link, &mut self.rng);
            let (down, up) = (keys.data_key.as_bytes().to_vec(), keys.local_key.as_bytes().to_vec());
            if stored.index.is_some() {
                writes.push(Write::Put(local_name(link), down.clone()));
                writes.push(Write::Put(ring_name(link), up.clone()));
            }
            (stored.local, stored.ring) = (Some(down), Some(up));
        }
        if !writes.is_empty() {
            self.out.push(Effect::Save(Ticket::Forget, writes));
        }
    }
}

/// Whether both ties of a cache hold, and to this very local key.
fn is_tied(stored: &VaultOnDisk, vault: &Vault, local: &LocalKey, link: &str) -> bool {
    let parse = |bytes: &Option<Vec<u8>>| WrappedKey::parse(bytes.clone()?).ok();
    let (Some(down), Some(up)) = (parse(&stored.local), parse(&stored.ring)) else { return false };
    local_unwrap(&down, local, link).is_ok()
        && ring_open(&up, vault.data_key(), link).is_ok_and(|known| known.expose() == local.expose())
}
