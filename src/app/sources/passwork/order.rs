//! What is sent for a change, sealed for the vault that it is for.
//!
//! Nothing is sealed for a vault whose key is another one than it was at first, nor with another key of an item than the one
//! that the user saw it with (T-103).

use rand_core::CryptoRng;

use super::change::{Changing, Edit, What};
use super::sync::id_of;
use crate::app::cache::ItemId;
use crate::app::{App, Fault};
use crate::message::ItemChange;
use crate::passwork::{
    self, CustomField, CustomKind, Entry, FullItem, Generation, Id, Key, KeyPrint, Place, PlainChange,
    PlainParts, Request, SealFault, VaultKey, seal_change, seal_item, seal_move, snapshot,
};
use crate::secret::SecretText;

/// What the field with one-time codes is called if nobody gave it a name.
const CODE: &str = "TOTP";

impl<R: CryptoRng> App<R> {
    /// The call for the change that is on its way: over this state of the item, or for a new one.
    pub(super) fn passwork_order(&mut self, over: Option<&SecretText>) -> Result<Request, Fault> {
        let changing = self.changing_passwork.as_ref().ok_or(Fault::Internal)?;
        match (&changing.what, over) {
            (What::Change { item, .. }, Some(theirs)) => {
                let item = item.clone();
                self.order_change(&item, theirs)
            }
            (What::Delete(item), Some(theirs)) => {
                let item = item.clone();
                self.order_delete(&item, theirs)
            }
            (What::Move(item, to), Some(theirs)) => {
                let (item, to) = (item.clone(), to.clone());
                self.order_move(&item, &to, theirs)
            }
            (What::Make { to, .. }, _) => {
                let (source, to) = (changing.source.clone(), to.clone());
                self.order_new(&source, &to)
            }
            (_, None) => Err(Fault::Internal),
        }
    }

    fn order_new(&mut self, source: &str, to: &Place) -> Result<Request, Fault> {
        let (api, vault) = (self.api_of(source)?, self.trusted_vault(source, to.vault.as_str())?);
        let Some(Changing { what: What::Make { edit, .. }, .. }) = &self.changing_passwork else {
            return Err(Fault::Internal);
        };
        let password = edit.password.as_ref().map(SecretText::duplicate).unwrap_or_default();
        let custom = edit.otp.as_ref().filter(|otp| !otp.is_empty()).map(code_field);
        let custom: Vec<CustomField> = custom.into_iter().collect();
        let (_, sealed) = seal_item(&vault, &password, &custom, &mut self.rng)?;
        Ok(api.create(to, &edit.new_parts(), &sealed, &[]))
    }

    fn order_change(&mut self, item: &ItemId, theirs: &SecretText) -> Result<Request, Fault> {
        let api = self.api_of(&item.link)?;
        let (full, key, _) = self.trusted_item(item, theirs)?;
        let known = self.key_seen(item);
        let Some(Changing { what: What::Change { edit, .. }, .. }) = &self.changing_passwork else {
            return Err(Fault::Internal);
        };
        let custom = match &edit.otp {
            Some(otp) => Some(with_code(full.custom(&key).map_err(|_| Fault::ItemUnreadable)?, otp)),
            None => None,
        };
        let password = edit.password.as_ref().map(SecretText::duplicate);
        let change = passwork::ItemChange { password, custom };
        let sealed = seal_change(&full, &key, &change, known.as_ref(), &mut self.rng)?;
        let (id, by_shortcut) = called(api.generation(), &item.uid, theirs).ok_or(Fault::ItemGone)?;
        Ok(api.update(&id, by_shortcut, &edit.plain, &sealed))
    }

    fn order_delete(&mut self, item: &ItemId, theirs: &SecretText) -> Result<Request, Fault> {
        let api = self.api_of(&item.link)?;
        let (id, by_shortcut) = id_of(&item.uid).ok_or(Fault::ItemGone)?;
        let before = match api.generation() {
            Generation::V4 => match self.trusted_item(item, theirs) {
                Ok((full, key, _)) => snapshot(&full, &key, &mut self.rng).ok(),
                // What does not open leaves no history, and nobody can want it back less.
                Err(Fault::ItemUnreadable) => None,
                Err(fault) => return Err(fault),
            },
            Generation::V7 if by_shortcut => return Err(Fault::PassworkShortcut),
            Generation::V7 => None,
        };
        Ok(api.delete(&id, by_shortcut, before.as_deref()))
    }

    fn order_move(&mut self, item: &ItemId, to: &Place, theirs: &SecretText) -> Result<Request, Fault> {
        let api = self.api_of(&item.link)?;
        let (id, by_shortcut) = id_of(&item.uid).ok_or(Fault::ItemGone)?;
        if api.generation() == Generation::V7 && by_shortcut {
            return Err(Fault::PassworkShortcut);
        }
        let (full, key, from) = self.trusted_item(item, theirs)?;
        // Nobody outside knows whether 7.x takes keys with a move: an item could become unreadable.
        if api.generation() == Generation::V7 && to.vault != from && matches!(key, Key::On(_)) {
            return Err(Fault::PassworkRefused);
        }
        let vault = self.trusted_vault(&item.link, to.vault.as_str())?;
        let sealed = seal_move(&full, &key, &vault, None, &mut self.rng)?;
        Ok(api.move_item(&id, by_shortcut, &from, to, &sealed))
    }

    /// An item with its key, in a vault that is trusted.
    fn trusted_item<'j>(
        &mut self,
        item: &ItemId,
        body: &'j SecretText,
    ) -> Result<(FullItem<'j>, Key, Id), Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let full = FullItem::parse(body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
        let from = full.key_place().vault_id.and_then(|id| Id::parse(&id)).ok_or(Fault::ItemUnreadable)?;
        self.trusted_vault(&item.link, from.as_str())?;
        let key = self.passwork_key(item, body)?;
        Ok((full, key, from))
    }

    /// The key of a vault that something is sealed for.
    fn trusted_vault(&mut self, source: &str, vault: &str) -> Result<VaultKey, Fault> {
        let generation = self.generation(source).ok_or(Fault::NoAccount)?;
        let note = self.passwork_note(source).ok_or(Fault::VaultLocked)?;
        match note.vault_key(vault, generation, &mut self.rng) {
            Some((key, true)) => Ok(key),
            Some((_, false)) => Err(Fault::PassworkKeyChanged),
            None => Err(Fault::ItemUnreadable),
        }
    }

    /// The key that an item had when the user saw it.
    fn key_seen(&mut self, item: &ItemId) -> Option<KeyPrint> {
        let Some(Changing { what: What::Change { base: Some(base), .. }, .. }) = &self.changing_passwork
        else {
            return None;
        };
        let base = base.duplicate();
        self.passwork_key(item, &base).ok().map(|key| key.print())
    }
}

impl Edit {
    pub(super) fn of(change: ItemChange) -> Self {
        let plain = PlainChange {
            name: change.name,
            user: change.user,
            url: change.website,
            note: change.note,
            tags: change.tags,
            colour: None,
        };
        Self { plain, password: change.password.map(SecretText::new), otp: change.otp.map(SecretText::new) }
    }

    fn new_parts(&self) -> PlainParts {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        PlainParts {
            name: text(&self.plain.name),
            user: text(&self.plain.user),
            url: text(&self.plain.url),
            note: text(&self.plain.note),
            tags: self.plain.tags.clone().unwrap_or_default(),
            colour: None,
        }
    }
}

/// How calls name an item beyond reading it, and whether that is a shortcut. 7.x knows shortcuts only to read what they lead
/// to: everything else goes by the item's own id.
pub(super) fn called(generation: Generation, uid: &str, body: &SecretText) -> Option<(Id, bool)> {
    match (generation, id_of(uid)?) {
        (Generation::V7, (_, true)) => Entry::kept(generation, body).map(|entry| (entry.id, false)),
        (_, known) => Some(known),
    }
}

fn code_field(otp: &SecretText) -> CustomField {
    CustomField { name: SecretText::new(CODE.to_owned()), value: otp.duplicate(), kind: CustomKind::OneTime }
}

/// The fields with another code: in the place of the first that makes codes, or at the end; none if it is empty.
fn with_code(mut fields: Vec<CustomField>, otp: &SecretText) -> Vec<CustomField> {
    match fields.iter_mut().position(|field| field.kind == CustomKind::OneTime) {
        Some(at) if otp.is_empty() => {
            fields.remove(at);
        }
        Some(at) => {
            if let Some(field) = fields.get_mut(at) {
                field.value = otp.duplicate();
            }
        }
        None if otp.is_empty() => {}
        None => fields.push(code_field(otp)),
    }
    fields
}

/// A vault, or a folder in one: as groups of items are written.
pub(super) fn place_of(text: &str) -> Option<Place> {
    match text.split_once('/') {
        Some((vault, folder)) => Some(Place { vault: Id::parse(vault)?, folder: Some(Id::parse(folder)?) }),
        None => Some(Place { vault: Id::parse(text)?, folder: None }),
    }
}

impl From<SealFault> for Fault {
    fn from(fault: SealFault) -> Self {
        match fault {
            SealFault::NotOpened(_) => Self::ItemUnreadable,
            SealFault::NothingProves => Self::PassworkItemKey,
            SealFault::Shortcut | SealFault::OtherLife => Self::PassworkRefused,
            SealFault::TooLong(_) => Self::ServerTooLarge,
        }
    }
}
