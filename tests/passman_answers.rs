//! What servers answer: faithful ones, broken ones, and those that lie.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_rig;

use nearkey::passman::{
    CallFault, Credential, VaultInfo, read_credential, read_done, read_file, read_login_poll,
    read_login_start, read_revisions, read_shared, read_status, read_vault, read_vaults, read_version,
};
use nearkey::server::Reply;
use passman_rig::{GUID, VAULT_GUID, item, item_with, ok, says, sealed, server, vault_with};
use proptest::prelude::*;
use serde_json::{Value, json};

fn start(login: &str, endpoint: &str) -> Value {
    json!({ "poll": { "token": "tok", "endpoint": endpoint }, "login": login })
}

fn granted(server: &str) -> Value {
    json!({ "server": server, "loginName": "mara", "appPassword": "aaaaa-bbbbb" })
}

#[test]
fn a_nextcloud_says_what_it_is() {
    let says_so = json!({
        "installed": true, "maintenance": false, "needsDbUpgrade": false, "version": "31.0.2.1",
        "versionstring": "31.0.2", "edition": "", "productname": "Nextcloud", "extendedSupport": false,
    });
    let status = read_status(ok(&says_so)).unwrap();
    assert_eq!((status.maintenance, status.version.as_str()), (false, "31.0.2"));
    let mut at_work = says_so.clone();
    at_work["maintenance"] = json!(true);
    assert!(read_status(ok(&at_work)).unwrap().maintenance);
    for other in
        [json!({}), json!([]), json!({ "installed": false, "version": "1" }), json!({ "installed": true })]
    {
        assert_eq!(read_status(ok(&other)), Err(CallFault::NotNextcloud), "{other}");
    }
    assert_eq!(read_status(says(200, "<!DOCTYPE html><p>Welcome")), Err(CallFault::NotNextcloud));
    assert_eq!(read_status(says(404, "")), Err(CallFault::NotNextcloud));
}

#[test]
fn every_way_to_fail_has_its_fault() {
    let faults = [
        (says(401, r#"{"message":"Current user is not logged in"}"#), CallFault::WrongLogin),
        (says(401, ""), CallFault::WrongLogin),
        (says(401, r#"{"msg":"Not authorized"}"#), CallFault::Forbidden),
        (says(403, ""), CallFault::Forbidden),
        (says(404, "{}"), CallFault::NotFound),
        (says(429, ""), CallFault::Throttled),
        (says(503, "<html>maintenance"), CallFault::Maintenance),
        (says(500, ""), CallFault::ServerError(500)),
        (says(418, ""), CallFault::ServerError(418)),
        (says(302, ""), CallFault::Redirected),
        (says(200, "<html>"), CallFault::Unreadable),
        (says(200, ""), CallFault::Unreadable),
        (says(200, "[{"), CallFault::Unreadable),
        (Reply::Redirected, CallFault::Redirected),
        (Reply::Unreachable, CallFault::Unreachable),
        (Reply::TooLarge, CallFault::TooLarge),
        (
            Reply::Answer { status: 200, content_type: None, retry_after: None, body: vec![0xff, 0xfe] },
            CallFault::Unreadable,
        ),
    ];
    for (reply, fault) in faults {
        assert_eq!(read_vaults(reply), Err(fault));
    }
    assert_eq!(read_version(says(404, "<html>")), Err(CallFault::NoPassman));
    assert_eq!(read_version(ok(&json!({ "version": "2.4.9" }))).as_deref(), Ok("2.4.9"));
    assert_eq!(read_done(says(204, "")), Ok(()));
    assert_eq!(read_done(says(200, "anything")), Ok(()));
    assert_eq!(read_done(says(403, "")), Err(CallFault::Forbidden));
}

#[test]
fn t101_no_fault_repeats_what_the_server_said() {
    for status in [200, 401, 403, 404, 429, 500, 503] {
        let Err(fault) = read_vaults(says(status, "{\"message\":\"hunter2\"}")) else { panic!() };
        assert!(!format!("{fault} {fault:?}").contains("hunter2"));
    }
}

#[test]
fn a_sign_in_begins_and_is_granted_once() {
    let login = "https://cloud.example.org/nextcloud/login/v2/flow/abc";
    let endpoint = "https://cloud.example.org/nextcloud/login/v2/poll";
    let begun = read_login_start(ok(&start(login, endpoint)), &server()).ok().unwrap();
    assert_eq!(
        (begun.login.as_str(), begun.endpoint.as_str(), begun.token.expose()),
        (login, endpoint, "tok")
    );
    assert!(read_login_poll(says(404, "[]"), &server()).is_ok_and(|granted| granted.is_none()));
    let answer = ok(&granted("https://cloud.example.org/nextcloud"));
    let granted = read_login_poll(answer, &server()).ok().flatten().unwrap();
    assert_eq!(granted.server, server());
    assert_eq!((granted.login.user.as_str(), granted.login.password.expose()), ("mara", "aaaaa-bbbbb"));
}

#[test]
fn t100_a_sign_in_that_leads_elsewhere_is_refused() {
    let own = "https://cloud.example.org/login/v2";
    let others = [
        "http://cloud.example.org/login/v2",
        "https://cloud.example.org:444/login/v2",
        "https://evil.example/login/v2",
        "https://cloud.example.org@evil.example/",
        "https://mara:word@cloud.example.org/",
        "javascript:alert(1)",
        "/login/v2",
    ];
    for other in others {
        for body in [start(other, own), start(own, other)] {
            assert_eq!(read_login_start(ok(&body), &server()).err(), Some(CallFault::Elsewhere), "{body}");
        }
        assert!(read_login_poll(ok(&granted(other)), &server()).is_err(), "{other}");
    }
    let elsewhere = read_login_poll(ok(&granted("https://evil.example")), &server());
    assert_eq!(elsewhere.err(), Some(CallFault::Elsewhere));
}

#[test]
fn a_sign_in_without_its_parts_is_unreadable() {
    let own = "https://cloud.example.org/login/v2";
    let long = "x".repeat(5_000);
    for body in [
        json!({}),
        json!({ "login": own }),
        json!({ "poll": [], "login": own }),
        json!({ "poll": { "token": "", "endpoint": own }, "login": own }),
        json!({ "poll": { "token": long, "endpoint": own }, "login": own }),
        json!({ "poll": { "token": 5, "endpoint": own }, "login": own }),
    ] {
        assert_eq!(read_login_start(ok(&body), &server()).err(), Some(CallFault::Unreadable), "{body}");
    }
    for member in ["server", "loginName", "appPassword"] {
        for value in [json!(null), json!(""), json!(7), json!(long)] {
            let mut body = granted("https://cloud.example.org/nextcloud");
            body[member] = value;
            assert_eq!(read_login_poll(ok(&body), &server()).err(), Some(CallFault::Unreadable), "{body}");
        }
    }
}

#[test]
fn vaults_come_with_ids_and_flags_in_every_form() {
    let challenge = sealed(&json!("mara"));
    let body = json!([
        { "vault_id": 4, "guid": VAULT_GUID, "name": "Home", "created": 1, "public_sharing_key": null,
          "last_access": 2, "challenge_password": challenge, "delete_request_pending": false },
        { "vault_id": "5", "guid": "B0000000-0000-4000-8000-000000000002", "name": "Büro",
          "challenge_password": null, "delete_request_pending": "1" },
        { "vault_id": 6, "guid": "b0000000-0000-4000-8000-000000000002", "name": "twice" },
        { "vault_id": 7, "guid": "../../etc", "name": "no guid" },
        { "guid": "C0000000-0000-4000-8000-000000000002", "name": "no number" },
        "no vault",
    ]);
    let good = |vault_id, guid: &str, name: &str, challenge, delete_pending| VaultInfo {
        vault_id,
        guid: guid.into(),
        name: name.into(),
        challenge,
        delete_pending,
    };
    assert_eq!(
        read_vaults(ok(&body)).unwrap(),
        [
            good(4, VAULT_GUID, "Home", Some(challenge), false),
            good(5, "B0000000-0000-4000-8000-000000000002", "Büro", None, true),
        ]
    );
    assert_eq!(read_vaults(ok(&json!([]))), Ok(Vec::new()));
    assert_eq!(read_vaults(ok(&json!(["no vault"]))), Err(CallFault::Unreadable));
    assert_eq!(read_vaults(ok(&json!({ "message": "no" }))), Err(CallFault::Unreadable));
}

#[test]
fn unreadable_items_stand_beside_readable_ones() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let other = |guid: &str| item_with(&json!({ "guid": guid, "label": guid })).to_string();
    let parts = [
        other("00000001-0000"),
        "7".into(),
        "null".into(),
        "[]".into(),
        r#"{"label":"without a guid"}"#.into(),
        r#"{"guid":"00000002-0000","guid":"00000003-0000","label":"named twice"}"#.into(),
        r#"{"guid":"a b/../../c","label":"no guid"}"#.into(),
        format!(r#"{{"guid":"00000004-0000","label":{}}}"#, json!("x".repeat(20_000))),
        r#"{"guid":"00000005-0000","label":7}"#.into(),
        // Whatever is inside a member is the member's business.
        format!(r#"{{"guid":"00000006-0000","label":"deep","favicon":{deep}}}"#),
        other("00000007-0000"),
        other("00000007-0000"),
        item_with(&json!({ "guid": "00000008-0000", "vault_id": 99 })).to_string(),
        item_with(&json!({ "guid": "00000009-0000", "vault_id": "4", "credential_id": "12" })).to_string(),
    ];
    let body = vault_with(&json!([]))
        .to_string()
        .replace("\"credentials\":[]", &format!("\"credentials\":[{}]", parts.join(",")));
    let content = read_vault(says(200, &body), VAULT_GUID).ok().unwrap();
    let guids: Vec<_> = content.credentials.iter().map(Credential::guid).collect();
    assert_eq!(guids, ["00000001-0000", "00000006-0000", "00000007-0000", "00000009-0000"]);
    assert_eq!(content.unreadable, 10);
    assert_eq!(content.vault.name, "Home");
}

#[test]
fn another_vault_or_item_than_the_one_asked_for_is_no_answer() {
    let vault = vault_with(&json!([item()]));
    assert!(read_vault(ok(&vault), VAULT_GUID).is_ok());
    assert!(read_vault(ok(&vault), &VAULT_GUID.to_lowercase()).is_ok());
    assert_eq!(read_vault(ok(&vault), GUID).err(), Some(CallFault::Unreadable));
    assert!(read_credential(ok(&item()), Some(&GUID.to_lowercase())).is_ok());
    assert!(read_credential(ok(&item()), None).is_ok());
    assert_eq!(read_credential(ok(&item()), Some(VAULT_GUID)).err(), Some(CallFault::Unreadable));
}

#[test]
fn a_list_that_is_too_long_is_not_read() {
    let body = format!("[{}]", vec!["{}"; 50_001].join(","));
    assert_eq!(read_shared(says(200, &body)).err(), Some(CallFault::Unreadable));
    assert!(read_shared(says(200, &format!("[{}]", vec!["{}"; 50_000].join(",")))).is_ok());
}

#[test]
fn shared_items_come_as_servers_and_as_the_api_page_write_them() {
    let rights =
        json!({ "acl_id": 1, "permissions": 3, "shared_key": sealed(&json!("k")), "vault_guid": VAULT_GUID });
    let mut as_servers = rights.clone();
    let mut inner = item();
    inner.as_object_mut().unwrap().remove("shared_key");
    as_servers["credential_data"] = inner;
    let as_page = item_with(&json!({ "acl": rights, "guid": "00000002-0000" }));
    let not_shared = item_with(&json!({ "guid": "00000003-0000" }));
    let mut of_another = as_servers.clone();
    of_another["item_guid"] = json!(VAULT_GUID);
    of_another["credential_data"]["guid"] = json!("00000004-0000");
    as_servers["item_guid"] = json!(GUID.to_lowercase());
    let body = json!([as_servers, as_page, not_shared, of_another, 7]);
    let all = read_shared(ok(&body)).ok().unwrap();
    assert_eq!(all.len(), 2);
    for item in all {
        assert!(item.is_shared() && item.may_write());
        assert_eq!(passman_rig::json_of(&item)["acl"]["shared_key"], rights["shared_key"]);
        assert!(passman_rig::json_of(&item).get("credential_data").is_none());
    }
}

#[test]
fn revisions_come_newest_first_and_only_of_this_item() {
    let of = |id: u64, created: Value, data: Value| json!({ "revision_id": id, "guid": "", "created": created, "credential_data": data });
    let text = item().to_string();
    let body = json!([
        of(1, json!(100), item()),
        of(2, json!("300"), json!(text)),
        of(3, json!(200), json!(nearkey::encoding::encode_base64(text.as_bytes()))),
        of(4, json!(400), item_with(&json!({ "guid": VAULT_GUID }))),
        of(5, json!(500), json!(null)),
    ]);
    let revisions = read_revisions(ok(&body), GUID).ok().unwrap();
    let seen: Vec<_> = revisions.iter().map(|revision| (revision.id, revision.at)).collect();
    assert_eq!(seen, [(2, 300), (3, 200), (1, 100)]);
    assert!(revisions.iter().all(|revision| revision.credential.label() == "Library"));
}

#[test]
fn a_file_is_its_container() {
    for member in ["file_data", "data"] {
        let text = read_file(ok(&json!({ "file_id": 3, "filename": "x", member: "abc" }))).ok().unwrap();
        assert_eq!(text.expose(), "abc");
    }
    let in_a_list = json!([{ "file_id": 3, "file_data": "abc" }]);
    assert_eq!(read_file(ok(&in_a_list)).ok().unwrap().expose(), "abc");
    for none in [json!([]), json!([7]), json!([in_a_list[0], in_a_list[0]])] {
        assert_eq!(read_file(ok(&none)).err(), Some(CallFault::Unreadable), "{none}");
    }
    assert_eq!(read_file(ok(&json!({ "file_id": 3 }))).err(), Some(CallFault::Unreadable));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_answer_makes_a_reader_stumble(status in prop_oneof![Just(200_u16), 100..600_u16], at in 0..6_usize, cut in 0..2_000_usize) {
        let bodies = [
            vault_with(&json!([item(), item_with(&json!({ "guid": "00000001-0000" }))])).to_string(),
            json!([vault_with(&json!([]))]).to_string(),
            item().to_string(),
            start("https://cloud.example.org/a", "https://cloud.example.org/b").to_string(),
            granted("https://cloud.example.org").to_string(),
            json!([{ "revision_id": 1, "created": 1, "credential_data": item() }]).to_string(),
        ];
        let whole = &bodies[at];
        let body: String = whole.chars().take(cut).collect();
        let cut_off = body.len() < whole.len();
        let reply = || says(status, &body);
        let server = server();
        let good = [
            read_status(reply()).is_ok(),
            read_vault(reply(), VAULT_GUID).is_ok(),
            read_vaults(reply()).is_ok(),
            read_credential(reply(), None).is_ok(),
            read_shared(reply()).is_ok(),
            read_revisions(reply(), GUID).is_ok(),
            read_file(reply()).is_ok(),
            read_version(reply()).is_ok(),
            read_login_start(reply(), &server).is_ok(),
        ];
        if cut_off {
            prop_assert_eq!(good, [false; 9]);
        }
    }
}
