//! What whoever runs this computer prescribes (docs/policy.md). A policy only ever narrows.

use std::net::Ipv4Addr;

use serde::Deserialize;

use crate::message::PolicyView;
use crate::phone::{Address, Host};

/// Most allowed addresses that are read.
const MOST_ADDRESSES: usize = 200;

/// The policy. Members that are missing or of a wrong form prescribe nothing, except that a list of allowed addresses
/// of which none can be read allows none.
// Each prescribes one thing, and is a member of its own in the browser's file.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    active: bool,
    lock_within_minutes: Option<u32>,
    /// Nothing is kept.
    pub no_cache: bool,
    /// Pages without encryption are not filled.
    pub no_http_fill: bool,
    /// Nothing stays in pages.
    pub no_pages: bool,
    allowed: Option<Vec<Allowed>>,
}

/// Where a phone may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed {
    /// All addresses whose first so many bits are these.
    Network(Ipv4Addr, u32),
    /// A host name.
    Name(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Members {
    lock_within_minutes: serde_json::Value,
    no_cache: serde_json::Value,
    no_http_fill: serde_json::Value,
    no_pages: serde_json::Value,
    allowed_addresses: serde_json::Value,
}

impl Policy {
    /// Reads the JSON text of the browser's managed storage.
    pub fn read(text: Option<&[u8]>) -> Self {
        let Some(members) = text.and_then(|text| serde_json::from_slice::<Members>(text).ok()) else {
            return Self::default();
        };
        let minutes = members.lock_within_minutes.as_u64().filter(|minutes| *minutes > 0);
        let allowed = members.allowed_addresses.as_array().map(|list| {
            let texts = list.iter().take(MOST_ADDRESSES).filter_map(serde_json::Value::as_str);
            texts.filter_map(Allowed::parse).collect()
        });
        let mut policy = Self {
            active: false,
            lock_within_minutes: minutes.map(|minutes| u32::try_from(minutes).unwrap_or(u32::MAX).min(240)),
            no_cache: members.no_cache == true,
            no_http_fill: members.no_http_fill == true,
            no_pages: members.no_pages == true,
            allowed,
        };
        policy.active = policy != Self::default();
        policy
    }

    /// The user's minutes until the lock, or fewer.
    pub fn lock_minutes(&self, chosen: u32) -> u32 {
        self.lock_within_minutes.map_or(chosen, |most| chosen.min(most))
    }

    /// Whether a phone may be at this address.
    pub fn allows(&self, address: &Address) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.iter().any(|entry| entry.covers(address.host())))
    }

    /// As the options page shows it.
    pub fn view(&self) -> PolicyView {
        PolicyView {
            active: self.active,
            lock_within_minutes: self.lock_within_minutes.unwrap_or(0),
            no_cache: self.no_cache,
            no_http_fill: self.no_http_fill,
            no_pages: self.no_pages,
            allowed_addresses: self.allowed.iter().flatten().map(ToString::to_string).collect(),
        }
    }
}

impl Allowed {
    /// `192.168.0.20`, `192.168.0.0/24` or `phone.lan`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (host, bits) = match text.split_once('/') {
            Some((host, bits)) => (host, bits.parse().ok().filter(|bits| *bits <= 32)?),
            None => (text, 32),
        };
        match host.parse() {
            Ok(network) => Some(Self::Network(network, bits)),
            Err(_) if bits == 32 && !host.is_empty() => Some(Self::Name(host.to_ascii_lowercase())),
            Err(_) => None,
        }
    }

    fn covers(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Network(network, bits), Host::Ipv4(address)) => {
                let differing = u32::from(*network) ^ u32::from(*address);
                differing.checked_shr(32 - bits).unwrap_or(0) == 0
            }
            (Self::Name(known), Host::Name(name)) => known == name,
            _ => false,
        }
    }
}

impl std::fmt::Display for Allowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Network(address, 32) => address.fmt(f),
            Self::Network(network, bits) => write!(f, "{network}/{bits}"),
            Self::Name(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Reach;

    fn allows(policy: &Policy, address: &str) -> bool {
        policy.allows(&Address::parse(address, "", Reach::default()).unwrap())
    }

    #[test]
    fn without_a_policy_everything_is_the_users_choice() {
        for text in [None, Some(b"{}".as_slice()), Some(b"[]"), Some(b"{broken")] {
            let policy = Policy::read(text);
            assert_eq!(policy, Policy::default());
            assert!(allows(&policy, "192.168.0.20"));
            assert_eq!(policy.lock_minutes(240), 240);
        }
    }

    #[test]
    fn a_policy_narrows_and_never_widens() {
        let policy = Policy::read(Some(br#"{"lockWithinMinutes": 5, "noCache": true, "noHttpFill": "yes"}"#));
        assert_eq!((policy.lock_minutes(15), policy.lock_minutes(2)), (5, 2));
        assert!(policy.no_cache && !policy.no_http_fill && policy.view().active);
    }

    #[test]
    fn only_listed_networks_and_names_are_allowed() {
        let text = br#"{"allowedAddresses": ["192.168.7.0/24", "10.1.2.3", "Phone.lan", "nonsense/99", 7]}"#;
        let policy = Policy::read(Some(text));
        for (address, allowed) in [
            ("192.168.7.200", true),
            ("192.168.8.200", false),
            ("10.1.2.3", true),
            ("10.1.2.4", false),
            ("phone.lan", true),
            ("other.lan", false),
        ] {
            assert_eq!(allows(&policy, address), allowed, "{address}");
        }
        assert!(!allows(&Policy::read(Some(br#"{"allowedAddresses": [7]}"#)), "10.1.2.3"));
        assert!(allows(&Policy::read(Some(br#"{"allowedAddresses": ["0.0.0.0/0"]}"#)), "10.1.2.3"));
    }
}
