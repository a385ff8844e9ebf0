//! Whatever a page says, what is understood keeps its promises (threats T-30, T-31, T-47, T-52).
#![allow(clippy::expect_used)]

use std::time::Instant;

use nearkey::form::{FormKind, GroupKind, Understanding, understand};
use nearkey::message::{FieldSnapshot, FormSnapshot, Snapshot};
use proptest::prelude::*;

fn any_words() -> impl Strategy<Value = String> {
    let known = prop_oneof![
        Just("user"),
        Just("email"),
        Just("new"),
        Just("current"),
        Just("password"),
        Just("search"),
        Just("Log in"),
        Just("Sign up"),
        Just("repeat"),
        Just("otp"),
        Just("forgot"),
        Just("パスワード確認"),
        Just("Jméno"),
        Just("كلمة"),
    ];
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => ".{0,12}", 1 => Just(String::new())]
}

fn any_field() -> impl Strategy<Value = FieldSnapshot> {
    let kind = prop_oneof![
        Just("text"),
        Just("password"),
        Just("email"),
        Just("tel"),
        Just("number"),
        Just("search"),
        Just("checkbox"),
        Just("textarea"),
        Just(""),
        Just("hidden"),
    ];
    let autocomplete = prop_oneof![
        4 => Just(""), 1 => Just("username"), 1 => Just("current-password"), 1 => Just("new-password"),
        1 => Just("one-time-code"), 1 => Just("cc-number email"),
    ];
    let place = (proptest::option::of(0u32..4), proptest::option::of(0u32..4));
    let seen = prop_oneof![4 => Just((true, true)), 1 => any::<(bool, bool)>()];
    let texts = (any_words(), any_words(), any_words(), autocomplete);
    (kind, texts, place, seen, any::<bool>(), proptest::option::of(0u32..20)).prop_map(
        |(
            kind,
            (name, label, near, autocomplete),
            (form, part),
            (visible, editable),
            focused,
            max_length,
        )| {
            let (kind, autocomplete) = (kind.to_owned(), autocomplete.to_owned());
            FieldSnapshot {
                kind,
                autocomplete,
                name,
                label,
                near,
                form,
                part,
                visible,
                editable,
                focused,
                max_length,
                ..FieldSnapshot::default()
            }
        },
    )
}

fn any_form() -> impl Strategy<Value = FormSnapshot> {
    (any_words(), any_words(), any_words(), 0u32..u32::MAX).prop_map(|(buttons, heading, links, selects)| {
        FormSnapshot { buttons, heading, links, selects, ..FormSnapshot::default() }
    })
}

fn check(snapshot: &Snapshot, found: &Understanding) -> Result<(), TestCaseError> {
    let field =
        |key: u32| snapshot.fields.iter().find(|field| field.key == key).expect("a field of the page");
    prop_assert_eq!(found.best.is_some(), found.kind() != GroupKind::Nothing);
    prop_assert_eq!(found.login().is_some(), found.form == FormKind::Login);
    for (at, group) in found.groups.iter().enumerate() {
        let members = || found.fields.iter().filter(move |reading| reading.group == at);
        let slots = group.user.iter().chain(&group.password).chain(&group.new_passwords).chain(&group.codes);
        for key in slots.clone() {
            prop_assert!(field(*key).visible && field(*key).editable);
            prop_assert!(members().any(|reading| reading.key == *key), "a field of another group");
            prop_assert_eq!(field(*key).form, group.form);
        }
        prop_assert_eq!(slots.clone().count(), slots.collect::<std::collections::BTreeSet<_>>().len());
        for key in group.password.iter().chain(&group.new_passwords) {
            prop_assert_eq!(&field(*key).kind, "password");
        }
        if let Some(user) = group.user {
            prop_assert!(!matches!(field(user).kind.as_str(), "checkbox" | "hidden" | "textarea"));
            prop_assert!(field(user).kind != "password" || group.password.is_some());
            prop_assert!(!field(user).autocomplete.contains("password"));
        }
        prop_assert!((50..=100).contains(&group.sure));
        prop_assert!(
            group.password.is_none() || !matches!(group.kind, GroupKind::SignUp | GroupKind::Nothing)
        );
        let mut parts = members().map(|reading| field(reading.key).part);
        let first = parts.next();
        prop_assert!(parts.all(|part| Some(part) == first), "two parts in one group");
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_the_page_says_an_understanding_keeps_its_promises(
        mut fields in proptest::collection::vec(any_field(), 0..14),
        forms in proptest::collection::vec(any_form(), 0..4),
        parts in proptest::collection::vec(any_form(), 0..4),
    ) {
        for (key, field) in (1..).zip(&mut fields) {
            field.key = key;
        }
        let origin = "https://example.com".to_owned();
        let snapshot = Snapshot { origin, forms, parts, fields, ..Snapshot::default() };
        check(&snapshot, &understand(&snapshot))?;
    }
}

/// The worst that a snapshot can hold: 500 fields in one form, each text as long as it may be and in no script of ours.
#[test]
fn t47_the_wordiest_page_is_understood_in_time() {
    let wordy = "ǆ lörem ípsum ".repeat(30);
    let field = |key: u32| FieldSnapshot {
        key,
        kind: if key.is_multiple_of(3) { "password" } else { "text" }.to_owned(),
        name: wordy.clone(),
        id: wordy.clone(),
        label: wordy.clone(),
        hint: wordy.clone(),
        near: wordy.clone(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    };
    let snapshot = Snapshot {
        origin: "https://example.com".to_owned(),
        fields: (1..=2_000).map(field).collect(),
        ..Snapshot::default()
    };
    let start = Instant::now();
    assert_eq!(understand(&snapshot).fields.len(), 500);
    // Without the compiler's help it takes a hundred times as long as in a package.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
