//! What this browser offers a phone: the code to be scanned and the message that goes with it.

use rand_core::CryptoRng;
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    envelope::seal, fingerprint::hex, keys::SessionKey, reply::link_body, web_client_id::WebClientId,
};
use crate::encoding::encode_base64;
use crate::secret::SecretBytes;

/// Bytes of id and session key in the stored form.
const ID_LEN: usize = 7;
const SESSION_KEY_LEN: usize = 16;

/// One offer to link: a new session key for each code that is shown.
///
/// Source: docs/phone-protocol.md §4.
pub struct LinkOffer {
    /// The name under which the phone will know this browser.
    pub web_client_id: WebClientId,
    /// Protects the linking messages; readable for whoever sees the code.
    pub session_key: SessionKey,
    /// JWK member `n` of our public RSA key, base64url without padding.
    pub client_n: String,
}

impl LinkOffer {
    /// An offer under a new id. `client_n` is the JWK member `n` of the browser's key.
    pub fn make(client_n: String, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { web_client_id: WebClientId::make(rng), session_key: SessionKey::make(rng), client_n }
    }

    /// An offer to link again under the id that a phone knows.
    pub fn make_again(id: WebClientId, client_n: String, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { web_client_id: id, session_key: SessionKey::make(rng), client_n }
    }

    /// The text of the code: id, session key in standard base64, lower-case hex of SHA-256 over the ASCII text of
    /// `client_n`, joined by colons. To be shown no longer than needed: it holds the session key.
    pub fn qr_text(&self) -> String {
        let session = Zeroizing::new(encode_base64(self.session_key.expose()));
        let fingerprint = hex(&Sha256::digest(&self.client_n));
        format!("{}:{}:{}", self.web_client_id, *session, fingerprint)
    }

    /// The JSON body of the linking message; `vault_id` when linking again.
    pub(super) fn post(&self, vault_id: Option<&str>, rng: &mut (impl CryptoRng + ?Sized)) -> String {
        let mut message =
            json!({ "action": "link_app", "clientPubKey": { "n": self.client_n, "e": "AQAB" } });
        if let (Some(vault_id), Some(members)) = (vault_id, message.as_object_mut()) {
            members.insert("vaultId".into(), vault_id.into());
        }
        link_body(&seal(&self.session_key, message.to_string().as_bytes(), rng))
    }

    /// All of it as bytes, for the caller to seal: id, session key, `client_n`.
    pub fn to_secret_bytes(&self) -> SecretBytes {
        let mut bytes = Vec::with_capacity(ID_LEN + SESSION_KEY_LEN + self.client_n.len());
        bytes.extend_from_slice(self.web_client_id.as_str().as_bytes());
        bytes.extend_from_slice(self.session_key.expose());
        bytes.extend_from_slice(self.client_n.as_bytes());
        SecretBytes::new(bytes)
    }

    /// Reads what [`Self::to_secret_bytes`] wrote.
    pub fn from_secret_bytes(bytes: &SecretBytes) -> Option<Self> {
        let (id, rest) = bytes.expose().split_at_checked(ID_LEN)?;
        let (session, client_n) = rest.split_at_checked(SESSION_KEY_LEN)?;
        Some(Self {
            web_client_id: WebClientId::parse(str::from_utf8(id).ok()?)?,
            session_key: SessionKey::parse(session.to_vec())?,
            client_n: str::from_utf8(client_n).ok()?.to_owned(),
        })
    }
}
