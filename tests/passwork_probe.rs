//! Which Passwork is there, if any.
#![allow(clippy::unwrap_used, reason = "a test may stop at what is not there")]

mod passwork_wire_rig;

use nearkey::encoding::encode_base64;
use nearkey::passwork::{Found, Generation, LinkEra, PassworkFault, Probe, Probed};
use nearkey::server::{Method, Reply};
use passwork_wire_rig::{error, failed, header, ok, says, server, waits};
use serde_json::json;

fn found(generation: Generation, version: Option<&str>, legacy: bool) -> Probed {
    Probed::Found(Found { generation, version: version.map(str::to_owned), legacy })
}

/// What becomes of an answer to the second question, after the first one said nothing.
fn second(reply: Reply) -> Probed {
    let mut probe = Probe::new(server());
    assert_eq!(probe.answered(says(404, "<html>not here</html>")), Probed::Next);
    probe.answered(reply)
}

#[test]
fn two_questions_that_need_no_sign_in() {
    let mut probe = Probe::new(server());
    let call = probe.call();
    assert_eq!(
        (call.method, call.url.expose()),
        (Method::Get, "https://pass.example.org/team/api/v4/info/version")
    );
    assert!(call.headers.is_empty() && call.body.is_none() && !call.with_login);
    probe.answered(says(404, ""));
    let call = probe.call();
    assert_eq!(call.url.expose(), "https://pass.example.org/team/api/v1/sessions/current/info");
    assert_eq!(header(&call, "X-Response-Format").as_deref(), Some("raw"));
    assert_eq!(call.headers.len(), 1);
}

#[test]
fn v4_says_its_version_as_a_text_or_in_an_object() {
    for (data, version, legacy) in [
        (json!("4.7.0"), Some("4.7.0"), false),
        (json!({ "version": "6.4.0", "legacySupport": false }), Some("6.4.0"), false),
        (json!({ "version": "5.1", "legacySupport": true }), Some("5.1"), true),
        (json!(4.7), Some("4.7"), false),
        (json!({}), None, false),
        (json!("<b>4.7</b>\n"), Some("b4.7b"), false),
    ] {
        assert_eq!(
            Probe::new(server()).answered(ok(&data)),
            found(Generation::V4, version, legacy),
            "{data}"
        );
    }
}

#[test]
fn the_version_says_how_share_links_are_asked_for() {
    let of = |generation, version: Option<&str>| {
        Found { generation, version: version.map(str::to_owned), legacy: false }.link_era()
    };
    assert_eq!(of(Generation::V4, Some("4.7.0")), LinkEra::Hours);
    assert_eq!(of(Generation::V4, Some("5.0.1")), LinkEra::Words);
    assert_eq!(of(Generation::V4, None), LinkEra::Words);
    assert_eq!(of(Generation::V7, None), LinkEra::Seven);
}

#[test]
fn a_server_of_7_that_still_answers_the_old_question_is_asked_in_its_own_words() {
    let mut probe = Probe::new(server());
    assert_eq!(probe.answered(ok(&json!({ "version": "7.2.0" }))), Probed::Next);
    assert_eq!(probe.answered(error(401, "accessTokenExpired")), found(Generation::V7, None, false));
}

#[test]
fn seven_is_known_by_its_errors_bare_or_wrapped() {
    let inner = json!({ "errors": [{ "code": "unauthorized", "field": null, "message": "" }] }).to_string();
    let wrapped = json!({ "format": "base64", "content": encode_base64(inner.as_bytes()) }).to_string();
    assert_eq!(second(says(401, &inner)), found(Generation::V7, None, false));
    assert_eq!(second(says(401, &wrapped)), found(Generation::V7, None, false));
}

#[test]
fn a_portal_page_a_404_or_anything_else_is_no_passwork() {
    for (status, body) in [
        (200, "<html>Welcome to the hotel</html>"),
        (200, "{}"),
        (200, "{\"status\":\"success\"}"),
        (200, "\"4.7.0\""),
        (404, "{\"message\":\"no route\"}"),
        (401, "{\"errors\":{}}"),
        (200, "{\"format\":\"base64\",\"content\":\"%%%\"}"),
        (200, "{\"format\":\"base64\",\"content\":\"PGh0bWw+\"}"),
        (200, "{\"errors\":[\"no\"]}"),
    ] {
        let mut probe = Probe::new(server());
        assert_eq!(probe.answered(says(status, body)), Probed::Next, "{body}");
        assert_eq!(
            probe.answered(says(status, body)),
            Probed::Failed(PassworkFault::NotPasswork(status)),
            "{body}"
        );
    }
    assert_eq!(Probe::new(server()).answered(failed(404, "x")), Probed::Next);
}

#[test]
fn t100_a_redirect_is_told_and_never_followed() {
    let mut probe = Probe::new(server());
    assert_eq!(probe.answered(Reply::Redirected), Probed::Failed(PassworkFault::Redirected));
    assert_eq!(probe.answered(says(302, "")), Probed::Failed(PassworkFault::Redirected));
    assert!(probe.call().url.expose().starts_with("https://pass.example.org/team/"));
}

#[test]
fn a_server_that_is_not_there_or_at_work_is_no_other_kind_of_server() {
    for (reply, fault) in [
        (Reply::Unreachable, PassworkFault::Unreachable),
        (waits(429, Some(7)), PassworkFault::Throttled(Some(7))),
        (waits(503, None), PassworkFault::Maintenance(None)),
    ] {
        assert_eq!(Probe::new(server()).answered(reply), Probed::Failed(fault));
    }
    assert_eq!(second(says(500, "oops")), Probed::Failed(PassworkFault::ServerError(500)));
    let mut probe = Probe::new(server());
    assert_eq!(probe.answered(Reply::TooLarge), Probed::Next);
    assert_eq!(probe.answered(Reply::TooLarge), Probed::Failed(PassworkFault::NotPasswork(200)));
}
