//! The options page.

use serde::{Deserialize, Serialize};

use super::{AccountView, FactorsView, Notice, PhoneView, RequestView, Theme, shared};

shared! {
    /// The options page.
    pub struct OptionsScreen {
        /// Linked phones.
        pub phones: Vec<PhoneDetail>,
        /// Connected accounts.
        pub accounts: Vec<AccountView>,
        /// The settings.
        pub settings: SettingsView,
        /// What a policy of this computer prescribes.
        pub policy: PolicyView,
        /// How many items the cache holds; 0 while locked.
        pub cached: u32,
        /// Whether the cache is open.
        pub open: bool,
        /// Whether there is anything in the cache, open or locked.
        pub has_cache: bool,
        /// Whether this browser tells that the screen was locked.
        pub tells_screen: bool,
        /// What opens the cache beside the phone.
        pub factors: FactorsView,
        /// A search for a phone.
        pub find: Option<FindView>,
        /// The running or finished request.
        pub request: Option<RequestView>,
        /// A backup that was downloaded and handed to the browser.
        pub backup: Option<BackupView>,
        /// What was removed by the last unlink or wipe, as locale keys.
        pub removed: Vec<String>,
        /// The last thing that happened.
        pub notice: Option<Notice>,
        /// Origins on which the user pointed at the fields of the login.
        pub pointed: Vec<String>,
    }

    /// A linked phone with everything about it.
    pub struct PhoneDetail {
        /// The phone.
        pub phone: PhoneView,
        /// Where it may be, the one that answered last first.
        pub addresses: Vec<AddressLine>,
        /// How well its identity was compared.
        pub verified: Verified,
        /// What can be compared with the phone's screen, in full.
        pub compare: CompareView,
        /// How many items of it the cache holds; nothing while they are locked.
        pub cached: Option<u32>,
        /// Whether anything of it is kept, open or locked.
        pub has_cache: bool,
    }

    /// One address of a phone.
    pub struct AddressLine {
        /// Address and port.
        pub text: String,
        /// Handle, e.g. `@iu`, when there is one.
        pub handle: Option<String>,
        /// It is a name, which others in the network can point elsewhere.
        pub is_name: bool,
        /// When a true answer came from it last, milliseconds since 1970; 0 if never.
        pub answered_at_ms: f64,
        /// What the browser must permit, e.g. `http://192.168.0.20/*`.
        pub permission: String,
    }

    /// How well a phone's identity was compared.
    #[derive(Copy, Eq)]
    pub enum Verified {
        /// By the seven letters.
        Short,
        /// In full length.
        Full,
    }

    /// The long texts to compare with the phone's: hexadecimal SHA-256 values in groups.
    pub struct CompareView {
        /// Of the phone's public key.
        pub phone_key: String,
        /// Of this browser's public key.
        pub browser_key: String,
        /// Of the shared base key.
        pub base_key: String,
    }

    /// What the user can set.
    #[derive(Eq)]
    pub struct SettingsView {
        /// Minutes until the cache locks without use, 1 to 240.
        pub lock_after_minutes: u32,
        /// Hours until it locks in any case, 1 to 24.
        pub lock_at_most_hours: u32,
        /// Lock when the screen locks or the computer slept.
        pub lock_with_screen: bool,
        /// Minutes until it locks when nobody uses the computer, 1 to 60; 0 if never.
        pub lock_idle_minutes: u32,
        /// Seconds until a copied value is taken out of the clipboard, 10 to 300; 0 if never.
        pub clipboard_seconds: u32,
        /// `en`, `de`, or empty for the browser's.
        pub language: String,
        /// Colours.
        pub theme: Theme,
        /// Entries in the menu of the right mouse button.
        pub context_menu: bool,
        /// Marks in the fields of pages, where the browser permits it.
        pub marks: bool,
        /// Offer to keep what was typed into pages, where the browser permits it.
        pub offers: bool,
        /// Hosts without marks and offers. A view can only take from it.
        pub never_hosts: Vec<String>,
    }

    /// What a policy of this computer prescribes; shown, and not to be changed.
    pub struct PolicyView {
        /// There is one.
        pub active: bool,
        /// Most minutes until the cache locks without use; 0 if not prescribed.
        pub lock_within_minutes: u32,
        /// Nothing is kept.
        pub no_cache: bool,
        /// Pages without encryption are not filled.
        pub no_http_fill: bool,
        /// Nothing stays in pages.
        pub no_pages: bool,
        /// The only addresses and networks at which a phone may be; empty if any.
        pub allowed_addresses: Vec<String>,
    }

    /// A search for a phone in the networks of its addresses.
    pub struct FindView {
        /// Link id of the phone.
        pub phone: String,
        /// The networks that are looked through, e.g. `192.168.0.0/24`.
        pub networks: Vec<String>,
        /// Addresses asked so far.
        pub done: u32,
        /// Addresses in all.
        pub total: u32,
        /// Where it stands.
        pub state: FindState,
    }

    /// Where a search stands.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum FindState {
        /// Looking.
        Looking,
        /// Something there looks like the phone app; it has not proved anything.
        Found { address: String, permission: String },
        /// The phone is being asked there; see the request.
        Proving { address: String },
        /// It is the linked phone; the address was remembered.
        Proved { address: String },
        /// Nothing looks like the phone app.
        NotFound,
        /// No known address is a number in a private network: there is nowhere to look.
        Nowhere,
    }

    /// A backup that was handed to the browser.
    pub struct BackupView {
        /// Name of the file.
        pub file_name: String,
        /// SHA-256 of the file, hexadecimal.
        pub digest: String,
        /// Bytes.
        pub size: f64,
    }
}
