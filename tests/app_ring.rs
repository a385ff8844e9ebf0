//! The caches of several phones: whichever is opened opens the others, and one lock closes all.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, second::OTHER, user::ID};
use nearkey::{app::*, message::*};

/// How many items each phone's cache shows; nothing while it is locked.
fn cached(rig: &mut Rig) -> Vec<Option<u32>> {
    let options = rig.attach(ViewKind::Options);
    rig.options_seen(options).phones.iter().map(|phone| phone.cached).collect()
}

/// A password out of each cache can be had.
fn both_read(rig: &mut Rig, popup: ViewId) -> [bool; 2] {
    [Rig::uid(0), Rig::other_uid(0)].map(|item| {
        let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
        rig.value(seq) == Some("Pa55-kelp-0-\"secret\"")
    })
}

#[test]
fn one_unlock_opens_the_caches_of_both_phones_whichever_answers() {
    let (mut rig, popup) = Rig::two_phones();
    for phone in [ID, OTHER] {
        rig.say(popup, Intent::Lock);
        assert_eq!(rig.seen(popup).total, 0);
        rig.unlock_with(popup, phone);
        assert_eq!(rig.seen(popup).total, 8, "{phone}");
        assert!(rig.seen(popup).closed.is_empty());
        assert_eq!(both_read(&mut rig, popup), [true, true]);
    }
}

#[test]
fn one_lock_closes_all_and_no_key_is_carried() {
    let (mut rig, popup) = Rig::two_phones();
    let other = rig.popup();
    rig.say(other, Intent::Lock);
    let screen = rig.seen(popup);
    assert_eq!((screen.state, screen.total, screen.closed.len()), (PopupState::Locked, 0, 0));
    assert_eq!(both_read(&mut rig, popup), [false, false]);
    assert_eq!(cached(&mut rig), [None, None]);
    assert!(rig.session.as_ref().unwrap().1.is_none());
}

#[test]
fn a_stopped_worker_comes_back_with_all_caches() {
    let (mut rig, _) = Rig::two_phones();
    rig.kill();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 8);
    assert_eq!(both_read(&mut rig, popup), [true, true]);
    // The next one still knows what joins them.
    rig.kill();
    let popup = rig.popup();
    rig.say(popup, Intent::Lock);
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 8);
}

#[test]
fn a_phone_that_was_linked_while_all_was_locked_joins_when_both_were_open() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    rig.link_other();
    let popup = rig.popup();
    rig.import_from(popup, OTHER);
    // The first phone's cache is still locked, and the popup says so.
    assert_eq!(rig.seen(popup).total, 4);
    assert_eq!(rig.seen(popup).closed, [ID]);
    assert_eq!(cached(&mut rig), [None, Some(4)]);
    assert!(!rig.store.contains_key(&ring_name(OTHER)), "it knows no key that joins them");

    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 8);
    assert!(rig.seen(popup).closed.is_empty());
    for phone in [OTHER, ID] {
        rig.say(popup, Intent::Lock);
        rig.unlock_with(popup, phone);
        assert_eq!(rig.seen(popup).total, 8, "joined, {phone} opens both");
    }
}

#[test]
fn a_locked_phone_beside_an_open_one_gives_nothing_away() {
    let (mut rig, popup) = Rig::two_phones();
    rig.say(popup, Intent::Lock);
    rig.kill();
    rig.store.remove(&local_name(ID));
    let popup = rig.popup();
    rig.unlock_with(popup, OTHER);
    assert_eq!(rig.seen(popup).closed, [ID]);
    assert_eq!(both_read(&mut rig, popup), [false, true]);
    for intent in [
        Intent::Fill { item: Rig::uid(0) },
        Intent::Refresh { item: Rig::uid(0) },
        Intent::Forget { item: Rig::uid(0) },
    ] {
        let seq = rig.say(popup, intent);
        assert_eq!(rig.refusal(seq), Some("itemGone"));
    }
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t86_a_damaged_tie_costs_only_itself_and_overwrites_nothing() {
    for (name, opener, both) in [
        // What leads from the opened cache to the others.
        (ring_name(ID), ID, false),
        (ring_name(ID), OTHER, true),
        // What leads from the others to this one.
        (local_name(ID), OTHER, false),
        (local_name(ID), ID, true),
    ] {
        for cut in [0, 20] {
            let (mut rig, popup) = Rig::two_phones();
            rig.say(popup, Intent::Lock);
            rig.kill();
            rig.store.get_mut(&name).unwrap().truncate(cut);
            let before = rig.caches();
            let popup = rig.popup();
            rig.unlock_with(popup, opener);
            let expected = if both { 8 } else { 4 };
            assert_eq!(rig.seen(popup).total, expected, "{name} {cut} {opener}");
            if !both {
                assert!(rig.caches() == before, "{name} {cut}: nothing was written");
            }
            // The other phone still opens its own, and then all is joined again.
            let (second, third) = if opener == ID { (OTHER, ID) } else { (ID, OTHER) };
            rig.unlock_with(popup, second);
            assert_eq!(rig.seen(popup).total, 8, "{name} {cut}");
            for phone in [third, second] {
                rig.say(popup, Intent::Lock);
                rig.unlock_with(popup, phone);
                assert_eq!(rig.seen(popup).total, 8, "{name} {cut} healed, {phone}");
            }
        }
    }
}

#[test]
fn t86_a_tie_of_another_cache_joins_nothing() {
    let (mut rig, popup) = Rig::two_phones();
    rig.say(popup, Intent::Lock);
    rig.kill();
    let disk = rig.store.clone();
    for (of, with) in [(local_name(ID), local_name(OTHER)), (ring_name(ID), ring_name(OTHER))] {
        rig.store.clone_from(&disk);
        rig.session = None;
        rig.kill();
        rig.store.insert(of.clone(), disk[&with].clone());
        let popup = rig.popup();
        let opener = if of == local_name(ID) { OTHER } else { ID };
        rig.unlock_with(popup, opener);
        assert_eq!(rig.seen(popup).total, 4, "{of}");
        assert_eq!(rig.seen(popup).closed.len(), 1);
    }
}

#[test]
fn taking_one_phone_away_locks_and_leaves_the_others_cache() {
    let (mut rig, _) = Rig::two_phones();
    let options = rig.attach(ViewKind::Options);
    rig.say(options, Intent::Unlink { phone: OTHER.into() });
    assert!(rig.store.keys().all(|name| !name.contains(OTHER)), "{:?}", rig.store.keys());
    assert!(rig.session.as_ref().unwrap().1.is_none());
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 4);
}
