//! Linking, over a real socket.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use common::{Client, PATIENCE, for_site, link, linked};
use nearkey_servers::{Auto, Choice, KeyOrigin, Phone, PhoneConfig, Refusal};
use serde_json::{Value, json};

#[tokio::test]
async fn both_screens_show_the_same_letters_and_the_link_counts_only_when_accepted() {
    let phone = Phone::start(PhoneConfig::default()).await.unwrap();
    let mut client = Client::new("ABC-DEF", phone.address());
    client.link_up_to_compare(&phone).await;
    assert_eq!(phone.wait_for_link(PATIENCE).await.unwrap(), client.link_fingerprint);
    assert_eq!(client.base.len(), 32);
    assert_eq!(client.vault_id.len(), 8);
    assert_eq!(client.status(&for_site("https://example.com")).await, 400);
    phone.accept_link().unwrap();
    assert_eq!(client.status(&for_site("https://example.com")).await, 202);
    assert_eq!(phone.scan(&client.qr()), Err(Refusal::AlreadyLinked));
    phone.delete_link("ABC-DEF").unwrap();
    assert_eq!(client.status(&for_site("https://example.com")).await, 404);
}

#[tokio::test]
async fn an_answer_to_link_app_is_given_once_and_a_refused_link_is_unknown() {
    let phone = Phone::start(PhoneConfig { base_key_len: 16, ..PhoneConfig::default() }).await.unwrap();
    let mut client = Client::new("ABC-DEF", phone.address());
    client.link_up_to_compare(&phone).await;
    assert_eq!(client.base.len(), 16);
    assert_eq!(client.post_link(&client.link_message()).await.unwrap().status, 400);
    phone.refuse_link().unwrap();
    assert_eq!(client.post_link(&client.link_message()).await.unwrap().status, 404);
    assert_eq!(phone.accept_link(), Err(Refusal::NoLinkToDecide));
}

#[tokio::test]
async fn errors_while_linking_are_those_of_the_app() {
    let phone = Phone::start(PhoneConfig::default()).await.unwrap();
    let client = Client::new("ABC-DEF", phone.address());
    let post = async |message: &Value| client.post_link(&message.clone()).await.unwrap();
    let good = client.link_message();
    let wrong_action = json!({ "action": "something" });

    assert_eq!(post(&good).await.status, 404);
    assert_eq!(phone.scan("ABC-DEF:AAAA:00"), Err(Refusal::NotALinkCode));
    phone.scan(&client.qr()).unwrap();
    phone.leave_linking_screen();
    assert_eq!(post(&good).await.status, 500);
    phone.scan(&client.qr()).unwrap();

    let mut other_key = good.clone();
    other_key["clientPubKey"]["n"] = Client::new("BBC-DEF", phone.address()).public().n.into();
    let refused = post(&other_key).await;
    assert_eq!((refused.status, refused.error().as_str()), (400, "Fingerprint mismatch"));
    let mut other_vault = good.clone();
    other_vault["vaultId"] = "ffffffff".into();
    assert_eq!(post(&other_vault).await.error(), "Vault id mismatch");
    assert_eq!(post(&wrong_action).await.status, 400);

    let mut same_vault = good.clone();
    same_vault["vaultId"] = phone.screen().vault_id.into();
    assert_eq!(post(&same_vault).await.status, 200);
}

#[tokio::test]
async fn a_locked_phone_answers_401_to_link_app() {
    let phone = Phone::start(PhoneConfig::default()).await.unwrap();
    let client = Client::new("ABC-DEF", phone.address());
    phone.scan(&client.qr()).unwrap();
    phone.lock();
    assert_eq!(client.post_link(&client.link_message()).await.unwrap().status, 401);
    assert!(!phone.is_listening());
}

#[tokio::test]
async fn each_link_has_its_own_keys_and_client_key() {
    let (phone, first) = linked().await;
    let second = link(&phone, "XYZ-XYZ").await;
    assert_ne!(first.link_fingerprint, second.link_fingerprint);
    assert_ne!(first.base, second.base);
    let mut keys = Vec::new();
    for client in [&first, &second, &first] {
        let request = common::request("get_client_key", json!({}));
        assert_eq!(client.status(&request).await, 202);
        phone.accept(Choice::Accept).unwrap();
        keys.push(client.fetch(&request).await["clientKey"].as_str().unwrap().to_owned());
    }
    assert_eq!(keys[0], keys[2]);
    assert_ne!(keys[0], keys[1]);
    assert!(keys[0].ends_with("=\n") && keys[0].len() == 45);
}

#[tokio::test]
async fn the_automatic_accepts_links_and_a_state_file_keeps_them() {
    let file = std::env::temp_dir().join(format!("nearkey-phone-{}.json", std::process::id()));
    let config = PhoneConfig { state_file: Some(file.clone()), ..PhoneConfig::default() };
    let phone = Phone::start(config.clone()).await.unwrap();
    phone.auto(Auto { accept: true, accept_links: true, delay_ms: 0 });
    let mut client = Client::new("ABC-DEF", phone.address());
    client.link_up_to_compare(&phone).await;
    let request = for_site("https://bank.example/login");
    assert_eq!(client.status(&request).await, 202);
    drop(phone);

    let again = Phone::start(config).await.unwrap();
    again.auto(Auto { accept: true, ..Auto::default() });
    client.address = again.address();
    let request = for_site("https://bank.example/login");
    assert_eq!(client.status(&request).await, 202);
    assert_eq!(client.fetch(&request).await["credential"]["name"], "Nordwind Bank");
    assert!(again.log().iter().any(|entry| entry.approved_at.is_some()));
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_fresh_key_pair_is_made_for_a_link() {
    let config = PhoneConfig { keys: KeyOrigin::Fresh, ..PhoneConfig::default() };
    let (phone, client) = common::linked_with(config).await;
    let (other, pooled) = linked().await;
    assert_ne!(client.link_fingerprint, pooled.link_fingerprint);
    assert_eq!(client.status(&for_site("https://bank.example")).await, 202);
    drop((phone, other));
}
