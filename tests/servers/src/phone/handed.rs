//! The ledger of what the phone handed out, for those who check that nothing gets lost or into wrong hands.

use serde_json::Value;

/// One 200 to a request, as the phone meant it. No password in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Who asked.
    pub client: String,
    /// `requestIdentifier`, standard base64.
    pub request: String,
    /// What was asked.
    pub command: String,
    /// SHA-256 of the body of the POST that it answers.
    pub poll: [u8; 32],
    /// SHA-256 of the body of the answer.
    pub answer: [u8; 32],
    /// The entries in it, by [`Credential::key`](super::Credential::key).
    pub keys: Vec<String>,
    /// The fault that it met on its way.
    pub fault: Option<String>,
    /// That fault keeps it from whoever asked.
    pub swallowed: bool,
}

/// Keys of the entries in an answer.
pub(super) fn keys(payload: &Value) -> Vec<String> {
    let one = payload.get("credential").into_iter();
    let several = payload.get("credentials").and_then(Value::as_array).into_iter().flatten();
    let key = |entry: &Value| {
        let text = |member| entry.get(member).and_then(Value::as_str);
        text("uid").or(text("name")).unwrap_or_default().to_owned()
    };
    one.chain(several).map(key).collect()
}
