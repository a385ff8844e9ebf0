//! One sealed text of Passwork: what the vendor's clients write is read, what is written is what they write, and what is
//! not of the form does not open.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passwork_rig;

use aes::Aes256;
use base64ct::{Base64, Encoding};
use cbc::cipher::{BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use dice::Dice;
use nearkey::passwork::{Key, NotOpened, OffText, decode_base32, encode_base32, is_sealed, seal_file};
use nearkey::secret::SecretBytes;
use passwork_rig::{Given, VECTORS, hex, list, off, on, secret, str, text};
use proptest::prelude::*;
use serde_json::Value;

fn vectors(name: &str) -> &'static [Value] {
    list(&VECTORS["v4"][name])
}

#[test]
fn base32_is_the_vendor_s() {
    for vector in vectors("base32") {
        let bytes = hex(&vector["input_latin1_hex"]);
        assert_eq!(encode_base32(&bytes), str(&vector["encoded"]));
        assert_eq!(decode_base32(str(&vector["encoded"])), bytes);
    }
}

#[test]
fn base32_is_read_in_every_form_that_the_vendor_s_clients_read() {
    for vector in vectors("base32_decode_tolerance") {
        assert_eq!(decode_base32(str(&vector["encoded"])), str(&vector["decoded"]).as_bytes(), "{vector}");
    }
}

#[test]
fn with_encryption_off_a_field_is_base64_of_its_text() {
    for vector in vectors("base64_mode") {
        let (plain, encoded) = (str(&vector["plain"]), str(&vector["encoded"]));
        assert_eq!(text(off().open(encoded)).as_deref(), Ok(plain));
        for form in [OffText::Cesu8, OffText::Utf8] {
            assert_eq!(Key::Off(form).seal(&secret(plain), &mut Dice(1)).as_deref(), Ok(encoded));
        }
    }
}

#[test]
fn signs_beyond_the_first_plane_are_read_both_ways_and_written_as_asked() {
    let [line_ends, emoji, unpadded, foreign] = vectors("base64_mode_quirks") else { panic!() };
    let write = |form, plain: &Value| Key::Off(form).seal(&secret(str(plain)), &mut Dice(1)).unwrap();
    let read = |encoded: &Value| text(off().open(str(encoded))).unwrap();
    // Line ends stay as they are, whoever reads them.
    for form in [OffText::Cesu8, OffText::Utf8] {
        assert_eq!(write(form, &line_ends["plain"]), line_ends["python_connector_writes"]);
    }
    assert_eq!(read(&line_ends["js_connector_writes"]), "a\nb");
    assert_eq!(write(OffText::Cesu8, &emoji["plain"]), emoji["js_connector_writes"]);
    assert_eq!(write(OffText::Utf8, &emoji["plain"]), emoji["python_connector_writes"]);
    for written in ["js_connector_writes", "python_connector_writes"] {
        assert_eq!(read(&emoji[written]), str(&emoji["plain"]));
    }
    assert_eq!(read(&unpadded["encoded"]), unpadded["tolerant_value"]);
    assert_eq!(read(&foreign["encoded"]), foreign["tolerant_value"]);
}

#[test]
fn half_a_pair_of_surrogates_and_other_bytes_are_no_text() {
    let halves: [&[u8]; 6] = [
        b"\xed\xa0\xbd",
        b"\xed\xb8\x80",
        b"\xed\xa0\xbdx\xed\xb8\x80",
        b"\xed\xb8\x80\xed\xa0\xbd",
        b"ok\xff",
        b"\xed\xa0\xbd\xed\xb8",
    ];
    for bytes in halves {
        assert_eq!(text(off().open(&Base64::encode_string(bytes))), Err(NotOpened), "{bytes:?}");
    }
    for foreign in ["not base64!", "UzNjcmV0*", "a", "===="] {
        assert_eq!(text(off().open(foreign)), Err(NotOpened), "{foreign}");
    }
}

#[test]
fn key_and_iv_are_those_of_openssl() {
    for vector in vectors("evp_bytes_to_key") {
        let (key, iv) = (hex(&vector["keyHex"]), hex(&vector["ivHex"]));
        let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, &iv).unwrap();
        let mut blocks = *b"by these it was sealed\0\0\0\0\0\0\0\0\0\0";
        cipher.encrypt_padded::<Pkcs7>(&mut blocks, 22).unwrap();
        let bytes = [b"Salted__".as_slice(), &hex(&vector["salt_hex"]), &blocks].concat();
        let sealed = encode_base32(Base64::encode_string(&bytes).as_bytes());
        let opened = on(str(&vector["passphrase"])).open(&sealed);
        assert_eq!(text(opened).as_deref(), Ok("by these it was sealed"));
    }
}

#[test]
fn with_the_same_salt_what_we_seal_is_what_the_vendor_seals() {
    for vector in vectors("aes_fixed_salt") {
        let (plain, key, sealed) =
            (str(&vector["plaintext"]), on(str(&vector["passphrase"])), str(&vector["ciphertext"]));
        assert_eq!(key.seal(&secret(plain), &mut Given(hex(&vector["salt_hex"]))).as_deref(), Ok(sealed));
        assert_eq!(decode_base32(sealed), str(&vector["inner_base64"]).as_bytes());
        assert_eq!(text(key.open(sealed)).as_deref(), Ok(plain));
    }
}

#[test]
fn what_the_vendor_sealed_opens() {
    for vector in vectors("aes_random_salt") {
        let opened = on(str(&vector["passphrase"])).open(str(&vector["ciphertext"]));
        assert_eq!(text(opened).as_deref(), Ok(str(&vector["plaintext"])));
    }
}

#[test]
fn published_texts_without_a_key_are_of_the_form() {
    for sample in list(&VECTORS["v7"]["published_samples_structure"]) {
        let sealed = str(&sample["ciphertext"]);
        assert!(is_sealed(sealed));
        let bytes = Base64::decode_vec(&String::from_utf8(decode_base32(sealed)).unwrap()).unwrap();
        assert_eq!(bytes[..8], *b"Salted__");
        assert_eq!(bytes[8..16], *hex(&sample["salt_hex"]));
        assert_eq!(bytes.len(), 16 + 16 * usize::try_from(sample["blocks"].as_u64().unwrap()).unwrap());
        assert_eq!(text(on("some other key that is long").open(sealed)), Err(NotOpened));
    }
}

#[test]
fn what_is_sealed_is_told_by_its_beginning() {
    let prefix = str(&VECTORS["v4"]["aes_ciphertext_prefix"]["always_starts_with"]);
    assert!(is_sealed(prefix) && is_sealed(&prefix.to_uppercase()));
    for other in ["", "amt4cwv48xb6pp1", "UzNjcmV0LVBhc3Mh", "ämt4cwv48xb6pp1h", "amt4cwv48xb6pp1é"] {
        assert!(!is_sealed(other), "{other}");
    }
    for vector in vectors("aes_random_salt") {
        assert!(is_sealed(str(&vector["ciphertext"])));
    }
}

#[test]
fn t103_what_was_not_sealed_so_does_not_open_and_looks_the_same() {
    for vector in vectors("negative") {
        let sealed = vector["ciphertext"].as_str().unwrap_or_default();
        let opened = text(on(str(&vector["passphrase"])).open(sealed));
        if str(&vector["must"]).starts_with("error") {
            assert_eq!(opened, Err(NotOpened), "{vector}");
        } else {
            assert_eq!(opened.as_deref(), Ok(""), "{vector}");
        }
    }
    assert_eq!(NotOpened.to_string(), "wrong master password or damaged data");
}

#[test]
fn t103_one_sealed_text_alone_does_not_prove_a_key() {
    // About one wrong passphrase in a million opens this one to some text. No client can tell.
    let vector = &VECTORS["v4"]["negative_unauthenticated"];
    for wrong in list(&vector["wrong_passphrases_that_decrypt"]) {
        let opened = on(str(&wrong["passphrase"])).open(str(&vector["ciphertext"])).ok().unwrap();
        assert_eq!(opened.expose().as_bytes(), hex(&wrong["wrong_value_hex"]));
    }
}

#[test]
fn t103_padding_is_checked_in_every_byte() {
    // CBC: a bit turned in one block turns it in the text of the next. The last block is all padding here.
    let (key, plain) = (on("a key of sixteen!"), "sixteen bytes ok");
    let sealed = key.seal(&secret(plain), &mut Dice(3)).unwrap();
    let good = Base64::decode_vec(&String::from_utf8(decode_base32(&sealed)).unwrap()).unwrap();
    for at in 16..32 {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            let turned = encode_base32(Base64::encode_string(&bytes).as_bytes());
            assert_eq!(text(key.open(&turned)), Err(NotOpened), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn t103_an_account_with_encryption_takes_no_clear_text_and_one_without_no_sealed_one() {
    let sealed = on("a key of sixteen!").seal(&secret("x"), &mut Dice(3)).unwrap();
    assert_eq!(text(off().open(&sealed)), Err(NotOpened));
    // Nor does any clear text look like a sealed one: its beginning is none in UTF-8.
    assert!(String::from_utf8(Base64::decode_vec("amt4cwv48xb6pp1h").unwrap()).is_err());
    let clear = off().seal(&secret("chosen by the server"), &mut Dice(3)).unwrap();
    assert_eq!(text(on("a key of sixteen!").open(&clear)), Err(NotOpened));
}

#[test]
fn t102_what_is_longer_than_a_field_is_not_opened_or_sealed() {
    for key in [on("a key of sixteen!"), off()] {
        let long = secret(&"x".repeat(1 << 20));
        let sealed = key.seal(&long, &mut Dice(1)).unwrap();
        assert!(key.open(&sealed).is_ok_and(|opened| opened == long));
        let longer = secret(&"x".repeat((1 << 20) + 1));
        assert!(key.seal(&longer, &mut Dice(1)).is_err());
        assert_eq!(text(key.open(&sealed.repeat(2))), Err(NotOpened));
    }
    // The content of a file may be longer, but is no field. Its key is drawn of zeros here.
    let file = seal_file(&SecretBytes::new(vec![7; 800_000]), &on("a key of sixteen!"), &mut Given(vec![]));
    assert_eq!(text(on(&"A".repeat(100)).open(&file.unwrap().data)), Err(NotOpened));
    let file = seal_file(&SecretBytes::new(b"hello".to_vec()), &on("a key of sixteen!"), &mut Given(vec![]));
    assert_eq!(text(on(&"A".repeat(100)).open(&file.unwrap().data)).as_deref(), Ok("aGVsbG8="));
    assert!(on("").seal(&secret("x"), &mut Dice(1)).is_err(), "sealed with nothing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..Default::default() })]

    #[test]
    fn what_is_sealed_opens_again(plain in "\\PC*|[\u{0}-\u{10ffff}]{0,200}", key in "\\PC{1,40}", seed: u64) {
        for key in [on(&key), off(), Key::Off(OffText::Utf8)] {
            let sealed = key.seal(&secret(&plain), &mut Dice(seed)).unwrap();
            prop_assert_eq!(text(key.open(&sealed)), Ok(plain.clone()));
        }
    }

    #[test]
    fn bytes_come_through_base32(bytes: Vec<u8>) {
        prop_assert_eq!(decode_base32(&encode_base32(&bytes)), bytes);
    }

    #[test]
    fn t103_no_text_makes_opening_panic(text: String) {
        let _ = on("a key of sixteen!").open(&text);
        let _ = on("a key of sixteen!").open(&format!("amt4cwv48xb6pp1h{text}"));
        let _ = off().open(&text);
    }
}
