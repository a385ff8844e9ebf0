//! One-time codes: TOTP (RFC 6238) and HOTP (RFC 4226), from the URIs and secrets that people really have.
//!
//! | file | what |
//! |---|---|
//! | `read` | from an `otpauth://` URI or a bare secret to a [`OneTimeCode`] |
//! | here | from a [`OneTimeCode`] and a time to the [`Code`] of the moment |
//!
//! The secret stays inside. Nothing here reads a clock.

mod read;

use hmac::{Hmac, KeyInit, Mac, digest::InvalidLength};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::secret::{SecretBytes, SecretText};

pub use read::OtpFault;

/// The next code is told when the present one ends within this time, in milliseconds.
const ABOUT_TO_END_MS: u64 = 5_000;
/// Letters of the codes of Steam Guard, which are no digits.
const STEAM: &[u8; 26] = b"23456789BCDFGHJKMNPQRTVWXY";
/// How many letters such a code has.
const STEAM_LETTERS: usize = 5;

/// What makes the codes of one login: a secret, and how codes come out of it.
pub struct OneTimeCode {
    secret: SecretBytes,
    hash: Hash,
    signs: Signs,
    step: Step,
}

/// The hash under the HMAC (RFC 6238, section 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// What a code is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signs {
    /// So many digits, 6 to 9. RFC 4226 (section 5.3) wants six at least, and its truncation gives 31 bits: a tenth
    /// digit would be 0, 1 or 2 and nothing else.
    Digits(u32),
    /// Five letters and digits, as Steam has them.
    Steam,
}

/// What makes one code differ from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Time, in periods of so many seconds since 1970: 1 to 300.
    Time(u64),
    /// A counter, by use.
    Counter(u64),
}

/// A code, and for how long it is one.
pub struct Code {
    /// What is typed in: six to nine digits, or five letters of Steam.
    pub digits: SecretText,
    /// Milliseconds until it ends; 0 for a code that counts and has no end.
    pub left_ms: u64,
    /// Milliseconds from one code to the next; 0 for a code that counts.
    pub period_ms: u64,
    /// The next code, when this one ends within 5 s.
    pub next: Option<SecretText>,
    /// The number of the use, for a code that counts.
    pub counter: Option<u64>,
}

impl OneTimeCode {
    /// Reads an `otpauth://` URI, or a bare secret in base32.
    ///
    /// Where the text says nothing, the defaults of the format hold: time, SHA-1, six digits, 30 seconds.
    pub fn parse(text: &str) -> Result<Self, OtpFault> {
        read::read(text)
    }

    /// The code at a moment, in milliseconds since 1970. A code that counts does not depend on it.
    pub fn code(&self, now_ms: u64) -> Code {
        match self.step {
            Step::Time(seconds) => {
                let period_ms = seconds.saturating_mul(1_000).max(1);
                let (count, left_ms) = (now_ms / period_ms, period_ms - now_ms % period_ms);
                let next = (left_ms < ABOUT_TO_END_MS).then(|| self.text(count.saturating_add(1)));
                Code { digits: self.text(count), left_ms, period_ms, next, counter: None }
            }
            Step::Counter(counter) => Code {
                digits: self.text(counter),
                left_ms: 0,
                period_ms: 0,
                next: None,
                counter: Some(counter),
            },
        }
    }

    /// The number that the next use has, for a code that counts.
    pub fn counter(&self) -> Option<u64> {
        match self.step {
            Step::Counter(counter) => Some(counter),
            Step::Time(_) => None,
        }
    }

    /// Goes on counting from here, if that is further than what was read. A code of the time stays as it is.
    pub fn count_from(&mut self, counter: u64) {
        if let Step::Counter(known) = &mut self.step {
            *known = counter.max(*known);
        }
    }

    fn text(&self, count: u64) -> SecretText {
        let number = truncated(&self.mac(count));
        match self.signs {
            Signs::Digits(digits) => {
                let width = usize::try_from(digits).unwrap_or_default();
                SecretText::new(format!("{:0width$}", number % 10_u32.pow(digits)))
            }
            Signs::Steam => {
                let mut rest = number as usize;
                let letters = (0..STEAM_LETTERS).filter_map(|_| {
                    let letter = STEAM.get(rest % STEAM.len());
                    rest /= STEAM.len();
                    letter.copied().map(char::from)
                });
                SecretText::new(letters.collect())
            }
        }
    }

    /// HMAC over the count as eight bytes (RFC 4226, section 5.2).
    fn mac(&self, count: u64) -> Vec<u8> {
        let (key, count) = (self.secret.expose(), count.to_be_bytes());
        let mac = match self.hash {
            Hash::Sha1 => hmac::<Hmac<Sha1>>(key, &count),
            Hash::Sha256 => hmac::<Hmac<Sha256>>(key, &count),
            Hash::Sha512 => hmac::<Hmac<Sha512>>(key, &count),
        };
        // HMAC takes keys of any length (RFC 2104, section 2).
        mac.unwrap_or_default()
    }
}

fn hmac<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Result<Vec<u8>, InvalidLength> {
    let mut mac = <M as KeyInit>::new_from_slice(key)?;
    mac.update(text);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// Four bytes from where the last four bits point to, without the sign (RFC 4226, section 5.3).
fn truncated(mac: &[u8]) -> u32 {
    let start = mac.last().map_or(0, |last| usize::from(last & 0xf));
    let four = mac.get(start..).and_then(|rest| rest.first_chunk::<4>());
    four.map_or(0, |four| u32::from_be_bytes(*four) & 0x7fff_ffff)
}
