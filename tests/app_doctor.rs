//! The connection doctor: each break has its cause, and nobody is disturbed.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, custody, user::ID};
use nearkey::encoding::{encode_base64, encode_base64url};
use nearkey::{app::*, message::*, phone::*};

const HOME: &str = "192.168.0.20:8787";

fn examine(rig: &mut Rig) -> ViewId {
    let view = rig.attach(ViewKind::Doctor);
    rig.say(view, Intent::StartDoctor { phone: ID.into() });
    rig.wait(30_000);
    assert!(!rig.doctor_seen(view).running);
    view
}

/// The first break of the first address.
fn broken(rig: &Rig, view: ViewId) -> Option<(DoctorStep, String)> {
    let steps = rig.doctor_seen(view).addresses.remove(0).steps;
    steps.into_iter().find_map(|step| Some((step.step, step.cause?)))
}

fn states(rig: &Rig, view: ViewId) -> Vec<StepState> {
    rig.doctor_seen(view).addresses.remove(0).steps.iter().map(|step| step.state).collect()
}

#[test]
fn each_break_has_its_cause() {
    type Break = fn(&mut Rig);
    let breaks: [(Break, DoctorStep, &str); 10] = [
        (|rig| rig.forbidden.push("192.168.0.20".into()), DoctorStep::Permission, "noPermission"),
        (|rig| rig.phone.up = false, DoctorStep::Reachable, "refused"),
        (|rig| rig.phone.home = "10.0.0.1:8787".into(), DoctorStep::Reachable, "nothingThere"),
        (
            |rig| {
                rig.phone.home = "10.0.0.1:8787".into();
                let now = rig.wall_ms;
                rig.change_link(|link| _ = link.answered_at_ms.insert(HOME.into(), now));
            },
            DoctorStep::Reachable,
            "asleep",
        ),
        (
            |rig| {
                rig.phone.home = "10.0.0.1:8787".into();
                rig.phone.others.insert(HOME.into(), 200);
            },
            DoctorStep::Answering,
            "otherDevice",
        ),
        (|rig| rig.phone.state().lock(), DoctorStep::Status, "phoneLocked"),
        (|rig| rig.phone.state().set_in_front(false), DoctorStep::Status, "notInFront"),
        (|rig| rig.phone.state().delete_link(ID).unwrap(), DoctorStep::Status, "linkUnknown"),
        (
            |rig| {
                rig.phone.home = "10.0.0.1:8787".into();
                rig.phone.others.insert(HOME.into(), 409);
                rig.phone.fakes.push(HOME.into());
            },
            DoctorStep::Status,
            "phoneBusy",
        ),
        (
            |rig| {
                rig.phone.home = "10.0.0.1:8787".into();
                rig.phone.others.insert(HOME.into(), 400);
                rig.phone.fakes.push(HOME.into());
            },
            DoctorStep::Status,
            "notUnderstood",
        ),
    ];
    for (is_broken, step, cause) in breaks {
        let mut rig = Rig::linked();
        is_broken(&mut rig);
        let before = rig.store.clone();
        let view = examine(&mut rig);
        assert_eq!(broken(&rig, view), Some((step, cause.to_owned())));
        let states = states(&rig, view);
        let at = states.iter().position(|state| *state == StepState::Bad).unwrap();
        assert!(states[..at].iter().all(|state| *state == StepState::Good), "{cause}: {states:?}");
        assert!(states[at + 1..].iter().all(|state| *state == StepState::NotReached), "{cause}: {states:?}");
        assert!(rig.doctor_seen(view).report.contains(cause));
        assert!(rig.phone.state().prompt().is_none(), "{cause}: nobody was asked");
        assert!(rig.store == before, "{cause}");
    }
}

#[test]
fn when_all_is_well_only_a_true_answer_is_the_proof() {
    let mut rig = Rig::linked();
    let view = examine(&mut rig);
    assert_eq!(rig.phone.commands(), ["cancel_request"]);
    let mut expected = vec![StepState::Good; 5];
    expected.push(StepState::Unknown);
    assert_eq!(states(&rig, view), expected);
    rig.say(view, Intent::ProvePhone);
    rig.wait(300);
    assert_eq!(states(&rig, view)[5], StepState::Running);
    assert_eq!(rig.phone.state().prompt().unwrap().command, "get_client_key");
    rig.accept();
    rig.wait(2_000);
    assert_eq!(states(&rig, view), [StepState::Good; 6]);
    assert!(rig.doctor_seen(view).report.contains("key: good"));
    assert!(rig.caches().is_empty(), "t89: the key that came along opened nothing");
}

#[test]
fn a_proof_that_is_denied_or_stopped_is_none() {
    for stop in [false, true] {
        let mut rig = Rig::linked();
        let view = examine(&mut rig);
        rig.say(view, Intent::ProvePhone);
        rig.wait(300);
        if stop {
            rig.say(view, Intent::StopDoctor);
            rig.wait(300);
            assert!(rig.phone.state().prompt().is_none());
            assert!(rig.doctor_seen(view).addresses.is_empty());
        } else {
            rig.phone.state().deny().unwrap();
            rig.wait(2_000);
            assert_eq!(states(&rig, view)[5], StepState::Unknown);
            assert!(rig.doctor_seen(view).report.contains("key: not proved yet"));
        }
    }
}

#[test]
fn closing_the_page_takes_the_question_off_the_phone() {
    let mut rig = Rig::linked();
    let view = examine(&mut rig);
    rig.say(view, Intent::ProvePhone);
    rig.wait(300);
    rig.tell(Event::ViewClosed { view });
    rig.wait(300);
    assert!(rig.phone.state().prompt().is_none());
}

#[test]
fn a_request_that_runs_is_not_disturbed() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: true, keep: false });
    rig.wait(200);
    let view = examine(&mut rig);
    assert_eq!(broken(&rig, view), Some((DoctorStep::Status, "phoneBusy".into())));
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn what_the_phone_still_holds_of_us_is_taken_back_and_is_no_break() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, Intent::AskAny);
    rig.wait(200);
    rig.phone.state().set_in_front(false);
    rig.say(popup, Intent::CancelRequest);
    rig.wait(500);
    assert!(rig.phone.state().prompt().is_some(), "it did not hear of it");
    rig.phone.state().set_in_front(true);
    let view = examine(&mut rig);
    assert_eq!(broken(&rig, view), None);
    assert!(rig.phone.state().prompt().is_none());
}

#[test]
fn each_address_is_examined_and_again_after_a_permission() {
    let mut rig = Rig::linked();
    let other = Address::parse("10.0.0.7", "", Reach::default()).unwrap();
    rig.change_link(|link| link.addresses.add(other.clone()).unwrap());
    rig.forbidden.push("192.168.0.20".into());
    let view = examine(&mut rig);
    assert_eq!(broken(&rig, view).unwrap().1, "noPermission");
    let screen = rig.doctor_seen(view);
    assert_eq!(screen.addresses.len(), 2);
    assert_eq!(screen.addresses[0].permission, "http://192.168.0.20/*");
    assert_eq!(screen.addresses[1].steps[2].cause.as_deref(), Some("nothingThere"));
    rig.forbidden.clear();
    rig.say(view, Intent::PermissionChanged);
    rig.wait(30_000);
    assert_eq!(broken(&rig, view), None);
}

#[test]
fn the_report_names_no_link_no_address_and_no_key() {
    let mut rig = Rig::linked();
    let other = Address::parse("my-own-phone.lan", "", Reach::default()).unwrap();
    rig.change_link(|link| {
        link.addresses.add(other.clone()).unwrap();
        link.name = "Annas Handy".into();
        link.vault_id = "vault-77".into();
    });
    let view = examine(&mut rig);
    rig.say(view, Intent::ProvePhone);
    rig.wait(300);
    let letters = rig.doctor_seen(view).request.unwrap().fingerprint;
    rig.accept();
    rig.wait(2_000);
    let report = rig.doctor_seen(view).report;
    assert!(report.contains("192.168.x.x, port 8787") && report.contains("a name, port 8787"), "{report}");
    let client_key = rig.phone.state().client_key(ID);
    let base = custody::bytes(&custody::LINKS[0], "baseKeyBase64");
    let n = rig.links()[0].phone_key.n().to_owned();
    let keys = [encode_base64(&client_key), encode_base64url(&client_key), hex(&client_key), hex(&base), n];
    let names = [ID, "192.168.0", "my-own", "Annas", "vault-77", &letters, "bank.example"];
    for part in names.into_iter().chain(keys.iter().map(String::as_str)) {
        assert!(!part.is_empty() && !report.contains(part), "{part} is in the report:\n{report}");
    }
}

#[test]
fn an_unknown_phone_is_not_examined() {
    let mut rig = Rig::linked();
    let view = rig.attach(ViewKind::Doctor);
    for (intent, fault) in [
        (Intent::StartDoctor { phone: "XYZ-XYZ".into() }, "noPhone"),
        (Intent::ProvePhone, "badMessage"),
        (Intent::AskAll, "badMessage"),
    ] {
        let seq = rig.say(view, intent);
        assert_eq!(rig.refusal(seq), Some(fault));
    }
    assert!(rig.phone.got.is_empty() && rig.phone.seen.is_empty());
}
