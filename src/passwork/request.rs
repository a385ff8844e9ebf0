//! A call before the session signs it.

use super::id::Id;
use crate::secret::SecretText;
use crate::server::{Body, Call, Method, Server};

/// Milliseconds for answers of some bytes.
pub(super) const SHORT_MS: u64 = 20_000;
/// Milliseconds for answers that a server has to gather.
const LONG_MS: u64 = 120_000;
/// Most bytes of a small answer.
pub(super) const SMALL: usize = 64 * 1024;
/// Most bytes of one item.
pub(super) const ITEM: usize = 16 << 20;
/// Most bytes of a list or of an attachment.
pub(super) const LIST: usize = 96 << 20;

/// A call that goes with the tokens of a session, which adds them when it is sent.
pub struct Request {
    pub(super) call: Call,
    /// The hash of the master key goes with it.
    pub(super) with_hash: bool,
    /// It changes nothing: to make it twice does no harm.
    pub(super) is_safe: bool,
}

impl Request {
    pub(super) fn get(server: &Server, path: &str, cap: usize) -> Self {
        Self::new(Method::Get, server, path, None, cap)
    }

    pub(super) fn new(
        method: Method,
        server: &Server,
        path: &str,
        body: Option<SecretText>,
        cap: usize,
    ) -> Self {
        let call = Call {
            method,
            url: SecretText::new(format!("{}/{path}", server.base())),
            headers: Vec::new(),
            with_login: false,
            body: body.map(Body::Json),
            timeout_ms: if cap > SMALL { LONG_MS } else { SHORT_MS },
            cap,
        };
        Self { call, with_hash: true, is_safe: method == Method::Get }
    }

    /// A search changes nothing, though it is a POST.
    pub(super) fn safe(self) -> Self {
        Self { is_safe: true, ..self }
    }

    /// Where the server cannot need the hash of the master key, it does not get it.
    pub(super) fn without_hash(self) -> Self {
        Self { with_hash: false, ..self }
    }

    /// What will be sent, without what the session adds.
    pub fn call(&self) -> &Call {
        &self.call
    }
}

/// A path of fixed words and checked ids.
pub(super) fn path(words: &[&str], id: &Id, more: &str) -> String {
    let mut path = words.join("/");
    path.push('/');
    path.push_str(id.as_str());
    path.push_str(more);
    path
}
