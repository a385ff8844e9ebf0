//! Entries of the phone's vault, as the app sends them, and invented samples.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::wire;

/// One entry of the phone's vault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Credential {
    /// UUID; old entries have none.
    pub uid: Option<String>,
    /// Short id that the app shows.
    pub readable_uid: Option<String>,
    /// Title.
    pub name: String,
    /// Password.
    pub password: String,
    /// User name.
    pub user: String,
    /// Website as the user typed it: with or without a scheme, or empty.
    pub website: String,
    /// `otpauth://` URI or empty.
    pub otp: String,
    /// Veiled: left out when several or all are asked for.
    pub veiled: bool,
}

/// What the phone's user types while creating an entry on request. Empty fields are filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewCredential {
    /// Title; the host if empty.
    pub name: String,
    /// User name; the one asked for if empty.
    pub user: String,
    /// Password; a random one if empty.
    pub password: String,
}

impl Credential {
    /// What control calls name the entry by: its uid, or its title if it has none.
    pub fn key(&self) -> &str {
        self.uid.as_deref().unwrap_or(&self.name)
    }

    /// The member `credential` of an answer.
    pub fn payload(&self) -> Value {
        let mut payload = json!({
            "name": self.name,
            "password": self.password,
            "user": self.user,
            "website": with_scheme(&self.website),
            "otp": self.otp,
        });
        if let (Some(uid), Some(members)) = (&self.uid, payload.as_object_mut()) {
            let readable = self.readable_uid.clone().unwrap_or_else(|| readable(uid));
            members.insert("uid".into(), uid.as_str().into());
            members.insert("readableUid".into(), readable.into());
        }
        payload
    }
}

/// Eight characters from a uid, as the app shows them.
fn readable(uid: &str) -> String {
    wire::padded_text(&wire::hash(&[uid.as_bytes()])).chars().take(8).collect()
}

/// A random uid (UUID version 4).
pub(super) fn fresh_uid() -> String {
    let bits = u128::from_be_bytes(wire::random::<16>());
    let bits = (bits & !(0xF << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    parts.iter().filter_map(|&(from, to)| hex.get(from..to)).collect::<Vec<_>>().join("-")
}

/// The app puts a scheme in front where the user left it out.
fn with_scheme(website: &str) -> String {
    if website.is_empty() || website.starts_with("http://") || website.starts_with("https://") {
        website.to_owned()
    } else {
        format!("https://{website}")
    }
}

/// Host of a website text, without scheme, port, path and user info.
pub(super) fn host(website: &str) -> &str {
    let rest = website.split_once("://").map_or(website, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() }
}

/// The site as the app's prompt shows it: the last two labels of the host, whatever that means.
pub(super) fn short_site(website: &str) -> String {
    let host = host(website);
    if host.starts_with('[') || host.split('.').all(|label| label.parse::<u8>().is_ok()) {
        return host.to_owned();
    }
    let labels: Vec<&str> = host.split('.').collect();
    labels.get(labels.len().saturating_sub(2)..).unwrap_or_default().join(".")
}

/// Invented entries to start with.
pub fn samples() -> Vec<Credential> {
    let entry = |number: u8, name: &str, user: &str, password: &str, website: &str, otp: &str| Credential {
        uid: Some(format!("5a3e1c00-77d2-4c1b-9e54-0000000000{number:02x}")),
        readable_uid: None,
        name: name.into(),
        password: password.into(),
        user: user.into(),
        website: website.into(),
        otp: otp.into(),
        veiled: false,
    };
    let code = "otpauth://totp/Example:mira?secret=JBSWY3DPEHPK3PXP&issuer=Example";
    let long_code = "otpauth://totp/Nordwind%20Bank:0042?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nordwind\
                     &algorithm=SHA256&digits=8&period=60";
    let mut entries = vec![
        entry(
            1,
            "Example accounts",
            "mira@example.com",
            "tide-Copper-19-lantern",
            "https://accounts.example.com",
            code,
        ),
        entry(
            2,
            "Example (second)",
            "mira.work@example.com",
            "Rope!walk/7bell",
            "https://accounts.example.com",
            "",
        ),
        entry(3, "Example Shop UK", "mira.h", "quay_0417_Sextant", "https://example.co.uk", ""),
        entry(4, "Alice's pages", "alice", "GullFeather#88", "https://alice.github.io", ""),
        entry(5, "Nordwind Bank", "0042-1187", "S7?kelp-Anchor", "https://bank.example", long_code),
        entry(
            6,
            "Küstenfunk Übersicht",
            "jürgen@küste.example",
            "Grüße-aus-Föhr-☂",
            "https://küste.example",
            "",
        ),
        entry(7, "Почта", "мира@example.org", "пароль-Якорь-5", "www.example.org", ""),
        entry(8, "Router", "router-keeper", "\"quoted\\ back & <b>bold</b>", "http://192.168.0.1", ""),
        entry(9, "Ship log", "mira", "two words and a tab\t!", "log.example.net:8443", ""),
        entry(10, "Safe (veiled)", "mira", "do-not-list-me-33", "https://safe.example", ""),
        entry(11, "Note without a site", "mira", "no-site-Barnacle", "", ""),
        entry(12, "Before uids", "old.mira", "Since2019-Keel", "https://old.example", ""),
    ];
    for credential in &mut entries {
        credential.veiled = credential.name.contains("veiled");
        if credential.name == "Before uids" {
            credential.uid = None;
        }
    }
    entries
}
