//! What goes where, and whether to ask first.

use url::Url;

use crate::message::{FieldSnapshot, FormSnapshot, Snapshot, WhyNot};

use super::{FormKind, GroupReading, LoginFields, Pointed, Understanding, understand};

/// Which values the login to fill has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Want {
    /// It has an account name.
    pub user: bool,
    /// It has a password.
    pub password: bool,
    /// It has a one-time code.
    pub code: bool,
}

/// One fill: at most one account name, one current password and one code, in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What goes where; never empty.
    pub fields: Vec<PlannedField>,
    /// Where the form sends to.
    pub target: TargetCheck,
}

impl Plan {
    /// Whether some field gets this value.
    pub fn has(&self, wanted: Slot) -> bool {
        self.fields.iter().any(|field| field.slot == wanted)
    }

    /// How many fields share the code: one for all of it, or one for each digit. 0 if none is to be filled.
    pub fn code_boxes(&self) -> usize {
        self.fields.iter().filter(|field| matches!(field.slot, Slot::Code(_))).count()
    }

    /// Whether a password would go into a field that shows what it holds (T-52).
    pub fn shows_password(&self) -> bool {
        self.fields
            .iter()
            .any(|field| matches!(field.slot, Slot::Password | Slot::NewPassword) && field.kind != PASSWORD)
    }
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
    /// The password in force; for a field of type `password`, unless the user pointed at another one.
    Password,
    /// The one-time code: all of it if there is one box, else the digit of the box with this number, from 0.
    Code(u8),
    /// A new password.
    NewPassword,
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

const PASSWORD: &str = "password";
/// Most boxes that a code is spread over; codes have six to nine digits.
const MOST_BOXES: usize = 9;

/// Plans a fill, or tells why there is nothing to fill.
pub fn plan(snapshot: &Snapshot, want: &Want) -> Result<Plan, WhyNot> {
    let understanding = understand(snapshot);
    let wants_login = want.user || want.password;
    let login = match (understanding.form, understanding.login()) {
        (FormKind::NotAPage, _) => return Err(WhyNot::NotAPage),
        (FormKind::Login, Some(login)) if wants_login => Some(login),
        _ => None,
    };
    let Some(login) = login else { return plan_code(snapshot, &understanding, *want) };
    let mut fields = login_fields(snapshot, &login, *want);
    if want.code {
        // Some forms ask for everything at once.
        let codes = understanding.counts().map_or(&[][..], |group| &group.codes);
        fields.extend(code_fields(snapshot, login.form, codes));
    }
    finish(snapshot, fields)
}

/// The same with the fields that the user pointed at, as far as they are there.
pub fn plan_pointed(snapshot: &Snapshot, want: &Want, pointed: &Pointed) -> Result<Plan, WhyNot> {
    if understand(snapshot).form == FormKind::NotAPage {
        return Err(WhyNot::NotAPage);
    }
    let (user, password) = pointed.find(snapshot);
    let user = user.filter(|_| want.user).map(|field| planned(field, Slot::User));
    let password = password.filter(|_| want.password).map(|field| planned(field, Slot::Password));
    let fields: Vec<_> = user.into_iter().chain(password).collect();
    if fields.is_empty() { plan(snapshot, want) } else { finish(snapshot, fields) }
}

/// A new password into the field for it and the one for its repetition.
pub fn plan_new_password(snapshot: &Snapshot) -> Result<Plan, WhyNot> {
    let understanding = understand(snapshot);
    if understanding.form == FormKind::NotAPage {
        return Err(WhyNot::NotAPage);
    }
    let group = best_with(&understanding, |group| !group.new_passwords.is_empty());
    let Some(group) = group else { return Err(WhyNot::NoNewPassword) };
    let found = group.new_passwords.iter().filter_map(|key| field_of(snapshot, group.form, *key));
    finish(
        snapshot,
        found
            .filter(|field| field.kind == PASSWORD)
            .take(2)
            .map(|field| planned(field, Slot::NewPassword))
            .collect(),
    )
}

/// Nothing but a code, or why not even that.
fn plan_code(snapshot: &Snapshot, understanding: &Understanding, want: Want) -> Result<Plan, WhyNot> {
    let wants_login = want.user || want.password;
    let group = best_with(understanding, |group| !group.codes.is_empty());
    match group {
        Some(group) if want.code => finish(snapshot, code_fields(snapshot, group.form, &group.codes)),
        Some(_) if understanding.form == FormKind::None => Err(WhyNot::NoCode),
        None if want.code && !wants_login => Err(WhyNot::NoCodeField),
        _ if understanding.form == FormKind::NewPassword => Err(WhyNot::OnlyNewPassword),
        _ => Err(WhyNot::NoForm),
    }
}

/// The group that counts, if it has what is wanted, or else the first one that has.
fn best_with(understanding: &Understanding, has: impl Fn(&GroupReading) -> bool) -> Option<&GroupReading> {
    understanding.counts().into_iter().chain(&understanding.groups).find(|group| has(group))
}

fn login_fields(snapshot: &Snapshot, login: &LoginFields, want: Want) -> Vec<PlannedField> {
    let user = login.user.filter(|_| want.user);
    let password = login.password.filter(|_| want.password);
    let fields = [(user, Slot::User), (password, Slot::Password)].into_iter();
    fields
        .filter_map(|(key, slot)| {
            let field = field_of(snapshot, login.form, key?)?;
            let fits = slot != Slot::Password || field.kind == PASSWORD;
            fits.then(|| planned(field, slot))
        })
        .collect()
}

fn code_fields(snapshot: &Snapshot, form: Option<u32>, codes: &[u32]) -> Vec<PlannedField> {
    let found = codes.iter().filter_map(|key| field_of(snapshot, form, *key)).take(MOST_BOXES);
    (0..).zip(found).map(|(number, field)| planned(field, Slot::Code(number))).collect()
}

/// A field of this form that a person can see and type into, whatever was understood (T-30).
fn field_of(snapshot: &Snapshot, form: Option<u32>, key: u32) -> Option<&FieldSnapshot> {
    let here =
        |field: &&FieldSnapshot| field.key == key && field.form == form && field.visible && field.editable;
    snapshot.fields.iter().find(here)
}

fn planned(field: &FieldSnapshot, slot: Slot) -> PlannedField {
    PlannedField { key: field.key, kind: field.kind.clone(), form: field.form, slot }
}

/// Where all of it would be sent to. Fields that the user pointed at may be in two forms.
fn finish(snapshot: &Snapshot, fields: Vec<PlannedField>) -> Result<Plan, WhyNot> {
    if fields.is_empty() {
        return Err(WhyNot::NoForm);
    }
    let action = |form: &FormSnapshot| check_target(&snapshot.origin, &form.action);
    let targets =
        fields.iter().filter_map(|field| snapshot.forms.get(usize::try_from(field.form?).ok()?).map(action));
    let target = targets.into_iter().find(|target| *target != TargetCheck::SamePlace);
    Ok(Plan { fields, target: target.unwrap_or(TargetCheck::SamePlace) })
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
