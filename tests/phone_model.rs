//! Random schedules of replies, ticks, extensions and kills keep the promises of a request.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::{phone::*, time::Timestamp};
use phone_support::*;
use proptest::prelude::*;

/// What the world does next, after some milliseconds.
#[derive(Clone, Debug)]
enum Event {
    Reply(u16),
    Unreachable,
    Forged,
    Tick,
    Extend,
    Kill,
}

fn event() -> impl Strategy<Value = (u64, Event)> {
    let status = prop::sample::select(vec![202, 202, 202, 401, 409, 400, 500, 302, 200, 403, 204, 404]);
    let event = prop_oneof![
        3 => status.prop_map(Event::Reply),
        2 => Just(Event::Unreachable),
        3 => Just(Event::Forged),
        3 => Just(Event::Tick),
        1 => Just(Event::Extend),
        1 => Just(Event::Kill),
    ];
    (0..9_000_u64, event)
}

/// The promises, watched from outside.
struct Watch {
    now: Timestamp,
    started: Timestamp,
    polls: u32,
    opens: u32,
    over: bool,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn t72_t73_t80_no_schedule_breaks_a_request(seed: u64, events in prop::collection::vec(event(), 1..120)) {
        let phone = FakePhone::new();
        let mut dice = Dice(seed);
        let started = at(0);
        let mut request = Request::new(ask_site(), started, &mut dice);
        let (id, mut poll) = (request.id().clone(), None::<Poll>);
        let mut watch = Watch { now: started, started, polls: 0, opens: 0, over: false };

        for (passed, event) in events {
            watch.now = watch.now.after(passed);
            let now = watch.now;
            if request.next_poll_at().is_some_and(|due| due <= now)
                && let Some(next) = request.poll(&phone.base, &phone.key, now, &mut dice)
            {
                    prop_assert!(poll.is_none(), "one poll at a time");
                    prop_assert!(!watch.over, "no poll after the end");
                    prop_assert!(now.after(next.timeout_ms) <= started.after(HARD_STOP_MS));
                    watch.polls += 1;
                    prop_assert_eq!(next.number, watch.polls);
                    poll = Some(next);
            }
            let reply = match event {
                Event::Reply(code) => Some(status(code)),
                Event::Unreachable => Some(Reply::Unreachable),
                Event::Forged => Some(forged_reply()),
                Event::Tick => {
                    let stop = request.on_tick(now);
                    prop_assert!(stop.is_none() || !watch.over, "one end");
                    watch.over |= stop.is_some();
                    None
                }
                Event::Extend => {
                    request.extend(now);
                    None
                }
                Event::Kill => {
                    let stored = serde_json::to_string(&request).unwrap();
                    request = serde_json::from_str(&stored).unwrap();
                    request.lost_poll(now);
                    poll = None;
                    None
                }
            };
            if let (Some(reply), Some(sent)) = (reply, poll.take()) {
                match request.on_reply(sent, reply, now, &mut dice) {
                    Next::Wait => {}
                    Next::Stop(_) => watch.over = true,
                    Next::Open { sealed, .. } => {
                        watch.opens += 1;
                        match request.on_opened(&phone.base, sealed, Some(vec![0; 32]), now, &mut dice) {
                            Opened::Wait => {}
                            Opened::Stop(_) => watch.over = true,
                            Opened::Answer(_) => prop_assert!(false, "a forgery opened"),
                        }
                    }
                }
            }

            prop_assert_eq!(request.id(), &id);
            prop_assert_eq!(request.command(), &ask_site());
            prop_assert!(watch.opens <= MAX_OPENS && request.opens() == watch.opens);
            prop_assert!(request.ends_at() <= started.after(HARD_STOP_MS));
            prop_assert_eq!(request.is_over(), watch.over);
        }
        let stop = request.on_tick(watch.started.after(HARD_STOP_MS));
        prop_assert!(watch.over != stop.is_some());
        prop_assert!(request.is_over());
    }
}
