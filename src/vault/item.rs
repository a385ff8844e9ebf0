//! An item on its way into the vault.

use sha2::{Digest, Sha256};

use super::{MAX_BODY_LEN, MAX_TEXT_LEN, Secrets, seal};

/// An item as it came from its source.
pub struct NewItem {
    /// The source's id; one is derived from user, website and name if this is no UUID (T-77).
    pub uid: Option<String>,
    /// Name of the login.
    pub name: String,
    /// Account name.
    pub user: String,
    /// The sites, as a person typed them.
    pub website: String,
    /// What must not be seen of it.
    pub secrets: Secrets,
    /// What else its source says of it; nothing for phones.
    pub from: Option<From>,
}

/// What a source says of an item that it seals by its own means: its password and one-time code are in the body, and
/// account name and website may still be.
#[expect(clippy::struct_excessive_bools, reason = "five independent marks")]
pub struct From {
    /// What it belongs to there; see [`super::Entry::group`].
    pub group: String,
    /// See [`super::Entry::stamp`].
    pub stamp: u64,
    /// There is a password in the body.
    pub has_password: bool,
    /// There is a one-time code in the body.
    pub has_otp: bool,
    /// Account name and website were not opened.
    pub unopened: bool,
    /// No changes are taken.
    pub read_only: bool,
    /// Only what lists show came: what is kept of its secrets stays.
    pub listed: bool,
}

impl NewItem {
    /// The uid that the vault keeps it under.
    pub(super) fn vault_uid(&self) -> String {
        match &self.uid {
            // What a server calls it is taken as it is.
            Some(uid) if self.from.is_some() || is_uuid(uid) => uid.to_ascii_lowercase(),
            _ => derive_uid(&self.user, &self.website, &self.name),
        }
    }

    /// Whether no text is longer than the vault takes.
    pub fn fits(&self) -> bool {
        let texts = [
            &self.name,
            &self.user,
            &self.website,
            self.secrets.password.expose(),
            self.secrets.otp.expose(),
        ];
        texts.iter().all(|text| text.len() <= MAX_TEXT_LEN)
            && self.secrets.body.expose().len() <= MAX_BODY_LEN
    }
}

/// Whether a uid of the vault is the phone's own, which it can be asked for: those that were derived are of version 8,
/// the phone's of version 4.
pub(super) fn is_phones_own(uid: &str) -> bool {
    uid.split('-').nth(2).is_some_and(|part| !part.starts_with('8'))
}

/// Eight, four, four, four and twelve hexadecimal digits (RFC 9562, section 4).
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A UUID of version 8 (RFC 9562, section 5.8) from SHA-256: the same item gets the same one each time.
fn derive_uid(user: &str, website: &str, name: &str) -> String {
    let fields = seal::bind(&[b"nearkey uid v1", user.as_bytes(), website.as_bytes(), name.as_bytes()]);
    let hash: [u8; 32] = Sha256::digest(fields).into();
    let number = hash.first_chunk().copied().map_or(0, u128::from_be_bytes);
    let number = number & !(0xf << 76) & !(0x3 << 62) | (0x8 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let mut uid = String::with_capacity(36);
    for (at, digit) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            uid.push('-');
        }
        uid.push(digit);
    }
    uid
}
