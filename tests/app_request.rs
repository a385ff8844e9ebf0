//! Asking the phone: from the user's wish to the answer, with everything that can come between.
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
    user::SITE,
};
use nearkey::{app::*, message::*};

const ASK: Intent = Intent::AskSite { fill: true, keep: false };

fn stage(rig: &Rig, view: ViewId) -> RequestStage {
    rig.seen(view).request.unwrap().stage
}

#[test]
fn the_answer_for_this_site_is_filled() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, true, false);
    assert!(rig.seen(popup).request.is_none(), "the notice says it all");
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.tabs.filled[0].values, ["user-0", "Pa55-kelp-0-\"secret\""]);
    assert!(matches!(rig.notice(popup), Some(Notice::Filled { .. })));
    assert_eq!(rig.phone.seen[0].website.as_deref(), Some(SITE));
    assert!(!rig.alarms.contains_key("request"));
}

#[test]
fn a_popup_that_is_closed_meanwhile_changes_nothing() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.tell(Event::ViewClosed { view: popup });
    rig.wait(2_000);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn a_denied_request_ends_and_changes_nothing() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    let before = rig.store.clone();
    rig.say(popup, ASK);
    rig.wait(500);
    rig.phone.state().deny().unwrap();
    rig.wait(2_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneDenied"));
    assert!(rig.tabs.filled.is_empty());
    assert!(rig.store == before || rig.store.len() == before.len() + 1, "only the setting");
}

#[test]
fn cancelling_takes_the_question_off_the_phone() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(500);
    rig.say(popup, Intent::CancelRequest);
    rig.wait(500);
    assert_eq!(rig.phone.commands().last(), Some(&"cancel_request"));
    assert_eq!(rig.phone.seen.last().unwrap().request, rig.phone.seen[0].request);
    assert!(rig.phone.state().prompt().is_none());
    assert_eq!(rig.request_fault(popup).as_deref(), Some("requestCancelled"));
}

#[test]
fn a_busy_phone_is_waited_for() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.phone.trouble.extend([Trouble::Forge(409, Vec::new()), Trouble::Forge(409, Vec::new())]);
    rig.say(popup, ASK);
    rig.wait(200);
    assert_eq!(stage(&rig, popup), RequestStage::PhoneBusy);
    rig.wait(3_000);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn a_locked_phone_shuts_its_server_down_and_comes_back() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.phone.state().lock();
    rig.say(popup, ASK);
    rig.wait(200);
    assert_eq!(stage(&rig, popup), RequestStage::PhoneLocked);
    rig.wait(3_000);
    assert_eq!(stage(&rig, popup), RequestStage::Unreachable);
    rig.phone.unlock();
    rig.wait(6_000);
    assert_eq!(stage(&rig, popup), RequestStage::Waiting);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn an_unreachable_phone_ends_at_the_deadline_with_its_name() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.phone.up = false;
    rig.say(popup, ASK);
    rig.wait(59_000);
    assert_eq!(stage(&rig, popup), RequestStage::Unreachable);
    rig.wait(6_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneUnreachable"));
    assert_eq!(rig.badge, Badge::Attention);
    rig.say(popup, Intent::DismissRequest);
    assert_eq!(rig.badge, Badge::None);
}

#[test]
fn t59_after_a_lost_answer_the_phone_says_that_it_answered() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(200);
    rig.phone.trouble.push_back(Trouble::LoseAnswer);
    rig.approve(0);
    rig.wait(40_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneAlreadyAnswered"));
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t59_a_slow_answer_is_used() {
    for slow in [3_000, 15_000, 24_000] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, ASK);
        rig.wait(200);
        rig.phone.trouble.push_back(Trouble::Slow(slow));
        rig.approve(0);
        rig.wait(slow + 2_000);
        assert_eq!(rig.tabs.filled.len(), 1, "{slow} ms");
    }
}

#[test]
fn t55_forged_statuses_end_at_most_this_request() {
    for (status, times, fault) in [
        (403, 1, "phoneDenied"),
        (404, 1, "phoneUnknownLink"),
        (400, 2, "phoneProtocol"),
        (500, 2, "phoneProtocol"),
    ] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        let before = rig.store.clone();
        for _ in 0..times {
            rig.phone.trouble.push_back(Trouble::Forge(status, b"{\"error\":\"<b>\"}".to_vec()));
        }
        rig.say(popup, ASK);
        rig.wait(5_000);
        assert_eq!(rig.request_fault(popup).as_deref(), Some(fault), "{status}");
        assert!(rig.store == before, "{status}");
        assert_eq!(rig.seen(popup).state, PopupState::Open);
        rig.say(popup, Intent::RepeatRequest);
        rig.wait(500);
        rig.approve(0);
        rig.wait(2_000);
        assert_eq!(rig.tabs.filled.len(), 1, "{status}");
    }
}

#[test]
fn t56_forged_answers_are_noise_and_the_true_one_is_used() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    let broken: [Vec<u8>; 5] = [
        noise(),
        b"<html>".to_vec(),
        noise()[..80].to_vec(),
        rig.phone.state().wrong_key_answer("ABC-DEF").unwrap().body.into_bytes(),
        vec![b'['; 100_000],
    ];
    let before = rig.store.clone();
    rig.phone.trouble.extend(broken.map(|body| Trouble::Forge(200, body)));
    rig.say(popup, Intent::AskSite { fill: true, keep: true });
    rig.wait(7_000);
    assert!(rig.store == before);
    assert!(rig.seen(popup).request.unwrap().interference);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn t57_a_replayed_answer_never_opens() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, false, false);
    let recorded = rig.phone.recorded[0].clone();
    rig.phone.trouble.extend([Trouble::Forge(200, recorded.clone()), Trouble::Forge(200, recorded)]);
    rig.say(popup, ASK);
    rig.wait(3_000);
    assert_eq!(stage(&rig, popup), RequestStage::Waiting);
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t58_the_answer_to_an_earlier_poll_never_opens() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(200);
    rig.approve(0);
    rig.phone.trouble.push_back(Trouble::LoseAnswer);
    rig.run_to(|job| matches!(job, Job::Back(_, Fetched::Unreachable, _)));
    let late = rig.phone.recorded[0].clone();
    rig.phone.trouble.push_back(Trouble::Forge(200, late));
    rig.wait(20_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneAlreadyAnswered"));
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t60_an_answer_that_is_too_large_ends_softly() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.phone.trouble.push_back(Trouble::TooLarge);
    rig.phone.trouble.push_back(Trouble::Forge(204, Vec::new()));
    rig.say(popup, ASK);
    rig.wait(3_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneAnswerTooLarge"));
}

#[test]
fn a_request_is_extended_up_to_the_hard_stop() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    for _ in 0..10 {
        rig.say(popup, Intent::ExtendRequest);
    }
    assert!(!rig.seen(popup).request.unwrap().can_extend);
    rig.wait(298_000);
    assert_eq!(stage(&rig, popup), RequestStage::Waiting);
    rig.wait(4_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneTimeout"));
}

#[test]
fn a_post_that_never_comes_back_does_not_outlive_the_hard_stop() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.phone.trouble.push_back(Trouble::Hang);
    rig.say(popup, ASK);
    rig.wait(331_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneTimeout"));
}

#[test]
fn t74_a_second_request_is_refused_while_one_runs() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    let other = rig.popup();
    let seq = rig.say(other, Intent::AskAll);
    assert_eq!(rig.refusal(seq), Some("requestRunning"));
    let seq = rig.say(other, Intent::RepeatRequest);
    assert_eq!(rig.refusal(seq), Some("requestRunning"));
}

#[test]
fn t80_a_clock_that_jumps_does_not_end_a_request() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(500);
    rig.wall_ms += 86_400_000;
    rig.phone.latency_ms = 10;
    rig.wait(1_500);
    rig.wall_ms -= 2 * 86_400_000;
    rig.wait(1_500);
    assert!(rig.seen(popup).request.unwrap().fault.is_none());
}

#[test]
fn t75_only_the_origin_reaches_the_phone() {
    let mut rig = Rig::linked();
    rig.tabs.go(7, "https://bank.example/path?token=abc#frag");
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(200);
    assert_eq!(rig.phone.seen[0].website.as_deref(), Some(SITE));
}
