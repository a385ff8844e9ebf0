//! The sealed fields of an item: which there are, and how each is opened.
//!
//! What is sealed is JSON text: `"text"`, a list, an object, `null` for nothing. Very old items hold the bare text.

use super::container::{Container, ContainerError};
use crate::secret::SecretText;
use crate::server::members::{self, Members};

/// Longest text of a field, in bytes: what a container can hold.
pub(super) const MAX_FIELD_LEN: usize = 1 << 24;

/// A sealed field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Notes.
    Description,
    /// User name.
    Username,
    /// Password.
    Password,
    /// List of files.
    Files,
    /// List of fields of the user's own.
    CustomFields,
    /// What makes one-time codes.
    Otp,
    /// E-mail address.
    Email,
    /// List of tags.
    Tags,
    /// Address of the site.
    Url,
    /// Whether the password is known to others. Older servers have no such field.
    Compromised,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Description,
        Self::Username,
        Self::Password,
        Self::Files,
        Self::CustomFields,
        Self::Otp,
        Self::Email,
        Self::Tags,
        Self::Url,
        Self::Compromised,
    ];

    /// Name of the member.
    pub fn name(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Username => "username",
            Self::Password => "password",
            Self::Files => "files",
            Self::CustomFields => "custom_fields",
            Self::Otp => "otp",
            Self::Email => "email",
            Self::Tags => "tags",
            Self::Url => "url",
            Self::Compromised => "compromised",
        }
    }

    /// Whether its value is one text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Description | Self::Username | Self::Password | Self::Email | Self::Url)
    }

    /// Whether a sealed text of so many bytes can hold something. The shortest that do: four bytes are `null`, but also
    /// `"ab"` and `true`; two are `""`, `[]`, `{}`; five are `false`.
    pub(super) fn can_hold(self, bytes: usize) -> bool {
        match bytes {
            0 | 2 => false,
            4 => self.is_text() || self == Self::Compromised,
            5 => self != Self::Compromised,
            _ => true,
        }
    }
}

/// Why a field cannot be read or written. Names no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// Not sealed under this password, or changed since.
    #[error("not sealed under this password")]
    WrongPassword,
    /// Not in the form of a sealed field, or not of the form that its content should have.
    #[error("damaged")]
    Damaged,
    /// Sealed in a way that no client of Passman uses: too few or too many rounds, another cipher (T-102).
    #[error("sealed in a way that is not used")]
    Refused,
    /// The item belongs to somebody else, who lets it only be read.
    #[error("not to be changed")]
    ReadOnly,
    /// Longer than what can be sealed.
    #[error("too long")]
    TooLong,
}

impl From<ContainerError> for FieldFault {
    fn from(error: ContainerError) -> Self {
        match error {
            ContainerError::Malformed(_) => Self::Damaged,
            ContainerError::Unknown(_) => Self::Refused,
            ContainerError::OtherPassword => Self::WrongPassword,
        }
    }
}

/// The sealed text of a member: nothing for `null`, the empty text and the text `null`.
pub(super) fn sealed(members: &Members<'_>, name: &str) -> Result<Option<String>, FieldFault> {
    let Some(json) = members.json(name) else { return Ok(None) };
    let text = members::text(json, usize::MAX).ok_or(FieldFault::Damaged)?;
    Ok(Some(text).filter(|text| !text.is_empty() && text != "null"))
}

/// Opens what was sealed, whatever it is. Empty if there is nothing.
pub(super) fn open(members: &Members<'_>, name: &str, key: &SecretText) -> Result<SecretText, FieldFault> {
    match sealed(members, name)? {
        Some(text) => Ok(Container::parse(&text)?.open(key)?),
        None => Ok(SecretText::default()),
    }
}

/// What a field says: its text, or the JSON text of its list or object. Empty if it says nothing.
pub(super) fn value(field: Field, plain: SecretText) -> SecretText {
    let json = plain.expose().trim();
    if json == "null" {
        return SecretText::default();
    }
    match members::text(json, MAX_FIELD_LEN) {
        Some(text) if field.is_text() || text.is_empty() => SecretText::new(text),
        // A bare text of an old item; a list or an object as it is.
        _ => plain,
    }
}
