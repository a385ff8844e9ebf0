//! The secrets of an item, whatever its source seals them with.

use rand_core::CryptoRng;

use crate::app::cache::ItemId;
use crate::app::{App, Fault};
use crate::passman::Credential;
use crate::secret::SecretText;
use crate::vault::Secrets;

impl<R: CryptoRng> App<R> {
    /// The item as its server wrote it.
    pub(super) fn read_body(&self, item: &ItemId, sealed: &[u8]) -> Result<SecretText, Fault> {
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (vault, _) = open.find(item).ok_or(Fault::ItemGone)?;
        Ok(vault.read(&item.uid, sealed)?.body.duplicate())
    }

    /// Opens the stored record of an item, and what its server sealed in it.
    pub(in crate::app) fn read_item(&mut self, item: &ItemId, sealed: &[u8]) -> Result<Secrets, Fault> {
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (vault, entry) = open.find(item).ok_or(Fault::ItemGone)?;
        let secrets = vault.read(&item.uid, sealed)?;
        if self.generation(&item.link).is_some() {
            return self.read_kept(item, secrets.body.duplicate());
        }
        if secrets.body.is_empty() {
            return Ok(secrets);
        }
        let credential = Credential::parse(secrets.body.expose()).ok_or(Fault::VaultDamaged)?;
        let note = self.note(&item.link).ok_or(Fault::VaultDamaged)?;
        let key = note.vault(&entry.group).ok_or(Fault::ServerVaultGone)?.password();
        let sealed_otherwise = |_| Fault::ItemSealedOtherwise;
        Ok(Secrets {
            password: credential.password(&key).map_err(sealed_otherwise)?,
            otp: credential.otp(&key).map_err(sealed_otherwise)?,
            body: secrets.body.duplicate(),
        })
    }
}
