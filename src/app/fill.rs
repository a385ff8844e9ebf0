//! Fills: a grant is made by the user's gesture, bound to one document, used once.
//!
//! The way of a grant: armed (waiting for the phone, or at once) -> the page is looked at again -> questions, if there
//! is something unusual -> the secret is loaded -> one order to one document -> gone.

use rand_core::CryptoRng;

use crate::app::cache::{HELD, ItemId};
use crate::app::page::{Pin, Seen};
use crate::app::stored::item_name;
use crate::app::{App, Effect, Fault, FrameScan, Ticket, ViewId};
use crate::form::{self, Plan, Slot, TargetCheck, Want};
use crate::message::{FillOrder, FillReport, FillValue, Notice, Question, WhyNot};
use crate::phone::Credential;
use crate::secret::SecretText;
use crate::site::{ItemSite, ItemSites, Match, Origin, matches};
use crate::time::Timestamp;

/// A grant that is not waiting for the phone is good for two minutes.
const GRANT_MS: u64 = 120_000;
/// A received login stays at hand for two minutes: for a second step, or for copying.
const HELD_MS: u64 = 120_000;

/// The right to fill one item into one document, once.
pub struct Grant {
    pub number: u32,
    pub item: GrantItem,
    pub pin: Pin,
    pub armed: Armed,
    pub expires: Timestamp,
    /// Questions that the user answered with yes.
    pub agreed: Vec<Question>,
    /// What goes where; known after the page was looked at again.
    pub plan: Option<Plan>,
}

/// What is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantItem {
    /// The login that the phone just sent, or is about to send.
    Held,
    /// A cached item.
    Cached(ItemId),
}

/// What the grant waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Armed {
    WaitsForPhone,
    Looking,
    WaitsForUser,
    Loading,
}

/// A login that came from the phone, for the moment.
pub struct Held {
    /// The phone it came from.
    pub link: String,
    pub credential: Credential,
    /// The site that the phone's user approved it for.
    pub site: Option<Origin>,
    pub until: Timestamp,
}

impl Held {
    pub fn new(link: String, credential: Credential, site: Option<Origin>, now: Timestamp) -> Self {
        Self { link, credential, site, until: now.after(HELD_MS) }
    }
}

impl<R: CryptoRng> App<R> {
    /// The user asked the phone and wants the answer filled in here.
    pub(super) fn arm_fill(&mut self, pin: Pin) {
        let number = self.next_number();
        let expires = self.clock.cautious().after(GRANT_MS);
        self.grant = Some(Grant {
            number,
            item: GrantItem::Held,
            pin,
            armed: Armed::WaitsForPhone,
            expires,
            agreed: Vec::new(),
            plan: None,
        });
    }

    /// The request gave nothing: nobody waits for the phone any more.
    pub(super) fn disarm_fill(&mut self) {
        self.grant.take_if(|grant| grant.armed == Armed::WaitsForPhone);
    }

    /// The user chose an item in the popup.
    pub(super) fn fill_item(&mut self, view: ViewId, item: &str) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        match &page.seen {
            Seen::Document(pin, ..) => self.fill_into(pin.clone(), item),
            Seen::Not | Seen::NoAccess => Err(Fault::NoPage),
        }
    }

    /// The user chose an item for this document.
    pub(super) fn fill_into(&mut self, pin: Pin, item: &str) -> Result<(), Fault> {
        let item = if item == HELD {
            self.held.as_ref().ok_or(Fault::ItemGone)?;
            GrantItem::Held
        } else {
            let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
            let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
            open.find(&item).ok_or(Fault::ItemGone)?;
            GrantItem::Cached(item)
        };
        self.touch();
        self.arm_fill(pin);
        if let Some(grant) = &mut self.grant {
            grant.item = item;
        }
        self.question = None;
        self.look_again();
        Ok(())
    }

    /// The phone's answer is here and a fill waits for it.
    pub(super) fn fill_held(&mut self) {
        let expires = self.clock.cautious().after(GRANT_MS);
        let Some(grant) = self.grant.as_mut().filter(|grant| grant.armed == Armed::WaitsForPhone) else {
            return;
        };
        grant.expires = expires;
        self.look_again();
    }

    fn look_again(&mut self) {
        let Some(grant) = &mut self.grant else { return };
        grant.armed = Armed::Looking;
        self.out.push(Effect::Scan(Ticket::Fill(grant.number), grant.pin.tab));
    }

    /// The page as it is now: is it still the same document, and where would the login go?
    pub(super) fn fill_scanned(&mut self, number: u32, frames: Option<Vec<FrameScan>>) {
        let Some(grant) = self.grant_in(number, Armed::Looking) else { return };
        let Some(frames) = frames else { return self.not_filled(WhyNot::PageChanged) };
        let Some(scan) = frames.iter().find(|scan| grant.pin.is_same_document(scan)) else {
            return self.not_filled(WhyNot::PageChanged);
        };
        let Some(snapshot) = &scan.snapshot else { return self.not_filled(WhyNot::PageChanged) };
        let Some(item) = self.item_facts() else { return self.not_filled(WhyNot::Expired) };
        let plan = match form::plan(snapshot, &item.want) {
            Ok(plan) => plan,
            Err(why) => return self.not_filled(why),
        };
        let Some(grant) = &mut self.grant else { return };
        if self.stored.policy.no_http_fill && !grant.pin.origin.is_secure() {
            return self.not_filled(WhyNot::Forbidden);
        }
        let open_questions = questions(&grant.pin, &item, &plan);
        let next = open_questions.into_iter().find(|question| !grant.agreed.contains(question));
        grant.plan = Some(plan);
        if let Some(question) = next {
            grant.armed = Armed::WaitsForUser;
            self.question = Some(question);
            return;
        }
        grant.armed = Armed::Loading;
        match grant.item.clone() {
            GrantItem::Held => self.fill_now(number, None),
            GrantItem::Cached(item) => {
                let name = item_name(&item.link, &item.uid);
                self.out.push(Effect::Load(Ticket::Fill(number), name));
            }
        }
    }

    pub(super) fn answer_question(&mut self, yes: bool) {
        let Some(question) = self.question.take() else { return };
        let Some(grant) = self.grant.as_mut().filter(|grant| grant.armed == Armed::WaitsForUser) else {
            return;
        };
        if yes {
            grant.agreed.push(question);
            self.look_again();
        } else {
            self.grant = None;
        }
    }

    pub(super) fn fill_loaded(&mut self, number: u32, bytes: Option<Vec<u8>>) {
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let GrantItem::Cached(item) = grant.item.clone() else { return };
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(&item.link)) else {
            return self.not_filled(WhyNot::Expired);
        };
        if let Some(secrets) = bytes.and_then(|bytes| vault.read(&item.uid, &bytes).ok()) {
            self.fill_now(number, Some(&secrets.password));
        } else {
            self.grant = None;
            self.distrust(&item);
            self.notice = Some(Notice::Damaged);
        }
    }

    /// The order goes out, and the grant is spent whatever comes back.
    fn fill_now(&mut self, number: u32, cached_password: Option<&SecretText>) {
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let (pin, target) = (grant.pin.clone(), grant.pin.target());
        let Some(plan) = &grant.plan else { return };
        let user = match &grant.item {
            GrantItem::Held => self.held.as_ref().map(|held| held.credential.user.as_str()),
            GrantItem::Cached(item) => {
                self.open.as_ref().and_then(|open| open.find(item)).map(|(_, entry)| entry.user.as_str())
            }
        };
        let password = cached_password.or_else(|| self.held.as_ref().map(|held| &held.credential.password));
        let (Some(user), Some(password)) = (user, password) else { return self.not_filled(WhyNot::Expired) };
        let values = plan
            .fields
            .iter()
            .map(|field| FillValue {
                key: field.key,
                kind: field.kind.clone(),
                form: field.form,
                value: match field.slot {
                    Slot::User => user.to_owned(),
                    Slot::Password => password.expose().to_owned(),
                },
            })
            .collect();
        let order = FillOrder { document: pin.document, origin: pin.origin.website(), values };
        self.out.push(Effect::Fill(Ticket::Fill(number), target, order));
    }

    pub(super) fn fill_done(&mut self, number: u32, report: Option<FillReport>) {
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let host = grant.pin.origin.display_host();
        let filled_password = grant
            .plan
            .as_ref()
            .is_some_and(|plan| plan.fields.iter().any(|field| field.slot == Slot::Password));
        let name = self.item_facts().map(|item| item.name).unwrap_or_default();
        let report = report.filter(|report| report.document == grant.pin.document);
        let was_held = grant.item == GrantItem::Held;
        self.grant = None;
        if was_held && filled_password && report.as_ref().is_some_and(|report| report.refused.is_none()) {
            // It is where it belongs; nothing more to keep at hand.
            self.dismiss_ask();
        }
        self.notice = Some(match report {
            None => Notice::NotFilled { why: WhyNot::PageChanged },
            Some(FillReport { refused: Some(why), .. }) => Notice::NotFilled { why },
            Some(FillReport { filled, .. }) if filled.is_empty() => Notice::NotFilled { why: WhyNot::NoForm },
            Some(_) if filled_password => Notice::Filled { name, host },
            Some(_) => Notice::FilledUser { name, host },
        });
    }

    pub(super) fn not_filled(&mut self, why: WhyNot) {
        self.grant = None;
        self.question = None;
        self.notice = Some(Notice::NotFilled { why });
    }

    /// Grants and held logins do not wait for ever.
    pub(super) fn expire_fill(&mut self) {
        let now = self.clock.cautious();
        if self
            .grant
            .as_ref()
            .is_some_and(|grant| grant.armed != Armed::WaitsForPhone && now >= grant.expires)
        {
            self.not_filled(WhyNot::Expired);
        }
        if self.held.as_ref().is_some_and(|held| now >= held.until) {
            self.held = None;
        }
    }

    fn grant_in(&self, number: u32, armed: Armed) -> Option<&Grant> {
        self.grant.as_ref().filter(|grant| grant.number == number && grant.armed == armed)
    }

    /// What is known about the granted item without opening its secrets.
    fn item_facts(&self) -> Option<ItemFacts> {
        let (name, user, website, has_password, fresh) = match &self.grant.as_ref()?.item {
            GrantItem::Held => {
                let held = self.held.as_ref()?;
                let (item, page) = (&held.credential, self.grant.as_ref().map(|grant| &grant.pin.origin));
                let fresh = held.site.as_ref() == page;
                (&item.name, &item.user, &item.website, !item.password.is_empty(), fresh)
            }
            GrantItem::Cached(item) => {
                let (_, entry) = self.open.as_ref()?.find(item)?;
                (&entry.name, &entry.user, &entry.website, entry.has_password, false)
            }
        };
        Some(ItemFacts {
            name: if name.is_empty() { user.clone() } else { name.clone() },
            sites: ItemSites::parse(website),
            want: Want { user: !user.is_empty(), password: has_password },
            fresh,
        })
    }
}

struct ItemFacts {
    name: String,
    sites: ItemSites,
    want: Want,
    /// Just approved on the phone for this very site.
    fresh: bool,
}

/// What must be asked before this fill: everything that is not the plain case.
fn questions(pin: &Pin, item: &ItemFacts, plan: &Plan) -> Vec<Question> {
    let page_host = pin.origin.display_host();
    let mut questions = Vec::new();
    match matches(&pin.origin, &item.sites) {
        Match::Exact => {}
        // The phone's user approved it for this site a moment ago, and both belong to the same registrable domain.
        Match::SameCompany if item.fresh => {}
        Match::SameCompany | Match::None => {
            questions.push(match item.sites.first().map(ItemSite::display_host) {
                Some(item_host) => Question::OtherSite { item_host, page_host: page_host.clone() },
                None => Question::NoSite { page_host: page_host.clone() },
            });
        }
    }
    if !pin.origin.is_secure() {
        questions.push(Question::InsecurePage { host: page_host.clone() });
    }
    if let TargetCheck::Other { target } = plan.target.clone() {
        questions.push(Question::OtherTarget { page_host, target });
    }
    questions
}
