//! The built-in Passwork: what it finds, and links to share.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::Cursor;

use nearkey_servers::Passwork;
use nearkey_servers::passwork::{
    COMPANY_VAULT, Era, MAIL_ITEM, NewItem, PRIVATE_VAULT, SetupError, Switches, hash, seal,
};
use passwork_client::{Client, names, raw, start};
use serde_json::{Value, json};

mod passwork_client;

async fn found(client: &Client<'_>, query: &str) -> Vec<String> {
    let list = client.data("POST", "/passwords/search", &json!({ "query": query })).await;
    names(&list).into_iter().map(ToOwned::to_owned).collect()
}

fn put(passwork: &Passwork, name: &str, url: &str, tags: &[&str]) -> String {
    let new = NewItem {
        name: name.into(),
        url: url.into(),
        login: format!("{name}@example.com"),
        description: "Wonderful notes".into(),
        password: "x".into(),
        color: Some(7),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..NewItem::default()
    };
    passwork.put_item(PRIVATE_VAULT, &new).unwrap()
}

#[tokio::test]
async fn a_word_is_found_by_five_letters_or_whole_but_not_by_six() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    put(&passwork, "Lighthouse", "https://tower.example.org:8443/login", &["sea", "tall"]);
    for hit in
        ["w", "wonde", "WONDERFUL", "light notes", "tower.example.org", "https://tower.example.org/login"]
    {
        assert_eq!(found(&client, hit).await, ["Lighthouse"], "{hit}");
    }
    for miss in ["wonder", "onder", "lighth", "house", "light absent"] {
        assert_eq!(found(&client, miss).await, Vec::<String>::new(), "{miss}");
    }
    passwork.switch(|switches| switches.prefix_length = 8);
    assert_eq!(found(&client, "wonder").await, ["Lighthouse"]);
}

#[tokio::test]
async fn tags_colours_and_vaults_narrow_the_search() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    put(&passwork, "Lighthouse", "", &["sea"]);
    put(&passwork, "Harbour", "", &["sea", "tall"]);
    let search = async |body: Value| {
        let list = client.data("POST", "/passwords/search", &body).await;
        list.as_array().unwrap().len()
    };
    assert_eq!(search(json!({ "tags": ["tall"] })).await, 1);
    assert_eq!(search(json!({ "query": "", "tags": ["sea"], "colors": [7] })).await, 2);
    assert_eq!(search(json!({ "colors": ["1"] })).await, 2, "colours as texts too");
    assert_eq!(search(json!({ "query": "w", "vaultId": COMPANY_VAULT })).await, 0);
    assert_eq!(search(json!({ "query": "w", "vaultId": null })).await, 2);
    assert_eq!(search(json!({ "query": "w", "vaultId": "" })).await, 2);
    let all = client.data("GET", "/vaults/tags", &Value::Null).await;
    assert_eq!(all, json!(["sea", "tall", "test"]));
    passwork.put_shortcut(MAIL_ITEM, PRIVATE_VAULT, None).unwrap();
    assert_eq!(search(json!({ "query": "Mail", "includeShortcuts": true })).await, 3);
}

#[tokio::test]
async fn addresses_are_compared_by_host_and_more_if_the_administrator_says_so() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    put(&passwork, "Tower", "https://www.example.org:8443/login", &[]);
    let hits = async |url: &str| {
        let list = client.data("POST", "/passwords/searchByUrl", &json!({ "url": url })).await;
        list.as_array().unwrap().len()
    };
    assert_eq!(hits("https://example.org/other?x#y").await, 1);
    assert_eq!(hits("example.org").await, 1);
    assert_eq!(hits("https://a.example.org").await, 0);
    assert_eq!(hits("https://badexample.org").await, 0);
    passwork.switch(|switches| *switches = Switches { subdomains: true, ports: true, ..Switches::default() });
    assert_eq!(hits("https://a.example.org").await, 0, "another port");
    assert_eq!(hits("https://a.example.org:8443").await, 1);
}

#[tokio::test]
async fn folders_are_found_by_words_between_spaces() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    passwork.put_folder(COMPANY_VAULT, None, "folder name").unwrap();
    passwork.put_folder(COMPANY_VAULT, None, "folder-name").unwrap();
    let list = client.data("POST", "/folders/search", &json!({ "query": "name" })).await;
    assert_eq!(names(&list), ["folder name"]);
}

fn vectors(era: usize, kind: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../../vectors/passwork.json")).unwrap();
    all["v4"]["scenarios"][era]["share_link"][kind].clone()
}

#[tokio::test]
async fn a_link_of_the_vendors_own_making_is_kept_opened_once_and_burnt() {
    for (era, at, kind) in [
        (Era::OffOld, 0, "v4_numeric_hours"),
        (Era::OffNew, 1, "v5_string_ttl"),
        (Era::RawMaster, 2, "v4_numeric_hours"),
        (Era::ItemKeys, 5, "v5_string_ttl"),
    ] {
        let passwork = start(era).await;
        let client = Client::new(&passwork).await;
        let made = vectors(at, kind);
        // The vendor's library loses an own field where it seals.
        let mut body = made["request_body"].clone();
        body["password"]["custom"] = json!([]);
        let url = client.data("POST", "/passwords/generate-share-link", &body).await;
        let url = url.as_str().unwrap().to_owned();
        assert_eq!(passwork.links()[0].body, body, "byte for byte");
        let full = match made["code_fragment"].as_str() {
            Some(code) => format!("{url}#code={code}"),
            None => url.clone(),
        };
        if era.seals() {
            assert_eq!(passwork.open_link(&url), Err(SetupError::NotOpened), "{era:?}");
        }
        let opened = passwork.open_link(&full).unwrap();
        assert_eq!(opened.password, made["expected_password_with_code"].as_str().unwrap(), "{era:?}");
        assert_eq!(passwork.open_link(&full), Err(SetupError::NoLink), "burnt");
        let other = if kind == "v5_string_ttl" { "v4_numeric_hours" } else { "v5_string_ttl" };
        let wrong = vectors(at, other)["request_body"].clone();
        let reply = client.send("POST", "/passwords/generate-share-link", &wrong).await;
        assert_eq!(reply.status, 400, "{era:?}: a body of another age");
    }
}

#[tokio::test]
async fn links_end_and_their_page_opens_them() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    let sealed = |text: &str| seal(text, "the code").unwrap();
    let body = json!({
        "password": {
            "id": MAIL_ITEM, "name": "Mail", "cryptedPassword": sealed("opened"),
            "custom": [{ "name": sealed("n"), "value": sealed("v"), "type": sealed("totp") }],
        },
        "ttl": "hour", "type": "reusable", "passwordHash": hash("the code"), "oneTimePasswordCrypted": "x",
    });
    let url = client.data("POST", "/passwords/generate-share-link", &body).await;
    let path = url.as_str().unwrap().strip_prefix(&passwork.url()).unwrap().to_owned();
    let page = raw(&passwork, "GET", &path, &[], "").await.unwrap();
    assert!(page.is_html() && !page.text().contains("opened"));
    let wrong = raw(&passwork, "POST", &format!("{path}/open"), &[], "another").await.unwrap();
    assert_eq!(wrong.status, 404);
    for _ in 0..2 {
        let opened = raw(&passwork, "POST", &format!("{path}/open"), &[], "the code").await.unwrap();
        assert_eq!(opened.json()["password"], "opened");
        assert_eq!(opened.json()["custom"], json!([["n", "v", "totp"]]));
    }
    let mut unsealed = body.clone();
    unsealed["passwordHash"] = Value::Null;
    let reply = client.send("POST", "/passwords/generate-share-link", &unsealed).await;
    assert_eq!(reply.status, 400, "where the client seals, a link is sealed");
    passwork.jump_clock(3600);
    assert_eq!(passwork.open_link(&format!("{path}#code=the code")), Err(SetupError::NoLink));
}

#[tokio::test]
async fn the_code_for_phones_is_a_picture_of_ours() {
    let passwork = start(Era::OffNew).await;
    let told: Value = serde_json::from_str(&passwork.qr_payload()).unwrap();
    assert_eq!(told, json!({ "host": passwork.url(), "apiKey": passwork.api_key() }));
    let page = raw(&passwork, "GET", "/mobile", &[], "").await.unwrap();
    assert!(
        page.is_html()
            && page.text().contains("/mobile/qr.png")
            && !page.text().contains(&passwork.api_key())
    );
    let picture = raw(&passwork, "GET", "/mobile/qr.png", &[], "").await.unwrap();
    assert_eq!(picture.body, passwork.qr_png().unwrap());
    let mut reader = png::Decoder::new(Cursor::new(picture.body)).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!((info.width, info.color_type), (info.height, png::ColorType::Grayscale));
    // A border of four modules, and the corner mark behind it.
    assert!(dots[..24].iter().all(|dot| *dot == 255) && dots[24 * info.width as usize + 24] == 0);
}
