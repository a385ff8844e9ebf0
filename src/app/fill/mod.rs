//! Fills: a grant is made by the user's gesture, bound to one document, used once.
//!
//! The way of a grant: armed (waiting for the phone, or at once) -> the page is looked at again -> questions, if there
//! is something unusual -> the secret is loaded -> one order to one document -> gone.
//!
//! | file | what |
//! |---|---|
//! | here | making a grant, and its way up to the secret |
//! | `question` | what is known of the item, and what must be asked first |
//! | `order` | which value goes into which field |
//! | `done` | what became of it |
//! | `steps` | the next step of a login that has several |

mod done;
mod order;
mod question;
mod steps;

use rand_core::CryptoRng;

pub use steps::NextFill;

use crate::app::cache::{HELD, ItemId};
use crate::app::page::{Pin, Seen, choose, framed};
use crate::app::{App, Effect, Fault, FrameScan, Ticket, ViewId};
use crate::form::{self, Plan, Want};
use crate::message::{Notice, Question, Snapshot, WhyNot};
use crate::phone::Credential;
use crate::secret::SecretText;
use crate::site::Origin;
use crate::time::Timestamp;

/// A grant that is not waiting for the phone is good for two minutes.
const GRANT_MS: u64 = 120_000;
/// A received login stays at hand for two minutes: for a second step, or for copying.
const HELD_MS: u64 = 120_000;

/// The right to fill one item into one document, once.
pub struct Grant {
    pub number: u32,
    pub item: GrantItem,
    pub what: What,
    pub pin: Pin,
    pub armed: Armed,
    pub expires: Timestamp,
    /// Questions that the user answered with yes.
    pub agreed: Vec<Question>,
    /// User and site of the item as the page was looked at with; for sources that are asked for an item when it is used.
    pub said: Option<Said>,
    /// What goes where; known after the page was looked at again.
    pub plan: Option<Plan>,
    /// By a command or the context menu: what there is to say needs a popup first.
    pub outside: bool,
}

/// What is filled.
pub enum GrantItem {
    /// The login that the phone just sent, or is about to send.
    Held,
    /// A cached item.
    Cached(ItemId),
    /// A new password, which belongs to no item yet.
    New(SecretText),
}

/// What the server of an item says of it at the moment of its use.
pub struct Said {
    pub user: String,
    pub website: String,
}

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All that the page asks for.
    All,
    /// The one-time code alone.
    Code,
}

/// What the grant waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Armed {
    WaitsForPhone,
    Looking,
    WaitsForUser,
    Loading,
    /// The code is about to change (T-53): for the next one, until then.
    WaitsForCode(Timestamp),
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
        self.grant(pin, GrantItem::Held, What::All, Armed::WaitsForPhone);
    }

    fn grant(&mut self, pin: Pin, item: GrantItem, what: What, armed: Armed) {
        let number = self.next_number();
        let expires = self.clock.cautious().after(GRANT_MS);
        let (agreed, said, plan, outside) = (Vec::new(), None, None, false);
        self.grant = Some(Grant { number, item, what, pin, armed, expires, agreed, said, plan, outside });
    }

    /// The request gave nothing: nobody waits for the phone any more.
    pub(super) fn disarm_fill(&mut self) {
        self.grant.take_if(|grant| grant.armed == Armed::WaitsForPhone);
    }

    /// The user chose an item in the popup.
    pub(super) fn fill_item(&mut self, view: ViewId, item: &str, what: What) -> Result<(), Fault> {
        let item = self.known_item(item)?;
        self.touch();
        let pin = self.pin_of(view)?;
        self.start_fill(pin, item, what);
        Ok(())
    }

    /// The user chose an item for this document.
    pub(super) fn fill_into(&mut self, pin: Pin, item: &str) -> Result<(), Fault> {
        let item = self.known_item(item)?;
        self.touch();
        self.start_fill(pin, item, What::All);
        Ok(())
    }

    /// A new password goes into the fields for it on the page in front of a view.
    pub fn fill_new_password(&mut self, view: ViewId, password: SecretText) -> Result<(), Fault> {
        self.touch();
        let pin = self.pin_of(view)?;
        self.start_fill(pin, GrantItem::New(password), What::All);
        Ok(())
    }

    /// The user's gesture: from here on it is one fill of this into that document.
    pub(super) fn start_fill(&mut self, pin: Pin, item: GrantItem, what: What) {
        self.grant(pin, item, what, Armed::Looking);
        self.question = None;
        self.look_again();
    }

    /// The item that a view named, if it is there.
    pub(super) fn known_item(&self, item: &str) -> Result<GrantItem, Fault> {
        if item == HELD {
            self.held.as_ref().ok_or(Fault::ItemGone)?;
            return Ok(GrantItem::Held);
        }
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        open.find(&item).ok_or(Fault::ItemGone)?;
        Ok(GrantItem::Cached(item))
    }

    /// The document in front of a view.
    pub(super) fn pin_of(&self, view: ViewId) -> Result<Pin, Fault> {
        match &self.views.get(&view).ok_or(Fault::BadMessage)?.page.seen {
            Seen::Document(front) => Ok(front.pin.clone()),
            Seen::Not | Seen::NoAccess => Err(Fault::NoPage),
        }
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
        if let (GrantItem::Cached(item), None) = (&grant.item, &grant.said) {
            let said = self.listed_as(item);
            if let Some(grant) = &mut self.grant {
                grant.said = said;
            }
        }
        let Some(grant) = &self.grant else { return };
        let frames = frames.unwrap_or_default();
        let Some(snapshot) = grant.pin.find(&frames) else { return self.not_filled(WhyNot::PageChanged) };
        let Some(facts) = self.item_facts() else { return self.not_filled(WhyNot::Expired) };
        let mut pin = grant.pin.clone();
        let mut plan = self.plan(&pin, snapshot, facts.want);
        if plan == Err(WhyNot::NoForm) && pin.top.is_none() {
            // A form that came after the look, in a frame of the page's own origin; or else only a frame of another site
            // has one: it may be meant, and the user is asked (T-36, T-37).
            let own = choose(pin.tab, &pin.origin, &frames).map(|front| front.pin).filter(|own| *own != pin);
            let own = own.and_then(|own| Some((own.find(&frames)?, own)));
            let other = || framed(pin.tab, &pin.origin, &frames, &facts.sites);
            let found = own.map(|(snapshot, own)| (own, snapshot)).or_else(other);
            if let Some((frame, snapshot)) = found {
                plan = self.plan(&frame, snapshot, facts.want);
                pin = frame;
            }
        }
        let plan = match plan {
            Ok(plan) => plan,
            Err(why) => return self.not_filled(why),
        };
        if self.stored.policy.no_http_fill && !pin.is_secure() {
            return self.not_filled(WhyNot::Forbidden);
        }
        let open_questions = question::questions(&pin, &facts, &plan);
        let Some(grant) = &mut self.grant else { return };
        let next = open_questions.into_iter().find(|question| !grant.agreed.contains(question));
        (grant.plan, grant.pin) = (Some(plan), pin);
        if let Some(question) = next {
            grant.armed = Armed::WaitsForUser;
            let over = grant.outside.then_some(grant.pin.tab);
            self.question = Some(question);
            if let Some(tab) = over {
                self.open_popup(tab);
            }
            return;
        }
        grant.armed = Armed::Loading;
        match &grant.item {
            GrantItem::Held | GrantItem::New(_) => self.fill_now(number, None),
            GrantItem::Cached(item) => {
                let item = item.clone();
                self.load_item(Ticket::Fill(number), &item);
            }
        }
    }

    /// Where the item would go: what the user pointed at comes before what we read.
    fn plan(&self, pin: &Pin, snapshot: &Snapshot, want: Want) -> Result<Plan, WhyNot> {
        let Some(grant) = &self.grant else { return Err(WhyNot::Expired) };
        if matches!(grant.item, GrantItem::New(_)) {
            return form::plan_new_password(snapshot);
        }
        match self.stored.settings.pointed(&pin.origin) {
            Some(pointed) if grant.what == What::All => form::plan_pointed(snapshot, &want, pointed),
            _ => form::plan(snapshot, &want),
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

    pub(super) fn fill_loaded(&mut self, number: u32, bytes: Option<&[u8]>) {
        let said = self.take_fetched(&Ticket::Fill(number));
        let Some(grant) = self.grant_in(number, Armed::Loading) else { return };
        let GrantItem::Cached(item) = &grant.item else { return };
        let item = item.clone();
        if self.open.as_ref().and_then(|open| open.vault(&item.link)).is_none() {
            return self.not_filled(WhyNot::Expired);
        }
        let secrets = self.read_used(said, &item, bytes);
        match secrets {
            // Another site, or a field more or less: everything that was asked for is decided anew (T-104).
            Ok(secrets) if self.is_said_otherwise(&item, &secrets) => self.look_again(),
            Ok(secrets) => self.fill_now(number, Some(&secrets)),
            Err(fault) => {
                self.grant = None;
                if fault.is_of_server() {
                    self.notice = Some(Notice::NotFetched { fault: fault.view(None) });
                } else {
                    self.distrust(&item);
                    self.notice = Some(Notice::Damaged);
                }
            }
        }
    }

    fn grant_in(&self, number: u32, armed: Armed) -> Option<&Grant> {
        self.grant.as_ref().filter(|grant| grant.number == number && grant.armed == armed)
    }
}
