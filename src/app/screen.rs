//! What the views show, made anew after every event. No secret is ever in it.

use rand_core::CryptoRng;

use crate::app::ask::{Ask, Outcome};
use crate::app::cache::HELD;
use crate::app::link::Step;
use crate::app::page::{Seen, View};
use crate::app::{App, ViewId, ViewKind};
use crate::message::{
    AddressView, ItemView, LinkCode, LinkScreen, LinkStep, OptionsScreen, PageForm, PageView, PopupScreen,
    PopupState, RequestStage, RequestView, Screen,
};
use crate::phone::{Address, LinkStage, Stage};
use crate::site::{ItemSite, ItemSites, Match, Origin, matches, misleading_on_phone};
use crate::time::Timestamp;
use crate::vault::Entry;

/// Rows of one list that are sent to a view; search finds the rest.
const MOST_ROWS: usize = 1_000;
/// A copy older than this may be out of date: 30 days.
const STALE_MS: u64 = 30 * 86_400_000;

impl<R: CryptoRng> App<R> {
    /// What this view shows now.
    pub fn screen(&self, view: ViewId) -> Option<Screen> {
        let view = self.views.get(&view)?;
        Some(match view.kind {
            ViewKind::Popup => Screen::Popup(self.popup(view)),
            ViewKind::Link => Screen::Link(self.linking()),
            ViewKind::Options => Screen::Options(self.options()),
        })
    }

    /// Every attached view.
    pub fn views(&self) -> impl Iterator<Item = ViewId> {
        self.views.keys().copied()
    }

    fn popup(&self, view: &View) -> PopupScreen {
        let link = self.stored.link();
        let state = if self.stored.damaged_links.is_some() {
            PopupState::Damaged
        } else if link.is_none() {
            PopupState::FirstRun
        } else if self.open.is_some() {
            PopupState::Open
        } else {
            match (&self.stored.vault.key, &self.stored.vault.index) {
                (Some(_), Some(_)) => PopupState::Locked,
                (None, None) => PopupState::Empty,
                _ => PopupState::Damaged,
            }
        };
        let mut screen = PopupScreen {
            state,
            page: page(view),
            phone: link.map(super::StoredLink::view),
            request: self.ask.as_ref().map(|ask| self.request(ask)),
            matches: Vec::new(),
            company: Vec::new(),
            others: Vec::new(),
            more: 0,
            total: 0,
            search: view.search.clone(),
            locks_in_ms: None,
            question: self.question.clone(),
            notice: self.notice.clone(),
            keep: self.stored.settings.keep,
        };
        self.list(view, &mut screen);
        screen
    }

    /// Sorts the items of the open cache by what they have to do with the page.
    fn list(&self, view: &View, screen: &mut PopupScreen) {
        let Some(open) = &self.open else { return };
        screen.locks_in_ms = Some(milliseconds(open.lock.locks_in(self.clock.cautious())));
        screen.total = count(open.vault.entries().len());
        for entry in open.vault.search(&view.search) {
            let Some(sites) = open.sites().get(&entry.uid) else { continue };
            let relation = view.page.origin.as_ref().map_or(Match::None, |origin| matches(origin, sites));
            let rows = match relation {
                Match::Exact => &mut screen.matches,
                Match::SameCompany => &mut screen.company,
                Match::None => &mut screen.others,
            };
            if rows.len() < MOST_ROWS {
                rows.push(self.item(entry, sites));
            } else {
                screen.more += 1;
            }
        }
    }

    fn item(&self, entry: &Entry, sites: &ItemSites) -> ItemView {
        ItemView {
            id: entry.uid.clone(),
            name: entry.name.clone(),
            user: entry.user.clone(),
            host: sites.first().map(ItemSite::display_host).unwrap_or_default(),
            fetched_at_ms: milliseconds(entry.fetched_at_ms),
            stale: self.clock.wall_ms().saturating_sub(entry.fetched_at_ms) > STALE_MS,
        }
    }

    fn request(&self, ask: &Ask) -> RequestView {
        let now = self.clock.running();
        let origin = ask.origin();
        let (stage, fault, received) = match &ask.outcome {
            Outcome::Running if self.to_open.is_some() => (RequestStage::Finishing, None, 0),
            Outcome::Running => (stage(ask.request.stage()), None, 0),
            Outcome::Done(received) => (RequestStage::Done, None, *received),
            Outcome::Failed(fault) => {
                let detail = self.stored.link().map(|link| link.address.to_string());
                (RequestStage::Failed, Some(fault.view(detail)), 0)
            }
        };
        let ends_at = ask.request.ends_at();
        RequestView {
            kind: ask.kind.clone(),
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
        }
    }

    /// The answer of this very request, for copying and a second step.
    fn held_view(&self, ask: &Ask) -> Option<ItemView> {
        let held = self.held.as_ref().filter(|_| !ask.is_running())?;
        let sites = ItemSites::parse(&held.credential.website);
        Some(ItemView {
            id: HELD.into(),
            name: held.credential.name.clone(),
            user: held.credential.user.clone(),
            host: sites.first().map(ItemSite::display_host).unwrap_or_default(),
            fetched_at_ms: milliseconds(self.clock.wall_ms()),
            stale: false,
        })
    }

    fn linking(&self) -> LinkScreen {
        let now = self.clock.running();
        let step = match &self.link.step {
            Step::Start => LinkStep::Start,
            Step::MakingKeys => LinkStep::MakingKeys,
            Step::Code { expires } => match self.code(*expires, now) {
                Some(code) => LinkStep::Code { code },
                None => LinkStep::Start,
            },
            Step::Connecting { linking, expires, since, needs_permission } => {
                match self.code(*expires, now) {
                    Some(code) => LinkStep::Connecting {
                        code,
                        stage: link_stage(linking.stage(), self.link.is_checking()),
                        needs_permission: needs_permission
                            .then(|| format!("http://{}/*", linking.address().host())),
                        waiting_ms: milliseconds(now.since(*since)),
                    },
                    None => LinkStep::Start,
                }
            }
            Step::Compare { address, fingerprint } | Step::Storing { address, fingerprint } => {
                LinkStep::Compare { fingerprint: fingerprint.clone(), address: address.to_string() }
            }
            Step::Done { phone, fingerprint } => {
                LinkStep::Done { phone: phone.clone(), fingerprint: fingerprint.clone() }
            }
            Step::Failed(fault) => {
                let typed = &self.link.typed.text;
                LinkStep::Failed { fault: fault.view((!typed.is_empty()).then(|| typed.clone())) }
            }
        };
        LinkScreen { step, address: self.address(), already_linked: self.stored.link().is_some() }
    }

    fn code(&self, expires: Timestamp, now: Timestamp) -> Option<LinkCode> {
        let offer = self.link.offer.as_ref()?;
        let text = offer.qr_text();
        let code = qrcodegen::QrCode::encode_text(&text, qrcodegen::QrCodeEcc::Medium).ok()?;
        Some(LinkCode {
            web_client_id: offer.web_client_id.to_string(),
            text,
            size: u32::try_from(code.size()).ok()?,
            path: dark_modules(&code),
            expires_in_ms: milliseconds(expires.since(now)),
        })
    }

    fn address(&self) -> AddressView {
        let typed = &self.link.typed;
        let mut view = AddressView {
            text: typed.text.clone(),
            port: typed.port.clone(),
            url: None,
            handle: None,
            fault: None,
        };
        match Address::parse(&typed.text, &typed.port, self.reach) {
            Ok(address) => {
                view.handle = address.handle();
                view.url = Some(address.url().trim_end_matches('/').to_owned());
            }
            Err(fault) if typed.touched => {
                view.fault = Some(super::Fault::from(fault).view(Some(typed.text.trim().to_owned())));
            }
            Err(_) => {}
        }
        view
    }

    fn options(&self) -> OptionsScreen {
        OptionsScreen {
            phones: self.stored.links.iter().map(super::StoredLink::view).collect(),
            settings: self.stored.settings.view(),
            cached: self.open.as_ref().map_or(0, |open| count(open.vault.entries().len())),
            open: self.open.is_some(),
            removed: self.removed.clone(),
        }
    }
}

fn page(view: &View) -> PageView {
    let form = match (&view.page.origin, &view.page.seen) {
        (None, _) | (_, Seen::NoAccess) => PageForm::NotAPage,
        (Some(_), Seen::Not) => PageForm::Unknown,
        (Some(_), Seen::Document(_, form)) => form.clone(),
    };
    PageView {
        host: view.page.origin.as_ref().map(Origin::display_host).unwrap_or_default(),
        registrable: view.page.origin.as_ref().map(Origin::display_registrable).unwrap_or_default(),
        form,
    }
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

fn link_stage(stage: LinkStage, checking: bool) -> crate::message::LinkStage {
    use crate::message::LinkStage as Shown;
    if checking {
        return Shown::Checking;
    }
    match stage {
        LinkStage::Reaching => Shown::Reaching,
        LinkStage::NotScanned => Shown::NotScanned,
        LinkStage::PhoneLocked => Shown::PhoneLocked,
        LinkStage::NotWaiting => Shown::NotWaiting,
        LinkStage::Unreachable => Shown::Unreachable,
        LinkStage::SomeoneElse => Shown::SomeoneElse,
    }
}

/// One run of dark modules a subpath, so that the path stays short.
fn dark_modules(code: &qrcodegen::QrCode) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let width = x - start;
                let _ = write!(path, "M{start} {y}h{width}v1h-{width}z");
            } else {
                x += 1;
            }
        }
    }
    path
}

/// JavaScript numbers are floats; all times here are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn milliseconds(value: u64) -> f64 {
    value as f64
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
