//! Whatever strangers answer, a search stays in its networks and says "found" only for what names the app.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::{
    phone::{Address, Finder, Finding, MAX_PROBES, ProbeAnswer, Reach, looks_like_phone},
    time::Timestamp,
};

fuzz_target!(|input: (&[u8], u16, Option<String>)| {
    let (body, status, content_type) = input;
    let fits = looks_like_phone(status, content_type.as_deref(), body);
    assert!(!fits || status == 200 && body.to_ascii_lowercase().windows(11).any(|w| w == b"anotherpass"));
    let Ok(known) = Address::parse("192.168.0.20", "", Reach::default()) else { return };
    let mut finder = Finder::new(&[known], Reach::default(), Timestamp(0));
    let probes = finder.next(Timestamp(0));
    assert!(probes.len() == MAX_PROBES);
    let answer = ProbeAnswer { status, content_type, body_prefix: body.to_vec() };
    for probe in probes {
        finder.on_probe(probe.ticket, Some(&answer), Timestamp(1));
    }
    assert_eq!(fits, matches!(finder.finding(), Finding::Found(_)));
});
