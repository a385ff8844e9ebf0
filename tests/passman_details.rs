//! What items of Passman say beyond their logins, the password of a vault, and files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passman_rig;

use nearkey::otp::OneTimeCode;
use nearkey::passman::{FieldFault, VaultPasswordFault, open_file, prove};
use passman_rig::{GUID, key, read, sealed, sealed_bare, secret, text, with};
use serde_json::{Value, json};

#[test]
fn one_time_codes_come_as_a_uri() {
    let otp = |value: &Value| text(with(&json!({ "otp": sealed(value) })).otp(&key()));
    assert_eq!(
        otp(&json!({ "secret": "jbsw y3dp ehpk 3pxp" })).as_deref(),
        Ok("otpauth://totp/Library?secret=jbswy3dpehpk3pxp")
    );
    let full = json!({
        "type": "totp", "label": "Ma ra/1", "issuer": "Bücher & Co", "secret": "JBSWY3DP", "algorithm": "SHA256",
        "digits": 8, "period": "60", "qr_uri": { "qrData": "otpauth://totp/x?secret=OTHER", "image": "data:" },
    });
    assert_eq!(
        otp(&full).as_deref(),
        Ok(
            "otpauth://totp/Ma%20ra%2F1?secret=JBSWY3DP&issuer=B%C3%BCcher%20%26%20Co&algorithm=SHA256&digits=8&period=60"
        )
    );
    let scanned = "otpauth://totp/x?secret=JBSWY3DP";
    assert_eq!(otp(&json!({ "qr_uri": { "qrData": scanned } })).as_deref(), Ok(scanned));
    assert_eq!(otp(&json!({ "secret": "", "qr_uri": { "qrData": scanned } })).as_deref(), Ok(scanned));
    assert_eq!(otp(&json!({ "secret": scanned })).as_deref(), Ok(scanned));
    let counts = "otpauth://hotp/x?secret=JBSWY3DP&counter=9";
    assert_eq!(
        otp(&json!({ "type": "hotp", "secret": "JBSWY3DP", "qr_uri": { "qrData": counts } })).as_deref(),
        Ok(counts)
    );
    assert_eq!(otp(&json!("JBSW Y3DP")).as_deref(), Ok("JBSW Y3DP"));
    for none in [
        json!({}),
        json!([]),
        json!(null),
        json!({ "secret": null }),
        json!({ "qr_uri": { "qrData": "https://x" } }),
    ] {
        assert_eq!(otp(&none).as_deref(), Ok(""), "{none}");
    }
    for uri in [otp(&full), otp(&json!({ "secret": "jbsw y3dp", "digits": null, "period": "" }))] {
        assert!(OneTimeCode::parse(&uri.unwrap()).is_ok());
    }
}

#[test]
fn details_come_whole_or_in_parts() {
    let file = json!({ "file_id": "31", "filename": "scan.pdf", "size": 1_234, "mimetype": "application/pdf", "guid": GUID });
    let sealed_name = json!({ "file_id": 32, "filename": sealed(&json!("key.txt")), "size": "7", "mimetype": "text/plain" });
    let item = with(&json!({
        "files": sealed(&json!([file, sealed_name])),
        "custom_fields": sealed(&json!([
            { "label": "PIN", "value": "1234", "secret": true, "field_type": "password" },
            { "label": "Card", "value": 99, "secret": 0, "field_type": "text" },
            { "label": "Scan", "value": file, "field_type": "file" },
            { "label": "Empty", "value": null },
        ])),
        "tags": "damaged",
        "compromised": sealed(&json!(true)),
    }));
    let details = item.details(&key()).ok().unwrap();
    assert_eq!(details.email.ok().unwrap().expose(), "mara@example.org");
    assert_eq!(details.description.ok().unwrap().expose(), "third floor\nask for Jo");
    assert_eq!(details.tags, Err(FieldFault::Damaged));
    assert_eq!(details.compromised, Ok(true));
    let files = details.files.ok().unwrap();
    let seen: Vec<_> = files
        .iter()
        .map(|file| (file.id, file.filename.as_str(), file.size, file.mimetype.as_str()))
        .collect();
    assert_eq!(
        seen,
        [(Some(31), "scan.pdf", 1_234, "application/pdf"), (Some(32), "key.txt", 7, "text/plain")]
    );
    assert_eq!((files[0].guid.as_deref(), files[1].guid.as_deref()), (Some(GUID), None));
    let fields = details.custom_fields.ok().unwrap();
    let seen: Vec<_> =
        fields.iter().map(|field| (field.label.as_str(), field.value.expose(), field.secret)).collect();
    assert_eq!(
        seen,
        [("PIN", "1234", true), ("Card", "99", false), ("Scan", "", false), ("Empty", "", false)]
    );
    assert_eq!(fields[2].file.as_ref().unwrap().id, Some(31));
    assert_eq!(read(&passman_rig::item()).details(&key()).ok().unwrap().tags.unwrap(), ["books", "city"]);
}

#[test]
fn lists_of_another_form_are_damaged_and_not_empty() {
    for value in [json!([7]), json!({ "text": "x" }), json!("text"), json!(vec![json!({}); 1_001])] {
        let item = with(&json!({ "custom_fields": sealed(&value), "files": sealed(&value) }));
        let details = item.details(&key()).ok().unwrap();
        assert_eq!(details.custom_fields.err(), Some(FieldFault::Damaged), "{value}");
        assert_eq!(details.files.err(), Some(FieldFault::Damaged), "{value}");
    }
}

#[test]
fn a_password_is_proved_by_the_challenge() {
    let challenge = sealed(&json!("mara"));
    assert_eq!(prove(&challenge, &key()), Ok(()));
    assert_eq!(prove(&sealed_bare("vault password", "null"), &key()), Ok(()));
    assert_eq!(prove(&challenge, &secret("vault passworD")), Err(VaultPasswordFault::WrongPassword));
    assert_eq!(prove("", &key()), Err(VaultPasswordFault::NoChallenge));
    assert_eq!(prove("null", &key()), Err(VaultPasswordFault::NoChallenge));
    assert_eq!(prove("challenge", &key()), Err(VaultPasswordFault::Damaged));
}

#[test]
fn files_are_base64_with_or_without_a_head() {
    for plain in ["aGVsbG8=", "data:text/plain;base64,aGVsbG8=", "\"aGVsbG8=\"", "\"data:;base64,aGVsbG8=\""]
    {
        assert_eq!(
            open_file(&sealed_bare("vault password", plain), &key()).unwrap().expose(),
            b"hello",
            "{plain}"
        );
    }
    assert_eq!(open_file(&sealed_bare("vault password", "data:x"), &key()).err(), Some(FieldFault::Damaged));
    assert_eq!(
        open_file(&sealed_bare("vault password", "no base64!"), &key()).err(),
        Some(FieldFault::Damaged)
    );
    assert_eq!(open_file(&sealed_bare("other", "aGVsbG8="), &key()).err(), Some(FieldFault::WrongPassword));
}
