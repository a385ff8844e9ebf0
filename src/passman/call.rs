//! What is sent to a server. No secret is in an address: logins go into the header, tokens and items into the body (T-101).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::encode_base64;
use crate::secret::SecretText;

/// How a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What is in a call.
pub enum Body {
    /// `application/json`
    Json(SecretText),
    /// `application/x-www-form-urlencoded`
    Form(SecretText),
}

impl Body {
    /// The header `Content-Type`.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    /// The bytes, as text.
    pub fn text(&self) -> &SecretText {
        match self {
            Self::Json(text) | Self::Form(text) => text,
        }
    }
}

/// One call, to be made without cookies, referrer, cache and redirects (docs/passman.md §1).
pub struct Call {
    /// How.
    pub method: Method,
    /// Where; nothing secret is in it.
    pub url: String,
    /// Whether the header `Authorization` goes with it, see [`Login::header`].
    pub with_login: bool,
    /// Whether the header `OCS-APIRequest: true` does.
    pub ocs: bool,
    /// What is in it.
    pub body: Option<Body>,
    /// For the whole answer, in milliseconds.
    pub timeout_ms: u64,
    /// Most bytes of an answer.
    pub cap: usize,
}

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

    /// The header `Authorization`: Basic, in UTF-8 (RFC 7617).
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
