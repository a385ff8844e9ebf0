//! What pages say about themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::form::understand;
use nearkey::message::Snapshot;

fuzz_target!(|bytes: &[u8]| {
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(bytes) else { return };
    let understood = understand(&snapshot);
    for key in understood.groups.iter().filter_map(|group| group.password) {
        assert!(snapshot.fields.iter().any(|field| field.key == key && field.kind == "password"));
    }
});
