//! One-time codes as exports really write them.
#![allow(clippy::panic, clippy::unwrap_used)]

use nearkey::otp::{OneTimeCode, OtpFault};
use proptest::prelude::*;

const NOW: u64 = 1_700_000_012_000;
const SECRET: &str = "JBSWY3DPEHPK3PXP";

fn digits(text: &str) -> String {
    let code = OneTimeCode::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
    code.code(NOW).digits.expose().to_owned()
}

fn fault(text: &str) -> OtpFault {
    match OneTimeCode::parse(text) {
        Ok(_) => panic!("{text} was read"),
        Err(fault) => fault,
    }
}

#[test]
fn labels_may_be_missing_or_anything() {
    let plain = digits(SECRET);
    for uri in [
        "otpauth://totp/Example:mira?secret=JBSWY3DPEHPK3PXP&issuer=Example",
        "otpauth://totp/Example%3Amira@harbour.example?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/Example: mira of the harbour?secret=JBSWY3DPEHPK3PXP&issuer=A%20%26%20B",
        "otpauth://totp/?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp?secret=JBSWY3DPEHPK3PXP",
        "otpauth:totp/x?secret=JBSWY3DPEHPK3PXP",
        "OTPAUTH://TOTP/x?SECRET=JBSWY3DPEHPK3PXP",
        "otpauth://totp/Who?:me#1?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/a/b/c?issuer=x/y?z&secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/Bücher:mira?issuer=B%C3%BCcher&secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/x?issuer=y&amp;secret=JBSWY3DPEHPK3PXP&amp;digits=6",
        "  otpauth://totp/x?secret=JBSWY3DPEHPK3PXP \n",
        "secret=JBSWY3DPEHPK3PXP&issuer=x",
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&image=https%3A%2F%2Fx.example%2Fa.png&colour=red",
    ] {
        assert_eq!(digits(uri), plain, "{uri}");
    }
}

#[test]
fn secrets_may_be_written_in_any_way_people_copy_them() {
    let plain = digits(SECRET);
    for secret in [
        "jbswy3dpehpk3pxp",
        "JBSW Y3DP EHPK 3PXP",
        "jbsw-y3dp-ehpk-3pxp",
        "JBSWY3DPEHPK3PXP====",
        "JBSWY3DPEHPK3PXP=",
        "JBSWY3DPEHPK3PXPA",
        "JB5WY3DPEHPK3PXP".replace('5', "S").as_str(),
        "otpauth://totp/x?secret=jbsw%20y3dp+ehpk%203pxp",
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP%3D%3D%3D%3D",
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP====",
    ] {
        assert_eq!(digits(secret), plain, "{secret}");
    }
    // Signs that base32 has not because they look like others.
    assert_eq!(digits("O0L1B8AA"), digits("OOLLBBAA"));
    // Bits at the end that make no byte, whatever they are.
    assert_eq!(digits("JBSWY3DPEB"), digits("JBSWY3DPEA"));
}

#[test]
fn names_of_hashes_are_read_in_every_spelling() {
    let of = |name: &str| digits(&format!("otpauth://totp/x?secret={SECRET}&algorithm={name}"));
    for names in [
        ["SHA1", "sha1", "HMAC-SHA-1"],
        ["SHA256", "Sha-256", "HmacSHA256"],
        ["SHA512", "sha_512", "hmac-sha512"],
    ] {
        assert_eq!(of(names[0]), of(names[1]));
        assert_eq!(of(names[0]), of(names[2]));
    }
    assert_eq!(of("SHA1"), digits(SECRET));
    assert_ne!(of("SHA1"), of("SHA256"));
    for other in ["MD5", "SHA3-256", "none", "1"] {
        assert_eq!(
            fault(&format!("otpauth://totp/x?secret={SECRET}&algorithm={other}")),
            OtpFault::OtherHash
        );
    }
}

#[test]
fn numbers_are_read_as_programs_write_them_and_bounded() {
    let of = |rest: &str| digits(&format!("otpauth://totp/x?secret={SECRET}&{rest}"));
    let plain = digits(SECRET);
    for usual in [
        "digits=6",
        "digits=6.0",
        "digits=%206%20",
        "digits=",
        "digits=0",
        "period=30s",
        "period=30.00",
        "period=0",
        "period=+30",
    ] {
        assert_eq!(of(usual), plain, "{usual}");
    }
    assert_eq!(of("digits=8").len(), 8);
    let of = |rest: &str| fault(&format!("otpauth://totp/x?secret={SECRET}&{rest}"));
    for digits in ["5", "10", "-6", "six", "6.5", "99999999999999999999"] {
        assert_eq!(of(&format!("digits={digits}")), OtpFault::OtherDigits, "{digits}");
    }
    for period in ["301", "-30", "half", "30.5", "18446744073709551616"] {
        assert_eq!(of(&format!("period={period}")), OtpFault::OtherPeriod, "{period}");
    }
    assert_eq!(fault(&format!("otpauth://hotp/x?secret={SECRET}&counter=many")), OtpFault::OtherCounter);
}

#[test]
fn of_parameters_that_stand_twice_the_first_holds_but_two_secrets_are_none() {
    let uri = format!("otpauth://totp/x?secret={SECRET}&digits=8&digits=6&issuer=a&issuer=b");
    assert_eq!(digits(&uri).len(), 8);
    let same = format!("otpauth://totp/x?secret=&secret={SECRET}&secret=jbsw y3dp ehpk 3pxp");
    assert_eq!(digits(&same), digits(SECRET));
    let other = format!("otpauth://totp/x?secret={SECRET}&secret=GEZDGNBVGY3TQOJQ");
    assert_eq!(fault(&other), OtpFault::TwoSecrets);
}

#[test]
fn what_is_no_code_is_refused_and_says_why() {
    for (text, expected) in [
        ("", OtpFault::NoSecret),
        ("   ", OtpFault::NoSecret),
        ("====", OtpFault::NoSecret),
        ("A", OtpFault::NoSecret),
        ("otpauth://totp/x", OtpFault::NoSecret),
        ("otpauth://totp/x?secret=", OtpFault::NoSecret),
        ("otpauth://totp/x?issuer=y", OtpFault::NoSecret),
        ("hunter2!", OtpFault::NotBase32),
        ("otpauth://totp/x?secret=hunter2!", OtpFault::NotBase32),
        ("otpauth://totp/x?secret=ÄÖÜ", OtpFault::NotBase32),
        ("otpauth://yaotp/x?secret=JBSWY3DPEHPK3PXP", OtpFault::OtherType),
        ("otpauth-migration://offline?data=CjEKCkhlbGxvIQ", OtpFault::OtherScheme),
        ("https://totp/x?secret=JBSWY3DPEHPK3PXP", OtpFault::OtherScheme),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
    let long = "A".repeat(1_024);
    assert!(OneTimeCode::parse(&long).is_ok());
    assert_eq!(fault(&format!("{long}A")), OtpFault::TooLong);
    assert_eq!(fault(&format!("otpauth://totp/{}?secret={SECRET}", "x".repeat(9_000))), OtpFault::TooLong);
}

#[test]
fn no_fault_repeats_the_text() {
    for text in [
        "hunter2!",
        "otpauth://totp/x?secret=hunter2!",
        "otpauth://totp/x?secret=AAAA&secret=BBBB&digits=hunter2",
    ] {
        assert!(!fault(text).to_string().contains("hunter2"));
    }
}

proptest! {
    /// Whatever it is: no panic, and a code has as many signs as it should.
    #[test]
    fn nothing_makes_it_stumble(
        text in prop_oneof![
            ".{0,200}",
            "otpauth://(totp|hotp|steam)/.{0,20}\\?secret=[A-Za-z2-7 =%-]{0,80}&(digits|period|counter|algorithm)=.{0,12}",
            "[A-Z2-7a-z= -]{0,200}",
        ],
        now in any::<u64>(),
    ) {
        if let Ok(code) = OneTimeCode::parse(&text) {
            let code = code.code(now);
            prop_assert!((5..=9).contains(&code.digits.expose().len()));
            prop_assert!(code.left_ms <= code.period_ms && code.period_ms <= 300_000);
        }
    }
}
