//! Vault and links in a file, from one run to the next. Test secrets only: nothing is encrypted.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::credential::Credential;
use super::keys::{ClientKey, LinkKeys, PhoneKey, Primes, PublicKeyText};
use super::state::{Link, PhoneState, Vault};
use super::wire;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    vault: Vault,
    credentials: Vec<Credential>,
    links: Vec<SavedLink>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedLink {
    client: String,
    public: PublicKeyText,
    base: String,
    phone_key: Primes,
    allow_all: bool,
    blocked: bool,
}

impl From<&Link> for SavedLink {
    fn from(link: &Link) -> Self {
        Self {
            client: link.client.clone(),
            public: link.public.clone(),
            base: wire::padded_text(&link.keys.base),
            phone_key: link.phone_key.primes(),
            allow_all: link.allow_all,
            blocked: link.blocked,
        }
    }
}

impl TryFrom<SavedLink> for Link {
    type Error = wire::WireError;

    fn try_from(saved: SavedLink) -> Result<Self, Self::Error> {
        Ok(Self {
            keys: LinkKeys { base: wire::decode(&saved.base)?, client: ClientKey::read(&saved.public)? },
            phone_key: PhoneKey::from_primes(&saved.phone_key)?,
            client: saved.client,
            public: saved.public,
            allow_all: saved.allow_all,
            blocked: saved.blocked,
        })
    }
}

/// Reads the file into the state; no file yet is fine.
pub(super) fn load(file: &Path, state: &mut PhoneState) -> io::Result<()> {
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let saved: Saved = serde_json::from_slice(&text)?;
    state.vault = saved.vault;
    state.credentials = saved.credentials;
    state.links =
        saved.links.into_iter().map(Link::try_from).collect::<Result<_, _>>().map_err(io::Error::other)?;
    Ok(())
}

/// Writes the file if it would change.
pub(super) fn save(file: &Path, state: &PhoneState) {
    let saved = Saved {
        vault: state.vault.clone(),
        credentials: state.credentials.clone(),
        links: state.links.iter().map(SavedLink::from).collect(),
    };
    let Ok(text) = serde_json::to_vec_pretty(&saved) else { return };
    if std::fs::read(file).is_ok_and(|known| known == text) {
        return;
    }
    if let Err(error) = std::fs::write(file, text) {
        eprintln!("cannot write {}: {error}", file.display());
    }
}
