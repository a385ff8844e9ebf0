//! A passphrase that opens the local key without the phone.

use std::fmt::{self, Write};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use icu_normalizer::ComposingNormalizerBorrowed;
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use crate::secret::SecretText;

use super::{LocalKey, VaultFault, WrappedKey, seal};

/// Fewest characters of a new passphrase, in its NFKC form.
pub const MIN_PASSPHRASE_CHARS: usize = 8;
/// Longest passphrase in bytes of UTF-8, in its NFKC form.
pub const MAX_PASSPHRASE_LEN: usize = 1024;
/// Bytes of the salt (RFC 9106, section 3.1).
pub(super) const SALT_LEN: usize = 16;

/// What one guess costs: the parameters of Argon2id (RFC 9106), never outside [`Self::FLOOR`] and [`Self::CEILING`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    m_kib: u32,
    t: u32,
    p: u32,
}

impl Cost {
    /// The second recommendation of RFC 9106, section 4, in one lane: WebAssembly has no threads to give.
    pub const DEFAULT: Self = Self { m_kib: 64 * 1024, t: 3, p: 1 };
    /// Less is refused: whoever changes what is stored must not make guessing cheaper (T-85).
    pub const FLOOR: Self = Self { m_kib: 19 * 1024, t: 2, p: 1 };
    /// More is refused: whoever changes what is stored must not use up memory and time.
    pub const CEILING: Self = Self { m_kib: 256 * 1024, t: 10, p: 4 };

    /// Memory in KiB, passes over it, lanes; nothing if one of them is out of bounds.
    pub fn new(m_kib: u32, t: u32, p: u32) -> Option<Self> {
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        let fits = (floor.m_kib..=ceiling.m_kib).contains(&m_kib)
            && (floor.t..=ceiling.t).contains(&t)
            && (floor.p..=ceiling.p).contains(&p);
        fits.then_some(Self { m_kib, t, p })
    }

    /// Memory in KiB.
    pub fn m_kib(self) -> u32 {
        self.m_kib
    }

    /// Passes over the memory.
    pub fn t(self) -> u32 {
        self.t
    }

    /// Lanes.
    pub fn p(self) -> u32 {
        self.p
    }
}

/// Why a passphrase was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseFault {
    /// There is nothing in it.
    #[error("empty passphrase")]
    Empty,
    /// Fewer than [`MIN_PASSPHRASE_CHARS`] characters; only when one is chosen.
    #[error("passphrase too short")]
    TooShort,
    /// More than [`MAX_PASSPHRASE_LEN`] bytes. Nothing was computed.
    #[error("passphrase too long")]
    TooLong,
    /// Another passphrase was set. Also for a damaged factor, which cannot be told apart.
    #[error("wrong passphrase")]
    Wrong,
    /// The memory that [`Cost`] asks for is not there.
    #[error("not enough memory to check the passphrase")]
    NoMemory,
}

/// The local key under a passphrase, with what a guess costs. Everything in it but the key is in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassphraseFactor {
    pub(super) cost: Cost,
    pub(super) salt: [u8; SALT_LEN],
    pub(super) sealed: WrappedKey,
}

impl PassphraseFactor {
    /// Sets a passphrase. Takes about 0.3 s and 64 MiB at [`Cost::DEFAULT`].
    ///
    /// AES-256-GCM under HKDF-SHA256 (RFC 5869) with Argon2id (version 0x13, 32 bytes) of the passphrase as input, no
    /// salt and `nearkey passphrase v1` as info; bound to `nearkey local key by passphrase v1`, the cost and Argon2's
    /// salt.
    pub fn set(
        local_key: &LocalKey,
        passphrase: &SecretText,
        cost: Cost,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, PassphraseFault> {
        let passphrase = normalised(passphrase)?;
        if passphrase.chars().count() < MIN_PASSPHRASE_CHARS {
            return Err(PassphraseFault::TooShort);
        }
        let mut salt = [0; SALT_LEN];
        rng.fill_bytes(&mut salt);
        let wrapping = stretch(&passphrase, &salt, cost)?;
        let sealed = WrappedKey::seal(local_key.expose(), &wrapping, &bound_to(cost, &salt), rng);
        Ok(Self { cost, salt, sealed })
    }

    /// Opens the local key. Costs what setting cost; count the try before, see [`super::Tries`].
    pub fn open(&self, passphrase: &SecretText) -> Result<LocalKey, PassphraseFault> {
        let wrapping = stretch(&normalised(passphrase)?, &self.salt, self.cost)?;
        let key = self.sealed.open(&wrapping, &bound_to(self.cost, &self.salt));
        key.ok().and_then(|key| LocalKey::parse(&key)).ok_or(PassphraseFault::Wrong)
    }

    /// What one guess costs.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    pub(super) fn parse(
        [m_kib, t, p]: [u32; 3],
        salt: [u8; SALT_LEN],
        sealed: WrappedKey,
    ) -> Result<Self, VaultFault> {
        let cost = Cost::new(m_kib, t, p).ok_or(VaultFault::Damaged { what: "cost of the passphrase" })?;
        Ok(Self { cost, salt, sealed })
    }
}

/// The NFKC form (UAX #15; NIST SP 800-63B asks for it): the same on every keyboard, also on those that type full-width
/// letters or set accents apart. Spaces count, also at the ends.
fn normalised(text: &SecretText) -> Result<Zeroizing<String>, PassphraseFault> {
    let mut bounded = Bounded(Zeroizing::new(String::with_capacity(MAX_PASSPHRASE_LEN)));
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize_to(text.expose(), &mut bounded)
        .map_err(|fmt::Error| PassphraseFault::TooLong)?;
    if bounded.0.is_empty() { Err(PassphraseFault::Empty) } else { Ok(bounded.0) }
}

/// Never grows, so that no copies are left behind, and a megabyte costs nothing.
struct Bounded(Zeroizing<String>);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_PASSPHRASE_LEN {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

fn stretch(
    passphrase: &str,
    salt: &[u8; SALT_LEN],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, PassphraseFault> {
    let params = Params::new(cost.m_kib, cost.t, cost.p, Some(32)).map_err(|_| PassphraseFault::NoMemory)?;
    let mut memory = Memory::of(params.block_count())?;
    let mut stretched = Zeroizing::new([0; 32]);
    // Cost, salt and passphrase are in bounds: only memory can be missing.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            passphrase.as_bytes(),
            salt,
            stretched.as_mut_slice(),
            memory.0.as_mut_slice(),
        )
        .map_err(|_| PassphraseFault::NoMemory)?;
    Ok(seal::derive(&stretched, &[], b"nearkey passphrase v1"))
}

/// The blocks that Argon2 fills; wiped when dropped, which Argon2 itself does not do.
struct Memory(Vec<Block>);

impl Memory {
    fn of(blocks: usize) -> Result<Self, PassphraseFault> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| PassphraseFault::NoMemory)?;
        memory.resize(blocks, Block::new());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for block in &mut self.0 {
            block.zeroize();
        }
    }
}

fn bound_to(cost: Cost, salt: &[u8; SALT_LEN]) -> Vec<u8> {
    let [m_kib, t, p] = [cost.m_kib, cost.t, cost.p].map(u32::to_be_bytes);
    seal::bind(&[b"nearkey local key by passphrase v1", &m_kib, &t, &p, salt])
}
