//! The built-in Passman, and our calls sent to it over real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop at what is not there"
)]

use std::io::{Read, Write};
use std::net::TcpStream;

use nearkey::passman::{
    Api, Credential, Login, calls, read_address, read_credential, read_shared, read_vault,
};
use nearkey::secret::SecretText;
use nearkey::server::{Call, Reply, Server};
use nearkey_servers::passman::SAMPLE_VAULT;
use nearkey_servers::{Passman, PassmanConfig};
use tokio::runtime::Runtime;

/// A server of this test's own, an account at it, and its one vault.
pub struct Rig {
    pub passman: Passman,
    pub server: Server,
    pub login: Option<Login>,
    pub api: Api,
    _runtime: Runtime,
}

impl Rig {
    pub fn start() -> Self {
        let config = PassmanConfig { base_path: "/cloud".into(), ..PassmanConfig::default() };
        let runtime = Runtime::new().unwrap();
        let passman = runtime.block_on(Passman::start(config)).unwrap();
        let server = read_address(&passman.plain_url()).unwrap();
        let login =
            Login { user: passman.user().into(), password: SecretText::new(passman.password().to_owned()) };
        Self { passman, server, login: Some(login), api: Api::Index, _runtime: runtime }
    }

    #[expect(clippy::needless_pass_by_value, reason = "a call is made once")]
    pub fn send(&self, call: Call) -> Reply {
        let path = call.url.expose().strip_prefix("http://").unwrap().split_once('/').unwrap().1;
        let body = call.body.as_ref().map(|body| (body.content_type(), body.text().expose()));
        let mut head = vec![
            format!("{} /{path} HTTP/1.1", call.method.as_str()),
            format!("Host: {}", self.server.host()),
        ];
        if call.with_login {
            let header = self.login.as_ref().unwrap().header();
            head.push(format!("Authorization: {}", header.expose()));
        }
        head.extend(call.headers.iter().map(|(name, value)| format!("{name}: {}", value.expose())));
        head.extend(body.map(|(kind, _)| format!("Content-Type: {kind}")));
        let text = body.map_or("", |(_, text)| text);
        head.push(format!("Content-Length: {}\r\n\r\n{text}", text.len()));
        let Some((head, body)) = self.exchange(&head.join("\r\n")) else { return Reply::Unreachable };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        if body.len() > call.cap {
            Reply::TooLarge
        } else {
            Reply::Answer { status, content_type: None, retry_after: None, body }
        }
    }

    /// Head and body; nothing if there is less than the head promises, as with a browser.
    fn exchange(&self, text: &str) -> Option<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect(self.passman.http_address()).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let body = bytes[end + 4..].to_vec();
        let promised = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
        (promised.unwrap_or(0) <= body.len()).then_some((head, body))
    }

    pub fn items(&self) -> Vec<Credential> {
        let content = read_vault(self.send(calls::vault(&self.server, self.api, SAMPLE_VAULT)), SAMPLE_VAULT);
        content.map(|content| content.credentials).unwrap()
    }

    pub fn item(&self, label: &str) -> Credential {
        self.items().into_iter().find(|item| item.label() == label).unwrap()
    }

    pub fn again(&self, item: &Credential) -> Credential {
        let call = calls::credential(&self.server, self.api, item.guid_at_server());
        read_credential(self.send(call), Some(item.guid())).ok().unwrap()
    }

    pub fn shared(&self) -> Vec<Credential> {
        read_shared(self.send(calls::shared(&self.server, self.api, SAMPLE_VAULT))).ok().unwrap()
    }
}
