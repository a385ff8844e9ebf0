//! Linking, from the code on the screen to the stored link.
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
    Job, Rig,
    phone::{Trouble, noise},
};
use nearkey::encoding::{decode_base64, encode_base64url};
use nearkey::{app::*, message::*};
use serde_json::json;

/// The phone has scanned the code, and the address is typed.
fn scanned(rig: &mut Rig) -> ViewId {
    let view = rig.attach(ViewKind::Link);
    rig.say(view, Intent::StartLink { again: None });
    let LinkStep::Code { code } = rig.link_seen(view).step else { panic!("no code") };
    rig.phone.state().scan(&code.text).unwrap();
    rig.say(view, Intent::TypeAddress { text: "192.168.0.20".into(), port: "8787".into() });
    view
}

fn compared(rig: &mut Rig) -> ViewId {
    let view = scanned(rig);
    rig.say(view, Intent::ConnectLink);
    rig.wait(500);
    assert!(matches!(rig.link_seen(view).step, LinkStep::Compare { .. }), "{:?}", rig.link_seen(view).step);
    view
}

fn assert_linked(rig: &mut Rig, view: ViewId) {
    let LinkStep::Done { phone, .. } = rig.link_seen(view).step else {
        panic!("not linked: {:?}", rig.link_seen(view).step)
    };
    assert_eq!(
        rig.keys.slots.keys().map(String::as_str).collect::<Vec<_>>(),
        [format!("link/{}", phone.phone.id)]
    );
    if rig.phone.state().screen().linking.is_some() {
        rig.phone.state().accept_link().unwrap();
    }
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, true, true);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.seen(popup).total, 1);
}

#[test]
fn a_phone_is_linked_when_both_sides_agree() {
    let mut rig = Rig::fresh();
    let view = compared(&mut rig);
    let LinkStep::Compare { fingerprint, .. } = rig.link_seen(view).step else { panic!() };
    let shown = serde_json::to_value(rig.phone.state().screen().linking).unwrap();
    assert!(shown.to_string().contains(&fingerprint), "the same letters on both screens");
    rig.say(view, Intent::CompareLink { same: true });
    assert_linked(&mut rig, view);
}

#[test]
fn nothing_is_stored_before_the_user_said_same() {
    let mut rig = Rig::fresh();
    let view = compared(&mut rig);
    assert!(rig.store.is_empty());
    rig.say(view, Intent::CompareLink { same: false });
    assert_eq!(rig.link_fault(view).as_deref(), Some("linkDifferent"));
    assert!(rig.store.is_empty());
    assert!(rig.keys.slots.is_empty());
    let (text, carried) = rig.app.as_ref().unwrap().checkpoint();
    assert!(carried.expose().is_none(), "{text}");
}

#[test]
fn a_link_survives_the_worker_at_every_step() {
    for steps in 0..40 {
        let mut rig = Rig::fresh();
        let mut view = compared(&mut rig);
        rig.say_only(view, Intent::CompareLink { same: true });
        for _ in 0..steps {
            rig.step();
        }
        let at_rest = rig.jobs.is_empty();
        rig.kill();
        view = rig.attach(ViewKind::Link);
        if matches!(rig.link_seen(view).step, LinkStep::Compare { .. }) {
            rig.say(view, Intent::CompareLink { same: true });
        }
        assert_linked(&mut rig, view);
        if at_rest {
            return;
        }
    }
    panic!("it never came to rest");
}

#[test]
fn a_worker_that_dies_while_the_code_is_shown_keeps_the_code() {
    let mut rig = Rig::fresh();
    let view = scanned(&mut rig);
    let before = rig.link_seen(view);
    rig.kill();
    let view = rig.attach(ViewKind::Link);
    assert_eq!(rig.link_seen(view), before);
    rig.say(view, Intent::ConnectLink);
    rig.wait(500);
    rig.say(view, Intent::CompareLink { same: true });
    assert_linked(&mut rig, view);
}

#[test]
fn t67_an_answer_that_was_lost_is_explained_and_the_old_link_stays() {
    let mut rig = Rig::linked();
    let before = rig.store.clone();
    let view = scanned(&mut rig);
    rig.phone.trouble.push_back(Trouble::LoseAnswer);
    rig.say(view, Intent::ConnectLink);
    rig.run_to(|job| matches!(job, Job::Back(..)));
    rig.wait(10_000);
    assert!(rig.link_fault(view).is_some(), "{:?}", rig.link_seen(view).step);
    assert!(rig.store == before);
    assert!(rig.keys.slots.contains_key("link/ABC-DEF"));
}

#[test]
fn t67_a_worker_that_dies_with_the_answer_says_that_it_was_lost() {
    let mut rig = Rig::fresh();
    let view = scanned(&mut rig);
    rig.say(view, Intent::ConnectLink);
    rig.run_to(|job| matches!(job, Job::Do(Effect::Key(Ticket::Link(_), _))));
    rig.kill();
    let view = rig.attach(ViewKind::Link);
    rig.wait(5_000);
    assert_eq!(rig.link_fault(view).as_deref(), Some("linkLostAnswer"));
}

#[test]
fn t64_an_address_that_is_not_the_phone_never_links() {
    let mut rig = Rig::fresh();
    let view = scanned(&mut rig);
    rig.phone.trouble.extend((0..400).map(|n| match n % 3 {
        0 => Trouble::Forge(200, noise()),
        1 => Trouble::Forge(200, b"<html>".to_vec()),
        _ => Trouble::Forge(302, Vec::new()),
    }));
    rig.say(view, Intent::ConnectLink);
    rig.wait(100_000);
    assert!(matches!(rig.link_seen(view).step, LinkStep::Connecting { stage: LinkStage::SomeoneElse, .. }));
    rig.wait(90_000);
    assert_eq!(rig.link_fault(view).as_deref(), Some("linkSomeoneElse"));
    assert!(rig.store.is_empty());
}

#[test]
fn t65_a_key_with_a_bad_modulus_is_refused_although_the_envelope_opens() {
    use nearkey::phone::*;
    let mut rig = Rig::fresh();
    rig.keys.light = true;
    let view = scanned(&mut rig);
    let LinkStep::Code { code } = rig.link_seen(view).step else { panic!() };
    let session = decode_base64(code.text.split(':').nth(1).unwrap()).unwrap();
    let one_time = [5_u8; 32];
    let key = TransportKey::derive_link_response(
        &SessionKey::parse(session).unwrap(),
        &OneTimeKey::parse(one_time.to_vec()).unwrap(),
    );
    let mut weak = vec![0xff_u8; 512];
    weak[511] = 0xf5;
    let plain = json!({
        "linkedVaultId": "v", "sharedBaseKey": encode_base64url(&[1; 32]),
        "serverPubKey": { "n": encode_base64url(&weak), "e": "AQAB" },
    });
    let envelope = seal(&key, plain.to_string().as_bytes(), &mut rig.dice.clone());
    let mut sealed = one_time.to_vec();
    sealed.resize(512, 0);
    let body = json!({ "encOneTimeKey": encode_base64url(&sealed), "envelope": envelope }).to_string();
    rig.phone.trouble.push_back(Trouble::Forge(200, body.into_bytes()));
    rig.say(view, Intent::ConnectLink);
    rig.wait(1_000);
    assert_eq!(rig.link_fault(view).as_deref(), Some("linkBadKey"));
    assert!(rig.store.is_empty());
}

#[test]
fn starting_twice_shows_a_code_whose_key_is_there() {
    let mut rig = Rig::fresh();
    let view = rig.attach(ViewKind::Link);
    for intent in [
        Intent::StartLink { again: None },
        Intent::StartLink { again: None },
        Intent::AbandonLink,
        Intent::StartLink { again: None },
    ] {
        rig.say_only(view, intent);
    }
    rig.settle();
    let LinkStep::Code { code } = rig.link_seen(view).step else { panic!("{:?}", rig.link_seen(view).step) };
    rig.phone.state().scan(&code.text).unwrap();
    rig.say(view, Intent::TypeAddress { text: "192.168.0.20".into(), port: String::new() });
    rig.say(view, Intent::ConnectLink);
    rig.wait(500);
    rig.say(view, Intent::CompareLink { same: true });
    assert_linked(&mut rig, view);
}

#[test]
fn pressing_connect_again_does_not_throw_the_answer_away() {
    for steps in 0..6 {
        let mut rig = Rig::fresh();
        let view = scanned(&mut rig);
        rig.say_only(view, Intent::ConnectLink);
        for _ in 0..steps {
            if !rig.step() {
                rig.run_to(|_| true);
            }
        }
        rig.say_only(view, Intent::ConnectLink);
        rig.wait(3_000);
        assert!(matches!(rig.link_seen(view).step, LinkStep::Compare { .. }), "after {steps}");
    }
}

#[test]
fn a_second_phone_comes_beside_the_first_and_its_cache() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let view = compared(&mut rig);
    assert!(rig.store.contains_key("vault/ABC-DEF/index"));
    rig.say(view, Intent::CompareLink { same: true });
    assert!(rig.store.contains_key("vault/ABC-DEF/index"));
    let screen = rig.seen(popup);
    assert_eq!((screen.state, screen.total, screen.phones.len()), (PopupState::Open, 4, 2));
    let LinkStep::Done { phone, .. } = rig.link_seen(view).step else { panic!() };
    assert_eq!(screen.phone.map(|phone| phone.id), Some(phone.phone.id), "the new one is asked from now on");
    assert_eq!(rig.keys.slots.len(), 2);
}

#[test]
fn a_disk_that_is_full_leaves_the_old_link() {
    let mut rig = Rig::linked();
    let before = rig.store.clone();
    let view = compared(&mut rig);
    rig.full_disk = 1;
    rig.say(view, Intent::CompareLink { same: true });
    assert_eq!(rig.link_fault(view).as_deref(), Some("storageFull"));
    assert!(rig.store == before);
    assert_eq!(rig.keys.slots.keys().collect::<Vec<_>>(), ["link/ABC-DEF"]);
}

#[test]
fn t68_a_link_that_the_phone_has_not_accepted_yet_is_waited_for() {
    let mut rig = Rig::fresh();
    let view = compared(&mut rig);
    rig.say(view, Intent::CompareLink { same: true });
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: true, keep: false });
    rig.wait(5_000);
    assert_eq!(rig.seen(popup).request.unwrap().stage, RequestStage::NotAcceptedYet);
    rig.phone.state().accept_link().unwrap();
    rig.wait(2_000);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}
