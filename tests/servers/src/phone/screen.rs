//! What the phone shows, as plain data.

use serde::Serialize;

use super::credential::Credential;
use super::linking::{Linking, LinkingView};
use super::request::Prompt;
use super::state::{Auto, Link, PhoneState};

impl PhoneState {
    /// What the phone shows.
    pub fn screen(&self) -> Screen {
        let entry = |credential: &Credential| CredentialView {
            key: credential.key().to_owned(),
            name: credential.name.clone(),
            user: credential.user.clone(),
            website: credential.website.clone(),
            veiled: credential.veiled,
            otp: !credential.otp.is_empty(),
        };
        let link = |link: &Link| LinkView {
            client: link.client.clone(),
            fingerprint: link.phone_key.link_fingerprint(),
            allow_all: link.allow_all,
            blocked: link.blocked,
        };
        Screen {
            unlocked: self.unlocked,
            in_front: self.in_front,
            vault_id: self.vault.id.clone(),
            linking: self.linking.as_ref().map(Linking::view),
            linking_screen: self.linking_screen,
            prompt: self.prompt(),
            links: self.links.iter().map(link).collect(),
            credentials: self.credentials.iter().map(entry).collect(),
            auto: self.auto,
            approved_at: self.approved_at,
            recorded: self.recorded.len(),
        }
    }
}

/// What the phone shows, without passwords.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Screen {
    pub unlocked: bool,
    pub in_front: bool,
    pub vault_id: String,
    pub linking: Option<LinkingView>,
    pub linking_screen: bool,
    pub prompt: Option<Prompt>,
    pub links: Vec<LinkView>,
    pub credentials: Vec<CredentialView>,
    pub auto: Auto,
    /// Last decision, Unix time in milliseconds.
    pub approved_at: Option<u64>,
    /// How many answers can be replayed.
    pub recorded: usize,
}

/// An entry in the list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct CredentialView {
    pub key: String,
    pub name: String,
    pub user: String,
    pub website: String,
    pub veiled: bool,
    pub otp: bool,
}

/// A linked client in the list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct LinkView {
    pub client: String,
    pub fingerprint: String,
    pub allow_all: bool,
    pub blocked: bool,
}
