//! What changes in a vault, for those who store it and those who read it.

use std::collections::BTreeMap;

use super::{
    Entry,
    index::{Index, Known},
};

/// Most names that a [`Preview`] lists.
pub const MAX_PREVIEW_NAMES: usize = 200;

/// What is to be stored, all of it or nothing, in one transaction; then [`super::Vault::commit`].
#[must_use = "nothing has changed until this is stored and committed"]
pub struct Changes {
    /// Sealed records by uid, new or in place of older ones.
    pub writes: Vec<(String, Vec<u8>)>,
    /// Uids of records to delete.
    pub removed: Vec<String>,
    /// The sealed index, in place of the older one.
    pub index: Vec<u8>,
    /// How many items were not there before.
    pub new: u32,
    /// How many items differ from before.
    pub changed: u32,
    /// How many items came that nobody had asked for, and were not taken; only from [`super::Vault::refresh`].
    pub ignored: u32,
    /// What changes for those who read it, by uid; an item that came back changed is in it twice.
    pub what: Vec<Change>,
    /// Version of the index that they were made over.
    pub base: u64,
    pub(super) next: Index,
}

/// One item that changes, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// UUID, lower case.
    pub uid: String,
    /// Its name, the new one if that changes.
    pub name: String,
    /// What happens to it.
    pub kind: ChangeKind,
}

/// What happens to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// Something in it differs.
    Changed(ChangedFields),
    /// The phone does not know it any more; it is kept.
    Gone,
    /// The phone knows it again.
    Back,
}

/// Which parts of an item differ. Where an older version of the extension noted too little to tell password and
/// one-time code apart, both may be named for one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five independent answers")]
pub struct ChangedFields {
    /// The name of the login.
    pub name: bool,
    /// The account name.
    pub user: bool,
    /// The sites.
    pub website: bool,
    /// The password.
    pub password: bool,
    /// The one-time-code URI.
    pub otp: bool,
}

/// What keeping items would do. Of several items with one uid the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many items these are.
    pub count: u32,
    /// How many the vault does not have.
    pub new: u32,
    /// How many it has otherwise.
    pub changed: u32,
    /// How many it has just so.
    pub same: u32,
    /// Their names in the order in which they came, at most [`MAX_PREVIEW_NAMES`].
    pub names: Vec<String>,
    /// Whether they are neither too long nor too many to be kept.
    pub fits: bool,
}

/// Compares two states; items that are only in `old` are not told.
pub(super) fn between(old: &BTreeMap<String, Entry>, new: &BTreeMap<String, Entry>) -> Vec<Change> {
    let mut what = Vec::new();
    for (uid, entry) in new {
        let mut tell = |kind| what.push(Change { uid: uid.clone(), name: entry.name.clone(), kind });
        let Some(old) = old.get(uid) else {
            tell(ChangeKind::New);
            continue;
        };
        match (old.gone, entry.gone) {
            (false, true) => tell(ChangeKind::Gone),
            (true, false) => tell(ChangeKind::Back),
            (true, true) | (false, false) => {}
        }
        if let Some(fields) = difference(old, entry) {
            tell(ChangeKind::Changed(fields));
        }
    }
    what
}

/// How many of one kind there are.
pub(super) fn count(what: &[Change], is_it: impl Fn(ChangeKind) -> bool) -> u32 {
    u32::try_from(what.iter().filter(|change| is_it(change.kind)).count()).unwrap_or(u32::MAX)
}

/// What differs, or nothing if nothing does.
pub(super) fn difference(old: &Entry, new: &Entry) -> Option<ChangedFields> {
    let secrets_differ = old.known.digest != new.known.digest;
    // Zeros are the digest of nothing that was noted.
    let differs = |noted: fn(&Known) -> [u8; 8], had: bool, has: bool| match noted(&old.known) {
        [0, 0, 0, 0, 0, 0, 0, 0] => had || has,
        digest => digest != noted(&new.known),
    };
    let fields = ChangedFields {
        name: old.name != new.name,
        user: old.user != new.user,
        website: old.website != new.website,
        password: secrets_differ && differs(|known| known.password, old.has_password, new.has_password),
        otp: secrets_differ && differs(|known| known.otp, old.has_otp, new.has_otp),
    };
    (secrets_differ || fields != ChangedFields::default()).then_some(fields)
}
