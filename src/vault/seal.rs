//! Sealing and opening with AES-256-GCM: a 12-byte random nonce, the ciphertext, a 16-byte tag.

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce (NIST SP 800-38D, section 8.2.2).
const NONCE_LEN: usize = 12;
/// Bytes of a tag.
const TAG_LEN: usize = 16;

/// Seals `plain` for whoever knows `key` and `bound_to`.
///
/// The cipher refuses only more than 64 GiB, which no caller comes near; the answer would then be empty, and opens for
/// nobody.
pub(super) fn seal(key: &[u8; 32], bound_to: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    let mut sealed = Zeroizing::new(Vec::with_capacity(plain.len() + TAG_LEN));
    sealed.extend_from_slice(plain);
    match Aes256Gcm::new(key.into()).encrypt_in_place(&nonce.into(), bound_to, &mut *sealed) {
        Ok(()) => [nonce.as_slice(), &sealed].concat(),
        Err(aes_gcm::Error) => Vec::new(),
    }
}

/// Opens what [`seal`] made; nothing if the key, the bound text or a single bit differs.
pub(super) fn open(key: &[u8; 32], bound_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut plain = Zeroizing::new(sealed.to_vec());
    Aes256Gcm::new(key.into()).decrypt_in_place(&(*nonce).into(), bound_to, &mut *plain).ok()?;
    Some(plain)
}

/// A key for one use out of another: HKDF-SHA256 (RFC 5869). `info` names the use.
pub(super) fn derive(from: &[u8; 32], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let derived = Hkdf::<Sha256>::new(Some(salt), from).expand(info, key.as_mut_slice());
    debug_assert!(derived.is_ok(), "HKDF-SHA256 gives up to 8160 bytes");
    key
}

/// Joins fields to associated data; each has its length before it, so no two lists give the same bytes.
pub(super) fn bind(fields: &[&[u8]]) -> Vec<u8> {
    let mut bound = Vec::new();
    for field in fields {
        bound.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bound.extend_from_slice(field);
    }
    bound
}
