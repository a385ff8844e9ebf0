//! The text of the QR code with which Passwork connects its app: where the server is, and a key to it.
//!
//! Its form is not public. What it holds is: the address and an API key, or a token from 7.0 on. So every likely form is
//! read, what is found is checked, and a person is asked about the rest. Nothing is called because of it: a code is
//! something that anybody can show (T-100).
//!
//! Source: docs/passwork.md §4.

use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{address::read_address, tokens::is_api_key};
use crate::encoding::decode_base64;
use crate::secret::SecretText;
use crate::server::members::{self, Members, list};
use crate::server::{Server, ServerFault};

/// Longest text that is looked at, in bytes: more than what fits into a QR code.
const MAX_LEN: usize = 4_096;
/// Longest key or token, in bytes.
const MAX_KEY_LEN: usize = 1_024;

const ADDRESS: [&str; 8] = ["host", "url", "domain", "server", "baseUrl", "base_url", "passworkHost", "h"];
const KEY: [&str; 6] = ["apiKey", "api_key", "key", "token", "apiToken", "k"];
const ACCESS: [&str; 2] = ["accessToken", "access_token"];
const REFRESH: [&str; 2] = ["refreshToken", "refresh_token"];
const MASTER: [&str; 3] = ["masterKey", "master_key", "mk"];
const INSIDE: [&str; 3] = ["data", "passwork", "payload"];

/// Why a text is no invitation. Names no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationFault {
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// More than 4 KiB.
    #[error("longer than what a code holds")]
    TooLong,
    /// It has neither an address nor a key: a code for something else.
    #[error("not a code of Passwork")]
    Other,
    /// The address in it is none that is called, such as one with `http://`.
    #[error("the address in it: {0}")]
    Address(ServerFault),
    /// What should be the key cannot be one. It would become part of a path.
    #[error("the key in it cannot be one")]
    Key,
}

/// What an invitation says. Half of it is kept too: a person fills in the rest.
#[derive(Default)]
pub struct Invitation {
    /// Where the server is; https only.
    pub server: Option<Server>,
    /// The API key of 4.x to 6.x.
    pub api_key: Option<SecretText>,
    /// The access token of 7.x.
    pub access_token: Option<SecretText>,
    /// The refresh token of 7.x.
    pub refresh_token: Option<SecretText>,
    /// The master key, not the master password. Nobody knows whether codes hold one.
    pub master_key: Option<SecretText>,
}

impl Invitation {
    /// Reads, in this order: a JSON object, a JSON list, address and key with a sign between them, an address with the key
    /// in it, base64 of any of these, an address or a key alone.
    pub fn parse(text: &SecretText) -> Result<Self, InvitationFault> {
        let text = text.expose().trim();
        if text.is_empty() {
            return Err(InvitationFault::Empty);
        }
        if text.len() > MAX_LEN {
            return Err(InvitationFault::TooLong);
        }
        let found = match whole(text)? {
            Some(found) => Some(found),
            None => match unwrapped(text) {
                Some(inner) => whole(inner.trim())?,
                None => None,
            },
        };
        found.map_or_else(|| half(text), Ok)
    }

    /// Whether it has all that signing in takes, but for a master password.
    pub fn is_complete(&self) -> bool {
        self.server.is_some() && (self.api_key.is_some() || self.access_token.is_some())
    }
}

/// Each value as it stood there, unchecked.
#[derive(Default)]
struct Parts {
    address: Option<Zeroizing<String>>,
    key: Option<Zeroizing<String>>,
    access: Option<Zeroizing<String>>,
    refresh: Option<Zeroizing<String>>,
    master: Option<Zeroizing<String>>,
}

impl Parts {
    /// The first of several names that has a value.
    fn by(value: impl Fn(&str) -> Option<Zeroizing<String>>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| value(name));
        Self {
            address: first(&ADDRESS),
            key: first(&KEY),
            access: first(&ACCESS),
            refresh: first(&REFRESH),
            master: first(&MASTER),
        }
    }

    fn is_empty(&self) -> bool {
        self.address.is_none() && self.key.is_none() && self.access.is_none()
    }

    fn checked(self) -> Result<Invitation, InvitationFault> {
        let mut found = Invitation::default();
        if let Some(address) = &self.address {
            found.server = Some(read_address(address).map_err(InvitationFault::Address)?);
        }
        if let Some(key) = self.key {
            // A token of 7.x under the name of a key.
            let place = if is_api_key(&key) { &mut found.api_key } else { &mut found.access_token };
            *place = Some(token(key).ok_or(InvitationFault::Key)?);
        }
        let token = |text: Option<Zeroizing<String>>| {
            text.map(|text| token(text).ok_or(InvitationFault::Key)).transpose()
        };
        if let Some(access) = token(self.access)? {
            found.access_token = Some(access);
        }
        found.refresh_token = token(self.refresh)?;
        let is_master = |text: &Zeroizing<String>| !text.chars().any(char::is_control);
        found.master_key = self.master.filter(is_master).map(secret);
        Ok(found)
    }
}

fn secret(mut text: Zeroizing<String>) -> SecretText {
    SecretText::new(std::mem::take(&mut *text))
}

/// A key or a token: 16 to 1,024 signs of base64, standard or URL-safe; a key of 4.x to 6.x has fewer kinds of them.
fn token(text: Zeroizing<String>) -> Option<SecretText> {
    let digits = text.trim_end_matches('=');
    let is_one = is_api_key(&text)
        || (16..=MAX_KEY_LEN).contains(&digits.len())
            && text.len().is_multiple_of(4)
            && decode_base64(&text).is_ok()
            && digits.bytes().all(|sign| sign.is_ascii_graphic());
    is_one.then(|| secret(text))
}

/// What has an address and a key in one of the forms; nothing if it is of none of them.
fn whole(text: &str) -> Result<Option<Invitation>, InvitationFault> {
    let parts = match text.chars().next() {
        Some('{') => object(text),
        Some('[') => pair_in_list(text),
        _ => pair(text).or_else(|| address_with_key(text)),
    };
    parts.filter(|parts| !parts.is_empty()).map(Parts::checked).transpose()
}

fn object(json: &str) -> Option<Parts> {
    let members = Members::parse(json)?;
    let of = |members: &Members<'_>| {
        Parts::by(|name| {
            members.text(name, MAX_LEN).map(Zeroizing::new).filter(|text| !text.trim().is_empty())
        })
    };
    let outer = of(&members);
    if !outer.is_empty() {
        return Some(outer);
    }
    let inner = INSIDE.iter().find_map(|name| members.json(name).and_then(Members::parse))?;
    Some(of(&inner))
}

fn pair_in_list(json: &str) -> Option<Parts> {
    let texts = list(json, 4)?.into_iter().map(|json| members::text(json, MAX_LEN).map(Zeroizing::new));
    let texts: Vec<_> = texts.collect::<Option<_>>()?;
    let [address, key] = texts.try_into().ok()?;
    Some(Parts { address: Some(address), key: Some(key), ..Parts::default() })
}

/// Two parts with one kind of sign between them, one of which can be a key and the other not.
fn pair(text: &str) -> Option<Parts> {
    let own = |text: &str| Zeroizing::new(text.trim().to_owned());
    ['\n', '|', ';', '\t', ' ', ','].into_iter().find_map(|sign| {
        let mut parts = text.split(sign).map(str::trim).filter(|part| !part.is_empty());
        let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let (address, key) = match (could_be_address(first), could_be_address(second)) {
            (true, false) => (first, second),
            (false, true) => (second, first),
            _ => return None,
        };
        // Other codes have such signs in them too.
        token(own(key)).map(|_| Parts {
            address: Some(own(address)),
            key: Some(own(key)),
            ..Parts::default()
        })
    })
}

fn could_be_address(text: &str) -> bool {
    text.contains("://") || text.contains('.') && !text.contains(['/', '?', '='])
}

/// `anything://…?host=…&key=…`, or an address of a page or call of the server with the key in it.
fn address_with_key(text: &str) -> Option<Parts> {
    let (scheme, _) = text.split_once("://")?;
    let queries = text.split(['?', '#']).skip(1);
    let mut pairs: Vec<(Zeroizing<String>, Zeroizing<String>)> = Vec::new();
    for query in queries {
        pairs.extend(form_urlencoded::parse(query.as_bytes()).map(|(name, value)| {
            // A plus that nobody escaped belongs to base64.
            (Zeroizing::new(name.into_owned()), Zeroizing::new(value.replace(' ', "+")))
        }));
    }
    let mut parts = Parts::by(|name| {
        let (_, value) = pairs.iter().find(|(known, value)| known.as_str() == name && !value.is_empty())?;
        Some(value.clone())
    });
    let is_web = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if is_web {
        let address = text.split(['?', '#']).next().unwrap_or_default();
        if let Some((_, key)) = address.split_once("/auth/login/")
            && parts.key.is_none()
        {
            parts.key = Some(Zeroizing::new(key.trim_end_matches('/').to_owned()));
        }
        parts.address.get_or_insert_with(|| Zeroizing::new(address.to_owned()));
    }
    Some(parts)
}

/// The text in base64, if there is one.
fn unwrapped(text: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(decode_base64(text).ok()?);
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Some(Zeroizing::new(text)),
        Err(error) => {
            let _wiped = Zeroizing::new(error.into_bytes());
            None
        }
    }
}

/// An address or a key alone.
fn half(text: &str) -> Result<Invitation, InvitationFault> {
    let own = || Some(Zeroizing::new(text.to_owned()));
    if text.starts_with(['{', '[']) || text.contains("://") {
        return Err(InvitationFault::Other);
    }
    if could_be_address(text) {
        let parts = Parts { address: own(), ..Parts::default() };
        // A text with a dot in it may be anything.
        return parts.checked().map_err(|_| InvitationFault::Other);
    }
    let parts = Parts { key: own(), ..Parts::default() };
    parts.checked().map_err(|_| InvitationFault::Other)
}
