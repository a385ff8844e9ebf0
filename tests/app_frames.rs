//! Login forms in frames of other sites: nothing goes there without a question that names both (T-36 to T-38).
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, user::SITE};
use nearkey::{app::*, message::*};

const BANK: &str = "https://bank.example/frame";

/// The cache is open; the page has no form of its own, and a frame of `inside` has one.
fn framed(top: &str, inside: &str) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.navigate(7, top);
    rig.tabs.top(7).fields.clear();
    rig.tabs.add_frame(7, 3, inside);
    let popup = rig.popup();
    (rig, popup)
}

#[allow(clippy::unnecessary_wraps, reason = "as a view has it")]
fn question(frame: &str, page: &str) -> Option<Question> {
    Some(Question::OtherFrame { frame_host: frame.into(), page_host: page.into() })
}

#[test]
fn t36_a_frame_of_another_site_gets_the_login_of_the_page_only_after_two_questions() {
    let (mut rig, popup) = framed("https://bank.example/login", "https://evil.test/frame");
    let page = rig.seen(popup).page;
    assert_eq!((page.form, page.frame.as_str()), (PageForm::Framed, "evil.test"));
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.seen(popup).question, question("evil.test", "bank.example"));
    assert_eq!(rig.badge, Badge::Attention);
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    let other = Question::OtherSite { item_host: "bank.example".into(), page_host: "evil.test".into() };
    assert_eq!(rig.seen(popup).question, Some(other));
    rig.say(popup, Intent::AnswerQuestion { yes: false });
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t36_what_the_phone_gave_for_the_page_is_not_for_the_frame() {
    let (mut rig, popup) = framed("https://bank.example/login", "https://evil.test/frame");
    rig.say(popup, Intent::Lock);
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.seen(popup).question, question("evil.test", "bank.example"));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(matches!(rig.seen(popup).question, Some(Question::OtherSite { .. })));
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t37_a_frame_that_the_login_is_for_is_filled_after_a_question_that_names_the_page_around_it() {
    let (mut rig, popup) = framed("https://hostile.test/", BANK);
    rig.tabs.add_frame(7, 4, "https://ads.test/");
    let popup_rows = rig.seen(popup).matches;
    assert_eq!(popup_rows.len(), 1, "what is for the frame is offered");
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.seen(popup).question, question("bank.example", "hostile.test"));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.seen(popup).question, None);
    assert_eq!((rig.tabs.filled[0].frame, rig.tabs.filled[0].origin.as_str()), (3, SITE));
}

#[test]
fn t37_the_frame_that_the_login_is_for_comes_before_others() {
    let (mut rig, popup) = framed("https://hostile.test/", "https://ads.test/");
    rig.tabs.add_frame(7, 9, BANK);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.seen(popup).question, question("bank.example", "hostile.test"));
}

#[test]
fn t27_a_frame_that_goes_elsewhere_after_the_yes_gets_nothing() {
    let (mut rig, popup) = framed("https://hostile.test/", BANK);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    let tab = rig.tabs.tabs.get_mut(&7).unwrap();
    tab.documents.retain(|document| document.frame == 0);
    rig.tabs.add_frame(7, 3, BANK);
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(rig.tabs.filled.is_empty(), "the same address, another document");
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
}

#[test]
fn t27_a_page_around_a_frame_that_goes_elsewhere_after_the_yes_ends_it() {
    let (mut rig, popup) = framed("https://partner.test/", BANK);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    rig.tabs.top(7).origin = "https://hostile.test".into();
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
}

#[test]
fn t18_a_frame_in_a_page_without_encryption_is_asked_about_too() {
    let (mut rig, popup) = framed("http://partner.test/", BANK);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.seen(popup).question, Some(Question::InsecurePage { host: "partner.test".into() }));
}

#[test]
fn t38_documents_with_the_origin_of_the_page_are_filled_and_those_with_none_are_not() {
    let (mut rig, popup) = framed("https://bank.example/login", BANK);
    assert_eq!(
        rig.seen(popup).page.form,
        PageForm::Login,
        "a frame without an address of its own, as `srcdoc`"
    );
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled[0].frame, 3);

    let (mut rig, _) = framed("https://bank.example/login", BANK);
    rig.tabs.tabs.get_mut(&7).unwrap().documents[1].snapshot.origin = "null".into();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).page.form, PageForm::None, "a sandboxed frame has no origin");
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::NoForm }));
}

#[test]
fn a_frame_of_the_same_origin_that_came_after_the_look_is_filled() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.navigate(7, "https://bank.example/login");
    rig.tabs.top(7).fields.clear();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).page.form, PageForm::None);
    rig.tabs.add_frame(7, 3, BANK);
    rig.tabs.add_frame(7, 4, "https://evil.test/");
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled[0].frame, 3);
    assert_eq!(rig.seen(popup).question, None);
}

#[test]
fn a_form_of_the_page_itself_comes_before_any_frame() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.navigate(7, "https://bank.example/login");
    rig.tabs.add_frame(7, 3, "https://evil.test/");
    let popup = rig.popup();
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(rig.tabs.filled[0].frame, 0);
}
