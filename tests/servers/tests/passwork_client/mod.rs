//! A small client of the built-in Passwork for these tests, by its own HTTP over TLS.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::io;

use base64ct::{Base64, Encoding};
use nearkey_servers::passwork::{Era, hash};
use nearkey_servers::{Passwork, PassworkConfig};
use serde_json::{Value, json};
use tokio::net::TcpStream;

#[path = "../raw_http/mod.rs"]
mod raw_http;

pub use raw_http::Reply;
use raw_http::{exchange, secure};

/// A server of an era without the sample.
pub async fn start(era: Era) -> Passwork {
    Passwork::start(PassworkConfig { sample: false, ..PassworkConfig::of(era) }).await.unwrap()
}

/// A server of an era with the sample.
pub async fn start_full(era: Era) -> Passwork {
    Passwork::start(PassworkConfig::of(era)).await.unwrap()
}

/// Any request over TLS.
pub async fn raw(
    passwork: &Passwork,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Reply> {
    let stream = secure(passwork.address(), passwork.ca_pem(), "localhost").await?;
    let host = format!("localhost:{}", passwork.address().port());
    exchange(stream, &host, method, target, headers, body).await
}

/// The same without TLS, to the port of TLS.
pub async fn plain(passwork: &Passwork, target: &str) -> io::Result<Reply> {
    let stream = TcpStream::connect(passwork.address()).await?;
    exchange(stream, "localhost", "GET", target, &[], "").await
}

/// Over TLS under another name or with another authority.
pub async fn under(passwork: &Passwork, ca: &str, name: &str) -> io::Result<Reply> {
    let stream = secure(passwork.address(), ca, name).await?;
    exchange(stream, name, "GET", "/api/v4/info/version", &[], "").await
}

/// A client that is signed in.
pub struct Client<'a> {
    pub passwork: &'a Passwork,
    pub token: String,
    pub refresh: String,
    pub master_hash: String,
}

impl<'a> Client<'a> {
    /// A client that is not.
    pub fn nobody(passwork: &'a Passwork) -> Self {
        let hash = passwork.master_key().map(|key| hash(&key)).unwrap_or_default();
        Self { passwork, token: String::new(), refresh: String::new(), master_hash: hash }
    }

    /// Signs in by the API key (v4) or takes the pair of tokens (7.x).
    pub async fn new(passwork: &'a Passwork) -> Self {
        let mut client = Self::nobody(passwork);
        if passwork.era().is_v7() {
            let tokens = passwork.tokens().unwrap();
            (client.token, client.refresh) = (tokens.access, tokens.refresh);
            return client;
        }
        let data = client.login(&passwork.api_key()).await.json()["data"].clone();
        client.token = data["token"].as_str().unwrap().into();
        client.refresh = data["refreshToken"].as_str().unwrap_or_default().into();
        client
    }

    pub async fn login(&self, key: &str) -> Reply {
        let body = json!({ "useMasterPassword": self.passwork.era().seals() });
        self.send("POST", &format!("/auth/login/{key}"), &body).await
    }

    /// A call with JSON, below the interface.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let api = if self.passwork.era().is_v7() { "/api/v1" } else { "/api/v4" };
        let bearer = format!("Bearer {}", self.token);
        let headers: &[(&str, &str)] = if self.passwork.era().is_v7() {
            &[
                ("Authorization", &bearer),
                ("X-Master-Key-Hash", &self.master_hash),
                ("X-Response-Format", "raw"),
                ("Content-Type", "application/json"),
            ]
        } else {
            &[("Passwork-Auth", &self.token), ("Passwork-MasterHash", &self.master_hash)]
        };
        raw(self.passwork, method, &format!("{api}{path}"), headers, &text).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &Value::Null).await
    }

    /// `data` of a success of v4; all of it in 7.x.
    pub async fn data(&self, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.send(method, path, body).await;
        let json = reply.json();
        assert!(reply.status < 300, "{method} {path}: {json}");
        if self.passwork.era().is_v7() { json } else { json["data"].clone() }
    }
}

/// Status and `code` of a refusal.
pub fn refusal(reply: &Reply) -> (u16, String) {
    let json = reply.json();
    let code = json["code"].as_str().or(json["errors"][0]["code"].as_str());
    (reply.status, code.unwrap_or_default().to_owned())
}

/// Names in a list.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

/// What is inside of the envelope of 7.x.
pub fn unwrap_seven(reply: &Reply) -> Value {
    let json = reply.json();
    assert_eq!(json["format"], "base64");
    serde_json::from_slice(&Base64::decode_vec(json["content"].as_str().unwrap()).unwrap()).unwrap()
}

/// A request to the control port, as a page of `origin` if one is given.
pub async fn control(
    passwork: &Passwork,
    method: &str,
    target: &str,
    origin: Option<&str>,
    body: &Value,
) -> Reply {
    let address = passwork.control_address();
    let stream = TcpStream::connect(address).await.unwrap();
    let mut headers = vec![("Content-Type", "application/json"), ("Connection", "close")];
    headers.extend(origin.map(|origin| ("Origin", origin)));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    exchange(stream, &address.to_string(), method, target, &headers, &body).await.unwrap()
}
