//! What came back from an address, before anything of it is believed.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::json;

use super::{command::Command, envelope::Envelope, member::Object};
use crate::encoding::decode_base64;

/// How long one poll may take, in milliseconds. The phone answers each poll once, so giving up early would lose logins.
pub const POLL_TIMEOUT_MS: u64 = 25_000;

/// Longest body of an answer, in bytes.
pub const BODY_CAP: usize = 1 << 20;

/// Longest body of an answer with all or several logins, in bytes.
pub const BODY_CAP_ALL: usize = 16 << 20;

/// Most private RSA operations for one request or one linking: forged answers cannot buy more.
pub const MAX_OPENS: u32 = 40;

/// Bytes that a one-time key under an RSA key can have. Ours has 4096 bits; the records that the tests hold us to come
/// from keys of 2048 and 3072 bits too, and the browser refuses what does not fit its key.
const SEALED_KEY_LENS: [usize; 3] = [256, 384, 512];

/// How long answers to this command may be, in bytes.
pub fn body_cap(command: &Command) -> usize {
    match command {
        Command::FetchAll | Command::FetchMultiple | Command::FetchForUids { .. } => BODY_CAP_ALL,
        _ => BODY_CAP,
    }
}

/// What came back for one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Something answered.
    Answer {
        /// HTTP status; unauthenticated.
        status: u16,
        /// Body; unauthenticated, and read for status 200 only.
        body: Vec<u8>,
    },
    /// Nothing answered: refused, timed out, broken off, redirected or not allowed.
    Unreachable,
    /// The body went over the cap.
    TooLarge,
}

/// A body with sound form: nothing in it is authenticated yet.
pub(super) struct SealedBody {
    /// The one-time key under our public RSA key: 256, 384 or 512 bytes.
    pub(super) one_time_key: Vec<u8>,
    /// What the one-time key helps to open.
    pub(super) envelope: Envelope,
}

impl SealedBody {
    /// Reads `{"encOneTimeKey", "envelope"}`. Members that are missing, doubled or of a wrong type or length make it
    /// noise, before any key is used.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Members<'a> {
            #[serde(borrow)]
            enc_one_time_key: Cow<'a, str>,
            #[serde(borrow)]
            envelope: Cow<'a, str>,
        }
        let Object(members): Object<Members<'_>> = serde_json::from_slice(body).ok()?;
        let one_time_key = decode_base64(&members.enc_one_time_key).ok()?;
        let envelope = Envelope::parse(&members.envelope).ok()?;
        SEALED_KEY_LENS.contains(&one_time_key.len()).then_some(Self { one_time_key, envelope })
    }
}

/// The body of a poll.
pub(super) fn poll_body(sealed_key: &str, envelope: &str) -> String {
    json!({ "encOneTimeKey": sealed_key, "envelope": envelope }).to_string()
}

/// The body of a linking message.
pub(super) fn link_body(envelope: &str) -> String {
    json!({ "envelope": envelope }).to_string()
}
