//! What is sealed of a new item, a changed one, a moved one, and of a new file.
//!
//! Source: docs/passwork.md §3.5.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    chain::VaultKey,
    item::{Attachment, CustomField, CustomKind, FullItem, Names, attachment_hash},
    key::{Key, KeyPrint, TooLong},
    one_time::one_time_text,
    random::{LONG_KEY_LEN, PLAIN_SIGNS, random_text},
    seal::NotOpened,
};
use crate::encoding::encode_base64;
use crate::secret::{SecretBytes, SecretText};
use crate::server::members::{object, quote};

/// Longest file, in bytes: what the vendor's clients send.
const MAX_FILE_LEN: usize = 5 << 20;
/// In the place of a key with encryption off.
const NO_KEY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// What is there does not open with this key: it may be the wrong one, and nothing is sealed with that.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// Nothing in the item is sealed that would prove the key, and it is not known; or another one was known (T-103).
    #[error("nothing proves the key of this item")]
    NothingProves,
    /// A shortcut has no key of the item that could go along.
    #[error("this shortcut cannot be moved there")]
    Shortcut,
    /// Longer than what is sealed.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// A link of this kind cannot live so long.
    #[error("this server has no links that live so long")]
    OtherLife,
}

/// A field of the user's own, sealed; in clear with encryption off.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedCustom {
    /// `name`
    pub name: String,
    /// `value`
    pub value: String,
    /// `type`
    pub kind: String,
    /// The object as it came, if nothing in it changed; it goes back with what else is in it.
    pub as_it_came: Option<String>,
}

/// The sealed parts of a new item.
pub struct SealedItem {
    /// `cryptedPassword`, `passwordEncrypted`
    pub password: String,
    /// `cryptedKey`, `keyEncrypted`; nothing where items have no keys of their own, and then nothing is sent.
    pub key: Option<String>,
    /// `custom`, `customs`
    pub custom: Vec<SealedCustom>,
}

/// What is to be changed in an item; nothing stays as it is.
#[derive(Default)]
pub struct ItemChange {
    /// Another password.
    pub password: Option<SecretText>,
    /// All fields of the user's own, in the place of those that are there.
    pub custom: Option<Vec<CustomField>>,
}

/// The sealed parts of a change, under the key that the item has.
pub struct SealedChange {
    /// If it is to be changed.
    pub password: Option<String>,
    /// If they are to be changed.
    pub custom: Option<Vec<SealedCustom>>,
    /// The item as it was, for the history (4.x to 6.x; the server of 7.x makes its own).
    pub snapshot: Option<String>,
}

/// The key of a file, sealed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFileKey {
    /// `id`
    pub id: String,
    /// `name`
    pub name: String,
    /// `encryptedKey`
    pub key: String,
}

/// The sealed parts of an item for another vault.
pub struct SealedMove {
    /// As for a new item.
    pub item: SealedItem,
    /// `attachments`
    pub files: Vec<SealedFileKey>,
}

/// A new file, sealed.
pub struct SealedFile {
    /// `encryptedKey`
    pub key: String,
    /// `encryptedData`
    pub data: String,
    /// `hash`, of the clear bytes
    pub hash: SecretText,
}

/// Seals a new item for a vault; also gives its key, for its files.
pub fn seal_item(
    vault: &VaultKey,
    password: &SecretText,
    custom: &[CustomField],
    rng: &mut impl CryptoRng,
) -> Result<(Key, SealedItem), SealFault> {
    let (key, sealed_key) = vault.new_item_key(rng)?;
    let item = SealedItem {
        password: key.seal(password, rng)?,
        key: sealed_key,
        custom: seal_custom(custom, &key, vault.names(), rng)?,
    };
    Ok((key, item))
}

/// Seals a change with the key of the item. All that is there must open with it first; where nothing is there, the key must
/// be the `known` one. If one is known, no other is taken.
pub fn seal_change(
    item: &FullItem<'_>,
    key: &Key,
    change: &ItemChange,
    known: Option<&KeyPrint>,
    rng: &mut impl CryptoRng,
) -> Result<SealedChange, SealFault> {
    let before = whole(item, key)?;
    if change.password.is_some() || change.custom.is_some() {
        prove(item, key, known)?;
    }
    let snapshot = match item.names {
        Names::Old => Some(key.seal(&before, rng)?),
        Names::New => None,
    };
    let password = change.password.as_ref().map(|password| key.seal(password, rng)).transpose()?;
    let custom = match &change.custom {
        Some(custom) => {
            let mut sealed = seal_custom(custom, key, item.names, rng)?;
            keep_unchanged(item, key, custom, &mut sealed)?;
            Some(sealed)
        }
        None => None,
    };
    Ok(SealedChange { password, custom, snapshot })
}

/// Seals an item as it is, for the history: goes with deleting (4.x to 6.x).
pub fn snapshot(item: &FullItem<'_>, key: &Key, rng: &mut impl CryptoRng) -> Result<String, SealFault> {
    Ok(key.seal(&whole(item, key)?, rng)?)
}

/// Seals an item for another vault. It keeps its key if it has one of its own; the key of the vault that it leaves never
/// goes along, for it would open everything there. What came by a shortcut keeps its key in any case, for the item stays where
/// it is; without one there is [`SealFault::Shortcut`]. The key is proved as in [`seal_change`].
pub fn seal_move(
    item: &FullItem<'_>,
    key: &Key,
    to: &VaultKey,
    known: Option<&KeyPrint>,
    rng: &mut impl CryptoRng,
) -> Result<SealedMove, SealFault> {
    let (password, custom) = (item.password(key)?, item.custom(key)?);
    prove(item, key, known)?;
    let has_own = item.key_place().sealed.is_some();
    if item.is_shortcut() && matches!(key, Key::On(_)) && !(has_own && to.keys_items()) {
        return Err(SealFault::Shortcut);
    }
    let (new, sealed_key) = if has_own && to.keys_items() {
        (key.duplicate(), to.seal_item_key(key, rng)?)
    } else {
        to.new_item_key(rng)?
    };
    let files = seal_file_keys(&item.attachments()?, key, &new, rng)?;
    let custom = seal_custom(&custom, &new, to.names(), rng)?;
    let item = SealedItem { password: new.seal(&password, rng)?, key: sealed_key, custom };
    Ok(SealedMove { item, files })
}

/// Whether a key is that of the item: the known one, or, if none is known, one that opens something. Every part is opened
/// by the caller already, so something sealed is something that was opened. With encryption off there is nothing to prove.
fn prove(item: &FullItem<'_>, key: &Key, known: Option<&KeyPrint>) -> Result<(), SealFault> {
    let is_proved = match (key, known) {
        (Key::Off(_), _) => true,
        (Key::On(_), Some(known)) => key.print() == *known,
        (Key::On(_), None) => {
            let field = |field: &CustomField| !field.name.is_empty() || !field.value.is_empty();
            !item.password(key)?.is_empty()
                || item.custom(key)?.iter().any(field)
                || item.attachments()?.first().map(|file| file_key(file, key)).transpose()?.is_some()
        }
    };
    if is_proved { Ok(()) } else { Err(SealFault::NothingProves) }
}

/// Seals a file of at most 5 MiB with a key of its own, and that with the key of the item.
pub fn seal_file(
    bytes: &SecretBytes,
    item_key: &Key,
    rng: &mut impl CryptoRng,
) -> Result<SealedFile, SealFault> {
    let bytes = bytes.expose();
    if bytes.len() > MAX_FILE_LEN {
        return Err(TooLong.into());
    }
    let (key, text) = match item_key {
        Key::Off(form) => (Key::Off(*form), SecretText::new(NO_KEY.to_owned())),
        Key::On(_) => {
            let text = random_text(PLAIN_SIGNS, LONG_KEY_LEN, rng);
            (Key::On(text.duplicate()), text)
        }
    };
    let content = SecretText::new(encode_base64(bytes));
    Ok(SealedFile {
        key: item_key.seal(&text, rng)?,
        data: key.seal_file(&content, rng)?,
        hash: if bytes.is_empty() { SecretText::default() } else { attachment_hash(bytes) },
    })
}

/// Seals fields of the user's own.
pub(super) fn seal_custom(
    fields: &[CustomField],
    key: &Key,
    names: Names,
    rng: &mut impl CryptoRng,
) -> Result<Vec<SealedCustom>, TooLong> {
    let mut sealed = Vec::with_capacity(fields.len());
    for field in fields {
        let written = match (&field.kind, names) {
            (CustomKind::OneTime, Names::Old) => one_time_text(&field.value),
            _ => field.value.duplicate(),
        };
        sealed.push(SealedCustom {
            name: key.seal(&field.name, rng)?,
            value: key.seal(&written, rng)?,
            kind: key.seal(&SecretText::new(field.kind.name().to_owned()), rng)?,
            as_it_came: None,
        });
    }
    Ok(sealed)
}

/// Fields that say what one of the item said go back as that came; each goes back once.
fn keep_unchanged(
    item: &FullItem<'_>,
    key: &Key,
    fields: &[CustomField],
    sealed: &mut [SealedCustom],
) -> Result<(), NotOpened> {
    let came = item.list(item.names.custom())?.into_iter().filter(|json| *json != "null");
    let mut before: Vec<_> = item.custom(key)?.into_iter().zip(came).collect();
    for (field, sealed) in fields.iter().zip(sealed) {
        let same =
            |old: &CustomField| old.name == field.name && old.value == field.value && old.kind == field.kind;
        if let Some(at) = before.iter().position(|(old, _)| same(old)) {
            sealed.as_it_came = Some(before.remove(at).1.to_owned());
        }
    }
    Ok(())
}

/// Seals the keys of files with another key. With encryption off they are none, and stay as they came.
pub(super) fn seal_file_keys(
    files: &[Attachment],
    from: &Key,
    to: &Key,
    rng: &mut impl CryptoRng,
) -> Result<Vec<SealedFileKey>, SealFault> {
    let mut sealed = Vec::with_capacity(files.len());
    for file in files {
        let key = match to {
            Key::Off(_) => file.sealed_key.clone(),
            Key::On(_) => to.seal(&file_key(file, from)?, rng)?,
        };
        sealed.push(SealedFileKey { id: file.id.clone(), name: file.name.clone(), key });
    }
    Ok(sealed)
}

fn file_key(file: &Attachment, item_key: &Key) -> Result<SecretText, NotOpened> {
    match Key::opened(item_key.open(&file.sealed_key)?)? {
        Key::On(text) => Ok(text),
        Key::Off(_) => Err(NotOpened),
    }
}

/// An item as the history of 4.x to 6.x holds it: opened, with the keys of its files.
fn whole(item: &FullItem<'_>, key: &Key) -> Result<SecretText, NotOpened> {
    let (password, custom) = (item.password(key)?, item.custom(key)?);
    let plain =
        ["folderId", "id", "name", "login", "url", "description", "color", "tags", "lastPasswordUpdate"];
    let raw = |name| item.members.json(name).unwrap_or("null").to_owned();
    let mut members: Vec<(&str, Zeroizing<String>)> =
        plain.into_iter().map(|name| (name, Zeroizing::new(raw(name)))).collect();
    members.push(("custom", Zeroizing::new(custom_json(&custom))));
    let files = match key {
        Key::Off(_) => item.members.json("attachments").unwrap_or("[]").to_owned(),
        Key::On(_) => {
            let files = item.attachments()?.into_iter().map(|file| {
                let key = Zeroizing::new(quote(file_key(&file, key)?.expose()));
                let (id, name) = (quote(&file.id), quote(&file.name));
                Ok(object([("id", id.as_str()), ("name", &name), ("key", &key)].into_iter()))
            });
            let files = Zeroizing::new(files.collect::<Result<Vec<_>, NotOpened>>()?);
            format!("[{}]", files.join(","))
        }
    };
    members.push(("attachments", Zeroizing::new(files)));
    members.push(("password", Zeroizing::new(quote(password.expose()))));
    members.push(("groupId", Zeroizing::new(raw("vaultId"))));
    Ok(SecretText::new(object(members.iter().map(|(name, json)| (*name, json.as_str())))))
}

/// Fields of the user's own in clear, as JSON.
pub(super) fn custom_json(fields: &[CustomField]) -> String {
    let fields = fields.iter().map(|field| {
        let value = Zeroizing::new(quote(field.value.expose()));
        let (name, kind) = (quote(field.name.expose()), quote(field.kind.name()));
        object([("name", name.as_str()), ("value", &value), ("type", &kind)].into_iter())
    });
    let fields = Zeroizing::new(fields.collect::<Vec<_>>());
    format!("[{}]", fields.join(","))
}
