//! What stays in pages: marks in their fields, a menu, and the offer to keep what was typed there.
//!
//! Nothing stays unless the browser's user permits it for pages, and the settings and the policy leave anything to do.
//! A note comes from a page and may be forged by whoever runs there; the worst that it can reach is what the popup would
//! do for that very document after the same questions.
//!
//! | file | what |
//! |---|---|
//! | `marks` | which fields get a mark |
//! | `menu` | the menu, and what a choice in it does |
//! | `after` | what goes on once the popup is there or the cache is open |
//! | `offer`, `draft` | what was typed: whether to offer it, and to whom |

mod after;
mod draft;
mod marks;
mod menu;
mod offer;

pub use draft::{CarriedDraft, Drafts};

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::page::{Pin, Seen, View};
use crate::app::{App, Effect, Sender};
use crate::message::{Note, PageForm, ToPage};
use crate::site::Origin;

use after::After;
use menu::OpenMenu;

/// Progress with pages. What was typed is carried apart.
#[derive(Default, Serialize, Deserialize)]
pub struct Pages {
    /// What the browser was told last: to stay in pages, or not.
    #[serde(skip)]
    stays: Option<bool>,
    /// What the browser said last.
    permitted: bool,
    menu: Option<OpenMenu>,
    after: Option<After>,
    /// Number of the grant that a choice in a menu made, and its tab: what it needs is asked in the popup.
    grant: Option<(u32, i32)>,
}

impl Sender {
    /// The origin of the document, if it is the one whose address the user sees; frames of other origins have none (T-37).
    fn own_origin(&self) -> Option<Origin> {
        let origin = Origin::parse(&self.origin)?;
        (Origin::parse(&self.top)? == origin).then_some(origin)
    }

    fn pin(&self, document: &str, origin: Origin) -> Pin {
        Pin {
            tab: self.tab,
            frame: self.frame,
            document_id: self.document_id.clone(),
            document: document.to_owned(),
            origin,
            top: None,
        }
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn noted(&mut self, from: &Sender, note: Option<Note>) {
        let Some(note) = note else { return };
        if !self.may_stay() {
            // An old script in a page that was there before, or one that does not hear.
            return self.out.push(Effect::TellAll(ToPage::Stop));
        }
        let Some(origin) = from.own_origin().filter(|origin| !self.is_never(origin)) else { return };
        match note {
            Note::Seen { snapshot } => self.fields_seen(from, &origin, &snapshot),
            Note::Open { document, key, new } => self.open_menu(from.pin(&document, origin), key, new),
            Note::Choose { document, menu, choice } => {
                self.chosen_in_menu(&from.pin(&document, origin), menu, choice);
            }
            Note::Closed { menu } => _ = self.pages.menu.take_if(|open| open.is(menu, from.tab, from.frame)),
            Note::Submitted { document, user, password, new } => {
                self.submitted(from.pin(&document, origin), &user, password, new);
            }
            Note::Answered { offer, answer } => self.offer_answered(from.tab, offer, answer),
        }
    }

    /// Whether there is anything to do in pages, and we are let.
    fn may_stay(&self) -> bool {
        self.pages.permitted && self.may_be_permitted()
    }

    /// Whether the permission is worth asking for.
    pub(super) fn may_be_permitted(&self) -> bool {
        let settings = &self.stored.settings;
        (settings.marks || settings.offers) && !self.stored.policy.no_pages
    }

    /// Whether a popup over a login says what the permission is good for: quietly, with nothing else to be said.
    pub(super) fn hints_at_pages(&self, view: &View) -> bool {
        let quiet = self.notice.is_none()
            && self.opened_for.is_none()
            && self.next_fill.is_none()
            && self.offer_view(view.page.tab).is_none();
        let login = matches!(&view.page.seen, Seen::Document(front) if front.form == PageForm::Login);
        let known = self.pages.permitted || self.stored.settings.hint_away;
        self.open.is_some() && login && quiet && !known && self.may_be_permitted()
    }

    pub(super) fn put_hint_away(&mut self) {
        self.stored.settings.hint_away = true;
        self.store_settings();
    }

    pub(super) fn pages_permitted(&mut self, permitted: bool) {
        self.pages.permitted = permitted;
        if !self.may_stay() {
            self.close_menu();
            self.drafts.clear();
            self.numbers.nothing_is_told();
        }
        self.stay_or_go();
    }

    /// What may be done in pages changed.
    pub(super) fn pages_changed(&mut self) {
        let stays = self.may_stay();
        if !stays {
            self.close_menu();
            self.numbers.nothing_is_told();
        }
        if !self.stored.settings.offers || self.stored.policy.no_pages {
            self.drafts.clear();
        }
        let never = &self.stored.settings.never_hosts;
        self.drafts.retain(|draft| !never.contains(host_of(draft.origin())));
        if !self.stay_or_go() && stays {
            self.out.push(Effect::TellAll(ToPage::Again));
        }
    }

    /// Tells the browser, if that is news.
    fn stay_or_go(&mut self) -> bool {
        let stays = self.may_stay();
        let news = self.pages.stays != Some(stays);
        if news {
            self.pages.stays = Some(stays);
            self.out.push(Effect::StayInPages(stays));
        }
        news
    }

    fn is_never(&self, origin: &Origin) -> bool {
        self.stored.settings.never_hosts.contains(host_of(origin))
    }

    /// The user wants nothing of us on this host.
    fn never(&mut self, origin: &Origin) {
        const MOST_HOSTS: usize = 1_000;
        if self.stored.settings.never_hosts.len() < MOST_HOSTS {
            self.stored.settings.never_hosts.insert(host_of(origin).to_owned());
            self.store_settings();
        }
        self.pages_changed();
    }

    /// After every event: goes on with what waits.
    pub(super) fn pump_pages(&mut self) {
        self.pump_menu();
        self.pump_after();
        self.pump_offers();
    }
}

/// The host by which the user's "never" is kept.
fn host_of(origin: &Origin) -> &str {
    origin.host().strip_prefix("www.").unwrap_or(origin.host())
}
