//! New keys for all caches together: by wish, and after linking a phone again (T-88).
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, second::OTHER, user::ID};
use nearkey::{app::*, message::*};

/// The user wishes new keys, and this phone answers.
fn rotate(rig: &mut Rig, popup: ViewId, phone: &str) {
    begin(rig, popup, phone);
    rig.wait(3_000);
}

fn begin(rig: &mut Rig, popup: ViewId, phone: &str) {
    let options = rig.attach(ViewKind::Options);
    rig.say(popup, Intent::DismissRequest);
    rig.say(popup, Intent::ChoosePhone { phone: phone.into() });
    rig.say(options, Intent::RotateKeys);
    rig.wait(200);
    rig.accept();
}

fn reads(rig: &mut Rig, popup: ViewId, item: String) -> bool {
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    rig.value(seq).is_some()
}

fn is_write(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::Save(Ticket::Rotate, _)))
}

#[test]
fn t88_a_wish_renews_everything_on_disk_and_everything_still_opens() {
    let (mut rig, popup) = Rig::two_phones();
    let before = rig.caches();
    rotate(&mut rig, popup, ID);
    assert_eq!(rig.notice(popup), Some(Notice::Rotated { factors: false }));
    for (name, bytes) in &before {
        assert!(rig.store.get(name) != Some(bytes), "{name} is the old one");
    }
    assert!(reads(&mut rig, popup, Rig::uid(2)) && reads(&mut rig, popup, Rig::other_uid(2)));
    for phone in [ID, OTHER] {
        rig.say(popup, Intent::Lock);
        rig.kill();
        rig.session = None;
        let popup = rig.popup();
        if phone == ID {
            rig.unlock_with(popup, ID);
        } else {
            // Its own key is renewed with its next answer, while the caches are open.
            assert_eq!(rig.has_phone_key(), [true, false]);
            rig.unlock_with(popup, OTHER);
            assert_eq!(rig.request_fault(popup).as_deref(), Some("vaultNeedsRing"));
            rig.unlock_with(popup, ID);
            rig.unlock_with(popup, OTHER);
            assert_eq!(rig.has_phone_key(), [true, true]);
            rig.say(popup, Intent::Lock);
            rig.unlock_with(popup, OTHER);
        }
        assert_eq!(rig.seen(popup).total, 8, "{phone}");
        assert!(reads(&mut rig, popup, Rig::uid(1)) && reads(&mut rig, popup, Rig::other_uid(1)));
    }
}

#[test]
fn t88_a_phone_that_was_linked_again_renews_the_keys_with_its_next_answer() {
    let (mut rig, popup) = Rig::two_phones();
    rig.say(popup, Intent::Lock);
    let mut links = rig.links();
    links[1].rotate_due = true;
    rig.store.insert(LINKS.into(), serde_json::to_vec(&links).unwrap());
    rig.kill();
    let before = rig.caches();
    let popup = rig.popup();
    rig.unlock_with(popup, OTHER);
    assert_eq!(rig.notice(popup), Some(Notice::Rotated { factors: false }));
    assert!(before.iter().all(|(name, bytes)| rig.store.get(name) != Some(bytes)));
    assert!(rig.links().iter().all(|link| !link.rotate_due));
    rig.say(popup, Intent::DismissRequest);
    let after = rig.caches();
    rig.say(popup, Intent::Lock);
    rig.unlock_with(popup, OTHER);
    assert!(rig.caches() == after, "once is enough");
}

#[test]
fn t88_old_keys_open_nothing_new_and_new_keys_nothing_old() {
    let (mut rig, popup) = Rig::two_phones();
    let old = rig.store.clone();
    rotate(&mut rig, popup, ID);
    rig.say(popup, Intent::Lock);
    let new = rig.store.clone();
    let keys = |id: &str| [key_name(id), local_name(id), ring_name(id)];
    // The phone's key opens the old data key, which does not open the new index; and the other way round.
    for (records, of_keys) in [(&new, &old), (&old, &new)] {
        rig.kill();
        rig.session = None;
        rig.store.clone_from(records);
        for name in keys(ID).into_iter().chain(keys(OTHER)) {
            rig.store.remove(&name);
            if let Some(bytes) = of_keys.get(&name) {
                rig.store.insert(name, bytes.clone());
            }
        }
        let popup = rig.popup();
        rig.unlock_with(popup, ID);
        assert_eq!(rig.request_fault(popup).as_deref(), Some("vaultWrongKey"));
        assert_eq!(rig.seen(popup).total, 0);
    }
    // A single old record among the new ones.
    rig.kill();
    rig.store.clone_from(&new);
    rig.put_back(&Rig::record(0), &old);
    let popup = rig.popup();
    rig.unlock_with(popup, ID);
    assert!(!reads(&mut rig, popup, Rig::uid(0)) && reads(&mut rig, popup, Rig::uid(1)));
    // An old tie of the other cache leads nowhere.
    rig.kill();
    rig.session = None;
    rig.store.clone_from(&new);
    rig.put_back(&local_name(OTHER), &old);
    let popup = rig.popup();
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).closed, [OTHER]);
}

#[test]
fn killed_at_every_step_of_a_rotation_the_caches_open() {
    for steps in 0..14 {
        let (mut rig, popup) = Rig::two_phones();
        begin(&mut rig, popup, ID);
        rig.run_to(|job| matches!(job, Job::Do(Effect::LoadAll(..))));
        for _ in 0..steps {
            rig.step();
        }
        rig.kill();
        let popup = rig.popup();
        rig.wait(3_000);
        rig.unlock_with(popup, ID);
        rig.wait(3_000);
        assert_eq!(rig.seen(popup).total, 8, "{steps} steps");
        assert!(rig.links().iter().all(|link| !link.rotate_due), "{steps} steps: it was done in the end");
        for number in 0..4 {
            assert!(
                reads(&mut rig, popup, Rig::uid(number)) && reads(&mut rig, popup, Rig::other_uid(number))
            );
        }
        rig.say(popup, Intent::Lock);
        rig.kill();
        let popup = rig.popup();
        rig.unlock_with(popup, ID);
        assert_eq!(rig.seen(popup).total, 8, "{steps} steps, the next worker");
    }
}

#[test]
fn a_rotation_that_the_disk_refuses_changes_nothing_and_is_said() {
    let (mut rig, popup) = Rig::two_phones();
    let before = rig.caches();
    begin(&mut rig, popup, ID);
    rig.run_to(is_write);
    rig.full_disk = 1;
    rig.wait(3_000);
    assert_eq!(rig.notice(popup), Some(Notice::NotKept));
    assert!(rig.caches() == before);
    assert!(reads(&mut rig, popup, Rig::uid(0)) && reads(&mut rig, popup, Rig::other_uid(0)));
    assert!(rig.links()[0].rotate_due, "the next answer tries again");
}

#[test]
fn locked_in_the_middle_of_a_rotation_the_caches_stay_locked_and_open_again() {
    for steps in 0..6 {
        let (mut rig, popup) = Rig::two_phones();
        begin(&mut rig, popup, ID);
        rig.run_to(|job| matches!(job, Job::Do(Effect::LoadAll(..))));
        for _ in 0..steps {
            rig.step();
        }
        rig.say(popup, Intent::Lock);
        assert_eq!(rig.seen(popup).state, PopupState::Locked, "{steps} steps");
        assert!(rig.session.as_ref().unwrap().1.is_none(), "{steps} steps: no key came back");
        rig.unlock_with(popup, ID);
        rig.wait(3_000);
        assert_eq!(rig.seen(popup).total, 8, "{steps} steps");
        assert!(reads(&mut rig, popup, Rig::uid(0)) && reads(&mut rig, popup, Rig::other_uid(0)));
    }
}

#[test]
fn t88_factors_are_dropped_with_the_old_keys_and_it_is_said() {
    let (mut rig, popup) = Rig::two_phones();
    let options = rig.attach(ViewKind::Options);
    let output = vec![0xe1; 32];
    rig.say(options, Intent::SetPasskey { credential: vec![7], salt: vec![3; 32], output: output.clone() });
    let old = rig.store.clone();
    rotate(&mut rig, popup, ID);
    assert_eq!(rig.notice(popup), Some(Notice::Rotated { factors: true }));
    assert!(!rig.store.contains_key(FACTORS));
    assert!(rig.options_seen(options).factors.passkey.is_none());
    // Put back by hand, they open nothing.
    rig.say(popup, Intent::Lock);
    rig.kill();
    rig.put_back(FACTORS, &old);
    let popup = rig.popup();
    let seq = rig.say(popup, Intent::UnlockPasskey { output });
    assert_eq!(rig.refusal(seq), Some("vaultWrongKey"));
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn t88_a_cache_that_stays_closed_does_not_bring_the_old_ring_back() {
    let (mut rig, popup) = Rig::two_phones();
    let tie = local_name(OTHER);
    rig.say(popup, Intent::Lock);
    rig.kill();
    // Its tie is damaged: it keeps its keys, and the other gets new ones.
    rig.store.get_mut(&tie).unwrap().truncate(20);
    let popup = rig.popup();
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).closed, [OTHER]);
    let old = rig.store[&local_name(ID)].clone();
    rotate(&mut rig, popup, ID);
    assert!(rig.store[&local_name(ID)] != old);
    let new = rig.store[&local_name(ID)].clone();
    rig.say(popup, Intent::Lock);
    rig.unlock_with(popup, OTHER);
    assert_eq!(rig.seen(popup).total, 4);
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 8);
    assert!(rig.store[&local_name(ID)] == new, "the new ring stays");
    rig.say(popup, Intent::Lock);
    rig.unlock_with(popup, OTHER);
    assert_eq!(rig.seen(popup).total, 8, "joined to the new one");
}

#[test]
fn a_cache_that_only_the_ring_opens_is_not_left_behind() {
    let (mut rig, popup) = Rig::two_phones();
    rotate(&mut rig, popup, ID);
    assert_eq!(rig.has_phone_key(), [true, false]);
    rig.say(popup, Intent::Lock);
    rig.kill();
    let tie = rig.store[&local_name(OTHER)].clone();
    rig.store.get_mut(&local_name(OTHER)).unwrap().truncate(20);
    let popup = rig.popup();
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).closed, [OTHER]);
    let before = rig.caches();
    rotate(&mut rig, popup, ID);
    assert!(rig.caches() == before, "new keys would lose it");
    // The damage was in the copy only, as with a disk that reads badly.
    rig.say(popup, Intent::Lock);
    rig.kill();
    rig.store.insert(local_name(OTHER), tie);
    let popup = rig.popup();
    rig.unlock_with(popup, ID);
    assert_eq!(rig.seen(popup).total, 8);
}
