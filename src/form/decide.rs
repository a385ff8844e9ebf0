//! What one form is for: a decision about all of its fields together.

use super::{
    GroupKind, GroupReading,
    autocomplete::Hint,
    field::{Field, points},
    group::Group,
};

/// Most lines of text in the first step of a login that is not told by a password out of sight.
const MAX_FIRST_STEP_LINES: usize = 2;
/// At this and below, a line is something else whatever is around it: a search, a captcha.
const NOT_AT_ALL: i32 = -13;
/// An account name after its password must be as clear as this.
const CLEAR: i32 = 10;
/// So clear that even `autocomplete` has to stand back: a heading, or a button and help for those who forgot.
const CLEAR_LOG_IN: i32 = 5;
/// What `autocomplete="new-password"` counts for a new password.
pub(super) const NEW_BY_HINT: i32 = 7;
/// What a button that says "log in" counts, with nothing against it.
pub(super) const LOG_IN_BUTTON: i32 = 4;
/// From here on a lone account name is the first step of a login.
const FIRST_STEP: i32 = 4;

impl<'a> Group<'a> {
    /// Tells what the form is for.
    pub(super) fn read(&self) -> GroupReading {
        let passwords: Vec<(usize, &Field<'a>)> = self.usable().filter(|(_, field)| field.password).collect();
        match passwords.as_slice() {
            [] => self.read_first_step(),
            [(at, password)] => self.read_one_password(*at, password),
            [(at, password), others @ ..] => self.read_passwords(*at, password, others),
        }
    }

    fn read_one_password(&self, at: usize, password: &Field<'a>) -> GroupReading {
        let user = self.user_near(at);
        let for_login = self.for_log_in(at) - password.new;
        let for_login = if for_login > 2 { for_login - points_for_code(self, password) } else { for_login };
        // Some pages misuse `new-password` to keep browsers from filling their login. One sign for it is not enough,
        // unless it is the button, and nothing is asked for but a name.
        let lines = self.usable().filter(|(_, field)| field.text).count();
        let nothing_else = lines <= 1 && password.new == NEW_BY_HINT;
        let bare = nothing_else
            && !self.around.says_change
            && self.around.button_logs_in
            && self.around.log_in >= LOG_IN_BUTTON;
        let sure = (self.around.log_in >= CLEAR_LOG_IN || bare) && !password.new_in_words;
        let calls_itself_new = password.hint == Hint::NewPassword;
        let points = for_login + points(calls_itself_new && bare, NEW_BY_HINT);
        if points < 0 || (calls_itself_new && !sure) {
            return self.reading(GroupKind::SignUp, user, None, points.abs());
        }
        // The number of a card and its PIN, and nothing that speaks of an account.
        let only_card = user.is_some_and(|user| user.card && !user.named && !user.mail);
        if self.around.log_in <= 0 && (only_card || self.around.gift) {
            return self.reading(GroupKind::Nothing, None, None, 3);
        }
        let kind = if user.is_some() { GroupKind::LogIn } else { GroupKind::SecondStep };
        self.reading(kind, user, Some(password), points)
    }

    fn read_passwords(&self, at: usize, first: &Field<'a>, others: &[(usize, &Field<'a>)]) -> GroupReading {
        let user = self.user_near(at);
        if let [(_, second)] = others
            && user.is_none()
            && first.named
            && !second.named
            && !second.says_new
            && self.around.log_in >= FIRST_STEP
        {
            return self.reading(GroupKind::LogIn, Some(first), Some(second), self.around.log_in);
        }
        if first.says_current && !first.says_new && !others.iter().any(|(_, other)| other.says_current) {
            let certain = user.filter(|user| user.hint.is_user() && user.seen.key < first.seen.key);
            return self.reading(GroupKind::ChangePassword, certain, Some(first), 6);
        }
        // A login whose password stands there a second time, for those who want to see it, or for another way to log
        // in: nothing calls itself new, and the form is clearly a login.
        let none_new = !first.says_new && !others.iter().any(|(_, other)| other.says_new);
        let points = self.for_log_in(at) - first.new;
        let twin = others.iter().all(|(_, other)| other.seen.name.is_empty() && other.seen.id.is_empty());
        if none_new && twin && self.around.says_log_in && points >= 2 {
            let kind = if user.is_some() { GroupKind::LogIn } else { GroupKind::SecondStep };
            return self.reading(kind, user, Some(first), points - 3);
        }
        let kind = if self.around.says_change && user.is_none() {
            GroupKind::ChangePassword
        } else {
            GroupKind::SignUp
        };
        self.reading(kind, user, None, 6)
    }

    /// Points for a login with the one password at `at`, and against a sign-up.
    fn for_log_in(&self, at: usize) -> i32 {
        let lines = self.usable().filter(|(_, field)| field.line || field.person).count();
        let persons = self.usable().filter(|(_, field)| field.person).count();
        let mail = self.usable().any(|(_, field)| field.mail && !field.named);
        let other_name = self.usable().any(|(_, field)| field.named && !field.mail);
        let number = |count: usize| i32::try_from(count.min(20)).unwrap_or(20);
        let after =
            self.usable().filter(|(place, field)| *place > at && (field.line || field.person)).count();
        2 + self.around.log_in
            - 2 * number(persons.min(3))
            - number(lines.saturating_sub(2).min(5))
            - points(mail && other_name, 3)
            - self.around.lists.min(3)
            - 2 * self.around.long_texts.min(2)
            - number(after.min(2))
            - points(self.around.says_change, 3)
    }

    /// An account name alone counts only with a second sign that this is a login: newsletters, searches and contact
    /// forms have such a field too.
    fn read_first_step(&self) -> GroupReading {
        let around = &self.around;
        // Many pages keep the field of the second step in the form, out of sight.
        let waiting = |field: &&Field<'_>| field.password && !field.usable() && field.new <= 0;
        let waiting_password = self.fields.iter().any(|field| waiting(&field));
        let lines = self.usable().filter(|(_, field)| field.line || field.person).count();
        let persons = self.usable().filter(|(_, field)| field.person).count();
        let best = self.usable().filter(|(_, field)| field.may_be_user() && !field.person);
        // Of equals the first: `max_by_key` takes the last one.
        let Some((_, user)) = best.rev().max_by_key(|(_, field)| field.user) else { return self.read_code() };
        let points = around.log_in
            + points(waiting_password, 4)
            + points(user.hint == Hint::User, 4)
            + points(around.says_next && (user.named || user.hint.is_user()), 4)
            - points(around.away, 8)
            - points(around.says_change, 6)
            - points(around.long_texts > 0, 10)
            - points(persons > 0, 4)
            - points(lines > MAX_FIRST_STEP_LINES, 6)
            - around.lists.min(3)
            - points(self.usable().any(|(_, field)| field.code), 2);
        if points < FIRST_STEP || user.user < 4 {
            return self.read_code();
        }
        self.reading(GroupKind::FirstStep, Some(user), None, points)
    }

    /// What is left without a password and an account name.
    fn read_code(&self) -> GroupReading {
        let has_code = self.usable().any(|(_, field)| field.code);
        self.reading(if has_code { GroupKind::Code } else { GroupKind::Nothing }, None, None, 3)
    }

    /// The account name that belongs to the password at `at`: what says so most clearly, of equals the nearest one
    /// before; else the only line of text before it, whatever it says.
    fn user_near(&self, at: usize) -> Option<&Field<'a>> {
        let lines: Vec<_> = self.usable().filter(|(_, field)| field.text).collect();
        let mut nearness = 3;
        let mut best: Option<(&Field<'a>, i32)> = None;
        for (_, field) in lines.iter().rev().filter(|(place, field)| *place < at && field.line) {
            let points = field.user + nearness;
            nearness = (nearness - 1).max(0);
            if points > 0 && best.is_none_or(|(_, most)| points > most) {
                best = Some((field, points));
            }
        }
        let only = || match lines.as_slice() {
            [(place, field)] if *place < at && field.user > NOT_AT_ALL => Some(*field),
            _ => None,
        };
        let after = || lines.iter().map(|(_, field)| *field).find(|field| field.user >= CLEAR);
        best.map(|(field, _)| field).or_else(only).or_else(after)
    }

    fn reading(
        &self,
        kind: GroupKind,
        user: Option<&Field<'a>>,
        password: Option<&Field<'a>>,
        points: i32,
    ) -> GroupReading {
        let (user, password) = (user.map(|field| field.seen.key), password.map(|field| field.seen.key));
        let keys = |wanted: fn(&Field<'_>) -> bool| -> Vec<u32> {
            let fields = self.usable().map(|(_, field)| field).filter(|field| wanted(field));
            fields
                .map(|field| field.seen.key)
                .filter(|key| Some(*key) != password && Some(*key) != user)
                .collect()
        };
        let new_passwords = match kind {
            GroupKind::SignUp | GroupKind::ChangePassword => {
                keys(|field| field.password && !field.says_current)
            }
            _ => Vec::new(),
        };
        // Half sure at no points, all but certain at ten.
        let sure = u8::try_from(50 + 5 * points.clamp(0, 9)).unwrap_or(95);
        GroupReading {
            form: self.form,
            kind,
            sure,
            user,
            password,
            new_passwords,
            codes: keys(|field| field.code),
        }
    }
}

/// Points against a password that goes by the name of a code: of two logins the other one counts.
fn points_for_code(group: &Group<'_>, password: &Field<'_>) -> i32 {
    points(group.around.for_code || password.like_code, 2)
}
