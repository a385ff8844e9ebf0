//! One sealed text of Passwork, as OpenSSL and `CryptoJS` write it, in two coats:
//! `base32(base64("Salted__" ‖ salt ‖ AES-256-CBC(text)))`. Key and IV come from MD5 over passphrase and salt.
//!
//! Nothing authenticates it: one wrong passphrase in about a million opens a short one to a text, and whoever can write at
//! the server can turn bits. What is opened is therefore checked as far as it has a form, and everything that does not open
//! looks the same (T-103).
//!
//! Source: docs/passwork.md §3.1, §3.6.

use aes::Aes256;
use base64ct::{Base64, Encoding};
use cbc::{
    Decryptor, Encryptor,
    cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7},
};
use md5::{Digest, Md5};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::base32::{decode_base32, encode_base32};
use crate::secret::SecretText;

/// What every sealed text begins with: base32 of `U2FsdGVkX1`, which is base64 of `Salted_`.
const PREFIX: &str = "amt4cwv48xb6pp1h";
const MAGIC: &[u8; 8] = b"Salted__";
const SALT_LEN: usize = 8;
const BLOCK_LEN: usize = 16;
/// Bytes before the first block.
const HEAD_LEN: usize = MAGIC.len() + SALT_LEN;

/// Longest text of a field, in bytes.
pub(super) const MAX_FIELD_LEN: usize = 1 << 20;
/// Longest text of a file: base64 of 5 MiB.
pub(super) const MAX_FILE_LEN: usize = 6_990_508;

/// It was not sealed under this key, was changed since, or was never of the form. Which of them is told to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("wrong master password or damaged data")]
pub struct NotOpened;

/// Whether a text is of the form that is written with encryption on. Base64 of a clear text never begins so: its sixth
/// byte would be F8, which no text has in UTF-8.
pub fn is_sealed(text: &str) -> bool {
    text.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

/// Opens a text of at most `max` bytes, or a few more.
pub(super) fn open(sealed: &str, passphrase: &SecretText, max: usize) -> Result<SecretText, NotOpened> {
    if !is_sealed(sealed) || sealed.len() > longest(max) || passphrase.is_empty() {
        return Err(NotOpened);
    }
    let base64 = String::from_utf8(decode_base32(sealed)).map_err(|_| NotOpened)?;
    let mut head = Base64::decode_vec(&base64).map_err(|_| NotOpened)?;
    if head.len() < HEAD_LEN + BLOCK_LEN || !head.len().is_multiple_of(BLOCK_LEN) {
        return Err(NotOpened);
    }
    let mut text = Zeroizing::new(head.split_off(HEAD_LEN));
    let salt = head.strip_prefix(MAGIC).ok_or(NotOpened)?;
    let (key, iv) = derive(passphrase, salt);
    let cipher = Decryptor::<Aes256>::new_from_slices(&*key, &*iv).map_err(|_| NotOpened)?;
    let len = cipher.decrypt_padded::<Pkcs7>(&mut text).map_err(|_| NotOpened)?.len();
    text.truncate(len);
    String::from_utf8(std::mem::take(&mut *text)).map(SecretText::new).map_err(|error| {
        let _wiped = Zeroizing::new(error.into_bytes());
        NotOpened
    })
}

/// Seals a text of at most `max` bytes with a fresh salt; nothing if it is longer or the passphrase is empty.
pub(super) fn seal(
    plain: &SecretText,
    passphrase: &SecretText,
    max: usize,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Option<String> {
    let plain = plain.expose().as_bytes();
    if plain.len() > max || passphrase.is_empty() {
        return None;
    }
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    let (key, iv) = derive(passphrase, &salt);
    let padded = HEAD_LEN + (plain.len() / BLOCK_LEN + 1) * BLOCK_LEN;
    let mut bytes = Zeroizing::new(Vec::with_capacity(padded));
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&salt);
    bytes.extend_from_slice(plain);
    bytes.resize(padded, 0);
    let cipher = Encryptor::<Aes256>::new_from_slices(&*key, &*iv).ok()?;
    cipher.encrypt_padded::<Pkcs7>(bytes.get_mut(HEAD_LEN..)?, plain.len()).ok()?;
    Some(encode_base32(Base64::encode_string(&bytes).as_bytes()))
}

/// Most signs that a sealed text of so many bytes has; some more are passed over by base32.
const fn longest(max: usize) -> usize {
    let bytes = HEAD_LEN + (max / BLOCK_LEN + 1) * BLOCK_LEN;
    bytes.div_ceil(3) * 4 * 8 / 5 + 64
}

/// `EVP_BytesToKey` with MD5 and one round: D1 = MD5(passphrase ‖ salt), Dn = MD5(Dn-1 ‖ passphrase ‖ salt). D1 and D2 are
/// the key, D3 is the IV. The format dictates it.
fn derive(passphrase: &SecretText, salt: &[u8]) -> (Zeroizing<[u8; 32]>, Zeroizing<[u8; 16]>) {
    let next = |before: &[u8]| {
        let hash = Md5::new().chain_update(before).chain_update(passphrase.expose()).chain_update(salt);
        Zeroizing::new(<[u8; 16]>::from(hash.finalize()))
    };
    let first = next(&[]);
    let second = next(&*first);
    let iv = next(&*second);
    let mut key = Zeroizing::new([0; 32]);
    for (place, byte) in key.iter_mut().zip(first.iter().chain(second.iter())) {
        *place = *byte;
    }
    (key, iv)
}
