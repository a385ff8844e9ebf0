//! Which Passwork it is: what a version seals and how (docs/passwork.md §3).

use serde::{Deserialize, Serialize};

/// An age of Passwork, with or without encryption by the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Era {
    /// 4.7–5.2, encryption off: no refresh token, `passwordCrypted`.
    OffOld,
    /// 5.4–6.x, encryption off: refresh tokens, a key for each item.
    #[default]
    OffNew,
    /// 4.7–5.2: the master password itself is the key.
    RawMaster,
    /// The same on a host that wants MD5 in the header of the master key.
    Md5,
    /// 5.3: the master key by PBKDF2, items under the key of their vault.
    Pbkdf2,
    /// 5.4–6.x: the master key by PBKDF2, a key for each item.
    ItemKeys,
    /// 7.x, encryption off.
    V7Off,
    /// 7.x with encryption by the client.
    V7On,
}

impl Era {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::OffOld,
        Self::OffNew,
        Self::RawMaster,
        Self::Md5,
        Self::Pbkdf2,
        Self::ItemKeys,
        Self::V7Off,
        Self::V7On,
    ];

    /// Its word, as in switches and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::OffOld => "off-old",
            Self::OffNew => "off-new",
            Self::RawMaster => "raw-master",
            Self::Md5 => "md5",
            Self::Pbkdf2 => "pbkdf2",
            Self::ItemKeys => "item-keys",
            Self::V7Off => "v7-off",
            Self::V7On => "v7-on",
        }
    }

    /// The era of a word.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|era| era.name() == name)
    }

    /// It speaks `/api/v1` of 7.x; otherwise `/api/v4`.
    pub fn is_v7(self) -> bool {
        matches!(self, Self::V7Off | Self::V7On)
    }

    /// The client seals; otherwise values are base64.
    pub fn seals(self) -> bool {
        !matches!(self, Self::OffOld | Self::OffNew | Self::V7Off)
    }

    /// Signing in gives a refresh token.
    pub fn refreshes(self) -> bool {
        !matches!(self, Self::OffOld | Self::RawMaster | Self::Md5)
    }

    /// Each item has a key of its own.
    pub fn has_item_keys(self) -> bool {
        matches!(self, Self::OffNew | Self::ItemKeys | Self::V7On)
    }

    /// The header of the master key is MD5.
    pub fn is_md5(self) -> bool {
        self == Self::Md5
    }

    /// The version that it says by itself.
    pub fn version(self) -> &'static str {
        match self {
            Self::OffOld | Self::RawMaster => "4.7.0",
            Self::Md5 => "5.0.0",
            Self::Pbkdf2 => "5.3.0",
            Self::OffNew | Self::ItemKeys => "6.4.0",
            Self::V7Off | Self::V7On => "7.1.0",
        }
    }

    /// Its place among the vectors' scenarios of its generation.
    pub(super) fn scenario(self) -> usize {
        match self {
            Self::OffOld | Self::V7On => 0,
            Self::OffNew | Self::V7Off => 1,
            Self::RawMaster => 2,
            Self::Md5 => 3,
            Self::Pbkdf2 => 4,
            Self::ItemKeys => 5,
        }
    }
}
