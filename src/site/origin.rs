//! Where a page comes from.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{display, host::Host};

/// Longest address in bytes that is looked at; browsers allow 2 MB, no login page needs it.
const MAX_ADDRESS_LEN: usize = 64 * 1024;

/// Scheme, host and port of a web page.
///
/// Only `http` and `https` have one here; `null`, `file:`, `data:`, `blob:`, `view-source:` and extension pages have
/// none (T-24). Source: HTML standard, "Origin"; WHATWG URL, "Host parsing".
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    secure_scheme: bool,
    host: Host,
    port: Option<u16>,
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.website()
    }
}

impl TryFrom<String> for Origin {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an origin")
    }
}

impl Origin {
    /// Reads the address of a page or an origin as text; path, query, fragment and user information do not matter.
    pub fn parse(address: &str) -> Option<Self> {
        if address.len() > MAX_ADDRESS_LEN {
            return None;
        }
        Self::of(&Url::parse(address).ok()?)
    }

    pub(super) fn of(url: &Url) -> Option<Self> {
        let secure_scheme = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        Some(Self { secure_scheme, host: Host::parse(&url.host()?)?, port: url.port() })
    }

    /// The origin as text, e.g. `https://example.com:8443`: all that the phone and the user get to see of an address
    /// (T-75).
    pub fn website(&self) -> String {
        let scheme = self.scheme();
        let host = self.host();
        match self.port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &'static str {
        if self.secure_scheme { "https" } else { "http" }
    }

    /// The host in lower-case ASCII without a trailing dot; IPv6 in brackets.
    pub fn host(&self) -> &str {
        self.host.as_str()
    }

    /// The port, when it is not the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether nobody on the way can read or change the page: `https`, or this very computer.
    ///
    /// Source: W3C Secure Contexts, section 3.1, "potentially trustworthy origin".
    pub fn is_secure(&self) -> bool {
        self.secure_scheme || self.is_loopback()
    }

    /// The registrable domain of the host in ASCII; nothing for IP addresses, single words and public suffixes.
    pub fn registrable(&self) -> Option<&str> {
        self.host.registrable()
    }

    /// The host as people read it: Unicode, or punycode where letters could deceive (T-20).
    pub fn display_host(&self) -> String {
        if self.host.is_ip() { self.host().to_owned() } else { display::unicode_or_punycode(self.host()) }
    }

    /// The end of [`Self::display_host`] that says who it is; the whole of it if there is no registrable domain.
    pub fn display_registrable(&self) -> String {
        let shown = self.display_host();
        match self.registrable() {
            Some(registrable) => last_labels(&shown, registrable.split('.').count()),
            None => shown,
        }
    }

    pub(super) fn host_parts(&self) -> &Host {
        &self.host
    }

    fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host == "[::1]"
            || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }
}

/// What the phone's prompt shows for this page, when that hides whose page it is.
///
/// The phone shows the last two labels of the host only: `co.uk` for `www.example.co.uk`. Nothing if these two labels
/// are the registrable domain or the whole host, and nothing for IP addresses, whose parts are no labels.
pub fn misleading_on_phone(origin: &Origin) -> Option<String> {
    if origin.host_parts().is_ip() {
        return None;
    }
    let shown = last_labels(origin.host(), 2);
    let honest = origin.registrable().map_or(shown == origin.host(), |registrable| shown == registrable);
    (!honest).then_some(shown)
}

fn last_labels(host: &str, count: usize) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let skipped = labels.len().saturating_sub(count);
    labels.into_iter().skip(skipped).collect::<Vec<_>>().join(".")
}
