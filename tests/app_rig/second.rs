//! A second phone. On the wire it is the same one under another link: with its own keys, base key and client key.

use nearkey::{
    app::{LINKS, ViewId, key_name},
    message::Intent,
};
use nearkey_servers::phone::keys::{PhoneKey, Primes, PublicKeyText};

use super::{Rig, custody, phone::login, user::ID};

/// Id of its link.
pub const OTHER: &str = "GHI-JKL";

impl Rig {
    /// Links it, beside whatever is open; a new worker finds it.
    pub fn link_other(&mut self) {
        let link = &custody::LINKS[1];
        let jwk = &link["phoneKeyJwk"];
        let key = Primes::new(&custody::bytes(jwk, "p"), &custody::bytes(jwk, "q"));
        let key = PhoneKey::from_primes(&key).unwrap();
        let base = custody::bytes(link, "baseKeyBase64");
        self.watch.plant_key(&base);
        let public = PublicKeyText { n: custody::modulus(1), e: "AQAB".into() };
        self.phone.state().put_link(OTHER, public, base.clone(), key).unwrap();
        let client_key = self.phone.state().client_key(OTHER);
        self.watch.plant_key(&client_key);
        let mut links = self.links();
        let mut other = links[0].clone();
        other.web_client_id = OTHER.into();
        other.phone_key = serde_json::from_value(jwk.clone()).unwrap();
        other.base_key_sealed = self.keys.seal(&base);
        other.colour = 1;
        links.push(other);
        self.store.insert(LINKS.into(), serde_json::to_vec(&links).unwrap());
        self.keys.slots.insert(format!("link/{OTHER}"), 1);
        self.kill();
    }

    /// Two phones, each with all logins in its cache, which are open and joined.
    pub fn two_phones() -> (Self, ViewId) {
        let mut rig = Self::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        rig.link_other();
        let popup = rig.popup();
        rig.import_from(popup, OTHER);
        assert_eq!(rig.seen(popup).total, 8);
        (rig, popup)
    }

    /// Takes all logins of this phone into its cache.
    pub fn import_from(&mut self, view: ViewId, phone: &str) {
        self.say(view, Intent::ChoosePhone { phone: phone.into() });
        self.say(view, Intent::AskAll);
        self.wait(200);
        self.accept();
        self.wait(3_000);
        self.say(view, Intent::Import { yes: true });
    }

    /// Asks this phone to open its cache, and it does.
    pub fn unlock_with(&mut self, view: ViewId, phone: &str) {
        self.say(view, Intent::DismissRequest);
        self.say(view, Intent::ChoosePhone { phone: phone.into() });
        self.say(view, Intent::Unlock);
        self.wait(200);
        self.accept();
        self.wait(3_000);
    }

    /// A login in the cache of the second phone.
    pub fn other_uid(number: u32) -> String {
        format!("{OTHER}/{}", login(number, "").uid.unwrap())
    }

    /// Everything that was in use before is put back from a copy of the disk, as an attacker or a backup would.
    pub fn put_back(&mut self, name: &str, from: &std::collections::BTreeMap<String, Vec<u8>>) {
        self.store.insert(name.to_owned(), from[name].clone());
    }

    /// Whether the phones' own keys lie on disk.
    pub fn has_phone_key(&self) -> [bool; 2] {
        [ID, OTHER].map(|id| self.store.contains_key(&key_name(id)))
    }
}
