//! What can go wrong at a server or on the way to it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::Answer;

/// One kind of trouble. What a server cannot do, it does not: the answer is the genuine one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// 500 in the server's own words; nothing is done.
    Failure,
    /// 503 in the server's own words, with `Retry-After`; nothing is done.
    Maintenance,
    /// 200 with a page that has nothing to do with the server; nothing is done.
    Portal,
    /// Any status with any body; nothing is done.
    Status {
        /// HTTP status.
        status: u16,
        /// `Content-Type`; JSON if absent.
        #[serde(default = "json_kind")]
        content_type: String,
        /// The body, any text.
        #[serde(default)]
        body: String,
    },
    /// 401 as for a wrong login or a session that is not known; nothing is done.
    Unauthorized,
    /// 429 as for too many of them; nothing is done.
    TooMany,
    /// The genuine answer, so much later.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// The connection ends before anything is done.
    DropBefore,
    /// Done, but the connection ends in the middle of the answer's body.
    DropInBody,
    /// Done, and the answer is whole for HTTP, but its JSON ends in the middle.
    TruncatedJson,
    /// A redirect to any address; nothing is done.
    Redirect {
        /// 301, 302, 307 or 308.
        #[serde(default = "found")]
        status: u16,
        /// Value of `Location`.
        to: String,
    },
    /// A redirect to the same path over plain HTTP.
    RedirectToHttp,
    /// A redirect to the very same address, for ever if it is for good.
    RedirectToItself,
    /// Lists of items are filled up to so many with copies of the first one, under other ids.
    ManyItems {
        /// How many.
        count: usize,
    },
    /// Every id and guid in the answer is another one.
    WrongIds,
    /// Passwork: the answer is a success without anything in it (`data: null`; 7.x: `null`).
    NullData,
    /// Passwork: every object has members that nobody knows.
    UnknownMembers,
    /// Passwork: what is sealed in the answer has a turned letter.
    Damaged,
    /// 200 and JSON that is so long, most of it white space.
    Huge {
        /// Bytes.
        bytes: usize,
    },
}

fn json_kind() -> String {
    "application/json; charset=utf-8".to_owned()
}

fn found() -> u16 {
    302
}

/// A fault and the requests it is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOrder {
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// For the next so many requests; until cleared if absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// Only where the path contains this; everywhere if absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Only for this HTTP method; for all if absent.
    #[serde(default)]
    pub method: Option<String>,
}

impl FaultOrder {
    /// For the next request.
    pub fn once(fault: Fault) -> Self {
        Self { fault, times: Some(1), path: None, method: None }
    }

    /// Until cleared.
    pub fn always(fault: Fault) -> Self {
        Self { times: None, ..Self::once(fault) }
    }

    /// Only where the path contains this.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }

    /// Only for this HTTP method.
    #[must_use]
    pub fn by(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// For the next so many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    pub(super) fn strikes(&self, method: &str, path: &str) -> bool {
        self.path.as_ref().is_none_or(|part| path.contains(part.as_str()))
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
    }
}

impl Fault {
    /// The word for the log.
    pub(crate) fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The answer in the place of the genuine one that is the same for every server. `plain` and `same` are the addresses of
    /// this request over plain HTTP and as it came.
    pub(crate) fn instead(&self, plain: &str, same: &str) -> Option<Answer> {
        Some(match self {
            Self::Portal => Answer::portal(),
            Self::Status { status, content_type, body } => Answer::new(*status, content_type, body.as_str()),
            Self::Redirect { status, to } => Answer::redirect(*status, to),
            Self::RedirectToHttp => Answer::redirect(307, plain),
            Self::RedirectToItself => Answer::redirect(307, same),
            Self::Huge { bytes } => {
                let mut body = vec![b' '; *bytes];
                if let [first, .., last] = body.as_mut_slice() {
                    (*first, *last) = (b'[', b']');
                }
                Answer::new(200, "application/json; charset=utf-8", body)
            }
            _ => return None,
        })
    }
}
