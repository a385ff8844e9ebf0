//! One-time codes in the popup: shown on demand, copied, counted. The secret stays where it is.
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
    phone::{Phone, login},
    user::{ID, SITE},
};
use nearkey::{app::*, message::*};

/// The seed of RFC 6238 and RFC 4226.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A phone with a login of each kind: 0 by time, 1 counting from 3, 2 without, 3 unreadable.
fn linked() -> Rig {
    let mut logins = vec![
        login(0, SITE),
        login(1, "https://login.bank.example"),
        login(2, "https://other.test"),
        login(3, ""),
    ];
    logins[0].otp = format!("otpauth://totp/Bank:me?secret={SECRET}&digits=8");
    logins[1].otp = format!("otpauth://hotp/Bank:me?secret={SECRET}&counter=3");
    logins[3].otp = "otpauth://totp/x?secret=notbase32!".into();
    let mut rig = Rig::new(Phone::full(logins.clone()));
    for login in logins {
        rig.watch.plant_login(&login.password);
    }
    rig.watch.plant_login(SECRET);
    rig.watch.plant_key(b"12345678901234567890");
    rig.tabs.go(7, "https://bank.example/login");
    rig.phone.put_recorded_link();
    let key = rig.phone.state().client_key(ID);
    rig.watch.plant_key(&key);
    rig.store_link();
    rig
}

fn open() -> (Rig, ViewId) {
    let mut rig = linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    (rig, popup)
}

#[derive(Debug, PartialEq)]
struct Seen {
    digits: String,
    left_ms: f64,
    next: Option<String>,
    counter: Option<f64>,
}

fn show(rig: &mut Rig, popup: ViewId, intent: Intent) -> Seen {
    let seq = rig.say(popup, intent);
    let found = rig.posts.iter().find_map(|(view, post)| match post {
        ToView::Code { seq: of, digits, left_ms, next, counter, .. } if *of == seq && *view == popup => {
            Some(Seen { digits: digits.clone(), left_ms: *left_ms, next: next.clone(), counter: *counter })
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no code: {:?}", rig.refusal(seq)))
}

fn code(number: u32) -> Intent {
    Intent::ShowCode { item: Rig::uid(number) }
}

fn copy(rig: &mut Rig, popup: ViewId, item: &str) -> String {
    let seq = rig.say(popup, Intent::Copy { item: item.to_owned(), field: CopyField::Code });
    rig.value(seq).unwrap_or_else(|| panic!("nothing to copy: {:?}", rig.refusal(seq))).to_owned()
}

#[test]
fn only_items_with_a_code_say_so() {
    let (rig, popup) = open();
    let screen = rig.seen(popup);
    let all = screen.matches.iter().chain(&screen.company).chain(&screen.others);
    let with: Vec<&str> = all.filter(|item| item.has_code).map(|item| item.name.as_str()).collect();
    assert_eq!(with, ["Login 0", "Login 1", "Login 3"]);
}

#[test]
fn a_code_is_shown_with_its_time_and_the_next_one_near_its_end() {
    let (mut rig, popup) = open();
    let into_period = rig.wall_ms % 30_000;
    rig.pass(30_000 - into_period);
    let first = show(&mut rig, popup, code(0));
    assert_eq!((first.digits.len(), first.left_ms, &first.next, first.counter), (8, 30_000.0, &None, None));
    rig.wait(24_000);
    assert_eq!(show(&mut rig, popup, code(0)).next, None);
    rig.wait(2_000);
    let late = show(&mut rig, popup, code(0));
    assert_eq!((&late.digits, late.left_ms), (&first.digits, 4_000.0));
    rig.wait(4_000);
    let second = show(&mut rig, popup, code(0));
    assert_eq!(Some(&second.digits), late.next.as_ref());
    assert_ne!(second.digits, first.digits);
}

/// T-53: what is copied at the very end of a code is the next one.
#[test]
fn t53_a_code_that_is_all_but_over_is_not_handed_out() {
    let (mut rig, popup) = open();
    let into_period = rig.wall_ms % 30_000;
    rig.pass(30_000 - into_period + 27_500);
    let late = show(&mut rig, popup, code(0));
    assert_eq!(copy(&mut rig, popup, &Rig::uid(0)), late.digits, "there is time for it");
    rig.wait(1_000);
    assert_eq!(copy(&mut rig, popup, &Rig::uid(0)), late.next.unwrap());
}

/// T-97, for codes.
#[test]
fn t97_a_copied_code_leaves_the_clipboard() {
    let (mut rig, popup) = open();
    let copied = copy(&mut rig, popup, &Rig::uid(0));
    assert_eq!(rig.clipboard.text, copied);
    rig.wait(31_000);
    assert!(rig.clipboard.text.is_empty());
}

/// RFC 4226, appendix D, from the phone's number 3 on.
#[test]
fn a_code_that_counts_goes_on_with_each_use_and_over_a_new_worker() {
    let (mut rig, popup) = open();
    let third = show(&mut rig, popup, code(1));
    assert_eq!((third.digits.as_str(), third.counter), ("969429", Some(3.0)));
    assert_eq!(show(&mut rig, popup, code(1)), third, "seeing is not using");
    assert_eq!(copy(&mut rig, popup, &Rig::uid(1)), "969429");
    assert_eq!(show(&mut rig, popup, code(1)).digits, "338314");
    assert_eq!(show(&mut rig, popup, Intent::NextCode { item: Rig::uid(1) }).digits, "254676");
    rig.kill();
    let popup = rig.popup();
    assert_eq!(show(&mut rig, popup, code(1)).digits, "254676");
    assert_eq!(rig.links()[0].counters.values().collect::<Vec<_>>(), [&5]);
    // A code of the time counts nothing.
    copy(&mut rig, popup, &Rig::uid(0));
    assert_eq!(rig.links()[0].counters.len(), 1);
}

#[test]
fn a_login_that_was_just_received_shows_its_code_too() {
    let mut rig = linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, false, false);
    let held = rig.seen(popup).request.unwrap().held.unwrap();
    assert!(held.has_code);
    let seen = show(&mut rig, popup, Intent::ShowCode { item: held.id.clone() });
    assert_eq!(copy(&mut rig, popup, &held.id), seen.digits);
}

#[test]
fn what_has_no_code_or_a_broken_one_says_so() {
    let (mut rig, popup) = open();
    for (number, fault) in [(2, "noCode"), (3, "codeUnreadable")] {
        let seq = rig.say(popup, code(number));
        assert_eq!(rig.refusal(seq), Some(fault));
        let seq = rig.say(popup, Intent::Copy { item: Rig::uid(number), field: CopyField::Code });
        assert_eq!(rig.refusal(seq), Some(fault));
    }
}

#[test]
fn t99_a_locked_cache_shows_no_code() {
    let (mut rig, popup) = open();
    rig.say(popup, Intent::Lock);
    for intent in [code(0), Intent::NextCode { item: Rig::uid(1) }] {
        let seq = rig.say(popup, intent);
        assert_eq!(rig.refusal(seq), Some("vaultLocked"));
    }
    // Locked while the record was on its way.
    let (mut rig, popup) = open();
    let seq = rig.say_only(popup, code(0));
    rig.say_only(popup, Intent::Lock);
    rig.settle();
    assert!(!rig.posts.iter().any(|(_, post)| matches!(post, ToView::Code { seq: of, .. } if *of == seq)));
}

/// T-53, T-95: of everything that crosses to a view, nothing holds the secret or its URI.
#[test]
fn t53_only_digits_cross() {
    let (mut rig, popup) = open();
    for number in [0, 1] {
        show(&mut rig, popup, code(number));
        copy(&mut rig, popup, &Rig::uid(number));
    }
    for (_, post) in &rig.posts {
        let text = serde_json::to_string(post).unwrap();
        assert!(!text.contains(SECRET) && !text.contains("otpauth"), "{text}");
    }
}
