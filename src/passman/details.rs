//! What an item says beyond its login: each part on its own, so that a damaged one hides no other.

use super::{
    container::Container,
    credential::{Credential, ItemKey, MAX_GUID_LEN, is_guid, open_with},
    field::{self, Field, FieldFault},
};
use crate::secret::SecretText;
use crate::server::members::{self, Members, list};

/// Most tags, custom fields or files of one item.
const MAX_PARTS: usize = 1_000;
/// Most rounds for the name of a file.
const MOST_NAME_ROUNDS: u32 = 20_000;
/// Longest tag, label or file name, in bytes.
const MAX_TEXT_LEN: usize = 16 * 1024;

/// The rest of an item. Wiped when dropped, as far as it is secret.
pub struct Details {
    /// E-mail address; may be empty.
    pub email: Result<SecretText, FieldFault>,
    /// Notes; may be empty.
    pub description: Result<SecretText, FieldFault>,
    /// Tags, none of them empty.
    pub tags: Result<Vec<String>, FieldFault>,
    /// Fields of the user's own.
    pub custom_fields: Result<Vec<CustomField>, FieldFault>,
    /// Files.
    pub files: Result<Vec<FileInfo>, FieldFault>,
    /// Whether the password is known to others.
    pub compromised: Result<bool, FieldFault>,
}

/// A field of the user's own.
pub struct CustomField {
    /// Its name.
    pub label: String,
    /// What is in it; empty for a file.
    pub value: SecretText,
    /// Whether it is to be hidden.
    pub secret: bool,
    /// The file in it.
    pub file: Option<FileInfo>,
}

/// A file that is kept with an item.
pub struct FileInfo {
    /// Its number, for [`super::calls::file`].
    pub id: Option<u64>,
    /// Its name among all, for [`super::calls::shared_file`].
    pub guid: Option<String>,
    /// Name that the user gave it. Unchecked text.
    pub filename: String,
    /// Bytes, as the client that stored it said.
    pub size: u64,
    /// What is in it, as that client said. Unchecked text.
    pub mimetype: String,
}

impl Credential {
    /// Opens everything beyond the login with the password of the vault. A fault if the key of a shared item does not open,
    /// or if nothing that is there opens with this password.
    pub fn details(&self, key: &SecretText) -> Result<Details, FieldFault> {
        let members = self.members()?;
        let key = ItemKey::of(&members, key)?;
        let parts = [
            Field::Email,
            Field::Description,
            Field::Tags,
            Field::CustomFields,
            Field::Files,
            Field::Compromised,
        ];
        let there = |field: Field| !matches!(field::sealed(&members, field.name()), Ok(None));
        let mut opened = 0;
        let mut foreign = 0;
        let [email, description, tags, custom_fields, files, compromised] = parts.map(|field| {
            let plain = open_with(&members, field, &key);
            match &plain {
                Err(FieldFault::WrongPassword) => foreign += 1,
                Ok(_) if there(field) => opened += 1,
                _ => {}
            }
            plain
        });
        if foreign > 0 && opened == 0 {
            return Err(FieldFault::WrongPassword);
        }
        Ok(Details {
            email,
            description,
            tags: tags.and_then(|plain| parsed(&plain, tag)).map(|mut tags| {
                tags.retain(|tag| !tag.trim().is_empty());
                tags
            }),
            custom_fields: custom_fields.and_then(|plain| parsed(&plain, |json| custom_field(json, &key))),
            files: files.and_then(|plain| parsed(&plain, |json| file(json, &key))),
            compromised: compromised.map(|plain| matches!(plain.expose().trim(), "true" | "1" | "\"true\"")),
        })
    }
}

/// The entries of a list; empty for no list at all. One that is not of its form makes the list a damaged one: to leave it
/// out would lose it with the next change.
pub(super) fn parsed<T>(plain: &SecretText, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, FieldFault> {
    let json = plain.expose().trim();
    if matches!(json, "" | "{}") {
        return Ok(Vec::new());
    }
    let all = list(json, MAX_PARTS).ok_or(FieldFault::Damaged)?;
    all.into_iter().map(|json| read(json).ok_or(FieldFault::Damaged)).collect()
}

/// `{"text": …}`, or the text alone; may be empty.
pub(super) fn tag(json: &str) -> Option<String> {
    match Members::parse(json) {
        Some(members) => Some(members.text("text", MAX_TEXT_LEN).unwrap_or_default()),
        None => members::text(json, MAX_TEXT_LEN),
    }
}

fn custom_field(json: &str, key: &ItemKey<'_>) -> Option<CustomField> {
    let members = Members::parse(json)?;
    let kind = members.text("field_type", MAX_TEXT_LEN).unwrap_or_default();
    let file = match members.json("value") {
        Some(value) if kind == "file" => file(value, key),
        _ => None,
    };
    let value = match members.json("value") {
        None => SecretText::default(),
        Some(_) if file.is_some() => SecretText::default(),
        // Numbers and the like as they are written.
        Some(value) => {
            SecretText::new(members::text(value, field::MAX_FIELD_LEN).unwrap_or_else(|| value.to_owned()))
        }
    };
    Some(CustomField {
        label: members.text("label", MAX_TEXT_LEN).unwrap_or_default(),
        value,
        secret: members.flag("secret") || kind == "password",
        file,
    })
}

fn file(json: &str, key: &ItemKey<'_>) -> Option<FileInfo> {
    let members = Members::parse(json)?;
    let filename = members.text("filename", MAX_TEXT_LEN).unwrap_or_default();
    // Sealed once more in some versions.
    // Not one that would keep us busy: a list has many (T-102).
    let sealed = Container::parse(&filename).ok().filter(|sealed| sealed.rounds() <= MOST_NAME_ROUNDS);
    let filename = match sealed.map(|sealed| sealed.open(key.get())) {
        Some(Ok(name)) => {
            let name = field::value(Field::Description, name);
            name.expose().to_owned()
        }
        Some(Err(_)) | None => filename,
    };
    Some(FileInfo {
        id: members.number("file_id"),
        guid: members.text("guid", MAX_GUID_LEN).filter(|guid| is_guid(guid)),
        filename,
        size: members.number("size").unwrap_or(0),
        mimetype: members.text("mimetype", MAX_TEXT_LEN).unwrap_or_default(),
    })
}
