//! One item in the popup: everything about it, changing it, and what stands against a change.

use serde::{Deserialize, Serialize};

use super::{ChangedField, FaultView, ItemView, ShareLife, shared};

shared! {
    /// Everything about one item but its secrets, which are handed out one by one. Shown, and kept nowhere else.
    pub struct DetailView {
        /// The item.
        pub item: ItemView,
        /// The vault that it lies in at its source; empty for phones.
        pub vault: String,
        /// The websites, as they were typed.
        pub website: String,
        /// An e-mail address.
        pub email: String,
        /// Words that it is sorted by.
        pub tags: Vec<String>,
        /// There is a password.
        pub has_password: bool,
        /// There is a note.
        pub has_note: bool,
        /// More fields; see [`CustomView`].
        pub fields: Vec<CustomView>,
        /// Files.
        pub files: Vec<FileView>,
        /// When it was made, milliseconds since 1970; 0 if that is not known.
        pub created_at_ms: f64,
        /// When it was changed last, milliseconds since 1970; 0 if that is not known.
        pub changed_at_ms: f64,
        /// When its password is to be changed, milliseconds since 1970; 0 if never.
        pub expires_at_ms: f64,
        /// Its source marks the password as known to others.
        pub compromised: bool,
        /// It belongs to somebody else, who shares it.
        pub shared: bool,
        /// It can be changed and moved to the bin.
        pub editable: bool,
        /// Earlier states can be fetched.
        pub has_revisions: bool,
        /// How long links that share it can live; none if there are no such links.
        pub lives: Vec<ShareLife>,
        /// The server cannot read it: a link has a code of its own. Without, the server makes the copy in clear.
        pub sealed: bool,
        /// It is marked as a favourite at its server; nothing if its source has no such mark.
        pub favourite: Option<bool>,
        /// It can be moved to other places of its source, see [`super::PopupScreen::places`].
        pub movable: bool,
        /// Some of it did not open with the password of its vault.
        pub damaged: bool,
    }

    /// A field that somebody added.
    pub struct CustomView {
        /// What it is called.
        pub label: String,
        /// Its value; empty if it is hidden.
        pub value: String,
        /// The value is a secret: handed out on demand.
        pub hidden: bool,
    }

    /// A file of an item.
    pub struct FileView {
        /// Its name.
        pub name: String,
        /// Bytes, as its source says.
        pub size: f64,
    }

    /// An earlier state of an item.
    pub struct RevisionView {
        /// Its number, for [`super::Intent::RevealRevision`].
        pub id: f64,
        /// When it was replaced, milliseconds since 1970.
        pub at_ms: f64,
        /// Its name then.
        pub name: String,
        /// Its account name then.
        pub user: String,
        /// Its websites then.
        pub website: String,
        /// There was a password.
        pub has_password: bool,
    }

    /// What is changed of an item, or what a new one has: only what is there. Carries secrets.
    #[derive(Default)]
    pub struct ItemChange {
        /// Name.
        pub name: Option<String>,
        /// Account name.
        pub user: Option<String>,
        /// The websites, as a person types them.
        pub website: Option<String>,
        /// The password.
        pub password: Option<String>,
        /// An e-mail address.
        pub email: Option<String>,
        /// The note.
        pub note: Option<String>,
        /// An `otpauth://` URI or a bare secret; empty to remove it.
        pub otp: Option<String>,
        /// Words that it is sorted by.
        pub tags: Option<Vec<String>>,
    }

    /// A place for new items.
    pub struct PlaceView {
        /// The source.
        pub source: String,
        /// The vault at it, by its id; empty for phones.
        pub vault: String,
        /// Its name.
        pub name: String,
    }

    /// Items that a server lists apart, for its user.
    pub struct ListView {
        /// The source.
        pub source: String,
        /// What they have in common.
        pub kind: ListKind,
        /// For [`super::Intent::Browse`].
        pub place: String,
        /// How many of them are here.
        pub items: u32,
    }

    /// Why a server lists items apart.
    #[derive(Copy)]
    pub enum ListKind {
        /// The user marked them.
        Favourites,
        /// The user used them last.
        Recent,
    }

    /// A change on its way to a server.
    pub struct ChangeStateView {
        /// Name of the item.
        pub name: String,
        /// It is on its way.
        pub running: bool,
        /// It was not kept, and why; it can be tried again.
        pub fault: Option<FaultView>,
        /// Somebody else changed the same at the server since it was fetched.
        pub conflict: Option<ConflictView>,
    }

    /// Two changes of the same item.
    pub struct ConflictView {
        /// What both changed.
        pub fields: Vec<ConflictField>,
        /// When the other one was made, milliseconds since 1970.
        pub at_ms: f64,
    }

    /// One field that both changed; secrets are not shown.
    pub struct ConflictField {
        /// Which.
        pub field: ChangedField,
        /// What it is at the server now; empty for secrets.
        pub theirs: String,
        /// What it is to be by the user's change; empty for secrets.
        pub ours: String,
    }

    /// What becomes of two changes.
    #[derive(Copy, Eq)]
    pub enum ConflictAnswer {
        /// The user's, over the server's; the server keeps the other as a revision.
        Ours,
        /// The server's.
        Theirs,
        /// Both: the user's becomes an item of its own.
        Both,
    }
}
