//! Calls to servers. Each has a number; what it was for is remembered here, and what came back goes there.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use crate::app::sources::{change, connect, detail, sync};
use crate::app::{App, Effect, Fault, Got, ServerCall, Ticket};
use crate::passman::{CallFault, Login};
use crate::passwork;
use crate::secret::SecretText;
use crate::server::{Body, Call, Reply, ServerFault};

/// Calls on their way, by number.
pub type Calls = BTreeMap<u32, Purpose>;

/// What a call is for.
pub enum Purpose {
    /// Connecting a server.
    Connect(connect::Asked),
    /// Fetching everything of a source.
    Sync(String, sync::Asked),
    /// Whether the browser lets us speak with the server of this source.
    Permission(String),
    /// Changing an item.
    Change(change::Asked),
    /// Earlier states of an item.
    Revisions(detail::Waiting),
    /// A file of an item.
    File(detail::WaitingFile),
    /// What a server is that is being connected.
    Probe,
    /// A call of the session of a Passwork.
    Passwork(String, passwork::Sent),
    /// Nobody waits for it.
    Nothing,
}

impl<R: CryptoRng> App<R> {
    pub(super) fn call(&mut self, call: Call, login: Option<&Login>, purpose: Purpose) {
        let number = self.next_number();
        self.calls.insert(number, purpose);
        self.out.push(Effect::Call(Ticket::Server(number), server_call(call, login)));
    }

    /// Asks the browser whether it lets us speak with the server of a source: where it does not, the server seems to be
    /// out of reach (T-106).
    pub(super) fn ask_permission(&mut self, source: &str) {
        let Some(account) = self.stored.account(source) else { return };
        let pattern = account.server.pattern();
        let number = self.next_number();
        self.calls.insert(number, Purpose::Permission(source.to_owned()));
        self.out.push(Effect::Permission(Ticket::Server(number), pattern));
    }

    pub(in crate::app) fn server_answered(&mut self, number: u32, outcome: Got) {
        let reply = reply(outcome);
        match self.calls.remove(&number) {
            Some(Purpose::Connect(asked)) => self.connect_answered(asked, reply),
            Some(Purpose::Sync(source, asked)) => self.sync_answered(&source, asked, reply),
            Some(Purpose::Change(asked)) => self.change_answered(asked, reply),
            Some(Purpose::Revisions(to)) => self.revisions_answered(to, reply),
            Some(Purpose::File(to)) => self.file_answered(to, reply),
            Some(Purpose::Probe) => self.probed(reply),
            Some(Purpose::Passwork(source, sent)) => self.passwork_answered(&source, sent, reply),
            Some(Purpose::Permission(_) | Purpose::Nothing) | None => {}
        }
    }

    pub(in crate::app) fn server_permitted(&mut self, number: u32, granted: bool) {
        if let Some(Purpose::Permission(source)) = self.calls.remove(&number) {
            self.sync_permitted(&source, granted);
        }
    }

    /// What was asked for `connect` or a source that is gone is not waited for.
    pub(super) fn forget_calls(&mut self, gone: impl Fn(&Purpose) -> bool) {
        let numbers: Vec<u32> =
            self.calls.iter().filter(|(_, purpose)| gone(purpose)).map(|(number, _)| *number).collect();
        for number in numbers {
            self.calls.remove(&number);
            self.out.push(Effect::Abort(Ticket::Server(number)));
        }
    }
}

/// The login travels in a header, never in an address (T-101).
fn server_call(call: Call, login: Option<&Login>) -> ServerCall {
    let mut headers = vec![("Accept", SecretText::new("application/json".to_owned()))];
    if let Some(login) = login.filter(|_| call.with_login) {
        headers.push(("Authorization", login.header()));
    }
    headers.extend(call.headers);
    if let Some(body) = &call.body {
        headers.push(("Content-Type", SecretText::new(body.content_type().to_owned())));
    }
    ServerCall {
        method: call.method.as_str(),
        url: call.url,
        headers,
        body: call.body.map(Body::into_text),
        timeout_ms: call.timeout_ms,
        cap: call.cap,
    }
}

fn reply(outcome: Got) -> Reply {
    match outcome {
        Got::Answer { status, content_type, retry_after, body, .. } => {
            Reply::Answer { status, content_type, retry_after, body }
        }
        Got::Redirected { .. } => Reply::Redirected,
        Got::Unreachable { .. } => Reply::Unreachable,
        Got::TooLarge => Reply::TooLarge,
    }
}

impl From<CallFault> for Fault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Unreachable => Self::ServerUnreachable,
            CallFault::Redirected => Self::ServerRedirects,
            CallFault::Elsewhere => Self::ServerElsewhere,
            CallFault::TooLarge => Self::ServerTooLarge,
            CallFault::NotNextcloud => Self::ServerNotNextcloud,
            CallFault::NoPassman => Self::ServerNoPassman,
            CallFault::WrongLogin => Self::ServerWrongLogin,
            CallFault::Forbidden => Self::ServerForbidden,
            CallFault::NotFound => Self::ServerVaultGone,
            CallFault::Throttled => Self::ServerThrottled,
            CallFault::Maintenance => Self::ServerMaintenance,
            CallFault::ServerError(_) => Self::ServerFailed,
            CallFault::Unreadable => Self::ServerUnreadable,
        }
    }
}

impl From<ServerFault> for Fault {
    fn from(fault: ServerFault) -> Self {
        match fault {
            ServerFault::HasLogin => Self::ServerHasLogin,
            _ => Self::ServerAddress,
        }
    }
}
