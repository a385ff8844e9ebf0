//! The download of a backup: where from, and what came. It travels outside the encryption, so nothing of it is trusted.

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::{address::Address, answer::Backup, fingerprint::hex, member::Object};

/// Longest backup that is taken, in bytes.
pub const BACKUP_CAP: usize = 64 << 20;

/// What is told about a backup before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// SHA-256 over the file as 64 lower-case hexadecimal digits, to be compared with that of the file on the phone.
    pub digest_hex: String,
    /// Bytes.
    pub len: usize,
}

/// Why a download is not saved as a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// Longer than [`BACKUP_CAP`].
    #[error("too large")]
    TooLarge,
    /// Not a JSON object in UTF-8: a page of another device, or cut off.
    #[error("not a backup")]
    NoBackup,
}

impl Backup {
    /// Where it can be fetched, once: `http://192.168.0.20:8787/ABC-DEF_…`.
    pub fn url(&self, address: &Address) -> String {
        // The key has only characters that stay as they are in a path.
        format!("{}{}", address.url(), self.download_key)
    }
}

/// Checks what was downloaded. It may still be another one than the phone sent: the digest is for people to compare.
pub fn check_backup(bytes: &[u8]) -> Result<BackupFacts, BackupFault> {
    if bytes.len() > BACKUP_CAP {
        return Err(BackupFault::TooLarge);
    }
    let text = str::from_utf8(bytes).map_err(|_| BackupFault::NoBackup)?;
    let Object(IgnoredAny) = serde_json::from_str(text).map_err(|_| BackupFault::NoBackup)?;
    Ok(BackupFacts { digest_hex: hex(&Sha256::digest(bytes)), len: bytes.len() })
}
