//! Intents of our views.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::message::FromView;

fuzz_target!(|bytes: &[u8]| {
    let _ = serde_json::from_slice::<FromView>(bytes);
});
