//! What comes from a Passwork: read as far as it can be read, and nothing more.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what is not there")]

mod passwork_wire_rig;

use nearkey::encoding::encode_base64;
use nearkey::passwork::{Answer, Api, Entry, PassworkFault, Vault, VaultSeal};
use nearkey::server::Reply;
use passwork_wire_rig::{
    ITEM, OTHER_VAULT, VAULT, answer, answer7, data, error, expired, failed, full_item, id, numbered, ok,
    row, says, v4, v7, waits,
};
use serde_json::{Value, json};

fn vaults(data_of: &Value) -> Result<Vec<Vault>, PassworkFault> {
    Api::read_vaults(&data(data_of))
}

fn item_with(members: &Value) -> Value {
    let mut item = full_item();
    for (name, value) in members.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

fn item(members: &Value) -> Result<Entry, PassworkFault> {
    v4().read_item(&data(&item_with(members)), Some(&id(ITEM)))
}

fn rows(rows: &Value) -> (Vec<String>, u32) {
    let list = v4().read_entries(&data(rows)).ok().unwrap();
    (list.entries.into_iter().map(|entry| entry.name).collect(), list.unreadable)
}

#[test]
fn the_envelope_of_v4_decides_before_http_does() {
    for (reply, good) in [
        (ok(&json!("x")), Ok("\"x\"")),
        (says(201, r#"{"status":"success","code":"folderCreated","data":{"a":1}}"#), Ok(r#"{"a":1}"#)),
        (says(200, r#"{"status":"success"}"#), Ok("null")),
        (says(200, r#"{"status":"success","data":null,"more":[]}"#), Ok("null")),
        (failed(400, "accessDenied"), Err(PassworkFault::Forbidden)),
        (failed(200, "accessDenied"), Err(PassworkFault::Forbidden)),
        (failed(500, "passwordNull"), Err(PassworkFault::NotFound)),
        (failed(404, "somethingNull"), Err(PassworkFault::NotFound)),
        (failed(400, "nameIsEmpty"), Err(PassworkFault::Refused(400))),
        (failed(200, "nameIsEmpty"), Err(PassworkFault::Refused(200))),
        (says(400, r#"{"status":"failed","data":"no"}"#), Err(PassworkFault::Refused(400))),
        (says(500, r#"{"status":"success","data":[]}"#), Err(PassworkFault::ServerError(500))),
        (failed(200, "clientSideEncryptionDisabled"), Err(PassworkFault::EncryptionGone)),
    ] {
        assert_eq!(answer(reply).as_ref().map(Answer::json).map_err(|fault| *fault), good);
    }
}

#[test]
fn what_is_no_envelope_says_what_it_is() {
    for (reply, fault) in [
        (says(200, "<html>Sign in to the hotel</html>"), PassworkFault::NotPasswork(200)),
        (says(200, ""), PassworkFault::NotPasswork(200)),
        (says(200, r#"{"status":"success","data":[{"id":"5"#), PassworkFault::Unreadable),
        (says(200, "[]"), PassworkFault::Unreadable),
        (says(200, r#"{"a":1,"a":2}"#), PassworkFault::Unreadable),
        (says(404, "<html>"), PassworkFault::NotPasswork(404)),
        (says(502, "bad gateway"), PassworkFault::ServerError(502)),
        (says(302, ""), PassworkFault::Redirected),
        (waits(429, Some(99)), PassworkFault::Throttled(Some(99))),
        (Reply::Redirected, PassworkFault::Redirected),
        (Reply::Unreachable, PassworkFault::Unreachable),
        (Reply::TooLarge, PassworkFault::TooLarge),
    ] {
        assert_eq!(answer(reply).err(), Some(fault));
    }
    let broken = Reply::Answer { status: 200, content_type: None, retry_after: None, body: vec![b'{', 0xff] };
    assert_eq!(answer(broken).err(), Some(PassworkFault::NotPasswork(200)));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(answer(says(200, &deep)).err(), Some(PassworkFault::Unreadable));
}

#[test]
fn the_envelope_of_7_is_taken_off_whether_or_not_it_was_asked_for() {
    let wrapped =
        |json: &str| json!({ "format": "base64", "content": encode_base64(json.as_bytes()) }).to_string();
    for (reply, good) in [
        (says(200, r#"{"items":[]}"#), Ok(r#"{"items":[]}"#)),
        (says(200, &wrapped(r#"{"items":["ü"]}"#)), Ok(r#"{"items":["ü"]}"#)),
        (says(204, ""), Ok("null")),
        (error(403, "x"), Err(PassworkFault::Forbidden)),
        (says(404, &wrapped(r#"{"errors":[{"code":"notFound"}]}"#)), Err(PassworkFault::NotFound)),
        (error(422, "x"), Err(PassworkFault::Refused(422))),
        (error(200, "x"), Err(PassworkFault::Refused(200))),
        (error(401, "twoFactorAuthRequired"), Err(PassworkFault::NeedsTwoFactor)),
        (says(200, r#"{"format":"base64","content":"!!"}"#), Err(PassworkFault::Unreadable)),
        (says(200, r#"{"items":[{"#), Err(PassworkFault::Unreadable)),
        (says(200, "<html>"), Err(PassworkFault::NotPasswork(200))),
    ] {
        assert_eq!(answer7(reply).as_ref().map(Answer::json).map_err(|fault| *fault), good);
    }
    let _ = expired();
}

#[test]
fn vaults_of_all_eras_are_read_with_what_they_are_sealed_under() {
    let all = vaults(&json!([
        { "id": VAULT, "name": "Company", "access": "admin", "scope": "domain", "foldersAmount": 2,
          "passwordsAmount": "7", "domainMaster": "dm", "vaultPasswordCrypted": "vp", "visible": true },
        { "id": OTHER_VAULT, "name": null, "scope": "private", "visible": false, "passwordCrypted": "pc" },
    ]))
    .unwrap();
    let [company, own] = all.as_slice() else { unreachable!() };
    assert_eq!((company.name.as_str(), company.company, company.hidden), ("Company", Some(true), false));
    assert_eq!((company.folders, company.items), (Some(2), Some(7)));
    assert!(company.sealed().of_domain && company.sealed().vault_password == Some("vp"));
    assert_eq!((own.name.as_str(), own.company, own.hidden, own.items), ("", Some(false), true, None));
    assert_eq!(own.seal, VaultSeal { password: Some("pc".into()), ..VaultSeal::default() });
    let seven = answer7(says(200, &json!({ "items": [
        { "id": VAULT, "name": "Seven", "typeId": "x", "permissions": [], "masterKeyEncrypted": "mk", "isVisible": true },
        { "id": OTHER_VAULT, "name": "Off", "masterKeyEncrypted": "" },
    ]}).to_string())).ok().unwrap();
    let seven = Api::read_vaults(&seven).unwrap();
    assert_eq!(
        (seven[0].seal.master_key.as_deref(), seven[1].seal.master_key.as_deref()),
        (Some("mk"), None)
    );
}

#[test]
fn what_is_no_vault_spoils_none_beside_it() {
    let good = json!({ "id": VAULT, "name": "Good" });
    let many = vaults(
        &json!([null, 3, {}, { "id": "../x", "name": "Bad" }, { "id": VAULT }, good, good, { "id": 17, "name": 4.5 }]),
    );
    let names: Vec<_> = many.unwrap().into_iter().map(|vault| (String::from(vault.id), vault.name)).collect();
    assert_eq!(names, [(VAULT.to_owned(), String::new()), ("17".to_owned(), "4.5".to_owned())]);
    for none in [json!(null), json!({}), json!("x"), json!([null]), json!([{ "id": VAULT, "name": ["x"] }])] {
        assert_eq!(vaults(&none), Err(PassworkFault::Unreadable), "{none}");
    }
    assert_eq!(vaults(&json!([])), Ok(Vec::new()));
    assert_eq!(vaults(&json!(vec![good; 5_001])), Err(PassworkFault::Unreadable));
}

#[test]
fn another_vault_is_no_answer() {
    let answer = data(&json!({ "id": OTHER_VAULT, "name": "x" }));
    assert_eq!(Api::read_vault(&answer, &id(VAULT)), Err(PassworkFault::Unreadable));
    assert!(Api::read_vault(&answer, &id(OTHER_VAULT)).is_ok());
}

#[test]
fn an_item_of_v4_is_read_with_its_body_as_it_came() {
    let item = item(&json!({})).ok().unwrap();
    assert_eq!((item.name.as_str(), item.user.as_str()), ("Mail", "alice@example.com"));
    assert_eq!((item.url.as_str(), item.note.as_str()), ("https://mail.example.com/login", "note"));
    assert_eq!((item.colour, item.favourite, item.changed), (Some(1), Some(true), Some(1_640_995_300)));
    assert_eq!((item.tags, item.folder, item.shortcut), (vec!["test".to_owned()], None, None));
    assert_eq!(serde_json::from_str::<Value>(item.body.unwrap().expose()).unwrap(), full_item());
}

#[test]
fn t104_another_item_or_one_without_its_secret_is_no_answer() {
    assert_eq!(item(&json!({ "id": numbered(7) })).err(), Some(PassworkFault::Unreadable));
    assert_eq!(item(&json!({ "shortcut": { "id": numbered(7) } })).err(), Some(PassworkFault::Unreadable));
    assert_eq!(
        v4().read_item(&data(&row(7, None)), Some(&id(&numbered(7)))).err(),
        Some(PassworkFault::Unreadable)
    );
    for none in [json!(null), json!([]), json!("x"), json!({ "id": ITEM })] {
        assert_eq!(
            v4().read_item(&data(&none), Some(&id(ITEM))).err(),
            Some(PassworkFault::Unreadable),
            "{none}"
        );
    }
}

#[test]
fn numbers_as_texts_and_texts_as_numbers_are_what_they_mean() {
    let item = item(&json!({
        "name": 12_345, "login": 7, "color": "3", "updatedAt": 1_640_995_300_u64, "isFavorite": "1", "tags": [1, "b", null, {}, { "name": "c" }, ""],
        "folderId": "", "url": null, "description": true,
    })).ok().unwrap();
    assert_eq!((item.name.as_str(), item.user.as_str(), item.note.as_str()), ("12345", "7", "true"));
    assert_eq!((item.colour, item.changed, item.favourite), (Some(3), Some(1_640_995_300), Some(true)));
    assert_eq!(
        (item.tags, item.folder, item.url.as_str()),
        (vec!["1".into(), "b".into(), "c".into()], None, "")
    );
}

#[test]
fn a_date_that_is_none_and_a_colour_beyond_all_are_left_out() {
    let item =
        item(&json!({ "updatedAt": "2022-01-01", "lastPasswordUpdate": null, "color": 300, "tags": "x" }))
            .ok()
            .unwrap();
    assert_eq!((item.changed, item.colour, item.tags), (None, None, Vec::new()));
}

#[test]
fn t104_ids_that_lead_elsewhere_and_names_that_are_none_make_an_item_unreadable() {
    for bad in [
        json!({ "id": "../../vaults" }),
        json!({ "vaultId": "a/b" }),
        json!({ "vaultId": null }),
        json!({ "folderId": {} }),
        json!({ "folderId": ".." }),
        json!({ "name": {} }),
        json!({ "name": "x".repeat(5_000) }),
        json!({ "shortcut": { "id": "a b" } }),
        json!({ "shortcut": [] }),
    ] {
        assert_eq!(
            item(&bad).err(),
            Some(PassworkFault::Unreadable),
            "{}",
            bad.to_string().chars().take(60).collect::<String>()
        );
    }
    // What is too long beside the name is left out, and the item stays.
    let item = item(&json!({ "login": "x".repeat(5_000), "description": "x".repeat(70_000) })).ok().unwrap();
    assert_eq!((item.user.as_str(), item.note.as_str()), ("", ""));
    assert!(item.body.is_some());
    // It is told, so that nobody takes it for empty and writes that.
    assert!(item.is_cut);
    let many: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    for (over, is_cut) in [
        (json!({ "tags": many }), true),
        (json!({ "url": "x".repeat(5_000) }), true),
        (json!({ "tags": null, "login": null, "description": "" }), false),
    ] {
        assert_eq!(self::item(&over).ok().unwrap().is_cut, is_cut);
    }
    let large = json!({ "custom": "x".repeat(3 << 20) });
    assert_eq!(self::item(&large).err(), Some(PassworkFault::Unreadable));
}

#[test]
fn t102_what_a_list_of_v4_claims_to_be_sealed_parts_is_not_kept() {
    let entries = v4().read_entries(&data(&json!([full_item()]))).ok().unwrap().entries;
    assert_eq!((entries.len(), entries[0].body.is_none()), (1, true));
}

#[test]
fn a_shortcut_lies_where_it_is_and_is_known_by_its_own_id() {
    let answer = data(&item_with(&json!({
        "shortcut": { "id": numbered(9), "passwordId": ITEM, "vaultId": OTHER_VAULT, "folderId": numbered(8), "cryptedKey": "k" },
    })));
    let item = v4().read_item(&answer, Some(&id(&numbered(9)))).ok().unwrap();
    assert_eq!((item.id.as_str(), item.key().as_str()), (ITEM, numbered(9).as_str()));
    assert_eq!((item.vault.as_str(), item.folder), (OTHER_VAULT, Some(id(&numbered(8)))));
}

#[test]
fn an_item_of_7_is_read_with_its_body() {
    let json = json!({
        "id": ITEM, "vaultId": VAULT, "folderId": null, "passwordEncrypted": "cA==", "keyEncrypted": "", "customs": [],
        "attachments": [], "name": "Seven", "login": "mara", "url": "", "description": null, "tags": [], "fieldsOrder": null,
        "isDeleted": true, "color": 0, "isFavorite": false, "vaultMasterKeyEncrypted": "",
    });
    let answer = answer7(says(200, &json.to_string())).ok().unwrap();
    let item = v7().read_item(&answer, Some(&id(ITEM))).ok().unwrap();
    assert_eq!(
        (item.name.as_str(), item.favourite, item.deleted, item.colour),
        ("Seven", Some(false), true, Some(0))
    );
    assert_eq!(item.body.unwrap().expose(), json.to_string());
}

#[test]
fn rows_that_cannot_be_read_and_doubles_are_counted() {
    let list =
        json!([row(1, None), row(2, None), row(1, None), null, { "id": numbered(3) }, "x", [], row(4, None)]);
    assert_eq!(rows(&list), (vec!["Item 1".into(), "Item 2".into(), "Item 4".into()], 5));
    assert_eq!(rows(&json!([])), (Vec::new(), 0));
    assert!(v4().read_entries(&data(&json!({ "a": 1 }))).is_err());
    assert!(v4().read_entries(&data(&json!(null))).is_err());
}

#[test]
fn five_thousand_items_are_a_list_like_any_other() {
    let list: Vec<_> = (0..5_000).map(|number| row(number, None)).collect();
    assert_eq!(rows(&json!(list)).0.len(), 5_000);
    let many = format!("[{}]", vec!["1"; 50_001].join(","));
    assert_eq!(
        v4().read_entries(
            &answer(says(200, &format!(r#"{{"status":"success","data":{many}}}"#))).ok().unwrap()
        )
        .err(),
        Some(PassworkFault::Unreadable)
    );
}

#[test]
fn html_in_a_name_is_a_name() {
    let item = item(&json!({ "name": "<img src=x onerror=alert(1)>" })).ok().unwrap();
    assert_eq!(item.name, "<img src=x onerror=alert(1)>");
}

#[test]
fn t100_a_share_link_must_be_at_the_server_itself() {
    let link = |data_of: &Value| v4().read_share(&data(data_of)).map(|link| link.expose().to_owned());
    for good in ["https://pass.example.org/team/#!/l/abc", "https://pass.example.org/g/p/5ee2"] {
        assert_eq!(link(&json!(good)).as_deref(), Ok(good));
    }
    for elsewhere in [
        "https://evil.example/l/abc",
        "http://pass.example.org/l/abc",
        "https://pass.example.org:8443/l/abc",
        "https://pass.example.org@evil.example/l",
        "https://mara:pw@pass.example.org/l",
        "javascript:alert(1)",
        "/l/abc",
    ] {
        assert_eq!(link(&json!(elsewhere)), Err(PassworkFault::Elsewhere), "{elsewhere}");
    }
    for none in [
        json!(null),
        json!(3),
        json!({}),
        json!("https://pass.example.org/l#code=mine"),
        json!("https://pass.example.org/l\n#x"),
    ] {
        assert_eq!(link(&none), Err(PassworkFault::Unreadable), "{none}");
    }
    let seven = answer7(says(200, r#"{"url":"https://pass.example.org/g/p/5ee2"}"#)).ok().unwrap();
    assert_eq!(v7().read_share(&seven).ok().unwrap().expose(), "https://pass.example.org/g/p/5ee2");
}

#[test]
fn the_options_of_a_master_key_may_be_missing_but_not_be_anything() {
    let options = |data_of: &Value| v4().read_master_key_options(&data(data_of));
    let text = "pbkdf:sha256:300000:64:abcDEF0123456789@!xy";
    assert_eq!(options(&json!({ "mkOptions": text })), Ok(Some(text.into())));
    for none in [
        json!({ "mkOptions": "" }),
        json!({ "mkOptions": null }),
        json!({}),
        json!(null),
        json!(""),
        json!([]),
    ] {
        assert_eq!(options(&none), Ok(None), "{none}");
    }
    for bad in [json!({ "mkOptions": {} }), json!({ "mkOptions": "x".repeat(2_000) }), json!([1])] {
        assert_eq!(options(&bad), Err(PassworkFault::Unreadable), "{bad}");
    }
    let seven = answer7(says(200, &json!({ "masterKeyOptions": text }).to_string())).ok().unwrap();
    assert_eq!(v7().read_master_key_options(&seven), Ok(Some(text.into())));
}

#[test]
fn the_company_and_the_keys_of_the_user_are_read() {
    let domain = Api::read_domain(&data(
        &json!({ "domainId": VAULT, "mpCrypted": "mp", "access": "admin", "selected": true }),
    ));
    assert_eq!(domain.unwrap().master, "mp");
    assert!(Api::read_domain(&data(&json!({ "mpCrypted": "mp" }))).is_err());
    let keys = v4()
        .read_user_keys(&data(&json!({ "keys": { "public": "PEM", "privateCrypted": "sealed" } })))
        .unwrap();
    assert_eq!((keys.public.as_deref(), keys.private.as_deref()), (Some("PEM"), Some("sealed")));
    assert_eq!(v4().read_user_keys(&data(&json!({ "name": "Mara" }))).unwrap().private, None);
    let seven = answer7(says(200, r#"{"keys":{"public":"PEM","privateEncrypted":"sealed"}}"#)).ok().unwrap();
    assert_eq!(v7().read_user_keys(&seven).unwrap().private.as_deref(), Some("sealed"));
}

#[test]
fn ids_of_what_was_made_come_as_a_text_or_in_an_object() {
    for good in [json!(ITEM), json!({ "id": ITEM }), full_item()] {
        assert_eq!(Api::read_new_id(&data(&good)), Ok(id(ITEM)));
    }
    for bad in [json!(null), json!("Vault x created"), json!({}), json!("../x"), json!([ITEM])] {
        assert_eq!(Api::read_new_id(&data(&bad)), Err(PassworkFault::Unreadable), "{bad}");
    }
}

#[test]
fn a_file_is_the_one_that_was_asked_for_and_whole() {
    let file = |data_of: &Value| Api::read_attachment(&data(data_of), &id(ITEM)).is_ok();
    assert!(file(
        &json!({ "id": ITEM, "name": "a", "encryptedKey": "k", "encryptedData": "d", "hash": "h" })
    ));
    assert!(file(&json!({ "encryptedKey": "k", "encryptedData": "d", "hash": "h" })));
    assert!(!file(&json!({ "id": VAULT, "encryptedKey": "k", "encryptedData": "d" })));
    assert!(!file(&json!({ "id": ITEM, "encryptedKey": "k" })));
    assert!(!file(&json!({ "id": {}, "encryptedKey": "k", "encryptedData": "d" })));
}

#[test]
fn the_history_of_7_is_of_the_item_and_the_newest_comes_first() {
    let list = json!({ "items": [
        { "id": numbered(1), "itemId": ITEM, "createdAt": 100 }, { "id": numbered(2), "itemId": ITEM, "createdAt": "200" },
        { "id": numbered(3), "itemId": VAULT, "createdAt": 300 }, null,
    ]});
    let answer = answer7(says(200, &list.to_string())).ok().unwrap();
    let times: Vec<_> =
        Api::read_snapshots(&answer, &id(ITEM)).ok().unwrap().into_iter().map(|(at, _)| at).collect();
    assert_eq!(times, [200, 100]);
}
