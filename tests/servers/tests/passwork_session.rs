//! The built-in Passwork: how sessions begin, end and are renewed, in both generations.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use nearkey_servers::passwork::Era;
use passwork_client::{Client, raw, refusal, start, unwrap_seven};
use serde_json::{Value, json};

mod passwork_client;

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Vectors hold which header the vendor's client sends after the sign-in.
#[tokio::test]
async fn the_vendors_header_of_the_master_key_is_right_in_every_era_of_v4() {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/passwork.json")).unwrap();
    let eras = [Era::OffOld, Era::OffNew, Era::RawMaster, Era::Md5, Era::Pbkdf2, Era::ItemKeys];
    for (era, scenario) in eras.into_iter().zip(vectors["v4"]["scenarios"].as_array().unwrap()) {
        let passwork = start(era).await;
        let mut client = Client::new(&passwork).await;
        let header = &scenario["headers_after_login"]["Passwork-MasterHash"];
        client.master_hash = header.as_str().unwrap().to_owned();
        assert_eq!(client.get("/vaults/domain").await.status, 200, "{era:?}");
    }
}

#[tokio::test]
async fn an_expired_token_is_told_apart_from_one_that_never_was() {
    let passwork = start(Era::OffNew).await;
    let mut client = Client::new(&passwork).await;
    passwork.jump_clock(599);
    assert_eq!(client.get("/vaults/list").await.status, 200);
    passwork.jump_clock(2);
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionExpired"));
    client.token = "never was".into();
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionNotFound"));
    client.token = String::new();
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionNotFound"));
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair_and_the_old_one_is_dead() {
    let passwork = start(Era::ItemKeys).await;
    let mut client = Client::new(&passwork).await;
    passwork.jump_clock(700);
    let path = format!("/auth/refreshToken/{}/{}", client.token, client.refresh);
    let old = client.token.clone();
    client.token = String::new();
    let fresh = client.data("POST", &path, &Value::Null).await;
    assert_eq!(fresh["tokenTtl"], 600);
    assert_eq!(refusal(&client.send("POST", &path, &Value::Null).await), is(401, "refreshTokenInvalid"));
    client.token = old;
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionNotFound"));
    client.token = fresh["token"].as_str().unwrap().to_owned();
    assert_eq!(client.get("/vaults/list").await.status, 200);
    passwork.jump_clock(8 * 24 * 3600);
    let path = format!("/auth/refreshToken/{}/{}", client.token, fresh["refreshToken"].as_str().unwrap());
    assert_eq!(refusal(&client.send("POST", &path, &Value::Null).await), is(401, "refreshTokenInvalid"));
    assert_eq!(client.login(&passwork.api_key()).await.status, 200, "the key goes on");
}

#[tokio::test]
async fn of_parallel_refreshes_one_wins() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let path = format!("/auth/refreshToken/{}/{}", client.token, client.refresh);
    let ask = || client.send("POST", &path, &Value::Null);
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    let mut all = [a.status, b.status, c.status];
    all.sort_unstable();
    assert_eq!(all, [200, 401, 401]);
}

#[tokio::test]
async fn without_a_refresh_token_only_the_key_helps() {
    let passwork = start(Era::OffOld).await;
    let mut client = Client::new(&passwork).await;
    passwork.jump_clock(601);
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionExpired"));
    let path = format!("/auth/refreshToken/{}/{}", client.token, "x");
    assert_eq!(client.send("POST", &path, &Value::Null).await.status, 401);
    client.token = client.login(&passwork.api_key()).await.json()["data"]["token"].as_str().unwrap().into();
    assert_eq!(client.get("/vaults/list").await.status, 200);
}

#[tokio::test]
async fn a_revoked_key_and_a_forbidden_api_are_different() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    passwork.forbid_api(true);
    assert_eq!(refusal(&client.get("/vaults/list").await), is(403, "accessDenied"));
    assert_eq!(refusal(&client.login(&passwork.api_key()).await), is(403, "accessDenied"));
    passwork.forbid_api(false);
    assert_eq!(client.get("/vaults/list").await.status, 200);
    let key = passwork.api_key();
    assert!(passwork.revoke_api_key(&key) && !passwork.revoke_api_key(&key));
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "apiSessionNotFound"));
    assert_eq!(refusal(&client.login(&key).await), is(401, "authFailed"));
    let new = passwork.new_api_key(passwork.user()).unwrap();
    assert_eq!(client.login(&new).await.status, 200);
}

#[tokio::test]
async fn another_user_sees_the_companys_vaults_only() {
    let passwork = start(Era::OffNew).await;
    passwork.put_user("Bo Quay", "bo@example.com");
    let key = passwork.new_api_key("Bo Quay").unwrap();
    let mut client = Client::nobody(&passwork);
    client.token = client.login(&key).await.json()["data"]["token"].as_str().unwrap().into();
    let vaults = client.data("GET", "/vaults/list", &Value::Null).await;
    assert_eq!(passwork_client::names(&vaults), ["Company vault"]);
    let path = format!("/passwords/{}", nearkey_servers::passwork::ROUTER_ITEM);
    assert_eq!(client.get(&path).await.status, 404);
}

#[tokio::test]
async fn another_master_password_is_noticed_by_its_hash() {
    let passwork = start(Era::RawMaster).await;
    let mut client = Client::new(&passwork).await;
    passwork.change_master_password("a new one").unwrap();
    assert_eq!(refusal(&client.get("/vaults/list").await), is(401, "wrongMasterHash"));
    client.master_hash = nearkey_servers::passwork::hash("a new one");
    assert_eq!(client.get("/vaults/list").await.status, 200);
    let mail = passwork.read_item(nearkey_servers::passwork::MAIL_ITEM).unwrap();
    assert_eq!(mail.password, "S3cret-Пароль!");
}

#[tokio::test]
async fn seven_answers_in_base64_unless_asked_for_raw_and_says_what_is_wrong() {
    let passwork = start(Era::V7Off).await;
    let reply = raw(&passwork, "GET", "/api/v1/sessions/current/info", &[], "").await.unwrap();
    assert_eq!(reply.status, 401);
    let errors = unwrap_seven(&reply)["errors"].clone();
    assert!(
        errors[0]["code"].is_string() && errors[0]["message"].is_string() && errors[0]["field"].is_null()
    );
    let raw_too = [("X-Response-Format", "raw")];
    let reply = raw(&passwork, "GET", "/api/v1/sessions/current/info", &raw_too, "").await.unwrap();
    assert_eq!(reply.json()["errors"], errors);
    let other = raw(&passwork, "GET", "/api/v4/info/version", &[], "").await.unwrap();
    assert!(other.status == 404 && other.is_html());
}

#[tokio::test]
async fn tokens_of_seven_expire_and_are_renewed_as_a_pair_or_alone() {
    let passwork = start(Era::V7On).await;
    let mut client = Client::new(&passwork).await;
    assert_eq!((client.token.len(), client.get("/vaults").await.status), (44, 200));
    passwork.jump_clock(601);
    assert_eq!(refusal(&client.get("/vaults").await), is(401, "accessTokenExpired"));
    let body = json!({ "refreshToken": client.refresh });
    let fresh = client.data("POST", "/sessions/refresh", &body).await;
    assert_eq!(client.send("POST", "/sessions/refresh", &body).await.status, 401, "the old pair is dead");
    client.token = fresh["accessToken"].as_str().unwrap().into();
    client.refresh = fresh["refreshToken"].as_str().unwrap().into();
    assert_eq!(client.get("/sessions/current/info").await.status, 200);
    let body = json!({ "accessToken": client.token });
    let alone = client.data("POST", "/sessions/refresh-access-token", &body).await;
    assert!(alone.get("refreshToken").is_none());
    client.token = alone["accessToken"].as_str().unwrap().into();
    let body = json!({ "refreshToken": client.refresh });
    let alone = client.data("POST", "/sessions/refresh-refresh-token", &body).await;
    assert!(alone["refreshTokenExpiredAt"].is_u64() && alone.get("accessToken").is_none());
    client.master_hash = "0".repeat(64);
    assert_eq!(refusal(&client.get("/vaults").await), is(401, "masterKeyHashInvalid"));
    passwork.forbid_api(true);
    assert_eq!(refusal(&client.get("/vaults").await), is(403, "accessDenied"));
    passwork.forbid_api(false);
    passwork.end_sessions();
    assert_eq!(refusal(&client.get("/vaults").await), is(401, "accessTokenInvalid"));
}

#[tokio::test]
async fn a_batch_of_seven_has_twenty_five_calls_at_most() {
    let passwork = start(Era::V7Off).await;
    let client = Client::new(&passwork).await;
    let vault = passwork.vaults()[0].0.clone();
    let good = json!({ "method": "GET", "relativeUrl": format!("/api/v1/items?vaultId={vault}") });
    let bad = json!({ "method": "GET", "relativeUrl": "/api/v1/items/000000000000000000000000" });
    let answers = client.data("POST", "/batch", &json!({ "requests": [good, bad] })).await;
    assert_eq!(answers["responses"][0]["body"]["items"][0]["name"], "Plain");
    assert_eq!(answers["responses"][1]["statusCode"], 404);
    let many = vec![good; 26];
    assert_eq!(client.send("POST", "/batch", &json!({ "requests": many })).await.status, 400);
}
