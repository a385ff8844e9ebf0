//! Every request as the server saw it.

use serde::{Deserialize, Serialize};

use crate::http::Received;

/// One request and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// Counts from 0.
    pub number: usize,
    /// When it was complete, Unix time in milliseconds.
    pub at: u64,
    /// It came over TLS.
    pub secure: bool,
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers in order, names in lower case. The value of `authorization` is left out.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: String,
    /// Who it was, if the login was right.
    pub user: Option<String>,
    /// The login was by an app password.
    pub by_app_password: bool,
    /// Status of the answer on the wire; 0 if the connection was dropped without one.
    pub status: u16,
    /// The fault that was applied.
    pub fault: Option<String>,
}

impl LogEntry {
    pub(crate) fn of(received: &Received, secure: bool, at: u64) -> Self {
        let shown = |(name, value): &(String, String)| {
            let value = if name == "authorization" { String::new() } else { value.clone() };
            (name.clone(), value)
        };
        Self {
            at,
            secure,
            method: received.method.clone(),
            target: received.target.clone(),
            headers: received.headers.iter().map(shown).collect(),
            body: String::from_utf8_lossy(&received.body).into_owned(),
            ..Self::default()
        }
    }

    /// The value of a header, by lower-case name; empty for `authorization`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// It carried a login.
    pub fn has_authorization(&self) -> bool {
        self.header("authorization").is_some()
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}
