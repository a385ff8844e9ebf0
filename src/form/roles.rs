//! What each field of a page is for, for pages that are watched.

use super::{Understanding, account_field, understand};
use crate::message::{FieldRole, Snapshot};

/// Fields that have to do with a login, in the order of the document: key and role.
pub fn roles(snapshot: &Snapshot) -> Vec<(u32, FieldRole)> {
    let Understanding { login, .. } = understand(snapshot);
    let user = account_field(snapshot);
    let password = login.and_then(|login| login.password);
    let role = |key: u32, kind: &str| {
        if Some(key) == user {
            Some(FieldRole::User)
        } else if Some(key) == password {
            Some(FieldRole::Password)
        } else {
            (kind == "password").then_some(FieldRole::NewPassword)
        }
    };
    let fields = snapshot.fields.iter();
    fields.filter_map(|field| Some((field.key, role(field.key, &field.kind)?))).collect()
}
