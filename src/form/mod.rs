//! From what a content script saw to what may be filled.
//!
//! | step | where |
//! |---|---|
//! | what a single field is for | `field`, with the words of `words` |
//! | what one form (or the fields outside forms) is for | `group` |
//! | which form of the page counts: [`understand`] | here |
//! | what is told of it: [`Understanding`] | `reading` |
//! | what goes where, and whether to ask first: [`plan`] | `plan` |
//!
//! A snapshot comes from a page and may lie; the worst that it can reach is that its own fields are filled.
//! Terms: WHATWG HTML, "Autofill", for `autocomplete`.

mod field;
mod group;
mod plan;
mod reading;
mod roles;
mod text;
// The tables are filled line by line; one word a line would hide them.
#[rustfmt::skip]
mod words;

pub use plan::{Plan, PlannedField, Slot, TargetCheck, Want, check_target, plan};
pub use reading::{
    Because, FieldReading, FormKind, GroupKind, GroupReading, LoginFields, Meaning, Understanding,
};
pub use roles::roles;

use crate::message::{FieldSnapshot, FormSnapshot, Snapshot};

use self::group::Group;

/// Most fields of a page that are looked at (T-47).
const MAX_FIELDS: usize = 500;
/// Most forms of a page that are looked at (T-47).
const MAX_FORMS: u32 = 50;

/// Tells what a page's forms are for. The form with the focus decides, if it has to do with logins at all (T-31);
/// else the most complete login, the first of equals.
pub fn understand(snapshot: &Snapshot) -> Understanding {
    if !(snapshot.origin.starts_with("https://") || snapshot.origin.starts_with("http://")) {
        return Understanding::nothing(FormKind::NotAPage);
    }
    let groups = groups(snapshot);
    let readings: Vec<GroupReading> = groups.iter().map(Group::read).collect();
    let focused =
        groups.iter().zip(&readings).position(|(group, reading)| group.has_focus() && reading.weight() > 0);
    let best = focused.or_else(|| {
        // The first of equals: `max_by_key` takes the last one.
        let weighty = readings.iter().enumerate().filter(|(_, reading)| reading.weight() > 0);
        weighty.rev().max_by_key(|(_, reading)| reading.weight()).map(|(at, _)| at)
    });
    let form = match best.and_then(|best| readings.get(best)) {
        Some(reading) if reading.is_login() => FormKind::Login,
        Some(GroupReading { kind: GroupKind::SignUp | GroupKind::ChangePassword, .. }) => {
            FormKind::NewPassword
        }
        _ => FormKind::None,
    };
    let fields =
        groups.iter().zip(&readings).enumerate().flat_map(|(at, (group, reading))| group.fields(at, reading));
    Understanding { form, best, fields: fields.collect(), groups: readings }
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
    let mut groups: Vec<Group<'_>> = Vec::new();
    for field in snapshot.fields.iter().take(MAX_FIELDS) {
        let Some(around) = around(snapshot, field) else { continue };
        match groups.iter_mut().find(|group| group.is_of(field)) {
            Some(group) => group.push(field),
            None => groups.push(Group::new(around, field)),
        }
    }
    groups
}

/// The field's form or part; nothing at all if the snapshot names one that is not there.
fn around<'a>(snapshot: &'a Snapshot, field: &FieldSnapshot) -> Option<Option<&'a FormSnapshot>> {
    let (all, number) = match (field.form, field.part) {
        (Some(form), _) => (&snapshot.forms, form),
        (None, Some(part)) => (&snapshot.parts, part),
        (None, None) => return Some(None),
    };
    if number >= MAX_FORMS {
        return None;
    }
    all.get(usize::try_from(number).ok()?).map(Some)
}
