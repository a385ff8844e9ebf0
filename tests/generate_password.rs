//! Passwords and passphrases are what was asked for, and as likely as each other.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect
)]

mod dice;

use std::collections::BTreeMap;

use dice::Dice;
use nearkey::generate::{
    CharSet, FieldRules, Rules, WORDS, generate, passphrase, password, strength, usual, words,
};
use nearkey::message::{GeneratorKind, GeneratorOptions, Strength, WordLanguage};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn options(length: u32, classes: &str) -> GeneratorOptions {
    GeneratorOptions {
        length,
        lower: classes.contains('a'),
        upper: classes.contains('A'),
        digits: classes.contains('1'),
        special: classes.contains('!'),
        ..usual()
    }
}

fn rules(password_rules: &str) -> Rules {
    Rules::of([FieldRules { password_rules, ..FieldRules::default() }])
}

/// How far counts are from what is expected (Pearson).
fn chi_square(counts: impl Iterator<Item = u32>, expected: f64) -> f64 {
    counts.map(|count| (f64::from(count) - expected).powi(2) / expected).sum()
}

#[test]
fn every_password_of_a_small_kind_comes_equally_often() {
    // Two signs of digits, one of them at least `0`: 19 of them.
    let rules = Rules { required: vec![CharSet::from_text("0")], ..rules("") };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut dice = Dice(7);
    let short = Rules { max: Some(2), ..rules };
    for _ in 0..19_000 {
        let made = password(&short, &options(4, "1"), &mut dice).unwrap();
        assert!((made.bits - 19_f64.log2()).abs() < 1e-9);
        *counts.entry(made.text.expose().to_owned()).or_default() += 1;
    }
    assert_eq!(counts.len(), 19);
    // 18 degrees of freedom: above 42.3 once in a thousand.
    let far = chi_square(counts.values().copied(), 1_000.0);
    assert!(far < 42.3, "{far}: {counts:?}");
}

#[test]
fn every_sign_comes_equally_often_in_every_place() {
    let mut dice = Dice(1);
    let mut counts = [[0_u32; 62]; 12];
    for _ in 0..6_200 {
        let made = password(&rules(""), &options(12, "aA1"), &mut dice).unwrap();
        for (place, sign) in made.text.expose().bytes().enumerate() {
            let number = match sign {
                b'a'..=b'z' => sign - b'a',
                b'A'..=b'Z' => sign - b'A' + 26,
                _ => sign - b'0' + 52,
            };
            counts[place][usize::from(number)] += 1;
        }
    }
    for (place, counts) in counts.iter().enumerate() {
        // One digit at least makes digits a little more frequent, so each class is held against its own mean.
        for class in [0..26, 26..52, 52..62] {
            let counts = &counts[class];
            let mean =
                f64::from(counts.iter().sum::<u32>()) / f64::from(u32::try_from(counts.len()).unwrap());
            // 25 degrees of freedom: above 60.1 once in ten thousand.
            let far = chi_square(counts.iter().copied(), mean);
            assert!(far < 60.1, "place {place}: {far}");
        }
    }
}

#[test]
fn the_bits_are_those_of_the_choice() {
    let bits = |length, classes| password(&rules(""), &options(length, classes), &mut Dice(3)).unwrap().bits;
    assert!((bits(10, "a") - 10.0 * 26_f64.log2()).abs() < 1e-9);
    // All but those of one class only, by hand: 36^8 - 26^8 - 10^8.
    let by_hand = (36_f64.powi(8) - 26_f64.powi(8) - 10_f64.powi(8)).log2();
    assert!((bits(8, "a1") - by_hand).abs() < 1e-9);
    assert!((bits(20, "aA1!") - 126.0).abs() < 1.0);
    let words = |count, number| {
        let options = GeneratorOptions { words: count, number, ..usual() };
        passphrase(&rules(""), &options, &mut Dice(3)).unwrap().bits
    };
    assert!((words(6, false) - 6.0 * 7_776_f64.log2()).abs() < 1e-9);
    assert!((words(6, true) - 6.0 * 7_776_f64.log2() - 60_f64.log2()).abs() < 1e-9);
    assert_eq!(
        [44.9, 45.0, 60.0, 80.0].map(strength),
        [Strength::Weak, Strength::Fair, Strength::Good, Strength::Strong]
    );
}

#[test]
fn look_alikes_stay_away_unless_the_form_wants_them() {
    let without = GeneratorOptions { avoid_look_alikes: true, ..options(100, "aA1!") };
    for seed in 0..50 {
        let made = password(&rules(""), &without, &mut Dice(seed)).unwrap();
        assert!(made.text.expose().chars().all(|sign| !CharSet::LOOK_ALIKES.contains(sign)));
    }
    let made = password(&rules("required: [0O]; allowed: lower"), &without, &mut Dice(1)).unwrap();
    assert!(made.text.expose().contains(['0', 'O']));
}

#[test]
fn the_form_has_the_last_word() {
    let digits = password(&rules("allowed: digit; maxlength: 6"), &options(20, "aA!"), &mut Dice(1)).unwrap();
    assert_eq!(digits.text.expose().len(), 6);
    assert!(digits.text.expose().bytes().all(|sign| sign.is_ascii_digit()));
    // What is wanted and was not chosen is there all the same.
    let made = password(
        &rules("required: special; required: upper; allowed: lower"),
        &options(20, "a"),
        &mut Dice(1),
    );
    let text = made.unwrap();
    assert!(text.text.expose().contains(|sign| CharSet::SPECIAL.contains(sign)));
    assert!(text.text.expose().contains(|sign: char| sign.is_ascii_uppercase()));
    let impossible = rules("allowed: [x]; max-consecutive: 2; minlength: 3");
    assert!(password(&impossible, &usual(), &mut Dice(1)).is_err());
    assert!(passphrase(&rules("maxlength: 12"), &usual(), &mut Dice(1)).is_err());
    assert!(passphrase(&rules("allowed: digit"), &usual(), &mut Dice(1)).is_err());
}

/// Nine needs of one sign each in twelve places: drawing until one fits would not end.
#[test]
fn rare_passwords_are_built_and_their_bits_are_a_lower_bound() {
    let text = ["a", "B", "3", "!", "~", "z", "Q", "7"].map(|sign| format!("required: [{sign}];")).concat();
    let rules = rules(&format!("{text} allowed: ascii-printable; minlength: 9; maxlength: 9"));
    for seed in 0..200 {
        let made = password(&rules, &usual(), &mut Dice(seed)).unwrap();
        assert!(rules.allow(made.text.expose()), "{}", made.text.expose());
        assert!(made.bits > 0.0 && made.bits < 7.0);
    }
}

#[test]
fn the_lists_of_words_are_whole_and_none_is_the_beginning_of_another() {
    for (language, digest) in [
        (WordLanguage::English, "abae49761b88f3f1ba31ef944bea1f61b795a3cd7e1cfb7d276ed45bf77967ba"),
        (WordLanguage::German, "d599b40745b6bc4f39e99fd442afb2ca532fb304ab4e0f4342a653cd576adeae"),
    ] {
        let words = words(language);
        assert_eq!(words.len(), WORDS);
        assert!(words.windows(2).all(|pair| pair[0] < pair[1] && !pair[1].starts_with(&pair[0])));
        // Of the lists as they were got, one word a line.
        let found: String =
            Sha256::digest(words.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, digest);
    }
}

#[test]
fn words_come_equally_often() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut dice = Dice(11);
    let list = words(WordLanguage::German);
    let options = GeneratorOptions { words: 12, language: WordLanguage::German, ..usual() };
    for _ in 0..1_620 {
        let made = passphrase(&rules(""), &options, &mut dice).unwrap();
        for word in made.text.expose().split('-') {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    assert!(counts.keys().all(|word| list.binary_search(word).is_ok()));
    // By first letters, so that each bucket has enough.
    let mut buckets = [0_u32; 24];
    let mut expected = [0_u32; 24];
    for (at, word) in list.iter().enumerate() {
        buckets[at / 324] += counts.get(word).copied().unwrap_or(0);
        expected[at / 324] += 1;
    }
    assert!(expected.iter().all(|count| *count == 324));
    // 23 degrees of freedom: above 49.7 once in a thousand.
    let far = chi_square(buckets.iter().copied(), 1_620.0 * 12.0 / 24.0);
    assert!(far < 49.7, "{far}");
}

#[test]
fn passphrases_take_the_shape_that_was_chosen_and_what_the_form_wants() {
    let shaped =
        GeneratorOptions { words: 4, separator: ".".into(), capitals: true, number: true, ..usual() };
    let made = passphrase(&rules(""), &shaped, &mut Dice(5)).unwrap();
    let parts: Vec<&str> = made.text.expose().split('.').collect();
    assert_eq!(parts.len(), 4);
    assert!(parts.iter().all(|word| word.starts_with(|sign: char| sign.is_ascii_uppercase())));
    assert_eq!(made.text.expose().bytes().filter(u8::is_ascii_digit).count(), 1);

    let wants = rules(
        "required: upper; required: digit; required: [_!]; allowed: lower; minlength: 20; maxlength: 40; max-consecutive: 1",
    );
    for seed in 0..100 {
        let made = passphrase(&wants, &GeneratorOptions { words: 4, ..usual() }, &mut Dice(seed)).unwrap();
        assert!(wants.allow(made.text.expose()), "{}", made.text.expose());
        assert!(made.text.expose().contains('_'));
        assert!(made.bits < 4.0 * 7_776_f64.log2() + 40_f64.log2(), "fewer words, fewer bits");
    }
}

/// With a limited length the bits are counted, not guessed: three words of together nine letters at most.
#[test]
fn a_limited_length_costs_bits_that_are_counted() {
    let tight =
        GeneratorOptions { kind: GeneratorKind::Passphrase, words: 3, separator: String::new(), ..usual() };
    let list = words(WordLanguage::English);
    let lengths: Vec<usize> = list.iter().map(String::len).collect();
    let mut by_length = [0_f64; 10];
    for length in &lengths {
        by_length[*length] += 1.0;
    }
    let mut fitting = 0.0;
    for (a, of_a) in by_length.iter().enumerate() {
        for (b, of_b) in by_length.iter().enumerate() {
            for (c, of_c) in by_length.iter().enumerate() {
                if a + b + c <= 15 {
                    fitting += of_a * of_b * of_c;
                }
            }
        }
    }
    let made = generate(&rules("maxlength: 15"), &tight, &mut Dice(2)).unwrap();
    assert!(made.text.expose().len() <= 15);
    assert!((made.bits - fitting.log2()).abs() < 1e-9);
}

prop_compose! {
    fn any_class()(class in prop_oneof![
        Just("upper".to_owned()), Just("lower".to_owned()), Just("digit".to_owned()), Just("special".to_owned()),
        Just("ascii-printable".to_owned()), Just("unicode".to_owned()),
        "\\[-?[a-zA-Z0-9!#$%&*+./:<=>?@^_~]{1,12}\\]?\\]",
    ]) -> String { class }
}

prop_compose! {
    fn any_rules()(
        required in prop::collection::vec(prop::collection::vec(any_class(), 1..3), 0..5),
        allowed in prop::collection::vec(any_class(), 0..4),
        min in 0..40_u32,
        more in 0..40_u32,
        run in prop::option::of(1..4_u32),
    ) -> String {
        let mut text = String::new();
        for set in required {
            text += &format!("required: {}; ", set.join(", "));
        }
        if !allowed.is_empty() {
            text += &format!("allowed: {}; ", allowed.join(", "));
        }
        if let Some(run) = run {
            text += &format!("max-consecutive: {run}; ");
        }
        text + &format!("minlength: {min}; maxlength: {}", min + more)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever a form wants: the password obeys, or it is said that none can.
    #[test]
    fn what_is_made_obeys(
        text in any_rules(), seed in any::<u64>(), length in 0..200_u32, words in 0..20_u32,
        flags in any::<[bool; 7]>(), phrase in any::<bool>(),
    ) {
        let rules = rules(&text);
        let [lower, upper, digits, special, avoid_look_alikes, capitals, number] = flags;
        let kind = if phrase { GeneratorKind::Passphrase } else { GeneratorKind::Password };
        let options = GeneratorOptions {
            kind, length, lower, upper, digits, special, avoid_look_alikes, words, capitals, number, ..usual()
        };
        if let Ok(made) = generate(&rules, &options, &mut Dice(seed)) {
            prop_assert!(rules.allow(made.text.expose()), "{text}: {}", made.text.expose());
            prop_assert!(made.bits.is_finite() && made.bits >= 0.0);
        } else {
            // Only without a run limit is it clear that there must be one.
            let needs = u32::try_from(rules.required.len()).unwrap();
            let long = rules.max.unwrap_or(128).min(128);
            let tight = needs > long || rules.max_consecutive.is_some() || phrase;
            prop_assert!(tight, "{text} gives nothing");
        }
    }

    /// Without rules of a form, everything that was chosen is there and nothing else.
    #[test]
    fn each_chosen_class_occurs_and_no_other(
        seed in any::<u64>(), length in 4..128_u32, classes in "a?A?1?!?",
    ) {
        let made = password(&rules(""), &options(length, &classes), &mut Dice(seed)).unwrap();
        let text = made.text.expose();
        prop_assert_eq!(text.len(), length as usize);
        let none = classes.is_empty();
        for (class, chosen) in [
            (CharSet::LOWER, classes.contains('a') || none),
            (CharSet::UPPER, classes.contains('A')),
            (CharSet::DIGIT, classes.contains('1')),
            (CharSet::SPECIAL, classes.contains('!')),
        ] {
            prop_assert_eq!(text.contains(|sign| class.contains(sign)), chosen);
        }
    }
}
