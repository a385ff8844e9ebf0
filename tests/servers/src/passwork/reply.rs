//! What a call comes to, and the envelopes of both generations around it.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::json::put;
use super::unknown;
use crate::web::Answer;

/// A call that did what it should.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// v4 only.
    pub(super) code: Option<&'static str>,
    pub(super) data: Value,
}

/// A call that did not.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    /// 7.x: the member that is wrong.
    pub(super) field: Option<&'static str>,
    pub(super) message: &'static str,
}

pub(super) type Outcome = Result<Reply, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "calls end with it")]
pub(super) fn done(data: Value) -> Outcome {
    Ok(Reply { status: 200, code: None, data })
}

#[expect(clippy::unnecessary_wraps, reason = "calls end with it")]
pub(super) fn done_as(status: u16, code: &'static str, data: Value) -> Outcome {
    Ok(Reply { status, code: Some(code), data })
}

pub(super) fn refuse(kind: (u16, &'static str), message: &'static str) -> Refusal {
    Refusal { status: kind.0, code: kind.1, field: None, message }
}

pub(super) fn no_item() -> Refusal {
    refuse(unknown::NO_ITEM, "Password not found")
}

pub(super) fn no_vault() -> Refusal {
    refuse(unknown::NO_VAULT, "Vault not found")
}

pub(super) fn no_folder() -> Refusal {
    refuse(unknown::NO_FOLDER, "Folder not found")
}

pub(super) fn denied() -> Refusal {
    refuse(unknown::ACCESS_DENIED, "Access denied")
}

pub(super) fn bad(field: &'static str) -> Refusal {
    Refusal { field: Some(field), ..refuse(unknown::BAD_BODY, "Invalid value") }
}

/// The answer of v4.
pub(super) fn four(outcome: Outcome) -> Answer {
    match outcome {
        Ok(reply) => {
            let mut body = json!({ "status": "success", "data": reply.data });
            if let Some(code) = reply.code {
                put(&mut body, "code", code.into());
            }
            Answer::json(reply.status, &body)
        }
        Err(refusal) => {
            let data = json!({ "errorMessage": refusal.message });
            let body = json!({ "status": "failed", "code": refusal.code, "data": data });
            Answer::json(refusal.status, &body)
        }
    }
}

/// Status and JSON of 7.x.
pub(super) fn seven(outcome: Outcome) -> (u16, Value) {
    match outcome {
        Ok(reply) => (reply.status, reply.data),
        Err(refusal) => {
            let code = match (refusal.status, refusal.code) {
                (403, _) => unknown::V7_DENIED,
                (404, _) => unknown::V7_NOT_FOUND,
                (400, _) => unknown::V7_BAD_BODY,
                (_, code) => code,
            };
            let error = json!({ "code": code, "field": refusal.field, "message": refusal.message });
            (refusal.status, json!({ "errors": [error] }))
        }
    }
}

/// Around the JSON of 7.x, unless it is asked for bare.
pub(super) fn enclose(status: u16, body: &Value, is_raw: bool) -> Answer {
    if is_raw {
        return Answer::json(status, body);
    }
    let content = Base64::encode_string(body.to_string().as_bytes());
    Answer::json(status, &json!({ "format": "base64", "content": content }))
}
