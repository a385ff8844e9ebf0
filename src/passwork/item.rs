//! A full item as its server sent it, and what opens in it. A shortcut and what came by the inbox have the same form.
//!
//! Source: docs/passwork.md §3.3.

use super::{api::Generation, chain::VaultKey, key::Key, master::sha256_hex, seal::NotOpened};
use crate::encoding::decode_base64;
use crate::secret::{SecretBytes, SecretText};
use crate::server::members::{self, Members, list};

/// Longest JSON text of an item, in bytes.
const MAX_ITEM_LEN: usize = 16 << 20;
/// Longest answer with a file: 5 MiB, twice in base64, once in base32.
const MAX_FILE_ANSWER_LEN: usize = 24 << 20;
/// Most fields of the user's own and most files of one item.
const MAX_PARTS: usize = 1_000;
/// Longest id, name of a file or hash, in bytes.
const MAX_TEXT_LEN: usize = 4 * 1024;

/// What the members are called, which differs between 4.x to 6.x and 7.x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// `cryptedPassword`, `cryptedKey`, `custom`
    Old,
    /// `passwordEncrypted`, `keyEncrypted`, `customs`
    New,
}

impl Names {
    pub(super) fn password(self) -> &'static str {
        if self == Self::Old { "cryptedPassword" } else { "passwordEncrypted" }
    }

    pub(super) fn key(self) -> &'static str {
        if self == Self::Old { "cryptedKey" } else { "keyEncrypted" }
    }

    pub(super) fn custom(self) -> &'static str {
        if self == Self::Old { "custom" } else { "customs" }
    }
}

/// A full item. Nothing in it is opened before it is asked for, and one part that does not open spoils no other.
pub struct FullItem<'j> {
    pub(super) members: Members<'j>,
    pub(super) names: Names,
}

/// Where the key of an item comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPlace {
    /// The vault whose key opens it: that of the shortcut, if it is one. As the server wrote it, unchecked.
    pub vault_id: Option<String>,
    /// The sealed key, if the item has one of its own.
    pub sealed: Option<String>,
    /// Whether that is sealed under the user's RSA key instead (inbox of 7.x).
    pub for_user: bool,
}

/// What a field of the user's own holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomKind {
    /// Any text.
    Text,
    /// A text that is not shown.
    Password,
    /// What makes one-time codes: bare base32, or an `otpauth://` URI.
    OneTime,
    /// Something else; goes back as it came.
    Other(String),
}

impl CustomKind {
    /// As Passwork writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::OneTime => "totp",
            Self::Other(name) => name,
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "text" | "" => Self::Text,
            "password" => Self::Password,
            "totp" => Self::OneTime,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A field of the user's own.
pub struct CustomField {
    /// Its name.
    pub name: SecretText,
    /// What is in it.
    pub value: SecretText,
    /// What that is.
    pub kind: CustomKind,
}

/// A file that is kept with an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id, for the call that fetches it. As the server wrote it, unchecked.
    pub id: String,
    /// Its name; not sealed, unchecked text.
    pub name: String,
    /// Its key, sealed with that of the item.
    pub(super) sealed_key: String,
}

impl<'j> FullItem<'j> {
    /// Reads the object of a full item. Nothing if it is none or over a limit. Which form it has is known from the account, and
    /// nothing that the server puts into it changes that.
    pub fn parse(json: &'j str, generation: Generation) -> Option<Self> {
        if json.len() > MAX_ITEM_LEN {
            return None;
        }
        let members = Members::parse(json)?;
        let names = match generation {
            Generation::V4 => Names::Old,
            Generation::V7 => Names::New,
        };
        Some(Self { members, names })
    }

    /// Whether it came by a shortcut.
    pub(super) fn is_shortcut(&self) -> bool {
        self.members.json("shortcut").and_then(Members::parse).is_some()
    }

    /// Which vault opens it, and the sealed key.
    pub fn key_place(&self) -> KeyPlace {
        let inside = |name| self.members.json(name).and_then(Members::parse);
        let (shortcut, inbox) = (inside("shortcut"), inside("inbox"));
        let from = shortcut.as_ref().or(inbox.as_ref()).unwrap_or(&self.members);
        let sealed = from.text(self.names.key(), MAX_TEXT_LEN).filter(|sealed| !sealed.is_empty());
        let vault_id = shortcut.as_ref().unwrap_or(&self.members).text("vaultId", MAX_TEXT_LEN);
        KeyPlace { vault_id, sealed, for_user: shortcut.is_none() && inbox.is_some() }
    }

    /// The item's key, opened with the key of the vault that [`Self::key_place`] names.
    pub fn key(&self, vault: &VaultKey) -> Result<Key, NotOpened> {
        match self.key_place() {
            KeyPlace { for_user: true, .. } => Err(NotOpened),
            place => vault.item_key(place.sealed.as_deref()),
        }
    }

    /// The password; may be empty.
    pub fn password(&self, key: &Key) -> Result<SecretText, NotOpened> {
        opened(&self.members, self.names.password(), key)
    }

    /// Fields of the user's own. One that does not open makes all of them not open: to leave it out would lose it with the
    /// next change.
    pub fn custom(&self, key: &Key) -> Result<Vec<CustomField>, NotOpened> {
        let fields = self.list(self.names.custom())?.into_iter().filter(|json| *json != "null").map(|json| {
            let members = Members::parse(json).ok_or(NotOpened)?;
            let open = |name| opened(&members, name, key);
            Ok(CustomField {
                name: open("name")?,
                value: open("value")?,
                kind: CustomKind::of(open("type")?.expose()),
            })
        });
        fields.collect()
    }

    /// What makes one-time codes: the first field of that kind that is not empty. Empty if there is none.
    pub fn one_time(&self, key: &Key) -> Result<SecretText, NotOpened> {
        let fields = self.custom(key)?;
        let found = fields.iter().find(|field| field.kind == CustomKind::OneTime && !field.value.is_empty());
        Ok(found.map(|field| field.value.duplicate()).unwrap_or_default())
    }

    /// Whether there are fields of the user's own.
    pub fn has_fields(&self) -> bool {
        self.list(self.names.custom()).is_ok_and(|fields| !fields.is_empty())
    }

    /// Files.
    pub fn attachments(&self) -> Result<Vec<Attachment>, NotOpened> {
        self.list("attachments")?.into_iter().map(|json| attachment(json).ok_or(NotOpened)).collect()
    }

    /// The JSON texts of a list; none for null and for no member at all.
    pub(super) fn list(&self, name: &str) -> Result<Vec<&'j str>, NotOpened> {
        self.members.json(name).map_or(Ok(Vec::new()), |json| list(json, MAX_PARTS).ok_or(NotOpened))
    }
}

fn opened(members: &Members<'_>, name: &str, key: &Key) -> Result<SecretText, NotOpened> {
    match members.json(name) {
        None => Ok(SecretText::default()),
        Some(json) => key.open(&members::text(json, MAX_ITEM_LEN).ok_or(NotOpened)?),
    }
}

fn attachment(json: &str) -> Option<Attachment> {
    let members = Members::parse(json)?;
    Some(Attachment {
        id: members.text("id", MAX_TEXT_LEN)?,
        name: members.text("name", MAX_TEXT_LEN).unwrap_or_default(),
        sealed_key: members.text("encryptedKey", MAX_TEXT_LEN).unwrap_or_default(),
    })
}

/// Opens a file, from the answer `{encryptedKey, encryptedData, hash}` and the key of its item. The hash must fit: it is
/// the one thing in this format that a server cannot make without the clear text (T-103).
pub fn open_attachment(json: &str, item_key: &Key) -> Result<SecretBytes, NotOpened> {
    if json.len() > MAX_FILE_ANSWER_LEN {
        return Err(NotOpened);
    }
    let members = Members::parse(json).ok_or(NotOpened)?;
    let text = |name, max| members.text(name, max).ok_or(NotOpened);
    let key = match item_key {
        Key::Off(_) => item_key.duplicate(),
        Key::On(_) => Key::opened(item_key.open(&text("encryptedKey", MAX_TEXT_LEN)?)?)?,
    };
    let base64 = key.open_file(&text("encryptedData", MAX_FILE_ANSWER_LEN)?)?;
    let bytes = SecretBytes::new(decode_base64(base64.expose()).map_err(|_| NotOpened)?);
    let hash = text("hash", MAX_TEXT_LEN)?;
    let fits = attachment_hash(bytes.expose()).expose().eq_ignore_ascii_case(&hash);
    // The hash of nothing is nothing.
    if fits || hash.is_empty() && bytes.expose().is_empty() { Ok(bytes) } else { Err(NotOpened) }
}

/// SHA-256 over a file's bytes, each taken as a sign U+0000 to U+00FF and written as UTF-8: not over the bytes themselves.
pub(super) fn attachment_hash(bytes: &[u8]) -> SecretText {
    let text = SecretText::new(bytes.iter().map(|byte| char::from(*byte)).collect());
    sha256_hex(text.expose().as_bytes())
}
