//! What all views share.

use serde::{Deserialize, Serialize};

use super::{
    ConnectScreen, CopyField, DetailView, DoctorScreen, LinkScreen, OptionsScreen, PopupScreen, RevisionView,
    Strength, shared,
};

shared! {
    /// What the background posts to a view.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum ToView {
        /// The whole of what the view shows, whenever it changes.
        Screen { screen: Screen, look: Look },
        /// The answer to [`super::Intent::Copy`]: for the clipboard at once, kept nowhere.
        Value { seq: u32, text: String, field: CopyField },
        /// The answer to [`super::Intent::ShowCode`]: shown for a moment, kept nowhere. `left_ms` and `period_ms` are 0
        /// for a code that counts, and `counter` is its number; `next` comes in the last seconds.
        Code { seq: u32, digits: String, left_ms: f64, period_ms: f64, next: Option<String>, counter: Option<f64> },
        /// The answer to [`super::Intent::Generate`], once it is kept safely: shown, and kept nowhere else.
        Generated { seq: u32, id: String, text: String, bits: f64, strength: Strength },
        /// The answer to [`super::Intent::ShowItem`]: shown, and kept nowhere else.
        Item { seq: u32, detail: DetailView },
        /// The answer to [`super::Intent::Reveal`] and [`super::Intent::RevealRevision`]: shown, and kept nowhere else.
        Revealed { seq: u32, text: String },
        /// The answer to [`super::Intent::ShowRevisions`].
        Revisions { seq: u32, revisions: Vec<RevisionView> },
        /// The answer to [`super::Intent::GetFile`], to be saved at once.
        File { seq: u32, file_name: String, content: Vec<u8> },
        /// A backup of the phone's vault, to be saved as a file at once: JSON text.
        Backup { file_name: String, text: String },
        /// The intent with this number could not be carried out.
        Refused { seq: u32, fault: FaultView },
    }

    /// One screen per kind of view.
    #[serde(tag = "view")]
    #[allow(missing_docs)]
    pub enum Screen {
        Popup(PopupScreen),
        Link(LinkScreen),
        Options(OptionsScreen),
        Doctor(DoctorScreen),
        Connect(ConnectScreen),
    }

    /// How all views look.
    pub struct Look {
        /// `en`, `de`, or empty for the browser's.
        pub language: String,
        /// Colours.
        pub theme: Theme,
    }

    /// Colours.
    #[derive(Copy, Eq, Default)]
    pub enum Theme {
        /// As the system has it.
        #[default]
        System,
        /// Light.
        Light,
        /// Dark.
        Dark,
    }

    /// A fault as people see it. The sentence is the locale text `fault_` + `key`; `code` is for reports.
    pub struct FaultView {
        /// Locale key, e.g. `phoneDenied`.
        pub key: String,
        /// Stable code, e.g. `PHN-03`.
        pub code: String,
        /// What the sentence names: a host, an address. Never a secret.
        pub detail: Option<String>,
    }

    /// A linked phone.
    pub struct PhoneView {
        /// Link id, e.g. `ABC-DEF`.
        pub id: String,
        /// Name the user gave, or the id.
        pub name: String,
        /// One or two characters for its badge.
        pub short: String,
        /// Colour of its badge, 0 to 7.
        pub colour: u8,
        /// Address and port that answered last, e.g. `192.168.0.20:8787`.
        pub address: String,
        /// When it was linked, milliseconds since 1970.
        pub linked_at_ms: f64,
    }

    /// One cached item, without secrets.
    pub struct ItemView {
        /// Handle for intents.
        pub id: String,
        /// Id of the source it came from.
        pub source: String,
        /// Where it lies there, e.g. the vault of a server; empty for phones.
        pub place: String,
        /// Name of the login.
        pub name: String,
        /// Account name.
        pub user: String,
        /// Host of its site, as shown to people; may be empty.
        pub host: String,
        /// When it came from its source, milliseconds since 1970.
        pub fetched_at_ms: f64,
        /// Older than 30 days.
        pub stale: bool,
        /// Its source did not know it when it was asked last.
        pub gone: bool,
        /// It was not opened yet: only its name is known.
        pub unopened: bool,
        /// It has one-time codes.
        pub has_code: bool,
    }

    /// A request to the phone, from its first poll to its end.
    pub struct RequestView {
        /// What was asked.
        pub kind: RequestKind,
        /// The phone that is asked.
        pub phone: PhoneView,
        /// Full host it is about, or empty.
        pub host: String,
        /// The part of `host` to be shown stronger.
        pub registrable: String,
        /// How many items it is about, for a refresh.
        pub items: u32,
        /// Letters that the phone shows too: `AB-CDE-FG`.
        pub fingerprint: String,
        /// Where it stands.
        pub stage: RequestStage,
        /// Milliseconds left, while it runs.
        pub ends_in_ms: f64,
        /// Milliseconds it was given, for the bar.
        pub total_ms: f64,
        /// Whether one minute more is possible.
        pub can_extend: bool,
        /// What the phone will show instead of the full host, when that is misleading (`co.uk`).
        pub phone_shows: Option<String>,
        /// More answers than can be right came from this address.
        pub interference: bool,
        /// Why it ended without an answer.
        pub fault: Option<FaultView>,
        /// How many items came.
        pub received: u32,
        /// The login that came, while it is at hand (two minutes): for copying and for a second step.
        pub held: Option<ItemView>,
    }

    /// The commands as people know them.
    #[derive(Copy, Eq)]
    pub enum RequestKind {
        /// The login for a site.
        Site,
        /// One login, chosen on the phone.
        Any,
        /// Several logins, chosen on the phone.
        Several,
        /// All logins.
        All,
        /// A new login for a site.
        Create,
        /// The present state of one item.
        RefreshOne,
        /// The present state of all items.
        RefreshAll,
        /// The key of the cache.
        Unlock,
        /// A backup of the vault.
        Backup,
        /// Nothing but an answer, to prove that it is the linked phone.
        Prove,
    }

    /// Where a request stands.
    #[allow(missing_docs)]
    pub enum RequestStage {
        /// Reaching the phone for the first time.
        Reaching,
        /// The phone has it: accept and choose there.
        Waiting,
        /// The phone says it is locked or the app is not in front.
        PhoneLocked,
        /// The phone is busy with another request.
        PhoneBusy,
        /// No answer from the address; still trying.
        Unreachable,
        /// Right after linking: the phone's user has not accepted the link yet.
        NotAcceptedYet,
        /// The answer came and is being put away.
        Finishing,
        /// Over, with an answer.
        Done,
        /// Over, without one; see `fault`.
        Failed,
    }

    /// Something that happened.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum Notice {
        /// The form was filled.
        Filled { name: String, host: String },
        /// Only the account name was filled (first step of two).
        FilledUser { name: String, host: String },
        /// A one-time code was filled.
        FilledCode { name: String, host: String },
        /// A new password was filled, in both fields if there are two.
        FilledNew { host: String },
        /// Nothing was filled.
        NotFilled { why: WhyNot },
        /// The fields that the user pointed at are remembered for this host.
        Pointed { host: String },
        /// No longer.
        PointForgotten { host: String },
        /// Items were put into the cache.
        Kept { new: u32, changed: u32 },
        /// The phone's word about items that were refreshed: what changed, and how many did not.
        Refreshed { changes: Vec<ChangeView>, same: u32 },
        /// Items could not be put into the cache.
        NotKept,
        /// The cache was opened.
        Unlocked,
        /// The item was removed.
        Forgotten,
        /// A change was kept at the server.
        Stored { name: String },
        /// An item was moved to the bin of its server; [`super::Intent::UndoBin`] takes it back.
        Binned { name: String },
        /// It was taken back.
        Unbinned { name: String },
        /// What was stored is damaged; the rest works.
        Damaged,
        /// The phone answered at another address than before; it is asked there first from now on.
        PhoneMoved { phone: String, address: String },
        /// The backup was not saved, because of this.
        NoBackup { fault: FaultView },
        /// An item is in the bin of its server, from which only the server's own pages take it back.
        InBin { name: String },
        /// A login was to be filled in, and its server did not hand it out, because of this.
        NotFetched { fault: FaultView },
        /// The caches have new keys; passphrase and passkey, if there were any, have to be set again.
        Rotated { factors: bool },
        /// Locked, and this is why.
        Locked { why: LockCause },
        /// The clipboard was emptied.
        ClipboardCleared,
        /// The clipboard held something else by then and was left alone.
        ClipboardChanged,
        /// The clipboard could not be emptied.
        ClipboardNotCleared,
        /// What was made could not be kept: it is on the screen only.
        GeneratedNotKept,
    }

    /// Why the cache locked by itself.
    #[derive(Copy, Eq)]
    pub enum LockCause {
        /// Not used for a while, or open for too long.
        Time,
        /// The screen was locked.
        ScreenLocked,
        /// Nobody used the computer for a while.
        Idle,
        /// The computer slept.
        Slept,
    }

    /// What the phone changed about an item. Names no secret.
    pub struct ChangeView {
        /// Name of the item.
        pub name: String,
        /// What happened to it.
        pub kind: ChangeKind,
        /// Which parts differ, if it changed.
        pub fields: Vec<ChangedField>,
    }

    /// What can happen to an item.
    #[derive(Copy, Eq)]
    pub enum ChangeKind {
        /// It was not there before.
        New,
        /// Some of it differs.
        Changed,
        /// The phone does not know it, or does not hand it out; it is kept and marked.
        Gone,
        /// It was marked as gone, and came.
        Back,
    }

    /// Parts of an item.
    #[allow(missing_docs)]
    #[derive(Copy, Eq)]
    pub enum ChangedField { Name, User, Website, Password, Otp, Email, Note, Tags }

    /// Why nothing was filled.
    #[allow(missing_docs)]
    pub enum WhyNot {
        /// The page changed since the user asked.
        PageChanged,
        /// No visible field to fill.
        NoForm,
        /// Only fields for new passwords.
        OnlyNewPassword,
        /// The page cannot be touched (browser page, opaque origin).
        NotAPage,
        /// The value did not fit the field and was taken out again.
        DidNotFit,
        /// It took too long; ask again.
        Expired,
        /// The page refused the script.
        NoAccess,
        /// The page is not encrypted, and a policy forbids to fill such pages.
        Forbidden,
        /// The page wants a one-time code, and the login has none.
        NoCode,
        /// The page has no field for a one-time code.
        NoCodeField,
        /// The page has no field for a new password.
        NoNewPassword,
        /// Nothing was pointed at.
        NotPointed,
    }

    /// What opens the cache beside the phone.
    pub struct FactorsView {
        /// A passphrase does.
        pub passphrase: bool,
        /// A passkey does.
        pub passkey: Option<PasskeyView>,
        /// Milliseconds until the passphrase may be tried again, after wrong ones; 0 if at once.
        pub wait_ms: f64,
        /// So many wrong ones that only the phone (or the passkey) opens the cache now.
        pub phone_needed: bool,
        /// The passphrase is being tried or set.
        pub busy: bool,
    }

    /// What a view needs to ask a passkey.
    pub struct PasskeyView {
        /// Its id.
        pub credential: Vec<u8>,
        /// Input for its PRF.
        pub salt: Vec<u8>,
    }
}
