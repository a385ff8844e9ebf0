//! The toolbar popup.

use serde::{Deserialize, Serialize};

use super::{
    FactorsView, GeneratorView, ItemView, Notice, OfferView, PhoneView, RequestView, WhyView, shared,
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
        /// What opens the cache beside the phone.
        pub factors: FactorsView,
        /// Seconds until a copied value is taken out of the clipboard; 0 if it stays.
        pub clipboard_seconds: u32,
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
    }
}
