//! Linking trusts nobody but the phone that saw the code, and says what went wrong.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod phone_support;

use nearkey::encoding::{encode_base64, encode_base64url};
use nearkey::{phone::*, secret::SecretBytes};
use phone_support::*;
use serde_json::{Value, json};

const ONE_TIME: [u8; 32] = [6; 32];

/// A linking attempt and the phone that scanned the code.
struct Scene {
    offer: LinkOffer,
    linking: Linking,
    dice: Dice,
}

impl Scene {
    fn new() -> Self {
        let mut dice = Dice(21);
        let offer = LinkOffer::make("abc".to_owned(), &mut dice);
        Self { offer, linking: Linking::new(address(), at(0)), dice }
    }

    /// Posts when due and takes this reply, `took_ms` later.
    fn reply(&mut self, reply: Reply, took_ms: u64) -> LinkNext {
        let due = self.linking.next_post_at().expect("a message is due");
        self.linking.post(&self.offer, due, &mut self.dice).expect("there is time");
        self.linking.on_reply(reply, due.after(took_ms))
    }

    /// The stage after a reply that came at once; fails if it was something else.
    fn stage(&mut self, reply: Reply) -> LinkStage {
        match self.reply(reply, 10) {
            LinkNext::Wait { stage } => stage,
            LinkNext::Failed(fault) => panic!("{fault}"),
            LinkNext::Open { sealed, .. } => {
                match self.linking.finish(&self.offer, sealed, Some(vec![1; 16]), at(1)) {
                    Err(LinkNext::Wait { stage }) => stage,
                    _ => panic!("noise was no noise"),
                }
            }
        }
    }

    /// The result of the phone's own answer.
    fn answer(&mut self, plain: &Value) -> Result<NewLink, LinkFault> {
        let key = hash(&[self.offer.session_key.expose(), &ONE_TIME]);
        let reply = sealed_reply(&seal(&key, plain.to_string().as_bytes(), &mut Dice(1)));
        let LinkNext::Open { sealed, .. } = self.reply(reply, 10) else { panic!("not opened") };
        match self.linking.finish(&self.offer, sealed, Some(ONE_TIME.to_vec()), at(1)) {
            Ok(link) => Ok(link),
            Err(LinkNext::Failed(fault)) => Err(fault),
            Err(LinkNext::Wait { .. } | LinkNext::Open { .. }) => panic!("the answer was taken for noise"),
        }
    }
}

fn address() -> Address {
    Address::parse("192.168.0.20", "", Reach::default()).unwrap()
}

/// A sound answer.
fn sound() -> Value {
    let n = &links()[0]["phoneKeyJwk"]["n"];
    json!({ "linkedVaultId": "036eca5d", "sharedBaseKey": encode_base64url(&[1; 32]), "serverPubKey": { "n": n, "e": "AQAB" } })
}

/// A sound answer with another member.
fn with(member: &str, value: Value) -> Value {
    let mut plain = sound();
    plain[member] = value;
    plain
}

/// An answer with another modulus.
fn with_modulus(change: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut n = bytes(&links()[0]["phoneKeyJwk"], "n");
    change(&mut n);
    with("serverPubKey", json!({ "n": encode_base64url(&n), "e": "AQAB" }))
}

#[test]
fn a_sound_answer_makes_a_link() {
    let mut scene = Scene::new();
    assert_eq!(scene.stage(status(404)), LinkStage::NotScanned);
    let Ok(link) = scene.answer(&sound()) else { panic!() };

    assert_eq!(link.web_client_id, scene.offer.web_client_id);
    assert_eq!(link.base_key.expose(), [1; 32]);
    assert_eq!(link.vault_id, "036eca5d");
    assert_eq!(link.fingerprint, link.phone_key.fingerprint());
    assert_eq!(link.client_n, scene.offer.client_n);
    assert!(link.full_compare().is_some());
}

#[test]
fn stages_follow_the_status() {
    let mut scene = Scene::new();
    assert_eq!(scene.linking.stage(), LinkStage::Reaching);
    assert_eq!(scene.stage(status(401)), LinkStage::PhoneLocked);
    assert_eq!(scene.stage(status(404)), LinkStage::NotScanned);
    assert_eq!(scene.stage(status(500)), LinkStage::NotWaiting);
    assert_eq!(scene.stage(Reply::Unreachable), LinkStage::Unreachable);
    assert_eq!(scene.stage(status(302)), LinkStage::Unreachable);
}

#[test]
fn t64_a_server_without_the_code_is_noise_until_the_limit() {
    let mut scene = Scene::new();
    assert_eq!(scene.stage(forged_reply()), LinkStage::Reaching);
    assert_eq!(scene.stage(Reply::TooLarge), LinkStage::Reaching);
    assert_eq!(scene.stage(Reply::Answer { status: 200, body: b"<html>".to_vec() }), LinkStage::SomeoneElse);

    assert!(scene.answer(&sound()).is_ok(), "the true phone still gets through");

    let mut scene = Scene::new();
    let next = scene.reply(Reply::Unreachable, LINK_LIMIT_MS);
    let last = LinkStage::Unreachable;
    assert!(matches!(next, LinkNext::Failed(LinkFault::TimedOut { last: stage }) if stage == last));
    assert!(scene.linking.is_over());
    assert_eq!(scene.linking.on_tick(at(999)), None, "one end");
    assert_eq!(
        Scene::new().linking.on_tick(at(180)),
        Some(LinkFault::TimedOut { last: LinkStage::Reaching })
    );
    assert!(scene.linking.post(&scene.offer, at(180), &mut scene.dice).is_none());
}

#[test]
fn t57_an_answer_to_a_request_never_makes_a_link() {
    let mut scene = Scene::new();
    let recorded = &links()[0]["requests"][0];
    let reply = Reply::Answer { status: 200, body: recorded["response"].to_string().into_bytes() };
    let LinkNext::Open { sealed, .. } = scene.reply(reply, 10) else { panic!() };
    let key = Some(bytes(recorded, "responseOneTimeKeyBase64"));
    assert!(matches!(scene.linking.finish(&scene.offer, sealed, key, at(1)), Err(LinkNext::Wait { .. })));
}

#[test]
fn t65_unsound_keys_are_refused() {
    let exponent = json!({ "n": links()[0]["phoneKeyJwk"]["n"], "e": "Aw" });
    let text = json!({ "n": "%%", "e": "AQAB" });
    for (plain, fault) in [
        (with_modulus(|n| n[511] &= 0xfe), KeyFault::SmallFactor),
        (with_modulus(|n| n.truncate(256)), KeyFault::Size),
        (with_modulus(|n| n.push(1)), KeyFault::Size),
        (with_modulus(|n| n[0] = 0x7f), KeyFault::Size),
        (with_modulus(|n| n.fill(0xff)), KeyFault::SmallFactor),
        (with("serverPubKey", exponent), KeyFault::Exponent),
        (with("serverPubKey", text), KeyFault::Malformed),
    ] {
        assert_eq!(Scene::new().answer(&plain).err(), Some(LinkFault::BadKey(fault)));
    }
}

#[test]
fn t65_a_modulus_with_one_small_prime_factor_is_refused() {
    // 2^4096 - k for the k that makes it a multiple of the prime and odd; found by the remainder of 2^4096.
    for prime in [3_u64, 65_537, 1_048_573] {
        let remainder = (0..4096).fold(1_u64, |power, _| power * 2 % prime);
        let k = if remainder % 2 == 1 { remainder } else { remainder + prime };
        let low = (u64::MAX - k + 1).to_be_bytes();
        let plain = with_modulus(|n| {
            n.fill(0xff);
            n[504..].copy_from_slice(&low);
        });
        assert_eq!(
            Scene::new().answer(&plain).err(),
            Some(LinkFault::BadKey(KeyFault::SmallFactor)),
            "{prime}"
        );
    }
}

#[test]
fn a_sign_byte_in_front_of_a_modulus_is_tolerated() {
    assert!(Scene::new().answer(&with_modulus(|n| n.insert(0, 0))).is_ok());
}

#[test]
fn t65_other_members_are_checked_too() {
    let long = "a".repeat(65);
    for plain in [
        json!({}),
        with("sharedBaseKey", encode_base64(&[1; 15]).into()),
        with("sharedBaseKey", encode_base64(&[1; 24]).into()),
        with("sharedBaseKey", "?".into()),
        with("sharedBaseKey", 1.into()),
        with("linkedVaultId", "".into()),
        with("linkedVaultId", "../x".into()),
        with("linkedVaultId", long.into()),
        with("linkedVaultId", Value::Null),
        with("serverPubKey", "x".into()),
    ] {
        assert_eq!(Scene::new().answer(&plain).err(), Some(LinkFault::AnswerUnusable), "{plain}");
    }
    assert!(Scene::new().answer(&with("sharedBaseKey", encode_base64(&[1; 16]).into())).is_ok());
}

#[test]
fn t67_a_refusal_after_a_lost_answer_says_so() {
    let refused = |scene: &mut Scene| {
        assert!(matches!(scene.reply(status(400), 10), LinkNext::Wait { .. }));
        match scene.reply(status(400), 10) {
            LinkNext::Failed(fault) => fault,
            _ => panic!("goes on"),
        }
    };
    assert_eq!(refused(&mut Scene::new()), LinkFault::Refused);

    let mut scene = Scene::new();
    scene.reply(Reply::Unreachable, 5);
    assert_eq!(refused(&mut scene), LinkFault::Refused, "refused at once: nobody heard it");

    let mut scene = Scene::new();
    scene.reply(Reply::Unreachable, 20_000);
    assert_eq!(refused(&mut scene), LinkFault::LostAnswer);

    let mut scene = Scene::new();
    scene.linking.post(&scene.offer, at(0), &mut scene.dice).unwrap();
    let stored = serde_json::to_string(&scene.linking).unwrap();
    scene.linking = serde_json::from_str(&stored).unwrap();
    scene.linking.lost_post(at(40));
    assert_eq!(refused(&mut scene), LinkFault::LostAnswer);
}

#[test]
fn one_refusal_between_other_answers_is_no_end() {
    let mut scene = Scene::new();
    for code in [400, 404, 400, 401, 400] {
        assert!(matches!(scene.reply(status(code), 10), LinkNext::Wait { .. }));
    }
}

#[test]
fn t69_linking_again_takes_the_known_vault_only() {
    let mut scene = Scene::new();
    scene.linking = Linking::again(address(), "036eca5d".to_owned(), at(0));
    let post = scene.linking.post(&scene.offer, at(0), &mut scene.dice).unwrap();
    let body: Value = serde_json::from_str(&post.body).unwrap();
    let plain = open(&scene.offer.session_key, text(&body, "envelope")).unwrap();
    assert!(String::from_utf8_lossy(plain.expose()).contains(r#""vaultId":"036eca5d""#));
    scene.linking.on_reply(status(404), at(0));
    assert_eq!(scene.answer(&with("linkedVaultId", "other".into())).err(), Some(LinkFault::OtherVault));
    assert!(scene.linking.is_over());
    assert!(scene.linking.next_post_at().is_none());
}

#[test]
fn t72_forged_answers_buy_forty_private_operations_at_most() {
    let mut scene = Scene::new();
    let mut opens = 0;
    for _ in 0..100 {
        if let LinkNext::Open { sealed, .. } = scene.reply(forged_reply(), 10) {
            opens += 1;
            assert!(scene.linking.finish(&scene.offer, sealed, None, at(1)).is_err());
        }
    }
    assert_eq!(opens, MAX_OPENS);
}

#[test]
fn messages_follow_each_other_and_back_off() {
    let mut scene = Scene::new();
    let post = scene.linking.post(&scene.offer, at(0), &mut scene.dice).unwrap();
    assert_eq!(post.timeout_ms, LINK_LIMIT_MS, "the phone may make its keys for three minutes");
    assert_eq!(scene.linking.next_post_at(), None);
    assert!(scene.linking.post(&scene.offer, at(9), &mut scene.dice).is_none());

    scene.linking.on_reply(Reply::Unreachable, at(0));
    for _ in 0..4 {
        let due = scene.linking.next_post_at().unwrap();
        scene.linking.post(&scene.offer, due, &mut scene.dice).unwrap();
        scene.linking.on_reply(Reply::Unreachable, due);
    }
    let due = scene.linking.next_post_at().unwrap();
    assert_eq!(due, at(1 + 2 + 4 + 4 + 4));
}

#[test]
fn an_offer_survives_as_secret_bytes() {
    let scene = Scene::new();
    let stored = scene.offer.to_secret_bytes();
    let again = LinkOffer::from_secret_bytes(&stored).unwrap();
    assert_eq!(again.qr_text(), scene.offer.qr_text());
    assert_eq!(again.client_n, "abc");

    for broken in ["", "ABC-DEF", "abc-def0123456789abcdef", "ABC-DEF0123456789abcde"] {
        assert!(LinkOffer::from_secret_bytes(&SecretBytes::new(broken.into())).is_none());
    }
}

#[test]
fn offers_differ_and_keep_their_form() {
    let mut dice = Dice(1);
    let one = LinkOffer::make("abc".into(), &mut dice);
    let other = LinkOffer::make("abc".into(), &mut dice);
    let again = LinkOffer::make_again(one.web_client_id.clone(), "abc".into(), &mut dice);

    assert_ne!(one.web_client_id, other.web_client_id);
    assert_eq!(one.web_client_id, again.web_client_id);
    assert!(one.session_key.expose() != again.session_key.expose());
    for _ in 0..500 {
        let id = WebClientId::make(&mut dice);
        assert_eq!(WebClientId::parse(id.as_str()), Some(id));
    }
    for bad in ["", "ABCDEF", "abc-def", "ABC-DE", "ABC-DEFG", "ABC_DEF", "AÄ-DEF", "1BC-DEF"] {
        assert_eq!(WebClientId::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_stored_phone_key_reads_back() {
    let key = PhoneKey::parse(text(&links()[0]["phoneKeyJwk"], "n"), "AQAB").unwrap();
    let stored = serde_json::to_value(&key).unwrap();
    assert_eq!(stored, json!({ "n": key.n(), "e": "AQAB" }));
    let again: PhoneKey = serde_json::from_value(stored).unwrap();
    assert_eq!(again.fingerprint(), key.fingerprint());
    assert!(serde_json::from_value::<PhoneKey>(json!({ "n": "AQAB", "e": "AQAB" })).is_err());
}
