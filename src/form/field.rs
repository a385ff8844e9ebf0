//! What a single field is for.

use crate::message::FieldSnapshot;

use super::{
    text::Words,
    words::{CODE, CURRENT, MAIL_OR_PHONE, NEW, ONE_TIME, OTHER_PURPOSE, PASSWORD, PERSON, USER},
};

/// Purposes of fields, as far as logins are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// An account name. `Certain` by `autocomplete`.
    User(Sign),
    /// A mail address or phone number, which often is the account name.
    MailOrPhone(Sign),
    /// Some line of text.
    Text,
    /// A line of text about a person: name, address, birthday.
    Person,
    /// The password in force.
    CurrentPassword(Sign),
    /// A password that is to become one.
    NewPassword(Sign),
    /// A password of either sort.
    Password,
    /// A code that is good once.
    Code,
    /// Nothing for a login: search, captcha, check box.
    Other,
}

/// How sure a purpose is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// By the words around the field.
    Words,
    /// By its `autocomplete` attribute.
    Certain,
}

impl Purpose {
    /// Reads a field, whether or not it is visible.
    pub(super) fn of(field: &FieldSnapshot) -> Self {
        let hint = Hint::of(&field.autocomplete);
        let words = Words::of([field.name.as_str(), &field.id, &field.label, &field.hint, &field.near]);
        match field.kind.as_str() {
            "password" => Self::of_password(hint, &words),
            "text" | "email" | "tel" | "number" | "" => Self::of_text(hint, &words, &field.kind),
            _ => Self::Other,
        }
    }

    /// Whether it is a password of any sort.
    pub(super) fn is_password(self) -> bool {
        matches!(self, Self::CurrentPassword(_) | Self::NewPassword(_) | Self::Password)
    }

    fn of_password(hint: Hint, words: &Words) -> Self {
        match hint {
            Hint::NewPassword => Self::NewPassword(Sign::Certain),
            Hint::CurrentPassword => Self::CurrentPassword(Sign::Certain),
            Hint::Code => Self::Code,
            Hint::Other => Self::Other,
            Hint::User | Hint::Mail | Hint::None => {
                if words.say(ONE_TIME) {
                    Self::Code
                } else if words.say(CODE) {
                    Self::Other
                } else if words.say(CURRENT) {
                    Self::CurrentPassword(Sign::Words)
                } else if words.say(NEW) {
                    Self::NewPassword(Sign::Words)
                } else {
                    Self::Password
                }
            }
        }
    }

    fn of_text(hint: Hint, words: &Words, kind: &str) -> Self {
        match hint {
            Hint::User => Self::User(Sign::Certain),
            Hint::Mail => Self::MailOrPhone(Sign::Certain),
            // A password field that was switched to show its text is left alone (T-52).
            Hint::Other | Hint::CurrentPassword | Hint::NewPassword => Self::Other,
            Hint::Code => Self::Code,
            Hint::None => {
                if words.say(ONE_TIME) {
                    Self::Code
                } else if words.say(CODE) || words.say(OTHER_PURPOSE) {
                    Self::Other
                } else if words.say(USER) {
                    Self::User(Sign::Words)
                } else if kind == "email" || words.say(MAIL_OR_PHONE) {
                    Self::MailOrPhone(Sign::Words)
                } else if words.say(PASSWORD) {
                    Self::Other
                } else if words.say(PERSON) {
                    Self::Person
                } else {
                    Self::Text
                }
            }
        }
    }
}

/// What `autocomplete` says (WHATWG HTML, "Autofill detail tokens").
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hint {
    User,
    Mail,
    CurrentPassword,
    NewPassword,
    /// A one-time code.
    Code,
    /// Cards, addresses.
    Other,
    /// Nothing, `on`, `off`, or a word that the standard does not know.
    None,
}

impl Hint {
    fn of(autocomplete: &str) -> Self {
        let mut found = Self::None;
        for token in autocomplete.to_ascii_lowercase().split_ascii_whitespace().take(10) {
            let hint = match token {
                "username" => Self::User,
                "email" | "tel" | "tel-national" => Self::Mail,
                "current-password" => Self::CurrentPassword,
                "new-password" => return Self::NewPassword,
                "one-time-code" => Self::Code,
                "name" | "given-name" | "family-name" | "additional-name" | "organization"
                | "street-address" | "address-line1" | "postal-code" | "country" | "bday" | "url" => {
                    Self::Other
                }
                card if card.starts_with("cc-") => Self::Other,
                _ => continue,
            };
            // `username email` names the account first.
            if found == Self::None {
                found = hint;
            }
        }
        found
    }
}
