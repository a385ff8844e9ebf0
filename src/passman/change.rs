//! Changing an item, and making one. A server stores the whole object and empties what is left out, so all goes back as it
//! came but what was changed.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    container::{self, Container},
    credential::{Columns, Credential, ItemKey, open_with},
    details::{parsed, tag},
    field::{self, Field, FieldFault},
    one_time,
    vaults::VaultInfo,
};
use crate::secret::SecretText;
use crate::server::members::{Members, object, quote};

/// What is to be changed; everything else stays.
#[derive(Default)]
pub struct Change {
    /// Name. Servers keep it in clear.
    pub label: Option<String>,
    /// User name.
    pub user: Option<SecretText>,
    /// Password.
    pub password: Option<SecretText>,
    /// Address of the site.
    pub url: Option<SecretText>,
    /// E-mail address.
    pub email: Option<SecretText>,
    /// Notes.
    pub description: Option<SecretText>,
    /// `otpauth://` URI or bare secret; empty takes the codes away.
    pub otp: Option<SecretText>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// All custom fields; those that are not in the list go.
    pub custom_fields: Option<Vec<CustomChange>>,
    /// Whether the password is known to others.
    pub compromised: Option<bool>,
    /// Into the bin, at this time in seconds since 1970; 0 takes it out.
    pub delete_time: Option<u64>,
    /// When the password should be replaced, in seconds since 1970; 0 for never.
    pub expires: Option<u64>,
}

/// A custom field as it is to be.
pub struct CustomChange {
    /// Where it was in [`super::Details::custom_fields`]; nothing for a new one.
    pub was: Option<usize>,
    /// Its name.
    pub label: String,
    /// What is in it. Of a file's field, the file stays.
    pub value: SecretText,
    /// Whether it is to be hidden.
    pub secret: bool,
}

impl Credential {
    /// The whole object to be sent: what changes sealed anew, everything else as it came, members included that nobody knows.
    ///
    /// The password of the vault must open what is there: otherwise nobody could ever read the item again.
    pub fn changed_by(
        &self,
        change: &Change,
        key: &SecretText,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, FieldFault> {
        if !self.may_write() {
            return Err(FieldFault::ReadOnly);
        }
        let members = self.members()?;
        let mut changed = change.plain_members();
        if change.seals_anything() {
            let key = ItemKey::of(&members, key)?;
            check_key(&members, &key)?;
            let mut sealer = Sealer { key: key.get(), rng, members: changed };
            sealer.all_texts(change)?;
            if let Some(tags) = &change.tags {
                let old = open_with(&members, Field::Tags, &key)?;
                sealer.add(Field::Tags, &tags_json(&old, tags)?)?;
            }
            if let Some(fields) = &change.custom_fields {
                let old = open_with(&members, Field::CustomFields, &key)?;
                sealer.add(Field::CustomFields, &custom_json(&old, fields)?)?;
            }
            changed = sealer.members;
        }
        let json = members.with(&changed);
        let columns =
            Columns::read(&Members::parse(&json).ok_or(FieldFault::TooLong)?).ok_or(FieldFault::TooLong)?;
        Ok(Self { json, columns, ..self.clone() })
    }

    /// A new item for a vault, to be sent by [`super::calls::create`]. The server gives it its guid.
    pub fn new(
        vault: &VaultInfo,
        change: &Change,
        key: &SecretText,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, FieldFault> {
        // What the web client starts with; whatever is not in it would be an error to some versions of the server.
        let plain = format!(
            r#"{{"credential_id":null,"guid":null,"vault_id":{},"label":"","created":null,"changed":null,"icon":null,"favicon":null,"renew_interval":null,"expire_time":0,"delete_time":0,"hidden":false}}"#,
            vault.vault_id
        );
        let members = Members::parse(&plain).ok_or(FieldFault::Damaged)?;
        let mut sealer = Sealer { key, rng, members: change.plain_members() };
        sealer.all_texts(change)?;
        let none = SecretText::default();
        sealer.add(Field::Tags, &tags_json(&none, change.tags.as_deref().unwrap_or_default())?)?;
        let fields = change.custom_fields.as_deref().unwrap_or_default();
        sealer.add(Field::CustomFields, &custom_json(&none, fields)?)?;
        for field in Field::ALL {
            if sealer.members.iter().all(|(name, _)| *name != field.name()) {
                let empty = match field {
                    Field::Files => "[]",
                    Field::Otp => "{}",
                    Field::Compromised => "false",
                    _ => "\"\"",
                };
                sealer.add(field, &SecretText::new(empty.to_owned()))?;
            }
        }
        let json = members.with(&sealer.members);
        let columns =
            Columns::read(&Members::parse(&json).ok_or(FieldFault::TooLong)?).ok_or(FieldFault::TooLong)?;
        Ok(Self { json, guid: String::new(), written: None, columns })
    }
}

impl Change {
    fn texts(&self) -> [(Field, Option<&SecretText>); 5] {
        [
            (Field::Username, self.user.as_ref()),
            (Field::Password, self.password.as_ref()),
            (Field::Url, self.url.as_ref()),
            (Field::Email, self.email.as_ref()),
            (Field::Description, self.description.as_ref()),
        ]
    }

    fn seals_anything(&self) -> bool {
        self.texts().iter().any(|(_, text)| text.is_some())
            || self.otp.is_some()
            || self.tags.is_some()
            || self.custom_fields.is_some()
            || self.compromised.is_some()
    }

    /// What is not sealed.
    fn plain_members(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        all.extend(self.label.as_deref().map(|label| ("label", quote(label))));
        all.extend(self.delete_time.map(|time| ("delete_time", time.to_string())));
        all.extend(self.expires.map(|time| ("expire_time", time.to_string())));
        all
    }
}

/// Seals what goes into an object.
struct Sealer<'s, R> {
    key: &'s SecretText,
    rng: &'s mut R,
    members: Vec<(&'static str, String)>,
}

impl<R: CryptoRng> Sealer<'_, R> {
    /// Everything that does not depend on what was there.
    fn all_texts(&mut self, change: &Change) -> Result<(), FieldFault> {
        for (field, text) in change.texts() {
            if let Some(text) = text {
                self.add(field, &SecretText::new(quote(text.expose())))?;
            }
        }
        if let Some(otp) = &change.otp {
            self.add(Field::Otp, &one_time::to_json(otp))?;
        }
        if let Some(compromised) = change.compromised {
            self.add(Field::Compromised, &SecretText::new(compromised.to_string()))?;
        }
        Ok(())
    }

    fn add(&mut self, field: Field, plain: &SecretText) -> Result<(), FieldFault> {
        let sealed = container::seal(self.key, plain, self.rng).ok_or(FieldFault::TooLong)?;
        self.members.push((field.name(), quote(&sealed)));
        Ok(())
    }
}

/// Whether the key opens the first sound field that there is. An item without one proves nothing and asks for nothing.
fn check_key(members: &Members<'_>, key: &ItemKey<'_>) -> Result<(), FieldFault> {
    if matches!(key, ItemKey::Shared(_)) {
        return Ok(());
    }
    for field in Field::ALL {
        let Ok(Some(text)) = field::sealed(members, field.name()) else { continue };
        let Ok(sealed) = Container::parse(&text) else { continue };
        return sealed.open(key.get()).map(drop).map_err(FieldFault::from);
    }
    Ok(())
}

/// The list of tags; one that was there before keeps what else it holds.
fn tags_json(old: &SecretText, tags: &[String]) -> Result<SecretText, FieldFault> {
    let old = parsed(old, |json| Some((tag(json)?, json.to_owned())))?;
    let json = tags.iter().map(|text| {
        let before = old.iter().find(|(known, _)| known == text);
        before.map_or_else(|| format!("{{\"text\":{}}}", quote(text)), |(_, json)| json.clone())
    });
    Ok(joined(json.collect()))
}

/// The list of custom fields; one that was there before keeps what else it holds.
fn custom_json(old: &SecretText, fields: &[CustomChange]) -> Result<SecretText, FieldFault> {
    let old = parsed(old, |json| Some(json.to_owned()))?;
    let json = fields.iter().map(|field| {
        let kind = if field.secret { "password" } else { "text" };
        let mut new = vec![("label", quote(&field.label)), ("value", quote(field.value.expose()))];
        new.extend([("secret", field.secret.to_string()), ("field_type", quote(kind))]);
        let Some(was) = field.was else {
            return Ok(object(new.iter().map(|(name, json)| (*name, json.as_str()))));
        };
        let before = old.get(was).and_then(|json| Members::parse(json)).ok_or(FieldFault::Damaged)?;
        if before.json("field_type") == Some("\"file\"") {
            new.retain(|(name, _)| *name == "label");
        } else if before.flag("secret") == field.secret {
            // The kind goes with hiding, unless a client knows others.
            new.retain(|(name, _)| *name != "field_type");
        }
        Ok(before.with(&new))
    });
    Ok(joined(json.collect::<Result<Vec<_>, FieldFault>>()?))
}

fn joined(entries: Vec<String>) -> SecretText {
    let entries = Zeroizing::new(entries);
    SecretText::new(format!("[{}]", entries.join(",")))
}
