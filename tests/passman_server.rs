//! What we send and read, over real sockets against the built-in Passman with its sample that SJCL sealed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_socket;

use nearkey::otp::OneTimeCode;
use nearkey::passman::{
    Api, CallFault, Change, Credential, CustomChange, Field, FieldFault, calls, prove, read_credential,
    read_done, read_file, read_login_poll, read_login_start, read_revisions, read_status, read_vault,
    read_vaults, read_version,
};
use nearkey::secret::SecretText;
use nearkey_servers::passman::{Fault, FaultOrder, SAMPLE_PASSWORD, SAMPLE_VAULT};
use passman_socket::Rig;
use serde_json::Value;

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn key() -> SecretText {
    secret(SAMPLE_PASSWORD)
}

fn text(opened: Result<SecretText, FieldFault>) -> String {
    opened.unwrap().expose().to_owned()
}

#[test]
fn a_server_is_found_and_its_sample_opens() {
    let rig = Rig::start();
    assert!(!read_status(rig.send(calls::status(&rig.server))).unwrap().maintenance);
    for api in [Api::Pretty, Api::Index] {
        assert_eq!(read_version(rig.send(calls::version(&rig.server, api))).as_deref(), Ok("2.4.12"));
    }
    let vaults = read_vaults(rig.send(calls::vaults(&rig.server, rig.api))).unwrap();
    assert_eq!(
        (vaults.len(), vaults[0].guid.as_str(), vaults[0].name.as_str()),
        (1, SAMPLE_VAULT, "Harbour")
    );
    let items = rig.items();
    assert_eq!(items.iter().filter(|item| item.is_hidden()).count(), 1);
    assert_eq!(items.iter().filter(|item| item.in_bin()).count(), 1);
    let see = |label: &str| {
        let item = items.iter().find(|item| item.label() == label).unwrap();
        (text(item.user(&key())), text(item.password(&key())), text(item.url(&key())))
    };
    let told = |user: &str, password: &str, url: &str| (user.to_owned(), password.to_owned(), url.to_owned());
    assert_eq!(see("Harbour Mail"), told("mira@harbour.example", "Lighthouse-42-ebb", "http://localhost"));
    assert_eq!(
        see("Möwen & Söhne 🦆"),
        told("müller@möwe.example", "Grüße-aus-Föhr-🔑", "https://möwe.example/anmelden")
    );
    assert_eq!(see("Old forum"), told("mira_1999", "old but gold", "forum.example"));
    assert_eq!(see("Office printer"), told("office", "Paper-Jam-88", "http://printer.example"));
    for label in ["Tidal Bank", "Wiki"] {
        let uri = rig.item(label).otp(&key()).unwrap();
        assert!(OneTimeCode::parse(uri.expose()).is_ok(), "{label}");
    }
    let here: Vec<_> = items.iter().filter(|item| item.has(Field::Otp)).map(Credential::label).collect();
    assert_eq!(here, ["Tidal Bank", "Wiki"]);
    assert!(items.iter().all(|item| item.details(&key()).is_ok()));
}

#[test]
fn a_password_is_proved_by_whatever_the_server_asks() {
    let rig = Rig::start();
    for field in ["description", "email", "username", "password"] {
        rig.passman.switch(|switches| switches.challenge_field = Some(field.into()));
        let vaults = read_vaults(rig.send(calls::vaults(&rig.server, rig.api))).unwrap();
        let challenge = vaults[0].challenge.as_deref().unwrap();
        assert_eq!(prove(challenge, &key()), Ok(()), "{field}");
        assert!(prove(challenge, &secret("Harbour wall at low tide")).is_err(), "{field}");
    }
}

#[test]
fn signing_in_and_out_by_login_flow() {
    let mut rig = Rig::start();
    rig.login = None;
    let start = read_login_start(rig.send(calls::start_login(&rig.server)), &rig.server).ok().unwrap();
    let poll =
        |rig: &Rig| read_login_poll(rig.send(calls::poll_login(&start.endpoint, &start.token)), &rig.server);
    assert!(poll(&rig).is_ok_and(|granted| granted.is_none()));
    rig.passman.grant_login().unwrap();
    let granted = poll(&rig).ok().flatten().unwrap();
    assert_eq!(granted.server, rig.server);
    assert!(poll(&rig).is_ok_and(|granted| granted.is_none()), "it comes once");
    rig.login = Some(granted.login);
    assert_eq!(rig.passman.app_passwords(rig.passman.user()).len(), 1);
    assert!(read_vaults(rig.send(calls::vaults(&rig.server, rig.api))).is_ok());
    assert_eq!(read_done(rig.send(calls::sign_out(&rig.server))), Ok(()));
    assert!(rig.passman.app_passwords(rig.passman.user()).is_empty());
    let after = read_vaults(rig.send(calls::vaults(&rig.server, rig.api)));
    assert_eq!(after, Err(CallFault::WrongLogin));
}

#[test]
fn an_item_is_made_changed_binned_and_deleted_and_nothing_is_nulled() {
    let rig = Rig::start();
    let vault = read_vaults(rig.send(calls::vaults(&rig.server, rig.api))).unwrap().remove(0);
    let dice = &mut dice::Dice(1);
    let change = Change {
        label: Some("New".into()),
        user: Some(secret("mira")),
        password: Some(secret("one")),
        ..Change::default()
    };
    let new = Credential::new(&vault, &change, &key(), dice).ok().unwrap();
    let made = read_credential(rig.send(calls::create(&rig.server, rig.api, &new)), None).ok().unwrap();
    assert_eq!(
        (made.label(), text(made.password(&key())).as_str(), made.vault_id()),
        ("New", "one", vault.vault_id)
    );

    let before = rig.item("Boat club");
    let change = Change {
        password: Some(secret("Anchor-20")),
        custom_fields: Some(vec![CustomChange {
            was: Some(1),
            label: "Door".into(),
            value: secret("1"),
            secret: true,
        }]),
        ..Change::default()
    };
    let sent = before.changed_by(&change, &key(), dice).ok().unwrap();
    let stored = read_credential(rig.send(calls::update(&rig.server, rig.api, &sent)), Some(before.guid()))
        .ok()
        .unwrap();
    assert_eq!(text(stored.password(&key())), "Anchor-20");
    let (old, new): (Value, Value) = (
        serde_json::from_str(before.to_json()).unwrap(),
        serde_json::from_str(rig.again(&before).to_json()).unwrap(),
    );
    let differ: Vec<_> =
        old.as_object().unwrap().iter().filter(|(name, value)| new[name.as_str()] != **value).collect();
    let names: Vec<_> = differ.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["changed", "custom_fields", "password"]);
    let revisions = read_revisions(
        rig.send(calls::revisions(&rig.server, rig.api, before.guid_at_server())),
        before.guid(),
    );
    let revisions = revisions.ok().unwrap();
    assert_eq!(
        (revisions.len(), text(revisions[0].credential.password(&key())).as_str()),
        (1, "Anchor-Spruce-19")
    );

    let bin = Change { delete_time: Some(1_800_000_000), ..Change::default() };
    let binned = made.changed_by(&bin, &key(), dice).ok().unwrap();
    assert!(
        read_credential(rig.send(calls::update(&rig.server, rig.api, &binned)), None).ok().unwrap().in_bin()
    );
    assert_eq!(read_done(rig.send(calls::delete(&rig.server, rig.api, made.guid_at_server()))), Ok(()));
    assert!(rig.items().iter().all(|item| item.guid() != made.guid()));
}

#[test]
fn files_open_in_old_and_new_forms() {
    let rig = Rig::start();
    let item = rig.item("Boat club");
    let details = item.details(&key()).ok().unwrap();
    let file = details.files.ok().unwrap().remove(0);
    assert_eq!(file.filename, "recovery-codes.txt");
    for as_list in [false, true] {
        rig.passman.switch(|switches| switches.file_lists = as_list);
        let sealed = read_file(rig.send(calls::file(&rig.server, rig.api, file.id.unwrap()))).ok().unwrap();
        let content = item.open_file(sealed.expose(), &key()).ok().unwrap();
        assert!(content.expose().starts_with(b"Recovery codes of the boat club\n"));
        assert_eq!(content.expose().len() as u64, file.size);
    }
}

#[test]
fn what_others_share_is_read_and_changed_only_where_nothing_is_lost() {
    let rig = Rig::start();
    let item = rig.shared().remove(0);
    assert_eq!((item.label(), item.is_shared(), item.may_write()), ("Ferry booking", true, false));
    assert_eq!(text(item.password(&key())), "Gangway-5-Knots");
    // With the right to change: the owner's files stay, for without the right to files nothing is sent.
    let key_of_item = serde_json::from_str::<Value>(item.to_json()).unwrap()["acl"]["shared_key"].clone();
    let share = |rights| {
        rig.passman
            .share(item.guid_at_server(), SAMPLE_VAULT, rights, key_of_item.as_str().unwrap())
            .unwrap();
    };
    share(3);
    assert!(!rig.shared()[0].may_write());
    share(7);
    let item = rig.shared().remove(0);
    let change = Change { password: Some(secret("Gangway-6")), ..Change::default() };
    let sent = item.changed_by(&change, &key(), &mut dice::Dice(2)).ok().unwrap();
    assert_eq!(read_done(rig.send(calls::update(&rig.server, rig.api, &sent))), Ok(()));
    assert_eq!(text(rig.shared()[0].password(&key())), "Gangway-6");
    // The right is withdrawn behind our back.
    share(1);
    assert_eq!(read_done(rig.send(calls::update(&rig.server, rig.api, &sent))), Err(CallFault::Forbidden));
}

#[test]
fn t100_t101_every_fault_of_a_server_is_told_and_nothing_is_taken_for_an_answer() {
    let rig = Rig::start();
    let ask = |fault: Fault| {
        rig.passman.fault(FaultOrder::once(fault));
        read_vault(rig.send(calls::vault(&rig.server, rig.api, SAMPLE_VAULT)), SAMPLE_VAULT).err()
    };
    let page = Fault::Status { status: 200, content_type: "text/html".into(), body: "<html>".into() };
    for (fault, told) in [
        (Fault::Failure, CallFault::ServerError(500)),
        (Fault::Maintenance, CallFault::Maintenance),
        (Fault::Portal, CallFault::Unreadable),
        (page, CallFault::Unreadable),
        (Fault::Unauthorized, CallFault::WrongLogin),
        (Fault::TooMany, CallFault::Throttled),
        (Fault::DropBefore, CallFault::Unreachable),
        (Fault::DropInBody, CallFault::Unreachable),
        (Fault::TruncatedJson, CallFault::Unreadable),
        (Fault::Redirect { status: 307, to: "https://evil.example/".into() }, CallFault::Redirected),
        (Fault::RedirectToHttp, CallFault::Redirected),
        (Fault::WrongIds, CallFault::Unreadable),
        (Fault::Huge { bytes: 1_000_000 }, CallFault::Unreadable),
    ] {
        let name = format!("{fault:?}");
        assert_eq!(ask(fault), Some(told), "{name}");
    }
    rig.passman.fault(FaultOrder::once(Fault::WrongIds));
    assert!(rig.shared().is_empty(), "rights of one item on another");
    rig.passman.fault(FaultOrder::once(Fault::Huge { bytes: 5 << 20 }));
    assert_eq!(read_vaults(rig.send(calls::vaults(&rig.server, rig.api))), Err(CallFault::TooLarge));
}

#[test]
fn ids_may_be_texts_of_digits() {
    let rig = Rig::start();
    rig.passman.switch(|switches| switches.text_ids = true);
    let vault = read_vaults(rig.send(calls::vaults(&rig.server, rig.api))).unwrap().remove(0);
    assert!(rig.items().len() > 10 && rig.items().iter().all(|item| item.vault_id() == vault.vault_id));
    let file = rig.item("Boat club").details(&key()).ok().unwrap().files.ok().unwrap().remove(0);
    assert!(read_file(rig.send(calls::file(&rig.server, rig.api, file.id.unwrap()))).is_ok());
}
