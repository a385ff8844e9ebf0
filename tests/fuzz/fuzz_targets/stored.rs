//! What was stored of the channel is read as a whole or not at all, and never leads out of the own network.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::{
    phone::{
        Address, AddressBook, Finder, Host, MAX_ADDRESSES, Reach, Reply, Route, check_backup, diagnosis,
    },
    time::Timestamp,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(book) = serde_json::from_slice::<AddressBook>(bytes) {
        assert!((1..=MAX_ADDRESSES).contains(&book.len()));
        for address in book.iter() {
            assert!(!matches!(address.host(), Host::Ipv4(ip) if !ip.is_private() && !ip.is_loopback()));
        }
    }
    if let Ok(mut route) = serde_json::from_slice::<Route>(bytes) {
        for reply in [Reply::Unreachable, Reply::TooLarge, Reply::Answer { status: 401, body: vec![] }] {
            let _ = route.on_reply(&reply);
        }
    }
    if let Ok(mut finder) = serde_json::from_slice::<Finder>(bytes) {
        for probe in finder.next(Timestamp(0)) {
            let host = probe.url.trim_start_matches("http://").trim_end_matches('/');
            assert!(Address::parse(host, "", Reach { loopback: true }).is_ok(), "{host}");
        }
        finder.lost_probes();
    }
    if let Ok(facts) = serde_json::from_slice::<diagnosis::Facts>(bytes) {
        let _ = diagnosis::Diagnosis::of(&facts);
    }
    if let Ok(facts) = check_backup(bytes) {
        assert!(facts.len == bytes.len() && facts.digest_hex.len() == 64);
    }
});
