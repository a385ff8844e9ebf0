//! What a Passwork server sends sealed, what is inside of it, invitations, and pictures that may show one.
#![no_main]

use std::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use nearkey::encoding::encode_base64;
use nearkey::passwork::{
    FullItem, Generation, Invitation, ItemChange, Key, LinkEra, LinkLife, MasterOptions, OffText, PrivateKey,
    decode_base32, encode_base32, new_link, open_attachment, read_picture, seal_change,
};
use nearkey::secret::SecretText;
use rand_core::{TryCryptoRng, TryRng};

struct Zeros;

impl TryRng for Zeros {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        target.fill(0);
        Ok(())
    }
}

impl TryCryptoRng for Zeros {}

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

/// Everything that is done with an item; what opens is sealed again.
fn look_at(json: &str, generation: Generation, key: &Key) {
    let Some(item) = FullItem::parse(json, generation) else { return };
    let _ = item.key_place();
    let _ = item.password(key);
    let _ = item.one_time(key);
    let _ = item.attachments();
    let _ = open_attachment(json, key);
    let change = ItemChange { password: Some(secret("new")), custom: item.custom(key).ok() };
    if seal_change(&item, key, &change, None, &mut Zeros).is_ok() {
        for era in [LinkEra::Words, LinkEra::Seven] {
            let link = new_link(&item, key, era, LinkLife::Week, true, &mut Zeros);
            // Only a copy may be too long where the item was not.
            if let Ok(link) = link {
                serde_json::from_str::<serde_json::Value>(link.body.expose()).expect("the body is JSON");
            }
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Some((width, luma)) = bytes.split_first().filter(|(_, luma)| luma.len() >= 64) {
        let width = usize::from(*width % 64) + 1;
        let height = luma.len() / width;
        let _ = read_picture(&luma[..width * height], width, height);
        // Each bit a point of three by three, so that codes are soon met.
        let rows = (luma.len() * 8 / width).min(64);
        let dark = |x: usize, y: usize| luma[(y * width + x) / 8] >> ((y * width + x) % 8) & 1 == 1;
        let points: Vec<u8> = (0..rows * 3)
            .flat_map(|y| (0..width * 3).map(move |x| (x / 3, y / 3)))
            .map(|(x, y)| if dark(x, y) { 0 } else { 255 })
            .collect();
        let _ = read_picture(&points, width * 3, rows * 3);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (off, on) = (Key::Off(OffText::Cesu8), Key::On(secret("a-key-of-an-item")));
    for key in [&off, &on] {
        let _ = key.open(text);
        let sealed = key.seal(&secret(text), &mut Zeros).expect("a short text");
        let opened = key.open(&sealed);
        assert!(opened.is_ok_and(|opened| opened.expose() == text), "what was sealed does not open");
        look_at(text, Generation::V4, key);
        look_at(text, Generation::V7, key);
        if text.len() < 300 {
            let quoted = serde_json::Value::from(sealed).to_string();
            let custom = format!(r#"[{{"name":{quoted},"value":{quoted},"type":{quoted}}}]"#);
            look_at(
                &format!(r#"{{"id":"1","cryptedPassword":{quoted},"custom":{custom}}}"#),
                Generation::V4,
                key,
            );
            look_at(&format!(r#"{{"passwordEncrypted":{quoted},"customs":{custom}}}"#), Generation::V7, key);
        }
    }
    let wrapped = encode_base32(encode_base64(&[b"Salted__", bytes].concat()).as_bytes());
    let _ = on.open(&wrapped);
    assert_eq!(decode_base32(&encode_base32(bytes)), bytes);
    for generation in [Generation::V4, Generation::V7] {
        let options = MasterOptions::parse(Some(text), generation);
        assert!(options.map_or(0, |options| options.rounds()) <= 2_000_000);
    }
    let _ = PrivateKey::parse(&secret(text));
    if let Ok(found) = Invitation::parse(&secret(text)) {
        assert!(found.server.is_none_or(|server| server.base().starts_with("https://")));
    }
});
