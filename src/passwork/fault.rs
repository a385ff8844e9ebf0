//! Why a Passwork gave nothing.

/// Why there is nothing in an answer, or no session. Names no part of what came; each is a sentence of its own to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassworkFault {
    /// No answer. *"The server could not be reached securely: is it on, do VPN or network lead there, is its certificate
    /// from a trusted authority, for this name, not expired?"*
    #[error("the server does not answer")]
    Unreachable,
    /// A redirect, which is not followed (T-100). *"The server sends us elsewhere. Use the address where it ends up."*
    #[error("the server redirects")]
    Redirected,
    /// A share link or the like with an address that is not the server's own (T-100). *"The server names an address that is
    /// not its own; the link was not made known."*
    #[error("the server names an address that is not its own")]
    Elsewhere,
    /// More bytes than are taken. *"The answer is too large."*
    #[error("the answer is too large")]
    TooLarge,
    /// What answers speaks neither generation; with its HTTP status. *"There is something at this address, but no Passwork:
    /// a page to sign in to a network, or the wrong folder?"*
    #[error("not a Passwork (status {0})")]
    NotPasswork(u16),
    /// The API key is not taken (any more). *"The API key is not good any more. Make a new one in Passwork."*
    #[error("the API key is refused")]
    KeyRefused,
    /// The key may be good, but this user may not use the API. *"Your administrator does not let you use apps with
    /// Passwork."*
    #[error("the API is forbidden for this user")]
    ApiForbidden,
    /// The tokens of 7.x are used up. *"The API token expired. Make a new one in Passwork and paste it here."*
    #[error("the API token expired")]
    TokenExpired,
    /// 7.x wants a second factor for this session. *"Passwork wants your second factor: confirm in Passwork, or make an API
    /// token."*
    #[error("a second factor is wanted")]
    NeedsTwoFactor,
    /// The hash of the master key is not taken. *"This is not the master password, or it was changed."*
    #[error("the master key is refused")]
    MasterKeyRefused,
    /// The server says that client-side encryption is off, though this account was connected with it. Nothing is sent
    /// unsealed to a server that changed its mind (T-103). *"Encryption with a master password was switched off at the
    /// server. If that is right, connect the account anew."*
    #[error("client-side encryption was switched off")]
    EncryptionGone,
    /// The server makes sessions and ends them at once. *"The server ends every session at once. Try again in a minute."*
    #[error("the server ends every session at once")]
    SessionRefused,
    /// The user may not do that. *"You may not do that in this vault."*
    #[error("not allowed")]
    Forbidden,
    /// What was asked for is not there, or this version of the server does not know the call. *"It is not there any more."*
    #[error("not there")]
    NotFound,
    /// Too many calls; with the seconds to wait, if they are known. *"The server asks to wait … seconds."*
    #[error("the server asks to wait")]
    Throttled(Option<u32>),
    /// The server is being worked at; with the seconds to wait, if they are known. *"The server is in maintenance."*
    #[error("the server is in maintenance")]
    Maintenance(Option<u32>),
    /// The server did not want this, for a reason that only it knows; with the HTTP status. *"Passwork refused the change."*
    #[error("the server refuses (status {0})")]
    Refused(u16),
    /// Any other status. *"The server failed."*
    #[error("the server failed with status {0}")]
    ServerError(u16),
    /// Not the JSON it should be: cut off, other members, another item than the one asked for. *"The answer cannot be read."*
    #[error("the answer cannot be read")]
    Unreadable,
}

impl PassworkFault {
    /// Whether it is about the whole server or sign-in, so that other calls would fail just so.
    pub fn is_general(self) -> bool {
        !matches!(
            self,
            Self::Elsewhere
                | Self::TooLarge
                | Self::NotPasswork(_)
                | Self::Forbidden
                | Self::NotFound
                | Self::Refused(_)
                | Self::ServerError(_)
                | Self::Unreadable
        )
    }
}
