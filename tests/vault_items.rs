//! Keeping, finding and forgetting items (threats T-77, T-78, T-81, T-82, T-91).

mod vault_builder;

use nearkey::{
    secret::SecretText,
    time::Timestamp,
    vault::{DataKey, LockClock, MAX_ITEMS, MAX_TEXT_LEN, NewItem, Vault, VaultFault},
};
use proptest::prelude::*;
use vault_builder::{Dice, LINK, Store, filled, item, named, uid};

fn reopen(vault: &Vault, store: &Store) -> Vault {
    let key = DataKey::parse(vault.data_key().expose()).unwrap_or_else(|| unreachable!());
    Vault::open(LINK, key, &store.index).unwrap_or_else(|_| unreachable!("it was just sealed"))
}

fn put(vault: &mut Vault, store: &mut Store, items: Vec<NewItem>, dice: &mut Dice) -> (u32, u32) {
    let changes = vault.put(items, 2_000, dice).unwrap_or_else(|_| unreachable!("these items fit"));
    let counted = (changes.new, changes.changed);
    store.save(vault, changes);
    counted
}

#[test]
fn an_item_comes_back_as_it_was_put() {
    let (vault, store) = filled(3, &mut Dice(1));
    let reopened = reopen(&vault, &store);
    let entry = reopened.entry(&uid(2)).unwrap();
    assert_eq!((entry.name.as_str(), entry.user.as_str()), ("Name 2", "user"));
    assert_eq!((entry.fetched_at_ms, entry.has_password, entry.has_otp), (1_000, true, false));
    let secrets = reopened.read(&uid(2), &store.records[&uid(2)]).ok().unwrap();
    assert_eq!((secrets.password.expose(), secrets.otp.is_empty()), ("password 2", true));
}

#[test]
fn new_and_changed_items_are_counted_and_the_same_ones_are_not_written() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(2, &mut dice);
    let mut renamed = item(1, "password 1");
    renamed.name = "Other".to_owned();
    let items = vec![item(0, "password 0"), renamed, item(2, "x")];
    let changes = vault.put(items, 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!((changes.new, changes.changed), (1, 1));
    assert_eq!(changes.writes.iter().map(|(uid, _)| uid.clone()).collect::<Vec<_>>(), [uid(2)]);
    store.save(&mut vault, changes);
    assert_eq!(vault.entry(&uid(0)).unwrap().fetched_at_ms, 2_000);
    assert!((0..3).all(|number| vault.read(&uid(number), &store.records[&uid(number)]).is_ok()));
}

#[test]
fn a_distrusted_record_is_written_anew_even_if_the_same_login_comes() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(2, &mut dice);
    let changes = vault.distrust(&uid(0), &mut dice).unwrap_or_else(|_| unreachable!());
    assert!(changes.writes.is_empty() && changes.removed.is_empty());
    store.save(&mut vault, changes);
    let items = vec![item(0, "password 0"), item(1, "password 1")];
    let changes = vault.put(items, 2_000, &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(changes.writes.iter().map(|(uid, _)| uid.clone()).collect::<Vec<_>>(), [uid(0)]);
    assert!(vault.distrust(&uid(7), &mut dice).is_err());
}

#[test]
fn t78_of_two_items_with_one_uid_the_last_counts() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    assert_eq!(
        put(&mut vault, &mut store, vec![item(0, "a"), item(0, "b"), item(0, "b")], &mut dice),
        (1, 0)
    );
    assert_eq!(vault.read(&uid(0), &store.records[&uid(0)]).ok().unwrap().password.expose(), "b");
}

#[test]
fn t78_too_much_is_refused_as_a_whole() {
    let mut dice = Dice(1);
    let (vault, _) = filled(1, &mut dice);
    let long = item(2, &"x".repeat(MAX_TEXT_LEN + 1));
    assert_eq!(vault.put(vec![item(1, "a"), long], 0, &mut dice).err(), Some(VaultFault::TooMuch));
    let many = (1..=u32::try_from(MAX_ITEMS).unwrap()).map(|number| item(number, "")).collect();
    assert_eq!(vault.put(many, 0, &mut dice).err(), Some(VaultFault::TooMuch));
    assert_eq!(vault.entries().len(), 1);
}

#[test]
fn t91_a_save_that_failed_changes_nothing() {
    let mut dice = Dice(1);
    let (vault, store) = filled(1, &mut dice);
    drop(vault.put(vec![item(0, "lost"), item(1, "lost")], 0, &mut dice).unwrap_or_else(|_| unreachable!()));
    drop(vault.remove(&uid(0), &mut dice).unwrap_or_else(|_| unreachable!()));
    assert_eq!(vault.read(&uid(0), &store.records[&uid(0)]).ok().unwrap().password.expose(), "password 0");
    assert_eq!(vault.entries().len(), 1);
}

#[test]
fn changes_for_an_older_state_are_refused() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(1, &mut dice);
    let late = vault.put(vec![item(1, "a")], 0, &mut dice).unwrap_or_else(|_| unreachable!());
    put(&mut vault, &mut store, vec![item(2, "b")], &mut dice);
    assert_eq!(vault.commit(late), Err(VaultFault::Stale));
    assert!(vault.entry(&uid(1)).is_none() && vault.entry(&uid(2)).is_some());
}

#[test]
fn a_forgotten_item_is_gone() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(2, &mut dice);
    let changes = vault.remove(&uid(0), &mut dice).unwrap_or_else(|_| unreachable!());
    assert_eq!(changes.removed, [uid(0)]);
    store.save(&mut vault, changes);
    let reopened = reopen(&vault, &store);
    assert_eq!(reopened.entries().map(|entry| entry.uid.clone()).collect::<Vec<_>>(), [uid(1)]);
    assert_eq!(vault.remove(&uid(0), &mut dice).err(), Some(VaultFault::NoSuchItem));
}

#[test]
fn t77_an_item_without_a_uuid_gets_the_same_one_each_time() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let bad = [
        "",
        "../../etc",
        "0000",
        "00000000-0000-4000-8000-00000000000g",
        "000000000-000-4000-8000-000000000000",
    ];
    let items = |password| {
        let texts = bad.iter().map(|uid| Some((*uid).to_owned())).chain([None]);
        texts.map(|uid| named(uid, "Bank", "me", "bank.example", password)).collect::<Vec<_>>()
    };
    assert_eq!(put(&mut vault, &mut store, items("a"), &mut dice), (1, 0));
    assert_eq!(put(&mut vault, &mut store, items("b"), &mut dice), (0, 1));
    let uid = vault.entries().next().unwrap().uid.clone();
    assert_eq!(uid.len(), 36);
    assert_eq!((uid.as_bytes()[14], uid.split('-').count()), (b'8', 5));
    assert!(b"89ab".contains(&uid.as_bytes()[19]));
}

#[test]
fn t77_derived_uids_do_not_mix_up_fields_and_given_ones_do_not_depend_on_case() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let items = vec![
        named(None, "ab", "c", "", "x"),
        named(None, "a", "bc", "", "x"),
        named(None, "a", "c", "b", "x"),
    ];
    assert_eq!(put(&mut vault, &mut store, items, &mut dice), (3, 0));
    let upper = named(Some("ABCDEF00-0000-4000-8000-000000000000".to_owned()), "n", "u", "w", "p");
    let lower = named(Some("abcdef00-0000-4000-8000-000000000000".to_owned()), "n", "u", "w", "p");
    assert_eq!(put(&mut vault, &mut store, vec![upper, lower], &mut dice), (1, 0));
}

fn names(vault: &Vault, text: &str) -> Vec<String> {
    vault.search(text).into_iter().map(|entry| entry.name.clone()).collect()
}

#[test]
fn search_finds_all_words_in_any_field_without_case_and_diacritics() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let items = vec![
        named(None, "Sparkasse Köln", "jürgen", "https://sparkasse.example", "p"),
        named(None, "My Köln tickets", "a@b.example", "tickets.example", "p"),
        named(None, "Kölner Bank", "", "bank.example", "p"),
        named(None, "Łódź Ёлка", "", "", "p"),
        named(None, "Straße", "", "", "p"),
    ];
    put(&mut vault, &mut store, items, &mut dice);
    for (text, expected) in [
        ("koln", vec!["Kölner Bank", "My Köln tickets", "Sparkasse Köln"]),
        ("KÖLN", vec!["Kölner Bank", "My Köln tickets", "Sparkasse Köln"]),
        ("ko\u{308}ln jurgen", vec!["Sparkasse Köln"]),
        ("bank example", vec!["Kölner Bank"]),
        ("example", vec!["Kölner Bank", "My Köln tickets", "Sparkasse Köln"]),
        ("lodz елка", vec!["Łódź Ёлка"]),
        ("STRASSE", vec!["Straße"]),
        ("koln nothing", vec![]),
        ("  ", vec!["Kölner Bank", "Łódź Ёлка", "My Köln tickets", "Sparkasse Köln", "Straße"]),
    ] {
        assert_eq!(names(&vault, text), expected, "{text}");
    }
}

#[test]
fn search_shows_names_that_start_so_first() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let items =
        ["x", "embargo", "the bar", "bar"].map(|name| named(None, name, "", "bar.example", "p")).into();
    put(&mut vault, &mut store, items, &mut dice);
    assert_eq!(names(&vault, "bar"), ["bar", "the bar", "embargo", "x"]);
}

#[test]
fn search_among_5000_items_finds_all_words() {
    let mut dice = Dice(1);
    let (mut vault, mut store) = filled(0, &mut dice);
    let items = (0..5_000).map(|number| {
        named(None, &format!("Müller {number}"), "someone@example.com", "https://a.example/login", "")
    });
    put(&mut vault, &mut store, items.collect(), &mut dice);
    assert_eq!(vault.search("muller 4999 some").len(), 1);
}

#[test]
fn t81_a_vault_locks_after_a_time_without_use() {
    let clock = LockClock::start(1_000, 10_000, Timestamp(500));
    assert_eq!((clock.locks_in(Timestamp(500)), clock.due(Timestamp(1_499))), (1_000, false));
    assert_eq!((clock.locks_in(Timestamp(1_500)), clock.due(Timestamp(1_500))), (0, true));
}

#[test]
fn t82_use_puts_the_lock_off_up_to_the_longest_time() {
    let mut clock = LockClock::start(1_000, 2_500, Timestamp(0));
    for now in [900, 1_800, 2_400] {
        clock.touch(Timestamp(now));
        assert!(!clock.due(Timestamp(now)));
    }
    assert_eq!(clock.locks_in(Timestamp(2_400)), 100);
    assert!(clock.due(Timestamp(2_500)));
}

#[test]
fn t81_a_clock_that_ran_out_or_back_stays_locked() {
    let mut clock = LockClock::start(1_000, 10_000, Timestamp(5_000));
    assert!(clock.due(Timestamp(4_999)));
    clock.touch(Timestamp(7_000));
    assert!(clock.due(Timestamp(7_000)));
    let kept: LockClock = serde_json::from_str(&serde_json::to_string(&clock).unwrap()).unwrap();
    assert_eq!(kept, clock);
}

proptest! {
    #[test]
    fn every_item_comes_back(texts in proptest::collection::vec(any::<[String; 5]>(), 0..8)) {
        let mut dice = Dice(3);
        let mut vault = Vault::create(LINK, &mut dice);
        let mut store = Store::default();
        let items = (0..).zip(&texts).map(|(number, [name, user, website, password, otp])| {
            let mut item = named(Some(uid(number)), name, user, website, password);
            item.secrets.otp = SecretText::new(otp.clone());
            item
        });
        put(&mut vault, &mut store, items.collect(), &mut dice);
        let reopened = reopen(&vault, &store);
        prop_assert!(reopened.entries().eq(vault.entries()));
        for (number, [name, user, website, password, otp]) in (0..).zip(&texts) {
            let entry = reopened.entry(&uid(number)).unwrap();
            prop_assert_eq!((&entry.name, &entry.user, &entry.website), (name, user, website));
            prop_assert_eq!((entry.has_password, entry.has_otp), (!password.is_empty(), !otp.is_empty()));
            let secrets = reopened.read(&uid(number), &store.records[&uid(number)]).ok().unwrap();
            prop_assert_eq!((secrets.password.expose(), secrets.otp.expose()), (password.as_str(), otp.as_str()));
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (vault, _) = filled(1, &mut Dice(1));
        prop_assert!(vault.read(&uid(0), &bytes).is_err());
        prop_assert!(Vault::open(LINK, DataKey::make(&mut Dice(1)), &bytes).is_err());
    }
}
