//! What a form wants of a password.

use crate::message::{RuleNeed, RulesView};

use super::apple;
use super::chars::CharSet;
use super::password::longest_run;
use super::pattern;

/// Most needs that are kept apart; no form has as many, and counting passwords doubles with each.
pub(super) const MOST_NEEDS: usize = 8;
/// Longest text of an attribute that is read, in bytes.
const MAX_TEXT_LEN: usize = 800;

/// What a form wants of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Signs at least.
    pub min: Option<u32>,
    /// Signs at most.
    pub max: Option<u32>,
    /// One sign of each at least.
    pub required: Vec<CharSet>,
    /// No others.
    pub allowed: CharSet,
    /// How often one sign may stand in a row.
    pub max_consecutive: Option<u32>,
    /// The form says something that was not understood.
    pub unread: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            min: None,
            max: None,
            required: Vec::new(),
            allowed: CharSet::ALL,
            max_consecutive: None,
            unread: false,
        }
    }
}

/// What one field says, as it stands in the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldRules<'a> {
    /// Attribute `passwordrules`.
    pub password_rules: &'a str,
    /// Attribute `minlength`.
    pub min_length: Option<u32>,
    /// Attribute `maxlength`.
    pub max_length: Option<u32>,
    /// Attribute `pattern`.
    pub pattern: &'a str,
}

impl Rules {
    /// What the fields for a new password say, all of them together: the second one repeats the first.
    pub fn of<'a>(fields: impl IntoIterator<Item = FieldRules<'a>>) -> Self {
        let mut rules = Self::default();
        for field in fields {
            let lengths = Self { min: field.min_length, max: field.max_length, ..Self::default() };
            rules = rules.and(lengths);
            for (text, read) in [
                (field.password_rules, apple::read as fn(&str) -> Self),
                (field.pattern, pattern::read as fn(&str) -> Self),
            ] {
                if text.len() > MAX_TEXT_LEN {
                    rules.unread = true;
                } else if !text.trim().is_empty() {
                    rules = rules.and(read(text));
                }
            }
        }
        rules.settle();
        rules
    }

    /// Both at once.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        let both = |a: Option<u32>, b: Option<u32>, choose: fn(u32, u32) -> u32| match (a, b) {
            (Some(a), Some(b)) => Some(choose(a, b)),
            (a, b) => a.or(b),
        };
        self.min = both(self.min, other.min, u32::max);
        self.max = both(self.max, other.max, u32::min);
        self.max_consecutive = both(self.max_consecutive, other.max_consecutive, u32::min);
        self.required.extend(other.required);
        self.allowed = self.allowed.within(other.allowed);
        self.unread |= other.unread;
        self
    }

    /// Puts away what contradicts itself: such a rule cannot be what was meant.
    fn settle(&mut self) {
        // `maxlength` is what the browser enforces.
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            self.min = None;
            self.unread = true;
        }
        if self.max == Some(0) || self.max_consecutive == Some(0) {
            self.max = self.max.filter(|max| *max > 0);
            self.max_consecutive = self.max_consecutive.filter(|most| *most > 0);
            self.unread = true;
        }
        self.min = self.min.filter(|min| *min > 0);
        if self.allowed.is_empty() {
            self.allowed = CharSet::ALL;
            self.unread = true;
        }
        let allowed = self.allowed;
        let before = self.required.len();
        self.required.retain(|need| !need.within(allowed).is_empty());
        self.unread |= self.required.len() < before;
        self.required.sort_by_key(|need| need.len());
        self.required.dedup();
        if self.required.len() > MOST_NEEDS {
            self.required.truncate(MOST_NEEDS);
            self.unread = true;
        }
    }

    /// Whether a password obeys.
    pub fn allow(&self, text: &str) -> bool {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.min.is_none_or(|min| length >= min)
            && self.max.is_none_or(|max| length <= max)
            && text.chars().all(|sign| self.allowed.contains(sign))
            && self.required.iter().all(|need| text.chars().any(|sign| need.contains(sign)))
            && self.max_consecutive.is_none_or(|most| longest_run(text) <= most as usize)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// In the words of the popup.
    pub fn view(&self) -> RulesView {
        RulesView {
            min: self.min,
            max: self.max,
            needs: self.required.iter().map(|need| name(*need)).collect(),
            not: refused(self.allowed),
            max_consecutive: self.max_consecutive,
            unread: self.unread,
        }
    }
}

/// What people call a set of signs.
fn name(need: CharSet) -> RuleNeed {
    let letters = CharSet::LOWER.and(CharSet::UPPER);
    let is_some_of = |class: CharSet| need.is_within(class) && need.len() * 2 > class.len();
    if is_some_of(CharSet::LOWER) {
        RuleNeed::Lower
    } else if is_some_of(CharSet::UPPER) {
        RuleNeed::Upper
    } else if is_some_of(CharSet::DIGIT) {
        RuleNeed::Digit
    } else if is_some_of(CharSet::SPECIAL) {
        RuleNeed::Special
    } else if is_some_of(letters) {
        RuleNeed::Letter
    } else {
        RuleNeed::OneOf { signs: need.iter().collect() }
    }
}

/// The classes of which nothing is allowed.
fn refused(allowed: CharSet) -> Vec<RuleNeed> {
    let classes = [
        (CharSet::LOWER, RuleNeed::Lower),
        (CharSet::UPPER, RuleNeed::Upper),
        (CharSet::DIGIT, RuleNeed::Digit),
        (CharSet::SPECIAL, RuleNeed::Special),
    ];
    classes.into_iter().filter(|(class, _)| class.within(allowed).is_empty()).map(|(_, name)| name).collect()
}
