//! How a client of the user opens and seals: the chain from the master key to an item (docs/passwork.md §3).

use serde_json::{Map, Value, json};

use super::era::Era;
use super::outside::NewItem;
use super::seal::{self, attachment_hash, new_id, open, random_text, seal};
use super::setup::SetupError;
use super::shared::State;
use super::store::{Attachment, Item};

/// How the values of one item are sealed.
pub(super) enum Lock {
    Off,
    Key(String),
}

impl Lock {
    pub(super) fn seal(&self, text: &str) -> Result<Value, SetupError> {
        Ok(match self {
            Self::Off => seal::encode(text).into(),
            Self::Key(key) => seal(text, key)?.into(),
        })
    }

    pub(super) fn open(&self, sealed: Option<&Value>) -> Result<String, SetupError> {
        let sealed = sealed.and_then(Value::as_str).ok_or(SetupError::NotOpened)?;
        match self {
            Self::Off => seal::decode(sealed),
            Self::Key(key) => open(sealed, key),
        }
    }

    pub(super) fn seal_custom(&self, custom: &[(String, String, String)]) -> Result<Value, SetupError> {
        let field = |(name, value, kind): &(String, String, String)| {
            Ok(json!({ "name": self.seal(name)?, "value": self.seal(value)?, "type": self.seal(kind)? }))
        };
        custom.iter().map(field).collect::<Result<Vec<Value>, SetupError>>().map(Value::from)
    }

    pub(super) fn attach(&self, name: &str, content: &[u8]) -> Result<Attachment, SetupError> {
        use base64ct::{Base64, Encoding};
        let text = Base64::encode_string(content);
        let key = if matches!(self, Self::Off) { "a".repeat(32) } else { random_text(100) };
        let data = if matches!(self, Self::Off) { seal::encode(&text) } else { seal(&text, &key)? };
        Ok(Attachment {
            id: new_id(),
            name: name.into(),
            key: self.seal(&key)?,
            data: data.into(),
            hash: attachment_hash(content).into(),
        })
    }
}

/// The key of a vault, as the user opens it.
pub(super) fn vault_key(state: &State, is_v7: bool, vault: &str) -> Result<Lock, SetupError> {
    let vault = state.store.vault(vault).ok_or(SetupError::NoVault)?;
    let Some(master) = &state.secrets.master_key else { return Ok(Lock::Off) };
    let sealed = |name: &str| vault.sealed.get(name).and_then(Value::as_str);
    if is_v7 {
        let private = state.secrets.private_key.as_ref().ok_or(SetupError::NotOpened)?;
        let sealed = sealed("masterKeyEncrypted").ok_or(SetupError::NotOpened)?;
        return Ok(Lock::Key(seal::open_mine(sealed, private)?));
    }
    let password =
        sealed("vaultPasswordCrypted").or(sealed("passwordCrypted")).ok_or(SetupError::NotOpened)?;
    let above = match sealed("domainMaster").filter(|_| vault.is_domain) {
        Some(domain) => open(domain, master)?,
        None => master.clone(),
    };
    Ok(Lock::Key(open(password, &above)?))
}

/// The key of an item.
pub(super) fn item_key(state: &State, is_v7: bool, item: &Item) -> Result<Lock, SetupError> {
    match (vault_key(state, is_v7, &item.vault)?, item.fields.get("cryptedKey").and_then(Value::as_str)) {
        (Lock::Key(vault), Some(sealed)) if !sealed.is_empty() => Ok(Lock::Key(open(sealed, &vault)?)),
        (lock, _) => Ok(lock),
    }
}

/// An item as a client of the era seals it for a vault.
pub(super) fn sealed_item(
    era: Era,
    vault_lock: &Lock,
    vault: &str,
    new: &NewItem,
    now: u64,
) -> Result<Item, SetupError> {
    let mut fields = Map::new();
    let has_key = era.has_item_keys() && !new.without_key;
    let lock = match vault_lock {
        Lock::Off if has_key => {
            fields.insert("cryptedKey".into(), seal::encode(&random_text(32)).into());
            Lock::Off
        }
        Lock::Key(key) if has_key => {
            let own = random_text(if era.is_v7() { 100 } else { 32 });
            fields.insert("cryptedKey".into(), seal(&own, key)?.into());
            Lock::Key(own)
        }
        Lock::Key(key) => Lock::Key(key.clone()),
        Lock::Off => Lock::Off,
    };
    for (name, text) in [("name", &new.name), ("login", &new.login), ("url", &new.url)] {
        fields.insert(name.into(), text.as_str().into());
    }
    fields.insert("description".into(), new.description.as_str().into());
    fields.insert("tags".into(), json!(new.tags));
    fields.insert("color".into(), json!(new.color));
    fields.insert("cryptedPassword".into(), lock.seal(&new.password)?);
    fields.insert("custom".into(), lock.seal_custom(&new.custom)?);
    let attachments = new.attachments.iter().map(|(name, content)| lock.attach(name, content));
    Ok(Item {
        id: new.id.clone().unwrap_or_else(new_id),
        vault: vault.to_owned(),
        folder: new.folder.clone(),
        fields,
        attachments: attachments.collect::<Result<_, _>>()?,
        password_updated: now,
        updated: now,
        ..Item::default()
    })
}
