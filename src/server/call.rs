//! What is sent to a server. Addresses, headers and bodies are secrets to whoever carries them (T-101).

use crate::secret::SecretText;

/// How a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
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
            Self::Put => "PUT",
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

    /// The same, moved out.
    pub fn into_text(self) -> SecretText {
        match self {
            Self::Json(text) | Self::Form(text) => text,
        }
    }

    /// An own copy, for a call that may have to be made again; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        match self {
            Self::Json(text) => Self::Json(text.duplicate()),
            Self::Form(text) => Self::Form(text.duplicate()),
        }
    }
}

/// One call, to be made without cookies, referrer, cache and redirects.
pub struct Call {
    /// How.
    pub method: Method,
    /// Where. There are servers that want a key in it: it is never shown, logged or put into a fault.
    pub url: SecretText,
    /// Headers of this call, beside those of the login and of the body.
    pub headers: Vec<(&'static str, SecretText)>,
    /// Whether the header of the login goes with it, which the sender adds.
    pub with_login: bool,
    /// What is in it.
    pub body: Option<Body>,
    /// For the whole answer, in milliseconds.
    pub timeout_ms: u64,
    /// Most bytes of an answer.
    pub cap: usize,
}

impl Call {
    /// An own copy, for a call that may have to be made again; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            method: self.method,
            url: self.url.duplicate(),
            headers: self.headers.iter().map(|(name, value)| (*name, value.duplicate())).collect(),
            with_login: self.with_login,
            body: self.body.as_ref().map(Body::duplicate),
            timeout_ms: self.timeout_ms,
            cap: self.cap,
        }
    }
}
