//! What other clients of Passwork do: sealing and opening (docs/passwork.md §3). The server itself never does.

use aes::Aes256;
use base64ct::{Base64, Encoding};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use md5::Md5;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::{Oaep, Pkcs1v15Encrypt, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use super::setup::SetupError;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrtuvwxyz";

/// Passwork's own base32 of a text.
fn base32(text: &str) -> String {
    let (mut bits, mut count, mut out) = (0_u32, 0, String::new());
    let letter = |value: u32| ALPHABET.get(value as usize & 31).map_or('0', |byte| char::from(*byte));
    for byte in text.bytes() {
        bits = (bits << 8) | u32::from(byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(letter(bits >> count));
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        out.push(letter(bits << (5 - count)));
    }
    out
}

fn from_base32(text: &str) -> Vec<u8> {
    let (mut bits, mut count, mut out) = (0_u32, 0, Vec::new());
    for letter in text.to_ascii_lowercase().bytes() {
        let letter = match letter {
            b'o' => b'0',
            b'i' | b'l' => b'1',
            b's' => b'5',
            other => other,
        };
        let Some(value) = ALPHABET.iter().position(|known| *known == letter) else { continue };
        bits = (bits << 5) | u32::try_from(value).unwrap_or_default();
        count += 5;
        if count >= 8 {
            count -= 8;
            out.extend(u8::try_from((bits >> count) & 255));
        }
        bits &= (1 << count) - 1;
    }
    out
}

/// Key and IV by `EVP_BytesToKey` with one round of MD5.
fn derive(passphrase: &str, salt: &[u8]) -> ([u8; 32], [u8; 16]) {
    let (mut all, mut last) = (Vec::new(), Vec::new());
    while all.len() < 48 {
        let mut hash = Md5::new();
        hash.update(&last);
        hash.update(passphrase);
        hash.update(salt);
        last = hash.finalize().to_vec();
        all.extend_from_slice(&last);
    }
    let (mut key, mut iv) = ([0; 32], [0; 16]);
    key.iter_mut().chain(&mut iv).zip(all).for_each(|(to, from)| *to = from);
    (key, iv)
}

/// A text under a passphrase, as every client of Passwork seals it.
pub fn seal(text: &str, passphrase: &str) -> Result<String, SetupError> {
    let mut salt = [0; 8];
    getrandom::fill(&mut salt).map_err(|_| SetupError::NotSealed)?;
    let (key, iv) = derive(passphrase, &salt);
    let sealed =
        cbc::Encryptor::<Aes256>::new(&key.into(), &iv.into()).encrypt_padded_vec::<Pkcs7>(text.as_bytes());
    let all = [b"Salted__".as_slice(), &salt, &sealed].concat();
    Ok(base32(&Base64::encode_string(&all)))
}

/// Opens what [`seal`] or a client sealed.
pub fn open(sealed: &str, passphrase: &str) -> Result<String, SetupError> {
    let text = String::from_utf8(from_base32(sealed)).map_err(|_| SetupError::NotOpened)?;
    let all = Base64::decode_vec(&text).map_err(|_| SetupError::NotOpened)?;
    let rest = all.strip_prefix(b"Salted__").ok_or(SetupError::NotOpened)?;
    let (salt, sealed) = rest.split_at_checked(8).ok_or(SetupError::NotOpened)?;
    let (key, iv) = derive(passphrase, salt);
    let plain = cbc::Decryptor::<Aes256>::new(&key.into(), &iv.into())
        .decrypt_padded_vec::<Pkcs7>(sealed)
        .map_err(|_| SetupError::NotOpened)?;
    String::from_utf8(plain).map_err(|_| SetupError::NotOpened)
}

/// Base64 of a text: what stands in the place of sealing where encryption is off.
pub fn encode(text: &str) -> String {
    Base64::encode_string(text.as_bytes())
}

/// Opens [`encode`].
pub fn decode(text: &str) -> Result<String, SetupError> {
    let bytes = Base64::decode_vec(text).map_err(|_| SetupError::NotOpened)?;
    String::from_utf8(bytes).map_err(|_| SetupError::NotOpened)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash that goes with calls and links: SHA-256 in hexadecimal digits.
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The same by MD5, for hosts of old.
pub(super) fn md5_hash(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// The hash of an attachment: every byte taken as a letter, in UTF-8.
pub(super) fn attachment_hash(bytes: &[u8]) -> String {
    hash(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>())
}

/// A text for the owner of a public key in PEM; 7.x seals by OAEP, v4 by PKCS#1 v1.5.
pub(super) fn seal_for(text: &str, public_pem: &str, is_v7: bool) -> Result<String, SetupError> {
    let key = RsaPublicKey::from_public_key_pem(public_pem).map_err(|_| SetupError::NotSealed)?;
    let mut random = UnwrapErr(SysRng);
    let sealed = if is_v7 {
        key.encrypt(&mut random, Oaep::<Sha256>::new(), text.as_bytes())
    } else {
        key.encrypt(&mut random, Pkcs1v15Encrypt, text.as_bytes())
    };
    Ok(Base64::encode_string(&sealed.map_err(|_| SetupError::NotSealed)?))
}

/// Opens [`seal_for`]; by the padding of 7.x first, then by that of v4.
pub(super) fn open_mine(sealed: &str, private_pem: &str) -> Result<String, SetupError> {
    let key = RsaPrivateKey::from_pkcs8_pem(private_pem)
        .or_else(|_| RsaPrivateKey::from_pkcs1_pem(private_pem).map_err(|_| ()))
        .map_err(|()| SetupError::NotOpened)?;
    let bytes = Base64::decode_vec(sealed).map_err(|_| SetupError::NotOpened)?;
    let plain = key
        .decrypt(Oaep::<Sha256>::new(), &bytes)
        .or_else(|_| key.decrypt(Pkcs1v15Encrypt, &bytes))
        .map_err(|_| SetupError::NotOpened)?;
    String::from_utf8(plain).map_err(|_| SetupError::NotOpened)
}

/// Random text of letters and digits, for keys and tokens.
pub(super) fn random_text(length: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ab";
    let mut bytes = vec![0; length];
    let filled = getrandom::fill(&mut bytes);
    debug_assert!(filled.is_ok(), "this machine has no random numbers");
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 63)).map_or('a', |letter| char::from(*letter));
    bytes.iter().map(letter).collect()
}

/// A token as 7.x has them: 32 random bytes in base64.
pub(super) fn random_token() -> String {
    let mut bytes = [0; 32];
    let filled = getrandom::fill(&mut bytes);
    debug_assert!(filled.is_ok(), "this machine has no random numbers");
    Base64::encode_string(&bytes)
}

/// An id: 24 hexadecimal digits.
pub(super) fn new_id() -> String {
    let mut bytes = [0; 12];
    let filled = getrandom::fill(&mut bytes);
    debug_assert!(filled.is_ok(), "this machine has no random numbers");
    hex(&bytes)
}
