//! What an answer says at first sight: the envelope of v4, that of 7.x, and what is none.

use super::{Generation, PassworkFault, fields};
use crate::encoding::decode_base64;
use crate::secret::SecretText;
use crate::server::{
    Reply,
    members::{Members, list},
};

/// What came in an envelope: JSON text. Secret.
pub struct Answer(SecretText);

impl Answer {
    /// The JSON text, `null` if there was none.
    pub fn json(&self) -> &str {
        self.0.expose()
    }

    pub(super) fn new(json: SecretText) -> Self {
        Self(json)
    }
}

/// What an answer means for a session.
pub(super) enum Said {
    Data(Answer),
    /// The server names the session: it is over.
    Expired,
    /// 401 for another reason, or for none that is named: the key, the hash of the master key, or the session.
    Unauthorized,
    /// The server says that there is no master password.
    EncryptionOff,
    No(PassworkFault),
    /// Refused without Passwork's envelope, with this status: a proxy, a firewall, a server that just starts.
    Stranger(u16),
}

/// Reads an answer of a known generation.
pub(super) fn open(generation: Generation, reply: Reply) -> Said {
    let (status, retry_after, body) = match reply {
        Reply::Answer { status, retry_after, body, .. } => (status, retry_after, body),
        Reply::Redirected => return Said::No(PassworkFault::Redirected),
        Reply::Unreachable => return Said::No(PassworkFault::Unreachable),
        Reply::TooLarge => return Said::No(PassworkFault::TooLarge),
    };
    if (300..400).contains(&status) {
        return Said::No(PassworkFault::Redirected);
    }
    let body = match String::from_utf8(body) {
        Ok(text) => SecretText::new(text),
        Err(_) => SecretText::default(),
    };
    match generation {
        Generation::V4 => open_v4(status, retry_after, &body),
        Generation::V7 => open_v7(status, retry_after, body),
    }
}

/// `{status, code?, data}`: decided by status and code of the envelope first, by HTTP second.
fn open_v4(status: u16, retry_after: Option<u32>, body: &SecretText) -> Said {
    let Some(members) = Members::parse(body.expose()) else {
        return bare(status, retry_after, body.expose());
    };
    let said = fields::text(&members, "status", 64);
    let is_ok = (200..300).contains(&status);
    match said.as_deref() {
        Some("success") if is_ok => Said::Data(data(&members)),
        Some("success" | "failed") => match fields::text(&members, "code", 256).as_deref() {
            Some("apiSessionExpired") => Said::Expired,
            Some("clientSideEncryptionDisabled") => Said::EncryptionOff,
            Some("accessDenied") => Said::No(PassworkFault::Forbidden),
            Some("passwordNull") => Said::No(PassworkFault::NotFound),
            _ if is_ok => Said::No(PassworkFault::Refused(status)),
            _ => by_status(status, retry_after),
        },
        _ => bare(status, retry_after, body.expose()),
    }
}

/// JSON, or `{"format":"base64","content"}` around it; `{"errors":[{code}]}` where something is wrong.
fn open_v7(status: u16, retry_after: Option<u32>, body: SecretText) -> Said {
    let Some(json) = unwrapped(body) else { return bare(status, retry_after, "{") };
    if let Some(code) = error_code(json.expose()) {
        return match code.as_str() {
            "accessTokenExpired" => Said::Expired,
            "twoFactorAuthRequired" => Said::No(PassworkFault::NeedsTwoFactor),
            _ if (200..300).contains(&status) => Said::No(PassworkFault::Refused(status)),
            _ => by_status(status, retry_after),
        };
    }
    match status {
        // Some calls have nothing to say.
        200..=299 if json.expose().trim().is_empty() => {
            Said::Data(Answer::new(SecretText::new("null".to_owned())))
        }
        200..=299 if serde_json::from_str::<serde::de::IgnoredAny>(json.expose()).is_ok() => {
            Said::Data(Answer::new(json))
        }
        _ => bare(status, retry_after, json.expose()),
    }
}

/// The JSON text in an answer of 7.x; nothing if it claims to be base64 and is not.
pub(super) fn unwrapped(body: SecretText) -> Option<SecretText> {
    let inner = {
        let Some(members) = Members::parse(body.expose()) else { return Some(body) };
        let is_wrapped = members.json("format") == Some("\"base64\"");
        if is_wrapped { Some(members.secret("content", usize::MAX)?) } else { None }
    };
    let Some(content) = inner else { return Some(body) };
    let bytes = decode_base64(content.expose()).ok()?;
    Some(SecretText::new(String::from_utf8(bytes).ok()?))
}

/// The code of the first error, if there is a list of them: empty if it says none.
pub(super) fn error_code(json: &str) -> Option<String> {
    let members = Members::parse(json)?;
    let all = list(members.json("errors")?, 100)?;
    let first = all.first().and_then(|json| Members::parse(json))?;
    Some(fields::text_or_empty(&first, "code", 256))
}

fn data(members: &Members<'_>) -> Answer {
    Answer::new(SecretText::new(members.json("data").unwrap_or("null").to_owned()))
}

/// No envelope: something between us and Passwork answers, or an answer that was cut off.
fn bare(status: u16, retry_after: Option<u32>, body: &str) -> Said {
    match status {
        200..=299 if body.trim_start().starts_with(['{', '[']) => Said::No(PassworkFault::Unreadable),
        200..=299 => Said::No(PassworkFault::NotPasswork(status)),
        400..=499 if status != 429 => Said::Stranger(status),
        _ => by_status(status, retry_after),
    }
}

fn by_status(status: u16, retry_after: Option<u32>) -> Said {
    match status {
        401 => Said::Unauthorized,
        403 => Said::No(PassworkFault::Forbidden),
        404 | 405 | 410 => Said::No(PassworkFault::NotFound),
        429 => Said::No(PassworkFault::Throttled(retry_after)),
        503 => Said::No(PassworkFault::Maintenance(retry_after)),
        400..=499 => Said::No(PassworkFault::Refused(status)),
        _ => Said::No(PassworkFault::ServerError(status)),
    }
}
