//! The phone's side against the recorded exchanges of `tests/vectors/phone.json`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use nearkey_servers::PhoneConfig;
use nearkey_servers::phone::keys::{ClientKey, LinkKeys, PhoneKey, Primes, PublicKeyText};
use nearkey_servers::phone::wire;
use nearkey_servers::phone::{PhoneState, Post};
use rsa::Oaep;
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../vectors/phone.json")).unwrap()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

fn bytes(value: &Value, member: &str) -> Vec<u8> {
    wire::decode(text(value, member)).unwrap()
}

fn primes(jwk: &Value) -> (Vec<u8>, Vec<u8>) {
    (bytes(jwk, "p"), bytes(jwk, "q"))
}

fn phone_key(link: &Value) -> PhoneKey {
    let (p, q) = primes(&link["phoneKeyJwk"]);
    PhoneKey::from_primes(&Primes::new(&p, &q)).unwrap()
}

#[test]
fn the_phone_opens_every_recorded_request() {
    for link in vectors()["links"].as_array().unwrap() {
        let (key, base) = (phone_key(link), bytes(link, "baseKeyBase64"));
        for request in link["requests"].as_array().unwrap() {
            let one_time_key = key.open(text(&request["request"], "encOneTimeKey")).unwrap();
            assert_eq!(one_time_key, bytes(request, "requestOneTimeKeyBase64"));
            let transport = LinkKeys::request_key(&base, &one_time_key);
            assert_eq!(transport.to_vec(), bytes(request, "requestTransportKeyBase64"));
            let plain = wire::open(&transport, text(&request["request"], "envelope")).unwrap();
            assert_eq!(plain, text(request, "requestPlain").as_bytes());
            let fingerprint = wire::hash(&[&base, &bytes(request, "requestIdentifier")]);
            assert_eq!(wire::fingerprint(&fingerprint), text(request, "requestFingerprint"));
        }
    }
}

#[test]
fn the_recorded_answers_fit_the_phones_key_derivation() {
    for link in vectors()["links"].as_array().unwrap() {
        let base = bytes(link, "baseKeyBase64");
        let requests = link["requests"].as_array().unwrap();
        // A cancelled request has no answer.
        for request in requests.iter().filter(|request| request["response"].is_object()) {
            let one_time_key = bytes(request, "responseOneTimeKeyBase64");
            let transport = wire::hash(&[&base, &one_time_key, &bytes(request, "requestTransportKeyBase64")]);
            assert_eq!(transport.to_vec(), bytes(request, "responseTransportKeyBase64"));
            let plain = wire::open(&transport, text(&request["response"], "envelope")).unwrap();
            assert_eq!(plain, text(request, "responsePlain").as_bytes());
        }
    }
}

#[test]
fn what_the_phone_seals_opens_with_the_recorded_client_key() {
    for link in vectors()["links"].as_array().unwrap() {
        let (p, q) = primes(&link["clientKeyJwk"]);
        let client_key = common::private_key(&p, &q);
        let public = PublicKeyText { n: text(link, "clientPublicN").into(), e: "AQAB".into() };
        let base = bytes(link, "baseKeyBase64");
        let keys = LinkKeys { base: base.clone(), client: ClientKey::read(&public).unwrap() };
        let request = &link["requests"][0];
        let request_key: [u8; 32] = bytes(request, "requestTransportKeyBase64").try_into().unwrap();
        let plain = text(request, "responsePlain");

        let sealed = keys.seal_answer(Some(&request_key), plain.as_bytes()).unwrap();
        let one_time_key = wire::decode(&sealed.enc_one_time_key.unwrap()).unwrap();
        let one_time_key = client_key.decrypt(Oaep::<sha2::Sha256>::new(), &one_time_key).unwrap();
        let opened = wire::open(&wire::hash(&[&base, &one_time_key, &request_key]), &sealed.envelope);
        assert_eq!(opened.unwrap(), plain.as_bytes());

        let other: [u8; 32] = bytes(&link["requests"][1], "requestTransportKeyBase64").try_into().unwrap();
        assert!(wire::open(&wire::hash(&[&base, &one_time_key, &other]), &sealed.envelope).is_err());
    }
}

#[test]
fn the_phone_links_with_the_recorded_link_request() {
    for link in vectors()["links"].as_array().unwrap() {
        let mut phone = PhoneState::new(&PhoneConfig::default());
        phone.scan(text(link, "qrText")).unwrap();
        let client = text(link, "webClientId");
        assert!(phone.needs_key_for(client));
        let key = phone_key(link);
        assert_eq!(key.link_fingerprint(), text(link, "linkFingerprint"));
        phone.prepare_key(key);
        let body = json!({ "envelope": link["requestEnvelope"] }).to_string();
        let outcome = phone.post(&Post { client: Some(client), body: body.as_bytes() }, 0);
        let without_vault_id = !text(link, "requestPlain").contains("vaultId");
        assert_eq!(outcome.answer.status, if without_vault_id { 200 } else { 400 });
        let plain: Value = serde_json::from_str(text(link, "requestPlain")).unwrap();
        assert_eq!(Value::Object(outcome.seen.plain.unwrap()), plain);
    }
}

#[test]
fn the_recorded_link_answer_fits_the_derivation_while_linking() {
    for link in vectors()["links"].as_array().unwrap() {
        let (session_key, one_time_key) =
            (bytes(link, "sessionKeyBase64"), bytes(link, "responseOneTimeKeyBase64"));
        let transport = wire::hash(&[&session_key, &one_time_key]);
        assert_eq!(transport.to_vec(), bytes(link, "responseTransportKeyBase64"));
        let plain = wire::open(&transport, text(&link["response"], "envelope")).unwrap();
        assert_eq!(plain, text(link, "responsePlain").as_bytes());
    }
}

#[test]
fn fingerprints_are_shortened_as_recorded() {
    for vector in vectors()["fingerprints"].as_array().unwrap() {
        let hash: [u8; 32] = bytes(vector, "sha256Base64").try_into().unwrap();
        assert_eq!(wire::fingerprint(&hash), text(vector, "shortened"));
    }
}

#[test]
fn encodings_are_those_of_the_app() {
    assert_eq!(wire::android_text(&[0; 32]).len(), 45);
    assert!(wire::android_text(&[0; 32]).ends_with("=\n"));
    assert_eq!(wire::android_text(&[0; 60]).lines().map(str::len).collect::<Vec<_>>(), [76, 4]);
    assert_eq!(wire::decode("-_8 =\n").unwrap(), wire::decode("+/8").unwrap());
    assert!(wire::decode("a*b=").is_err() && wire::decode("AA===").is_err());
    let envelope = wire::seal(&[7; 16], b"x").unwrap();
    assert!(envelope.starts_with("EWM:") && envelope.ends_with(":0") && !envelope.contains('='));
    assert_eq!(wire::open(&[7; 16], &envelope).unwrap(), b"x");
    assert_eq!(wire::open(&[7; 16], envelope.trim_end_matches(":0")).unwrap(), b"x");
    assert_eq!(wire::open(&[8; 16], &envelope), Err(wire::WireError::DoesNotOpen));
    assert_eq!(wire::open(&[7; 24], &envelope), Err(wire::WireError::WrongKeyLength));
}
