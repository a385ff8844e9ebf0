//! Content scripts that stay: what they tell, and what they were told.

use nearkey::{
    app::*,
    message::{Intent, MenuChoice, MenuView, Note, OfferView, PageField, SettingsView, ToPage},
};

use super::Rig;

impl Rig {
    /// Linked, with the permission to stay in pages.
    pub fn in_pages() -> Self {
        let mut rig = Self::linked();
        rig.pages_permitted = true;
        rig.wake();
        rig.settle();
        rig
    }

    /// The same with an open cache, and no popup.
    pub fn in_pages_open() -> Self {
        let mut rig = Self::in_pages();
        let popup = rig.popup();
        rig.open_cache(popup);
        rig.tell(Event::ViewClosed { view: popup });
        rig
    }

    /// Changes what the options show, and closes them.
    pub fn change_settings(&mut self, change: impl Fn(&mut SettingsView)) {
        let options = self.attach(ViewKind::Options);
        let mut settings = self.options_seen(options).settings;
        change(&mut settings);
        self.say(options, Intent::SaveSettings { settings });
        self.tell(Event::ViewClosed { view: options });
    }

    /// Who the browser says tells something in this frame.
    pub fn sender(&self, tab: TabId, frame: FrameId) -> Sender {
        let of = &self.tabs.tabs[&tab];
        let document = of.documents.iter().find(|document| document.frame == frame).unwrap();
        Sender {
            tab,
            frame,
            document_id: Some(document.id.clone()),
            origin: document.snapshot.origin.clone(),
            top: of.url.clone(),
        }
    }

    pub fn note(&mut self, tab: TabId, frame: FrameId, note: Note) {
        let from = self.sender(tab, frame);
        self.tell(Event::Noted { from, note: Some(note) });
        self.settle();
    }

    /// The top document of a tab tells its fields, and hears what they are for.
    pub fn see(&mut self, tab: TabId, frame: FrameId) -> Option<Vec<PageField>> {
        let document = self.tabs.tabs[&tab].documents.iter().find(|document| document.frame == frame);
        let snapshot = document.unwrap().snapshot.clone();
        let before = self.told.len();
        self.note(tab, frame, Note::Seen { snapshot });
        self.told[before..].iter().rev().find_map(|(_, message)| match message {
            ToPage::Fields { fields, .. } => Some(fields.clone()),
            _ => None,
        })
    }

    /// The user clicks the mark of a field.
    pub fn click_mark(&mut self, tab: TabId, frame: FrameId) -> Option<MenuView> {
        let documents = &self.tabs.tabs[&tab].documents;
        let document = documents.iter().find(|document| document.frame == frame).unwrap();
        let document = document.snapshot.document.clone();
        let before = self.told.len();
        self.pass(1_000);
        self.note(tab, frame, Note::Open { document, key: 2, new: false });
        self.menu_since(before)
    }

    pub fn menu_since(&self, before: usize) -> Option<MenuView> {
        self.told[before..].iter().rev().find_map(|(_, message)| match message {
            ToPage::Menu { menu, .. } => Some(menu.clone()),
            _ => None,
        })
    }

    pub fn choose(&mut self, tab: TabId, menu: u32, choice: MenuChoice) {
        let document = self.tabs.mark(tab);
        self.note(tab, 0, Note::Choose { document, menu, choice });
    }

    /// The user typed this into the top document of a tab, and sent it.
    pub fn submit(&mut self, tab: TabId, user: &str, password: &str) {
        if !password.is_empty() {
            self.watch.plant_typed(password);
        }
        let document = self.tabs.mark(tab);
        let (user, password) = (user.to_owned(), password.to_owned());
        self.note(tab, 0, Note::Submitted { document, user, password, new: false });
    }

    /// The offer in the popup.
    pub fn offer(&mut self) -> Option<OfferView> {
        let popup = self.popup();
        let offer = self.seen(popup).offer;
        self.tell(Event::ViewClosed { view: popup });
        offer
    }

    /// The offer that was shown in a page last, if it was not put away.
    pub fn shown_offer(&self) -> Option<OfferView> {
        let last = self.told.iter().rev().find_map(|(_, message)| match message {
            ToPage::Offer { offer, .. } => Some(Some(offer.clone())),
            ToPage::CloseOffer => Some(None),
            _ => None,
        });
        last.flatten()
    }
}
