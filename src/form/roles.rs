//! What each field of a page is for, for pages in which we stay.

use super::{GroupKind, Meaning, understand};
use crate::message::Snapshot;

/// Fields that have to do with a login, in the order of the document: key and what it is for.
pub fn roles(snapshot: &Snapshot) -> Vec<(u32, Meaning)> {
    let understanding = understand(snapshot);
    let groups = understanding.groups.iter().filter(|group| group.kind != GroupKind::Nothing);
    let named: Vec<(u32, Meaning)> = groups
        .flat_map(|group| {
            let user = group.user.map(|key| (key, Meaning::AccountName));
            let password = group.password.map(|key| (key, Meaning::CurrentPassword));
            let new = group.new_passwords.iter().map(|key| (*key, Meaning::NewPassword));
            let codes = group.codes.iter().map(|key| (*key, Meaning::OneTimeCode));
            user.into_iter().chain(password).chain(new).chain(codes)
        })
        .collect();
    let order = snapshot.fields.iter();
    order.filter_map(|field| named.iter().find(|(key, _)| *key == field.key).copied()).collect()
}
