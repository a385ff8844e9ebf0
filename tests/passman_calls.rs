//! What is sent to a server, and what is not.
#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

mod dice;
mod passman_rig;

use nearkey::encoding::decode_base64;
use nearkey::passman::{Api, Change, CustomField, Details, Granted, Login, LoginStart, calls};
use nearkey::secret::SecretText;
use nearkey::server::{Body, Call, Reply};
use passman_rig::{GUID, VAULT_GUID, item, read, secret, server, shown};
use serde_json::json;

fn all() -> Vec<(Call, &'static str)> {
    let (server, item) = (server(), read(&item()));
    let (pretty, index) = (Api::Pretty, Api::Index);
    vec![
        (calls::status(&server), "GET /status.php"),
        (calls::start_login(&server), "POST /index.php/login/v2"),
        (
            calls::poll_login("https://cloud.example.org/nextcloud/login/v2/poll", &secret("s3cret+&=")),
            "POST /login/v2/poll",
        ),
        (calls::sign_out(&server), "DELETE /ocs/v2.php/core/apppassword"),
        (calls::version(&server, pretty), "GET /apps/passman/api/v2/version"),
        (calls::vaults(&server, index), "GET /index.php/apps/passman/api/v2/vaults"),
        (
            calls::vault(&server, index, VAULT_GUID),
            "GET /index.php/apps/passman/api/v2/vaults/00000000-AAAA-4000-8000-000000000001",
        ),
        (
            calls::shared(&server, pretty, VAULT_GUID),
            "GET /apps/passman/api/v2/sharing/vault/00000000-AAAA-4000-8000-000000000001/get",
        ),
        (
            calls::credential(&server, pretty, GUID),
            "GET /apps/passman/api/v2/credentials/A1B2C3D4-0000-4000-8000-00000000000F",
        ),
        (calls::create(&server, pretty, &item), "POST /apps/passman/api/v2/credentials"),
        (
            calls::update(&server, pretty, &item),
            "PATCH /apps/passman/api/v2/credentials/A1B2C3D4-0000-4000-8000-00000000000F",
        ),
        (
            calls::delete(&server, pretty, GUID),
            "DELETE /apps/passman/api/v2/credentials/A1B2C3D4-0000-4000-8000-00000000000F",
        ),
        (
            calls::revisions(&server, pretty, GUID),
            "GET /apps/passman/api/v2/credentials/A1B2C3D4-0000-4000-8000-00000000000F/revision",
        ),
        (calls::file(&server, pretty, 31), "GET /apps/passman/api/v2/file/31"),
        (
            calls::shared_file(&server, pretty, GUID, VAULT_GUID),
            "GET /apps/passman/api/v2/sharing/credential/A1B2C3D4-0000-4000-8000-00000000000F/file/00000000-AAAA-4000-8000-000000000001",
        ),
    ]
}

#[test]
fn every_call_goes_where_the_api_is() {
    for (call, good) in all() {
        let (method, path) = good.split_once(' ').unwrap();
        assert_eq!(shown(&call), format!("{method} https://cloud.example.org/nextcloud{path}"));
        assert!(call.timeout_ms >= 10_000 && call.cap >= 1_024);
    }
}

#[test]
fn the_login_goes_to_passman_and_to_signing_out_and_to_nothing_else() {
    for (call, _) in all() {
        let url = call.url.expose();
        assert_eq!(call.with_login, url.contains("/passman/") || url.contains("/ocs/"), "{url}");
        let headers: Vec<_> = call.headers.iter().map(|(name, value)| (*name, value.expose())).collect();
        let ocs: &[_] = if url.contains("/ocs/") { &[("OCS-APIRequest", "true")] } else { &[] };
        assert_eq!(headers, ocs, "{url}");
    }
}

#[test]
fn t101_tokens_and_items_are_in_the_body_and_never_in_the_address() {
    for (call, good) in all() {
        let url = call.url.expose();
        assert!(!url.contains("s3cret") && !url.contains(['?', '@', '#']), "{url}");
        let body = call.body.as_ref().map(|body| (body.content_type(), body.text().expose().to_owned()));
        let expected = match good {
            "POST /login/v2/poll" => {
                Some(("application/x-www-form-urlencoded", "token=s3cret%2B%26%3D".to_owned()))
            }
            _ if good.starts_with("PATCH") || good.ends_with("credentials") => {
                Some(("application/json", item().to_string()))
            }
            _ => None,
        };
        assert_eq!(body, expected, "{good}");
    }
}

#[test]
fn t101_the_header_is_basic_in_utf_8() {
    let login = Login { user: "mära".into(), password: secret("wörd:x") };
    let header = login.header();
    let digits = header.expose().strip_prefix("Basic ").unwrap();
    assert_eq!(decode_base64(digits).unwrap(), "mära:wörd:x".as_bytes());
}

#[test]
fn an_id_cannot_lead_to_another_path() {
    for id in ["../../../settings", "..", "a/b", "a?b", "%2e%2e/", "a#b", "a\\b"] {
        let call = calls::credential(&server(), Api::Pretty, id);
        let rest = call
            .url
            .expose()
            .strip_prefix("https://cloud.example.org/nextcloud/apps/passman/api/v2/credentials/")
            .unwrap();
        assert!(rest.bytes().all(|sign| sign.is_ascii_alphanumeric()), "{rest}");
    }
}

#[test]
fn the_form_of_the_address_that_works_is_remembered() {
    for api in [Api::Pretty, Api::Index] {
        let text = serde_json::to_string(&api).unwrap();
        assert_eq!(serde_json::from_str::<Api>(&text).unwrap(), api);
        assert_ne!(api.other(), api);
    }
    assert!(serde_json::from_value::<Api>(json!("other")).is_err());
}

/// Stops the compiler if the type can be printed or copied.
macro_rules! kept_close {
    ($($kind:ty),+) => {$({
        trait Unclear<Marker> { fn is() {} }
        impl<T> Unclear<()> for T {}
        impl<T: std::fmt::Debug> Unclear<u8> for T {}
        impl<T: Clone> Unclear<u16> for T {}
        impl<T: serde::Serialize> Unclear<u32> for T {}
        <$kind as Unclear<_>>::is();
    })+};
}

#[test]
fn t101_nothing_with_a_secret_in_it_can_be_printed_copied_or_written_out() {
    kept_close!(SecretText, Login, Body, Call, Reply, LoginStart, Granted, Change, Details, CustomField);
}
