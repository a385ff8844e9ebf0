//! Whether what was typed is offered to be kept.
//!
//! A draft is made when a form is sent, and offered when the page went on: the document or the field for the password is
//! gone, and no other login form stands in its place. What is known already is not offered. A lock does not take a draft
//! away: it waits, sealed like the keys, and is compared once the cache is open.

use rand_core::CryptoRng;

use crate::app::ask::Outcome;
use crate::app::cache::ItemId;
use crate::app::create::account_name;
use crate::app::page::Pin;
use crate::app::pages::draft::{Draft, State};
use crate::app::pages::menu::menu_item;
use crate::app::{AlarmName, App, Effect, Fault, FillTarget, FrameScan, TabId, Ticket, ViewId};
use crate::form;
use crate::message::{
    CopyField, FieldSnapshot, ItemChange, Meaning, OfferAnswer, OfferKind, OfferView, RequestKind, Snapshot,
    ToPage,
};
use crate::secret::SecretText;
use crate::site::Origin;
use crate::vault::Entry;

/// Longest password that is taken, in bytes.
const LONGEST_PASSWORD: usize = 1_000;
/// When the page is looked at after a form was sent, each time after the time before.
const LOOKS_MS: [u64; 6] = [1_000, 1_500, 2_500, 5_000, 8_000, 10_000];
/// Items of the same host that are compared.
const MOST_COMPARED: usize = 20;

impl<R: CryptoRng> App<R> {
    /// A form was sent that somebody typed into.
    pub(super) fn submitted(&mut self, pin: Pin, user: &str, password: String, new: bool) {
        let password = SecretText::new(password);
        let user = account_name(user);
        let now = self.clock.cautious();
        if !self.stored.settings.offers || !self.stored.has_sources() {
            return;
        }
        if password.is_empty() {
            if !user.is_empty() {
                self.drafts.first_step(pin.tab, pin.origin, user, now);
            }
            return;
        }
        if password.expose().len() > LONGEST_PASSWORD {
            return;
        }
        // What just came from the phone need not go there.
        let held = self.held.as_ref();
        if held.is_some_and(|held| held.credential.password == password) {
            return;
        }
        let earlier = self.drafts.user_of_first_step(pin.tab, &pin.origin, now);
        let before = || self.drafts.user_before(&pin).map(str::to_owned);
        let user = if user.is_empty() { earlier.or_else(before).unwrap_or_default() } else { user };
        let number = self.next_number();
        let due = now.after(first_look());
        let mut draft = Draft::new(number, pin, user, password, new, now);
        draft.state = State::Sent { looks: 0, due, looking: false };
        for gone in self.drafts.put(draft) {
            self.untell(&gone);
        }
        self.schedule_offers();
    }

    /// The alarm forgets what was typed, even if the worker is stopped meanwhile.
    pub(in crate::app) fn schedule_offers(&mut self) {
        let now = self.clock.cautious();
        if let Some(until) = self.drafts.iter().map(|draft| draft.until).min() {
            let wait = u32::try_from(until.since(now)).unwrap_or(u32::MAX);
            self.out.push(Effect::Alarm(AlarmName::Offer, wait));
        }
    }

    pub(super) fn pump_offers(&mut self) {
        // With the last source goes what was meant for it (T-96).
        if !self.stored.has_sources() {
            self.drafts.clear();
        }
        let now = self.clock.cautious();
        for draft in self.drafts.expire(now) {
            self.untell(&draft);
        }
        self.drop_what_the_phone_has();
        let (is_open, has_cache) = (self.open.is_some(), self.stored.has_cache());
        let numbers: Vec<u32> = self.drafts.iter().map(|draft| draft.number).collect();
        for number in numbers {
            let Some(draft) = self.drafts.get_mut(number) else { continue };
            match &mut draft.state {
                State::Sent { due, looking, .. } if !*looking && now >= *due => {
                    *looking = true;
                    let tab = draft.pin.tab;
                    self.out.push(Effect::Scan(Ticket::Offer(number), tab));
                }
                State::Sent { due, looking, .. } if !*looking => {
                    let wait = u32::try_from(due.since(now)).unwrap_or(u32::MAX);
                    self.out.push(Effect::Timer(wait));
                }
                State::Locked if is_open => self.compare(number),
                // The name of a login is not shown over a locked cache.
                State::Comparing { .. } | State::Offered { .. } if !is_open && has_cache => {
                    draft.state = State::Locked;
                }
                State::Sent { .. } | State::Locked | State::Comparing { .. } | State::Offered { .. } => {}
            }
        }
    }

    /// A login with this very password was made on the phone meanwhile.
    fn drop_what_the_phone_has(&mut self) {
        let Some(held) = &self.held else { return };
        let made = self
            .ask
            .as_ref()
            .is_some_and(|ask| ask.kind == RequestKind::Create && matches!(ask.outcome, Outcome::Done(_)));
        let same = |draft: &Draft| {
            held.site.as_ref() == Some(draft.origin()) && held.credential.password == draft.password
        };
        let found = self.drafts.iter().find(|draft| made && same(draft)).map(|draft| draft.number);
        if let Some(number) = found {
            self.drop_draft(number);
        }
    }

    /// The tab as it is some time after the form was sent.
    pub(in crate::app) fn offer_scanned(&mut self, number: u32, frames: Option<&[FrameScan]>) {
        let now = self.clock.cautious();
        let Some(draft) = self.drafts.get_mut(number) else { return };
        let State::Sent { looks, looking, .. } = draft.state else { return };
        if !looking {
            return;
        }
        match verdict(draft, frames) {
            Verdict::Wait if looks + 1 < LOOKS_MS.len() => {
                let pause = LOOKS_MS.get(looks + 1).copied().unwrap_or_default();
                draft.state = State::Sent { looks: looks + 1, due: now.after(pause), looking: false };
            }
            Verdict::Wait | Verdict::Refused => self.drop_draft(number),
            Verdict::Taken => {
                draft.place = frames.and_then(|frames| place(draft, frames));
                self.compare(number);
            }
        }
    }

    /// The tab was closed: pages that log in do that when they are done.
    pub(in crate::app) fn offer_tab_removed(&mut self, tab: TabId) {
        let in_it = |draft: &&Draft| draft.pin.tab == tab && matches!(draft.state, State::Sent { .. });
        let numbers: Vec<u32> = self.drafts.iter().filter(in_it).map(|draft| draft.number).collect();
        for number in numbers {
            self.compare(number);
        }
    }

    /// Looks for what is known; the passwords come from the disk one by one.
    fn compare(&mut self, number: u32) {
        let Some(draft) = self.drafts.get(number) else { return };
        let Some(open) = &self.open else {
            let locked = self.stored.has_cache();
            return self.decided(number, if locked { State::Locked } else { State::Offered { item: None } });
        };
        let (origin, user) = (draft.origin(), draft.user.to_lowercase());
        let of_user =
            open.items_of(origin).filter(|(_, entry)| user.is_empty() || entry.user.to_lowercase() == user);
        let id = |(link, entry): (&str, &Entry)| {
            ItemId { link: link.to_owned(), uid: entry.uid.clone() }.to_string()
        };
        let mut left: Vec<String> = of_user.map(id).collect();
        // Of several logins nobody knows which one was meant.
        let same_user = if let [only] = left.as_slice() { Some(only.clone()) } else { None };
        left.truncate(MOST_COMPARED);
        if let Some(draft) = self.drafts.get_mut(number) {
            draft.state = State::Comparing { left, same_user };
        }
        self.compare_next(number);
    }

    fn compare_next(&mut self, number: u32) {
        let Some(draft) = self.drafts.get(number) else { return };
        let State::Comparing { left, same_user } = &draft.state else { return };
        match left.last().and_then(|item| ItemId::parse(item)) {
            Some(item) => {
                // As it was kept: nobody uses it.
                self.load_record(Ticket::Offer(number), &item);
            }
            None => self.decided(number, State::Offered { item: same_user.clone() }),
        }
    }

    pub(in crate::app) fn offer_loaded(&mut self, number: u32, bytes: Option<Vec<u8>>) {
        let Some(draft) = self.drafts.get_mut(number) else { return };
        let State::Comparing { left, .. } = &mut draft.state else { return };
        let Some(item) = left.pop().and_then(|item| ItemId::parse(&item)) else { return };
        let secrets = bytes.and_then(|bytes| self.read_item(&item, &bytes).ok());
        let Some(draft) = self.drafts.get(number) else { return };
        if secrets.is_some_and(|secrets| secrets.password == draft.password) {
            return self.drop_draft(number);
        }
        self.compare_next(number);
    }

    /// The phone's word about items changed what is known.
    pub(in crate::app) fn compare_offers(&mut self) {
        let offered = self.drafts.iter().filter(|draft| draft.is_offered());
        let numbers: Vec<u32> = offered.map(|draft| draft.number).collect();
        for number in numbers {
            self.compare(number);
        }
    }

    fn decided(&mut self, number: u32, state: State) {
        let Some(draft) = self.drafts.get_mut(number) else { return };
        draft.state = state;
        let tell = draft.place.clone().filter(|_| !draft.told);
        draft.told = true;
        if let Some((target, document)) = tell
            && let Some(draft) = self.drafts.get(number)
        {
            let offer = self.view_of(draft);
            self.out.push(Effect::Tell(target, ToPage::Offer { document, offer }));
        }
    }

    fn untell(&mut self, draft: &Draft) {
        if let Some((target, _)) = draft.place.clone().filter(|_| draft.told) {
            self.out.push(Effect::Tell(target, ToPage::CloseOffer));
        }
    }

    fn drop_draft(&mut self, number: u32) {
        if let Some(draft) = self.drafts.take(number) {
            self.untell(&draft);
        }
        if self.drafts.is_empty() {
            self.out.push(Effect::ClearAlarm(AlarmName::Offer));
        }
    }

    fn view_of(&self, draft: &Draft) -> OfferView {
        let known = draft.known().and_then(ItemId::parse);
        let item = known.and_then(|id| {
            let (_, entry) = self.open.as_ref()?.find(&id)?;
            Some(menu_item(&id.link, &id.uid, &entry.name, &entry.user))
        });
        OfferView {
            number: draft.number,
            host: draft.origin().display_host(),
            registrable: draft.origin().display_registrable(),
            user: draft.user.clone(),
            kind: match (&draft.state, &item) {
                (State::Locked, _) => OfferKind::Locked,
                (_, Some(_)) => OfferKind::Changed,
                (_, None) => OfferKind::New,
            },
            item,
        }
    }

    /// What a popup over this tab shows: what was typed there, or else what was typed last.
    pub(in crate::app) fn offer_view(&self, tab: Option<TabId>) -> Option<OfferView> {
        let offered = || self.drafts.iter().filter(|draft| draft.is_offered()).rev();
        let here = offered().find(|draft| Some(draft.pin.tab) == tab);
        here.or_else(|| offered().next()).map(|draft| self.view_of(draft))
    }

    /// From the notice in the page.
    pub(super) fn offer_answered(&mut self, tab: TabId, number: u32, answer: OfferAnswer) {
        let Some(draft) = self.drafts.get(number).filter(|draft| draft.pin.tab == tab) else { return };
        let origin = draft.origin().clone();
        match answer {
            OfferAnswer::Show => self.out.push(Effect::OpenPopup(tab)),
            OfferAnswer::NotNow => self.drop_draft(number),
            OfferAnswer::Never => {
                self.drop_draft(number);
                self.never(&origin);
            }
        }
    }

    /// Keeps what was typed: the change of an item goes where the item came from (T-105), a new one where the user says.
    pub(in crate::app) fn save_offer(&mut self, number: u32, source: &str, vault: &str) -> Result<(), Fault> {
        let draft = self.drafts.get(number).ok_or(Fault::ItemGone)?;
        let (origin, user) = (draft.origin().clone(), draft.user.clone());
        let known = draft.known().and_then(ItemId::parse);
        let home = known.as_ref().map_or(source, |item| &item.link);
        if self.stored.account(home).is_some() {
            let change = ItemChange {
                name: Some(origin.display_host()),
                user: Some(user),
                website: Some(origin.website()),
                password: Some(draft.password.expose().to_owned()),
                ..ItemChange::default()
            };
            let known = known.map(|item| item.to_string());
            return self.save_offer_at(number, known.as_deref(), source, vault, change);
        }
        self.create_at(&origin, None, &user)
    }

    pub(in crate::app) fn copy_offer(&mut self, view: ViewId, seq: u32, number: u32) -> Result<(), Fault> {
        let draft = self.drafts.get(number).ok_or(Fault::ItemGone)?;
        let text = draft.password.expose().to_owned();
        self.hand_out(view, seq, text, CopyField::Password);
        Ok(())
    }

    pub(in crate::app) fn drop_offer(&mut self, number: u32, never: bool) {
        let origin = self.drafts.get(number).map(|draft| draft.origin().clone());
        self.drop_draft(number);
        if let Some(origin) = origin.filter(|_| never) {
            self.never(&origin);
        }
    }
}

fn first_look() -> u64 {
    LOOKS_MS.first().copied().unwrap_or_default()
}

/// What became of a form that was sent.
enum Verdict {
    /// It is still there.
    Wait,
    /// The page asks again.
    Refused,
    /// The page went on.
    Taken,
}

fn verdict(draft: &Draft, frames: Option<&[FrameScan]>) -> Verdict {
    // A page of the browser, of another extension, or an error: it says nothing.
    let Some(frames) = frames else { return Verdict::Wait };
    let snapshots = || frames.iter().filter_map(|scan| scan.snapshot.as_ref());
    if snapshots().next().is_none() {
        return Verdict::Wait;
    }
    if let Some(snapshot) = draft.pin.find(frames) {
        return if has_password_field(snapshot) { Verdict::Wait } else { Verdict::Taken };
    }
    // The document is gone. A form like the one that was sent, in its place, says that it was refused; after a sign-up a
    // form to log in is the usual next page.
    let of_site = |snapshot: &&Snapshot| {
        Origin::parse(&snapshot.origin).is_some_and(|origin| same_site(&origin, draft.origin()))
    };
    let wanted = if draft.new { Meaning::NewPassword } else { Meaning::CurrentPassword };
    let asks_again = |snapshot: &Snapshot| {
        form::roles(snapshot).into_iter().any(|(key, role)| {
            let seen = |of: &&FieldSnapshot| of.key == key && of.visible;
            role == wanted && snapshot.fields.iter().any(|field| seen(&field))
        })
    };
    if snapshots().filter(of_site).any(asks_again) { Verdict::Refused } else { Verdict::Taken }
}

fn has_password_field(snapshot: &Snapshot) -> bool {
    snapshot.fields.iter().any(|field| field.kind == "password" && field.visible)
}

/// The top document, if it is of the site at which it was typed.
fn place(draft: &Draft, frames: &[FrameScan]) -> Option<(FillTarget, String)> {
    let top = frames.iter().find(|scan| scan.frame == 0)?;
    let snapshot = top.snapshot.as_ref()?;
    let origin = Origin::parse(&snapshot.origin)?;
    if !same_site(&origin, draft.origin()) {
        return None;
    }
    let target = FillTarget { tab: draft.pin.tab, frame: 0, document_id: top.document_id.clone() };
    Some((target, snapshot.document.clone()))
}

fn same_site(one: &Origin, other: &Origin) -> bool {
    match (one.registrable(), other.registrable()) {
        (Some(one), Some(other)) => one == other,
        _ => one.host() == other.host(),
    }
}
