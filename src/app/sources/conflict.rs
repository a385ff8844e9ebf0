//! What two changes of the same item have in common.

use crate::app::Fault;
use crate::app::screen::milliseconds;
use crate::message::{ChangedField, ConflictField, ConflictView};
use crate::passman::{Change, Credential, CustomChange, CustomField, Field};
use crate::secret::SecretText;

/// A field that both changed. What is secret of it is not in here.
pub struct Clash {
    field: ChangedField,
    theirs: String,
    ours: String,
}

impl Clash {
    /// Of a field that may be seen.
    pub fn shown(field: ChangedField, theirs: String, ours: String) -> Self {
        Self { field, theirs, ours }
    }

    /// Of a secret, or of what is too long to be compared by eye.
    pub fn hidden(field: ChangedField) -> Self {
        Self { field, theirs: String::new(), ours: String::new() }
    }
}

/// The parts of a change that are sealed, each with what it is to be.
fn sealed_parts(change: &Change) -> [(ChangedField, Field, Option<&SecretText>); 6] {
    [
        (ChangedField::User, Field::Username, change.user.as_ref()),
        (ChangedField::Website, Field::Url, change.url.as_ref()),
        (ChangedField::Password, Field::Password, change.password.as_ref()),
        (ChangedField::Email, Field::Email, change.email.as_ref()),
        (ChangedField::Note, Field::Description, change.description.as_ref()),
        (ChangedField::Otp, Field::Otp, change.otp.as_ref()),
    ]
}

/// What the user changes and somebody else changed since, to something else.
pub fn between(
    change: &Change,
    base: &Credential,
    theirs: &Credential,
    key: &SecretText,
) -> Result<Vec<Clash>, Fault> {
    let mut clashes = Vec::new();
    if base.to_json() == theirs.to_json() {
        return Ok(clashes);
    }
    let sealed = |_| Fault::ItemSealedOtherwise;
    if let Some(label) = &change.label
        && theirs.label() != base.label()
        && theirs.label() != label
    {
        clashes.push(Clash::shown(ChangedField::Name, theirs.label().to_owned(), label.clone()));
    }
    for (name, field, wanted) in sealed_parts(change) {
        let Some(wanted) = wanted else { continue };
        let now = theirs.open(field, key).map_err(sealed)?;
        // A state that cannot be read is another one.
        let is_as_seen = base.open(field, key).is_ok_and(|seen| seen == now);
        let same = if field == Field::Otp {
            theirs.otp(key).is_ok_and(|theirs| theirs == *wanted)
        } else {
            now == *wanted
        };
        if is_as_seen || same {
            continue;
        }
        let shown = matches!(name, ChangedField::User | ChangedField::Website | ChangedField::Email);
        let text = |text: &SecretText| if shown { text.expose().to_owned() } else { String::new() };
        clashes.push(Clash { field: name, theirs: text(&now), ours: text(wanted) });
    }
    if let Some(wanted) = &change.tags {
        let tags = |of: &Credential| of.details(key).and_then(|details| details.tags).map_err(sealed);
        let now = tags(theirs)?;
        if tags(base)? != now && now != *wanted {
            clashes.push(Clash::hidden(ChangedField::Tags));
        }
    }
    Ok(clashes)
}

/// `at`: when the other change was made, in seconds since 1970.
pub fn view(at: u64, clashes: &[Clash]) -> ConflictView {
    let field = |clash: &Clash| ConflictField {
        field: clash.field,
        theirs: clash.theirs.clone(),
        ours: clash.ours.clone(),
    };
    ConflictView {
        fields: clashes.iter().map(field).collect(),
        at_ms: milliseconds(at.saturating_mul(1_000)),
    }
}

fn own_field(field: CustomField) -> CustomChange {
    CustomChange { was: None, label: field.label, value: field.value, secret: field.secret }
}

/// All of an item as the user changed it, for an item of its own. Files stay with the first.
pub fn whole(base: &Credential, change: &Change, key: &SecretText) -> Result<Change, Fault> {
    let of = |field: Field, wanted: &Option<SecretText>| match wanted {
        Some(text) => Ok(Some(text.duplicate())),
        None => base.open(field, key).map(Some).map_err(|_| Fault::ItemSealedOtherwise),
    };
    let details = base.details(key).map_err(|_| Fault::ItemSealedOtherwise)?;
    let otp = match &change.otp {
        Some(otp) => otp.duplicate(),
        None => base.otp(key).map_err(|_| Fault::ItemSealedOtherwise)?,
    };
    Ok(Change {
        label: Some(change.label.clone().unwrap_or_else(|| base.label().to_owned())),
        user: of(Field::Username, &change.user)?,
        password: of(Field::Password, &change.password)?,
        url: of(Field::Url, &change.url)?,
        email: of(Field::Email, &change.email)?,
        description: of(Field::Description, &change.description)?,
        otp: Some(otp),
        tags: change.tags.clone().or_else(|| details.tags.ok()),
        custom_fields: details.custom_fields.ok().map(|fields| fields.into_iter().map(own_field).collect()),
        ..Change::default()
    })
}
