//! Texts that claim to be base64, an envelope, an id or a key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::encoding::{decode_base64, encode_base64};
use nearkey::phone::{Envelope, PhoneKey, RequestId, TransportKey, WebClientId, open};

fuzz_target!(|text: &str| {
    if let Ok(bytes) = decode_base64(text) {
        assert_eq!(decode_base64(&encode_base64(&bytes)).as_deref(), Ok(bytes.as_slice()));
    }
    let _ = Envelope::parse(text);
    let _ = WebClientId::parse(text).map(|id| assert_eq!(id.as_str(), text));
    let _ = RequestId::parse(text);
    let _ = PhoneKey::parse(text, "AQAB");
    if let Some(key) = TransportKey::parse(vec![7; 32]) {
        assert!(open(&key, text).is_err(), "a forgery opened");
    }
});
