//! How a built-in Passman starts, and what can be switched while it runs.

use serde::{Deserialize, Serialize};

use crate::web::Certificate;

/// What is at the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surroundings {
    /// A Nextcloud with Passman.
    #[default]
    Passman,
    /// A Nextcloud without Passman.
    NoPassman,
    /// Some web server that is no Nextcloud.
    NoNextcloud,
}

/// What can be switched while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches are what they are")]
pub struct Switches {
    /// What is at the address.
    pub surroundings: Surroundings,
    /// Works without `index.php` in the path too.
    pub pretty_urls: bool,
    /// Two-factor is on: the account password is refused, an app password is needed.
    pub two_factor: bool,
    /// After so many wrong logins all logins get 429 until [`super::Passman::forgive`].
    pub throttle_after: u32,
    /// Ids are texts of digits instead of integers.
    pub text_ids: bool,
    /// `GET /file/{id}` answers with a list of one, as older versions do.
    pub file_lists: bool,
    /// In maintenance: 503 and a page for everything but `status.php`.
    pub maintenance: bool,
    /// `challenge_password` is always this field of the credential, e.g. `description`; random if absent.
    pub challenge_field: Option<String>,
    /// Sharing with other users is allowed.
    pub sharing: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            surroundings: Surroundings::Passman,
            pretty_urls: true,
            two_factor: false,
            throttle_after: 10,
            text_ids: false,
            file_lists: false,
            maintenance: false,
            challenge_field: None,
            sharing: true,
        }
    }
}

/// How a built-in Passman starts. The default is right for tests: free ports, one account, the sample vault.
#[derive(Clone, Debug)]
pub struct PassmanConfig {
    /// Port of HTTPS on 127.0.0.1; 0 for a free one.
    pub https_port: u16,
    /// Port of plain HTTP on 127.0.0.1; 0 for a free one.
    pub http_port: u16,
    /// Port of the control interface on 127.0.0.1; 0 for a free one.
    pub control_port: u16,
    /// Folder that the Nextcloud is in, such as `/nextcloud`; empty for none.
    pub base_path: String,
    /// The certificate of HTTPS.
    pub certificate: Certificate,
    /// Login name of the account.
    pub user: String,
    /// Its account password.
    pub password: String,
    /// The sample vault is there ([`super::SAMPLE_VAULT`]).
    pub sample: bool,
    /// What `GET /version` says.
    pub version: String,
    /// What can be switched later.
    pub switches: Switches,
}

impl Default for PassmanConfig {
    fn default() -> Self {
        Self {
            https_port: 0,
            http_port: 0,
            control_port: 0,
            base_path: String::new(),
            certificate: Certificate::Good,
            user: "mira".into(),
            password: "Tide-and-7-Ropes".into(),
            sample: true,
            version: "2.4.12".into(),
            switches: Switches::default(),
        }
    }
}
