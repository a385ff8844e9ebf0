//! The secrets of one item, sealed on their own.

use rand_core::CryptoRng;

use crate::secret::SecretText;

use super::{
    DataKey, MAX_BODY_LEN, VaultFault,
    codec::{Reader, Writer},
    index::Known,
    seal,
};

/// Form of the record; the first byte of it. Form 1 had no body.
const SCHEMA: u8 = 2;
const WHAT: &str = "record";

/// What must not be seen of an item.
#[derive(Default)]
pub struct Secrets {
    /// The password; may be empty.
    pub password: SecretText,
    /// An `otpauth://` URI; may be empty.
    pub otp: SecretText,
    /// The item as its source wrote it, which may seal parts of it by its own means; empty for phones.
    pub body: SecretText,
}

/// Which record a sealed one must be.
pub(super) struct Place<'a> {
    pub(super) link_id: &'a str,
    pub(super) uid: &'a str,
    pub(super) version: u64,
}

impl Place<'_> {
    fn bind(&self, schema: u8) -> Vec<u8> {
        seal::bind(&[
            b"nearkey record",
            &[schema],
            self.link_id.as_bytes(),
            self.uid.as_bytes(),
            &self.version.to_be_bytes(),
        ])
    }
}

/// Schema byte, nonce, ciphertext, tag.
pub(super) fn seal(secrets: &Secrets, key: &DataKey, place: &Place<'_>, rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut writer = plain(secrets);
    // Noted even where it is empty; what is known of secrets has it only where there is one.
    if secrets.body.is_empty() {
        writer.bytes(b"");
    }
    let sealed = seal::seal(key.expose(), &place.bind(SCHEMA), writer.as_bytes(), rng);
    [&[SCHEMA], sealed.as_slice()].concat()
}

pub(super) fn open(sealed: &[u8], key: &DataKey, place: &Place<'_>) -> Result<Secrets, VaultFault> {
    let mut header = Reader::new(sealed, WHAT);
    let schema = header.schema(SCHEMA)?;
    let plain = seal::open(key.expose(), &place.bind(schema), header.rest())
        .ok_or(VaultFault::Damaged { what: WHAT })?;
    let mut reader = Reader::new(&plain, WHAT);
    let (password, otp) = (SecretText::new(reader.text()?), SecretText::new(reader.text()?));
    let body = if schema >= 2 { reader.long_text(MAX_BODY_LEN)? } else { String::new() };
    reader.end()?;
    Ok(Secrets { password, otp, body: SecretText::new(body) })
}

/// What the index keeps of secrets, to know them again.
pub(super) fn known(secrets: &Secrets, key: &DataKey) -> Known {
    Known {
        digest: key.digest(plain(secrets).as_bytes()),
        password: key.digest(one(b"nearkey password digest v1", &secrets.password).as_bytes()),
        otp: key.digest(one(b"nearkey otp digest v1", &secrets.otp).as_bytes()),
    }
}

fn one(what: &[u8], secret: &SecretText) -> Writer {
    let mut writer = Writer::new(what.len() + secret.expose().len() + 16);
    writer.bytes(what);
    writer.bytes(secret.expose().as_bytes());
    writer
}

fn plain(secrets: &Secrets) -> Writer {
    let parts = [&secrets.password, &secrets.otp, &secrets.body].map(|part| part.expose().as_bytes());
    let mut writer = Writer::new(parts.iter().map(|part| part.len() + 8).sum());
    let [password, otp, body] = parts;
    writer.bytes(password);
    writer.bytes(otp);
    if !body.is_empty() {
        writer.bytes(body);
    }
    writer
}
