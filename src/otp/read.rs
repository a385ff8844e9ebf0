//! Reading what real exports contain. The format is Google Authenticator's "Key Uri Format"; hardly any program keeps
//! to it in full.

use data_encoding::BASE32_NOPAD;
use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::secret::SecretBytes;

use super::{Hash, OneTimeCode, Signs, Step};

/// Longest text in bytes that is looked at.
const MAX_TEXT_LEN: usize = 8 * 1024;
/// Most signs of base32 in a secret: 640 bytes. RFC 4226 recommends 20 bytes, HMAC hashes what is longer than a block.
const MAX_SECRET_SIGNS: usize = 1_024;
/// Longest period, in seconds.
const MAX_PERIOD: u64 = 300;
/// In seconds.
const USUAL_PERIOD: u64 = 30;
const USUAL_DIGITS: u32 = 6;

/// Why a text makes no codes. Names no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtpFault {
    /// There is no secret in it.
    #[error("there is no secret in it")]
    NoSecret,
    /// Two secrets that differ.
    #[error("there are two secrets in it, which differ")]
    TwoSecrets,
    /// The secret is not base32.
    #[error("the secret is not base32")]
    NotBase32,
    /// Longer than anything that is one secret.
    #[error("it is longer than anything that is a secret")]
    TooLong,
    /// Neither `otpauth:` nor a bare secret; an export of many codes (`otpauth-migration:`) is not one either.
    #[error("it is no URI of a one-time code")]
    OtherScheme,
    /// Neither `totp`, `hotp` nor `steam`.
    #[error("it is neither TOTP nor HOTP")]
    OtherType,
    /// None of SHA-1, SHA-256 and SHA-512.
    #[error("the hash is none of SHA-1, SHA-256 and SHA-512")]
    OtherHash,
    /// Not 6 to 9.
    #[error("the number of digits is not 6 to 9")]
    OtherDigits,
    /// Not 1 to 300 seconds.
    #[error("the period is not 1 to 300 seconds")]
    OtherPeriod,
    /// The counter is no number.
    #[error("the counter is no number")]
    OtherCounter,
}

pub(super) fn read(text: &str) -> Result<OneTimeCode, OtpFault> {
    if text.len() > MAX_TEXT_LEN {
        return Err(OtpFault::TooLong);
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(OtpFault::NoSecret);
    }
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("otpauth") => uri(rest.trim_start_matches('/')),
        // Bitwarden's form.
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("steam") => {
            Ok(steam(secret(rest.trim_start_matches('/'))?))
        }
        Some(_) => Err(OtpFault::OtherScheme),
        None if has_secret(text) => Parameters::read(text).code(Type::Time, ""),
        None => {
            let (hash, signs, step) = (Hash::Sha1, Signs::Digits(USUAL_DIGITS), Step::Time(USUAL_PERIOD));
            Ok(OneTimeCode { secret: secret(text)?, hash, signs, step })
        }
    }
}

/// Parameters without a URI around them.
fn has_secret(text: &str) -> bool {
    form_urlencoded::parse(text.as_bytes()).any(|(name, _)| name.eq_ignore_ascii_case("secret"))
        && text.contains('=')
        && text.to_ascii_lowercase().contains("secret=")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Time,
    Counter,
    Steam,
}

/// `totp/Label?secret=…`: what follows the scheme.
fn uri(rest: &str) -> Result<OneTimeCode, OtpFault> {
    // Labels hold question marks and number signs that nobody escaped, so no URI parser splits here: the parameters
    // begin at the last question mark before the secret.
    let lower = Zeroizing::new(rest.to_ascii_lowercase());
    let at = ["?secret=", "&secret=", "&amp;secret="].iter().filter_map(|mark| lower.find(mark)).min();
    let before = at.and_then(|at| rest.get(..=at)).ok_or(OtpFault::NoSecret)?;
    let start = before.rfind('?').ok_or(OtpFault::NoSecret)?;
    let (path, query) = (rest.get(..start).unwrap_or_default(), rest.get(start + 1..).unwrap_or_default());
    let (name, label) = path.split_once('/').unwrap_or((path, ""));
    let kind = match name.to_ascii_lowercase().as_str() {
        "totp" => Type::Time,
        "hotp" => Type::Counter,
        "steam" => Type::Steam,
        _ => return Err(OtpFault::OtherType),
    };
    Parameters::read(query).code(kind, label)
}

/// The parameters that matter, each as it stood there first with a value.
#[derive(Default)]
struct Parameters {
    secret: Option<Zeroizing<String>>,
    second_secret: Option<Zeroizing<String>>,
    issuer: Option<String>,
    encoder: Option<String>,
    algorithm: Option<String>,
    digits: Option<String>,
    period: Option<String>,
    counter: Option<String>,
}

impl Parameters {
    fn read(query: &str) -> Self {
        let mut all = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = Zeroizing::new(value.into_owned());
            if value.trim().is_empty() {
                continue;
            }
            // `&amp;`: copied out of the source of a web page.
            let place = match name.trim_start_matches("amp;").to_ascii_lowercase().as_str() {
                "secret" if all.secret.is_none() => {
                    all.secret = Some(value);
                    continue;
                }
                "secret" => {
                    all.second_secret.get_or_insert(value);
                    continue;
                }
                "issuer" => &mut all.issuer,
                "encoder" => &mut all.encoder,
                "algorithm" | "algo" => &mut all.algorithm,
                "digits" => &mut all.digits,
                "period" | "interval" => &mut all.period,
                "counter" => &mut all.counter,
                _ => continue,
            };
            place.get_or_insert_with(|| value.trim().to_owned());
        }
        all
    }

    fn code(self, kind: Type, label: &str) -> Result<OneTimeCode, OtpFault> {
        let one = secret(&self.secret.clone().ok_or(OtpFault::NoSecret)?)?;
        if let Some(second) = &self.second_secret
            && secret(second).is_ok_and(|second| second != one)
        {
            return Err(OtpFault::TwoSecrets);
        }
        if kind == Type::Steam || kind == Type::Time && self.is_steam(label) {
            return Ok(steam(one));
        }
        let hash = self.algorithm.as_deref().map_or(Ok(Hash::Sha1), hash)?;
        let digits =
            number(self.digits.as_deref(), OtpFault::OtherDigits)?.unwrap_or(u64::from(USUAL_DIGITS));
        let digits = u32::try_from(digits).ok().filter(|digits| (6..=9).contains(digits));
        let signs = Signs::Digits(digits.ok_or(OtpFault::OtherDigits)?);
        let step = if kind == Type::Counter {
            let counter = self.counter.as_deref().map(str::parse).transpose();
            Step::Counter(counter.map_err(|_| OtpFault::OtherCounter)?.unwrap_or(0))
        } else {
            let period = number(self.period.as_deref(), OtpFault::OtherPeriod)?.unwrap_or(USUAL_PERIOD);
            Step::Time(Some(period).filter(|period| *period <= MAX_PERIOD).ok_or(OtpFault::OtherPeriod)?)
        };
        Ok(OneTimeCode { secret: one, hash, signs, step })
    }

    /// Exports that know Steam say so; others only name it as issuer and write its five letters as five digits, or
    /// nothing. Somebody else of that name who wants six to nine digits gets them.
    fn is_steam(&self, label: &str) -> bool {
        let is = |text: &str| text.trim().eq_ignore_ascii_case("steam");
        let of_label = label.split([':', '%']).next().unwrap_or_default();
        let named = self.issuer.as_deref().map_or_else(|| is(of_label) && label.len() > of_label.len(), is);
        let digits = self.digits.as_deref();
        self.encoder.as_deref().is_some_and(is) || named && digits.is_none_or(|digits| digits == "5")
    }
}

/// Codes of Steam always have SHA-1, 30 seconds and five letters.
fn steam(secret: SecretBytes) -> OneTimeCode {
    OneTimeCode { secret, hash: Hash::Sha1, signs: Signs::Steam, step: Step::Time(USUAL_PERIOD) }
}

/// `SHA256`, `sha-256`, `HMAC-SHA-256`, `HmacSHA256`.
fn hash(name: &str) -> Result<Hash, OtpFault> {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    match name.strip_prefix("HMAC").unwrap_or(&name) {
        "SHA1" | "SHA" => Ok(Hash::Sha1),
        "SHA256" | "SHA2256" => Ok(Hash::Sha256),
        "SHA512" | "SHA2512" => Ok(Hash::Sha512),
        _ => Err(OtpFault::OtherHash),
    }
}

/// A whole number as programs write it: `30`, `30.0`, `30s`. Zero says nothing, as in exports of unset members.
fn number(text: Option<&str>, fault: OtpFault) -> Result<Option<u64>, OtpFault> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    let text = ["s", "S"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim();
    let whole = text
        .split_once('.')
        .map_or(text, |(whole, rest)| if rest.bytes().all(|digit| digit == b'0') { whole } else { text });
    let number: u64 = whole.parse().map_err(|_| fault)?;
    Ok((number > 0).then_some(number))
}

/// Base32 (RFC 4648, section 6) as people copy it: with spaces and dashes, in any case, with padding or without. Signs
/// that base32 avoids because they look like others are taken for those; so does libpam-google-authenticator.
fn secret(text: &str) -> Result<SecretBytes, OtpFault> {
    let mut signs = Zeroizing::new(String::with_capacity(text.len().min(MAX_SECRET_SIGNS)));
    for sign in
        text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '=' | '_' | '\u{ad}'))
    {
        if signs.len() >= MAX_SECRET_SIGNS {
            return Err(OtpFault::TooLong);
        }
        signs.push(match sign.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'L',
            '8' => 'B',
            sign => sign,
        });
    }
    if !signs.bytes().all(|sign| matches!(sign, b'A'..=b'Z' | b'2'..=b'7')) {
        return Err(OtpFault::NotBase32);
    }
    // One, three or six signs more than a block of eight do not make another byte.
    if matches!(signs.len() % 8, 1 | 3 | 6) {
        signs.pop();
    }
    // Nor do the last bits, whatever they are.
    let mut lenient = BASE32_NOPAD.specification();
    lenient.check_trailing_bits = false;
    let base32 = lenient.encoding().map_err(|_| OtpFault::NotBase32)?;
    let bytes = base32.decode(signs.as_bytes()).map_err(|_| OtpFault::NotBase32)?;
    if bytes.is_empty() { Err(OtpFault::NoSecret) } else { Ok(SecretBytes::new(bytes)) }
}
