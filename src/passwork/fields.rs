//! Members of a server's objects, as tolerant as the clients that are in use: numbers may be texts and texts numbers.

use super::id::Id;
use crate::server::members::{Members, list, text as quoted};

/// Longest name of a vault, folder, item or tag, login or address, in bytes.
pub(super) const MAX_NAME_LEN: usize = 4 * 1024;
/// Longest note in a list, in bytes.
pub(super) const MAX_NOTE_LEN: usize = 64 * 1024;
/// Longest sealed field that is taken out of an object, in bytes.
pub(super) const MAX_SEALED_LEN: usize = 1 << 20;
/// Most tags of an item.
const MAX_TAGS: usize = 200;

/// A text; a number or a yes counts as its signs. Nothing if it is missing, `null`, of another kind or too long.
pub(super) fn text(members: &Members<'_>, name: &str, max: usize) -> Option<String> {
    loose(members.json(name)?, max)
}

/// The same; nothing is an empty text.
pub(super) fn text_or_empty(members: &Members<'_>, name: &str, max: usize) -> String {
    text(members, name, max).unwrap_or_default()
}

/// The name of something: empty if it has none, nothing if what it has is no name.
pub(super) fn name(members: &Members<'_>) -> Option<String> {
    match members.json("name") {
        None => Some(String::new()),
        Some(json) => loose(json, MAX_NAME_LEN),
    }
}

pub(super) fn loose(json: &str, max: usize) -> Option<String> {
    let is_plain = json.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '-' | 't' | 'f'));
    if is_plain { Some(json.to_owned()).filter(|text| text.len() <= max) } else { quoted(json, max) }
}

/// An id that has to be there.
pub(super) fn id(members: &Members<'_>, name: &str) -> Option<Id> {
    Id::parse(&text(members, name, MAX_NAME_LEN)?)
}

/// What is there is no id.
pub(super) struct NotAnId;

/// An id that may be missing, `null` or empty: then it is none.
pub(super) fn maybe_id(members: &Members<'_>, name: &str) -> Result<Option<Id>, NotAnId> {
    match members.json(name) {
        None | Some("\"\"") => Ok(None),
        Some(_) => id(members, name).map(Some).ok_or(NotAnId),
    }
}

/// Tags: texts, or objects with a name. What is neither is left out; nothing if this is no list, or too long.
pub(super) fn tags(json: &str) -> Option<Vec<String>> {
    let tag = |json: &&str| match Members::parse(json) {
        Some(object) => text(&object, "name", MAX_NAME_LEN),
        None => loose(json, MAX_NAME_LEN),
    };
    Some(list(json, MAX_TAGS)?.iter().filter_map(tag).filter(|tag| !tag.is_empty()).collect())
}

/// Seconds since 1970, written in seconds or milliseconds, as a number or a text.
pub(super) fn seconds(members: &Members<'_>, name: &str) -> Option<u64> {
    members.number(name).map(|time| if time > 100_000_000_000 { time / 1000 } else { time })
}
