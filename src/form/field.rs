//! What a single field says about itself.

use crate::message::FieldSnapshot;

use super::{
    autocomplete::Hint,
    decide::NEW_BY_HINT,
    text::Words,
    words::{
        CARD, CODE, CODE_WORD, CURRENT, MAIL, NEW, NOT_A_NAME, ONE_TIME, OTHER_PURPOSE, PASSWORD, PERSON,
        PHONE, RULES, SECOND, SURELY_ONE_TIME, USER,
    },
};

/// Points from which a lone line of text can be an account name.
const ENOUGH: i32 = 1;

/// A field with its signs. Points are for and against; several signs add up.
#[allow(clippy::struct_excessive_bools, reason = "signs that do not shut each other out")]
pub(super) struct Field<'a> {
    pub(super) seen: &'a FieldSnapshot,
    /// What `autocomplete` says.
    pub(super) hint: Hint,
    /// For its being an account name, before its place in the form is known.
    pub(super) user: i32,
    /// For its being a password that is to become one; against, if it is the one in force.
    pub(super) new: i32,
    /// A word of its own says that it is the password in force.
    pub(super) says_current: bool,
    /// It says that it repeats a password, or asks for a new one.
    pub(super) says_new: bool,
    /// It says so in words, whatever `autocomplete` says.
    pub(super) new_in_words: bool,
    /// It asks for a code that is good once.
    pub(super) code: bool,
    /// No doubt about that, whatever stands beside it.
    pub(super) sure_code: bool,
    /// It asks for something of a card.
    pub(super) card: bool,
    /// It asks for something about a person.
    pub(super) person: bool,
    /// It says that it is a mail address.
    pub(super) mail: bool,
    /// It says that it is a name for an account, other than a mail address.
    pub(super) named: bool,
    /// A line of text, whatever it is for; no code.
    pub(super) text: bool,
    /// A line of text that no sign takes from logins.
    pub(super) line: bool,
    /// A password of any sort.
    pub(super) password: bool,
    /// A password that may be a code all the same.
    pub(super) like_code: bool,
    /// A password that people read as a code, whatever its name is.
    pub(super) read_as_code: bool,
}

impl<'a> Field<'a> {
    /// Reads a field. `common` are the words that all names in its form have, which say nothing about it alone.
    pub(super) fn of(seen: &'a FieldSnapshot, common: &[String]) -> Self {
        let hint = Hint::of(&seen.autocomplete);
        let name = Words::without([seen.name.as_str(), &seen.id], common);
        let said = Words::of([seen.label.as_str(), &seen.hint, &seen.near]);
        let mut field = Self {
            seen,
            hint,
            user: 0,
            new: 0,
            says_current: false,
            says_new: false,
            new_in_words: false,
            code: false,
            sure_code: false,
            card: false,
            person: false,
            mail: false,
            named: false,
            text: false,
            line: false,
            password: false,
            like_code: false,
            read_as_code: false,
        };
        field.card = said.say(CARD) || name.say(CARD) || seen.autocomplete.contains("cc-");
        field.sure_code = hint == Hint::Code || said.say(SURELY_ONE_TIME) || name.say(SURELY_ONE_TIME);
        match seen.kind.as_str() {
            "password" => field.read_password(&name, &said),
            "text" | "email" | "tel" | "number" | "search" | "url" | "" => field.read_text(&name, &said),
            _ => {}
        }
        field
    }

    /// Whether a person can see it and type into it.
    pub(super) fn usable(&self) -> bool {
        self.seen.visible && self.seen.editable
    }

    /// Whether it can be the account name at all.
    pub(super) fn may_be_user(&self) -> bool {
        !self.password && self.user >= ENOUGH
    }

    /// Whether it takes a few digits.
    fn for_digits(&self) -> bool {
        let few = self.seen.max_length.is_some_and(|most| (4..=10).contains(&most));
        few || self.seen.input_mode == "numeric" || matches!(self.seen.kind.as_str(), "tel" | "number")
    }

    /// One of the boxes that a code is typed into, a character each.
    pub(super) fn is_box(&self) -> bool {
        let kind = matches!(self.seen.kind.as_str(), "text" | "tel" | "number" | "password");
        kind && self.seen.max_length == Some(1) && self.usable()
    }

    /// Makes it a code, or a part of one.
    pub(super) fn becomes_code(&mut self) {
        (self.code, self.sure_code) = (true, true);
        self.password = false;
        self.text = false;
        self.line = false;
    }

    fn read_password(&mut self, name: &Words, said: &Words) {
        let says = |table: &[&str]| said.say(table) || name.say(table);
        match self.hint {
            Hint::Code => self.code = true,
            Hint::Other => return,
            _ => {
                self.code = !self.hint.is_password() && !says(PASSWORD) && (self.sure_code || says(ONE_TIME));
            }
        }
        let other = !self.hint.is_password() && !says(PASSWORD) && (says(CODE) || says(CARD));
        if self.code || other {
            return;
        }
        self.password = true;
        self.like_code = self.hint != Hint::CurrentPassword && (says(ONE_TIME) || says(&["passcode"]));
        // Some brokers hide the account name as if it were a password.
        self.named = !self.hint.is_password() && says(USER) && !says(PASSWORD);
        self.says_current = self.hint == Hint::CurrentPassword || says(CURRENT);
        self.new_in_words = says(NEW);
        self.says_new = self.hint == Hint::NewPassword || self.new_in_words;
        self.read_as_code =
            !self.hint.is_password() && !self.says_new && !said.say(PASSWORD) && said.say(ONE_TIME);
        self.new += match self.hint {
            Hint::CurrentPassword => -8,
            Hint::NewPassword => NEW_BY_HINT,
            _ => 0,
        };
        self.new += points(said.say(NEW), 5) + points(name.say(NEW), 4) + points(said.say(RULES), 3);
        self.new -= points(said.say(CURRENT), 5) + points(name.say(CURRENT), 4);
        let rules = !self.seen.password_rules.is_empty();
        self.new += points(rules, 2) + points(self.seen.min_length.is_some_and(|length| length > 5), 1);
    }

    fn read_text(&mut self, name: &Words, said: &Words) {
        let says = |table: &[&str]| said.say(table) || name.say(table);
        // Half a dozen boxes for one code, parts of a date or of a number.
        let short = self.seen.max_length.is_some_and(|most| most < 4);
        let a_code = self.sure_code
            || says(ONE_TIME)
            || (self.for_digits()
                && says(CODE_WORD)
                && ![OTHER_PURPOSE, PERSON, USER].iter().any(|table| says(table)));
        self.code = self.hint == Hint::Code
            || (!self.hint.is_user() && self.seen.kind != "email" && a_code && !says(CODE) && !self.card);
        if self.code || self.hint == Hint::Other || (short && !self.hint.is_user()) {
            return;
        }
        self.text = true;
        let kind = self.seen.kind.as_str();
        self.person = !self.hint.is_user() && !said.say(USER) && says(PERSON);
        self.mail = kind == "email" || self.hint == Hint::Mail || says(MAIL);
        self.named = self.hint == Hint::User || says(USER);
        self.user += match self.hint {
            Hint::User => 12,
            Hint::Mail => 6,
            // A password field that was switched to show its text is left alone (T-52).
            Hint::CurrentPassword | Hint::NewPassword => -40,
            _ => 0,
        };
        self.user += match kind {
            "email" => 4,
            "tel" => 1,
            "search" | "url" if self.hint == Hint::User => -10,
            "search" | "url" => -20,
            _ => 0,
        };
        self.user += points(said.say(USER), 6) + points(name.say(USER), 5);
        self.user += points(said.say(MAIL), 5) + points(name.say(MAIL), 4);
        self.user += points(said.say(PHONE), 2) + points(name.say(PHONE), 1);
        if self.hint != Hint::User {
            let other = says(CODE) || (says(OTHER_PURPOSE) && !self.named);
            self.user -= points(other, 20) + points(says(CARD), 2) + points(says(SECOND), 6);
            self.user -= points(self.person && said.say(PERSON), 12)
                + points(self.person && name.say(PERSON), 9)
                + points(says(NOT_A_NAME), 9);
            self.user -= points(says(PASSWORD) && !self.mail && !said.say(USER), 12);
        }
        self.line = self.user > -10;
    }
}

/// Points, if something holds.
pub(super) fn points(holds: bool, points: i32) -> i32 {
    if holds { points } else { 0 }
}
