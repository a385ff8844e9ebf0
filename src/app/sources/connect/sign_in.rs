//! Signing in: the user grants it in a tab of the server (Login Flow v2), or types an app password.

use rand_core::CryptoRng;

use super::{Asked, LONGEST, SignIn, Step, Vaults};
use crate::app::sources::calls::Purpose;
use crate::app::{App, Effect, Fault};
use crate::passman::{self, Api, CallFault, Login};
use crate::secret::SecretText;
use crate::server::Reply;

/// How often the server is asked whether the user has signed in.
const POLL_MS: u64 = 2_500;
/// How long a sign-in is waited for: as long as Nextcloud does (Login Flow v2).
const SIGN_IN_MS: u64 = 20 * 60_000;

impl<R: CryptoRng> App<R> {
    pub(super) fn login_started(&mut self, reply: Reply) {
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
            granted: false,
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

    pub(super) fn polled(&mut self, reply: Reply) {
        let now = self.clock.running();
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        (sign_in.polling, sign_in.next_poll) = (false, now.after(POLL_MS));
        // One lost answer is not the end: the server hands the password out once, and says 404 until then.
        if let Ok(Some(granted)) = passman::read_login_poll(reply, &sign_in.server) {
            // The address that is named in the answer is not taken: the user chose one (T-100).
            self.try_login(granted.login, true);
        }
    }

    pub(super) fn sign_in(&mut self, user: &str, password: SecretText) -> Result<(), Fault> {
        let Step::SignIn(sign_in) = &self.connect.step else { return Err(Fault::BadMessage) };
        if sign_in.login.is_some() || user.len() > LONGEST || password.expose().len() > LONGEST {
            return Err(Fault::BadMessage);
        }
        self.try_login(Login { user: user.trim().to_owned(), password }, false);
        Ok(())
    }

    pub(super) fn try_login(&mut self, login: Login, granted: bool) {
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        let call = passman::calls::version(&sign_in.server, Api::Pretty);
        (sign_in.login, sign_in.granted, sign_in.fault) = (Some(login), granted, None);
        self.connect_call(call, Asked::Version(Api::Pretty));
    }

    pub(super) fn version_came(&mut self, api: Api, reply: Reply) {
        let Step::SignIn(sign_in) = &mut self.connect.step else { return };
        match passman::read_version(reply) {
            Ok(_) => {
                let Some(login) = sign_in.login.take() else { return };
                let server = sign_in.server.clone();
                let call = passman::calls::vaults(&server, api);
                let granted = sign_in.granted;
                let vaults = Vaults { server, api, login, granted, list: Vec::new(), again: None };
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
                sign_in.fault = Some(fault.into());
                if sign_in.granted {
                    // The server gives it once: the next try begins anew.
                    sign_in.start = None;
                    self.give_login_back();
                }
                if let Step::SignIn(sign_in) = &mut self.connect.step {
                    sign_in.login = None;
                }
            }
        }
    }
}
