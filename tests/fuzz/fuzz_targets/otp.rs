//! Any text makes a one-time code or none, and a code is always one that can be typed in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::otp::OneTimeCode;

fuzz_target!(|text: &str| {
    let Ok(code) = OneTimeCode::parse(text) else { return };
    for now in [0, 59_000, 1_700_000_000_000, u64::MAX] {
        let code = code.code(now);
        let length = code.digits.expose().len();
        assert!((5..=9).contains(&length));
        assert!(code.left_ms <= code.period_ms && code.period_ms <= 300_000);
        assert!(code.next.is_none_or(|next| next.expose().len() == length));
    }
});
