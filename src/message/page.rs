//! What pages report and what they are given.

use serde::{Deserialize, Serialize};

use super::{WhyNot, shared};

shared! {
    /// What a content script saw in its frame. No values. All texts are cut to 100 characters where nothing else is said.
    #[derive(Default)]
    pub struct Snapshot {
        /// `location.origin` as the frame sees it; checked against what the browser says.
        pub origin: String,
        /// Random text made once per document; a fill names it again.
        pub document: String,
        /// Whether this is the top frame.
        pub top: bool,
        /// The title of the document.
        pub title: String,
        /// The forms that hold fields, by number.
        pub forms: Vec<FormSnapshot>,
        /// What stands in for a form where fields stand outside of forms: the nearest container of those that belong
        /// together, by number.
        pub parts: Vec<FormSnapshot>,
        /// The fields, in document order, at most 500.
        pub fields: Vec<FieldSnapshot>,
    }

    /// A form, or a container of fields that are in none.
    #[derive(Default)]
    pub struct FormSnapshot {
        /// Resolved address the form sends to; empty for a container.
        pub action: String,
        /// Texts of its buttons; at most 200 characters.
        pub buttons: String,
        /// Its name, id, class and the path it sends to.
        pub names: String,
        /// Legends and headings in it, or else the nearest one before it; its `aria-label`.
        pub heading: String,
        /// Texts of the links in it; at most 200 characters.
        pub links: String,
        /// Number of its lists to choose from (`select`).
        pub selects: u32,
        /// Number of its fields for long texts (`textarea`).
        pub text_areas: u32,
        /// Number of its check boxes.
        pub checks: u32,
    }

    /// A field that could matter. All texts are cut to 100 characters where nothing else is said.
    #[derive(Default)]
    pub struct FieldSnapshot {
        /// Number of the field in its document, never reused.
        pub key: u32,
        /// Index into [`Snapshot::forms`], if it is in one.
        pub form: Option<u32>,
        /// Index into [`Snapshot::parts`], if it is in no form.
        pub part: Option<u32>,
        /// The `type` property, lower case.
        pub kind: String,
        /// The `autocomplete` attribute.
        pub autocomplete: String,
        /// The `name` attribute.
        pub name: String,
        /// The `id` attribute.
        pub id: String,
        /// Label, `aria-label` and what `aria-labelledby` names, joined.
        pub label: String,
        /// Placeholder and title, joined.
        pub hint: String,
        /// The nearest text before it.
        pub near: String,
        /// Seen by a person: size, opacity of it and all parents, in the page, not covered.
        pub visible: bool,
        /// Can be typed into: not switched off, and not locked with something in it. Pages lock empty fields until
        /// they have the focus, to keep browsers from filling them.
        pub editable: bool,
        /// Has the focus.
        pub focused: bool,
        /// Holds something already.
        pub filled: bool,
        /// The `minlength`, if set.
        pub min_length: Option<u32>,
        /// The `maxlength`, if set.
        pub max_length: Option<u32>,
        /// The `pattern` attribute; at most 200 characters.
        pub pattern: String,
        /// The `passwordrules` attribute; at most 200 characters.
        pub password_rules: String,
        /// The `inputmode` attribute.
        pub input_mode: String,
    }

    /// What a field is for.
    #[derive(Copy, Eq)]
    pub enum Meaning {
        /// The name of an account: a user name, mail address, phone or customer number.
        AccountName,
        /// The password in force.
        CurrentPassword,
        /// A password that is to become one, or its repetition.
        NewPassword,
        /// A code that is good once.
        OneTimeCode,
        /// Nothing for a login.
        Other,
    }

    /// The strongest sign for what a field is for.
    #[derive(Copy, Eq)]
    pub enum Because {
        /// Its `autocomplete` attribute says so.
        Autocomplete,
        /// Its own name, label or placeholder says so.
        Words,
        /// Its type says so.
        Type,
        /// The words of the form, its buttons and headings, say so.
        Form,
        /// Its place among the other fields of the form.
        Place,
        /// It repeats a password, or is repeated by one.
        Repetition,
        /// Nobody can see it.
        Unseen,
        /// Nobody can type into it.
        Locked,
        /// There is no sign.
        Nothing,
    }

    /// One fill, for one document. The only message with a secret that goes to a page.
    pub struct FillOrder {
        /// The document that was looked at.
        pub document: String,
        /// The origin it must still have.
        pub origin: String,
        /// It is a new password, which no item holds yet: it counts as typed when the form is sent.
        pub new: bool,
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
        /// The field must hold the value letter by letter. Otherwise the page may write it in its own way, as long as
        /// letters and digits stay the same: phone numbers, codes (T-49).
        pub exact: bool,
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

    /// Have a person point at the fields of a login, in one document.
    pub struct PointOrder {
        /// The document that was looked at.
        pub document: String,
        /// The origin it must still have.
        pub origin: String,
        /// What to say meanwhile.
        pub texts: PointTexts,
    }

    /// What is said in the page while a person points, in the language of the view that asked. Each at most 200
    /// characters.
    pub struct PointTexts {
        /// "Choose the field for the account name."
        pub user: String,
        /// "Choose the field for the password."
        pub password: String,
        /// "There is none here", on a button.
        pub none: String,
        /// "Cancel", on a button.
        pub cancel: String,
        /// Which keys do what.
        pub keys: String,
    }

    /// What a person pointed at.
    pub struct PointReport {
        /// The page, as it is now.
        pub snapshot: Snapshot,
        /// Key of the field for the account name.
        pub user: Option<u32>,
        /// Key of the field for the password.
        pub password: Option<u32>,
        /// It was given up.
        pub cancelled: bool,
    }
}
