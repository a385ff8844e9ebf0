//! What the phone answered to a request, read as a whole or not at all.

use std::collections::HashSet;

use serde::Deserialize;

use super::{
    command::Expected,
    keys::ClientKey,
    member::{Object, list, secret, text},
    web_client_id::WebClientId,
};
use crate::encoding::decode_base64;
use crate::secret::{SecretBytes, SecretText};

/// Longest member of a login, in bytes of UTF-8.
pub const MAX_TEXT_LEN: usize = 64 * 1024;

/// Most logins of one answer.
pub const MAX_CREDENTIALS: usize = 50_000;

/// Longest random part of a download key.
const MAX_DOWNLOAD_KEY_LEN: usize = 256;

/// Why an answer that came from the phone cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// Not JSON, a member of a wrong type, a text or list over its limit.
    #[error("the answer does not follow the protocol")]
    Malformed,
    /// What the command asks for is not in it.
    #[error("the answer lacks what was asked for")]
    Incomplete,
    /// Two logins have the same uid.
    #[error("two logins have the same uid")]
    DuplicateUid,
    /// The client key is not base64 text of 32 bytes.
    #[error("the client key has a wrong form")]
    ClientKey,
}

/// An answer that opened: what was asked for and nothing else. Wiped when dropped.
pub struct Answer {
    /// Logins; one, several or none, as the command asks.
    pub credentials: Vec<Credential>,
    /// Opens the local cache; comes with nearly every answer. Whoever asked for no unlock drops it.
    pub client_key: Option<ClientKey>,
    /// Where the backup can be fetched once, if one was asked for.
    pub backup: Option<Backup>,
}

/// One login of the phone.
#[derive(Deserialize)]
pub struct Credential {
    /// UUID in lower case. Nothing if it is missing or of another form, so that it can be used as a key.
    #[serde(default, deserialize_with = "uid")]
    pub uid: Option<String>,
    /// Name the user gave it.
    #[serde(default, deserialize_with = "text")]
    pub name: String,
    /// Account name.
    #[serde(default, deserialize_with = "text")]
    pub user: String,
    /// Site; unchecked text, may be empty.
    #[serde(default, deserialize_with = "text")]
    pub website: String,
    /// Password; may be empty.
    #[serde(default, deserialize_with = "secret")]
    pub password: SecretText,
    /// `otpauth://` URI, or empty.
    #[serde(default, deserialize_with = "secret")]
    pub otp: SecretText,
}

/// A backup that waits on the phone, for one download in clear.
pub struct Backup {
    /// Safe file name, `anotherpassvault_….json`.
    pub file_name: String,
    /// Path of the download, without the slash: link id, `_`, letters and digits.
    pub download_key: String,
}

/// The members that are read; all others are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    #[serde(default)]
    credential: Option<Object<Credential>>,
    #[serde(default, deserialize_with = "list")]
    credentials: Option<Vec<Credential>>,
    #[serde(default, deserialize_with = "secret")]
    client_key: SecretText,
    #[serde(default, deserialize_with = "text")]
    filename: String,
    #[serde(default, deserialize_with = "text")]
    download_key: String,
}

impl Answer {
    /// Reads the opened JSON text of an answer to a command that expects `expected`. Members that do not belong to that
    /// command are dropped.
    ///
    /// Source: docs/phone-protocol.md §6.
    pub fn parse(plain: &SecretBytes, expected: Expected) -> Result<Self, AnswerFault> {
        let Object(members): Object<Members> =
            serde_json::from_slice(plain.expose()).map_err(|_| AnswerFault::Malformed)?;
        let client_key = parse_client_key(&members.client_key)?;
        let mut answer = Self { credentials: Vec::new(), client_key, backup: None };
        match expected {
            Expected::One => answer.credentials.push(members.credential.ok_or(AnswerFault::Incomplete)?.0),
            Expected::Several => answer.credentials = members.credentials.ok_or(AnswerFault::Incomplete)?,
            Expected::ClientKey if answer.client_key.is_none() => return Err(AnswerFault::Incomplete),
            Expected::ClientKey => {}
            Expected::Backup => answer.backup = Some(Backup::parse(&members.filename, members.download_key)?),
        }
        let mut seen = HashSet::new();
        if !answer.credentials.iter().filter_map(|c| c.uid.as_deref()).all(|uid| seen.insert(uid)) {
            return Err(AnswerFault::DuplicateUid);
        }
        Ok(answer)
    }
}

impl Credential {
    /// Reads the JSON object of one login: unknown members are ignored, missing ones are empty, wrong types fail.
    pub fn parse(json: &SecretBytes) -> Result<Self, AnswerFault> {
        let Object(credential) = serde_json::from_slice(json.expose()).map_err(|_| AnswerFault::Malformed)?;
        Ok(credential)
    }
}

impl Backup {
    /// Checks the download key and makes the file name harmless.
    fn parse(file_name: &str, download_key: String) -> Result<Self, AnswerFault> {
        let (id, random) = download_key.split_once('_').ok_or(AnswerFault::Malformed)?;
        let sound = (1..=MAX_DOWNLOAD_KEY_LEN).contains(&random.len())
            && random.bytes().all(|c| c.is_ascii_alphanumeric())
            && WebClientId::parse(id).is_some();
        if !sound {
            return Err(AnswerFault::Malformed);
        }
        Ok(Self { file_name: safe_file_name(file_name), download_key })
    }
}

/// Keeps a name of the known form; whatever else came becomes the plain one.
fn safe_file_name(name: &str) -> String {
    let inner = name.strip_prefix("anotherpassvault").and_then(|rest| rest.strip_suffix(".json"));
    let harmless = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
    match inner {
        Some(inner) if inner.len() <= 100 && inner.bytes().all(harmless) => name.to_owned(),
        _ => "anotherpassvault.json".to_owned(),
    }
}

/// Nothing if it is missing, an error if it is there and no key.
fn parse_client_key(text: &SecretText) -> Result<Option<ClientKey>, AnswerFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let bytes = decode_base64(text.expose()).map_err(|_| AnswerFault::ClientKey)?;
    ClientKey::parse(bytes).ok_or(AnswerFault::ClientKey).map(Some)
}

/// A text that is dropped unless it is a UUID.
fn uid<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| is_uuid(&text).then(|| text.to_ascii_lowercase()))
}

/// `8-4-4-4-12` hexadecimal digits (RFC 9562 §4).
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, c)| match i {
            8 | 13 | 18 | 23 => c == b'-',
            _ => c.is_ascii_hexdigit(),
        })
}
