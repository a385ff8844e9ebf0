//! Accounts at servers: fetching, using, and what servers do wrong.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::Rig;
use app_rig::account::PASSPHRASE;
use app_rig::cloud::{Trouble, guid};
use nearkey::{app::*, message::*};

#[test]
fn an_account_without_any_phone_is_connected_filled_from_and_opened_by_its_passphrase() {
    let (mut rig, popup, id) = Rig::with_account();
    let screen = rig.seen(popup);
    assert_eq!((screen.total, screen.matches.len(), screen.others.len()), (2, 1, 1));
    let item = &screen.matches[0];
    assert_eq!(
        (item.name.as_str(), item.user.as_str(), item.source.as_str()),
        ("Bank", "ada@bank", id.as_str())
    );
    assert!(!item.unopened);

    rig.say(popup, Intent::Fill { item: item.id.clone() });
    assert_eq!(rig.tabs.filled[0].values, ["ada@bank", "cloud password 1"]);
    let seq = rig.say(popup, Intent::Copy { item: item.id.clone(), field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 1"));

    rig.say(popup, Intent::Lock);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    assert!(rig.seen(popup).accounts[0].user.is_empty());
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    assert_eq!(rig.seen(popup).total, 2);
}

#[test]
fn one_unlock_by_the_phone_opens_the_account_too() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.connected();
    assert_eq!(rig.seen(popup).total, 6);
    rig.say(popup, Intent::Lock);
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).total, 6);
}

#[test]
fn t105_both_sources_are_listed_with_their_names() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let id = rig.connected();
    let screen = rig.seen(popup);
    let mut sources: Vec<_> = screen.matches.iter().map(|item| item.source.clone()).collect();
    sources.sort();
    assert_eq!(sources, ["ABC-DEF".to_owned(), id]);
    let kinds: Vec<_> = screen.sources.iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::Phone, SourceKind::Passman]);
}

#[test]
fn what_changed_at_the_server_is_opened_anew_and_nothing_else() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.cloud.put(1, "Bank", "https://bank.example", "grace", "cloud password 3");
    rig.cloud.put(4, "New one", "https://new.test", "new", "cloud password 4");
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!((rig.seen(popup).total, rig.item(popup, 1).user.as_str()), (3, "grace"));
    let item = rig.item(popup, 1).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 3"));
    assert_eq!(rig.item(popup, 4).user, "new");
}

#[test]
fn what_came_is_listed_and_used_before_it_is_stored() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.cloud.put(4, "New one", "https://new.test", "new", "cloud password 4");
    rig.say(popup, Intent::Sync { source: id });
    let is_stored = |rig: &Rig| rig.store.keys().any(|name| name.ends_with(&guid(4).to_lowercase()));
    assert_eq!((rig.seen(popup).total, is_stored(&rig)), (3, false));
    let item = rig.item(popup, 4).id;
    // Who only looks does not have everything sealed first.
    rig.say(popup, Intent::Search { text: "new".into() });
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!((rig.value(seq), is_stored(&rig)), (Some("cloud password 4"), true));
}

#[test]
fn what_cannot_be_stored_is_taken_back_and_what_was_there_works() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.cloud.put(1, "Bank", "https://bank.example", "grace", "cloud password 3");
    rig.cloud.put(4, "New one", "https://new.test", "new", "cloud password 4");
    rig.full_disk = 1;
    rig.say(popup, Intent::Sync { source: id.clone() });
    assert_eq!(rig.seen(popup).total, 3);
    rig.wait(1_000);
    assert_eq!((rig.seen(popup).total, rig.sync_fault(popup).as_deref()), (2, Some("storageFull")));
    let copy = Intent::Copy { item: rig.item(popup, 1).id, field: CopyField::Password };
    let seq = rig.say(popup, copy.clone());
    assert_eq!((rig.item(popup, 1).user.as_str(), rig.value(seq)), ("ada@bank", Some("cloud password 1")));
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    let seq = rig.say(popup, copy);
    assert_eq!((rig.seen(popup).total, rig.value(seq)), (3, Some("cloud password 3")));
}

#[test]
fn a_worker_that_is_stopped_before_what_came_is_stored_loses_nothing() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.cloud.put(4, "New one", "https://new.test", "new", "cloud password 4");
    rig.say(popup, Intent::Sync { source: id.clone() });
    assert_eq!(rig.seen(popup).total, 3);
    rig.kill();
    let popup = rig.popup();
    rig.wait(1_000);
    assert_eq!(rig.seen(popup).notice, None);
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!(rig.seen(popup).total, 3);
}

#[test]
fn what_is_in_the_bin_or_hidden_is_not_here_and_what_is_gone_is_marked() {
    let mut rig = Rig::cloudy();
    rig.cloud.put(3, "Test key", "https://bank.example", "test", "cloud password 5");
    rig.cloud.item(3)["hidden"] = 1.into();
    let id = rig.connected();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 2);
    rig.cloud.item(1)["delete_time"] = 5_000.into();
    rig.cloud.items.retain(|item| item["guid"] != guid(2).as_str());
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    let screen = rig.seen(popup);
    assert_eq!((screen.total, screen.matches.len()), (1, 0));
    assert!(rig.item(popup, 2).gone);
}

#[test]
fn without_the_server_everything_that_was_fetched_is_there_and_says_how_old_it_is() {
    let (mut rig, popup, id) = Rig::with_account();
    let fetched = rig.seen(popup).accounts[0].synced_at_ms;
    rig.say(popup, Intent::Lock);
    rig.kill();
    for trouble in [Trouble::Down, Trouble::Html, Trouble::CutOff, Trouble::Status(500), Trouble::Redirect] {
        rig.cloud.trouble = Some(trouble.clone());
        rig.wait(600_000);
        let popup = rig.popup();
        rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
        rig.wait(1_000);
        assert_eq!(rig.seen(popup).total, 2, "{trouble:?}");
        assert!(rig.sync_fault(popup).is_some(), "{trouble:?}");
        assert!((rig.seen(popup).accounts[0].synced_at_ms - fetched).abs() < 1.0, "{trouble:?}");
        let item = rig.item(popup, 1).id;
        let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
        assert_eq!(rig.value(seq), Some("cloud password 1"), "{trouble:?}");
        rig.say(popup, Intent::Lock);
    }
    rig.cloud.trouble = None;
    let popup = rig.popup();
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.wait(1_000);
    assert_eq!(rig.sync_fault(popup), None);
    assert!(rig.seen(popup).accounts[0].synced_at_ms > fetched);
    assert_eq!(rig.seen(popup).accounts[0].source.id, id);
}

#[test]
fn t106_a_permission_that_was_taken_away_is_named() {
    let mut rig = Rig::cloudy();
    let id = rig.connected();
    rig.forbidden.push("cloud.test".into());
    let popup = rig.popup();
    rig.say(popup, Intent::Sync { source: id.clone() });
    rig.wait(1_000);
    assert_eq!((rig.sync_fault(popup).as_deref(), rig.seen(popup).total), (Some("serverNoPermission"), 2));
    assert_eq!(rig.seen(popup).accounts[0].permission, "https://cloud.test/*");
    rig.forbidden.clear();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!(rig.sync_fault(popup), None);
}

#[test]
fn t102_an_item_that_was_tampered_with_says_so_and_the_others_work() {
    let mut rig = Rig::cloudy();
    let good = rig.cloud.item(2)["password"].clone();
    rig.connected();
    let popup = rig.popup();
    let other = rig.cloud.item(1);
    // The password of another item, sealed with another key: neither opens as what it should be.
    other["password"] = serde_json::Value::String(good.as_str().unwrap().replace('a', "b"));
    other["changed"] = 2_000.into();
    let id = rig.seen(popup).accounts[0].source.id.clone();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    let item = rig.item(popup, 1).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.refusal(seq), Some("itemSealedOtherwise"));
    let item = rig.item(popup, 2).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 2"));
}

#[test]
fn t104_an_item_for_another_site_is_not_offered_here_and_asks_before_it_fills() {
    let (mut rig, popup, _) = Rig::with_account();
    assert_eq!(rig.seen(popup).matches.len(), 1);
    let item = rig.item(popup, 2).id;
    rig.say(popup, Intent::Fill { item });
    assert!(matches!(rig.seen(popup).question, Some(Question::OtherSite { .. })));
    assert_eq!(rig.fill_orders, 0);
}

#[test]
fn an_account_is_taken_away_with_all_that_is_kept_of_it_and_its_app_password_is_given_back() {
    let mut rig = Rig::cloudy();
    rig.cloud.granted = true;
    let id = rig.connected();
    let options = rig.attach(ViewKind::Options);
    rig.say(options, Intent::Disconnect { source: id });
    assert!(rig.caches().is_empty() && rig.options_seen(options).accounts.is_empty());
    let last = rig.cloud.seen.last().unwrap();
    assert_eq!(
        (last.0.as_str(), last.1.as_str()),
        ("DELETE", "https://cloud.test/ocs/v2.php/core/apppassword")
    );
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::FirstRun);
}

#[test]
fn what_alone_opens_an_account_cannot_be_removed() {
    let mut rig = Rig::cloudy();
    rig.connected();
    let options = rig.attach(ViewKind::Options);
    for intent in [Intent::RemovePassphrase, Intent::Wipe { what: Wipe::Factors }] {
        let seq = rig.say(options, intent);
        assert_eq!(rig.refusal(seq), Some("lastKey"));
    }
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.connected();
    let options = rig.attach(ViewKind::Options);
    let seq = rig.say(options, Intent::Unlink { phone: "ABC-DEF".into() });
    assert_eq!(rig.refusal(seq), Some("lastKey"));
    rig.say(options, Intent::SetPassphrase { passphrase: PASSPHRASE.into() });
    rig.say(options, Intent::Unlink { phone: "ABC-DEF".into() });
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    assert_eq!(rig.seen(popup).total, 2);
}

#[test]
fn a_worker_that_is_stopped_goes_on_with_the_account_open() {
    let mut rig = Rig::cloudy();
    rig.connected();
    rig.kill();
    let popup = rig.popup();
    assert_eq!((rig.seen(popup).state, rig.seen(popup).total), (PopupState::Open, 2));
    let item = rig.item(popup, 1).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 1"));
}

#[test]
fn an_account_alone_is_never_shut_out_for_good_by_wrong_passphrases() {
    let (mut rig, popup, _) = Rig::with_account();
    rig.say(popup, Intent::Lock);
    for _ in 0..12 {
        rig.say(popup, Intent::UnlockPassphrase { passphrase: "wrong passphrase".into() });
        rig.wait(61 * 60_000);
    }
    assert!(!rig.seen(popup).factors.phone_needed);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    assert_eq!(rig.seen(popup).state, PopupState::Open);
}

#[test]
fn t102_a_server_that_asks_for_a_million_rounds_keeps_nobody_busy_in_the_background() {
    let mut rig = Rig::cloudy();
    let slow = rig.cloud.slowed(2, "username");
    rig.cloud.item(2)["username"] = slow;
    rig.connected();
    let popup = rig.popup();
    assert!(rig.item(popup, 2).unopened && !rig.item(popup, 1).unopened);
    let item = rig.item(popup, 2).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 2"));
}

#[test]
fn an_item_that_changed_within_the_second_of_its_last_change_is_opened_anew() {
    let (mut rig, popup, id) = Rig::with_account();
    let stamp = rig.cloud.item(1)["changed"].clone();
    rig.cloud.put(1, "Bank", "https://bank.example", "grace", "cloud password 3");
    rig.cloud.item(1)["changed"] = stamp;
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!(rig.item(popup, 1).user, "grace");
}

#[test]
fn what_a_worker_did_not_get_to_the_next_one_opens() {
    let mut rig = Rig::cloudy();
    rig.connected();
    for number in 10..60 {
        rig.cloud.put(number, "Many", "https://many.test", "many", "cloud password 8");
    }
    let popup = rig.popup();
    let id = rig.seen(popup).accounts[0].source.id.clone();
    rig.say_only(popup, Intent::Sync { source: id });
    rig.run_to(|job| matches!(job, app_rig::Job::Tell(Event::Saved { ticket: Ticket::Save(_), .. })));
    rig.kill();
    let popup = rig.popup();
    rig.wait(2_000);
    assert_eq!(rig.seen(popup).total, 52);
    assert!(rig.seen(popup).others.iter().all(|item| !item.unopened));
}

#[test]
fn an_item_that_is_too_large_keeps_no_other_out() {
    let mut rig = Rig::cloudy();
    rig.cloud.put(3, "Large", "https://large.test", "large", "cloud password 8");
    rig.cloud.item(3)["icon"] = "x".repeat(3 << 20).into();
    let id = rig.connected();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 2);
    // One that was kept is not gone because it grew: what is known of it stays.
    rig.cloud.item(1)["icon"] = "x".repeat(3 << 20).into();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    let item = rig.item(popup, 1);
    assert_eq!((item.gone, item.user.as_str()), (false, "ada@bank"));
    let seq = rig.say(popup, Intent::Copy { item: item.id, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 1"));
}

#[test]
fn a_vault_that_has_another_password_by_now_loses_nothing_that_was_known() {
    let (mut rig, popup, id) = Rig::with_account();
    let before = rig.cloud.items.clone();
    for number in [1, 2] {
        let sealed = rig.cloud.sealed_with("another password", &serde_json::json!("ada@bank"));
        let item = rig.cloud.item(number);
        (item["username"], item["url"]) = (sealed.clone(), sealed);
        item["changed"] = 4_000.into();
    }
    rig.say(popup, Intent::Sync { source: id.clone() });
    rig.wait(1_000);
    assert_eq!(rig.sync_fault(popup).as_deref(), Some("itemSealedOtherwise"));
    assert_eq!(rig.item(popup, 1).user, "ada@bank");
    assert!(rig.item(popup, 1).unopened);
    rig.cloud.items = before;
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!(rig.sync_fault(popup), None);
    assert!(!rig.item(popup, 1).unopened);
}

#[test]
fn t102_many_rounds_for_the_key_of_a_shared_item_keep_nobody_busy_either() {
    let mut rig = Rig::cloudy();
    let slow = rig.cloud.slowed(2, "username");
    rig.cloud.item(2)["shared_key"] = slow;
    rig.connected();
    let popup = rig.popup();
    assert!(rig.item(popup, 2).unopened && !rig.item(popup, 1).unopened);
}

#[test]
fn a_phone_does_not_make_a_cache_apart_from_accounts_that_are_closed() {
    let mut rig = Rig::cloudy();
    rig.connected();
    rig.store_link();
    rig.phone.put_recorded_link();
    rig.phone.up = true;
    let popup = rig.popup();
    rig.say(popup, Intent::Lock);
    rig.kill();
    let popup = rig.popup();
    rig.unlock_by_phone(popup);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("vaultNeedsPassphrase"));
    rig.say(popup, Intent::DismissRequest);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.say(popup, Intent::AskAll);
    rig.wait(200);
    rig.accept();
    rig.wait(3_000);
    rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.seen(popup).total, 6);
    // From now on either opens both.
    rig.say(popup, Intent::Lock);
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).total, 6);
}

#[test]
fn what_is_gone_at_its_server_can_be_forgotten_here() {
    let (mut rig, popup, id) = Rig::with_account();
    let item = rig.item(popup, 2).id;
    let seq = rig.say(popup, Intent::Forget { item: item.clone() });
    assert_eq!(rig.refusal(seq), Some("badMessage"));
    rig.cloud.items.retain(|item| item["guid"] != guid(2).as_str());
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    rig.say(popup, Intent::Forget { item });
    assert_eq!(rig.seen(popup).total, 1);
}

#[test]
fn an_account_that_goes_leaves_what_is_being_stored_of_others() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let id = rig.connected();
    let options = rig.attach(ViewKind::Options);
    rig.say_only(popup, Intent::Forget { item: Rig::uid(3) });
    rig.say_only(options, Intent::Disconnect { source: id });
    rig.settle();
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).total, 3);
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
    assert!(rig.value(seq).is_some());
}
