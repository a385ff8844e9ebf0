//! Changed and new items: nothing is nulled that was not changed, and nobody is locked out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_rig;

use nearkey::passman::{Change, Credential, CustomChange, Field, FieldFault, VaultInfo};
use passman_rig::{GUID, item, json_of, key, opened, read, sealed, sealed_bare, secret, with};
use proptest::prelude::*;
use serde_json::{Value, json};

fn changed(item: &Credential, change: &Change) -> Result<Credential, FieldFault> {
    item.changed_by(change, &key(), &mut dice::Dice(11))
}

/// Names of the members that differ.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (before.as_object().unwrap(), after.as_object().unwrap());
    assert!(before.keys().all(|name| after.contains_key(name)), "nothing may be left out");
    after.keys().filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

fn custom(was: Option<usize>, label: &str, value: &str, secret_too: bool) -> CustomChange {
    CustomChange { was, label: label.into(), value: secret(value), secret: secret_too }
}

#[test]
fn only_what_was_changed_differs() {
    type Case = (Change, &'static [&'static str]);
    let before = item();
    let cases: [Case; 7] = [
        (Change::default(), &[]),
        (Change { label: Some("Büro".into()), ..Change::default() }, &["label"]),
        (Change { password: Some(secret("neu")), ..Change::default() }, &["password"]),
        (
            Change { user: Some(secret("m")), url: Some(secret("x.example")), ..Change::default() },
            &["url", "username"],
        ),
        (
            Change { email: Some(secret("")), description: Some(secret("a\nb\"")), ..Change::default() },
            &["description", "email"],
        ),
        (
            Change { delete_time: Some(1_700_000_123), expires: Some(1_800_000_000), ..Change::default() },
            &["delete_time", "expire_time"],
        ),
        (
            Change {
                otp: Some(secret("JBSW")),
                tags: Some(vec!["a".into()]),
                custom_fields: Some(vec![]),
                compromised: Some(true),
                ..Change::default()
            },
            &["compromised", "custom_fields", "otp", "tags"],
        ),
    ];
    for (change, names) in cases {
        let after = changed(&read(&before), &change).ok().unwrap();
        let mut differ = differing(&before, &json_of(&after));
        differ.sort();
        assert_eq!(differ, names);
        assert_eq!(after.guid_at_server(), GUID);
    }
}

#[test]
fn members_nobody_knows_and_numbers_of_any_length_go_back_as_they_came() {
    let tail =
        r#""big":12345678901234567890123.50,"tiny":1e-400,"new thing":{"b":[1.0,{"x":null}],"a":"\u00e4\/"}"#;
    let came = item().to_string();
    let came = format!("{},{tail}}}", came.strip_suffix('}').unwrap());
    let item = Credential::parse(&came).unwrap();
    let after = changed(&item, &Change { password: Some(secret("neu")), ..Change::default() }).ok().unwrap();
    assert!(after.to_json().ends_with(&format!("{tail}}}")));
    assert_eq!(after.password(&key()).unwrap().expose(), "neu");
}

#[test]
fn what_is_changed_is_sealed_as_json_and_reads_back() {
    let change = Change {
        label: Some("Neu".into()),
        user: Some(secret("jo")),
        password: Some(secret("a \"quoted\" \\ word")),
        url: Some(secret("https://new.example")),
        email: Some(secret("jo@example.org")),
        description: Some(secret("line\nline")),
        otp: Some(secret(
            "otpauth://totp/Ex:jo?secret=JBSWY3DP&issuer=Ex&digits=8&algorithm=SHA512&period=60",
        )),
        tags: Some(vec!["books".into(), "new \"one\"".into()]),
        custom_fields: Some(vec![custom(None, "PIN", "12\"34", true), custom(None, "Note", "n", false)]),
        compromised: Some(true),
        ..Change::default()
    };
    let after = changed(&read(&item()), &change).ok().unwrap();
    assert_eq!(after.label(), "Neu");
    assert_eq!(after.user(&key()).unwrap().expose(), "jo");
    assert_eq!(after.password(&key()).unwrap().expose(), "a \"quoted\" \\ word");
    assert_eq!(after.url(&key()).unwrap().expose(), "https://new.example");
    let password = opened("vault password", json_of(&after)["password"].as_str().unwrap());
    assert_eq!(password, r#""a \"quoted\" \\ word""#);
    let otp: Value = serde_json::from_str(after.open(Field::Otp, &key()).unwrap().expose()).unwrap();
    assert_eq!(
        otp,
        json!({ "type": "totp", "label": "Ex:jo", "secret": "JBSWY3DP", "issuer": "Ex", "digits": 8, "algorithm": "SHA512", "period": 60 })
    );
    assert_eq!(
        after.otp(&key()).unwrap().expose(),
        "otpauth://totp/Ex%3Ajo?secret=JBSWY3DP&issuer=Ex&algorithm=SHA512&digits=8&period=60"
    );
    let details = after.details(&key()).ok().unwrap();
    assert_eq!(details.tags.unwrap(), ["books", "new \"one\""]);
    let fields = details.custom_fields.ok().unwrap();
    let seen: Vec<_> =
        fields.iter().map(|field| (field.label.as_str(), field.value.expose(), field.secret)).collect();
    assert_eq!(seen, [("PIN", "12\"34", true), ("Note", "n", false)]);
    assert_eq!(details.compromised, Ok(true));
}

#[test]
fn codes_are_taken_away_and_given_as_a_bare_secret() {
    let with_codes = with(&json!({ "otp": sealed(&json!({ "secret": "JBSWY3DP" })) }));
    let none = changed(&with_codes, &Change { otp: Some(secret(" ")), ..Change::default() }).ok().unwrap();
    assert!(!none.has(Field::Otp));
    assert!(none.otp(&key()).unwrap().is_empty());
    let bare =
        changed(&with_codes, &Change { otp: Some(secret("abcd efgh")), ..Change::default() }).ok().unwrap();
    assert_eq!(bare.otp(&key()).unwrap().expose(), "otpauth://totp/Library?secret=abcdefgh");
    let counts = secret("otpauth://hotp/a+b?secret=JBSW&counter=7");
    let counts = changed(&with_codes, &Change { otp: Some(counts), ..Change::default() }).ok().unwrap();
    assert_eq!(counts.otp(&key()).unwrap().expose(), "otpauth://hotp/a%2Bb?secret=JBSW&counter=7");
}

#[test]
fn entries_of_lists_keep_what_other_clients_put_into_them() {
    let file = json!({ "file_id": 3, "filename": "x", "more": [1] });
    let item = with(&json!({
        "tags": sealed(&json!([{ "text": "books", "color": "red" }, { "text": "city" }])),
        "custom_fields": sealed(&json!([
            { "label": "PIN", "value": "1", "secret": true, "field_type": "password", "extra": 1.50 },
            { "label": "Odd", "value": "2", "secret": false, "field_type": "email" },
            { "label": "Scan", "value": file, "field_type": "file", "secret": false },
            { "label": "Gone", "value": "3", "secret": false, "field_type": "text" },
        ])),
    }));
    let change = Change {
        tags: Some(vec!["new".into(), "books".into()]),
        custom_fields: Some(vec![
            custom(Some(2), "Scan 2", "", false),
            custom(Some(0), "PIN", "9", false),
            custom(Some(1), "Odd", "5", false),
        ]),
        ..Change::default()
    };
    let after = changed(&item, &change).ok().unwrap();
    let open = |field| after.open(field, &key()).unwrap().expose().to_owned();
    assert_eq!(open(Field::Tags), r#"[{"text":"new"},{"color":"red","text":"books"}]"#);
    let fields: Value = serde_json::from_str(&open(Field::CustomFields)).unwrap();
    assert_eq!(
        fields,
        json!([
            { "label": "Scan 2", "value": file, "field_type": "file", "secret": false },
            { "label": "PIN", "value": "9", "secret": false, "field_type": "text", "extra": 1.50 },
            { "label": "Odd", "value": "5", "secret": false, "field_type": "email" },
        ])
    );
    let nowhere = Change { custom_fields: Some(vec![custom(Some(9), "x", "", false)]), ..Change::default() };
    assert_eq!(changed(&item, &nowhere).err(), Some(FieldFault::Damaged));
}

#[test]
fn a_list_that_cannot_be_read_is_not_replaced() {
    let item = with(&json!({ "custom_fields": "damaged", "tags": sealed(&json!({ "odd": 1 })) }));
    let fields = Change { custom_fields: Some(vec![]), ..Change::default() };
    assert_eq!(changed(&item, &fields).err(), Some(FieldFault::Damaged));
    let tags = Change { tags: Some(vec![]), ..Change::default() };
    assert_eq!(changed(&item, &tags).err(), Some(FieldFault::Damaged));
    assert!(changed(&item, &Change { password: Some(secret("neu")), ..Change::default() }).is_ok());
}

#[test]
fn t102_nothing_is_sealed_under_a_password_that_does_not_open_the_item() {
    let change = Change { password: Some(secret("neu")), ..Change::default() };
    let other = read(&item()).changed_by(&change, &secret("of another vault"), &mut dice::Dice(3));
    assert_eq!(other.err(), Some(FieldFault::WrongPassword));
    // One damaged field does not keep from changing another.
    let damaged = with(&json!({ "description": "damaged" }));
    assert!(changed(&damaged, &change).is_ok());
    assert!(damaged.changed_by(&change, &secret("of another vault"), &mut dice::Dice(3)).is_err());
}

#[test]
fn to_the_bin_and_back_needs_no_key() {
    let there = Change { delete_time: Some(1_700_000_123), ..Change::default() };
    let binned = read(&item()).changed_by(&there, &secret("?"), &mut dice::Dice(3)).ok().unwrap();
    assert!(binned.in_bin());
    assert_eq!(json_of(&binned)["delete_time"], json!(1_700_000_123));
    let back = changed(&binned, &Change { delete_time: Some(0), ..Change::default() }).ok().unwrap();
    assert_eq!(json_of(&back), item());
}

#[test]
fn a_shared_item_is_sealed_with_its_own_key_and_only_where_allowed() {
    let shared = |permissions: u32| {
        with(&json!({
            "acl": { "permissions": permissions, "shared_key": sealed_bare("vault password", "shared") },
            "password": sealed_bare("shared", "\"old\""),
        }))
    };
    let change = Change { password: Some(secret("neu")), ..Change::default() };
    assert_eq!(changed(&shared(1), &change).err(), Some(FieldFault::ReadOnly));
    let after = changed(&shared(3), &change).ok().unwrap();
    assert_eq!(opened("shared", json_of(&after)["password"].as_str().unwrap()), "\"neu\"");
    assert_eq!(after.password(&key()).unwrap().expose(), "neu");
}

#[test]
fn a_new_item_has_all_members_and_opens() {
    let vault = VaultInfo {
        vault_id: 4,
        guid: passman_rig::VAULT_GUID.into(),
        name: "Home".into(),
        challenge: None,
        delete_pending: false,
    };
    let change = Change {
        label: Some("New \"one\"".into()),
        user: Some(secret("mara")),
        password: Some(secret("neu")),
        tags: Some(vec!["a".into()]),
        ..Change::default()
    };
    let new = Credential::new(&vault, &change, &key(), &mut dice::Dice(5)).ok().unwrap();
    let json = json_of(&new);
    let mut expected = item();
    expected.as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "user_id" | "shared_key"));
    let names =
        |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(names(&json), names(&expected));
    assert_eq!(
        (json["vault_id"].clone(), json["guid"].clone(), json["label"].clone()),
        (json!(4), json!(null), json!("New \"one\""))
    );
    assert_eq!((new.guid(), new.label(), new.vault_id()), ("", "New \"one\"", 4));
    for (field, value) in [
        (Field::Username, "\"mara\""),
        (Field::Password, "\"neu\""),
        (Field::Url, "\"\""),
        (Field::Email, "\"\""),
        (Field::Description, "\"\""),
        (Field::Tags, r#"[{"text":"a"}]"#),
        (Field::Files, "[]"),
        (Field::CustomFields, "[]"),
        (Field::Otp, "{}"),
        (Field::Compromised, "false"),
    ] {
        assert_eq!(opened("vault password", json[field.name()].as_str().unwrap()), value, "{field:?}");
    }
}

#[test]
fn no_secret_of_a_change_is_in_clear_in_what_is_sent() {
    let change = Change {
        user: Some(secret("s3cret-user")),
        password: Some(secret("s3cret-word")),
        otp: Some(secret("S3CRETJBSW")),
        custom_fields: Some(vec![custom(None, "s3cret-label", "s3cret-value", true)]),
        ..Change::default()
    };
    let after = changed(&read(&item()), &change).ok().unwrap();
    assert!(!after.to_json().to_lowercase().contains("s3cret"));
}

/// JSON that means nothing to anybody here, with odd numbers.
fn odd_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?",
        "\"([a-z ]|\\\\n|\\\\u00e4|\\\\/){0,10}\"",
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[{}]", all.join(" , "))),
            prop::collection::vec(inner, 0..3).prop_map(|all| {
                let members = all.iter().enumerate().map(|(at, json)| format!("\"m{at}\" :{json}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_else_is_in_an_item_goes_back_sign_by_sign(odd in prop::collection::vec(odd_json(), 0..6), label in "\\PC{0,20}") {
        let odd = odd.iter().enumerate().map(|(at, json)| format!(",\"odd{at}\":{json}"));
        let extra = odd.collect::<Vec<_>>().concat();
        let came = format!("{{\"guid\":\"{GUID}\",\"label\":\"\"{extra}}}");
        let item = Credential::parse(&came).unwrap();
        let after = changed(&item, &Change { label: Some(label.clone()), ..Change::default() }).ok().unwrap();
        prop_assert_eq!(after.label(), label.as_str());
        prop_assert_eq!(after.to_json(), format!("{{\"guid\":\"{GUID}\",\"label\":{}{extra}}}", json!(label)));
    }
}

#[test]
fn t102_a_field_that_the_server_passes_off_as_the_key_is_none() {
    // The server guesses what the fields say, copies one to where the key of a shared item lies, and seals the others with it.
    for guessed in [json!([]), json!({}), json!(""), json!("https://bank.example"), json!(false)] {
        let planted = with(&json!({
            "shared_key": sealed(&guessed),
            "password": sealed_bare(&guessed.to_string(), "\"old\""),
        }));
        assert_eq!(planted.password(&key()).err(), Some(FieldFault::Refused), "{guessed}");
        let change = Change { password: Some(secret("neu")), ..Change::default() };
        assert_eq!(changed(&planted, &change).err(), Some(FieldFault::Refused), "{guessed}");
    }
}
