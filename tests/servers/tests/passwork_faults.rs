//! The built-in Passwork: what goes wrong when it is told to, its certificates, its control port.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use nearkey_servers::passwork::{
    COMPANY_VAULT, Certificate, Era, Fault, FaultOrder, MAIL_ITEM, SetupError, open,
};
use nearkey_servers::{Passwork, PassworkConfig};
use passwork_client::{Client, plain, raw, refusal, start, under, unwrap_seven};
use serde_json::{Value, json};

mod passwork_client;

const LIST: &str = "/vaults/list";

#[tokio::test]
async fn only_tls_is_spoken_and_only_under_the_right_names() {
    let passwork = start(Era::OffNew).await;
    let ca = passwork.ca_pem();
    for name in ["localhost", "127.0.0.1", "nearkey.example"] {
        assert_eq!(under(&passwork, ca, name).await.unwrap().status, 200, "{name}");
    }
    under(&passwork, ca, "other.example").await.unwrap_err();
    plain(&passwork, "/api/v4/info/version").await.unwrap_err();
    assert!(passwork.refused_connections() >= 1 && passwork.log().len() == 3);
    let another = start(Era::OffNew).await;
    under(&passwork, another.ca_pem(), "localhost").await.unwrap_err();
    for certificate in [Certificate::WrongHost, Certificate::SelfSigned, Certificate::Expired] {
        let config = PassworkConfig { certificate, ..PassworkConfig::default() };
        let passwork = Passwork::start(config).await.unwrap();
        under(&passwork, passwork.ca_pem(), "localhost").await.unwrap_err();
        assert!(passwork.log().is_empty(), "{certificate:?}");
    }
}

#[tokio::test]
async fn it_can_be_in_a_folder_and_everything_else_is_a_page() {
    let config = PassworkConfig { base_path: "/passwork".into(), ..PassworkConfig::default() };
    let passwork = Passwork::start(config).await.unwrap();
    let at = async |target: &str| raw(&passwork, "GET", target, &[], "").await.unwrap();
    assert_eq!(at("/passwork/api/v4/info/version").await.status, 200);
    for wrong in ["/api/v4/info/version", "/passwork/api/v9/x", "/passworkapi/v4/info/version", "/other"] {
        let reply = at(wrong).await;
        assert!(reply.status == 404 && reply.is_html(), "{wrong}");
    }
    assert!(passwork.url().ends_with("/passwork") && passwork.qr_url().ends_with("/passwork/mobile"));
    passwork.switch(|switches| switches.no_passwork = true);
    assert!(at("/passwork/api/v4/info/version").await.is_html());
}

#[tokio::test]
async fn answers_in_the_place_of_the_genuine_one() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let next = async |fault: Fault| {
        passwork.fault(FaultOrder::once(fault));
        client.get(LIST).await
    };
    let reply = next(Fault::Failure).await;
    assert!(reply.status == 500 && reply.is_html());
    assert_eq!(next(Fault::Maintenance).await.header("Retry-After").as_deref(), Some("30"));
    let reply = next(Fault::TooMany).await;
    assert_eq!((refusal(&reply).0, reply.header("Retry-After").as_deref()), (429, Some("7")));
    assert_eq!(refusal(&next(Fault::Unauthorized).await), (401, "apiSessionNotFound".to_owned()));
    let reply = next(Fault::Portal).await;
    assert!(reply.status == 200 && reply.is_html());
    let reply = next(Fault::RedirectToHttp).await;
    let to = format!("http://localhost:{}/api/v4{LIST}", passwork.address().port());
    assert_eq!((reply.status, reply.header("Location")), (307, Some(to)));
    let reply = next(Fault::Redirect { status: 302, to: "https://other.example/".into() }).await;
    assert_eq!(reply.header("Location").as_deref(), Some("https://other.example/"));
    assert_eq!(client.get(LIST).await.status, 200, "once means once");
    let names: Vec<_> = passwork.log().into_iter().filter_map(|entry| entry.fault).collect();
    assert_eq!(names.len(), 7);
}

#[tokio::test]
async fn what_is_wrong_inside_of_an_answer() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    let path = format!("/passwords/{MAIL_ITEM}");
    let next = async |fault: Fault, path: &str| {
        passwork.fault(FaultOrder::once(fault));
        client.get(path).await
    };
    let reply = next(Fault::NullData, &path).await.json();
    assert!(reply["status"] == "success" && reply["data"].is_null());
    let reply = next(Fault::UnknownMembers, &path).await.json();
    assert!(reply["newInNine"].is_object() && reply["data"]["newInNine"].is_object());
    assert_ne!(next(Fault::WrongIds, &path).await.json()["data"]["id"], MAIL_ITEM);
    let genuine = client.get(&path).await.json()["data"]["cryptedPassword"].clone();
    let spoilt = next(Fault::Damaged, &path).await.json()["data"]["cryptedPassword"].clone();
    assert_ne!(genuine, spoilt);
    let key = "itemKey-5ee2529f448e196cbd268b93";
    assert_eq!(open(genuine.as_str().unwrap(), key).unwrap(), "S3cret-Пароль!");
    assert_eq!(open(spoilt.as_str().unwrap(), key), Err(SetupError::NotOpened));
    let reply = next(Fault::TruncatedJson, &path).await;
    assert!(!reply.is_cut && serde_json::from_slice::<Value>(&reply.body).is_err());
    let list = format!("/vaults/{COMPANY_VAULT}/passwords");
    let reply = next(Fault::ManyItems { count: 5000 }, &list).await.json();
    assert_eq!(reply["data"].as_array().unwrap().len(), 5000);
    assert!(next(Fault::DropInBody, &path).await.is_cut);
    passwork.fault(FaultOrder::once(Fault::DropBefore));
    raw(&passwork, "GET", "/api/v4/info/version", &[], "").await.unwrap_err();
    passwork.fault(FaultOrder::once(Fault::Slow { ms: 150 }).at("info"));
    let began = Instant::now();
    assert_eq!(client.get("/info/version").await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn faults_reach_into_the_envelope_of_seven() {
    let passwork = start(Era::V7On).await;
    let tokens = passwork.tokens().unwrap();
    let bearer = format!("Bearer {}", tokens.access);
    let hash = Client::nobody(&passwork).master_hash;
    let headers = [("Authorization", bearer.as_str()), ("X-Master-Key-Hash", hash.as_str())];
    let target = format!("/api/v1/items?vaultId={}", passwork.vaults()[0].0);
    let get = async || raw(&passwork, "GET", &target, &headers, "").await.unwrap();
    let genuine = unwrap_seven(&get().await);
    passwork.fault(FaultOrder::once(Fault::Damaged));
    let spoilt = unwrap_seven(&get().await);
    assert_ne!(genuine["items"][0]["passwordEncrypted"], spoilt["items"][0]["passwordEncrypted"]);
    assert_eq!(genuine["items"][0]["name"], spoilt["items"][0]["name"]);
    passwork.fault(FaultOrder::once(Fault::NullData));
    assert!(unwrap_seven(&get().await).is_null());
}

#[tokio::test]
async fn the_log_has_path_headers_and_body_of_every_request() {
    let passwork = start(Era::ItemKeys).await;
    let client = Client::new(&passwork).await;
    client.send("POST", "/passwords/search", &json!({ "query": "Mail" })).await;
    let log = passwork.log();
    assert_eq!((log[0].method.as_str(), log[0].status), ("POST", 200));
    assert!(log[0].target.starts_with("/api/v4/auth/login/"));
    assert_eq!(log[1].body, r#"{"query":"Mail"}"#);
    assert_eq!(log[1].header("passwork-masterhash"), Some(client.master_hash.as_str()));
    assert_eq!(log[1].user.as_deref(), Some(passwork.user()));
    passwork.forget_log();
    assert!(passwork.log().is_empty());
}

#[tokio::test]
async fn offline_and_back_again_everything_is_still_there() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    passwork.set_online(false).await;
    raw(&passwork, "GET", "/api/v4/info/version", &[], "").await.unwrap_err();
    passwork.set_online(true).await;
    assert_eq!(client.get(LIST).await.status, 200);
}

#[tokio::test]
async fn the_control_port_is_for_its_own_page_and_does_what_the_handle_does() {
    let passwork = start(Era::OffNew).await;
    let client = Client::new(&passwork).await;
    let control = async |method: &str, target: &str, origin: Option<&str>, body: Value| {
        passwork_client::control(&passwork, method, target, origin, &body).await
    };
    let evil = control("GET", "/control/state", Some("https://evil.example"), Value::Null).await;
    assert_eq!(evil.status, 403);
    let state = control("GET", "/control/state", None, Value::Null).await.json();
    assert_eq!((&state["era"], &state["apiKeys"][0]), (&"off-new".into(), &passwork.api_key().into()));
    control("POST", "/control/switches", None, json!({ "apiForbidden": true })).await;
    assert_eq!(client.get(LIST).await.status, 403);
    assert_eq!(control("POST", "/control/switches", None, json!({ "noSuch": 1 })).await.status, 400);
    control("POST", "/control/switches", None, json!({ "apiForbidden": false })).await;
    control("POST", "/control/fault", None, json!({ "kind": "null_data", "times": 1 })).await;
    assert!(client.get(LIST).await.json()["data"].is_null());
    control("POST", "/control/clock", None, json!({ "seconds": 600 })).await;
    assert_eq!(refusal(&client.get(LIST).await).1, "apiSessionExpired");
    let made = control("POST", "/control/key", None, json!({})).await.json();
    assert_eq!(client.login(made["apiKey"].as_str().unwrap()).await.status, 200);
    control("POST", "/control/revoke", None, json!({})).await;
    assert_eq!(client.login(made["apiKey"].as_str().unwrap()).await.status, 401);
    let page = control("GET", "/", None, Value::Null).await;
    assert!(page.head.contains("text/html") && page.text().contains("Built-in Passwork"));
    assert!(
        !control("GET", "/control/log?last=2", None, Value::Null).await.json().as_array().unwrap().is_empty()
    );
}
