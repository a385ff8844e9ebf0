//! Where items lie and new ones can be made; and what servers list apart: favourites, and what was used last.

use rand_core::CryptoRng;

use crate::app::cache::ItemId;
use crate::app::page::View;
use crate::app::sources::passwork::BETWEEN;
use crate::app::{App, Fault, StoredAccount, StoredLink, ViewId};
use crate::message::{ItemView, ListKind, ListView, PlaceView};
use crate::vault::Entry;

/// Most places of one account: nobody chooses from more in a list.
const MOST_PLACES: usize = 2_000;

impl<R: CryptoRng> App<R> {
    /// Narrows the list of a view to a place of a source, and what lies below it; no source, no place.
    pub(in crate::app) fn browse(
        &mut self,
        view: ViewId,
        source: String,
        place: String,
    ) -> Result<(), Fault> {
        self.touch();
        let is_there = source.is_empty()
            || self.known_of(&source).is_some_and(|noted| {
                place.is_empty() || ListKind::of(&place).is_some() || noted.places.contains_key(&place)
            });
        if !is_there {
            return Err(Fault::ItemGone);
        }
        if let Some(view) = self.views.get_mut(&view) {
            view.browsed = (!source.is_empty()).then_some((source, place));
        }
        Ok(())
    }

    /// What a view is narrowed to, as long as it is there.
    pub(in crate::app) fn browsed(&self, view: &View) -> Option<PlaceView> {
        let (source, place) = view.browsed.as_ref()?;
        let link = self.stored.link(source).map(StoredLink::name);
        let account = self.stored.account(source).map(StoredAccount::name).or(link)?;
        let name = if place.is_empty() || ListKind::of(place).is_some() {
            account.to_owned()
        } else {
            format!("{account} · {}", self.known_of(source)?.places.get(place)?)
        };
        Some(PlaceView { source: source.clone(), vault: place.clone(), name })
    }

    /// Whether an item lies in a place or below it, or is in a list.
    pub(in crate::app) fn is_in(&self, place: &PlaceView, entry: &Entry) -> bool {
        let Some(noted) = self.known_of(&place.source) else { return false };
        match ListKind::of(&place.vault) {
            Some(ListKind::Favourites) => return noted.favourites.contains(&entry.uid),
            Some(ListKind::Recent) => return noted.recent.contains(&entry.uid),
            None => {}
        }
        if place.vault.is_empty() || place.vault == entry.group {
            return true;
        }
        let Some((vault, _)) = place.vault.split_once('/') else { return entry.place() == place.vault };
        let names = noted.places.get(&place.vault).zip(noted.places.get(&entry.group));
        let below = |(above, name): (&String, &String)| {
            name.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with(BETWEEN))
        };
        entry.place() == vault && names.is_some_and(below)
    }

    /// The order of a list that has one of its own.
    pub(in crate::app) fn in_turn(&self, place: &PlaceView, items: &mut [ItemView]) {
        if let (Some(ListKind::Recent), Some(noted)) =
            (ListKind::of(&place.vault), self.known_of(&place.source))
        {
            let at = |item: &ItemView| {
                let uid = ItemId::parse(&item.id).map(|id| id.uid);
                noted.recent.iter().position(|recent| Some(recent) == uid.as_ref())
            };
            items.sort_by_cached_key(at);
        }
    }

    /// What servers list apart, where there is something in it.
    pub(in crate::app) fn list_views(&self) -> Vec<ListView> {
        let mut lists = Vec::new();
        for account in &self.stored.accounts {
            let vault = self.open.as_ref().and_then(|open| open.vault(&account.id));
            let (Some(noted), Some(vault)) = (self.known_of(&account.id), vault) else { continue };
            let there = |uid: &&String| vault.entry(uid).is_some();
            let counts = [
                (ListKind::Favourites, noted.favourites.iter().filter(there).count()),
                (ListKind::Recent, noted.recent.iter().filter(there).count()),
            ];
            let counts = counts.into_iter().filter(|(_, count)| *count > 0);
            lists.extend(counts.map(|(kind, items)| ListView {
                source: account.id.clone(),
                kind,
                place: kind.place().to_owned(),
                items: u32::try_from(items).unwrap_or(u32::MAX),
            }));
        }
        lists
    }

    /// Where an item lies at its source, where there are several such places.
    pub(in crate::app) fn place_of(&self, source: &str, group: &str) -> String {
        let places = self.known_of(source).map(|noted| &noted.places).filter(|places| places.len() > 1);
        places.and_then(|places| places.get(group)).cloned().unwrap_or_default()
    }

    /// Where new items can be made, the place that was used last first.
    pub(in crate::app) fn place_views(&self) -> Vec<PlaceView> {
        let phones = self.stored.links.iter().map(|link| PlaceView {
            source: link.web_client_id.clone(),
            vault: String::new(),
            name: link.name().to_owned(),
        });
        let vaults = self.stored.accounts.iter().flat_map(|account| {
            let mut places: Vec<_> =
                self.known_of(&account.id).into_iter().flat_map(|noted| &noted.places).collect();
            places.sort_by_cached_key(|(_, name)| name.to_lowercase());
            places.into_iter().take(MOST_PLACES).map(|(vault, name)| PlaceView {
                source: account.id.clone(),
                vault: vault.clone(),
                name: format!("{} · {name}", account.name()),
            })
        });
        let mut places: Vec<_> = phones.chain(vaults).collect();
        let last = &self.stored.settings.place;
        places.sort_by_cached_key(|place| format!("{}/{}", place.source, place.vault) != *last);
        places
    }
}

impl ListKind {
    /// What stands for it in [`PlaceView::vault`]. No id of a vault begins like that.
    fn place(self) -> &'static str {
        match self {
            Self::Favourites => ":favourites",
            Self::Recent => ":recent",
        }
    }

    fn of(place: &str) -> Option<Self> {
        [Self::Favourites, Self::Recent].into_iter().find(|kind| kind.place() == place)
    }
}
