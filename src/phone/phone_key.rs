//! The public RSA key of a phone: checked once when it arrives, used for every poll.

use rand_core::CryptoRng;
use rsa::{BoxedUint, Oaep, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use super::{
    fingerprint::Fingerprint,
    keys::OneTimeKey,
    weak_modulus::{falls_apart, has_small_factor},
};
use crate::encoding::{decode_base64, encode_base64};

/// Bytes of a 4096-bit modulus.
const MODULUS_LEN: usize = 512;

/// Why a received key is not one of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum KeyFault {
    /// Modulus or exponent is not base64 text.
    #[error("the key is not base64 text")]
    Malformed,
    /// The modulus has not 4096 bits.
    #[error("the modulus has not 4096 bits")]
    Size,
    /// The exponent is not 65537.
    #[error("the exponent is not 65537")]
    Exponent,
    /// The modulus has a prime factor below 2^20.
    #[error("the modulus has a small factor")]
    SmallFactor,
    /// The modulus is a square, or falls to a few steps of Fermat's method or of Pollard's p−1.
    #[error("the modulus falls apart")]
    Weak,
}

/// The public key of a phone, 4096 bits, e = 65537.
///
/// Stored as `{n, e}`, the base64url texts of the JSON Web Key exactly as they were received, because the fingerprint
/// is one of the text. Reading a stored key repeats all checks but the searches for factors, which take long and were
/// done when the key arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Texts", into = "Texts")]
pub struct PhoneKey {
    texts: Texts,
    key: RsaPublicKey,
}

/// The key as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Texts {
    n: String,
    e: String,
}

impl PhoneKey {
    /// Checks and takes a key that arrived: base64url texts of modulus and exponent.
    pub fn parse(n: &str, e: &str) -> Result<Self, KeyFault> {
        let key = Self::try_from(Texts { n: n.to_owned(), e: e.to_owned() })?;
        let n = decode_base64(n).map_err(|_| KeyFault::Malformed)?;
        let n = without_leading_zeros(&n);
        if has_small_factor(n) {
            return Err(KeyFault::SmallFactor);
        }
        if falls_apart(n) {
            return Err(KeyFault::Weak);
        }
        Ok(key)
    }

    /// The letters that both screens show after linking.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_phone_key(&self.texts.n)
    }

    /// Base64url text of the modulus as received: what the letters are made of.
    pub fn n(&self) -> &str {
        &self.texts.n
    }

    /// The modulus, 512 bytes.
    pub fn modulus(&self) -> Vec<u8> {
        let bytes = decode_base64(&self.texts.n).unwrap_or_default();
        without_leading_zeros(&bytes).to_vec()
    }

    /// Encrypts a one-time key to the phone: RSA-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017 §7.1), which the phone's key
    /// store asks for, as standard base64.
    pub fn encrypt(&self, one_time: &OneTimeKey, rng: &mut (impl CryptoRng + ?Sized)) -> String {
        // Fails for more than 470 bytes only, and a key has 32. An empty text would be refused by the phone.
        let sealed = self.key.encrypt(rng, Oaep::<Sha1>::new(), one_time.expose()).unwrap_or_default();
        encode_base64(&sealed)
    }
}

impl TryFrom<Texts> for PhoneKey {
    type Error = KeyFault;

    fn try_from(texts: Texts) -> Result<Self, KeyFault> {
        let n = decode_base64(&texts.n).map_err(|_| KeyFault::Malformed)?;
        let e = decode_base64(&texts.e).map_err(|_| KeyFault::Malformed)?;
        let n = without_leading_zeros(&n);
        if n.len() != MODULUS_LEN || n.first().is_none_or(|top| top & 0x80 == 0) {
            return Err(KeyFault::Size);
        }
        if n.last().is_none_or(|low| low & 1 == 0) {
            return Err(KeyFault::SmallFactor);
        }
        if without_leading_zeros(&e) != [1, 0, 1] {
            return Err(KeyFault::Exponent);
        }
        let n = BoxedUint::from_be_slice_vartime(n);
        let key = RsaPublicKey::new(n, BoxedUint::from(65_537_u32)).map_err(|_| KeyFault::Malformed)?;
        Ok(Self { texts, key })
    }
}

impl From<PhoneKey> for Texts {
    fn from(key: PhoneKey) -> Self {
        key.texts
    }
}

/// Java's big integers write a sign byte of zero in front.
fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
