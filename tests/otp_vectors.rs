//! Codes as the RFCs have them.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use data_encoding::BASE32;
use nearkey::otp::OneTimeCode;

fn seed(length: usize) -> String {
    let seed: Vec<u8> = b"1234567890".iter().copied().cycle().take(length).collect();
    BASE32.encode(&seed)
}

fn digits(code: &OneTimeCode, seconds: u64) -> String {
    code.code(seconds * 1_000).digits.expose().to_owned()
}

/// RFC 4226, appendix D.
#[test]
fn hotp_counts_as_in_the_rfc() {
    let codes =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    for (counter, expected) in codes.into_iter().enumerate() {
        let uri = format!("otpauth://hotp/me?secret={}&counter={counter}", seed(20));
        let code = OneTimeCode::parse(&uri).unwrap();
        assert_eq!(digits(&code, 0), expected, "counter {counter}");
        assert_eq!(digits(&code, 7_777_777), expected, "whatever the time");
        let shown = code.code(0);
        assert_eq!((shown.left_ms, shown.period_ms, shown.next.is_none()), (0, 0, true));
        assert_eq!(shown.counter, Some(counter as u64));
    }
    let mut code = OneTimeCode::parse(&format!("otpauth://hotp/me?secret={}&counter=4", seed(20))).unwrap();
    code.count_from(2);
    assert_eq!(digits(&code, 0), "338314", "it never counts back");
    code.count_from(9);
    assert_eq!((digits(&code, 0).as_str(), code.counter()), ("520489", Some(9)));
}

/// RFC 6238, appendix B.
#[test]
fn totp_follows_the_time_as_in_the_rfc() {
    let rows = [
        (59, ["94287082", "46119246", "90693936"]),
        (1_111_111_109, ["07081804", "68084774", "25091201"]),
        (1_111_111_111, ["14050471", "67062674", "99943326"]),
        (1_234_567_890, ["89005924", "91819424", "93441116"]),
        (2_000_000_000, ["69279037", "90698825", "38618901"]),
        (20_000_000_000, ["65353130", "77737706", "47863826"]),
    ];
    for (seconds, expected) in rows {
        for ((algorithm, length), expected) in
            [("SHA1", 20), ("SHA256", 32), ("SHA512", 64)].iter().zip(expected)
        {
            let uri = format!("otpauth://totp/me?secret={}&algorithm={algorithm}&digits=8", seed(*length));
            let code = OneTimeCode::parse(&uri).unwrap();
            assert_eq!(digits(&code, seconds), expected, "{algorithm} at {seconds}");
            // Nine digits end in the eight, seven and six are the end of them.
            for number in [6_usize, 7, 9] {
                let uri = uri.replace("digits=8", &format!("digits={number}"));
                let other = digits(&OneTimeCode::parse(&uri).unwrap(), seconds);
                assert_eq!(other.len(), number);
                let common = number.min(8);
                assert_eq!(other[number - common..], expected[8 - common..]);
            }
        }
    }
}

/// What the app of Steam showed for an account that was thrown away (test data of `KeePassXC`).
#[test]
fn steam_has_five_letters() {
    for uri in [
        "otpauth://steam/Steam:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam",
        "otpauth://totp/Steam:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam&digits=5&encoder=steam",
        "otpauth://totp/Steam:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam",
        "otpauth://totp/steam%3Ame?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK",
        "steam://63BEDWCQZKTQWPESARIERL5DTTQFCJTK",
    ] {
        let code = OneTimeCode::parse(uri).unwrap();
        assert_eq!(digits(&code, 1_511_200_518), "FR8RV", "{uri}");
        assert_eq!(digits(&code, 1_511_200_714), "9P3VP", "{uri}");
    }
    for other in [
        "otpauth://totp/Steam:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam&digits=6",
        "otpauth://totp/Steamboat:me?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK",
        "otpauth://totp/steam?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK",
    ] {
        assert_eq!(digits(&OneTimeCode::parse(other).unwrap(), 1_511_200_518).len(), 6, "{other}");
    }
}

#[test]
fn the_time_left_is_that_of_the_period_and_the_next_code_is_told_near_its_end() {
    for period in [1_u64, 7, 30, 60, 300] {
        let uri = format!("otpauth://totp/me?secret={}&period={period}", seed(20));
        let code = OneTimeCode::parse(&uri).unwrap();
        let full = period * 1_000;
        let start = 1_700_000_000_000 / full * full;
        for passed in [0, 1, full / 2, full - 1] {
            let now = code.code(start + passed);
            assert_eq!((now.left_ms, now.period_ms), (full - passed, full));
            assert_eq!(now.digits.expose(), code.code(start).digits.expose());
            assert_eq!(now.next.is_some(), full - passed < 5_000, "{period} s, {passed} ms passed");
            if let Some(next) = now.next {
                assert_eq!(next.expose(), code.code(start + full).digits.expose());
            }
        }
    }
}
