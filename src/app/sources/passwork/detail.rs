//! Everything about one item of a Passwork.

use rand_core::CryptoRng;

use super::fetch::WaitingFile;
use super::live::Wanted as Asked;
use super::order::called;
use crate::app::cache::ItemId;
use crate::app::codes::Wanted;
use crate::app::screen::milliseconds;
use crate::app::sources::detail::{empty_detail, file_name};
use crate::app::{App, Effect, Fault, ViewId};
use crate::message::{CopyField, CustomView, DetailView, FileView, ToView};
use crate::passwork::{CustomField, CustomKind, Entry, FullItem, Generation, Id};
use crate::secret::SecretText;
use crate::vault::Secrets;

impl<R: CryptoRng> App<R> {
    /// What a view wants of an item beyond password and code.
    pub(in crate::app::sources) fn give_more_passwork(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &ItemId,
        wanted: &Wanted,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        match wanted {
            Wanted::Detail => {
                let detail = self.passwork_detail(item, secrets)?;
                self.show(view, seq, item, detail, &secrets.body);
            }
            Wanted::Reveal(field) => {
                let text = self.passwork_field(view, item, secrets, field)?.expose().to_owned();
                self.out.push(Effect::Post(view, ToView::Revealed { seq, text }));
            }
            Wanted::Copy(field) => {
                let text = self.passwork_field(view, item, secrets, field)?.expose().to_owned();
                self.hand_out(view, seq, text, field.clone());
            }
            Wanted::File(number) => {
                let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
                let full = FullItem::parse(secrets.body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
                let files = full.attachments().map_err(|_| Fault::ItemUnreadable)?;
                let index = usize::try_from(*number).map_err(|_| Fault::BadMessage)?;
                let file = files.get(index).ok_or(Fault::ItemGone)?;
                let id = Id::parse(&file.id).ok_or(Fault::ItemUnreadable)?;
                let waiting = WaitingFile {
                    view,
                    seq,
                    item: item.clone(),
                    name: file_name(&file.name),
                    file: id.clone(),
                    body: secrets.body.duplicate(),
                };
                let (of, by_shortcut) =
                    called(generation, &item.uid, &secrets.body).ok_or(Fault::ItemGone)?;
                let source = item.link.clone();
                self.ask_passwork(&source, Asked::File(waiting), |api| api.attachment(&of, by_shortcut, &id));
            }
            Wanted::Share(life, once) => self.share_item(view, seq, item, (*life, *once), secrets)?,
            Wanted::Revisions | Wanted::Code | Wanted::NextCode => return Err(Fault::BadMessage),
        }
        Ok(())
    }

    fn passwork_field(
        &mut self,
        view: ViewId,
        item: &ItemId,
        secrets: &Secrets,
        field: &CopyField,
    ) -> Result<SecretText, Fault> {
        match field {
            CopyField::Password => Ok(secrets.password.duplicate()),
            CopyField::Note => {
                let entry = self.passwork_entry(item, &secrets.body)?;
                Ok(SecretText::new(entry.note.clone()))
            }
            CopyField::Custom(number) => {
                let fields = self.passwork_fields(item, &secrets.body)?;
                let index = usize::try_from(*number).map_err(|_| Fault::BadMessage)?;
                // It was fetched anew since it was shown: somebody may have put the fields in another order.
                let shown = self.views.get(&view).and_then(|view| view.shown.as_ref());
                let shown = shown.filter(|shown| shown.item == *item).map(|shown| shown.labels.get(index));
                let field = fields.into_iter().nth(index).ok_or(Fault::PassworkFieldChanged)?;
                if shown.is_some_and(|label| label != Some(&field.name)) {
                    return Err(Fault::PassworkFieldChanged);
                }
                Ok(field.value)
            }
            CopyField::User | CopyField::Email | CopyField::Code | CopyField::Link => Err(Fault::BadMessage),
        }
    }

    /// Fields of the user's own. What makes codes is not among them: the code is.
    fn passwork_fields(&mut self, item: &ItemId, body: &SecretText) -> Result<Vec<CustomField>, Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let key = self.passwork_key(item, body)?;
        let full = FullItem::parse(body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
        let fields = full.custom(&key).map_err(|_| Fault::ItemUnreadable)?;
        Ok(fields.into_iter().filter(|field| field.kind != CustomKind::OneTime).collect())
    }

    fn passwork_entry(&self, item: &ItemId, body: &SecretText) -> Result<Entry, Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        Entry::kept(generation, body).ok_or(Fault::ItemUnreadable)
    }

    fn passwork_detail(&mut self, id: &ItemId, secrets: &Secrets) -> Result<DetailView, Fault> {
        let entry = self.passwork_entry(id, &secrets.body)?;
        let fields = self.passwork_fields(id, &secrets.body);
        let generation = self.generation(&id.link).ok_or(Fault::NoAccount)?;
        let full = FullItem::parse(secrets.body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
        let files = full.attachments();
        let mut view = empty_detail(self, id)?;
        view.vault = self.place_path(id)?;
        view.has_password = !secrets.password.is_empty();
        view.item.has_code = !secrets.otp.is_empty();
        view.has_note = !entry.note.is_empty();
        view.tags = entry.tags;
        view.changed_at_ms = milliseconds(entry.changed.unwrap_or(0).saturating_mul(1_000));
        view.shared = entry.shortcut.is_some();
        view.editable = !entry.is_cut;
        let note = self.passwork_note(&id.link).ok_or(Fault::VaultLocked)?;
        view.favourite = (generation == Generation::V4).then(|| note.favourites.contains(&id.uid));
        view.sealed = note.is_encrypted();
        // 7.x moves no shortcuts, and what is sealed not into another vault: places are offered all or none.
        view.movable = match generation {
            Generation::V4 => true,
            Generation::V7 => entry.shortcut.is_none() && (!view.sealed || note.there().count() == 1),
        };
        let found = self.stored.account(&id.link).and_then(|account| account.found().cloned());
        view.lives = found
            .map(|found| found.link_era().lives().iter().map(|life| (*life).into()).collect())
            .unwrap_or_default();
        view.damaged = fields.is_err() || files.is_err() || entry.is_cut;
        view.fields = fields.unwrap_or_default().iter().map(custom_view).collect();
        let files = files.unwrap_or_default();
        view.files = files.iter().map(|file| FileView { name: file_name(&file.name), size: 0.0 }).collect();
        Ok(view)
    }

    /// Vault and folders of an item, as a path.
    fn place_path(&self, id: &ItemId) -> Result<String, Fault> {
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, entry) = open.find(id).ok_or(Fault::ItemGone)?;
        let places = &self.known_of(&id.link).ok_or(Fault::VaultLocked)?.places;
        let path = places.get(&entry.group).or_else(|| places.get(entry.place()));
        Ok(path.cloned().unwrap_or_default())
    }
}

fn custom_view(field: &CustomField) -> CustomView {
    let hidden = field.kind == CustomKind::Password;
    let value = if hidden { String::new() } else { field.value.expose().to_owned() };
    CustomView { label: field.name.expose().to_owned(), value, hidden }
}
