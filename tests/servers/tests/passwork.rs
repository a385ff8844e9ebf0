//! The built-in Passwork of 4.7–6.x: statuses, envelopes, sessions, what it keeps and finds.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use nearkey_servers::passwork::{
    COMPANY_VAULT, Era, INBOX_ENTRY, MAIL_ITEM, NewItem, PRIVATE_VAULT, ROUTER_ITEM, SAMPLE_DEEP,
    SAMPLE_LOCKED, SAMPLE_SITE, SetupError, encode, seal,
};
use nearkey_servers::{Passwork, PassworkConfig};
use passwork_client::{Client, names, raw, refusal, start, start_full};
use serde_json::{Value, json};

mod passwork_client;

const FOUR: [Era; 6] = [Era::OffOld, Era::OffNew, Era::RawMaster, Era::Md5, Era::Pbkdf2, Era::ItemKeys];

#[tokio::test]
async fn every_era_says_what_it_is_before_anybody_signed_in() {
    for era in FOUR {
        let passwork = start(era).await;
        let reply = raw(&passwork, "GET", "/api/v4/info/version", &[], "").await.unwrap();
        assert_eq!((reply.status, reply.json()["status"].clone()), (200, "success".into()));
        let data = reply.json()["data"].clone();
        match era {
            Era::OffOld | Era::RawMaster => assert_eq!(data, "4.7.0"),
            Era::Md5 => assert_eq!(data, json!({ "version": "5.0.0", "legacySupport": true })),
            _ => assert_eq!(data["legacySupport"], false),
        }
        let other = raw(&passwork, "GET", "/api/v1/sessions/current/info", &[], "").await.unwrap();
        assert!(other.status == 404 && other.is_html(), "{era:?}");
    }
}

#[tokio::test]
async fn signing_in_gives_a_refresh_token_only_from_5_3_on() {
    for era in FOUR {
        let passwork = start(era).await;
        let data = Client::nobody(&passwork).login(&passwork.api_key()).await.json()["data"].clone();
        assert_eq!(data["tokenTtl"], 600, "{era:?}");
        assert_eq!(data.get("refreshToken").is_some(), era.refreshes(), "{era:?}");
        assert_eq!(data["user"]["email"], "alice@example.com");
        assert_eq!(passwork.api_key().len(), 60);
        let options = Client::new(&passwork).await.get("/user/get-master-key-options").await;
        match era {
            Era::OffNew => assert_eq!(options.json()["data"]["mkOptions"], ""),
            Era::Pbkdf2 | Era::ItemKeys => {
                assert!(
                    options.json()["data"]["mkOptions"].as_str().unwrap().starts_with("pbkdf:sha256:300000:")
                );
            }
            _ => assert!(options.status == 404 && options.is_html(), "{era:?}"),
        }
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_master_password_where_there_is_none_are_refused() {
    let passwork = start(Era::OffNew).await;
    let nobody = Client::nobody(&passwork);
    let reply = nobody.login("x").await;
    assert_eq!(refusal(&reply), (401, "authFailed".to_owned()));
    assert_eq!(reply.json()["status"], "failed");
    assert!(reply.json()["data"]["errorMessage"].is_string());
    let path = format!("/auth/login/{}", passwork.api_key());
    let reply = nobody.send("POST", &path, &json!({ "useMasterPassword": true })).await;
    assert_eq!(refusal(&reply), (400, "clientSideEncryptionDisabled".to_owned()));
    // No body is a body too.
    assert_eq!(nobody.send("POST", &path, &Value::Null).await.status, 200);
}

#[tokio::test]
async fn the_hash_of_the_master_key_is_checked_and_is_md5_where_the_host_wants_it() {
    for era in [Era::RawMaster, Era::Pbkdf2, Era::ItemKeys] {
        let passwork = start(era).await;
        let mut client = Client::new(&passwork).await;
        assert_eq!(client.get("/vaults/list").await.status, 200, "{era:?}");
        client.master_hash = "0".repeat(64);
        assert_eq!(refusal(&client.get("/vaults/list").await), (401, "wrongMasterHash".to_owned()));
        assert_eq!(client.send("POST", "/auth/logout", &Value::Null).await.json()["data"], "loggedOut");
    }
    let passwork = start(Era::Md5).await;
    let mut client = Client::new(&passwork).await;
    assert_eq!(client.get("/vaults/list").await.status, 401, "SHA-256 is refused");
    client.master_hash = "5a1c6b2b9c1b9b2f4d5f0d2ad0a2f1ab".to_owned();
    assert_eq!(client.get("/vaults/list").await.status, 401);
}

#[tokio::test]
async fn vaults_and_items_of_the_scenarios_open_with_the_servers_own_crypto() {
    for era in FOUR {
        let passwork = start(era).await;
        let mail = passwork.read_item(MAIL_ITEM).unwrap();
        assert_eq!(mail.password, "S3cret-Пароль!", "{era:?}");
        assert_eq!(mail.custom[2].1, "JBSWY3DPEHPK3PXP");
        assert_eq!(passwork.read_item(ROUTER_ITEM).unwrap().password, "R0uter");
        let full = passwork.item(MAIL_ITEM).unwrap();
        assert_eq!(full.get("cryptedKey").is_some(), era.has_item_keys(), "{era:?}");
        let starts = full["cryptedPassword"].as_str().unwrap().starts_with("amt4cwv48xb6pp1h");
        assert_eq!(starts, era.seals());
    }
}

#[tokio::test]
async fn lists_carry_no_secret_and_an_item_in_full_has_its_types() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    let vaults = client.data("GET", "/vaults/list", &Value::Null).await;
    assert_eq!(names(&vaults), ["Company vault", "Private vault"]);
    assert!(vaults[0].get("vaultPasswordCrypted").is_none() && vaults[0]["passwordsAmount"] == 1);
    let vault = client.data("GET", &format!("/vaults/{COMPANY_VAULT}"), &Value::Null).await;
    assert!(vault["vaultPasswordCrypted"].is_string() && vault["domainMaster"].is_string());
    let list = client.data("GET", &format!("/vaults/{COMPANY_VAULT}/passwords"), &Value::Null).await;
    assert_eq!(names(&list), ["Mail"]);
    assert!(list[0].get("cryptedPassword").is_none() && list[0].get("custom").is_none());
    let item = client.data("GET", &format!("/passwords/{MAIL_ITEM}"), &Value::Null).await;
    assert!(item["updatedAt"].as_str().unwrap().parse::<u64>().is_ok() && item["color"] == 1);
    assert_eq!(item["path"][0]["name"], "Company vault");
    assert!(item["attachments"][0].get("encryptedData").is_none());
    let recent = client.data("GET", "/passwords/recent", &Value::Null).await;
    assert_eq!(names(&recent), ["Mail"]);
    passwork.switch(|switches| switches.null_lists = true);
    let router = client.data("GET", &format!("/passwords/{ROUTER_ITEM}"), &Value::Null).await;
    assert!(router["custom"].is_null() && router["attachments"].is_null());
    assert_eq!(
        refusal(&client.get(&format!("/passwords/{COMPANY_VAULT}")).await),
        (404, "passwordNull".to_owned())
    );
}

#[tokio::test]
async fn what_is_written_is_kept_as_it_came_and_opens_again() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    let sealed = |text: &str| seal(text, "itemKey-itemKey").unwrap();
    let key = "a key that the server never opens";
    let body = json!({
        "vaultId": COMPANY_VAULT, "name": "New", "login": "me", "url": "https://new.example", "description": null,
        "folderId": null, "tags": ["a"], "color": "3", "custom": [], "attachments": [], "snapshot": null,
        "shortcutId": null, "cryptedPassword": sealed("first"), "cryptedKey": key,
    });
    let reply = client.send("POST", "/passwords", &body).await;
    assert_eq!(reply.status, 200);
    let made = reply.json()["data"].clone();
    assert_eq!((&made["cryptedKey"], &made["color"]), (&key.into(), &3.into()));
    assert_eq!(made["cryptedPassword"], body["cryptedPassword"]);
    let id = made["id"].as_str().unwrap();
    let path = format!("/passwords/{id}");
    let renamed = client.data("PUT", &path, &json!({ "name": "Renamed", "snapshot": "sealed state" })).await;
    assert_eq!((&renamed["name"], &renamed["login"]), (&"Renamed".into(), &"me".into()));
    let ignored = client.data("PUT", &path, &json!({ "cryptedPassword": "x" })).await;
    assert_eq!(
        ignored["cryptedPassword"], body["cryptedPassword"],
        "without passwordFieldChanged nothing changes"
    );
    let anew = json!({ "cryptedPassword": sealed("second"), "passwordFieldChanged": true });
    assert_eq!(client.data("PUT", &path, &anew).await["cryptedPassword"], anew["cryptedPassword"]);
    assert_eq!(passwork.item(id).unwrap()["snapshots"], json!(["sealed state"]));
    assert_eq!(client.send("DELETE", &path, &json!({ "snapshot": "last" })).await.status, 200);
    assert_eq!(client.get(&path).await.status, 404);
    assert_eq!(passwork.bin(), [id]);
}

#[tokio::test]
async fn folders_and_vaults_answer_with_the_statuses_that_were_seen() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let made = client.send("POST", "/folders", &json!({ "name": "A", "vaultId": COMPANY_VAULT })).await;
    assert_eq!((made.status, made.json()["code"].clone()), (201, "folderCreated".into()));
    let top = made.json()["data"].clone();
    assert!(top["parentId"].is_null());
    let top = top["id"].as_str().unwrap();
    let body = json!({ "name": "B", "vaultId": COMPANY_VAULT, "parentId": top });
    let below = client.data("POST", "/folders", &body).await;
    assert_eq!(names(&below["path"]), ["Company vault", "A", "B"]);
    let below = below["id"].as_str().unwrap();
    let loop_body = json!({ "name": "A", "parentId": below });
    assert_eq!(client.send("PUT", &format!("/folders/{top}"), &loop_body).await.status, 400, "no cycles");
    let renamed =
        client.send("PUT", &format!("/folders/{below}"), &json!({ "name": "C", "parentId": top })).await;
    assert_eq!((renamed.status, renamed.json()["code"].clone()), (200, "folderRenamed".into()));
    let children = client.data("GET", &format!("/folders/{top}/children"), &Value::Null).await;
    assert_eq!(names(&children), ["C"]);
    let gone = client.send("DELETE", &format!("/folders/{top}"), &Value::Null).await;
    assert_eq!((gone.status, gone.json()["data"].clone()), (200, "folderDeleted".into()));
    assert_eq!(client.get(&format!("/folders/{below}")).await.status, 404, "with what is below");
    let dummy = encode(&"a".repeat(32));
    let body = json!({
        "name": "Mine", "mpCrypted": dummy, "passwordCrypted": dummy, "passwordHash": "h", "salt": "s",
    });
    let made = client.send("POST", "/vaults", &body).await;
    assert_eq!((made.status, made.json()["code"].clone()), (201, "vaultCreated".into()));
    let id = made.json()["data"].as_str().unwrap().to_owned();
    let renamed = client.send("PUT", &format!("/vaults/{id}"), &json!({ "name": "Ours" })).await;
    assert_eq!((renamed.status, renamed.json()["code"].clone()), (201, "vaultUpdated".into()));
    let gone = client.data("DELETE", &format!("/vaults/{id}"), &Value::Null).await;
    assert_eq!(gone, format!("Vault {id} deleted"));
}

#[tokio::test]
async fn what_clients_do_wrong_is_tolerated() {
    let passwork = start_full(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let headers = [("Passwork-Auth", client.token.as_str()), ("Passwork-Lang", "null")];
    let colors = raw(&passwork, "GET", "/api/v4//vaults/colors", &headers, "").await.unwrap();
    assert_eq!(colors.json()["data"], json!([1, 3]));
    let as_text = [headers[0], ("Content-Type", "text/plain;charset=UTF-8")];
    let body = json!({ "query": "Mail", "vaultId": "" }).to_string();
    let found = raw(&passwork, "POST", "/api/v4/passwords/search", &as_text, &body).await.unwrap();
    assert_eq!(names(&found.json()["data"]), ["Mail"]);
    let path = format!("/api/v4/passwords/{MAIL_ITEM}/favorite");
    assert_eq!(raw(&passwork, "POST", &path, &headers, "").await.unwrap().status, 200);
    let favorites = client.data("GET", "/passwords/favorite", &Value::Null).await;
    assert_eq!(names(&favorites), ["Mail"]);
    let reply =
        raw(&passwork, "GET", "/api/v4/info/version", &[("Origin", "https://evil.example")], "").await;
    assert!(!reply.unwrap().head.to_ascii_lowercase().contains("access-control"), "no CORS");
}

#[tokio::test]
async fn the_sample_has_a_tree_and_one_item_that_nobody_opens_in_every_era() {
    for era in Era::ALL {
        let passwork = start_full(era).await;
        assert_eq!(passwork.read_item(SAMPLE_SITE).unwrap().password, "Harbour-7-Lanterns", "{era:?}");
        assert_eq!(passwork.read_item(SAMPLE_DEEP).unwrap().password, "пароль-😀-\"tide\"", "{era:?}");
        assert_eq!(passwork.read_item(SAMPLE_LOCKED), Err(SetupError::NotOpened), "{era:?}");
        let path = passwork.item(SAMPLE_DEEP).unwrap();
        if !era.is_v7() {
            assert_eq!(names(&path["path"]), ["Company vault", "Infrastructure", "Databases", "Production"]);
        }
    }
}

#[tokio::test]
async fn other_clients_rename_move_and_lock_what_is_there() {
    for era in Era::ALL {
        let passwork = start(era).await;
        let (first, _) = passwork.vaults()[0].clone();
        let other = passwork.put_vault("Other", true).unwrap();
        let folder = passwork.put_folder(&other, None, "Inside").unwrap();
        let new = NewItem { name: "Moves".into(), password: "same".into(), ..NewItem::default() };
        let id = passwork.put_item(&first, &new).unwrap();
        passwork.change_item(&id, &json!({ "name": "Moved", "password": "changed" })).unwrap();
        passwork.move_item(&id, &other, Some(&folder)).unwrap();
        assert_eq!(passwork.read_item(&id).unwrap().password, "changed", "{era:?}");
        assert_eq!(passwork.item(&id).unwrap()["folderId"], folder.as_str());
        assert_eq!(passwork.items(&other), std::slice::from_ref(&id));
        passwork.damage_item(&id).unwrap();
        assert_eq!(passwork.read_item(&id), Err(SetupError::NotOpened), "{era:?}");
    }
}

#[tokio::test]
async fn an_item_without_a_key_of_its_own_is_under_its_vaults() {
    let passwork = start(Era::ItemKeys).await;
    let new = NewItem { password: "old".into(), without_key: true, ..NewItem::default() };
    let id = passwork.put_item(COMPANY_VAULT, &new).unwrap();
    assert!(passwork.item(&id).unwrap().get("cryptedKey").is_none());
    assert_eq!(passwork.read_item(&id).unwrap().password, "old");
    passwork.move_item(&id, PRIVATE_VAULT, None).unwrap();
    assert_eq!(passwork.read_item(&id).unwrap().password, "old");
}

#[tokio::test]
async fn folders_that_are_their_own_parents_or_have_lost_theirs_stop_nothing() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let a = passwork.put_folder(COMPANY_VAULT, None, "A").unwrap();
    let b = passwork.put_folder(COMPANY_VAULT, Some(&a), "B").unwrap();
    passwork.change_folder(&a, "A", Some(&b)).unwrap();
    let orphan = passwork.put_folder(COMPANY_VAULT, None, "Orphan").unwrap();
    passwork.change_folder(&orphan, "Orphan", Some("000000000000000000000000")).unwrap();
    for folder in [&a, &b, &orphan] {
        let shown = client.data("GET", &format!("/folders/{folder}"), &Value::Null).await;
        assert_eq!(shown["id"], folder.as_str());
    }
    assert!(passwork.delete_folder(&a));
    assert_eq!(passwork.folders(COMPANY_VAULT), [(orphan, "Orphan".to_owned())]);
}

#[tokio::test]
async fn a_vault_of_five_thousand_items_is_there_at_once() {
    let passwork = Passwork::start(PassworkConfig::of(Era::ItemKeys)).await.unwrap();
    passwork.fill_vault(PRIVATE_VAULT, 5000).unwrap();
    let client = Client::new(&passwork).await;
    let all = client.data("GET", &format!("/vaults/{PRIVATE_VAULT}/fullInfo"), &Value::Null).await;
    assert_eq!(all["passwords"].as_array().unwrap().len(), 5000);
    assert_eq!(all["folders"].as_array().unwrap().len(), 20);
    let last = passwork.items(PRIVATE_VAULT).pop().unwrap();
    assert_eq!(passwork.read_item(&last).unwrap().password, "tide-4999-harbour");
}

#[tokio::test]
async fn shortcuts_and_the_inbox_open_by_keys_of_their_own() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    let list = client.data("GET", &format!("/vaults/{PRIVATE_VAULT}/passwords"), &Value::Null).await;
    let entry = list.as_array().unwrap().iter().find(|one| one.get("shortcut").is_some()).unwrap();
    let id = entry["shortcut"]["id"].as_str().unwrap();
    let full = client.data("GET", &format!("/sharing/shortcut/{id}"), &Value::Null).await;
    assert_eq!((&full["id"], &full["shortcut"]["vaultId"]), (&MAIL_ITEM.into(), &PRIVATE_VAULT.into()));
    let inbox = client.data("GET", "/sharing/inbox/list", &Value::Null).await;
    assert!(inbox[0].get("cryptedKey").is_none());
    let opened = client.data("POST", &format!("/sharing/inbox/{INBOX_ENTRY}"), &Value::Null).await;
    assert!(opened["cryptedKey"].is_string() && opened["password"]["fromInbox"] == true);
    let both = json!({ "query": "Mail", "includeShortcuts": true, "includeShared": true });
    let found = client.data("POST", "/passwords/search", &both).await;
    assert_eq!(names(&found), ["Mail"; 3]);
    assert!(found[1]["shortcut"]["id"] == id && found[2]["inboxId"] == INBOX_ENTRY);
    let changed = client.data("PUT", &format!("/sharing/shortcut/{id}"), &json!({ "name": "Post" })).await;
    assert_eq!((&changed["name"], &changed["shortcut"]["id"]), (&"Post".into(), &id.into()));
    let user = client.data("GET", "/user/info", &Value::Null).await;
    assert!(user["keys"]["privateCrypted"].as_str().unwrap().starts_with("amt4cwv4"));
}

#[tokio::test]
async fn who_may_only_read_changes_nothing() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    passwork.set_read_only(COMPANY_VAULT, true).unwrap();
    let path = format!("/passwords/{MAIL_ITEM}");
    let denied = (403, "accessDenied".to_owned());
    assert_eq!(refusal(&client.send("PUT", &path, &json!({ "name": "x" })).await), denied);
    assert_eq!(refusal(&client.send("DELETE", &path, &Value::Null).await), denied);
    let folder = json!({ "name": "x", "vaultId": COMPANY_VAULT });
    assert_eq!(refusal(&client.send("POST", "/folders", &folder).await), denied);
    assert_eq!(client.get(&path).await.json()["data"]["accessCode"], 10);
}
