//! What one form is for.

use crate::message::FieldSnapshot;

use super::{
    LoginFields, Why,
    field::{Purpose, Sign},
    text::Words,
    words::{LOG_IN, NEXT, OTHER_PURPOSE, SIGN_UP},
};

/// Most visible lines of text in the first step of a login; more make it another kind of form.
const MAX_FIRST_STEP_LINES: usize = 2;

/// The fields of one form, or all those outside forms.
pub(super) struct Group<'a> {
    pub(super) form: Option<u32>,
    text: &'a str,
    fields: Vec<(&'a FieldSnapshot, Purpose)>,
}

/// What a group is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Login(LoginFields, Why),
    NewPassword,
    Nothing,
}

impl Reading {
    /// Which reading counts for the page: the more complete login, then sign-ups.
    pub(super) fn weight(self) -> u8 {
        match self {
            Self::Login(_, Why::UserAndPassword) => 5,
            Self::Login(_, Why::PasswordAlone) => 4,
            Self::Login(_, Why::PasswordChange) => 3,
            Self::Login(..) => 2,
            Self::NewPassword => 1,
            Self::Nothing => 0,
        }
    }
}

impl<'a> Group<'a> {
    pub(super) fn new(form: Option<u32>, text: &'a str, first: &'a FieldSnapshot) -> Self {
        let mut group = Self { form, text, fields: Vec::new() };
        group.push(first);
        group
    }

    pub(super) fn push(&mut self, field: &'a FieldSnapshot) {
        self.fields.push((field, Purpose::of(field)));
    }

    /// Whether the user is in this form.
    pub(super) fn has_focus(&self) -> bool {
        self.usable().any(|(_, field, _)| field.focused)
    }

    /// Tells what the form is for.
    pub(super) fn read(&self) -> Reading {
        let passwords: Vec<(usize, &FieldSnapshot, Purpose)> =
            self.usable().filter(|(_, _, purpose)| purpose.is_password()).collect();
        match passwords.as_slice() {
            [] => self.read_first_step(),
            [(at, field, purpose)] => self.read_one_password(*at, field, *purpose),
            [(_, field, first), others @ ..] => {
                let one_current = matches!(first, Purpose::CurrentPassword(_))
                    && !others.iter().any(|(_, _, other)| matches!(other, Purpose::CurrentPassword(_)));
                if one_current {
                    let user = self.certain_user();
                    self.login(user, Some(field), Why::PasswordChange)
                } else {
                    Reading::NewPassword
                }
            }
        }
    }

    fn read_one_password(&self, at: usize, field: &FieldSnapshot, purpose: Purpose) -> Reading {
        let is_new = match purpose {
            Purpose::NewPassword(_) => true,
            Purpose::CurrentPassword(_) => false,
            _ => self.looks_like_sign_up(),
        };
        if is_new {
            return Reading::NewPassword;
        }
        let user = self.user_near(at);
        let why = if user.is_some() { Why::UserAndPassword } else { Why::PasswordAlone };
        self.login(user, Some(field), why)
    }

    /// An account name alone counts only with a second sign that this is a login: newsletters, searches and contact
    /// forms have such a field too.
    fn read_first_step(&self) -> Reading {
        let words = Words::of([self.text]);
        let lines = self.usable().filter(|(_, _, purpose)| *purpose != Purpose::Other).count();
        let writes_more = self.usable().any(|(_, field, _)| field.kind == "textarea");
        let for_else = words.say(OTHER_PURPOSE) || writes_more || lines > MAX_FIRST_STEP_LINES;
        let signs_up = words.say(SIGN_UP) && !words.say(LOG_IN);
        if for_else || signs_up {
            return Reading::Nothing;
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
            Some((_, field, _)) => self.login(Some(field), None, Why::UserAlone),
            None => Reading::Nothing,
        }
    }

    fn login(&self, user: Option<&FieldSnapshot>, password: Option<&FieldSnapshot>, why: Why) -> Reading {
        let (user, password) = (user.map(|field| field.key), password.map(|field| field.key));
        Reading::Login(LoginFields { form: self.form, user, password }, why)
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

    /// The field for the account name, if this form also asks for a password.
    pub(super) fn account_name(&self) -> Option<u32> {
        let (at, ..) = self.usable().find(|(_, _, purpose)| purpose.is_password())?;
        self.user_near(at).map(|field| field.key)
    }

    /// One password that says nothing about itself: the rest of the form decides.
    fn looks_like_sign_up(&self) -> bool {
        let mut texts = vec![self.text];
        texts.extend(self.usable().flat_map(|(_, field, _)| [field.name.as_str(), &field.id, &field.label]));
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
