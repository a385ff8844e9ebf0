//! What opens without the phone, as it is stored (threats T-84, T-85, T-86, T-87).

mod vault_builder;

use std::collections::BTreeSet;

use nearkey::vault::{
    Cost, LocalFactors, LocalKey, MAX_CREDENTIAL_ID_LEN, PasskeyFactor, PassphraseFault, VaultFault,
};
use proptest::prelude::*;
use vault_builder::{
    Dice,
    factors::{COST_AT, PASSPHRASE_END, SALT_AT, SEALED_AT, both, open, passkey, set, with},
};

const DAMAGED: VaultFault = VaultFault::Damaged { what: "local factors" };
const DAMAGED_COST: VaultFault = VaultFault::Damaged { what: "cost of the passphrase" };

#[test]
fn each_factor_opens_the_local_key_by_itself() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let factors = LocalFactors::parse(&both(&local, &mut dice)).unwrap();
    assert_eq!(open(factors.passphrase.as_ref().unwrap(), "correct horse"), Ok(*local.expose()));
    let passkey = factors.passkey.unwrap();
    assert_eq!((passkey.credential_id(), passkey.salt().len()), ([1, 2, 3, 4].as_slice(), 32));
    assert_eq!(passkey.open(&[5; 32]).ok().unwrap().expose(), local.expose());
    assert_eq!(passkey.open(&[6; 32]).err(), Some(VaultFault::WrongKey));
}

#[test]
fn t85_a_blob_whose_cost_was_put_out_of_bounds_is_refused_before_anything_is_computed() {
    let mut dice = Dice(1);
    let blob = both(&LocalKey::make(&mut dice), &mut dice);
    for (at, number) in
        [(0, 8), (0, 19 * 1024 - 1), (0, 300 * 1024), (0, u32::MAX), (4, 1), (4, 11), (8, 0), (8, 5)]
    {
        let changed = with(&blob, COST_AT + at, &u32::to_be_bytes(number));
        assert_eq!(LocalFactors::parse(&changed), Err(DAMAGED_COST), "{number} at {at}");
    }
}

#[test]
fn t85_a_blob_whose_cost_was_changed_within_bounds_does_not_open() {
    let mut dice = Dice(1);
    let blob = both(&LocalKey::make(&mut dice), &mut dice);
    for (at, number) in [(0, 20 * 1024), (4, 3), (8, 2)] {
        let changed = LocalFactors::parse(&with(&blob, COST_AT + at, &u32::to_be_bytes(number))).unwrap();
        assert_eq!(open(&changed.passphrase.unwrap(), "correct horse"), Err(PassphraseFault::Wrong));
    }
}

#[test]
fn t86_a_flipped_bit_anywhere_in_a_passkey_factor_is_seen() {
    let mut dice = Dice(1);
    let factor = passkey(&LocalKey::make(&mut dice), &mut dice);
    let blob = LocalFactors { passphrase: None, passkey: Some(factor) }.to_bytes();
    for at in 1..blob.len() {
        for bit in 0..8 {
            let changed = with(&blob, at, &[blob[at] ^ (1 << bit)]);
            let Ok(factors) = LocalFactors::parse(&changed) else { continue };
            assert_eq!(
                factors.passkey.unwrap().open(&[5; 32]).err(),
                Some(VaultFault::WrongKey),
                "byte {at}"
            );
        }
    }
}

#[test]
fn t86_a_flipped_bit_in_any_part_of_a_passphrase_factor_is_seen() {
    let mut dice = Dice(1);
    let blob = both(&LocalKey::make(&mut dice), &mut dice);
    // One of each part: a try takes long.
    for at in
        [SALT_AT, SALT_AT + 15, SEALED_AT, SEALED_AT + 11, SEALED_AT + 12, SEALED_AT + 43, SEALED_AT + 59]
    {
        let changed = LocalFactors::parse(&with(&blob, at, &[blob[at] ^ 1])).unwrap();
        assert_eq!(
            open(&changed.passphrase.unwrap(), "correct horse"),
            Err(PassphraseFault::Wrong),
            "byte {at}"
        );
    }
}

#[test]
fn t86_a_cut_or_longer_blob_is_seen() {
    let mut dice = Dice(1);
    let blob = both(&LocalKey::make(&mut dice), &mut dice);
    for len in 0..blob.len() {
        assert_eq!(LocalFactors::parse(&blob[..len]), Err(DAMAGED), "{len} bytes");
    }
    assert_eq!(LocalFactors::parse(&[blob.as_slice(), &[0]].concat()), Err(DAMAGED));
}

#[test]
fn t86_swapped_parts_do_not_open() {
    let mut dice = Dice(1);
    let (one, two) = (LocalKey::make(&mut dice), LocalKey::make(&mut dice));
    let (blob, other) = (both(&one, &mut dice), both(&two, &mut dice));
    let salt = with(&blob, SALT_AT, &other[SALT_AT..SEALED_AT]);
    let sealed = with(&blob, SEALED_AT, &other[SEALED_AT..PASSPHRASE_END]);
    let by_passkey = with(&blob, SEALED_AT, &blob[blob.len() - 60..]);
    for changed in [salt, sealed, by_passkey] {
        let factors = LocalFactors::parse(&changed).unwrap();
        assert_eq!(open(&factors.passphrase.unwrap(), "correct horse"), Err(PassphraseFault::Wrong));
    }
    let at = blob.len() - 60;
    for changed in [with(&blob, at, &other[at..]), with(&blob, at - 32, &other[at - 32..at])] {
        let factors = LocalFactors::parse(&changed).unwrap();
        assert_eq!(factors.passkey.unwrap().open(&[5; 32]).err(), Some(VaultFault::WrongKey));
    }
}

#[test]
fn a_newer_form_is_told_from_damage() {
    let mut dice = Dice(1);
    let blob = both(&LocalKey::make(&mut dice), &mut dice);
    assert_eq!(LocalFactors::parse(&with(&blob, 0, &[2])), Err(VaultFault::NewerVersion));
    assert_eq!(LocalFactors::parse(&with(&blob, 0, &[0])), Err(DAMAGED));
    assert_eq!(LocalFactors::parse(&with(&blob, 1, &[7])), Err(DAMAGED));
}

#[test]
fn no_factor_at_all_is_two_bytes() {
    let none = LocalFactors::default();
    assert!(none.is_empty());
    assert_eq!((none.to_bytes(), LocalFactors::parse(&[1, 0])), (vec![1, 0], Ok(none)));
}

#[test]
fn a_credential_id_has_between_1_and_1023_bytes() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let mut set = |len| PasskeyFactor::set(&local, vec![7; len], [0; 32], &[5; 32], &mut dice);
    for len in [0, MAX_CREDENTIAL_ID_LEN + 1] {
        assert_eq!(set(len), Err(VaultFault::Damaged { what: "credential id" }));
    }
    let longest = LocalFactors { passphrase: None, passkey: set(MAX_CREDENTIAL_ID_LEN).ok() };
    assert_eq!(LocalFactors::parse(&longest.to_bytes()), Ok(longest));
}

#[test]
fn t87_no_salt_or_nonce_comes_twice() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let mut seen = BTreeSet::new();
    for _ in 0..4 {
        let passphrase = Some(set(&local, "correct horse", &mut dice));
        let blob = LocalFactors { passphrase, passkey: None }.to_bytes();
        seen.insert(blob[SALT_AT..SEALED_AT].to_vec());
        seen.insert(blob[SEALED_AT..SEALED_AT + 12].to_vec());
    }
    for _ in 0..4_096 {
        let blob = LocalFactors { passphrase: None, passkey: Some(passkey(&local, &mut dice)) }.to_bytes();
        let at = blob.len() - 60;
        seen.insert(blob[at - 32..at].to_vec());
        seen.insert(blob[at..at + 12].to_vec());
    }
    assert_eq!(seen.len(), 8 + 8_192);
}

#[test]
fn t84_neither_key_nor_passphrase_is_stored_in_clear() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let blob = both(&local, &mut dice);
    for secret in [&local.expose()[..4], b"corr", b"horse", &[5; 4]] {
        assert!(!blob.windows(secret.len()).any(|window| window == secret));
    }
}

prop_compose! {
    fn any_passphrase()(m in Cost::FLOOR.m_kib()..=Cost::CEILING.m_kib(), t in 2..=10_u32, p in 1..=4_u32,
        rest in proptest::collection::vec(any::<u8>(), 76)) -> Vec<u8> {
        [m, t, p].map(u32::to_be_bytes).concat().into_iter().chain(rest).collect()
    }
}

prop_compose! {
    fn any_passkey()(id in proptest::collection::vec(any::<u8>(), 1..=MAX_CREDENTIAL_ID_LEN),
        rest in proptest::collection::vec(any::<u8>(), 92)) -> Vec<u8> {
        [&(id.len() as u64).to_be_bytes(), id.as_slice(), &rest].concat()
    }
}

proptest! {
    #[test]
    fn what_is_stored_is_read_and_stored_the_same(
        passphrase in proptest::option::of(any_passphrase()),
        passkey in proptest::option::of(any_passkey()),
    ) {
        let flags = u8::from(passphrase.is_some()) | u8::from(passkey.is_some()) << 1;
        let parts = [passphrase.clone(), passkey.clone()].into_iter().flatten();
        let blob: Vec<u8> = [1, flags].into_iter().chain(parts.flatten()).collect();
        let factors = LocalFactors::parse(&blob).unwrap();
        prop_assert_eq!(factors.passphrase.is_some(), passphrase.is_some());
        prop_assert_eq!(factors.passkey.is_some(), passkey.is_some());
        prop_assert_eq!(factors.to_bytes(), blob);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(factors) = LocalFactors::parse(&bytes) {
            prop_assert_eq!(factors.to_bytes(), bytes);
        }
    }
}
