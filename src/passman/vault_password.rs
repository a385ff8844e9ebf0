//! The password of a vault on the server: whether it is right. And what else it opens.

use super::{
    container::{Container, ContainerError},
    field::{FieldFault, MAX_FIELD_LEN},
};
use crate::encoding::decode_base64;
use crate::secret::{SecretBytes, SecretText};
use crate::server::members;

/// Why a password is not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultPasswordFault {
    /// It does not open the challenge.
    #[error("not the password of this vault")]
    WrongPassword,
    /// There is nothing to prove it with: the server is to be asked for the vaults again, and chooses another field.
    #[error("nothing to prove the password with")]
    NoChallenge,
    /// What the server gave as challenge is no sealed field, or one that must not be opened.
    #[error("the challenge cannot be used")]
    Damaged,
}

/// Proves the password of a vault by [`super::VaultInfo::challenge`].
pub fn prove(challenge: &str, password: &SecretText) -> Result<(), VaultPasswordFault> {
    if matches!(challenge, "" | "null") {
        return Err(VaultPasswordFault::NoChallenge);
    }
    match Container::parse(challenge).and_then(|sealed| sealed.open(password)) {
        Ok(_) => Ok(()),
        Err(ContainerError::OtherPassword) => Err(VaultPasswordFault::WrongPassword),
        Err(ContainerError::Malformed(_) | ContainerError::Unknown(_)) => Err(VaultPasswordFault::Damaged),
    }
}

/// Opens the content of a file: base64, with or without `data:…,` before it. `key` is the vault's password; for files of
/// an item see [`super::Credential::open_file`].
pub fn open_file(container: &str, key: &SecretText) -> Result<SecretBytes, FieldFault> {
    let plain = Container::parse(container)?.open(key)?;
    let quoted = members::text(plain.expose(), MAX_FIELD_LEN).map(SecretText::new);
    let text = quoted.as_ref().unwrap_or(&plain).expose();
    let digits = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(',').ok_or(FieldFault::Damaged)?.1,
        None => text,
    };
    decode_base64(digits).map(SecretBytes::new).map_err(|_| FieldFault::Damaged)
}
