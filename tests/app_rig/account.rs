//! What people do with accounts, and what they see of them.

use nearkey::{app::*, message::*};

use super::{
    Rig,
    cloud::{APP_PASSWORD, GUID, USER, VAULT_PASSWORD, guid},
};

pub const PASSPHRASE: &str = "seven small words";

impl Rig {
    pub fn cloudy() -> Self {
        let mut rig = Self::fresh();
        rig.phone.up = false;
        for secret in [APP_PASSWORD, VAULT_PASSWORD, PASSPHRASE] {
            rig.watch.plant_typed(secret);
        }
        for number in 1..9 {
            rig.watch.plant_login(&format!("cloud password {number}"));
        }
        rig
    }

    /// With an account and no phone, its cache open, and a popup; the id of the account.
    pub fn with_account() -> (Self, ViewId, String) {
        let mut rig = Self::cloudy();
        let id = rig.connected();
        let popup = rig.popup();
        (rig, popup, id)
    }

    pub fn connecting(&self, view: ViewId) -> ConnectScreen {
        match self.app.as_ref().unwrap().screen(view) {
            Some(Screen::Connect(screen)) => screen,
            other => panic!("no connecting page: {other:?}"),
        }
    }

    pub fn address(&mut self, text: &str) -> ViewId {
        let view = self.attach(ViewKind::Connect);
        self.say(view, Intent::TypeServer { text: text.into() });
        view
    }

    pub fn signed_in(&mut self) -> ViewId {
        let view = self.address("cloud.test");
        self.say(view, Intent::ConnectServer { plain: false });
        if self.cloud.granted {
            self.wait(3_000);
        } else {
            self.say(view, Intent::SignIn { user: USER.into(), password: APP_PASSWORD.into() });
        }
        view
    }

    pub fn open_vault(&mut self, view: ViewId, password: &str) {
        self.say(view, Intent::OpenServerVault { guid: GUID.into(), password: password.into() });
    }

    pub fn connected(&mut self) -> String {
        let view = self.signed_in();
        self.open_vault(view, VAULT_PASSWORD);
        let passphrase = self.connecting(view).needs_passphrase.then(|| PASSPHRASE.to_owned());
        self.say(view, Intent::FinishConnect { passphrase });
        self.wait(1_000);
        let ConnectStep::Done { source } = self.connecting(view).step else {
            panic!("not connected: {:?}", self.connecting(view).step)
        };
        self.tell(Event::ViewClosed { view });
        source.id
    }

    pub fn fault_of_address(&self, view: ViewId) -> Option<String> {
        match self.connecting(view).step {
            ConnectStep::Address { fault, .. } => fault.map(|fault| fault.key),
            other => panic!("elsewhere: {other:?}"),
        }
    }

    pub fn sync_fault(&self, view: ViewId) -> Option<String> {
        match &self.seen(view).accounts[0].sync {
            SyncView::Failed { fault } => Some(fault.key.clone()),
            _ => None,
        }
    }

    pub fn item(&self, view: ViewId, number: u32) -> ItemView {
        let screen = self.seen(view);
        let wanted = guid(number).to_lowercase();
        let mut items = screen.matches.into_iter().chain(screen.company).chain(screen.others);
        items.find(|item| item.id.ends_with(&wanted)).unwrap()
    }
}
