//! Bodies that come back while linking.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::{
    phone::{Linking, Reply},
    time::Timestamp,
};

/// An attempt that waits for its answer, as it is stored.
const POSTED: &str = r#"{"address":"192.168.0.20:8787","started":0,"vault_id":null,"next_post_at":0,
    "activity":{"Posting":0},"stage":"Reaching","perhaps_answered":false,"opens":0,"noise":0,
    "errors_in_row":0,"unreachable_in_row":0}"#;

fuzz_target!(|bytes: &[u8]| {
    let mut linking: Linking = serde_json::from_str(POSTED).expect("a stored attempt");
    let reply = Reply::Answer { status: 200, body: bytes.to_vec() };
    let _ = linking.on_reply(reply, Timestamp(1));
    assert!(!linking.is_over(), "bytes from the network end no linking");
});
