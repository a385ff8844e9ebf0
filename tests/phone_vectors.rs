//! Recorded conversations of the existing extension with an independent phone side open here, and ours open there.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::encoding::decode_base64;
use nearkey::{phone::*, time::Timestamp};
use phone_support::*;
use serde_json::Value;

/// The transport key of the answer to a recorded request.
fn response_key(link: &Value, request: &Value) -> TransportKey {
    let base = BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap();
    let one_time = OneTimeKey::parse(bytes(request, "responseOneTimeKeyBase64")).unwrap();
    let request_key = TransportKey::parse(bytes(request, "requestTransportKeyBase64")).unwrap();
    TransportKey::derive_response(&base, &one_time, &request_key)
}

/// Recorded requests with an answer.
fn answered(link: &Value) -> impl Iterator<Item = &Value> {
    link["requests"].as_array().unwrap().iter().filter(|request| request.get("response").is_some())
}

/// What the command of a recorded request expects.
fn expected(request: &Value) -> Expected {
    match text(request, "command") {
        "fetch_credentials_for_uids" | "fetch_multiple_credentials" | "fetch_all_credentials" => {
            Expected::Several
        }
        "get_client_key" => Expected::ClientKey,
        "download_vault_backup" => Expected::Backup,
        _ => Expected::One,
    }
}

#[test]
fn every_recorded_request_opens_with_the_keys_on_record() {
    for link in links() {
        for request in link["requests"].as_array().unwrap() {
            let base = BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap();
            let one_time = OneTimeKey::parse(bytes(request, "requestOneTimeKeyBase64")).unwrap();
            let key = TransportKey::derive_request(&base, &one_time);

            assert_eq!(key.expose()[..], bytes(request, "requestTransportKeyBase64"));
            let plain = open(&key, text(&request["request"], "envelope")).unwrap();
            assert_eq!(plain.expose(), text(request, "requestPlain").as_bytes());
        }
    }
}

#[test]
fn every_recorded_answer_opens_and_reads_as_what_was_asked() {
    for link in links() {
        for request in answered(link) {
            let key = response_key(link, request);

            assert_eq!(key.expose()[..], bytes(request, "responseTransportKeyBase64"));
            let plain = open(&key, text(&request["response"], "envelope")).unwrap();
            assert_eq!(plain.expose(), text(request, "responsePlain").as_bytes());

            let answer = Answer::parse(&plain, expected(request)).map_err(|fault| fault.to_string()).unwrap();
            compare(&answer, &serde_json::from_str(text(request, "responsePlain")).unwrap());
        }
    }
}

/// Holds an answer against its recorded JSON.
fn compare(answer: &Answer, plain: &Value) {
    let several = plain["credentials"].as_array().into_iter().flatten();
    let logins: Vec<_> = several.chain(plain.get("credential")).collect();
    assert_eq!(answer.credentials.len(), logins.len());
    for (credential, login) in answer.credentials.iter().zip(logins) {
        let member = |name: &str| login[name].as_str().unwrap_or_default();
        assert_eq!(credential.uid.as_deref().unwrap_or_default(), member("uid"));
        assert_eq!(credential.name, member("name"));
        assert_eq!(credential.user, member("user"));
        assert_eq!(credential.website, member("website"));
        assert_eq!(credential.password.expose(), member("password"));
        assert_eq!(credential.otp.expose(), member("otp"));
    }
    if let Some(key) = plain["clientKey"].as_str() {
        assert_eq!(answer.client_key.as_ref().unwrap().expose()[..], decode_base64(key).unwrap());
    }
    if let Some(key) = plain["downloadKey"].as_str() {
        let backup = answer.backup.as_ref().unwrap();
        assert_eq!(backup.download_key, key);
        assert_eq!(backup.file_name, plain["filename"].as_str().unwrap());
    }
}

#[test]
fn t57_a_true_answer_opens_for_its_own_request_only() {
    for link in links() {
        for request in answered(link) {
            for other in answered(link) {
                let opened = open(&response_key(link, request), text(&other["response"], "envelope"));
                assert_eq!(
                    opened.is_ok(),
                    text(request, "requestIdentifier") == text(other, "requestIdentifier")
                );
            }
        }
    }
}

#[test]
fn the_recorded_private_keys_find_the_recorded_one_time_keys() {
    for link in links() {
        let (phone, client) = (private_key(&link["phoneKeyJwk"]), private_key(&link["clientKeyJwk"]));
        let response = decrypt_as_client(&client, &bytes(&link["response"], "encOneTimeKey")).unwrap();
        assert_eq!(response, bytes(link, "responseOneTimeKeyBase64"));
        for request in answered(link).take(2) {
            let sent = decrypt_as_phone(&phone, &bytes(&request["request"], "encOneTimeKey")).unwrap();
            let came = decrypt_as_client(&client, &bytes(&request["response"], "encOneTimeKey")).unwrap();
            assert_eq!(sent, bytes(request, "requestOneTimeKeyBase64"));
            assert_eq!(came, bytes(request, "responseOneTimeKeyBase64"));
        }
    }
}

#[test]
fn t56_t70_no_damaged_answer_opens() {
    let client = private_key(&links()[0]["clientKeyJwk"]);
    for link in links() {
        for damaged in link["mustFail"].as_array().unwrap() {
            let request = &link["requests"][0];
            let base = BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap();
            let request_key = TransportKey::parse(bytes(request, "requestTransportKeyBase64")).unwrap();
            let body = &damaged["body"];
            let opened = body["encOneTimeKey"]
                .as_str()
                .and_then(|sealed| decode_base64(sealed).ok())
                .and_then(|sealed| decrypt_as_client(&client, &sealed))
                .and_then(OneTimeKey::parse)
                .map(|one_time| TransportKey::derive_response(&base, &one_time, &request_key))
                .and_then(|key| open(&key, body["envelope"].as_str()?).ok());
            assert!(opened.is_none(), "{}", damaged["why"]);
        }
    }
}

#[test]
fn t56_damaged_bodies_are_noise_for_a_running_request() {
    let mut phone = FakePhone::new();
    let mut dice = Dice(1);
    for damaged in links()[0]["mustFail"].as_array().unwrap() {
        let mut request = Request::new(ask_site(), at(0), &mut dice);
        let poll = request.poll(&phone.base, &phone.key, at(0), &mut dice).unwrap();
        let reply = Reply::Answer { status: 200, body: damaged["body"].to_string().into_bytes() };

        match request.on_reply(poll, reply, at(1), &mut dice) {
            Next::Wait => {}
            Next::Open { sealed, .. } => {
                let key = Some(bytes(&links()[0]["requests"][0], "responseOneTimeKeyBase64"));
                let opened = request.on_opened(&phone.base, sealed, key, at(1), &mut dice);
                assert!(matches!(opened, Opened::Wait), "{}", damaged["why"]);
            }
            Next::Stop(stop) => panic!("{}: {stop}", damaged["why"]),
        }

        let poll = request.poll(&phone.base, &phone.key, at(3), &mut dice).unwrap();
        let (reply, one_time) = phone.answer(&poll.body, &login());
        let Next::Open { sealed, .. } = request.on_reply(poll, reply, at(4), &mut dice) else { panic!() };
        let opened = request.on_opened(&phone.base, sealed, Some(one_time), at(4), &mut dice);
        assert!(matches!(opened, Opened::Answer(_)));
    }
}

#[test]
fn recorded_fingerprints_are_the_same_here() {
    for fingerprint in VECTORS["fingerprints"].as_array().unwrap() {
        let hash = bytes(fingerprint, "sha256Base64").try_into().unwrap();
        assert_eq!(Fingerprint::of_hash(&hash).to_string(), text(fingerprint, "shortened"));
    }
    for link in links() {
        let key = PhoneKey::parse(text(&link["phoneKeyJwk"], "n"), "AQAB").unwrap();
        assert_eq!(key.fingerprint().to_string(), text(link, "linkFingerprint"));
        for request in link["requests"].as_array().unwrap() {
            let base = BaseKey::parse(bytes(link, "baseKeyBase64")).unwrap();
            let id = RequestId::parse(text(request, "requestIdentifier")).unwrap();
            assert_eq!(id.to_string(), text(request, "requestIdentifier"));
            assert_eq!(Fingerprint::of_request(&base, &id).to_string(), text(request, "requestFingerprint"));
        }
    }
}

/// The offer of a recorded link.
fn offer(link: &Value) -> LinkOffer {
    LinkOffer {
        web_client_id: WebClientId::parse(text(link, "webClientId")).unwrap(),
        session_key: SessionKey::parse(bytes(link, "sessionKeyBase64")).unwrap(),
        client_n: text(link, "clientPublicN").to_owned(),
    }
}

#[test]
fn recorded_links_are_understood_in_both_directions() {
    for link in links() {
        let offer = offer(link);
        assert_eq!(offer.qr_text(), text(link, "qrText"));
        let sent = open(&offer.session_key, text(link, "requestEnvelope")).unwrap();
        assert_eq!(sent.expose(), text(link, "requestPlain").as_bytes());

        let mut linking = Linking::new(Address::parse("@iu", "", Reach::default()).unwrap(), at(0));
        let reply = Reply::Answer { status: 200, body: link["response"].to_string().into_bytes() };
        linking.post(&offer, at(0), &mut Dice(2)).unwrap();
        let LinkNext::Open { ciphertext, sealed } = linking.on_reply(reply, at(1)) else { panic!() };
        assert_eq!(ciphertext, bytes(&link["response"], "encOneTimeKey"));
        let one_time = bytes(link, "responseOneTimeKeyBase64");
        let new = match linking.finish(&offer, sealed, Some(one_time), at(1)) {
            Ok(new) => new,
            Err(LinkNext::Failed(fault)) => panic!("{fault}"),
            Err(LinkNext::Wait { .. } | LinkNext::Open { .. }) => panic!("not opened"),
        };

        assert_eq!(new.vault_id, text(link, "linkedVaultId"));
        assert_eq!(new.base_key.expose(), bytes(link, "baseKeyBase64"));
        assert_eq!(new.phone_key.n(), text(&link["phoneKeyJwk"], "n"));
        assert_eq!(new.fingerprint.to_string(), text(link, "linkFingerprint"));
    }
}

#[test]
fn our_linking_message_opens_with_the_scanned_key() {
    let mut dice = Dice(3);
    let offer = offer(&links()[0]);

    let address = Address::parse("@iu", "", Reach::default()).unwrap();
    let mut linking = Linking::again(address, "036eca5d".to_owned(), at(0));
    let post = linking.post(&offer, at(0), &mut dice).unwrap();
    let body: Value = serde_json::from_str(&post.body).unwrap();

    assert!(body.get("encOneTimeKey").is_none());
    let plain = open(&offer.session_key, text(&body, "envelope")).unwrap();
    let plain: Value = serde_json::from_slice(plain.expose()).unwrap();
    assert_eq!(plain["action"], "link_app");
    assert_eq!(plain["clientPubKey"]["n"], offer.client_n);
    assert_eq!(plain["clientPubKey"]["e"], "AQAB");
    assert_eq!(plain["vaultId"], "036eca5d");
}

#[test]
fn our_polls_open_with_the_private_key_of_the_phone() {
    let phone = FakePhone::new();
    let mut dice = Dice(4);
    let user = Some("me".to_owned());
    let commands = [
        (ask_site(), "fetch_credential_for_url"),
        (Command::FetchForUid { uid: "u".into() }, "fetch_credential_for_uid"),
        (Command::FetchForUids { uids: vec!["u".into(), "v".into()] }, "fetch_credentials_for_uids"),
        (Command::FetchSingle, "fetch_single_credential"),
        (Command::FetchMultiple, "fetch_multiple_credentials"),
        (Command::FetchAll, "fetch_all_credentials"),
        (Command::CreateForUrl { website: website(), user }, "create_credential_for_url"),
        (Command::GetClientKey, "get_client_key"),
        (Command::DownloadBackup, "download_vault_backup"),
    ];
    for (command, name) in commands {
        let mut request = Request::new(command.clone(), Timestamp(0), &mut dice);
        let poll = request.poll(&phone.base, &phone.key, Timestamp(0), &mut dice).unwrap();

        let (plain, _) = phone.open(&poll.body);

        assert_eq!(plain["action"], "request_credential");
        assert_eq!(plain["command"], name);
        assert_eq!(plain["requestIdentifier"], request.id().to_string());
        let text_of = |value: &Value| value.as_str().map(str::to_owned);
        match command {
            Command::FetchForUrl { website, user } | Command::CreateForUrl { website, user } => {
                assert_eq!(plain["website"], website.as_str());
                assert_eq!(text_of(&plain["user"]), user);
            }
            Command::FetchForUid { uid } => assert_eq!(plain["uid"], uid),
            Command::FetchForUids { uids } => assert_eq!(plain["uids"], serde_json::json!(uids)),
            _ => {}
        }
    }
}

#[test]
fn handles_translate_both_ways() {
    for pair in VECTORS["handles"].as_array().unwrap() {
        let address = text(pair, "ip").parse().unwrap();
        assert_eq!(address_of_handle(text(pair, "handle")), Some(address), "{pair}");
        assert_eq!(handle_of_address(address).as_deref(), Some(text(pair, "handle")), "{pair}");
    }
}

#[test]
fn t66_bad_handles_are_no_addresses() {
    for handle in VECTORS["badHandles"].as_array().unwrap() {
        let handle = handle.as_str().unwrap();
        assert_eq!(address_of_handle(handle), None, "{handle}");
    }
}
