//! Ids of vaults, folders and items: what a server names becomes a segment of a path only if it looks like one.

use serde::{Deserialize, Serialize};

/// Longest id, in bytes; those of Passwork have 24 signs.
const MAX_LEN: usize = 64;

/// An id: 1 to 64 letters, digits, hyphens and underscores. Passwork's own are 24 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// The text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NoId;

impl Id {
    /// Takes what can stand in a path, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_LEN).contains(&text.len())
            && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'));
        fits.then(|| Self(text.to_owned()))
    }

    /// As the server writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = NoId;

    fn try_from(text: String) -> Result<Self, NoId> {
        Self::parse(&text).ok_or(NoId)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0
    }
}
