//! A small client of the built-in Passman for these tests, by its own HTTP.
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
use nearkey_servers::{Passman, PassmanConfig};
use serde_json::Value;
use tokio::net::TcpStream;

pub const API: &str = "/index.php/apps/passman/api/v2";

#[path = "../raw_http/mod.rs"]
mod raw_http;

pub use raw_http::Reply;
use raw_http::{exchange, secure};

/// A client with a login.
pub struct Client<'a> {
    pub passman: &'a Passman,
    pub login: Option<(String, String)>,
    /// Above the interface: the folder, and `index.php` or not.
    pub api: String,
}

impl<'a> Client<'a> {
    pub fn new(passman: &'a Passman) -> Self {
        let login = Some((passman.user().to_owned(), passman.password().to_owned()));
        Self { passman, login, api: API.to_owned() }
    }

    pub fn of(passman: &'a Passman, user: &str, password: &str) -> Self {
        Self { login: Some((user.to_owned(), password.to_owned())), ..Self::new(passman) }
    }

    pub fn nobody(passman: &'a Passman) -> Self {
        Self { login: None, ..Self::new(passman) }
    }

    pub fn authorization(&self) -> Option<String> {
        let (user, password) = self.login.as_ref()?;
        Some(format!("Basic {}", Base64::encode_string(format!("{user}:{password}").as_bytes())))
    }

    /// Any request over plain HTTP.
    pub async fn raw(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Reply> {
        let stream = TcpStream::connect(self.passman.http_address()).await?;
        let host = format!("localhost:{}", self.passman.http_address().port());
        let authorization = self.authorization();
        let mut all = headers.to_vec();
        all.extend(authorization.as_deref().map(|value| ("Authorization", value)));
        exchange(stream, &host, method, target, &all, body).await
    }

    /// A request without a body to Passman.
    pub async fn ask(&self, method: &str, path: &str) -> Reply {
        self.raw(method, &format!("{}{path}", self.api), &[], "").await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).await
    }

    /// A request with JSON to Passman.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        let kind = [("Content-Type", "application/json")];
        self.raw(method, &format!("{}{path}", self.api), &kind, &body.to_string()).await.unwrap()
    }

    /// A GET over TLS, trusting `ca` only, under the name `host`.
    pub async fn get_secure(&self, ca: &str, host: &str, target: &str) -> io::Result<Reply> {
        let stream = secure(self.passman.https_address(), ca, host).await?;
        let authorization = self.authorization();
        let headers: Vec<(&str, &str)> =
            authorization.as_deref().map(|value| ("Authorization", value)).into_iter().collect();
        let host = format!("{host}:{}", self.passman.https_address().port());
        exchange(stream, &host, "GET", target, &headers, "").await
    }
}

/// A text that could be a sealed field; what is in it must not matter to the server.
pub fn sealed(text: &str) -> String {
    Base64::encode_string(format!("{{\"iv\":\"/\\\\ é\",\"ct\":\"{text}\"}}").as_bytes())
}

/// A server with everything as it comes.
pub async fn start() -> Passman {
    start_with(PassmanConfig::default()).await
}

pub async fn start_with(config: PassmanConfig) -> Passman {
    Passman::start(config).await.unwrap()
}

/// A server without the sample vault.
pub async fn empty() -> Passman {
    start_with(PassmanConfig { sample: false, ..PassmanConfig::default() }).await
}

/// A request to the control port, as a page of `origin` if one is given.
pub async fn control(
    passman: &Passman,
    method: &str,
    target: &str,
    origin: Option<&str>,
    body: &Value,
) -> Reply {
    let address = passman.control_address();
    let stream = TcpStream::connect(address).await.unwrap();
    let mut headers = vec![("Content-Type", "application/json"), ("Connection", "close")];
    headers.extend(origin.map(|origin| ("Origin", origin)));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    exchange(stream, &address.to_string(), method, target, &headers, &body).await.unwrap()
}
