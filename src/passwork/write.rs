//! What is to be stored, as JSON. Sealed parts come sealed already (`new_item`): texts as the server wants them.

use super::{
    id::Id,
    new_item::{SealedCustom, SealedFile, SealedFileKey},
};
use crate::secret::SecretText;
use crate::server::members::{object, quote};

/// Where an item goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Vault.
    pub vault: Id,
    /// Folder; none for the root.
    pub folder: Option<Id>,
}

/// What a new item has in clear.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlainParts {
    /// Name.
    pub name: String,
    /// Login.
    pub user: String,
    /// Address.
    pub url: String,
    /// Note.
    pub note: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Colour by its number.
    pub colour: Option<u8>,
}

/// What changes of what an item has in clear; everything else stays.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlainChange {
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
    /// Colour by its number. It cannot be taken away: nobody says how.
    pub colour: Option<u8>,
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
    pub(super) fn maybe(self, name: &'static str, text: Option<&String>) -> Self {
        match text {
            Some(text) => self.text(name, text),
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

fn quoted(text: &str) -> SecretText {
    SecretText::new(quote(text))
}

impl PlainParts {
    /// Writes them into an object. Only the name of the colour differs between the generations.
    pub(super) fn write(&self, into: Writer, colour: &'static str) -> Writer {
        let number = self.colour.map_or_else(|| "null".to_owned(), |colour| colour.to_string());
        into.text("name", &self.name)
            .text("login", &self.user)
            .text("url", &self.url)
            .text("description", &self.note)
            .list("tags", &self.tags, |tag| quoted(tag))
            .json(colour, number)
    }
}

impl PlainChange {
    /// Writes what changes into an object.
    pub(super) fn write(&self, mut into: Writer, colour: &'static str) -> Writer {
        let texts =
            [("name", &self.name), ("login", &self.user), ("url", &self.url), ("description", &self.note)];
        for (name, text) in texts {
            into = match text {
                Some(text) => into.text(name, text),
                None => into,
            };
        }
        if let Some(tags) = &self.tags {
            into = into.list("tags", tags, |tag| quoted(tag));
        }
        match self.colour {
            Some(number) => into.json(colour, number.to_string()),
            None => into,
        }
    }
}

/// A custom field, all of it sealed; one that did not change is what it was.
pub(super) fn custom(field: &SealedCustom) -> SecretText {
    if let Some(json) = &field.as_it_came {
        return SecretText::new(json.clone());
    }
    Writer::default().text("name", &field.name).text("value", &field.value).text("type", &field.kind).done()
}

/// A file that is there, with its key sealed anew.
pub(super) fn file_key(file: &SealedFileKey) -> SecretText {
    Writer::default().text("id", &file.id).text("name", &file.name).text("encryptedKey", &file.key).done()
}

/// A new file, with its name in clear.
pub(super) fn new_file((name, file): &(String, SealedFile)) -> SecretText {
    Writer::default()
        .text("name", name)
        .text("encryptedKey", &file.key)
        .text("encryptedData", &file.data)
        .text("hash", file.hash.expose())
        .done()
}
