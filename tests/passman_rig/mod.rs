//! Items, answers and keys for the tests of Passman.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses its part, and may stop at what is not there"
)]

use std::sync::LazyLock;

use nearkey::encoding::{decode_base64, encode_base64};
use nearkey::passman::{Container, Credential, FieldFault, read_address, seal};
use nearkey::secret::SecretText;
use nearkey::server::{Call, Reply, Server};
use serde_json::{Value, json};

use crate::dice::Dice;

pub const GUID: &str = "A1B2C3D4-0000-4000-8000-00000000000F";
pub const VAULT_GUID: &str = "00000000-AAAA-4000-8000-000000000001";

pub fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

/// What was opened, to be compared.
pub fn text(opened: Result<SecretText, FieldFault>) -> Result<String, FieldFault> {
    opened.map(|text| text.expose().to_owned())
}

pub fn key() -> SecretText {
    secret("vault password")
}

/// A sealed field, of a text that is not made JSON first.
pub fn sealed_bare(key: &str, plain: &str) -> String {
    seal(&secret(key), &secret(plain), &mut Dice(plain.len() as u64)).unwrap()
}

/// A sealed field.
pub fn sealed(value: &Value) -> String {
    sealed_bare("vault password", &value.to_string())
}

pub fn opened(key: &str, container: &str) -> String {
    Container::parse(container).unwrap().open(&secret(key)).ok().unwrap().expose().to_owned()
}

/// The JSON of a container, changed.
pub fn changed(container: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut wire: Value = serde_json::from_slice(&decode_base64(container).unwrap()).unwrap();
    change(&mut wire);
    encode_base64(wire.to_string().as_bytes())
}

/// An item as servers send it. Sealed once, for sealing takes its time.
pub fn item() -> Value {
    static ITEM: LazyLock<Value> = LazyLock::new(fresh_item);
    ITEM.clone()
}

fn fresh_item() -> Value {
    json!({
        "credential_id": 17, "guid": GUID, "user_id": "mara", "vault_id": 4, "label": "Library",
        "description": sealed(&json!("third floor\nask for Jo")),
        "created": 1_600_000_000, "changed": 1_700_000_000,
        "tags": sealed(&json!([{ "text": "books" }, { "text": "city" }])),
        "email": sealed(&json!("mara@example.org")), "username": sealed(&json!("mara")),
        "password": sealed(&json!("korrekt pferd ü")), "url": sealed(&json!("https://library.example.org/login")),
        "favicon": null, "renew_interval": null, "expire_time": 0, "delete_time": 0,
        "files": sealed(&json!([])), "custom_fields": sealed(&json!([])), "otp": sealed(&json!({})),
        "hidden": 0, "shared_key": null, "icon": { "type": false, "content": "" }, "compromised": sealed(&json!(false)),
    })
}

/// The same with other members.
pub fn item_with(members: &Value) -> Value {
    let mut item = item();
    for (name, value) in members.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

pub fn read(item: &Value) -> Credential {
    Credential::parse(&item.to_string()).unwrap()
}

/// An item with these members besides the usual ones.
pub fn with(members: &Value) -> Credential {
    read(&item_with(members))
}

/// Its JSON.
pub fn json_of(item: &Credential) -> Value {
    serde_json::from_str(item.to_json()).unwrap()
}

pub fn says(status: u16, body: &str) -> Reply {
    Reply::Answer {
        status,
        content_type: Some("application/json".into()),
        retry_after: None,
        body: body.as_bytes().to_vec(),
    }
}

pub fn ok(body: &Value) -> Reply {
    says(200, &body.to_string())
}

pub fn server() -> Server {
    read_address("https://cloud.example.org/nextcloud").unwrap()
}

pub fn vault_with(credentials: &Value) -> Value {
    json!({
        "vault_id": 4, "guid": VAULT_GUID, "name": "Home", "created": 1_600_000_000, "private_sharing_key": null,
        "public_sharing_key": null, "sharing_keys_generated": 0, "vault_settings": null, "last_access": 0,
        "delete_request_pending": false, "credentials": credentials,
    })
}

/// All that a call shows besides its body and its login.
pub fn shown(call: &Call) -> String {
    format!("{} {}", call.method.as_str(), call.url.expose())
}
