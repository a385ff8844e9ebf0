//! Received keys are sound, and what a link rests on can be compared in full.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use crypto_bigint::{BoxedUint, ConcatenatingMul};
use nearkey::encoding::encode_base64url;
use nearkey::phone::*;
use phone_support::*;
use sha2::{Digest, Sha256};

/// A prime of the recorded phone's key, 2048 bits.
fn prime(member: &str) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(&bytes(&links()[0]["phoneKeyJwk"], member))
}

/// What becomes of a key with the product of these as its modulus.
fn parse(one: &BoxedUint, other: &BoxedUint) -> Result<PhoneKey, KeyFault> {
    let modulus = one.concatenating_mul(other).to_be_bytes();
    PhoneKey::parse(&encode_base64url(&modulus), "AQAB")
}

#[test]
fn t65_true_keys_pass_the_screen() {
    for link in links() {
        let n = text(&link["phoneKeyJwk"], "n");
        if bytes(&link["phoneKeyJwk"], "n").len() >= 512 {
            assert!(PhoneKey::parse(n, "AQAB").is_ok());
        }
    }
    assert!(parse(&prime("p"), &prime("q")).is_ok());
}

#[test]
fn t65_a_modulus_of_two_close_factors_is_refused() {
    let p = prime("p");
    assert_eq!(parse(&p, &p).err(), Some(KeyFault::Weak), "a square");
    // The next number without small factors is not far; whether it is prime does not matter to Fermat's method.
    let mut near = p.clone();
    let fault = loop {
        near = near.wrapping_add(BoxedUint::from(2_u32));
        match parse(&p, &near).err() {
            Some(KeyFault::SmallFactor) => {}
            fault => break fault,
        }
    };
    assert_eq!(fault, Some(KeyFault::Weak));
    // 2^1030 further on; the same for both sides of the sieve.
    let mut far = near.wrapping_add(BoxedUint::one_with_precision(2048).shl(1_030));
    let fault = loop {
        far = far.wrapping_add(BoxedUint::from(2_u32));
        match parse(&p, &far).err() {
            Some(KeyFault::SmallFactor) => {}
            fault => break fault,
        }
    };
    assert_eq!(fault, Some(KeyFault::Weak));
}

#[test]
fn t65_a_modulus_with_a_smooth_prime_is_refused() {
    // 4093 times all primes up to 1459, plus 1, is prime and has 2048 bits.
    let is_prime = |n: u32| (2..n).all(|d| !n.is_multiple_of(d));
    let smooth = (2..=1_459_u32)
        .filter(|n| is_prime(*n))
        .fold(BoxedUint::from(4_093_u32), |product, prime| product.concatenating_mul(BoxedUint::from(prime)))
        .wrapping_add(BoxedUint::one());
    assert_eq!(parse(&smooth, &prime("q")).err(), Some(KeyFault::Weak));
}

#[test]
fn t65_t71_keys_have_one_of_their_lengths() {
    for len in 0..=40 {
        let sound = matches!(len, 16 | 32);
        assert_eq!(BaseKey::parse(vec![1; len]).is_some(), sound, "base key of {len}");
        assert_eq!(OneTimeKey::parse(vec![1; len]).is_some(), sound, "one-time key of {len}");
        assert_eq!(SessionKey::parse(vec![1; len]).is_some(), len == 16);
        assert_eq!(TransportKey::parse(vec![1; len]).is_some(), len == 32);
        assert_eq!(ClientKey::parse(vec![1; len]).is_some(), len == 32);
    }
}

#[test]
fn t65_the_full_comparison_is_what_the_app_shows() {
    let link = &links()[0];
    let phone = PhoneKey::parse(text(&link["phoneKeyJwk"], "n"), "AQAB").unwrap();
    let client_n = text(&link["clientKeyJwk"], "n");
    let base = || BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap();

    let full = FullCompare::of(&phone, client_n, &base()).unwrap();

    let expected = |bytes: &[u8]| {
        let hash = hex(&Sha256::digest(bytes));
        hash.as_bytes().chunks(2).map(|two| str::from_utf8(two).unwrap()).collect::<Vec<_>>().join(":")
    };
    assert_eq!(full.phone_key, expected(&bytes(&link["phoneKeyJwk"], "n")));
    assert_eq!(full.browser_key, expected(&bytes(&link["clientKeyJwk"], "n")));
    assert_eq!(full.base_key, expected(&bytes(link, "baseKeyBase64")));
    assert_eq!(full.phone_key.len(), 32 * 3 - 1);
    assert_eq!(FullCompare::of(&phone, "%", &base()), None);

    // Another phone with the same letters, another browser, another base key: each shows.
    let n = [&[0], phone.modulus().as_slice()].concat();
    let padded = PhoneKey::parse(&encode_base64url(&n), "AQAB").unwrap();
    assert_eq!(
        FullCompare::of(&padded, client_n, &base()),
        Some(full.clone()),
        "a sign byte is no part of it"
    );
    let other = BaseKey::parse(vec![9; 32]).unwrap();
    assert_ne!(FullCompare::of(&phone, client_n, &other).unwrap().base_key, full.base_key);
    assert_ne!(FullCompare::of(&phone, phone.n(), &base()).unwrap().browser_key, full.browser_key);
}
