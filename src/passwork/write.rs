//! What is to be stored. Sealed parts come sealed already: texts as the server wants them, sealed or, with encryption off,
//! base64.

use super::id::Id;
use crate::secret::SecretText;
use crate::server::members::{object, quote};

/// A new item.
pub struct NewItem {
    /// Vault it goes into.
    pub vault: Id,
    /// Folder; none for the root.
    pub folder: Option<Id>,
    /// Name, in clear.
    pub name: String,
    /// Login, in clear.
    pub user: String,
    /// Address, in clear.
    pub url: String,
    /// Note, in clear.
    pub note: String,
    /// Tags, in clear.
    pub tags: Vec<String>,
    /// Colour by its number.
    pub colour: Option<u8>,
    /// Password.
    pub password: SecretText,
    /// The item's own key; none where the vault's password seals its items (v4 up to 5.3).
    pub key: Option<SecretText>,
    /// Custom fields.
    pub custom: Vec<SealedField>,
    /// Files.
    pub files: Vec<NewAttachment>,
}

/// What changes of an item; everything else stays.
#[derive(Default)]
pub struct ItemChange {
    /// Name.
    pub name: Option<String>,
    /// Login.
    pub user: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Colour; `Some(None)` takes it away.
    pub colour: Option<Option<u8>>,
    /// Password.
    pub password: Option<SecretText>,
    /// All custom fields.
    pub custom: Option<Vec<SealedField>>,
    /// What the item was before, sealed: v4 shows it as its history. Not sent to 7.x, which keeps one itself.
    pub snapshot: Option<SecretText>,
}

/// An item that goes elsewhere, sealed for there.
pub struct ItemMove {
    /// Vault.
    pub vault: Id,
    /// Folder; none for the root.
    pub folder: Option<Id>,
    /// Password.
    pub password: SecretText,
    /// The item's own key, if it has one there.
    pub key: Option<SecretText>,
    /// Custom fields.
    pub custom: Vec<SealedField>,
    /// Files with their keys.
    pub files: Vec<SealedAttachment>,
}

/// A custom field, all of it sealed.
pub struct SealedField {
    /// Name.
    pub name: SecretText,
    /// Value.
    pub value: SecretText,
    /// `text`, `password` or `totp`.
    pub kind: SecretText,
}

/// A file that is there, with its key sealed anew.
pub struct SealedAttachment {
    /// Its id.
    pub id: Id,
    /// Its name, in clear.
    pub name: String,
    /// Its key.
    pub key: SecretText,
}

/// A new file.
pub struct NewAttachment {
    /// Its name, in clear.
    pub name: String,
    /// Its key.
    pub key: SecretText,
    /// Its content.
    pub data: SecretText,
    /// Hash of its content.
    pub hash: String,
}

/// An object that is being written. Wiped when dropped.
#[derive(Default)]
pub(super) struct Writer(Vec<(&'static str, String)>);

impl Writer {
    pub(super) fn text(mut self, name: &'static str, text: &str) -> Self {
        self.0.push((name, quote(text)));
        self
    }

    /// A text or nothing, which is then not sent.
    pub(super) fn maybe(self, name: &'static str, text: Option<&SecretText>) -> Self {
        match text {
            Some(text) => self.text(name, text.expose()),
            None => self,
        }
    }

    /// A text or `null`.
    pub(super) fn nullable(self, name: &'static str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self.json(name, "null".to_owned()),
        }
    }

    pub(super) fn id(self, name: &'static str, id: Option<&Id>) -> Self {
        self.nullable(name, id.map(Id::as_str))
    }

    pub(super) fn json(mut self, name: &'static str, json: String) -> Self {
        self.0.push((name, json));
        self
    }

    pub(super) fn list<T>(self, name: &'static str, entries: &[T], write: impl Fn(&T) -> SecretText) -> Self {
        let mut json = String::from("[");
        for (at, entry) in entries.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            json.push_str(write(entry).expose());
        }
        json.push(']');
        self.json(name, json)
    }

    pub(super) fn done(self) -> SecretText {
        SecretText::new(object(self.0.iter().map(|(name, json)| (*name, json.as_str()))))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.0.iter_mut().for_each(|(_, json)| json.zeroize());
    }
}

pub(super) fn quoted(text: &str) -> SecretText {
    SecretText::new(quote(text))
}

impl SealedField {
    pub(super) fn json(&self) -> SecretText {
        Writer::default()
            .text("name", self.name.expose())
            .text("value", self.value.expose())
            .text("type", self.kind.expose())
            .done()
    }
}

impl SealedAttachment {
    pub(super) fn json(&self) -> SecretText {
        Writer::default()
            .text("id", self.id.as_str())
            .text("name", &self.name)
            .text("encryptedKey", self.key.expose())
            .done()
    }
}

impl NewAttachment {
    pub(super) fn json(&self) -> SecretText {
        Writer::default()
            .text("name", &self.name)
            .text("encryptedKey", self.key.expose())
            .text("encryptedData", self.data.expose())
            .text("hash", &self.hash)
            .done()
    }
}

pub(super) fn colour(colour: Option<u8>) -> String {
    colour.map_or_else(|| "null".to_owned(), |colour| colour.to_string())
}
