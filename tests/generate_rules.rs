//! What forms say about passwords, as they really say it.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

mod dice;

use dice::Dice;
use nearkey::generate::{CharSet, FieldRules, Rules, password, usual};
use nearkey::message::RuleNeed;
use proptest::prelude::*;

fn apple(password_rules: &str) -> Rules {
    Rules::of([FieldRules { password_rules, ..FieldRules::default() }])
}

fn pattern(pattern: &str) -> Rules {
    Rules::of([FieldRules { pattern, ..FieldRules::default() }])
}

fn set(text: &str) -> CharSet {
    CharSet::from_text(text)
}

/// The examples of Apple's text, and what it says about them.
#[test]
fn password_rules_mean_what_apple_says() {
    let rules = apple(
        "required: upper; required: lower; required: digit; max-consecutive: 2; minlength: 10; allowed: [-().&@?'#,/&quot;+];",
    );
    assert_eq!((rules.min, rules.max, rules.max_consecutive), (Some(10), None, Some(2)));
    assert_eq!(rules.required.len(), 3);
    assert!(rules.allow("Abcdef-123") && !rules.allow("Abcdef!123") && !rules.allow("Abcdef1111"));

    let either = apple("required: upper, digit; allowed: lower");
    assert_eq!(either.required, [CharSet::UPPER.and(CharSet::DIGIT)]);
    assert!(either.allow("a1") && either.allow("aA") && !either.allow("aa"));

    let only = apple("required: lower; required: digit");
    assert!(only.allow("a1") && !only.allow("a1A"), "without `allowed`, what is required and nothing else");

    let all = apple("allowed: unicode");
    assert_eq!(all.allowed, CharSet::ALL);

    let many = apple(
        "minlength: 8; minlength: 10; maxlength: 30; maxlength: 20; max-consecutive: 3; max-consecutive: 2",
    );
    assert_eq!((many.min, many.max, many.max_consecutive), (Some(10), Some(20), Some(2)));
    assert!(!many.unread);
}

#[test]
fn classes_in_brackets_hold_hyphen_and_bracket_at_their_places() {
    let of = |class: &str| apple(&format!("allowed: {class}")).allowed;
    assert_eq!(of("[abc]"), set("abc"));
    assert_eq!(of("[-abc]"), set("abc-"));
    assert_eq!(of("[a-c]"), set("ac"), "a hyphen within does not count, and makes no range");
    assert_eq!(of("[abc]]"), set("abc]"));
    assert_eq!(of("[;,:]"), set(";,:"));
    assert_eq!(of("[;], digit"), set(";").and(CharSet::DIGIT));
    assert_eq!(apple("allowed: [;]; minlength: 3").min, Some(3));
    assert_eq!(of("UPPER"), CharSet::UPPER);
}

#[test]
fn what_makes_no_sense_is_left_out_and_said() {
    for text in [
        "nonsense",
        "minlength: many",
        "required: letters; minlength: 8",
        "allowed: [",
        "colour: red; minlength: 8",
    ] {
        let rules = apple(text);
        assert!(rules.unread, "{text}");
        assert_eq!(rules.min, text.contains("minlength: 8").then_some(8));
        assert_eq!(rules.allowed, CharSet::ALL);
    }
    let against_itself = Rules::of([FieldRules {
        password_rules: "minlength: 20; required: [x]",
        max_length: Some(10),
        pattern: "[0-9]+",
        ..FieldRules::default()
    }]);
    assert_eq!(
        (against_itself.min, against_itself.max),
        (None, Some(10)),
        "the field cuts, whatever it says"
    );
    assert!(against_itself.unread);
    assert!(password(&against_itself, &usual(), &mut Dice(1)).is_ok());
    assert!(apple(&"required: [a]; ".repeat(200)).unread, "longer than anything that is meant");
    assert!(!apple("   ").unread && apple("").is_empty());
}

#[test]
fn all_fields_of_a_form_hold_together() {
    let rules = Rules::of([
        FieldRules { min_length: Some(8), max_length: Some(64), ..FieldRules::default() },
        FieldRules {
            password_rules: "minlength: 12; required: digit; allowed: lower",
            max_length: Some(20),
            ..FieldRules::default()
        },
    ]);
    assert_eq!((rules.min, rules.max), (Some(12), Some(20)));
    assert_eq!(rules.required, [CharSet::DIGIT]);
}

/// Patterns as they stand in pages, with what fits and what does not.
#[test]
fn common_patterns_are_understood() {
    type Case = (&'static str, &'static [&'static str], &'static [&'static str]);
    let cases: [Case; 17] = [
        (".{8,}", &["12345678"], &["1234567"]),
        ("^.{8,20}$", &["12345678"], &["1234567", "123456789012345678901"]),
        ("[A-Za-z0-9]{6,12}", &["abcDEF1"], &["abc", "abcdef-"]),
        ("[a-zA-Z0-9]+", &["a"], &["", "a b"]),
        ("\\w{6,}", &["abc_12"], &["abc-12"]),
        ("\\S{6,}", &["abc-12"], &["abc 12"]),
        ("(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,}", &["abcdEF12"], &["abcdefgh", "ABCDEF12", "aB1"]),
        ("^(?=.*[A-Za-z])(?=.*\\d)[A-Za-z\\d]{8,}$", &["abcdefg1"], &["abcdefgh", "abcdefg!1"]),
        (
            "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[@$!%*?&])[A-Za-z\\d@$!%*?&]{8,15}$",
            &["abcD1!xx"],
            &["abcD1#xx", "abcD1xxx"],
        ),
        ("(?=.*?[0-9])(?=.*?[a-z]).{8,}", &["abcdefg1"], &["abcdefgh"]),
        ("(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9]).{8,32}", &["abcdefG1"], &["abcdefg1"]),
        ("(?=.{8,})(?=.*\\d).*", &["abcdefg1"], &["abcdef1", "abcdefgh"]),
        ("(?=.{8,12}$)(?=.*\\d).*", &["abcdefg1"], &["abcdefghijkl1", "abcdefgh"]),
        ("(?!.*\\s)(?=.*\\W).{6,}", &["abcde-"], &["abcdef", "abc d-"]),
        ("(?=.*[^A-Za-z0-9]).{6,}", &["abcde-"], &["abcdef"]),
        ("(?=.*\\d.*)(?=.*[a-z]+).{6,}", &["abcde1"], &["abcdef"]),
        ("(.{8,16})", &["12345678"], &["1234567"]),
    ];
    for (text, good, bad) in cases {
        let rules = pattern(text);
        assert!(!rules.unread, "{text}");
        for good in good {
            assert!(rules.allow(good), "{text} takes {good}");
        }
        for bad in bad {
            assert!(!rules.allow(bad), "{text} refuses {bad}");
        }
        let made = password(&rules, &usual(), &mut Dice(4)).unwrap();
        assert!(rules.allow(made.text.expose()));
    }
}

#[test]
fn other_patterns_are_said_not_to_be_understood() {
    for text in [
        "[a-z]{3}-[0-9]{3}",
        "a|b",
        "(?=(.*\\d){2}).{8,}",
        "(?!password).{8,}",
        "(.)\\1",
        "[\\p{L}]{8,}",
        "(?<=a)b",
        "[[a-z]--[x]]+",
        "(?=.*\\d",
        "[a-z",
        "\\u0041+",
        "(?=[a-z]*\\d).{8,}",
        "[z-a]+",
        ".{8,",
    ] {
        let rules = pattern(text);
        assert!(rules.unread, "{text}");
        assert_eq!(
            Rules { unread: false, ..rules },
            Rules::default(),
            "nothing is made of half of it: {text}"
        );
    }
}

#[test]
fn needs_have_the_names_that_people_give_them() {
    let view = apple("required: upper; required: [0123456789]; required: [-_]; required: lower, upper; allowed: lower; minlength: 8; maxlength: 20").view();
    assert_eq!((view.min, view.max), (Some(8), Some(20)));
    assert_eq!(
        view.needs,
        [RuleNeed::OneOf { signs: "-_".into() }, RuleNeed::Digit, RuleNeed::Upper, RuleNeed::Letter,]
    );
    assert!(view.not.is_empty());
    assert_eq!(apple("allowed: lower, digit").view().not, [RuleNeed::Upper, RuleNeed::Special]);
}

proptest! {
    /// No text of a page stops it, and whatever is made obeys what was read.
    #[test]
    fn no_text_makes_it_stumble(
        rules in ".{0,120}", pattern in "[\\[\\]()?=!.*+{}0-9,a-zA-Z\\\\d^$-]{0,60}",
        min in prop::option::of(any::<u32>()), max in prop::option::of(any::<u32>()),
    ) {
        let field = FieldRules { password_rules: &rules, min_length: min, max_length: max, pattern: &pattern };
        let rules = Rules::of([field, FieldRules { pattern: field.password_rules, ..field }]);
        if let Ok(made) = password(&rules, &usual(), &mut Dice(9)) {
            prop_assert!(rules.allow(made.text.expose()));
        }
        let _ = rules.view();
    }
}
