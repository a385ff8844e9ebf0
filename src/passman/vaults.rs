//! Answers with vaults and items. What cannot be read is left out and counted; what can be stays (docs/passman.md §5).

use std::collections::HashSet;

use super::{
    answer::{self, CallFault},
    credential::{Credential, MAX_GUID_LEN, is_guid},
    field,
};
use crate::encoding::decode_base64;
use crate::secret::SecretText;
use crate::server::{
    Reply,
    members::{self, Members, list},
};

/// Most vaults of a user.
const MAX_VAULTS: usize = 1_000;
/// Most items of a vault.
const MAX_ITEMS: usize = 50_000;
/// Most revisions of an item.
const MAX_REVISIONS: usize = 10_000;
/// Longest name of a vault, in bytes.
const MAX_NAME_LEN: usize = 4 * 1024;

/// A vault on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultInfo {
    /// Its number there.
    pub vault_id: u64,
    /// Its name among all, as the server writes it.
    pub guid: String,
    /// Name that the user gave it.
    pub name: String,
    /// A field of one of its items: what opens it is the vault's password.
    pub challenge: Option<String>,
    /// Whether an administrator is asked to delete it.
    pub delete_pending: bool,
}

/// A vault with what is in it.
pub struct VaultContent {
    /// The vault.
    pub vault: VaultInfo,
    /// Its items, hidden ones and the bin included.
    pub credentials: Vec<Credential>,
    /// How many more there are that could not be read, or came twice.
    pub unreadable: u32,
}

/// What an item was at a time.
pub struct Revision {
    /// Its number.
    pub id: u64,
    /// When it was replaced, in seconds since 1970.
    pub at: u64,
    /// The item of then.
    pub credential: Credential,
}

/// Reads the answer to [`super::calls::vaults`].
pub fn read_vaults(reply: Reply) -> Result<Vec<VaultInfo>, CallFault> {
    let json = answer::text(reply)?;
    let all = list(&json, MAX_VAULTS).ok_or(CallFault::Unreadable)?;
    let mut seen = HashSet::new();
    let vaults: Vec<_> = all
        .iter()
        .filter_map(|json| VaultInfo::read(&Members::parse(json)?))
        .filter(|vault| seen.insert(vault.guid.to_ascii_lowercase()))
        .collect();
    if vaults.is_empty() && !all.is_empty() { Err(CallFault::Unreadable) } else { Ok(vaults) }
}

/// Reads the answer to [`super::calls::vault`] for the vault `guid`. Another vault is no answer, and an item that says it is
/// of another vault is not counted to this one.
pub fn read_vault(reply: Reply, guid: &str) -> Result<VaultContent, CallFault> {
    let json = answer::text(reply)?;
    let members = Members::parse(&json).ok_or(CallFault::Unreadable)?;
    let vault = VaultInfo::read(&members).ok_or(CallFault::Unreadable)?;
    if !vault.guid.eq_ignore_ascii_case(guid) {
        return Err(CallFault::Unreadable);
    }
    let all =
        members.json("credentials").and_then(|json| list(json, MAX_ITEMS)).ok_or(CallFault::Unreadable)?;
    let of_here = |item: &Credential| item.vault_id() == 0 || item.vault_id() == vault.vault_id;
    let (credentials, unreadable) = items(&all, |json| Credential::parse(json).filter(of_here));
    Ok(VaultContent { vault, credentials, unreadable })
}

/// Reads the answer to [`super::calls::shared`]: the items that can be read.
pub fn read_shared(reply: Reply) -> Result<Vec<Credential>, CallFault> {
    let json = answer::text(reply)?;
    let all = list(&json, MAX_ITEMS).ok_or(CallFault::Unreadable)?;
    Ok(items(&all, shared_item).0)
}

/// Reads the answer to [`super::calls::credential`] or [`super::calls::update`] for the item `guid`, or to
/// [`super::calls::create`], for which there is no guid yet. Another item is no answer.
pub fn read_credential(reply: Reply, guid: Option<&str>) -> Result<Credential, CallFault> {
    let json = answer::text(reply)?;
    let item = Credential::parse(&json).ok_or(CallFault::Unreadable)?;
    match guid {
        Some(guid) if !guid.eq_ignore_ascii_case(item.guid()) => Err(CallFault::Unreadable),
        _ => Ok(item),
    }
}

/// Reads the answer to [`super::calls::revisions`] for the item `guid`, newest first; what cannot be read is left out.
pub fn read_revisions(reply: Reply, guid: &str) -> Result<Vec<Revision>, CallFault> {
    let json = answer::text(reply)?;
    let all = list(&json, MAX_REVISIONS).ok_or(CallFault::Unreadable)?;
    let mut revisions: Vec<_> = all
        .iter()
        .filter_map(|json| Revision::read(&Members::parse(json)?))
        .filter(|revision| revision.credential.guid().eq_ignore_ascii_case(guid))
        .collect();
    revisions.sort_by_key(|revision| std::cmp::Reverse((revision.at, revision.id)));
    Ok(revisions)
}

/// Reads the answer to [`super::calls::file`] or [`super::calls::shared_file`]: the container with the file's content.
/// Older versions answer with a list of one.
pub fn read_file(reply: Reply) -> Result<SecretText, CallFault> {
    let json = answer::text(reply)?;
    let only = list(&json, 1).and_then(|all| all.first().copied());
    let members = Members::parse(only.unwrap_or(&json)).ok_or(CallFault::Unreadable)?;
    let content = ["file_data", "data"].iter().find_map(|name| members.secret(name, usize::MAX));
    content.filter(|content| !content.is_empty()).ok_or(CallFault::Unreadable)
}

impl VaultInfo {
    fn read(members: &Members<'_>) -> Option<Self> {
        let challenge = field::sealed(members, "challenge_password").ok().flatten();
        Some(Self {
            vault_id: members.number("vault_id")?,
            guid: members.text("guid", MAX_GUID_LEN).filter(|guid| is_guid(guid))?,
            name: members.text("name", MAX_NAME_LEN)?,
            challenge,
            delete_pending: members.flag("delete_request_pending"),
        })
    }
}

impl Revision {
    /// The item of then is an object; in some versions its JSON text, or that in base64.
    fn read(members: &Members<'_>) -> Option<Self> {
        let json = members.json("credential_data")?;
        let credential = match members::text(json, usize::MAX) {
            None => Credential::parse(json)?,
            Some(text) if text.starts_with('{') => Credential::parse(&text)?,
            Some(text) => Credential::parse(&String::from_utf8(decode_base64(&text).ok()?).ok()?)?,
        };
        Some(Self {
            id: members.number("revision_id")?,
            at: members.number("created").unwrap_or(0),
            credential,
        })
    }
}

/// Reads items one by one, each guid once.
fn items(all: &[&str], read: impl Fn(&str) -> Option<Credential>) -> (Vec<Credential>, u32) {
    let mut seen = HashSet::new();
    let items: Vec<_> =
        all.iter().filter_map(|json| read(json)).filter(|item| seen.insert(item.guid().to_owned())).collect();
    let unreadable = u32::try_from(all.len() - items.len()).unwrap_or(u32::MAX);
    (items, unreadable)
}

/// An item with its `acl`; or the other way round, as servers do: the rights, with the item in `credential_data`.
fn shared_item(json: &str) -> Option<Credential> {
    let members = Members::parse(json)?;
    let Some(item) = members.json("credential_data") else {
        return Credential::parse(json).filter(Credential::is_shared);
    };
    let rights = members.without("credential_data");
    let item = Credential::parse(&Members::parse(item)?.with(&[("acl", rights)]))?;
    // The rights say to which item they belong.
    let of_it = |guid: String| guid.eq_ignore_ascii_case(item.guid());
    members.text("item_guid", MAX_GUID_LEN).is_none_or(of_it).then_some(item)
}
