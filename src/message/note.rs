//! What content scripts that stay in pages tell unasked, and what they are told.
//!
//! They stay only where the user granted the pages permission. Who says something (tab, frame, document, origin) comes
//! from the browser, never from the note.

use serde::{Deserialize, Serialize};

use super::{Meaning, Snapshot, shared};

shared! {
    /// What a content script tells unasked.
    #[serde(tag = "type")]
    pub enum Note {
        /// The fields of its document, when they are new or changed.
        Seen {
            /// No values.
            snapshot: Snapshot,
        },
        /// The user clicked the mark of a field, or pressed the keys for it.
        Open {
            /// Our mark in the document.
            document: String,
            /// The field.
            key: u32,
            /// There are fields for a new password.
            new: bool,
        },
        /// The user chose in the menu.
        Choose {
            /// Our mark in the document.
            document: String,
            /// Number of the menu.
            menu: u32,
            /// What was chosen.
            choice: MenuChoice,
        },
        /// The menu is gone.
        Closed {
            /// Its number.
            menu: u32,
        },
        /// The user sent a form that was typed into. Carries a secret.
        Submitted {
            /// Our mark in the document.
            document: String,
            /// What was typed as account name; may be empty.
            user: String,
            /// What was typed as password; empty in the first step of two.
            password: String,
            /// It was typed into a field for a new password.
            new: bool,
        },
        /// The user answered the notice about what was typed.
        Answered {
            /// Number of the offer.
            offer: u32,
            /// The answer.
            answer: OfferAnswer,
        },
    }

    /// A row of the menu in a page.
    #[serde(tag = "type")]
    pub enum MenuChoice {
        /// Fill this login.
        Item {
            /// Its id.
            item: String,
        },
        /// Ask the phone for the login of this page.
        AskPhone,
        /// Have the phone make a login for this page.
        Create,
        /// Make a password.
        Generate,
        /// Never a mark or an offer on this host.
        Never,
        /// Open the cache, then show the menu.
        Unlock,
    }

    /// An answer to the notice in a page.
    #[derive(Copy, Eq)]
    pub enum OfferAnswer {
        /// Show it in the popup.
        Show,
        /// Not this time.
        NotNow,
        /// Never on this host.
        Never,
    }

    /// What a content script that stays is told. Never a secret.
    #[serde(tag = "type")]
    pub enum ToPage {
        /// What the fields of the document are for.
        Fields {
            /// Our mark in the document.
            document: String,
            /// Fields that have to do with a login.
            fields: Vec<PageField>,
            /// Whether what is typed may be told of when the form is sent.
            offers: bool,
        },
        /// The menu for a field.
        Menu {
            /// Our mark in the document.
            document: String,
            /// The field.
            key: u32,
            /// What is in it.
            menu: MenuView,
        },
        /// Put the menu away.
        CloseMenu,
        /// Tell the user about what was typed.
        Offer {
            /// Our mark in the document.
            document: String,
            /// What it is about.
            offer: OfferView,
        },
        /// Put the notice away.
        CloseOffer,
        /// Look at the document again and tell.
        Again,
        /// Take everything out of the page, and listen no more.
        Stop,
    }

    /// A field that has to do with a login.
    #[derive(Eq)]
    pub struct PageField {
        /// Number of the field in its document.
        pub key: u32,
        /// What it is for.
        pub role: Meaning,
        /// Whether it gets a mark.
        pub mark: bool,
    }

    /// What the menu shows.
    #[derive(Eq)]
    pub struct MenuView {
        /// Chosen by the background; a choice repeats it.
        pub number: u32,
        /// Full host it is for.
        pub host: String,
        /// The cache is locked: the only choice is to unlock it.
        pub locked: bool,
        /// Logins of exactly this host, at most six.
        pub items: Vec<MenuItem>,
        /// A phone can be asked.
        pub phone: bool,
        /// The phone can make a login for this site.
        pub create: bool,
        /// The form is for a new password, which can be made here.
        pub generate: bool,
    }

    /// One login in the menu.
    #[derive(Eq)]
    pub struct MenuItem {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its account name.
        pub user: String,
    }

    /// What was typed into a page and could be kept. Without the password.
    #[derive(Eq)]
    pub struct OfferView {
        /// Chosen by the background; an answer repeats it.
        pub number: u32,
        /// Full host it was typed at.
        pub host: String,
        /// The part of `host` to be shown stronger.
        pub registrable: String,
        /// The account name; may be empty.
        pub user: String,
        /// What is known of it.
        pub kind: OfferKind,
        /// The item with another password, if there is one.
        pub item: Option<MenuItem>,
    }

    /// What is known about what was typed.
    #[derive(Copy, Eq)]
    pub enum OfferKind {
        /// No such login is known here.
        New,
        /// A login with this account name has another password.
        Changed,
        /// The logins that are known are locked; it waits.
        Locked,
    }
}
