//! What makes one-time codes, as 4.x to 6.x want it written: upper-case base32 in groups of eight, and no URI.

use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::secret::SecretText;

/// From a bare secret or an `otpauth://` URI. A URI that says more than a bare secret can stays one: the vendor's clients
/// make no codes of it, but a bare secret would make wrong ones.
pub fn one_time_text(text: &SecretText) -> SecretText {
    let bare = match text.expose().trim().split_once("://") {
        None => Some(text.duplicate()),
        Some((_, rest)) => usual_secret(rest),
    };
    bare.and_then(|bare| padded(bare.expose())).unwrap_or_else(|| text.duplicate())
}

/// The secret of a URI that has six digits, thirty seconds and SHA-1.
fn usual_secret(rest: &str) -> Option<SecretText> {
    let (path, query) = rest.split_once('?')?;
    let is_totp = path.get(..4).is_some_and(|kind| kind.eq_ignore_ascii_case("totp"));
    let mut secret = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let usual = match name.to_ascii_lowercase().as_str() {
            "secret" => {
                secret = Some(SecretText::new(value.into_owned()));
                true
            }
            "issuer" => !value.eq_ignore_ascii_case("steam"),
            "algorithm" => matches!(value.to_ascii_uppercase().as_str(), "SHA1" | "SHA-1" | "HMACSHA1"),
            "digits" => value == "6",
            "period" => value == "30",
            _ => false,
        };
        if !usual {
            return None;
        }
    }
    secret.filter(|_| is_totp)
}

/// Nothing if it is no base32.
fn padded(secret: &str) -> Option<SecretText> {
    let signs = secret.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '='));
    let mut text: Zeroizing<String> = Zeroizing::new(signs.map(|sign| sign.to_ascii_uppercase()).collect());
    if text.is_empty() || !text.bytes().all(|sign| matches!(sign, b'A'..=b'Z' | b'2'..=b'7')) {
        return None;
    }
    while !text.len().is_multiple_of(8) {
        text.push('=');
    }
    Some(SecretText::new(std::mem::take(&mut *text)))
}
