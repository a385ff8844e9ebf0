//! What one form is for.

use crate::message::{FieldSnapshot, FormSnapshot};

use super::{
    Because, FieldReading, GroupKind, GroupReading, Meaning,
    field::{Purpose, Sign},
    text::Words,
    words::{LOG_IN, NEXT, OTHER_PURPOSE, SIGN_UP},
};

/// Most visible lines of text in the first step of a login; more make it another kind of form.
const MAX_FIRST_STEP_LINES: usize = 2;

/// The fields of one form, or of what stands in for one.
pub(super) struct Group<'a> {
    form: Option<u32>,
    part: Option<u32>,
    text: String,
    fields: Vec<(&'a FieldSnapshot, Purpose)>,
}

impl<'a> Group<'a> {
    pub(super) fn new(around: Option<&'a FormSnapshot>, first: &'a FieldSnapshot) -> Self {
        let text = around
            .map(|form| format!("{} {} {}", form.buttons, form.names, form.heading))
            .unwrap_or_default();
        let part = first.part.filter(|_| first.form.is_none());
        let mut group = Self { form: first.form, part, text, fields: Vec::new() };
        group.push(first);
        group
    }

    /// Whether a field belongs here.
    pub(super) fn is_of(&self, field: &FieldSnapshot) -> bool {
        self.form == field.form && (self.form.is_some() || self.part == field.part)
    }

    pub(super) fn push(&mut self, field: &'a FieldSnapshot) {
        self.fields.push((field, Purpose::of(field)));
    }

    /// Whether the user is in this form.
    pub(super) fn has_focus(&self) -> bool {
        self.usable().any(|(_, field, _)| field.focused)
    }

    /// Tells what the form is for.
    pub(super) fn read(&self) -> GroupReading {
        let passwords: Vec<(usize, &FieldSnapshot, Purpose)> =
            self.usable().filter(|(_, _, purpose)| purpose.is_password()).collect();
        match passwords.as_slice() {
            [] => self.read_first_step(),
            [(at, field, purpose)] => self.read_one_password(*at, field, *purpose),
            [(_, field, first), others @ ..] => {
                let one_current = matches!(first, Purpose::CurrentPassword(_))
                    && !others.iter().any(|(_, _, other)| matches!(other, Purpose::CurrentPassword(_)));
                if one_current {
                    self.reading(GroupKind::ChangePassword, self.certain_user(), Some(field))
                } else {
                    self.reading(GroupKind::SignUp, self.user_of_new(), None)
                }
            }
        }
    }

    fn read_one_password(&self, at: usize, field: &FieldSnapshot, purpose: Purpose) -> GroupReading {
        let is_new = match purpose {
            Purpose::NewPassword(_) => true,
            Purpose::CurrentPassword(_) => false,
            _ => self.looks_like_sign_up(),
        };
        if is_new {
            return self.reading(GroupKind::SignUp, self.user_of_new(), None);
        }
        let user = self.user_near(at);
        let kind = if user.is_some() { GroupKind::LogIn } else { GroupKind::SecondStep };
        self.reading(kind, user, Some(field))
    }

    /// An account name alone counts only with a second sign that this is a login: newsletters, searches and contact
    /// forms have such a field too.
    fn read_first_step(&self) -> GroupReading {
        let words = Words::of([self.text.as_str()]);
        let lines = self.usable().filter(|(_, _, purpose)| *purpose != Purpose::Other).count();
        let writes_more = self.usable().any(|(_, field, _)| field.kind == "textarea");
        let for_else = words.say(OTHER_PURPOSE) || writes_more || lines > MAX_FIRST_STEP_LINES;
        let signs_up = words.say(SIGN_UP) && !words.say(LOG_IN);
        if for_else || signs_up {
            return self.read_code();
        }
        // Many pages keep the field of the second step in the form, out of sight.
        let waiting_password = self.fields.iter().any(|(field, purpose)| {
            !field.visible && matches!(purpose, Purpose::CurrentPassword(_) | Purpose::Password)
        });
        let logs_in = words.say(LOG_IN) || waiting_password;
        let user = self.usable().find(|(_, _, purpose)| match purpose {
            Purpose::User(Sign::Certain) => true,
            Purpose::User(Sign::Words) | Purpose::MailOrPhone(Sign::Certain) => logs_in || words.say(NEXT),
            Purpose::MailOrPhone(Sign::Words) => logs_in,
            _ => false,
        });
        match user {
            Some((_, field, _)) => self.reading(GroupKind::FirstStep, Some(field), None),
            None => self.read_code(),
        }
    }

    /// What is left without a password and an account name.
    fn read_code(&self) -> GroupReading {
        let has_code = self.usable().any(|(_, _, purpose)| purpose == Purpose::Code);
        self.reading(if has_code { GroupKind::Code } else { GroupKind::Nothing }, None, None)
    }

    fn reading(
        &self,
        kind: GroupKind,
        user: Option<&FieldSnapshot>,
        password: Option<&FieldSnapshot>,
    ) -> GroupReading {
        let (user, password) = (user.map(|field| field.key), password.map(|field| field.key));
        let keys = |wanted: fn(Purpose) -> bool| {
            let fields =
                self.usable().filter(|(_, field, purpose)| wanted(*purpose) && Some(field.key) != password);
            fields.map(|(_, field, _)| field.key).collect()
        };
        let new_passwords = match kind {
            GroupKind::SignUp | GroupKind::ChangePassword => {
                keys(|purpose| matches!(purpose, Purpose::NewPassword(_) | Purpose::Password))
            }
            _ => Vec::new(),
        };
        let codes = keys(|purpose| purpose == Purpose::Code);
        let sure = if kind == GroupKind::Nothing { 50 } else { 90 };
        GroupReading { form: self.form, kind, sure, user, password, new_passwords, codes }
    }

    /// What each field is for, given what the group `at` is for.
    pub(super) fn fields(&self, at: usize, reading: &GroupReading) -> Vec<FieldReading> {
        let fields = self.fields.iter().map(|(field, purpose)| {
            let key = Some(field.key);
            let meaning = if reading.user == key {
                Meaning::AccountName
            } else if reading.password == key {
                Meaning::CurrentPassword
            } else if reading.new_passwords.contains(&field.key) {
                Meaning::NewPassword
            } else if reading.codes.contains(&field.key) {
                Meaning::OneTimeCode
            } else {
                Meaning::Other
            };
            let because = match purpose {
                _ if !field.visible => Because::Unseen,
                _ if !field.editable => Because::Locked,
                Purpose::User(Sign::Certain)
                | Purpose::MailOrPhone(Sign::Certain)
                | Purpose::CurrentPassword(Sign::Certain)
                | Purpose::NewPassword(Sign::Certain) => Because::Autocomplete,
                Purpose::Password => Because::Form,
                Purpose::Text if meaning == Meaning::AccountName => Because::Place,
                Purpose::Text => Because::Nothing,
                _ => Because::Words,
            };
            FieldReading { key: field.key, group: at, meaning, sure: reading.sure, because }
        });
        fields.collect()
    }

    /// The account name that belongs to the password at `at`: by `autocomplete` anywhere in the form, else the nearest
    /// field before it, those that say so first.
    fn user_near(&self, at: usize) -> Option<&'a FieldSnapshot> {
        let before = |wanted: fn(Purpose) -> bool| {
            self.usable().filter(|(place, _, purpose)| *place < at && wanted(*purpose)).last()
        };
        self.certain_user().or_else(|| {
            before(|purpose| matches!(purpose, Purpose::MailOrPhone(Sign::Certain)))
                .or_else(|| before(|purpose| matches!(purpose, Purpose::User(_))))
                .or_else(|| before(|purpose| matches!(purpose, Purpose::MailOrPhone(_))))
                .or_else(|| before(|purpose| purpose == Purpose::Text))
                .map(|(_, field, _)| field)
        })
    }

    fn certain_user(&self) -> Option<&'a FieldSnapshot> {
        self.usable()
            .find(|(_, _, purpose)| *purpose == Purpose::User(Sign::Certain))
            .map(|(_, field, _)| field)
    }

    /// The account name beside new passwords.
    fn user_of_new(&self) -> Option<&'a FieldSnapshot> {
        let (at, ..) = self.usable().find(|(_, _, purpose)| purpose.is_password())?;
        self.user_near(at)
    }

    /// One password that says nothing about itself: the rest of the form decides.
    fn looks_like_sign_up(&self) -> bool {
        let mut texts = vec![self.text.as_str()];
        texts.extend(self.usable().flat_map(|(_, field, _)| {
            [field.name.as_str(), &field.id, &field.label, &field.hint, &field.near]
        }));
        let words = Words::of(texts);
        let asks_for_person = self.usable().any(|(_, _, purpose)| purpose == Purpose::Person);
        words.say(SIGN_UP) && (asks_for_person || !words.say(LOG_IN))
    }

    /// Fields that a person sees and can type into, with their places.
    fn usable(&self) -> impl Iterator<Item = (usize, &'a FieldSnapshot, Purpose)> {
        self.fields
            .iter()
            .enumerate()
            .filter(|(_, (field, _))| field.visible && field.editable)
            .map(|(at, (field, purpose))| (at, *field, *purpose))
    }
}
