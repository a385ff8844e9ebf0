//! A session: which call goes out next, what is made again, and what ends it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod passwork_wire_rig;

use nearkey::passwork::{Api, Do, Encryption, Request, Sent, Session, Tokens, is_api_key, is_token};
use nearkey::server::Reply;
use nearkey::time::Timestamp;
use passwork_wire_rig::{
    KEY, NOW, error, expired, failed, header, id, ok, pair, says, secret, server, session, shown, signed_in,
    v4, v7, waits,
};
use proptest::prelude::*;
use serde_json::json;

const SIGN_IN: &str = "renew POST auth/login/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFgHiJkLmNoPqRsTuVwX";
const REFRESH: &str = "renew POST auth/refreshToken/token-0001/refresh-01";

fn fresh(encryption: Encryption) -> Session {
    Session::by_key(server(), secret(KEY), None, encryption)
}

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
        (says(401, ""), "KeyRefused"),
        (expired(), "KeyRefused"),
        (failed(403, "accessDenied"), "ApiForbidden"),
        (failed(200, "accessDenied"), "ApiForbidden"),
        (failed(401, "accessDenied"), "ApiForbidden"),
        (says(403, "<html>"), "ApiForbidden"),
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

#[test]
fn a_server_that_always_says_expired_costs_few_calls() {
    for never in [expired as fn() -> Reply, || says(401, "")] {
        let mut session = session();
        let mut sent = 0;
        for number in 1..=100 {
            let mut all = session.ask(number, v4().vaults(), NOW);
            loop {
                sent += all.iter().filter(|what| matches!(what, Do::Send(..))).count();
                all = match all.iter().find(|what| matches!(what, Do::Send(..))) {
                    Some(Do::Send(Sent::Renewal, _)) => {
                        session.answered(Sent::Renewal, signed_in("token-0002", Some("refresh-02"), 600), NOW)
                    }
                    Some(_) => session.answered(Sent::Asked(number), never(), NOW),
                    None => break,
                };
            }
            assert_eq!(shown(&all), [format!("{number} failed: SessionRefused")]);
        }
        // One for each that is asked, and a handful for the session.
        assert!(sent <= 106, "{sent} calls");
    }
}

#[test]
fn a_short_wait_is_waited_for_and_a_long_one_is_told() {
    let mut session = session();
    session.ask(1, v4().vaults(), NOW);
    assert!(session.answered(Sent::Asked(1), waits(429, Some(7)), NOW).is_empty());
    assert_eq!(session.wake(), Some(NOW.after(7_000)));
    assert!(session.ask(2, v4().vaults(), NOW.after(1_000)).is_empty());
    assert!(session.pump(NOW.after(6_999)).is_empty());
    assert_eq!(shown(&session.pump(NOW.after(7_000))).len(), 2);
    let later = NOW.after(7_000);
    assert_eq!(
        shown(&session.answered(Sent::Asked(1), waits(429, Some(60)), later)),
        ["1 failed: Throttled(Some(60))"]
    );
    assert_eq!(shown(&session.ask(3, v4().vaults(), later)), ["3 failed: Throttled(Some(60))"]);
    assert_eq!(
        shown(&session.ask(4, v4().vaults(), later.after(60_000))),
        ["4 GET vaults/list by token-0001"]
    );
}

#[test]
fn nobody_waits_without_end() {
    let mut session = session();
    let mut now = NOW;
    session.ask(1, v4().vaults(), now);
    for _ in 0..2 {
        assert!(session.answered(Sent::Asked(1), waits(429, None), now).is_empty());
        now = session.wake().unwrap();
        assert_eq!(session.pump(now).len(), 1);
    }
    assert_eq!(
        shown(&session.answered(Sent::Asked(1), waits(429, None), now)),
        ["1 failed: Throttled(None)"]
    );
    let mut session = passwork_wire_rig::session();
    session.ask(1, v4().vaults(), NOW);
    session.answered(Sent::Asked(1), waits(429, Some(u32::MAX)), NOW);
    assert!(
        session.ask(2, v4().vaults(), NOW.after(3_600_000)).iter().any(|what| matches!(what, Do::Send(..)))
    );
}

#[test]
fn maintenance_is_waited_for_only_by_what_changes_nothing() {
    let mut session = session();
    session.ask(1, v4().delete(&id("5ee2529f448e196cbd268b93"), false, None), NOW);
    session.ask(2, v4().search("mail", None), NOW);
    assert_eq!(
        shown(&session.answered(Sent::Asked(1), waits(503, Some(3)), NOW)),
        ["1 failed: Maintenance(Some(3))"]
    );
    assert!(session.answered(Sent::Asked(2), waits(503, Some(3)), NOW).is_empty());
    assert_eq!(shown(&session.pump(NOW.after(3_000))), ["2 POST passwords/search by token-0001"]);
}

#[test]
fn a_server_that_is_out_of_reach_loses_no_session() {
    let mut session = session();
    for number in 1..=9 {
        let at = NOW.after(580_000);
        assert_eq!(shown(&session.ask(number, v4().vaults(), at)), [REFRESH]);
        let end = session.answered(Sent::Renewal, Reply::Unreachable, at);
        assert_eq!(shown(&end), [format!("{number} failed: Unreachable")]);
    }
    session.ask(10, v4().vaults(), NOW);
    assert_eq!(
        shown(&session.answered(Sent::Asked(10), Reply::Unreachable, NOW)),
        ["10 failed: Unreachable"]
    );
}

#[test]
fn what_nobody_waits_for_is_not_made_again() {
    let mut session = session();
    session.ask(1, v4().vaults(), NOW);
    session.forget(1);
    assert!(session.answered(Sent::Asked(1), expired(), NOW).is_empty());
}

#[test]
fn answers_that_were_not_asked_for_do_nothing() {
    let mut session = session();
    assert!(session.answered(Sent::Renewal, signed_in("token-0666", None, 600), NOW).is_empty());
    assert!(session.answered(Sent::Asked(77), ok(&json!(1)), NOW).is_empty());
    assert_eq!(session.tokens().unwrap().access.expose(), "token-0001");
}

#[test]
fn t101_keys_and_tokens_that_could_turn_an_address_or_a_header_are_none() {
    for bad in [
        "",
        "short",
        "../../vaults/list",
        "AbCdEfGhIjKlMnOp/x",
        "AbCdEfGhIjKlMnOp?x=1",
        "AbCdEfGhIjKlMnO p",
        &"a".repeat(129),
    ] {
        assert!(!is_api_key(bad), "{bad}");
    }
    assert!(is_api_key(KEY));
    for bad in ["", "..", "1234567", "token\r\nX: 1", "tok en-0001", "tökén-0001", &"a".repeat(5_000)] {
        assert!(!is_token(bad), "{bad}");
        let mut session = fresh(Encryption::Off);
        session.ask(1, v4().vaults(), NOW);
        let end = session.answered(Sent::Renewal, signed_in(bad, None, 600), NOW);
        assert_eq!(shown(&end), ["1 failed: Unreadable"]);
    }
    let mut session =
        Session::by_key(server(), secret(KEY), Some(pair("a/../b+c=?#", "refresh/+=")), Encryption::Off);
    session.ask(1, v4().vaults(), NOW);
    assert_eq!(
        shown(&session.answered(Sent::Asked(1), expired(), NOW)),
        ["renew POST auth/refreshToken/a%2F%2E%2E%2Fb%2Bc%3D%3F%23/refresh%2F%2B%3D"]
    );
}

#[test]
fn t101_no_fault_says_anything_of_what_came_or_was_sent() {
    for reply in [
        failed(401, "no-s3cret"),
        failed(400, "no-s3cret"),
        failed(403, "accessDenied"),
        failed(500, "no-s3cret"),
        says(200, "<html>s3cret"),
        says(200, "{\"s3cret\""),
        waits(429, Some(99)),
        Reply::Redirected,
    ] {
        let mut session = fresh(Encryption::Unknown);
        session.ask(1, v4().vaults(), NOW);
        let end = session.answered(Sent::Renewal, reply, NOW);
        let [Do::Done(1, Err(fault))] = end.as_slice() else { panic!("no fault") };
        let text = format!("{fault} {fault:?}");
        let told = ["http", "pass.example", "AbCdEfGh", "s3cret", "accessDenied"];
        assert!(told.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

/// Any answer that there may be to anything.
fn any_reply() -> impl Strategy<Value = u8> {
    0_u8..12
}

fn reply(kind: u8) -> Reply {
    match kind {
        0 | 1 => ok(&json!([])),
        2 => expired(),
        3 => says(401, ""),
        4 => signed_in("token-0003", Some("refresh-03"), 600),
        5 => waits(429, Some(1)),
        6 => waits(503, None),
        7 => Reply::Unreachable,
        8 => says(200, "<html>"),
        9 => signed_in("token-0004", None, 1),
        10 => failed(400, "clientSideEncryptionDisabled"),
        _ => failed(403, "accessDenied"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_a_server_answers_everything_that_was_asked_ends_once_with_few_calls(
        kinds in prop::collection::vec(any_reply(), 1..40), asked in 1_u32..6
    ) {
        let mut session = fresh(Encryption::Unknown);
        let mut now = NOW;
        let (mut way, mut done, mut sent) = (Vec::new(), Vec::new(), 0_u32);
        let mut take = |all: Vec<Do>, way: &mut Vec<Sent>, done: &mut Vec<u32>| {
            for what in all {
                match what {
                    Do::Send(which, _) => { sent += 1; way.push(which); }
                    Do::Done(number, _) => done.push(number),
                    Do::Keep => {}
                }
            }
            sent
        };
        for number in 0..asked {
            take(session.ask(number, v4().vaults(), now), &mut way, &mut done);
        }
        let mut kinds = kinds.into_iter().chain(std::iter::repeat(0));
        for _ in 0..1_000 {
            if let Some(which) = way.pop() {
                take(session.answered(which, reply(kinds.next().unwrap()), now), &mut way, &mut done);
            } else if let Some(wake) = session.wake() {
                now = now.max(wake);
                take(session.pump(now), &mut way, &mut done);
            } else {
                break;
            }
            prop_assert!(way.iter().filter(|which| matches!(which, Sent::Renewal)).count() <= 1, "two renewals");
            now = Timestamp(now.0 + 1);
        }
        done.sort_unstable();
        prop_assert_eq!(done, (0..asked).collect::<Vec<_>>());
        let sent = take(Vec::new(), &mut way, &mut Vec::new());
        // Each call four times at most, and for each two renewals of which each may try refresh and key with and without.
        prop_assert!(sent <= asked * 4 + asked * 8, "{} calls", sent);
    }
}

#[test]
fn an_api_knows_where_it_is() {
    assert_eq!(Api::new(server(), nearkey::passwork::Generation::V4), v4());
    assert_ne!(v4(), v7());
}
