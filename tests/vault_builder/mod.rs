//! Items, keys and randomness for the tests of the vault.
#![allow(dead_code, reason = "each test file uses its part")]

#[path = "../dice/mod.rs"]
mod dice;
pub mod factors;

pub use dice::Dice;

use std::collections::BTreeMap;

use nearkey::{
    secret::SecretText,
    vault::{Changes, NewItem, Secrets, Vault},
};

pub const LINK: &str = "ABC-DEF";

/// The UUID that ends in `number`.
pub fn uid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

pub fn item(number: u32, password: &str) -> NewItem {
    named(Some(uid(number)), &format!("Name {number}"), "user", "https://example.com", password)
}

pub fn named(uid: Option<String>, name: &str, user: &str, website: &str, password: &str) -> NewItem {
    NewItem {
        uid,
        name: name.to_owned(),
        user: user.to_owned(),
        website: website.to_owned(),
        secrets: Secrets { password: SecretText::new(password.to_owned()), ..Secrets::default() },
        from: None,
    }
}

/// What a browser would store.
#[derive(Default)]
pub struct Store {
    pub records: BTreeMap<String, Vec<u8>>,
    pub index: Vec<u8>,
}

impl Store {
    pub fn save(&mut self, vault: &mut Vault, changes: Changes) {
        self.records.extend(changes.writes.iter().cloned());
        self.records.retain(|uid, _| !changes.removed.contains(uid));
        self.index.clone_from(&changes.index);
        assert!(vault.commit(changes).is_ok());
    }

    pub fn all(&self) -> Vec<(String, Vec<u8>)> {
        self.records.clone().into_iter().collect()
    }
}

/// A vault that holds `count` items with the passwords `password 0`, `password 1` …
pub fn filled(count: u32, dice: &mut Dice) -> (Vault, Store) {
    let mut vault = Vault::create(LINK, dice);
    let mut store = Store::default();
    let items = (0..count).map(|number| item(number, &format!("password {number}"))).collect();
    let Ok(changes) = vault.put(items, 1_000, dice) else { unreachable!("these items fit") };
    store.save(&mut vault, changes);
    (vault, store)
}
