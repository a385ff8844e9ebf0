//! What people do, and what they see.

use nearkey::{
    app::*,
    message::{
        DoctorScreen, Intent, LinkScreen, LinkStep, Notice, OptionsScreen, PopupScreen, Screen, ToView,
    },
    phone::{Address, AddressBook, FullCompare},
};
use nearkey_servers::phone::Choice;

use super::{
    Rig, custody,
    light::Light,
    phone::{Kind, Phone, login},
};

pub const SITE: &str = "https://bank.example";
pub const ID: &str = "ABC-DEF";

impl Rig {
    /// Nothing linked; the phone has logins 0 for the site, 1 for the same company, 2 elsewhere, 3 for no site.
    pub fn fresh() -> Self {
        let credentials = vec![
            login(0, SITE),
            login(1, "https://login.bank.example"),
            login(2, "https://other.test"),
            login(3, ""),
        ];
        let mut rig = Self::new(Phone::full(credentials.clone()));
        for credential in credentials {
            rig.watch.plant_login(&credential.password);
        }
        rig.tabs.go(7, "https://bank.example/login");
        rig
    }

    /// Linked with the first recorded link, long ago.
    pub fn linked() -> Self {
        let mut rig = Self::fresh();
        rig.phone.put_recorded_link();
        let key = rig.phone.state().client_key(ID);
        rig.watch.plant_key(&key);
        rig.store_link();
        rig
    }

    /// The same with a phone that knows no RSA.
    pub fn light(seed: u64) -> Self {
        let mut rig = Self::new(Phone::new(Kind::Light(Light {
            base: custody::bytes(&custody::LINKS[0], "baseKeyBase64"),
            client_key: [0xc7; 32],
            logins: [login(0, SITE), login(1, "https://login.bank.example"), login(2, "https://other.test")]
                .iter()
                .map(nearkey_servers::Credential::payload)
                .collect(),
            locked: false,
            slot: None,
            created: 0,
            backup: ("anotherpassvault_1.json".into(), format!("{ID}_abc")),
        })));
        rig.dice = super::dice::Dice::new(seed);
        rig.keys.light = true;
        rig.watch.plant_key(&[0xc7; 32]);
        for number in 0..6 {
            rig.watch.plant_login(&login(number, "").password);
        }
        rig.tabs.go(7, "https://bank.example/login");
        rig.store_link();
        rig
    }

    /// Puts the first recorded link on the disk.
    pub fn store_link(&mut self) {
        let link = &custody::LINKS[0];
        let base = custody::bytes(link, "baseKeyBase64");
        self.watch.plant_key(&base);
        let stored = StoredLink {
            web_client_id: ID.into(),
            phone_key: serde_json::from_value(link["phoneKeyJwk"].clone()).unwrap(),
            base_key_sealed: self.keys.seal(&base),
            vault_id: "vault".into(),
            addresses: AddressBook::new(
                Address::parse("192.168.0.20", "", nearkey::phone::Reach::default()).unwrap(),
            ),
            answered_at_ms: std::collections::BTreeMap::new(),
            linked_at_ms: self.wall_ms - 86_400_000,
            name: String::new(),
            colour: 0,
            verified_in_full: false,
            rotate_due: false,
            counters: std::collections::BTreeMap::new(),
            compare: FullCompare {
                phone_key: String::new(),
                browser_key: String::new(),
                base_key: String::new(),
            },
        };
        self.store.insert(LINKS.into(), serde_json::to_vec(&[stored]).unwrap());
        self.keys.slots.insert(format!("link/{ID}"), 0);
    }

    pub fn attach(&mut self, kind: ViewKind) -> ViewId {
        self.views += 1;
        let view = ViewId(self.views);
        self.tell(Event::ViewOpened { view, kind });
        self.settle();
        view
    }

    pub fn popup(&mut self) -> ViewId {
        self.attach(ViewKind::Popup)
    }

    /// Says it without letting anything else happen.
    pub fn say_only(&mut self, view: ViewId, intent: Intent) -> u32 {
        self.seq += 1;
        self.tell(Event::Said { view, seq: self.seq, intent: Some(intent) });
        self.seq
    }

    pub fn say(&mut self, view: ViewId, intent: Intent) -> u32 {
        let seq = self.say_only(view, intent);
        self.settle();
        seq
    }

    /// The code with which the intent of this number was refused.
    pub fn refusal(&self, seq: u32) -> Option<&str> {
        self.posts.iter().find_map(|(_, post)| match post {
            ToView::Refused { seq: of, fault } if *of == seq => Some(fault.key.as_str()),
            _ => None,
        })
    }

    /// The value that was handed out for a message.
    pub fn value(&self, seq: u32) -> Option<&str> {
        self.posts.iter().find_map(|(_, post)| match post {
            ToView::Value { seq: of, text, .. } if *of == seq => Some(text.as_str()),
            _ => None,
        })
    }

    pub fn seen(&self, view: ViewId) -> PopupScreen {
        match self.app.as_ref().unwrap().screen(view) {
            Some(Screen::Popup(screen)) => screen,
            other => panic!("no popup: {other:?}"),
        }
    }

    pub fn link_seen(&self, view: ViewId) -> LinkScreen {
        match self.app.as_ref().unwrap().screen(view) {
            Some(Screen::Link(screen)) => screen,
            other => panic!("no linking page: {other:?}"),
        }
    }

    pub fn options_seen(&self, view: ViewId) -> OptionsScreen {
        match self.app.as_ref().unwrap().screen(view) {
            Some(Screen::Options(screen)) => screen,
            other => panic!("no options page: {other:?}"),
        }
    }

    pub fn doctor_seen(&self, view: ViewId) -> DoctorScreen {
        match self.app.as_ref().unwrap().screen(view) {
            Some(Screen::Doctor(screen)) => screen,
            other => panic!("no doctor: {other:?}"),
        }
    }

    /// The links, as they lie on disk.
    pub fn links(&self) -> Vec<StoredLink> {
        self.store.get(LINKS).map_or_else(Vec::new, |bytes| serde_json::from_slice(bytes).unwrap())
    }

    /// Where the phone with this id may be, as it lies on disk.
    pub fn addresses(&self, id: &str) -> Vec<String> {
        let links = self.links();
        let link = links.iter().find(|link| link.web_client_id == id).unwrap();
        link.addresses.iter().map(ToString::to_string).collect()
    }

    /// Changes the only link where it lies on disk, before a worker read it.
    pub fn change_link(&mut self, change: impl Fn(&mut StoredLink)) {
        let mut links = self.links();
        links.iter_mut().for_each(change);
        self.store.insert(LINKS.into(), serde_json::to_vec(&links).unwrap());
    }

    /// Links up to the letters: makes a code, has it scanned, and connects to where the phone is.
    pub fn link_up_to_compare(&mut self, again: Option<&str>) -> ViewId {
        let view = self.attach(ViewKind::Link);
        self.say(view, Intent::StartLink { again: again.map(ToOwned::to_owned) });
        let LinkStep::Code { code } = self.link_seen(view).step else { panic!("no code") };
        self.phone.state().scan(&code.text).unwrap();
        let text = self.phone.home.clone();
        self.say(view, Intent::TypeAddress { text, port: String::new() });
        self.say(view, Intent::ConnectLink);
        self.wait(500);
        view
    }

    /// Links one more phone, and gives its id.
    pub fn link_phone(&mut self) -> String {
        let view = self.link_up_to_compare(None);
        self.say(view, Intent::CompareLink { same: true });
        self.phone.state().accept_link().unwrap();
        let LinkStep::Done { phone, .. } = self.link_seen(view).step else { panic!("not linked") };
        self.tell(Event::ViewClosed { view });
        let id = phone.phone.id;
        let key = self.phone.state().client_key(&id);
        self.watch.plant_key(&key);
        id
    }

    /// The fault that ended the request.
    pub fn request_fault(&self, view: ViewId) -> Option<String> {
        self.seen(view).request.and_then(|request| request.fault).map(|fault| fault.key)
    }

    pub fn link_fault(&self, view: ViewId) -> Option<String> {
        match self.link_seen(view).step {
            LinkStep::Failed { fault } => Some(fault.key),
            _ => None,
        }
    }

    pub fn notice(&self, view: ViewId) -> Option<Notice> {
        self.seen(view).notice
    }

    /// The phone's user hands out the login with this number.
    pub fn approve(&mut self, number: u32) {
        let now = self.wall_ms;
        let key = login(number, "").key().to_owned();
        self.phone.state().accept(Choice::One(key), now).unwrap();
    }

    /// The phone's user accepts, where there is nothing to choose.
    pub fn accept(&mut self) {
        let now = self.wall_ms;
        self.phone.state().accept(Choice::Accept, now).unwrap();
    }

    /// Asks for the site in front, and the phone's user hands out a login.
    pub fn ask_and_get(&mut self, view: ViewId, number: u32, fill: bool, keep: bool) {
        self.say(view, Intent::AskSite { fill, keep });
        self.wait(200);
        self.approve(number);
        self.wait(3_000);
    }

    /// Has the phone open the cache, and its user accepts.
    pub fn unlock_by_phone(&mut self, view: ViewId) {
        self.say(view, Intent::Unlock);
        self.wait(200);
        self.accept();
        self.wait(3_000);
    }

    /// Opens the cache with all logins in it.
    pub fn open_cache(&mut self, view: ViewId) {
        self.say(view, Intent::AskAll);
        self.wait(200);
        self.accept();
        self.wait(3_000);
        assert_eq!(self.seen(view).import.map(|import| import.count), Some(4));
        self.say(view, Intent::Import { yes: true });
        assert_eq!(self.seen(view).total, 4);
    }

    pub fn uid(number: u32) -> String {
        format!("{ID}/{}", login(number, "").uid.unwrap())
    }

    /// Where the record of a login lies.
    pub fn record(number: u32) -> String {
        item_name(ID, &login(number, "").uid.unwrap())
    }

    /// Everything that lies on disk of the caches.
    pub fn caches(&self) -> Vec<(String, Vec<u8>)> {
        let of_caches = self.store.iter().filter(|(name, _)| name.starts_with("vault/"));
        of_caches.map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
    }

    pub fn navigate(&mut self, tab: TabId, url: &str) {
        self.tabs.go(tab, url);
        self.tell(Event::TabChanged { tab, url: Some(url.to_owned()) });
    }

    pub fn close_tab(&mut self, tab: TabId) {
        self.tabs.tabs.remove(&tab);
        self.tell(Event::TabRemoved { tab });
    }
}
