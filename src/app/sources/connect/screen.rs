//! What the page shows.

use rand_core::CryptoRng;

use super::{Asked, Choice, Step};
use crate::app::App;
use crate::app::sources::calls::Purpose;
use crate::app::sources::{account_source, shown_address};
use crate::message::{ConnectScreen, ConnectStep, ConnectVault, ServerView};
use crate::passman;
use crate::server::Server;
use crate::site::registrable;

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn connect_screen(&self) -> ConnectScreen {
        ConnectScreen {
            kind: self.connect.kind,
            step: self.connect_step(),
            locked: self.open.is_none() && self.stored.has_cache(),
            needs_passphrase: self.open.is_none() && !self.stored.has_cache(),
            forbidden: self.stored.policy.no_cache,
            factors: self.factors_view(),
            has_phone: !self.stored.links.is_empty(),
        }
    }

    pub(super) fn connect_step(&self) -> ConnectStep {
        match &self.connect.step {
            Step::Address { text, fault } => {
                let server = passman::read_address(text);
                let wrong = server.as_ref().err().filter(|_| !text.trim().is_empty());
                let fault = fault.or_else(|| wrong.map(|fault| (*fault).into()));
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
            Step::Passwork(joining) => joining.view(self.again_view(joining)),
            Step::Saving { .. } => ConnectStep::Saving,
            Step::Done { id } => match self.stored.account(id) {
                Some(account) => ConnectStep::Done { source: account_source(account) },
                None => ConnectStep::Address { text: String::new(), server: None, fault: None },
            },
        }
    }

    pub(super) fn is_asked_for_vaults(&self) -> bool {
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

pub(in crate::app::sources) fn server_view(server: &Server) -> ServerView {
    let host = server.name();
    ServerView {
        address: shown_address(server),
        registrable: registrable(host).unwrap_or(host).to_owned(),
        plain: server.is_plain(),
        permission: server.pattern(),
    }
}
