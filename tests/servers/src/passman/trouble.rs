//! Faults in the words of a Nextcloud, and what is wrong inside of an answer.

use serde_json::Value;

use super::accounts::new_guid;
use super::answer::Answer;
use crate::web::Fault;

/// The answer in the place of the genuine one.
pub(super) fn own_failure(fault: &Fault) -> Option<Answer> {
    Some(match fault {
        Fault::Failure => Answer::failure(),
        Fault::Maintenance => Answer::maintenance(),
        Fault::Unauthorized => Answer::message(401, "Current user is not logged in"),
        Fault::TooMany => Answer::message(429, "Reached maximum delay"),
        _ => return None,
    })
}

/// What becomes of the genuine answer; false if nothing.
pub(super) fn spoil(fault: &Fault, body: &mut Value) -> bool {
    match fault {
        Fault::ManyItems { count } => fill_up(body, *count),
        Fault::WrongIds => change_ids(body),
        _ => return false,
    }
    true
}

/// Fills the list of credentials up to `count`.
fn fill_up(vault: &mut Value, count: usize) {
    let Some(Value::Array(items)) = vault.get_mut("credentials") else { return };
    let shown = |item: &&Value| item.get("hidden").is_none_or(|hidden| hidden == 0 || hidden == false);
    let Some(first) = items.iter().find(shown).cloned() else { return };
    for number in items.len()..count {
        let mut copy = first.clone();
        if let Some(members) = copy.as_object_mut() {
            members.insert("guid".into(), new_guid().into());
            members.insert("credential_id".into(), (1_000_000 + number).into());
            members.insert("label".into(), format!("Copy {number}").into());
        }
        items.push(copy);
    }
}

/// Puts other ids in the place of all ids.
fn change_ids(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(change_ids),
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "guid" | "item_guid" | "vault_guid" => *member = new_guid().into(),
                    "vault_id" | "credential_id" | "file_id" | "item_id" | "revision_id" => {
                        *member = 987_654_321.into();
                    }
                    _ => change_ids(member),
                }
            }
        }
        _ => {}
    }
}
