//! How a built-in Passwork starts, and what can be switched while it runs.

use serde::{Deserialize, Serialize};

use super::era::Era;
use crate::web::Certificate;

/// What can be switched while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches are what they are")]
pub struct Switches {
    /// Seconds that a token lives.
    pub token_seconds: u64,
    /// The administrator forbids this user the API.
    pub api_forbidden: bool,
    /// Search by address: the host may be a subdomain of the stored one.
    pub subdomains: bool,
    /// Search by address: the ports must be the same.
    pub ports: bool,
    /// Letters of the beginnings that the search knows; a longer word must be whole.
    pub prefix_length: usize,
    /// `custom` and `attachments` are null instead of an empty list.
    pub null_lists: bool,
    /// Seconds that a link for one opening stays open once it was opened.
    pub link_grace_seconds: u64,
    /// 7.x answers in base64 unless asked for raw JSON; off: always raw.
    pub base64_answers: bool,
    /// 7.x: a new vault must say its type.
    pub vault_types: bool,
    /// There is no Passwork at the address, just a web server.
    pub no_passwork: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            token_seconds: 600,
            api_forbidden: false,
            subdomains: false,
            ports: false,
            prefix_length: 5,
            null_lists: false,
            link_grace_seconds: 0,
            base64_answers: true,
            vault_types: false,
            no_passwork: false,
        }
    }
}

/// How a built-in Passwork starts. The default is right for tests: free ports, 6.x without encryption, the sample.
#[derive(Clone, Debug)]
pub struct PassworkConfig {
    /// Port of HTTPS on 127.0.0.1; 0 for a free one. There is no plain HTTP.
    pub port: u16,
    /// Port of the control interface on 127.0.0.1; 0 for a free one.
    pub control_port: u16,
    /// Folder that Passwork is in, such as `/passwork`; empty for none.
    pub base_path: String,
    /// The certificate of HTTPS.
    pub certificate: Certificate,
    /// Which Passwork it is, and what is sealed.
    pub era: Era,
    /// The sample is there: folders in folders, items to try things with, one that nobody can open.
    pub sample: bool,
    /// What `info/version` says; that of the era if absent.
    pub version: Option<String>,
    /// What can be switched later.
    pub switches: Switches,
}

impl Default for PassworkConfig {
    fn default() -> Self {
        Self {
            port: 0,
            control_port: 0,
            base_path: String::new(),
            certificate: Certificate::Good,
            era: Era::default(),
            sample: true,
            version: None,
            switches: Switches::default(),
        }
    }
}

impl PassworkConfig {
    /// The default of an era.
    pub fn of(era: Era) -> Self {
        Self { era, ..Self::default() }
    }

    /// The version that it says.
    pub(super) fn version(&self) -> String {
        self.version.clone().unwrap_or_else(|| self.era.version().to_owned())
    }

    /// Links take hours, as in 4.x, instead of words.
    pub(super) fn links_by_hours(&self) -> bool {
        self.version().starts_with("4.")
    }
}
