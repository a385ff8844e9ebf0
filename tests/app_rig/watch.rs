//! Planted secrets, and the search for them in everything that is text or stored.

use nearkey::encoding::{encode_base64, encode_base64url};
use nearkey::phone::hex;

#[derive(Default)]
pub struct Watch {
    planted: Vec<String>,
    raw: Vec<Vec<u8>>,
    /// Logins: not even in what is sealed with the checkpoint.
    logins: Vec<String>,
}

impl Watch {
    pub fn plant_login(&mut self, text: &str) {
        self.logins.push(text.to_owned());
        self.planted.push(text.to_owned());
    }

    /// What a person typed: sealed with the checkpoint at most.
    pub fn plant_typed(&mut self, text: &str) {
        self.planted.push(text.to_owned());
    }

    /// A key, in every form in which it could slip into a text.
    pub fn plant_key(&mut self, key: &[u8]) {
        if self.raw.iter().any(|known| known == key) {
            return;
        }
        let numbers: Vec<String> = key.iter().map(u8::to_string).collect();
        let base64 = encode_base64(key);
        self.planted.push(base64.trim_end_matches('=').to_owned());
        self.planted.push(encode_base64url(key));
        self.planted.push(hex(key));
        self.planted.push(hex(key).to_uppercase());
        self.planted.push(numbers.join(","));
        self.raw.push(key.to_vec());
    }

    pub fn search_text(&self, place: &str, text: &str) {
        for secret in &self.planted {
            assert!(!text.contains(secret.as_str()), "a secret is in {place}: {text}");
        }
    }

    pub fn search_bytes(&self, place: &str, bytes: &[u8]) {
        let texts = self.planted.iter().map(String::as_bytes);
        for secret in texts.chain(self.raw.iter().map(Vec::as_slice)) {
            assert!(!contains(bytes, secret), "a secret is in {place}");
        }
    }

    /// What the browser seals with the checkpoint may hold keys, and never a login.
    pub fn search_carried(&self, bytes: &[u8]) {
        for login in &self.logins {
            let numbers: Vec<String> = login.bytes().map(|byte| byte.to_string()).collect();
            assert!(!contains(bytes, login.as_bytes()), "a login is carried");
            assert!(!contains(bytes, numbers.join(",").as_bytes()), "a login is carried");
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
