//! Every status and every command of the phone, over a real socket.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use common::{Client, PATIENCE, exchange, for_site, link, linked, linked_with, request};
use nearkey_servers::phone::wire;
use nearkey_servers::{Choice, Credential, NewCredential, PhoneConfig, Refusal};
use serde_json::{Value, json};

const BANK: &str = "https://bank.example";
const BANK_UID: &str = "5a3e1c00-77d2-4c1b-9e54-000000000005";
const VEILED_UID: &str = "5a3e1c00-77d2-4c1b-9e54-00000000000a";

#[tokio::test]
async fn a_request_waits_is_accepted_chosen_answered_once_and_then_gone() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    let prompt = phone.wait_for_request(PATIENCE).await.unwrap();
    let id = wire::decode(request["requestIdentifier"].as_str().unwrap()).unwrap();
    assert_eq!(prompt.fingerprint, wire::fingerprint(&wire::hash(&[&client.base, &id])));
    assert_eq!((prompt.site.as_deref(), prompt.choose), (Some("bank.example"), "one"));
    assert_eq!(client.status(&request).await, 202);
    phone.accept(Choice::Accept).unwrap();
    assert_eq!(client.status(&request).await, 202, "accepted, but nothing chosen");
    assert_eq!(phone.accept(Choice::One("nothing".into())), Err(Refusal::UnknownCredential));
    phone.accept(Choice::One(BANK_UID.into())).unwrap();
    let answer = client.fetch(&request).await;
    let credential = &answer["credential"];
    assert_eq!(credential["uid"], BANK_UID);
    assert_eq!(credential["password"], "S7?kelp-Anchor");
    assert!(credential["otp"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert_eq!(wire::decode(answer["clientKey"].as_str().unwrap()).unwrap().len(), 32);
    let gone = client.poll(&request).await.reply;
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert!(phone.screen().prompt.is_none());
}

#[tokio::test]
async fn an_answer_opens_for_its_own_poll_only() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    let earlier = client.poll(&request).await;
    phone.accept(Choice::FirstMatch).unwrap();
    let mut poll = client.poll(&request).await;
    assert!(client.read(&poll).is_some());
    poll.request_key = earlier.request_key;
    assert!(client.read(&poll).is_none());
}

#[tokio::test]
async fn denied_is_said_once() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    phone.deny().unwrap();
    let denied = client.poll(&request).await.reply;
    assert_eq!(denied.status, 403);
    assert!(String::from_utf8(denied.body).unwrap().starts_with("{\n  \"error\": "));
    assert_eq!(client.status(&request).await, 204);
    assert_eq!(phone.deny(), Err(Refusal::NoRequest));
}

#[tokio::test]
async fn there_is_one_slot_for_all_clients() {
    let (phone, first) = linked().await;
    let second = link(&phone, "XYZ-XYZ").await;
    let (one, two) = (for_site(BANK), for_site(BANK));
    assert_eq!(first.status(&one).await, 202);
    assert_eq!(first.status(&two).await, 409);
    assert_eq!(second.status(&one).await, 409, "the same identifier of another client");
    assert_eq!(first.status(&one).await, 202);
    phone.deny().unwrap();
    assert_eq!(second.status(&two).await, 202);
}

#[tokio::test]
async fn a_cancelled_request_counts_as_denied() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    let mut cancel = request.clone();
    cancel["command"] = "cancel_request".into();
    assert_eq!(client.status(&cancel).await, 403);
    assert_eq!(client.status(&request).await, 204);
    assert!(phone.screen().prompt.is_none());
    assert_eq!(client.status(&for_site(BANK)).await, 202);
}

#[tokio::test]
async fn without_a_session_the_phone_answers_401_and_shuts_down_until_it_is_opened() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    phone.lock();
    assert!(phone.is_listening());
    assert_eq!(client.status(&request).await, 401);
    assert!(client.try_poll(&request).await.is_err(), "connection refused");
    phone.unlock().await;
    assert_eq!(client.status(&request).await, 202);
}

#[tokio::test]
async fn in_the_background_the_phone_answers_401_and_keeps_listening() {
    let (phone, client) = linked().await;
    let request = for_site(BANK);
    phone.background();
    assert_eq!(client.status(&request).await, 401);
    assert_eq!(client.status(&request).await, 401);
    phone.foreground();
    assert_eq!(client.status(&request).await, 202);
}

#[tokio::test]
async fn blocked_unknown_and_malformed_have_their_statuses() {
    let (phone, client) = linked().await;
    let good = for_site(BANK);
    phone.block(&client.id, true).unwrap();
    assert_eq!(client.status(&good).await, 403);
    phone.block(&client.id, false).unwrap();

    let (body, _) = client.seal(&good);
    let post = async |id: &str, body: &[u8]| {
        exchange(phone.address(), "POST", "/", &[("X-WebClientId", id)], body).await.unwrap().status
    };
    assert_eq!(post("QQQ-QQQ", body.to_string().as_bytes()).await, 404);
    assert_eq!(post("abc-def", body.to_string().as_bytes()).await, 400);
    assert_eq!(post(&client.id, b"no json").await, 400);
    assert_eq!(post(&client.id, br#"{"envelope":"EWM:AAAA:AAAA"}"#).await, 400);
    let mut bent = body.clone();
    bent["envelope"] = format!("{}AA", body["envelope"].as_str().unwrap()).into();
    assert_eq!(post(&client.id, bent.to_string().as_bytes()).await, 400);
    assert_eq!(client.status(&request("make_coffee", json!({}))).await, 400);
    let mut nameless = good.clone();
    nameless.as_object_mut().unwrap().remove("requestIdentifier");
    assert_eq!(client.status(&nameless).await, 400);
    assert!(phone.screen().prompt.is_none());
}

#[tokio::test]
async fn preflight_greeting_and_cors_are_those_of_the_app() {
    let (phone, client) = linked().await;
    let preflight = exchange(phone.address(), "OPTIONS", "/", &[], b"").await.unwrap();
    assert_eq!(preflight.status, 200);
    assert!(preflight.head.contains("Access-Control-Allow-Origin: *"));
    assert!(preflight.head.contains("Access-Control-Allow-Headers: X-WebClientId,Content-Type"));
    let greeting = exchange(phone.address(), "GET", "/", &[], b"").await.unwrap();
    assert!(greeting.status == 200 && greeting.head.contains("text/html"));
    assert!(greeting.head.contains("Access-Control-Allow-Origin: *"));
    let sentence = String::from_utf8(greeting.body).unwrap();
    assert!(sentence.contains("ANOTHERpass") && sentence.len() < 200, "{sentence}");
    let elsewhere = exchange(phone.address(), "GET", "/favicon.ico", &[], b"").await.unwrap();
    assert_eq!((elsewhere.status, elsewhere.body.len()), (404, 0));
    let answer = client.poll(&for_site(BANK)).await.reply;
    assert!(answer.head.contains("Access-Control-Allow-Origin: *"));
}

async fn ask(client: &Client, phone: &nearkey_servers::Phone, request: &Value, choice: Choice) -> Value {
    assert_eq!(client.status(request).await, 202);
    phone.accept(choice).unwrap();
    client.fetch(request).await
}

#[tokio::test]
async fn every_command_hands_out_what_the_protocol_says() {
    let (phone, client) = linked().await;
    let count = |answer: &Value| answer["credentials"].as_array().unwrap().len();
    let ask = async |request: &Value, choice| ask(&client, &phone, request, choice).await;

    let by_uid = request("fetch_credential_for_uid", json!({ "uid": BANK_UID }));
    assert_eq!(ask(&by_uid, Choice::Accept).await["credential"]["uid"], BANK_UID);

    let by_uids = json!({ "uids": [BANK_UID, VEILED_UID, "5a3e1c00-77d2-4c1b-9e54-ffffffffffff"] });
    let by_uids = request("fetch_credentials_for_uids", by_uids);
    assert_eq!(count(&ask(&by_uids, Choice::Accept).await), 1, "veiled and unknown ones are left out");

    let single = request("fetch_single_credential", json!({}));
    let old = ask(&single, Choice::One("Before uids".into())).await;
    assert_eq!(old["credential"]["password"], "Since2019-Keel");
    assert!(old["credential"].get("uid").is_none() && old["credential"].get("readableUid").is_none());

    let several = request("fetch_multiple_credentials", json!({}));
    let keys = vec![BANK_UID.to_owned(), "Before uids".to_owned()];
    assert_eq!(count(&ask(&several, Choice::Several(keys)).await), 2);

    let all = ask(&request("fetch_all_credentials", json!({})), Choice::Accept).await;
    assert_eq!(count(&all), phone.credentials().len() - 1);
    let websites: Vec<&str> =
        all["credentials"].as_array().unwrap().iter().map(|one| one["website"].as_str().unwrap()).collect();
    assert!(websites.contains(&"https://www.example.org") && websites.contains(&""));

    let create = json!({ "website": "https://new.example", "user": "mira" });
    let create = request("create_credential_for_url", create);
    let new = NewCredential { password: "chosen-by-hand".into(), ..NewCredential::default() };
    let created = ask(&create, Choice::New(new)).await;
    assert_eq!(created["credential"]["user"], "mira");
    assert_eq!(created["credential"]["password"], "chosen-by-hand");
    assert_eq!(created["credential"]["uid"].as_str().unwrap().len(), 36);
    assert!(phone.credentials().iter().any(|known| known.website == "https://new.example"));

    let only_key = ask(&request("get_client_key", json!({})), Choice::Accept).await;
    assert_eq!(only_key.as_object().unwrap().keys().collect::<Vec<_>>(), ["clientKey"]);
}

#[tokio::test]
async fn an_unknown_uid_ends_as_403() {
    let (phone, client) = linked().await;
    let request = request("fetch_credential_for_uid", json!({ "uid": "nobody" }));
    assert_eq!(client.status(&request).await, 202);
    phone.accept(Choice::Accept).unwrap();
    assert_eq!(client.status(&request).await, 403);
    assert_eq!(client.status(&request).await, 204);
}

#[tokio::test]
async fn a_backup_is_served_once() {
    let (phone, client) = linked().await;
    let request = request("download_vault_backup", json!({}));
    let offer = ask(&client, &phone, &request, Choice::Accept).await;
    let name = offer["filename"].as_str().unwrap();
    assert!(name.starts_with("anotherpassvault_") && name.split('.').next_back() == Some("json"));
    let key = offer["downloadKey"].as_str().unwrap();
    assert!(key.strip_prefix("ABC-DEF_").unwrap().chars().all(|c| c.is_ascii_alphanumeric()));
    let get = async || exchange(phone.address(), "GET", &format!("/{key}"), &[], b"").await.unwrap();
    let backup = get().await;
    assert!(backup.head.contains("Access-Control-Allow-Origin: *"));
    assert_eq!(backup.json()["vaultId"], phone.screen().vault_id);
    assert_eq!(get().await.status, 404);
}

#[tokio::test]
async fn with_allow_all_there_is_one_202_and_no_question() {
    let (phone, client) = linked().await;
    phone.allow_all(&client.id, true).unwrap();
    let request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    assert_eq!(client.fetch(&request).await["credential"]["uid"], BANK_UID);
    let two_fit = for_site("https://accounts.example.com");
    assert_eq!(client.status(&two_fit).await, 202);
    assert_eq!(client.status(&two_fit).await, 202, "the user has to choose");
    let prompt = phone.screen().prompt.unwrap();
    assert!(prompt.accepted && prompt.choose == "one" && prompt.matches.len() == 2);
    phone.accept(Choice::One(prompt.matches[1].clone())).unwrap();
    assert_eq!(client.fetch(&two_fit).await["credential"]["name"], "Example (second)");
}

#[tokio::test]
async fn the_latest_poll_is_what_is_executed() {
    let (phone, client) = linked().await;
    let mut request = for_site(BANK);
    assert_eq!(client.status(&request).await, 202);
    phone.accept(Choice::FirstMatch).unwrap();
    request["command"] = "fetch_all_credentials".into();
    assert!(client.fetch(&request).await["credentials"].as_array().unwrap().len() > 5);
}

#[tokio::test]
async fn the_prompt_shows_two_labels_and_no_site_beside_a_uid() {
    let (phone, client) = linked().await;
    for (website, shown) in [
        ("https://evil.co.uk/a?b", "co.uk"),
        ("https://alice.github.io", "github.io"),
        ("http://192.168.0.1:80", "192.168.0.1"),
    ] {
        assert_eq!(client.status(&for_site(website)).await, 202);
        assert_eq!(phone.screen().prompt.unwrap().site.unwrap(), shown);
        phone.deny().unwrap();
    }
    let with_uid = json!({ "website": "https://evil.example", "uid": BANK_UID });
    let with_uid = request("fetch_credential_for_url", with_uid);
    assert_eq!(client.status(&with_uid).await, 202);
    assert_eq!(phone.screen().prompt.unwrap().site, None);
    phone.accept(Choice::Accept).unwrap();
    assert_eq!(client.fetch(&with_uid).await["credential"]["uid"], BANK_UID);
}

#[test]
fn a_prompt_goes_away_after_300_seconds() {
    use nearkey_servers::phone::{PhoneState, Post};
    // Straight into the state: no socket waits five minutes. The exchange itself is that of the vectors.
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/phone.json")).unwrap();
    let link = &vectors["links"][0];
    let (mut state, client) = common::vector_phone(link);
    let body = link["requests"][0]["request"].to_string();
    let post = Post { client: Some(&client), body: body.as_bytes() };
    assert_eq!(state.post(&post, 1_000).answer.status, 202);
    state.tick(300_999);
    assert!(PhoneState::prompt(&state).is_some());
    state.tick(301_000);
    assert!(state.prompt().is_none());
}

#[tokio::test]
async fn requests_take_their_turn() {
    let work_time = std::time::Duration::from_millis(120);
    let (phone, client) = linked_with(PhoneConfig { work_time, ..PhoneConfig::default() }).await;
    let request = for_site(BANK);
    let started = std::time::Instant::now();
    let (one, two) = tokio::join!(client.status(&request), client.status(&request));
    assert_eq!((one, two), (202, 202));
    assert!(started.elapsed() >= work_time * 2);
    assert_eq!(phone.log().len(), 3);
}

#[tokio::test]
async fn the_log_tells_what_the_phone_saw() {
    let (phone, client) = linked().await;
    let mut asked = for_site(BANK);
    asked["user"] = "mira".into();
    asked["padding"] = "xxxx".into();
    client.status(&asked).await;
    let log = phone.log();
    assert_eq!((log.len(), log[0].action.as_deref()), (2, Some("link_app")));
    let entry = &log[1];
    assert_eq!((entry.method.as_str(), entry.status, entry.number), ("POST", 202, 1));
    assert_eq!(entry.header("x-webclientid"), Some("ABC-DEF"));
    assert_eq!(entry.command.as_deref(), Some("fetch_credential_for_url"));
    assert_eq!(entry.website.as_deref(), Some(BANK));
    assert_eq!(entry.user.as_deref(), Some("mira"));
    assert_eq!(entry.extra.keys().collect::<Vec<_>>(), ["padding"]);
    assert_eq!(entry.request_identifier.as_deref(), asked["requestIdentifier"].as_str());
    assert_eq!(entry.fingerprint, phone.screen().prompt.map(|prompt| prompt.fingerprint));
    phone.reset().await;
    assert!(phone.log().is_empty() && phone.screen().links.is_empty());
}

#[tokio::test]
async fn entries_without_a_site_match_nothing() {
    let (phone, client) = linked().await;
    phone.set_credentials(vec![Credential { name: "Empty".into(), ..Credential::default() }]);
    assert_eq!(client.status(&for_site("https://x.example")).await, 202);
    assert_eq!(phone.accept(Choice::FirstMatch), Err(Refusal::NoMatch));
}
