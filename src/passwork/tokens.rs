//! What a session is signed with. Secret.

use super::{Generation, fields::seconds};
use crate::secret::SecretText;
use crate::server::members::{Members, object, quote};
use crate::time::Timestamp;

/// Longest token or key, in bytes.
const MAX_LEN: usize = 4 * 1024;
/// Shortest: less could be a dot segment, or a slip of the keyboard.
const MIN_LEN: usize = 8;

/// Tokens as a server gave them, or as a user pasted them (7.x). Wiped when dropped.
pub struct Tokens {
    /// Goes with every call.
    pub access: SecretText,
    /// Gives the next pair, once; hosts before 5.3 give none.
    pub refresh: Option<SecretText>,
    /// Until when the first is good by our clock, in milliseconds since 1970.
    pub access_until: Option<Timestamp>,
    /// Until when the second is.
    pub refresh_until: Option<Timestamp>,
}

/// Whether a text can be an API key of v4: 16 to 128 letters, digits, hyphens, underscores. It becomes part of a path.
pub fn is_api_key(text: &str) -> bool {
    (16..=128).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_'))
}

/// Whether a text can be a token: 8 to 4,096 visible signs of ASCII. It goes into a header.
pub fn is_token(text: &str) -> bool {
    (MIN_LEN..=MAX_LEN).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_graphic())
}

impl Tokens {
    /// Tokens of 7.x that a user pasted; nothing if they cannot be tokens.
    pub fn pasted(access: SecretText, refresh: Option<SecretText>) -> Option<Self> {
        let fits = is_token(access.expose()) && refresh.as_ref().is_none_or(|token| is_token(token.expose()));
        fits.then_some(Self { access, refresh, access_until: None, refresh_until: None })
    }

    /// Reads what a sign-in or a refresh gave at `now`, in milliseconds since 1970. A time that is over already is that of a
    /// clock that goes wrong, ours or theirs, and counts as none.
    pub(super) fn read(generation: Generation, json: &str, now: Timestamp) -> Option<Self> {
        let members = Members::parse(json)?;
        let v4 = generation == Generation::V4;
        let token = |name: &str| members.secret(name, MAX_LEN).filter(|token| is_token(token.expose()));
        let until = |ttl: &str, at: &str| {
            let by_ttl = members
                .number(ttl)
                .filter(|ttl| v4 && *ttl > 0)
                .map(|ttl| now.after(ttl.saturating_mul(1000)));
            let by_date = || seconds(&members, at).map(|at| Timestamp(at.saturating_mul(1000)));
            by_ttl.or_else(by_date).filter(|until| *until > now)
        };
        let (access, refresh) = if v4 { ("token", "refreshToken") } else { ("accessToken", "refreshToken") };
        Some(Self {
            access: token(access)?,
            refresh: token(refresh),
            access_until: until("tokenTtl", if v4 { "tokenExpiredAt" } else { "accessTokenExpiredAt" }),
            refresh_until: until("refreshTokenTtl", "refreshTokenExpiredAt"),
        })
    }

    /// To be kept, sealed.
    pub fn to_json(&self) -> SecretText {
        let mut members = vec![("access", quote(self.access.expose()))];
        members.extend(self.refresh.as_ref().map(|token| ("refresh", quote(token.expose()))));
        members.extend(self.access_until.map(|until| ("access_until", until.0.to_string())));
        members.extend(self.refresh_until.map(|until| ("refresh_until", until.0.to_string())));
        let members = zeroize::Zeroizing::new(members.into_iter().map(Member::from).collect::<Vec<_>>());
        SecretText::new(object(members.iter().map(|member| (member.0, member.1.as_str()))))
    }

    /// What was kept.
    pub fn parse(json: &str) -> Option<Self> {
        let members = Members::parse(json)?;
        let token = |name: &str| members.secret(name, MAX_LEN).filter(|token| is_token(token.expose()));
        Some(Self {
            access: token("access")?,
            refresh: token("refresh"),
            access_until: members.number("access_until").map(Timestamp),
            refresh_until: members.number("refresh_until").map(Timestamp),
        })
    }
}

/// A member of what is kept, wiped when dropped.
struct Member(&'static str, String);

impl From<(&'static str, String)> for Member {
    fn from((name, json): (&'static str, String)) -> Self {
        Self(name, json)
    }
}

impl zeroize::Zeroize for Member {
    fn zeroize(&mut self) {
        self.1.zeroize();
    }
}

/// A token as a segment of a path.
pub(super) fn segment(token: &str) -> SecretText {
    let mut text = String::with_capacity(token.len() * 3);
    for byte in token.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            let digit =
                |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase();
            text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    SecretText::new(text)
}
