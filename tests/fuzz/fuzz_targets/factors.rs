//! Local factors as they are stored: whoever can write to the profile can put anything there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::vault::{Cost, LocalFactors, MAX_CREDENTIAL_ID_LEN, VaultFault};

fuzz_target!(|bytes: &[u8]| {
    let Ok(factors) = LocalFactors::parse(bytes) else { return };
    assert_eq!(factors.to_bytes(), bytes, "one form for one meaning");
    if let Some(passphrase) = &factors.passphrase {
        let cost = passphrase.cost();
        assert!(cost.m_kib() >= Cost::FLOOR.m_kib() && cost.m_kib() <= Cost::CEILING.m_kib());
        assert!(cost.t() >= Cost::FLOOR.t() && cost.t() <= Cost::CEILING.t());
        assert!(cost.p() >= Cost::FLOOR.p() && cost.p() <= Cost::CEILING.p());
    }
    if let Some(passkey) = &factors.passkey {
        assert!((1..=MAX_CREDENTIAL_ID_LEN).contains(&passkey.credential_id().len()));
        assert_eq!(passkey.open(&[7; 32]).err(), Some(VaultFault::WrongKey), "a forgery opened");
    }
});
