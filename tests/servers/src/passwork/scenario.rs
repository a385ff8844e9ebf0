//! The accounts of the vectors, made by the vendor's own code: what each era begins with.

use std::io;

use serde_json::{Map, Value, json};

use super::era::Era;
use super::json::at;
use super::seal::{hash, md5_hash};
use super::store::{Attachment, Incoming, Item, Shortcut, Store, Vault};
use super::unknown;

const TEXT: &str = include_str!("../../../vectors/passwork.json");
/// The company's vault of v4.
pub const COMPANY_VAULT: &str = "5ee25269448e196cbe1afe13";
/// The user's own vault of v4.
pub const PRIVATE_VAULT: &str = "5ee25269448e196cbe1afe14";
/// An item of the company's vault of v4, with own fields, a code and an attachment.
pub const MAIL_ITEM: &str = "5ee2529f448e196cbd268b93";
/// An item of the user's own vault of v4.
pub const ROUTER_ITEM: &str = "5ee2529f448e196cbd268b94";
/// Entry of the inbox of 5.4 and later.
pub const INBOX_ENTRY: &str = "64a5ee2529f448e196cbd002";

/// What the user of a scenario knows, and the server does not.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    pub(super) master_password: Option<String>,
    pub(super) master_key: Option<String>,
    /// The private key in PEM.
    pub(super) private_key: Option<String>,
}

/// What the server knows of the master key.
#[derive(Clone, Debug, Default)]
pub(super) struct MasterKey {
    /// `pbkdf:…`; empty if there is none.
    pub(super) options: String,
    /// The value of the header; none where encryption is off.
    pub(super) hash: Option<String>,
}

pub(super) struct Scenario {
    pub(super) store: Store,
    pub(super) secrets: Secrets,
    pub(super) master: MasterKey,
}

/// The beginning of an era, for the user `owner`.
pub(super) fn load(era: Era, owner: &str) -> io::Result<Scenario> {
    let all: Value = serde_json::from_str(TEXT)?;
    let generation = if era.is_v7() { "/v7/scenarios" } else { "/v4/scenarios" };
    let found = all.pointer(generation).and_then(|list| list.get(era.scenario()));
    let scenario = found.ok_or_else(|| io::Error::other("the vectors have no such scenario"))?;
    Ok(if era.is_v7() { seven(scenario, owner) } else { four(scenario, owner, era) })
}

fn text(value: &Value, path: &str) -> Option<String> {
    value.pointer(path).and_then(Value::as_str).map(ToOwned::to_owned)
}

fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn master(secrets: &Secrets, options: Option<String>, is_md5: bool) -> MasterKey {
    let hashed = |key: &String| if is_md5 { md5_hash(key) } else { hash(key) };
    MasterKey { options: options.unwrap_or_default(), hash: secrets.master_key.as_ref().map(hashed) }
}

fn four(scenario: &Value, owner: &str, era: Era) -> Scenario {
    let secrets = Secrets {
        master_password: text(scenario, "/input/master_password"),
        master_key: text(scenario, "/master_key"),
        private_key: text(scenario, "/inbox/private_key_pem"),
    };
    let mut store = Store { domain: at(scenario, "domain").clone(), ..Store::default() };
    store.keys = text(scenario, "/user_keys/public").zip(text(scenario, "/user_keys/privateCrypted"));
    for vault in list(scenario, "/vaults") {
        let sealed = ["domainMaster", "passwordCrypted", "vaultPasswordCrypted"];
        store.vaults.push(Vault {
            id: text(vault, "/id").unwrap_or_default(),
            name: text(vault, "/name").unwrap_or_default(),
            is_domain: at(vault, "scope") == "domain",
            owner: owner.to_owned(),
            access: (unknown::ADMIN.0.to_owned(), unknown::ADMIN.1),
            sealed: members(vault, &sealed),
        });
    }
    for password in list(scenario, "/passwords") {
        store.items.push(item(at(password, "server_object")));
    }
    let shortcut = at(at(at(scenario, "shortcut"), "server_object_of_GET_sharing_shortcut"), "shortcut");
    if let Some(id) = text(shortcut, "/id") {
        store.shortcuts.push(Shortcut {
            id,
            item: text(shortcut, "/passwordId").unwrap_or_default(),
            vault: text(shortcut, "/vaultId").unwrap_or_default(),
            folder: None,
            key: at(shortcut, "cryptedKey").clone(),
        });
    }
    if let Some(key) = scenario.pointer("/inbox/cryptedKey") {
        let (id, item) = (INBOX_ENTRY.to_owned(), MAIL_ITEM.to_owned());
        store.inbox.push(Incoming { id, item, key: key.clone(), viewed: false });
    }
    let master = master(&secrets, text(scenario, "/input/mk_options"), era.is_md5());
    Scenario { store, secrets, master }
}

fn seven(scenario: &Value, owner: &str) -> Scenario {
    let secrets = Secrets {
        master_password: text(scenario, "/master_password"),
        master_key: text(scenario, "/master_key"),
        private_key: text(scenario, "/private_key_pem_pkcs8"),
    };
    let mut store = Store::default();
    let keys = at(at(scenario, "GET /api/v1/users/keys"), "keys");
    store.keys = text(keys, "/public").zip(text(keys, "/privateEncrypted"));
    let vault = at(scenario, "vault");
    store.vaults.push(Vault {
        id: text(at(scenario, "item"), "/vaultId").unwrap_or_default(),
        name: text(vault, "/name").unwrap_or_else(|| "api_vaults_02".to_owned()),
        is_domain: true,
        owner: owner.to_owned(),
        access: (unknown::ADMIN.0.to_owned(), unknown::ADMIN.1),
        sealed: members(vault, &["typeId", "masterKeyEncrypted"]),
    });
    store.items.push(item(&of_seven(at(scenario, "item"))));
    let master = master(&secrets, text(scenario, "/master_key_options"), false);
    Scenario { store, secrets, master }
}

/// Members of these names that are there.
pub(super) fn members(value: &Value, names: &[&str]) -> Map<String, Value> {
    let found = names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(*name)?.clone())));
    found.collect()
}

/// Members that an item has under other names in 7.x, with those of v4.
pub(super) const SEVEN: [(&str, &str); 3] =
    [("passwordEncrypted", "cryptedPassword"), ("keyEncrypted", "cryptedKey"), ("customs", "custom")];

/// An item of 7.x under the names of v4.
pub(super) fn of_seven(sent: &Value) -> Value {
    let mut sent = sent.clone();
    if let Some(members) = sent.as_object_mut() {
        for (seven, four) in SEVEN {
            if let Some(value) = members.remove(seven) {
                members.insert(four.to_owned(), value);
            }
        }
        if let Some(color) = members.remove("colorCode") {
            members.insert("color".to_owned(), color);
        }
    }
    sent
}

/// Names of members that an item is made of.
pub(super) const FIELDS: [&str; 9] =
    ["name", "login", "url", "description", "color", "tags", "cryptedPassword", "cryptedKey", "custom"];

/// An attachment as it was sent, with its id or a new one.
pub(super) fn attachment(sent: &Value) -> Attachment {
    let member = |name: &str| sent.get(name).cloned().unwrap_or_default();
    Attachment {
        id: text(sent, "/id").unwrap_or_else(super::seal::new_id),
        name: member("name"),
        key: member("encryptedKey"),
        data: member("encryptedData"),
        hash: member("hash"),
    }
}

/// An item as the vectors have it.
fn item(sent: &Value) -> Item {
    let mut item = Item {
        id: text(sent, "/id").unwrap_or_default(),
        vault: text(sent, "/vaultId").unwrap_or_default(),
        folder: text(sent, "/folderId"),
        attachments: list(sent, "/attachments").iter().map(attachment).collect(),
        password_updated: at(sent, "lastPasswordUpdate").as_u64().unwrap_or(1_640_995_200),
        updated: at(sent, "updatedAt").as_u64().unwrap_or(1_640_995_200),
        ..Item::default()
    };
    item.put(&FIELDS, sent.as_object().unwrap_or(&Map::new()));
    item.fields.entry("custom").or_insert_with(|| json!([]));
    item
}
