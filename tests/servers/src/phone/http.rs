//! What the protocol port sends; the bytes are the matter of [`crate::http`].

pub(super) use crate::http::{Received, close, head, read};

use super::state::Answer;

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) status: u16,
    /// `Content-Type`.
    pub(super) kind: &'static str,
    /// A header that only this answer has.
    pub(super) extra: Option<(&'static str, &'static str)>,
    pub(super) body: Vec<u8>,
}

impl Parcel {
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, extra: None, body: body.into() }
    }

    /// All headers but the length.
    pub(super) fn headers(&self) -> Vec<(&str, &str)> {
        let mut headers = vec![("Access-Control-Allow-Origin", "*"), ("Content-Type", self.kind)];
        headers.extend(self.extra);
        headers
    }
}

impl From<Answer> for Parcel {
    fn from(answer: Answer) -> Self {
        Self::new(answer.status, "application/json", answer.body)
    }
}
