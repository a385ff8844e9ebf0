//! Sealed fields of Passman, against what SJCL itself wrote.
#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

mod dice;

use nearkey::encoding::{decode_base64, encode_base64};
use nearkey::passman::{Container, ContainerError, seal};
use nearkey::secret::SecretText;
use proptest::prelude::*;
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/passman.json")).unwrap()
}

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn open(password: &str, text: &str) -> Result<String, ContainerError> {
    Container::parse(text)?.open(&secret(password)).map(|text| text.expose().to_owned())
}

fn sealed(password: &str, plain: &str, seed: u64) -> String {
    seal(&secret(password), &secret(plain), &mut dice::Dice(seed)).unwrap()
}

/// The JSON of a container, changed.
fn changed(text: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut wire: Value = serde_json::from_slice(&decode_base64(text).unwrap()).unwrap();
    change(&mut wire);
    encode_base64(wire.to_string().as_bytes())
}

#[test]
fn everything_that_sjcl_sealed_opens() {
    let vectors = vectors();
    let fields = vectors["fields"].as_array().unwrap();
    assert!(fields.len() > 30);
    for field in fields {
        let opened = open(field["key"].as_str().unwrap(), field["encrypted"].as_str().unwrap());
        assert_eq!(opened.as_deref(), Ok(field["plaintext"].as_str().unwrap()));
    }
}

#[test]
fn t102_what_must_not_open_does_not() {
    for case in vectors()["mustFail"].as_array().unwrap() {
        let opened = open(case["key"].as_str().unwrap(), case["encrypted"].as_str().unwrap());
        assert!(opened.is_err(), "{}", case["why"]);
    }
}

#[test]
fn t102_containers_that_ask_for_too_much_or_for_something_else_are_refused_before_any_work() {
    let good = sealed("k", "text", 1);
    assert_eq!(open("k", &good).as_deref(), Ok("text"));
    let wrong: [(&str, Value); 14] = [
        ("iter", json!(999)),
        ("iter", json!(1_000_001)),
        ("iter", json!(-1)),
        ("iter", json!(4_294_967_296_u64)),
        ("ks", json!(512)),
        ("ts", json!(32)),
        ("mode", json!("gcm")),
        ("mode", json!("ocb2")),
        ("cipher", json!("des")),
        ("adata", json!("more")),
        ("v", json!(2)),
        ("iv", json!("AAAA")),
        ("salt", json!("AAAA")),
        ("ct", json!("AAAA")),
    ];
    for (member, value) in wrong {
        let text = changed(&good, |wire| wire[member] = value.clone());
        assert!(Container::parse(&text).is_err(), "{member} {value}");
    }
}

#[test]
fn a_text_from_64_kib_on_has_a_shorter_nonce() {
    for len in [65_535, 65_536, 70_000] {
        let plain = "x".repeat(len);
        assert_eq!(open("k", &sealed("k", &plain, 3)).as_deref(), Ok(plain.as_str()), "{len}");
    }
}

#[test]
fn no_two_seals_are_alike() {
    let (one, other) = (sealed("k", "text", 4), sealed("k", "text", 5));
    for member in ["iv", "salt", "ct"] {
        let read = |text: &str| -> Value {
            let wire: Value = serde_json::from_slice(&decode_base64(text).unwrap()).unwrap();
            wire[member].clone()
        };
        assert_ne!(read(&one), read(&other), "{member}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_opens_with_its_password_only(password in ".{0,40}", plain in ".{0,200}", seed: u64) {
        let text = sealed(&password, &plain, seed);
        prop_assert_eq!(open(&password, &text), Ok(plain));
        prop_assert_eq!(open(&format!("{password}x"), &text), Err(ContainerError::OtherPassword));
    }

    #[test]
    fn t102_no_text_makes_it_stumble(text in ".{0,300}") {
        let _ = Container::parse(&text);
        let _ = Container::parse(&encode_base64(text.as_bytes()));
    }
}
