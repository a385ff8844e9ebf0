//! What goes where, and whether to ask first.

use url::Url;

use crate::message::{Snapshot, WhyNot};

use super::{FormKind, LoginFields, understand};

/// Which values the login to fill has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// It has an account name.
    pub user: bool,
    /// It has a password.
    pub password: bool,
}

/// One fill: at most one account name and one current password, in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What goes where; never empty.
    pub fields: Vec<PlannedField>,
    /// Where the form sends to.
    pub target: TargetCheck,
}

/// A field to fill, with what must still be true of it then (T-34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedField {
    /// Key of the field in its document.
    pub key: u32,
    /// Its type.
    pub kind: String,
    /// Its form.
    pub form: Option<u32>,
    /// Which value it gets.
    pub slot: Slot,
}

/// The values of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The account name.
    User,
    /// The password; only ever for a field of type `password`.
    Password,
}

/// Where a form sends what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetCheck {
    /// To the page's own origin, or to nowhere but the page's script.
    SamePlace,
    /// Elsewhere, or without encryption: ask first (T-35).
    Other {
        /// The origin it sends to in ASCII, `https://host[:port]`; the bare scheme (`mailto:`) for what is no web
        /// address; empty if it cannot be read.
        target: String,
    },
}

/// Plans a fill, or tells why there is nothing to fill.
pub fn plan(snapshot: &Snapshot, want: &Want) -> Result<Plan, WhyNot> {
    let understanding = understand(snapshot);
    let login = match (understanding.form, understanding.login()) {
        (FormKind::Login, Some(login)) => login,
        (FormKind::NewPassword, _) => return Err(WhyNot::OnlyNewPassword),
        (FormKind::NotAPage, _) => return Err(WhyNot::NotAPage),
        (FormKind::None | FormKind::Login, _) => return Err(WhyNot::NoForm),
    };
    let user = login.user.filter(|_| want.user);
    let password = login.password.filter(|_| want.password);
    let fields: Vec<PlannedField> = [(user, Slot::User), (password, Slot::Password)]
        .into_iter()
        .filter_map(|(key, slot)| planned(snapshot, &login, key?, slot))
        .collect();
    if fields.is_empty() {
        return Err(WhyNot::NoForm);
    }
    let action = login.form.and_then(|form| snapshot.forms.get(usize::try_from(form).ok()?));
    let target = check_target(&snapshot.origin, action.map_or("", |form| &form.action));
    Ok(Plan { fields, target })
}

/// Compares where a form sends to with where the page is from.
///
/// `origin` is the page's, `action` the form's resolved address, or empty. The step from `http` to `https` on the
/// same host is no reason to ask.
pub fn check_target(origin: &str, action: &str) -> TargetCheck {
    if action.is_empty() {
        return TargetCheck::SamePlace;
    }
    let (Ok(page), Ok(target)) = (Url::parse(origin), Url::parse(action)) else {
        return TargetCheck::Other { target: String::new() };
    };
    let upgraded = page.scheme() == "http" && target.scheme() == "https" && page.host() == target.host();
    let is_web = matches!(target.scheme(), "http" | "https");
    let same = is_web && page.origin() == target.origin();
    if same || upgraded || target.scheme() == "javascript" {
        return TargetCheck::SamePlace;
    }
    let shown = if is_web { target.origin().ascii_serialization() } else { format!("{}:", target.scheme()) };
    TargetCheck::Other { target: shown }
}

fn planned(snapshot: &Snapshot, login: &LoginFields, key: u32, slot: Slot) -> Option<PlannedField> {
    let field = snapshot.fields.iter().find(|field| field.key == key && field.form == login.form)?;
    let fits = slot != Slot::Password || field.kind == "password";
    fits.then(|| PlannedField { key, kind: field.kind.clone(), form: field.form, slot })
}
