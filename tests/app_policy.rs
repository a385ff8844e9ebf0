//! What whoever runs the computer prescribes holds, also for what was there before.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, user::ID};
use nearkey::{app::*, message::*};

const MINUTE: u64 = 60_000;

fn under(policy: &str) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.policy = Some(policy.as_bytes().to_vec());
    let popup = rig.popup();
    (rig, popup)
}

/// The cache is open when the policy comes; the next worker knows of it.
fn comes_to_an_open_cache(policy: &str) -> Rig {
    let mut rig = Rig::linked();
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    rig.open_cache(popup);
    rig.say(options, Intent::SetPasskey { credential: vec![7], salt: vec![3; 32], output: vec![0xe1; 32] });
    let mut settings = rig.options_seen(options).settings;
    settings.lock_after_minutes = 60;
    rig.say(options, Intent::SaveSettings { settings });
    rig.kill();
    rig.policy = Some(policy.as_bytes().to_vec());
    rig
}

#[test]
fn it_locks_within_the_prescribed_minutes_whatever_the_user_chose() {
    let (mut rig, popup) = under(r#"{"lockWithinMinutes": 3}"#);
    let options = rig.attach(ViewKind::Options);
    let policy = rig.options_seen(options).policy;
    assert!(policy.active && policy.lock_within_minutes == 3);
    for chosen in [240, 2] {
        let mut settings = rig.options_seen(options).settings;
        settings.lock_after_minutes = chosen;
        rig.say(options, Intent::SaveSettings { settings });
        rig.say(popup, Intent::DismissRequest);
        if rig.seen(popup).total == 0 && !rig.store.contains_key(&index_name(ID)) {
            rig.open_cache(popup);
        } else {
            rig.unlock_with(popup, ID);
        }
        let minutes = u64::from(chosen.min(3));
        rig.say(popup, Intent::Search { text: String::new() });
        rig.wait(minutes * MINUTE - 1_000);
        assert_eq!(rig.seen(popup).state, PopupState::Open, "{chosen}");
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).state, PopupState::Locked, "{chosen}");
    }
}

#[test]
fn a_policy_that_comes_later_shortens_what_is_open() {
    let mut rig = comes_to_an_open_cache(r#"{"lockWithinMinutes": 2}"#);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Open);
    rig.wait(2 * MINUTE + 1_000);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn without_a_cache_nothing_is_ever_stored() {
    let (mut rig, popup) = under(r#"{"noCache": true}"#);
    assert!(!rig.seen(popup).may_keep && !rig.seen(popup).keep);
    let options = rig.attach(ViewKind::Options);
    for (view, intent) in [
        (popup, Intent::Unlock),
        (popup, Intent::AskAll),
        (popup, Intent::AskSeveral),
        (options, Intent::RotateKeys),
    ] {
        let seq = rig.say(view, intent);
        assert_eq!(rig.refusal(seq), Some("policyNoCache"));
    }
    assert!(rig.phone.seen.is_empty());
    // The wish to keep is not heard.
    rig.ask_and_get(popup, 0, true, true);
    assert_eq!(rig.tabs.filled.len(), 1);
    for intent in [Intent::AskAny, Intent::AskCreate { user: "mira".into() }] {
        rig.say(popup, Intent::DismissRequest);
        if matches!(intent, Intent::AskCreate { .. }) {
            rig.say(popup, Intent::OfferCreate);
        }
        rig.say(popup, intent);
        rig.wait(200);
        let now = rig.wall_ms;
        rig.phone.state().accept(nearkey_servers::phone::Choice::FirstMatch, now).unwrap();
        rig.wait(3_000);
        assert!(rig.seen(popup).request.unwrap().held.is_some());
    }
    assert_eq!(rig.seen(popup).state, PopupState::Empty);
    assert!(rig.caches().is_empty(), "{:?}", rig.store.keys());
    assert!(rig.session.as_ref().unwrap().1.is_none(), "no key is carried");
}

#[test]
fn without_a_cache_one_from_before_opens_by_nothing() {
    let mut rig = comes_to_an_open_cache(r#"{"noCache": true}"#);
    let before = rig.caches();
    let popup = rig.popup();
    assert_ne!(rig.seen(popup).state, PopupState::Open);
    assert_eq!(rig.seen(popup).total, 0);
    for intent in [
        Intent::Unlock,
        Intent::UnlockPasskey { output: vec![0xe1; 32] },
        Intent::UnlockPassphrase { passphrase: "kelp harbour lantern".into() },
    ] {
        let seq = rig.say(popup, intent);
        assert_eq!(rig.refusal(seq), Some("policyNoCache"));
    }
    rig.ask_and_get(popup, 0, false, true);
    assert_eq!(rig.seen(popup).total, 0);
    assert!(rig.caches() == before, "and nothing is added to it");
}

#[test]
fn a_page_without_encryption_is_not_filled_and_nothing_is_asked() {
    let (mut rig, popup) = under(r#"{"noHttpFill": true}"#);
    rig.open_cache(popup);
    rig.navigate(7, "http://bank.example/login");
    rig.settle();
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::Forbidden }));
    assert!(rig.seen(popup).question.is_none());
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::Forbidden }));
    assert_eq!(rig.fill_orders, 0);
    rig.navigate(7, "https://bank.example/login");
    rig.settle();
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn a_policy_that_comes_between_question_and_yes_still_forbids() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.navigate(7, "http://bank.example/login");
    rig.settle();
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert!(matches!(rig.seen(popup).question, Some(Question::InsecurePage { .. })));
    rig.policy = Some(br#"{"noHttpFill": true}"#.to_vec());
    rig.kill();
    let popup = rig.popup();
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.fill_orders, 0, "the question died with its worker");
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::Forbidden }));
}

#[test]
fn a_phone_is_only_asked_where_it_may_be() {
    let (mut rig, popup) = under(r#"{"allowedAddresses": ["10.0.0.0/8"]}"#);
    let seq = rig.say(popup, Intent::AskSite { fill: true, keep: false });
    assert_eq!(rig.refusal(seq), Some("policyAddress"));
    assert!(rig.phone.seen.is_empty());
}
