//! What is sent to a Passwork of either generation, and what is not.
#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

mod passwork_wire_rig;

use nearkey::passwork::{
    Answer, Api, Do, Id, Place, PlainChange, PlainParts, Request, SealedChange, SealedCustom, SealedFile,
    SealedFileKey, SealedItem, SealedMove, Session, Tokens, query_to_send,
};
use nearkey::secret::SecretText;
use passwork_wire_rig::{ITEM, OTHER_VAULT, VAULT, id, secret, v4, v7};
use serde_json::{Value, json};

const FILE: &str = "5ee25269448e196cbe1aff01";
const BASE: &str = "https://pass.example.org/team/api/";

fn place(vault: &str, folder: Option<&str>) -> Place {
    Place { vault: id(vault), folder: folder.map(id) }
}

fn plain() -> PlainParts {
    PlainParts {
        name: "Mail \"x\"".into(),
        user: "mara".into(),
        url: "https://mail.example.com".into(),
        note: "line\nline".into(),
        tags: vec!["a".into(), "b\"".into()],
        colour: Some(3),
    }
}

fn custom() -> Vec<SealedCustom> {
    vec![SealedCustom {
        name: "sealed n".into(),
        value: "sealed v".into(),
        kind: "sealed t".into(),
        as_it_came: None,
    }]
}

fn sealed(key: Option<&str>) -> SealedItem {
    SealedItem { password: "sealed p".into(), key: key.map(str::to_owned), custom: custom() }
}

fn file() -> (String, SealedFile) {
    ("key.txt".into(), SealedFile { key: "sealed k".into(), data: "sealed d".into(), hash: secret("abc") })
}

fn moved() -> SealedMove {
    SealedMove {
        item: sealed(Some("sealed key")),
        files: vec![SealedFileKey { id: FILE.into(), name: "key.txt".into(), key: "sealed k".into() }],
    }
}

fn line(request: &Request) -> String {
    let call = request.call();
    format!("{} {}", call.method.as_str(), call.url.expose().strip_prefix(BASE).unwrap())
}

fn body(request: &Request) -> Value {
    let body = request.call().body.as_ref().unwrap();
    assert_eq!(body.content_type(), "application/json");
    serde_json::from_str(body.text().expose()).unwrap()
}

/// All that both have, and all that one alone has.
fn all(api: &Api) -> Vec<Request> {
    let (item, vault, file_id) = (id(ITEM), id(VAULT), id(FILE));
    let (change, sealed_change) =
        (PlainChange::default(), SealedChange { password: None, custom: None, snapshot: None });
    let mut all = vec![
        api.master_key_options(),
        api.prove_master_key(),
        api.user_keys(),
        api.vaults(),
        api.vault(&vault),
        api.item(&item, false),
        api.item(&item, true),
        api.search("mail", Some(&vault)),
        api.search("mail", None),
        api.search_url("https://mail.example.com:8443", "mail.example.com"),
        api.create(&place(VAULT, None), &plain(), &sealed(None), &[]),
        api.update(&item, false, &change, &sealed_change),
        api.delete(&item, false, None),
        api.move_item(&item, false, &vault, &place(OTHER_VAULT, None), &moved()),
        api.attachment(&item, false, &file_id),
        api.share(secret("{}")),
        api.create_folder(&vault, None, "New"),
        api.rename_folder(&item, Some(&vault), "Other"),
        api.delete_folder(&item),
    ];
    all.extend(
        [
            api.sign_out(),
            api.recent(),
            api.favourites(),
            api.copy(&item, &place(OTHER_VAULT, None), &moved()),
            api.favourite(&item, false, true),
            api.favourite(&item, true, false),
            api.add_attachment(&item, false, &file()),
            api.delete_attachment(&item, false, &file_id),
            api.snapshots(&item),
        ]
        .into_iter()
        .flatten(),
    );
    all
}

#[test]
fn every_call_of_v4_goes_where_its_api_is() {
    let lines: Vec<_> = all(&v4()).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "GET v4/user/get-master-key-options",
            "GET v4/vaults/domain",
            "GET v4/user/info",
            "GET v4/vaults/list",
            "GET v4/vaults/5ee25269448e196cbe1afe13",
            "GET v4/passwords/5ee2529f448e196cbd268b93",
            "GET v4/sharing/shortcut/5ee2529f448e196cbd268b93",
            "POST v4/passwords/search",
            "POST v4/passwords/search",
            "POST v4/passwords/searchByUrl",
            "POST v4/passwords",
            "PUT v4/passwords/5ee2529f448e196cbd268b93",
            "DELETE v4/passwords/5ee2529f448e196cbd268b93",
            "POST v4/passwords/5ee2529f448e196cbd268b93/move",
            "GET v4/passwords/5ee2529f448e196cbd268b93/attachment/5ee25269448e196cbe1aff01",
            "POST v4/passwords/generate-share-link",
            "POST v4/folders",
            "PUT v4/folders/5ee2529f448e196cbd268b93",
            "DELETE v4/folders/5ee2529f448e196cbd268b93",
            "POST v4/auth/logout",
            "GET v4/passwords/recent",
            "GET v4/passwords/favorite",
            "POST v4/passwords/5ee2529f448e196cbd268b93/copy",
            "POST v4/passwords/5ee2529f448e196cbd268b93/favorite",
            "POST v4/sharing/shortcut/5ee2529f448e196cbd268b93/unfavorite",
            "POST v4/passwords/5ee2529f448e196cbd268b93/attachment",
            "DELETE v4/passwords/5ee2529f448e196cbd268b93/attachment/5ee25269448e196cbe1aff01",
        ]
    );
}

#[test]
fn every_call_of_7_goes_where_its_api_is() {
    let lines: Vec<_> = all(&v7()).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "GET v1/users/master-key/options",
            "GET v1/sessions/current/info",
            "GET v1/users/keys",
            "GET v1/vaults",
            "GET v1/vaults/5ee25269448e196cbe1afe13",
            "GET v1/items/5ee2529f448e196cbd268b93",
            "GET v1/shortcuts/5ee2529f448e196cbd268b93",
            "GET v1/items/search?query=mail&vaultIds%5B%5D=5ee25269448e196cbe1afe13",
            "GET v1/items/search?query=mail",
            "GET v1/items/search?query=mail.example.com",
            "POST v1/items",
            "PATCH v1/items/5ee2529f448e196cbd268b93",
            "DELETE v1/items/5ee2529f448e196cbd268b93",
            "POST v1/items/5ee2529f448e196cbd268b93/move",
            "GET v1/items/5ee2529f448e196cbd268b93/attachment/5ee25269448e196cbe1aff01",
            "POST v1/links",
            "POST v1/folders",
            "POST v1/folders/5ee2529f448e196cbd268b93",
            "DELETE v1/folders/5ee2529f448e196cbd268b93",
            "GET v1/items/5ee2529f448e196cbd268b93/snapshots",
        ]
    );
}

#[test]
fn t101_no_call_of_an_account_has_a_secret_in_its_address() {
    for api in [v4(), v7()] {
        for request in all(&api) {
            let call = request.call();
            assert!(
                !call.url.expose().contains("sealed") && !call.url.expose().contains('#'),
                "{}",
                line(&request)
            );
            assert!(
                call.headers.is_empty() && !call.with_login && call.timeout_ms >= 10_000 && call.cap >= 1_024
            );
        }
    }
}

#[test]
fn words_of_a_search_stay_words_in_an_address() {
    let request = v7().search("a&vaultIds[]=x#y ü", None);
    assert_eq!(line(&request), "GET v1/items/search?query=a%26vaultIds%5B%5D%3Dx%23y+%C3%BC");
}

#[test]
fn t104_what_a_server_calls_an_id_leads_nowhere_else() {
    for bad in ["", "..", ".", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "ä", "a.b", &"a".repeat(65)] {
        assert!(Id::parse(bad).is_none(), "{bad}");
        assert!(serde_json::from_value::<Id>(json!(bad)).is_err(), "{bad}");
    }
    for good in [ITEM, "17", "a-b_C", &"a".repeat(64)] {
        assert_eq!(serde_json::to_value(id(good)).unwrap(), json!(good));
    }
}

#[test]
fn a_search_says_everything_that_the_vendors_client_says() {
    assert_eq!(
        body(&v4().search("mail", Some(&id(VAULT)))),
        json!({ "query": "mail", "tags": [], "colors": [], "vaultId": VAULT, "includeShared": true, "includeShortcuts": true })
    );
    assert_eq!(body(&v4().search("mail", None))["vaultId"], Value::Null);
    assert_eq!(
        body(&v4().search_url("https://mail.example.com:8443", "")),
        json!({ "url": "https://mail.example.com:8443", "includeShared": true, "includeShortcuts": true })
    );
}

#[test]
fn a_new_item_has_every_member_and_a_key_only_where_there_is_one() {
    let request = v4().create(&place(VAULT, Some(ITEM)), &plain(), &sealed(Some("sealed key")), &[file()]);
    let fields = json!([{ "name": "sealed n", "value": "sealed v", "type": "sealed t" }]);
    let files = json!([{ "name": "key.txt", "encryptedKey": "sealed k", "encryptedData": "sealed d", "hash": "abc" }]);
    assert_eq!(
        body(&request),
        json!({
            "vaultId": VAULT, "folderId": ITEM, "name": "Mail \"x\"", "login": "mara",
            "url": "https://mail.example.com", "description": "line\nline", "tags": ["a", "b\""], "color": 3,
            "cryptedPassword": "sealed p", "cryptedKey": "sealed key", "custom": fields, "attachments": files,
            "snapshot": null, "shortcutId": null,
        })
    );
    let old = body(&v4().create(&place(VAULT, None), &PlainParts::default(), &sealed(None), &[]));
    assert_eq!((&old["folderId"], &old["color"], old.get("cryptedKey")), (&Value::Null, &Value::Null, None));
    let seven = body(&v7().create(&place(VAULT, None), &plain(), &sealed(None), &[]));
    assert_eq!(
        (&seven["keyEncrypted"], &seven["colorCode"], &seven["customs"]),
        (&json!(""), &json!(3), &fields)
    );
    assert!(seven.get("color").is_none() && seven.get("snapshot").is_none());
}

#[test]
fn a_change_says_what_changes_and_nothing_else() {
    let none = SealedChange { password: None, custom: None, snapshot: None };
    let name = PlainChange { name: Some("New".into()), ..PlainChange::default() };
    assert_eq!(body(&v4().update(&id(ITEM), false, &name, &none)), json!({ "name": "New" }));
    assert_eq!(body(&v7().update(&id(ITEM), false, &name, &none)), json!({ "name": "New" }));
    let password = SealedChange {
        password: Some("sealed p".into()),
        custom: Some(custom()),
        snapshot: Some("sealed s".into()),
    };
    let fields = json!([{ "name": "sealed n", "value": "sealed v", "type": "sealed t" }]);
    let empty = PlainChange {
        tags: Some(Vec::new()),
        url: Some(String::new()),
        colour: Some(0),
        ..PlainChange::default()
    };
    assert_eq!(
        body(&v4().update(&id(ITEM), false, &empty, &password)),
        json!({ "url": "", "tags": [], "color": 0, "cryptedPassword": "sealed p", "passwordFieldChanged": true, "custom": fields, "snapshot": "sealed s" })
    );
    assert_eq!(
        body(&v7().update(&id(ITEM), false, &empty, &password)),
        json!({ "url": "", "tags": [], "colorCode": 0, "passwordEncrypted": "sealed p", "customs": fields })
    );
}

#[test]
fn what_moves_goes_with_everything_that_is_sealed_for_there() {
    let to = place(OTHER_VAULT, Some(VAULT));
    let files = json!([{ "id": FILE, "name": "key.txt", "encryptedKey": "sealed k" }]);
    assert_eq!(
        body(&v4().move_item(&id(ITEM), false, &id(VAULT), &to, &moved())),
        json!({
            "passwordId": ITEM, "vaultTo": OTHER_VAULT, "folderTo": VAULT, "cryptedPassword": "sealed p",
            "cryptedKey": "sealed key", "attachments": files,
            "custom": [{ "name": "sealed n", "value": "sealed v", "type": "sealed t" }],
        })
    );
    let shortcut = v4().move_item(&id(ITEM), true, &id(VAULT), &to, &moved());
    assert_eq!(line(&shortcut), "POST v4/sharing/shortcut/5ee2529f448e196cbd268b93/move");
    assert_eq!(
        body(&shortcut),
        json!({ "vaultTo": OTHER_VAULT, "folderTo": VAULT, "cryptedKey": "sealed key" })
    );
    let seven = |from| body(&v7().move_item(&id(ITEM), false, &id(from), &to, &moved()));
    assert_eq!(seven(OTHER_VAULT), json!({ "vaultId": OTHER_VAULT, "folderId": VAULT }));
    assert_eq!(seven(VAULT)["keyEncrypted"], json!("sealed key"));
}

#[test]
fn into_the_bin_goes_the_snapshot_of_v4_and_nothing_without_one() {
    assert!(v4().delete(&id(ITEM), false, None).call().body.is_none());
    assert_eq!(body(&v4().delete(&id(ITEM), true, Some("sealed s"))), json!({ "snapshot": "sealed s" }));
    assert!(v7().delete(&id(ITEM), false, Some("sealed s")).call().body.is_none());
    assert!(v4().favourite(&id(ITEM), false, true).unwrap().call().body.is_none());
}

#[test]
fn a_folder_that_is_renamed_says_where_it_is() {
    assert_eq!(
        body(&v4().rename_folder(&id(ITEM), Some(&id(VAULT)), "New")),
        json!({ "name": "New", "parentId": VAULT })
    );
    assert_eq!(
        body(&v4().create_folder(&id(VAULT), None, "New")),
        json!({ "name": "New", "vaultId": VAULT, "parentId": null })
    );
    assert_eq!(body(&v7().rename_folder(&id(ITEM), Some(&id(VAULT)), "New")), json!({ "name": "New" }));
    assert_eq!(
        body(&v7().create_folder(&id(VAULT), Some(&id(ITEM)), "N")),
        json!({ "name": "N", "vaultId": VAULT, "parentFolderId": ITEM })
    );
}

#[test]
fn a_search_asks_for_what_servers_can_find() {
    for (text, query) in [
        ("Wonderful", Some("wonde")),
        ("my wonderful bank", Some("wonde")),
        ("git", Some("git")),
        ("a mail", Some("mail")),
        ("mail.example.com", Some("examp")),
        ("Überweisung", Some("überw")),
        ("x", None),
        ("  ", None),
        ("?!", None),
    ] {
        assert_eq!(query_to_send(text).as_deref(), query, "{text}");
    }
}

/// Stops the compiler if the type can be printed or copied.
macro_rules! kept_close {
    ($($kind:ty),+) => {$({
        trait Unclear<Marker> { fn is() {} }
        impl<T> Unclear<()> for T {}
        impl<T: std::fmt::Debug> Unclear<u8> for T {}
        impl<T: Clone> Unclear<u16> for T {}
        impl<T: serde::Serialize> Unclear<u32> for T {}
        <$kind as Unclear<_>>::is();
    })+};
}

#[test]
fn t101_nothing_with_a_secret_in_it_can_be_printed_copied_or_written_out() {
    kept_close!(
        SecretText,
        Answer,
        Request,
        Tokens,
        Session,
        Do,
        nearkey::passwork::Entry,
        nearkey::server::Call
    );
}
