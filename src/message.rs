//! Every message that crosses a border between the background and the rest.
//!
//! TypeScript types are generated from here into `extension/generated/` (`cargo xtask types`). Three borders, three
//! directions of trust:
//! - a view of ours sends an [`Intent`] and gets [`ToView`]; the background knows by the sender's address that it is
//!   a view, and takes nothing else as one;
//! - a page's content script returns a [`Snapshot`] or a [`FillReport`] when asked, and is never believed about who
//!   it is: tab, frame and origin come from the browser;
//! - a page gets one [`FillOrder`] at most for each fill.

use serde::{Deserialize, Serialize};

/// Marks what TypeScript sees too.
// Messages are made one at a time and sent at once; a box in them would only make them harder to read.
macro_rules! shared {
    () => {};
    ($(#[$meta:meta])* pub struct $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "messages.ts"))]
        $(#[$meta])*
        #[serde(rename_all = "camelCase")]
        pub struct $name $body
        shared! { $($rest)* }
    };
    ($(#[$meta:meta])* pub enum $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "messages.ts"))]
        $(#[$meta])*
        #[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
        #[allow(clippy::large_enum_variant)]
        pub enum $name $body
        shared! { $($rest)* }
    };
}

// ---------------------------------------------------------------------------------------------------------------
// Views to background
// ---------------------------------------------------------------------------------------------------------------

shared! {
    /// One post of a view: what it wants, with a number that the answer repeats.
    pub struct FromView {
        /// Chosen by the view, growing.
        pub seq: u32,
        /// What the user did.
        pub intent: Intent,
    }

    /// What a person did in one of our own views. Carries no tab, no origin and no address of a page: those come from
    /// the browser.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum Intent {
        // Linking page
        /// Make a new code to scan (also: start over).
        StartLink,
        /// The address field changed; the answer is in [`LinkScreen::address`].
        TypeAddress { text: String, port: String },
        /// Go: find the phone at the typed address and link.
        ConnectLink,
        /// The user granted (or lost) the permission for the phone's address.
        PermissionChanged,
        /// The answer to "is it the same on both screens?".
        CompareLink { same: bool },
        /// Stop linking; nothing is kept.
        AbandonLink,

        // Popup
        /// Ask the phone for a login for the page in front. `fill`: fill it in when it arrives. `keep`: also open the
        /// cache with the answer and put it there, when the cache is locked.
        AskSite { fill: bool, keep: bool },
        /// Ask the phone for all logins and keep them.
        AskAll,
        /// Ask the phone to open the cache.
        Unlock,
        /// Give up the running request, on the phone too.
        CancelRequest,
        /// One minute more for the running request.
        ExtendRequest,
        /// Put the finished request away.
        DismissRequest,
        /// Start the finished request again.
        RepeatRequest,
        /// Lock now.
        Lock,
        /// Fill this item into the page in front.
        Fill { item: String },
        /// The user saw the question in [`PopupScreen::question`].
        AnswerQuestion { yes: bool },
        /// Hand out one value for the clipboard; answered by [`ToView::Value`].
        Copy { item: String, field: CopyField },
        /// The search text changed.
        Search { text: String },
        /// Remove one item from the cache.
        Forget { item: String },

        // Options
        /// Change the settings.
        SaveSettings { settings: SettingsView },
        /// Remove the link with all its keys and its cache.
        Unlink { phone: String },
    }

    /// What can be copied.
    #[allow(missing_docs)]
    pub enum CopyField { User, Password }
}

// ---------------------------------------------------------------------------------------------------------------
// Background to views
// ---------------------------------------------------------------------------------------------------------------

shared! {
    /// What the background posts to a view.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum ToView {
        /// The whole of what the view shows, whenever it changes.
        Screen { screen: Screen },
        /// The answer to [`Intent::Copy`]: for the clipboard at once, kept nowhere.
        Value { seq: u32, text: String, field: CopyField },
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

    /// The toolbar popup.
    pub struct PopupScreen {
        /// What stands in the way, if anything.
        pub state: PopupState,
        /// The page in front, if it is one that can be filled at all.
        pub page: PageView,
        /// The linked phone.
        pub phone: Option<PhoneView>,
        /// The running or finished request.
        pub request: Option<RequestView>,
        /// Items for exactly this host (after the search filter).
        pub matches: Vec<ItemView>,
        /// Items of other hosts of the same registrable domain.
        pub company: Vec<ItemView>,
        /// All other items (after the search filter), by name.
        pub others: Vec<ItemView>,
        /// How many more items answer the search than are listed.
        pub more: u32,
        /// How many items the cache holds, whatever the filter says.
        pub total: u32,
        /// The search text that the lists answer.
        pub search: String,
        /// Milliseconds until the cache locks, when it is open.
        pub locks_in_ms: Option<f64>,
        /// Something the user must decide before a fill.
        pub question: Option<Question>,
        /// The last thing that happened.
        pub notice: Option<Notice>,
        /// Whether asking for this site also keeps the answer (the last choice).
        pub keep: bool,
    }

    /// What the popup is about.
    #[allow(missing_docs)]
    pub enum PopupState {
        /// No phone is linked.
        FirstRun,
        /// There is a link, and nothing cached yet.
        Empty,
        /// There are cached items, locked.
        Locked,
        /// The cache is open.
        Open,
        /// What is stored cannot be read; says so and offers to link again.
        Damaged,
    }

    /// The page in front of the user.
    pub struct PageView {
        /// Host as shown to people: Unicode, or punycode when scripts mix. Empty if there is none.
        pub host: String,
        /// The part of `host` that says who it is (registrable domain), to be shown stronger.
        pub registrable: String,
        /// What can be done with it.
        pub form: PageForm,
    }

    /// What kind of page is in front.
    #[allow(missing_docs)]
    pub enum PageForm {
        /// Not a web page, or one that we may not touch.
        NotAPage,
        /// Not looked at yet.
        Unknown,
        /// No login form was found.
        None,
        /// A login form (account name, current password, or one of them).
        Login,
        /// Only new passwords: sign-up or change.
        NewPassword,
    }

    /// A linked phone.
    pub struct PhoneView {
        /// Link id, e.g. `ABC-DEF`.
        pub id: String,
        /// Name the user gave, or the id.
        pub name: String,
        /// Address and port, e.g. `192.168.0.20:8787`.
        pub address: String,
        /// When it was linked, milliseconds since 1970.
        pub linked_at_ms: f64,
    }

    /// One cached item, without secrets.
    pub struct ItemView {
        /// Handle for intents.
        pub id: String,
        /// Name of the login.
        pub name: String,
        /// Account name.
        pub user: String,
        /// Host of its site, as shown to people; may be empty.
        pub host: String,
        /// When it came from the phone, milliseconds since 1970.
        pub fetched_at_ms: f64,
        /// Older than 30 days.
        pub stale: bool,
    }

    /// A request to the phone, from its first poll to its end.
    pub struct RequestView {
        /// What was asked.
        pub kind: RequestKind,
        /// Full host it is about, or empty.
        pub host: String,
        /// The part of `host` to be shown stronger.
        pub registrable: String,
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
    #[allow(missing_docs)]
    pub enum RequestKind { Site, All, Unlock }

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

    /// A question before a fill.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum Question {
        /// The page is not encrypted.
        InsecurePage { host: String },
        /// The item belongs to another site than the page.
        OtherSite { item_host: String, page_host: String },
        /// The item has no site at all.
        NoSite { page_host: String },
        /// The form sends to another host or without encryption.
        OtherTarget { page_host: String, target: String },
    }

    /// Something that happened.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum Notice {
        /// The form was filled.
        Filled { name: String, host: String },
        /// Only the account name was filled (first step of two).
        FilledUser { name: String, host: String },
        /// Nothing was filled.
        NotFilled { why: WhyNot },
        /// Items were put into the cache.
        Kept { new: u32, changed: u32 },
        /// Items could not be put into the cache.
        NotKept,
        /// The cache was opened.
        Unlocked,
        /// The item was removed.
        Forgotten,
        /// What was stored is damaged; the rest works.
        Damaged,
    }

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
    }

    /// The linking page.
    pub struct LinkScreen {
        /// Where linking stands.
        pub step: LinkStep,
        /// What the typed address means.
        pub address: AddressView,
        /// There is a link already; linking again replaces it.
        pub already_linked: bool,
    }

    /// The steps of linking.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum LinkStep {
        /// Nothing yet.
        Start,
        /// The key pair is being made.
        MakingKeys,
        /// The code is there to be scanned; waiting for an address.
        Code { code: LinkCode },
        /// Reaching the phone.
        Connecting { code: LinkCode, stage: LinkStage, needs_permission: Option<String>, waiting_ms: f64 },
        /// Compare.
        Compare { fingerprint: String, address: String },
        /// Linked.
        Done { phone: PhoneView, fingerprint: String },
        /// Over; nothing was kept.
        Failed { fault: FaultView },
    }

    /// What the phone scans.
    pub struct LinkCode {
        /// `ABC-DEF`.
        pub web_client_id: String,
        /// The text of the QR code, for those who cannot scan.
        pub text: String,
        /// Modules per side, without the quiet zone.
        pub size: u32,
        /// SVG path data of the dark modules, one unit each.
        pub path: String,
        /// Milliseconds until a new code is needed.
        pub expires_in_ms: f64,
    }

    /// Where reaching the phone stands.
    #[allow(missing_docs)]
    pub enum LinkStage {
        Reaching,
        /// The phone does not know the id yet: scan the code.
        NotScanned,
        /// The phone is locked.
        PhoneLocked,
        /// No linking screen is open on the phone.
        NotWaiting,
        /// No answer from the address; still trying.
        Unreachable,
        /// Something answers, and it is not a linking phone.
        SomeoneElse,
        /// The answer came; checking it.
        Checking,
    }

    /// What a typed address means.
    pub struct AddressView {
        /// What was typed.
        pub text: String,
        /// The port that was typed, or 8787.
        pub port: String,
        /// What it means, e.g. `http://192.168.0.20:8787`, when it is good.
        pub url: Option<String>,
        /// The handle of the address, e.g. `@iu`, when there is one.
        pub handle: Option<String>,
        /// What is wrong with it.
        pub fault: Option<FaultView>,
    }

    /// The options page.
    pub struct OptionsScreen {
        /// Linked phones.
        pub phones: Vec<PhoneView>,
        /// The settings.
        pub settings: SettingsView,
        /// How many items the cache holds; unknown while locked and never counted.
        pub cached: u32,
        /// Whether the cache is open.
        pub open: bool,
        /// What was removed by the last unlink, as locale keys.
        pub removed: Vec<String>,
    }

    /// What the user can set.
    pub struct SettingsView {
        /// Minutes until the cache locks without use, 1 to 240.
        pub lock_after_minutes: u32,
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Background and pages
// ---------------------------------------------------------------------------------------------------------------

shared! {
    /// What a content script saw in its frame. No values.
    pub struct Snapshot {
        /// `location.origin` as the frame sees it; checked against what the browser says.
        pub origin: String,
        /// Random text made once per document; a fill names it again.
        pub document: String,
        /// Whether this is the top frame.
        pub top: bool,
        /// The forms that hold fields, by number.
        pub forms: Vec<FormSnapshot>,
        /// The fields, in document order, at most 500.
        pub fields: Vec<FieldSnapshot>,
    }

    /// A form.
    pub struct FormSnapshot {
        /// Resolved address the form sends to.
        pub action: String,
        /// Texts of its buttons, name and id; at most 200 characters.
        pub text: String,
    }

    /// A field that could matter. All texts are cut to 100 characters.
    pub struct FieldSnapshot {
        /// Number of the field in its document, never reused.
        pub key: u32,
        /// Index into [`Snapshot::forms`], if it is in one.
        pub form: Option<u32>,
        /// The `type` property, lower case.
        pub kind: String,
        /// The `autocomplete` attribute.
        pub autocomplete: String,
        /// The `name` attribute.
        pub name: String,
        /// The `id` attribute.
        pub id: String,
        /// Label, `aria-label`, title and placeholder, joined.
        pub label: String,
        /// Seen by a person: size, opacity of it and all parents, in the page, not covered.
        pub visible: bool,
        /// Can be typed into.
        pub editable: bool,
        /// Has the focus.
        pub focused: bool,
        /// Holds something already.
        pub filled: bool,
        /// The `maxlength`, if set.
        pub max_length: Option<u32>,
    }

    /// One fill, for one document. The only message with a secret that goes to a page.
    pub struct FillOrder {
        /// The document that was looked at.
        pub document: String,
        /// The origin it must still have.
        pub origin: String,
        /// What goes where.
        pub values: Vec<FillValue>,
    }

    /// One value for one field.
    pub struct FillValue {
        /// The field.
        pub key: u32,
        /// The type that it had and must still have.
        pub kind: String,
        /// The form that it was in and must still be in.
        pub form: Option<u32>,
        /// The value.
        pub value: String,
    }

    /// What a content script did.
    pub struct FillReport {
        /// The document it is in.
        pub document: String,
        /// Fields that now hold the value.
        pub filled: Vec<u32>,
        /// Nothing was touched, or all was taken back, because of this.
        pub refused: Option<WhyNot>,
    }
}
