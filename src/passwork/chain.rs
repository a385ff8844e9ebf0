//! From the master key to the key of an item.
//!
//! | server | chain |
//! |---|---|
//! | 4.7 to 5.3 | master key → (domain) → vault |
//! | 5.4 to 6.x | master key → (domain) → vault → item |
//! | 7.x | master key → RSA key of the user → vault → item |
//!
//! Source: docs/passwork.md §3.2, §3.3.

use rand_core::CryptoRng;

use super::{
    api::Generation,
    item::Names,
    key::{Key, KeyPrint, TooLong},
    plain::OffText,
    random::{ITEM_SIGNS, KEY_SIGNS, LONG_KEY_LEN, SHORT_KEY_LEN, random_text},
    rsa::PrivateKey,
    seal::NotOpened,
};
use crate::secret::SecretText;

/// The members of a vault that are sealed, as the server sent them.
#[derive(Default)]
pub struct SealedVault<'v> {
    /// Whether its scope is `domain`: a vault of the company and not a private one.
    pub of_domain: bool,
    /// `domainMaster`
    pub domain_master: Option<&'v str>,
    /// `passwordCrypted`: 4.7 to 5.3
    pub password: Option<&'v str>,
    /// `vaultPasswordCrypted`: from 5.4 on
    pub vault_password: Option<&'v str>,
    /// `masterKeyEncrypted`, or `vaultMasterKeyEncrypted` of an item: 7.x
    pub master_key: Option<&'v str>,
}

/// What the items of a vault are sealed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The key of the vault.
    OfVault,
    /// Each has a key of its own, sealed with that of the vault.
    OfItem,
    /// The same in 7.x, where there is none at all with encryption off.
    OfItem7,
}

/// The key of a vault.
#[derive(PartialEq, Eq)]
pub struct VaultKey {
    key: Key,
    form: Form,
}

/// What opens the vaults of an account. Which of these it is was decided with the account: one with encryption never takes a
/// vault for open, whatever its server answers later (T-103).
pub enum AccountKey {
    /// Encryption is off, and the server reads everything.
    Off(Generation),
    /// 4.x to 6.x: the master key.
    Master(SecretText),
    /// 7.x: the private key of the user.
    Private(Box<PrivateKey>),
}

impl AccountKey {
    /// For 4.x to 6.x: the master key, or that encryption is off.
    pub fn of_4(master: &Key) -> Self {
        match master {
            Key::Off(_) => Self::Off(Generation::V4),
            Key::On(text) => Self::Master(text.duplicate()),
        }
    }

    /// Whether encryption is on.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off(_))
    }

    /// Whether both are the private key of one user (7.x).
    pub fn is_of_same_user(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Private(one), Self::Private(other)) if one.is_same(other))
    }

    /// Opens the key of a vault. One without its seal is not opened: it has to be asked for first. Only in 7.x with encryption
    /// off there is none.
    pub fn vault_key(
        &self,
        vault: &SealedVault<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<VaultKey, NotOpened> {
        let there = |sealed: Option<&'_ str>| sealed.is_some_and(|sealed| !sealed.is_empty());
        match self {
            Self::Off(Generation::V7) => Ok(VaultKey { key: Key::Off(OffText::Utf8), form: Form::OfItem7 }),
            Self::Off(Generation::V4) => {
                let form = match (there(vault.vault_password), there(vault.password)) {
                    (true, _) => Form::OfItem,
                    (false, true) => Form::OfVault,
                    (false, false) => return Err(NotOpened),
                };
                Ok(VaultKey { key: Key::Off(OffText::Cesu8), form })
            }
            Self::Master(master) => open_4(vault, &Key::On(master.duplicate())),
            Self::Private(private) => {
                let key = private.open_key(vault.master_key.ok_or(NotOpened)?, rng)?;
                Ok(VaultKey { key, form: Form::OfItem7 })
            }
        }
    }
}

/// A vault of 4.x to 6.x with encryption on. If it has both fields, the one that opens is that of the vault.
fn open_4(vault: &SealedVault<'_>, master: &Key) -> Result<VaultKey, NotOpened> {
    let domain = match vault.domain_master {
        Some(domain) if vault.of_domain => Some(Key::opened(master.open(domain)?)?),
        // A vault of the company never opens with the master key itself.
        None if vault.of_domain => return Err(NotOpened),
        _ => None,
    };
    let above = domain.as_ref().unwrap_or(master);
    let open = |sealed: Option<&str>, form| {
        Ok(VaultKey { key: Key::opened(above.open(sealed.ok_or(NotOpened)?)?)?, form })
    };
    open(vault.vault_password, Form::OfItem).or_else(|NotOpened| open(vault.password, Form::OfVault))
}

impl VaultKey {
    /// An own copy, for the one place that needs to keep it; both are wiped.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self { key: self.key.duplicate(), form: self.form }
    }

    /// By which it is known again: a server that puts another in its place is told by it (T-103).
    pub fn print(&self) -> KeyPrint {
        self.key.print()
    }

    /// Whether its items have keys of their own.
    pub fn keys_items(&self) -> bool {
        self.form != Form::OfVault
    }

    /// Opens the key of an item, or of a shortcut that lies in this vault: `cryptedKey`, `keyEncrypted`. Items without one
    /// are sealed with the key of the vault.
    pub fn item_key(&self, sealed: Option<&str>) -> Result<Key, NotOpened> {
        match (&self.key, sealed) {
            (Key::On(_), Some(sealed)) if !sealed.is_empty() => Key::opened(self.key.open(sealed)?),
            // In 7.x everything has its key.
            (Key::On(_), _) if self.form == Form::OfItem7 => Err(NotOpened),
            (key, _) => Ok(key.duplicate()),
        }
    }

    /// A key for a new item, and what is sent as its sealed key. Nothing is sent where items have none: whoever seals with
    /// a key that the server never gets has lost the item.
    pub fn new_item_key(&self, rng: &mut impl CryptoRng) -> Result<(Key, Option<String>), TooLong> {
        match (self.form, &self.key) {
            (Form::OfVault, key) => Ok((key.duplicate(), None)),
            (Form::OfItem7, Key::Off(_)) => Ok((self.key.duplicate(), Some(String::new()))),
            (Form::OfItem, Key::Off(_)) => {
                let unused = random_text(ITEM_SIGNS, SHORT_KEY_LEN, rng);
                Ok((self.key.duplicate(), Some(self.key.seal(&unused, rng)?)))
            }
            (form, Key::On(_)) => {
                let text = match form {
                    Form::OfItem7 => random_text(KEY_SIGNS, LONG_KEY_LEN, rng),
                    _ => random_text(ITEM_SIGNS, SHORT_KEY_LEN, rng),
                };
                let sealed = self.key.seal(&text, rng)?;
                Ok((Key::On(text), Some(sealed)))
            }
        }
    }

    /// The key of an item sealed for this vault. Nothing where items have none.
    pub(super) fn seal_item_key(
        &self,
        key: &Key,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<String>, TooLong> {
        match (self.form, key) {
            (Form::OfVault, _) => Ok(None),
            (_, Key::On(text)) => self.key.seal(text, rng).map(Some),
            (_, Key::Off(_)) => self.new_item_key(rng).map(|(_, sealed)| sealed),
        }
    }

    /// What the members of its items are called.
    pub(super) fn names(&self) -> Names {
        if self.form == Form::OfItem7 { Names::New } else { Names::Old }
    }
}

/// Opens the key of an item that somebody sent to the user (4.x, from 5.4 on): `cryptedKey` of the inbox, under the RSA
/// key of the user. With encryption off it says nothing.
pub fn inbox_key(
    sealed: &str,
    private: Option<&PrivateKey>,
    master: &Key,
    rng: &mut impl CryptoRng,
) -> Result<Key, NotOpened> {
    match (master, private) {
        (Key::Off(text), _) => Ok(Key::Off(*text)),
        (Key::On(_), Some(private)) => private.open_key(sealed, rng),
        (Key::On(_), None) => Err(NotOpened),
    }
}
