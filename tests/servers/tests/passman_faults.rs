//! One test per fault, certificates to refuse, and the control interface.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod passman_client;

use std::time::{Duration, Instant};

use nearkey_servers::passman::{Certificate, Fault, FaultOrder, SAMPLE_VAULT};
use nearkey_servers::{Passman, PassmanConfig};
use passman_client::{API, Client, control, start, start_with};
use serde_json::{Value, json};

fn vault_path() -> String {
    format!("/vaults/{SAMPLE_VAULT}")
}

fn last_fault(passman: &Passman) -> Option<String> {
    passman.log().pop().unwrap().fault
}

#[tokio::test]
async fn a_fault_lasts_for_so_many_requests_and_strikes_where_it_shall() {
    let passman = start().await;
    let client = Client::new(&passman);
    passman.fault(FaultOrder::once(Fault::Failure).times(2).at("/vaults").by("get"));
    assert_eq!(client.get("/version").await.status, 200);
    let made = client.send("POST", "/vaults", &json!({ "vault_name": "a" })).await;
    assert_eq!(made.status, 200);
    for status in [500, 500, 200] {
        assert_eq!(client.get("/vaults").await.status, status);
    }
    passman.fault(FaultOrder::always(Fault::Failure));
    assert_eq!(client.get("/version").await.status, 500);
    assert_eq!(client.get("/version").await.status, 500);
    passman.clear_faults();
    assert_eq!(client.get("/version").await.status, 200);
}

#[tokio::test]
async fn pages_come_in_the_place_of_answers_and_nothing_is_done() {
    let passman = start().await;
    let client = Client::new(&passman);
    let before = passman.vaults("mira");
    let cases = [(Fault::Failure, 500), (Fault::Maintenance, 503), (Fault::Portal, 200)];
    for (fault, status) in cases {
        passman.fault(FaultOrder::once(fault));
        let reply = client.send("POST", "/vaults", &json!({ "vault_name": "a" })).await;
        assert!(reply.status == status && reply.is_html(), "{reply:?}");
    }
    assert_eq!(last_fault(&passman).as_deref(), Some("portal"));
    for (fault, status) in [(Fault::Unauthorized, 401), (Fault::TooMany, 429)] {
        passman.fault(FaultOrder::once(fault));
        let reply = client.send("POST", "/vaults", &json!({ "vault_name": "a" })).await;
        assert!(reply.status == status && reply.json()["message"].is_string());
    }
    let any = Fault::Status { status: 418, content_type: "text/plain".into(), body: "tea".into() };
    passman.fault(FaultOrder::once(any));
    let reply = client.get("/vaults").await;
    assert_eq!((reply.status, reply.text()), (418, "tea".to_owned()));
    assert_eq!(passman.vaults("mira"), before);
}

#[tokio::test]
async fn a_slow_answer_is_genuine() {
    let passman = start().await;
    passman.fault(FaultOrder::once(Fault::Slow { ms: 120 }));
    let started = Instant::now();
    assert_eq!(Client::new(&passman).get("/version").await.json()["version"], "2.4.12");
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn connections_end_before_or_in_the_middle() {
    let passman = start().await;
    let client = Client::new(&passman);
    passman.fault(FaultOrder::once(Fault::DropBefore));
    let target = format!("{API}/vaults");
    assert!(client.raw("GET", &target, &[], "").await.is_err());
    passman.fault(FaultOrder::once(Fault::DropInBody));
    let made = client.send("POST", "/vaults", &json!({ "vault_name": "lost" })).await;
    assert!(made.is_cut && !made.body.is_empty());
    assert_eq!(passman.vaults("mira").len(), 2, "done all the same");
    assert_eq!(passman.log().pop().unwrap().status, 0);
    passman.fault(FaultOrder::once(Fault::DropInBody));
    let cut = client.get_secure(passman.ca_pem(), "localhost", &target).await.unwrap();
    assert!(cut.is_cut);
}

#[tokio::test]
async fn json_ends_in_the_middle_of_an_answer_that_is_whole_for_http() {
    let passman = start().await;
    passman.fault(FaultOrder::once(Fault::TruncatedJson));
    let reply = Client::new(&passman).get("/vaults").await;
    assert!(!reply.is_cut && reply.status == 200);
    assert!(serde_json::from_slice::<Value>(&reply.body).is_err());
}

#[tokio::test]
async fn redirects_lead_elsewhere() {
    let passman = start().await;
    let client = Client::new(&passman);
    let target = format!("{API}/version");
    let elsewhere = Fault::Redirect { status: 302, to: "https://other.example/x".into() };
    passman.fault(FaultOrder::once(elsewhere));
    let reply = client.get("/version").await;
    assert_eq!(
        (reply.status, reply.header("Location").unwrap()),
        (302, "https://other.example/x".to_owned())
    );
    passman.fault(FaultOrder::once(Fault::RedirectToHttp));
    let reply = client.get_secure(passman.ca_pem(), "localhost", &target).await.unwrap();
    let plain = format!("http://localhost:{}{target}", passman.http_address().port());
    assert_eq!((reply.status, reply.header("Location")), (307, Some(plain)));
    passman.fault(FaultOrder::once(Fault::RedirectToItself));
    let reply = client.get_secure(passman.ca_pem(), "localhost", &target).await.unwrap();
    let same = format!("https://localhost:{}{target}", passman.https_address().port());
    assert_eq!(reply.header("Location"), Some(same));
}

#[tokio::test]
async fn ten_thousand_items_come_once() {
    let passman = start().await;
    let client = Client::new(&passman);
    passman.fault(FaultOrder::once(Fault::ManyItems { count: 10_000 }).at("/vaults/"));
    let count = |vault: &Value| vault["credentials"].as_array().unwrap().len();
    assert_eq!(count(&client.get(&vault_path()).await.json()), 10_000);
    assert_eq!(count(&client.get(&vault_path()).await.json()), passman.credentials(SAMPLE_VAULT).len());
}

#[tokio::test]
async fn ids_in_answers_are_others() {
    let passman = start().await;
    let client = Client::new(&passman);
    let genuine = client.get(&vault_path()).await.json();
    passman.fault(FaultOrder::once(Fault::WrongIds));
    let wrong = client.get(&vault_path()).await.json();
    for id in ["guid", "vault_id"] {
        assert_ne!(wrong[id], genuine[id]);
    }
    for id in ["guid", "vault_id", "credential_id"] {
        assert_ne!(wrong["credentials"][0][id], genuine["credentials"][0][id]);
    }
    assert_eq!(wrong["credentials"][0]["label"], genuine["credentials"][0]["label"]);
}

#[tokio::test]
async fn a_body_can_be_huge() {
    let passman = start().await;
    passman.fault(FaultOrder::once(Fault::Huge { bytes: 3 << 20 }));
    let reply = Client::new(&passman).get("/vaults").await;
    assert_eq!((reply.body.len(), reply.json()), (3 << 20, json!([])));
}

#[tokio::test]
async fn certificates_that_a_client_must_refuse_are_refused() {
    for certificate in [Certificate::WrongHost, Certificate::SelfSigned, Certificate::Expired] {
        let passman = start_with(PassmanConfig { certificate, ..PassmanConfig::default() }).await;
        let client = Client::new(&passman);
        let refused = client.get_secure(passman.ca_pem(), "localhost", &format!("{API}/version")).await;
        assert!(refused.is_err(), "{certificate:?}");
        assert!(passman.log().is_empty(), "{certificate:?}: no request, so no login, came");
        for _ in 0..200 {
            if passman.refused_connections() == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(passman.refused_connections(), 1, "{certificate:?}");
    }
}

#[tokio::test]
async fn an_authority_of_another_run_vouches_for_nothing() {
    let (passman, other) = (start().await, start().await);
    let client = Client::new(&passman);
    assert!(client.get_secure(other.ca_pem(), "localhost", "/status.php").await.is_err());
    assert_ne!(passman.spki_sha256_base64(), other.spki_sha256_base64());
}

#[tokio::test]
async fn the_control_port_tells_and_switches() {
    let passman = start().await;
    let client = Client::new(&passman);
    let state = control(&passman, "GET", "/control/state", None, &Value::Null).await.json();
    assert_eq!((&state["https"], &state["user"]), (&json!(passman.url()), &json!("mira")));
    assert_eq!(state["switches"]["twoFactor"], false);
    let change = json!({ "twoFactor": true, "surroundings": "no_passman" });
    assert_eq!(control(&passman, "POST", "/control/switches", None, &change).await.status, 200);
    assert!(passman.switches().two_factor && passman.switches().pretty_urls);
    let unknown = control(&passman, "POST", "/control/switches", None, &json!({ "no": 1 })).await;
    assert_eq!(unknown.status, 400);
    passman.switch(|switches| *switches = nearkey_servers::passman::Switches::default());
    let order = json!({ "kind": "slow", "ms": 1, "times": 1, "path": "/version" });
    assert_eq!(control(&passman, "POST", "/control/fault", None, &order).await.status, 200);
    client.get("/version").await;
    let log = control(&passman, "GET", "/control/log?last=1", None, &Value::Null).await.json();
    assert_eq!((&log[0]["fault"], &log[0]["user"]), (&json!("slow"), &json!("mira")));
    let made = control(&passman, "POST", "/control/app-password", None, &json!({})).await.json();
    assert_eq!(passman.app_passwords("mira"), [made["appPassword"].as_str().unwrap()]);
    assert_eq!(control(&passman, "POST", "/control/grant", None, &json!({})).await.status, 409);
    client.raw("POST", "/index.php/login/v2", &[], "").await.unwrap();
    assert_eq!(control(&passman, "POST", "/control/grant", None, &json!({})).await.status, 200);
}

#[tokio::test]
async fn only_its_own_page_may_use_the_control_port() {
    let passman = start().await;
    let page = control(&passman, "GET", "/", None, &Value::Null).await;
    assert!(page.status == 200 && page.text().contains("Built-in Passman"));
    let foreign = control(&passman, "GET", "/control/state", Some("http://evil.example"), &Value::Null).await;
    assert_eq!(foreign.status, 403);
}
