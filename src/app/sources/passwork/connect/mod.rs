//! From host and key to what is there: the page that connects a Passwork.
//!
//! | file | what |
//! |---|---|
//! | here | where it stands, and what the page shows |
//! | `typed` | host and key, as they are typed or read from a code |
//! | `sign_in` | what the server is, and what it says before and after the master password |
//! | `master` | the master password, and whether it is right |
//!
//! Everything is in memory only until the account is kept. A code that anybody can show names the server that gets the key:
//! nothing is called before the user saw it and said so (T-100).

mod master;
mod sign_in;
mod typed;

use rand_core::CryptoRng;

use crate::app::sources::connect::{Step, server_view};
use crate::app::{App, Fault};
use crate::message::{AgainView, ConnectStep};
use crate::passwork::{Found, MasterOptions, Probe, Tokens, read_address};
use crate::secret::SecretText;
use crate::server::{Server, ServerFault};

/// Most names of vaults that are shown.
const MOST_SHOWN: usize = 1_000;

/// What a call was for.
#[derive(Clone, Copy)]
pub enum Asked {
    /// How the master key comes from the master password; the first call, which signs in.
    Options,
    /// 7.x: whether the user has a key, which tells whether there is encryption.
    Keys,
    /// Whether the master key is right.
    Proof,
    Vaults,
}

/// A Passwork that is being connected. Secret.
#[derive(Default)]
pub struct Joining {
    host: String,
    key: Option<SecretText>,
    refresh: Option<SecretText>,
    /// The master key, from a code.
    master: Option<SecretText>,
    /// For which server that is, if the code said so.
    master_of: Option<Server>,
    from_code: bool,
    /// The user's word on whether it is an account that is there already.
    again: Option<bool>,
    fault: Option<Fault>,
    stage: Stage,
}

#[derive(Default)]
enum Stage {
    #[default]
    Key,
    Probing(Server, Probe),
    SigningIn(Signed),
    Master(Signed, Option<Fault>, Check),
    /// With ids and names of the vaults that will be listed.
    Found(Signed, Vec<(String, String)>),
}

/// What is being done with a master password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    /// It is typed.
    Typing,
    /// The browser makes the master key of it, under this number.
    Stretching(u32),
    /// The server says whether the key is right.
    Proving,
}

/// A server that let us in.
pub(super) struct Signed {
    pub(super) server: Server,
    pub(super) found: Found,
    pub(super) user: String,
    options: Option<MasterOptions>,
    /// 7.x: the private key of the user, sealed.
    pub(super) private: Option<SecretText>,
    /// The master key, proved.
    pub(super) master: Option<SecretText>,
}

impl Joining {
    /// What is there, if everything is known by now.
    pub(super) fn signed(&self) -> Option<&Signed> {
        match &self.stage {
            Stage::Found(signed, _) => Some(signed),
            _ => None,
        }
    }

    /// Ids and names of the vaults that the server lists.
    pub(super) fn listed(&self) -> &[(String, String)] {
        match &self.stage {
            Stage::Found(_, vaults) => vaults,
            _ => &[],
        }
    }

    pub(super) fn says_again(&self) -> Option<bool> {
        self.again
    }

    pub(super) fn api_key(&self) -> Option<SecretText> {
        self.key.as_ref().map(SecretText::duplicate)
    }

    /// A new pair came for the one that was pasted (7.x).
    pub(super) fn renewed(&mut self, tokens: &Tokens) {
        self.key = Some(tokens.access.duplicate());
        self.refresh = tokens.refresh.as_ref().map(SecretText::duplicate);
    }

    pub fn is_found(&self) -> bool {
        self.signed().is_some()
    }

    /// Whether the server let us in, and nothing asked for a master password so far.
    fn is_signing_in(&self) -> bool {
        matches!(self.stage, Stage::SigningIn(_))
    }

    /// Whether something runs, or was typed that would be lost.
    pub fn is_busy(&self) -> bool {
        !matches!(self.stage, Stage::Key)
    }

    /// `again`: the account that it may be already.
    pub fn view(&self, again: Option<AgainView>) -> ConnectStep {
        let fault = |fault: Option<Fault>| fault.map(|fault| fault.view(None));
        match &self.stage {
            Stage::Key => {
                let server = read_address(&self.host);
                let wrong = server.as_ref().err().filter(|_| !self.host.trim().is_empty());
                let wrong = wrong.map(|wrong| address_fault(*wrong));
                ConnectStep::Key {
                    host: self.host.clone(),
                    server: server.ok().map(|server| server_view(&server)),
                    has_key: self.key.is_some(),
                    has_refresh: self.refresh.is_some(),
                    has_master: self.master.is_some(),
                    from_code: self.from_code,
                    fault: fault(self.fault.or(wrong)),
                }
            }
            Stage::Probing(server, _) => ConnectStep::Reaching { server: server_view(server) },
            Stage::SigningIn(signed) => ConnectStep::Reaching { server: server_view(&signed.server) },
            Stage::Master(signed, wrong, check) => ConnectStep::Master {
                server: server_view(&signed.server),
                user: signed.user.clone(),
                weak: signed.options.as_ref().is_some_and(MasterOptions::is_weak),
                checking: *check != Check::Typing,
                fault: fault(*wrong),
            },
            Stage::Found(signed, vaults) => ConnectStep::Found {
                server: server_view(&signed.server),
                user: signed.user.clone(),
                version: signed.found.version.clone().unwrap_or_default(),
                encrypted: signed.master.is_some(),
                vaults: vaults.iter().take(MOST_SHOWN).map(|(_, name)| name.clone()).collect(),
                again,
            },
        }
    }

    /// Back to host and key, with what came of it.
    fn failed(&mut self, fault: Fault) {
        if matches!(fault, Fault::PassworkKeyRefused | Fault::PassworkTokenExpired | Fault::PassworkKeyForm) {
            (self.key, self.refresh) = (None, None);
        }
        (self.stage, self.fault) = (Stage::Key, Some(fault));
    }
}

impl<R: CryptoRng> App<R> {
    fn joining(&mut self) -> Result<&mut Joining, Fault> {
        match &mut self.connect.step {
            Step::Passwork(joining) => Ok(joining),
            _ => Err(Fault::BadMessage),
        }
    }

    /// Whether it is the account that it may be already.
    pub(in crate::app::sources) fn connect_again(&mut self, yes: bool) -> Result<(), Fault> {
        self.joining()?.again = Some(yes);
        Ok(())
    }
}

fn address_fault(fault: ServerFault) -> Fault {
    match fault {
        ServerFault::Plain => Fault::PassworkNeedsHttps,
        other => other.into(),
    }
}
