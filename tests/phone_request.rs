//! A request goes on, stops and answers as the client policy says, whatever comes from the network.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::encoding::{encode_base64, encode_base64url};
use nearkey::phone::*;
use phone_support::{scene::*, *};
use serde_json::json;

#[test]
fn an_answer_after_waiting_ends_the_request() {
    let mut scene = Scene::new(ask_site());

    assert_eq!(scene.reply(status(202)), Step::Wait);
    assert_eq!(scene.request.stage(), Stage::Waiting);
    assert_eq!(scene.answer(&login()), Step::Answer(1));

    assert!(scene.request.is_over());
    assert_eq!(scene.request.next_poll_at(), None);
    assert_eq!(scene.request.on_tick(at(1_000)), None);
}

#[test]
fn t55_a_forged_status_delays_or_ends_one_request_and_does_no_more() {
    for (code, expected) in [
        (403, Step::Stop(Stop::Denied)),
        (404, Step::Stop(Stop::UnknownLink)),
        (204, Step::Stop(Stop::AlreadyAnswered)),
        (202, Step::Wait),
        (401, Step::Wait),
        (409, Step::Wait),
        (400, Step::Wait),
        (500, Step::Wait),
    ] {
        let mut scene = Scene::new(ask_site());
        let (id, command) = (scene.request.id().clone(), scene.request.command().clone());

        assert_eq!(scene.reply(status(code)), expected, "{code}");

        assert_eq!(scene.request.is_over(), expected != Step::Wait, "{code}");
        assert_eq!((scene.request.id(), scene.request.command()), (&id, &command));
        assert!(!scene.request.interference());
    }
}

#[test]
fn stages_follow_the_status() {
    for (code, stage) in [
        (202, Stage::Waiting),
        (401, Stage::PhoneLocked),
        (409, Stage::PhoneBusy),
        (400, Stage::Reaching),
        (302, Stage::Reaching),
    ] {
        let mut scene = Scene::new(ask_site());
        scene.reply(status(code));
        assert_eq!(scene.request.stage(), stage, "{code}");
    }
}

#[test]
fn t55_two_protocol_errors_in_a_row_end_it_and_one_does_not() {
    let mut scene = Scene::new(ask_site());
    for code in [400, 202, 500, 401, 400] {
        assert_eq!(scene.reply(status(code)), Step::Wait);
    }
    assert_eq!(scene.reply(status(500)), Step::Stop(Stop::Protocol));
}

#[test]
fn t68_a_new_link_may_not_be_accepted_yet_for_a_minute() {
    let mut scene = Scene::new(ask_site());
    scene.request.tolerate_unlinked_until(at(0).after(UNLINKED_TOLERANCE_MS));
    for _ in 0..5 {
        assert_eq!(scene.reply(status(400)), Step::Wait);
        assert_eq!(scene.request.stage(), Stage::NotAcceptedYet);
    }
    assert!(scene.request.extend(scene.now));
    scene.now = at(60);
    assert_eq!(scene.reply(status(400)), Step::Wait);
    assert_eq!(scene.reply(status(400)), Step::Stop(Stop::Protocol));
}

#[test]
fn t56_t57_noise_is_counted_and_the_true_answer_still_counts() {
    let mut scene = Scene::new(ask_site());
    let early = scene.poll();
    let (recorded, key) = scene.phone.answer(&early.body, &login());
    scene.take(early, status(202), None);

    let replayed = scene.poll();
    assert_eq!(scene.take(replayed, recorded, Some(key)), Step::Wait);
    assert_eq!(scene.reply(forged_reply()), Step::Wait);
    assert!(!scene.request.interference());
    assert_eq!(scene.reply(Reply::Answer { status: 200, body: b"<html>".to_vec() }), Step::Wait);
    assert!(scene.request.interference());

    assert_eq!(scene.answer(&login()), Step::Answer(1));
}

#[test]
fn t58_polls_are_sequential_and_an_answer_to_an_older_poll_never_opens() {
    let mut scene = Scene::new(ask_site());
    let first = scene.poll();
    assert!(scene.request.poll(&scene.phone.base, &scene.phone.key, at(9), &mut scene.dice).is_none());
    assert_eq!(scene.request.next_poll_at(), None);
    let (late, key) = scene.phone.answer(&first.body, &login());

    scene.request.lost_poll(at(10));
    scene.now = at(11);
    let second = scene.poll();

    assert_eq!(scene.take(first, late, Some(key)), Step::Wait);
    assert_eq!(scene.answer_to(second), Step::Answer(1));
}

#[test]
fn each_poll_has_a_fresh_one_time_key_and_the_same_identifier_and_command() {
    let mut scene = Scene::new(ask_site());
    let first = scene.poll();
    let (first_plain, first_key) = scene.phone.open(&first.body);
    scene.take(first, status(202), None);
    let second = scene.poll();
    let (second_plain, second_key) = scene.phone.open(&second.body);

    assert_eq!(first_plain, second_plain);
    assert!(first_key.expose() != second_key.expose());
    assert_eq!(second.number, 2);
}

#[test]
fn t59_a_slow_answer_is_taken_and_a_lost_one_is_named() {
    let mut scene = Scene::new(ask_site());
    scene.now = at(50);
    let poll = scene.poll();
    assert_eq!(poll.timeout_ms, POLL_TIMEOUT_MS);
    scene.now = at(74);
    assert_eq!(scene.request.on_tick(scene.now), None, "the poll on its way may bring the answer");
    assert_eq!(scene.answer_to(poll), Step::Answer(1));

    let mut scene = Scene::new(ask_site());
    scene.poll();
    scene.request.lost_poll(scene.now);
    assert_eq!(scene.reply(status(204)), Step::Stop(Stop::AlreadyAnswered));
}

#[test]
fn t60_a_body_over_the_cap_is_noise_until_the_phone_says_that_it_was_its_own() {
    for too_large in [Reply::TooLarge, Reply::Answer { status: 200, body: vec![b' '; BODY_CAP + 1] }] {
        let mut scene = Scene::new(ask_site());
        assert_eq!(scene.reply(too_large), Step::Wait);
        assert_eq!(scene.reply(status(202)), Step::Wait);
        assert_eq!(scene.reply(status(204)), Step::Stop(Stop::TooLarge));
    }

    assert_eq!(body_cap(&ask_site()), BODY_CAP);
    assert_eq!(body_cap(&Command::FetchAll), BODY_CAP_ALL);
}

#[test]
fn t61_redirects_and_odd_statuses_are_noise() {
    let mut scene = Scene::new(ask_site());
    for code in [301, 302, 307, 308, 418, 503, 201, 100] {
        assert_eq!(scene.reply(status(code)), Step::Wait);
    }
    assert!(scene.request.interference());
}

#[test]
fn t62_t63_whoever_answers_for_ever_is_ended_by_the_deadline() {
    for (code, last) in [(202, Stage::Waiting), (401, Stage::PhoneLocked), (409, Stage::PhoneBusy)] {
        let mut scene = Scene::new(ask_site());
        while let Some(due) = scene.request.next_poll_at().filter(|due| *due < scene.request.ends_at()) {
            scene.now = due;
            assert_eq!(scene.reply(status(code)), Step::Wait);
        }
        assert_eq!(scene.request.on_tick(at(59)), None);
        assert_eq!(scene.request.on_tick(at(60)), Some(Stop::Deadline { last }));
        assert!(scene.request.is_over());
    }
}

#[test]
fn t71_one_time_keys_of_other_lengths_are_noise() {
    for len in [0, 1, 15, 17, 24, 31, 33, 64] {
        let mut scene = Scene::new(ask_site());
        let poll = scene.poll();
        let (_, request_key) = scene.phone.open(&poll.body);
        let one_time = vec![5; len];
        let key = hash(&[scene.phone.base.expose(), &one_time, request_key.expose()]);
        let reply = sealed_reply(&seal(&key, login().to_string().as_bytes(), &mut Dice(1)));
        assert_eq!(scene.take(poll, reply, Some(one_time)), Step::Wait, "{len}");
    }
    for len in [16, 32] {
        let mut scene = Scene::new(ask_site());
        let poll = scene.poll();
        let (_, request_key) = scene.phone.open(&poll.body);
        let one_time = vec![5; len];
        let key = hash(&[scene.phone.base.expose(), &one_time, request_key.expose()]);
        let reply = sealed_reply(&seal(&key, login().to_string().as_bytes(), &mut Dice(1)));
        assert_eq!(scene.take(poll, reply, Some(one_time)), Step::Answer(1), "{len}");
    }
}

#[test]
fn a_browser_that_cannot_decrypt_makes_it_noise() {
    let mut scene = Scene::new(ask_site());
    let poll = scene.poll();
    assert_eq!(scene.take(poll, forged_reply(), None), Step::Wait);
}

#[test]
fn t72_forged_answers_buy_one_private_operation_each_and_forty_at_most() {
    let mut scene = Scene::new(ask_site());
    while scene.request.extend(scene.now) {}
    for _ in 0..MAX_OPENS {
        assert_eq!(scene.reply(forged_reply()), Step::Wait);
    }
    assert_eq!(scene.request.opens(), MAX_OPENS);

    let poll = scene.poll();
    assert!(matches!(scene.request.on_reply(poll, forged_reply(), scene.now, &mut scene.dice), Next::Wait));
    assert_eq!(scene.request.opens(), MAX_OPENS);
}

#[test]
fn bodies_without_sound_form_buy_no_private_operation() {
    let key = encode_base64url(&[9; 512]);
    let envelope = format!("EWM:{}:{}", encode_base64(&[1; 12]), encode_base64(&[2; 40]));
    for body in [
        json!({}),
        json!([key, envelope]),
        json!({ "encOneTimeKey": key }),
        json!({ "encOneTimeKey": key, "envelope": 3 }),
        json!({ "encOneTimeKey": encode_base64url(&[9; 511]), "envelope": envelope }),
        json!({ "encOneTimeKey": "", "envelope": envelope }),
        json!({ "encOneTimeKey": key, "envelope": format!("EWN{}", &envelope[3..]) }),
        json!({ "encOneTimeKey": key, "envelope": format!("{envelope}:AES_128_CBC") }),
        json!({ "encOneTimeKey": key, "envelope": format!("{envelope}:0:0") }),
    ] {
        let mut scene = Scene::new(ask_site());
        let reply = Reply::Answer { status: 200, body: body.to_string().into_bytes() };
        assert_eq!(scene.reply(reply), Step::Wait);
        assert_eq!(scene.request.opens(), 0, "{body}");
    }
}

#[test]
fn t70_doubled_members_are_noise() {
    let mut scene = Scene::new(ask_site());
    let body =
        format!(r#"{{"encOneTimeKey":"{0}","encOneTimeKey":"{0}","envelope":"EWM"}}"#, "A".repeat(683));
    assert_eq!(scene.reply(Reply::Answer { status: 200, body: body.into_bytes() }), Step::Wait);
    assert_eq!(scene.request.opens(), 0);
}

#[test]
fn t73_every_request_has_an_identifier_of_its_own() {
    let mut dice = Dice(5);
    let one = Request::new(ask_site(), at(0), &mut dice);
    let other = Request::new(ask_site(), at(0), &mut dice);
    assert_ne!(one.id(), other.id());
}

#[test]
fn t74_a_busy_phone_is_waited_for() {
    let mut scene = Scene::new(ask_site());
    for _ in 0..10 {
        assert_eq!(scene.reply(status(409)), Step::Wait);
    }
    assert_eq!(scene.request.stage(), Stage::PhoneBusy);
    assert_eq!(scene.answer(&login()), Step::Answer(1));
}

#[test]
fn an_authentic_answer_that_lacks_what_was_asked_ends_it() {
    for plain in [json!({}), json!({ "credentials": [] }), json!({ "credential": { "name": 1 } })] {
        let mut scene = Scene::new(ask_site());
        assert_eq!(scene.answer(&plain), Step::Stop(Stop::AnswerUnusable), "{plain}");
    }
    let mut scene = Scene::new(Command::FetchAll);
    assert_eq!(scene.answer(&json!({ "credentials": [] })), Step::Answer(0));
}
