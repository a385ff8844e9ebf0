//! The page that connects a server: from the address to the account.
//!
//! | file | what |
//! |---|---|
//! | here | the address, and whose turn it is |
//! | `sign_in` | in a tab or by an app password |
//! | `choose` | the vaults, each by its password |
//! | `keep` | the account goes to the disk |
//! | `screen` | what the page shows |
//!
//! Everything here is in memory only until the account is kept; a worker that is stopped before starts over.

mod choose;
mod keep;
mod screen;
mod sign_in;

use rand_core::CryptoRng;

use crate::app::sources::MOST_ACCOUNTS;
use crate::app::sources::calls::Purpose;
use crate::app::{App, Fault, ViewId};
use crate::message::Intent;
use crate::passman::{self, Api, Login, LoginStart, VaultInfo};
use crate::secret::SecretText;
use crate::server::{Call, Reply, Server};
use crate::time::Timestamp;

/// Longest texts that are taken from the page, in bytes.
const LONGEST: usize = 2_000;

/// What a call was for.
#[derive(Clone, Copy)]
pub enum Asked {
    Status,
    StartLogin,
    Poll,
    Version(Api),
    Vaults,
}

/// A server that is being connected. Secret.
#[derive(Default)]
pub struct Connect {
    step: Step,
}

enum Step {
    Address {
        text: String,
        fault: Option<Fault>,
    },
    Reaching {
        server: Server,
    },
    SignIn(SignIn),
    Vaults(Vaults),
    /// The passphrase is being set, or the account written, under this id; and a login that is worth nothing then.
    Saving {
        vaults: Vaults,
        id: Option<String>,
        old: Option<Login>,
    },
    Done {
        id: String,
    },
}

impl Default for Step {
    fn default() -> Self {
        Self::Address { text: String::new(), fault: None }
    }
}

struct SignIn {
    server: Server,
    start: Option<LoginStart>,
    next_poll: Timestamp,
    until: Timestamp,
    polling: bool,
    /// What is being tried.
    login: Option<Login>,
    /// The server made its password for us.
    granted: bool,
    fault: Option<Fault>,
}

struct Vaults {
    server: Server,
    api: Api,
    login: Login,
    granted: bool,
    list: Vec<Choice>,
    /// A vault without a challenge, and the password that is to be tried with another one.
    again: Option<(String, SecretText, u8)>,
}

struct Choice {
    info: VaultInfo,
    password: Option<SecretText>,
    fault: Option<Fault>,
}

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn said_in_connect(
        &mut self,
        view: ViewId,
        seq: u32,
        intent: Intent,
    ) -> Result<(), Fault> {
        match intent {
            Intent::TypeServer { text } => self.type_server(text),
            Intent::ConnectServer { plain } => self.connect_server(plain),
            Intent::SignIn { user, password } => self.sign_in(&user, SecretText::new(password)),
            Intent::OpenServerVault { guid, password } => {
                self.open_server_vault(&guid, SecretText::new(password))
            }
            Intent::LeaveServerVault { guid } => self.leave_server_vault(&guid),
            Intent::FinishConnect { passphrase } => {
                self.finish_connect(view, seq, passphrase.map(SecretText::new))
            }
            Intent::AbandonConnect => {
                self.abandon_connect();
                Ok(())
            }
            Intent::UnlockPassphrase { passphrase } => self.unlock_passphrase(view, seq, passphrase),
            Intent::UnlockPasskey { output } => self.unlock_passkey(output),
            _ => Err(Fault::BadMessage),
        }
    }

    pub(super) fn type_server(&mut self, text: String) -> Result<(), Fault> {
        let Step::Address { .. } = self.connect.step else { return Err(Fault::BadMessage) };
        if text.len() > LONGEST {
            return Err(Fault::ServerAddress);
        }
        self.connect.step = Step::Address { text, fault: None };
        Ok(())
    }

    pub(super) fn connect_server(&mut self, plain: bool) -> Result<(), Fault> {
        // Also to start over after a sign-in that nobody granted.
        let text = match &self.connect.step {
            Step::Address { text, .. } => text.as_str(),
            Step::SignIn(sign_in) if sign_in.start.is_none() => sign_in.server.base(),
            _ => return Err(Fault::BadMessage),
        };
        self.may_keep()?;
        if self.stored.accounts.len() >= MOST_ACCOUNTS {
            return Err(Fault::TooManyAccounts);
        }
        let server = passman::read_address(text)?;
        // Never without encryption by itself (T-100).
        if server.is_plain() && !plain {
            return Err(Fault::BadMessage);
        }
        self.call(passman::calls::status(&server), None, Purpose::Connect(Asked::Status));
        self.connect.step = Step::Reaching { server };
        Ok(())
    }

    /// Back to the address, with what came of it.
    pub(super) fn connect_failed(&mut self, fault: Fault) {
        let server = match std::mem::take(&mut self.connect.step) {
            Step::Reaching { server } | Step::SignIn(SignIn { server, .. }) => server,
            other => return self.connect.step = other,
        };
        self.connect.step = Step::Address { text: server.base().to_owned(), fault: Some(fault) };
    }

    pub(in crate::app::sources) fn connect_answered(&mut self, asked: Asked, reply: Reply) {
        match asked {
            Asked::Status => self.status_came(reply),
            Asked::StartLogin => self.login_started(reply),
            Asked::Poll => self.polled(reply),
            Asked::Version(api) => self.version_came(api, reply),
            Asked::Vaults => self.vaults_came(reply),
        }
    }

    pub(super) fn status_came(&mut self, reply: Reply) {
        let Step::Reaching { server } = &self.connect.step else { return };
        match passman::read_status(reply) {
            Ok(status) if status.maintenance => self.connect_failed(Fault::ServerMaintenance),
            Ok(_) => {
                let call = passman::calls::start_login(server);
                self.call(call, None, Purpose::Connect(Asked::StartLogin));
            }
            Err(fault) => self.connect_failed(fault.into()),
        }
    }

    /// A call with the login that is being tried, or was right.
    pub(super) fn connect_call(&mut self, call: Call, asked: Asked) {
        let (Step::SignIn(SignIn { login: Some(login), .. }) | Step::Vaults(Vaults { login, .. })) =
            &self.connect.step
        else {
            return;
        };
        let login = login.duplicate();
        self.call(call, Some(&login), Purpose::Connect(asked));
    }

    /// Nothing is kept; an app password that was made for us is given back.
    pub(in crate::app) fn abandon_connect(&mut self) {
        self.forget_calls(|purpose| matches!(purpose, Purpose::Connect(_)));
        let step = std::mem::take(&mut self.connect.step);
        match step {
            Step::Saving { .. } => self.connect.step = step,
            Step::SignIn(_) | Step::Vaults(_) => {
                self.connect.step = step;
                self.give_login_back();
                self.connect.step = Step::default();
            }
            Step::Address { .. } | Step::Reaching { .. } | Step::Done { .. } => {}
        }
    }

    /// An app password that the server made for us, and that is not kept, is worth nothing any more.
    pub(super) fn give_login_back(&mut self) {
        let (Step::SignIn(SignIn { server, login: Some(login), granted: true, .. })
        | Step::Vaults(Vaults { server, login, granted: true, .. })) = &self.connect.step
        else {
            return;
        };
        let login = login.duplicate();
        self.call(passman::calls::sign_out(server), Some(&login), Purpose::Nothing);
    }

    /// A lock: what was typed to open vaults is typed again.
    pub(in crate::app) fn forget_vault_passwords(&mut self) {
        if let Step::Vaults(vaults) = &mut self.connect.step {
            vaults.again = None;
            for choice in &mut vaults.list {
                choice.password = None;
            }
        }
    }

    pub(in crate::app) fn is_connecting(&self) -> bool {
        !matches!(self.connect.step, Step::Address { .. } | Step::Done { .. })
    }
}
