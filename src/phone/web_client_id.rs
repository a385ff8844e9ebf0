//! The name under which the phone knows this browser.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// `ABC-DEF`: three capital letters, a hyphen, three more. Travels in clear with each message.
///
/// Source: docs/phone-protocol.md §1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebClientId(String);

/// The text has not the form `ABC-DEF`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form ABC-DEF")]
pub struct NoWebClientId;

impl WebClientId {
    /// Takes a text of the right form.
    pub fn parse(text: &str) -> Option<Self> {
        let sound = text.len() == 7
            && text.bytes().enumerate().all(|(i, c)| if i == 3 { c == b'-' } else { c.is_ascii_uppercase() });
        sound.then(|| Self(text.to_owned()))
    }

    /// Makes a new one, all of the 26^6 equally likely.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut text = String::with_capacity(7);
        while text.len() < 7 {
            if text.len() == 3 {
                text.push('-');
            }
            let mut byte = [0];
            rng.fill_bytes(&mut byte);
            // 234 = 9 × 26; values above would make some letters likelier.
            for value in byte.into_iter().filter(|value| *value < 234) {
                text.push(char::from(b'A' + value % 26));
            }
        }
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for WebClientId {
    type Error = NoWebClientId;

    fn try_from(text: String) -> Result<Self, NoWebClientId> {
        Self::parse(&text).ok_or(NoWebClientId)
    }
}

impl From<WebClientId> for String {
    fn from(id: WebClientId) -> Self {
        id.0
    }
}
