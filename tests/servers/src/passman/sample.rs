//! A vault to try things with: fields sealed once by the real SJCL (`data/make-passman.mjs`).

use std::io;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::items::{Permissions, Revision};
use super::seal::seal;
use super::server::Passman;
use super::setup::{SetupError, put_file, put_item, share};
use super::shared::Shared;

const TEXT: &str = include_str!("../../data/passman.json");
/// Password of the sample vault.
pub const SAMPLE_PASSWORD: &str = "harbour wall at low tide";
/// Guid of the sample vault.
pub const SAMPLE_VAULT: &str = "6B1F2D5C-8A4E-4F0B-A3C7-20D9E1F4A001";
/// Guid of the sample's login for the sample sites.
pub const SAMPLE_MAIL: &str = "6B1F2D5C-8A4E-4F0B-A3C7-000000000002";

impl Passman {
    /// Says at which address the sample sites are: the sample itself knows no port.
    pub fn set_site(&self, url: &str) -> Result<(), SetupError> {
        self.change_credential(SAMPLE_MAIL, &json!({ "url": seal(&url.into(), SAMPLE_PASSWORD)? }))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    vault_password: String,
    vaults: Vec<SampleVault>,
    shares: Vec<SampleShare>,
}

#[derive(Deserialize)]
struct SampleVault {
    /// Absent for the account that is there from the start.
    owner: Option<String>,
    guid: String,
    name: String,
    credentials: Vec<Map<String, Value>>,
    #[serde(default)]
    files: Vec<Map<String, Value>>,
    #[serde(default)]
    revisions: Vec<SampleRevision>,
}

#[derive(Deserialize)]
struct SampleRevision {
    of: String,
    created: u64,
    data: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SampleShare {
    item: String,
    vault: String,
    permissions: u8,
    shared_key: String,
}

/// Puts the sample vault there.
pub(super) fn put(shared: &Shared) -> io::Result<()> {
    let sample: Sample = serde_json::from_str(TEXT)?;
    if sample.vault_password != SAMPLE_PASSWORD {
        return Err(io::Error::other("the sample was made with another vault password"));
    }
    let mut state = shared.lock();
    let now = state.now();
    for vault in sample.vaults {
        if let Some(owner) = &vault.owner {
            state.accounts.put(owner, &super::accounts::random_text(32));
        }
        let owner = vault.owner.unwrap_or_else(|| shared.config.user.clone());
        state.store.new_vault(&owner, &vault.name, Some(vault.guid.clone()), now);
        for credential in vault.credentials {
            put_item(&mut state.store, &vault.guid, &credential, now).map_err(io::Error::other)?;
        }
        for file in vault.files {
            put_file(&mut state.store, &owner, &file, now);
        }
        for revision in vault.revisions {
            let Some(item) = state.store.item(&revision.of).cloned() else { continue };
            let mut before = item.clone();
            before.put(&revision.data);
            let kept = Revision {
                id: state.store.next_id(),
                guid: super::accounts::new_guid(),
                credential_id: item.id,
                owner: owner.clone(),
                created: revision.created,
                data: state.store.show_item(&before),
                edited_by: owner.clone(),
            };
            state.store.revisions.push(kept);
        }
    }
    for one in sample.shares {
        let may = Permissions(one.permissions);
        share(&mut state.store, &one.item, &one.vault, may, &one.shared_key, now)
            .map_err(io::Error::other)?;
    }
    Ok(())
}
