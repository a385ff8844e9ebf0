//! Items of Passman: what is in their fields, and what is said of those that do not open.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_rig;

use nearkey::passman::{Credential, Field, FieldFault, VaultPasswordFault, open_file, prove};
use passman_rig::{
    GUID, changed, item, item_with, json_of, key, read, sealed, sealed_bare, secret, text, with,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn an_item_opens_field_by_field() {
    let item = read(&item());
    assert_eq!(text(item.user(&key())).as_deref(), Ok("mara"));
    assert_eq!(text(item.password(&key())).as_deref(), Ok("korrekt pferd ü"));
    assert_eq!(text(item.url(&key())).as_deref(), Ok("https://library.example.org/login"));
    assert_eq!(text(item.open(Field::Tags, &key())).as_deref(), Ok(r#"[{"text":"books"},{"text":"city"}]"#));
    assert_eq!(text(item.open(Field::Compromised, &key())).as_deref(), Ok("false"));
    assert_eq!(text(item.otp(&key())).as_deref(), Ok(""));
}

#[test]
fn what_is_plain_is_read_in_every_form() {
    let item = read(&item());
    assert_eq!((item.guid(), item.guid_at_server()), (GUID.to_lowercase().as_str(), GUID));
    assert_eq!((item.label(), item.vault_id()), ("Library", 4));
    assert_eq!((item.created(), item.changed(), item.expires()), (1_600_000_000, 1_700_000_000, 0));
    assert!(!item.is_hidden() && !item.in_bin() && !item.is_shared() && item.may_write());
    for yes in [json!(true), json!(1), json!("1")] {
        assert!(with(&json!({ "hidden": yes })).is_hidden(), "{yes}");
    }
    for no in [json!(false), json!(0), json!("0"), json!(null), json!(""), json!({})] {
        assert!(!with(&json!({ "hidden": no })).is_hidden(), "{no}");
    }
    for (time, seconds) in [
        (json!(1_700_000_000), 1_700_000_000),
        (json!("1700000000"), 1_700_000_000),
        (json!(1_700_000_000.5), 1_700_000_000),
        (json!(0), 0),
        (json!("0"), 0),
        (json!(null), 0),
        (json!(-5), 0),
        (json!("soon"), 0),
    ] {
        let item = with(&json!({ "delete_time": time, "expire_time": time, "vault_id": time }));
        assert_eq!(
            (item.in_bin(), item.expires(), item.vault_id()),
            (seconds > 0, seconds, seconds),
            "{time}"
        );
    }
    assert_eq!(with(&json!({ "label": null })).label(), "");
}

#[test]
fn the_text_stays_as_it_came() {
    let came = format!(
        r#"{{ "guid" : "{GUID}","label":"\u00e4", "vault_id": 4, "big":12345678901234567890123.50,  "n":1e400 }}"#
    );
    assert_eq!(Credential::parse(&came).unwrap().to_json(), came);
}

#[test]
fn nothing_is_nothing_in_every_form() {
    for nothing in [
        json!(null),
        json!(""),
        json!("null"),
        json!(sealed_bare("vault password", "null")),
        json!(sealed(&json!(""))),
    ] {
        for field in Field::ALL {
            let item = with(&json!({ field.name(): nothing }));
            assert_eq!(text(item.open(field, &key())).as_deref(), Ok(""), "{field:?} {nothing}");
        }
    }
    let mut old = item();
    old.as_object_mut().unwrap().remove("compromised");
    assert_eq!(text(read(&old).open(Field::Compromised, &key())).as_deref(), Ok(""));
    assert!(!read(&old).has(Field::Compromised));
}

#[test]
fn very_old_items_hold_the_bare_text() {
    for bare in ["old secret", "12345", "[brackets]", "{}x", "true", "\"open", "ends\""] {
        let item = with(&json!({ "password": sealed_bare("vault password", bare) }));
        assert_eq!(text(item.password(&key())).as_deref(), Ok(bare));
    }
}

#[test]
fn whether_there_is_something_is_told_without_the_key() {
    let empty = [(Field::Tags, "[]"), (Field::Files, "[]"), (Field::CustomFields, "[]"), (Field::Otp, "{}")];
    for (field, nothing) in
        empty.into_iter().chain([(Field::Password, "\"\""), (Field::Compromised, "false")])
    {
        let item = with(&json!({ field.name(): sealed_bare("other key", nothing) }));
        assert!(!item.has(field), "{field:?}");
    }
    for field in [Field::Tags, Field::Files, Field::CustomFields, Field::Otp] {
        assert!(!with(&json!({ field.name(): sealed_bare("other key", "null") })).has(field), "{field:?}");
    }
    for field in Field::ALL {
        assert!(!with(&json!({ field.name(): null })).has(field), "{field:?}");
        assert!(
            with(&json!({ field.name(): sealed_bare("other key", &"x".repeat(2_000)) })).has(field),
            "{field:?}"
        );
        assert!(with(&json!({ field.name(): "damaged" })).has(field), "{field:?}");
    }
    // Two letters are as long as `null`.
    assert!(with(&json!({ "username": sealed(&json!("me")) })).has(Field::Username));
    assert!(with(&json!({ "compromised": sealed(&json!(true)) })).has(Field::Compromised));
}

#[test]
fn t102_a_wrong_key_opens_nothing() {
    let item = read(&item());
    for field in Field::ALL {
        assert_eq!(
            text(item.open(field, &secret("vault passwore"))),
            Err(FieldFault::WrongPassword),
            "{field:?}"
        );
    }
    assert_eq!(item.details(&secret("other")).err(), Some(FieldFault::WrongPassword));
}

#[test]
fn t102_a_tampered_field_does_not_open() {
    let good = sealed(&json!("korrekt pferd"));
    for at in [0, 7, 14] {
        let flipped = changed(&good, |wire| {
            let mut bytes = nearkey::encoding::decode_base64(wire["ct"].as_str().unwrap()).unwrap();
            bytes[at] ^= 1;
            wire["ct"] = json!(nearkey::encoding::encode_base64(&bytes));
        });
        let item = with(&json!({ "password": flipped }));
        assert_eq!(text(item.password(&key())), Err(FieldFault::WrongPassword), "{at}");
        assert_eq!(text(item.user(&key())).as_deref(), Ok("mara"));
    }
}

#[test]
fn t102_rounds_that_are_too_few_or_too_many_are_refused_before_any_work() {
    for rounds in [json!(0), json!(1), json!(999), json!(1_000_001), json!(1_000_000_000)] {
        let field = changed(&sealed(&json!("x")), |wire| wire["iter"] = rounds.clone());
        let item = with(&json!({ "password": field }));
        let begin = std::time::Instant::now();
        assert_eq!(text(item.password(&key())), Err(FieldFault::Refused), "{rounds}");
        assert_eq!(item.rounds(Field::Password), None);
        assert_eq!(prove(&field, &key()), Err(VaultPasswordFault::Damaged));
        assert_eq!(open_file(&field, &key()).err(), Some(FieldFault::Refused));
        assert!(begin.elapsed().as_millis() < 500);
    }
    assert_eq!(read(&item()).rounds(Field::Password), Some(1_000));
}

#[test]
fn t102_a_server_cannot_lower_the_rounds_of_what_we_write() {
    let weak = changed(&sealed(&json!("old")), |wire| wire["iter"] = json!(1));
    let item = with(&json!({ "password": weak }));
    let change = nearkey::passman::Change { password: Some(secret("new")), ..Default::default() };
    let after = item.changed_by(&change, &key(), &mut dice::Dice(1)).ok().unwrap();
    assert_eq!(after.rounds(Field::Password), Some(1_000));
}

#[test]
fn damage_is_told_and_spoils_no_other_field() {
    for damaged in [json!("no container"), json!(7), json!({ "ct": 1 }), json!(["x"]), json!("e30=")] {
        let item = with(&json!({ "username": damaged }));
        assert_eq!(text(item.user(&key())), Err(FieldFault::Damaged), "{damaged}");
        assert!(item.password(&key()).is_ok());
    }
}

#[test]
fn a_shared_item_opens_with_the_key_that_lies_with_it() {
    let shared_key = "key of this item";
    let by_shared = |value: &Value| sealed_bare(shared_key, &value.to_string());
    let outer = sealed_bare("vault password", shared_key);
    let parts = json!({ "password": by_shared(&json!("common")), "otp": by_shared(&json!({ "secret": "ABCDEFGH" })) });
    let mut by_owner = item_with(&parts);
    by_owner["shared_key"] = json!(outer);
    let mut by_receiver = item_with(&parts);
    by_receiver["acl"] = json!({ "permissions": 1, "shared_key": outer });
    // The owner's key says nothing to the receiver.
    by_receiver["shared_key"] = json!(sealed_bare("password of the owner", shared_key));
    for item in [by_owner, by_receiver] {
        let item = read(&item);
        assert_eq!(text(item.password(&key())).as_deref(), Ok("common"));
        assert!(item.otp(&key()).unwrap().expose().contains("secret=ABCDEFGH"));
        assert_eq!(text(item.password(&secret("x"))), Err(FieldFault::WrongPassword));
        assert_eq!(item.details(&secret("x")).err(), Some(FieldFault::WrongPassword));
        let file = sealed_bare(shared_key, "aGVsbG8=");
        assert_eq!(item.open_file(&file, &key()).unwrap().expose(), b"hello");
    }
}

#[test]
fn rights_say_who_may_write() {
    let with_rights = |permissions: Value| with(&json!({ "acl": { "permissions": permissions } }));
    for (permissions, may) in
        [(json!(1), false), (json!(3), true), (json!("3"), true), (json!(13), false), (json!(null), false)]
    {
        let item = with_rights(permissions.clone());
        assert!(item.is_shared());
        assert_eq!(item.may_write(), may, "{permissions}");
    }
    // Without the right to files the server leaves them out; an update would delete them for everybody.
    let mut without_files = json_of(&with_rights(json!(3)));
    without_files.as_object_mut().unwrap().remove("files");
    assert!(!read(&without_files).may_write());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_an_item_stumble(json in r#"[{}\[\]",:a-z0-9\\ ]{0,60}"#, member in "[a-z_]{1,12}") {
        let _ = Credential::parse(&json);
        let wrapped = format!(r#"{{"guid":"{GUID}","{member}":{json}}}"#);
        if let Some(item) = Credential::parse(&wrapped) {
            prop_assert_eq!(item.to_json(), &wrapped);
            for field in Field::ALL {
                let _ = item.has(field);
                let _ = item.open(field, &key());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_text_that_was_sealed_as_json_opens_as_it_was(value in "\\PC{0,40}") {
        let item = with(&json!({ "password": sealed(&json!(value)) }));
        prop_assert_eq!(text(item.password(&key())), Ok(value));
    }
}
