//! Where credentials come from, and the page that connects a server.

use serde::{Deserialize, Serialize};

use super::{FactorsView, FaultView, shared};

shared! {
    /// A source: a linked phone, or an account at a server.
    pub struct SourceView {
        /// Its id; items name it.
        pub id: String,
        /// What the user calls it.
        pub name: String,
        /// One or two characters for its badge.
        pub short: String,
        /// Colour of its badge, 0 to 7.
        pub colour: u8,
        /// What it is.
        pub kind: SourceKind,
        /// What can be done with its items.
        pub can: SourceCan,
    }

    /// What a source is.
    #[derive(Copy, Eq)]
    pub enum SourceKind {
        /// A linked phone.
        Phone,
        /// A Nextcloud with Passman.
        Passman,
        /// A Passwork.
        Passwork,
    }

    /// What can be done with the items of a source.
    #[derive(Copy, Eq)]
    pub struct SourceCan {
        /// One item can be fetched anew, with a yes on the phone.
        pub refresh_item: bool,
        /// All items can be fetched anew at once, without a question.
        pub sync: bool,
        /// An item can be taken out of the cache alone.
        pub forget: bool,
        /// Items can be shown whole, made, changed and moved to the bin here.
        pub edit: bool,
    }

    /// An account at a server, with everything about it.
    pub struct AccountView {
        /// The source.
        pub source: SourceView,
        /// Address of the server, without `https://`.
        pub address: String,
        /// The address is not encrypted.
        pub plain: bool,
        /// What the browser must permit, e.g. `https://cloud.example.org/*`.
        pub permission: String,
        /// Account name; empty while the cache is locked.
        pub user: String,
        /// Its vaults that are used; none while the cache is locked.
        pub vaults: Vec<AccountVault>,
        /// When all of it was fetched last, milliseconds since 1970; 0 if never.
        pub synced_at_ms: f64,
        /// Where fetching stands.
        pub sync: SyncView,
    }

    /// A vault of an account.
    pub struct AccountVault {
        /// Its name at the server.
        pub name: String,
        /// How many items of it are kept.
        pub items: u32,
    }

    /// Where fetching stands.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum SyncView {
        /// Nothing runs.
        Idle,
        /// The server is asked.
        Fetching,
        /// The items are here and usable; so many of them were opened so far.
        Opening { done: u32, total: u32 },
        /// The last try failed; what was fetched before is there.
        Failed { fault: FaultView },
    }

    /// The page that connects a server.
    pub struct ConnectScreen {
        /// What is being connected; nothing as long as the user has not said so. Never a phone.
        pub kind: Option<SourceKind>,
        /// Where it stands.
        pub step: ConnectStep,
        /// The cache is there and locked: it must be opened first, so that the account can be kept in it.
        pub locked: bool,
        /// Nothing opens a cache yet: a passphrase must be set with the account.
        pub needs_passphrase: bool,
        /// Nothing may be kept (policy), so no account can be.
        pub forbidden: bool,
        /// What opens the cache beside the phone.
        pub factors: FactorsView,
        /// A phone is linked that can open it.
        pub has_phone: bool,
    }

    /// From an address to an account. Passman: address, reaching, sign in, vaults, saving, done. Passwork: key, reaching,
    /// master password where there is one, found, saving, done.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum ConnectStep {
        /// The address is being typed. `server`: what was understood; `fault`: what is wrong with it, or what came of
        /// the last try.
        Address { text: String, server: Option<ServerView>, fault: Option<FaultView> },
        /// The server is being asked what it is.
        Reaching { server: ServerView },
        /// The user signs in: in the tab of `login`, while we ask whether it is done, or with an app password here.
        /// `login` is empty where the server offers no such page. `checking`: what was typed is being tried.
        SignIn { server: ServerView, login: String, checking: bool, fault: Option<FaultView> },
        /// Where a Passwork is, and the key to it, are being typed, pasted or read from a code. `host`: as it was typed or
        /// read; `server`: what was understood of it. `has_key`: an API key, or an access token of 7.x, is at hand (it is not
        /// shown); `has_refresh`: a refresh token, too; `has_master`: the code held the master key. `from_code`: all of it
        /// comes from a code, which anybody can show: the user must look at the server first.
        #[serde(rename_all = "camelCase")]
        Key {
            host: String,
            server: Option<ServerView>,
            has_key: bool,
            has_refresh: bool,
            has_master: bool,
            from_code: bool,
            fault: Option<FaultView>,
        },
        /// The master password of a Passwork is asked for. `checking`: what was typed is being tried; `weak`: the server gets
        /// something from which the master password is guessed cheaply, as those before 5.3 always do.
        Master { server: ServerView, user: String, weak: bool, checking: bool, fault: Option<FaultView> },
        /// All is well so far; the user looks once more. `version`: such as `6.4.0`; empty for 7.x. `encrypted`: with a master
        /// password; without, the server sees every password. `vaults`: names of the vaults that will be listed. `again`: it may be an account that is there already.
        Found {
            server: ServerView,
            user: String,
            version: String,
            encrypted: bool,
            vaults: Vec<String>,
            again: Option<AgainView>,
        },
        /// The vaults are chosen, each by its password.
        Vaults { server: ServerView, user: String, vaults: Vec<ConnectVault>, busy: bool },
        /// The account is being kept.
        Saving,
        /// Connected.
        Done { source: SourceView },
    }

    /// An account that is there already and may be the one that is being connected: only the user knows.
    pub struct AgainView {
        /// What it is called here.
        pub name: String,
        /// It gets what was typed now; else a second account is made.
        pub yes: bool,
    }

    /// A server, as it was understood.
    pub struct ServerView {
        /// Its address, without `https://`.
        pub address: String,
        /// The end of its host that says who it is: what one owner registered, or all of it where there is no such part.
        pub registrable: String,
        /// Not encrypted: the login and all that is not a secret of an item travel in clear.
        pub plain: bool,
        /// What the browser must permit, e.g. `https://cloud.example.org/*`.
        pub permission: String,
    }

    /// A vault that could be used.
    pub struct ConnectVault {
        /// Its id at the server.
        pub guid: String,
        /// Its name.
        pub name: String,
        /// Its password was right.
        pub open: bool,
        /// Why it was not.
        pub fault: Option<FaultView>,
    }
}
