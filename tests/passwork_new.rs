//! Items of Passwork that are made, changed, moved, and new files: sealed as the vendor seals, and open again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passwork_rig;

use dice::Dice;
use nearkey::passwork::{
    CustomField, CustomKind, ItemChange, Key, KeyPrint, NotOpened, OffText, SealFault, SealedCustom,
    SealedVault, VaultKey, is_sealed, open_attachment, seal_change, seal_file, seal_item, seal_move,
    snapshot,
};
use nearkey::secret::SecretBytes;
use passwork_rig::{
    SCENARIOS, as_json, hex, item_key, off, off_7, on, open_vault, parse_4, parse_7, scenario, secret, str,
    text, vault_key,
};
use serde_json::{Value, json};

fn custom(kind: CustomKind, value: &str) -> CustomField {
    CustomField { name: secret("name of it"), value: secret(value), kind }
}

fn fields() -> Vec<CustomField> {
    vec![
        custom(CustomKind::Text, "ü 😀"),
        custom(CustomKind::Password, "hidden"),
        custom(CustomKind::OneTime, "JBSWY3DPEHPK3PXP"),
    ]
}

fn custom_of(fields: &[SealedCustom]) -> Value {
    fields
        .iter()
        .map(|field| json!({ "name": field.name, "value": field.value, "type": field.kind }))
        .collect()
}

fn vault_of(scenario: &Value, at: usize) -> VaultKey {
    vault_key(scenario, &scenario["vaults"][at]["id"])
}

/// The sample item of an account and its key.
fn sample(scenario: &Value) -> (String, Key) {
    let json = scenario["passwords"][0]["server_object"].to_string();
    let key = item_key(scenario, &parse_4(&json).unwrap());
    (json, key)
}

#[test]
fn a_new_item_opens_again_in_every_era() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let vault = vault_of(scenario, 0);
        let (_, sealed) = seal_item(&vault, &secret("new ü 😀"), &fields(), &mut Dice(4)).unwrap();
        let json = json!({ "cryptedPassword": sealed.password, "cryptedKey": sealed.key, "custom": custom_of(&sealed.custom) });
        let json = json.to_string();
        let item = parse_4(&json).unwrap();
        let key = item.key(&vault).unwrap();
        assert_eq!(text(item.password(&key)).as_deref(), Ok("new ü 😀"));
        assert_eq!(as_json(&item.custom(&key).unwrap()), as_json(&fields()));
        let with_encryption = scenario["master_key"].is_string();
        assert_eq!(is_sealed(&sealed.password), with_encryption);
        assert_eq!(is_sealed(&sealed.custom[0].name), with_encryption);
    }
}

#[test]
fn where_items_have_no_keys_a_new_one_is_sealed_with_that_of_the_vault_and_sends_none() {
    for at in [0, 2, 3, 4] {
        let vault = vault_of(scenario(at), 0);
        let (key, sealed) = seal_item(&vault, &secret("new"), &[], &mut Dice(4)).unwrap();
        assert_eq!(sealed.key, None);
        assert!(key == vault.item_key(None).unwrap());
    }
}

#[test]
fn where_items_have_keys_each_new_one_has_a_fresh_one_of_the_vendor_s_signs() {
    for (at, with_encryption) in [(1, false), (5, true)] {
        let vault = vault_of(scenario(at), 0);
        let sealed = |seed| seal_item(&vault, &secret("new"), &[], &mut Dice(seed)).unwrap().1.key.unwrap();
        let text = |sealed: &str| match vault.item_key(Some(sealed)) {
            Ok(Key::On(text)) => text.expose().to_owned(),
            // With encryption off a key is sent and never used.
            _ => off().open(sealed).unwrap().expose().to_owned(),
        };
        let (one, other) = (sealed(1), sealed(2));
        assert_eq!((is_sealed(&one), text(&one).len()), (with_encryption, 32));
        assert!(text(&one).chars().all(|sign| sign.is_ascii_alphanumeric() || "!@#$%^".contains(sign)));
        assert_ne!(text(&one), text(&other));
    }
}

#[test]
fn items_of_7_have_long_keys_or_none_at_all() {
    let (key, sealed) = seal_item(&off_7(), &secret("ü 😀"), &fields(), &mut Dice(1)).unwrap();
    assert_eq!(sealed.key.as_deref(), Some(""));
    assert!(key == Key::Off(OffText::Utf8));
    let json = json!({ "passwordEncrypted": sealed.password, "keyEncrypted": "", "customs": custom_of(&sealed.custom) });
    let json = json.to_string();
    let item = parse_7(&json).unwrap();
    assert_eq!(text(item.password(&key)).as_deref(), Ok("ü 😀"));
    assert_eq!(as_json(&item.custom(&key).unwrap()), as_json(&fields()));
}

#[test]
fn draws_of_keys_have_no_favourite() {
    let mut seen = std::collections::HashMap::new();
    let vault = vault_of(scenario(5), 0);
    for seed in 0..600 {
        let sealed = vault.new_item_key(&mut Dice(seed)).unwrap();
        let Key::On(text) = sealed.0 else { panic!() };
        text.expose().chars().for_each(|sign| *seen.entry(sign).or_insert(0) += 1);
    }
    // 19,200 draws of 68 signs: 282 each.
    assert_eq!(seen.len(), 68);
    assert!(seen.values().all(|count| (180..400).contains(count)), "{seen:?}");
}

#[test]
fn the_state_before_a_change_is_what_the_vendor_keeps() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let (json, key) = sample(scenario);
        let item = parse_4(&json).unwrap();
        let theirs = key.open(str(&scenario["snapshot"]["ciphertext"])).unwrap();
        let theirs: Value = serde_json::from_str(theirs.expose()).unwrap();
        assert_eq!(theirs, scenario["snapshot"]["decrypted"]);
        let change = seal_change(&item, &key, &ItemChange::default(), None, &mut Dice(1)).unwrap();
        assert!(change.password.is_none() && change.custom.is_none());
        for ours in [change.snapshot.unwrap(), snapshot(&item, &key, &mut Dice(2)).unwrap()] {
            let ours: Value = serde_json::from_str(key.open(&ours).unwrap().expose()).unwrap();
            assert_eq!(ours, theirs, "{}", scenario["name"]);
        }
    }
}

#[test]
fn a_change_keeps_the_key_of_the_item() {
    for at in 0..SCENARIOS {
        let (json, key) = sample(scenario(at));
        let item = parse_4(&json).unwrap();
        let change = ItemChange { password: Some(secret("other")), custom: Some(fields()) };
        let sealed = seal_change(&item, &key, &change, None, &mut Dice(1)).unwrap();
        assert_eq!(text(key.open(&sealed.password.unwrap())).as_deref(), Ok("other"));
        assert_eq!(sealed.custom.unwrap().len(), 3);
    }
}

#[test]
fn t103_nothing_is_sealed_with_a_key_that_does_not_open_what_is_there() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let (json, _) = sample(scenario);
        let item = parse_4(&json).unwrap();
        let wrong = on("another key of an item");
        let change = ItemChange { password: Some(secret("other")), custom: None };
        let refused = Some(SealFault::NotOpened(NotOpened));
        assert_eq!(seal_change(&item, &wrong, &change, None, &mut Dice(1)).err(), refused);
        assert_eq!(snapshot(&item, &wrong, &mut Dice(1)).err(), refused);
        assert_eq!(seal_move(&item, &wrong, &vault_of(scenario, 1), None, &mut Dice(1)).err(), refused);
    }
}

#[test]
fn t103_nothing_is_sealed_for_an_item_in_which_nothing_proves_the_key() {
    let scenario = scenario(5);
    let (key, target) = (on("a key that the server gave"), vault_of(scenario, 1));
    let change = ItemChange { password: Some(secret("other")), custom: None };
    let field = |text: &str| json!({ "name": text, "value": text, "type": text });
    for empty in [
        json!({ "cryptedKey": "x" }),
        json!({ "cryptedKey": "x", "cryptedPassword": "", "custom": [], "attachments": [] }),
        json!({ "cryptedKey": "x", "cryptedPassword": null, "custom": [field("")] }),
    ] {
        let empty = empty.to_string();
        let item = parse_4(&empty).unwrap();
        let changed = |known| seal_change(&item, &key, &change, known, &mut Dice(1)).err();
        let moved = |known| seal_move(&item, &key, &target, known, &mut Dice(1)).err();
        let (same, other) = (key.print(), on("the key that was known before").print());
        for known in [None, Some(&other)] {
            assert_eq!(changed(known), Some(SealFault::NothingProves), "{empty}");
            assert_eq!(moved(known), Some(SealFault::NothingProves), "{empty}");
        }
        let same = KeyPrint::from_bytes(same.to_bytes());
        assert_eq!((changed(Some(&same)), moved(Some(&same))), (None, None), "{empty}");
        // Where nothing is sealed but the history, nothing has to be proved.
        assert!(seal_change(&item, &key, &ItemChange::default(), None, &mut Dice(1)).is_ok());
        assert!(seal_change(&item, &off(), &change, None, &mut Dice(1)).is_ok());
    }
    // A key that opens what is there, but is not the one that was known.
    let (json, key) = sample(scenario);
    let item = parse_4(&json).unwrap();
    let other = on("the key that was known before").print();
    let refused = seal_change(&item, &key, &change, Some(&other), &mut Dice(1)).err();
    assert_eq!(refused, Some(SealFault::NothingProves));
    assert!(vault_of(scenario, 0).print() != target.print());
}

#[test]
fn a_shortcut_that_moves_keeps_the_key_of_its_item_or_is_refused() {
    let scenario = scenario(5);
    let sent = &scenario["shortcut"]["server_object_of_GET_sharing_shortcut"];
    let json = sent.to_string();
    let item = parse_4(&json).unwrap();
    let (key, target) = (item_key(scenario, &item), vault_of(scenario, 1));
    let moved = seal_move(&item, &key, &target, None, &mut Dice(1)).unwrap();
    assert!(target.item_key(moved.item.key.as_deref()).unwrap() == key);
    // Where items have no keys, it cannot lie; without one of its own, it has none that could go along.
    let old = vault_of(self::scenario(4), 1);
    assert_eq!(seal_move(&item, &key, &old, None, &mut Dice(1)).err(), Some(SealFault::Shortcut));
    let mut without = sent.clone();
    without["shortcut"]["cryptedKey"] = json!("");
    let without = without.to_string();
    let item = parse_4(&without).unwrap();
    assert_eq!(seal_move(&item, &key, &target, None, &mut Dice(1)).err(), Some(SealFault::Shortcut));
}

#[test]
fn a_moved_item_opens_in_its_new_vault() {
    for (from, to) in (0..SCENARIOS).flat_map(|from| [(from, from), (from, 5), (from, 4)]) {
        let with_encryption = |at: usize| scenario(at)["master_key"].is_string();
        if with_encryption(from) != with_encryption(to) {
            continue;
        }
        let (json, key) = sample(scenario(from));
        let item = parse_4(&json).unwrap();
        let target = vault_of(scenario(to), 1);
        let moved = seal_move(&item, &key, &target, None, &mut Dice(9)).unwrap();
        assert_eq!(moved.item.key.is_some(), target.keys_items());
        let expected = &scenario(from)["passwords"][0]["expected"];
        let files: Vec<_> = moved
            .files
            .iter()
            .map(|file| json!({ "id": file.id, "name": file.name, "encryptedKey": file.key }))
            .collect();
        let json = json!({
            "cryptedPassword": moved.item.password, "cryptedKey": moved.item.key,
            "custom": custom_of(&moved.item.custom), "attachments": files,
        })
        .to_string();
        let there = parse_4(&json).unwrap();
        let new = there.key(&target).unwrap();
        assert_eq!(text(there.password(&new)).as_deref(), Ok(str(&expected["password"])));
        assert_eq!(as_json(&there.custom(&new).unwrap()), expected["custom"]);
        let mut file = scenario(from)["passwords"][0]["server_object"]["attachments"][0].clone();
        file["encryptedKey"] = json!(moved.files[0].key);
        let bytes = open_attachment(&file.to_string(), &new).unwrap();
        assert_eq!(bytes.expose(), hex(&expected["attachments"][0]["content_hex"]));
    }
}

#[test]
fn the_key_of_a_vault_is_never_handed_to_those_of_another() {
    // From a vault whose items have no keys into one whose items have: the item gets a key of its own.
    let (json, of_vault) = sample(scenario(4));
    let item = parse_4(&json).unwrap();
    let target = vault_of(scenario(5), 1);
    let moved = seal_move(&item, &of_vault, &target, None, &mut Dice(9)).unwrap();
    assert!(target.item_key(moved.item.key.as_deref()).unwrap() != of_vault);
    // An item that has its own keeps it, for its history is sealed with it.
    let (json, own) = sample(scenario(5));
    let item = parse_4(&json).unwrap();
    let moved = seal_move(&item, &own, &target, None, &mut Dice(9)).unwrap();
    assert!(target.item_key(moved.item.key.as_deref()).unwrap() == own);
}

#[test]
fn a_new_file_opens_again_and_has_the_vendor_s_hash() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let (_, key) = sample(scenario);
        let theirs = &scenario["passwords"][0]["server_object"]["attachments"][0];
        let content = hex(&scenario["passwords"][0]["expected"]["attachments"][0]["content_hex"]);
        let file = seal_file(&SecretBytes::new(content.clone()), &key, &mut Dice(3)).unwrap();
        assert_eq!(file.hash.expose(), str(&theirs["hash"]));
        if scenario["master_key"].is_null() {
            assert_eq!(
                (json!(file.key), json!(file.data)),
                (theirs["encryptedKey"].clone(), theirs["encryptedData"].clone())
            );
        }
        let answer =
            json!({ "encryptedKey": file.key, "encryptedData": file.data, "hash": file.hash.expose() });
        assert_eq!(open_attachment(&answer.to_string(), &key).unwrap().expose(), content);
    }
    let (none, key) = (SecretBytes::new(Vec::new()), on("a-key-of-an-item"));
    let file = seal_file(&none, &key, &mut Dice(3)).unwrap();
    assert!(file.hash.is_empty());
    let answer = json!({ "encryptedKey": file.key, "encryptedData": file.data, "hash": "" });
    assert!(open_attachment(&answer.to_string(), &key).unwrap() == none);
}

#[test]
fn t102_a_file_over_5_mib_is_not_sealed() {
    let bytes = |len| SecretBytes::new(vec![7; len]);
    // One that is longer than a field, which is what costs no time here.
    let file = seal_file(&bytes(800_000), &on("a-key-of-an-item"), &mut Dice(3)).unwrap();
    let answer = json!({ "encryptedKey": file.key, "encryptedData": file.data, "hash": file.hash.expose() });
    assert!(open_attachment(&answer.to_string(), &on("a-key-of-an-item")) == Ok(bytes(800_000)));
    let more = seal_file(&bytes((5 << 20) + 1), &on("a-key-of-an-item"), &mut Dice(3));
    assert!(matches!(more, Err(SealFault::TooLong(_))));
}

#[test]
fn one_time_codes_are_written_as_4_to_6_want_them() {
    let written = |value: &str| {
        let vault = SealedVault { password: Some("YWFh"), ..SealedVault::default() };
        let vault = open_vault(&vault, &off()).unwrap();
        let field = custom(CustomKind::OneTime, value);
        let (key, sealed) = seal_item(&vault, &secret("x"), &[field], &mut Dice(1)).unwrap();
        text(key.open(&sealed.custom[0].value)).unwrap()
    };
    for (value, expected) in [
        ("JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"),
        ("jbsw y3dp-ehpk 3pxp", "JBSWY3DPEHPK3PXP"),
        ("jbswy3dpeh", "JBSWY3DPEH======"),
        ("JBSWY3DPEH======", "JBSWY3DPEH======"),
        ("otpauth://totp/A:b?secret=jbswy3dpehpk3pxp&issuer=A", "JBSWY3DPEHPK3PXP"),
        ("otpauth://totp/x?secret=JBSWY3DP&algorithm=SHA1&digits=6&period=30", "JBSWY3DP"),
    ] {
        assert_eq!(written(value), expected);
    }
    // What a bare secret cannot say stays a URI, and what is none stays as it is.
    for same in [
        "otpauth://totp/x?secret=JBSWY3DP&digits=8",
        "otpauth://totp/x?secret=JBSWY3DP&period=60",
        "otpauth://totp/x?secret=JBSWY3DP&algorithm=SHA256",
        "otpauth://hotp/x?secret=JBSWY3DP&counter=1",
        "otpauth://totp/x?issuer=A",
        "otpauth://totp/x?secret=JBSWY3DP&issuer=Steam",
        "not base32!",
        "",
    ] {
        assert_eq!(written(same), same);
    }
    // 7.x reads URIs.
    let uri = "otpauth://totp/A:b?secret=jbswy3dpehpk3pxp&issuer=A";
    let (key, sealed) =
        seal_item(&off_7(), &secret("x"), &[custom(CustomKind::OneTime, uri)], &mut Dice(1)).unwrap();
    assert_eq!(text(key.open(&sealed.custom[0].value)).as_deref(), Ok(uri));
}

#[test]
fn fields_that_did_not_change_go_back_as_they_came() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let mut sent = scenario["passwords"][0]["server_object"].clone();
        sent["custom"][0]["order"] = json!(7);
        let json = sent.to_string();
        let item = parse_4(&json).unwrap();
        let key = item_key(scenario, &item);
        let mut fields = item.custom(&key).unwrap();
        fields[1].value = secret("another");
        // A second one of the same is a new one.
        fields.push(item.custom(&key).unwrap().remove(0));
        let change = ItemChange { password: None, custom: Some(fields) };
        let custom = seal_change(&item, &key, &change, None, &mut Dice(1)).unwrap().custom.unwrap();
        let came: Value = serde_json::from_str(custom[0].as_it_came.as_deref().unwrap()).unwrap();
        assert_eq!(came, sent["custom"][0]);
        assert!(custom[1].as_it_came.is_none() && custom.last().unwrap().as_it_came.is_none());
        assert_eq!(text(key.open(&custom[1].value)).as_deref(), Ok("another"));
    }
}
