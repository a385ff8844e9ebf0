//! What pages say about themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::message::Snapshot;

fuzz_target!(|bytes: &[u8]| {
    let _ = serde_json::from_slice::<Snapshot>(bytes);
});
