//! What is sent to a Nextcloud beside the calls themselves: the login, and where Passman's calls begin. No secret is in an
//! address: logins go into the header, tokens and items into the body (T-101).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::encode_base64;
use crate::secret::SecretText;

/// The account: name and app password. Wiped when dropped.
pub struct Login {
    /// Name of the account, which the user reads in the settings.
    pub user: String,
    /// App password, or that of the account itself where the server takes it.
    pub password: SecretText,
}

impl Login {
    /// An own copy, for the one place that needs to keep it; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self { user: self.user.clone(), password: self.password.duplicate() }
    }

    /// The header `Authorization`, for calls that go with the login: Basic, in UTF-8 (RFC 7617).
    pub fn header(&self) -> SecretText {
        let password = self.password.expose();
        let mut pair = Zeroizing::new(String::with_capacity(self.user.len() + 1 + password.len()));
        pair.push_str(&self.user);
        pair.push(':');
        pair.push_str(password);
        let digits = Zeroizing::new(encode_base64(pair.as_bytes()));
        let mut header = String::with_capacity(6 + digits.len());
        header.push_str("Basic ");
        header.push_str(&digits);
        SecretText::new(header)
    }
}

/// How a server wants the path of an app: not every web server rewrites addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Api {
    /// `/apps/passman/api/v2`
    Pretty,
    /// `/index.php/apps/passman/api/v2`
    Index,
}

impl Api {
    /// The path below the server's base.
    pub fn path(self) -> &'static str {
        match self {
            Self::Pretty => "/apps/passman/api/v2",
            Self::Index => "/index.php/apps/passman/api/v2",
        }
    }

    /// The other one, to be tried next.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Pretty => Self::Index,
            Self::Index => Self::Pretty,
        }
    }
}
