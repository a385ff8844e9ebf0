//! One host in the form in which hosts are compared.

use psl::Type;

/// Longest host in characters (RFC 1035, section 2.3.4, without the root label).
const MAX_HOST_LEN: usize = 253;

/// A host as the WHATWG URL parser writes it: lower-case ASCII, no trailing dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Host {
    text: String,
    is_ip: bool,
}

impl Host {
    /// Takes the parser's host, or nothing if it has no name that could be compared with certainty.
    pub(super) fn parse(host: &url::Host<&str>) -> Option<Self> {
        let url::Host::Domain(domain) = host else {
            return Some(Self { text: host.to_string(), is_ip: true });
        };
        let text = domain.strip_suffix('.').unwrap_or(domain);
        let good = text.len() <= MAX_HOST_LEN
            && text.split('.').all(|label| !label.is_empty())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        good.then(|| Self { text: text.to_ascii_lowercase(), is_ip: false })
    }

    /// The host as text; IPv6 in brackets.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is an address and not a name.
    pub(super) fn is_ip(&self) -> bool {
        self.is_ip
    }

    /// The registrable domain, if it is a name that has one.
    pub(super) fn registrable(&self) -> Option<&str> {
        if self.is_ip { None } else { registrable(&self.text) }
    }

    /// The host without a leading `www.`, unless a public suffix or a single word would remain.
    pub(super) fn without_www(&self) -> &str {
        match self.text.strip_prefix("www.") {
            Some(rest) if !self.is_ip && registrable(rest).is_some() => rest,
            _ => &self.text,
        }
    }

    /// Whether everybody can have a name below it and nobody is it: `com`, `co.uk`.
    ///
    /// Hosts of the list's private section (`github.io`, `duckdns.org`) are not meant: they have an owner, who may
    /// run a login page on exactly that host.
    pub(super) fn is_registry(&self) -> bool {
        !self.is_ip
            && psl::suffix(self.text.as_bytes())
                .is_some_and(|suffix| suffix.typ() == Some(Type::Icann) && suffix == self.text.as_str())
    }
}

/// The part of a host that one owner registered: `example.co.uk` of `www.example.co.uk`.
///
/// Follows the public suffix list with its private section, so `alice.github.io` is an owner of its own. Nothing for
/// public suffixes, single words and IP addresses. `host` is lower-case ASCII without a trailing dot, as
/// [`super::Origin::host`] gives it.
pub fn registrable(host: &str) -> Option<&str> {
    let is_ip = host.starts_with('[') || host.rsplit('.').next().is_some_and(ends_in_number);
    if is_ip || !host.contains('.') { None } else { psl::domain_str(host) }
}

/// No name's last label is a number; an IPv4 address' always is (WHATWG URL, "ends in a number checker").
fn ends_in_number(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
}
