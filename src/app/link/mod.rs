//! Linking, from the first code to the stored link. Nothing is stored until the user said that both screens agree.
//!
//! | file | what |
//! |---|---|
//! | `start` | from the wish to the code, and giving it up |
//! | `connect` | from the address to the phone's answer |
//! | `store` | from the comparison to the disk |

mod connect;
mod start;
mod store;

use serde::{Deserialize, Serialize};

use crate::app::stored::StoredLink;
use crate::app::{Effect, Fault, KeySlot, KeyTask, Ticket};
use crate::phone::{Address, LinkOffer, LinkSealed, Linking, NewLink};
use crate::time::Timestamp;

/// Where linking stands, with what it needs.
#[derive(Default)]
pub struct LinkFlow {
    pub step: Step,
    /// What was typed last.
    pub typed: Typed,
    /// The phone that is linked again.
    pub again: Option<String>,
    /// The code on the screen. Secret.
    pub offer: Option<LinkOffer>,
    /// What the phone answered, until the user compared. Secret.
    pub new_link: Option<NewLink>,
    /// The link as it is being written.
    stored: Option<StoredLink>,
    sealed: Option<(u32, LinkSealed)>,
    in_flight: Option<u32>,
    probed: bool,
}

/// The address as it stands in the field.
#[derive(Clone, Serialize, Deserialize)]
pub struct Typed {
    pub text: String,
    pub port: String,
    /// Whether the field was left or used: only then an empty one is a fault.
    pub touched: bool,
}

impl Default for Typed {
    fn default() -> Self {
        Self { text: String::new(), port: "8787".into(), touched: false }
    }
}

/// The steps. Holds no secret.
#[derive(Default, Serialize, Deserialize)]
pub enum Step {
    #[default]
    Start,
    MakingKeys,
    Code {
        expires: Timestamp,
    },
    Connecting {
        linking: Linking,
        expires: Timestamp,
        since: Timestamp,
        needs_permission: bool,
    },
    Compare {
        address: Address,
        fingerprint: String,
    },
    Storing {
        address: Address,
        fingerprint: String,
    },
    Done {
        link: String,
        fingerprint: String,
    },
    Failed(Fault),
}

impl LinkFlow {
    pub fn is_running(&self) -> bool {
        matches!(self.step, Step::Connecting { .. })
    }

    /// As an earlier worker left it. Without its secrets a step leads nowhere, so linking starts again.
    pub fn resumed(
        step: Step,
        typed: Typed,
        again: Option<String>,
        offer: Option<LinkOffer>,
        new_link: Option<NewLink>,
    ) -> Self {
        let step = match step {
            Step::Code { .. } | Step::Connecting { .. } if offer.is_none() => Step::Start,
            Step::Compare { .. } | Step::Storing { .. } if new_link.is_none() => Step::Start,
            step => step,
        };
        Self { step, typed, again, offer, new_link, ..Self::default() }
    }

    /// Whether it ended with this link.
    pub fn is_done_with(&self, phone: &str) -> bool {
        matches!(&self.step, Step::Done { link, .. } if link == phone)
    }

    /// The page was closed: what is over need not be shown again.
    pub fn put_away(&mut self) {
        if matches!(self.step, Step::Done { .. } | Step::Failed(_)) {
            *self = Self::default();
        }
    }

    /// Whether the answer is being opened.
    pub fn is_checking(&self) -> bool {
        self.sealed.is_some()
    }

    /// The user compared the long texts after linking, and they differ.
    pub fn different(&mut self) {
        *self = Self { step: Step::Failed(Fault::LinkDifferent), ..Self::default() };
    }

    fn fail(&mut self, fault: Fault) -> Effect {
        let (typed, again) = (self.typed.clone(), self.again.clone());
        *self = Self { step: Step::Failed(fault), typed, again, ..Self::default() };
        Effect::Key(Ticket::Forget, KeyTask::Drop(KeySlot::Pending))
    }
}
