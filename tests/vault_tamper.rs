//! What happens to stored bytes does not go unseen (threats T-84, T-86, T-87, T-88).

mod vault_builder;

use std::collections::BTreeSet;

use nearkey::vault::{DataKey, Vault, VaultFault, WrappedKey, unwrap, wrap};
use vault_builder::{Dice, LINK, filled, item, uid};

const RECORD: VaultFault = VaultFault::Damaged { what: "record" };
const INDEX: VaultFault = VaultFault::Damaged { what: "index" };

fn same_key(vault: &Vault) -> DataKey {
    DataKey::parse(vault.data_key().expose()).unwrap_or_else(|| unreachable!("32 bytes"))
}

#[test]
fn t84_nothing_stored_is_in_clear() {
    let (_, store) = filled(3, &mut Dice(1));
    let mut stored = store.index.clone();
    stored.extend(store.records.values().flatten());
    for word in ["password", "Name", "user", "example", "0000-4000"] {
        assert!(!stored.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn t86_a_flipped_bit_anywhere_in_a_record_is_seen() {
    let (vault, store) = filled(1, &mut Dice(1));
    let sealed = &store.records[&uid(0)];
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            let expected = if at == 0 && flipped[0] > 1 { VaultFault::NewerVersion } else { RECORD };
            assert_eq!(vault.read(&uid(0), &flipped).err(), Some(expected), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn t86_a_flipped_bit_anywhere_in_the_index_is_seen() {
    let (vault, store) = filled(2, &mut Dice(1));
    for at in 1..store.index.len() {
        let mut flipped = store.index.clone();
        flipped[at] ^= 1;
        let expected = if at < 9 { VaultFault::WrongKey } else { INDEX };
        assert_eq!(Vault::open(LINK, same_key(&vault), &flipped).err(), Some(expected), "byte {at}");
    }
}

#[test]
fn t86_a_cut_record_or_index_is_seen() {
    let (vault, store) = filled(1, &mut Dice(1));
    let sealed = &store.records[&uid(0)];
    for len in 0..sealed.len() {
        assert_eq!(vault.read(&uid(0), &sealed[..len]).err(), Some(RECORD), "{len} bytes");
    }
    for len in 0..store.index.len() {
        assert_eq!(
            Vault::open(LINK, same_key(&vault), &store.index[..len]).err(),
            Some(INDEX),
            "{len} bytes"
        );
    }
    let longer = [sealed.as_slice(), &[0]].concat();
    assert_eq!(vault.read(&uid(0), &longer).err(), Some(RECORD));
}

#[test]
fn t86_swapped_records_do_not_open() {
    let (vault, store) = filled(2, &mut Dice(1));
    assert_eq!(vault.read(&uid(0), &store.records[&uid(1)]).err(), Some(RECORD));
    assert_eq!(vault.read(&uid(1), &store.records[&uid(0)]).err(), Some(RECORD));
}

#[test]
fn t86_an_older_version_of_a_record_does_not_open() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(1, &mut dice);
    let older = store.records[&uid(0)].clone();
    let changes = vault.put(vec![item(0, "changed")], 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    store.save(&mut vault, changes);
    assert_eq!(vault.read(&uid(0), &older).err(), Some(RECORD));
    assert!(vault.read(&uid(0), &store.records[&uid(0)]).is_ok());
}

#[test]
fn t86_a_record_that_was_removed_and_came_again_does_not_open_as_the_old_one() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(1, &mut dice);
    let older = store.records[&uid(0)].clone();
    let changes = vault.remove(&uid(0), &mut dice).unwrap_or_else(|_| unreachable!());
    store.save(&mut vault, changes);
    assert_eq!(vault.read(&uid(0), &older).err(), Some(VaultFault::NoSuchItem));
    let changes = vault.put(vec![item(0, "password 0")], 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    store.save(&mut vault, changes);
    assert_eq!(vault.read(&uid(0), &older).err(), Some(RECORD));
}

#[test]
fn t86_the_records_of_an_older_index_are_told_by_its_version() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(1, &mut dice);
    let older = store.index.clone();
    let changes = vault.put(vec![item(0, "changed")], 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    store.save(&mut vault, changes);
    let reopened = Vault::open(LINK, same_key(&vault), &older).unwrap_or_else(|_| unreachable!());
    assert!(reopened.index_version() < vault.index_version());
    assert_eq!(reopened.read(&uid(0), &store.records[&uid(0)]).err(), Some(RECORD));
}

#[test]
fn t86_the_vault_of_another_link_does_not_open() {
    let (vault, store) = filled(1, &mut Dice(1));
    assert_eq!(Vault::open("XYZ-XYZ", same_key(&vault), &store.index).err(), Some(INDEX));
}

#[test]
fn a_wrong_key_is_told_from_damage() {
    let (_, store) = filled(1, &mut Dice(1));
    let other = DataKey::make(&mut Dice(2));
    assert_eq!(Vault::open(LINK, other, &store.index).err(), Some(VaultFault::WrongKey));
}

#[test]
fn a_newer_form_is_told_from_damage() {
    let (vault, store) = filled(1, &mut Dice(1));
    let mut newer = store.index.clone();
    newer[0] = 4;
    assert_eq!(Vault::open(LINK, same_key(&vault), &newer).err(), Some(VaultFault::NewerVersion));
}

#[test]
fn t87_no_nonce_comes_twice_in_65536_writes() {
    let mut dice = Dice(1);
    let mut vault = Vault::create(LINK, &mut dice);
    let mut nonces = BTreeSet::new();
    for round in 0..32 {
        let items = (0..2_048).map(|number| item(number, &format!("{round}"))).collect();
        let changes = vault.put(items, 0, &mut dice).unwrap_or_else(|_| unreachable!());
        assert_eq!(changes.writes.len(), 2_048);
        nonces.extend(changes.writes.iter().map(|(_, sealed)| sealed[1..13].to_vec()));
        nonces.insert(changes.index[17..29].to_vec());
        assert!(vault.commit(changes).is_ok());
    }
    assert_eq!(nonces.len(), 32 * 2_048 + 32);
}

#[test]
fn t88_rotation_seals_everything_under_a_new_key() {
    let mut dice = Dice(1);
    let (vault, store) = filled(5, &mut dice);
    let rotated = vault.rotate(&store.all(), &mut dice).unwrap_or_else(|_| unreachable!());

    assert_ne!(rotated.vault.data_key().expose(), vault.data_key().expose());
    assert_eq!(Vault::open(LINK, same_key(&vault), &rotated.index).err(), Some(VaultFault::WrongKey));
    let reopened =
        Vault::open(LINK, same_key(&rotated.vault), &rotated.index).unwrap_or_else(|_| unreachable!());
    for (uid, sealed) in &rotated.writes {
        let expected = vault.read(uid, &store.records[uid]).unwrap_or_else(|_| unreachable!());
        let found = reopened.read(uid, sealed).unwrap_or_else(|_| unreachable!());
        assert_eq!(found.password.expose(), expected.password.expose());
        assert_eq!(vault.read(uid, sealed).err(), Some(RECORD));
    }
    assert_eq!(rotated.writes.len(), 5);
}

#[test]
fn t88_after_a_rotation_the_same_items_are_still_known() {
    let mut dice = Dice(1);
    let (vault, store) = filled(1, &mut dice);
    let rotated = vault.rotate(&store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    let again =
        rotated.vault.put(vec![item(0, "password 0")], 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!((again.writes.len(), again.new, again.changed), (0, 0, 0));
}

#[test]
fn t88_nothing_is_rotated_while_a_record_is_missing_or_damaged() {
    let mut dice = Dice(1);
    let (vault, mut store) = filled(2, &mut dice);
    store.records.get_mut(&uid(1)).unwrap()[20] ^= 1;
    assert_eq!(vault.rotate(&store.all(), &mut dice).err(), Some(RECORD));
    store.records.remove(&uid(1));
    assert_eq!(
        vault.rotate(&store.all(), &mut dice).err(),
        Some(VaultFault::Damaged { what: "missing record" })
    );
}

#[test]
fn a_wrapped_key_opens_with_the_same_client_key_and_link_only() {
    let mut dice = Dice(1);
    let key = DataKey::make(&mut dice);
    let wrapped = wrap(&key, &[7; 32], LINK, &mut dice);
    let stored = WrappedKey::parse(wrapped.as_bytes().to_vec()).unwrap();

    assert_eq!(unwrap(&stored, &[7; 32], LINK).ok().unwrap().expose(), key.expose());
    assert_eq!(unwrap(&stored, &[8; 32], LINK).err(), Some(VaultFault::WrongKey));
    assert_eq!(unwrap(&stored, &[7; 32], "ABC-DEG").err(), Some(VaultFault::WrongKey));
    assert!(!wrapped.as_bytes().windows(8).any(|window| window == &key.expose()[..8]));
    for at in 0..wrapped.as_bytes().len() {
        let mut flipped = wrapped.as_bytes().to_vec();
        flipped[at] ^= 1;
        let flipped = WrappedKey::parse(flipped).unwrap();
        assert_eq!(unwrap(&flipped, &[7; 32], LINK).err(), Some(VaultFault::WrongKey), "byte {at}");
    }
    for len in [0, 59, 61] {
        assert_eq!(WrappedKey::parse(vec![0; len]), Err(VaultFault::Damaged { what: "wrapped key" }));
    }
}
