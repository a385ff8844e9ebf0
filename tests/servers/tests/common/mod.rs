//! A small client of the phone for these tests, by its own HTTP and its own half of the cryptography.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use nearkey_servers::phone::PhoneState;
use nearkey_servers::phone::keys::{PhoneKey, Primes, PublicKeyText, test_client_keys};
use nearkey_servers::phone::wire;
use nearkey_servers::{Phone, PhoneConfig};
use rsa::rand_core::UnwrapErr;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Oaep, RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const PATIENCE: Duration = Duration::from_secs(5);

/// What came over the wire.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap().to_owned()
    }
}

/// One HTTP exchange, everything until the end of the connection.
pub async fn exchange(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect(address).await?;
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await?;
    stream.write_all(body).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::UnexpectedEof))?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut body = bytes[end + 4..].to_vec();
    if head.contains("Transfer-Encoding: chunked") {
        body = unchunk(&body);
    }
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply { status, head, body })
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            break;
        }
        out.extend(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
    out
}

pub fn private_key(p: &[u8], q: &[u8]) -> RsaPrivateKey {
    let number = |bytes: &[u8], bits| BoxedUint::from_be_slice(bytes, bits).unwrap();
    RsaPrivateKey::from_p_q(number(p, 2048), number(q, 2048), number(&[1, 0, 1], 64)).unwrap()
}

/// A client before and after linking.
pub struct Client {
    pub id: String,
    pub address: SocketAddr,
    pub session_key: [u8; 16],
    pub key: RsaPrivateKey,
    pub base: Vec<u8>,
    pub phone_key: Option<RsaPublicKey>,
    pub vault_id: String,
    pub link_fingerprint: String,
}

/// One poll and what is needed to read its answer.
pub struct Poll {
    pub reply: Reply,
    pub request_key: [u8; 32],
}

impl Client {
    pub fn new(id: &str, address: SocketAddr) -> Self {
        let number = usize::from(id.as_bytes()[0] % 2);
        let (p, q) = test_client_keys().unwrap()[number].bytes().unwrap();
        Self {
            id: id.to_owned(),
            address,
            session_key: wire::random(),
            key: private_key(&p, &q),
            base: Vec::new(),
            phone_key: None,
            vault_id: String::new(),
            link_fingerprint: String::new(),
        }
    }

    pub fn public(&self) -> PublicKeyText {
        PublicKeyText { n: wire::url_text(&self.key.n_bytes()), e: "AQAB".into() }
    }

    pub fn qr(&self) -> String {
        let fingerprint = wire::hex(&wire::hash(&[self.public().n.as_bytes()]));
        format!("{}:{}:{fingerprint}", self.id, wire::padded_text(&self.session_key))
    }

    pub async fn post(&self, body: &Value) -> std::io::Result<Reply> {
        let headers = [("X-WebClientId", self.id.as_str()), ("Content-Type", "application/json")];
        exchange(self.address, "POST", "/", &headers, body.to_string().as_bytes()).await
    }

    pub async fn post_link(&self, message: &Value) -> std::io::Result<Reply> {
        let envelope = wire::seal(&self.session_key, message.to_string().as_bytes()).unwrap();
        self.post(&json!({ "envelope": envelope })).await
    }

    pub fn link_message(&self) -> Value {
        json!({ "action": "link_app", "clientPubKey": self.public() })
    }

    /// Reads an answer under `H(base, OTKrs, rest)`.
    pub fn open(&self, body: &[u8], base: &[u8], rest: &[u8]) -> Option<Value> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let one_time_key = wire::decode(body["encOneTimeKey"].as_str()?).ok()?;
        let one_time_key = self.key.decrypt(Oaep::<sha2::Sha256>::new(), &one_time_key).ok()?;
        let key = wire::hash(&[base, &one_time_key, rest]);
        serde_json::from_slice(&wire::open(&key, body["envelope"].as_str()?).ok()?).ok()
    }

    /// Everything up to the comparison of letters.
    pub async fn link_up_to_compare(&mut self, phone: &Phone) {
        phone.scan(&self.qr()).unwrap();
        let reply = self.post_link(&self.link_message()).await.unwrap();
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        let answer = self.open(&reply.body, &self.session_key, &[]).unwrap();
        let n = answer["serverPubKey"]["n"].as_str().unwrap();
        let number = |bytes: &[u8], bits| BoxedUint::from_be_slice(bytes, bits).unwrap();
        let key = RsaPublicKey::new(number(&wire::decode(n).unwrap(), 4096), number(&[1, 0, 1], 64));
        self.phone_key = Some(key.unwrap());
        self.base = wire::decode(answer["sharedBaseKey"].as_str().unwrap()).unwrap();
        self.vault_id = answer["linkedVaultId"].as_str().unwrap().into();
        self.link_fingerprint = wire::fingerprint(&wire::hash(&[n.as_bytes()]));
    }

    /// A body for a request, and its transport key.
    pub fn seal(&self, message: &Value) -> (Value, [u8; 32]) {
        let one_time_key = wire::random::<16>();
        let request_key = wire::hash(&[&self.base, &one_time_key]);
        let mut rng = UnwrapErr(getrandom::SysRng);
        let phone_key = self.phone_key.as_ref().unwrap();
        let sealed = phone_key.encrypt(&mut rng, Oaep::<sha1::Sha1>::new(), &one_time_key).unwrap();
        let envelope = wire::seal(&request_key, message.to_string().as_bytes()).unwrap();
        let envelope = envelope.trim_end_matches(":0");
        (json!({ "encOneTimeKey": wire::padded_text(&sealed), "envelope": envelope }), request_key)
    }

    pub async fn try_poll(&self, request: &Value) -> std::io::Result<Poll> {
        let (body, request_key) = self.seal(request);
        Ok(Poll { reply: self.post(&body).await?, request_key })
    }

    pub async fn poll(&self, request: &Value) -> Poll {
        self.try_poll(request).await.unwrap()
    }

    pub async fn status(&self, request: &Value) -> u16 {
        self.poll(request).await.reply.status
    }

    pub fn read(&self, poll: &Poll) -> Option<Value> {
        self.open(&poll.reply.body, &self.base, &poll.request_key)
    }

    /// Polls once and reads the answer, which must be a 200.
    pub async fn fetch(&self, request: &Value) -> Value {
        let poll = self.poll(request).await;
        assert_eq!(poll.reply.status, 200, "{}", String::from_utf8_lossy(&poll.reply.body));
        self.read(&poll).expect("an answer to this poll")
    }
}

/// A request with a fresh identifier.
pub fn request(command: &str, members: Value) -> Value {
    let mut request = json!({
        "action": "request_credential",
        "command": command,
        "requestIdentifier": wire::padded_text(&wire::random::<16>()),
    });
    let Value::Object(members) = members else { panic!("members are an object") };
    request.as_object_mut().unwrap().extend(members);
    request
}

pub fn for_site(website: &str) -> Value {
    request("fetch_credential_for_url", json!({ "website": website }))
}

/// A phone and a linked client.
pub async fn linked() -> (Phone, Client) {
    linked_with(PhoneConfig::default()).await
}

pub async fn linked_with(config: PhoneConfig) -> (Phone, Client) {
    let phone = Phone::start(config).await.unwrap();
    let client = link(&phone, "ABC-DEF").await;
    (phone, client)
}

pub async fn link(phone: &Phone, id: &str) -> Client {
    let mut client = Client::new(id, phone.address());
    client.link_up_to_compare(phone).await;
    phone.accept_link().unwrap();
    client
}

/// A phone that is linked with the keys of a recorded link, and the id of its client.
pub fn vector_phone(link: &Value) -> (PhoneState, String) {
    let bytes = |value: &Value| wire::decode(value.as_str().unwrap()).unwrap();
    let jwk = &link["phoneKeyJwk"];
    let key = PhoneKey::from_primes(&Primes::new(&bytes(&jwk["p"]), &bytes(&jwk["q"]))).unwrap();
    let public = PublicKeyText { n: link["clientPublicN"].as_str().unwrap().into(), e: "AQAB".into() };
    let client = link["webClientId"].as_str().unwrap().to_owned();
    let mut state = PhoneState::new(&PhoneConfig::default());
    state.put_link(&client, public, bytes(&link["baseKeyBase64"]), key).unwrap();
    (state, client)
}
