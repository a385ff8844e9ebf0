//! What the views show, made anew after every event. No secret is ever in it.

mod link;

use rand_core::CryptoRng;

use crate::app::ask::{Ask, Outcome};
use crate::app::cache::{HELD, Import, ItemId};
use crate::app::create::Create;
use crate::app::fill::GrantItem;
use crate::app::find::permission_for;
use crate::app::page::{Seen, View};
use crate::app::{App, StoredLink, VaultOnDisk, ViewId, ViewKind};
use crate::message::{
    AddressLine, CompareView, ItemView, Look, NextView, OptionsScreen, PageForm, PageView, PhoneDetail,
    PhoneView, PopupScreen, PopupState, RequestStage, RequestView, Screen, Verified,
};
use crate::phone::Stage;
use crate::site::{ItemSite, ItemSites, Match, Origin, matches, misleading_on_phone};
use crate::vault::Entry;

/// Rows of one list that are sent to a view; search finds the rest.
const MOST_ROWS: usize = 1_000;
/// A copy older than this may be out of date: 30 days.
const STALE_MS: u64 = 30 * 86_400_000;

impl<R: CryptoRng> App<R> {
    /// What this view shows now.
    pub fn screen(&self, view: ViewId) -> Option<Screen> {
        let id = view;
        let view = self.views.get(&id)?;
        Some(match view.kind {
            ViewKind::Popup => Screen::Popup(self.popup(id, view)),
            ViewKind::Link => Screen::Link(self.linking()),
            ViewKind::Options => Screen::Options(self.options()),
            ViewKind::Doctor => Screen::Doctor(self.doctor_screen()),
            ViewKind::Connect => Screen::Connect(self.connect_screen()),
        })
    }

    /// How all views look.
    pub fn look(&self) -> Look {
        self.stored.settings.look()
    }

    /// Every attached view.
    pub fn views(&self) -> impl Iterator<Item = ViewId> {
        self.views.keys().copied()
    }

    fn popup(&self, id: ViewId, view: &View) -> PopupScreen {
        let phone = self.stored.chosen();
        let mut screen = PopupScreen {
            state: self.popup_state(),
            page: self.page(view),
            phone: phone.map(phone_view),
            phones: self.stored.links.iter().map(phone_view).collect(),
            sources: self.source_views(),
            accounts: self.account_views(),
            places: self.place_views(),
            lists: self.list_views(),
            change: self.change_view(),
            closed: self.closed(),
            request: self.ask.as_ref().and_then(|ask| self.request(ask)),
            import: self.import.as_ref().map(Import::view),
            create: self.create.as_ref().filter(|create| create.origin(id).is_some()).map(Create::view),
            generator: self.generator_view(view),
            why: self.why_view(view),
            next: self.next_view(view),
            opened_for: self.opened_for,
            matches: Vec::new(),
            company: Vec::new(),
            others: Vec::new(),
            more: 0,
            total: 0,
            search: view.search.clone(),
            browsed: self.browsed(view),
            locks_in_ms: None,
            factors: self.factors_view(),
            clipboard_seconds: self.stored.settings.clipboard_seconds,
            wants_code: self.wants_code(),
            question: self.question.clone(),
            offer: self.offer_view(view.page.tab),
            notice: self.notice.clone(),
            keep: self.stored.settings.keep && !self.stored.policy.no_cache,
            may_keep: !self.stored.policy.no_cache,
            may_stay: self.may_be_permitted(),
            pages_hint: self.hints_at_pages(view),
        };
        self.list(view, &mut screen);
        screen
    }

    fn popup_state(&self) -> PopupState {
        let torn = |link: &StoredLink| self.stored.is_torn(&link.web_client_id);
        if self.stored.damaged_links.is_some()
            || self.stored.damaged_accounts.is_some() && !self.stored.has_sources()
        {
            PopupState::Damaged
        } else if !self.stored.has_sources() {
            PopupState::FirstRun
        } else if self.open.is_some() {
            PopupState::Open
        } else if self.stored.chosen().is_some_and(torn) {
            PopupState::Damaged
        } else if self.stored.has_cache() {
            PopupState::Locked
        } else {
            PopupState::Empty
        }
    }

    /// The login that was begun on this very page, and what is next of it.
    fn next_view(&self, view: &View) -> Option<NextView> {
        let next = self.next_fill(view.page.tab?, view.page.origin.as_ref()?)?;
        let item = match &next.item {
            GrantItem::Cached(item) => {
                let cache = self.open.as_ref()?.caches.get(&item.link)?;
                self.item(&item.link, cache.vault.entry(&item.uid)?, cache.sites().get(&item.uid)?)
            }
            GrantItem::Held => self.held_item()?,
            GrantItem::New(_) => return None,
        };
        Some(NextView { item, step: next.step })
    }

    fn page(&self, view: &View) -> PageView {
        let (form, frame) = match (&view.page.origin, &view.page.seen) {
            (None, _) | (_, Seen::NoAccess) => (PageForm::NotAPage, None),
            (Some(_), Seen::Not) => (PageForm::Unknown, None),
            (Some(_), Seen::Document(front)) => (front.form.clone(), front.frame.as_ref()),
        };
        let origin = view.page.origin.as_ref();
        PageView {
            host: origin.map(Origin::display_host).unwrap_or_default(),
            registrable: origin.map(Origin::display_registrable).unwrap_or_default(),
            form,
            frame: frame.map(Origin::display_host).unwrap_or_default(),
            pointed: origin.is_some_and(|origin| self.stored.settings.pointed(origin).is_some()),
        }
    }

    /// Phones whose caches stay locked although others are open.
    fn closed(&self) -> Vec<String> {
        let Some(open) = &self.open else { return Vec::new() };
        let ids = self.stored.links.iter().map(|link| &link.web_client_id);
        ids.filter(|id| {
            let is_there = self.stored.vaults.get(*id).is_some_and(VaultOnDisk::is_there);
            is_there && !open.caches.contains_key(*id)
        })
        .cloned()
        .collect()
    }

    /// Sorts the items of the open caches by what they have to do with the page.
    fn list(&self, view: &View, screen: &mut PopupScreen) {
        let Some(open) = &self.open else { return };
        // In whole seconds: every change of a screen draws its list anew.
        let locks_in = open.lock.locks_in(self.clock.cautious()).div_ceil(1_000).saturating_mul(1_000);
        screen.locks_in_ms = Some(milliseconds(locks_in));
        screen.total = count(open.len());
        let browsed = screen.browsed.clone();
        for (link, cache) in &open.caches {
            if browsed.as_ref().is_some_and(|place| place.source != *link) {
                continue;
            }
            for entry in cache.vault.search(&view.search) {
                if browsed.as_ref().is_some_and(|place| !self.is_in(place, entry)) {
                    continue;
                }
                let Some(sites) = cache.sites().get(&entry.uid) else { continue };
                let relation = |origin: &Origin| matches(origin, sites);
                // What is for the frame is for this page, too: a question names both (T-37).
                let frame = match &view.page.seen {
                    Seen::Document(front) => front.frame.as_ref().map_or(Match::None, relation),
                    Seen::Not | Seen::NoAccess => Match::None,
                };
                let framed = if frame == Match::Exact { frame } else { Match::None };
                let relation = view.page.origin.as_ref().map_or(Match::None, relation).max(framed);
                let rows = match relation {
                    Match::Exact => &mut screen.matches,
                    Match::SameCompany => &mut screen.company,
                    Match::None => &mut screen.others,
                };
                if rows.len() < MOST_ROWS {
                    rows.push(self.item(link, entry, sites));
                } else {
                    screen.more += 1;
                }
            }
        }
        if open.caches.len() > 1 && view.search.is_empty() {
            for rows in [&mut screen.matches, &mut screen.company, &mut screen.others] {
                rows.sort_by_cached_key(|item| item.name.to_lowercase());
            }
        }
        if let Some(place) = &browsed {
            for rows in [&mut screen.matches, &mut screen.company, &mut screen.others] {
                self.in_turn(place, rows);
            }
        }
    }

    pub(super) fn item(&self, link: &str, entry: &Entry, sites: &ItemSites) -> ItemView {
        ItemView {
            id: ItemId { link: link.to_owned(), uid: entry.uid.clone() }.to_string(),
            source: link.to_owned(),
            place: self.place_of(link, &entry.group),
            name: entry.name.clone(),
            user: entry.user.clone(),
            host: sites.first().map(ItemSite::display_host).unwrap_or_default(),
            fetched_at_ms: milliseconds(entry.fetched_at_ms),
            stale: self.clock.wall_ms().saturating_sub(entry.fetched_at_ms) > STALE_MS,
            gone: entry.gone,
            unopened: entry.unopened,
            has_code: entry.has_otp,
        }
    }

    pub(super) fn request_view(&self) -> Option<RequestView> {
        self.ask.as_ref().and_then(|ask| self.request(ask))
    }

    fn request(&self, ask: &Ask) -> Option<RequestView> {
        let phone = self.stored.link(&ask.link)?;
        let now = self.clock.running();
        let origin = ask.origin();
        let (stage, fault, received) = match &ask.outcome {
            Outcome::Running if self.to_open.is_some() => (RequestStage::Finishing, None, 0),
            Outcome::Running => (stage(ask.request.stage()), None, 0),
            Outcome::Done(received) => (RequestStage::Done, None, *received),
            Outcome::Failed(fault) => {
                let detail = ask.route.current().to_string();
                (RequestStage::Failed, Some(fault.view(Some(detail))), 0)
            }
        };
        let ends_at = ask.request.ends_at();
        Some(RequestView {
            kind: ask.kind,
            phone: phone_view(phone),
            items: count(ask.uids.len()),
            host: origin.as_ref().map(Origin::display_host).unwrap_or_default(),
            registrable: origin.as_ref().map(Origin::display_registrable).unwrap_or_default(),
            fingerprint: self.ask_fingerprint().unwrap_or_default(),
            stage,
            ends_in_ms: milliseconds(ends_at.since(now)),
            total_ms: milliseconds(ask.request.total_ms()),
            can_extend: ask.is_running() && ask.request.can_extend(),
            phone_shows: origin.as_ref().and_then(misleading_on_phone),
            interference: ask.request.interference(),
            fault,
            received,
            held: self.held_view(ask),
        })
    }

    /// The answer of this very request, for copying and a second step.
    fn held_view(&self, ask: &Ask) -> Option<ItemView> {
        if ask.is_running() { None } else { self.held_item() }
    }

    fn held_item(&self) -> Option<ItemView> {
        let held = self.held.as_ref()?;
        let sites = ItemSites::parse(&held.credential.website);
        Some(ItemView {
            id: HELD.into(),
            source: held.link.clone(),
            place: String::new(),
            name: held.credential.name.clone(),
            user: held.credential.user.clone(),
            host: sites.first().map(ItemSite::display_host).unwrap_or_default(),
            fetched_at_ms: milliseconds(self.clock.wall_ms()),
            stale: false,
            gone: false,
            unopened: false,
            has_code: !held.credential.otp.is_empty(),
        })
    }

    fn options(&self) -> OptionsScreen {
        OptionsScreen {
            phones: self.stored.links.iter().map(|link| self.phone_detail(link)).collect(),
            accounts: self.account_views(),
            settings: self.stored.settings.view(),
            policy: self.stored.policy.view(),
            cached: self.open.as_ref().map_or(0, |open| count(open.len())),
            open: self.open.is_some(),
            has_cache: self.stored.has_cache(),
            // Firefox knows only whether somebody is there (MDN, "idle.IdleState").
            tells_screen: !self.place.firefox,
            factors: self.factors_view(),
            find: self.find_view(),
            request: self.request_view(),
            backup: self.backup.clone(),
            removed: self.removed.clone(),
            notice: self.notice.clone(),
            pointed: self.stored.settings.pointed.keys().cloned().collect(),
        }
    }

    fn phone_detail(&self, link: &StoredLink) -> PhoneDetail {
        let id = &link.web_client_id;
        let addresses = link.addresses.iter().map(|address| AddressLine {
            text: address.to_string(),
            handle: address.handle(),
            is_name: address.is_name(),
            answered_at_ms: milliseconds(
                link.answered_at_ms.get(&address.to_string()).copied().unwrap_or_default(),
            ),
            permission: permission_for(address),
        });
        let compare = &link.compare;
        PhoneDetail {
            phone: phone_view(link),
            addresses: addresses.collect(),
            verified: if link.verified_in_full { Verified::Full } else { Verified::Short },
            compare: CompareView {
                phone_key: compare.phone_key.clone(),
                browser_key: compare.browser_key.clone(),
                base_key: compare.base_key.clone(),
            },
            cached: self
                .open
                .as_ref()
                .and_then(|open| open.vault(id))
                .map(|vault| count(vault.entries().len())),
            has_cache: self.stored.vaults.get(id).is_some_and(VaultOnDisk::is_there),
        }
    }
}

/// A phone as every view shows it.
pub(super) fn phone_view(link: &StoredLink) -> PhoneView {
    let name = link.name();
    PhoneView {
        id: link.web_client_id.clone(),
        name: name.to_owned(),
        short: short(name),
        colour: link.colour,
        address: link.addresses.first().to_string(),
        linked_at_ms: milliseconds(link.linked_at_ms),
    }
}

/// The first letters of the first two words, or the first two letters of the only one.
pub(super) fn short(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let letters: String = match second {
        Some(second) => first.chars().take(1).chain(second.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    };
    letters.to_uppercase().chars().take(2).collect()
}

fn stage(stage: Stage) -> RequestStage {
    match stage {
        Stage::Reaching => RequestStage::Reaching,
        Stage::Waiting => RequestStage::Waiting,
        Stage::PhoneLocked => RequestStage::PhoneLocked,
        Stage::PhoneBusy => RequestStage::PhoneBusy,
        Stage::Unreachable => RequestStage::Unreachable,
        Stage::NotAcceptedYet => RequestStage::NotAcceptedYet,
    }
}

/// JavaScript numbers are floats; all times here are far below 2^53.
#[allow(clippy::cast_precision_loss)]
pub(super) fn milliseconds(value: u64) -> f64 {
    value as f64
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
