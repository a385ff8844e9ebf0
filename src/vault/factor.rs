//! What opens the local key without the phone, as it is stored.

use super::{
    PasskeyFactor, PassphraseFactor, VaultFault, WrappedKey,
    codec::{Reader, Writer},
    key::WRAPPED_LEN,
    passkey::MAX_CREDENTIAL_ID_LEN,
};

/// Form of the blob; the first byte of it.
const SCHEMA: u8 = 1;
const WHAT: &str = "local factors";
const PASSPHRASE: u8 = 1;
const PASSKEY: u8 = 2;
/// Most bytes of the blob.
const MAX_LEN: usize = 2 * 1024;

/// The local factors that the user has set; without any, only the phone unlocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalFactors {
    /// See [`PassphraseFactor`].
    pub passphrase: Option<PassphraseFactor>,
    /// See [`PasskeyFactor`].
    pub passkey: Option<PasskeyFactor>,
}

impl LocalFactors {
    /// Schema byte, flags (1: passphrase, 2: passkey). Passphrase: memory in KiB, passes, lanes (4 bytes each), salt
    /// (16), sealed key (60). Passkey: length of the credential id (8) and the id, salt (32), sealed key (60).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(MAX_LEN);
        writer.byte(SCHEMA);
        writer.byte(
            if self.passphrase.is_some() { PASSPHRASE } else { 0 }
                | if self.passkey.is_some() { PASSKEY } else { 0 },
        );
        if let Some(factor) = &self.passphrase {
            for number in [factor.cost.m_kib(), factor.cost.t(), factor.cost.p()] {
                writer.array(&number.to_be_bytes());
            }
            writer.array(&factor.salt);
            writer.array(factor.sealed.as_bytes());
        }
        if let Some(factor) = &self.passkey {
            writer.bytes(&factor.credential_id);
            writer.array(&factor.salt);
            writer.array(factor.sealed.as_bytes());
        }
        writer.as_bytes().to_vec()
    }

    /// Reads what [`Self::to_bytes`] wrote. Also a cost or a credential id out of bounds is damage.
    pub fn parse(bytes: &[u8]) -> Result<Self, VaultFault> {
        let mut reader = Reader::new(bytes, WHAT);
        reader.schema(SCHEMA)?;
        let flags = reader.byte()?;
        if flags & !(PASSPHRASE | PASSKEY) != 0 {
            return Err(VaultFault::Damaged { what: WHAT });
        }
        let passphrase = (flags & PASSPHRASE != 0).then(|| read_passphrase(&mut reader)).transpose()?;
        let passkey = (flags & PASSKEY != 0).then(|| read_passkey(&mut reader)).transpose()?;
        reader.end()?;
        Ok(Self { passphrase, passkey })
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.passphrase.is_none() && self.passkey.is_none()
    }
}

fn read_passphrase(reader: &mut Reader<'_>) -> Result<PassphraseFactor, VaultFault> {
    let [m_kib, t, p] = [reader.array()?, reader.array()?, reader.array()?];
    let (salt, sealed) = (reader.array()?, read_sealed(reader)?);
    PassphraseFactor::parse([m_kib, t, p].map(u32::from_be_bytes), salt, sealed)
}

fn read_passkey(reader: &mut Reader<'_>) -> Result<PasskeyFactor, VaultFault> {
    let credential_id = reader.bytes(MAX_CREDENTIAL_ID_LEN)?.to_vec();
    PasskeyFactor::parse(credential_id, reader.array()?, read_sealed(reader)?)
}

fn read_sealed(reader: &mut Reader<'_>) -> Result<WrappedKey, VaultFault> {
    WrappedKey::parse(reader.array::<WRAPPED_LEN>()?.to_vec())
}
