//! The secrets of one item, sealed on their own.

use rand_core::CryptoRng;

use crate::secret::SecretText;

use super::{
    DataKey, VaultFault,
    codec::{Reader, Writer},
    index::Known,
    seal,
};

/// Form of the record; the first byte of it.
const SCHEMA: u8 = 1;
const WHAT: &str = "record";

/// What must not be seen of an item.
pub struct Secrets {
    /// The password; may be empty.
    pub password: SecretText,
    /// An `otpauth://` URI; may be empty.
    pub otp: SecretText,
}

/// Which record a sealed one must be.
pub(super) struct Place<'a> {
    pub(super) link_id: &'a str,
    pub(super) uid: &'a str,
    pub(super) version: u64,
}

impl Place<'_> {
    fn bind(&self) -> Vec<u8> {
        seal::bind(&[
            b"nearkey record",
            &[SCHEMA],
            self.link_id.as_bytes(),
            self.uid.as_bytes(),
            &self.version.to_be_bytes(),
        ])
    }
}

/// Schema byte, nonce, ciphertext, tag.
pub(super) fn seal(
    password: &SecretText,
    otp: &SecretText,
    key: &DataKey,
    place: &Place<'_>,
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let sealed = seal::seal(key.expose(), &place.bind(), plain(password, otp).as_bytes(), rng);
    [&[SCHEMA], sealed.as_slice()].concat()
}

pub(super) fn open(sealed: &[u8], key: &DataKey, place: &Place<'_>) -> Result<Secrets, VaultFault> {
    let mut header = Reader::new(sealed, WHAT);
    header.schema(SCHEMA)?;
    let plain =
        seal::open(key.expose(), &place.bind(), header.rest()).ok_or(VaultFault::Damaged { what: WHAT })?;
    let mut reader = Reader::new(&plain, WHAT);
    let (password, otp) = (SecretText::new(reader.text()?), SecretText::new(reader.text()?));
    reader.end()?;
    Ok(Secrets { password, otp })
}

/// What the index keeps of secrets, to know them again.
pub(super) fn known(password: &SecretText, otp: &SecretText, key: &DataKey) -> Known {
    Known {
        digest: key.digest(plain(password, otp).as_bytes()),
        password: key.digest(one(b"nearkey password digest v1", password).as_bytes()),
        otp: key.digest(one(b"nearkey otp digest v1", otp).as_bytes()),
    }
}

fn one(what: &[u8], secret: &SecretText) -> Writer {
    let mut writer = Writer::new(what.len() + secret.expose().len() + 16);
    writer.bytes(what);
    writer.bytes(secret.expose().as_bytes());
    writer
}

fn plain(password: &SecretText, otp: &SecretText) -> Writer {
    let (password, otp) = (password.expose().as_bytes(), otp.expose().as_bytes());
    let mut writer = Writer::new(password.len() + otp.len() + 16);
    writer.bytes(password);
    writer.bytes(otp);
    writer
}
