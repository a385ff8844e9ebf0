//! Logins in several steps, and one-time codes.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, tabs::field, user::SITE};
use nearkey::{app::*, message::*};

const URI: &str = "otpauth://totp/Bank:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank";

/// Only the account name, as in a first step.
fn first_step(snapshot: &mut Snapshot) {
    snapshot.forms[0].buttons = "Sign in".into();
    snapshot.fields = vec![field(1, "text", "username")];
}

fn second_step(snapshot: &mut Snapshot) {
    snapshot.fields = vec![field(1, "password", "current-password")];
}

/// A code in so many boxes.
fn code_step(snapshot: &mut Snapshot, boxes: u32) {
    snapshot.forms[0].buttons = "Verify".into();
    snapshot.fields = (1..=boxes)
        .map(|key| FieldSnapshot {
            name: format!("code-{key}"),
            label: "One-time code".into(),
            max_length: (boxes > 1).then_some(1),
            ..field(key, "text", "one-time-code")
        })
        .collect();
}

/// The cache is open, all logins have codes, and the page in front is as `change` makes it.
fn at(change: impl Fn(&mut Snapshot)) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let mut logins = rig.phone.state().credentials().to_vec();
    for login in &mut logins {
        login.otp = URI.into();
    }
    rig.phone.state().set_credentials(logins);
    rig.watch.plant_login(URI);
    let popup = rig.popup();
    rig.open_cache(popup);
    let popup = go(&mut rig, SITE, change);
    (rig, popup)
}

/// Another page in the same tab, and a popup over it.
fn go(rig: &mut Rig, url: &str, change: impl Fn(&mut Snapshot)) -> ViewId {
    rig.navigate(7, url);
    change(rig.tabs.top(7));
    rig.popup()
}

fn fill(rig: &mut Rig, popup: ViewId) {
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
}

/// What is offered as the next step.
fn next(rig: &Rig, popup: ViewId) -> Option<(String, NextStep)> {
    rig.seen(popup).next.map(|next| (next.item.id, next.step))
}

/// The code of `URI` at the rig's time, by the reference of RFC 6238 with SHA-1 and six digits.
fn code_now(rig: &Rig) -> String {
    let code = nearkey::otp::OneTimeCode::parse(URI).unwrap().code(rig.wall_ms);
    code.digits.expose().to_owned()
}

#[test]
fn the_second_page_of_a_login_is_offered_to_the_login_of_the_first() {
    let (mut rig, popup) = at(first_step);
    fill(&mut rig, popup);
    assert_eq!(rig.tabs.filled[0].values, ["user-0"]);
    assert!(matches!(rig.notice(popup), Some(Notice::FilledUser { .. })));
    let popup = go(&mut rig, SITE, second_step);
    assert_eq!(next(&rig, popup), Some((Rig::uid(0), NextStep::Password)));
    fill(&mut rig, popup);
    assert_eq!(rig.tabs.filled[1].values, ["Pa55-kelp-0-\"secret\""]);
}

#[test]
fn t98_the_next_step_is_not_offered_elsewhere_later_or_after_a_lock() {
    type Change = fn(&mut Rig, ViewId) -> ViewId;
    let changes: [(&str, Change); 8] = [
        ("another origin", |rig, _| go(rig, "https://login.bank.example/", second_step)),
        ("without encryption", |rig, _| go(rig, "http://bank.example/", second_step)),
        ("another port", |rig, _| go(rig, "https://bank.example:8443/", second_step)),
        ("elsewhere and back", |rig, _| {
            go(rig, "https://other.test/", second_step);
            go(rig, SITE, second_step)
        }),
        ("another tab", |rig, _| {
            rig.tabs.go(8, SITE);
            rig.popup()
        }),
        ("after two minutes", |rig, popup| {
            rig.wait(121_000);
            popup
        }),
        ("after a lock", |rig, popup| {
            rig.say(popup, Intent::Lock);
            popup
        }),
        ("after the tab was closed", |rig, popup| {
            rig.close_tab(7);
            rig.tabs.go(7, SITE);
            let _ = popup;
            rig.popup()
        }),
    ];
    for (what, change) in changes {
        let (mut rig, popup) = at(first_step);
        fill(&mut rig, popup);
        let popup = change(&mut rig, popup);
        assert_eq!(next(&rig, popup), None, "{what}");
    }
}

#[test]
fn after_a_login_its_code_is_offered_and_goes_into_one_field() {
    let (mut rig, popup) = at(|_| ());
    fill(&mut rig, popup);
    assert_eq!(next(&rig, popup), Some((Rig::uid(0), NextStep::Code)));
    let popup = go(&mut rig, SITE, |snapshot| code_step(snapshot, 1));
    assert_eq!(rig.seen(popup).page.form, PageForm::Code);
    rig.say(popup, Intent::FillCode { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled[1].values, [code_now(&rig)]);
    assert!(matches!(rig.notice(popup), Some(Notice::FilledCode { .. })));
    assert_eq!(next(&rig, popup), None);
}

#[test]
fn t49_a_code_goes_into_six_boxes_digit_by_digit() {
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 6));
    fill(&mut rig, popup);
    let digits: Vec<String> = code_now(&rig).chars().map(String::from).collect();
    assert_eq!(rig.tabs.filled[0].values, digits);
}

#[test]
fn t49_a_code_that_has_not_as_many_digits_as_there_are_boxes_is_not_filled() {
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 4));
    fill(&mut rig, popup);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::DidNotFit }));
}

#[test]
fn t53_a_code_with_less_than_two_seconds_left_waits_for_the_next() {
    for left in [1_999, 500, 1] {
        let (mut rig, popup) = at(|snapshot| code_step(snapshot, 1));
        let into = rig.wall_ms % 30_000;
        rig.wait(30_000 - into + 30_000 - left);
        let old = code_now(&rig);
        fill(&mut rig, popup);
        assert!(rig.tabs.filled.is_empty(), "{left} ms left");
        rig.wait(3_000);
        let new = code_now(&rig);
        assert_ne!(old, new);
        assert_eq!(rig.tabs.filled[0].values, [new], "{left} ms left");
    }
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 1));
    let into = rig.wall_ms % 30_000;
    rig.wait(30_000 - into + 27_500);
    fill(&mut rig, popup);
    assert_eq!(rig.tabs.filled[0].values, [code_now(&rig)], "2.5 s are enough");
}

#[test]
fn t27_a_page_that_goes_elsewhere_while_a_code_is_waited_for_gets_nothing() {
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 1));
    let into = rig.wall_ms % 30_000;
    rig.wait(60_000 - into - 1_000);
    fill(&mut rig, popup);
    let popup = go(&mut rig, SITE, |snapshot| code_step(snapshot, 1));
    rig.wait(3_000);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
}

#[test]
fn a_lock_ends_the_wait_for_a_code() {
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 1));
    let into = rig.wall_ms % 30_000;
    rig.wait(60_000 - into - 1_000);
    fill(&mut rig, popup);
    rig.say(popup, Intent::Lock);
    rig.wait(3_000);
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t53_the_page_never_gets_the_secret_of_the_code() {
    // The rig looks for the URI in every screen, checkpoint and file; here is what the page gets.
    let (mut rig, popup) = at(|snapshot| code_step(snapshot, 1));
    fill(&mut rig, popup);
    let value = &rig.tabs.filled[0].values[0];
    assert!(value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_digit()), "{value}");
}

#[test]
fn a_login_without_a_code_says_so_on_a_page_that_wants_one() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let popup = go(&mut rig, SITE, |snapshot| code_step(snapshot, 1));
    fill(&mut rig, popup);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::NoCode }));
}

#[test]
fn a_received_login_stays_at_hand_for_its_code_and_no_longer() {
    let mut rig = Rig::linked();
    let mut logins = rig.phone.state().credentials().to_vec();
    logins[0].otp = URI.into();
    rig.phone.state().set_credentials(logins);
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert!(rig.seen(popup).request.is_none());
    let popup = go(&mut rig, SITE, |snapshot| code_step(snapshot, 1));
    assert_eq!(next(&rig, popup), Some(("held".into(), NextStep::Code)));
    rig.say(popup, Intent::FillCode { item: "held".into() });
    assert_eq!(rig.tabs.filled[1].values, [code_now(&rig)]);
    let seq = rig.say(popup, Intent::FillCode { item: "held".into() });
    assert_eq!(rig.refusal(seq), Some("itemGone"));
}
