//! One item as the server sent it: the exact JSON text, and the columns that are not sealed.

use super::{
    container::{self, Container},
    field::{self, Field, FieldFault},
    vault_password,
};
use crate::secret::{SecretBytes, SecretText};
use crate::server::members::{self, Members};

/// Longest JSON text of one item, in bytes.
pub(super) const MAX_ITEM_LEN: usize = 16 << 20;
/// Longest label, in bytes.
const MAX_LABEL_LEN: usize = 16 * 1024;
/// Sealed text from this length on surely holds something; shorter is looked at.
const SURELY_LONG: usize = 1_000;
/// Right to change a shared item, as a bit (docs/passman.md §3).
const MAY_WRITE: u64 = 2;

/// An item of Passman. What is sealed in it stays so until it is used; docs/passman.md §3.
#[derive(Clone)]
pub struct Credential {
    pub(super) json: String,
    pub(super) guid: String,
    /// As the server writes it, if that is not in lower case.
    pub(super) written: Option<String>,
    pub(super) columns: Columns,
}

/// What is not sealed.
#[derive(Clone, Default)]
pub(super) struct Columns {
    pub(super) label: String,
    pub(super) vault_id: u64,
    created: u64,
    changed: u64,
    expires: u64,
    deleted: u64,
    hidden: bool,
    shared: bool,
    read_only: bool,
}

impl Credential {
    /// Reads one item. Nothing if it is no object, has no sound guid, or is over a limit; sealed fields are not looked at.
    pub fn parse(json: &str) -> Option<Self> {
        if json.len() > MAX_ITEM_LEN {
            return None;
        }
        let members = Members::parse(json)?;
        let written = members.text("guid", MAX_GUID_LEN).filter(|guid| is_guid(guid))?;
        let guid = written.to_ascii_lowercase();
        let columns = Columns::read(&members)?;
        Some(Self {
            json: json.to_owned(),
            written: Some(written).filter(|text| *text != guid),
            guid,
            columns,
        })
    }

    /// The object, as it came or as it is to be sent.
    pub fn to_json(&self) -> &str {
        &self.json
    }

    /// Name of the item among all, in lower case. Empty for a new one.
    pub fn guid(&self) -> &str {
        &self.guid
    }

    /// The same as the server writes it, which matters in calls.
    pub fn guid_at_server(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.guid)
    }

    /// Name that the user gave it.
    pub fn label(&self) -> &str {
        &self.columns.label
    }

    /// Number of the vault; of the owner's, for a shared item. 0 if the server does not say.
    pub fn vault_id(&self) -> u64 {
        self.columns.vault_id
    }

    /// When it was made, in seconds since 1970; 0 if unknown.
    pub fn created(&self) -> u64 {
        self.columns.created
    }

    /// When it was last changed, in seconds since 1970; 0 if unknown.
    pub fn changed(&self) -> u64 {
        self.columns.changed
    }

    /// When its password should be replaced, in seconds since 1970; 0 for never.
    pub fn expires(&self) -> u64 {
        self.columns.expires
    }

    /// Whether it is the vault's test key and not for people.
    pub fn is_hidden(&self) -> bool {
        self.columns.hidden
    }

    /// Whether it is in the bin.
    pub fn in_bin(&self) -> bool {
        self.columns.deleted > 0
    }

    /// Whether somebody else shares it with the user.
    pub fn is_shared(&self) -> bool {
        self.columns.shared
    }

    /// Whether the user may change it. Not if the server left a sealed field out: an update would empty it for everybody.
    pub fn may_write(&self) -> bool {
        !self.columns.read_only
    }

    /// Whether a field holds something, as far as its length tells without a key. `false` is certain. `true` may be a
    /// sealed `null` in a field for texts, which is as long as a text of two letters.
    pub fn has(&self, field: Field) -> bool {
        let [there] = self.has_each([field]);
        there
    }

    /// The same for several, at once.
    pub fn has_each<const N: usize>(&self, fields: [Field; N]) -> [bool; N] {
        let Some(members) = Members::parse(&self.json) else { return [false; N] };
        fields.map(|field| match field::sealed(&members, field.name()) {
            Ok(None) => false,
            Ok(Some(text)) if text.len() >= SURELY_LONG => true,
            // What is damaged counts as there, so that the user learns of it.
            Ok(Some(text)) => container::text_len(&text).is_none_or(|bytes| field.can_hold(bytes)),
            Err(_) => true,
        })
    }

    /// Rounds that opening a field takes, with those for the key of a shared item, 1,000 to 1,000,000 each; nothing if there
    /// is no sound field.
    pub fn rounds(&self, field: Field) -> Option<u32> {
        let members = Members::parse(&self.json)?;
        let of = |members: &Members<'_>, name: &str| {
            let text = field::sealed(members, name).ok()??;
            Container::parse(&text).ok().map(|sealed| sealed.rounds())
        };
        let acl = members.json("acl").and_then(Members::parse);
        let keys = [acl.as_ref().and_then(|acl| of(acl, "shared_key")), of(&members, "shared_key")];
        of(&members, field.name()).map(|rounds| rounds + keys.into_iter().flatten().sum::<u32>())
    }

    /// Opens a field with the password of its vault: the text of a text field, the JSON text of any other; empty if there
    /// is nothing.
    pub fn open(&self, field: Field, key: &SecretText) -> Result<SecretText, FieldFault> {
        let members = self.members()?;
        let key = ItemKey::of(&members, key)?;
        open_with(&members, field, &key)
    }

    /// User name.
    pub fn user(&self, key: &SecretText) -> Result<SecretText, FieldFault> {
        self.open(Field::Username, key)
    }

    /// Address of the site: one line that a person typed.
    pub fn url(&self, key: &SecretText) -> Result<SecretText, FieldFault> {
        self.open(Field::Url, key)
    }

    /// Password.
    pub fn password(&self, key: &SecretText) -> Result<SecretText, FieldFault> {
        self.open(Field::Password, key)
    }

    /// Opens the content of a file of this item, see [`super::read_file`].
    pub fn open_file(&self, container: &str, key: &SecretText) -> Result<SecretBytes, FieldFault> {
        let members = self.members()?;
        vault_password::open_file(container, ItemKey::of(&members, key)?.get())
    }

    pub(super) fn members(&self) -> Result<Members<'_>, FieldFault> {
        Members::parse(&self.json).ok_or(FieldFault::Damaged)
    }
}

impl Columns {
    pub(super) fn read(members: &Members<'_>) -> Option<Self> {
        let label = match members.json("label") {
            Some(json) => members::text(json, MAX_LABEL_LEN)?,
            None => String::new(),
        };
        let number = |name| members.number(name).unwrap_or(0);
        let acl = members.json("acl").and_then(Members::parse);
        let read_only = acl.as_ref().is_some_and(|acl| {
            let may_write = acl.number("permissions").unwrap_or(0) & MAY_WRITE != 0;
            !may_write || !members.names(Field::Files.name())
        });
        Some(Self {
            label,
            vault_id: number("vault_id"),
            created: number("created"),
            changed: number("changed"),
            expires: number("expire_time"),
            deleted: number("delete_time"),
            hidden: members.flag("hidden"),
            shared: acl.is_some(),
            read_only,
        })
    }
}

/// The key of an item's fields: the vault's password, or for a shared item what lies sealed under it.
pub(super) enum ItemKey<'k> {
    Vault(&'k SecretText),
    Shared(SecretText),
}

impl<'k> ItemKey<'k> {
    /// The receiver's key lies with the rights, the owner's with the item.
    pub(super) fn of(members: &Members<'_>, key: &'k SecretText) -> Result<Self, FieldFault> {
        let acl = members.json("acl").and_then(Members::parse);
        let shared = match &acl {
            Some(acl) => field::open(acl, "shared_key", key)?,
            None => SecretText::default(),
        };
        let shared = if shared.is_empty() { field::open(members, "shared_key", key)? } else { shared };
        // A key is sealed as it is, a field as JSON. A server that passes a field off as the key, whose content it can
        // guess, would know what is sealed with it (T-102).
        if serde_json::from_str::<serde::de::IgnoredAny>(shared.expose()).is_ok() {
            return Err(FieldFault::Refused);
        }
        Ok(if shared.is_empty() { Self::Vault(key) } else { Self::Shared(shared) })
    }

    pub(super) fn get(&self) -> &SecretText {
        match self {
            Self::Vault(key) => key,
            Self::Shared(key) => key,
        }
    }
}

/// Opens one field of several.
pub(super) fn open_with(
    members: &Members<'_>,
    field: Field,
    key: &ItemKey<'_>,
) -> Result<SecretText, FieldFault> {
    field::open(members, field.name(), key.get()).map(|plain| field::value(field, plain))
}

/// Longest guid: UUIDs have 36 signs.
pub(super) const MAX_GUID_LEN: usize = 64;

/// Signs that can stand in a path and in a key.
pub(super) fn is_guid(text: &str) -> bool {
    (8..=MAX_GUID_LEN).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
}
