//! Checks that only a browser can make: its cryptography against the recorded messages, its address parser against
//! ours, its storage, and the memory of this module. Called by `extension/selftest/`; never in a shipped build.

use js_sys::Array;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use crate::app::{Custody, KeySlot, KeyTask, Write};
use crate::browser::{api, custody, store::Store};
use crate::encoding::decode_base64;
use crate::phone::{self, BaseKey, OneTimeKey, SessionKey, TransportKey};
use crate::secret::{SecretBytes, SecretText, wipe_stack};
use crate::site::Origin;
use crate::vault::{NewItem, Secrets, Vault};

/// Recorded with the phone app and the extension that speaks with it today.
const VECTORS: &str = include_str!("../../tests/vectors/phone.json");

type Check = Result<(), String>;

/// Runs every check; gives a line for each, starting with `ok` or `failed`.
#[wasm_bindgen]
pub async fn selftest() -> Vec<String> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap_or_default();
    let mut lines = Vec::new();
    let mut say = |name: &str, check: Check| {
        lines.push(match check {
            Ok(()) => format!("ok {name}"),
            Err(why) => format!("failed {name}: {why}"),
        });
    };
    let recorded = vectors.get("links").and_then(Value::as_array).cloned().unwrap_or_default();
    say("there are recorded links", expect(!recorded.is_empty(), "none"));
    for link in &recorded {
        let id = text(link, "webClientId");
        say(&format!("WebCrypto opens the recorded answers of {id}"), answers(link).await);
        say(&format!("no damaged answer of {id} opens"), damaged(link).await);
    }
    say("a key pair is made and cannot be exported", key_pair().await);
    say("bytes are sealed under the name of their key", sealing().await);
    say("writes happen whole, and a prefix is deleted whole", writing().await);
    say("T-20 our address parser agrees with the browser's", addresses());
    lines
}

fn expect(holds: bool, why: &str) -> Check {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    decode_base64(text(value, name)).unwrap_or_default()
}

async fn client_key(link: &Value) -> Result<CryptoKey, String> {
    let jwk = link.get("clientKeyJwk").map(Value::to_string).unwrap_or_default();
    let jwk = js_sys::JSON::parse(&jwk).map_err(|_| "the key is no JSON")?;
    let algorithm = api::object(&[("name", "RSA-OAEP".into()), ("hash", "SHA-256".into())]);
    let usages = Array::of1(&"decrypt".into());
    let import = custody::subtle()
        .import_key_with_object("jwk", jwk.unchecked_ref(), algorithm.unchecked_ref(), false, &usages)
        .map_err(|_| "the key is refused")?;
    Ok(JsFuture::from(import).await.map_err(|_| "the key is not imported")?.unchecked_into())
}

async fn one_time_key(key: &CryptoKey, body: &Value) -> Option<OneTimeKey> {
    let ciphertext = decode_base64(text(body, "encOneTimeKey")).ok()?;
    let opened = custody::decrypt(&api::object(&[("name", "RSA-OAEP".into())]), key, &ciphertext).await?;
    OneTimeKey::parse(opened.expose().to_vec())
}

async fn answers(link: &Value) -> Check {
    let key = client_key(link).await?;
    let session = SessionKey::parse(bytes(link, "sessionKeyBase64")).ok_or("session key")?;
    let body = link.get("response").ok_or("no answer")?;
    let one_time = one_time_key(&key, body).await.ok_or("one-time key of the link answer")?;
    let transport = TransportKey::derive_link_response(&session, &one_time);
    same(&transport, body, text(link, "responsePlain"))?;

    let base = BaseKey::parse(bytes(link, "baseKeyBase64")).ok_or("base key")?;
    for request in link.get("requests").and_then(Value::as_array).into_iter().flatten() {
        // A cancel has no answer.
        let Some(body) = request.get("response").filter(|body| body.is_object()) else { continue };
        let one_time = one_time_key(&key, body).await.ok_or_else(|| text(request, "command").to_owned())?;
        let sent = TransportKey::parse(bytes(request, "requestTransportKeyBase64")).ok_or("transport key")?;
        let transport = TransportKey::derive_response(&base, &one_time, &sent);
        same(&transport, body, text(request, "responsePlain"))?;
    }
    Ok(())
}

fn same(key: &TransportKey, body: &Value, plain: &str) -> Check {
    let opened = phone::open(key, text(body, "envelope")).map_err(|_| "the envelope does not open")?;
    expect(opened.expose() == plain.as_bytes(), "it opens to something else")
}

async fn damaged(link: &Value) -> Check {
    let key = client_key(link).await?;
    let base = BaseKey::parse(bytes(link, "baseKeyBase64")).ok_or("base key")?;
    let first = link.get("requests").and_then(|requests| requests.get(0)).ok_or("no request")?;
    let sent = TransportKey::parse(bytes(first, "requestTransportKeyBase64")).ok_or("transport key")?;
    for case in link.get("mustFail").and_then(Value::as_array).into_iter().flatten() {
        let Some(body) = case.get("body") else { continue };
        let Some(one_time) = one_time_key(&key, body).await else { continue };
        let transport = TransportKey::derive_response(&base, &one_time, &sent);
        expect(phone::open(&transport, text(body, "envelope")).is_err(), text(case, "why"))?;
    }
    Ok(())
}

async fn key_pair() -> Check {
    let store = Store::open().await.map_err(|_| "no storage")?;
    let slot = || KeySlot::Link("SEL-FTS".into());
    let Custody::KeysMade(modulus) = custody::perform(&store, KeyTask::Make(slot())).await else {
        return Err("no key pair was made".into());
    };
    let length = decode_base64(&modulus).map(|modulus| modulus.len()).unwrap_or_default();
    expect(length == 512, "it has not 4096 bits")?;
    let key = store.key("link/SEL-FTS").await.ok_or("it is not kept")?;
    let exported = match custody::subtle().export_key("pkcs8", &key) {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    };
    expect(!exported, "the private key was exported")?;
    let outcome = custody::perform(&store, KeyTask::Open { slot: slot(), ciphertext: vec![1; 512] }).await;
    expect(matches!(outcome, Custody::Failed), "nonsense was opened")?;
    let _ = custody::perform(&store, KeyTask::Drop(slot())).await;
    expect(store.key("link/SEL-FTS").await.is_none(), "it is still there after it was dropped")
}

async fn sealing() -> Check {
    let store = Store::open().await.map_err(|_| "no storage")?;
    for name in ["selftest/one", "selftest/other"] {
        custody::make_sealing_key(&store, name).await.ok_or("no key was made")?;
    }
    let sealed = custody::seal(&store, "selftest/one", b"secret").await.ok_or("it is not sealed")?;
    let opened = custody::open(&store, "selftest/one", &sealed).await.ok_or("it does not open")?;
    expect(opened == SecretBytes::new(b"secret".to_vec()), "it opens to something else")?;
    expect(custody::open(&store, "selftest/other", &sealed).await.is_none(), "another key opens it")?;
    let mut flipped = sealed;
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    expect(custody::open(&store, "selftest/one", &flipped).await.is_none(), "it opens although it is damaged")
}

async fn writing() -> Check {
    let store = Store::open().await.map_err(|_| "no storage")?;
    let put = |name: &str, byte: u8| Write::Put(format!("selftest/{name}"), vec![byte]);
    store.write(vec![put("a/1", 1), put("a/2", 2), put("b", 3)]).await.map_err(|_| "not written")?;
    expect(store.read("selftest/a/2").await == Some(vec![2]), "not read back")?;
    let delete = Write::DeleteAll("selftest/a/".into());
    store.write(vec![delete, put("b", 4)]).await.map_err(|_| "not deleted")?;
    expect(store.read("selftest/a/1").await.is_none(), "it is still there")?;
    expect(store.read("selftest/b").await == Some(vec![4]), "more was deleted than asked for")?;
    store.write(vec![Write::DeleteAll("selftest/".into())]).await.map_err(|_| "not deleted".to_owned())
}

/// Addresses on which parsers like to differ.
const ADDRESSES: &[&str] = &[
    "https://EXAMPLE.com/",
    "https://example.com./a",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://[::ffff:1.2.3.4]:8080/",
    "https://b\u{fc}cher.example/",
    "https://\u{430}pple.com/",
    "https://xn--pple-43d.com/",
    "https://ex%41mple.com/",
    "https://user:pass@example.com:443/",
    "https://example.com@evil.test/",
    "https://fa\u{df}.de/",
    "http://\u{ff11}\u{ff12}7.0.0.1/",
    "https://a\u{3002}b.example/",
    "https://exa mple.com/",
    "https://",
    "https://example.com:99999/",
    "http://192.168.0.5:80/",
];

fn addresses() -> Check {
    for address in ADDRESSES {
        let theirs = web_sys::Url::new(address).ok().map(|url| url.origin().replacen("./", "/", 1));
        let theirs = theirs.map(|origin| origin.trim_end_matches('.').to_owned());
        let ours = Origin::parse(address).map(|origin| origin.website());
        // Chromium takes a space in a host name; no origin at all is the safe side.
        let agree = ours == theirs || (ours.is_none() && address.contains(' '));
        expect(agree, &format!("{address}: {ours:?}, the browser says {theirs:?}"))?;
    }
    Ok(())
}

/// A secret with this module's life in it: put into a vault, read, and dropped again (T-93).
#[wasm_bindgen]
pub struct Planted {
    vault: Vault,
    uid: String,
    sealed: Vec<u8>,
    text: SecretText,
}

/// Makes a vault with one item whose password is the text of `seed`.
#[wasm_bindgen]
pub fn plant(seed: u8) -> Option<Planted> {
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let mut vault = Vault::create("SEL-FTS", &mut rng);
    let item = NewItem {
        uid: None,
        name: "planted".into(),
        user: "planted".into(),
        website: "https://example.com".into(),
        secrets: Secrets { password: planted_text(seed), ..Secrets::default() },
        from: None,
    };
    let changes = vault.put(vec![item], 0, &mut rng).ok()?;
    let (uid, sealed) = changes.writes.first().cloned()?;
    vault.commit(changes).ok()?;
    let text = vault.read(&uid, &sealed).ok()?.password.duplicate();
    // As after every event.
    wipe_stack();
    Some(Planted { vault, uid, sealed, text })
}

#[wasm_bindgen]
impl Planted {
    /// Opens the item once more, as a fill does, and drops what it read.
    pub fn read(&self) -> bool {
        let read = self.vault.read(&self.uid, &self.sealed);
        let same = read.is_ok_and(|secrets| secrets.password == self.text);
        wipe_stack();
        same
    }
}

/// Sixty-four letters that follow from the seed, so that nobody needs to hold them to look for them.
fn planted_text(seed: u8) -> SecretText {
    let letters = (0..64u32)
        .map(|at| char::from(b'a' + u8::try_from((u32::from(seed) * 31 + at * at * 7) % 26).unwrap_or(0)));
    SecretText::new(letters.collect())
}
