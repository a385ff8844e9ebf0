//! What can be asked of a phone.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{request_id::RequestId, website::Website};

/// Requests are filled up to a multiple of this many bytes, so that their length tells little about them.
const PADDING_STEP: usize = 256;

/// The unknown member that holds the filling; the phone reads the members it knows.
const PADDING_MEMBER: &str = "padding";

/// A command with its members. Inside a request it never changes, because the phone carries out whatever the latest poll
/// names. Cancelling is no command of its own: it belongs to a running request ([`super::Request::cancel_command`]).
///
/// Source: docs/phone-protocol.md §6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Command {
    /// The login for a site.
    FetchForUrl { website: Website, user: Option<String> },
    /// One known login.
    FetchForUid { uid: String },
    /// Several known logins.
    FetchForUids { uids: Vec<String> },
    /// One login that the user chooses.
    FetchSingle,
    /// Several logins that the user chooses.
    FetchMultiple,
    /// All logins that are not veiled.
    FetchAll,
    /// A new login for a site.
    CreateForUrl { website: Website, user: Option<String> },
    /// Only the client key.
    GetClientKey,
    /// Readies a backup for one download.
    DownloadBackup,
}

/// What an answer must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One login.
    One,
    /// A list of logins, perhaps empty.
    Several,
    /// The client key.
    ClientKey,
    /// Where to fetch a backup.
    Backup,
}

impl Command {
    /// What an answer to it must hold.
    pub fn expected(&self) -> Expected {
        match self {
            Self::FetchForUrl { .. }
            | Self::FetchForUid { .. }
            | Self::FetchSingle
            | Self::CreateForUrl { .. } => Expected::One,
            Self::FetchForUids { .. } | Self::FetchMultiple | Self::FetchAll => Expected::Several,
            Self::GetClientKey => Expected::ClientKey,
            Self::DownloadBackup => Expected::Backup,
        }
    }

    /// The JSON text of one poll, a multiple of 256 bytes.
    pub(super) fn payload(&self, id: &RequestId) -> Zeroizing<Vec<u8>> {
        let mut members = Map::new();
        let (name, website, user) = match self {
            Self::FetchForUrl { website, user } => {
                ("fetch_credential_for_url", Some(website), user.as_deref())
            }
            Self::CreateForUrl { website, user } => {
                ("create_credential_for_url", Some(website), user.as_deref())
            }
            Self::FetchForUid { uid } => {
                members.insert("uid".into(), uid.as_str().into());
                ("fetch_credential_for_uid", None, None)
            }
            Self::FetchForUids { uids } => {
                members.insert("uids".into(), uids.as_slice().into());
                ("fetch_credentials_for_uids", None, None)
            }
            Self::FetchSingle => ("fetch_single_credential", None, None),
            Self::FetchMultiple => ("fetch_multiple_credentials", None, None),
            Self::FetchAll => ("fetch_all_credentials", None, None),
            Self::GetClientKey => ("get_client_key", None, None),
            Self::DownloadBackup => ("download_vault_backup", None, None),
        };
        if let Some(website) = website {
            members.insert("website".into(), website.as_str().into());
        }
        if let Some(user) = user.filter(|user| !user.is_empty()) {
            members.insert("user".into(), user.into());
        }
        padded(name, id, members)
    }
}

/// The JSON text that cancels the request with this identifier, a multiple of 256 bytes.
pub(super) fn cancel_payload(id: &RequestId) -> Zeroizing<Vec<u8>> {
    padded("cancel_request", id, Map::new())
}

/// Adds the members that all requests have and fills up.
fn padded(command: &str, id: &RequestId, mut members: Map<String, Value>) -> Zeroizing<Vec<u8>> {
    members.insert("action".into(), "request_credential".into());
    members.insert("command".into(), command.into());
    members.insert("requestIdentifier".into(), id.to_string().into());
    members.insert(PADDING_MEMBER.into(), "".into());
    let bare = Value::from(members.clone()).to_string().len();
    let filling = bare.next_multiple_of(PADDING_STEP) - bare;
    members.insert(PADDING_MEMBER.into(), "0".repeat(filling).into());
    Zeroizing::new(Value::from(members).to_string().into_bytes())
}
