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
    assert_eq!(stage(&rig, popup), RequestStage::Done);
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
