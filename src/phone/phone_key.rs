//! The public RSA key of a phone: checked once when it arrives, used for every poll.

use rand_core::CryptoRng;
use rsa::{BoxedUint, Oaep, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

use super::{
    encoding::{decode_base64, encode_base64},
    fingerprint::Fingerprint,
    keys::OneTimeKey,
};

/// Bytes of a 4096-bit modulus.
const MODULUS_LEN: usize = 512;

/// No prime factor of a real key is this small; a modulus glued together from small primes, to hit given fingerprint
/// letters cheaply, has some.
const SMALLEST_FACTOR: usize = 1 << 20;

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
}

/// The public key of a phone, 4096 bits, e = 65537.
///
/// Stored as `{n, e}`, the base64url texts of the JSON Web Key exactly as they were received, because the fingerprint
/// is one of the text. Reading a stored key repeats all checks but the search for small factors, which takes long and
/// was done when the key arrived.
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
        if has_small_factor(&decode_base64(n).map_err(|_| KeyFault::Malformed)?) {
            return Err(KeyFault::SmallFactor);
        }
        Ok(key)
    }

    /// The letters that both screens show after linking.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of_phone_key(&self.texts.n)
    }

    /// Base64url text of the modulus as received; its SHA-256 is the full fingerprint.
    pub fn n(&self) -> &str {
        &self.texts.n
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

/// Whether a big-endian number has a prime factor below [`SMALLEST_FACTOR`].
///
/// Takes it modulo products of primes below 2^40, 24 bits at a time, so that each step fits 64 bits.
fn has_small_factor(number: &[u8]) -> bool {
    // From the end, so that every part but the first has exactly three bytes.
    let mut words: Vec<u64> = number
        .rchunks(3)
        .map(|part| part.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
        .collect();
    words.reverse();
    let shares_factor = |product| {
        let mut rest = 0;
        for word in &words {
            rest = (rest << 24 | word) % product;
        }
        greatest_common_divisor(rest, product) != 1
    };
    let mut product = 1_u64;
    for prime in small_primes() {
        if product * prime >= 1 << 40 {
            if shares_factor(product) {
                return true;
            }
            product = 1;
        }
        product *= prime;
    }
    shares_factor(product)
}

/// Euclid's algorithm; of 0 and `b` it is `b`.
fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

/// The primes below [`SMALLEST_FACTOR`] (sieve of Eratosthenes).
fn small_primes() -> impl Iterator<Item = u64> {
    let mut composite = vec![false; SMALLEST_FACTOR];
    for candidate in 2..SMALLEST_FACTOR.isqrt() {
        if composite.get(candidate) == Some(&false) {
            composite.iter_mut().skip(candidate * candidate).step_by(candidate).for_each(|mark| *mark = true);
        }
    }
    (0_u64..).zip(composite).skip(2).filter(|(_, composite)| !composite).map(|(number, _)| number)
}
