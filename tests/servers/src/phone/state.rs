//! What the app knows and how it answers. No sockets, no clock: every call brings its own time.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::config::PhoneConfig;
use super::credential::Credential;
use super::handed::Handed;
use super::keys::{LinkKeys, PhoneKey, PublicKeyText};
use super::linking::Linking;
use super::request::Slot;
use super::wire;

/// A POST as it reaches the app.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// Header `X-WebClientId`.
    pub client: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// Status and body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON, or empty.
    pub body: String,
}

impl Answer {
    /// A plain answer, pretty-printed as the app does.
    pub fn error(status: u16, text: &str) -> Self {
        let body = serde_json::to_string_pretty(&json!({ "error": text })).unwrap_or_default();
        Self { status, body }
    }
}

/// What the app read in a POST, for the log.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The decrypted body.
    pub plain: Option<Map<String, Value>>,
    /// Short fingerprint of the request.
    pub fingerprint: Option<String>,
    /// When the user (or the automatic) accepted, Unix time in milliseconds; only with a 200.
    pub approved_at: Option<u64>,
}

/// All that follows from a POST.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Goes back to the client.
    pub answer: Answer,
    /// Goes into the log.
    pub seen: Seen,
    /// The app stops its server: it answered 401 without a session.
    pub shut_down: bool,
    /// Number of what was handed out, in [`PhoneState::handed`].
    pub handed: Option<usize>,
}

/// Why the phone's user cannot do that now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not a code for linking.
    #[error("this is not a code for linking")]
    NotALinkCode,
    /// The id is linked; delete that link first.
    #[error("this client is already linked: delete its link first")]
    AlreadyLinked,
    /// Nothing was scanned, or no client answered yet.
    #[error("there is no link to decide on")]
    NoLinkToDecide,
    /// No request waits.
    #[error("no request is waiting")]
    NoRequest,
    /// No entry with this uid or title.
    #[error("there is no such credential")]
    UnknownCredential,
    /// No entry fits the site.
    #[error("no credential fits the site")]
    NoMatch,
    /// No link with this id.
    #[error("there is no such client")]
    UnknownClient,
    /// The one slot for requests is taken.
    #[error("another request is in progress")]
    Busy,
}

/// The automatic of demos and benchmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Auto {
    /// Accepts every request with the first match; denies where nothing matches.
    pub accept: bool,
    /// Accepts every link.
    pub accept_links: bool,
    /// Milliseconds from the prompt to the decision.
    #[serde(alias = "delay_ms")]
    pub delay_ms: u64,
}

/// Secrets of the vault that make the clientKeys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Vault {
    pub(super) id: String,
    pub(super) salt: Vec<u8>,
    pub(super) master: Vec<u8>,
}

impl Vault {
    fn fresh() -> Self {
        Self { id: wire::hex(&wire::random::<4>()), salt: wire::random_vec(16), master: wire::random_vec(32) }
    }
}

/// A linked client.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) client: String,
    pub(super) public: PublicKeyText,
    pub(super) keys: LinkKeys,
    pub(super) phone_key: PhoneKey,
    pub(super) allow_all: bool,
    pub(super) blocked: bool,
}

/// The app.
#[derive(Debug)]
pub struct PhoneState {
    pub(super) base_key_len: usize,
    pub(super) unlocked: bool,
    pub(super) in_front: bool,
    pub(super) vault: Vault,
    pub(super) credentials: Vec<Credential>,
    pub(super) links: Vec<Link>,
    pub(super) linking: Option<Linking>,
    pub(super) linking_screen: bool,
    pub(super) prepared_key: Option<PhoneKey>,
    pub(super) slot: Option<Slot>,
    pub(super) auto: Auto,
    pub(super) approved_at: Option<u64>,
    /// Bodies of all answers with status 200, oldest first, for replays.
    pub(super) recorded: Vec<String>,
    pub(super) downloads: HashMap<String, String>,
    /// The backup that was offered last.
    pub(super) backup: Option<String>,
    pub(super) backup_name: Option<String>,
    pub(super) handed: Vec<Handed>,
    /// How many one-time keys of requests were opened with a private RSA key.
    pub(super) decrypts: u64,
}

impl PhoneState {
    /// An unlocked app in front, nothing linked.
    pub fn new(config: &PhoneConfig) -> Self {
        Self {
            base_key_len: config.base_key_len,
            unlocked: true,
            in_front: true,
            vault: Vault::fresh(),
            credentials: config.credentials.clone(),
            links: Vec::new(),
            linking: None,
            linking_screen: false,
            prepared_key: None,
            slot: None,
            auto: Auto::default(),
            approved_at: None,
            recorded: Vec::new(),
            downloads: HashMap::new(),
            backup: None,
            backup_name: config.backup_name.clone(),
            handed: Vec::new(),
            decrypts: 0,
        }
    }

    /// Answers a POST at `now`, Unix time in milliseconds.
    pub fn post(&mut self, post: &Post<'_>, now: u64) -> Outcome {
        self.tick(now);
        let mut seen = Seen::default();
        let before = self.handed.len();
        let answer = self.judge(post, now, &mut seen).unwrap_or_else(|refused| refused);
        if answer.status == 200 {
            self.recorded.push(answer.body.clone());
        }
        let handed = self.handed.get_mut(before).map(|handed| {
            handed.poll = wire::hash(&[post.body]);
            before
        });
        let shut_down = answer.status == 401 && !self.unlocked;
        Outcome { answer, seen, shut_down, handed }
    }

    fn judge(&mut self, post: &Post<'_>, now: u64, seen: &mut Seen) -> Result<Answer, Answer> {
        if !self.unlocked {
            return Err(Answer::error(401, "Locked"));
        }
        let Some(client) = post.client.filter(|id| wire::is_client_id(id)) else {
            return Err(Answer::error(400, "Malformed X-WebClientId"));
        };
        let sealed = serde_json::from_slice(post.body).map_err(|_| Answer::error(400, "Malformed body"));
        if let Some(index) = self.links.iter().position(|link| link.client == client) {
            if self.links.get(index).is_some_and(|link| link.blocked) {
                return Err(Answer::error(403, "Blocked"));
            }
            if !self.in_front {
                return Err(Answer::error(401, "App is not in front"));
            }
            return self.request(index, &sealed?, now, seen);
        }
        if self.linking.as_ref().is_some_and(|linking| linking.client == client) {
            return self.link_app(&sealed?, now, seen);
        }
        Err(Answer::error(404, "Unknown client"))
    }

    /// What happens by itself with time: the prompt goes away, the automatic decides.
    pub fn tick(&mut self, now: u64) {
        self.tick_linking(now);
        self.tick_request(now);
    }

    /// Hands out a backup, once.
    pub fn download(&mut self, key: &str) -> Option<String> {
        self.downloads.remove(key)
    }

    /// The backup that was offered last.
    pub fn backup(&self) -> Option<&str> {
        self.backup.as_deref()
    }

    /// `clientKey` of a client: 32 bytes, the same for the whole life of the link.
    pub fn client_key(&self, client: &str) -> [u8; 32] {
        wire::hash(&[&self.vault.salt, client.as_bytes(), &self.vault.master])
    }

    /// Ends the session: the next POST gets 401 and stops the server.
    pub fn lock(&mut self) {
        self.unlocked = false;
        self.linking_screen = false;
    }

    /// The user opens the app and unlocks it.
    pub fn unlock(&mut self) {
        self.unlocked = true;
        self.in_front = true;
    }

    /// Whether the user sees the app: unlocked and in front.
    pub fn is_usable(&self) -> bool {
        self.unlocked && self.in_front
    }

    /// Puts the app in front or in the background.
    pub fn set_in_front(&mut self, in_front: bool) {
        self.in_front = in_front;
    }

    /// The automatic.
    pub fn set_auto(&mut self, auto: Auto) {
        self.auto = auto;
    }

    /// The vault's entries.
    pub fn credentials(&self) -> &[Credential] {
        &self.credentials
    }

    /// Replaces the vault's entries.
    pub fn set_credentials(&mut self, credentials: Vec<Credential>) {
        self.credentials = credentials;
    }

    /// Adds an entry at the top, or replaces the one with the same uid or title.
    pub fn put_credential(&mut self, credential: Credential) {
        self.credentials.retain(|known| known.key() != credential.key());
        self.credentials.insert(0, credential);
    }

    /// "Allow all future requests" of a client.
    pub fn allow_all(&mut self, client: &str, on: bool) -> Result<(), Refusal> {
        self.link_mut(client)?.allow_all = on;
        Ok(())
    }

    /// Blocks a client or lets it in again.
    pub fn block(&mut self, client: &str, on: bool) -> Result<(), Refusal> {
        self.link_mut(client)?.blocked = on;
        Ok(())
    }

    /// Deletes a link with its keys.
    pub fn delete_link(&mut self, client: &str) -> Result<(), Refusal> {
        self.link_mut(client)?;
        self.links.retain(|link| link.client != client);
        Ok(())
    }

    fn link_mut(&mut self, client: &str) -> Result<&mut Link, Refusal> {
        self.links.iter_mut().find(|link| link.client == client).ok_or(Refusal::UnknownClient)
    }

    /// A new phone.
    pub fn reset(&mut self, credentials: Vec<Credential>) {
        let (base_key_len, backup_name) = (self.base_key_len, self.backup_name.take());
        let config = PhoneConfig { base_key_len, credentials, backup_name, ..PhoneConfig::default() };
        *self = Self::new(&config);
    }

    /// An earlier answer with status 200; the last if none is named.
    pub fn recorded_answer(&self, which: Option<usize>) -> Option<String> {
        match which {
            Some(index) => self.recorded.get(index).cloned(),
            None => self.recorded.last().cloned(),
        }
    }

    /// Everything that was handed out, oldest first.
    pub fn handed(&self) -> &[Handed] {
        &self.handed
    }

    /// What became of an answer on its way.
    pub(super) fn met(&mut self, handed: usize, fault: String, swallowed: bool) {
        if let Some(handed) = self.handed.get_mut(handed) {
            (handed.fault, handed.swallowed) = (Some(fault), swallowed);
        }
    }

    /// How many one-time keys of requests the phone opened with its private keys.
    pub fn decrypts(&self) -> u64 {
        self.decrypts
    }

    /// A well-formed answer to a linked client under a key that nobody knows.
    pub fn wrong_key_answer(&self, client: &str) -> Option<Answer> {
        let link = self.links.iter().find(|link| link.client == client)?;
        let keys = LinkKeys { base: wire::random_vec(32), client: link.keys.client.clone() };
        let sealed = keys.seal_answer(None, br#"{"clientKey":"AAAA"}"#).ok()?;
        Some(Answer { status: 200, body: serde_json::to_string(&sealed).ok()? })
    }
}
