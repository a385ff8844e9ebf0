//! Items, keys and randomness for the tests of the vault.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod factors;

use std::collections::BTreeMap;

use nearkey::{
    secret::SecretText,
    vault::{Changes, NewItem, Vault},
};
use rand_core::{Infallible, TryCryptoRng, TryRng};

/// Numbers that look random and are the same in each run (splitmix64).
pub struct Dice(pub u64);

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| u32::try_from(number >> 32).unwrap_or_default())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(mixed ^ (mixed >> 31))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte = self.try_next_u64()?.to_be_bytes()[0];
        }
        Ok(())
    }
}

impl TryCryptoRng for Dice {}

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
        password: SecretText::new(password.to_owned()),
        otp: SecretText::default(),
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
