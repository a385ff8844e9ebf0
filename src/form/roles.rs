//! What each field of a page is for, for pages that are watched.

use super::understand;
use crate::message::{FieldRole, Meaning, Snapshot};

/// Fields that have to do with a login, in the order of the document: key and role.
pub fn roles(snapshot: &Snapshot) -> Vec<(u32, FieldRole)> {
    let role = |meaning| match meaning {
        Meaning::AccountName => Some(FieldRole::User),
        Meaning::CurrentPassword => Some(FieldRole::Password),
        Meaning::NewPassword => Some(FieldRole::NewPassword),
        Meaning::OneTimeCode => Some(FieldRole::Code),
        Meaning::Other => None,
    };
    let fields = understand(snapshot).fields;
    fields.into_iter().filter_map(|field| Some((field.key, role(field.meaning)?))).collect()
}
