//! The menu in a page. It shows names, never a secret, and every choice goes the way that it goes from the popup.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::page::Pin;
use crate::app::pages::after::After;
use crate::app::{App, Effect, FrameId, TabId};
use crate::message::{MenuChoice, MenuItem, MenuView, Notice, RequestKind, ToPage};
use crate::site::Origin;
use crate::time::Timestamp;
use crate::vault::Entry;

/// Logins in the menu, at most; the popup shows the rest.
const MOST_ITEMS: usize = 6;
/// Longest name in the menu, in characters.
const LONGEST_NAME: usize = 100;
/// An open menu that nobody uses is good for so long.
const MENU_MS: u64 = 120_000;
/// A menu opens no more often than a hand can want it.
const PAUSE_MS: u64 = 200;

/// The one menu that is open.
#[derive(Serialize, Deserialize)]
pub struct OpenMenu {
    number: u32,
    pin: Pin,
    key: u32,
    new: bool,
    locked: bool,
    /// What may be chosen in it.
    items: Vec<String>,
    since: Timestamp,
}

impl OpenMenu {
    pub fn is(&self, number: u32, tab: TabId, frame: FrameId) -> bool {
        self.number == number && self.pin.tab == tab && self.pin.frame == frame
    }
}

impl<R: CryptoRng> App<R> {
    /// The user wants the menu of a field.
    pub(super) fn open_menu(&mut self, pin: Pin, key: u32, new: bool) {
        let now = self.clock.cautious();
        let hasty = |open: &OpenMenu| now.since(open.since) < PAUSE_MS;
        if !self.stored.settings.marks || self.pages.menu.as_ref().is_some_and(hasty) {
            return;
        }
        self.close_menu();
        // Where nobody can see what lies over the menu, the mark opens what no page can cover. Without a phone there is
        // nothing to choose.
        if self.place.firefox || !self.stored.has_sources() || self.stored.damaged_links.is_some() {
            return self.out.push(Effect::OpenPopup(pin.tab));
        }
        self.show_menu(pin, key, new);
    }

    pub(super) fn show_menu(&mut self, pin: Pin, key: u32, new: bool) {
        let number = self.next_number();
        let locked = self.open.is_none() && self.stored.has_cache();
        let items = self.items_for(&pin.origin);
        let view = MenuView {
            number,
            host: pin.origin.display_host(),
            locked,
            phone: !locked && !self.stored.links.is_empty(),
            create: !locked && !self.stored.links.is_empty(),
            generate: !locked && new,
            items,
        };
        let items = view.items.iter().map(|item| item.id.clone()).collect();
        let message = ToPage::Menu { document: pin.document.clone(), key, menu: view };
        self.out.push(Effect::Tell(pin.target(), message));
        self.pages.menu =
            Some(OpenMenu { number, pin, key, new, locked, items, since: self.clock.cautious() });
    }

    /// Logins of exactly this host, by name.
    fn items_for(&self, origin: &Origin) -> Vec<MenuItem> {
        let Some(open) = &self.open else { return Vec::new() };
        let named = |(link, entry): (&str, &Entry)| menu_item(link, &entry.uid, &entry.name, &entry.user);
        let mut items: Vec<MenuItem> = open.items_of(origin).map(named).collect();
        items.sort_by_cached_key(|item| item.name.to_lowercase());
        items.truncate(MOST_ITEMS);
        items
    }

    /// A choice: good once, in the document that the menu was opened in (T-40).
    pub(super) fn chosen_in_menu(&mut self, pin: &Pin, number: u32, choice: MenuChoice) {
        let here = |open: &mut OpenMenu| open.number == number && open.pin == *pin;
        let Some(menu) = self.pages.menu.take_if(here) else { return };
        let now = self.clock.cautious();
        if now.since(menu.since) >= MENU_MS || (menu.locked && choice != MenuChoice::Unlock) {
            return;
        }
        let OpenMenu { pin, key, new, items, .. } = menu;
        let tab = pin.tab;
        match choice {
            MenuChoice::Item { item } if items.contains(&item) => {
                if self.fill_into(pin, &item).is_ok() {
                    self.pages.grant = self.grant.as_ref().map(|grant| (grant.number, tab));
                }
            }
            MenuChoice::Item { .. } => {}
            MenuChoice::AskPhone => {
                // The letters to compare are in the popup, also if it could not be asked.
                let keep = self.stored.settings.keep;
                let _ = self.ask_for(&pin.origin.clone(), Some(tab), Some(pin), true, keep);
                self.pages.grant = self.grant.as_ref().map(|grant| (grant.number, tab));
                self.out.push(Effect::OpenPopup(tab));
            }
            MenuChoice::Create => self.go_on_in_popup(tab, After::create(pin, now)),
            MenuChoice::Generate => self.go_on_in_popup(tab, After::generate(pin, now)),
            MenuChoice::Never => self.never(&pin.origin),
            MenuChoice::Unlock => {
                // Where only the phone opens the cache, that is what was meant.
                if self.stored.factors.is_none() {
                    let _ = self.ask_unlock();
                }
                self.go_on_in_popup(tab, After::menu(pin, (key, new), now));
            }
        }
    }

    pub(in crate::app) fn close_menu(&mut self) {
        if let Some(menu) = self.pages.menu.take() {
            self.out.push(Effect::Tell(menu.pin.target(), ToPage::CloseMenu));
        }
    }

    /// A menu with names does not outlive the open cache, and what a choice needs is asked where no page can cover it.
    pub(super) fn pump_menu(&mut self) {
        if self.open.is_none() && self.pages.menu.as_ref().is_some_and(|menu| !menu.items.is_empty()) {
            self.close_menu();
        }
        let Some((number, tab)) = self.pages.grant else { return };
        let runs = self.grant.as_ref().is_some_and(|grant| grant.number == number);
        if runs && self.question.is_none() {
            return;
        }
        self.pages.grant = None;
        let failed = matches!(self.notice, Some(Notice::NotFilled { .. } | Notice::Damaged));
        // Whoever asked the phone has the popup before them.
        let asks = self.ask.as_ref().is_some_and(|ask| ask.kind == RequestKind::Site);
        if runs || (failed && !asks) {
            self.out.push(Effect::OpenPopup(tab));
        }
    }
}

pub fn menu_item(link: &str, uid: &str, name: &str, user: &str) -> MenuItem {
    let cut = |text: &str| text.chars().take(LONGEST_NAME).collect();
    MenuItem { id: format!("{link}/{uid}"), name: cut(name), user: cut(user) }
}
