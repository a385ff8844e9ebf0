//! What was understood, as data.

use crate::message::PageForm;
pub use crate::message::{Because, Meaning};

/// What a page's forms are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understanding {
    /// What the page is to be called.
    pub form: FormKind,
    /// The group that counts, as an index into `groups`.
    pub best: Option<usize>,
    /// The forms, and what stands in for forms, in the order of the document.
    pub groups: Vec<GroupReading>,
    /// The fields that were looked at, in the order of the document.
    pub fields: Vec<FieldReading>,
}

impl Understanding {
    /// A page on which nothing can be understood.
    pub(super) fn nothing(form: FormKind) -> Self {
        Self { form, best: None, groups: Vec::new(), fields: Vec::new() }
    }

    /// The kind in the words of the popup.
    pub fn page_form(&self) -> PageForm {
        match self.form {
            FormKind::NotAPage => PageForm::NotAPage,
            FormKind::None => PageForm::None,
            FormKind::Login => PageForm::Login,
            FormKind::NewPassword => PageForm::NewPassword,
        }
    }

    /// The group that counts.
    pub fn counts(&self) -> Option<&GroupReading> {
        self.groups.get(self.best?)
    }

    /// What the group that counts is for.
    pub fn kind(&self) -> GroupKind {
        self.counts().map_or(GroupKind::Nothing, |group| group.kind)
    }

    /// The fields for a login, if the group that counts has some.
    pub fn login(&self) -> Option<LoginFields> {
        let group = self.counts().filter(|group| group.is_login())?;
        Some(LoginFields { form: group.form, user: group.user, password: group.password })
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
    /// Index into [`Snapshot::forms`](crate::message::Snapshot); nothing for fields outside forms.
    pub form: Option<u32>,
    /// Key of the field for the account name.
    pub user: Option<u32>,
    /// Key of the field for the current password; always of type `password` (T-52).
    pub password: Option<u32>,
}

/// What one form, or one container of fields outside forms, is for. All fields are named by their keys, can be seen and
/// typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReading {
    /// Index into [`Snapshot::forms`](crate::message::Snapshot); nothing for fields outside forms.
    pub form: Option<u32>,
    /// What it is for.
    pub kind: GroupKind,
    /// How sure that is, in percent.
    pub sure: u8,
    /// The field for the account name; also in a sign-up.
    pub user: Option<u32>,
    /// The field for the current password; always of type `password` (T-52).
    pub password: Option<u32>,
    /// The fields for a new password and its repetition, of type `password`.
    pub new_passwords: Vec<u32>,
    /// The field for a one-time code, or its boxes in their order.
    pub codes: Vec<u32>,
}

impl GroupReading {
    /// Whether a stored login has something to fill here.
    pub fn is_login(&self) -> bool {
        match self.kind {
            GroupKind::LogIn | GroupKind::FirstStep | GroupKind::SecondStep => true,
            GroupKind::ChangePassword => self.password.is_some(),
            GroupKind::SignUp | GroupKind::Code | GroupKind::Nothing => false,
        }
    }

    /// Which group counts for the page: the more complete login, then the current password of a change, then the rest.
    /// Before all of them a sign-up that asks for more than a login does (`is_main`): whoever came to such a page did
    /// not come for the login in its head, and goes into that first if they did.
    pub(super) fn weight(&self, is_main: bool) -> u8 {
        match self.kind {
            GroupKind::SignUp if is_main => 8,
            GroupKind::LogIn => 7,
            GroupKind::SecondStep => 6,
            GroupKind::ChangePassword if self.password.is_some() => 5,
            GroupKind::FirstStep => 4,
            GroupKind::SignUp => 3,
            GroupKind::ChangePassword => 2,
            GroupKind::Code => 1,
            GroupKind::Nothing => 0,
        }
    }
}

/// Kinds of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    /// An account name and a current password.
    LogIn,
    /// Only an account name; the password comes later.
    FirstStep,
    /// Only a current password: the second step of two, or an unlock page.
    SecondStep,
    /// A new account; its passwords are new ones (T-33).
    SignUp,
    /// New passwords, with or without the current one (T-32).
    ChangePassword,
    /// A one-time code.
    Code,
    /// Nothing for a login.
    Nothing,
}

/// What one field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldReading {
    /// Key of the field in its document.
    pub key: u32,
    /// Index into [`Understanding::groups`].
    pub group: usize,
    /// What it is for.
    pub meaning: Meaning,
    /// How sure that is, in percent.
    pub sure: u8,
    /// The strongest sign, for people.
    pub because: Because,
}
