//! What came back from a server: bytes that anybody may have written, until they are read.

/// The outcome of a [`super::Call`].
pub enum Reply {
    /// The server answered.
    Answer {
        /// HTTP status.
        status: u16,
        /// The header `Content-Type`.
        content_type: Option<String>,
        /// The header `Retry-After`, in seconds; one that names a date counts as none.
        retry_after: Option<u32>,
        /// At most as many bytes as the call allows.
        body: Vec<u8>,
    },
    /// The server wants us elsewhere; nobody follows.
    Redirected,
    /// No answer: no network, no such host, refused, a certificate that the browser does not take, too slow, broken off.
    Unreachable,
    /// More bytes than the call allows.
    TooLarge,
}
