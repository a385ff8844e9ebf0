//! What a fill does, and when it asks first (threats T-32 to T-35, T-52).

mod form_builder;

use form_builder::{email, page, password, text};
use nearkey::{
    form::{
        PlannedField, Pointed, Slot, TargetCheck, Want, check_target, plan, plan_new_password, plan_pointed,
    },
    message::{FieldSnapshot, FormSnapshot, Snapshot, WhyNot},
};
use proptest::prelude::*;

const ALL: Want = Want { user: true, password: true, code: true };

#[test]
fn a_plan_names_each_field_with_its_type_and_form() {
    let plan = plan(&page().form("Log in", vec![email("mail"), password("pw")]).snapshot(), &ALL).unwrap();
    let user = PlannedField { key: 1, kind: "email".to_owned(), form: Some(0), slot: Slot::User };
    let password = PlannedField { key: 2, kind: "password".to_owned(), form: Some(0), slot: Slot::Password };
    assert_eq!(plan.fields, [user, password]);
    assert_eq!(plan.target, TargetCheck::SamePlace);
}

#[test]
fn only_the_values_that_there_are_get_planned() {
    let both = page().form("Log in", vec![email("mail"), password("pw")]).snapshot();
    let slots =
        |want| plan(&both, &want).map(|plan| plan.fields.iter().map(|field| field.slot).collect::<Vec<_>>());
    assert_eq!(slots(Want { user: true, password: false, code: false }), Ok(vec![Slot::User]));
    assert_eq!(slots(Want { user: false, password: true, code: false }), Ok(vec![Slot::Password]));
    assert_eq!(slots(Want { user: false, password: false, code: false }), Err(WhyNot::NoForm));
}

#[test]
fn a_login_without_a_fitting_field_is_not_planned() {
    let second_step = page().form("Log in", vec![password("pw")]).snapshot();
    assert_eq!(plan(&second_step, &Want { user: true, password: false, code: false }), Err(WhyNot::NoForm));
}

#[test]
fn t33_a_sign_up_is_not_planned() {
    let sign_up = page().form("Register", vec![email("mail"), password("pw")]).snapshot();
    assert_eq!(plan(&sign_up, &ALL), Err(WhyNot::OnlyNewPassword));
}

#[test]
fn an_empty_page_and_an_opaque_one_are_not_planned() {
    assert_eq!(plan(&page().snapshot(), &ALL), Err(WhyNot::NoForm));
    let opaque = page().at("null").form("Log in", vec![email("mail"), password("pw")]).snapshot();
    assert_eq!(plan(&opaque, &ALL), Err(WhyNot::NotAPage));
}

#[test]
fn t35_a_form_that_sends_elsewhere_asks() {
    for (action, target) in [
        ("https://evil.test/collect", "https://evil.test"),
        ("https://login.example.com/", "https://login.example.com"),
        ("https://example.com:8443/", "https://example.com:8443"),
        ("http://example.com/", "http://example.com"),
        ("https://example.com.evil.test/", "https://example.com.evil.test"),
        ("https://example.com@evil.test/", "https://evil.test"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("mailto:a@example.com", "mailto:"),
        ("data:text/html,x", "data:"),
        ("blob:https://example.com/1", "blob:"),
        ("no address", ""),
    ] {
        let form = page().form_to(action, "Log in", vec![text("user"), password("pw")]).snapshot();
        let expected = TargetCheck::Other { target: target.to_owned() };
        assert_eq!(plan(&form, &ALL).unwrap().target, expected, "{action}");
    }
}

#[test]
fn t35_a_form_that_sends_to_its_own_page_does_not_ask() {
    for action in [
        "",
        "https://example.com/login",
        "https://example.com:443/?a",
        "https://EXAMPLE.com",
        "javascript:void 0",
        "about:srcdoc",
    ] {
        assert_eq!(check_target("https://example.com", action), TargetCheck::SamePlace, "{action}");
    }
    assert_eq!(check_target("http://example.com", "https://example.com/in"), TargetCheck::SamePlace);
    assert_ne!(check_target("http://example.com", "https://other.example/in"), TargetCheck::SamePlace);
}

#[test]
fn t35_fields_outside_forms_send_nowhere() {
    let plan = plan(&page().loose(vec![text("user"), password("pw")]).snapshot(), &ALL).unwrap();
    assert_eq!(plan.target, TargetCheck::SamePlace);
}

fn code_box(number: usize) -> form_builder::Field {
    text(&format!("digit{number}")).auto("one-time-code").label(&format!("Digit {number} of the code"))
}

#[test]
fn t53_a_code_goes_into_one_field_or_its_boxes_in_order() {
    let code = Want { code: true, ..Want::default() };
    for boxes in [1, 6] {
        let page = page().form("Verify", (1..=boxes).map(code_box).collect()).snapshot();
        for want in [code, ALL] {
            let plan = plan(&page, &want).unwrap();
            assert_eq!(plan.code_boxes(), boxes);
            let slots: Vec<_> = plan.fields.iter().map(|field| (field.key, field.slot)).collect();
            let expected: Vec<_> = (0..u8::try_from(boxes).unwrap())
                .map(|number| (u32::from(number) + 1, Slot::Code(number)))
                .collect();
            assert_eq!(slots, expected);
        }
        let login = Want { user: true, password: true, code: false };
        assert_eq!(plan(&page, &login), Err(WhyNot::NoCode));
    }
}

#[test]
fn a_code_alone_needs_a_field_for_it() {
    let code = Want { code: true, ..Want::default() };
    let login = page().form("Log in", vec![email("mail"), password("pw")]).snapshot();
    assert_eq!(plan(&login, &code), Err(WhyNot::NoCodeField));
}

#[test]
fn t32_a_new_password_goes_into_its_own_fields_and_never_into_the_present_one() {
    let change = vec![
        password("old").auto("current-password"),
        password("new").auto("new-password"),
        password("again").auto("new-password"),
    ];
    let page_ = page().form("Change password", change).snapshot();
    let plan = plan_new_password(&page_).unwrap();
    let slots: Vec<_> = plan.fields.iter().map(|field| (field.key, field.slot)).collect();
    assert_eq!(slots, [(2, Slot::NewPassword), (3, Slot::NewPassword)]);
    let login = page().form("Log in", vec![email("mail"), password("pw")]).snapshot();
    assert_eq!(plan_new_password(&login), Err(WhyNot::NoNewPassword));
    let opaque = page().at("null").form("Join", vec![password("pw").auto("new-password")]).snapshot();
    assert_eq!(plan_new_password(&opaque), Err(WhyNot::NotAPage));
}

#[test]
fn what_the_user_pointed_at_comes_before_what_was_read() {
    let odd = || vec![email("mail"), password("pw")];
    let build = |before: usize| {
        let mut loose: Vec<_> = (0..before).map(|number| text(&format!("x{number}"))).collect();
        loose.extend([text("q1"), password("q2")]);
        page().form("Log in", odd()).loose(loose).snapshot()
    };
    let pointed = Pointed::of(&build(0), Some(3), Some(4)).unwrap();
    let plan = plan_pointed(&build(3), &ALL, &pointed).unwrap();
    assert_eq!(
        plan.fields.iter().map(|field| field.key).collect::<Vec<_>>(),
        [6, 7],
        "by name, not by place"
    );
    // Where nothing of it is there, the reading counts.
    let other = page().form("Log in", odd()).snapshot();
    assert_eq!(plan_pointed(&other, &ALL, &pointed), nearkey::form::plan(&other, &ALL));
}

#[test]
fn fields_without_a_name_are_found_by_their_place() {
    let nameless = || vec![text(""), password(""), text(""), password("")];
    let pointed = Pointed::of(&page().loose(nameless()).snapshot(), Some(3), Some(4)).unwrap();
    let plan = plan_pointed(&page().loose(nameless()).snapshot(), &ALL, &pointed).unwrap();
    assert_eq!(plan.fields.iter().map(|field| field.key).collect::<Vec<_>>(), [3, 4]);
    let hidden = vec![text(""), password(""), text("").unseen(), password("").read_only()];
    let hidden = page().loose(hidden).snapshot();
    let (user, password) = pointed.find(&hidden);
    assert!(user.is_none() && password.is_none(), "T-30");
}

#[test]
fn t35_two_forms_that_were_pointed_at_ask_for_the_one_that_sends_elsewhere() {
    let build = || {
        let first = page().form("Log in", vec![text("user")]);
        first.form_to("https://evil.test/", "Log in", vec![password("pw")]).snapshot()
    };
    let pointed = Pointed::of(&build(), Some(1), Some(2)).unwrap();
    let plan = plan_pointed(&build(), &ALL, &pointed).unwrap();
    assert_eq!(plan.target, TargetCheck::Other { target: "https://evil.test".into() });
}

fn any_field() -> impl Strategy<Value = FieldSnapshot> {
    let words = prop_oneof![
        Just(""),
        Just("user"),
        Just("email"),
        Just("new"),
        Just("current"),
        Just("password"),
        Just("search"),
        Just("register"),
        Just("repeat"),
    ];
    let kind = prop_oneof![Just("text"), Just("password"), Just("email"), Just("search"), Just("checkbox")];
    let autocomplete =
        prop_oneof![Just(""), Just("username"), Just("current-password"), Just("new-password"), Just("off")];
    (kind, words.clone(), words, autocomplete, proptest::option::of(0u32..4), any::<(bool, bool, bool)>())
        .prop_map(|(kind, name, label, autocomplete, form, (visible, editable, focused))| FieldSnapshot {
            form,
            kind: kind.to_owned(),
            autocomplete: autocomplete.to_owned(),
            name: name.to_owned(),
            label: label.to_owned(),
            visible,
            editable,
            focused,
            ..FieldSnapshot::default()
        })
}

proptest! {
    #[test]
    fn whatever_the_page_says_a_plan_keeps_its_promises(
        mut fields in proptest::collection::vec(any_field(), 0..12),
        texts in proptest::collection::vec(
            prop_oneof![Just("Log in".to_owned()), "Register", "Next", ".{0,10}"],
            0..4,
        ),
    ) {
        for (key, field) in (1..).zip(&mut fields) {
            field.key = key;
        }
        let forms = texts.into_iter().map(|buttons| FormSnapshot { buttons, ..FormSnapshot::default() }).collect();
        let origin = "https://example.com".to_owned();
        let snapshot = Snapshot { origin, forms, fields, ..Snapshot::default() };
        if let Ok(plan) = plan(&snapshot, &ALL) {
            let found: Vec<_> = plan.fields.iter().map(|planned| {
                (planned, snapshot.fields.iter().find(|field| field.key == planned.key).unwrap())
            }).collect();
            for (planned, field) in &found {
                prop_assert!(field.visible && field.editable);
                // Only a button that says so overrules it, and no lines beside it.
                let around = field.form.and_then(|form| snapshot.forms.get(form as usize));
                let logs_in = around.is_some_and(|form| form.buttons == "Log in");
                prop_assert!(logs_in || !field.autocomplete.contains("new-password"));
                // A password goes into a password field; into another such goes an account name that says so.
                let is_password = field.kind == "password";
                let named = field.name == "user" || field.label == "user";
                match planned.slot {
                    Slot::Password => prop_assert!(is_password),
                    Slot::User => prop_assert!(!is_password || (named && logs_in)),
                    Slot::Code(_) | Slot::NewPassword => {}
                }
                prop_assert_eq!((planned.form, &planned.kind), (field.form, &field.kind));
            }
            prop_assert!(found.iter().all(|(_, field)| field.form == found[0].1.form));
            prop_assert!(found.iter().filter(|(planned, _)| planned.slot == Slot::Password).count() <= 1);
            prop_assert!(found.iter().filter(|(planned, _)| planned.slot == Slot::User).count() <= 1);
        }
    }
}
