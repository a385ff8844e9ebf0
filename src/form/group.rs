//! One form with what stands around its fields, and what each field means once the form is understood.

use std::collections::BTreeMap;

use crate::message::{FieldSnapshot, FormSnapshot};

use super::{
    Because, FieldReading, GroupReading, Meaning,
    autocomplete::Hint,
    decide::LOG_IN_BUTTON,
    field::{Field, points},
    phrases::{
        ASIDE, AWAY, CHANGE, FORGOT, GIFT, HAVE_ACCOUNT, LOG_IN, LOG_IN_WITH, NEXT, NO_ACCOUNT, SIGN_UP,
    },
    text::{Words, words},
    words::ONE_TIME,
};

/// Boxes of one character each that are a code: one-time codes have six to eight digits, some banks fewer or more.
const FEWEST_BOXES: usize = 4;
const MOST_BOXES: usize = 10;

/// From so many lines of text on, a sign-up is what a page is for.
const MANY_LINES: usize = 4;

/// The fields of one form, or of what stands in for one.
pub(super) struct Group<'a> {
    pub(super) form: Option<u32>,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) around: Around,
}

/// What buttons, headings, names and links say.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "signs that do not shut each other out")]
pub(super) struct Around {
    /// Points for a log in and against a sign-up.
    pub(super) log_in: i32,
    /// A button, heading or name says "log in".
    pub(super) says_log_in: bool,
    /// A button says "next".
    pub(super) says_next: bool,
    /// A heading or button says that a password is changed or was forgotten.
    pub(super) says_change: bool,
    /// A button speaks of one-time codes.
    pub(super) for_code: bool,
    /// A button, and no other, says "log in".
    pub(super) button_logs_in: bool,
    /// It stands in the head of the page or comes up over it, where no page has what it is made for.
    pub(super) aside: bool,
    /// It is about a gift card, which has a number and a PIN too.
    pub(super) gift: bool,
    /// It has a heading of its own.
    pub(super) headed: bool,
    /// The form is for something else, by its buttons, names or heading.
    pub(super) away: bool,
    /// Number of lists and long texts.
    pub(super) lists: i32,
    pub(super) long_texts: i32,
}

impl<'a> Group<'a> {
    /// Reads the fields of one form, all at once: what all their names have in common is a word of the form.
    pub(super) fn new(around: Option<&FormSnapshot>, title: &Words, fields: &[&'a FieldSnapshot]) -> Self {
        let common = common_words(fields);
        let form = fields.first().and_then(|field| field.form);
        let mut around = around.map_or_else(Around::default, |form| Around::of(form, &common));
        // A title speaks of the whole page, so it says little of one form.
        around.log_in += points(title.say(LOG_IN), 1) - points(title.say(SIGN_UP), 1);
        around.long_texts += points(fields.iter().any(|field| field.kind == "textarea"), 1);
        let mut fields: Vec<_> = fields.iter().map(|field| Field::of(field, &common)).collect();
        for boxes in fields.chunk_by_mut(|one, other| one.is_box() && other.is_box()) {
            if (FEWEST_BOXES..=MOST_BOXES).contains(&boxes.len()) {
                boxes.iter_mut().for_each(Field::becomes_code);
            }
        }
        // Of two passwords, one that reads as a code is one.
        if fields.iter().any(|field| field.password && field.usable() && !field.read_as_code) {
            fields.iter_mut().filter(|field| field.read_as_code).for_each(Field::becomes_code);
        }
        // Beside a password, "verification code" mostly means letters in a picture; beside a card, a number on its back.
        if fields.iter().any(|field| field.card || (field.password && field.usable())) {
            for field in &mut fields {
                field.code &= field.sure_code;
            }
        }
        Self { form, fields, around }
    }

    /// Whether the user is in this form.
    pub(super) fn has_focus(&self) -> bool {
        self.usable().any(|(_, field)| field.seen.focused)
    }

    /// Whether it asks for more than a login does: a password twice, or three and more lines.
    pub(super) fn asks_for_more(&self) -> bool {
        let count = |wanted: fn(&Field<'_>) -> bool| self.usable().filter(|(_, field)| wanted(field)).count();
        let mail_and_name =
            count(|field| field.mail && !field.named) > 0 && count(|field| field.named && !field.mail) > 0;
        count(|field| field.password) > 1 || count(|field| field.line || field.person) > 2 || mail_and_name
    }

    /// Whether a sign-up is not what the page is for, because this login stands beside it in its own right. One of many
    /// lines leaves no such doubt, unless the login has a heading.
    pub(super) fn stands_beside(&self, sign_up: &Self) -> bool {
        let lines = sign_up.usable().filter(|(_, field)| field.text).count();
        !self.around.aside && (self.around.headed || lines < MANY_LINES)
    }

    /// Fields that a person sees and can type into, with their places.
    pub(super) fn usable(&self) -> impl DoubleEndedIterator<Item = (usize, &Field<'a>)> {
        self.fields.iter().enumerate().filter(|(_, field)| field.usable())
    }

    /// What each field means, given what the group `at` is for.
    pub(super) fn tell(&self, at: usize, reading: &GroupReading) -> Vec<FieldReading> {
        let fields = self.fields.iter().map(|field| {
            let key = field.seen.key;
            let meaning = if reading.user == Some(key) {
                Meaning::AccountName
            } else if reading.password == Some(key) {
                Meaning::CurrentPassword
            } else if reading.new_passwords.contains(&key) {
                Meaning::NewPassword
            } else if reading.codes.contains(&key) {
                Meaning::OneTimeCode
            } else {
                Meaning::Other
            };
            let because = because(field, meaning, reading);
            FieldReading { key, group: at, meaning, sure: reading.sure, because }
        });
        fields.collect()
    }
}

/// The strongest sign for what a field means.
fn because(field: &Field<'_>, meaning: Meaning, reading: &GroupReading) -> Because {
    if !field.seen.visible {
        return Because::Unseen;
    }
    if !field.seen.editable {
        return Because::Locked;
    }
    let by_hint = match meaning {
        Meaning::AccountName => field.hint.is_user(),
        Meaning::CurrentPassword => field.hint == Hint::CurrentPassword,
        Meaning::NewPassword => field.hint == Hint::NewPassword,
        Meaning::OneTimeCode => field.hint == Hint::Code,
        Meaning::Other => field.hint == Hint::Other,
    };
    match meaning {
        _ if by_hint => Because::Autocomplete,
        Meaning::AccountName if field.named || field.mail => Because::Words,
        Meaning::AccountName => Because::Place,
        Meaning::CurrentPassword if field.says_current => Because::Words,
        Meaning::NewPassword if field.says_new => Because::Words,
        Meaning::NewPassword if reading.new_passwords.len() > 1 => Because::Repetition,
        Meaning::CurrentPassword | Meaning::NewPassword => Because::Form,
        Meaning::OneTimeCode => Because::Words,
        Meaning::Other if field.user < 0 || field.person => Because::Words,
        Meaning::Other if field.password || field.may_be_user() => Because::Form,
        Meaning::Other => Because::Nothing,
    }
}

impl Around {
    fn of(form: &FormSnapshot, common: &[String]) -> Self {
        let buttons = Words::of([form.buttons.as_str()]);
        let heading = Words::of([form.heading.as_str()]);
        let names = Words::of(common.iter().map(String::as_str).chain([form.names.as_str()]));
        let links = Words::of([form.links.as_str()]);
        let forgot = links.say(FORGOT) || (buttons.say(FORGOT) && buttons.say(LOG_IN));
        let with_another = links.say(LOG_IN_WITH);
        let beside = points(forgot, 3) + points(links.say(SIGN_UP), 1) + points(with_another, 1);
        let have_account = links.say(HAVE_ACCOUNT) || heading.say(HAVE_ACCOUNT);
        // "No account yet? Sign up" stands in a login, "Already a member? Log in" in a sign-up.
        let for_login = |words: &Words| words.say(LOG_IN) && !words.say(HAVE_ACCOUNT);
        let for_account = |words: &Words| words.say(SIGN_UP) && !words.say(NO_ACCOUNT);
        // A log in and a sign-up button side by side say nothing; what is around them does.
        let in_button = if buttons.say(LOG_IN) { 4 } else { 6 };
        let log_in = points(for_login(&buttons), LOG_IN_BUTTON)
            + points(for_login(&heading), 5)
            + points(for_login(&names), 2);
        let sign_up = points(for_account(&buttons), in_button)
            + points(for_account(&heading), 5)
            + points(for_account(&names), 3);
        let says_change = heading.say(CHANGE) || buttons.say(CHANGE);
        Self {
            log_in: log_in - sign_up + beside
                - points(have_account || (links.say(LOG_IN) && !with_another), 2),
            says_log_in: log_in > 0,
            says_next: buttons.say(NEXT),
            says_change: says_change || heading.say(FORGOT) || (buttons.say(FORGOT) && !buttons.say(LOG_IN)),
            for_code: buttons.say(ONE_TIME),
            button_logs_in: for_login(&buttons) && !buttons.say(SIGN_UP),
            aside: names.say(ASIDE),
            gift: [&buttons, &heading, &names].iter().any(|words| words.say(GIFT)),
            headed: !form.heading.is_empty(),
            away: [&buttons, &heading, &names].iter().any(|words| words.say(AWAY)),
            lists: number(form.selects),
            long_texts: number(form.text_areas),
        }
    }
}

fn number(count: u32) -> i32 {
    i32::try_from(count.min(100)).unwrap_or(100)
}

/// Words that the names of all fields have: `login_user` and `login_pass` say "login" for the form.
fn common_words(fields: &[&FieldSnapshot]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let named: Vec<_> =
        fields.iter().filter(|field| !(field.name.is_empty() && field.id.is_empty())).collect();
    for field in &named {
        let mut own: Vec<String> = words(&field.name).chain(words(&field.id)).collect();
        own.sort();
        own.dedup();
        for word in own {
            *counts.entry(word).or_default() += 1;
        }
    }
    let all = named.len();
    counts.into_iter().filter(|(_, count)| all > 1 && *count == all).map(|(word, _)| word).collect()
}
