//! Answers, envelopes and base64 from elsewhere: read whole or refused, in bounded space.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::encoding::{decode_base64, encode_base64, encode_base64url};
use nearkey::phone::*;
use phone_support::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(plain: &Value, expected: Expected) -> Result<Answer, AnswerFault> {
    Answer::parse(&secret(&plain.to_string()), expected)
}

/// The one login of an answer.
fn one(login: &Value) -> Result<Credential, AnswerFault> {
    parse(&json!({ "credential": login }), Expected::One).map(|mut answer| answer.credentials.remove(0))
}

#[test]
fn t77_missing_members_are_empty_and_unknown_ones_are_ignored() {
    let Ok(login) = one(&json!({ "password": null, "readableUid": 5, "extra": { "deep": [1] } })) else {
        panic!()
    };
    assert_eq!(login.uid, None);
    assert!(login.name.is_empty() && login.user.is_empty() && login.website.is_empty());
    assert!(login.password.is_empty() && login.otp.is_empty());
}

#[test]
fn t77_wrong_types_and_huge_texts_are_refused() {
    let long = "x".repeat(MAX_TEXT_LEN + 1);
    for member in ["uid", "name", "user", "website", "password", "otp"] {
        for value in [json!(1), json!(true), json!([]), json!({}), json!(long)] {
            assert_eq!(one(&json!({ member: value })).err(), Some(AnswerFault::Malformed), "{member}");
        }
        assert!(one(&json!({ member: "x".repeat(MAX_TEXT_LEN) })).is_ok());
    }
    for plain in [
        "",
        "{",
        "[]",
        "null",
        "\u{0}",
        r#"{"credential":{},"credential":{}}"#,
        r#"{"credential":[]}"#,
        r#"[{"name":"a"}]"#,
    ] {
        assert!(Answer::parse(&secret(plain), Expected::One).is_err(), "{plain}");
    }
}

#[test]
fn t77_only_a_uuid_becomes_a_uid() {
    let uid = |text: &str| one(&json!({ "uid": text })).ok().and_then(|login| login.uid);
    let sound = "A938DD1C-f252-44ac-9e67-f2c67687a4e9";
    assert_eq!(uid(sound), Some(sound.to_lowercase()));
    for bad in [
        "",
        "../../etc",
        "a938dd1cf25244ac9e67f2c67687a4e9",
        "a938dd1c-f252-44ac-9e67-f2c67687a4eg",
        "a938dd1c-f252-44ac-9e67-f2c67687a4é",
    ] {
        assert_eq!(uid(bad), None, "{bad}");
    }
}

#[test]
fn t78_lists_are_bounded_and_taken_whole() {
    let list = |items: Vec<Value>| parse(&json!({ "credentials": items }), Expected::Several);
    let uid = |n: usize| json!({ "uid": format!("a938dd1c-f252-44ac-9e67-{n:012x}") });

    assert_eq!(
        list((0..MAX_CREDENTIALS).map(uid).collect()).map(|a| a.credentials.len()).ok(),
        Some(MAX_CREDENTIALS)
    );
    assert_eq!(list(vec![json!({}); MAX_CREDENTIALS + 1]).err(), Some(AnswerFault::Malformed));
    assert_eq!(list(vec![uid(1), uid(2), uid(1)]).err(), Some(AnswerFault::DuplicateUid));
    assert_eq!(list(vec![uid(1), json!({ "name": [] })]).err(), Some(AnswerFault::Malformed));
    assert_eq!(list(vec![json!({}), json!({})]).map(|a| a.credentials.len()).ok(), Some(2));
    assert_eq!(
        parse(&json!({ "credentials": null }), Expected::Several).err(),
        Some(AnswerFault::Incomplete)
    );
}

#[test]
fn members_of_other_commands_are_dropped() {
    let plain = json!({
        "credential": { "name": "a" }, "credentials": [{ "name": "b" }, { "name": "c" }],
        "clientKey": encode_base64(&[3; 32]), "filename": "x", "downloadKey": "y",
    });
    let names = |expected| -> Vec<String> {
        parse(&plain, expected).ok().into_iter().flat_map(|a| a.credentials).map(|c| c.name).collect()
    };
    assert_eq!(names(Expected::One), ["a"]);
    assert_eq!(names(Expected::Several), ["b", "c"]);
    assert!(names(Expected::ClientKey).is_empty());
    assert!(parse(&plain, Expected::One).is_ok_and(|answer| answer.backup.is_none()));
}

#[test]
fn a_client_key_has_32_bytes_and_may_end_with_a_line_break() {
    let key = |text: &str| parse(&json!({ "clientKey": text }), Expected::ClientKey);
    let sound = encode_base64(&[7; 32]);
    for text in [
        sound.clone(),
        format!("{sound}\n"),
        sound.replace('=', ""),
        format!("{}\r\n{}", &sound[..20], &sound[20..]),
    ] {
        assert!(key(&text).is_ok_and(|answer| answer.client_key.is_some_and(|key| key.expose() == &[7; 32])));
    }
    assert_eq!(key(&encode_base64(&[7; 31])).err(), Some(AnswerFault::ClientKey));
    assert_eq!(key("%").err(), Some(AnswerFault::ClientKey));
    assert_eq!(key("").err(), Some(AnswerFault::Incomplete));
}

#[test]
fn t79_a_backup_has_a_harmless_name_and_path() {
    let backup = |name: &str, key: &str| {
        let plain = json!({ "filename": name, "downloadKey": key });
        parse(&plain, Expected::Backup).ok().and_then(|answer| answer.backup).map(|backup| backup.file_name)
    };
    let key = "ABC-DEF_a1B2";
    assert_eq!(
        backup("anotherpassvault_20240101.json", key).as_deref(),
        Some("anotherpassvault_20240101.json")
    );
    for name in [
        "",
        "x.exe",
        "../anotherpassvault_1.json",
        "anotherpassvault_/../../x.json",
        "anotherpassvault.json.exe",
    ] {
        assert_eq!(backup(name, key).as_deref(), Some("anotherpassvault.json"), "{name}");
    }
    for key in ["", "ABC-DEF", "ABC-DEF_", "abc-def_x", "ABC-DEF_../x", "ABC-DEF_a?b", "http://evil.test/x"] {
        assert_eq!(backup("anotherpassvault_1.json", key), None, "{key}");
    }
}

#[test]
fn base64_is_read_as_the_phone_writes_it() {
    for text in ["+/+/+w==", "-_-_-w", "+/+/ +w", "+/+/\r\n+w==\n"] {
        assert_eq!(decode_base64(text).unwrap(), [0xfb, 0xff, 0xbf, 0xfb], "{text}");
    }
    assert_eq!(decode_base64("").unwrap(), Vec::<u8>::new());
    for bad in [
        "A", "AAAAA", "A===", "AA=", "AA===", "AAA==", "AB", "AA==AA==", "=AAA", "====", "AA%A", "ＡＡ",
        "AA\0A",
    ] {
        assert_eq!(decode_base64(bad), Err(nearkey::encoding::Malformed), "{bad}");
    }
}

#[test]
fn t70_the_cipher_number_is_no_choice() {
    let key = hash(&[b"k"]);
    let sealed = seal(&key, b"text", &mut Dice(1));
    for ending in ["", ":0", ":1", ":4096"] {
        assert_eq!(open(&key, &format!("{sealed}{ending}")).ok().unwrap().expose(), b"text");
    }
    for ending in [":", ":x", ":-1", ":0:", ":99999", ":0:0"] {
        assert!(matches!(open(&key, &format!("{sealed}{ending}")), Err(OpenError::Malformed(_))), "{ending}");
    }
    assert!(matches!(open(&hash(&[b"other"]), &sealed), Err(OpenError::OtherKey)));
}

#[test]
fn keys_of_other_lengths_do_not_exist() {
    for len in 0..70 {
        let bytes = || vec![1; len];
        assert_eq!(OneTimeKey::parse(bytes()).is_some(), matches!(len, 16 | 32));
        assert_eq!(BaseKey::parse(bytes()).is_some(), matches!(len, 16 | 32));
        assert_eq!(SessionKey::parse(bytes()).is_some(), len == 16);
        assert_eq!(TransportKey::parse(bytes()).is_some(), len == 32);
        assert_eq!(ClientKey::parse(bytes()).is_some(), len == 32);
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens_and_a_flipped_bit_does_not(plain: Vec<u8>, seed: u64, bit: prop::sample::Index) {
        let key = hash(&[&seed.to_le_bytes()]);
        let sealed = seal(&key, &plain, &mut Dice(seed));
        let opened = open(&key, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &plain[..]);

        let (iv, text) = sealed.strip_prefix("EWM:").unwrap().split_once(':').unwrap();
        let mut bytes = [decode_base64(iv).unwrap(), decode_base64(text).unwrap()].concat();
        let bit = bit.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let flipped = format!("EWM:{}:{}", encode_base64(&bytes[..12]), encode_base64(&bytes[12..]));
        prop_assert!(matches!(open(&key, &flipped), Err(OpenError::OtherKey)));
    }

    #[test]
    fn base64_reads_back(bytes: Vec<u8>) {
        prop_assert_eq!(decode_base64(&encode_base64(&bytes)).unwrap(), bytes.clone());
        prop_assert_eq!(decode_base64(&encode_base64url(&bytes)).unwrap(), bytes);
    }

    #[test]
    fn t10_no_text_breaks_a_reader(text in "\\PC{0,200}") {
        let _ = decode_base64(&text);
        let _ = Envelope::parse(&text);
        let _ = Answer::parse(&secret(&text), Expected::Several);
    }
}
