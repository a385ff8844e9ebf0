//! Items, as lists and single answers of both generations have them.

use std::collections::HashSet;

use super::{
    Generation, PassworkFault,
    envelope::Answer,
    fields::{self, MAX_NAME_LEN, MAX_NOTE_LEN, id, maybe_id, name, seconds},
    id::Id,
    vault::rows,
};
use crate::secret::SecretText;
use crate::server::members::Members;

/// Longest whole item, in bytes: what the cache takes (`vault::MAX_BODY_LEN`).
const MAX_BODY_LEN: usize = 2 << 20;
/// Most items of a vault.
pub(super) const MAX_ENTRIES: usize = 50_000;

/// An item. What is in clear at the server is in clear here; what is sealed stays in the body.
pub struct Entry {
    /// Id of the item.
    pub id: Id,
    /// Id of the shortcut by which it is here: then it is asked for by that.
    pub shortcut: Option<Id>,
    /// Id under which it lies in the inbox.
    pub inbox: Option<Id>,
    /// The vault it lies in here; that of the shortcut, if it is one.
    pub vault: Id,
    /// The folder it lies in here; none in the root.
    pub folder: Option<Id>,
    /// Name; may be empty.
    pub name: String,
    /// Login.
    pub user: String,
    /// Address of the site, as a person typed it: nothing says that it is one (T-104).
    pub url: String,
    /// Note. Empty if it is too long for a list.
    pub note: String,
    /// Colour, by its number.
    pub colour: Option<u8>,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether the user marked it; lists of v4 do not say.
    pub favourite: Option<bool>,
    /// When it was changed last, in seconds since 1970.
    pub changed: Option<u64>,
    /// It is in the bin.
    pub deleted: bool,
    /// Something of what is in clear is longer than is taken, and missing here: an empty text or list of this must not be
    /// taken for what the user sees, nor be written.
    pub is_cut: bool,
    /// The whole item as JSON text, where its sealed parts came with it.
    pub body: Option<SecretText>,
}

/// A list of items.
#[derive(Default)]
pub struct Entries {
    /// Those that can be read, each once.
    pub entries: Vec<Entry>,
    /// How many more there were: what cannot be read, came twice, or is of another vault.
    pub unreadable: u32,
    /// What [`Entry::key`] of those would be that cannot be read, where that can be told: they are there all the same.
    pub damaged: Vec<Id>,
    /// Whether it can be told of all of them.
    pub all_told: bool,
}

impl Entry {
    /// By what it is known: a shortcut lies beside its item as one of its own.
    pub fn key(&self) -> &Id {
        self.shortcut.as_ref().unwrap_or(&self.id)
    }

    /// Reads a whole item that was kept.
    pub fn kept(generation: Generation, body: &SecretText) -> Option<Self> {
        Self::read(generation, body.expose(), true)
    }

    /// Reads one of a list, or one that was asked for by itself. Lists of v4 have no sealed parts; what claims to be some
    /// there would be kept for each of thousands, and be taken for all there is.
    fn read(generation: Generation, json: &str, is_alone: bool) -> Option<Self> {
        let members = Members::parse(json)?;
        let shortcut = match members.json("shortcut") {
            Some(json) => Some(Members::parse(json)?),
            None => None,
        };
        let (mut vault, mut folder) = (id(&members, "vaultId")?, maybe_id(&members, "folderId").ok()?);
        if let Some(shortcut) = shortcut.as_ref().filter(|shortcut| shortcut.json("vaultId").is_some()) {
            (vault, folder) = (id(shortcut, "vaultId")?, maybe_id(shortcut, "folderId").ok()?);
        }
        let has_body = is_alone || generation == Generation::V7;
        if has_body && json.len() > MAX_BODY_LEN {
            return None;
        }
        let sealed = match generation {
            Generation::V4 => "cryptedPassword",
            Generation::V7 => "passwordEncrypted",
        };
        // What is there and too long, or of another kind, is missing here.
        let mut is_cut = false;
        let mut plain = |name, max| {
            let text = members.json(name).map(|json| fields::loose(json, max));
            is_cut |= text == Some(None);
            text.flatten().unwrap_or_default()
        };
        let (user, url) = (plain("login", MAX_NAME_LEN), plain("url", MAX_NAME_LEN));
        let note = plain("description", MAX_NOTE_LEN);
        let tags = members.json("tags").map(fields::tags);
        is_cut |= tags == Some(None);
        let favourite = members.json("isFavorite").map(|_| members.flag("isFavorite"));
        let colour = members.number("color").or_else(|| members.number("colorCode"));
        Some(Self {
            id: id(&members, "id")?,
            shortcut: match &shortcut {
                Some(shortcut) => Some(id(shortcut, "id")?),
                None => None,
            },
            inbox: inbox(&members),
            vault,
            folder,
            name: name(&members)?,
            user,
            url,
            note,
            colour: colour.and_then(|colour| u8::try_from(colour).ok()),
            tags: tags.flatten().unwrap_or_default(),
            favourite,
            changed: seconds(&members, "updatedAt").or_else(|| seconds(&members, "lastPasswordUpdate")),
            deleted: members.flag("isDeleted"),
            is_cut,
            body: (has_body && members.names(sealed)).then(|| SecretText::new(json.to_owned())),
        })
    }
}

fn inbox(members: &Members<'_>) -> Option<Id> {
    let inner = members.json("inbox").and_then(Members::parse);
    inner.and_then(|inner| id(&inner, "id")).or_else(|| id(members, "inboxId"))
}

/// Items of a list. With a vault, what is of another one is left out and counted.
pub(super) fn read_entries(
    generation: Generation,
    json: &str,
    vault: Option<&Id>,
) -> Result<Entries, PassworkFault> {
    let rows = rows(json, MAX_ENTRIES)?;
    let mut seen = HashSet::new();
    let mut read = Entries { all_told: true, ..Entries::default() };
    for json in rows {
        match Entry::read(generation, json, false) {
            Some(entry)
                if vault.is_none_or(|vault| entry.vault == *vault) && seen.insert(entry.key().clone()) =>
            {
                read.entries.push(entry);
                continue;
            }
            Some(_) => {}
            None => match damaged_key(json) {
                Some(key) => read.damaged.push(key),
                None => read.all_told = false,
            },
        }
        read.unreadable = read.unreadable.saturating_add(1);
    }
    Ok(read)
}

/// By what an item would be known that cannot be read.
fn damaged_key(json: &str) -> Option<Id> {
    let members = Members::parse(json)?;
    match members.json("shortcut") {
        Some(shortcut) => id(&Members::parse(shortcut)?, "id"),
        None => id(&members, "id"),
    }
}

/// The whole item with this key; another one is no answer, and neither is one without its sealed parts.
pub(super) fn read_entry(
    generation: Generation,
    answer: &Answer,
    key: Option<&Id>,
) -> Result<Entry, PassworkFault> {
    Entry::read(generation, answer.json(), true)
        .filter(|entry| key.is_none_or(|key| entry.key() == key) && entry.body.is_some())
        .ok_or(PassworkFault::Unreadable)
}

/// The file with this id, as JSON; another one is no answer, and neither is one without its content.
pub(super) fn read_attachment(answer: &Answer, file: &Id) -> Result<SecretText, PassworkFault> {
    let members = Members::parse(answer.json()).ok_or(PassworkFault::Unreadable)?;
    let is_it = maybe_id(&members, "id").is_ok_and(|id| id.is_none_or(|id| id == *file));
    let is_whole = ["encryptedKey", "encryptedData"].iter().all(|name| members.json(name).is_some());
    if is_it && is_whole {
        Ok(SecretText::new(answer.json().to_owned()))
    } else {
        Err(PassworkFault::Unreadable)
    }
}
