//! Where a server is: what a person typed or pasted, cut back to the address that all calls begin with.

use serde::{Deserialize, Serialize};
use url::Url;

/// Longest address, in bytes.
pub const MAX_ADDRESS_LEN: usize = 2_000;

/// Says where in the segments of a path the pages of a kind of server begin: what stands before them is its base.
pub(crate) type PageAt = fn(&[&str]) -> Option<usize>;

/// Why a text is no address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerFault {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// No host in it, signs that no address has, a wrong port, more than 2,000 bytes.
    #[error("not an address")]
    NotAnAddress,
    /// A user name, a password or an empty place for them: they do not belong into an address (T-100).
    #[error("a user name or password in the address")]
    HasLogin,
    /// Neither http nor https.
    #[error("neither http nor https")]
    OtherScheme,
    /// http, where the kind of server takes https only (T-100).
    #[error("http, where only https is taken")]
    Plain,
    /// A question mark with something behind it that is not of a page of the server.
    #[error("more than an address")]
    HasQuery,
}

/// A server. Stored as its text, `https://cloud.example.org/nextcloud`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Server {
    base: String,
    /// Without port.
    name: String,
    /// With it, if it is not the usual one.
    shown: String,
}

impl Server {
    /// Reads an address with or without `https://`, which is assumed. Links of pages are cut back to the base; a fragment is
    /// dropped.
    ///
    /// `page_at` says where the pages of this kind of server begin. Source: docs/passman.md §1, docs/passwork.md §1.
    pub(crate) fn read(text: &str, page_at: PageAt) -> Result<Self, ServerFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ServerFault::Empty);
        }
        if text.len() > MAX_ADDRESS_LEN
            || text.chars().any(|sign| sign.is_control() || sign.is_whitespace() || sign == '\\')
        {
            return Err(ServerFault::NotAnAddress);
        }
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let (scheme, rest) = full.split_once("://").ok_or(ServerFault::NotAnAddress)?;
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(ServerFault::OtherScheme);
        }
        // The parser drops a login that is empty and reads slashes away: this is about what the user sees.
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(ServerFault::HasLogin);
        }
        if authority.is_empty() || authority.contains('%') {
            return Err(ServerFault::NotAnAddress);
        }
        let url = Url::parse(&full).map_err(|_| ServerFault::NotAnAddress)?;
        Self::cut_back(&url, page_at)
    }

    fn cut_back(url: &Url, page_at: PageAt) -> Result<Self, ServerFault> {
        let name =
            url.host_str().filter(|host| !host.is_empty()).ok_or(ServerFault::NotAnAddress)?.to_owned();
        let shown = url.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
        let segments: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
        let page = page_at(&segments);
        if page.is_none() && url.query().is_some() {
            return Err(ServerFault::HasQuery);
        }
        let mut base = format!("{}://{shown}", url.scheme());
        for segment in segments.iter().take(page.unwrap_or(segments.len())) {
            base.push('/');
            base.push_str(segment);
        }
        Ok(Self { base, name, shown })
    }

    /// Whether what is sent there can be read on the way.
    pub fn is_plain(&self) -> bool {
        self.base.starts_with("http://")
    }

    /// `https://host[:port][/path]`, no slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host, and port if it is not the usual one, in ASCII.
    pub fn host(&self) -> &str {
        &self.shown
    }

    /// Host without port, in ASCII.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The match pattern for the browser's permission, without port: `https://host/*`.
    pub fn pattern(&self) -> String {
        let scheme = if self.is_plain() { "http" } else { "https" };
        format!("{scheme}://{}/*", self.name)
    }

    /// Whether an address that the server named has its scheme, host and port, and no login in it (T-100).
    pub fn covers(&self, url: &str) -> bool {
        let (Ok(own), Ok(other)) = (Url::parse(&self.base), Url::parse(url)) else { return false };
        url.len() <= MAX_ADDRESS_LEN
            && own.origin() == other.origin()
            && other.username().is_empty()
            && other.password().is_none()
    }
}

impl TryFrom<String> for Server {
    type Error = ServerFault;

    /// Reads a stored address, which was cut back already: what looks like a page in it is a folder.
    fn try_from(text: String) -> Result<Self, ServerFault> {
        Self::read(&text, |_| None)
    }
}

impl From<Server> for String {
    fn from(server: Server) -> Self {
        server.base
    }
}
