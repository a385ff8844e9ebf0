//! What `autocomplete` says (WHATWG HTML, "Autofill detail tokens").

/// The part of it that has to do with logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    User,
    /// A mail address or phone number, which often is the account name.
    Mail,
    CurrentPassword,
    NewPassword,
    Code,
    /// Cards, addresses.
    Other,
    /// Nothing, `on`, `off`, or a word that the standard does not know.
    None,
}

impl Hint {
    pub(super) fn of(autocomplete: &str) -> Self {
        let mut found = Self::None;
        for token in autocomplete.to_ascii_lowercase().split_ascii_whitespace().take(10) {
            let hint = match token {
                "username" => Self::User,
                "email" | "tel" | "tel-national" => Self::Mail,
                "current-password" => Self::CurrentPassword,
                "new-password" => return Self::NewPassword,
                "one-time-code" => Self::Code,
                "name" | "given-name" | "family-name" | "additional-name" | "organization"
                | "street-address" | "address-line1" | "address-line2" | "address-level1"
                | "address-level2" | "postal-code" | "country" | "country-name" | "bday" | "url"
                | "organization-title" => Self::Other,
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

    /// Whether it names an account.
    pub(super) fn is_user(self) -> bool {
        matches!(self, Self::User | Self::Mail)
    }

    /// Whether it names a password.
    pub(super) fn is_password(self) -> bool {
        matches!(self, Self::CurrentPassword | Self::NewPassword)
    }
}
