//! What pages report and what they are given.

use serde::{Deserialize, Serialize};

use super::{WhyNot, shared};

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
