//! The connection doctor names the first thing that is broken, and its report holds nothing that identifies.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::phone::{diagnosis::*, *};
use phone_support::*;
use proptest::prelude::*;

/// Everything in order.
fn sound() -> Facts {
    Facts {
        address: Some(AddressKind::Ipv4),
        permission: Some(true),
        get: Some(get(200, true)),
        post: Some(PostFact { elapsed_ms: 800, status: Some(403) }),
        last_true_answer_ms: Some(3 * 3_600_000),
        ..Facts::default()
    }
}

fn get(status: u16, looks_like_phone: bool) -> GetFact {
    GetFact { elapsed_ms: 20, outcome: GetOutcome::Answer { status, looks_like_phone } }
}

fn failed(elapsed_ms: u64) -> Facts {
    let get = Some(GetFact { elapsed_ms, outcome: GetOutcome::Failed });
    Facts { get, post: None, ..sound() }
}

fn posted(status: u16) -> Facts {
    Facts { post: Some(PostFact { elapsed_ms: 50, status: Some(status) }), ..sound() }
}

/// The broken step, if there is one; checks that nothing is said about the steps behind it.
fn broken(facts: &Facts) -> Option<(Step, Cause)> {
    let diagnosis = Diagnosis::of(facts);
    let states = diagnosis.verdicts.map(|verdict| verdict.state);
    let bad = states.iter().position(|state| *state == State::Bad);
    for (index, verdict) in diagnosis.verdicts.iter().enumerate() {
        assert_eq!(verdict.step, Step::ALL[index]);
        assert_eq!(verdict.state == State::NotReached, bad.is_some_and(|bad| index > bad));
        assert_eq!(verdict.cause.is_some(), Some(index) == bad);
    }
    assert_eq!(diagnosis.cause(), bad.and_then(|bad| diagnosis.verdicts[bad].cause));
    bad.map(|bad| (diagnosis.verdicts[bad].step, diagnosis.verdicts[bad].cause.unwrap()))
}

#[test]
fn all_good_is_said_only_when_all_is_known_and_good() {
    assert!(Diagnosis::of(&sound()).is_good());
    for facts in [
        Facts { permission: None, ..sound() },
        Facts { get: None, ..sound() },
        Facts { post: None, ..sound() },
        Facts { address: Some(AddressKind::Ipv4), ..Facts::default() },
    ] {
        assert_eq!(broken(&facts), None);
        assert!(!Diagnosis::of(&facts).is_good());
    }
    assert_eq!(broken(&Facts::default()), Some((Step::Address, Cause::NoAddress)));
}

#[test]
fn a_missing_permission_counts_only_where_it_can_be_the_cause() {
    let without =
        |facts: Facts, answers_unseen| broken(&Facts { permission: Some(false), answers_unseen, ..facts });
    assert_eq!(without(sound(), None), None, "the phone lets every extension read");
    assert_eq!(without(failed(5), None), Some((Step::Permission, Cause::NoPermission)));
    assert_eq!(without(failed(5), Some(true)), Some((Step::Permission, Cause::NoPermission)));
    assert_eq!(without(failed(5), Some(false)), Some((Step::Reachable, Cause::Refused)));
}

#[test]
fn the_time_of_a_failure_tells_a_closed_app_from_an_absent_phone() {
    for (elapsed_ms, last, cause) in [
        (2, None, Cause::Refused),
        (999, None, Cause::Refused),
        (3_070, None, Cause::NothingThere),
        (25_000, Some(86_400_000), Cause::NothingThere),
        (3_070, Some(60_000), Cause::Asleep),
    ] {
        let facts = Facts { last_true_answer_ms: last, ..failed(elapsed_ms) };
        assert_eq!(broken(&facts), Some((Step::Reachable, cause)), "{elapsed_ms} {last:?}");
    }
    let only_posted = Facts { get: None, post: Some(PostFact { elapsed_ms: 4, status: None }), ..sound() };
    assert_eq!(broken(&only_posted), Some((Step::Reachable, Cause::Refused)));
}

#[test]
fn names_fail_for_reasons_of_their_own() {
    for (is_firefox, https_only, elapsed_ms, cause) in [
        (false, None, 5, Cause::NameUnknown),
        (true, None, 5, Cause::HttpsOnly),
        (true, Some(true), 5, Cause::HttpsOnly),
        (true, Some(false), 5, Cause::NameUnknown),
        (true, None, 3_070, Cause::NothingThere),
    ] {
        let address = Some(AddressKind::Name);
        let facts = Facts { address, is_firefox, https_only, ..failed(elapsed_ms) };
        assert_eq!(broken(&facts), Some((Step::Reachable, cause)), "{is_firefox} {https_only:?}");
    }
    let ip = Facts { is_firefox: true, ..failed(5) };
    assert_eq!(broken(&ip), Some((Step::Reachable, Cause::Refused)), "addresses are not blocked");
}

#[test]
fn t62_another_device_at_the_address_is_named() {
    for (outcome, cause) in [
        (GetOutcome::Redirected, Cause::CaptivePortal),
        (GetOutcome::Answer { status: 511, looks_like_phone: false }, Cause::CaptivePortal),
        (GetOutcome::Answer { status: 200, looks_like_phone: false }, Cause::OtherDevice),
        (GetOutcome::Answer { status: 404, looks_like_phone: false }, Cause::OtherDevice),
    ] {
        let facts = Facts { get: Some(GetFact { elapsed_ms: 9, outcome }), ..posted(404) };
        assert_eq!(broken(&facts), Some((Step::Answering, cause)));
    }
    let page = ProbeAnswer { status: 200, content_type: None, body_prefix: b"<html>Router".to_vec() };
    assert_eq!(GetFact::of(Some(&page), 7), GetFact { elapsed_ms: 7, ..get(200, false) });
    let moved = ProbeAnswer { status: 302, ..page.clone() };
    assert_eq!(GetFact::of(Some(&moved), 7).outcome, GetOutcome::Redirected);
    let app = ProbeAnswer { body_prefix: b"ANOTHERpass".to_vec(), ..page };
    assert_eq!(GetFact::of(Some(&app), 7).outcome, get(200, true).outcome);
    assert_eq!(GetFact::of(None, 7).outcome, GetOutcome::Failed);
}

#[test]
fn t55_each_status_of_the_probe_has_its_cause() {
    for (status, expected) in [
        (403, None),
        (202, None),
        (204, None),
        (401, Some((Step::Status, Cause::PhoneLocked))),
        (404, Some((Step::Status, Cause::LinkUnknown))),
        (409, Some((Step::Status, Cause::PhoneBusy))),
        (400, Some((Step::Status, Cause::NotUnderstood))),
        (500, Some((Step::Status, Cause::PhoneError))),
        (302, Some((Step::Status, Cause::OtherDevice))),
        (200, Some((Step::Key, Cause::OtherKey))),
    ] {
        assert_eq!(broken(&posted(status)), expected, "{status}");
    }
    let locked = |is_up_after| broken(&Facts { is_up_after, ..posted(401) }).unwrap().1;
    assert_eq!(locked(Some(true)), Cause::NotInFront);
    assert_eq!(locked(Some(false)), Cause::PhoneLocked);
    let blocked = Facts { last_was_refused: true, ..posted(403) };
    assert_eq!(broken(&blocked), Some((Step::Status, Cause::LinkBlocked)));
    for (elapsed_ms, cause) in [(4, Cause::WentAway), (5_000, Cause::Slow)] {
        let facts = Facts { post: Some(PostFact { elapsed_ms, status: None }), ..sound() };
        assert_eq!(broken(&facts), Some((Step::Status, cause)));
    }
}

#[test]
fn t56_answers_with_other_keys_are_named() {
    let facts = Facts { foreign_answers: true, ..sound() };
    assert_eq!(broken(&facts), Some((Step::Key, Cause::OtherKey)));
}

#[test]
fn the_probe_asks_nothing_and_keeps_its_identifier_until_it_is_heard() {
    let phone = FakePhone::new();
    let mut dice = Dice(3);
    let mut send = |probe: &StatusProbe| {
        let made = probe.message(&phone.base, &phone.key, &mut dice);
        assert_eq!(made.timeout_ms, CANCEL_TIMEOUT_MS);
        let (message, _) = phone.open(&made.body);
        assert_eq!(text(&message, "command"), "cancel_request");
        assert_eq!(text(&message, "action"), "request_credential");
        (text(&message, "requestIdentifier").to_owned(), made.body)
    };
    let probe = StatusProbe::new(&mut Dice(4));
    let stored: StatusProbe = serde_json::from_str(&serde_json::to_string(&probe).unwrap()).unwrap();

    let (first, second) = (send(&probe), send(&stored));

    assert_eq!(first.0, second.0, "a phone that noted it is freed by the same");
    assert_ne!(first.1, second.1, "sealed anew");
    assert_ne!(send(&StatusProbe::new(&mut Dice(5))).0, first.0);
}

#[test]
fn causes_have_their_own_keys_and_codes() {
    let keys: std::collections::HashSet<_> = Cause::ALL.iter().map(|cause| cause.key()).collect();
    let codes: std::collections::HashSet<_> = Cause::ALL.iter().map(|cause| cause.code()).collect();
    assert_eq!((keys.len(), codes.len()), (Cause::ALL.len(), Cause::ALL.len()));
    assert_eq!(Cause::NothingThere.fix(), Fix::FindPhone);
}

fn write(address: &str, facts: &Facts, browser: &str) -> String {
    let address = Address::parse(address, "", Reach { loopback: true }).unwrap();
    let about = About { browser, version: "0.3.0", address: Some(&address), proved: false };
    report(&about, facts, &Diagnosis::of(facts))
}

#[test]
fn a_report_says_what_was_found() {
    let text = write("192.168.17.23:9000", &posted(404), "Firefox 153");
    assert_eq!(
        text,
        "Nearkey connection report\n\
         version: 0.3.0\n\
         browser: Firefox 153\n\
         address: 192.168.x.x, port 9000\n\
         address known: good\n\
         permission: good\n\
         reachable: good\n\
         answering: good\n\
         status: bad, DOC-12 linkUnknown\n\
         key: not reached\n\
         GET: 200, the app, 20 ms\n\
         POST: 404, 50 ms\n\
         last answer: hours ago\n"
    );
    let text = report(
        &About { browser: "Chromium\nstatus: good", version: "0.3.0", address: None, proved: false },
        &failed(3_070),
        &Diagnosis::of(&failed(3_070)),
    );
    assert!(text.contains("address: none\n") && text.contains("GET: failed, 3070 ms\n"));
    assert!(text.contains("browser: Chromiumstatus: good\n"), "one line stays one line");
}

#[test]
fn a_report_calls_no_key_good_before_it_was_proved() {
    let address = Address::parse("192.168.17.23", "", Reach::default()).unwrap();
    for (proved, said) in [(false, "key: not proved yet\n"), (true, "key: good\n")] {
        let about = About { browser: "Firefox", version: "0.3.0", address: Some(&address), proved };
        let text = report(&about, &posted(202), &Diagnosis::of(&posted(202)));
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_report_names_no_address() {
    for (address, shown) in [
        ("192.168.17.23", "192.168.x.x"),
        ("10.98.76.54", "10.x.x.x"),
        ("172.23.98.76", "172.x.x.x"),
        ("miras-phone.local", "a name"),
        ("127.0.0.1:40123", "this computer"),
    ] {
        let text = write(address, &sound(), "Chromium 156");
        assert!(text.contains(&format!("address: {shown}, port ")), "{text}");
        for part in ["17.23", "98", "54", "76", "mira", "127"] {
            assert!(!text.contains(part), "{part} in {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_known_at_most_one_step_is_broken(
        address in prop::option::of(prop::sample::select(vec![AddressKind::Ipv4, AddressKind::Name, AddressKind::Loopback])),
        flags: [bool; 4],
        maybe: [Option<bool>; 3],
        get in prop::option::of((0..30_000_u64, prop::option::of((any::<u16>(), any::<bool>())))),
        post in prop::option::of((0..30_000_u64, prop::option::of(any::<u16>()))),
        last in prop::option::of(any::<u64>()),
    ) {
        let facts = Facts {
            address,
            is_firefox: flags[0],
            https_only: maybe[0],
            permission: maybe[1],
            answers_unseen: maybe[2],
            get: get.map(|(elapsed_ms, answer)| GetFact {
                elapsed_ms,
                outcome: answer.map_or(GetOutcome::Failed, |(status, looks_like_phone)| {
                    GetOutcome::Answer { status, looks_like_phone }
                }),
            }),
            post: post.map(|(elapsed_ms, status)| PostFact { elapsed_ms, status }),
            is_up_after: Some(flags[1]),
            last_true_answer_ms: last,
            last_was_refused: flags[2],
            foreign_answers: flags[3],
        };
        broken(&facts);
        let again: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
        prop_assert_eq!(Diagnosis::of(&again), Diagnosis::of(&facts));
    }
}
