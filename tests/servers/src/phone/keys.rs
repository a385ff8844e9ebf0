//! RSA-OAEP in the two flavours of the channel, the transport keys, and where the phone's key pairs come from.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, Oaep, RsaPrivateKey, RsaPublicKey};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::Sha256;

use super::wire::{self, WireError};

/// Bits of every RSA key here.
const BITS: usize = 4096;
/// Bytes of the public exponent text `AQAB`.
const EXPONENT: [u8; 3] = [1, 0, 1];
/// Test keys in the package: they protect nothing.
const TEST_KEYS: &str = include_str!("../../data/test-keys.json");

/// `n` and `e` as they travel: JWK members, base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeyText {
    /// Modulus.
    pub n: String,
    /// Public exponent, `AQAB`.
    pub e: String,
}

/// The public key of a client; answers are sealed to it (OAEP with SHA-256).
#[derive(Clone, Debug)]
pub struct ClientKey(RsaPublicKey);

impl ClientKey {
    /// Reads the JWK members.
    pub fn read(text: &PublicKeyText) -> Result<Self, WireError> {
        let n = wire::decode(&text.n)?;
        let e = wire::decode(&text.e)?;
        Ok(Self(RsaPublicKey::new(number(&n, BITS)?, number(&e, 64)?).map_err(|_| WireError::PublicKey)?))
    }

    /// Seals a one-time key for the client.
    pub fn seal(&self, one_time_key: &[u8]) -> Result<String, WireError> {
        let sealed = self.0.encrypt(&mut UnwrapErr(SysRng), Oaep::<Sha256>::new(), one_time_key);
        Ok(wire::url_text(&sealed.map_err(|_| WireError::PublicKey)?))
    }
}

/// The phone's key pair of one link; requests are sealed to it (OAEP with SHA-1, a workaround of the app).
#[derive(Clone, Debug)]
pub struct PhoneKey(RsaPrivateKey);

/// A key pair as its primes, base64url.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Primes {
    p: String,
    q: String,
}

#[derive(Deserialize)]
struct TestKeys {
    phone: Vec<Primes>,
    client: Vec<Primes>,
}

impl PhoneKey {
    /// From two primes and e = 65537.
    pub fn from_primes(primes: &Primes) -> Result<Self, WireError> {
        let (p, q) = (wire::decode(&primes.p)?, wire::decode(&primes.q)?);
        let e = number(&EXPONENT, 64)?;
        RsaPrivateKey::from_p_q(number(&p, BITS / 2)?, number(&q, BITS / 2)?, e)
            .map(Self)
            .map_err(|_| WireError::PublicKey)
    }

    /// The primes, to keep the key in a file.
    pub fn primes(&self) -> Primes {
        let mut texts = self.0.primes().iter().map(|prime| wire::url_text(&prime.to_be_bytes()));
        Primes { p: texts.next().unwrap_or_default(), q: texts.next().unwrap_or_default() }
    }

    /// Searches fresh primes. Takes a second or a few, with bad luck more.
    pub fn fresh() -> Result<Self, WireError> {
        RsaPrivateKey::new(&mut UnwrapErr(SysRng), BITS).map(Self).map_err(|_| WireError::PublicKey)
    }

    /// What the client gets.
    pub fn public_text(&self) -> PublicKeyText {
        PublicKeyText { n: wire::url_text(&self.0.n_bytes()), e: wire::url_text(&self.0.e_bytes()) }
    }

    /// Opens a one-time key of 16 or 32 bytes.
    pub fn open(&self, sealed: &str) -> Result<Vec<u8>, WireError> {
        let sealed = wire::decode(sealed)?;
        let key = self.0.decrypt(Oaep::<Sha1>::new(), &sealed).map_err(|_| WireError::OneTimeKey)?;
        if matches!(key.len(), 16 | 32) { Ok(key) } else { Err(WireError::WrongKeyLength) }
    }

    /// Short form of the key for both screens: SHA-256 over the ASCII text of `n`.
    pub fn link_fingerprint(&self) -> String {
        wire::fingerprint(&wire::hash(&[self.public_text().n.as_bytes()]))
    }
}

/// Where the phone's key pairs come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    /// Published test keys, in turn: instant.
    TestPool,
    /// Really made for each link.
    Fresh,
}

impl KeyOrigin {
    /// The key pair for the link with this number.
    pub fn make(self, number: usize) -> Result<PhoneKey, WireError> {
        match self {
            Self::TestPool => {
                let pool = test_keys()?.phone;
                let primes = pool.get(number % pool.len().max(1)).ok_or(WireError::PublicKey)?;
                PhoneKey::from_primes(primes)
            }
            Self::Fresh => PhoneKey::fresh(),
        }
    }
}

/// Published key pairs for test clients.
pub fn test_client_keys() -> Result<Vec<Primes>, WireError> {
    Ok(test_keys()?.client)
}

impl Primes {
    /// From big-endian bytes.
    pub fn new(p: &[u8], q: &[u8]) -> Self {
        Self { p: wire::url_text(p), q: wire::url_text(q) }
    }

    /// The pair, decoded.
    pub fn bytes(&self) -> Result<(Vec<u8>, Vec<u8>), WireError> {
        Ok((wire::decode(&self.p)?, wire::decode(&self.q)?))
    }
}

fn test_keys() -> Result<TestKeys, WireError> {
    serde_json::from_str(TEST_KEYS).map_err(|_| WireError::PublicKey)
}

fn number(bytes: &[u8], bits: usize) -> Result<BoxedUint, WireError> {
    let bits = u32::try_from(bits).map_err(|_| WireError::PublicKey)?;
    BoxedUint::from_be_slice(bytes, bits).map_err(|_| WireError::PublicKey)
}

/// The keys of one link on the phone's side.
#[derive(Clone, Debug)]
pub struct LinkKeys {
    /// `BK`, 16 or 32 bytes; while linking the session key stands here.
    pub base: Vec<u8>,
    /// To seal answers.
    pub client: ClientKey,
}

impl LinkKeys {
    /// `TKrq = H(BK, OTKrq)`.
    pub fn request_key(base: &[u8], one_time_key: &[u8]) -> [u8; 32] {
        wire::hash(&[base, one_time_key])
    }

    /// Seals an answer: `TKrs = H(BK, OTKrs, TKrq)`, or `H(SK, OTKrs)` while linking, where there is no `TKrq`.
    pub fn seal_answer(
        &self,
        request_key: Option<&[u8; 32]>,
        plain: &[u8],
    ) -> Result<wire::Sealed, WireError> {
        let one_time_key = wire::random::<32>();
        let key = match request_key {
            Some(request_key) => wire::hash(&[&self.base, &one_time_key, request_key]),
            None => wire::hash(&[&self.base, &one_time_key]),
        };
        Ok(wire::Sealed {
            enc_one_time_key: Some(self.client.seal(&one_time_key)?),
            envelope: wire::seal(&key, plain)?,
        })
    }
}
