//! Where the phone is: what a person typed, checked so that nothing leaves the own network by a typo or a trick.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use serde::{Deserialize, Serialize};

use super::handle::{address_of_handle, handle_of_address};

/// The port that the app uses if the user did not change it.
pub const DEFAULT_PORT: u16 = 8787;

/// An app on a phone cannot listen below; lower ports belong to other services.
const FIRST_PORT: u16 = 1024;

/// Longest host name (RFC 1035 §2.3.4).
const MAX_HOST_LEN: usize = 253;

/// What addresses may be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// This computer too: for the built-in phone of demo and tests.
    pub loopback: bool,
}

/// Why a typed address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Neither address nor name: paths, user names, odd number forms, characters outside ASCII.
    #[error("neither an IPv4 address nor a host name")]
    Malformed,
    /// A handle outside its private range, or no handle behind the `@`.
    #[error("no handle of a private address")]
    Handle,
    /// An IPv4 address outside 10/8, 172.16/12 and 192.168/16.
    #[error("not a private address")]
    NotPrivate,
    /// This computer itself.
    #[error("the address of this computer")]
    Loopback,
    /// IPv6, which the app does not offer.
    #[error("an IPv6 address")]
    Ipv6,
    /// The port is not a number from 1024 to 65535.
    #[error("not a port")]
    Port,
}

/// Host part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A private IPv4 address, or one of this computer.
    Ipv4(Ipv4Addr),
    /// A name, lower case: whoever answers for it in this network gets the messages.
    Name(String),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ipv4(address) => address.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// Where a phone listens. Stored as text, `192.168.0.20:8787`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    host: Host,
    port: u16,
}

impl Address {
    /// Reads what was typed: an IPv4 address, a host name or a handle, each with or without `:port`. A port in the text
    /// goes before the port field; an empty field means [`DEFAULT_PORT`]. White space around both is dropped.
    pub fn parse(text: &str, port_text: &str, reach: Reach) -> Result<Self, AddressFault> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.is_empty() {
            return Err(AddressFault::Empty);
        }
        if text.starts_with('[') || text.bytes().filter(|c| *c == b':').count() > 1 {
            return Err(AddressFault::Ipv6);
        }
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, parse_port(port)?),
            None => (text, parse_port_field(port_text)?),
        };
        let host = if host.starts_with('@') {
            Host::Ipv4(address_of_handle(host).ok_or(AddressFault::Handle)?)
        } else {
            parse_host(host, reach)?
        };
        Ok(Self { host, port })
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is a name, which can be pointed elsewhere by others in the network.
    pub fn is_name(&self) -> bool {
        matches!(self.host, Host::Name(_))
    }

    /// The one route of the phone's server, e.g. `http://192.168.0.20:8787/`.
    pub fn url(&self) -> String {
        format!("http://{self}/")
    }

    /// The handle, e.g. `@iu`; nothing for names and loopback.
    pub fn handle(&self) -> Option<String> {
        match self.host {
            Host::Ipv4(address) => handle_of_address(address),
            Host::Name(_) => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressFault;

    /// Reads a stored address. What was stored had been allowed, so loopback passes.
    fn try_from(text: String) -> Result<Self, AddressFault> {
        Self::parse(&text, "", Reach { loopback: true })
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// Reads the port field.
fn parse_port_field(text: &str) -> Result<u16, AddressFault> {
    match text.trim_matches(|c: char| c.is_ascii_whitespace()) {
        "" => Ok(DEFAULT_PORT),
        digits => parse_port(digits),
    }
}

/// Reads decimal digits without sign and without zero in front.
fn parse_port(digits: &str) -> Result<u16, AddressFault> {
    if !digits.bytes().all(|c| c.is_ascii_digit()) || digits.starts_with('0') {
        return Err(AddressFault::Port);
    }
    let port = digits.parse().map_err(|_| AddressFault::Port)?;
    if port < FIRST_PORT { Err(AddressFault::Port) } else { Ok(port) }
}

/// Reads an IPv4 address in its one dotted form, or a name that no browser takes for a number.
fn parse_host(text: &str, reach: Reach) -> Result<Host, AddressFault> {
    let labels_sound = text.split('.').all(is_label);
    if text.len() > MAX_HOST_LEN || !labels_sound {
        return Err(AddressFault::Malformed);
    }
    let name = text.to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    // Browsers read a host whose last label is a number as an IPv4 address, hexadecimal and octal forms included
    // (URL Standard, "ends in a number").
    if last.bytes().all(|c| c.is_ascii_digit()) || last.starts_with("0x") {
        let address = Ipv4Addr::from_str(&name).map_err(|_| AddressFault::Malformed)?;
        return check_ipv4(address, reach).map(Host::Ipv4);
    }
    if last == "localhost" && !reach.loopback {
        return Err(AddressFault::Loopback);
    }
    Ok(Host::Name(name))
}

/// Letters, digits and inner hyphens, 1 to 63 (RFC 1123 §2.1).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Lets private addresses pass, and loopback where it is allowed.
fn check_ipv4(address: Ipv4Addr, reach: Reach) -> Result<Ipv4Addr, AddressFault> {
    if address.is_loopback() {
        return if reach.loopback { Ok(address) } else { Err(AddressFault::Loopback) };
    }
    // Link-local addresses stay out: 169.254.169.254 serves secrets in data centres.
    if address.is_private() { Ok(address) } else { Err(AddressFault::NotPrivate) }
}
