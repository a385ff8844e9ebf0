//! Changing, making, moving and deleting items of a Passwork: the newest state is fetched, and only what the user changed
//! is sent. What somebody else changed meanwhile stays; where both changed the same, the user is asked (`clash`).
//!
//! How one begins is in `begin`, how it is sealed and sent in `order`; that nothing is done twice if its answer was lost, in `again`.

use rand_core::CryptoRng;

use super::live::Wanted;
use super::sync::{id_of, new_item, whole_item};
use crate::app::cache::{ItemId, Work};
use crate::app::sources::conflict::{Clash, view};
use crate::app::{App, Fault, StoredAccount};
use crate::message::{ChangeStateView, Notice};
use crate::passwork::{Answer, Api, Entry, Id, PassworkFault, Place, PlainChange};
use crate::secret::SecretText;
use crate::vault::NewItem;

/// A change on its way. Secret.
pub struct Changing {
    pub(super) source: String,
    pub(super) name: String,
    /// Of this change alone: what was read for another one is not taken.
    pub(super) number: u32,
    pub(super) what: What,
    pub(super) step: Step,
    /// The offer that it came from, which is done with it.
    pub(super) offer: Option<u32>,
    /// It was sent, and nobody knows whether the server took it.
    pub(super) unclear: bool,
}

pub(super) enum What {
    /// `there`: items that were there before, and could be taken for the new one.
    Make {
        to: Place,
        edit: Edit,
        there: Vec<String>,
    },
    /// `base`: the state that the user saw. `agreed`: the server's, in which the user's change goes before others'.
    Change {
        item: ItemId,
        edit: Edit,
        base: Option<SecretText>,
        agreed: Option<SecretText>,
    },
    Delete(ItemId),
    Move(ItemId, Place),
}

/// What the user changes. Secret.
#[derive(Default)]
pub(super) struct Edit {
    pub(super) plain: PlainChange,
    pub(super) password: Option<SecretText>,
    pub(super) otp: Option<SecretText>,
}

pub(super) enum Step {
    Loading,
    Checking,
    Sending,
    Reading,
    Failed(Fault),
    Conflict { theirs: SecretText, at: u64, clashes: Vec<Clash> },
}

/// What a call was for.
pub enum Asked {
    /// The item before it is changed.
    Newest,
    /// The change.
    Sent,
    /// What the server made of it: this item.
    Result(Id),
    /// What lies where an item was perhaps made.
    Beside,
    /// Whether it is this one; else these are looked at.
    Alike(Id, Vec<Id>),
}

impl<R: CryptoRng> App<R> {
    /// The record as the user saw it; nothing in it if it was never looked at.
    pub(in crate::app::sources) fn passwork_change_loaded(&mut self, number: u32, bytes: Option<&[u8]>) {
        let Some(changing) = self.changing_passwork.as_ref().filter(|changing| changing.number == number)
        else {
            return;
        };
        let What::Change { item, .. } = &changing.what else { return };
        let item = item.clone();
        let body = bytes.and_then(|bytes| self.read_body(&item, bytes).ok()).filter(|body| !body.is_empty());
        if let Some(Changing { what: What::Change { base, .. }, .. }) = &mut self.changing_passwork {
            *base = body;
        }
        self.fetch_newest_passwork();
    }

    pub(super) fn fetch_newest_passwork(&mut self) {
        let Some(changing) = &mut self.changing_passwork else { return };
        let Some(item) = changing.what.item() else { return };
        let (called, source) = (id_of(&item.uid), changing.source.clone());
        changing.step = Step::Checking;
        let Some((id, by_shortcut)) = called else {
            return self.passwork_change_failed(Fault::ItemGone);
        };
        self.ask_passwork(&source, Wanted::Change(Asked::Newest), |api| api.item(&id, by_shortcut));
    }

    pub(super) fn passwork_change_answered(&mut self, asked: Asked, result: Result<Answer, PassworkFault>) {
        let went = match asked {
            Asked::Newest => self.newest_of_passwork(result),
            Asked::Sent => self.passwork_took(result),
            Asked::Result(id) => self.result_of_passwork(&id, result),
            Asked::Beside => self.beside_of_passwork(result),
            Asked::Alike(id, rest) => self.alike_of_passwork(&id, rest, result),
        };
        if let Err(fault) = went {
            self.passwork_change_failed(fault);
        }
    }

    pub(super) fn api_of(&self, source: &str) -> Result<Api, Fault> {
        self.stored.account(source).and_then(StoredAccount::passwork).ok_or(Fault::NoAccount)
    }

    /// The server's newest state: is there anything that both changed?
    fn newest_of_passwork(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let Some(Changing { what, source, .. }) = &self.changing_passwork else { return Ok(()) };
        let Some(item) = what.item().cloned() else { return Ok(()) };
        let (source, is_delete) = (source.clone(), matches!(what, What::Delete(_)));
        if is_delete && matches!(result, Err(PassworkFault::NotFound)) {
            self.passwork_deleted(&item);
            return Ok(());
        }
        let (id, _) = id_of(&item.uid).ok_or(Fault::ItemGone)?;
        let entry = self.api_of(&source)?.read_item(&result?, Some(&id))?;
        let theirs = entry.body.as_ref().map(SecretText::duplicate).ok_or(Fault::ServerUnreadable)?;
        match what_is_done(self.changing_passwork.as_ref(), &entry) {
            Some(Done::Deleted) => {
                self.passwork_deleted(&item);
                return Ok(());
            }
            Some(Done::Moved) => {
                self.passwork_stored(Some(&entry));
                return Ok(());
            }
            None => {}
        }
        if entry.deleted {
            self.start_passwork_sync(&source);
            return Err(Fault::PassworkBinned);
        }
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, seen) = open.find(&item).ok_or(Fault::ItemGone)?;
        // Nothing is sealed for another vault than the one that the user sees it in (T-103).
        if seen.place() != entry.vault.as_str() {
            self.start_passwork_sync(&source);
            return Err(Fault::PassworkMoved);
        }
        let clashes = self.passwork_clashes(&item, &entry, &theirs)?;
        if clashes.is_empty() {
            self.send_passwork(Some(&theirs));
        } else if let Some(changing) = &mut self.changing_passwork {
            changing.step = Step::Conflict { theirs, at: entry.changed.unwrap_or(0), clashes };
        }
        Ok(())
    }

    /// Sends the change, over this state of the item or as a new one.
    pub(super) fn send_passwork(&mut self, over: Option<&SecretText>) {
        let request = match self.passwork_order(over) {
            Ok(request) => request,
            Err(fault) => return self.passwork_change_failed(fault),
        };
        let Some(changing) = &mut self.changing_passwork else { return };
        changing.step = Step::Sending;
        let source = changing.source.clone();
        self.ask_passwork(&source, Wanted::Change(Asked::Sent), |_| request);
    }

    /// The server took it: what it made of it is the truth.
    fn passwork_took(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let answer = match result {
            Err(fault) => return Err(self.passwork_not_taken(fault)),
            Ok(answer) => answer,
        };
        let Some(changing) = &self.changing_passwork else { return Ok(()) };
        let source = changing.source.clone();
        let made = match &changing.what {
            What::Delete(item) => {
                let item = item.clone();
                self.passwork_deleted(&item);
                return Ok(());
            }
            // 4.x to 6.x answers with the whole item, the others with its id; a shortcut stays one.
            What::Make { .. } | What::Move(..) => {
                let known = changing.what.item().and_then(|item| id_of(&item.uid));
                let by_shortcut = known.is_some_and(|(_, by_shortcut)| by_shortcut);
                let id = self.api_of(&source)?.read_item(&answer, None).map(|entry| entry.key().clone());
                id.or_else(|_| Api::read_new_id(&answer)).ok().map(|id| (id, by_shortcut))
            }
            What::Change { item, .. } => id_of(&item.uid),
        };
        self.restart_passwork_sync(&source);
        // It is there; the next fetching shows how.
        let Some((id, by_shortcut)) = made else {
            self.passwork_stored(None);
            return Ok(());
        };
        if let Some(changing) = &mut self.changing_passwork {
            changing.step = Step::Reading;
        }
        let wanted = Wanted::Change(Asked::Result(id.clone()));
        self.ask_passwork(&source, wanted, |api| api.item(&id, by_shortcut));
        Ok(())
    }

    fn result_of_passwork(&mut self, id: &Id, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let Some(Changing { source, .. }) = &self.changing_passwork else { return Ok(()) };
        let api = self.api_of(source)?;
        let entry = result.and_then(|answer| api.read_item(&answer, Some(id))).ok();
        self.passwork_stored(entry.as_ref().filter(|entry| !entry.deleted));
        Ok(())
    }

    fn passwork_deleted(&mut self, item: &ItemId) {
        let Some(Changing { name, .. }) = self.changing_passwork.take() else { return };
        self.restart_passwork_sync(&item.link);
        self.save_in_turn(&item.link, Work::Drop(item.uid.clone()));
        self.notice = Some(Notice::InBin { name });
    }

    /// The change is over; with the item as the server has it now, if that is known.
    pub(super) fn passwork_stored(&mut self, entry: Option<&Entry>) {
        let Some(changing) = self.changing_passwork.take() else { return };
        if let Some(item) = changing.what.item() {
            self.was_changed(item);
        }
        let source = changing.source;
        let kept = entry.and_then(|entry| match &changing.what {
            What::Change { item, .. } => Some(whole_item(entry, item.uid.clone())),
            _ => new_item(entry),
        });
        match kept {
            Some(kept) => {
                if let What::Move(item, _) = &changing.what
                    && kept.uid.as_ref() != Some(&item.uid)
                {
                    self.save_in_turn(&source, Work::Drop(item.uid.clone()));
                }
                self.keep_whole_item(&source, kept);
            }
            None => self.start_sync(&source),
        }
        self.notice = Some(Notice::Stored { name: changing.name });
        if let Some(offer) = changing.offer {
            self.drop_offer(offer, false);
        }
    }

    /// Keeps an item as its server has it.
    pub(super) fn keep_whole_item(&mut self, source: &str, mut kept: NewItem) {
        let item = ItemId { link: source.to_owned(), uid: kept.uid.clone().unwrap_or_default() };
        let body = kept.secrets.body.duplicate();
        let makes_codes = self.secrets_of(&item, &body).is_ok_and(|(_, otp)| !otp.is_empty());
        if let Some(from) = &mut kept.from {
            from.has_otp = makes_codes;
        }
        self.save_in_turn(source, Work::Keep(kept));
    }

    pub(super) fn passwork_change_failed(&mut self, fault: Fault) {
        let Some(changing) = &mut self.changing_passwork else { return };
        changing.step = Step::Failed(fault);
        let source = changing.source.clone();
        match fault {
            Fault::PassworkUnreachable => self.ask_permission(&source),
            // With what is there now it may go well.
            Fault::PassworkItemKey => self.start_sync(&source),
            _ => {}
        }
    }

    pub(in crate::app::sources) fn passwork_change_not_permitted(&mut self, source: &str) {
        let failed = |changing: &&mut Changing| {
            changing.source == source && matches!(changing.step, Step::Failed(Fault::PassworkUnreachable))
        };
        if let Some(changing) = self.changing_passwork.as_mut().filter(failed) {
            changing.step = Step::Failed(Fault::ServerNoPermission);
        }
    }

    pub(in crate::app::sources) fn repeat_passwork_change(&mut self) -> Result<(), Fault> {
        let Some(Changing { step: Step::Failed(_), what, unclear, .. }) = &self.changing_passwork else {
            return Err(Fault::BadMessage);
        };
        match what {
            What::Make { .. } if *unclear => self.look_whether_made(),
            What::Make { .. } => self.send_passwork(None),
            _ => self.fetch_newest_passwork(),
        }
        Ok(())
    }

    /// The user gives it up, or the cache is locked. An answer that still comes is for nobody.
    pub(in crate::app::sources) fn drop_passwork_change(&mut self) {
        let Some(changing) = self.changing_passwork.take() else { return };
        for live in self.lives.values_mut() {
            live.forget_changes();
        }
        // The server may have it nevertheless.
        if matches!(changing.step, Step::Sending | Step::Reading) && self.open.is_some() {
            self.start_passwork_sync(&changing.source);
        }
    }
}

/// What needs not be done any more.
enum Done {
    Deleted,
    Moved,
}

/// Whether an item is as the change would have it: its answer was lost, or somebody else did the same.
fn what_is_done(changing: Option<&Changing>, entry: &Entry) -> Option<Done> {
    match &changing?.what {
        What::Delete(_) if entry.deleted => Some(Done::Deleted),
        What::Move(_, to) if to.vault == entry.vault && to.folder == entry.folder => Some(Done::Moved),
        _ => None,
    }
}

impl What {
    /// The item that is there already.
    pub(super) fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Make { .. } => None,
            Self::Change { item, .. } | Self::Delete(item) | Self::Move(item, _) => Some(item),
        }
    }
}

impl Changing {
    pub fn view(&self) -> ChangeStateView {
        let (running, fault, conflict) = match &self.step {
            Step::Loading | Step::Checking | Step::Sending | Step::Reading => (true, None, None),
            Step::Failed(fault) => (false, Some(fault.view(None)), None),
            Step::Conflict { at, clashes, .. } => (false, None, Some(view(*at, clashes))),
        };
        ChangeStateView { name: self.name.clone(), running, fault, conflict }
    }
}
