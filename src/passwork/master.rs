//! From the master password to the master key, and the hash by which the server knows the key.
//!
//! Source: docs/passwork.md §3.1.

use md5::Md5;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::{api::Generation, key::Key, plain::to_cesu8};
use crate::encoding::encode_base64;
use crate::secret::{SecretBytes, SecretText};

/// Rounds of PBKDF2 that are taken on. Fewer no server asks for; more are there to keep us busy (T-102).
const ROUNDS: std::ops::RangeInclusive<u32> = 1_000..=2_000_000;
/// What servers ask for, and what is meant when they do not say.
const USUAL_ROUNDS: u32 = 300_000;
/// Bytes that are taken; each block of the hash costs all rounds again.
const BYTES: std::ops::RangeInclusive<usize> = 16..=64;
const USUAL_BYTES: usize = 64;
/// Longest salt and longest master password, in bytes.
const MAX_SALT_LEN: usize = 256;
const MAX_PASSWORD_LEN: usize = 4_096;
/// Longest text of options, in bytes.
const MAX_OPTIONS_LEN: usize = 512;

/// Why no master key is made. Names no part of what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MasterFault {
    /// The options of the server are not of their form: another word, no salt, no number.
    #[error("the server says in an unknown way how the master key is made")]
    Malformed,
    /// They ask for too few or too many rounds or bytes, or for a hash that is not used (T-102).
    #[error("the server wants the master key made in a way that is not used")]
    Refused,
    /// Guessing the master password from its hash would be cheaper than usual, and the user was not asked (T-102).
    #[error("the server wants the master key made in a way that is easily guessed")]
    Weak,
    /// There is no master password, or it has more than 4,096 bytes.
    #[error("no master password, or one that is too long")]
    Password,
}

/// The hash inside of PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MasterHash {
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
}

/// How the master key is made of the master password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MasterOptions {
    /// It is the master password: servers before 5.3.
    Same,
    /// PBKDF2 (RFC 8018 §5.2) makes it.
    Stretched {
        /// Hash inside of HMAC.
        hash: MasterHash,
        /// 1,000 to 2,000,000.
        rounds: u32,
        /// Bytes of the result, 16 to 64.
        bytes: usize,
        /// As text; its UTF-8 goes in.
        salt: String,
    },
}

impl MasterOptions {
    /// Reads `pbkdf:<hash>:<rounds>:<bytes>:<salt>`, cut at the first four colons; an empty part is the usual one, but not
    /// the salt. Nothing, an empty text and `none` mean that master password and master key are the same; 7.x never means
    /// that. Every other text is a fault: by guessing wrong here a bare hash of the master password would go to the server.
    pub fn parse(text: Option<&str>, generation: Generation) -> Result<Self, MasterFault> {
        let rest = match (text, generation) {
            (None | Some("" | "none"), Generation::V4) => return Ok(Self::Same),
            (None | Some("" | "none"), Generation::V7) => return Err(MasterFault::Refused),
            (Some(text), _) => text.strip_prefix("pbkdf:").ok_or(MasterFault::Malformed)?,
        };
        if rest.len() > MAX_OPTIONS_LEN {
            return Err(MasterFault::Malformed);
        }
        let mut parts = rest.splitn(4, ':');
        let (Some(hash), Some(rounds), Some(bytes), Some(salt)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(MasterFault::Malformed);
        };
        if salt.is_empty() || salt.len() > MAX_SALT_LEN {
            return Err(MasterFault::Malformed);
        }
        let hash = match hash {
            "" | "sha256" => MasterHash::Sha256,
            "sha512" => MasterHash::Sha512,
            _ => return Err(MasterFault::Refused),
        };
        let number = |text: &str, usual| match text {
            "" => Ok(usual),
            // A number that does not fit is one that is too large.
            _ if text.bytes().all(|digit| digit.is_ascii_digit()) => Ok(text.parse().unwrap_or(u32::MAX)),
            _ => Err(MasterFault::Malformed),
        };
        let rounds = number(rounds, USUAL_ROUNDS)?;
        let bytes = usize::try_from(number(bytes, 0)?).unwrap_or(usize::MAX);
        let bytes = if bytes == 0 { USUAL_BYTES } else { bytes };
        if !ROUNDS.contains(&rounds) || !BYTES.contains(&bytes) {
            return Err(MasterFault::Refused);
        }
        Ok(Self::Stretched { hash, rounds, bytes, salt: salt.to_owned() })
    }

    /// Rounds; 0 if nothing is stretched.
    pub fn rounds(&self) -> u32 {
        match self {
            Self::Same => 0,
            Self::Stretched { rounds, .. } => *rounds,
        }
    }

    /// Whether guessing the master password from its hash would be cheaper than usual. The hash goes to the server: where
    /// this was not so before, the user is to be asked first (T-102).
    pub fn is_weak(&self) -> bool {
        self.rounds() < USUAL_ROUNDS
    }

    /// For [`master_key`], if they are not weak.
    pub fn strong(self) -> Result<Accepted, MasterFault> {
        if self.is_weak() { Err(MasterFault::Weak) } else { Ok(Accepted(self)) }
    }

    /// For [`master_key`], weak or not: after the user was told and wants it.
    pub fn accept_weak(self) -> Accepted {
        Accepted(self)
    }
}

/// Options that a master key may be made by: not weak, or accepted by the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted(MasterOptions);

impl Accepted {
    /// What was accepted: for `WebCrypto`, which is to do the same.
    pub fn options(&self) -> &MasterOptions {
        &self.0
    }
}

/// The master key. Always encryption on. With 300,000 rounds it takes a quarter of a second natively; what WebCrypto made of
/// the same options is taken by [`master_key_of`].
pub fn master_key(password: &SecretText, options: &Accepted) -> Result<Key, MasterFault> {
    if password.is_empty() || password.expose().len() > MAX_PASSWORD_LEN {
        return Err(MasterFault::Password);
    }
    let MasterOptions::Stretched { hash, rounds, bytes, salt } = &options.0 else {
        return Ok(Key::On(password.duplicate()));
    };
    let (password, salt) = (password.expose().as_bytes(), salt.as_bytes());
    let mut made = Zeroizing::new(vec![0; *bytes]);
    match hash {
        MasterHash::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, *rounds, &mut made),
        MasterHash::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, *rounds, &mut made),
    }
    Ok(master_key_of(&SecretBytes::new(std::mem::take(&mut *made))))
}

/// The master key of what PBKDF2 gave: the text of its base64 is the key.
pub fn master_key_of(stretched: &SecretBytes) -> Key {
    Key::On(SecretText::new(encode_base64(stretched.expose())))
}

/// The value of `Passwork-MasterHash` or `X-Master-Key-Hash`: lower-case hex of SHA-256 over the master key, of MD5 for
/// servers that say `legacySupport`. Empty if encryption is off. Who has it can guess the master password.
pub fn master_hash(master: &Key, legacy: bool) -> SecretText {
    let Key::On(key) = master else { return SecretText::default() };
    match legacy {
        _ if key.is_empty() => SecretText::default(),
        false => sha256_hex(key.expose().as_bytes()),
        true => {
            // The old hash was made over what the pages of that time took for UTF-8.
            let text = Zeroizing::new(key.expose().replace("\r\n", "\n"));
            hex(&Md5::digest(&*to_cesu8(&text)))
        }
    }
}

/// Lower-case hex of SHA-256.
pub(super) fn sha256_hex(bytes: &[u8]) -> SecretText {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> SecretText {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(nibble.into(), 16).unwrap_or_default());
        }
    }
    SecretText::new(text)
}
