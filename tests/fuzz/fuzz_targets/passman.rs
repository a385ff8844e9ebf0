//! Answers of a server that claim to be of Passman, items, sealed fields, and what is inside of these.
#![no_main]

use std::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use nearkey::encoding::encode_base64;
use nearkey::passman::{
    Container, Credential, Field, read_address, read_credential, read_file, read_login_poll,
    read_login_start, read_revisions, read_shared, read_status, read_vault, read_vaults, read_version, seal,
};
use nearkey::secret::SecretText;
use nearkey::server::{Reply, Server};
use rand_core::{TryCryptoRng, TryRng};

const GUID: &str = "00000000-0000-4000-8000-000000000001";

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

fn look_at(item: &Credential) {
    let again = Credential::parse(item.to_json()).expect("what was an item is one");
    assert_eq!((again.guid(), again.label()), (item.guid(), item.label()));
    for field in Field::ALL {
        let _ = item.has(field);
    }
}

fuzz_target!(|text: &str| {
    if let Ok(server) = read_address(text) {
        let stored = serde_json::to_string(&server).expect("an address is a text");
        assert_eq!(serde_json::from_str::<Server>(&stored).ok().as_ref(), Some(&server));
        assert!(server.covers(server.base()));
    }
    let server = read_address("cloud.example.org").expect("an address");
    let reply = || Reply::Answer {
        status: 200,
        content_type: None,
        retry_after: None,
        body: text.as_bytes().to_vec(),
    };
    let _ = read_status(reply());
    let _ = read_version(reply());
    let _ = read_vaults(reply());
    let _ = read_file(reply());
    let _ = read_login_poll(reply(), &server);
    if let Ok(start) = read_login_start(reply(), &server) {
        assert!(server.covers(&start.login) && server.covers(&start.endpoint));
    }
    if let Ok(vault) = read_vault(reply(), GUID) {
        vault.credentials.iter().for_each(look_at);
    }
    let _ = read_credential(reply(), None).map(|item| look_at(&item));
    let _ = read_shared(reply()).map(|items| items.iter().for_each(look_at));
    let _ = read_revisions(reply(), GUID);
    let _ = Container::parse(text);
    let key = SecretText::new("key".to_owned());
    if let Ok(container) = Container::parse(&encode_base64(text.as_bytes()))
        && container.rounds() <= 2_000
    {
        assert!(container.open(&key).is_err(), "a forgery opened");
    }
    // What is sealed comes from other clients, which may be anything too. Sealing takes its time: only what may be read.
    if !text.starts_with(['[', '{', '"']) {
        return;
    }
    let sealed = seal(&key, &SecretText::new(text.to_owned()), &mut Zeros).expect("a short text");
    let json =
        format!(r#"{{"guid":"{GUID}","otp":"{sealed}","custom_fields":"{sealed}","tags":"{sealed}"}}"#);
    let item = Credential::parse(&json).expect("an item");
    let _ = item.otp(&key);
    assert!(item.details(&key).is_ok());
});
