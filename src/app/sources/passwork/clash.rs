//! What two changed in the same item of a Passwork, and what the user says to that.

use rand_core::CryptoRng;

use super::change::{Changing, Step, What};
use super::order::place_of;
use super::sync::whole_item;
use crate::app::cache::ItemId;
use crate::app::sources::conflict::Clash;
use crate::app::{App, Fault};
use crate::message::{ChangedField, ConflictAnswer};
use crate::passwork::{Entry, FullItem, one_time_text};
use crate::secret::SecretText;

impl<R: CryptoRng> App<R> {
    /// What the user changes and somebody else changed since, to something else.
    pub(super) fn passwork_clashes(
        &mut self,
        item: &ItemId,
        theirs: &Entry,
        body: &SecretText,
    ) -> Result<Vec<Clash>, Fault> {
        let Some(Changing { what: What::Change { edit, base, agreed, .. }, .. }) = &self.changing_passwork
        else {
            return Ok(Vec::new());
        };
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, seen) = open.find(item).ok_or(Fault::ItemGone)?;
        let base = agreed.as_ref().or(base.as_ref()).map(SecretText::duplicate);
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let before = base.as_ref().and_then(|base| Entry::kept(generation, base));
        let (name, user, url) = match &before {
            Some(before) => (&before.name, &before.user, &before.url),
            None => (&seen.name, &seen.user, &seen.website),
        };
        let mut clashes = Vec::new();
        let shown = [
            (ChangedField::Name, &edit.plain.name, name, &theirs.name),
            (ChangedField::User, &edit.plain.user, user, &theirs.user),
            (ChangedField::Website, &edit.plain.url, url, &theirs.url),
        ];
        for (field, ours, before, theirs) in shown {
            if let Some(ours) = ours.as_ref().filter(|ours| *ours != theirs && before != theirs) {
                clashes.push(Clash::shown(field, theirs.clone(), ours.clone()));
            }
        }
        // What was never fetched was never seen, and cannot have changed before somebody's eyes.
        let Some(base) = base else { return Ok(clashes) };
        if let (Some(before), Some(ours)) = (&before, &edit.plain.note)
            && before.note != theirs.note
            && *ours != theirs.note
        {
            clashes.push(Clash::hidden(ChangedField::Note));
        }
        if let (Some(before), Some(ours)) = (&before, &edit.plain.tags)
            && before.tags != theirs.tags
            && *ours != theirs.tags
        {
            clashes.push(Clash::hidden(ChangedField::Tags));
        }
        let password = edit.password.as_ref().map(SecretText::duplicate);
        // Servers keep codes written in one way, whatever was typed.
        let otp = edit.otp.as_ref().map(one_time_text);
        let now = self.secrets_of(item, body)?;
        // A state that cannot be read is another one.
        let was = self.secrets_of(item, &base).ok();
        if password.is_some_and(|ours| ours != now.0) && was.as_ref().map(|was| &was.0) != Some(&now.0) {
            clashes.push(Clash::hidden(ChangedField::Password));
        }
        let code = one_time_text(&now.1);
        if otp.is_some_and(|ours| ours != code) && was.map(|was| one_time_text(&was.1)) != Some(code) {
            clashes.push(Clash::hidden(ChangedField::Otp));
        }
        Ok(clashes)
    }

    /// Password and what makes codes, of this state of an item.
    pub(super) fn secrets_of(
        &mut self,
        item: &ItemId,
        body: &SecretText,
    ) -> Result<(SecretText, SecretText), Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let key = self.passwork_key(item, body)?;
        let full = FullItem::parse(body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
        let unreadable = |_| Fault::ItemUnreadable;
        Ok((full.password(&key).map_err(unreadable)?, full.one_time(&key).map_err(unreadable)?))
    }

    pub(in crate::app::sources) fn answer_passwork_conflict(
        &mut self,
        answer: ConflictAnswer,
    ) -> Result<(), Fault> {
        let Some(Changing { step: Step::Conflict { theirs, .. }, what, .. }) = &self.changing_passwork else {
            return Err(Fault::BadMessage);
        };
        let theirs = theirs.duplicate();
        let What::Change { item, .. } = what else { return Err(Fault::BadMessage) };
        let item = item.clone();
        match answer {
            // The user agreed to this state of the server's, and to no newer one.
            ConflictAnswer::Ours => {
                if let Some(Changing { what: What::Change { agreed, .. }, .. }) = &mut self.changing_passwork
                {
                    *agreed = Some(theirs);
                }
                self.fetch_newest_passwork();
            }
            ConflictAnswer::Theirs => {
                self.keep_theirs(&item, &theirs)?;
                if let Some(offer) = self.changing_passwork.take().and_then(|changing| changing.offer) {
                    self.drop_offer(offer, false);
                }
            }
            ConflictAnswer::Both => {
                self.keep_theirs(&item, &theirs)?;
                self.make_own_of(&item, &theirs)?;
            }
        }
        Ok(())
    }

    fn keep_theirs(&mut self, item: &ItemId, theirs: &SecretText) -> Result<(), Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let entry = Entry::kept(generation, theirs).ok_or(Fault::ItemUnreadable)?;
        self.keep_whole_item(&item.link, whole_item(&entry, item.uid.clone()));
        Ok(())
    }

    /// The user's state becomes an item of its own, beside the server's: where the user sees that (T-103).
    fn make_own_of(&mut self, item: &ItemId, theirs: &SecretText) -> Result<(), Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let entry = Entry::kept(generation, theirs).ok_or(Fault::ItemUnreadable)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let to = open.find(item).and_then(|(_, seen)| place_of(&seen.group)).ok_or(Fault::ItemGone)?;
        let (password, otp) = self.secrets_of(item, theirs)?;
        let Some(Changing { what: What::Change { edit, .. }, .. }) = &mut self.changing_passwork else {
            return Ok(());
        };
        let mut edit = std::mem::take(edit);
        let plain = &mut edit.plain;
        plain.name.get_or_insert(entry.name);
        plain.user.get_or_insert(entry.user);
        plain.url.get_or_insert(entry.url);
        plain.note.get_or_insert(entry.note);
        plain.tags.get_or_insert(entry.tags);
        edit.password.get_or_insert(password);
        edit.otp.get_or_insert(otp);
        let mut there = self.alike_here(&item.link, &to, &edit);
        // As it is at the server it may look like the new one, too.
        there.push(item.uid.clone());
        if let Some(changing) = &mut self.changing_passwork {
            changing.what = What::Make { to, edit, there };
        }
        self.send_passwork(None);
        Ok(())
    }
}
