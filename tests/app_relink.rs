//! Linking a phone again: its cache, its name and its addresses stay, its keys do not.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, custody, phone::Trouble, user::ID};
use nearkey::encoding::{decode_base64, encode_base64url};
use nearkey::{app::*, message::*, phone::*};
use serde_json::json;

/// Linked long ago with the very vault that the phone has, with a name and two addresses; all logins are cached and
/// the cache is locked. The phone's user deleted the old link.
fn linked_before() -> Rig {
    let mut rig = Rig::linked();
    let vault_id = rig.phone.state().screen().vault_id;
    rig.change_link(|link| {
        link.vault_id.clone_from(&vault_id);
        link.verified_in_full = true;
        (link.name, link.colour) = ("Home phone".into(), 5);
        link.addresses.add(Address::parse("192.168.0.77", "", Reach::default()).unwrap()).unwrap();
    });
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    rig.tell(Event::ViewClosed { view: popup });
    rig.phone.state().delete_link(ID).unwrap();
    rig
}

fn relinked() -> (Rig, ViewId) {
    let mut rig = linked_before();
    let view = rig.link_up_to_compare(Some(ID));
    rig.say(view, Intent::CompareLink { same: true });
    rig.phone.state().accept_link().unwrap();
    (rig, view)
}

fn unlock(rig: &mut Rig, popup: ViewId) {
    rig.unlock_by_phone(popup);
}

fn key_of(rig: &Rig) -> String {
    rig.links()[0].phone_key.n().to_owned()
}

#[test]
fn linking_again_keeps_cache_name_colour_and_addresses() {
    let mut rig = linked_before();
    let (cache, old_key) = (rig.caches(), key_of(&rig));
    let view = rig.link_up_to_compare(Some(ID));
    assert_eq!(rig.link_seen(view).again.unwrap().name, "Home phone");
    rig.say(view, Intent::CompareLink { same: true });
    let LinkStep::Done { phone, .. } = rig.link_seen(view).step else { panic!() };
    assert_eq!(
        (phone.phone.id.as_str(), phone.phone.name.as_str(), phone.phone.colour),
        (ID, "Home phone", 5)
    );
    assert_eq!(rig.addresses(ID), ["192.168.0.20:8787", "192.168.0.77:8787"]);
    assert_eq!(rig.links().len(), 1);
    assert_eq!(phone.verified, Verified::Short, "other keys were not compared in full yet");
    assert_ne!(key_of(&rig), old_key);
    assert_eq!(rig.caches(), cache);
    assert_eq!(rig.keys.slots.keys().collect::<Vec<_>>(), ["link/ABC-DEF"]);
    rig.phone.state().accept_link().unwrap();
    let popup = rig.popup();
    unlock(&mut rig, popup);
    assert_eq!(rig.seen(popup).total, 4);
}

#[test]
fn t88_the_next_answer_after_linking_again_gives_the_cache_new_keys() {
    let (mut rig, _) = relinked();
    assert!(rig.links()[0].rotate_due);
    let before = rig.caches();
    let popup = rig.popup();
    unlock(&mut rig, popup);
    assert_eq!(rig.notice(popup), Some(Notice::Rotated { factors: false }));
    assert!(!rig.links()[0].rotate_due);
    let after = rig.caches();
    assert_eq!(names(&after), names(&before));
    for (old, new) in before.iter().zip(&after) {
        assert_ne!(old.1, new.1, "{} is still the old one", old.0);
    }
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(2), field: CopyField::Password });
    assert!(rig.value(seq).unwrap().contains("kelp-2"));
    // An old record put back is no longer one of this cache.
    let record = Rig::record(2);
    let old = before.iter().find(|(name, _)| *name == record).unwrap();
    rig.store.insert(record, old.1.clone());
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(2), field: CopyField::Password });
    assert_eq!(rig.value(seq), None);
    // Nor does an old key open the new cache.
    rig.say(popup, Intent::Lock);
    for name in [key_name(ID), local_name(ID), ring_name(ID)] {
        let old = before.iter().find(|(known, _)| *known == name).unwrap();
        rig.store.insert(name, old.1.clone());
    }
    rig.kill();
    let popup = rig.popup();
    unlock(&mut rig, popup);
    assert_ne!(rig.seen(popup).state, PopupState::Open);
    assert!(rig.request_fault(popup).is_some());
}

fn names(cache: &[(String, Vec<u8>)]) -> Vec<&str> {
    cache.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn linking_again_survives_the_worker_at_every_step() {
    for steps in 0..40 {
        let mut rig = linked_before();
        let view = rig.link_up_to_compare(Some(ID));
        rig.say_only(view, Intent::CompareLink { same: true });
        for _ in 0..steps {
            rig.step();
        }
        let at_rest = rig.jobs.is_empty();
        rig.kill();
        let view = rig.attach(ViewKind::Link);
        if matches!(rig.link_seen(view).step, LinkStep::Compare { .. }) {
            assert_eq!(rig.link_seen(view).again.map(|phone| phone.id).as_deref(), Some(ID));
            rig.say(view, Intent::CompareLink { same: true });
        }
        assert!(matches!(rig.link_seen(view).step, LinkStep::Done { .. }), "after {steps}");
        rig.phone.state().accept_link().unwrap();
        let popup = rig.popup();
        unlock(&mut rig, popup);
        assert_eq!(rig.seen(popup).total, 4, "after {steps}");
        assert!(!rig.links()[0].rotate_due, "after {steps}");
        if at_rest {
            return;
        }
    }
    panic!("it never came to rest");
}

#[test]
fn t88_new_keys_survive_the_worker_at_every_step() {
    for steps in 0..40 {
        let (mut rig, _) = relinked();
        let before = rig.caches();
        let popup = rig.popup();
        rig.say(popup, Intent::Unlock);
        rig.wait(200);
        rig.accept();
        rig.run_to(|job| matches!(job, Job::Tell(Event::Custody { ticket: Ticket::Poll(..), .. })));
        for _ in 0..steps {
            rig.step();
        }
        let at_rest = rig.jobs.is_empty();
        rig.kill();
        let popup = rig.popup();
        rig.wait(2_000);
        for _ in 0..2 {
            if rig.seen(popup).state != PopupState::Open || rig.links()[0].rotate_due {
                rig.say(popup, Intent::DismissRequest);
                unlock(&mut rig, popup);
            }
        }
        assert_eq!(rig.seen(popup).total, 4, "after {steps}");
        assert!(!rig.links()[0].rotate_due, "after {steps}");
        assert!(rig.caches().iter().zip(&before).all(|(new, old)| new.1 != old.1), "after {steps}");
        if at_rest {
            return;
        }
    }
    panic!("it never came to rest");
}

/// An answer to the code on the screen, under a key that the light custody opens.
fn answer_of(rig: &mut Rig, code: &str, vault_id: &str) -> Vec<u8> {
    let session = decode_base64(code.split(':').nth(1).unwrap()).unwrap();
    let one_time = [5_u8; 32];
    let key = TransportKey::derive_link_response(
        &SessionKey::parse(session).unwrap(),
        &OneTimeKey::parse(one_time.to_vec()).unwrap(),
    );
    let jwk = &custody::LINKS[1]["phoneKeyJwk"];
    let plain = json!({
        "linkedVaultId": vault_id, "sharedBaseKey": encode_base64url(&[1; 32]),
        "serverPubKey": { "n": jwk["n"], "e": jwk["e"] },
    });
    let envelope = seal(&key, plain.to_string().as_bytes(), &mut rig.dice.clone());
    let mut sealed = one_time.to_vec();
    sealed.resize(512, 0);
    json!({ "encOneTimeKey": encode_base64url(&sealed), "envelope": envelope }).to_string().into_bytes()
}

#[test]
fn t69_another_vault_is_refused_before_anything_changes() {
    for (vault_id, fault) in [("other-vault", Some("linkOtherVault")), ("vault", None)] {
        let mut rig = Rig::linked();
        rig.keys.light = true;
        rig.popup();
        let (before, slot) = (rig.store.clone(), rig.keys.slots["link/ABC-DEF"]);
        let view = rig.attach(ViewKind::Link);
        rig.say(view, Intent::StartLink { again: Some(ID.into()) });
        let LinkStep::Code { code } = rig.link_seen(view).step else { panic!() };
        assert!(code.text.starts_with(ID), "under the id that the phone knows");
        let answer = answer_of(&mut rig, &code.text, vault_id);
        rig.phone.trouble.push_back(Trouble::Forge(200, answer));
        rig.say(view, Intent::ConnectLink);
        rig.wait(500);
        assert_eq!(rig.link_fault(view).as_deref(), fault);
        assert_eq!(matches!(rig.link_seen(view).step, LinkStep::Compare { .. }), fault.is_none());
        assert!(rig.store == before);
        assert_eq!(
            rig.keys.slots["link/ABC-DEF"], slot,
            "the old key is in its place until the user compared"
        );
    }
}

#[test]
fn letters_that_differ_leave_the_old_link_as_it_was() {
    let mut rig = linked_before();
    let (before, slots) = (rig.store.clone(), rig.keys.slots.clone());
    let view = rig.link_up_to_compare(Some(ID));
    assert_ne!(rig.keys.slots, slots, "the new key pair is kept apart");
    rig.say(view, Intent::CompareLink { same: false });
    assert_eq!(rig.link_fault(view).as_deref(), Some("linkDifferent"));
    assert!(rig.store == before);
    assert_eq!(rig.keys.slots, slots);
    rig.phone.state().refuse_link().unwrap();
    rig.phone.put_recorded_link();
    let popup = rig.popup();
    unlock(&mut rig, popup);
    assert_eq!(rig.seen(popup).total, 4);
    assert_eq!(rig.notice(popup), Some(Notice::Unlocked), "and nothing is due");
}

#[test]
fn after_a_full_disk_linking_again_works_once_more() {
    let mut rig = linked_before();
    let before = rig.store.clone();
    let view = rig.link_up_to_compare(Some(ID));
    rig.full_disk = 1;
    rig.say(view, Intent::CompareLink { same: true });
    assert_eq!(rig.link_fault(view).as_deref(), Some("storageFull"));
    assert!(rig.store == before);
    rig.phone.state().refuse_link().unwrap();
    let view = rig.link_up_to_compare(Some(ID));
    rig.say(view, Intent::CompareLink { same: true });
    rig.phone.state().accept_link().unwrap();
    let popup = rig.popup();
    unlock(&mut rig, popup);
    assert_eq!(rig.seen(popup).total, 4);
}

#[test]
fn the_long_comparison_is_remembered_or_ends_the_link() {
    for kind in [ViewKind::Link, ViewKind::Options] {
        let (mut rig, link) = relinked();
        let view = if kind == ViewKind::Link { link } else { rig.attach(kind) };
        let compare = rig.links().remove(0).compare;
        assert!(
            !compare.phone_key.is_empty() && !compare.browser_key.is_empty() && !compare.base_key.is_empty()
        );
        rig.say(view, Intent::MarkVerified { phone: ID.into(), same: true });
        rig.session = None;
        rig.kill();
        let options = rig.attach(ViewKind::Options);
        assert_eq!(rig.options_seen(options).phones[0].verified, Verified::Full);
        let view = rig.attach(kind);
        rig.say(view, Intent::MarkVerified { phone: ID.into(), same: false });
        assert!(rig.links().is_empty() && rig.caches().is_empty() && rig.keys.slots.is_empty());
    }
    let (mut rig, link) = relinked();
    rig.say(link, Intent::MarkVerified { phone: ID.into(), same: false });
    assert_eq!(rig.link_fault(link).as_deref(), Some("linkDifferent"));
    assert!(rig.links().is_empty() && rig.caches().is_empty());
}

#[test]
fn only_a_linked_phone_is_linked_again() {
    let mut rig = Rig::linked();
    let view = rig.attach(ViewKind::Link);
    let seq = rig.say(view, Intent::StartLink { again: Some("XYZ-XYZ".into()) });
    assert_eq!(rig.refusal(seq), Some("noPhone"));
}
