//! The master key of Passwork, and the hash that the server knows it by.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod passwork_rig;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use nearkey::passwork::{
    Generation, Key, MasterFault, MasterHash, MasterOptions, OffText, master_hash, master_key, master_key_of,
};
use nearkey::secret::SecretBytes;
use passwork_rig::{SCENARIOS, VECTORS, list, off, on, scenario, secret, str};
use serde_json::Value;

/// The master key of a password and options of the vectors. 300,000 rounds are made once.
fn master_of(password: &Value, options: &Value) -> Key {
    static MADE: LazyLock<Mutex<HashMap<(String, String), Key>>> = LazyLock::new(Mutex::default);
    let Some(password) = password.as_str() else { return off() };
    let options = options.as_str().unwrap_or_default();
    let mut made = MADE.lock().unwrap();
    let key = made.entry((password.into(), options.into())).or_insert_with(|| {
        let options = MasterOptions::parse(Some(options), Generation::V4).unwrap();
        master_key(&secret(password), &options.accept_weak()).unwrap()
    });
    key.duplicate()
}

fn parse(options: &str) -> Result<MasterOptions, MasterFault> {
    MasterOptions::parse(Some(options), Generation::V4)
}

#[test]
fn the_master_key_is_that_of_the_vendor_s_clients() {
    for vector in list(&VECTORS["v4"]["pbkdf2"]) {
        assert_eq!(vector["mk_options"], vector["canonical_options"]);
        let made = master_of(&vector["master_password"], &vector["mk_options"]);
        assert!(made == on(str(&vector["master_key"])), "{vector}");
        assert_eq!(master_hash(&made, false).expose(), str(&vector["master_hash_header"]));
    }
}

#[test]
fn every_account_of_the_vectors_has_its_master_key_and_hash() {
    for at in 0..SCENARIOS {
        let scenario = scenario(at);
        let made = master_of(&scenario["input"]["master_password"], &scenario["input"]["mk_options"]);
        if let Some(key) = scenario["master_key"].as_str() {
            assert!(made == on(key), "{}", scenario["name"]);
        }
        let legacy = scenario["input"]["legacy_md5"] == true;
        let header = str(&scenario["headers_after_login"]["Passwork-MasterHash"]);
        assert_eq!(master_hash(&made, legacy).expose(), header, "{}", scenario["name"]);
    }
    let seven = &VECTORS["v7"]["scenarios"][0];
    let made = master_of(&seven["master_password"], &seven["master_key_options"]);
    assert!(made == on(str(&seven["master_key"])));
    assert_eq!(master_hash(&made, false).expose(), str(&seven["X-Master-Key-Hash"]));
}

#[test]
fn hashes_are_of_utf8_and_the_old_ones_of_what_was_taken_for_it() {
    for vector in list(&VECTORS["v4"]["hashes"]) {
        let Some(hash) = vector["sha256_hex"].as_str() else {
            assert_eq!(vector["header_value"], "");
            continue;
        };
        let key = on(str(&vector["input"]));
        assert_eq!(master_hash(&key, false).expose(), hash);
        let old = vector["md5_hex"].as_str().or(vector["md5_hex_as_js_connector_computes"].as_str());
        assert_eq!(master_hash(&key, true).expose(), old.unwrap());
    }
    for (key, legacy) in [(Key::Off(OffText::Cesu8), false), (Key::Off(OffText::Utf8), true), (on(""), true)]
    {
        assert!(master_hash(&key, legacy).is_empty());
    }
}

#[test]
fn options_are_read_as_the_vectors_say() {
    for vector in list(&VECTORS["v4"]["pbkdf2_option_strings"]) {
        let read = MasterOptions::parse(vector["mk_options"].as_str(), Generation::V4);
        if vector["result"].is_string() {
            assert_eq!(read, Ok(MasterOptions::Same), "{vector}");
        } else if str(&vector["must"]).starts_with("error") {
            assert_eq!(read, Err(MasterFault::Malformed), "{vector}");
        } else {
            let salt = "sa:lt".to_owned();
            let (hash, rounds, bytes) = (MasterHash::Sha256, 300_000, 64);
            assert_eq!(read, Ok(MasterOptions::Stretched { hash, rounds, bytes, salt }), "{vector}");
        }
    }
}

#[test]
fn what_options_leave_out_is_the_usual() {
    let usual = parse("pbkdf:sha256:300000:64:salt");
    assert_eq!(parse("pbkdf::::salt"), usual);
    assert_eq!(parse("pbkdf:sha256:::salt"), usual);
    assert!(!usual.unwrap().is_weak());
    for malformed in
        ["pbkdf:", "pbkdf:sha256", "pbkdf:sha256:x:64:salt", "pbkdf:sha256:-1:64:salt", "pbkdf::::"]
    {
        assert_eq!(parse(malformed), Err(MasterFault::Malformed), "{malformed}");
    }
}

#[test]
fn t102_words_that_are_not_known_never_mean_that_the_master_password_is_the_key() {
    for same in [None, Some(""), Some("none")] {
        assert_eq!(MasterOptions::parse(same, Generation::V4), Ok(MasterOptions::Same));
        // There is no 7.x that means it.
        assert_eq!(MasterOptions::parse(same, Generation::V7), Err(MasterFault::Refused));
    }
    for unknown in [
        "null",
        "None",
        " ",
        "PBKDF:sha256:300000:64:salt",
        " pbkdf:sha256:300000:64:salt",
        "pbkdf2:sha256:300000:64:salt",
        "argon2id:3:65536:salt",
        "pbkdf",
    ] {
        assert_eq!(parse(unknown), Err(MasterFault::Malformed), "{unknown}");
        let seven = MasterOptions::parse(Some(unknown), Generation::V7);
        assert_eq!(seven, Err(MasterFault::Malformed), "{unknown}");
    }
}

#[test]
fn without_stretching_the_master_password_is_the_master_key() {
    let same = MasterOptions::Same.accept_weak();
    assert!(master_key(&secret("Мастер"), &same) == Ok(on("Мастер")));
    assert_eq!(master_key(&secret(""), &same).err(), Some(MasterFault::Password));
    let long = secret(&"x".repeat(4_097));
    assert_eq!(master_key(&long, &same).err(), Some(MasterFault::Password));
}

#[test]
fn what_the_browser_stretched_makes_the_same_key() {
    let mut made = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(b"DemoDemo", b"salt", 1_000, &mut made);
    let options = parse("pbkdf:sha256:1000:32:salt").unwrap().accept_weak();
    let key = master_key(&secret("DemoDemo"), &options).unwrap();
    assert!(master_key_of(&SecretBytes::new(made.to_vec())) == key);
}

#[test]
fn t102_rounds_and_bytes_that_are_too_few_or_too_many_are_refused_before_any_work() {
    let begin = std::time::Instant::now();
    for rounds in ["0", "1", "999", "2000001", "1000000000", "4294967296", "99999999999999999999999"] {
        assert_eq!(parse(&format!("pbkdf:sha256:{rounds}:64:salt")), Err(MasterFault::Refused), "{rounds}");
    }
    for bytes in ["1", "15", "65", "1000000000", "99999999999999999999999"] {
        assert_eq!(parse(&format!("pbkdf:sha256:300000:{bytes}:salt")), Err(MasterFault::Refused), "{bytes}");
    }
    for hash in ["md5", "sha1", "SHA256", "scrypt"] {
        assert_eq!(parse(&format!("pbkdf:{hash}:300000:64:salt")), Err(MasterFault::Refused), "{hash}");
    }
    assert_eq!(parse(&format!("pbkdf::::{}", "x".repeat(257))), Err(MasterFault::Malformed));
    assert_eq!(parse(&format!("pbkdf::::{}", "x".repeat(1_000_000))), Err(MasterFault::Malformed));
    assert!(begin.elapsed().as_millis() < 500);
    assert_eq!(parse("pbkdf:sha512:2000000:64:salt").unwrap().rounds(), 2_000_000);
}

#[test]
fn t102_a_server_that_lowers_the_work_is_told_from_one_that_does_not() {
    for weak in ["", "none", "pbkdf:sha256:1000:64:salt", "pbkdf:sha256:299999:64:salt"] {
        assert!(parse(weak).unwrap().is_weak(), "{weak}");
        // No key is made of it before the user said so.
        assert_eq!(parse(weak).unwrap().strong(), Err(MasterFault::Weak), "{weak}");
        assert_eq!(*parse(weak).unwrap().accept_weak().options(), parse(weak).unwrap());
    }
    for usual in ["pbkdf:sha256:300000:64:salt", "pbkdf:sha512:300000:64:salt"] {
        assert!(!parse(usual).unwrap().is_weak(), "{usual}");
        assert!(parse(usual).unwrap().strong().is_ok(), "{usual}");
    }
}
