//! Why something was not filled, field by field.

use serde::{Deserialize, Serialize};

use super::{Because, Meaning, shared};

shared! {
    /// What Nearkey makes of the page in front.
    pub struct WhyView {
        /// Its fields, in the order of the page; those that have to do with logins are all there.
        pub fields: Vec<FieldView>,
        /// How many more fields there are.
        pub more: u32,
        /// A policy forbids to fill pages without encryption, and this is one.
        pub forbidden: bool,
    }

    /// One field.
    pub struct FieldView {
        /// What people see of it, or else what the page calls it. Text of the page; may be empty.
        pub name: String,
        /// What it is taken for.
        pub meaning: Meaning,
        /// How sure that is, in percent.
        pub sure: u8,
        /// The strongest sign.
        pub because: Because,
        /// What a fill does with it.
        pub verdict: FieldVerdict,
    }

    /// What a fill does with a field.
    #[derive(Eq)]
    #[serde(tag = "type")]
    pub enum FieldVerdict {
        /// It gets its part of a login.
        Fills,
        /// It gets a code, never a password.
        Code,
        /// Nobody sees it: it has no size, is transparent, covered or outside the page.
        Unseen,
        /// Nobody can type into it.
        Locked,
        /// It is for a new password: a stored one never goes there.
        NewPassword,
        /// It belongs to a form for a new account.
        SignUp,
        /// Another form of the page is the one that counts.
        OtherForm,
        /// It is in a frame, and another document of this site is the one that counts.
        OtherFrame,
        /// It gets its part of a login after a question: it is in a frame of another site.
        Asked {
            /// Its host.
            host: String,
        },
        /// It is in a frame of another site.
        OtherSite {
            /// Its host; empty if it has none.
            host: String,
        },
        /// It is for something else.
        Other,
    }
}
