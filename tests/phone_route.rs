//! A request finds the phone among its addresses, and no other device at one of them ends it.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::phone::*;
use phone_support::{scene::*, *};
use proptest::prelude::*;

fn addresses(count: u8) -> Vec<Address> {
    (1..=count).map(|n| Address::parse(&format!("192.168.{n}.20"), "", Reach::default()).unwrap()).collect()
}

fn route(count: u8) -> Route {
    Route::new(&addresses(count)).unwrap()
}

/// A request with its route, as the app drives them.
struct Trip {
    scene: Scene,
    route: Route,
}

impl Trip {
    fn new(count: u8) -> Self {
        Self { scene: Scene::new(ask_site()), route: route(count) }
    }

    /// Polls the current address and takes its reply.
    fn reply(&mut self, reply: Reply) -> Step {
        let poll = self.scene.poll();
        self.take(poll, reply, Some(vec![0; 32]))
    }

    fn take(&mut self, poll: Poll, reply: Reply, one_time: Option<Vec<u8>>) -> Step {
        let reply = match self.route.on_reply(&reply) {
            Heard::Take => reply,
            Heard::Instead(other) => other,
            Heard::TryNext => {
                return match self.scene.request.pass_over(&poll, self.scene.now) {
                    Next::Wait => Step::Wait,
                    Next::Stop(stop) => Step::Stop(stop),
                    Next::Open { .. } => panic!("nothing to open"),
                };
            }
        };
        let opens = self.scene.request.opens();
        let step = self.scene.take(poll, reply, one_time);
        match step {
            Step::Answer(_) => self.route.true_answer(),
            Step::Wait if self.scene.request.opens() > opens && self.route.noise() => {
                self.scene.request.retry_soon(self.scene.now);
            }
            Step::Wait | Step::Stop(_) => {}
        }
        step
    }

    /// Polls the true phone, which answers.
    fn answer(&mut self) -> Step {
        let poll = self.scene.poll();
        let (reply, key) = self.scene.phone.answer(&poll.body, &login());
        self.take(poll, reply, Some(key))
    }

    fn at(&self) -> usize {
        addresses(8).iter().position(|address| address == self.route.current()).unwrap() + 1
    }
}

#[test]
fn a_route_needs_an_address_and_takes_eight_without_doubles() {
    assert!(Route::new(&[]).is_none());
    let mut many = addresses(12);
    many.insert(1, many[0].clone());
    let route = Route::new(&many).unwrap();
    assert_eq!(route.len(), 7, "eight were looked at, one was there twice");
    assert_eq!(route.current(), &many[0]);
    let stored = serde_json::to_string(&route).unwrap();
    let again: Route = serde_json::from_str(&stored).unwrap();
    assert_eq!(again.current(), route.current());
}

#[test]
fn with_one_address_every_reply_is_taken_as_it_is() {
    let mut route = route(1);
    for code in [200, 202, 204, 302, 400, 401, 403, 404, 409, 500] {
        assert_eq!(route.on_reply(&status(code)), Heard::Take, "{code}");
    }
    assert_eq!(route.on_reply(&Reply::Unreachable), Heard::Take);
    assert_eq!(route.on_reply(&Reply::TooLarge), Heard::Take);
    assert!(!route.noise());
}

#[test]
fn t55_a_forged_refusal_at_the_first_address_does_not_end_the_request() {
    for code in [400, 403, 404, 204, 500, 302, 200] {
        let mut trip = Trip::new(2);
        assert_eq!(trip.reply(status(code)), Step::Wait, "{code}");
        assert_eq!(trip.at(), 2);
        assert_eq!(trip.scene.request.stage(), Stage::Reaching);
        assert_eq!(trip.reply(status(202)), Step::Wait);
        assert_eq!(trip.answer(), Step::Answer(1), "{code}");
        assert_eq!(trip.at(), 2);
    }
}

#[test]
fn t55_a_refusal_counts_when_no_address_has_a_better_word() {
    for (others, expected) in [
        ([Reply::Unreachable, Reply::Unreachable], Stop::UnknownLink),
        ([status(302), Reply::Unreachable], Stop::UnknownLink),
        ([status(403), Reply::Unreachable], Stop::Denied),
        ([status(204), status(500)], Stop::AlreadyAnswered),
    ] {
        let mut trip = Trip::new(3);
        assert_eq!(trip.reply(status(404)), Step::Wait);
        let [second, third] = others;
        assert_eq!(trip.reply(second), Step::Wait);
        assert_eq!(trip.reply(third), Step::Stop(expected));
    }
}

#[test]
fn t55_t62_a_phone_that_was_heard_is_not_outvoted_by_others() {
    for heard in [202, 401, 409] {
        let mut trip = Trip::new(2);
        trip.reply(Reply::Unreachable);
        assert_eq!(trip.reply(status(heard)), Step::Wait);
        assert_eq!(trip.at(), 2);
        assert_eq!(trip.reply(Reply::Unreachable), Step::Wait, "its connection broke");
        assert_eq!(trip.at(), 1);
        for code in [403, 404, 204, 400, 500, 400] {
            assert_eq!(trip.reply(status(code)), Step::Wait, "{heard} {code}");
            assert_eq!(trip.at(), 2, "{heard} {code}");
            assert_eq!(trip.reply(Reply::Unreachable), Step::Wait);
        }
        assert_eq!(trip.reply(Reply::TooLarge), Step::Wait, "T-60");
        assert_eq!(trip.answer(), Step::Answer(1));
    }
}

#[test]
fn what_the_phone_says_that_has_the_request_counts_at_once() {
    for (code, stop) in [(403, Stop::Denied), (204, Stop::AlreadyAnswered)] {
        let mut trip = Trip::new(3);
        trip.reply(status(202));
        assert_eq!(trip.reply(status(code)), Step::Stop(stop));
    }
}

#[test]
fn one_phone_under_two_addresses_is_asked_at_both_before_its_refusal_counts() {
    let mut trip = Trip::new(2);
    trip.reply(status(202));
    trip.reply(Reply::Unreachable);
    trip.reply(status(202));
    assert_eq!(trip.at(), 2);
    assert_eq!(trip.reply(status(403)), Step::Wait);
    assert_eq!(trip.reply(status(204)), Step::Stop(Stop::Denied));
}

#[test]
fn t63_a_device_that_is_locked_for_ever_does_not_hide_the_phone() {
    let mut trip = Trip::new(2);
    let mut polls = 0;
    while trip.at() == 1 {
        assert_eq!(trip.reply(status(401)), Step::Wait);
        polls += 1;
    }
    assert_eq!(polls, 3);
    assert_eq!(trip.scene.request.stage(), Stage::PhoneLocked, "what was said last stays on the screen");
    trip.reply(Reply::Unreachable);
    assert_eq!((trip.at(), trip.scene.request.stage()), (1, Stage::PhoneLocked));
    let mut polls = 0;
    while trip.at() == 1 {
        trip.reply(status(401));
        polls += 1;
    }
    assert_eq!(polls, 6, "later, and not so often");
    assert_eq!(trip.answer(), Step::Answer(1));
}

#[test]
fn t56_noise_turns_to_the_next_address_at_once_and_waits_after_the_last() {
    let mut trip = Trip::new(2);
    assert_eq!(trip.reply(forged_reply()), Step::Wait);
    assert_eq!(trip.at(), 2);
    assert_eq!(trip.scene.request.next_poll_at(), Some(trip.scene.now));
    assert_eq!(trip.reply(forged_reply()), Step::Wait);
    assert_eq!(trip.at(), 1);
    assert!(trip.scene.request.next_poll_at().unwrap().since(trip.scene.now) >= 700);
    trip.reply(forged_reply());
    assert_eq!(trip.answer(), Step::Answer(1));
}

#[test]
fn pauses_grow_once_a_round_and_not_while_addresses_are_left() {
    let mut trip = Trip::new(3);
    for (round, least) in [1_000, 2_000, 4_000, 4_000].into_iter().enumerate() {
        for _ in 0..2 {
            trip.reply(Reply::Unreachable);
            assert_eq!(trip.scene.request.next_poll_at(), Some(trip.scene.now), "round {round}");
        }
        trip.reply(Reply::Unreachable);
        let pause = trip.scene.request.next_poll_at().unwrap().since(trip.scene.now);
        assert!((least..=least + 300).contains(&pause), "round {round}: {pause}");
        assert_eq!(trip.at(), 1);
    }
}

#[test]
fn a_poll_that_is_passed_over_late_ends_the_request_at_its_time() {
    let mut trip = Trip::new(2);
    let poll = trip.scene.poll();
    assert!(matches!(
        trip.scene.request.pass_over(&poll, at(60)),
        Next::Stop(Stop::Deadline { last: Stage::Reaching })
    ));
    let mut trip = Trip::new(2);
    let old = trip.scene.poll();
    trip.scene.request.lost_poll(at(1));
    let new = trip.scene.poll();
    assert!(matches!(trip.scene.request.pass_over(&old, at(2)), Next::Wait));
    assert_eq!(trip.scene.request.next_poll_at(), None, "t58: the poll on its way is still awaited");
    assert_eq!(trip.scene.answer_to(new), Step::Answer(1));
}

#[test]
fn a_book_keeps_one_to_eight_addresses_and_no_doubles() {
    let known = addresses(9);
    let mut book = AddressBook::new(known[0].clone());
    assert_eq!(book.remove(&known[0]), Err(BookFault::Last));
    assert_eq!(book.add(known[0].clone()), Err(BookFault::Known));
    for address in &known[1..8] {
        assert_eq!(book.add(address.clone()), Ok(()));
    }
    assert_eq!(book.add(known[8].clone()), Err(BookFault::Full));
    assert_eq!(book.remove(&known[8]), Err(BookFault::Unknown));

    book.promote(&known[3]);
    assert_eq!(book.first(), &known[3]);
    assert_eq!(book.to_vec()[1], known[0]);
    book.promote(&known[8]);
    assert_eq!((book.first(), book.len()), (&known[8], 8));
    assert!(!book.contains(&known[7]), "the one that was right longest ago goes");
    assert_eq!(book.remove(&known[8]), Ok(()));
    assert_eq!(book.first(), &known[3]);
    assert_eq!(book.remove(&known[1]), Ok(()));
    assert_eq!(book.len(), 6);

    let text = serde_json::to_string(&book).unwrap();
    assert!(text.starts_with(r#"["192.168.4.20:8787","192.168.1.20:8787""#), "{text}");
    assert_eq!(serde_json::from_str::<AddressBook>(&text).unwrap(), book);
    for damaged in ["[]", r#"["8.8.8.8"]"#, "{}", "[1]"] {
        assert!(serde_json::from_str::<AddressBook>(damaged).is_err(), "{damaged}");
    }
}

/// What a device that is not the phone may say.
fn rogue() -> impl Strategy<Value = Reply> {
    prop_oneof![
        prop::sample::select(vec![204, 302, 400, 401, 403, 404, 409, 500]).prop_map(status),
        Just(Reply::Unreachable),
        Just(Reply::TooLarge),
        Just(forged_reply()),
        Just(Reply::Answer { status: 200, body: b"<html>".to_vec() }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn t55_t56_t58_t62_t63_whichever_address_is_the_phone_it_gets_through(
        count in 1_u8..=5,
        place in 0_usize..5,
        waits in 1_usize..6,
        kill in prop::option::of(0_usize..12),
        words in prop::collection::vec(rogue(), 200),
    ) {
        let phone = addresses(count)[place % usize::from(count)].clone();
        let mut trip = Trip::new(count);
        let (id, mut said, mut polls) = (trip.scene.request.id().clone(), 0, 0);
        let mut words = words.into_iter();
        let step = loop {
            prop_assert!(polls < 200);
            if kill == Some(polls) {
                trip.route = serde_json::from_str(&serde_json::to_string(&trip.route).unwrap()).unwrap();
            }
            let poll = trip.scene.poll();
            polls += 1;
            prop_assert_eq!(usize::try_from(poll.number).unwrap(), polls, "sequential, none given up");
            prop_assert_eq!(trip.scene.request.id(), &id);
            let step = if *trip.route.current() != phone {
                trip.take(poll, words.next().unwrap_or(Reply::Unreachable), Some(vec![0; 32]))
            } else if said < waits {
                said += 1;
                trip.take(poll, status(202), None)
            } else {
                let (reply, key) = trip.scene.phone.answer(&poll.body, &login());
                trip.take(poll, reply, Some(key))
            };
            if step != Step::Wait {
                break step;
            }
        };
        prop_assert_eq!(step, Step::Answer(1));
        prop_assert_eq!(trip.route.current(), &phone);
        prop_assert!(polls <= 70, "{}", polls);
    }
}
