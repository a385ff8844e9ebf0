//! From what a content script saw to what may be filled.
//!
//! | step | where |
//! |---|---|
//! | what a single field says about itself | `field`, `autocomplete`, with the words of `words` |
//! | what stands around the fields of a form | `group`, with the words of `phrases` |
//! | what a form is for, all fields together | `decide` |
//! | which form of the page counts: [`understand`] | here |
//! | what is told of it: [`Understanding`] | `reading` |
//! | what goes where, and whether to ask first: [`plan`] | `plan` |
//!
//! A snapshot comes from a page and may lie; the worst that it can reach is that its own fields are filled.
//! Terms: WHATWG HTML, "Autofill", for `autocomplete`. See `docs/forms.md`.

mod autocomplete;
mod decide;
mod field;
mod group;
// The tables are filled line by line; one word a line would hide them.
#[rustfmt::skip]
mod phrases;
mod plan;
mod pointed;
mod reading;
mod roles;
mod text;
#[rustfmt::skip]
mod words;

pub use plan::{
    Plan, PlannedField, Slot, TargetCheck, Want, check_target, plan, plan_new_password, plan_pointed,
};
pub use pointed::{FieldMark, Pointed};
pub use reading::{
    Because, FieldReading, FormKind, GroupKind, GroupReading, LoginFields, Meaning, Understanding,
};
pub use roles::roles;

use crate::message::{FieldSnapshot, FormSnapshot, Snapshot};

use self::{group::Group, text::Words};

/// Most fields of a page that are looked at (T-47).
const MAX_FIELDS: usize = 500;
/// Most forms of a page that are looked at (T-47).
const MAX_FORMS: u32 = 50;

/// Tells what a page's forms are for. The form with the focus decides, if it has to do with logins at all (T-31);
/// else the most complete login, of equals the surest and the first.
pub fn understand(snapshot: &Snapshot) -> Understanding {
    if !(snapshot.origin.starts_with("https://") || snapshot.origin.starts_with("http://")) {
        return Understanding::nothing(FormKind::NotAPage);
    }
    let groups = groups(snapshot);
    let readings: Vec<GroupReading> = groups.iter().map(Group::read).collect();
    let is_main = |group: &Group<'_>| {
        let mut logins = groups.iter().zip(&readings).filter(|(_, reading)| reading.kind == GroupKind::LogIn);
        group.asks_for_more() && !logins.any(|(login, _)| login.stands_beside(group))
    };
    let weights = groups.iter().zip(&readings).map(|(group, reading)| reading.weight(is_main(group)));
    let weights: Vec<u8> = weights.collect();
    let focused = groups.iter().zip(&weights).position(|(group, weight)| group.has_focus() && *weight > 0);
    let best = focused.or_else(|| {
        // The first of equals: `max_by_key` takes the last one.
        let candidates = readings.iter().zip(&weights).enumerate().filter(|(_, (_, weight))| **weight > 0);
        candidates.rev().max_by_key(|(_, (reading, weight))| (**weight, reading.sure)).map(|(at, _)| at)
    });
    let form = match best.and_then(|best| readings.get(best)) {
        Some(reading) if reading.is_login() => FormKind::Login,
        Some(GroupReading { kind: GroupKind::SignUp | GroupKind::ChangePassword, .. }) => {
            FormKind::NewPassword
        }
        _ => FormKind::None,
    };
    let told = groups.iter().zip(&readings).enumerate();
    let fields = told.flat_map(|(at, (group, reading))| group.tell(at, reading)).collect();
    Understanding { form, best, groups: readings, fields }
}

/// Key of the field that holds the account name, on pages to log in and to sign up: of the group that counts, or else of
/// the first one that has such a field.
pub fn account_field(snapshot: &Snapshot) -> Option<u32> {
    let understanding = understand(snapshot);
    match understanding.counts() {
        Some(group) if group.is_login() => group.user,
        best => best.into_iter().chain(&understanding.groups).find_map(|group| group.user),
    }
}

/// The fields by form or by what stands in for one, in the order of the document.
fn groups(snapshot: &Snapshot) -> Vec<Group<'_>> {
    let mut groups: Vec<(Option<&FormSnapshot>, Vec<&FieldSnapshot>)> = Vec::new();
    for field in snapshot.fields.iter().take(MAX_FIELDS) {
        let Ok(around) = around(snapshot, field) else { continue };
        let of_it = |(_, fields): &&mut (_, Vec<&FieldSnapshot>)| {
            fields.first().is_some_and(|first| (first.form, first.part) == (field.form, field.part))
        };
        match groups.iter_mut().find(of_it) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((around, vec![field])),
        }
    }
    let title = Words::of([snapshot.title.as_str()]);
    groups.into_iter().map(|(around, fields)| Group::new(around, &title, &fields)).collect()
}

/// The snapshot names a form or part that is not there.
struct Missing;

/// What stands around a field: its part of a form or page, or else its form.
fn around<'a>(snapshot: &'a Snapshot, field: &FieldSnapshot) -> Result<Option<&'a FormSnapshot>, Missing> {
    let find = |all: &'a [FormSnapshot], number: Option<u32>| {
        let Some(number) = number else { return Ok(None) };
        let at = usize::try_from(number).ok().filter(|_| number < MAX_FORMS);
        at.and_then(|at| all.get(at)).map(Some).ok_or(Missing)
    };
    let form = find(&snapshot.forms, field.form)?;
    let part = find(&snapshot.parts, field.part)?;
    Ok(part.or(form))
}
