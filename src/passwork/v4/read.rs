//! Answers that only v4 gives in this form.

use crate::passwork::{
    PassworkFault,
    envelope::Answer,
    fields::{MAX_SEALED_LEN, id, loose, text, text_or_empty},
    id::Id,
    vault::{Domain, UserKeys},
};
use crate::server::members::Members;

/// Longest options of a master key, in bytes.
const MAX_OPTIONS_LEN: usize = 1_024;

/// `{"mkOptions":"pbkdf:…"}`; without, or with an empty one, the master password is the key. Anything else is not guessed at.
pub(in crate::passwork) fn master_key_options(answer: &Answer) -> Result<Option<String>, PassworkFault> {
    options(answer, "mkOptions")
}

pub(in crate::passwork) fn options(answer: &Answer, name: &str) -> Result<Option<String>, PassworkFault> {
    let json = answer.json();
    let text = match Members::parse(json) {
        Some(members) => match members.json(name) {
            Some(json) => Some(loose(json, MAX_OPTIONS_LEN).ok_or(PassworkFault::Unreadable)?),
            None => None,
        },
        None if matches!(json, "null" | "[]") => None,
        None => Some(loose(json, MAX_OPTIONS_LEN).ok_or(PassworkFault::Unreadable)?),
    };
    Ok(text.filter(|text| !text.is_empty()))
}

pub(in crate::passwork) fn domain(answer: &Answer) -> Result<Domain, PassworkFault> {
    let read = || {
        let members = Members::parse(answer.json())?;
        Some(Domain {
            id: id(&members, "domainId")?,
            master: text_or_empty(&members, "mpCrypted", MAX_SEALED_LEN),
        })
    };
    read().ok_or(PassworkFault::Unreadable)
}

/// The keys may be missing: most users never had any.
pub(in crate::passwork) fn user_keys(answer: &Answer, private: &str) -> Result<UserKeys, PassworkFault> {
    let members = Members::parse(answer.json()).ok_or(PassworkFault::Unreadable)?;
    let keys = members.json("keys").and_then(Members::parse);
    let part = |name| {
        keys.as_ref().and_then(|keys| text(keys, name, MAX_SEALED_LEN)).filter(|text| !text.is_empty())
    };
    Ok(UserKeys { public: part("public"), private: part(private) })
}

/// The id of what was made: a text, or an object with one.
pub(in crate::passwork) fn new_id(answer: &Answer) -> Result<Id, PassworkFault> {
    let json = answer.json();
    let found = match Members::parse(json) {
        Some(members) => id(&members, "id"),
        None => loose(json, 64).and_then(|text| Id::parse(&text)),
    };
    found.ok_or(PassworkFault::Unreadable)
}
