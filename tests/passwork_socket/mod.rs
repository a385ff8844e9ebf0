//! The built-in Passwork, and our sessions and calls at it over TLS.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test file uses its part, and may stop at what is not there"
)]

#[path = "../servers/tests/raw_http/mod.rs"]
mod raw_http;

use nearkey::passwork::{
    AccountKey, Answer, Api, Content, Do, Encryption, Found, Generation, Id, Key, Listing, MasterOptions,
    OffText, PassworkFault, PrivateKey, Probe, Probed, Request, Sent, Session, Tokens, Vault, VaultKey,
    master_hash, master_key, read_address,
};
use nearkey::secret::SecretText;
use nearkey::server::{Call, Reply};
use nearkey::time::Timestamp;
use nearkey_servers::passwork::Era;
use nearkey_servers::{Passwork, PassworkConfig};
use raw_http::{exchange, secure};
use tokio::runtime::Runtime;

use crate::dice::Dice;

/// A server of this test's own, a session at it, and what was sent.
pub struct Rig {
    pub passwork: Passwork,
    pub api: Api,
    pub found: Found,
    pub session: Session,
    pub master: Key,
    pub account: AccountKey,
    pub now: Timestamp,
    /// Method and path below the API, the session's own calls included.
    pub sent: Vec<String>,
    pub dice: Dice,
    numbers: u32,
    runtime: Runtime,
}

impl Rig {
    /// Connects: probes, signs in, makes the master key and has it proved.
    pub fn connect(era: Era) -> Self {
        Self::connect_to(PassworkConfig { base_path: "/team".into(), ..PassworkConfig::of(era) })
    }

    pub fn connect_to(config: PassworkConfig) -> Self {
        let runtime = Runtime::new().unwrap();
        let passwork = runtime.block_on(Passwork::start(config)).unwrap();
        let server = read_address(&passwork.url()).unwrap();
        let mut probe = Probe::new(server.clone());
        let found = loop {
            match probe.answered(send(&runtime, &passwork, &probe.call())) {
                Probed::Next => {}
                Probed::Found(found) => break found,
                Probed::Failed(fault) => panic!("{fault}"),
            }
        };
        let secret = |text: &str| SecretText::new(text.to_owned());
        let session = match found.generation {
            Generation::V4 => {
                Session::by_key(server.clone(), secret(&passwork.api_key()), None, Encryption::Unknown)
            }
            Generation::V7 => {
                let pair = passwork.tokens().unwrap();
                let tokens = Tokens::pasted(secret(&pair.access), Some(secret(&pair.refresh))).unwrap();
                let encryption =
                    if passwork.master_key().is_some() { Encryption::On } else { Encryption::Off };
                Session::by_tokens(server.clone(), tokens, encryption)
            }
        };
        let mut rig = Self {
            api: Api::new(server, found.generation),
            account: AccountKey::Off(found.generation),
            found,
            session,
            master: Key::Off(OffText::Cesu8),
            now: Timestamp(1_700_000_000_000),
            sent: Vec::new(),
            dice: Dice(7),
            numbers: 0,
            passwork,
            runtime,
        };
        if let Some(password) = rig.passwork.master_password() {
            let options = match rig.ask(rig.api.master_key_options()) {
                Ok(answer) => rig.api.read_master_key_options(&answer).unwrap(),
                Err(PassworkFault::NotFound | PassworkFault::NotPasswork(404)) => None,
                Err(fault) => panic!("{fault}"),
            };
            let options =
                MasterOptions::parse(options.as_deref(), rig.api.generation()).unwrap().accept_weak();
            rig.master = match rig.passwork.era() {
                // Stretching takes its time: of those that are alike, one shows that it can be done.
                Era::Pbkdf2 | Era::V7On => Key::On(secret(&rig.passwork.master_key().unwrap())),
                _ => master_key(&secret(&password), &options).unwrap(),
            };
            rig.account = AccountKey::of_4(&rig.master);
            rig.session.set_hash(Some(master_hash(&rig.master, rig.found.legacy)));
        }
        rig.ask(rig.api.prove_master_key()).ok().unwrap();
        if rig.api.generation() == Generation::V7 && rig.is_sealed() {
            let keys = rig.ask(rig.api.user_keys()).ok().unwrap();
            let private = rig.api.read_user_keys(&keys).unwrap().private.unwrap();
            rig.account =
                AccountKey::Private(Box::new(PrivateKey::open(&private, &rig.master).ok().unwrap()));
        }
        rig
    }

    pub fn is_sealed(&self) -> bool {
        matches!(self.master, Key::On(_))
    }

    /// Asks for something, and does what the session wants done until there is an end.
    pub fn ask(&mut self, request: Request) -> Result<Answer, PassworkFault> {
        self.numbers += 1;
        let mut due = self.session.ask(self.numbers, request, self.now);
        let mut end = None;
        while !due.is_empty() {
            let mut next = Vec::new();
            for what in due {
                match what {
                    Do::Keep => {}
                    Do::Done(_, result) => end = Some(result),
                    Do::Send(which, call) => {
                        self.note(which, &call);
                        let reply = send(&self.runtime, &self.passwork, &call);
                        next.extend(self.session.answered(which, reply, self.now));
                    }
                }
            }
            due = next;
        }
        end.unwrap()
    }

    fn note(&mut self, which: Sent, call: &Call) {
        let (_, path) = call.url.expose().split_once("/api/v").unwrap();
        let path = match which {
            // With keys in them.
            Sent::Renewal => path.split('/').skip(1).take(2).collect::<Vec<_>>().join("/"),
            Sent::Asked(_) => path.split_once('/').unwrap().1.to_owned(),
        };
        self.sent.push(format!("{} {path}", call.method.as_str()));
    }

    pub fn vaults(&mut self) -> Vec<Vault> {
        let answer = self.ask(self.api.vaults()).ok().unwrap();
        Api::read_vaults(&answer).unwrap()
    }

    pub fn list(&mut self, vault: Vault) -> Content {
        let mut listing = Listing::new(self.api.clone(), vault);
        while let Some((part, request)) = listing.next() {
            let result = self.ask(request);
            listing.took(&part, result).unwrap();
        }
        listing.finish()
    }

    /// The key of a vault, asked for where lists do not have it.
    pub fn vault_key(&mut self, vault: &Id) -> VaultKey {
        let answer = self.ask(self.api.vault(vault)).ok().unwrap();
        let vault = Api::read_vault(&answer, vault).unwrap();
        self.account.vault_key(&vault.sealed(), &mut self.dice).ok().unwrap()
    }
}

fn send(runtime: &Runtime, passwork: &Passwork, call: &Call) -> Reply {
    let url = call.url.expose();
    let target = &url[url.find("/team").unwrap()..];
    let mut headers: Vec<_> = call.headers.iter().map(|(name, value)| (*name, value.expose())).collect();
    let body = call.body.as_ref();
    headers.extend(body.map(|body| ("Content-Type", body.content_type())));
    let body = body.map_or("", |body| body.text().expose());
    let reply = runtime.block_on(async {
        let stream = secure(passwork.address(), passwork.ca_pem(), "localhost").await?;
        exchange(stream, "localhost", call.method.as_str(), target, &headers, body).await
    });
    match reply {
        Ok(reply) if reply.is_cut => Reply::Unreachable,
        Ok(reply) if reply.body.len() > call.cap => Reply::TooLarge,
        Ok(reply) => Reply::Answer {
            status: reply.status,
            content_type: reply.header("Content-Type"),
            retry_after: reply.header("Retry-After").and_then(|text| text.parse().ok()),
            body: reply.body,
        },
        Err(_) => Reply::Unreachable,
    }
}
