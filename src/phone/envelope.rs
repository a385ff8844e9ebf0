//! One sealed message: `EWM:` iv `:` ciphertext and tag, AES-GCM (NIST SP 800-38D).

use aes_gcm::{
    Aes128Gcm, Aes256Gcm,
    aead::{AeadInOut, KeyInit, Nonce},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::keys::{SessionKey, TransportKey};
use crate::encoding::{decode_base64, encode_base64};
use crate::secret::SecretBytes;

/// Bytes of the iv.
const IV_LEN: usize = 12;
/// Bytes of the authentication tag.
const TAG_LEN: usize = 16;
/// What a cipher number at the end may have at most.
const MAX_CIPHER_DIGITS: usize = 4;

/// Why an envelope did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It has not the form of an envelope.
    #[error("not an envelope: {0}")]
    Malformed(&'static str),
    /// It was not sealed with this key, or was changed.
    #[error("not sealed with this key")]
    OtherKey,
}

/// What seals an envelope. The key's own kind decides the cipher, never the envelope.
#[derive(Clone, Copy)]
pub enum EnvelopeKey<'a> {
    /// AES-128-GCM: the linking message.
    Session(&'a SessionKey),
    /// AES-256-GCM: everything else.
    Transport(&'a TransportKey),
}

impl<'a> From<&'a SessionKey> for EnvelopeKey<'a> {
    fn from(key: &'a SessionKey) -> Self {
        Self::Session(key)
    }
}

impl<'a> From<&'a TransportKey> for EnvelopeKey<'a> {
    fn from(key: &'a TransportKey) -> Self {
        Self::Transport(key)
    }
}

/// A sealed message with sound form: 12 bytes of iv, at least a tag.
pub struct Envelope {
    iv: [u8; IV_LEN],
    sealed: Vec<u8>,
}

impl Envelope {
    /// Reads `EWM:iv:sealed` with an optional fourth part, a number that is checked for its form and used for nothing.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let mut parts = text.split(':');
        if parts.next() != Some("EWM") {
            return Err(OpenError::Malformed("other type"));
        }
        let (Some(iv), Some(sealed)) = (parts.next(), parts.next()) else {
            return Err(OpenError::Malformed("parts missing"));
        };
        let sound_number = |number: &str| {
            (1..=MAX_CIPHER_DIGITS).contains(&number.len()) && number.bytes().all(|c| c.is_ascii_digit())
        };
        if !parts.next().is_none_or(sound_number) || parts.next().is_some() {
            return Err(OpenError::Malformed("odd ending"));
        }
        let iv = decode_base64(iv).map_err(|_| OpenError::Malformed("iv is not base64"))?;
        let iv = iv.try_into().map_err(|_| OpenError::Malformed("iv has not 12 bytes"))?;
        let sealed = decode_base64(sealed).map_err(|_| OpenError::Malformed("ciphertext is not base64"))?;
        if sealed.len() < TAG_LEN {
            return Err(OpenError::Malformed("shorter than a tag"));
        }
        Ok(Self { iv, sealed })
    }

    /// Opens it.
    pub fn open<'k>(self, key: impl Into<EnvelopeKey<'k>>) -> Result<SecretBytes, OpenError> {
        let mut text = Zeroizing::new(self.sealed);
        let opened = match key.into() {
            EnvelopeKey::Session(key) => {
                let cipher = Aes128Gcm::new(key.expose().into());
                cipher.decrypt_in_place(&self.iv.into(), b"", &mut *text)
            }
            EnvelopeKey::Transport(key) => {
                let cipher = Aes256Gcm::new(key.expose().into());
                cipher.decrypt_in_place(&self.iv.into(), b"", &mut *text)
            }
        };
        opened.map(|()| SecretBytes::new(std::mem::take(&mut *text))).map_err(|_| OpenError::OtherKey)
    }
}

/// Seals a message under a fresh iv: `EWM:iv:sealed`, standard base64.
pub fn seal<'k>(
    key: impl Into<EnvelopeKey<'k>>,
    plaintext: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> String {
    let mut iv = [0; IV_LEN];
    rng.fill_bytes(&mut iv);
    // Room for the tag, so that the clear text is never moved to another place.
    let mut text = Zeroizing::new(Vec::with_capacity(plaintext.len() + TAG_LEN));
    text.extend_from_slice(plaintext);
    let done = match key.into() {
        EnvelopeKey::Session(key) => encrypt(&Aes128Gcm::new(key.expose().into()), iv, &mut text),
        EnvelopeKey::Transport(key) => encrypt(&Aes256Gcm::new(key.expose().into()), iv, &mut text),
    };
    // Fails above 64 GiB only. Nothing goes out then.
    if done.is_err() {
        text.clear();
    }
    format!("EWM:{}:{}", encode_base64(&iv), encode_base64(&text))
}

/// Opens a message; the text has the form of [`Envelope::parse`].
pub fn open<'k>(key: impl Into<EnvelopeKey<'k>>, text: &str) -> Result<SecretBytes, OpenError> {
    Envelope::parse(text)?.open(key)
}

/// Turns the clear text into ciphertext and tag, in place.
fn encrypt<C: AeadInOut>(cipher: &C, iv: [u8; IV_LEN], text: &mut Vec<u8>) -> Result<(), aes_gcm::Error>
where
    Nonce<C>: From<[u8; IV_LEN]>,
{
    cipher.encrypt_in_place(&iv.into(), b"", text)
}
