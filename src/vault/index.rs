//! What the vault knows of its items without their secrets, and the one blob that holds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_core::CryptoRng;

use crate::secret::SecretBytes;

use super::{
    DataKey, MAX_ITEMS, MAX_NOTE_LEN, VaultFault,
    codec::{Reader, Writer},
    item::is_phones_own,
    seal,
};

/// Form of the blob; the first byte of it. Form 1 had no mark for items that are gone, no digests of single secrets;
/// form 2 no note, and items had no group and no stamp.
const SCHEMA: u8 = 3;
const WHAT: &str = "index";
/// Bytes of an entry beside its texts.
const FIXED_LEN: usize = 5 * 8 + 8 + 8 + 8 + 1 + 16 + 8 + 8;
const HAS_PASSWORD: u8 = 1;
const HAS_OTP: u8 = 2;
const GONE: u8 = 4;
const UNOPENED: u8 = 8;
const READ_ONLY: u8 = 16;

/// One item, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five independent marks")]
pub struct Entry {
    /// UUID, lower case.
    pub uid: String,
    /// Name of the login.
    pub name: String,
    /// Account name.
    pub user: String,
    /// The sites, as a person typed them.
    pub website: String,
    /// The version of the record that is in force; grows with each change of the vault.
    pub version: u64,
    /// What it belongs to at its source: the id of a vault of a server, with `/` and the id of a folder in it if it lies in
    /// one; empty for phones.
    pub group: String,
    /// The source's own mark of its state, which grows with each change there; 0 for phones.
    pub stamp: u64,
    /// When it came from its source, milliseconds since 1970.
    pub fetched_at_ms: u64,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is a one-time-code URI.
    pub has_otp: bool,
    /// Account name and website are sealed by its source and were not opened yet, or are those of an older state.
    pub unopened: bool,
    /// Its source takes no changes of it.
    pub read_only: bool,
    /// Its source did not know it when it was last asked for it; what is kept may be out of date.
    pub gone: bool,
    /// What tells whether its secrets change.
    pub(super) known: Known,
}

impl Entry {
    /// The vault at its source that its group names; a folder may stand behind it, after a slash.
    pub fn place(&self) -> &str {
        self.group.split_once('/').map_or(self.group.as_str(), |(vault, _)| vault)
    }

    /// Whether the phone can be asked for it by uid: not if it came without one, and the vault made one up (T-77).
    pub fn has_phone_uid(&self) -> bool {
        is_phones_own(&self.uid)
    }
}

/// Digests of secrets, to tell whether they change, without keeping them; only ever inside the sealed index. All zeros
/// stand for a digest that nothing has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Of all of the record; this one decides.
    pub(super) digest: [u8; 16],
    /// Of the password alone, to say what changed.
    pub(super) password: [u8; 8],
    /// Of the one-time-code URI alone, to say what changed.
    pub(super) otp: [u8; 8],
}

impl Known {
    /// Any secrets differ from these.
    pub(super) const NOTHING: Self = Self { digest: [0; 16], password: [0; 8], otp: [0; 8] };
}

/// All items by uid, and how often they changed.
#[derive(Clone, Default)]
pub(super) struct Index {
    pub(super) version: u64,
    /// What the one who uses the vault keeps beside the items. Secret.
    pub(super) note: Arc<SecretBytes>,
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Index {
    /// Schema byte, key check (8 bytes), version (8 bytes), nonce, ciphertext, tag.
    pub(super) fn seal(&self, key: &DataKey, link_id: &str, rng: &mut impl CryptoRng) -> Vec<u8> {
        let texts = self.entries.values().map(|entry| {
            let texts = [&entry.uid, &entry.name, &entry.user, &entry.website, &entry.group];
            FIXED_LEN + texts.map(String::len).iter().sum::<usize>()
        });
        let mut writer = Writer::new(texts.sum::<usize>() + self.note.expose().len() + 2 * 8);
        writer.bytes(self.note.expose());
        writer.number(self.entries.len() as u64);
        for entry in self.entries.values() {
            for text in [&entry.uid, &entry.name, &entry.user, &entry.website, &entry.group] {
                writer.bytes(text.as_bytes());
            }
            writer.number(entry.version);
            writer.number(entry.fetched_at_ms);
            writer.number(entry.stamp);
            writer.byte(flags(entry));
            for digest in [entry.known.digest.as_slice(), &entry.known.password, &entry.known.otp] {
                writer.array(digest);
            }
        }
        let sealed = seal::seal(key.expose(), &bind(SCHEMA, link_id, self.version), writer.as_bytes(), rng);
        [&[SCHEMA], key.check().as_slice(), &self.version.to_be_bytes(), &sealed].concat()
    }

    pub(super) fn open(sealed: &[u8], key: &DataKey, link_id: &str) -> Result<Self, VaultFault> {
        let mut header = Reader::new(sealed, WHAT);
        let schema = header.schema(SCHEMA)?;
        if header.array()? != key.check() {
            return Err(VaultFault::WrongKey);
        }
        let version = header.number()?;
        let plain = seal::open(key.expose(), &bind(schema, link_id, version), header.rest())
            .ok_or(VaultFault::Damaged { what: WHAT })?;

        let mut reader = Reader::new(&plain, WHAT);
        let note = if schema >= 3 { reader.bytes(MAX_NOTE_LEN)?.to_vec() } else { Vec::new() };
        let note = Arc::new(SecretBytes::new(note));
        let count = reader.number()?;
        if count > MAX_ITEMS as u64 {
            return Err(VaultFault::Damaged { what: WHAT });
        }
        let mut entries = BTreeMap::new();
        for _ in 0..count {
            let entry = read_entry(&mut reader, schema)?;
            entries.insert(entry.uid.clone(), entry);
        }
        reader.end()?;
        Ok(Self { version, note, entries })
    }
}

fn flags(entry: &Entry) -> u8 {
    let flag = |set, bit| if set { bit } else { 0 };
    flag(entry.has_password, HAS_PASSWORD)
        | flag(entry.has_otp, HAS_OTP)
        | flag(entry.gone, GONE)
        | flag(entry.unopened, UNOPENED)
        | flag(entry.read_only, READ_ONLY)
}

fn read_entry(reader: &mut Reader<'_>, schema: u8) -> Result<Entry, VaultFault> {
    let (uid, name, user, website) = (reader.text()?, reader.text()?, reader.text()?, reader.text()?);
    let group = if schema >= 3 { reader.text()? } else { String::new() };
    let (version, fetched_at_ms) = (reader.number()?, reader.number()?);
    let stamp = if schema >= 3 { reader.number()? } else { 0 };
    let flags = reader.byte()?;
    let [has_password, has_otp, gone, unopened, read_only] =
        [HAS_PASSWORD, HAS_OTP, GONE, UNOPENED, READ_ONLY].map(|bit| flags & bit != 0);
    let mut known = Known { digest: reader.array()?, ..Known::NOTHING };
    if schema >= 2 {
        (known.password, known.otp) = (reader.array()?, reader.array()?);
    }
    Ok(Entry {
        uid,
        name,
        user,
        website,
        version,
        group,
        stamp,
        fetched_at_ms,
        has_password,
        has_otp,
        unopened,
        read_only,
        gone,
        known,
    })
}

fn bind(schema: u8, link_id: &str, version: u64) -> Vec<u8> {
    seal::bind(&[b"nearkey index", &[schema], link_id.as_bytes(), &version.to_be_bytes()])
}
