//! What the vault knows of its items without their secrets, and the one blob that holds it.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use super::{
    DataKey, MAX_ITEMS, VaultFault,
    codec::{Reader, Writer},
    seal,
};

/// Form of the blob; the first byte of it.
const SCHEMA: u8 = 1;
const WHAT: &str = "index";
/// Bytes of an entry beside its texts.
const FIXED_LEN: usize = 4 * 8 + 8 + 8 + 1 + 16;

/// One item, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// When it came from the phone, milliseconds since 1970.
    pub fetched_at_ms: u64,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is a one-time-code URI.
    pub has_otp: bool,
    /// See [`super::record::digest`].
    pub(super) digest: [u8; 16],
}

/// All items by uid, and how often they changed.
#[derive(Clone, Default)]
pub(super) struct Index {
    pub(super) version: u64,
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Index {
    /// Schema byte, key check (8 bytes), version (8 bytes), nonce, ciphertext, tag.
    pub(super) fn seal(&self, key: &DataKey, link_id: &str, rng: &mut impl CryptoRng) -> Vec<u8> {
        let texts = self.entries.values().map(|entry| {
            FIXED_LEN + entry.uid.len() + entry.name.len() + entry.user.len() + entry.website.len()
        });
        let mut writer = Writer::new(texts.sum::<usize>() + 8);
        writer.number(self.entries.len() as u64);
        for entry in self.entries.values() {
            for text in [&entry.uid, &entry.name, &entry.user, &entry.website] {
                writer.bytes(text.as_bytes());
            }
            writer.number(entry.version);
            writer.number(entry.fetched_at_ms);
            writer.byte(u8::from(entry.has_password) | u8::from(entry.has_otp) << 1);
            writer.array(&entry.digest);
        }
        let sealed = seal::seal(key.expose(), &bind(link_id, self.version), writer.as_bytes(), rng);
        [&[SCHEMA], key.check().as_slice(), &self.version.to_be_bytes(), &sealed].concat()
    }

    pub(super) fn open(sealed: &[u8], key: &DataKey, link_id: &str) -> Result<Self, VaultFault> {
        let mut header = Reader::new(sealed, WHAT);
        header.schema(SCHEMA)?;
        if header.array()? != key.check() {
            return Err(VaultFault::WrongKey);
        }
        let version = header.number()?;
        let plain = seal::open(key.expose(), &bind(link_id, version), header.rest())
            .ok_or(VaultFault::Damaged { what: WHAT })?;

        let mut reader = Reader::new(&plain, WHAT);
        let count = reader.number()?;
        if count > MAX_ITEMS as u64 {
            return Err(VaultFault::Damaged { what: WHAT });
        }
        let mut entries = BTreeMap::new();
        for _ in 0..count {
            let entry = read_entry(&mut reader)?;
            entries.insert(entry.uid.clone(), entry);
        }
        reader.end()?;
        Ok(Self { version, entries })
    }
}

fn read_entry(reader: &mut Reader<'_>) -> Result<Entry, VaultFault> {
    let (uid, name, user, website) = (reader.text()?, reader.text()?, reader.text()?, reader.text()?);
    let (version, fetched_at_ms, flags) = (reader.number()?, reader.number()?, reader.byte()?);
    let (has_password, has_otp) = (flags & 1 != 0, flags & 2 != 0);
    let digest = reader.array()?;
    Ok(Entry { uid, name, user, website, version, fetched_at_ms, has_password, has_otp, digest })
}

fn bind(link_id: &str, version: u64) -> Vec<u8> {
    seal::bind(&[b"nearkey index", &[SCHEMA], link_id.as_bytes(), &version.to_be_bytes()])
}
