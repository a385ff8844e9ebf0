//! A request keeps its time, survives the worker and tells little by its length.
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
use phone_support::{scene::*, *};

#[test]
fn pauses_are_short_after_an_answer_and_grow_while_nothing_answers() {
    let mut scene = Scene::new(ask_site());
    for (reply, least, most) in [
        (status(202), 700, 1_000),
        (status(401), 700, 1_000),
        (Reply::Unreachable, 1_000, 1_300),
        (Reply::Unreachable, 2_000, 2_300),
        (Reply::Unreachable, 4_000, 4_300),
        (Reply::Unreachable, 4_000, 4_300),
        (status(202), 700, 1_000),
        (Reply::Unreachable, 1_000, 1_300),
    ] {
        assert_eq!(scene.reply(reply.clone()), Step::Wait);
        let pause = scene.request.next_poll_at().unwrap().since(scene.now);
        assert!((least..=most).contains(&pause), "{reply:?}: {pause}");
        let early = Timestamp(scene.now.0 + pause - 1);
        assert!(scene.request.poll(&scene.phone.base, &scene.phone.key, early, &mut scene.dice).is_none());
    }
    assert_eq!(scene.request.stage(), Stage::Unreachable);
}

#[test]
fn a_minute_more_four_times_and_then_the_hard_stop() {
    let mut scene = Scene::new(ask_site());
    assert_eq!(scene.request.total_ms(), DEADLINE_MS);
    for minutes in 2..=5 {
        assert!(scene.request.can_extend());
        assert!(scene.request.extend(at(1)));
        assert_eq!(scene.request.total_ms(), minutes * 60_000);
    }
    assert!(!scene.request.extend(at(1)));

    scene.now = at(299);
    let poll = scene.poll();
    assert_eq!(poll.timeout_ms, 1_000, "no poll runs past the hard stop");
    assert_eq!(scene.request.on_tick(at(300)), Some(Stop::HardStop { last: Stage::Reaching }));
    assert!(matches!(scene.request.on_reply(poll, forged_reply(), at(301), &mut scene.dice), Next::Wait));
}

#[test]
fn t80_jumping_clocks_neither_panic_nor_prolong() {
    let mut scene = Scene::new(ask_site());
    let poll = scene.poll();
    assert!(matches!(scene.request.on_reply(poll, status(202), Timestamp(0), &mut scene.dice), Next::Wait));
    assert_eq!(scene.request.on_tick(Timestamp(0)), None);
    assert_eq!(scene.request.on_tick(Timestamp(u64::MAX)), Some(Stop::HardStop { last: Stage::Waiting }));
}

#[test]
fn cancelling_takes_the_same_identifier_back_and_ends_the_polling() {
    let mut scene = Scene::new(ask_site());
    let poll = scene.poll();

    let cancel = scene.request.cancel_command(&scene.phone.base, &scene.phone.key, &mut scene.dice);

    assert_eq!(cancel.timeout_ms, CANCEL_TIMEOUT_MS);
    let (plain, _) = scene.phone.open(&cancel.body);
    assert_eq!(plain["command"], "cancel_request");
    assert_eq!(plain["action"], "request_credential");
    assert_eq!(plain["requestIdentifier"], scene.request.id().to_string());
    assert_eq!(scene.answer_to(poll), Step::Wait);
    assert!(scene.request.is_over());
    assert!(!scene.request.can_extend());
}

#[test]
fn t91_a_stored_request_goes_on_where_it_was() {
    let mut scene = Scene::new(ask_site());
    scene.reply(status(202));
    scene.poll();
    let stored = serde_json::to_string(&scene.request).unwrap();
    let id = scene.request.id().clone();

    scene.request = serde_json::from_str(&stored).unwrap();
    assert_eq!(scene.request.next_poll_at(), None);
    scene.request.lost_poll(scene.now);

    assert_eq!(scene.request.id(), &id);
    assert_eq!(scene.request.command(), &ask_site());
    assert_eq!(scene.answer(&login()), Step::Answer(1));
}

#[test]
fn t91_a_worker_killed_while_opening_goes_on_and_learns_that_the_answer_is_lost() {
    let mut scene = Scene::new(ask_site());
    let poll = scene.poll();
    let (reply, key) = scene.phone.answer(&poll.body, &login());
    let Next::Open { sealed, .. } = scene.request.on_reply(poll, reply, scene.now, &mut scene.dice) else {
        panic!()
    };
    scene.request.lost_poll(scene.now);

    let late = scene.request.on_opened(&scene.phone.base, sealed, Some(key), scene.now, &mut scene.dice);
    assert!(matches!(late, Opened::Wait));
    assert_eq!(scene.reply(status(204)), Step::Stop(Stop::AlreadyAnswered));
}

#[test]
fn lengths_of_polls_tell_little() {
    let phone = FakePhone::new();
    let mut dice = Dice(2);
    let mut length = |command| {
        let mut request = Request::new(command, at(0), &mut dice);
        let poll = request.poll(&phone.base, &phone.key, at(0), &mut dice).unwrap();
        let body: serde_json::Value = serde_json::from_str(&poll.body).unwrap();
        let sealed = decode_base64(text(&body, "envelope").split(':').nth(2).unwrap()).unwrap();
        sealed.len() - 16
    };
    let long = Website::parse(&format!("https://{}.example", "a".repeat(40))).unwrap();
    assert_eq!(length(ask_site()), 256);
    assert_eq!(length(Command::FetchAll), 256);
    assert_eq!(length(Command::GetClientKey), 256);
    assert_eq!(length(Command::FetchForUrl { website: long, user: None }), 256);
    assert_eq!(length(Command::FetchForUids { uids: vec!["\"\\\u{1}é".repeat(9); 40] }) % 256, 0);
}
