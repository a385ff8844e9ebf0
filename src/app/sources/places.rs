//! Where new items can be made.

use rand_core::CryptoRng;

use crate::app::App;
use crate::message::PlaceView;

impl<R: CryptoRng> App<R> {
    /// Where new items can be made, the place that was used last first.
    pub(in crate::app) fn place_views(&self) -> Vec<PlaceView> {
        let phones = self.stored.links.iter().map(|link| PlaceView {
            source: link.web_client_id.clone(),
            vault: String::new(),
            name: link.name().to_owned(),
        });
        let vaults = self.stored.accounts.iter().flat_map(|account| {
            let note = self.note(&account.id);
            let vaults = note.map(|mut note| std::mem::take(&mut note.vaults)).unwrap_or_default();
            vaults.into_iter().map(|vault| PlaceView {
                source: account.id.clone(),
                vault: vault.guid.clone(),
                name: format!("{} · {}", account.name(), vault.name),
            })
        });
        let mut places: Vec<_> = phones.chain(vaults).collect();
        let last = &self.stored.settings.place;
        places.sort_by_key(|place| format!("{}/{}", place.source, place.vault) != *last);
        places
    }
}
