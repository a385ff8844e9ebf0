//! Reading JSON from elsewhere: objects that are objects, texts and lists with a limit, secrets that move and are not
//! copied.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use zeroize::Zeroize;

use super::answer::{MAX_CREDENTIALS, MAX_TEXT_LEN};
use crate::secret::SecretText;

/// A text of at most [`MAX_TEXT_LEN`] bytes; missing and `null` are the empty text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

/// The same, moved into a secret.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretText, D::Error> {
    text(deserializer).map(SecretText::new)
}

/// A JSON object. Derived readers take an array of the members' values too; this does not.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

/// A list of at most [`MAX_CREDENTIALS`] objects; `null` is the same as missing.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    deserializer.deserialize_any(ListVisitor(PhantomData))
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text of bounded length")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        if text.len() > MAX_TEXT_LEN {
            return Err(E::custom("text too long"));
        }
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, mut text: String) -> Result<String, E> {
        if text.len() > MAX_TEXT_LEN {
            text.zeroize();
            return Err(E::custom("text too long"));
        }
        Ok(text)
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Ok(String::new())
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of bounded length")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Object(item)) = items.next_element()? {
            if list.len() == MAX_CREDENTIALS {
                return Err(A::Error::custom("list too long"));
            }
            list.push(item);
        }
        Ok(Some(list))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
