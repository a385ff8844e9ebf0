//! The built-in Passman over real sockets: addresses, TLS, vaults, the log.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod passman_client;

use base64ct::{Base64, Encoding};
use nearkey_servers::PassmanConfig;
use nearkey_servers::passman::{SAMPLE_PASSWORD, SAMPLE_VAULT, Surroundings, Switches};
use passman_client::{API, Client, empty, sealed, start, start_with};
use serde_json::{Value, json};

#[tokio::test]
async fn over_tls_its_own_authority_vouches_for_it() {
    let passman = start().await;
    let client = Client::new(&passman);
    for host in ["localhost", "127.0.0.1"] {
        let reply = client.get_secure(passman.ca_pem(), host, &format!("{API}/version")).await.unwrap();
        assert_eq!((reply.status, reply.json()), (200, json!({ "version": "2.4.12" })));
    }
    let log = passman.log();
    assert_eq!(log.len(), 2);
    assert!(log.iter().all(|entry| entry.secure && entry.user.as_deref() == Some("mira")));
    assert_eq!(Base64::decode_vec(passman.spki_sha256_base64()).unwrap().len(), 32);
}

#[tokio::test]
async fn plain_http_works_and_is_told_apart() {
    let passman = start().await;
    assert_eq!(Client::new(&passman).get("/version").await.status, 200);
    assert!(!passman.log()[0].secure);
}

#[tokio::test]
async fn it_goes_away_and_comes_back_with_what_is_stored() {
    let passman = start().await;
    let client = Client::new(&passman);
    passman.put_vault("mira", "kept");
    passman.set_online(false).await;
    let target = format!("{API}/version");
    assert!(client.raw("GET", &target, &[], "").await.is_err());
    assert!(client.get_secure(passman.ca_pem(), "localhost", &target).await.is_err());
    passman.set_online(true).await;
    assert_eq!(client.get("/version").await.status, 200);
    assert_eq!(client.get_secure(passman.ca_pem(), "localhost", &target).await.unwrap().status, 200);
    assert_eq!(passman.vaults("mira").len(), 2);
}

#[tokio::test]
async fn it_says_that_it_is_a_nextcloud() {
    let passman = start().await;
    let status = Client::nobody(&passman).raw("GET", "/status.php", &[], "").await.unwrap().json();
    assert_eq!(status["productname"], "Nextcloud");
    assert_eq!((&status["installed"], &status["maintenance"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn the_folder_and_index_php_belong_to_the_address() {
    let switches = Switches { pretty_urls: false, ..Switches::default() };
    let config = PassmanConfig { base_path: "/nextcloud".into(), switches, ..PassmanConfig::default() };
    let passman = start_with(config).await;
    let client = Client::new(&passman);
    let status = async |target: &str| client.raw("GET", target, &[], "").await.unwrap().status;
    assert_eq!(status("/nextcloud/index.php/apps/passman/api/v2/version").await, 200);
    assert_eq!(status("/nextcloud/apps/passman/api/v2/version").await, 404);
    assert_eq!(status("/index.php/apps/passman/api/v2/version").await, 404);
    assert_eq!(status("/nextcloudy/index.php/apps/passman/api/v2/version").await, 404);
    passman.switch(|switches| switches.pretty_urls = true);
    assert_eq!(status("/nextcloud/apps/passman/api/v2/version").await, 200);
    assert!(passman.url().ends_with("/nextcloud"));
}

#[tokio::test]
async fn what_else_may_be_at_the_address() {
    let passman = start().await;
    let client = Client::new(&passman);
    passman.switch(|switches| switches.surroundings = Surroundings::NoPassman);
    let reply = client.get("/version").await;
    assert!(reply.status == 404 && reply.is_html() && reply.text().contains("Nextcloud"));
    assert_eq!(client.raw("GET", "/status.php", &[], "").await.unwrap().status, 200);
    passman.switch(|switches| switches.surroundings = Surroundings::NoNextcloud);
    let reply = client.raw("GET", "/status.php", &[], "").await.unwrap();
    assert!(reply.status == 404 && reply.is_html() && !reply.text().contains("Nextcloud"));
    passman.switch(|switches| *switches = Switches { maintenance: true, ..Switches::default() });
    let reply = client.get("/version").await;
    assert!(reply.status == 503 && reply.is_html());
    assert_eq!(reply.header("X-Nextcloud-Maintenance-Mode").as_deref(), Some("1"));
    let status = client.raw("GET", "/status.php", &[], "").await.unwrap();
    assert_eq!(status.json()["maintenance"], true);
}

#[tokio::test]
async fn a_vault_is_listed_once_it_has_a_credential() {
    let passman = empty().await;
    let client = Client::new(&passman);
    let made = client.send("POST", "/vaults", &json!({ "vault_name": "Küste" })).await.json();
    let guid = made["guid"].as_str().unwrap();
    assert_eq!(client.get("/vaults").await.json(), json!([]));
    let password = sealed("probe");
    passman.put_credential(guid, &json!({ "label": "key", "hidden": true, "password": password })).unwrap();
    passman.switch(|switches| switches.challenge_field = Some("password".into()));
    let listed = client.get("/vaults").await.json();
    assert_eq!(listed[0]["guid"], made["guid"]);
    assert_eq!(listed[0]["name"], "Küste");
    assert_eq!(listed[0]["challenge_password"], password);
    assert_eq!(listed[0]["delete_request_pending"], false);
    passman.switch(|switches| switches.challenge_field = Some("email".into()));
    assert_eq!(client.get("/vaults").await.json()[0]["challenge_password"], Value::Null);
}

#[tokio::test]
async fn the_challenge_is_of_a_field_and_an_item_by_chance() {
    let passman = start().await;
    let client = Client::new(&passman);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..12 {
        seen.insert(client.get("/vaults").await.json()[0]["challenge_password"].to_string());
    }
    assert!(seen.len() > 3, "{seen:?}");
}

#[tokio::test]
async fn a_challenge_is_never_of_an_item_that_has_a_key_of_its_own() {
    let passman = empty().await;
    let vault = passman.put_vault("mira", "Shared only");
    passman.put_credential(&vault, &json!({ "label": "a", "shared_key": sealed("key") })).unwrap();
    assert_eq!(Client::new(&passman).get("/vaults").await.json(), json!([]));
}

#[tokio::test]
async fn a_vault_comes_with_all_its_items() {
    let passman = start().await;
    let client = Client::new(&passman);
    let vault = client.get(&format!("/vaults/{SAMPLE_VAULT}")).await.json();
    assert_eq!(vault["name"], "Harbour");
    assert!(vault["vault_id"].is_u64());
    let items = vault["credentials"].as_array().unwrap();
    assert_eq!(items.len(), passman.credentials(SAMPLE_VAULT).len());
    assert!(items.iter().any(|item| item["hidden"] == 1));
    assert!(items.iter().any(|item| item["delete_time"].as_u64() > Some(0)));
    assert!(items.iter().all(|item| item["vault_id"] == vault["vault_id"]));
    let unknown = client.get("/vaults/00000000-0000-4000-8000-000000000000").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_vault_can_be_renamed_and_deleted() {
    let passman = start().await;
    let client = Client::new(&passman);
    let path = format!("/vaults/{SAMPLE_VAULT}");
    client.send("PATCH", &path, &json!({ "name": "Pier" })).await;
    assert_eq!(client.get(&path).await.json()["name"], "Pier");
    assert_eq!(client.ask("DELETE", &path).await.json(), json!({ "ok": true, "failed": [] }));
    assert_eq!(client.get(&path).await.status, 404);
    assert!(passman.credentials(SAMPLE_VAULT).is_empty());
}

#[tokio::test]
async fn what_belongs_to_another_user_is_not_there() {
    let passman = start().await;
    passman.put_user("eve", "other");
    let eve = Client::of(&passman, "eve", "other");
    let guid = passman.credentials(SAMPLE_VAULT)[1]["guid"].as_str().unwrap().to_owned();
    assert_eq!(eve.get("/vaults").await.json(), json!([]));
    assert_eq!(eve.get(&format!("/vaults/{SAMPLE_VAULT}")).await.status, 404);
    assert_eq!(eve.get(&format!("/credentials/{guid}")).await.status, 500);
    assert_eq!(eve.ask("DELETE", &format!("/credentials/{guid}")).await.status, 404);
    assert_eq!(eve.get(&format!("/credentials/{guid}/revision")).await.status, 404);
    assert_eq!(eve.get("/file/7001").await.status, 500);
    assert!(passman.credential(&guid).is_some());
}

#[tokio::test]
async fn a_vault_can_be_filled_up() {
    let passman = start().await;
    passman.fill_vault(SAMPLE_VAULT, 5000).unwrap();
    let vault = Client::new(&passman).get(&format!("/vaults/{SAMPLE_VAULT}")).await.json();
    let items = vault["credentials"].as_array().unwrap();
    assert_eq!(items.len(), 5000);
    let guids: std::collections::BTreeSet<&str> =
        items.iter().map(|item| item["guid"].as_str().unwrap()).collect();
    assert_eq!(guids.len(), 5000);
}

#[tokio::test]
async fn the_log_tells_what_came_and_not_the_login() {
    let passman = start().await;
    let client = Client::new(&passman);
    let headers = [("Cookie", "a=b"), ("Referer", "https://x.example/"), ("Origin", "https://x.example")];
    client.raw("GET", &format!("{API}/vaults?x=1"), &headers, "").await.unwrap();
    client.send("POST", "/vaults", &json!({ "vault_name": "seen" })).await;
    let log = passman.log();
    let [first, second] = log.as_slice() else { panic!("{log:?}") };
    assert!(first.has_authorization() && first.header("authorization") == Some(""));
    for name in ["cookie", "referer", "origin"] {
        assert!(first.header(name).is_some() && second.header(name).is_none(), "{name}");
    }
    assert_eq!((first.path(), first.status), ("/index.php/apps/passman/api/v2/vaults", 200));
    assert_eq!(second.body, "{\"vault_name\":\"seen\"}");
    let all = serde_json::to_string(&log).unwrap();
    let secret = client.authorization().unwrap().replace("Basic ", "");
    assert!(!all.contains(passman.password()) && !all.contains(&secret));
    passman.forget_log();
    assert!(passman.log().is_empty());
}

#[tokio::test]
async fn other_origins_may_ask_first() {
    let passman = start().await;
    let nobody = Client::nobody(&passman);
    let headers = [("Origin", "https://x.example"), ("Access-Control-Request-Method", "PATCH")];
    let reply = nobody.raw("OPTIONS", &format!("{API}/credentials/a"), &headers, "").await.unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("Access-Control-Allow-Origin").as_deref(), Some("https://x.example"));
    assert_eq!(reply.header("Access-Control-Allow-Credentials").as_deref(), Some("false"));
    let answer = Client::new(&passman).raw("GET", &format!("{API}/vaults"), &headers, "").await.unwrap();
    assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
}

#[tokio::test]
async fn the_sample_vault_has_one_of_each_kind_and_every_field_is_a_container() {
    const SEALED: [&str; 10] = [
        "description",
        "username",
        "password",
        "files",
        "custom_fields",
        "otp",
        "email",
        "tags",
        "url",
        "compromised",
    ];
    let passman = start().await;
    let items = passman.credentials(SAMPLE_VAULT);
    assert!(items.len() >= 12 && !SAMPLE_PASSWORD.is_empty());
    let count = |is: fn(&Value) -> bool| items.iter().filter(|item| is(item)).count();
    assert_eq!(count(|item| item["hidden"] == 1), 1);
    assert_eq!(count(|item| item["delete_time"] != 0), 1);
    assert_eq!(count(|item| item["expire_time"] != 0), 1);
    assert_eq!(count(|item| !item["shared_key"].is_null()), 1);
    assert_eq!(count(|item| item["otp"].is_null()), 1, "the old one");
    let files = passman.files("mira");
    let texts = items.iter().flat_map(|item| SEALED.map(|field| &item[field]));
    let texts = texts.chain(files.iter().flat_map(|file| [&file["file_data"], &file["filename"]]));
    for text in texts.filter(|text| !text.is_null()) {
        let container = Base64::decode_vec(text.as_str().unwrap()).unwrap();
        let container: Value = serde_json::from_slice(&container).unwrap();
        assert_eq!((&container["mode"], &container["iter"]), (&json!("ccm"), &json!(1000)));
    }
}
