//! What is known of an account beside its address. Not secret, but nobody's business while the cache is locked.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRng;

use super::passwork::{BETWEEN, NotedVault, told_apart};
use crate::app::App;

/// What views are told of the note of an account. Made once for each state of the cache: a note can be long.
#[derive(Default)]
pub struct Noted {
    /// Who signed in.
    pub user: String,
    /// Ids and names of vaults.
    pub vaults: Vec<(String, String)>,
    /// The names of vaults, and the paths of folders from their vaults on, by the groups of items in them.
    pub places: BTreeMap<String, String>,
    /// Ids of the items here that the user marked at the server.
    pub favourites: BTreeSet<String>,
    /// Ids of the items here that were used last, the last one first.
    pub recent: Vec<String>,
}

impl<R: CryptoRng> App<R> {
    /// What is known of a source, while its cache is open.
    pub(in crate::app) fn known_of(&self, source: &str) -> Option<&Noted> {
        let cache = self.open.as_ref()?.caches.get(source)?;
        Some(cache.noted.get_or_init(|| self.read_note(source).unwrap_or_default()))
    }

    fn read_note(&self, source: &str) -> Option<Noted> {
        if let Some(note) = self.passwork_note(source) {
            let all: Vec<_> = note.there().collect();
            let names = told_apart(all.iter().map(|vault| (vault.id.as_str(), None, vault.name.as_str())));
            let name = |vault: &NotedVault| names.get(vault.id.as_str()).cloned().unwrap_or_default();
            let vaults: Vec<_> = all.iter().map(|vault| (vault.id.clone(), name(vault))).collect();
            let mut places: BTreeMap<String, String> = vaults.iter().cloned().collect();
            for vault in all {
                places.extend(vault.paths(&name(vault)).map(|(group, path)| (group, path.join(BETWEEN))));
            }
            return Some(Noted {
                user: note.user.clone(),
                places,
                vaults,
                favourites: note.favourites.clone(),
                recent: note.recent.clone(),
            });
        }
        let note = self.note(source)?;
        let vaults: Vec<_> =
            note.vaults.iter().map(|vault| (vault.guid.clone(), vault.name.clone())).collect();
        let places = vaults.iter().cloned().collect();
        Some(Noted { user: note.user.clone(), vaults, places, ..Noted::default() })
    }
}
