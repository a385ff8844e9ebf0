//! Fills: one gesture, one document, one time; questions for everything unusual.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, user::SITE};
use nearkey::{app::*, message::*};

const ASK: Intent = Intent::AskSite { fill: true, keep: false };

fn opened() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    (rig, popup)
}

/// The cache is open, and this page is in front of a new popup.
fn at(url: &str) -> (Rig, ViewId) {
    let (mut rig, _) = opened();
    rig.navigate(7, url);
    let popup = rig.popup();
    (rig, popup)
}

fn fill(rig: &mut Rig, popup: ViewId, number: u32) {
    rig.say(popup, Intent::Fill { item: Rig::uid(number) });
}

#[test]
fn a_cached_item_is_filled_into_its_own_site() {
    let (mut rig, popup) = opened();
    fill(&mut rig, popup, 0);
    assert_eq!(rig.tabs.filled[0].values, ["user-0", "Pa55-kelp-0-\"secret\""]);
    assert_eq!(rig.seen(popup).question, None);
}

#[test]
fn t27_a_page_that_went_elsewhere_while_waiting_gets_nothing() {
    for url in ["https://evil.test/", "https://bank.example/login", "https://login.bank.example/"] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, ASK);
        rig.wait(500);
        rig.navigate(7, url);
        rig.approve(0);
        rig.wait(3_000);
        assert!(rig.tabs.filled.is_empty(), "T-27, T-28: {url}");
        assert_eq!(rig.fill_orders, 0);
        assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
    }
}

#[test]
fn t27_a_page_that_goes_elsewhere_with_the_order_on_its_way_gets_nothing() {
    for moment in 0..3 {
        let (mut rig, popup) = opened();
        rig.say_only(popup, Intent::Fill { item: Rig::uid(0) });
        rig.run_to(|job| match moment {
            0 => matches!(job, Job::Do(Effect::Scan(Ticket::Fill(_), _))),
            1 => matches!(job, Job::Do(Effect::Load(..))),
            _ => matches!(job, Job::Do(Effect::Fill(..))),
        });
        rig.tabs.go(7, SITE);
        rig.settle();
        assert!(rig.tabs.filled.is_empty());
        assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
    }
}

#[test]
fn t29_a_closed_tab_takes_the_request_back_on_the_phone() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(500);
    rig.close_tab(7);
    rig.wait(500);
    assert_eq!(rig.phone.commands().last(), Some(&"cancel_request"));
    assert!(rig.phone.state().prompt().is_none());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
    assert!(!rig.alarms.contains_key("request"));
}

#[test]
fn t08_another_frame_never_gets_it() {
    let mut rig = Rig::linked();
    rig.tabs.add_frame(7, 3, "https://evil.test/frame");
    rig.tabs.add_frame(7, 4, SITE);
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.tabs.filled[0].frame, 0);
}

#[test]
fn t18_a_page_without_encryption_is_asked_about_each_time() {
    let (mut rig, popup) = at("http://bank.example/");
    for round in 0..2 {
        fill(&mut rig, popup, 0);
        assert_eq!(rig.seen(popup).question, Some(Question::InsecurePage { host: "bank.example".into() }));
        assert_eq!(rig.badge, Badge::Attention);
        assert_eq!(rig.tabs.filled.len(), round);
        rig.say(popup, Intent::AnswerQuestion { yes: true });
        assert_eq!(rig.tabs.filled.len(), round + 1);
    }
}

#[test]
fn t76_an_item_of_another_site_is_asked_about_with_both_hosts() {
    let question = Question::OtherSite { item_host: "other.test".into(), page_host: "bank.example".into() };
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 2, true, true);
    assert_eq!(rig.seen(popup).question, Some(question.clone()));
    assert!(rig.tabs.filled.is_empty());
    assert!(rig.seen(popup).matches.is_empty(), "not a match for this site");
    rig.say(popup, Intent::AnswerQuestion { yes: false });
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(rig.tabs.filled.is_empty(), "no is the end of it");
    fill(&mut rig, popup, 2);
    assert_eq!(rig.seen(popup).question, Some(question));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn t17_an_item_of_the_same_company_is_asked_about_unless_the_phone_just_gave_it() {
    let (mut rig, popup) = opened();
    assert_eq!(rig.seen(popup).company.len(), 1);
    fill(&mut rig, popup, 1);
    assert!(matches!(rig.seen(popup).question, Some(Question::OtherSite { .. })));
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 1, true, false);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn t98_what_the_phone_gave_for_one_site_is_not_fresh_on_another() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, false, false);
    rig.navigate(7, "https://forum.bank.example/");
    let popup = rig.popup();
    rig.say(popup, Intent::Fill { item: "held".into() });
    assert!(matches!(rig.seen(popup).question, Some(Question::OtherSite { .. })));
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn an_item_without_a_site_is_asked_about() {
    let (mut rig, popup) = opened();
    fill(&mut rig, popup, 3);
    assert_eq!(rig.seen(popup).question, Some(Question::NoSite { page_host: "bank.example".into() }));
}

#[test]
fn t35_a_form_that_sends_elsewhere_is_asked_about() {
    let (mut rig, _) = opened();
    rig.tabs.go_sending_to(7, SITE, "https://collect.test/x");
    let popup = rig.popup();
    fill(&mut rig, popup, 0);
    let target = "https://collect.test".to_owned();
    let question = Question::OtherTarget { page_host: "bank.example".into(), target };
    assert_eq!(rig.seen(popup).question, Some(question));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn t35_a_form_that_changes_its_target_after_the_yes_is_asked_about_again() {
    let (mut rig, popup) = at("http://bank.example/");
    fill(&mut rig, popup, 0);
    rig.tabs.tabs.get_mut(&7).unwrap().documents[0].snapshot.forms[0].action = "https://collect.test/".into();
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(matches!(rig.seen(popup).question, Some(Question::OtherTarget { .. })));
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn several_questions_are_asked_one_after_the_other() {
    let (mut rig, _) = opened();
    rig.tabs.go_sending_to(7, "http://other.example/", "http://collect.test/x");
    let popup = rig.popup();
    fill(&mut rig, popup, 0);
    for _ in 0..3 {
        assert!(rig.tabs.filled.is_empty());
        assert!(rig.seen(popup).question.is_some());
        rig.say(popup, Intent::AnswerQuestion { yes: true });
    }
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn a_question_expires_after_two_minutes() {
    let (mut rig, popup) = at("http://bank.example/");
    fill(&mut rig, popup, 0);
    rig.wait(121_000);
    assert_eq!(rig.seen(popup).question, None);
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn a_grant_that_expired_while_nothing_happened_is_not_used() {
    for asleep in [false, true] {
        let (mut rig, popup) = opened();
        rig.say_only(popup, Intent::Fill { item: Rig::uid(0) });
        rig.run_to(|job| matches!(job, Job::Tell(Event::Scanned { .. })));
        if asleep {
            rig.sleep(121_000);
        } else {
            rig.pass(121_000);
        }
        rig.settle();
        assert_eq!(rig.fill_orders, 0, "asleep {asleep}");
        let why = if asleep {
            Notice::Locked { why: LockCause::Slept }
        } else {
            Notice::NotFilled { why: WhyNot::Expired }
        };
        assert_eq!(rig.notice(popup), Some(why));
    }
}

#[test]
fn t98_a_received_login_is_gone_after_two_minutes() {
    for asleep in [false, true] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.ask_and_get(popup, 0, false, false);
        let copy = Intent::Copy { item: "held".into(), field: CopyField::Password };
        let seq = rig.say(popup, copy.clone());
        assert_eq!(rig.value(seq), Some("Pa55-kelp-0-\"secret\""));
        if asleep {
            rig.sleep(121_000);
        } else {
            rig.pass(121_000);
        }
        let seq = rig.say(popup, copy);
        assert_eq!(rig.value(seq), None, "asleep {asleep}");
        let seq = rig.say(popup, Intent::Fill { item: "held".into() });
        assert_eq!(rig.refusal(seq), Some("itemGone"));
        assert!(rig.seen(popup).request.unwrap().held.is_none());
    }
}

#[test]
fn locking_ends_a_fill_that_is_under_way() {
    for moment in 0..2 {
        let (mut rig, popup) = opened();
        rig.say_only(popup, Intent::Fill { item: Rig::uid(0) });
        rig.run_to(|job| match moment {
            0 => matches!(job, Job::Tell(Event::Scanned { .. })),
            _ => matches!(job, Job::Tell(Event::Loaded { .. })),
        });
        rig.say_only(popup, Intent::Lock);
        rig.settle();
        assert_eq!(rig.fill_orders, 0);
    }
}

#[test]
fn a_page_that_may_not_be_touched_is_not_filled() {
    let (mut rig, _) = opened();
    rig.tabs.closed = true;
    let popup = rig.popup();
    let seq = rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.refusal(seq), Some("noPage"));
    for address in ["about:blank", "chrome://settings", "file:///etc/hosts", "data:text/html,x"] {
        rig.tabs.tabs.get_mut(&7).unwrap().url = address.into();
        let popup = rig.popup();
        let seq = rig.say(popup, ASK);
        assert_eq!(rig.refusal(seq), Some("noPage"), "T-24: {address}");
    }
}

#[test]
fn copying_hands_out_one_value_to_the_view_that_asked() {
    let (mut rig, popup) = opened();
    let other = rig.popup();
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("Pa55-kelp-0-\"secret\""));
    let others =
        rig.posts.iter().filter(|(view, post)| *view == other && matches!(post, ToView::Value { .. }));
    assert_eq!(others.count(), 0);
    let seq = rig.say_only(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
    assert_eq!(rig.value(seq), None);
}

#[test]
fn that_nothing_was_filled_is_said_even_if_the_login_was_kept_after_it() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: true, keep: true });
    rig.wait(200);
    rig.navigate(7, "https://bank.example/login");
    rig.approve(0);
    rig.wait(3_000);
    assert_eq!(rig.seen(popup).total, 1, "kept");
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
}
