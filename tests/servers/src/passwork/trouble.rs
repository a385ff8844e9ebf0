//! Faults in the words of Passwork, and what is wrong inside of an answer.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::era::Era;
use super::json::put;
use super::reply::{Refusal, four, refuse, seven};
use super::seal::new_id;
use super::unknown;
use crate::web::{Answer, Fault};

/// The answer in the place of the genuine one.
pub(super) fn own_failure(fault: &Fault, era: Era) -> Option<Answer> {
    let say = |refusal: Refusal| {
        if era.is_v7() {
            let (status, body) = seven(Err(refusal));
            Answer::json(status, &body)
        } else {
            four(Err(refusal))
        }
    };
    Some(match fault {
        Fault::Failure => Answer::new(500, "text/html; charset=utf-8", "<h1>500 Internal Server Error</h1>"),
        Fault::Maintenance => {
            Answer::new(503, "text/html; charset=utf-8", "<h1>Update</h1>").with("Retry-After", "30")
        }
        Fault::Unauthorized if era.is_v7() => say(refuse((401, unknown::V7_UNKNOWN_TOKEN), "No such token")),
        Fault::Unauthorized => say(refuse(unknown::UNKNOWN_TOKEN, "No such session")),
        Fault::TooMany => say(refuse(unknown::TOO_MANY, "Too many requests")).with("Retry-After", "7"),
        _ => return None,
    })
}

/// What becomes of the genuine answer; false if nothing.
pub(super) fn spoil(fault: &Fault, body: &mut Value, era: Era) -> bool {
    if body.get("format").is_some_and(|format| format == "base64") {
        return spoil_inside(fault, body, era).is_some();
    }
    match fault {
        Fault::NullData if era.is_v7() => *body = Value::Null,
        Fault::NullData => put(body, "data", Value::Null),
        Fault::UnknownMembers => more_members(body),
        Fault::WrongIds => other_ids(body),
        Fault::Damaged => damage(body),
        Fault::ManyItems { count } => fill_up(body, *count),
        _ => return false,
    }
    true
}

/// The same inside of the envelope of 7.x.
fn spoil_inside(fault: &Fault, body: &mut Value, era: Era) -> Option<()> {
    let content = Base64::decode_vec(body.get("content")?.as_str()?).ok()?;
    let mut inside: Value = serde_json::from_slice(&content).ok()?;
    if !spoil(fault, &mut inside, era) {
        return None;
    }
    put(body, "content", Base64::encode_string(inside.to_string().as_bytes()).into());
    Some(())
}

/// Puts members that nobody knows into every object.
fn more_members(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(more_members),
        Value::Object(members) => {
            members.values_mut().for_each(more_members);
            members.insert("newInNine".into(), json!({ "deep": [1, null, "text"], "id": "other" }));
        }
        _ => {}
    }
}

/// Puts other ids in the place of all ids.
fn other_ids(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(other_ids),
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "id" | "vaultId" | "folderId" | "passwordId" | "itemId" if member.is_string() => {
                        *member = new_id().into();
                    }
                    _ => other_ids(member),
                }
            }
        }
        _ => {}
    }
}

/// Members whose values are sealed, or base64.
const SEALED: [&str; 10] = [
    "cryptedPassword",
    "cryptedKey",
    "passwordCrypted",
    "vaultPasswordCrypted",
    "domainMaster",
    "passwordEncrypted",
    "keyEncrypted",
    "vaultMasterKeyEncrypted",
    "encryptedData",
    "encryptedKey",
];

/// Turns a letter of everything that is sealed.
fn damage(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(damage),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if SEALED.contains(&name.as_str()) => *text = damaged(text),
                    _ => damage(member),
                }
            }
        }
        _ => {}
    }
}

/// A sealed text with another letter near its end: the last block does not open any more.
pub(super) fn damaged(text: &str) -> String {
    let at = text.len().saturating_sub(12);
    let other = |(place, letter): (usize, char)| match letter {
        '4' if place == at => '7',
        _ if place == at => '4',
        _ => letter,
    };
    text.chars().enumerate().map(other).collect()
}

/// Fills the longest list of items up to `count` with copies of its first one under other ids.
fn fill_up(value: &mut Value, count: usize) {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(members) => {
            let inside = ["data", "items", "passwords"].into_iter().find(|name| members.contains_key(*name));
            let Some(inside) = inside.and_then(|name| members.get_mut(name)) else { return };
            return fill_up(inside, count);
        }
        _ => return,
    };
    let is_item = |one: &&Value| one.get("login").is_some();
    let Some(first) = list.iter().find(is_item).cloned() else { return };
    for number in list.len()..count {
        let mut copy = first.clone();
        put(&mut copy, "id", new_id().into());
        put(&mut copy, "name", format!("Copy {number}").into());
        list.push(copy);
    }
}
