//! The text of the code that connects: read in every likely form, and refused when it leads elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod passwork_rig;

use nearkey::encoding::encode_base64;
use nearkey::passwork::{Invitation, InvitationFault};
use nearkey::secret::SecretText;
use nearkey::server::ServerFault;
use passwork_rig::{VECTORS, list, secret, str};
use proptest::prelude::*;
use serde_json::json;

const KEY: &str = "sDDOJmlMN7ZuzBLsHWuXG0c1lto2JdU0PyPxSfvhl30MCLJ1VlMlqe5GjKYT";
const TOKEN: &str = "FxWvuVqP9cPvAdWq3BMsSwVaEtFltaka49sv+2HjJME=";

fn parse(text: &str) -> Result<Invitation, InvitationFault> {
    Invitation::parse(&secret(text))
}

fn shown(text: Option<&SecretText>) -> Option<&str> {
    text.map(SecretText::expose)
}

#[test]
fn all_forms_of_the_vectors_are_read() {
    for vector in list(&VECTORS["qr_tolerant_parser"]["accept"]) {
        let found = parse(str(&vector["payload"])).ok().unwrap();
        assert!(found.is_complete(), "{vector}");
        assert_eq!(found.server.as_ref().unwrap().base(), str(&vector["host"]), "{vector}");
        for (got, name) in [
            (&found.api_key, "api_key"),
            (&found.access_token, "access_token"),
            (&found.refresh_token, "refresh_token"),
            (&found.master_key, "master_key"),
        ] {
            assert_eq!(shown(got.as_ref()), vector[name].as_str(), "{name} of {vector}");
        }
    }
}

#[test]
fn what_the_vectors_refuse_is_not_complete() {
    for vector in list(&VECTORS["qr_tolerant_parser"]["reject"]) {
        assert!(!parse(str(&vector["payload"])).is_ok_and(|found| found.is_complete()), "{vector}");
    }
}

#[test]
fn one_half_is_kept_and_the_other_asked_for() {
    for text in
        ["https://passwork.example.com", "passwork.example.com", r#"{"host":"https://passwork.example.com"}"#]
    {
        let found = parse(text).ok().unwrap();
        assert_eq!(found.server.unwrap().base(), "https://passwork.example.com");
        assert!(found.api_key.is_none() && found.access_token.is_none());
    }
    for text in [KEY.to_owned(), json!({ "apiKey": KEY }).to_string()] {
        let found = parse(&text).ok().unwrap();
        assert_eq!(shown(found.api_key.as_ref()), Some(KEY));
        assert!(found.server.is_none() && !found.is_complete());
    }
    let found = parse(TOKEN).ok().unwrap();
    assert_eq!(shown(found.access_token.as_ref()), Some(TOKEN));
}

#[test]
fn every_form_is_also_read_in_base64_and_with_space_around_it() {
    for form in [
        json!({ "passwork": { "host": "https://p.example.com", "key": KEY } }).to_string(),
        json!(["https://p.example.com", KEY]).to_string(),
        format!("https://p.example.com?apiKey={KEY}"),
        format!("anything://x?h=p.example.com&k={KEY}"),
        format!("p.example.com\t{KEY}"),
        format!("{KEY}, https://p.example.com/"),
    ] {
        for text in [form.clone(), format!("\n {form} \r\n"), encode_base64(form.as_bytes())] {
            let found = parse(&text).ok().unwrap();
            assert_eq!(found.server.unwrap().base(), "https://p.example.com", "{text}");
            assert_eq!(shown(found.api_key.as_ref()), Some(KEY), "{text}");
        }
    }
}

#[test]
fn a_token_of_7_keeps_its_plus() {
    for text in [
        format!("https://p.example.com/?token={TOKEN}"),
        format!(
            "passwork://x?host=p.example.com&accessToken={}",
            TOKEN.replace('+', "%2B").replace('=', "%3D")
        ),
        format!("https://p.example.com|{TOKEN}"),
        json!({ "url": "p.example.com", "token": TOKEN }).to_string(),
    ] {
        let found = parse(&text).ok().unwrap();
        assert_eq!(shown(found.access_token.as_ref()), Some(TOKEN), "{text}");
        assert!(found.api_key.is_none() && found.is_complete());
    }
}

#[test]
fn t100_an_address_that_is_not_https_is_refused_and_never_made_so() {
    let with = |host: &str| json!({ "host": host, "apiKey": KEY }).to_string();
    for (text, fault) in [
        (with("http://passwork.example.com"), ServerFault::Plain),
        (with("ftp://passwork.example.com"), ServerFault::OtherScheme),
        (with("https://user:pw@passwork.example.com"), ServerFault::HasLogin),
        (with("https://@passwork.example.com"), ServerFault::HasLogin),
        (with("javascript:alert(1)"), ServerFault::NotAnAddress),
        (format!("http://passwork.example.com|{KEY}"), ServerFault::Plain),
        (format!("http://passwork.example.com/?key={KEY}"), ServerFault::Plain),
        (format!("http://passwork.example.com/api/v4/auth/login/{KEY}"), ServerFault::Plain),
        (format!("x://y?host=http://passwork.example.com&key={KEY}"), ServerFault::Plain),
        ("http://passwork.example.com".to_owned(), ServerFault::Plain),
    ] {
        assert_eq!(parse(&text).err(), Some(InvitationFault::Address(fault)), "{text}");
    }
}

#[test]
fn t100_a_key_that_would_lead_to_another_path_is_refused() {
    for key in [
        "../../user/info",
        "short",
        "with space in the key",
        "key?x=1234567890123",
        &"x".repeat(129),
        "кириллица-кириллица",
    ] {
        let text = json!({ "host": "https://p.example.com", "apiKey": key }).to_string();
        assert_eq!(parse(&text).err(), Some(InvitationFault::Key), "{key}");
    }
    let text =
        json!({ "host": "https://p.example.com", "apiKey": KEY, "refreshToken": "a\r\nb" }).to_string();
    assert_eq!(parse(&text).err(), Some(InvitationFault::Key));
    assert_eq!(parse("https://p.example.com/api/v4/auth/login/../x").err(), Some(InvitationFault::Key));
}

#[test]
fn codes_for_something_else_are_told_from_it() {
    for other in [
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
        "WIFI:T:WPA;S:net;P:pass;;",
        "hello",
        "hello world",
        "mailto:x@example.com",
        "{\"a\":1}",
        "[1,2]",
        "[]",
        "{",
        "1234",
        "a sentence. With a dot.",
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD",
    ] {
        assert_eq!(parse(other).err(), Some(InvitationFault::Other), "{other}");
    }
    assert_eq!(parse(" \n").err(), Some(InvitationFault::Empty));
    assert_eq!(parse(&"x".repeat(4_097)).err(), Some(InvitationFault::TooLong));
}

#[test]
fn t101_faults_name_no_part_of_the_text() {
    let faults = [
        InvitationFault::Other,
        InvitationFault::Key,
        InvitationFault::TooLong,
        InvitationFault::Address(ServerFault::Plain),
    ];
    for fault in faults {
        assert!(fault.to_string().len() < 80 && !fault.to_string().contains("passwork.example.com"));
    }
}

proptest! {
    #[test]
    fn t102_no_text_makes_reading_panic(text: String, tail in "[a-z:/?#&=|;,%{}\\[\\]\" .A-Z0-9]{0,80}") {
        for text in [text.clone(), tail.clone(), format!("https://{tail}"), encode_base64(tail.as_bytes())] {
            if let Ok(found) = parse(&text) {
                prop_assert!(found.server.is_none_or(|server| server.base().starts_with("https://")));
            }
        }
    }
}
