//! The user points at the fields of a login; the choice is kept for the exact origin.
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

fn texts() -> PointTexts {
    let text = |text: &str| text.to_owned();
    PointTexts { user: text("1"), password: text("2"), none: text("3"), cancel: text("4"), keys: text("5") }
}

/// Fields that say nothing, beside a form that reads like the login.
fn odd(snapshot: &mut Snapshot) {
    let odd =
        |key, kind: &str, name: &str| FieldSnapshot { form: None, name: name.into(), ..field(key, kind, "") };
    snapshot.fields = vec![
        field(1, "text", "username"),
        field(2, "password", "current-password"),
        odd(5, "text", "x17"),
        odd(6, "password", "x18"),
    ];
}

fn at(url: &str) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.navigate(7, url);
    odd(rig.tabs.top(7));
    let popup = rig.popup();
    (rig, popup)
}

/// The keys of the fields that the last fill went to.
fn filled_keys(rig: &Rig) -> Vec<u32> {
    rig.tabs.filled.last().map(|filled| filled.keys.clone()).unwrap_or_default()
}

fn point(rig: &mut Rig, popup: ViewId, user: Option<u32>, password: Option<u32>) {
    rig.tabs.pointed = Some((user, password));
    rig.say(popup, Intent::PointFields { texts: texts() });
}

#[test]
fn the_fields_that_were_pointed_at_are_filled_from_then_on() {
    let (mut rig, popup) = at(SITE);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(filled_keys(&rig), [1, 2]);
    point(&mut rig, popup, Some(5), Some(6));
    assert_eq!(rig.notice(popup), Some(Notice::Pointed { host: "bank.example".into() }));
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(filled_keys(&rig), [5, 6]);

    // The page is loaded anew: other numbers, another order.
    rig.kill();
    rig.tabs.go(7, SITE);
    odd(rig.tabs.top(7));
    let fields = &mut rig.tabs.top(7).fields;
    fields.rotate_left(2);
    (fields[0].key, fields[1].key) = (31, 32);
    let popup = rig.popup();
    assert!(rig.seen(popup).page.pointed);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(filled_keys(&rig), [31, 32]);
}

#[test]
fn t26_the_choice_of_one_origin_is_none_of_another() {
    let (mut rig, popup) = at(SITE);
    point(&mut rig, popup, Some(5), Some(6));
    for url in ["https://login.bank.example/", "http://bank.example/", "https://bank.example:8443/"] {
        rig.navigate(7, url);
        odd(rig.tabs.top(7));
        let popup = rig.popup();
        assert!(!rig.seen(popup).page.pointed, "{url}");
    }
}

#[test]
fn it_is_forgotten_in_the_popup_and_in_the_options() {
    let (mut rig, popup) = at(SITE);
    point(&mut rig, popup, Some(5), Some(6));
    rig.say(popup, Intent::ForgetFields { origin: None });
    assert!(!rig.seen(popup).page.pointed);
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(filled_keys(&rig), [1, 2]);

    point(&mut rig, popup, Some(5), Some(6));
    let options = rig.attach(ViewKind::Options);
    assert_eq!(rig.options_seen(options).pointed, [SITE]);
    rig.say(options, Intent::ForgetFields { origin: Some(SITE.into()) });
    assert!(rig.options_seen(options).pointed.is_empty());
    let settings = String::from_utf8(rig.store["settings"].clone()).unwrap();
    assert!(!settings.contains("bank.example"), "{settings}");
    // A popup may not name an origin, and the options page has no page in front.
    let seq = rig.say(popup, Intent::ForgetFields { origin: Some(SITE.into()) });
    assert_eq!(rig.refusal(seq), Some("badMessage"));
    let seq = rig.say(options, Intent::ForgetFields { origin: None });
    assert_eq!(rig.refusal(seq), Some("badMessage"));
}

#[test]
fn t52_a_field_that_shows_its_text_gets_the_password_only_after_a_question_each_time() {
    let (mut rig, popup) = at(SITE);
    point(&mut rig, popup, None, Some(5));
    for round in 0..2 {
        rig.say(popup, Intent::Fill { item: Rig::uid(0) });
        assert_eq!(
            rig.seen(popup).question,
            Some(Question::ShownPassword { page_host: "bank.example".into() })
        );
        assert_eq!(rig.tabs.filled.len(), round);
        rig.say(popup, Intent::AnswerQuestion { yes: true });
        assert_eq!(rig.tabs.filled.len(), round + 1);
    }
}

#[test]
fn t34_fields_that_are_gone_or_of_another_type_are_not_filled_by_an_old_choice() {
    let (mut rig, popup) = at(SITE);
    point(&mut rig, popup, Some(5), Some(6));
    rig.navigate(7, SITE);
    odd(rig.tabs.top(7));
    rig.tabs.top(7).fields[3].kind = "text".into();
    rig.tabs.top(7).fields[2].visible = false;
    let popup = rig.popup();
    rig.say(popup, Intent::Fill { item: Rig::uid(0) });
    assert_eq!(filled_keys(&rig), [1, 2], "back to what we read ourselves");
}

#[test]
fn nothing_is_remembered_of_what_cannot_be_or_was_given_up() {
    let (mut rig, popup) = at(SITE);
    for (user, password) in [(None, None), (Some(5), Some(5)), (Some(99), None)] {
        point(&mut rig, popup, user, password);
        assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::NotPointed }), "{user:?}");
        assert!(!rig.seen(popup).page.pointed);
    }
    rig.tabs.pointed = None;
    rig.say(popup, Intent::PointFields { texts: texts() });
    assert_eq!(rig.notice(popup), None, "given up");
    assert!(!rig.seen(popup).page.pointed);
}

#[test]
fn t27_a_page_that_goes_elsewhere_while_the_user_points_changes_nothing() {
    let (mut rig, popup) = at(SITE);
    rig.tabs.pointed = Some((Some(5), Some(6)));
    rig.say_only(popup, Intent::PointFields { texts: texts() });
    rig.tabs.go(7, "https://evil.test/");
    odd(rig.tabs.top(7));
    rig.settle();
    let popup = rig.popup();
    assert!(!rig.seen(popup).page.pointed);
}
