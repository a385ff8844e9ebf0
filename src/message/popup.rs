//! The toolbar popup.

use serde::{Deserialize, Serialize};

use super::{
    AccountView, ChangeStateView, FactorsView, GeneratorView, ItemView, ListView, Notice, OfferView,
    PhoneView, PlaceView, RequestView, SourceView, WhyView, shared,
};

shared! {
    /// The toolbar popup.
    pub struct PopupScreen {
        /// What stands in the way, if anything.
        pub state: PopupState,
        /// The page in front, if it is one that can be filled at all.
        pub page: PageView,
        /// The phone that is asked.
        pub phone: Option<PhoneView>,
        /// All linked phones.
        pub phones: Vec<PhoneView>,
        /// Everything that items come from: phones and accounts.
        pub sources: Vec<SourceView>,
        /// The accounts at servers.
        pub accounts: Vec<AccountView>,
        /// Where new items can be made, the one that was used last first.
        pub places: Vec<PlaceView>,
        /// What servers list apart, where it is not empty.
        pub lists: Vec<ListView>,
        /// A change on its way to a server.
        pub change: Option<ChangeStateView>,
        /// Link ids of phones whose items are still locked while the cache is open: they open with their phone.
        pub closed: Vec<String>,
        /// The running or finished request.
        pub request: Option<RequestView>,
        /// Logins that came and wait for a yes before they are kept.
        pub import: Option<ImportView>,
        /// A login that is about to be created on the phone.
        pub create: Option<CreateView>,
        /// The generator, when it is open.
        pub generator: Option<GeneratorView>,
        /// What is made of the page in front, when somebody asks.
        pub why: Option<WhyView>,
        /// The login whose first step was just filled in this tab: the next step is its, too.
        pub next: Option<NextView>,
        /// What the popup was opened for.
        pub opened_for: Option<OpenedFor>,
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
        /// The place that the lists are narrowed to, see [`super::Intent::Browse`]; with an empty `vault` and the name of
        /// the account for all of a source.
        pub browsed: Option<PlaceView>,
        /// Milliseconds until the cache locks, when it is open.
        pub locks_in_ms: Option<f64>,
        /// What opens the cache beside the phone.
        pub factors: FactorsView,
        /// Seconds until a copied value is taken out of the clipboard; 0 if it stays.
        pub clipboard_seconds: u32,
        /// The connecting page waits for the code of a Passwork, which may stand in the tab beneath the popup:
        /// [`super::Intent::ReadCode`].
        pub wants_code: bool,
        /// Something the user must decide before a fill.
        pub question: Option<Question>,
        /// What was typed into a page and could be kept.
        pub offer: Option<OfferView>,
        /// The last thing that happened.
        pub notice: Option<Notice>,
        /// Whether asking for this site also keeps the answer (the last choice).
        pub keep: bool,
        /// Whether anything may be kept at all (policy).
        pub may_keep: bool,
        /// Whether there is anything to permit us in pages (settings, policy).
        pub may_stay: bool,
        /// Say once what the permission for pages is good for: until it is given, or the user put that away.
        pub pages_hint: bool,
    }

    /// What the popup is about.
    #[allow(missing_docs)]
    pub enum PopupState {
        /// No phone is linked and no account connected.
        FirstRun,
        /// There is a source, and nothing cached yet.
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
        /// Host of the frame that holds the login form, if it is another site's (T-36, T-37); empty otherwise.
        pub frame: String,
        /// The user pointed at the fields of this site once.
        pub pointed: bool,
    }

    /// The next step of a login.
    pub struct NextView {
        /// The login.
        pub item: ItemView,
        /// What comes next.
        pub step: NextStep,
    }

    /// Steps of a login after its first.
    #[derive(Copy, Eq)]
    pub enum NextStep {
        /// The password.
        Password,
        /// The one-time code.
        Code,
    }

    /// What a command or the context menu opened the popup for.
    #[derive(Copy, Eq)]
    pub enum OpenedFor {
        /// To make a password.
        Generator,
        /// To choose one of several logins that fit.
        Choosing,
        /// The login that was asked for needs an open cache.
        Unlocking,
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
        /// A login form, but in a frame of another site.
        Framed,
        /// A form for a one-time code.
        Code,
        /// Only new passwords: sign-up or change.
        NewPassword,
    }

    /// Logins that came from the phone and are not kept yet.
    pub struct ImportView {
        /// Link id of the phone they came from.
        pub phone: String,
        /// How many.
        pub count: u32,
        /// How many of them are not in the cache yet.
        pub new: u32,
        /// How many of them differ from what is in the cache.
        pub changed: u32,
        /// Their names, at most 200.
        pub names: Vec<String>,
    }

    /// A login that is about to be created.
    pub struct CreateView {
        /// Full host it is for.
        pub host: String,
        /// The part of `host` to be shown stronger.
        pub registrable: String,
        /// The account name as it stands in the form; may be empty.
        pub user: String,
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
        /// The form is in a frame of another site than the page around it.
        OtherFrame { frame_host: String, page_host: String },
        /// The field that the user pointed at shows the password to everybody who looks.
        ShownPassword { page_host: String },
    }
}
