//! The worker is stopped, at every point of a request, a save and a fill.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig};
use nearkey::{app::*, message::*};

const ASK: Intent = Intent::AskSite { fill: true, keep: true };

fn is_poll(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::Fetch(Ticket::Poll(..), _)))
}

fn is_open(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::Key(Ticket::Poll(..), _)))
}

fn is_save(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::Save(Ticket::Save(_), _)))
}

#[test]
fn t91_killed_before_the_first_post_the_request_goes_on() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say_only(popup, ASK);
    rig.run_to(is_poll);
    rig.kill();
    assert!(rig.phone.seen.is_empty());
    let popup = rig.popup();
    rig.wait(2_000);
    rig.approve(0);
    rig.wait(2_000);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.seen(popup).total, 1);
}

#[test]
fn t91_killed_while_waiting_an_alarm_takes_the_request_up() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(2_000);
    rig.kill();
    rig.approve(0);
    rig.wait(35_000);
    assert_eq!(rig.started, 2);
    assert_eq!(rig.tabs.filled.len(), 1, "nobody had to open the popup");
    let first = rig.phone.seen[0].request.clone();
    assert!(rig.phone.seen.iter().all(|seen| seen.request == first), "still the same request");
}

#[test]
fn t91_killed_before_the_answer_is_decrypted_the_request_ends_clearly() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(200);
    rig.approve(0);
    rig.run_to(is_open);
    rig.kill();
    let popup = rig.popup();
    rig.wait(3_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneAlreadyAnswered"));
    assert!(rig.tabs.filled.is_empty());
    assert!(rig.seen(popup).request.unwrap().held.is_none());
}

#[test]
fn t91_killed_between_answer_and_fill_nothing_is_filled_and_it_is_said() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(200);
    rig.approve(0);
    rig.run_to(|job| matches!(job, Job::Do(Effect::Scan(Ticket::Fill(_), _))));
    rig.kill();
    let popup = rig.popup();
    rig.wait(3_000);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::Expired }));
}

#[test]
fn t91_killed_during_the_cache_write_the_cache_is_whole() {
    // The first save makes the cache, the second one puts the item in.
    for (saves, written) in [(1, false), (1, true), (2, false), (2, true)] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, Intent::AskSite { fill: false, keep: true });
        rig.wait(200);
        rig.approve(0);
        rig.run_to(is_save);
        if saves == 2 {
            rig.step();
            rig.run_to(is_save);
        }
        if written {
            let at = rig.jobs.iter().position(is_save).unwrap();
            rig.jobs.swap(0, at);
            rig.step();
        }
        rig.kill();
        let popup = rig.popup();
        rig.wait(2_000);
        let names: Vec<_> = rig.store.keys().filter(|name| name.starts_with("vault/")).collect();
        let count = saves + i32::from(written);
        match count {
            1 => assert!(names.is_empty(), "{names:?}"),
            // The key, the index and the two ties to other caches; then the item.
            2 => assert_eq!(names.len(), 4),
            _ => assert_eq!(names.len(), 5),
        }
        let screen = rig.seen(popup);
        assert_eq!(screen.total, u32::from(count == 3));
        let expected = if count == 1 { PopupState::Empty } else { PopupState::Open };
        assert_eq!(screen.state, expected);
        if count < 3 {
            assert_eq!(screen.notice, Some(Notice::NotKept), "saves {saves}, written {written}");
        }
        rig.open_cache(popup);
    }
}

#[test]
fn t91_a_cancel_that_wakes_the_worker_still_reaches_the_phone() {
    for lock in [false, true] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, ASK);
        rig.wait(2_000);
        rig.kill();
        if lock {
            rig.tell(Event::ViewOpened { view: ViewId(50), kind: ViewKind::Popup });
            rig.say_only(ViewId(50), Intent::Lock);
        } else {
            rig.close_tab(7);
        }
        rig.wait(1_000);
        assert_eq!(rig.phone.commands().last(), Some(&"cancel_request"), "lock {lock}");
        assert!(rig.phone.state().prompt().is_none());
    }
}

#[test]
fn an_open_cache_survives_the_worker_and_the_session_only() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.kill();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 4);
    rig.kill();
    rig.session = None;
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    assert_eq!(rig.seen(popup).total, 0);
}

#[test]
fn a_damaged_checkpoint_secret_means_locked() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.kill();
    if let Some((_, Some(sealed))) = &mut rig.session {
        sealed[20] ^= 1;
    }
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn a_request_whose_deadline_passed_while_no_worker_lived_is_over() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(2_000);
    rig.kill();
    rig.alarms.clear();
    rig.pass(400_000);
    let popup = rig.popup();
    rig.wait(100);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneTimeout"));
}
