//! The base32 of Passwork: an alphabet of its own over the *text* of base64, neither that of RFC 4648 nor Crockford's.
//!
//! Source: docs/passwork.md §3.1.

/// Digits in the order of their values; i, l, o and s are left out.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrtuvwxyz";

/// Five bits a digit, the highest first; the last group is filled with zeros, and nothing pads.
pub fn encode_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            push(&mut text, bits >> held);
        }
    }
    if held > 0 {
        push(&mut text, bits << (5 - held));
    }
    text
}

fn push(text: &mut String, value: u32) {
    // Five bits are always a digit's.
    if let Some(digit) = usize::try_from(value & 31).ok().and_then(|at| DIGITS.get(at)) {
        text.push(char::from(*digit));
    }
}

/// Reads in any case, takes o for 0, i and l for 1, s for 5, and passes over every other sign, as all clients do. Bits
/// that do not fill a byte are dropped. Whoever needs a certain form checks what comes out.
pub fn decode_base32(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 8 * 5 + 5);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for sign in text.bytes() {
        let Some(value) = value(sign.to_ascii_lowercase()) else { continue };
        bits = bits << 5 | value;
        held += 5;
        if held >= 8 {
            held -= 8;
            // The lowest eight of those that are left over by the shift.
            bytes.push((bits >> held & 0xff).try_into().unwrap_or_default());
        }
    }
    bytes
}

fn value(digit: u8) -> Option<u32> {
    let digit = match digit {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        b's' => b'5',
        other => other,
    };
    Some(match digit {
        b'0'..=b'9' => u32::from(digit - b'0'),
        b'a'..=b'h' => u32::from(digit - b'a') + 10,
        b'j' | b'k' => u32::from(digit - b'j') + 18,
        b'm' | b'n' => u32::from(digit - b'm') + 20,
        b'p'..=b'r' => u32::from(digit - b'p') + 22,
        b't'..=b'z' => u32::from(digit - b't') + 25,
        _ => return None,
    })
}
