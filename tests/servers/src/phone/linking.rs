//! Linking, on the phone's side: scan, one `link_app`, compare.

use serde::Serialize;
use serde_json::json;

use super::keys::{ClientKey, LinkKeys, PhoneKey, PublicKeyText};
use super::state::{Answer, Link, PhoneState, Refusal, Seen};
use super::wire::{self, Sealed, WireError};

/// Bytes of the session key in the code.
const SESSION_KEY_LEN: usize = 16;

/// A scanned code and what became of it.
#[derive(Debug)]
pub(super) struct Linking {
    pub(super) client: String,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// Waits for `link_app` under this session key, with a key of this fingerprint.
    Scanned { session_key: Vec<u8>, fingerprint: String },
    /// Answered; session key and fingerprint are overwritten. Waits for the user since `since`.
    Compare { link: Box<Link>, since: u64 },
}

/// Linking as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkingView {
    /// The client to be linked.
    pub client: String,
    /// The link fingerprint, once there is one.
    pub fingerprint: Option<String>,
}

impl Linking {
    pub(super) fn view(&self) -> LinkingView {
        let fingerprint = match &self.phase {
            Phase::Scanned { .. } => None,
            Phase::Compare { link, .. } => Some(link.phone_key.link_fingerprint()),
        };
        LinkingView { client: self.client.clone(), fingerprint }
    }
}

impl PhoneState {
    /// The user scans `WEBCLIENTID:base64(SK):F` on the linking screen.
    pub fn scan(&mut self, qr: &str) -> Result<(), Refusal> {
        let mut parts = qr.trim().split(':');
        let (Some(client), Some(session_key), Some(fingerprint), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::NotALinkCode);
        };
        let session_key = wire::decode(session_key).map_err(|_| Refusal::NotALinkCode)?;
        let is_hash = fingerprint.len() == 64 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit());
        if !wire::is_client_id(client) || session_key.len() != SESSION_KEY_LEN || !is_hash {
            return Err(Refusal::NotALinkCode);
        }
        if self.links.iter().any(|link| link.client == client) {
            return Err(Refusal::AlreadyLinked);
        }
        let phase = Phase::Scanned { session_key, fingerprint: fingerprint.to_owned() };
        self.linking = Some(Linking { client: client.to_owned(), phase });
        self.linking_screen = true;
        Ok(())
    }

    /// The user leaves the linking screen: a `link_app` gets 500 until the code is scanned again.
    pub fn leave_linking_screen(&mut self) {
        self.linking_screen = false;
    }

    /// True if a POST of this client will need a key pair. Finding one takes long, so the caller brings it
    /// with [`Self::prepare_key`].
    pub fn needs_key_for(&self, client: &str) -> bool {
        let scanned = self.linking.as_ref().is_some_and(|linking| {
            linking.client == client && matches!(linking.phase, Phase::Scanned { .. })
        });
        scanned && self.unlocked && self.linking_screen && self.prepared_key.is_none()
    }

    /// The key pair of the next link.
    pub fn prepare_key(&mut self, key: PhoneKey) {
        self.prepared_key = Some(key);
    }

    /// Answers a POST of the client whose code was scanned.
    pub(super) fn link_app(&mut self, sealed: &Sealed, now: u64, seen: &mut Seen) -> Result<Answer, Answer> {
        let refuse = |text| Answer::error(400, text);
        let Some(Linking { client, phase: Phase::Scanned { session_key, fingerprint } }) = &self.linking
        else {
            return Err(refuse("Not linked"));
        };
        if !self.linking_screen {
            return Err(Answer::error(500, "No linking in progress"));
        }
        let plain =
            wire::open(session_key, &sealed.envelope).map_err(|_| refuse("Cannot read the envelope"))?;
        let message = serde_json::from_slice::<serde_json::Value>(&plain)
            .ok()
            .and_then(|value| value.as_object().cloned())
            .ok_or_else(|| refuse("Not JSON"))?;
        seen.plain = Some(message.clone());
        if message.get("action").and_then(|action| action.as_str()) != Some("link_app") {
            return Err(refuse("Wrong action"));
        }
        let public = message.get("clientPubKey").cloned().unwrap_or_default();
        let public: PublicKeyText = serde_json::from_value(public).map_err(|_| refuse("No public key"))?;
        let hash = wire::hash(&[public.n.as_bytes()]);
        if wire::hex(&hash) != *fingerprint {
            return Err(refuse("Fingerprint mismatch"));
        }
        if message.get("vaultId").is_some_and(|id| id.as_str() != Some(&self.vault.id)) {
            return Err(refuse("Vault id mismatch"));
        }
        let client_key = ClientKey::read(&public).map_err(|_| refuse("Public key unusable"))?;
        let phone_key = self.prepared_key.take().ok_or_else(|| Answer::error(500, "No key pair"))?;

        let base = wire::random_vec(self.base_key_len);
        let plain = json!({
            "linkedVaultId": self.vault.id,
            "sharedBaseKey": wire::url_text(&base),
            "serverPubKey": phone_key.public_text(),
        });
        let answer = LinkKeys { base: session_key.clone(), client: client_key.clone() }
            .seal_answer(None, plain.to_string().as_bytes())
            .map_err(|_| Answer::error(500, "Cannot seal"))?;
        let link = Link {
            client: client.clone(),
            public,
            keys: LinkKeys { base, client: client_key },
            phone_key,
            allow_all: false,
            blocked: false,
        };
        let client = client.clone();
        self.linking = Some(Linking { client, phase: Phase::Compare { link: Box::new(link), since: now } });
        let body = serde_json::to_string(&answer).map_err(|_| Answer::error(500, "Cannot seal"))?;
        Ok(Answer { status: 200, body })
    }

    /// A link with keys from elsewhere, such as recorded ones.
    pub fn put_link(
        &mut self,
        client: &str,
        public: PublicKeyText,
        base: Vec<u8>,
        phone_key: PhoneKey,
    ) -> Result<(), WireError> {
        let keys = LinkKeys { base, client: ClientKey::read(&public)? };
        let client = client.to_owned();
        self.links.push(Link { client, public, keys, phone_key, allow_all: false, blocked: false });
        Ok(())
    }

    /// The user finds the same letters on both screens.
    pub fn accept_link(&mut self) -> Result<(), Refusal> {
        match self.linking.take() {
            Some(Linking { phase: Phase::Compare { link, .. }, .. }) => {
                self.linking_screen = false;
                self.links.push(*link);
                Ok(())
            }
            other => {
                self.linking = other;
                Err(Refusal::NoLinkToDecide)
            }
        }
    }

    /// The user finds other letters, or gives up: the id is unknown again.
    pub fn refuse_link(&mut self) -> Result<(), Refusal> {
        self.linking_screen = false;
        self.linking.take().map(|_| ()).ok_or(Refusal::NoLinkToDecide)
    }

    pub(super) fn tick_linking(&mut self, now: u64) {
        let due = match &self.linking {
            Some(Linking { phase: Phase::Compare { since, .. }, .. }) => since + self.auto.delay_ms,
            _ => return,
        };
        if self.auto.accept_links && now >= due {
            let _ = self.accept_link();
        }
    }
}
