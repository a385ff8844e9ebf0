//! A passkey that opens the local key without the phone, by the extension `prf` (`WebAuthn` level 3, section 10.1.4).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{LocalKey, VaultFault, WrappedKey, seal};

/// Longest credential id in bytes (`WebAuthn` level 3, section 4, "Credential ID").
pub const MAX_CREDENTIAL_ID_LEN: usize = 1023;

/// The local key under what a passkey answers to a salt. Everything in it but the key is in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyFactor {
    pub(super) credential_id: Vec<u8>,
    pub(super) salt: [u8; 32],
    pub(super) sealed: WrappedKey,
}

impl PasskeyFactor {
    /// A salt to ask a passkey with, before [`Self::set`].
    pub fn make_salt(rng: &mut impl CryptoRng) -> [u8; 32] {
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        salt
    }

    /// Seals the local key under what the passkey `credential_id` answered to `salt`: the extension's first output.
    /// The caller wipes it. Refused as damaged: an id that is empty or longer than [`MAX_CREDENTIAL_ID_LEN`].
    ///
    /// AES-256-GCM under HKDF-SHA256 (RFC 5869) with the output as input, the salt as salt and `nearkey passkey v1` as
    /// info; bound to `nearkey local key by passkey v1`, the credential id and the salt.
    pub fn set(
        local_key: &LocalKey,
        credential_id: Vec<u8>,
        salt: [u8; 32],
        prf_output: &[u8; 32],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, VaultFault> {
        let wrapping = derive_wrapping_key(prf_output, &salt);
        let bound_to = bound_to(&credential_id, &salt);
        let sealed = WrappedKey::seal(local_key.expose(), &wrapping, &bound_to, rng);
        Self::parse(credential_id, salt, sealed)
    }

    /// Opens the local key; [`VaultFault::WrongKey`] also for a damaged factor, which cannot be told apart.
    pub fn open(&self, prf_output: &[u8; 32]) -> Result<LocalKey, VaultFault> {
        let wrapping = derive_wrapping_key(prf_output, &self.salt);
        let key = self.sealed.open(&wrapping, &bound_to(&self.credential_id, &self.salt))?;
        LocalKey::parse(&key).ok_or(VaultFault::WrongKey)
    }

    /// Which passkey to ask.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// What to ask it with.
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    pub(super) fn parse(
        credential_id: Vec<u8>,
        salt: [u8; 32],
        sealed: WrappedKey,
    ) -> Result<Self, VaultFault> {
        if (1..=MAX_CREDENTIAL_ID_LEN).contains(&credential_id.len()) {
            Ok(Self { credential_id, salt, sealed })
        } else {
            Err(VaultFault::Damaged { what: "credential id" })
        }
    }
}

fn derive_wrapping_key(prf_output: &[u8; 32], salt: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    seal::derive(prf_output, salt, b"nearkey passkey v1")
}

fn bound_to(credential_id: &[u8], salt: &[u8; 32]) -> Vec<u8> {
    seal::bind(&[b"nearkey local key by passkey v1", credential_id, salt])
}
