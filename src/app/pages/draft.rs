//! What was typed into pages, for ten minutes at most.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::app::page::Pin;
use crate::app::{FillTarget, TabId};
use crate::secret::SecretText;
use crate::site::Origin;
use crate::time::Timestamp;

/// Drafts at once; an older one makes room.
const MOST_DRAFTS: usize = 4;
/// A draft that nobody decides about is forgotten.
const DRAFT_MS: u64 = 600_000;
/// The account name of a first step is good for its second one.
const FIRST_STEP_MS: u64 = 120_000;

/// A login as it was typed.
#[derive(Serialize, Deserialize)]
pub struct Draft {
    pub number: u32,
    pub pin: Pin,
    pub user: String,
    /// Carried apart, sealed.
    #[serde(skip)]
    pub password: SecretText,
    /// It was typed as a new password.
    pub new: bool,
    pub state: State,
    /// The document in which the user is told.
    pub place: Option<(FillTarget, String)>,
    /// The user was told in a page.
    pub told: bool,
    pub until: Timestamp,
}

/// Where a draft stands.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub enum State {
    /// Sent; whether it was taken will be seen at this time.
    Sent { looks: usize, due: Timestamp, looking: bool },
    /// Taken; these items are still to be compared with it.
    Comparing { left: Vec<String>, same_user: Option<String> },
    /// Taken; what is known is locked.
    Locked,
    /// The user may decide. The item has another password.
    Offered { item: Option<String> },
}

/// The account name of a first step.
#[derive(Serialize, Deserialize)]
struct FirstStep {
    tab: TabId,
    origin: Origin,
    user: String,
    until: Timestamp,
}

/// All drafts, oldest first.
#[derive(Default, Serialize, Deserialize)]
pub struct Drafts {
    list: Vec<Draft>,
    first_step: Option<FirstStep>,
}

/// The secret part of a draft, to be sealed.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct CarriedDraft {
    number: u32,
    password: String,
}

impl Draft {
    pub fn new(number: u32, pin: Pin, user: String, password: SecretText, new: bool, now: Timestamp) -> Self {
        let state = State::Sent { looks: 0, due: now, looking: false };
        let until = now.after(DRAFT_MS);
        Self { number, pin, user, password, new, state, place: None, told: false, until }
    }

    pub fn origin(&self) -> &Origin {
        &self.pin.origin
    }

    /// Whether the user may see it.
    /// The item that it changes, if there is one.
    pub fn known(&self) -> Option<&str> {
        match &self.state {
            State::Offered { item } => item.as_deref(),
            State::Sent { .. } | State::Comparing { .. } | State::Locked => None,
        }
    }

    pub fn is_offered(&self) -> bool {
        matches!(self.state, State::Locked | State::Offered { .. })
    }
}

impl Drafts {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Draft> {
        self.list.iter()
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Draft> {
        self.list.iter_mut().find(|draft| draft.number == number)
    }

    pub fn get(&self, number: u32) -> Option<&Draft> {
        self.list.iter().find(|draft| draft.number == number)
    }

    pub fn retain(&mut self, keep: impl FnMut(&Draft) -> bool) {
        self.list.retain(keep);
    }

    /// Takes one out.
    pub fn take(&mut self, number: u32) -> Option<Draft> {
        let at = self.list.iter().position(|draft| draft.number == number)?;
        Some(self.list.remove(at))
    }

    /// Puts one in, and gives what had to go: one that was typed into the same document before is no longer meant.
    pub fn put(&mut self, draft: Draft) -> Vec<Draft> {
        let mut gone: Vec<_> = self.list.extract_if(.., |known| known.pin == draft.pin).collect();
        self.list.push(draft);
        let over = self.list.len().saturating_sub(MOST_DRAFTS);
        gone.extend(self.list.drain(..over));
        gone
    }

    /// The account name that was typed into the same document before.
    pub fn user_before(&self, pin: &Pin) -> Option<&str> {
        self.list.iter().find(|known| known.pin == *pin).map(|known| known.user.as_str())
    }

    /// Remembers the account name of a first step.
    pub fn first_step(&mut self, tab: TabId, origin: Origin, user: String, now: Timestamp) {
        self.first_step = Some(FirstStep { tab, origin, user, until: now.after(FIRST_STEP_MS) });
    }

    /// The account name that belongs to a password without one: of the step before, on the same origin in the same tab.
    pub fn user_of_first_step(&mut self, tab: TabId, origin: &Origin, now: Timestamp) -> Option<String> {
        let step = self.first_step.take()?;
        (step.tab == tab && step.origin == *origin && now < step.until).then(|| step.user.clone())
    }

    /// Forgets what is too old, and gives what was forgotten.
    pub fn expire(&mut self, now: Timestamp) -> Vec<Draft> {
        self.first_step.take_if(|step| now >= step.until);
        self.list.extract_if(.., |draft| now >= draft.until).collect()
    }

    /// The secret parts.
    pub fn carried(&self) -> Vec<CarriedDraft> {
        let secret = |draft: &Draft| CarriedDraft {
            number: draft.number,
            password: draft.password.expose().to_owned(),
        };
        self.list.iter().map(secret).collect()
    }

    /// Puts the secret parts back; a draft without one is of no use.
    pub fn restore(&mut self, carried: Vec<CarriedDraft>) {
        for part in carried {
            if let Some(draft) = self.get_mut(part.number) {
                draft.password = SecretText::new(part.password.clone());
            }
        }
        self.list.retain(|draft| !draft.password.is_empty());
        for draft in &mut self.list {
            if let State::Sent { looking, .. } = &mut draft.state {
                *looking = false;
            }
        }
    }
}
