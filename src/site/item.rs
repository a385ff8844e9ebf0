//! The sites that a login names.

use url::Url;

use super::{Origin, host::Host};

/// Most sites that one login can name; more is not a list that a person keeps.
const MAX_SITES: usize = 20;
/// Longest text in bytes that is looked at.
const MAX_TEXT_LEN: usize = 8 * 1024;

/// One site of a login, as far as matching needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSite {
    host: Host,
    port: Option<u16>,
}

impl ItemSite {
    /// Reads one entry of a login's website text, or nothing if it does not name one site with certainty.
    ///
    /// The scheme may be missing and a path may follow. Not a site: a registry such as `co.uk` (T-22), a bare word
    /// (`bank`), an address with user information (a mail address is not a site), other schemes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_TEXT_LEN {
            return None;
        }
        let has_scheme = text.contains("://");
        let url = if has_scheme {
            Url::parse(text).ok()?
        } else {
            Url::parse(&format!("https://{}", text.trim_start_matches('/'))).ok()?
        };
        if !url.username().is_empty() || url.password().is_some() || text_has_user(text) {
            return None;
        }
        let origin = Origin::of(&url)?;
        let host = origin.host_parts().clone();
        let is_bare_word = !has_scheme && !text.contains([':', '.', '[']) && host.as_str() != "localhost";
        if host.is_registry() || is_bare_word {
            return None;
        }
        // Without a scheme, 80 may be meant as http's own port.
        let port = origin.port().filter(|port| has_scheme || *port != 80);
        Some(Self { host, port })
    }

    /// The host in lower-case ASCII without a trailing dot; IPv6 in brackets.
    pub fn host(&self) -> &str {
        self.host.as_str()
    }

    /// The port, when the text names one that is not the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The host as people read it (see [`Origin::display_host`]).
    pub fn display_host(&self) -> String {
        if self.host.is_ip() {
            self.host().to_owned()
        } else {
            super::display::unicode_or_punycode(self.host())
        }
    }

    pub(super) fn host_parts(&self) -> &Host {
        &self.host
    }
}

/// All sites of a login. Empty means: belongs nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSites(Vec<ItemSite>);

impl ItemSites {
    /// Reads the website text of a login: entries apart by white space, comma or semicolon. Broken entries are left
    /// out, the others work (T-23); at most 20 are kept.
    pub fn parse(text: &str) -> Self {
        if text.len() > MAX_TEXT_LEN {
            return Self::default();
        }
        let entries = text.split_whitespace().flat_map(split_entries);
        Self(entries.filter_map(|entry| ItemSite::parse(&entry)).take(MAX_SITES).collect())
    }

    /// The sites, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &ItemSite> {
        self.0.iter()
    }

    /// The first site, to show.
    pub fn first(&self) -> Option<&ItemSite> {
        self.0.first()
    }

    /// Whether no site is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Splits at commas and semicolons. Inside a path these are letters like others, so a site that a foreign path
/// mentions does not become one of the login's.
fn split_entries(text: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for piece in text.split([',', ';']) {
        let starts_anew = piece.starts_with("https://") || piece.starts_with("http://");
        match entries.last_mut() {
            Some(last) if has_path(last) && !starts_anew => last.push_str(piece),
            _ => entries.push(piece.to_owned()),
        }
    }
    entries
}

fn has_path(entry: &str) -> bool {
    let rest = entry.split_once("://").map_or(entry, |(_, rest)| rest);
    rest.split_once(['/', '?', '#', '\\']).is_some_and(|(_, path)| !path.is_empty())
}

/// An empty user (`https://@host`) is dropped by the parser; it is as odd as any other.
fn text_has_user(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#', '\\']).next().is_some_and(|authority| authority.contains('@'))
}
