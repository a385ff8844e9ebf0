//! The phone's present word about what is kept, and many logins at once.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, phone::login, user::SITE};
use nearkey::{app::*, message::*};
use nearkey_servers::{Credential, phone::Choice};

fn opened() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    (rig, popup)
}

/// The intent, and the phone's yes.
fn granted(rig: &mut Rig, popup: ViewId, intent: Intent) {
    rig.say(popup, Intent::DismissRequest);
    let seq = rig.say(popup, intent);
    assert_eq!(rig.refusal(seq), None);
    rig.wait(200);
    rig.accept();
    rig.wait(3_000);
}

fn change(rig: &mut Rig, of: impl FnOnce(&mut Vec<Credential>)) {
    let mut credentials = rig.phone.state().credentials().to_vec();
    of(&mut credentials);
    rig.phone.state().set_credentials(credentials);
}

fn changes(rig: &Rig, popup: ViewId) -> (Vec<ChangeView>, u32) {
    match rig.notice(popup) {
        Some(Notice::Refreshed { changes, same }) => (changes, same),
        other => panic!("not refreshed: {other:?}"),
    }
}

fn gone(rig: &Rig, popup: ViewId) -> Vec<String> {
    let screen = rig.seen(popup);
    let all = screen.matches.into_iter().chain(screen.company).chain(screen.others);
    all.filter(|item| item.gone).map(|item| item.name).collect()
}

fn password(rig: &mut Rig, popup: ViewId, number: u32) -> Option<String> {
    let item = Rig::uid(number);
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    rig.value(seq).map(ToOwned::to_owned)
}

#[test]
fn a_refresh_of_all_lists_what_changed_and_takes_it() {
    let (mut rig, popup) = opened();
    change(&mut rig, |logins| {
        logins[0].password = "Pa55-new".into();
        logins[1].name = "Renamed".into();
        logins[1].user = "another".into();
        logins[2].website = "https://moved.test".into();
        logins[2].otp = "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP".into();
    });
    granted(&mut rig, popup, Intent::RefreshAll);
    let (changes, same) = changes(&rig, popup);
    let fields: Vec<_> = changes.iter().map(|change| (change.kind, change.fields.clone())).collect();
    let differs = ChangeKind::Changed;
    assert!(fields.contains(&(differs, vec![ChangedField::Password])), "{fields:?}");
    assert!(fields.contains(&(differs, vec![ChangedField::Name, ChangedField::User])));
    assert!(fields.contains(&(differs, vec![ChangedField::Website, ChangedField::Otp])));
    assert_eq!((changes.len(), same), (3, 1));
    assert_eq!(password(&mut rig, popup, 0).as_deref(), Some("Pa55-new"));
    rig.kill();
    let popup = rig.popup();
    assert_eq!(password(&mut rig, popup, 0).as_deref(), Some("Pa55-new"), "on disk");
}

#[test]
fn a_refresh_of_one_takes_that_one_only() {
    let (mut rig, popup) = opened();
    change(&mut rig, |logins| {
        logins[0].password = "Pa55-new-0".into();
        logins[1].password = "Pa55-new-1".into();
    });
    granted(&mut rig, popup, Intent::Refresh { item: Rig::uid(1) });
    let (changes, same) = changes(&rig, popup);
    assert_eq!((changes.len(), changes[0].name.as_str(), same), (1, "Login 1", 0));
    assert_eq!(password(&mut rig, popup, 1).as_deref(), Some("Pa55-new-1"));
    assert_eq!(password(&mut rig, popup, 0).as_deref(), Some("Pa55-kelp-0-\"secret\""));
    assert_eq!(rig.phone.seen.iter().filter(|seen| seen.website.is_some()).count(), 0);
}

#[test]
fn what_is_gone_on_the_phone_is_marked_and_kept_and_can_come_back() {
    let (mut rig, popup) = opened();
    let taken = rig.phone.state().credentials()[1].clone();
    change(&mut rig, |logins| _ = logins.remove(1));
    granted(&mut rig, popup, Intent::RefreshAll);
    let (list, same) = changes(&rig, popup);
    assert_eq!((list.len(), list[0].kind, list[0].name.as_str(), same), (1, ChangeKind::Gone, "Login 1", 3));
    assert_eq!(gone(&rig, popup), ["Login 1"]);
    assert_eq!(rig.seen(popup).total, 4);
    assert!(password(&mut rig, popup, 1).is_some(), "still to be had");
    rig.kill();
    let popup = rig.popup();
    assert_eq!(gone(&rig, popup), ["Login 1"], "on disk");

    granted(&mut rig, popup, Intent::RefreshAll);
    assert_eq!(changes(&rig, popup), (vec![], 4), "no news");
    change(&mut rig, |logins| logins.push(taken));
    granted(&mut rig, popup, Intent::RefreshAll);
    let (list, _) = changes(&rig, popup);
    assert_eq!((list.len(), list[0].kind), (1, ChangeKind::Back));
    assert!(gone(&rig, popup).is_empty());
}

#[test]
fn what_was_not_asked_for_is_not_taken() {
    let (mut rig, popup) = opened();
    rig.say(popup, Intent::Forget { item: Rig::uid(3) });
    change(&mut rig, |logins| logins.push(login(9, SITE)));
    granted(&mut rig, popup, Intent::RefreshAll);
    assert_eq!(changes(&rig, popup), (vec![], 3));
    assert_eq!(rig.seen(popup).total, 3);

    // Another login in the place of the one that was asked for.
    change(&mut rig, |logins| logins.truncate(0));
    granted(&mut rig, popup, Intent::AskAll);
    rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.seen(popup).total, 3);
}

#[test]
fn t31_a_refusal_for_one_item_marks_nothing() {
    let (mut rig, popup) = opened();
    let before = rig.caches();
    for gone_too in [false, true] {
        if gone_too {
            change(&mut rig, |logins| _ = logins.remove(0));
        }
        rig.say(popup, Intent::DismissRequest);
        rig.say(popup, Intent::Refresh { item: Rig::uid(0) });
        rig.wait(200);
        rig.phone.state().deny().unwrap();
        rig.wait(3_000);
        assert_eq!(rig.request_fault(popup).as_deref(), Some("itemRefused"));
        assert!(gone(&rig, popup).is_empty());
        assert!(rig.caches() == before);
    }
}

#[test]
fn a_refresh_needs_an_open_cache_and_an_id_of_the_phones() {
    let (mut rig, popup) = opened();
    change(&mut rig, |logins| logins.push(Credential { uid: None, ..login(5, SITE) }));
    granted(&mut rig, popup, Intent::AskAll);
    rig.say(popup, Intent::Import { yes: true });
    let screen = rig.seen(popup);
    let item = screen.matches.iter().find(|item| item.name == "Login 5").unwrap().id.clone();
    let seq = rig.say(popup, Intent::Refresh { item });
    assert_eq!(rig.refusal(seq), Some("itemWithoutId"));
    granted(&mut rig, popup, Intent::RefreshAll);
    assert_eq!(changes(&rig, popup), (vec![], 4), "it was not asked for and is not gone");
    assert!(gone(&rig, popup).is_empty());
    rig.say(popup, Intent::Lock);
    for intent in [Intent::Refresh { item: Rig::uid(0) }, Intent::RefreshAll] {
        let seq = rig.say(popup, intent);
        assert_eq!(rig.refusal(seq), Some("vaultLocked"));
    }
}

#[test]
fn t78_an_import_shows_count_and_names_and_nothing_is_on_disk_before_the_yes() {
    let (mut rig, popup) = opened();
    change(&mut rig, |logins| {
        logins[0].password = "Pa55-new".into();
        logins.push(login(8, "https://eight.test"));
        logins.push(Credential { veiled: true, ..login(9, SITE) });
    });
    let before = rig.caches();
    for yes in [false, true] {
        granted(&mut rig, popup, Intent::AskAll);
        let import = rig.seen(popup).import.unwrap();
        assert_eq!((import.count, import.new, import.changed), (5, 1, 1));
        assert_eq!(import.names, ["Login 0", "Login 1", "Login 2", "Login 3", "Login 8"]);
        assert!(rig.caches() == before, "nothing is kept before the yes");
        rig.say(popup, Intent::Import { yes });
        assert!(rig.seen(popup).import.is_none());
        assert_eq!(rig.caches() == before, !yes);
    }
    assert_eq!(rig.notice(popup), Some(Notice::Kept { new: 1, changed: 1 }));
    assert_eq!(rig.seen(popup).total, 5);
    let seq = rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.refusal(seq), Some("itemGone"), "once");
}

#[test]
fn t78_several_are_those_that_the_user_chose() {
    let (mut rig, popup) = opened();
    change(&mut rig, |logins| logins.extend([login(8, SITE), login(9, SITE)]));
    rig.say(popup, Intent::AskSeveral);
    rig.wait(200);
    let now = rig.wall_ms;
    let keys = [0, 9].map(|number| login(number, "").key().to_owned());
    rig.phone.state().accept(Choice::Several(keys.into()), now).unwrap();
    rig.wait(3_000);
    let import = rig.seen(popup).import.unwrap();
    assert_eq!((import.count, import.new, import.changed), (2, 1, 0));
    rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.seen(popup).total, 5);
}

#[test]
fn t78_the_same_login_twice_is_no_answer_and_nothing_of_it_is_taken() {
    let (mut rig, popup) = opened();
    let before = rig.caches();
    rig.nonsense = true;
    change(&mut rig, |logins| {
        logins[1].password = "Pa55-new".into();
        let twice = Credential { password: "Pa55-second".into(), ..logins[0].clone() };
        logins.push(twice);
    });
    granted(&mut rig, popup, Intent::AskAll);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneAnswerUnusable"));
    assert!(rig.seen(popup).import.is_none());
    assert!(rig.caches() == before);
}

/// Asks for all, and gives back the number of items that are offered.
fn offered(rig: &mut Rig, popup: ViewId) -> Option<u32> {
    granted(rig, popup, Intent::AskAll);
    rig.seen(popup).import.map(|import| import.count)
}

#[test]
fn t78_too_many_logins_are_refused_as_a_whole() {
    let (mut rig, popup) = opened();
    let before = rig.caches();
    rig.nonsense = true;
    for (more, fits) in [(2_000, true), (51_000, false)] {
        let known = 4;
        change(&mut rig, |logins| {
            logins.truncate(known);
            logins.extend((10..10 + more).map(|number| login(number, "")));
        });
        let count = offered(&mut rig, popup);
        assert_eq!(count.is_some(), fits, "{more} more: {count:?}");
        if fits {
            rig.say(popup, Intent::Import { yes: false });
        } else {
            assert!(rig.request_fault(popup).is_some());
        }
        assert!(rig.caches() == before);
    }
    assert_eq!(rig.seen(popup).total, 4);
}

#[test]
fn t78_an_import_that_the_disk_refuses_is_kept_in_no_part() {
    let (mut rig, popup) = opened();
    let before = rig.caches();
    change(&mut rig, |logins| logins.extend([login(8, SITE), login(9, SITE)]));
    granted(&mut rig, popup, Intent::AskAll);
    rig.full_disk = 1;
    rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.notice(popup), Some(Notice::NotKept));
    assert!(rig.caches() == before);
    assert_eq!(rig.seen(popup).total, 4);
}

#[test]
fn an_import_without_an_answer_is_forgotten() {
    for asleep in [false, true] {
        let (mut rig, popup) = opened();
        let options = rig.attach(ViewKind::Options);
        let mut settings = rig.options_seen(options).settings;
        settings.lock_with_screen = false;
        rig.say(options, Intent::SaveSettings { settings });
        granted(&mut rig, popup, Intent::AskAll);
        if asleep {
            rig.sleep(301_000);
        } else {
            rig.wait(295_000);
            assert!(rig.seen(popup).import.is_some());
            rig.wait(10_000);
            assert!(rig.seen(popup).import.is_none(), "nobody had to come");
        }
        let seq = rig.say(popup, Intent::Import { yes: true });
        assert_eq!(rig.refusal(seq), Some("itemGone"), "asleep {asleep}");
    }
    let (mut rig, popup) = opened();
    granted(&mut rig, popup, Intent::AskAll);
    rig.say(popup, Intent::Lock);
    assert!(rig.seen(popup).import.is_none());
    rig.unlock_with(popup, app_rig::user::ID);
    let seq = rig.say(popup, Intent::Import { yes: true });
    assert_eq!(rig.refusal(seq), Some("itemGone"));
    // Nor does it outlive its worker.
    granted(&mut rig, popup, Intent::AskAll);
    rig.kill();
    let popup = rig.popup();
    assert!(rig.seen(popup).import.is_none());
}
