//! A backup travels in clear, so all that is said about it is what it is.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

use nearkey::phone::*;

#[test]
fn t79_a_backup_is_a_json_object_with_a_digest() {
    let facts = check_backup(b"{}").unwrap();
    // echo -n '{}' | sha256sum
    assert_eq!(facts.digest_hex, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assert_eq!(facts.len, 2);
    let swapped = check_backup(br#"{"vaultId":"other"}"#).unwrap();
    assert_ne!(swapped.digest_hex, facts.digest_hex);
    for body in [
        &b""[..],
        b"[]",
        b"null",
        b"\"{}\"",
        b"<html>",
        b"{\"vaultId\":\"cut o",
        b"{} {}",
        b"MZ\x90\0",
        b"{\"a\":\"\xff\"}",
    ] {
        assert_eq!(check_backup(body), Err(BackupFault::NoBackup), "{body:?}");
    }
}

#[test]
fn t79_a_backup_has_a_limit() {
    let padded = |len: usize| {
        let mut body = vec![b' '; len];
        body[..2].copy_from_slice(b"{}");
        body
    };
    assert_eq!(check_backup(&padded(BACKUP_CAP)).unwrap().len, BACKUP_CAP);
    assert_eq!(check_backup(&padded(BACKUP_CAP + 1)), Err(BackupFault::TooLarge));
    let deep = format!("{}0{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(check_backup(deep.as_bytes()).is_ok(), "depth does no harm");
}

#[test]
fn t79_a_backup_is_fetched_from_the_phone_and_nowhere_else() {
    let backup = Backup { file_name: "anotherpassvault.json".into(), download_key: "ABC-DEF_x7Kq9".into() };
    let address = Address::parse("@iu", "9000", Reach::default()).unwrap();
    assert_eq!(backup.url(&address), "http://192.168.0.20:9000/ABC-DEF_x7Kq9");
}
