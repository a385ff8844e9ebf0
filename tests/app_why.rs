//! "Why not?": each field of the page, what it was taken for, and what a fill does with it. And what the form wants of a
//! new password.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::Rig;
use nearkey::{app::*, generate::usual, message::*};

const TAB: TabId = 7;

fn field(key: u32, kind: &str, autocomplete: &str, label: &str) -> FieldSnapshot {
    FieldSnapshot {
        key,
        form: Some(0),
        kind: kind.into(),
        autocomplete: autocomplete.into(),
        label: label.into(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    }
}

/// The popup over a page with these fields in its top document.
fn page(fields: Vec<FieldSnapshot>) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.tabs.tabs.get_mut(&TAB).unwrap().documents[0].snapshot.fields = fields;
    let popup = rig.popup();
    (rig, popup)
}

fn why(rig: &mut Rig, popup: ViewId) -> WhyView {
    rig.say(popup, Intent::ShowWhy);
    rig.seen(popup).why.expect("it was asked for")
}

fn verdict(view: &WhyView, name: &str) -> (Meaning, FieldVerdict) {
    let field = view.fields.iter().find(|field| field.name == name);
    let field = field.unwrap_or_else(|| panic!("{name} is not listed: {view:?}"));
    (field.meaning, field.verdict.clone())
}

#[test]
fn each_field_says_what_becomes_of_it() {
    let unseen = FieldSnapshot { visible: false, ..field(3, "password", "current-password", "Trap") };
    let locked = FieldSnapshot { editable: false, ..field(4, "text", "organization", "Company") };
    let (mut rig, popup) = page(vec![
        field(1, "email", "username", "E-mail"),
        field(2, "password", "current-password", "Password"),
        unseen,
        locked,
        field(5, "search", "", "Search"),
    ]);
    let view = why(&mut rig, popup);
    assert_eq!(verdict(&view, "E-mail"), (Meaning::AccountName, FieldVerdict::Fills));
    assert_eq!(verdict(&view, "Password"), (Meaning::CurrentPassword, FieldVerdict::Fills));
    assert_eq!(verdict(&view, "Trap").1, FieldVerdict::Unseen);
    assert_eq!(verdict(&view, "Company").1, FieldVerdict::Locked);
    assert_eq!(verdict(&view, "Search"), (Meaning::Other, FieldVerdict::Other));
    assert!(!view.forbidden && view.more == 0);
    let order: Vec<&str> = view.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(order, ["E-mail", "Password", "Trap", "Company", "Search"], "as on the page");

    rig.say(popup, Intent::ClosePanel);
    assert!(rig.seen(popup).why.is_none());
}

#[test]
fn new_passwords_are_never_filled_from_what_is_stored() {
    let (mut rig, popup) = page(vec![
        field(1, "password", "current-password", "Old"),
        field(2, "password", "new-password", "New"),
        field(3, "password", "new-password", "Again"),
    ]);
    let view = why(&mut rig, popup);
    assert_eq!(verdict(&view, "Old").1, FieldVerdict::Fills);
    for name in ["New", "Again"] {
        assert_eq!(verdict(&view, name), (Meaning::NewPassword, FieldVerdict::NewPassword));
    }
}

/// T-36: what is in frames is told apart, by the site that the browser names.
#[test]
fn t36_frames_of_other_sites_are_named_and_not_filled() {
    let mut rig = Rig::linked();
    rig.tabs.add_frame(TAB, 4, "https://collector.example/login");
    rig.tabs.add_frame(TAB, 5, "https://bank.example/inner");
    let popup = rig.popup();
    let view = why(&mut rig, popup);
    assert_eq!(view.fields.iter().filter(|field| field.verdict == FieldVerdict::Fills).count(), 2);
    // Where the page itself has a login, no frame of another site is filled at all.
    let of = |wanted: &FieldVerdict| view.fields.iter().filter(|field| field.verdict == *wanted).count();
    assert_eq!(of(&FieldVerdict::OtherSite { host: "collector.example".into() }), 2);
    assert_eq!(of(&FieldVerdict::OtherFrame), 2);
}

/// Where only a frame of another site has a login form, it is filled after a question, and that is said.
#[test]
fn t37_a_frame_that_is_asked_about_says_so() {
    let (mut rig, _) = page(Vec::new());
    rig.tabs.add_frame(TAB, 4, "https://login.partner.example/form");
    let popup = rig.popup();
    let view = why(&mut rig, popup);
    let asked = FieldVerdict::Asked { host: "login.partner.example".into() };
    assert_eq!(view.fields.iter().filter(|field| field.verdict == asked).count(), 2);
}

/// T-47: a page of five thousand fields is a list of forty, with all that matters in it.
#[test]
fn t47_long_pages_give_short_lists() {
    let mut fields: Vec<FieldSnapshot> = (0..490)
        .map(|key| FieldSnapshot {
            form: None,
            ..field(key, "text", "", &format!("{key} {}", "word ".repeat(40)))
        })
        .collect();
    fields.push(field(900, "email", "username", "E-mail"));
    fields.push(field(901, "password", "current-password", "Password\u{202e}\n\u{7}"));
    let (mut rig, popup) = page(fields);
    let view = why(&mut rig, popup);
    assert_eq!((view.fields.len(), view.more), (40, 452));
    assert_eq!(verdict(&view, "E-mail").1, FieldVerdict::Fills);
    for field in &view.fields {
        assert!(field.name.chars().count() <= 60 && !field.name.contains(char::is_control));
    }
}

#[test]
fn a_policy_that_forbids_the_page_is_said() {
    let mut rig = Rig::linked();
    rig.policy = Some(br#"{"noHttpFill": true}"#.to_vec());
    rig.tabs.go(TAB, "http://router.example/login");
    let popup = rig.popup();
    assert!(why(&mut rig, popup).forbidden);
}

#[test]
fn the_lock_takes_the_list_away() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    why(&mut rig, popup);
    rig.say(popup, Intent::Lock);
    assert!(rig.seen(popup).why.is_none());
}

/// What the form says about passwords is named and obeyed.
#[test]
fn the_generator_obeys_the_form_in_front() {
    let new = FieldSnapshot {
        password_rules: "required: digit; required: [-_]; allowed: lower; minlength: 8".into(),
        max_length: Some(12),
        ..field(2, "password", "new-password", "New")
    };
    let again =
        FieldSnapshot { pattern: "[a-z0-9_-]+".into(), ..field(3, "password", "new-password", "Again") };
    let (mut rig, popup) = page(vec![field(1, "email", "email", "E-mail"), new, again]);
    rig.say(popup, Intent::OpenGenerator);
    let rules = rig.seen(popup).generator.unwrap().rules.unwrap();
    assert_eq!((rules.min, rules.max, rules.unread), (Some(8), Some(12), false));
    assert!(rules.needs.contains(&RuleNeed::Digit));
    assert_eq!(rules.not, [RuleNeed::Upper]);
    for _ in 0..20 {
        let seq = rig.say(popup, Intent::Generate { options: usual() });
        let made = rig.posts.iter().find_map(|(_, post)| match post {
            ToView::Generated { seq: of, text, .. } if *of == seq => Some(text.clone()),
            _ => None,
        });
        let made = made.unwrap();
        assert_eq!(made.len(), 12);
        assert!(made.contains(['-', '_']) && made.contains(|sign: char| sign.is_ascii_digit()));
        assert!(made.bytes().all(|sign| matches!(sign, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')));
    }
    let (mut rig, popup) = page(vec![FieldSnapshot {
        password_rules: "allowed: [ab]; max-consecutive: 1; minlength: 200".into(),
        ..field(1, "password", "new-password", "New")
    }]);
    rig.say(popup, Intent::OpenGenerator);
    let seq = rig.say(popup, Intent::Generate { options: usual() });
    assert_eq!(rig.refusal(seq), Some("cannotGenerate"));
}
