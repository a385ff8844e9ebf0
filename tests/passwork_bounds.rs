//! A session at servers that are busy, gone, broken or hostile: few calls, and an end to everything that was asked.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what is not there")]

mod passwork_wire_rig;

use nearkey::passwork::{Do, Encryption, Sent, Session, is_api_key, is_token};
use nearkey::server::Reply;
use nearkey::time::Timestamp;
use passwork_wire_rig::{
    KEY, NOW, REFRESH, expired, failed, fresh, id, ok, pair, says, secret, server, session, shown, signed_in,
    v4, waits,
};
use proptest::prelude::*;
use serde_json::json;

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
        let earlier = Timestamp(NOW.0 - 86_400_000);
        let all = session.ask(101, v4().vaults(), earlier);
        assert!(matches!(all[..], [Do::Send(..)]), "the rest is not a day long when the clock is set back");
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
fn a_clock_that_is_set_back_makes_a_short_pause_no_day_long() {
    let mut session = session();
    session.ask(1, v4().vaults(), NOW);
    assert!(session.answered(Sent::Asked(1), waits(429, Some(7)), NOW).is_empty());
    let earlier = Timestamp(NOW.0 - 86_400_000);
    assert_eq!(shown(&session.pump(earlier)), ["1 GET vaults/list by token-0001"]);
    assert_eq!(shown(&session.ask(2, v4().vaults(), earlier)), ["2 GET vaults/list by token-0001"]);
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
