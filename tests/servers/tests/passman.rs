//! The built-in Passman over real sockets: addresses, TLS, vaults, credentials, revisions, files, shares.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod passman_client;

use base64ct::{Base64, Encoding};
use nearkey_servers::PassmanConfig;
use nearkey_servers::passman::{Permissions, SAMPLE_VAULT, SetupError, Surroundings, Switches};
use passman_client::{API, Client, empty, start, start_with};
use serde_json::{Value, json};

/// A text that could be a sealed field; what is in it must not matter to the server.
fn sealed(text: &str) -> String {
    Base64::encode_string(format!("{{\"iv\":\"/\\\\ é\",\"ct\":\"{text}\"}}").as_bytes())
}

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
async fn a_credential_is_stored_byte_for_byte() {
    let passman = empty().await;
    let client = Client::new(&passman);
    let vault = client.send("POST", "/vaults", &json!({ "vault_name": "v" })).await.json();
    let new = json!({
        "vault_id": vault["vault_id"], "label": "Möwe", "password": sealed("pass"), "url": sealed("url"),
        "icon": { "type": "png", "content": "AAAA" }, "hidden": false, "guid": "mine", "created": 5, "changed": 6,
    });
    let made = client.send("POST", "/credentials", &new).await.json();
    let guid = made["guid"].as_str().unwrap();
    assert_ne!(guid, "mine");
    assert!(made["created"].as_u64() > Some(1_700_000_000) && made["changed"] == made["created"]);
    for field in ["label", "password", "url", "icon"] {
        assert_eq!(made[field], new[field], "{field}");
    }
    assert_eq!(
        (&made["hidden"], &made["email"], &made["user_id"]),
        (&json!(0), &Value::Null, &json!("mira"))
    );
    assert_eq!(client.get(&format!("/credentials/{guid}")).await.json(), made);
    assert_eq!(passman.credential(guid), Some(made.clone()));
    let without_label = json!({ "vault_id": vault["vault_id"] });
    assert_eq!(client.send("POST", "/credentials", &without_label).await.status, 500);
}

#[tokio::test]
async fn what_a_change_leaves_out_is_null_and_the_old_state_is_kept() {
    let passman = empty().await;
    let client = Client::new(&passman);
    let vault = passman.put_vault("mira", "v");
    let before = json!({ "label": "a", "password": sealed("1"), "email": sealed("e"), "passkeys": sealed("new"), "changed": 7 });
    let guid = passman.put_credential(&vault, &before).unwrap();
    let path = format!("/credentials/{guid}");
    let read = client.get(&path).await.json();
    let sent = json!({
        "guid": guid, "credential_id": read["credential_id"], "label": "b", "password": sealed("2"), "changed": 8,
    });
    let after = client.send("PATCH", &path, &sent).await.json();
    assert_eq!((&after["label"], &after["password"]), (&json!("b"), &json!(sealed("2"))));
    assert_eq!((&after["email"], &after["passkeys"]), (&Value::Null, &Value::Null));
    assert_eq!((&after["created"], &after["vault_id"]), (&read["created"], &read["vault_id"]));
    assert!(after["changed"].as_u64() > Some(8));
    let kept = client.get(&format!("{path}/revision")).await.json();
    assert_eq!(kept.as_array().unwrap().len(), 1);
    assert_eq!(kept[0]["credential_data"], read);
    assert_eq!(kept[0]["edited_by"], "mira");
    let mut quiet = sent.clone();
    quiet["skip_revision"] = json!(true);
    assert_eq!(client.send("PATCH", &path, &quiet).await.status, 200);
    assert_eq!(passman.revisions(&guid).len(), 1);
    let id = &kept[0]["revision_id"];
    assert_eq!(client.ask("DELETE", &format!("{path}/revision/{id}")).await.status, 200);
    assert!(passman.revisions(&guid).is_empty());
}

#[tokio::test]
async fn a_change_without_guid_or_label_fails_and_changes_nothing() {
    let passman = start().await;
    let client = Client::new(&passman);
    let item = passman.credentials(SAMPLE_VAULT).remove(1);
    let path = format!("/credentials/{}", item["guid"].as_str().unwrap());
    for missing in ["guid", "label", "credential_id"] {
        let mut sent = item.clone();
        sent.as_object_mut().unwrap().remove(missing);
        assert_eq!(client.send("PATCH", &path, &sent).await.status, 500, "{missing}");
    }
    assert_eq!(client.get(&path).await.json(), item);
}

#[tokio::test]
async fn a_credential_is_deleted_for_good() {
    let passman = start().await;
    let client = Client::new(&passman);
    let guid = passman.credentials(SAMPLE_VAULT)[1]["guid"].as_str().unwrap().to_owned();
    let path = format!("/credentials/{guid}");
    assert!(!passman.revisions(&guid).is_empty());
    assert_eq!(client.ask("DELETE", &path).await.json()["guid"], guid.as_str());
    assert_eq!(client.ask("DELETE", &path).await.status, 404);
    assert_eq!(client.get(&path).await.status, 500);
    assert!(passman.revisions(&guid).is_empty() && passman.credential(&guid).is_none());
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
async fn a_file_goes_up_and_comes_down_as_it_is() {
    let passman = start().await;
    let client = Client::new(&passman);
    let new =
        json!({ "data": sealed("content"), "filename": sealed("name"), "mimetype": "text/plain", "size": 9 });
    let made = client.send("POST", "/file", &new).await.json();
    assert_eq!((&made["file_data"], &made["filename"]), (&new["data"], &new["filename"]));
    let path = format!("/file/{}", made["file_id"]);
    assert_eq!(client.get(&path).await.json(), made);
    passman.switch(|switches| switches.file_lists = true);
    assert_eq!(client.get(&path).await.json(), json!([made]));
    assert_eq!(client.ask("DELETE", &path).await.status, 200);
    assert_eq!(client.get(&path).await.status, 500);
    assert_eq!(passman.files("mira").len(), 1);
}

#[tokio::test]
async fn shared_items_come_with_their_vault_and_without_the_owners_key() {
    let passman = start().await;
    let client = Client::new(&passman);
    let shared = client.get(&format!("/sharing/vault/{SAMPLE_VAULT}/get")).await.json();
    let one = &shared[0];
    assert!(one["shared_key"].is_string() && one["vault_guid"] == SAMPLE_VAULT);
    let item = &one["credential_data"];
    assert_eq!((&item["user_id"], &item["label"]), (&json!("tomke"), &json!("Ferry booking")));
    assert!(item.get("shared_key").is_none() && item["password"].is_string());
    let path = format!("/credentials/{}", item["guid"].as_str().unwrap());
    assert_eq!(client.get(&path).await.status, 500, "the real one looks among one's own only");
    let refused = client.send("PATCH", &path, item).await;
    assert_eq!((refused.status, refused.json()), (401, json!({ "msg": "Not authorized" })));
}

#[tokio::test]
async fn who_may_write_changes_a_shared_item() {
    let passman = start().await;
    let own = passman.put_vault("mira", "mine");
    let theirs = passman.put_vault("tomke", "theirs");
    let guid = passman.put_credential(&theirs, &json!({ "label": "a", "files": sealed("[]") })).unwrap();
    passman.share(&guid, &own, Permissions::READ | Permissions::WRITE, &sealed("key")).unwrap();
    let client = Client::new(&passman);
    let shared = client.get(&format!("/sharing/vault/{own}/get")).await.json();
    let mut item = shared[0]["credential_data"].clone();
    assert!(item.get("files").is_none(), "files want a permission of their own");
    item["label"] = json!("b");
    let path = format!("/credentials/{guid}");
    assert_eq!(client.send("PATCH", &path, &item).await.json()["label"], "b");
    assert_eq!(passman.revisions(&guid)[0]["edited_by"], "mira");
    passman.switch(|switches| switches.sharing = false);
    assert_eq!(client.send("PATCH", &path, &item).await.status, 401);
    assert_eq!(client.get("/settings").await.json()["user_sharing_enabled"], 0);
    assert_eq!(passman.share("none", &own, 1, ""), Err(SetupError::NoItem));
}

#[tokio::test]
async fn ids_can_be_texts() {
    let passman = start().await;
    passman.switch(|switches| switches.text_ids = true);
    let client = Client::new(&passman);
    let vault = client.get(&format!("/vaults/{SAMPLE_VAULT}")).await.json();
    let id = vault["vault_id"].as_str().unwrap();
    let made = client.send("POST", "/credentials", &json!({ "vault_id": id, "label": "a" })).await.json();
    assert_eq!(made["vault_id"], id);
    let path = format!("/credentials/{}", made["guid"].as_str().unwrap());
    assert_eq!(client.send("PATCH", &path, &made).await.status, 200);
    assert_eq!(passman.revisions(made["guid"].as_str().unwrap()).len(), 1);
}

#[tokio::test]
async fn others_change_things_behind_the_clients_back() {
    let passman = start().await;
    let client = Client::new(&passman);
    let read = passman.credentials(SAMPLE_VAULT).remove(1);
    let guid = read["guid"].as_str().unwrap();
    passman.change_credential(guid, &json!({ "label": "Theirs", "password": sealed("theirs") })).unwrap();
    let now = client.get(&format!("/credentials/{guid}")).await.json();
    assert_eq!((&now["label"], &now["username"]), (&json!("Theirs"), &read["username"]));
    assert!(now["changed"].as_u64() > read["changed"].as_u64());
    passman.change_credential(guid, &json!({ "label": "Again" })).unwrap();
    let again = passman.credential(guid).unwrap();
    assert!(again["changed"].as_u64() > now["changed"].as_u64(), "also within the same second");
    assert!(passman.delete_credential(guid) && !passman.delete_credential(guid));
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
