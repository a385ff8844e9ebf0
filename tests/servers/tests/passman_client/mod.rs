//! A small client of the built-in Passman for these tests, by its own HTTP.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use nearkey_servers::{Passman, PassmanConfig};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

pub const API: &str = "/index.php/apps/passman/api/v2";

/// What came over the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
    /// The head promised more.
    pub is_cut: bool,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, by its name as it is written.
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.map(str::to_owned)
    }

    pub fn is_html(&self) -> bool {
        self.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html"))
    }
}

/// One HTTP exchange over any stream, everything until its end.
async fn exchange<S>(
    mut stream: S,
    host: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Reply>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await?;
    stream.flush().await?;
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes).await {
        // TLS says so if the other side just goes.
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        _ => {}
    }
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut reply = Reply { status, head, body: bytes[end + 4..].to_vec(), is_cut: false };
    let promised: usize = reply.header("Content-Length").map_or(0, |text| text.parse().unwrap());
    reply.is_cut = reply.body.len() < promised;
    Ok(reply)
}

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
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(self.passman.https_address()).await?;
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
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
