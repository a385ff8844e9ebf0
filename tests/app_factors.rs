//! Passphrase and passkey open the caches beside the phone, within their limits.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, user::ID};
use nearkey::{app::*, message::*, vault::Tries};

const PASSPHRASE: &str = "kelp harbour lantern 7";
const OUTPUT: [u8; 32] = [0xe1; 32];
const MINUTE: u64 = 60_000;

/// Four items behind a passphrase; open.
fn with_passphrase() -> (Rig, ViewId, ViewId) {
    let mut rig = Rig::linked();
    rig.watch.plant_login(PASSPHRASE);
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    rig.open_cache(popup);
    let seq = rig.say(options, Intent::SetPassphrase { passphrase: PASSPHRASE.into() });
    assert_eq!(rig.refusal(seq), None);
    assert!(rig.options_seen(options).factors.passphrase);
    (rig, popup, options)
}

fn with_passkey() -> (Rig, ViewId, ViewId) {
    let mut rig = Rig::linked();
    rig.watch.plant_key(&OUTPUT);
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    rig.open_cache(popup);
    rig.say(options, passkey());
    (rig, popup, options)
}

fn passkey() -> Intent {
    Intent::SetPasskey { credential: vec![7; 20], salt: vec![3; 32], output: OUTPUT.to_vec() }
}

fn passphrase(text: &str) -> Intent {
    Intent::UnlockPassphrase { passphrase: text.into() }
}

fn stored_tries(rig: &Rig) -> u32 {
    rig.store.get(TRIES).map_or(0, |bytes| serde_json::from_slice::<Tries>(bytes).unwrap().wrong())
}

/// So many wrong ones lie on the disk, the last of them now.
fn put_tries(rig: &mut Rig, wrong: u32) {
    let mut tries = Tries::default();
    for _ in 0..wrong {
        tries.failed(rig.wall_ms);
    }
    rig.kill();
    rig.store.insert(TRIES.into(), serde_json::to_vec(&tries).unwrap());
}

#[test]
fn t85_factors_are_set_only_while_the_cache_is_open() {
    let mut rig = Rig::linked();
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    for intent in [Intent::SetPassphrase { passphrase: PASSPHRASE.into() }, passkey()] {
        let seq = rig.say(options, intent);
        assert_eq!(rig.refusal(seq), Some("vaultLocked"));
    }
    assert!(!rig.store.contains_key(FACTORS));
    let seq = rig.say(popup, passphrase(PASSPHRASE));
    assert_eq!(rig.refusal(seq), Some("badMessage"), "there is none");
}

#[test]
fn t85_after_a_lock_the_passphrase_opens_without_a_post_to_the_phone() {
    let (mut rig, popup, _) = with_passphrase();
    let posts = rig.phone.seen.len();
    for killed in [false, true] {
        rig.say(popup, Intent::Lock);
        if killed {
            rig.kill();
            rig.session = None;
        }
        let popup = rig.popup();
        assert_eq!(rig.seen(popup).state, PopupState::Locked);
        assert!(rig.seen(popup).factors.passphrase);
        rig.say(popup, passphrase(PASSPHRASE));
        assert_eq!(rig.notice(popup), Some(Notice::Unlocked), "killed {killed}");
        let seq = rig.say(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
        assert!(rig.value(seq).is_some());
    }
    assert_eq!(rig.phone.seen.len(), posts);
    assert_eq!(stored_tries(&rig), 0, "right ones do not count");
}

#[test]
fn t90_each_wrong_passphrase_counts_on_disk_before_it_is_computed() {
    let (mut rig, popup, _) = with_passphrase();
    rig.say(popup, Intent::Lock);
    rig.kill();
    let popup = rig.popup();
    let seq = rig.say(popup, passphrase("not the passphrase"));
    assert_eq!(rig.refusal(seq), Some("passphraseWrong"));
    assert_eq!(stored_tries(&rig), 1);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);

    // Stopped in the middle: the disk knows of the try, and nothing was opened.
    rig.say_only(popup, passphrase(PASSPHRASE));
    assert!(rig.seen(popup).factors.busy);
    assert_eq!(rig.seen(popup).state, PopupState::Locked, "nothing was computed yet");
    rig.run_to(|job| matches!(job, Job::Tell(Event::Saved { ticket: Ticket::Factor, .. })));
    rig.kill();
    assert_eq!(stored_tries(&rig), 2);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    assert!(!rig.seen(popup).factors.busy);

    // A disk that does not take the try does not get one.
    rig.full_disk = 1;
    let seq = rig.say(popup, passphrase(PASSPHRASE));
    assert_eq!(rig.refusal(seq), Some("storageFull"));
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn t90_tries_wait_longer_each_time_and_end_with_the_phone() {
    let (mut rig, popup, _) = with_passphrase();
    rig.say(popup, Intent::Lock);
    for (wrong, wait) in [(2, 0), (3, 5_000), (5, MINUTE), (9, 60 * MINUTE)] {
        put_tries(&mut rig, wrong);
        let popup = rig.popup();
        assert!((rig.seen(popup).factors.wait_ms - f64::from(u32::try_from(wait).unwrap())).abs() < 1.0);
        if wait > 0 {
            let seq = rig.say(popup, passphrase(PASSPHRASE));
            assert_eq!(rig.refusal(seq), Some("passphraseWait"), "{wrong}");
            assert_eq!(stored_tries(&rig), wrong, "a try that was not made does not count");
            rig.pass(wait - 1_000);
            let seq = rig.say(popup, passphrase(PASSPHRASE));
            assert_eq!(rig.refusal(seq), Some("passphraseWait"), "{wrong}");
        }
    }
    rig.pass(2_000);
    let popup = rig.popup();
    let seq = rig.say(popup, passphrase("wrong for the tenth time"));
    assert_eq!(rig.refusal(seq), Some("passphraseWrong"));
    assert!(rig.seen(popup).factors.phone_needed);
    rig.pass(400 * 86_400_000);
    let seq = rig.say(popup, passphrase(PASSPHRASE));
    assert_eq!(rig.refusal(seq), Some("passphrasePhoneNeeded"), "no time is long enough");

    rig.unlock_by_phone(popup);
    assert_eq!(stored_tries(&rig), 0);
    rig.say(popup, Intent::Lock);
    rig.say(popup, passphrase(PASSPHRASE));
    assert_eq!(rig.seen(popup).total, 4, "the phone gave the tries back");
}

#[test]
fn t90_a_clock_that_is_set_back_neither_shortens_a_wait_nor_makes_it_endless() {
    let (mut rig, popup, _) = with_passphrase();
    rig.say(popup, Intent::Lock);
    put_tries(&mut rig, 4);
    rig.wall_ms -= 86_400_000;
    let popup = rig.popup();
    assert!((rig.seen(popup).factors.wait_ms - 15_000.0).abs() < 1.0);
    rig.pass(16_000);
    rig.tell(Event::Tick);
    assert!(rig.seen(popup).factors.wait_ms < 1.0);
}

#[test]
fn t90_what_is_no_passphrase_is_refused_and_stores_nothing() {
    let (mut rig, popup, options) = with_passphrase();
    let before = rig.store[FACTORS].clone();
    let huge = "x".repeat(1_048_576);
    for (text, fault) in [("", "passphraseShort"), ("seven 7", "passphraseShort"), (&huge, "passphraseLong")]
    {
        let seq = rig.say(options, Intent::SetPassphrase { passphrase: text.into() });
        assert_eq!(rig.refusal(seq), Some(fault));
    }
    assert!(rig.store[FACTORS] == before);
    rig.say(popup, Intent::Lock);
    for text in ["", huge.as_str()] {
        let seq = rig.say(popup, passphrase(text));
        assert!(rig.refusal(seq).is_some());
        assert_eq!(rig.seen(popup).state, PopupState::Locked);
    }
}

#[test]
fn t85_only_what_the_passkey_gave_opens() {
    let (mut rig, popup, _) = with_passkey();
    let posts = rig.phone.seen.len();
    rig.say(popup, Intent::Lock);
    rig.kill();
    let popup = rig.popup();
    let shown = rig.seen(popup).factors.passkey.unwrap();
    assert_eq!((shown.credential, shown.salt), (vec![7; 20], vec![3; 32]));
    let mut wrong = OUTPUT.to_vec();
    wrong[31] ^= 1;
    for output in [wrong, vec![], OUTPUT[..31].to_vec(), [OUTPUT.as_slice(), &[0]].concat()] {
        let seq = rig.say(popup, Intent::UnlockPasskey { output });
        assert_eq!(rig.refusal(seq), Some("passkeyWrong"));
        assert_eq!(rig.seen(popup).state, PopupState::Locked);
    }
    // Even when passphrases are used up, or there is none.
    put_tries(&mut rig, 10);
    let popup = rig.popup();
    rig.say(popup, Intent::UnlockPasskey { output: OUTPUT.to_vec() });
    assert_eq!(rig.seen(popup).total, 4);
    assert_eq!((rig.phone.seen.len(), stored_tries(&rig)), (posts, 0));
}

#[test]
fn removed_factors_open_nothing_and_leave_nothing() {
    let (mut rig, popup, options) = with_passkey();
    rig.say(options, Intent::RemovePasskey);
    assert!(!rig.store.contains_key(FACTORS));
    rig.say(popup, Intent::Lock);
    let seq = rig.say(popup, Intent::UnlockPasskey { output: OUTPUT.to_vec() });
    assert_eq!(rig.refusal(seq), Some("badMessage"));

    let (mut rig, popup, options) = with_passphrase();
    rig.say(options, passkey());
    rig.say(options, Intent::RemovePassphrase);
    assert!(rig.store.contains_key(FACTORS), "the passkey stays");
    rig.say(options, Intent::Wipe { what: Wipe::Factors });
    assert!(!rig.store.keys().any(|name| name.starts_with("local/")), "{:?}", rig.store.keys());
    assert_eq!(rig.options_seen(options).removed, ["removed_factors"]);
    rig.say(popup, Intent::Lock);
    assert!(rig.seen(popup).factors.passkey.is_none());
}

#[test]
fn factors_of_a_wiped_cache_do_not_outlive_the_next_one() {
    let (mut rig, popup, options) = with_passkey();
    rig.say(options, Intent::Wipe { what: Wipe::Cache });
    rig.say(popup, Intent::DismissRequest);
    rig.open_cache(popup);
    assert!(!rig.store.contains_key(FACTORS));
    assert!(rig.options_seen(options).factors.passkey.is_none());
    rig.say(options, passkey());
    rig.say(popup, Intent::Lock);
    rig.say(popup, Intent::UnlockPasskey { output: OUTPUT.to_vec() });
    assert_eq!(rig.seen(popup).total, 4);
}

#[test]
fn t85_what_unlocks_is_nowhere_in_what_a_locked_cache_leaves() {
    let (mut rig, popup, _) = with_passkey();
    rig.say(popup, Intent::Lock);
    rig.search_store();
    assert!(rig.session.as_ref().unwrap().1.is_none(), "no key is carried");
    // The factors are sealed: without its ties the disk says nothing of what they open.
    rig.store.remove(&local_name(ID));
    rig.kill();
    let popup = rig.popup();
    let seq = rig.say(popup, Intent::UnlockPasskey { output: OUTPUT.to_vec() });
    assert_eq!(rig.refusal(seq), Some("vaultWrongKey"));
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn damaged_factors_open_nothing_and_the_phone_still_does() {
    let (mut rig, popup, _) = with_passkey();
    rig.say(popup, Intent::Lock);
    rig.kill();
    rig.store.get_mut(FACTORS).unwrap().truncate(40);
    let before = rig.store[FACTORS].clone();
    let popup = rig.popup();
    let seq = rig.say(popup, Intent::UnlockPasskey { output: OUTPUT.to_vec() });
    assert_eq!(rig.refusal(seq), Some("vaultDamaged"));
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 4);
    assert!(rig.store[FACTORS] == before);
}
