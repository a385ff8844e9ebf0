//! The one request that may run: from the user's wish to what becomes of the phone's answer.
//!
//! The background owns it. Views show it and may go; a stopped worker takes it up again with its next event.
//!
//! | file | what |
//! |---|---|
//! | `wish` | what people can ask, and asking it again |
//! | `run` | polls, and what comes back |
//! | `received` | the one true answer |
//! | `cancel` | giving it up |

mod cancel;
mod received;
mod run;
mod wish;

pub use cancel::LeftOver;

use serde::{Deserialize, Serialize};

use crate::app::{Fault, Route, TabId};
use crate::message::RequestKind;
use crate::phone::Request;
use crate::site::Origin;

/// A request with its purpose. Holds no secret.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    pub request: Request,
    pub kind: RequestKind,
    /// The phone that is asked.
    pub link: String,
    /// Its addresses, and which is next.
    pub route: Route,
    /// The site it is about.
    pub site: Option<String>,
    /// The tab with the page it is for: without that, nobody waits for it.
    #[serde(default)]
    pub tab: Option<TabId>,
    /// Open the cache with the answer, and keep it there.
    pub keep: bool,
    /// Fill the answer in.
    pub fill: bool,
    /// Uids it is about.
    pub uids: Vec<String>,
    pub outcome: Outcome,
    /// It was given up before the phone could be told.
    #[serde(skip)]
    pub cancel_due: bool,
}

/// Where it stands for us.
#[derive(Serialize, Deserialize)]
pub enum Outcome {
    Running,
    /// Answered: so many items.
    Done(u32),
    Failed(Fault),
}

impl Ask {
    pub fn is_running(&self) -> bool {
        matches!(self.outcome, Outcome::Running)
    }

    pub fn has_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(fault) if fault != Fault::RequestCancelled)
    }

    pub fn origin(&self) -> Option<Origin> {
        self.site.as_deref().and_then(Origin::parse)
    }

    /// Whether its answer is a single login, to be filled or copied.
    pub fn gives_one(&self) -> bool {
        matches!(self.kind, RequestKind::Site | RequestKind::Any | RequestKind::Create)
    }
}
