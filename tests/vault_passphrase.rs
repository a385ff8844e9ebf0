//! The passphrase: what a guess costs and which ones are the same (threats T-85, T-90).

mod vault_builder;

use nearkey::vault::{Cost, LocalFactors, LocalKey, MAX_PASSPHRASE_LEN, PassphraseFactor, PassphraseFault};
use vault_builder::{
    Dice,
    factors::{COST_AT, PASSPHRASE_END, SALT_AT, SEALED_AT, open, set, text},
};

#[test]
fn t85_one_guess_costs_64_mib_three_times_over_unless_said_otherwise() {
    let cost = Cost::DEFAULT;
    assert_eq!((cost.m_kib(), cost.t(), cost.p()), (65_536, 3, 1));
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let factor = PassphraseFactor::set(&local, &text("correct horse"), cost, &mut dice).unwrap();
    let stored = LocalFactors { passphrase: Some(factor), passkey: None }.to_bytes();
    assert_eq!(stored[COST_AT..SALT_AT], [0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
    let read = LocalFactors::parse(&stored).unwrap().passphrase.unwrap();
    assert_eq!((read.cost(), open(&read, "correct horse")), (cost, Ok(*local.expose())));
}

#[test]
fn t85_no_cost_below_the_floor_or_above_the_ceiling_can_be_asked_for() {
    for (m_kib, t, p) in [(19 * 1024, 2, 1), (256 * 1024, 10, 4), (64 * 1024, 3, 1)] {
        assert!(Cost::new(m_kib, t, p).is_some());
    }
    let bad = [
        (19 * 1024 - 1, 2, 1),
        (8, 1, 1),
        (0, 0, 0),
        (64 * 1024, 1, 1),
        (64 * 1024, 3, 0),
        (256 * 1024 + 1, 3, 1),
        (64 * 1024, 11, 1),
        (64 * 1024, 3, 5),
        (u32::MAX, u32::MAX, u32::MAX),
    ];
    for (m_kib, t, p) in bad {
        assert_eq!(Cost::new(m_kib, t, p), None, "{m_kib} {t} {p}");
    }
}

/// Opened by no code of ours: Argon2id, HKDF-SHA256 and AES-256-GCM of their crates, as the documentation says.
#[test]
fn t85_the_form_is_what_the_documentation_says() {
    use aes_gcm::{
        Aes256Gcm, KeyInit,
        aead::{Aead, Payload},
    };

    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let factor = set(&local, "correct horse", &mut dice);
    let blob = LocalFactors { passphrase: Some(factor), passkey: None }.to_bytes();
    assert_eq!((blob.len(), &blob[..2]), (PASSPHRASE_END, [1, 1].as_slice()));
    let (cost, salt, sealed) = (&blob[COST_AT..SALT_AT], &blob[SALT_AT..SEALED_AT], &blob[SEALED_AT..]);

    let mut stretched = [0; 32];
    let params = argon2::Params::new(19_456, 2, 1, None).unwrap();
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(b"correct horse", salt, &mut stretched)
        .unwrap();
    let mut key = [0; 32];
    hkdf::Hkdf::<sha2::Sha256>::new(None, &stretched).expand(b"nearkey passphrase v1", &mut key).unwrap();
    let mut aad = Vec::new();
    let fields: [&[u8]; 5] =
        [b"nearkey local key by passphrase v1", &cost[..4], &cost[4..8], &cost[8..], salt];
    for field in fields {
        aad.extend((field.len() as u64).to_be_bytes());
        aad.extend(field);
    }
    let nonce: [u8; 12] = sealed[..12].try_into().unwrap();
    let payload = Payload { msg: &sealed[12..], aad: &aad };
    let opened = Aes256Gcm::new(&key.into()).decrypt(&nonce.into(), payload).unwrap();
    assert_eq!(opened, local.expose());
}

#[test]
fn t90_a_passphrase_is_the_same_however_it_is_typed() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let factor = set(&local, "Äpfel \u{fb01}nd Å 1", &mut dice);
    for typed in ["A\u{308}pfel \u{fb01}nd A\u{30a} 1", "Äpfel find \u{212b} 1", "Äpfel\u{a0}find Å １"] {
        assert_eq!(open(&factor, typed), Ok(*local.expose()), "{typed}");
    }
    for typed in ["äpfel find å 1", "Äpfel find Å 1 ", "Apfel find A 1"] {
        assert_eq!(open(&factor, typed), Err(PassphraseFault::Wrong), "{typed}");
    }
}

#[test]
fn t90_an_empty_or_endless_passphrase_is_refused_at_once() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let factor = set(&local, &"x".repeat(MAX_PASSPHRASE_LEN), &mut dice);
    assert_eq!(open(&factor, &"x".repeat(MAX_PASSPHRASE_LEN)), Ok(*local.expose()));
    let megabyte = "x".repeat(1 << 20);
    let marks = "a".to_owned() + &"\u{308}".repeat(1 << 19);
    let longer = "x".repeat(MAX_PASSPHRASE_LEN + 1);
    // 3 bytes each when typed, 33 in their NFKC form.
    let growing = "\u{fdfa}".repeat(40);
    for (typed, fault) in [
        ("", PassphraseFault::Empty),
        (megabyte.as_str(), PassphraseFault::TooLong),
        (&marks, PassphraseFault::TooLong),
        (&longer, PassphraseFault::TooLong),
        (&growing, PassphraseFault::TooLong),
    ] {
        assert_eq!(open(&factor, typed), Err(fault));
        assert_eq!(PassphraseFactor::set(&local, &text(typed), Cost::FLOOR, &mut dice), Err(fault));
    }
    // 3 bytes each when typed, 1 in their NFKC form.
    let shrinking = "ｘ".repeat(MAX_PASSPHRASE_LEN);
    assert_eq!(open(&factor, &shrinking), Ok(*local.expose()));
}

#[test]
fn a_new_passphrase_has_eight_characters_and_one_that_is_tried_may_have_fewer() {
    let mut dice = Dice(1);
    let local = LocalKey::make(&mut dice);
    let mut set = |typed: &str| PassphraseFactor::set(&local, &text(typed), Cost::FLOOR, &mut dice);
    assert_eq!(set("seven 7"), Err(PassphraseFault::TooShort));
    assert_eq!(set("e\u{301}e\u{301}e\u{301}e\u{301}"), Err(PassphraseFault::TooShort), "four characters");
    let factor = set("eight 88").unwrap();
    assert_eq!(open(&factor, "short"), Err(PassphraseFault::Wrong));
}
