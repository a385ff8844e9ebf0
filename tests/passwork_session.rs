//! A session: which call goes out next, what is made again, and what ends it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod passwork_wire_rig;

use nearkey::passwork::{Do, Encryption, Request, Sent, Session, Tokens};
use nearkey::server::Reply;
use passwork_wire_rig::{
    KEY, NOW, REFRESH, error, expired, failed, fresh, header, ok, pair, says, secret, server, session, shown,
    signed_in, v4, v7,
};
use serde_json::json;

const SIGN_IN: &str = "renew POST auth/login/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFgHiJkLmNoPqRsTuVwX";

fn seven() -> Session {
    let mut session = Session::by_tokens(server(), pair("access-01", "refresh-01"), Encryption::On);
    session.set_hash(Some(secret("abcdef")));
    session
}

fn new_pair7(access: &str) -> Reply {
    let until = NOW.0 / 1000 + 10_000;
    let body = json!({ "accessToken": access, "refreshToken": "refresh-02", "accessTokenExpiredAt": until, "refreshTokenExpiredAt": until });
    says(200, &body.to_string())
}

/// The body of the sign-in that is sent.
fn sign_in_body(all: &[Do]) -> String {
    all.iter()
        .find_map(|what| match what {
            Do::Send(Sent::Renewal, call) => Some(call.body.as_ref()?.text().expose().to_owned()),
            _ => None,
        })
        .unwrap()
}

#[test]
fn whoever_asks_first_signs_in_and_all_others_wait_for_it() {
    let mut session = fresh(Encryption::Unknown);
    let first = session.ask(1, v4().vaults(), NOW);
    assert_eq!(shown(&first), [SIGN_IN]);
    assert_eq!(sign_in_body(&first), r#"{"useMasterPassword":true}"#);
    assert!(session.ask(2, v4().recent().unwrap(), NOW).is_empty());
    let done = session.answered(Sent::Renewal, signed_in("token-0001", None, 600), NOW);
    assert_eq!(
        shown(&done),
        ["keep", "1 GET vaults/list by token-0001", "2 GET passwords/recent by token-0001"]
    );
    assert_eq!(session.user(), Some(("Mara", "mara@example.org")));
    assert_eq!(session.encryption(), Encryption::On);
    assert_eq!(shown(&session.answered(Sent::Asked(1), ok(&json!([1])), NOW)), ["1 is [1]"]);
}

#[test]
fn an_account_without_a_master_password_is_signed_in_without() {
    let mut session = fresh(Encryption::Unknown);
    session.ask(1, v4().vaults(), NOW);
    let again = session.answered(Sent::Renewal, failed(400, "clientSideEncryptionDisabled"), NOW);
    assert_eq!(
        (shown(&again), sign_in_body(&again)),
        (vec![SIGN_IN.into()], r#"{"useMasterPassword":false}"#.into())
    );
    session.answered(Sent::Renewal, signed_in("token-0001", None, 600), NOW);
    assert_eq!(session.encryption(), Encryption::Off);
}

#[test]
fn t103_a_server_that_says_encryption_is_off_now_gets_nothing_more() {
    let mut session = fresh(Encryption::On);
    session.ask(1, v4().vaults(), NOW);
    let end = session.answered(Sent::Renewal, failed(400, "clientSideEncryptionDisabled"), NOW);
    assert_eq!(shown(&end), ["1 failed: EncryptionGone"]);
    assert_eq!(shown(&session.ask(2, v4().vaults(), NOW)), ["2 failed: EncryptionGone"]);
}

#[test]
fn t103_what_ended_a_session_ends_it_for_calls_on_their_way_too() {
    for (refusal, fault) in [
        (failed(400, "clientSideEncryptionDisabled"), "EncryptionGone"),
        (failed(401, "authFailed"), "KeyRefused"),
    ] {
        let mut session = session();
        for number in 1..=2 {
            session.ask(number, v4().vaults(), NOW);
        }
        session.answered(Sent::Asked(1), expired(), NOW);
        session.answered(Sent::Renewal, failed(401, "x"), NOW);
        let end = shown(&session.answered(Sent::Renewal, refusal, NOW));
        assert_eq!(end, [format!("1 failed: {fault}")]);
        // The second call comes back as if the session could be renewed.
        let late = shown(&session.answered(Sent::Asked(2), expired(), NOW));
        assert_eq!(late, [format!("2 failed: {fault}")], "nothing more is sent");
    }
}

#[test]
fn t103_who_has_a_master_key_is_not_talked_into_an_account_without() {
    let mut session = fresh(Encryption::Unknown);
    session.set_hash(Some(secret("abcdef")));
    session.ask(1, v4().vaults(), NOW);
    let end = session.answered(Sent::Renewal, failed(400, "clientSideEncryptionDisabled"), NOW);
    assert_eq!(shown(&end), ["1 failed: EncryptionGone"]);
}

#[test]
fn a_second_token_of_7_stays_where_only_the_first_is_replaced() {
    let mut session = seven();
    session.ask(1, v7().vaults(), NOW);
    session.answered(Sent::Asked(1), error(401, "accessTokenExpired"), NOW);
    session.answered(Sent::Renewal, says(200, &json!({ "accessToken": "access-02" }).to_string()), NOW);
    let kept = session.tokens().unwrap();
    assert_eq!((kept.access.expose(), kept.refresh.as_ref().unwrap().expose()), ("access-02", "refresh-01"));
}

#[test]
fn an_expired_session_is_refreshed_once_for_all_and_every_call_made_again() {
    let mut session = session();
    for number in 1..=3 {
        session.ask(number, v4().vaults(), NOW);
    }
    assert_eq!(shown(&session.answered(Sent::Asked(1), expired(), NOW)), [REFRESH]);
    assert!(session.answered(Sent::Asked(2), expired(), NOW).is_empty());
    assert!(session.ask(4, v4().vaults(), NOW).is_empty(), "what is new waits too");
    let done = session.answered(Sent::Renewal, signed_in("token-0002", Some("refresh-02"), 600), NOW);
    assert_eq!(
        shown(&done),
        [
            "keep",
            "1 GET vaults/list by token-0002",
            "2 GET vaults/list by token-0002",
            "4 GET vaults/list by token-0002"
        ]
    );
    // The third one had gone out with the old pair: no second refresh for it.
    assert_eq!(shown(&session.answered(Sent::Asked(3), expired(), NOW)), ["3 GET vaults/list by token-0002"]);
}

#[test]
fn a_refresh_carries_neither_the_old_header_nor_a_hash() {
    let mut session = session();
    session.set_hash(Some(secret("abcdef")));
    session.ask(1, v4().vaults(), NOW);
    let all = session.answered(Sent::Asked(1), expired(), NOW);
    let [Do::Send(Sent::Renewal, call)] = all.as_slice() else { panic!("no refresh") };
    assert!(call.headers.is_empty() && call.body.is_none());
}

#[test]
fn a_session_that_is_about_to_end_is_refreshed_before_it_is_used() {
    let mut session = session();
    let later = NOW.after(575_000);
    assert_eq!(shown(&session.ask(1, v4().vaults(), later)), [REFRESH]);
    let mut session = passwork_wire_rig::session();
    assert_eq!(
        shown(&session.ask(1, v4().vaults(), NOW.after(500_000))),
        ["1 GET vaults/list by token-0001"]
    );
}

#[test]
fn a_session_that_seems_to_be_over_as_soon_as_it_is_made_is_used_until_the_server_says_so() {
    let mut session = fresh(Encryption::Off);
    session.ask(1, v4().vaults(), NOW);
    let done = session.answered(Sent::Renewal, signed_in("token-0001", None, 5), NOW);
    assert_eq!(shown(&done), ["keep", "1 GET vaults/list by token-0001"]);
}

#[test]
fn without_a_second_token_or_with_one_that_is_over_the_key_signs_in_again() {
    let mut old = Session::by_key(
        server(),
        secret(KEY),
        Some(Tokens::pasted(secret("token-0009"), None).unwrap()),
        Encryption::Off,
    );
    assert_eq!(shown(&old.ask(1, v4().vaults(), NOW)), ["1 GET vaults/list by token-0009"]);
    let again = old.answered(Sent::Asked(1), expired(), NOW);
    assert_eq!(
        (shown(&again), sign_in_body(&again)),
        (vec![SIGN_IN.into()], r#"{"useMasterPassword":false}"#.into())
    );
    let mut session = session();
    assert_eq!(shown(&session.ask(1, v4().vaults(), NOW.after(100_000_000))), [SIGN_IN]);
}

#[test]
fn a_refused_refresh_is_the_end_of_the_pair_and_not_of_the_key() {
    for refusal in
        [expired(), failed(401, "no"), failed(403, "accessDenied"), failed(400, "x"), says(404, "")]
    {
        let mut session = session();
        session.ask(1, v4().vaults(), NOW);
        session.answered(Sent::Asked(1), expired(), NOW);
        assert_eq!(shown(&session.answered(Sent::Renewal, refusal, NOW)), [SIGN_IN]);
        let done = session.answered(Sent::Renewal, signed_in("token-0002", None, 600), NOW);
        assert_eq!(shown(&done), ["keep", "1 GET vaults/list by token-0002"]);
        assert_eq!(shown(&session.answered(Sent::Asked(1), ok(&json!(1)), NOW)), ["1 is 1"]);
    }
}

#[test]
fn a_revoked_key_and_a_forbidden_api_are_told_apart_and_end_it() {
    for (refusal, fault) in [
        (failed(401, "authFailed"), "KeyRefused"),
        (expired(), "KeyRefused"),
        (failed(403, "accessDenied"), "ApiForbidden"),
        (failed(200, "accessDenied"), "ApiForbidden"),
        (failed(401, "accessDenied"), "ApiForbidden"),
    ] {
        let mut session = fresh(Encryption::Unknown);
        session.ask(1, v4().vaults(), NOW);
        session.ask(2, v4().vaults(), NOW);
        let end = shown(&session.answered(Sent::Renewal, refusal, NOW));
        assert_eq!(end, [format!("1 failed: {fault}"), format!("2 failed: {fault}")]);
        assert_eq!(
            shown(&session.ask(3, v4().vaults(), NOW)),
            [format!("3 failed: {fault}")],
            "no call any more"
        );
        assert!(session.over().is_some());
    }
}

#[test]
fn a_page_of_a_proxy_ends_no_account() {
    for page in [says(401, ""), says(403, "<html>no</html>"), says(404, "404 page not found"), says(405, "")]
    {
        let mut session = fresh(Encryption::On);
        session.ask(1, v4().vaults(), NOW);
        let status = match &page {
            Reply::Answer { status, .. } => *status,
            _ => 0,
        };
        let end = shown(&session.answered(Sent::Renewal, page, NOW));
        assert_eq!(end, [format!("1 failed: NotPasswork({status})")]);
        assert_eq!(session.over(), None, "the key may be as good as before");
    }
    let mut session = seven();
    session.ask(1, v7().vaults(), NOW);
    session.answered(Sent::Asked(1), error(401, "accessTokenExpired"), NOW);
    let end = shown(&session.answered(Sent::Renewal, says(404, "404 page not found"), NOW));
    assert_eq!(end, ["1 failed: NotPasswork(404)"]);
    assert_eq!((session.over(), session.tokens().is_some()), (None, true));
}

#[test]
fn tokens_of_7_that_are_used_up_say_so_and_nothing_more_is_sent() {
    let mut session = seven();
    assert_eq!(shown(&session.ask(1, v7().vaults(), NOW)), ["1 GET vaults by Bearer access-01"]);
    let all = session.answered(Sent::Asked(1), error(401, "accessTokenExpired"), NOW);
    assert_eq!(shown(&all), ["renew POST sessions/refresh by Bearer access-01"]);
    let [Do::Send(_, call)] = all.as_slice() else { panic!("no refresh") };
    assert_eq!(call.body.as_ref().unwrap().text().expose(), r#"{"refreshToken":"refresh-01"}"#);
    assert_eq!(header(call, "X-Master-Key-Hash"), None);
    assert_eq!(shown(&session.answered(Sent::Renewal, error(403, "x"), NOW)), ["1 failed: TokenExpired"]);
    assert_eq!(shown(&session.ask(2, v7().vaults(), NOW)), ["2 failed: TokenExpired"]);
}

#[test]
fn a_new_pair_of_7_is_kept_before_it_is_used() {
    let mut session = seven();
    session.ask(1, v7().vaults(), NOW);
    session.answered(Sent::Asked(1), error(401, "accessTokenExpired"), NOW);
    let done = session.answered(Sent::Renewal, new_pair7("access-02"), NOW);
    assert_eq!(shown(&done), ["keep", "1 GET vaults by Bearer access-02"]);
    let kept = Tokens::parse(session.tokens().unwrap().to_json().expose()).unwrap();
    assert_eq!((kept.access.expose(), kept.refresh.unwrap().expose()), ("access-02", "refresh-02"));
    assert_eq!(kept.access_until, Some(NOW.after(10_000_000)));
}

#[test]
fn a_second_factor_is_asked_for_and_loses_no_token() {
    let mut session = seven();
    session.ask(1, v7().vaults(), NOW);
    let done = session.answered(Sent::Asked(1), error(401, "twoFactorAuthRequired"), NOW);
    assert_eq!(shown(&done), ["1 failed: NeedsTwoFactor"]);
    assert_eq!((session.over(), session.tokens().unwrap().access.expose()), (None, "access-01"));
}

#[test]
fn the_hash_of_the_master_key_goes_where_it_is_needed_and_nowhere_else() {
    let mut session = session();
    session.set_hash(Some(secret("abcdef")));
    let hash = |session: &mut Session, number, request: Request| {
        let all = session.ask(number, request, NOW);
        let [Do::Send(_, call)] = all.as_slice() else { panic!("not sent") };
        (header(call, "Passwork-MasterHash"), header(call, "X-Master-Key-Hash"))
    };
    assert_eq!(hash(&mut session, 1, v4().vaults()), (Some("abcdef".into()), None));
    assert_eq!(hash(&mut session, 2, v4().master_key_options()), (None, None));
    assert_eq!(hash(&mut session, 3, v4().sign_out().unwrap()), (None, None));
    let mut session = seven();
    assert_eq!(hash(&mut session, 1, v7().prove_master_key()), (None, Some("abcdef".into())));
    assert_eq!(hash(&mut session, 2, v7().master_key_options()), (None, None));
}

#[test]
fn a_wrong_master_key_is_told_as_such_and_asks_for_at_most_one_renewal() {
    let mut session = session();
    session.set_hash(Some(secret("wrong!")));
    let mut sent = 0;
    for number in 1..=5 {
        let mut all = session.ask(number, v4().prove_master_key(), NOW);
        loop {
            sent += all.iter().filter(|what| matches!(what, Do::Send(..))).count();
            all = match all.iter().find(|what| matches!(what, Do::Send(..))) {
                Some(Do::Send(Sent::Renewal, _)) => {
                    session.answered(Sent::Renewal, signed_in("token-0002", Some("refresh-02"), 600), NOW)
                }
                Some(_) => session.answered(Sent::Asked(number), failed(401, "wrongMasterHash"), NOW),
                None => break,
            };
        }
        assert_eq!(shown(&all), [format!("{number} failed: MasterKeyRefused")]);
    }
    assert!(sent <= 7, "{sent} calls for five tries");
}

#[test]
fn kept_tokens_that_are_refused_without_a_reason_are_renewed_before_the_master_key_is_doubted() {
    let mut session =
        Session::by_key(server(), secret(KEY), Some(pair("token-0001", "refresh-01")), Encryption::On);
    session.set_hash(Some(secret("abcdef")));
    session.ask(1, v4().vaults(), NOW);
    assert_eq!(shown(&session.answered(Sent::Asked(1), says(401, ""), NOW)), [REFRESH]);
}
