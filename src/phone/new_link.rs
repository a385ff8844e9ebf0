//! What a phone answers to an offer, checked member by member.

use serde::Deserialize;

use super::{
    fingerprint::Fingerprint,
    full_compare::FullCompare,
    keys::BaseKey,
    link::LinkFault,
    link_offer::LinkOffer,
    member::{Object, secret, text},
    phone_key::PhoneKey,
    web_client_id::WebClientId,
};
use crate::encoding::decode_base64;
use crate::secret::{SecretBytes, SecretText};

/// Longest vault id.
const MAX_VAULT_ID_LEN: usize = 64;

/// What linking gives, before people compared and accepted it.
pub struct NewLink {
    /// The name under which the phone knows this browser.
    pub web_client_id: WebClientId,
    /// JWK member `n` of this browser's key, for the full comparison.
    pub client_n: String,
    /// The phone's key.
    pub phone_key: PhoneKey,
    /// The shared key.
    pub base_key: BaseKey,
    /// Names the vault when linking again; 1 to 64 of `[A-Za-z0-9_-]`.
    pub vault_id: String,
    /// The letters that both screens show.
    pub fingerprint: Fingerprint,
}

/// The members of the phone's answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    #[serde(deserialize_with = "text")]
    linked_vault_id: String,
    #[serde(deserialize_with = "secret")]
    shared_base_key: SecretText,
    server_pub_key: Object<PublicKey>,
}

#[derive(Deserialize)]
struct PublicKey {
    #[serde(deserialize_with = "text")]
    n: String,
    #[serde(deserialize_with = "text")]
    e: String,
}

impl NewLink {
    /// What people can compare in full, beyond the letters.
    pub fn full_compare(&self) -> Option<FullCompare> {
        FullCompare::of(&self.phone_key, &self.client_n, &self.base_key)
    }

    /// Checks all members of an opened answer.
    pub(super) fn parse(offer: &LinkOffer, plain: &SecretBytes) -> Result<Self, LinkFault> {
        let Object(members): Object<Members> =
            serde_json::from_slice(plain.expose()).map_err(|_| LinkFault::AnswerUnusable)?;
        let Object(PublicKey { n, e }) = members.server_pub_key;
        let phone_key = PhoneKey::parse(&n, &e)?;
        let base_key = decode_base64(members.shared_base_key.expose()).ok().and_then(BaseKey::parse);
        let vault_id = members.linked_vault_id;
        let sound = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
        if !(1..=MAX_VAULT_ID_LEN).contains(&vault_id.len()) || !vault_id.bytes().all(sound) {
            return Err(LinkFault::AnswerUnusable);
        }
        Ok(Self {
            web_client_id: offer.web_client_id.clone(),
            client_n: offer.client_n.clone(),
            fingerprint: phone_key.fingerprint(),
            phone_key,
            base_key: base_key.ok_or(LinkFault::AnswerUnusable)?,
            vault_id,
        })
    }
}
