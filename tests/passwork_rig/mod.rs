//! The vectors of Passwork, and keys made of them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses its part, and may stop at what is not there"
)]

use std::convert::Infallible;
use std::sync::LazyLock;

use nearkey::passwork::{
    AccountKey, CustomField, FullItem, Generation, Key, NotOpened, OffText, SealedVault, VaultKey,
};
use nearkey::secret::SecretText;
use rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};

/// `tests/vectors/passwork.json`, which says where it is from.
pub static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../vectors/passwork.json")).unwrap());

pub fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

pub fn on(key: &str) -> Key {
    Key::On(secret(key))
}

pub fn off() -> Key {
    Key::Off(OffText::Cesu8)
}

/// What was opened, to be compared.
pub fn text(opened: Result<SecretText, NotOpened>) -> Result<String, NotOpened> {
    opened.map(|text| text.expose().to_owned())
}

pub fn str(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

pub fn hex(text: &Value) -> Vec<u8> {
    let digits: Vec<_> = str(text).chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

/// Gives these bytes and then zeros.
pub struct Given(pub Vec<u8>);

impl TryRng for Given {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for place in target {
            *place = if self.0.is_empty() { 0 } else { self.0.remove(0) };
        }
        Ok(())
    }
}

impl TryCryptoRng for Given {}

/// One of the accounts of the vectors, 0 to 5.
pub fn scenario(at: usize) -> &'static Value {
    &VECTORS["v4"]["scenarios"][at]
}

pub const SCENARIOS: usize = 6;

/// The master key of an account, as the vectors have it: `passwork_master.rs` makes it of the master password, and 300,000
/// rounds are not for every test.
pub fn master(scenario: &Value) -> Key {
    scenario["master_key"].as_str().map_or_else(off, on)
}

/// The sealed members of a vault as its server sends them.
pub fn sealed_vault(vault: &Value) -> SealedVault<'_> {
    SealedVault {
        of_domain: vault["scope"] == "domain",
        domain_master: vault["domainMaster"].as_str(),
        password: vault["passwordCrypted"].as_str(),
        vault_password: vault["vaultPasswordCrypted"].as_str(),
        master_key: None,
    }
}

/// The key of a vault of 4.x to 6.x.
pub fn open_vault(vault: &SealedVault<'_>, master: &Key) -> Result<VaultKey, NotOpened> {
    AccountKey::of_4(master).vault_key(vault, &mut Given(Vec::new()))
}

/// The key of all vaults of 7.x with encryption off.
pub fn off_7() -> VaultKey {
    AccountKey::Off(Generation::V7).vault_key(&SealedVault::default(), &mut Given(Vec::new())).unwrap()
}

/// The key of a vault by its id.
pub fn vault_key(scenario: &Value, id: &Value) -> VaultKey {
    let vault = list(&scenario["vaults"]).iter().find(|vault| vault["id"] == *id).unwrap();
    open_vault(&sealed_vault(vault), &master(scenario)).unwrap()
}

/// The key of a scenario's item.
pub fn item_key(scenario: &Value, item: &FullItem<'_>) -> Key {
    item.key(&vault_key(scenario, &json!(item.key_place().vault_id))).unwrap()
}

/// Own fields as the vectors write them.
pub fn as_json(fields: &[CustomField]) -> Value {
    let field = |field: &CustomField| json!({ "name": field.name.expose(), "value": field.value.expose(), "type": field.kind.name() });
    fields.iter().map(field).collect()
}

/// A full item of 4.x to 6.x.
pub fn parse_4(json: &str) -> Option<FullItem<'_>> {
    FullItem::parse(json, Generation::V4)
}

/// A full item of 7.x.
pub fn parse_7(json: &str) -> Option<FullItem<'_>> {
    FullItem::parse(json, Generation::V7)
}
