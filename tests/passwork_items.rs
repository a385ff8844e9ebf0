//! Whole accounts of Passwork: from the master password to what is in an item, in every era.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passwork_rig;

use dice::Dice;
use nearkey::encoding::encode_base64;
use nearkey::passwork::{
    AccountKey, CustomKind, Generation, Key, NotOpened, OffText, PrivateKey, SealedVault, inbox_key,
    open_attachment,
};
use passwork_rig::{
    SCENARIOS, VECTORS, as_json, hex, item_key, list, master, off, off_7, on, open_vault, parse_4, parse_7,
    scenario, sealed_vault, secret, str, text, vault_key,
};
use rsa::pkcs8::DecodePublicKey;
use rsa::{Oaep, Pkcs1v15Encrypt, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

/// What the vectors say is in an item.
fn holds(item: &Value, key: &Key, expected: &Value, what: &str) {
    let json = item.to_string();
    let is_7 = expected["customs"].is_array();
    let read = if is_7 { parse_7(&json) } else { parse_4(&json) }.unwrap();
    assert_eq!(text(read.password(key)).as_deref(), Ok(str(&expected["password"])), "{what}");
    let custom = if expected["customs"].is_null() { &expected["custom"] } else { &expected["customs"] };
    assert_eq!(as_json(&read.custom(key).unwrap()), *custom, "{what}");
    let code =
        list(custom).iter().find(|field| field["type"] == "totp").map_or("", |field| str(&field["value"]));
    assert_eq!(text(read.one_time(key)).as_deref(), Ok(code), "{what}");
    let files = read.attachments().unwrap();
    assert_eq!(files.len(), list(&item["attachments"]).len());
    for (file, sent) in files.iter().zip(list(&item["attachments"])) {
        assert_eq!((file.id.as_str(), file.name.as_str()), (str(&sent["id"]), str(&sent["name"])));
        let bytes = open_attachment(&sent.to_string(), key).unwrap();
        let content = expected["attachments"][0].get("content_hex").unwrap_or(&expected["attachment_hex"]);
        assert_eq!(bytes.expose(), hex(content), "{what}");
    }
}

#[test]
fn all_six_accounts_of_4_to_6_open_whole() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let name = str(&scenario["name"]);
        for vault in list(&scenario["vaults"]) {
            let key = vault_key(scenario, &vault["id"]);
            assert_eq!(key.keys_items(), vault["vaultPasswordCrypted"].is_string(), "{name}");
            // Without a key of its own, an item has that of the vault.
            let expected = str(&scenario["expected_vault_passwords"][str(&vault["id"])]);
            let expected = if expected.is_empty() { off() } else { on(expected) };
            assert!(key.item_key(None) == Ok(expected), "{name}");
        }
        for item in list(&scenario["passwords"]) {
            let (sent, expected) = (&item["server_object"], &item["expected"]);
            let json = sent.to_string();
            let read = parse_4(&json).unwrap();
            assert_eq!(read.key_place().vault_id.as_deref(), sent["vaultId"].as_str());
            let key = item_key(scenario, &read);
            let expected_key = str(&expected["encryption_key"]);
            assert!(key == if expected_key.is_empty() { off() } else { on(expected_key) }, "{name}");
            holds(sent, &key, expected, name);
        }
    }
}

#[test]
fn a_shortcut_opens_by_the_vault_that_it_lies_in() {
    for at in [1, 5] {
        let scenario = scenario(at);
        let shortcut = &scenario["shortcut"];
        let sent = &shortcut["server_object_of_GET_sharing_shortcut"];
        let json = sent.to_string();
        let read = parse_4(&json).unwrap();
        assert_eq!(read.key_place().vault_id.as_deref(), shortcut["decrypt_with_vault"].as_str());
        let expected = str(&shortcut["expected_encryption_key"]);
        let key = item_key(scenario, &read);
        assert!(key == if expected.is_empty() { off() } else { on(expected) });
        holds(sent, &key, &scenario["passwords"][0]["expected"], "shortcut");
    }
}

#[test]
fn the_inbox_opens_by_the_key_of_the_user() {
    for at in [1, 5] {
        let scenario = scenario(at);
        let (master, inbox) = (master(scenario), &scenario["inbox"]);
        let sealed = scenario["user_keys"]["privateCrypted"].as_str().unwrap_or_default();
        let private = PrivateKey::open(sealed, &master).ok();
        assert_eq!(private.is_some(), at == 5);
        let key = inbox_key(str(&inbox["cryptedKey"]), private.as_ref(), &master, &mut Dice(1)).unwrap();
        assert!(key == if at == 5 { on(str(&inbox["expected_encryption_key"])) } else { off() });
        if at == 5 {
            let without = inbox_key(str(&inbox["cryptedKey"]), None, &master, &mut Dice(1));
            assert!(without == Err(NotOpened));
        }
    }
}

fn seven() -> (&'static Value, AccountKey) {
    let seven = &VECTORS["v7"]["scenarios"][0];
    let keys = &seven["GET /api/v1/users/keys"]["keys"];
    let private = PrivateKey::open(str(&keys["privateEncrypted"]), &master(seven)).unwrap();
    (seven, AccountKey::Private(private))
}

#[test]
fn both_accounts_of_7_open_whole() {
    let (sealed, account) = seven();
    let of_vault = str(&sealed["vault"]["masterKeyEncrypted"]);
    assert_eq!(sealed["item"]["vaultMasterKeyEncrypted"], of_vault);
    let of_vault = SealedVault { master_key: Some(of_vault), ..Default::default() };
    let vault = account.vault_key(&of_vault, &mut Dice(1)).unwrap();
    let json = sealed["item"].to_string();
    let key = parse_7(&json).unwrap().key(&vault).unwrap();
    assert!(key == on(str(&sealed["expected"]["item_key"])));
    holds(&sealed["item"], &key, &sealed["expected"], "7.x, encryption on");

    let clear = &VECTORS["v7"]["scenarios"][1];
    let json = clear["item"].to_string();
    let key = parse_7(&json).unwrap().key(&off_7()).unwrap();
    assert!(key == Key::Off(OffText::Utf8));
    holds(&clear["item"], &key, &clear["expected"], "7.x, encryption off");
}

#[test]
fn the_inbox_of_7_lies_in_the_item() {
    let (sealed, AccountKey::Private(private)) = seven() else { panic!() };
    let mut item = sealed["item"].clone();
    item["keyEncrypted"] = json!("");
    item["inbox"] = json!({ "id": "1", "keyEncrypted": sealed["inbox"]["keyEncrypted_rsa_oaep"] });
    let json = item.to_string();
    let place = parse_7(&json).unwrap().key_place();
    assert!(place.for_user);
    let key = private.open_key(&place.sealed.unwrap(), &mut Dice(1)).unwrap();
    assert!(key == on(str(&sealed["inbox"]["expected_item_key"])));
}

#[test]
fn keys_of_1024_and_2048_bits_open_what_was_sealed_for_them() {
    let rsa = &VECTORS["v4"]["rsa"];
    for sample in list(&rsa["samples"]) {
        let private = PrivateKey::parse(&secret(str(&rsa["keys"][str(&sample["key"])]["priv"]))).unwrap();
        let opened = private.open_key(str(&sample["ciphertext_pkcs1v15"]), &mut Dice(1));
        assert!(opened == Ok(on(str(&sample["plaintext"]))), "{}", sample["key"]);
    }
}

#[test]
fn both_paddings_open_and_no_other() {
    let (sealed, AccountKey::Private(private)) = seven() else { panic!() };
    let public = str(&sealed["GET /api/v1/users/keys"]["keys"]["public"]);
    let public = RsaPublicKey::from_public_key_pem(public).unwrap();
    let key = "a key of someone with thirty-two";
    let key = key.replace(' ', "-");
    let oaep = public.encrypt(&mut Dice(2), Oaep::<Sha256>::new(), key.as_bytes()).unwrap();
    let old = public.encrypt(&mut Dice(2), Pkcs1v15Encrypt, key.as_bytes()).unwrap();
    for bytes in [oaep, old] {
        assert!(private.open_key(&encode_base64(&bytes), &mut Dice(1)) == Ok(on(&key)));
        let mut turned = bytes.clone();
        turned[100] ^= 1;
        assert!(private.open_key(&encode_base64(&turned), &mut Dice(1)) == Err(NotOpened));
    }
    let other = public.encrypt(&mut Dice(2), Oaep::<sha1::Sha1>::new(), key.as_bytes()).unwrap();
    assert!(private.open_key(&encode_base64(&other), &mut Dice(1)) == Err(NotOpened));
    for none in ["", "AA==", "no base64!", &"A".repeat(100_000)] {
        assert!(private.open_key(none, &mut Dice(1)) == Err(NotOpened));
    }
}

#[test]
fn both_forms_of_pem_are_read_and_nothing_else() {
    let keys = &VECTORS["v4"]["rsa"]["keys"];
    assert!(PrivateKey::parse(&secret(str(&keys["k1024"]["priv"]))).is_ok());
    let pkcs8 = str(&VECTORS["v7"]["scenarios"][0]["private_key_pem_pkcs8"]);
    assert!(PrivateKey::parse(&secret(&format!("\n{pkcs8}\n"))).is_ok());
    for none in ["", "-----BEGIN PRIVATE KEY-----", str(&keys["k1024"]["pub"]), &"-".repeat(100_000)] {
        assert!(PrivateKey::parse(&secret(none)).is_err());
    }
}

#[test]
fn t103_another_master_password_opens_no_vault_and_no_private_key() {
    for at in 2..SCENARIOS {
        let scenario = scenario(at);
        for vault in list(&scenario["vaults"]) {
            assert!(open_vault(&sealed_vault(vault), &on("another")) == Err(NotOpened));
        }
    }
    let keys = &VECTORS["v7"]["scenarios"][0]["GET /api/v1/users/keys"]["keys"];
    assert!(PrivateKey::open(str(&keys["privateEncrypted"]), &on("another")).is_err());
}

#[test]
fn t103_a_server_cannot_turn_encryption_off_for_an_account_that_has_it() {
    // The dummy that servers send with encryption off, and a clear text in the place of a sealed one.
    let dummy = str(&VECTORS["v4"]["encryption_off_constants"]["dummy_key_base64"]);
    let vault = SealedVault { password: Some(dummy), ..Default::default() };
    assert!(open_vault(&vault, &on("DemoDemo")) == Err(NotOpened));
    let scenario = scenario(5);
    let mut item = scenario["passwords"][0]["server_object"].clone();
    let key = item_key(scenario, &parse_4(&item.to_string()).unwrap());
    item["cryptedPassword"] = json!("UzNjcmV0LVBhc3Mh");
    item["custom"][0]["value"] = json!("UzNjcmV0LVBhc3Mh");
    let json = item.to_string();
    let item = parse_4(&json).unwrap();
    assert_eq!(text(item.password(&key)), Err(NotOpened));
    assert_eq!(item.custom(&key).err(), Some(NotOpened));
    // Nor can an item be without a key where each has one.
    let (sealed, account) = seven();
    let of_vault = str(&sealed["vault"]["masterKeyEncrypted"]);
    let of_vault = SealedVault { master_key: Some(of_vault), ..Default::default() };
    let vault = account.vault_key(&of_vault, &mut Dice(1)).unwrap();
    assert!(vault.item_key(None) == Err(NotOpened) && vault.item_key(Some("")) == Err(NotOpened));
}

#[test]
fn t103_an_account_with_encryption_never_opens_a_vault_without_a_seal() {
    let dummy = Some(str(&VECTORS["v4"]["encryption_off_constants"]["dummy_key_base64"]));
    for account in [seven().1, AccountKey::of_4(&on("DemoDemo"))] {
        assert!(account.is_on());
        for sealed in [None, Some(""), dummy] {
            for of_domain in [false, true] {
                let vault = SealedVault {
                    of_domain,
                    domain_master: sealed,
                    password: sealed,
                    vault_password: sealed,
                    master_key: sealed,
                };
                assert!(account.vault_key(&vault, &mut Dice(1)) == Err(NotOpened), "{sealed:?}");
            }
        }
    }
    // The seal of one generation says nothing in the other.
    let scenario = scenario(5);
    let vault = sealed_vault(&scenario["vaults"][0]);
    assert!(seven().1.vault_key(&vault, &mut Dice(1)) == Err(NotOpened));
    let (sealed, _) = seven();
    let vault =
        SealedVault { master_key: sealed["vault"]["masterKeyEncrypted"].as_str(), ..Default::default() };
    assert!(open_vault(&vault, &master(scenario)) == Err(NotOpened));
}

#[test]
fn with_encryption_off_the_form_of_a_vault_of_4_to_6_is_not_guessed() {
    let account = AccountKey::Off(Generation::V4);
    for none in [None, Some("")] {
        let vault = SealedVault { password: none, vault_password: none, ..Default::default() };
        assert!(account.vault_key(&vault, &mut Dice(1)) == Err(NotOpened));
    }
    assert!(!account.is_on());
}

#[test]
fn of_both_keys_of_a_vault_the_one_that_opens_is_taken() {
    for (at, keys_items) in [(4, false), (5, true)] {
        let (scenario, master) = (scenario(at), master(scenario(at)));
        let other = on("another").seal(&secret("sixteen-signs-xx"), &mut Dice(1)).unwrap();
        let mut vault = sealed_vault(&scenario["vaults"][0]);
        let alone = open_vault(&vault, &master).unwrap();
        let other = Some(other.as_str());
        vault.password = vault.password.or(other);
        vault.vault_password = vault.vault_password.or(other);
        let both = open_vault(&vault, &master).unwrap();
        assert!(both == alone && both.keys_items() == keys_items);
    }
}

#[test]
fn t103_a_text_that_is_no_key_does_not_become_one() {
    let master = on("DemoDemo");
    for none in ["", "short", "fifteen-signs-x", "a note, of sixteen signs and more", "ключ-ключ-ключ-ключ"]
    {
        let sealed = master.seal(&secret(none), &mut Dice(1)).unwrap();
        let vault = SealedVault { vault_password: Some(&sealed), ..Default::default() };
        assert!(open_vault(&vault, &master) == Err(NotOpened), "{none}");
    }
    let sealed = master.seal(&secret("sixteen-signs-xx"), &mut Dice(1)).unwrap();
    let vault = SealedVault { vault_password: Some(&sealed), ..Default::default() };
    assert!(open_vault(&vault, &master).is_ok());
    // A vault of the company goes by way of the domain, or not at all.
    let vault = SealedVault { of_domain: true, vault_password: Some(&sealed), ..Default::default() };
    assert!(open_vault(&vault, &master) == Err(NotOpened));
}

#[test]
fn t103_a_file_that_was_changed_does_not_open() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let sent = &scenario["passwords"][0]["server_object"];
        let json = sent.to_string();
        let key = item_key(scenario, &parse_4(&json).unwrap());
        let file = &sent["attachments"][0];
        for change in [
            json!({ "hash": "00" }),
            json!({ "hash": "" }),
            json!({ "hash": null }),
            json!({ "encryptedData": "" }),
            json!({ "encryptedData": "QUFFQy80RCtmd0E9" }),
            json!({ "encryptedData": "!" }),
        ] {
            let mut file = file.clone();
            for (name, value) in change.as_object().unwrap() {
                file[name] = value.clone();
            }
            assert_eq!(open_attachment(&file.to_string(), &key).err(), Some(NotOpened), "{at} {change}");
        }
    }
}

#[test]
fn one_part_that_does_not_open_spoils_no_other() {
    let scenario = scenario(5);
    let sent = &scenario["passwords"][0]["server_object"];
    let key = item_key(scenario, &parse_4(&sent.to_string()).unwrap());
    for damaged in [json!("amt4cwv48xb6pp1h"), json!(7), json!({}), json!(["x"])] {
        let mut item = sent.clone();
        item["custom"][1]["value"] = damaged.clone();
        let json = item.to_string();
        let read = parse_4(&json).unwrap();
        assert!(read.password(&key).is_ok() && read.attachments().is_ok());
        assert_eq!(read.custom(&key).err(), Some(NotOpened), "{damaged}");
        item = sent.clone();
        item["cryptedPassword"] = damaged;
        let json = item.to_string();
        let read = parse_4(&json).unwrap();
        assert_eq!(text(read.password(&key)), Err(NotOpened));
        assert!(read.custom(&key).is_ok());
    }
}

#[test]
fn nothing_is_nothing_in_every_form() {
    for nothing in [
        "{}",
        r#"{"cryptedPassword":null,"custom":null,"attachments":null}"#,
        r#"{"cryptedPassword":"","custom":[],"attachments":[]}"#,
        r#"{"custom":[null]}"#,
    ] {
        let item = parse_4(nothing).unwrap();
        for key in [off(), on("a key of sixteen!")] {
            assert_eq!(text(item.password(&key)).as_deref(), Ok(""));
            assert_eq!(text(item.one_time(&key)).as_deref(), Ok(""));
            assert_eq!((item.custom(&key).unwrap().len(), item.attachments().unwrap().len()), (0, 0));
        }
    }
    for none in ["", "[]", "null", "{\"a\":1,\"a\":2}"] {
        assert!(parse_4(none).is_none());
    }
}

#[test]
fn kinds_that_nobody_knows_keep_their_name() {
    let kind = |name: &str| {
        let seal = |text: &str| off().seal(&secret(text), &mut Dice(1)).unwrap();
        let json =
            json!({ "custom": [{ "name": seal("n"), "value": seal("v"), "type": seal(name) }] }).to_string();
        parse_4(&json).unwrap().custom(&off()).unwrap().remove(0).kind
    };
    assert_eq!(kind("text"), CustomKind::Text);
    assert_eq!(kind("password"), CustomKind::Password);
    assert_eq!(kind("totp"), CustomKind::OneTime);
    assert_eq!(kind("date"), CustomKind::Other("date".into()));
    assert_eq!(kind("date").name(), "date");
}

#[test]
fn t103_the_server_does_not_choose_the_form_of_an_item() {
    let scenario = scenario(5);
    let mut sent = scenario["passwords"][0]["server_object"].clone();
    sent["passwordEncrypted"] = json!("");
    sent["customs"] = json!([]);
    sent["keyEncrypted"] = json!("");
    let json = sent.to_string();
    let key = item_key(scenario, &parse_4(&json).unwrap());
    holds(&sent, &key, &scenario["passwords"][0]["expected"], "with members of 7.x");
}
