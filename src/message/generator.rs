//! The generator in the popup.

use serde::{Deserialize, Serialize};

use super::shared;

shared! {
    /// The generator. What it made crosses in [`super::ToView::Generated`] only.
    pub struct GeneratorView {
        /// What the user chose last.
        pub options: GeneratorOptions,
        /// What the form in front wants of a new password; nothing if it says nothing.
        pub rules: Option<RulesView>,
        /// Whether the page in front has fields for a new password.
        pub can_fill: bool,
        /// Passwords that were made before and are still kept, the newest first.
        pub history: Vec<GeneratedView>,
        /// Whether the kept ones stay closed until the cache is open.
        pub locked: bool,
        /// They are kept until the browser closes only (policy).
        pub brief: bool,
    }

    /// A password that is kept until it is used. Without the password.
    pub struct GeneratedView {
        /// Its number.
        pub id: String,
        /// Host of the page that it was made for, or empty.
        pub host: String,
        /// Milliseconds since 1970.
        pub made_at_ms: f64,
        /// Whether it was copied or filled in.
        pub taken: bool,
    }

    /// What is to be made.
    #[derive(Eq)]
    // Each is one box that a person ticks.
    #[allow(clippy::struct_excessive_bools)]
    pub struct GeneratorOptions {
        /// Of signs or of words.
        pub kind: GeneratorKind,
        /// Signs of a password, 4 to 128.
        pub length: u32,
        /// With `a` to `z`.
        pub lower: bool,
        /// With `A` to `Z`.
        pub upper: bool,
        /// With digits.
        pub digits: bool,
        /// With other signs.
        pub special: bool,
        /// Without signs that look like others.
        pub avoid_look_alikes: bool,
        /// Words of a passphrase, 3 to 12.
        pub words: u32,
        /// What stands between words: `-`, space, `.`, `_`, `,` or nothing.
        pub separator: String,
        /// Words begin with a capital letter.
        pub capitals: bool,
        /// A digit stands behind one of the words.
        pub number: bool,
        /// Whose words.
        pub language: WordLanguage,
    }

    /// What a password is made of.
    #[derive(Copy, Eq)]
    #[allow(missing_docs)]
    pub enum GeneratorKind { Password, Passphrase }

    /// Lists of words.
    #[derive(Copy, Eq)]
    #[allow(missing_docs)]
    pub enum WordLanguage { English, German }

    /// What a number of bits is worth.
    #[derive(Copy, Eq)]
    #[allow(missing_docs)]
    pub enum Strength { Weak, Fair, Good, Strong }

    /// What a form wants of a password.
    #[derive(Eq)]
    pub struct RulesView {
        /// Signs at least.
        pub min: Option<u32>,
        /// Signs at most.
        pub max: Option<u32>,
        /// One of each at least.
        pub needs: Vec<RuleNeed>,
        /// None of these.
        pub not: Vec<RuleNeed>,
        /// How often one sign may stand in a row.
        pub max_consecutive: Option<u32>,
        /// The form wants something else that was not understood.
        pub unread: bool,
    }

    /// Signs that a form wants, as people call them.
    #[derive(Eq)]
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum RuleNeed { Lower, Upper, Letter, Digit, Special, OneOf { signs: String } }
}
