//! The page that connects a server: from the address to the account.
//!
//! Everything here is in memory only until the account is kept; a worker that is stopped before starts over.

use rand_core::CryptoRng;

use crate::app::cache::{Open, Work};
use crate::app::sources::calls::Purpose;
use crate::app::sources::note::{Note, NotedVault};
use crate::app::sources::{MOST_ACCOUNTS, account_source, shown_address};
use crate::app::{App, Effect, Fault, StoredAccount, ViewId};
use crate::message::{ConnectScreen, ConnectStep, ConnectVault, Intent, ServerView};
use crate::passman::{
    self, Api, CallFault, Login, LoginStart, Reply, Server, VaultInfo, VaultPasswordFault, prove,
};
use crate::secret::SecretText;
use crate::time::Timestamp;
use crate::vault::{LocalKey, Vault};

/// How often the server is asked whether the user has signed in.
const POLL_MS: u64 = 2_500;
/// How long a sign-in is waited for: as long as Nextcloud does (Login Flow v2).
const SIGN_IN_MS: u64 = 20 * 60_000;
/// How often another challenge is asked for where there was none.
const MOST_CHALLENGES: u8 = 3;
/// Longest texts that are taken from the page, in bytes.
const LONGEST: usize = 2_000;

/// What a call was for.
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
    /// The passphrase is being set, or the account written, under this id.
    Saving {
        vaults: Vaults,
        id: Option<String>,
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
    fault: Option<Fault>,
}

struct Vaults {
    server: Server,
    api: Api,
    login: Login,
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
            Intent::SignIn { user, password } => self.sign_in(user, SecretText::new(password)),
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

    fn type_server(&mut self, text: String) -> Result<(), Fault> {
        let Step::Address { .. } = self.connect.step else { return Err(Fault::BadMessage) };
        if text.len() > LONGEST {
            return Err(Fault::ServerAddress);
        }
        self.connect.step = Step::Address { text, fault: None };
        Ok(())
    }

    fn connect_server(&mut self, plain: bool) -> Result<(), Fault> {
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
        let server = Server::parse(text)?;
        // Never without encryption by itself (T-100).
        if server.is_plain() && !plain {
            return Err(Fault::BadMessage);
        }
        self.call(passman::calls::status(&server), None, Purpose::Connect(Asked::Status));
        self.connect.step = Step::Reaching { server };
        Ok(())
    }

    /// Back to the address, with what came of it.
    fn connect_failed(&mut self, fault: Fault) {
        let server = match std::mem::take(&mut self.connect.step) {
            Step::Reaching { server } | Step::SignIn(SignIn { server, .. }) => server,
            other => return self.connect.step = other,
        };
        self.connect.step = Step::Address { text: server.base().to_owned(), fault: Some(fault) };
    }

    pub(super) fn connect_answered(&mut self, asked: Asked, reply: Reply) {
        match asked {
            Asked::Status => self.status_came(reply),
            Asked::StartLogin => self.login_started(reply),
            Asked::Poll => self.polled(reply),
            Asked::Version(api) => self.version_came(api, reply),
            Asked::Vaults => self.vaults_came(reply),
        }
    }

    fn status_came(&mut self, reply: Reply) {
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

    fn login_started(&mut self, reply: Reply) {
        let Step::Reaching { server } = &self.connect.step else { return };
        let now = self.clock.running();
        // A server that offers no such page, or names one that is not its own, is left with the app password.
        let (start, fault) = match passman::read_login_start(reply, server) {
            Ok(start) => (Some(start), None),
            Err(fault) => (None, Some(fault.into()).filter(|_| fault == CallFault::Elsewhere)),
        };
        self.connect.step = Step::SignIn(SignIn {
            server: server.clone(),
            start,
            next_poll: now.after(POLL_MS),
            until: now.after(SIGN_IN_MS),
            polling: false,
            login: None,
            fault,
        });
    }

    /// Asks again whether the user has signed in, when it is time.
    pub(in crate::app) fn pump_connect(&mut self) {
        let now = self.clock.running();
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        let Some(start) = sign_in.start.as_ref().filter(|_| !sign_in.polling && sign_in.login.is_none())
        else {
            return;
        };
        if now >= sign_in.until {
            (sign_in.start, sign_in.fault) = (None, Some(Fault::ServerSignInExpired));
        } else if now >= sign_in.next_poll {
            sign_in.polling = true;
            let call = passman::calls::poll_login(&start.endpoint, &start.token);
            self.call(call, None, Purpose::Connect(Asked::Poll));
        } else {
            let wait = u32::try_from(sign_in.next_poll.since(now)).unwrap_or(u32::MAX);
            self.out.push(Effect::Timer(wait));
        }
    }

    fn polled(&mut self, reply: Reply) {
        let now = self.clock.running();
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        (sign_in.polling, sign_in.next_poll) = (false, now.after(POLL_MS));
        match passman::read_login_poll(reply, &sign_in.server) {
            // The address that is named in the answer is not taken: the user chose one (T-100).
            Ok(Some(granted)) => self.try_login(granted.login),
            // One lost answer is not the end: the server hands the password out once, and says 404 until then.
            Ok(None) | Err(_) => {}
        }
    }

    fn sign_in(&mut self, user: String, password: SecretText) -> Result<(), Fault> {
        let Step::SignIn(sign_in) = &self.connect.step else { return Err(Fault::BadMessage) };
        if sign_in.login.is_some() || user.len() > LONGEST || password.expose().len() > LONGEST {
            return Err(Fault::BadMessage);
        }
        self.try_login(Login { user: user.trim().to_owned(), password });
        Ok(())
    }

    fn try_login(&mut self, login: Login) {
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        let call = passman::calls::version(&sign_in.server, Api::Pretty);
        (sign_in.login, sign_in.fault) = (Some(login), None);
        self.connect_call(call, Asked::Version(Api::Pretty));
    }

    /// A call with the login that is being tried, or was right.
    fn connect_call(&mut self, call: passman::Call, asked: Asked) {
        let login = match &self.connect.step {
            Step::SignIn(SignIn { login: Some(login), .. }) | Step::Vaults(Vaults { login, .. }) => login,
            _ => return,
        };
        let login = Login { user: login.user.clone(), password: login.password.duplicate() };
        self.call(call, Some(&login), Purpose::Connect(asked));
    }

    fn version_came(&mut self, api: Api, reply: Reply) {
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        match passman::read_version(reply) {
            Ok(_) => {
                let Some(login) = sign_in.login.take() else { return };
                let server = sign_in.server.clone();
                let call = passman::calls::vaults(&server, api);
                let vaults = Vaults { server, api, login, list: Vec::new(), again: None };
                self.connect.step = Step::Vaults(vaults);
                self.connect_call(call, Asked::Vaults);
            }
            // Where the server does not rewrite addresses, only the long form is there.
            Err(CallFault::NoPassman | CallFault::NotFound | CallFault::Redirected) if api == Api::Pretty => {
                let call = passman::calls::version(&sign_in.server, Api::Index);
                self.connect_call(call, Asked::Version(Api::Index));
            }
            Err(fault) => {
                let fault = if fault == CallFault::NotFound { CallFault::NoPassman } else { fault };
                (sign_in.login, sign_in.fault) = (None, Some(fault.into()));
            }
        }
    }

    fn vaults_came(&mut self, reply: Reply) {
        let Step::Vaults(vaults) = &mut self.connect.step else { return };
        let came = match passman::read_vaults(reply) {
            Ok(came) => came,
            Err(fault) => {
                let server = vaults.server.clone();
                self.connect.step = Step::Reaching { server };
                return self.connect_failed(fault.into());
            }
        };
        let mut known = std::mem::take(&mut vaults.list);
        vaults.list = came
            .into_iter()
            .filter(|info| !info.delete_pending)
            .map(|info| {
                let before = known.iter_mut().find(|choice| choice.info.guid == info.guid);
                let password = before.and_then(|choice| choice.password.take());
                Choice { info, password, fault: None }
            })
            .collect();
        if let Some((guid, password, tries)) = vaults.again.take() {
            self.try_vault(&guid, password, tries);
        }
    }

    fn open_server_vault(&mut self, guid: &str, password: SecretText) -> Result<(), Fault> {
        if password.expose().len() > LONGEST {
            return Err(Fault::VaultPasswordWrong);
        }
        self.try_vault(guid, password, 0);
        Ok(())
    }

    fn try_vault(&mut self, guid: &str, password: SecretText, tries: u8) {
        let Step::Vaults(vaults) = &mut self.connect.step else { return };
        let Some(choice) = vaults.list.iter_mut().find(|choice| choice.info.guid == guid) else { return };
        let challenge = choice.info.challenge.as_deref().ok_or(VaultPasswordFault::NoChallenge);
        match challenge.and_then(|challenge| prove(challenge, &password)) {
            Ok(()) => (choice.password, choice.fault) = (Some(password), None),
            // The server takes any field of any item, and this one was empty: the next is another.
            Err(VaultPasswordFault::NoChallenge) if tries < MOST_CHALLENGES => {
                vaults.again = Some((guid.to_owned(), password, tries + 1));
                let call = passman::calls::vaults(&vaults.server, vaults.api);
                self.connect_call(call, Asked::Vaults);
            }
            Err(fault) => choice.fault = Some(fault.into()),
        }
    }

    fn leave_server_vault(&mut self, guid: &str) -> Result<(), Fault> {
        let Step::Vaults(vaults) = &mut self.connect.step else { return Err(Fault::BadMessage) };
        let choice = vaults.list.iter_mut().find(|choice| choice.info.guid == guid);
        choice.ok_or(Fault::BadMessage)?.password = None;
        Ok(())
    }

    fn finish_connect(
        &mut self,
        view: ViewId,
        seq: u32,
        passphrase: Option<SecretText>,
    ) -> Result<(), Fault> {
        self.may_keep()?;
        let Step::Vaults(vaults) = &self.connect.step else { return Err(Fault::BadMessage) };
        if vaults.list.iter().all(|choice| choice.password.is_none()) {
            return Err(Fault::NoVaultChosen);
        }
        if self.is_storing() {
            return Err(Fault::StorageBusy);
        }
        if self.open.is_none() && self.stored.has_cache() {
            return Err(Fault::VaultLocked);
        }
        let Step::Vaults(vaults) = std::mem::take(&mut self.connect.step) else { return Ok(()) };
        self.connect.step = Step::Saving { vaults, id: None };
        if self.open.is_some() {
            self.keep_account();
            return Ok(());
        }
        // Nothing opens a cache yet: the passphrase will.
        let mut open = Open::new(self.start_lock_clock());
        open.local = Some(LocalKey::make(&mut self.rng));
        self.drop_factors();
        self.open = Some(open);
        let set = passphrase.ok_or(Fault::PassphraseShort);
        let set = set.and_then(|passphrase| self.set_passphrase(view, seq, passphrase.expose().to_owned()));
        if set.is_err() {
            self.connect_not_kept();
        }
        set
    }

    /// The passphrase was set, or not.
    pub(in crate::app) fn connect_factor_set(&mut self, ok: bool) {
        if !matches!(self.connect.step, Step::Saving { id: None, .. }) {
            return;
        }
        if ok { self.keep_account() } else { self.connect_not_kept() }
    }

    /// Back to the choice of vaults.
    fn connect_not_kept(&mut self) {
        if let Step::Saving { vaults, .. } = std::mem::take(&mut self.connect.step) {
            self.connect.step = Step::Vaults(vaults);
        }
        self.open.take_if(|open| open.caches.is_empty());
    }

    fn keep_account(&mut self) {
        let mut number = [0; 4];
        self.rng.fill_bytes(&mut number);
        let id = format!("passman-{:08x}", u32::from_be_bytes(number));
        let colour = self.next_colour();
        let known = self.known_account();
        let Step::Saving { vaults, id: saving } = &mut self.connect.step else { return };
        // The same account signs in anew: its login and its choice of vaults are replaced.
        let id = known.unwrap_or(id);
        *saving = Some(id.clone());
        let noted = vaults.list.iter().filter_map(|choice| {
            let password = choice.password.as_ref()?;
            Some(NotedVault::new(&choice.info, password))
        });
        let note = Note::new(&vaults.login, noted.collect());
        if self.stored.account(&id).is_some() {
            return self.renew_account(&id, &note);
        }
        let account = StoredAccount {
            id: id.clone(),
            name: String::new(),
            colour,
            server: vaults.server.clone(),
            api: vaults.api,
            added_at_ms: self.clock.wall_ms(),
            synced_at_ms: 0,
            counters: std::collections::BTreeMap::new(),
        };
        let vault = Vault::create(&id, &mut self.rng);
        let Ok(changes) = vault.with_note(note.to_bytes(), &mut self.rng) else {
            return self.connect_not_kept();
        };
        self.stored.accounts.push(account);
        self.add_cache(&id, vault);
        let accounts = self.stored.write_accounts(&self.stored.accounts, self.clock.wall_ms());
        self.save_with(id, changes, None, accounts);
    }

    /// The account that this is, if it is connected already.
    fn known_account(&self) -> Option<String> {
        let Step::Saving { vaults, .. } = &self.connect.step else { return None };
        let is_it = |account: &&StoredAccount| {
            let note = self.note(&account.id);
            account.server == vaults.server && note.is_some_and(|note| note.user == vaults.login.user)
        };
        self.stored.accounts.iter().find(is_it).map(|account| account.id.clone())
    }

    /// Another login and other vaults for an account; what is kept of vaults that are not used any more goes.
    fn renew_account(&mut self, id: &str, note: &Note) {
        if let (Some(old), Some(account)) = (self.note(id), self.stored.account(id)) {
            let call = passman::calls::sign_out(&account.server);
            self.call(call, Some(&old.login()), Purpose::Nothing);
        }
        self.forget_calls(|purpose| matches!(purpose, Purpose::Sync(of, _) if of == id));
        self.syncs.remove(id);
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(id)) else {
            return self.connect_not_kept();
        };
        let left = vault.entries().filter(|entry| note.vault(&entry.group).is_none());
        let left: Vec<String> = left.map(|entry| entry.uid.clone()).collect();
        match vault.with_note(note.to_bytes(), &mut self.rng) {
            Ok(changes) => self.save_with(id.to_owned(), changes, None, Vec::new()),
            Err(_) => return self.connect_not_kept(),
        }
        for uid in left {
            self.save_in_turn(id, Work::Drop(uid));
        }
    }

    /// The account lies on disk, or does not.
    pub(in crate::app) fn connect_saved(&mut self, source: &str, ok: bool) {
        let Step::Saving { id: Some(id), .. } = &self.connect.step else { return };
        if id != source {
            return;
        }
        let id = id.clone();
        if ok {
            self.stored.damaged_accounts = None;
            self.connect.step = Step::Done { id: id.clone() };
            self.start_sync(&id);
        } else if self.stored.vaults.get(&id).is_some_and(|vault| vault.index.is_some()) {
            self.connect_not_kept();
        } else {
            self.stored.accounts.retain(|account| account.id != id);
            self.stored.vaults.remove(&id);
            if let Some(open) = &mut self.open {
                open.caches.remove(&id);
            }
            self.connect_not_kept();
        }
    }

    /// Nothing is kept; an app password that was made for us is given back.
    pub(in crate::app) fn abandon_connect(&mut self) {
        self.forget_calls(|purpose| matches!(purpose, Purpose::Connect(_)));
        let step = std::mem::take(&mut self.connect.step);
        match step {
            Step::Saving { .. } => self.connect.step = step,
            Step::Vaults(Vaults { server, login, .. }) => {
                self.call(passman::calls::sign_out(&server), Some(&login), Purpose::Nothing);
            }
            Step::Address { .. } | Step::Reaching { .. } | Step::SignIn(_) | Step::Done { .. } => {}
        }
    }

    pub(in crate::app) fn is_connecting(&self) -> bool {
        !matches!(self.connect.step, Step::Address { .. } | Step::Done { .. })
    }

    pub(in crate::app) fn connect_screen(&self) -> ConnectScreen {
        ConnectScreen {
            step: self.connect_step(),
            locked: self.open.is_none() && self.stored.has_cache(),
            needs_passphrase: self.open.is_none() && !self.stored.has_cache(),
            forbidden: self.stored.policy.no_cache,
            factors: self.factors_view(),
            has_phone: !self.stored.links.is_empty(),
        }
    }

    fn connect_step(&self) -> ConnectStep {
        match &self.connect.step {
            Step::Address { text, fault } => {
                let server = Server::parse(text);
                let wrong = server.as_ref().err().filter(|_| !text.trim().is_empty());
                let fault = fault.or_else(|| wrong.map(|fault| fault.clone().into()));
                ConnectStep::Address {
                    text: text.clone(),
                    fault: fault.map(|fault| fault.view(None)),
                    server: server.ok().map(|server| server_view(&server)),
                }
            }
            Step::Reaching { server } => ConnectStep::Reaching { server: server_view(server) },
            Step::SignIn(sign_in) => ConnectStep::SignIn {
                server: server_view(&sign_in.server),
                login: sign_in.start.as_ref().map(|start| start.login.clone()).unwrap_or_default(),
                checking: sign_in.login.is_some(),
                fault: sign_in.fault.map(|fault| fault.view(None)),
            },
            Step::Vaults(vaults) => ConnectStep::Vaults {
                server: server_view(&vaults.server),
                user: vaults.login.user.clone(),
                vaults: vaults.list.iter().map(Choice::view).collect(),
                busy: vaults.again.is_some() || self.is_asked_for_vaults(),
            },
            Step::Saving { .. } => ConnectStep::Saving,
            Step::Done { id } => match self.stored.account(id) {
                Some(account) => ConnectStep::Done { source: account_source(account) },
                None => ConnectStep::Address { text: String::new(), server: None, fault: None },
            },
        }
    }

    fn is_asked_for_vaults(&self) -> bool {
        self.calls.values().any(|purpose| matches!(purpose, Purpose::Connect(Asked::Vaults)))
    }
}

impl Choice {
    fn view(&self) -> ConnectVault {
        ConnectVault {
            guid: self.info.guid.clone(),
            name: self.info.name.clone(),
            open: self.password.is_some(),
            fault: self.fault.map(|fault| fault.view(None)),
        }
    }
}

fn server_view(server: &Server) -> ServerView {
    ServerView { address: shown_address(server), plain: server.is_plain(), permission: server.pattern() }
}

impl From<VaultPasswordFault> for Fault {
    fn from(fault: VaultPasswordFault) -> Self {
        match fault {
            VaultPasswordFault::WrongPassword => Self::VaultPasswordWrong,
            VaultPasswordFault::NoChallenge => Self::VaultNoChallenge,
            VaultPasswordFault::Damaged => Self::ServerUnreadable,
        }
    }
}
