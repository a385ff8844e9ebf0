//! Credentials, revisions, files and shares of the built-in Passman, over real sockets.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod passman_client;

use nearkey_servers::passman::{Permissions, SAMPLE_VAULT, SetupError};
use passman_client::{Client, empty, sealed, start};
use serde_json::{Value, json};

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
