//! One key joins all vaults, and only them (threats T-86, T-87, T-88).

mod vault_builder;

use std::collections::BTreeSet;

use nearkey::vault::{
    DataKey, LocalKey, RingKeys, Vault, VaultFault, WrappedKey, join_ring, local_unwrap, local_wrap,
    renew_ring, ring_open, ring_seal, unwrap, wrap,
};
use vault_builder::{Dice, LINK, Store, filled, item};

const OTHER: &str = "UVW-XYZ";

fn parse(bytes: Vec<u8>) -> WrappedKey {
    WrappedKey::parse(bytes).unwrap_or_else(|_| unreachable!("60 bytes"))
}

fn stored(key: &WrappedKey) -> WrappedKey {
    parse(key.as_bytes().to_vec())
}

fn flipped(key: &WrappedKey, flip: usize) -> WrappedKey {
    let bytes = key.as_bytes().iter().enumerate();
    parse(bytes.map(|(at, byte)| if at == flip { byte ^ 1 } else { *byte }).collect())
}

#[test]
fn one_open_vault_opens_all_others() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let keys: Vec<_> = (0..3).map(|_| DataKey::make(&mut dice)).collect();
    let sources = ["ABC-DEF", "GHJ-KLM", "NPQ-RST"];
    let ring: Vec<RingKeys> =
        keys.iter().zip(sources).map(|(key, source)| join_ring(key, &local, source, &mut dice)).collect();
    for (key, (source, tie)) in keys.iter().zip(sources.iter().zip(&ring)) {
        let found = ring_open(&stored(&tie.local_key), key, source).ok().unwrap();
        assert_eq!(found.expose(), local.expose());
        for ((other, source), tie) in keys.iter().zip(sources).zip(&ring) {
            let opened = local_unwrap(&stored(&tie.data_key), &found, source).ok().unwrap();
            assert_eq!(opened.expose(), other.expose());
        }
    }
}

#[test]
fn t86_a_key_of_the_ring_opens_only_in_its_own_place() {
    let mut dice = Dice(1);
    let (local, key) = (LocalKey::make(&mut dice), DataKey::make(&mut dice));
    let (strange_local, strange_key) = (LocalKey::make(&mut dice), DataKey::make(&mut dice));
    let tie = join_ring(&key, &local, LINK, &mut dice);

    let wrong = Some(VaultFault::WrongKey);
    assert_eq!(local_unwrap(&tie.data_key, &local, OTHER).err(), wrong);
    assert_eq!(local_unwrap(&tie.data_key, &strange_local, LINK).err(), wrong);
    assert_eq!(ring_open(&tie.local_key, &key, OTHER).err(), wrong);
    assert_eq!(ring_open(&tie.local_key, &strange_key, LINK).err(), wrong);
    // Neither for the other, nor for what the phone opens, even if all three keys were the same.
    let same = DataKey::parse(local.expose()).unwrap();
    assert_eq!(ring_open(&tie.data_key, &same, LINK).err(), wrong);
    assert_eq!(unwrap(&tie.data_key, local.expose(), LINK).err(), wrong);
    assert_eq!(
        local_unwrap(&ring_seal(&local, &same, LINK, &mut dice), &local, LINK).err(),
        wrong,
        "a local key is no data key"
    );
    assert_eq!(local_unwrap(&wrap(&key, local.expose(), LINK, &mut dice), &local, LINK).err(), wrong);
}

#[test]
fn t86_a_flipped_bit_anywhere_in_a_key_of_the_ring_is_seen() {
    let mut dice = Dice(1);
    let (local, key) = (LocalKey::make(&mut dice), DataKey::make(&mut dice));
    let tie = join_ring(&key, &local, LINK, &mut dice);
    for at in 0..60 {
        let fault = Some(VaultFault::WrongKey);
        assert_eq!(local_unwrap(&flipped(&tie.data_key, at), &local, LINK).err(), fault, "byte {at}");
        assert_eq!(ring_open(&flipped(&tie.local_key, at), &key, LINK).err(), fault, "byte {at}");
    }
}

#[test]
fn nothing_of_a_key_is_in_clear() {
    let mut dice = Dice(1);
    let (local, key) = (LocalKey::make(&mut dice), DataKey::make(&mut dice));
    let tie = join_ring(&key, &local, LINK, &mut dice);
    for sealed in [&tie.data_key, &tie.local_key] {
        let mut windows = sealed.as_bytes().windows(4);
        assert!(!windows.any(|window| window == &local.expose()[..4] || window == &key.expose()[..4]));
    }
}

#[test]
fn t87_no_nonce_comes_twice_in_the_keys_of_the_ring() {
    let mut dice = Dice(1);
    let (local, key) = (LocalKey::make(&mut dice), DataKey::make(&mut dice));
    let mut nonces = BTreeSet::new();
    for _ in 0..8_192 {
        nonces.insert(local_wrap(&key, &local, LINK, &mut dice).as_bytes()[..12].to_vec());
        nonces.insert(ring_seal(&local, &key, LINK, &mut dice).as_bytes()[..12].to_vec());
    }
    assert_eq!(nonces.len(), 16_384);
}

/// What a copy of the profile holds of one vault.
struct Copied {
    source: &'static str,
    by_phone: WrappedKey,
    tie: RingKeys,
    index: Vec<u8>,
}

/// Two vaults in one ring, with the client keys `[7; 32]` and `[8; 32]`.
fn two_vaults(dice: &mut Dice) -> [(Vault, Store); 2] {
    [LINK, OTHER].map(|link| {
        let (mut vault, mut store) = (Vault::create(link, dice), Store::default());
        let changes = vault.put(vec![item(0, "old")], 0, dice).unwrap_or_else(|_| unreachable!());
        store.save(&mut vault, changes);
        (vault, store)
    })
}

fn copied(
    source: &'static str,
    client_key: u8,
    vault: &Vault,
    index: &[u8],
    tie: &RingKeys,
    dice: &mut Dice,
) -> Copied {
    Copied {
        source,
        by_phone: wrap(vault.data_key(), &[client_key; 32], source, dice),
        tie: tie.clone(),
        index: index.to_vec(),
    }
}

/// All data keys that copies of the profile and one client key give, turned over until nothing new comes; and how many
/// of the copied vaults they open.
fn loot(copies: &[Copied], client_key: &[u8; 32]) -> (Vec<DataKey>, usize) {
    let (mut data, mut local): (Vec<DataKey>, Vec<LocalKey>) = (Vec::new(), Vec::new());
    data.extend(copies.iter().filter_map(|copy| unwrap(&copy.by_phone, client_key, copy.source).ok()));
    loop {
        let before = (data.len(), local.len());
        for copy in copies {
            let found: Vec<_> =
                data.iter().filter_map(|key| ring_open(&copy.tie.local_key, key, copy.source).ok()).collect();
            for key in found {
                if !local.iter().any(|known| known.expose() == key.expose()) {
                    local.push(key);
                }
            }
            let found: Vec<_> = local
                .iter()
                .filter_map(|key| local_unwrap(&copy.tie.data_key, key, copy.source).ok())
                .collect();
            for key in found {
                if !data.iter().any(|known| known.expose() == key.expose()) {
                    data.push(key);
                }
            }
        }
        if (data.len(), local.len()) == before {
            break;
        }
    }
    let opens = |copy: &&Copied| {
        let keys = data.iter().filter_map(|key| DataKey::parse(key.expose()));
        keys.into_iter().any(|key| Vault::open(copy.source, key, &copy.index).is_ok())
    };
    let opened = copies.iter().filter(opens).count();
    (data, opened)
}

#[test]
fn t88_who_had_the_old_keys_opens_nothing_after_all_vaults_were_rotated() {
    let mut dice = Dice(1);
    let [(one, one_store), (two, two_store)] = two_vaults(&mut dice);
    let ring = renew_ring(&[&one, &two], &mut dice);
    let mut copies = vec![
        copied(LINK, 7, &one, &one_store.index, &ring.members[LINK], &mut dice),
        copied(OTHER, 8, &two, &two_store.index, &ring.members[OTHER], &mut dice),
    ];
    assert_eq!(loot(&copies, &[7; 32]).1, 2, "one client key opens the ring");

    let one = one.rotate(&one_store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    let two = two.rotate(&two_store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    let renewed = renew_ring(&[&one.vault, &two.vault], &mut dice);
    assert_ne!(renewed.local_key.expose(), ring.local_key.expose());
    copies.push(copied(LINK, 9, &one.vault, &one.index, &renewed.members[LINK], &mut dice));
    copies.push(copied(OTHER, 8, &two.vault, &two.index, &renewed.members[OTHER], &mut dice));
    assert_eq!(loot(&copies, &[7; 32]).1, 2, "only what was copied before");

    // And the other way: the new keys open nothing old.
    let (keys, opened) = loot(&copies, &[9; 32]);
    assert_eq!((keys.len(), opened), (2, 2));
}

#[test]
fn t88_one_vault_that_was_not_rotated_betrays_the_new_ring() {
    let mut dice = Dice(1);
    let [(one, one_store), (two, two_store)] = two_vaults(&mut dice);
    let ring = renew_ring(&[&one, &two], &mut dice);
    let mut copies = vec![
        copied(LINK, 7, &one, &one_store.index, &ring.members[LINK], &mut dice),
        copied(OTHER, 8, &two, &two_store.index, &ring.members[OTHER], &mut dice),
    ];
    let one = one.rotate(&one_store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    let renewed = renew_ring(&[&one.vault, &two], &mut dice);
    copies.push(copied(LINK, 9, &one.vault, &one.index, &renewed.members[LINK], &mut dice));
    copies.push(copied(OTHER, 8, &two, &two_store.index, &renewed.members[OTHER], &mut dice));
    assert_eq!(loot(&copies, &[7; 32]).1, 4, "why renewing asks for all of them");
}

#[test]
fn t88_a_rotated_vault_opens_by_its_new_keys_from_every_side() {
    let mut dice = Dice(1);
    let (vault, store) = filled(3, &mut dice);
    let rotated = vault.rotate(&store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    let ring = renew_ring(&[&rotated.vault], &mut dice);
    let tie = &ring.members[LINK];
    let by_ring = local_unwrap(&tie.data_key, &ring.local_key, LINK).ok().unwrap();
    let by_phone = wrap(rotated.vault.data_key(), &[7; 32], LINK, &mut dice);
    let by_phone = unwrap(&by_phone, &[7; 32], LINK).ok().unwrap();
    for key in [by_ring, by_phone] {
        assert_eq!(ring_open(&tie.local_key, &key, LINK).ok().unwrap().expose(), ring.local_key.expose());
        let reopened = Vault::open(LINK, key, &rotated.index).unwrap_or_else(|_| unreachable!());
        assert!(rotated.writes.iter().all(|(uid, sealed)| reopened.read(uid, sealed).is_ok()));
        assert!(store.records.iter().all(|(uid, sealed)| reopened.read(uid, sealed).is_err()));
    }
}
