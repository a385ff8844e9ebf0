//! Using an item of a Passwork. Its secrets are fetched when they are used, and kept sealed for when the server is away.

use rand_core::CryptoRng;

use super::live::Wanted;
use super::sync::{id_of, whole_item};
use crate::app::cache::{ItemId, Work};
use crate::app::fill::Said;
use crate::app::stored::item_name;
use crate::app::{App, Effect, Fault, Ticket, ViewId};
use crate::message::ToView;
use crate::passwork::{Answer, Api, Entry, FullItem, Generation, Id, Key, PassworkFault, open_attachment};
use crate::secret::SecretText;
use crate::vault::{NewItem, Secrets};

/// An item that is fetched because somebody uses it.
pub struct Use {
    ticket: Ticket,
    item: ItemId,
}

/// A file that is on its way: view, number of its message, item, name.
pub struct WaitingFile {
    pub view: ViewId,
    pub seq: u32,
    pub item: ItemId,
    pub name: String,
    pub file: Id,
    pub body: SecretText,
}

/// What a server said of an item for one use of it: its body, or why there is none. Secret.
pub struct FetchedBody {
    ticket: Ticket,
    body: Result<SecretText, Fault>,
    /// What does not open is kept only where there is nothing better.
    unopened: Option<NewItem>,
}

impl<R: CryptoRng> App<R> {
    /// Reads the record of an item that is to be used. Where lists bring no secrets, the item is fetched first: it may have
    /// changed since, and the server is told that it is used. What is kept serves where the server is out of reach.
    pub(in crate::app) fn load_item(&mut self, ticket: Ticket, item: &ItemId) {
        let fetches = self.generation(&item.link) == Some(Generation::V4);
        match id_of(&item.uid).filter(|_| fetches) {
            Some((id, by_shortcut)) => {
                let what = Use { ticket, item: item.clone() };
                let source = item.link.clone();
                self.ask_passwork(&source, Wanted::Use(what), |api| api.item(&id, by_shortcut));
            }
            None => self.load_record(ticket, item),
        }
    }

    /// Reads the record as it was kept.
    pub(in crate::app) fn load_record(&mut self, ticket: Ticket, item: &ItemId) {
        self.out.push(Effect::Load(ticket, item_name(&item.link, &item.uid)));
    }

    pub(super) fn item_fetched(&mut self, what: Use, result: Result<Answer, PassworkFault>) {
        let Use { ticket, item } = what;
        let (body, unopened) = match self.fetched_item(&item, result) {
            Ok((body, unopened)) => (Ok(body), unopened),
            Err(fault) => (Err(fault), None),
        };
        self.fetched_bodies.push(FetchedBody { ticket: ticket.clone(), body, unopened });
        self.load_record(ticket, &item);
    }

    /// Opens an item that is used: as its server said for this use, or as it was kept.
    pub(in crate::app) fn read_used(
        &mut self,
        mut said: Option<FetchedBody>,
        item: &ItemId,
        sealed: Option<&[u8]>,
    ) -> Result<Secrets, Fault> {
        let sealed = sealed.ok_or(Fault::VaultDamaged)?;
        if self.generation(&item.link).is_none() {
            return self.read_item(item, sealed);
        }
        let kept = self.read_body(item, sealed)?;
        let unopened = said.as_mut().and_then(|said| said.unopened.take());
        if let Some(unopened) = unopened.filter(|_| kept.is_empty()) {
            self.save_in_turn(&item.link, Work::Keep(unopened));
        }
        let body = passwork_body(said, kept)?;
        self.read_passwork(item, body)
    }

    /// What a server said for this use, and for no other.
    pub(in crate::app) fn take_fetched(&mut self, ticket: &Ticket) -> Option<FetchedBody> {
        let at = self.fetched_bodies.iter().position(|said| said.ticket == *ticket)?;
        Some(self.fetched_bodies.remove(at))
    }

    fn fetched_item(
        &mut self,
        item: &ItemId,
        result: Result<Answer, PassworkFault>,
    ) -> Result<(SecretText, Option<NewItem>), Fault> {
        let (id, _) = id_of(&item.uid).ok_or(Fault::ItemGone)?;
        let answer = result.inspect_err(|fault| {
            if *fault == PassworkFault::Unreachable {
                self.ask_permission(&item.link);
            }
        })?;
        let api = self.live(&item.link).map(|live| live.api.clone()).ok_or(Fault::VaultLocked)?;
        let entry = api.read_item(&answer, Some(&id))?;
        let mut new = whole_item(&entry, item.uid.clone());
        let body = new.secrets.body.duplicate();
        let opened = self.passwork_key(item, &body).ok().and_then(|key| {
            let full = FullItem::parse(body.expose(), api.generation())?;
            full.password(&key).ok()?;
            Some(full.one_time(&key).is_ok_and(|code| !code.is_empty()))
        });
        if let Some(from) = &mut new.from {
            from.has_otp = opened.unwrap_or_default();
        }
        if !new.fits() {
            return Ok((body, None));
        }
        if opened.is_none() {
            return Ok((body, Some(new)));
        }
        self.save_in_turn(&item.link, Work::Keep(new));
        Ok((body, None))
    }

    /// User and site of an item, as its server wrote them in this body; nothing for other sources.
    pub(in crate::app) fn item_said(&self, item: &ItemId, body: &SecretText) -> Option<Said> {
        let entry = Entry::kept(self.generation(&item.link)?, body)?;
        Some(Said { user: entry.user, website: entry.url })
    }

    /// The key of an item.
    pub(in crate::app::sources) fn passwork_key(
        &mut self,
        item: &ItemId,
        body: &SecretText,
    ) -> Result<Key, Fault> {
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let note = self.passwork_note(&item.link).ok_or(Fault::VaultLocked)?;
        let full = FullItem::parse(body.expose(), generation).ok_or(Fault::VaultDamaged)?;
        let place = full.key_place().vault_id.ok_or(Fault::ItemUnreadable)?;
        let (vault, _) = note.vault_key(&place, generation, &mut self.rng).ok_or(Fault::ItemUnreadable)?;
        full.key(&vault).map_err(|_| Fault::ItemUnreadable)
    }

    /// Password and one-time code of an item that was not fetched just now.
    pub(in crate::app::sources) fn read_kept(
        &mut self,
        item: &ItemId,
        kept: SecretText,
    ) -> Result<Secrets, Fault> {
        let body = passwork_body(None, kept)?;
        self.read_passwork(item, body)
    }

    fn read_passwork(&mut self, item: &ItemId, body: SecretText) -> Result<Secrets, Fault> {
        let key = self.passwork_key(item, &body)?;
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let full = FullItem::parse(body.expose(), generation).ok_or(Fault::VaultDamaged)?;
        let password = full.password(&key).map_err(|_| Fault::ItemUnreadable)?;
        // A field that does not open spoils no password.
        let otp = full.one_time(&key).unwrap_or_default();
        Ok(Secrets { password, otp, body })
    }

    pub(super) fn passwork_file(&mut self, waiting: WaitingFile, result: Result<Answer, PassworkFault>) {
        let WaitingFile { view, seq, item, name, file, body } = waiting;
        let opened = result.and_then(|answer| Api::read_attachment(&answer, &file)).map_err(Fault::from);
        let content = opened.and_then(|json| {
            let key = self.passwork_key(&item, &body)?;
            open_attachment(json.expose(), &key).map_err(|_| Fault::ItemUnreadable)
        });
        match content {
            Ok(content) => {
                let content = content.expose().to_vec();
                self.out.push(Effect::Post(view, ToView::File { seq, file_name: name, content }));
            }
            Err(fault) => self.refuse(view, seq, fault),
        }
    }
}

/// The body of an item: as the server said just now, or as it was kept.
fn passwork_body(said: Option<FetchedBody>, kept: SecretText) -> Result<SecretText, Fault> {
    match said.map(|said| said.body) {
        Some(Ok(body)) => Ok(body),
        // Refused, the item is not ours any more; otherwise what was kept is the best there is.
        Some(Err(fault @ (Fault::ItemGone | Fault::ServerForbidden))) => Err(fault),
        Some(Err(fault)) if kept.is_empty() => Err(fault),
        None if kept.is_empty() => Err(Fault::PassworkUnreachable),
        _ => Ok(kept),
    }
}
