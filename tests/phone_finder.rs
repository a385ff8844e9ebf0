//! Finding the phone: gently, only where it may be, and only by a harmless question.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use std::collections::HashSet;

use nearkey::{phone::*, time::Timestamp};
use phone_support::at;
use proptest::prelude::*;

fn address(text: &str) -> Address {
    Address::parse(text, "", Reach { loopback: true }).unwrap()
}

fn finder(known: &[&str]) -> Finder {
    let known: Vec<_> = known.iter().map(|text| address(text)).collect();
    Finder::new(&known, Reach::default(), at(0))
}

fn greeting() -> ProbeAnswer {
    let sentence = "Use the ANOTHERpass browser extension to use the app as a credential server.";
    ProbeAnswer {
        status: 200,
        content_type: Some("text/html".into()),
        body_prefix: sentence.as_bytes().to_vec(),
    }
}

/// Asks everything and gets nothing: the order of the hosts.
fn order(finder: &mut Finder) -> Vec<String> {
    let mut urls = Vec::new();
    loop {
        let probes = finder.next(at(1));
        if probes.is_empty() {
            return urls;
        }
        for probe in probes {
            finder.on_probe(probe.ticket, None, at(1));
            urls.push(probe.url);
        }
    }
}

#[test]
fn known_addresses_come_first_and_then_the_nearest_numbers_of_all_networks() {
    let mut finder = finder(&["192.168.0.20", "10.0.0.2:9000", "phone.local"]);
    let order = order(&mut finder);
    let expected = [
        "192.168.0.20:8787",
        "10.0.0.2:9000",
        "phone.local:8787",
        "192.168.0.21:8787",
        "10.0.0.3:9000",
        "192.168.0.19:8787",
        "10.0.0.1:9000",
        "192.168.0.22:8787",
        "10.0.0.4:9000",
        "192.168.0.18:8787",
        "192.168.0.23:8787",
    ];
    assert_eq!(order[..11], expected.map(|host| format!("http://{host}/")));
    assert_eq!(order.len(), 254 + 254 + 1);
    assert_eq!(finder.progress(), (509, 509));
    assert_eq!(finder.finding(), Finding::NotFound);
    assert!(finder.next(at(2)).is_empty());
}

#[test]
fn the_ends_of_a_network_are_left_out_and_nothing_is_asked_twice() {
    let mut finder = finder(&["192.168.0.1", "192.168.0.254", "192.168.0.1", "192.168.0.7:9000"]);
    let order = order(&mut finder);
    assert_eq!(order.iter().collect::<HashSet<_>>().len(), order.len());
    assert_eq!(order.len(), 2 * 254);
    assert!(!order.iter().any(|url| url.contains(".0.0:") || url.contains(".255:")));
}

#[test]
fn names_and_this_computer_give_no_network() {
    for known in ["phone.local", "127.0.0.1:40000"] {
        let mut finder = finder(&[known]);
        assert!(!finder.has_network());
        assert_eq!(order(&mut finder), [address(known).url()]);
        assert_eq!(finder.finding(), Finding::NotFound);
    }
    let tests = Finder::new(&[address("127.0.0.1:40000")], Reach { loopback: true }, at(0));
    assert_eq!(tests.progress(), (0, 254));
    assert_eq!(finder(&[]).next(at(0)), []);
}

#[test]
fn t62_only_the_front_page_is_asked_for_and_few_at_a_time() {
    let mut finder = finder(&["192.168.0.20"]);
    let probes = finder.next(at(0));
    assert_eq!(probes.len(), MAX_PROBES);
    assert!(finder.next(at(0)).is_empty());
    for probe in &probes {
        assert_eq!(probe.timeout_ms, 1_500);
        assert!(probe.url.ends_with(":8787/"), "{}", probe.url);
    }
    finder.on_probe(probes[3].ticket, None, at(0));
    finder.on_probe(probes[3].ticket, Some(&greeting()), at(0));
    finder.on_probe(9_999, Some(&greeting()), at(0));
    assert_eq!(finder.finding(), Finding::Searching, "answers to other tickets are dropped");
    assert_eq!(finder.next(at(0)).len(), 1);
}

#[test]
fn what_looks_like_the_phone_is_offered_one_after_the_other() {
    let mut finder = finder(&["192.168.0.20"]);
    let probes = finder.next(at(0));
    finder.on_probe(probes[5].ticket, Some(&greeting()), at(1));
    finder.on_probe(probes[2].ticket, Some(&greeting()), at(1));
    let (first, second) = (address(&host(&probes[5])), address(&host(&probes[2])));
    assert_eq!(finder.finding(), Finding::Found(first.clone()));
    assert_eq!(finder.wakes_at(), None);
    assert!(finder.next(at(2)).is_empty(), "nobody else is asked meanwhile");

    finder.reject(&second, at(3));
    assert_eq!(finder.finding(), Finding::Found(first.clone()), "only what is offered can be struck");
    finder.reject(&first, at(41));
    assert_eq!(finder.finding(), Finding::Found(second.clone()));
    finder.reject(&second, at(41));
    assert_eq!(finder.finding(), Finding::Searching);
    assert!(!finder.next(at(99)).is_empty(), "the time of the try does not count");
    assert!(finder.next(at(101)).is_empty());
    assert_eq!(finder.finding(), Finding::TimedOut);
}

fn host(probe: &Probe) -> String {
    probe.url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

#[test]
fn a_search_ends_in_time_by_the_user_or_with_the_last_answer() {
    let mut finder = finder(&["192.168.0.20"]);
    finder.next(at(0));
    let lost = at(0).after(2_500);
    assert_eq!(finder.wakes_at(), Some(lost));
    assert_eq!(finder.next(lost).len(), MAX_PROBES, "probes that never came back are given up");
    assert_eq!(finder.progress().0, MAX_PROBES);
    finder.on_tick(at(60));
    assert_eq!(finder.finding(), Finding::TimedOut);
    assert_eq!((finder.wakes_at(), finder.next(at(61))), (None, vec![]));

    let mut finder = self::finder(&["192.168.0.20"]);
    let probes = finder.next(at(0));
    finder.stop();
    finder.on_probe(probes[0].ticket, Some(&greeting()), at(0));
    assert_eq!(finder.finding(), Finding::Stopped);
    assert!(finder.next(at(0)).is_empty());
}

#[test]
fn a_search_survives_the_worker() {
    let mut finder = finder(&["192.168.0.20"]);
    let lost: HashSet<_> = finder.next(at(0)).into_iter().map(|probe| probe.url).collect();
    let stored = serde_json::to_string(&finder).unwrap();
    assert!(stored.len() < 2_000, "small enough to be stored after each event");
    finder = serde_json::from_str(&stored).unwrap();
    finder.lost_probes();
    let again: HashSet<_> = finder.next(at(1)).into_iter().map(|probe| probe.url).collect();
    assert_eq!(again, lost);
}

#[test]
fn the_app_is_known_by_its_name_in_a_short_text() {
    let sentence = greeting().body_prefix;
    let built_in = "<html><body>This is the built-in test phone, behaving like ANOTHERpass.</body></html>";
    assert!(looks_like_phone(200, Some("text/html"), &sentence));
    assert!(looks_like_phone(200, Some("Text/HTML; charset=utf-8"), built_in.as_bytes()));
    assert!(looks_like_phone(200, None, b"anotherPASS"));
    let long = [b"anotherpass ".as_slice(), &[b' '; PROBE_BODY_CAP]].concat();
    for (status, kind, body) in [
        (404, Some("text/html"), sentence.as_slice()),
        (302, Some("text/html"), &sentence),
        (200, Some("application/json"), &sentence),
        (200, Some("text"), &sentence),
        (200, Some("\u{e9}\u{e9}xt/"), &sentence),
        (200, Some("text/html"), b"<html>Router login</html>"),
        (200, Some("text/html"), b""),
        (200, Some("text/html"), &long),
    ] {
        assert!(!looks_like_phone(status, kind, body), "{status} {kind:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn t62_t66_no_search_leaves_the_own_networks_or_its_limits(
        known in prop::collection::vec((0_u8..3, any::<[u8; 3]>(), prop::sample::select(vec![8787_u16, 9000])), 1..9),
        fates in prop::collection::vec((0_u64..2_000, 0_u8..30), 4_000),
    ) {
        let known: Vec<_> = known
            .into_iter()
            .map(|(class, [a, b, c], port)| address(&match class {
                0 => format!("10.{a}.{b}.{c}:{port}"),
                1 => format!("172.{}.{b}.{c}:{port}", 16 + a % 16),
                _ => format!("192.168.{b}.{c}:{port}"),
            }))
            .collect();
        let networks: HashSet<_> = known.iter().map(|known| prefix(&known.to_string())).collect();
        let mut finder = Finder::new(&known, Reach::default(), at(0));
        let (mut now, mut out, mut asked) = (at(0), Vec::<(Probe, Timestamp)>::new(), HashSet::new());
        for (passed, fate) in fates {
            for probe in finder.next(now) {
                let sound = address(&host(&probe));
                prop_assert!(networks.contains(&prefix(&sound.to_string())));
                prop_assert!(asked.insert(probe.url.clone()), "asked twice");
                out.push((probe, now));
            }
            out.retain(|(_, sent)| now.since(*sent) < 2_500);
            prop_assert!(out.len() <= MAX_PROBES);
            if let Finding::Found(candidate) = finder.finding() {
                finder.reject(&candidate, now);
            } else if finder.finding() != Finding::Searching {
                break;
            }
            prop_assert!(now < at(61));
            now = now.after(passed / 64);
            if let Some((probe, _)) = out.pop() {
                finder.on_probe(probe.ticket, (fate == 0).then(greeting).as_ref(), now);
            }
            let (done, total) = finder.progress();
            prop_assert!(done <= total && total <= 8 + 4 * 254);
        }
        finder.on_tick(at(60));
        prop_assert!(matches!(finder.finding(), Finding::NotFound | Finding::TimedOut));
    }
}

/// The first three numbers.
fn prefix(host: &str) -> String {
    host.rsplit_once('.').unwrap().0.to_owned()
}
