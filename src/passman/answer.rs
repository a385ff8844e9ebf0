//! What an answer of a Nextcloud says at first sight, and why there is nothing in it.

use crate::server::{Reply, members::Members};

/// Why there is nothing in an answer. Names no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// No answer.
    #[error("the server does not answer")]
    Unreachable,
    /// A redirect, which is not followed (T-100).
    #[error("the server redirects")]
    Redirected,
    /// The server names an address that is not its own (T-100).
    #[error("the server names an address that is not its own")]
    Elsewhere,
    /// More than is taken.
    #[error("the answer is too large")]
    TooLarge,
    /// What answers is no Nextcloud.
    #[error("not a Nextcloud")]
    NotNextcloud,
    /// A Nextcloud without Passman, or one where the user may not use it.
    #[error("Passman is not there")]
    NoPassman,
    /// Name or password is wrong, or an app password is needed.
    #[error("the login is not accepted")]
    WrongLogin,
    /// The user may not do that.
    #[error("not allowed")]
    Forbidden,
    /// What was asked for is not there.
    #[error("not there")]
    NotFound,
    /// Too many wrong logins, or calls.
    #[error("the server asks to wait")]
    Throttled,
    /// The server is being worked at.
    #[error("the server is in maintenance")]
    Maintenance,
    /// Any other status.
    #[error("the server failed with status {0}")]
    ServerError(u16),
    /// Not the JSON it should be: HTML, cut off, other members, another item than the one asked for.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// The text of an answer that says "done". 401 with a `msg` comes from Passman itself: the item is not the user's to
/// change. Any other comes from the sign-in.
pub(super) fn text(reply: Reply) -> Result<String, CallFault> {
    let (status, body) = match reply {
        Reply::Answer { status, body, .. } => (status, body),
        Reply::Redirected => return Err(CallFault::Redirected),
        Reply::Unreachable => return Err(CallFault::Unreachable),
        Reply::TooLarge => return Err(CallFault::TooLarge),
    };
    match status {
        200..=299 => String::from_utf8(body).map_err(|_| CallFault::Unreadable),
        300..=399 => Err(CallFault::Redirected),
        401 if says_msg(&body) => Err(CallFault::Forbidden),
        401 => Err(CallFault::WrongLogin),
        403 => Err(CallFault::Forbidden),
        404 => Err(CallFault::NotFound),
        429 => Err(CallFault::Throttled),
        503 => Err(CallFault::Maintenance),
        other => Err(CallFault::ServerError(other)),
    }
}

fn says_msg(body: &[u8]) -> bool {
    std::str::from_utf8(body).ok().and_then(Members::parse).is_some_and(|members| members.names("msg"))
}

/// An answer that only has to say that it is done: after deleting and signing out.
pub fn read_done(reply: Reply) -> Result<(), CallFault> {
    text(reply).map(drop)
}
