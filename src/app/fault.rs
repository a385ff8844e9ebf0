//! What can go wrong, as people see it: a closed list, each with a stable code and one sentence in the locales.

use serde::{Deserialize, Serialize};

use crate::message::FaultView;
use crate::phone::{AddressFault, LinkFault, LinkStage, Stage, Stop};
use crate::vault::VaultFault;

macro_rules! faults {
    ($($(#[$meta:meta])* $name:ident $key:literal $code:literal,)+) => {
        /// A situation that a person is told about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Fault { $($(#[$meta])* $name,)+ }

        impl Fault {
            /// Every fault there is.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The locale text is `fault_` and this.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// Stable, for reports.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

faults! {
    /// No answer from the address until the deadline.
    PhoneUnreachable "phoneUnreachable" "PHN-01",
    /// 403; not authenticated, so it may be somebody else's.
    PhoneDenied "phoneDenied" "PHN-02",
    /// 204: the phone already handed the answer out, and it did not arrive.
    PhoneAlreadyAnswered "phoneAlreadyAnswered" "PHN-03",
    /// 404: the phone does not know this link, or another device answers.
    PhoneUnknownLink "phoneUnknownLink" "PHN-04",
    /// 400 or 500 twice in a row.
    PhoneProtocol "phoneProtocol" "PHN-05",
    /// The deadline passed while the phone waited for its user.
    PhoneTimeout "phoneTimeout" "PHN-06",
    /// The deadline passed while the phone was busy with another request.
    PhoneBusyTimeout "phoneBusyTimeout" "PHN-07",
    /// The deadline passed while the phone was locked.
    PhoneLockedTimeout "phoneLockedTimeout" "PHN-08",
    /// Answers came that the linked phone did not make.
    PhoneSomeoneElse "phoneSomeoneElse" "PHN-09",
    /// The true answer of the phone makes no sense.
    PhoneAnswerUnusable "phoneAnswerUnusable" "PHN-10",
    /// The answer is larger than any true one.
    PhoneAnswerTooLarge "phoneAnswerTooLarge" "PHN-11",
    /// The user gave the request up.
    RequestCancelled "requestCancelled" "REQ-01",
    /// Another request is running.
    RequestRunning "requestRunning" "REQ-02",
    /// The user said that the letters differ.
    LinkDifferent "linkDifferent" "LNK-01",
    /// 400: the phone refused the link.
    LinkRefused "linkRefused" "LNK-02",
    /// Time is up while the phone worked on it.
    LinkTimeout "linkTimeout" "LNK-03",
    /// Time is up; the phone never scanned the code.
    LinkNotScanned "linkNotScanned" "LNK-04",
    /// Time is up; no linking screen was open on the phone.
    LinkNotWaiting "linkNotWaiting" "LNK-05",
    /// Time is up; the phone stayed locked.
    LinkPhoneLocked "linkPhoneLocked" "LNK-06",
    /// Time is up; nothing answered at the address.
    LinkUnreachable "linkUnreachable" "LNK-07",
    /// Time is up; something answers there that is not the phone.
    LinkSomeoneElse "linkSomeoneElse" "LNK-08",
    /// The answer holds a key that cannot be trusted.
    LinkBadKey "linkBadKey" "LNK-09",
    /// The phone gave its answer once, and it was lost.
    LinkLostAnswer "linkLostAnswer" "LNK-10",
    /// The code is too old.
    LinkExpired "linkExpired" "LNK-11",
    /// The phone answered for another vault than the one linked before.
    LinkOtherVault "linkOtherVault" "LNK-12",
    /// No address was typed.
    AddressEmpty "addressEmpty" "ADR-01",
    /// Not an address.
    AddressMalformed "addressMalformed" "ADR-02",
    /// Not a handle of a private address.
    AddressHandle "addressHandle" "ADR-03",
    /// A public address.
    AddressNotPrivate "addressNotPrivate" "ADR-04",
    /// This very computer.
    AddressLoopback "addressLoopback" "ADR-05",
    /// IPv6, which the phone app does not speak.
    AddressIpv6 "addressIpv6" "ADR-06",
    /// Not a port.
    AddressPort "addressPort" "ADR-07",
    /// A policy of this computer does not allow the address.
    PolicyAddress "policyAddress" "POL-01",
    /// A policy of this computer forbids to keep anything.
    PolicyNoCache "policyNoCache" "POL-02",
    /// The phone has this address already.
    AddressKnown "addressKnown" "ADR-08",
    /// The phone has eight addresses.
    AddressTooMany "addressTooMany" "ADR-09",
    /// The phone does not have this address.
    AddressUnknown "addressUnknown" "ADR-10",
    /// It is the phone's last address.
    AddressLast "addressLast" "ADR-11",
    /// 400 when linking again: another vault, or an old code.
    LinkAgainRefused "linkAgainRefused" "LNK-14",
    /// As many phones are linked as can be.
    TooManyPhones "tooManyPhones" "LNK-13",
    /// The passphrase was wrong.
    PassphraseWrong "passphraseWrong" "FCT-01",
    /// Too many wrong passphrases in short time.
    PassphraseWait "passphraseWait" "FCT-02",
    /// So many wrong passphrases that only the phone unlocks now.
    PassphrasePhoneNeeded "passphrasePhoneNeeded" "FCT-03",
    /// Fewer than eight characters.
    PassphraseShort "passphraseShort" "FCT-04",
    /// Longer than 1 KiB.
    PassphraseLong "passphraseLong" "FCT-05",
    /// The memory for checking it is not there.
    PassphraseNoMemory "passphraseNoMemory" "FCT-06",
    /// The passkey gave something else than when it was set up.
    PasskeyWrong "passkeyWrong" "FCT-07",
    /// An account is kept under the passphrase, which has to open it before a phone's cache can join it.
    VaultNeedsPassphrase "vaultNeedsPassphrase" "FCT-09",
    /// No address of a server.
    ServerAddress "serverAddress" "SRV-01",
    /// A name or password stands in the address.
    ServerHasLogin "serverHasLogin" "SRV-02",
    /// Not reached, or its certificate was refused: the browser does not say which.
    ServerUnreachable "serverUnreachable" "SRV-03",
    /// It sends elsewhere, which is not followed.
    ServerRedirects "serverRedirects" "SRV-04",
    /// What answers is no Nextcloud.
    ServerNotNextcloud "serverNotNextcloud" "SRV-05",
    /// A Nextcloud without Passman.
    ServerNoPassman "serverNoPassman" "SRV-06",
    /// Wrong name or password, or an account password where an app password is needed.
    ServerWrongLogin "serverWrongLogin" "SRV-07",
    /// The account may not do this.
    ServerForbidden "serverForbidden" "SRV-08",
    /// Too many tries in short time.
    ServerThrottled "serverThrottled" "SRV-09",
    /// Closed for maintenance.
    ServerMaintenance "serverMaintenance" "SRV-10",
    /// An error of the server's own.
    ServerFailed "serverFailed" "SRV-11",
    /// Not the answer that it should be.
    ServerUnreadable "serverUnreadable" "SRV-12",
    /// The answer is larger than any true one.
    ServerTooLarge "serverTooLarge" "SRV-13",
    /// The browser does not let us speak with the server any more.
    ServerNoPermission "serverNoPermission" "SRV-14",
    /// Nobody signed in within twenty minutes.
    ServerSignInExpired "serverSignInExpired" "SRV-15",
    /// The password of a vault at a server was wrong.
    VaultPasswordWrong "vaultPasswordWrong" "SRV-16",
    /// The server gave nothing to prove a password against.
    VaultNoChallenge "vaultNoChallenge" "SRV-17",
    /// A vault is not at the server any more.
    ServerVaultGone "serverVaultGone" "SRV-18",
    /// An item was not sealed with the password of its vault.
    ItemSealedOtherwise "itemSealedOtherwise" "SRV-19",
    /// As many accounts are connected as can be.
    TooManyAccounts "tooManyAccounts" "SRV-21",
    /// No vault was chosen.
    NoVaultChosen "noVaultChosen" "SRV-22",
    /// It names an address that is not its own.
    ServerElsewhere "serverElsewhere" "SRV-24",
    /// What answers is no Passwork.
    PassworkNotThere "passworkNotThere" "SRV-30",
    /// An address without encryption: Passwork is never called there.
    PassworkNeedsHttps "passworkNeedsHttps" "SRV-31",
    /// Not reached, or its certificate was refused: the browser does not say which, and there is no way around.
    PassworkUnreachable "passworkUnreachable" "SRV-32",
    /// The API key is not good, or not any more.
    PassworkKeyRefused "passworkKeyRefused" "SRV-33",
    /// The administrator does not let this user use the API.
    PassworkApiForbidden "passworkApiForbidden" "SRV-34",
    /// The tokens of 7.x are used up.
    PassworkTokenExpired "passworkTokenExpired" "SRV-35",
    /// 7.x wants the second factor for these tokens.
    PassworkTwoFactor "passworkTwoFactor" "SRV-36",
    /// Not the master password, or not any more.
    PassworkMasterWrong "passworkMasterWrong" "SRV-37",
    /// Encryption was switched off at a server that was connected with it.
    PassworkEncryptionGone "passworkEncryptionGone" "SRV-38",
    /// The server ends every session at once.
    PassworkSessionRefused "passworkSessionRefused" "SRV-39",
    /// The server did not want the change.
    PassworkRefused "passworkRefused" "SRV-40",
    /// A code, or a text, that is not one of Passwork's.
    PassworkOtherCode "passworkOtherCode" "SRV-41",
    /// No code is in the picture, or none that can be read.
    PassworkNoCode "passworkNoCode" "SRV-42",
    /// What was typed cannot be an API key or a token.
    PassworkKeyForm "passworkKeyForm" "SRV-43",
    /// Some items of a server could not be read.
    ItemsUnreadable "itemsUnreadable" "SRV-44",
    /// An item does not open with the keys of its account.
    ItemUnreadable "itemUnreadable" "SRV-45",
    /// A vault of a Passwork has another key than before: nothing is written there until it was connected anew.
    PassworkKeyChanged "passworkKeyChanged" "SRV-46",
    /// A shortcut of 7.x: there is no call that would not hit the item it leads to.
    PassworkShortcut "passworkShortcut" "SRV-47",
    /// An item lies in another vault of its server than it did here.
    PassworkMoved "passworkMoved" "SRV-48",
    /// An item has another key than when it was seen last, or nothing in it proves its key.
    PassworkItemKey "passworkItemKey" "SRV-49",
    /// A server that is being connected says that it has no encryption, and what it has is sealed (T-103).
    PassworkEncryptionDenied "passworkEncryptionDenied" "SRV-50",
    /// A field of an item is another one than the one that was shown in its place.
    PassworkFieldChanged "passworkFieldChanged" "SRV-51",
    /// A link was made that nobody waited for any more.
    PassworkLinkUnseen "passworkLinkUnseen" "SRV-52",
    /// An item that is to be changed is in the bin of its server.
    PassworkBinned "passworkBinned" "SRV-53",
    /// There is no such account.
    NoAccount "noAccount" "SRV-23",
    /// Nothing else would open what is kept of the accounts.
    LastKey "lastKey" "FCT-08",
    /// The phone offered a backup, and it could not be fetched.
    BackupLost "backupLost" "BAK-01",
    /// What was fetched is no backup.
    BackupUnusable "backupUnusable" "BAK-02",
    /// The cache is locked.
    VaultLocked "vaultLocked" "VLT-01",
    /// The phone's key does not open the cache.
    VaultWrongKey "vaultWrongKey" "VLT-02",
    /// The cache, or a part of it, is damaged.
    VaultDamaged "vaultDamaged" "VLT-03",
    /// The cache was written by a newer version.
    VaultNewer "vaultNewer" "VLT-04",
    /// The cache got new keys by way of another phone.
    VaultNeedsRing "vaultNeedsRing" "VLT-05",
    /// The browser did not store what it was given.
    StorageFull "storageFull" "STO-01",
    /// Something else is being stored.
    StorageBusy "storageBusy" "STO-03",
    /// What is stored cannot be read.
    StorageDamaged "storageDamaged" "STO-02",
    /// The item is no longer there.
    ItemGone "itemGone" "REQ-03",
    /// The item has no id of the phone's, so the phone cannot be asked for it.
    ItemWithoutId "itemWithoutId" "REQ-06",
    /// 403 for one item: denied, or no longer there.
    ItemRefused "itemRefused" "REQ-07",
    /// There is no page to work on.
    NoPage "noPage" "REQ-04",
    /// No phone is linked.
    NoPhone "noPhone" "REQ-05",
    /// The login has no one-time code.
    NoCode "noCode" "OTP-01",
    /// What the phone keeps for one-time codes cannot be read.
    CodeUnreadable "codeUnreadable" "OTP-02",
    /// No password can be as the page and the user want it.
    CannotGenerate "cannotGenerate" "GEN-01",
    /// A message of a view makes no sense.
    BadMessage "badMessage" "INT-01",
    /// A fault of ours.
    Internal "internal" "INT-02",
}

impl Fault {
    /// It is the server's doing that an item cannot be used; what is kept of it is sound.
    pub fn is_of_server(self) -> bool {
        self.code().starts_with("SRV-") || self == Self::ItemGone
    }

    /// As a view shows it.
    pub fn view(self, detail: Option<String>) -> FaultView {
        FaultView { key: self.key().into(), code: self.code().into(), detail }
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Denied => Self::PhoneDenied,
            Stop::AlreadyAnswered => Self::PhoneAlreadyAnswered,
            Stop::UnknownLink => Self::PhoneUnknownLink,
            Stop::Protocol => Self::PhoneProtocol,
            Stop::Deadline { last } | Stop::HardStop { last } => match last {
                Stage::Unreachable => Self::PhoneUnreachable,
                Stage::PhoneLocked => Self::PhoneLockedTimeout,
                Stage::PhoneBusy => Self::PhoneBusyTimeout,
                Stage::Reaching | Stage::Waiting | Stage::NotAcceptedYet => Self::PhoneTimeout,
            },
            Stop::AnswerUnusable => Self::PhoneAnswerUnusable,
            Stop::TooLarge => Self::PhoneAnswerTooLarge,
            Stop::Cancelled => Self::RequestCancelled,
        }
    }
}

impl From<LinkFault> for Fault {
    fn from(fault: LinkFault) -> Self {
        match fault {
            LinkFault::Refused => Self::LinkRefused,
            LinkFault::LostAnswer => Self::LinkLostAnswer,
            LinkFault::BadKey(_) | LinkFault::AnswerUnusable => Self::LinkBadKey,
            LinkFault::OtherVault => Self::LinkOtherVault,
            LinkFault::TimedOut { last } => match last {
                LinkStage::Reaching => Self::LinkTimeout,
                LinkStage::NotScanned => Self::LinkNotScanned,
                LinkStage::PhoneLocked => Self::LinkPhoneLocked,
                LinkStage::NotWaiting => Self::LinkNotWaiting,
                LinkStage::Unreachable => Self::LinkUnreachable,
                LinkStage::SomeoneElse => Self::LinkSomeoneElse,
            },
        }
    }
}

impl From<AddressFault> for Fault {
    fn from(fault: AddressFault) -> Self {
        match fault {
            AddressFault::Empty => Self::AddressEmpty,
            AddressFault::Malformed => Self::AddressMalformed,
            AddressFault::Handle => Self::AddressHandle,
            AddressFault::NotPrivate => Self::AddressNotPrivate,
            AddressFault::Loopback => Self::AddressLoopback,
            AddressFault::Ipv6 => Self::AddressIpv6,
            AddressFault::Port => Self::AddressPort,
        }
    }
}

impl From<VaultFault> for Fault {
    fn from(fault: VaultFault) -> Self {
        match fault {
            VaultFault::WrongKey => Self::VaultWrongKey,
            VaultFault::Damaged { .. } => Self::VaultDamaged,
            VaultFault::NewerVersion => Self::VaultNewer,
            VaultFault::NoSuchItem => Self::ItemGone,
            VaultFault::TooMuch => Self::StorageFull,
            VaultFault::Stale => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_own_code_and_a_sentence_in_every_language() {
        let mut codes: Vec<_> = Fault::ALL.iter().map(|fault| fault.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len());
        for language in ["en", "de"] {
            let path = format!("{}/extension/_locales/{language}/messages.json", env!("CARGO_MANIFEST_DIR"));
            let texts: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for fault in Fault::ALL {
                let key = format!("fault_{}", fault.key());
                assert!(texts[&key]["message"].is_string(), "{language} has no {key}");
            }
        }
    }
}
