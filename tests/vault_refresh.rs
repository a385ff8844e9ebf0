//! Asking the phone again: what changed is told, what is gone is marked and kept, what was not asked for is not taken.

mod vault_builder;

use nearkey::{
    secret::SecretText,
    vault::{
        ChangeKind, ChangedFields, Changes, DataKey, MAX_PREVIEW_NAMES, MAX_TEXT_LEN, NewItem, Preview,
        Vault, VaultFault,
    },
};
use proptest::prelude::*;
use vault_builder::{Dice, LINK, Store, filled, item, named, uid};

const NOTHING: ChangedFields =
    ChangedFields { name: false, user: false, website: false, password: false, otp: false };

fn told(changes: &Changes) -> Vec<(String, ChangeKind)> {
    changes.what.iter().map(|change| (change.uid.clone(), change.kind)).collect()
}

fn with_otp(item: NewItem, otp: &str) -> NewItem {
    let mut item = item;
    item.secrets.otp = SecretText::new(otp.to_owned());
    item
}

/// Asks for the items with these numbers, and saves.
fn refresh(
    vault: &mut Vault,
    store: &mut Store,
    asked: &[u32],
    came: Vec<NewItem>,
) -> Vec<(String, ChangeKind)> {
    let asked: Vec<_> = asked.iter().map(|number| uid(*number)).collect();
    let changes =
        vault.refresh(&asked, came, 5_000, &mut Dice(9)).unwrap_or_else(|_| unreachable!("these items fit"));
    let told = told(&changes);
    store.save(vault, changes);
    told
}

fn reopen(vault: &Vault, store: &Store) -> Vault {
    let key = DataKey::parse(vault.data_key().expose()).unwrap_or_else(|| unreachable!("32 bytes"));
    Vault::open(LINK, key, &store.index).unwrap_or_else(|_| unreachable!("it was just sealed"))
}

#[test]
fn an_item_that_the_phone_does_not_know_any_more_is_marked_and_kept() {
    let (mut vault, mut store) = filled(3, &mut Dice(1));
    let told = refresh(&mut vault, &mut store, &[0, 1], vec![item(0, "password 0")]);
    assert_eq!(told, [(uid(1), ChangeKind::Gone)]);
    let reopened = reopen(&vault, &store);
    assert_eq!([0, 1, 2].map(|number| reopened.entry(&uid(number)).unwrap().gone), [false, true, false]);
    assert_eq!(reopened.read(&uid(1), &store.records[&uid(1)]).ok().unwrap().password.expose(), "password 1");
    assert_eq!(reopened.entry(&uid(0)).unwrap().fetched_at_ms, 5_000);
    assert_eq!(reopened.entry(&uid(1)).unwrap().fetched_at_ms, 1_000);

    assert_eq!(refresh(&mut vault, &mut store, &[1], vec![]), [], "it is told once");
    assert!(vault.entry(&uid(1)).unwrap().gone);
}

#[test]
fn an_item_that_comes_again_is_not_gone_any_more() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(2, &mut dice);
    refresh(&mut vault, &mut store, &[0, 1], vec![]);
    let told = refresh(&mut vault, &mut store, &[0], vec![item(0, "other")]);
    let password = ChangedFields { password: true, ..NOTHING };
    assert_eq!(told, [(uid(0), ChangeKind::Back), (uid(0), ChangeKind::Changed(password))]);

    let changes = vault.put(vec![item(1, "password 1")], 6_000, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!((changes.new, changes.changed), (0, 0));
    assert_eq!(self::told(&changes), [(uid(1), ChangeKind::Back)]);
    store.save(&mut vault, changes);
    assert!(vault.entries().all(|entry| !entry.gone));
}

#[test]
fn what_nobody_asked_for_is_not_taken() {
    let (mut vault, mut store) = filled(2, &mut Dice(1));
    let long = item(7, &"x".repeat(MAX_TEXT_LEN + 1));
    let came = vec![item(1, "forced"), item(0, "password 0"), item(3, "forced"), long];
    let changes = vault.refresh(&[uid(0)], came, 5_000, &mut Dice(2)).unwrap_or_else(|_| unreachable!());
    assert_eq!((changes.ignored, changes.new, changes.changed, changes.writes.len()), (3, 0, 0, 0));
    store.save(&mut vault, changes);
    assert_eq!(vault.entries().len(), 2);
    assert_eq!(vault.read(&uid(1), &store.records[&uid(1)]).ok().unwrap().password.expose(), "password 1");
    assert_eq!(vault.entry(&uid(1)).unwrap().fetched_at_ms, 1_000);
}

#[test]
fn an_item_that_was_asked_for_without_being_there_may_come_new() {
    let (mut vault, mut store) = filled(1, &mut Dice(1));
    let told = refresh(&mut vault, &mut store, &[4, 5], vec![item(4, "new")]);
    assert_eq!(told, [(uid(4), ChangeKind::New)]);
    assert!(vault.entry(&uid(5)).is_none());
}

#[test]
fn uids_are_the_same_in_any_case() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let upper = "ABCDEF00-0000-4000-8000-000000000000";
    let bank = || named(Some(upper.to_owned()), "Bank", "", "", "p");
    for came in [vec![bank()], vec![bank()]] {
        let changes =
            vault.refresh(&[upper.to_owned()], came, 0, &mut dice).unwrap_or_else(|_| unreachable!());
        assert_eq!(changes.ignored, 0);
        store.save(&mut vault, changes);
    }
    let changes = vault.refresh(&[upper.to_owned()], vec![], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(told(&changes), [(upper.to_ascii_lowercase(), ChangeKind::Gone)]);
}

#[test]
fn t77_an_item_whose_uid_was_made_up_is_never_taken_for_gone() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(1, &mut dice);
    let changes = vault
        .put(vec![named(None, "Bank", "me", "bank.example", "p")], 0, &mut dice)
        .unwrap_or_else(|_| unreachable!());
    store.save(&mut vault, changes);
    let made_up: Vec<_> = vault.entries().filter(|entry| !entry.has_phone_uid()).collect();
    assert_eq!(made_up.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["Bank"]);
    let asked: Vec<_> = vault.entries().map(|entry| entry.uid.clone()).collect();
    let changes = vault.refresh(&asked, vec![], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(told(&changes), [(uid(0), ChangeKind::Gone)]);
}

#[test]
fn every_field_that_changes_is_named_and_no_other() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let base = || with_otp(item(0, "p"), "otpauth://totp/a");
    let changes = vault.put(vec![base()], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!((told(&changes), changes.what[0].name.as_str()), (vec![(uid(0), ChangeKind::New)], "Name 0"));
    store.save(&mut vault, changes);
    let cases = [
        (NewItem { name: "x".to_owned(), ..base() }, ChangedFields { name: true, ..NOTHING }),
        (NewItem { user: "x".to_owned(), ..base() }, ChangedFields { user: true, ..NOTHING }),
        (NewItem { website: "x".to_owned(), ..base() }, ChangedFields { website: true, ..NOTHING }),
        (with_otp(item(0, "x"), "otpauth://totp/a"), ChangedFields { password: true, ..NOTHING }),
        (with_otp(item(0, ""), "otpauth://totp/a"), ChangedFields { password: true, ..NOTHING }),
        (with_otp(base(), "x"), ChangedFields { otp: true, ..NOTHING }),
        (with_otp(base(), ""), ChangedFields { otp: true, ..NOTHING }),
        // The same letters in other fields.
        (with_otp(item(0, "otpauth://totp/a"), "p"), ChangedFields { password: true, otp: true, ..NOTHING }),
        (
            with_otp(named(Some(uid(0)), "a", "b", "c", "d"), "e"),
            ChangedFields { name: true, user: true, website: true, password: true, otp: true },
        ),
    ];
    for (changed, fields) in cases {
        let name = changed.name.clone();
        let changes = vault.put(vec![changed], 0, &mut dice).unwrap_or_else(|_| unreachable!());
        assert_eq!(told(&changes), [(uid(0), ChangeKind::Changed(fields))]);
        assert_eq!((changes.changed, &changes.what[0].name), (1, &name));
    }
    let same = vault.put(vec![base()], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(told(&same), []);
}

#[test]
fn forgetting_and_distrusting_tell_nothing() {
    let mut dice = Dice(1);
    let (vault, _) = filled(1, &mut dice);
    for changes in [vault.remove(&uid(0), &mut dice), vault.distrust(&uid(0), &mut dice)] {
        let changes = changes.unwrap_or_else(|_| unreachable!());
        assert_eq!((told(&changes), changes.new, changes.changed), (vec![], 0, 0));
    }
}

#[test]
fn a_gone_mark_outlives_a_rotation() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(2, &mut dice);
    refresh(&mut vault, &mut store, &[0], vec![]);
    let rotated = vault.rotate(&store.all(), &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(rotated.vault.entries().map(|entry| entry.gone).collect::<Vec<_>>(), [true, false]);
    let changes = rotated.vault.put(vec![item(1, "x")], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    let password = ChangedFields { password: true, ..NOTHING };
    assert_eq!(told(&changes), [(uid(1), ChangeKind::Changed(password))]);
}

#[test]
fn a_preview_tells_what_keeping_would_do_and_does_nothing() {
    let mut dice = Dice(1);
    let (vault, _) = filled(3, &mut dice);
    let renamed = NewItem { name: "Other".to_owned(), ..item(2, "password 2") };
    let items = vec![item(9, "a"), item(0, "password 0"), item(1, "x"), renamed, item(9, "b"), item(8, "")];
    let preview = vault.preview(&items);
    let names = ["Name 9", "Name 0", "Name 1", "Other", "Name 8"].map(str::to_owned).to_vec();
    assert_eq!(preview, Preview { count: 5, new: 2, changed: 2, same: 1, names, fits: true });
    assert_eq!((vault.entries().len(), vault.index_version()), (3, 1));
    let changes = vault.put(items, 0, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!((changes.new, changes.changed), (2, 2));
    assert_eq!(vault.preview(&[]), Preview { fits: true, ..Preview::default() });
}

#[test]
fn t78_a_preview_lists_few_names_and_says_what_would_be_refused() {
    let mut dice = Dice(1);
    let (vault, _) = filled(0, &mut dice);
    let many: Vec<_> = (0..300).map(|number| item(number, "")).collect();
    let preview = vault.preview(&many);
    assert_eq!((preview.count, preview.names.len(), preview.fits), (300, MAX_PREVIEW_NAMES, true));
    let long = vec![item(0, "a"), item(1, &"x".repeat(MAX_TEXT_LEN + 1))];
    assert!(!vault.preview(&long).fits);
    assert_eq!(vault.put(long, 0, &mut dice).err(), Some(VaultFault::TooMuch));
}

/// A vault of two items (key, index, record of the second), as version 0.1.0 stored it before the index had form 2.
const OLD_KEY: &str = "6304e695733f775322691af5ebdfdd8ce1539ec1ac1b586ce7f51368e66af80d";
const OLD_INDEX: &str = "01f5bf28d04c8eefbf00000000000000017f55929d5a5edf66765bcbc787055d5630ad09e793e8e2c6fcfbd18f2b\
    45ac9f734757480b35f3788029b09a251e316d7317b6c33b374dd658c46058d816256232010c939e56e5b863049028f01ea22e1b34a35894f\
    83c0b8630e3bc0d5478e13d289ca9a140d4079d09fb4c39fb3ec0e5c07b3318594d49f6a867befd8a310b906b2ac18778fad3147ad658c1d1\
    bb63906c1863491b59743de36b65bc1b511c699b77bdd63442855e8c0c887b4c48068dc5503b49a600739bea2e206d2a9d3a9700577eca67a\
    84f6cd3c20fe522d0d6ca00ea2b0216192088e6a164e48e5846eb9f60ff42a2f5d04b8b71a4c624e68c6d89e7b2fd153dbced87a6a2946024\
    414708614934e0791283954232712ccda770ab713645487153f584a18aa16237fd60a222f8c8312b05";
const OLD_RECORD: &str = "010a5188d3d8a4ab5c10409238fa34fa867af1a694e5927d1d48b03070f99a616daf8d4eeac49cb5f7458c49358\
    e39b7ec5bf8ba9a1ace";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit));
    bytes.filter_map(|byte| u8::try_from(byte).ok()).collect()
}

#[test]
fn an_index_of_form_1_is_read_and_stored_in_form_3() {
    let key = || DataKey::parse(&bytes(OLD_KEY)).unwrap();
    let mut vault = Vault::open(LINK, key(), &bytes(OLD_INDEX)).unwrap_or_else(|_| unreachable!());
    assert!(vault.entries().map(|entry| entry.gone).eq([false, false]));
    assert_eq!(vault.read(&uid(1), &bytes(OLD_RECORD)).ok().unwrap().password.expose(), "password 1");

    // The same items are not written again; what changed is told as well as it is known.
    let mut dice = Dice(2);
    let changes = vault
        .put(vec![item(0, "password 0"), item(1, "x")], 2_000, &mut dice)
        .unwrap_or_else(|_| unreachable!());
    let password = ChangedFields { password: true, ..NOTHING };
    assert_eq!(told(&changes), [(uid(1), ChangeKind::Changed(password))]);
    assert_eq!(changes.writes.len(), 1);
    assert_eq!(changes.index[0], 3);
    let index = changes.index.clone();
    vault.commit(changes).unwrap();
    let reopened = Vault::open(LINK, key(), &index).unwrap_or_else(|_| unreachable!());
    assert!(reopened.entries().eq(vault.entries()));

    let changes = reopened
        .put(vec![with_otp(item(0, "password 0"), "otp")], 0, &mut dice)
        .unwrap_or_else(|_| unreachable!());
    let otp = ChangedFields { otp: true, ..NOTHING };
    assert_eq!(told(&changes), [(uid(0), ChangeKind::Changed(otp))]);
}

/// The same of the time when the index had form 2 and records form 1: two items, of which the first is gone.
const KEY_OF_FORM_2: &str = "646070befe52afae62eaaf875e8a2dc0b689b544e52bec4360603197d68ce9c8";
const INDEX_OF_FORM_2: &str = "0200f2b1850c851a7a0000000000000002a0191ac7640df996995a81c8fb984ab973cde3338687950ed09b678e0a950bb81a\
    bfc68b2ce8fb7180e42555daaa3617ff57565cb2090075eea022ee2963cc668c38a02c56b639f8b1a47f8c2396dba1bce924\
    d7643cbd76795082848ecdd2578c1e21a55cb31926b234384705514c4ef295c58155a3cd2f73f337218f97ab1ce6df1e7ebf\
    9fb16ae191e6869175764c5fced89168925ef92690ad09e5188d5a268a36711d925e0c694c7b70dbdace2a657c640eaebb55\
    d5d5fe92840f2a784583e50218fb8f8431d08c889c8401b737291b26536e456bfc6d01e1a99a06221dfa8c93b53829a951d1\
    a84f332e44683039f948ed03280460df4c269214447f03febbf4f25278f81d129363cbd86635b4ea551e7add3abbd4426cd3\
    3389524841c5af9b28d77f6053f3bdf257b1b4dae66844b6dd5c1cfe39c80870cdd46b6f660d95678f4d077760";
const RECORD_OF_FORM_1: &str = "01ccb8ac5aa6b853a53df1e74df9e01367c1e502443740f6462ae9af8850b1a5f1dbf2d5b1b5066b6b410364a1af4e46d5c1\
    5b82c0acfe";

#[test]
fn an_index_of_form_2_and_its_records_are_read_and_nothing_of_them_counts_as_changed() {
    let key = DataKey::parse(&bytes(KEY_OF_FORM_2)).unwrap();
    let vault = Vault::open(LINK, key, &bytes(INDEX_OF_FORM_2)).unwrap_or_else(|_| unreachable!());
    let known: Vec<_> =
        vault.entries().map(|entry| (entry.gone, entry.unopened, entry.group.as_str())).collect();
    assert_eq!(known, [(true, false, ""), (false, false, "")]);
    let secrets = vault.read(&uid(1), &bytes(RECORD_OF_FORM_1)).ok().unwrap();
    assert_eq!((secrets.password.expose(), secrets.body.is_empty()), ("password 1", true));
    assert!(vault.note().expose().is_empty());
    let changes =
        vault.put(vec![item(1, "password 1")], 3_000, &mut Dice(2)).unwrap_or_else(|_| unreachable!());
    assert!(changes.writes.is_empty() && changes.what.is_empty());
}

#[test]
fn t86_the_form_of_an_index_cannot_be_changed() {
    let key = || DataKey::parse(&bytes(OLD_KEY)).unwrap();
    let damaged = Some(VaultFault::Damaged { what: "index" });
    let mut old = bytes(OLD_INDEX);
    old[0] = 2;
    assert_eq!(Vault::open(LINK, key(), &old).err(), damaged);
    let (vault, store) = filled(1, &mut Dice(1));
    for form in [0, 1] {
        let mut index = store.index.clone();
        index[0] = form;
        let key = DataKey::parse(vault.data_key().expose()).unwrap();
        assert_eq!(Vault::open(LINK, key, &index).err(), damaged);
    }
}

proptest! {
    /// Whatever is asked and comes: nothing is lost, nothing that was not asked changes, and what is gone is just what
    /// was asked and did not come.
    #[test]
    fn a_refresh_touches_only_what_was_asked(
        asked in proptest::collection::btree_set(0..8_u32, 0..8),
        came in proptest::collection::vec((0..8_u32, "[a-c]"), 0..8),
    ) {
        let (mut vault, mut store) = filled(5, &mut Dice(4));
        let before: Vec<_> = vault.entries().cloned().collect();
        let asked_uids: Vec<_> = asked.iter().map(|number| uid(*number)).collect();
        let items = came.iter().map(|(number, password)| item(*number, password)).collect();
        let changes = vault.refresh(&asked_uids, items, 7_000, &mut Dice(5)).unwrap_or_else(|_| unreachable!());
        prop_assert_eq!(changes.ignored as usize, came.iter().filter(|(number, _)| !asked.contains(number)).count());
        store.save(&mut vault, changes);
        for old in &before {
            prop_assert!(vault.entry(&old.uid).is_some() && vault.read(&old.uid, &store.records[&old.uid]).is_ok());
            if !asked_uids.contains(&old.uid) {
                prop_assert_eq!(vault.entry(&old.uid), Some(old));
            }
        }
        for entry in vault.entries() {
            let number = (0..8).find(|number| uid(*number) == entry.uid).unwrap();
            let answered = came.iter().any(|(came, _)| *came == number);
            prop_assert_eq!(entry.gone, asked.contains(&number) && !answered);
        }
    }
}
