//! JSON of a server, one level at a time: what is inside a member stays the text that came, until somebody needs it.
//!
//! So numbers keep their digits, members that nobody knows go back as they came, and one member that is deep, damaged or
//! huge spoils no other.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::secret::SecretText;

/// Most members of one object.
const MAX_MEMBERS: usize = 200;

/// The members of one JSON object, in their order.
pub(crate) struct Members<'a>(Vec<(Name<'a>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Nothing if it is no object, names something twice or has more than 200 members.
    pub(crate) fn parse(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The JSON text of a member that is there and not `null`.
    pub(crate) fn json(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(known, _)| known.0 == name)?;
        Some(value.get()).filter(|json| *json != "null")
    }

    /// Whether a member is there, be it `null`.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known.0 == name)
    }

    /// A text of at most `max` bytes.
    pub(crate) fn text(&self, name: &str, max: usize) -> Option<String> {
        text(self.json(name)?, max)
    }

    /// The same, moved into a secret.
    pub(crate) fn secret(&self, name: &str, max: usize) -> Option<SecretText> {
        self.text(name, max).map(SecretText::new)
    }

    /// A whole number, also if it is written as a text or with a fraction, which is cut off.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        number(self.json(name)?)
    }

    /// A yes: `true`, 1, or one of them as a text.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.json(name), Some("true" | "1" | "\"1\"" | "\"true\""))
    }

    /// The object again, some members changed or added behind the others. Values are JSON texts.
    pub(crate) fn with(&self, changes: &[(&str, String)]) -> String {
        let new_json = |name: &str| changes.iter().find(|(of, _)| *of == name).map(|(_, json)| json.as_str());
        let old = self.0.iter().map(|(name, value)| (&*name.0, new_json(&name.0).unwrap_or(value.get())));
        let new =
            changes.iter().filter(|(name, _)| !self.names(name)).map(|(name, json)| (*name, json.as_str()));
        object(old.chain(new))
    }

    /// The object again without one member.
    pub(crate) fn without(&self, name: &str) -> String {
        object(
            self.0.iter().filter(|(known, _)| known.0 != name).map(|(name, value)| (&*name.0, value.get())),
        )
    }
}

/// An object of JSON texts.
pub(crate) fn object<'t>(members: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut json = String::from("{");
    for (name, value) in members {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&quote(name));
        json.push(':');
        json.push_str(value);
    }
    json.push('}');
    json
}

/// A text as JSON.
pub(crate) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text that a JSON text is, of at most `max` bytes.
pub(crate) fn text(json: &str, max: usize) -> Option<String> {
    if !json.starts_with('"') {
        return None;
    }
    serde_json::from_str(json).ok().filter(|text: &String| text.len() <= max)
}

/// See [`Members::number`].
pub(crate) fn number(json: &str) -> Option<u64> {
    let digits = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(json).trim();
    match digits.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|byte| byte.is_ascii_digit()) => whole.parse().ok(),
        Some(_) => None,
        None => digits.parse().ok(),
    }
}

/// The JSON texts of a list of at most `max`.
pub(crate) fn list(json: &str, max: usize) -> Option<Vec<&str>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let list = reader.deserialize_seq(ListVisitor(max)).ok()?;
    reader.end().ok().map(|()| list)
}

/// The name of a member, borrowed unless something in it is escaped.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor).map(Self)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(Name<'de>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of few members")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Self::Value = Vec::with_capacity(32);
        while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            if members.len() == MAX_MEMBERS || members.iter().any(|(known, _)| known.0 == name.0) {
                return Err(A::Error::custom("too many members, or one twice"));
            }
            members.push((name, value));
        }
        Ok(members)
    }
}

struct ListVisitor(usize);

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of bounded length")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<&'de RawValue>()? {
            if list.len() == self.0 {
                return Err(A::Error::custom("list too long"));
            }
            list.push(item.get());
        }
        Ok(list)
    }
}
