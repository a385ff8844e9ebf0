//! The site that a request names: an origin and nothing more of a page's address.

use serde::{Deserialize, Serialize};

/// Longest host that is sent.
const MAX_HOST_LEN: usize = 255;

/// Why a text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebsiteFault {
    /// Neither `http://` nor `https://` in front.
    #[error("not http or https")]
    Scheme,
    /// Something besides scheme, host and port: user name, path, query, or a character that no origin has.
    #[error("more than scheme, host and port")]
    NotAnOrigin,
    /// The host is empty or has more than 255 bytes.
    #[error("host too short or too long")]
    Length,
    /// The port is not a number from 1 to 65535.
    #[error("not a port")]
    Port,
}

/// Scheme, host and port as a browser writes an origin: `https://example.org`, `http://192.168.0.5:8080`.
///
/// Path, query and user name can hold secrets, and the phone keeps what it is sent; this type has no room for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Website(String);

impl Website {
    /// Takes the ASCII text of an origin: lower case, host in punycode, IPv6 in brackets, no slash at the end.
    pub fn parse(text: &str) -> Result<Self, WebsiteFault> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let rest = rest.ok_or(WebsiteFault::Scheme)?;
        let (host, port) = split_port(rest);
        if host.is_empty() || host.len() > MAX_HOST_LEN {
            return Err(WebsiteFault::Length);
        }
        if !is_host(host) {
            return Err(WebsiteFault::NotAnOrigin);
        }
        if port.is_some_and(|port| !is_port(port)) {
            return Err(WebsiteFault::Port);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Website {
    type Error = WebsiteFault;

    fn try_from(text: String) -> Result<Self, WebsiteFault> {
        Self::parse(&text)
    }
}

impl From<Website> for String {
    fn from(website: Website) -> Self {
        website.0
    }
}

/// Splits at the colon of the port; colons inside brackets belong to the host.
fn split_port(rest: &str) -> (&str, Option<&str>) {
    match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    }
}

/// A name, an IPv4 address or an IPv6 address in brackets, by its characters.
fn is_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').is_some_and(|inner| {
            inner.contains(':') && inner.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f' | b':' | b'.'))
        }),
        None => host.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'z' | b'.' | b'-' | b'_')),
    }
}

/// Decimal digits without zero in front, 1 to 65535.
fn is_port(port: &str) -> bool {
    port.bytes().all(|c| c.is_ascii_digit()) && !port.starts_with('0') && port.parse::<u16>().is_ok()
}
