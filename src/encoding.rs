//! Base64 as phones and servers write it: standard or URL-safe, with or without padding, sometimes with line breaks.

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

/// The text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not base64 text")]
pub struct Malformed;

/// Reads standard and URL-safe base64 (RFC 4648 §4 and §5).
///
/// White space is dropped anywhere and padding may be missing. Everything else is an error: foreign characters, wrong
/// padding, an impossible length, bits set behind the last byte.
///
/// Source: docs/phone-protocol.md §2.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, Malformed> {
    // As most texts are, in a fraction of the time.
    if let Ok(bytes) = Base64::decode_vec(text) {
        return Ok(bytes);
    }
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.chars().filter(|c| !c.is_ascii_whitespace()).map(|c| match c {
        '-' => '+',
        '_' => '/',
        other => other,
    }));
    let digits = plain.trim_end_matches('=');
    let padded = digits.len() != plain.len();
    if padded && (!plain.len().is_multiple_of(4) || plain.len() - digits.len() > 2) {
        return Err(Malformed);
    }
    Base64Unpadded::decode_vec(digits).map_err(|_| Malformed)
}

/// Standard base64 with padding: what we send.
pub fn encode_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// URL-safe base64 without padding: members of a JSON Web Key.
pub fn encode_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
