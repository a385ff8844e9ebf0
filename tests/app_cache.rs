//! The cache: opened by the phone only, locked in time, never half written, never overwritten when damaged.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{
    Rig,
    user::{ID, SITE},
};
use nearkey::{app::*, message::*};

const MINUTE: u64 = 60_000;

#[test]
fn t89_an_answer_with_a_client_key_does_not_open_the_cache() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    assert_eq!(rig.seen(popup).total, 0);
    rig.say(popup, Intent::DismissRequest);
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).total, 4);
    assert_eq!(rig.notice(popup), Some(Notice::Unlocked));
}

#[test]
fn t81_the_cache_locks_by_alarm_also_without_a_worker_and_its_key_is_gone() {
    for killed in [false, true] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        assert!(rig.session.as_ref().unwrap().1.is_some());
        if killed {
            rig.kill();
        }
        rig.wait(15 * MINUTE + 1_000);
        assert!(rig.session.as_ref().unwrap().1.is_none(), "killed {killed}");
        let popup = rig.popup();
        assert_eq!(rig.seen(popup).state, PopupState::Locked);
        for intent in [
            Intent::Fill { item: Rig::uid(0) },
            Intent::Copy { item: Rig::uid(0), field: CopyField::Password },
            Intent::Copy { item: Rig::uid(0), field: CopyField::User },
            Intent::Forget { item: Rig::uid(0) },
        ] {
            let seq = rig.say(popup, intent);
            assert_eq!(rig.refusal(seq), Some("vaultLocked"));
        }
    }
}

#[test]
fn t81_whatever_the_user_did_last_the_alarm_still_comes() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.wait(10 * MINUTE);
    rig.say(popup, Intent::DismissRequest);
    rig.tell(Event::ViewClosed { view: popup });
    rig.kill();
    rig.wait(14 * MINUTE);
    assert!(rig.session.as_ref().unwrap().1.is_some());
    rig.wait(2 * MINUTE);
    assert!(rig.session.as_ref().unwrap().1.is_none(), "locked although no view came back");
}

#[test]
fn t82_pages_do_not_keep_the_cache_open_and_nothing_does_for_ever() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    for _ in 0..16 {
        rig.wait(MINUTE);
        rig.navigate(7, SITE);
        rig.tell(Event::Tick);
    }
    assert_eq!(rig.seen(popup).state, PopupState::Locked);

    rig.open_cache(popup);
    for _ in 0..71 {
        rig.wait(10 * MINUTE);
        rig.say(popup, Intent::Search { text: "login".into() });
        assert_eq!(rig.seen(popup).state, PopupState::Open);
    }
    rig.wait(10 * MINUTE);
    rig.say(popup, Intent::Search { text: "login".into() });
    assert_eq!(rig.seen(popup).state, PopupState::Locked, "twelve hours");
}

#[test]
fn t83_after_sleep_the_first_event_finds_it_locked() {
    for killed in [false, true] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        if killed {
            rig.kill();
        }
        rig.sleep(3_600_000);
        rig.tell(Event::ViewOpened { view: ViewId(70), kind: ViewKind::Popup });
        assert_eq!(rig.seen(ViewId(70)).state, PopupState::Locked);
    }
}

#[test]
fn locking_by_hand_empties_every_screen() {
    let mut rig = Rig::linked();
    let (popup, other, options) = (rig.popup(), rig.popup(), rig.attach(ViewKind::Options));
    rig.open_cache(popup);
    rig.say(other, Intent::Search { text: "Login 2".into() });
    rig.say(options, Intent::Lock);
    for view in [popup, other] {
        let screen = rig.seen(view);
        assert_eq!((screen.state, screen.total, screen.search.as_str()), (PopupState::Locked, 0, ""));
        assert!(screen.matches.is_empty() && screen.company.is_empty() && screen.others.is_empty());
    }
    assert!(!rig.options_seen(options).open);
    let text = format!("{:?}", [popup, other, options].map(|view| rig.app.as_ref().unwrap().screen(view)));
    assert!(!text.contains("Login 1"));
    assert!(rig.session.as_ref().unwrap().1.is_none());
    assert!(!rig.alarms.contains_key("lock"));
}

#[test]
fn another_client_key_opens_nothing_and_overwrites_nothing() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    let wrapped = rig.store[&key_name(ID)].clone();
    let mut other = Rig::linked();
    let page = other.popup();
    other.open_cache(page);
    rig.store.insert(key_name(ID), other.store[&key_name(ID)].clone());
    rig.kill();
    let before = rig.caches();
    let popup = rig.popup();
    rig.unlock_by_phone(popup);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("vaultWrongKey"));
    assert!(rig.caches() == before);
    assert_ne!(rig.store[&key_name(ID)], wrapped);
}

#[test]
fn a_damaged_cache_is_told_and_never_overwritten() {
    for (name, cut, fault) in [
        (index_name(ID), 30, "vaultDamaged"),
        (index_name(ID), 0, "vaultDamaged"),
        (key_name(ID), 10, "vaultDamaged"),
    ] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        rig.say(popup, Intent::Lock);
        rig.kill();
        rig.store.get_mut(&name).unwrap().truncate(cut);
        let before = rig.caches();
        for intent in [Intent::Unlock, Intent::AskAll] {
            let popup = rig.popup();
            rig.say(popup, intent);
            rig.wait(200);
            rig.accept();
            rig.wait(2_000);
            assert_eq!(rig.request_fault(popup).as_deref(), Some(fault), "{name} {cut}");
            rig.say(popup, Intent::DismissRequest);
        }
        let popup = rig.popup();
        rig.ask_and_get(popup, 0, true, true);
        assert_eq!(rig.tabs.filled.len(), 1, "the login that just came is not hidden");
        assert!(rig.caches() == before);
    }
}

#[test]
fn a_cache_without_its_key_is_damaged_and_never_overwritten() {
    for name in [index_name(ID), key_name(ID)] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        rig.say(popup, Intent::Lock);
        rig.kill();
        rig.store.remove(&name);
        let before = rig.caches();
        let popup = rig.popup();
        assert_eq!(rig.seen(popup).state, PopupState::Damaged);
        rig.say(popup, Intent::Lock);
        rig.say(popup, Intent::AskAll);
        rig.wait(200);
        rig.accept();
        rig.wait(2_000);
        assert_eq!(rig.request_fault(popup).as_deref(), Some("vaultDamaged"));
        assert!(rig.caches() == before);
    }
}

#[test]
fn t86_a_damaged_record_is_told_and_the_others_work() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let other = rig.store[&Rig::record(1)].clone();
    rig.store.insert(Rig::record(0), other);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.notice(popup), Some(Notice::Damaged));
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
    assert_eq!(rig.refusal(seq), Some("vaultDamaged"));
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(1), field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("Pa55-kelp-1-\"secret\""));
    assert!(rig.tabs.filled.is_empty());

    // The same login from the phone takes its place, by another worker too.
    rig.kill();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn damaged_links_are_told_and_never_overwritten() {
    let mut rig = Rig::linked();
    rig.store.insert(LINKS.into(), b"[{".to_vec());
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Damaged);
    let seq = rig.say(popup, Intent::AskAll);
    assert_eq!(rig.refusal(seq), Some("noPhone"));
    assert_eq!(rig.store[LINKS], b"[{");
}

#[test]
fn a_first_save_that_fails_is_told_and_the_next_unlock_works() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.full_disk = 2;
    rig.say(popup, Intent::AskAll);
    rig.wait(200);
    rig.accept();
    rig.wait(2_000);
    assert_eq!(rig.notice(popup), Some(Notice::NotKept));
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.seen(popup).state, PopupState::Empty);
    rig.open_cache(popup);
}

#[test]
fn t96_unlinking_leaves_nothing_also_while_a_save_is_on_its_way() {
    for steps in [0, 1, 100] {
        let mut rig = Rig::linked();
        let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
        rig.say(popup, Intent::AskAll);
        rig.wait(200);
        rig.accept();
        rig.run_to(|job| matches!(job, app_rig::Job::Do(Effect::Save(Ticket::Save(_), _))));
        for _ in 0..steps {
            rig.step();
        }
        rig.say(options, Intent::Unlink { phone: ID.into() });
        rig.wait(1_000);
        assert!(rig.store.keys().all(|name| name == SETTINGS), "{:?}", rig.store.keys());
        assert!(rig.keys.slots.is_empty());
        assert!(rig.alarms.is_empty());
        assert!(rig.session.as_ref().unwrap().1.is_none());
        assert_eq!(rig.seen(popup).state, PopupState::FirstRun);
    }
}

#[test]
fn a_forgotten_item_is_gone_from_disk() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Forget { item: Rig::uid(0) });
    assert_eq!(rig.seen(popup).total, 3);
    assert!(!rig.store.contains_key(&Rig::record(0)));
    rig.kill();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 3);
}
