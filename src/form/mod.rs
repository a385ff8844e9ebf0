//! From what a content script saw to what may be filled.
//!
//! | step | where |
//! |---|---|
//! | what a single field is for | `field`, with the words of `words` |
//! | what one form (or the fields outside forms) is for | `group` |
//! | which form of the page counts: [`understand`] | here |
//! | what goes where, and whether to ask first: [`plan`] | `plan` |
//!
//! A snapshot comes from a page and may lie; the worst that it can reach is that its own fields are filled.
//! Terms: WHATWG HTML, "Autofill", for `autocomplete`.

mod field;
mod group;
mod plan;
mod roles;
mod text;
// The tables are filled line by line; one word a line would hide them.
#[rustfmt::skip]
mod words;

pub use plan::{Plan, PlannedField, Slot, TargetCheck, Want, check_target, plan};
pub use roles::roles;

use crate::message::{FieldSnapshot, PageForm, Snapshot};

use self::group::{Group, Reading};

/// Most fields of a page that are looked at (T-47).
const MAX_FIELDS: usize = 500;
/// Most forms of a page that are looked at (T-47).
const MAX_FORMS: u32 = 50;

/// What a page's forms are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understanding {
    /// What the page is to be called.
    pub form: FormKind,
    /// The fields for a login, if there are any.
    pub login: Option<LoginFields>,
    /// What it was told by.
    pub why: Why,
}

impl Understanding {
    /// The kind in the words of the popup.
    pub fn page_form(&self) -> PageForm {
        match self.form {
            FormKind::NotAPage => PageForm::NotAPage,
            FormKind::None => PageForm::None,
            FormKind::Login => PageForm::Login,
            FormKind::NewPassword => PageForm::NewPassword,
        }
    }
}

/// What kind of forms a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// It has no origin that a login could belong to.
    NotAPage,
    /// Nothing for a login.
    None,
    /// An account name, a current password, or both.
    Login,
    /// Only new passwords.
    NewPassword,
}

/// The fields of one login, all in one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginFields {
    /// Index into [`Snapshot::forms`]; nothing for fields outside forms.
    pub form: Option<u32>,
    /// Key of the field for the account name.
    pub user: Option<u32>,
    /// Key of the field for the current password; always of type `password` (T-52).
    pub password: Option<u32>,
}

/// What an understanding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// An account name and a password in one form.
    UserAndPassword,
    /// Only a password: the second step of two, or an unlock page.
    PasswordAlone,
    /// Only an account name: the first step of two.
    UserAlone,
    /// A form to change the password; only the current one counts (T-32).
    PasswordChange,
    /// The passwords are new ones: a sign-up, or a change without a clear current password (T-32, T-33).
    NewPasswords,
    /// Nothing that a person sees is for a login.
    Nothing,
    /// The page has an opaque origin or is no web page (T-24).
    NoOrigin,
}

/// Tells what a page's forms are for. The form with the focus decides, if it has to do with logins at all (T-31);
/// else the most complete login, the first of equals.
pub fn understand(snapshot: &Snapshot) -> Understanding {
    if !(snapshot.origin.starts_with("https://") || snapshot.origin.starts_with("http://")) {
        return Understanding { form: FormKind::NotAPage, login: None, why: Why::NoOrigin };
    }
    let readings: Vec<(bool, Reading)> =
        groups(snapshot).iter().map(|group| (group.has_focus(), group.read())).collect();

    let focused = readings.iter().find(|(has_focus, reading)| *has_focus && *reading != Reading::Nothing);
    let best = focused.or_else(|| {
        // The first of equals: `max_by_key` takes the last one.
        readings.iter().rev().max_by_key(|(_, reading)| reading.weight())
    });
    match best.map_or(Reading::Nothing, |(_, reading)| *reading) {
        Reading::Login(login, why) => Understanding { form: FormKind::Login, login: Some(login), why },
        Reading::NewPassword => {
            Understanding { form: FormKind::NewPassword, login: None, why: Why::NewPasswords }
        }
        Reading::Nothing => Understanding { form: FormKind::None, login: None, why: Why::Nothing },
    }
}

/// Key of the field that holds the account name, on pages to log in and to sign up: of the form with the focus, or else of
/// the first one that has such a field.
pub fn account_field(snapshot: &Snapshot) -> Option<u32> {
    if let Some(login) = understand(snapshot).login {
        return login.user;
    }
    let groups = groups(snapshot);
    let focused = groups.iter().filter(|group| group.has_focus());
    focused.chain(&groups).find_map(Group::account_name)
}

/// The fields by form, those outside forms as one group, in the order of the document.
fn groups(snapshot: &Snapshot) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for field in snapshot.fields.iter().take(MAX_FIELDS) {
        let Some(text) = form_text(snapshot, field) else { continue };
        match groups.iter_mut().find(|group| group.form == field.form) {
            Some(group) => group.push(field),
            None => groups.push(Group::new(field.form, text, field)),
        }
    }
    groups
}

/// The text of the field's form; nothing if the snapshot names a form that is not there.
fn form_text<'a>(snapshot: &'a Snapshot, field: &FieldSnapshot) -> Option<&'a str> {
    match field.form {
        None => Some(""),
        Some(form) if form >= MAX_FORMS => None,
        Some(form) => Some(&snapshot.forms.get(usize::try_from(form).ok()?)?.text),
    }
}
