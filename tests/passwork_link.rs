//! One-time links of Passwork: bodies as the vendor's, and what a receiver with the code finds in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passwork_rig;

use dice::Dice;
use nearkey::passwork::{Key, LinkEra, LinkLife, NewLink, OffText, SealFault, new_link, open_attachment};
use passwork_rig::{
    SCENARIOS, VECTORS, as_json, hex, item_key, list, off_7, on, parse_4, parse_7, scenario, str, text,
};
use serde_json::{Value, json};

fn body(link: &NewLink) -> Value {
    serde_json::from_str(link.body.expose()).unwrap()
}

/// Puts a mark in the place of everything that is sealed and so differs each time.
fn without_sealed(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("amt4cwv4") => *value = json!("sealed"),
        Value::Array(all) => all.iter_mut().for_each(without_sealed),
        Value::Object(all) => all.values_mut().for_each(without_sealed),
        _ => {}
    }
}

fn made(at: usize, era: LinkEra, life: LinkLife, once: bool) -> NewLink {
    let json = scenario(at)["passwords"][0]["server_object"].to_string();
    let item = parse_4(&json).unwrap();
    let key = item_key(scenario(at), &item);
    new_link(&item, &key, era, life, once, &mut Dice(7)).unwrap()
}

#[test]
fn bodies_of_4_to_6_are_the_vendor_s() {
    for at in 0..SCENARIOS {
        let eras = [(LinkEra::Hours, "v4_numeric_hours"), (LinkEra::Words, "v5_string_ttl")];
        for (era, name) in eras {
            let theirs = &scenario(at)["share_link"][name];
            let link = made(at, era, LinkLife::Day, true);
            let (mut ours, mut expected) = (body(&link), theirs["request_body"].clone());
            assert_eq!(link.code.is_some(), theirs["code_fragment"].is_string());
            for hash in ["secretHash", "passwordHash"] {
                let is_hash = |value: &Value| value.as_str().is_some_and(|text| text.len() == 64);
                assert_eq!(is_hash(&ours[hash]), is_hash(&expected[hash]), "{name}");
                for side in [&mut ours, &mut expected] {
                    side[hash] = Value::Null;
                }
            }
            // The vendor's client loses fields for one-time codes; ours does not.
            if link.code.is_some() {
                assert_eq!(expected["password"]["custom"][2], Value::Null);
                expected["password"]["custom"][2] =
                    json!({ "name": "sealed", "value": "sealed", "type": "sealed" });
            }
            without_sealed(&mut ours);
            without_sealed(&mut expected);
            assert_eq!(ours, expected, "{name} of {}", scenario(at)["name"]);
        }
    }
}

#[test]
fn who_has_the_code_finds_everything() {
    for at in 2..SCENARIOS {
        for era in [LinkEra::Hours, LinkEra::Words] {
            let link = made(at, era, LinkLife::Hour, true);
            let code = link.code.as_ref().unwrap().expose().to_owned();
            assert_eq!(code.len(), 100);
            let body = body(&link);
            let expected = &scenario(at)["passwords"][0]["expected"];
            let json = body["password"].to_string();
            let (copy, code) = (parse_4(&json).unwrap(), on(&code));
            assert_eq!(text(copy.password(&code)).as_deref(), Ok(str(&expected["password"])));
            assert_eq!(as_json(&copy.custom(&code).unwrap()), expected["custom"]);
            let file = open_attachment(&body["password"]["attachments"][0].to_string(), &code).unwrap();
            assert_eq!(file.expose(), hex(&expected["attachments"][0]["content_hex"]));
        }
    }
}

#[test]
fn the_vendor_s_links_open_with_their_code() {
    for at in 2..SCENARIOS {
        for (name, link) in scenario(at)["share_link"].as_object().unwrap() {
            let code = str(&link["code_fragment"]);
            let json = link["request_body"]["password"].to_string();
            let opened = parse_4(&json).unwrap().password(&on(code));
            assert_eq!(text(opened).as_deref(), Ok(str(&link["expected_password_with_code"])), "{name}");
        }
    }
}

#[test]
fn the_server_gets_the_hash_of_the_code_and_the_owner_the_code() {
    let link = made(5, LinkEra::Words, LinkLife::Week, false);
    let (code, body) = (link.code.as_ref().unwrap().expose(), body(&link));
    let hash = nearkey::passwork::master_hash(&on(code), false);
    assert_eq!(body["passwordHash"], hash.expose());
    assert_eq!((&body["ttl"], &body["type"]), (&json!("week"), &json!("reusable")));
    let json = scenario(5)["passwords"][0]["server_object"].to_string();
    let key = item_key(scenario(5), &parse_4(&json).unwrap());
    assert_eq!(text(key.open(str(&body["oneTimePasswordCrypted"]))).as_deref(), Ok(code));
    assert!(!link.body.expose().contains(code));
}

#[test]
fn a_link_of_7_is_a_call_of_its_own() {
    let seven = &VECTORS["v7"]["scenarios"][0];
    let theirs = &seven["link"];
    let (item_key, their_code) = (on(str(&seven["expected"]["item_key"])), str(&theirs["code"]));
    // What the vendor's client makes:
    assert_eq!(text(item_key.open(str(&theirs["keyEncrypted"]))).as_deref(), Ok(their_code));
    let password = on(their_code).open(str(&theirs["itemData_passwordEncrypted"]));
    assert_eq!(text(password).as_deref(), Ok(str(&seven["expected"]["password"])));
    assert_eq!(nearkey::passwork::master_hash(&on(their_code), false).expose(), str(&theirs["keyHash"]));
    // What we make:
    let json = seven["item"].to_string();
    let item = parse_7(&json).unwrap();
    let link = new_link(&item, &item_key, LinkEra::Seven, LinkLife::Month, true, &mut Dice(2)).unwrap();
    let code = link.code.as_ref().unwrap().expose();
    let body = body(&link);
    assert_eq!(body["itemId"], seven["item"]["id"]);
    assert_eq!((&body["type"], &body["expirationTime"]), (&json!("single_use"), &json!("1 month")));
    assert_eq!(body["keyHash"], nearkey::passwork::master_hash(&on(code), false).expose());
    assert_eq!(text(item_key.open(str(&body["keyEncrypted"]))).as_deref(), Ok(code));
    let data = &body["itemData"];
    for same in ["name", "login", "url", "description"] {
        assert_eq!(data[same], seven["item"][same]);
    }
    let json = data.to_string();
    let copy = parse_7(&json).unwrap();
    assert_eq!(text(copy.password(&on(code))).as_deref(), Ok(str(&seven["expected"]["password"])));
    assert_eq!(as_json(&copy.custom(&on(code)).unwrap()), seven["expected"]["customs"]);
    let file = open_attachment(&data["attachments"][0].to_string(), &on(code)).unwrap();
    assert_eq!(file.expose(), hex(&seven["expected"]["attachment_hex"]));
    assert!(body.get("shortcutId").is_none());
}

#[test]
fn with_encryption_off_7_is_sent_what_it_has() {
    let clear = &VECTORS["v7"]["scenarios"][1]["item"];
    let mut item = clear.clone();
    item["shortcut"] = json!({ "id": "68d3d19c3ea6febf700c7403", "vaultId": item["vaultId"] });
    let json = item.to_string();
    let item = parse_7(&json).unwrap();
    let key = item.key(&off_7()).unwrap();
    let link = new_link(&item, &key, LinkEra::Seven, LinkLife::Unlimited, false, &mut Dice(2)).unwrap();
    let body = body(&link);
    assert!(link.code.is_none() && body["keyHash"].is_null() && body["keyEncrypted"].is_null());
    assert_eq!(body["itemData"]["passwordEncrypted"], clear["passwordEncrypted"]);
    assert_eq!(body["itemData"]["customs"], clear["customs"]);
    assert_eq!(list(&body["itemData"]["attachments"]).len(), 1);
    assert_eq!(body["shortcutId"], "68d3d19c3ea6febf700c7403");
    assert!(key == Key::Off(OffText::Utf8));
}

#[test]
fn a_link_lives_as_long_as_its_server_offers() {
    let all = [LinkLife::Hour, LinkLife::Day, LinkLife::Week, LinkLife::Month, LinkLife::Unlimited];
    let json = scenario(0)["passwords"][0]["server_object"].to_string();
    let item = parse_4(&json).unwrap();
    let key = item_key(scenario(0), &item);
    for era in [LinkEra::Hours, LinkEra::Words, LinkEra::Seven] {
        for life in all {
            let link = new_link(&item, &key, era, life, true, &mut Dice(1));
            assert_eq!(link.is_ok(), era.lives().contains(&life), "{era:?} {life:?}");
            assert!(link.is_ok() || link.err() == Some(SealFault::OtherLife));
        }
    }
    let hours = |life| body(&made(0, LinkEra::Hours, life, false))["time"].clone();
    assert_eq!((hours(LinkLife::Hour), hours(LinkLife::Week)), (json!(1), json!(168)));
}

#[test]
fn the_code_stands_behind_the_link_and_never_before() {
    let link = made(5, LinkEra::Words, LinkLife::Day, true);
    let code = link.code.as_ref().unwrap().expose();
    for url in ["https://p.example.com/g/p/1", "https://p.example.com/#!/l/1"] {
        assert_eq!(link.finish(url).expose(), format!("{url}#code={code}"));
    }
    let clear = made(0, LinkEra::Words, LinkLife::Day, true);
    assert_eq!(clear.finish("https://p.example.com/l/1").expose(), "https://p.example.com/l/1");
}
