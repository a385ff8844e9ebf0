//! Every protocol request as the phone saw it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::http::Received;
use super::state::Seen;

/// Members of a request that have a field of their own in [`LogEntry`].
const NAMED: [&str; 7] = ["action", "command", "requestIdentifier", "website", "user", "uid", "uids"];

/// One protocol request and its answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// Counts from 0.
    pub number: usize,
    /// When it was complete, Unix time in milliseconds.
    pub at: u64,
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: String,
    /// Status of the answer on the wire; 0 if the connection was dropped without one.
    pub status: u16,
    /// Status that the phone itself decided on, whatever became of it; 0 if a fault kept the request from it.
    pub meant: u16,
    /// The fault that was applied.
    pub fault: Option<String>,
    /// `X-WebClientId`.
    pub client: Option<String>,
    /// Decrypted `action`.
    pub action: Option<String>,
    /// Decrypted `command`.
    pub command: Option<String>,
    /// Decrypted `requestIdentifier`.
    pub request_identifier: Option<String>,
    /// Decrypted `website`.
    pub website: Option<String>,
    /// Decrypted `user`.
    pub user: Option<String>,
    /// Decrypted `uid`.
    pub uid: Option<String>,
    /// Decrypted `uids`.
    pub uids: Option<Value>,
    /// All other decrypted members.
    pub extra: Map<String, Value>,
    /// Short fingerprint of the request.
    pub fingerprint: Option<String>,
    /// When the user accepted what this 200 hands out, Unix time in milliseconds.
    pub approved_at: Option<u64>,
}

impl LogEntry {
    pub(super) fn of(received: &Received, at: u64) -> Self {
        Self {
            at,
            method: received.method.clone(),
            target: received.target.clone(),
            headers: received.headers.clone(),
            body: String::from_utf8_lossy(&received.body).into_owned(),
            client: received.header("x-webclientid").map(ToOwned::to_owned),
            ..Self::default()
        }
    }

    pub(super) fn read(&mut self, seen: Seen) {
        let plain = seen.plain.unwrap_or_default();
        let text = |member: &str| plain.get(member).and_then(Value::as_str).map(ToOwned::to_owned);
        self.action = text("action");
        self.command = text("command");
        self.request_identifier = text("requestIdentifier");
        self.website = text("website");
        self.user = text("user");
        self.uid = text("uid");
        self.uids = plain.get("uids").cloned();
        self.fingerprint = seen.fingerprint;
        self.approved_at = seen.approved_at;
        self.extra = plain.into_iter().filter(|(name, _)| !NAMED.contains(&name.as_str())).collect();
    }

    /// The value of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
