//! Encryption off: a "sealed" text is base64 of the text, and the server reads it.
//!
//! The vendor's own client for 4.x writes signs beyond U+FFFF as two surrogates of three bytes each (CESU-8) instead of
//! UTF-8. Both are read; which one is written depends on who else reads it.
//!
//! Source: docs/passwork.md §3.1.

use zeroize::Zeroizing;

use super::seal::NotOpened;
use crate::encoding::{decode_base64, encode_base64};
use crate::secret::SecretText;

/// How signs beyond U+FFFF are written with encryption off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffText {
    /// As two surrogates: 4.x to 6.x, for the vendor's pages and apps read nothing else.
    Cesu8,
    /// As UTF-8: 7.x.
    Utf8,
}

/// Reads base64, with padding or without, of UTF-8 or else of CESU-8. What was sealed is neither: its beginning, taken for
/// base64, has the byte F8 in it.
pub(super) fn open(text: &str, max: usize) -> Result<SecretText, NotOpened> {
    if text.len() > max.div_ceil(3) * 4 + 64 {
        return Err(NotOpened);
    }
    let mut bytes = Zeroizing::new(decode_base64(text).map_err(|_| NotOpened)?);
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(SecretText::new(text)),
        Err(error) => {
            let bytes = Zeroizing::new(error.into_bytes());
            from_cesu8(&bytes).map(SecretText::new).ok_or(NotOpened)
        }
    }
}

/// Writes standard base64 with padding.
pub(super) fn seal(plain: &SecretText, form: OffText) -> String {
    match form {
        OffText::Utf8 => encode_base64(plain.expose().as_bytes()),
        OffText::Cesu8 => encode_base64(&to_cesu8(plain.expose())),
    }
}

/// UTF-8, but for signs beyond U+FFFF, which become surrogates of three bytes each.
pub(super) fn to_cesu8(text: &str) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2 * 3 + 3));
    for sign in text.chars() {
        let mut units = [0; 2];
        match sign.encode_utf16(&mut units) {
            [high, low] => {
                for unit in [*high, *low] {
                    let [top, rest] = unit.to_be_bytes();
                    bytes.extend([0xe0 | top >> 4, 0x80 | (top & 0x0f) << 2 | rest >> 6, 0x80 | rest & 0x3f]);
                }
            }
            _ => bytes.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// The text, if it is CESU-8 throughout: no half of a pair, no bytes of anything else.
fn from_cesu8(bytes: &[u8]) -> Option<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    let mut rest = bytes;
    loop {
        let at = rest.iter().zip(rest.iter().skip(1)).position(|pair| matches!(pair, (0xed, 0xa0..=0xbf)));
        let (before, behind) = rest.split_at_checked(at.unwrap_or(rest.len()))?;
        text.push_str(str::from_utf8(before).ok()?);
        if behind.is_empty() {
            return Some(std::mem::take(&mut *text));
        }
        let (pair, after) = behind.split_first_chunk::<6>()?;
        let [0xed, a @ 0xa0..=0xaf, b @ 0x80..=0xbf, 0xed, c @ 0xb0..=0xbf, d @ 0x80..=0xbf] = *pair else {
            return None;
        };
        let high = u32::from(a & 0x0f) << 6 | u32::from(b & 0x3f);
        let low = u32::from(c & 0x0f) << 6 | u32::from(d & 0x3f);
        text.push(char::from_u32(0x1_0000 + (high << 10 | low))?);
        rest = after;
    }
}
