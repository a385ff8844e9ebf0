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

pub(super) use screen::server_view;

use rand_core::CryptoRng;

use crate::app::sources::MOST_ACCOUNTS;
use crate::app::sources::calls::Purpose;
use crate::app::sources::passwork::Joining;
use crate::app::{App, Fault, ViewId};
use crate::message::{Intent, SourceKind};
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
    /// What it is, as the user said; nothing as long as the user did not.
    kind: Option<SourceKind>,
    pub(super) step: Step,
}

pub(super) enum Step {
    Address {
        text: String,
        fault: Option<Fault>,
    },
    Reaching {
        server: Server,
    },
    SignIn(SignIn),
    Vaults(Vaults),
    /// A Passwork, in whatever state.
    Passwork(Joining),
    /// The passphrase is being set, or the account written, under this id; and a login that is worth nothing then.
    Saving {
        what: Ready,
        id: Option<String>,
        old: Option<Login>,
    },
    Done {
        id: String,
    },
}

/// What is to be kept.
pub(super) enum Ready {
    Passman(Vaults),
    Passwork(Box<Joining>),
}

impl Default for Step {
    fn default() -> Self {
        Self::Address { text: String::new(), fault: None }
    }
}

pub(super) struct SignIn {
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

pub(super) struct Vaults {
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
            Intent::ChooseServerKind { kind } => self.choose_kind(kind),
            Intent::TypeHost { host } => self.type_host(host),
            Intent::TypeKey { key, refresh } => {
                self.type_key(SecretText::new(key), refresh.map(SecretText::new))
            }
            Intent::ReadInvitation { text } => self.read_invitation(&SecretText::new(text)),
            Intent::ReadCode { width, height, grey } => self.read_code(width, height, &SecretText::new(grey)),
            Intent::TypeMaster { password } => self.type_master(&SecretText::new(password)),
            Intent::ConnectServer { .. } if matches!(self.connect.step, Step::Passwork(_)) => {
                self.connect_passwork()
            }
            Intent::TypeServer { text } => self.type_server(text),
            Intent::ConnectServer { plain } => self.connect_server(plain),
            Intent::SignIn { user, password } => self.sign_in(&user, SecretText::new(password)),
            Intent::OpenServerVault { guid, password } => {
                self.open_server_vault(&guid, SecretText::new(password))
            }
            Intent::LeaveServerVault { guid } => self.leave_server_vault(&guid),
            Intent::ConnectAgain { yes } => self.connect_again(yes),
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

    /// Begins anew with one kind.
    fn choose_kind(&mut self, kind: SourceKind) -> Result<(), Fault> {
        if matches!(self.connect.step, Step::Saving { .. }) {
            return Err(Fault::StorageBusy);
        }
        self.stop_connecting();
        self.connect.step = match kind {
            SourceKind::Passman => Step::default(),
            SourceKind::Passwork => Step::Passwork(Joining::default()),
            SourceKind::Phone => return Err(Fault::BadMessage),
        };
        self.connect.kind = Some(kind);
        Ok(())
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

    /// Nobody looks any more: nothing is kept.
    pub(in crate::app) fn leave_connect(&mut self) {
        self.stop_connecting();
        if !matches!(self.connect.step, Step::Saving { .. }) {
            self.connect = Connect::default();
        }
    }

    /// Back to where this kind begins; from there, to the choice of kinds.
    fn abandon_connect(&mut self) {
        let begins = match &self.connect.step {
            Step::Address { .. } | Step::Done { .. } => true,
            Step::Passwork(joining) => !joining.is_busy(),
            _ => false,
        };
        self.stop_connecting();
        match (begins, self.connect.kind) {
            _ if matches!(self.connect.step, Step::Saving { .. }) => {}
            (false, Some(SourceKind::Passwork)) => self.connect.step = Step::Passwork(Joining::default()),
            (false, _) => self.connect.step = Step::default(),
            (true, _) => self.connect = Connect::default(),
        }
    }

    /// Nothing is waited for any more; an app password that was made for us is given back.
    fn stop_connecting(&mut self) {
        self.forget_calls(|purpose| matches!(purpose, Purpose::Connect(_) | Purpose::Probe));
        if !matches!(self.connect.step, Step::Saving { .. }) {
            self.drop_connecting();
            self.give_login_back();
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
        match &mut self.connect.step {
            Step::Vaults(vaults) => {
                vaults.again = None;
                for choice in &mut vaults.list {
                    choice.password = None;
                }
            }
            Step::Passwork(_) => {
                // Nor is the answer of this server taken for that of the next.
                self.forget_calls(|purpose| matches!(purpose, Purpose::Probe));
                self.drop_connecting();
                self.connect.step = Step::Passwork(Joining::default());
            }
            _ => {}
        }
    }

    pub(in crate::app) fn is_connecting(&self) -> bool {
        match &self.connect.step {
            Step::Address { .. } | Step::Done { .. } => false,
            Step::Passwork(joining) => joining.is_busy(),
            _ => true,
        }
    }
}
