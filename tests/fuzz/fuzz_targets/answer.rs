//! Opened answers to any command.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::{
    phone::{Answer, Credential, Expected, MAX_CREDENTIALS, MAX_TEXT_LEN},
    secret::SecretBytes,
};

fuzz_target!(|bytes: &[u8]| {
    let plain = SecretBytes::new(bytes.to_vec());
    let _ = Credential::parse(&plain);
    for expected in [Expected::One, Expected::Several, Expected::ClientKey, Expected::Backup] {
        let Ok(answer) = Answer::parse(&plain, expected) else { continue };
        assert!(answer.credentials.len() <= MAX_CREDENTIALS);
        for credential in &answer.credentials {
            assert!(
                credential.password.expose().len() <= MAX_TEXT_LEN && credential.name.len() <= MAX_TEXT_LEN
            );
            assert!(credential.uid.as_ref().is_none_or(|uid| uid.len() == 36));
        }
        if let Some(backup) = answer.backup {
            assert!(backup.file_name.starts_with("anotherpassvault") && backup.file_name.ends_with(".json"));
            assert!(backup.download_key.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
        }
    }
});
