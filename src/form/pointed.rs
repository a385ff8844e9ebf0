//! The fields that a person pointed at, described so that they are found again when the page is loaded anew.

use serde::{Deserialize, Serialize};

use crate::message::{FieldSnapshot, Snapshot};

/// Longest text that is remembered of a field, in characters.
const LONGEST: usize = 100;
/// Types of fields that a login can go into.
const KINDS: [&str; 5] = ["text", "email", "tel", "number", "password"];

/// What a person pointed at on one origin. Holds no value and no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointed {
    /// The field for the account name.
    pub user: Option<FieldMark>,
    /// The field for the password.
    pub password: Option<FieldMark>,
}

/// What stays the same of a field from one visit to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldMark {
    kind: String,
    name: String,
    id: String,
    autocomplete: String,
    in_form: bool,
    /// Which of the fields of its type it is, in the order of the document, from 0.
    place: usize,
}

impl Pointed {
    /// Describes the fields with these keys; nothing if there is none of them, or one is named twice.
    pub fn of(snapshot: &Snapshot, user: Option<u32>, password: Option<u32>) -> Option<Self> {
        if user.is_some() && user == password {
            return None;
        }
        let mark = |key: Option<u32>| FieldMark::of(snapshot, key?);
        let pointed = Self { user: mark(user), password: mark(password) };
        (pointed != Self::default()).then_some(pointed)
    }

    /// The fields for account name and password, those of them that are there and can be seen and typed into.
    pub fn find<'a>(&self, snapshot: &'a Snapshot) -> (Option<&'a FieldSnapshot>, Option<&'a FieldSnapshot>) {
        let find = |mark: &Option<FieldMark>| mark.as_ref().and_then(|mark| mark.find(snapshot));
        let (user, password) = (find(&self.user), find(&self.password));
        // A page that changed may have one field where both were.
        let same = user.map(|field| field.key) == password.map(|field| field.key);
        (user.filter(|_| !same), password)
    }
}

impl FieldMark {
    fn of(snapshot: &Snapshot, key: u32) -> Option<Self> {
        let field = snapshot.fields.iter().find(|field| field.key == key)?;
        let usable = field.visible && field.editable && KINDS.contains(&field.kind.as_str());
        let cut = |text: &str| text.chars().take(LONGEST).collect();
        usable.then(|| Self {
            kind: field.kind.clone(),
            name: cut(&field.name),
            id: cut(&field.id),
            autocomplete: cut(&field.autocomplete),
            in_form: field.form.is_some(),
            place: place(snapshot, field),
        })
    }

    /// The field that is most like this one. Its type must be the same (T-34), and either a name or an id that the field
    /// had, or, if it had none, its place.
    fn find<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a FieldSnapshot> {
        let likeness = |field: &FieldSnapshot| {
            let same = |mine: &str, its: &str| !mine.is_empty() && mine == its;
            let named = [(same(&self.name, &field.name), 8), (same(&self.id, &field.id), 4)];
            let here = place(snapshot, field) == self.place;
            let nameless = [&self.name, &self.id, &field.name, &field.id].iter().all(|text| text.is_empty());
            let known = named.iter().any(|(is, _)| *is) || nameless && here;
            let rest = [
                (here, 2),
                (self.autocomplete == field.autocomplete, 1),
                (self.in_form == field.form.is_some(), 1),
            ];
            known.then(|| {
                named.iter().chain(&rest).filter(|(is, _)| *is).map(|(_, weight)| weight).sum::<u32>()
            })
        };
        let fields =
            snapshot.fields.iter().filter(|field| field.kind == self.kind && field.visible && field.editable);
        // The first of equals: `max_by_key` takes the last one.
        fields
            .rev()
            .filter_map(|field| Some((likeness(field)?, field)))
            .max_by_key(|(like, _)| *like)
            .map(|(_, field)| field)
    }
}

fn place(snapshot: &Snapshot, field: &FieldSnapshot) -> usize {
    let before = snapshot.fields.iter().take_while(|other| other.key != field.key);
    before.filter(|other| other.kind == field.kind).count()
}
