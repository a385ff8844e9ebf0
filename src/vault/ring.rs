//! One key that joins all vaults of a browser profile, so that opening any one opens the others.
//!
//! The local key opens each vault's data key ([`local_unwrap`]), and each data key opens the local key ([`ring_open`]).
//! Whoever has one of them has all; that is the ring.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{DataKey, LocalKey, Vault, VaultFault, WrappedKey, seal};

/// What ties one vault into the ring; both are stored beside the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingKeys {
    /// The vault's data key under the local key; see [`local_unwrap`].
    pub data_key: WrappedKey,
    /// The local key under the vault's data key; see [`ring_open`].
    pub local_key: WrappedKey,
}

/// A ring under a new local key. The local factors open the old one only, and must be set anew or dropped.
pub struct RenewedRing {
    /// The new local key.
    pub local_key: LocalKey,
    /// What replaces the stored keys of every vault, by source id.
    pub members: BTreeMap<String, RingKeys>,
}

/// Seals a vault's key so that the local key opens it.
///
/// AES-256-GCM under HKDF-SHA256 (RFC 5869) with the local key as input, the source id as salt and
/// `nearkey local key v1` as info; bound to `nearkey data key in ring v1` and the source id.
pub fn local_wrap(
    data_key: &DataKey,
    local_key: &LocalKey,
    source_id: &str,
    rng: &mut impl CryptoRng,
) -> WrappedKey {
    let wrapping = data_key_wrapping(local_key, source_id);
    WrappedKey::seal(data_key.expose(), &wrapping, &data_key_bound_to(source_id), rng)
}

/// Opens what [`local_wrap`] made; [`VaultFault::WrongKey`] also for a damaged one, which cannot be told apart.
pub fn local_unwrap(
    wrapped: &WrappedKey,
    local_key: &LocalKey,
    source_id: &str,
) -> Result<DataKey, VaultFault> {
    let key = wrapped.open(&data_key_wrapping(local_key, source_id), &data_key_bound_to(source_id))?;
    DataKey::parse(&key).ok_or(VaultFault::WrongKey)
}

/// Seals the local key so that a vault's data key opens it.
///
/// AES-256-GCM under HKDF-SHA256 (RFC 5869) with the data key as input, the source id as salt and `nearkey ring v1`
/// as info; bound to `nearkey local key in ring v1` and the source id.
pub fn ring_seal(
    local_key: &LocalKey,
    data_key: &DataKey,
    source_id: &str,
    rng: &mut impl CryptoRng,
) -> WrappedKey {
    let wrapping = local_key_wrapping(data_key, source_id);
    WrappedKey::seal(local_key.expose(), &wrapping, &local_key_bound_to(source_id), rng)
}

/// Opens what [`ring_seal`] made; [`VaultFault::WrongKey`] also for a damaged one, which cannot be told apart.
pub fn ring_open(sealed: &WrappedKey, data_key: &DataKey, source_id: &str) -> Result<LocalKey, VaultFault> {
    let key = sealed.open(&local_key_wrapping(data_key, source_id), &local_key_bound_to(source_id))?;
    LocalKey::parse(&key).ok_or(VaultFault::WrongKey)
}

/// Ties a vault into the ring.
pub fn join_ring(
    data_key: &DataKey,
    local_key: &LocalKey,
    source_id: &str,
    rng: &mut impl CryptoRng,
) -> RingKeys {
    RingKeys {
        data_key: local_wrap(data_key, local_key, source_id, rng),
        local_key: ring_seal(local_key, data_key, source_id, rng),
    }
}

/// Ties vaults into a ring under a new local key, after all of them were rotated.
///
/// All of them, or it is in vain: whoever had one data key of the old ring had the old local key by it, by that all
/// other data keys, and with one of those that still holds would come by the new local key to the new data keys (T-88).
pub fn renew_ring(rotated: &[&Vault], rng: &mut impl CryptoRng) -> RenewedRing {
    let local_key = LocalKey::make(rng);
    let join = |vault: &&Vault| {
        let source_id = vault.link_id();
        (source_id.to_owned(), join_ring(vault.data_key(), &local_key, source_id, rng))
    };
    let members = rotated.iter().map(join).collect();
    RenewedRing { local_key, members }
}

fn data_key_wrapping(local_key: &LocalKey, source_id: &str) -> Zeroizing<[u8; 32]> {
    seal::derive(local_key.expose(), source_id.as_bytes(), b"nearkey local key v1")
}

fn data_key_bound_to(source_id: &str) -> Vec<u8> {
    seal::bind(&[b"nearkey data key in ring v1", source_id.as_bytes()])
}

fn local_key_wrapping(data_key: &DataKey, source_id: &str) -> Zeroizing<[u8; 32]> {
    seal::derive(data_key.expose(), source_id.as_bytes(), b"nearkey ring v1")
}

fn local_key_bound_to(source_id: &str) -> Vec<u8> {
    seal::bind(&[b"nearkey local key in ring v1", source_id.as_bytes()])
}
