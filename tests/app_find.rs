//! "Find my phone": the search, and the proof by a true answer.
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
use nearkey::{app::*, message::*, phone::*};

const OLD: &str = "192.168.0.20:8787";
const NEW: &str = "192.168.0.99:8787";
const FAKE: &str = "192.168.0.21:8787";

/// The phone got another address in its network.
fn moved() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.phone.home = NEW.into();
    let view = rig.attach(ViewKind::Options);
    (rig, view)
}

fn start(rig: &mut Rig, view: ViewId) {
    rig.say(view, Intent::StartFind { phone: ID.into() });
}

fn state(rig: &Rig, view: ViewId) -> FindState {
    rig.options_seen(view).find.unwrap().state
}

fn found(address: &str) -> FindState {
    let host = address.split(':').next().unwrap();
    FindState::Found { address: address.into(), permission: format!("http://{host}/*") }
}

#[test]
fn the_phone_is_found_and_its_answer_puts_the_address_in_front() {
    let (mut rig, view) = moved();
    start(&mut rig, view);
    assert_eq!(state(&rig, view), found(NEW));
    assert_eq!(rig.options_seen(view).find.unwrap().networks, ["192.168.0.0/24"]);
    rig.say(view, Intent::TryFound);
    rig.wait(200);
    assert_eq!(state(&rig, view), FindState::Proving { address: NEW.into() });
    assert_eq!(rig.addresses(ID), [OLD], "the phone's user has not answered yet");
    rig.accept();
    rig.wait(2_000);
    assert_eq!(state(&rig, view), FindState::Proved { address: NEW.into() });
    assert_eq!(rig.addresses(ID), [NEW, OLD]);
    assert!(rig.caches().is_empty(), "t89: the key that came along opened nothing");
    assert!(!rig.options_seen(view).open);
    rig.say(view, Intent::StopFind);
    assert!(rig.options_seen(view).find.is_none());
}

#[test]
fn until_it_looks_right_only_the_root_is_looked_at_and_nothing_names_the_link() {
    let (mut rig, view) = moved();
    rig.phone.others.insert(FAKE.into(), 200);
    let before = rig.store.clone();
    start(&mut rig, view);
    rig.wait(5_000);
    assert_eq!(state(&rig, view), found(NEW), "a router is no phone");
    assert!(rig.phone.seen.is_empty(), "{:?}", rig.phone.seen);
    assert_eq!(rig.phone.got[0], format!("http://{OLD}/"), "where it was before is looked at first");
    let mut got = rig.phone.got.clone();
    got.sort();
    got.dedup();
    assert_eq!(got.len(), rig.phone.got.len(), "each address once");
    assert!(got.iter().all(|url| url.starts_with("http://192.168.0.") && url.ends_with(":8787/")));
    assert!(rig.store == before);
}

#[test]
fn at_most_sixteen_are_asked_at_a_time() {
    let (mut rig, view) = moved();
    rig.phone.home = "10.9.9.9:8787".into();
    rig.say_only(view, Intent::StartFind { phone: ID.into() });
    let mut most = 0;
    loop {
        let out = rig.jobs.iter().filter(|job| {
            matches!(
                job,
                Job::Do(Effect::Get(Ticket::Find(_), _))
                    | Job::Tell(Event::Got { ticket: Ticket::Find(_), .. })
            )
        });
        most = most.max(out.count());
        if !rig.step() {
            break;
        }
    }
    assert_eq!(most, 16);
    let find = rig.options_seen(view).find.unwrap();
    assert_eq!((find.state, find.done, find.total), (FindState::NotFound, 254, 254));
    assert_eq!(rig.phone.got.len(), 254);
}

#[test]
fn a_device_that_only_pretends_is_never_remembered() {
    for status in [202, 403, 404, 400, 401] {
        let (mut rig, view) = moved();
        rig.phone.others.insert(FAKE.into(), status);
        rig.phone.fakes.push(FAKE.into());
        let before = rig.store.clone();
        start(&mut rig, view);
        assert_eq!(state(&rig, view), found(FAKE));
        rig.say(view, Intent::TryFound);
        rig.wait(70_000);
        assert_eq!(state(&rig, view), found(FAKE), "{status}: as good as before");
        assert!(rig.options_seen(view).request.unwrap().fault.is_some());
        rig.say(view, Intent::SkipFound);
        rig.wait(1_000);
        assert_eq!(state(&rig, view), found(NEW), "{status}");
        assert!(rig.store == before, "{status}");
    }
}

#[test]
fn going_on_takes_the_running_proof_back_and_looks_for_the_next() {
    let (mut rig, view) = moved();
    rig.phone.others.insert(FAKE.into(), 202);
    rig.phone.fakes.push(FAKE.into());
    start(&mut rig, view);
    rig.say(view, Intent::TryFound);
    rig.wait(2_000);
    rig.say(view, Intent::SkipFound);
    rig.wait(500);
    assert_eq!(state(&rig, view), found(NEW));
    assert!(rig.options_seen(view).request.is_none());
    rig.say(view, Intent::TryFound);
    rig.wait(200);
    rig.accept();
    rig.wait(2_000);
    assert_eq!(rig.addresses(ID), [NEW, OLD]);
}

#[test]
fn stopping_takes_the_question_off_the_phone() {
    for close in [false, true] {
        let (mut rig, view) = moved();
        let before = rig.store.clone();
        start(&mut rig, view);
        rig.say(view, Intent::TryFound);
        rig.wait(500);
        assert_eq!(rig.phone.state().prompt().unwrap().command, "get_client_key");
        if close {
            rig.tell(Event::ViewClosed { view });
        } else {
            rig.say(view, Intent::StopFind);
        }
        rig.wait(500);
        assert!(rig.phone.state().prompt().is_none());
        assert_eq!(rig.phone.commands().last(), Some(&"cancel_request"));
        assert!(rig.store == before);
    }
}

#[test]
fn a_search_survives_the_worker_at_every_step() {
    for steps in (0..400).step_by(23) {
        let (mut rig, view) = moved();
        rig.say_only(view, Intent::StartFind { phone: ID.into() });
        for _ in 0..steps {
            rig.step();
        }
        rig.kill();
        let view = rig.attach(ViewKind::Options);
        rig.wait(5_000);
        assert_eq!(state(&rig, view), found(NEW), "after {steps}");
    }
    let (mut rig, view) = moved();
    start(&mut rig, view);
    rig.say(view, Intent::TryFound);
    rig.wait(500);
    rig.kill();
    let view = rig.attach(ViewKind::Options);
    assert_eq!(state(&rig, view), FindState::Proving { address: NEW.into() });
    rig.wait(2_000);
    rig.accept();
    rig.wait(3_000);
    assert_eq!(state(&rig, view), FindState::Proved { address: NEW.into() });
    assert_eq!(rig.addresses(ID), [NEW, OLD]);
}

#[test]
fn a_policy_bounds_the_search() {
    let (mut rig, _) = moved();
    rig.policy = Some(br#"{"allowedAddresses": ["192.168.0.0/26"]}"#.to_vec());
    rig.kill();
    let view = rig.attach(ViewKind::Options);
    start(&mut rig, view);
    rig.wait(5_000);
    assert_eq!(state(&rig, view), FindState::NotFound);
    assert_eq!(rig.phone.got.len(), 63, "1 to 63 and no more");
    let number = |url: &String| url.split(['.', ':']).nth(4).unwrap().parse::<u8>().unwrap();
    assert!(rig.phone.got.iter().all(|url| number(url) < 64), "{:?}", rig.phone.got);
}

#[test]
fn without_a_number_there_is_nowhere_to_look() {
    let mut rig = Rig::linked();
    rig.change_link(|link| {
        link.addresses = AddressBook::new(Address::parse("phone.lan", "", Reach::default()).unwrap());
    });
    rig.phone.home = NEW.into();
    let view = rig.attach(ViewKind::Options);
    start(&mut rig, view);
    assert_eq!(state(&rig, view), FindState::Nowhere);
    assert_eq!(rig.phone.got, ["http://phone.lan:8787/"]);
    for intent in [Intent::TryFound, Intent::StartFind { phone: "XYZ-XYZ".into() }] {
        let seq = rig.say(view, intent);
        assert!(rig.refusal(seq).is_some());
    }
}
