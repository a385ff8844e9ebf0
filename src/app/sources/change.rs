//! Changing items at their server: the newest state is fetched, the change is laid over it, and the whole is sent.
//!
//! A server stores what it gets and empties what is missing, so nothing but its own newest state goes back, with the
//! user's change in it. What somebody else changed meanwhile stays; only where both changed the same, the user is asked.

use rand_core::CryptoRng;

use crate::app::cache::{ItemId, Work};
use crate::app::sources::calls::Purpose;
use crate::app::sources::conflict::{self, Clash};
use crate::app::sources::detail::parsed;
use crate::app::sources::sync::opened_item;
use crate::app::{App, Fault, StoredAccount, Ticket, ViewId};
use crate::message::{ChangeStateView, ConflictAnswer, ItemChange, Notice};
use crate::passman::{self, CallFault, Change, Credential, VaultInfo};
use crate::secret::SecretText;
use crate::server::{Call, Reply};

/// A change on its way. Secret.
pub struct Changing {
    source: String,
    /// Of this change alone: what was read for another one is not taken.
    number: u32,
    /// The vault of the item, by its id.
    group: String,
    name: String,
    what: What,
    step: Step,
    /// The offer that it came from, which is done with it.
    offer: Option<u32>,
}

/// What is to happen.
enum What {
    Make(Change),
    Change { uid: String, change: Change, base: Option<Credential> },
}

enum Step {
    /// The record is being read from the disk.
    Loading,
    /// The newest state is being fetched.
    Checking,
    /// The change is being sent.
    Sending,
    /// What the server made of it is being fetched.
    Reading,
    Failed(Fault),
    Conflict {
        theirs: Credential,
        clashes: Vec<Clash>,
    },
}

/// What a call was for.
pub enum Asked {
    Newest,
    Update,
    Create,
    Result(String),
}

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn change_item(
        &mut self,
        view: ViewId,
        item: &str,
        change: ItemChange,
    ) -> Result<(), Fault> {
        self.may_change()?;
        let id = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let shown = self.shown_in(view, &id);
        if self.generation(&id.link).is_some() {
            return self.begin_passwork_change(&id, change, shown, None);
        }
        self.begin_change(item, taken(change), shown, None)
    }

    /// Moves an item to the bin.
    pub(in crate::app) fn bin_item(&mut self, item: &str) -> Result<(), Fault> {
        self.may_change()?;
        let id = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        if self.generation(&id.link).is_some() {
            return self.delete_passwork_item(id);
        }
        let now = (self.clock.wall_ms() / 1_000).max(1);
        self.begin_change(item, Change { delete_time: Some(now), ..Change::default() }, None, None)
    }

    /// `shown`: the state that the user changes; without it, what is kept.
    pub(super) fn begin_change(
        &mut self,
        item: &str,
        change: Change,
        shown: Option<SecretText>,
        offer: Option<u32>,
    ) -> Result<(), Fault> {
        self.may_change()?;
        let id = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        self.stored.account(&id.link).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, entry) = open.find(&id).ok_or(Fault::ItemGone)?;
        if entry.read_only {
            return Err(Fault::ServerForbidden);
        }
        let (group, name) = (entry.group.clone(), entry.name.clone());
        let number = self.next_number();
        self.changing = Some(Changing {
            source: id.link.clone(),
            number,
            group,
            name,
            what: What::Change { uid: id.uid.clone(), change, base: None },
            step: Step::Loading,
            offer,
        });
        match shown {
            Some(shown) => self.change_from(parsed(&shown)),
            None => self.load_record(Ticket::Change(number), &id),
        }
        Ok(())
    }

    /// Makes an item in a vault of a server.
    pub(in crate::app) fn make_item(
        &mut self,
        source: &str,
        vault: &str,
        change: ItemChange,
        offer: Option<u32>,
    ) -> Result<(), Fault> {
        self.may_change()?;
        if self.generation(source).is_some() {
            return self.make_passwork_item(source, vault, change, offer);
        }
        let name = change.name.clone().unwrap_or_default();
        self.note(source).ok_or(Fault::VaultLocked)?.vault(vault).ok_or(Fault::ServerVaultGone)?;
        let number = self.next_number();
        self.changing = Some(Changing {
            source: source.to_owned(),
            number,
            group: vault.to_owned(),
            name,
            what: What::Make(taken(change)),
            step: Step::Sending,
            offer,
        });
        self.stored.settings.place = format!("{source}/{vault}");
        self.store_settings();
        self.send_change(None);
        Ok(())
    }

    /// One change at a time; one that failed or waits for an answer is not pushed aside.
    pub(super) fn may_change(&mut self) -> Result<(), Fault> {
        self.touch();
        if self.changing.is_some() || self.changing_passwork.is_some() {
            Err(Fault::RequestRunning)
        } else {
            Ok(())
        }
    }

    /// The record of the item, as it is kept.
    pub(in crate::app) fn change_loaded(&mut self, number: u32, bytes: Option<Vec<u8>>) {
        if self.changing_passwork.is_some() {
            return self.passwork_change_loaded(number, bytes.as_deref());
        }
        let Some(changing) = self.changing.as_ref().filter(|changing| changing.number == number) else {
            return;
        };
        let What::Change { uid, .. } = &changing.what else { return };
        let id = ItemId { link: changing.source.clone(), uid: uid.clone() };
        let secrets = bytes.ok_or(Fault::VaultDamaged).and_then(|bytes| self.read_body(&id, &bytes));
        self.change_from(secrets.and_then(|body| parsed(&body)));
    }

    /// Begins with the state that the user changes.
    fn change_from(&mut self, state: Result<Credential, Fault>) {
        match state {
            Ok(credential) => {
                if let Some(Changing { what: What::Change { base, .. }, .. }) = &mut self.changing {
                    *base = Some(credential);
                }
                self.fetch_newest();
            }
            Err(fault) => self.change_failed(fault),
        }
    }

    fn fetch_newest(&mut self) {
        let Some(Changing { source, group, what: What::Change { base: Some(base), .. }, step, .. }) =
            &mut self.changing
        else {
            return;
        };
        let Some(account) = self.stored.account(source) else { return };
        *step = Step::Checking;
        let call = fetch(account, group, base.guid_at_server(), base.is_shared());
        self.change_call(call, Asked::Newest);
    }

    fn change_call(&mut self, call: Call, asked: Asked) {
        let Some(source) = self.changing.as_ref().map(|changing| changing.source.clone()) else { return };
        if let Err(fault) = self.call_as(&source, call, Purpose::Change(asked)) {
            self.change_failed(fault);
        }
    }

    pub(super) fn change_answered(&mut self, asked: Asked, reply: Reply) {
        let answered = match asked {
            Asked::Newest => self.newest_came(reply),
            Asked::Update => passman::read_done(reply).map_err(Fault::from).map(|()| self.read_result(None)),
            Asked::Create => passman::read_credential(reply, None)
                .map_err(Fault::from)
                .map(|made| self.read_result(Some(made.guid_at_server().to_owned()))),
            Asked::Result(guid) => self.result_came(&guid, reply),
        };
        if let Err(fault) = answered {
            self.change_failed(fault);
        }
    }

    /// The server's newest state: is there anything that both changed?
    fn newest_came(&mut self, reply: Reply) -> Result<(), Fault> {
        let Some(changing) = &self.changing else { return Ok(()) };
        let What::Change { uid, change, base: Some(base) } = &changing.what else { return Ok(()) };
        let theirs = match fetched(reply, uid, base.is_shared()) {
            Err(CallFault::NotFound) => return Err(Fault::ItemGone),
            // So does Passman say that there is no such item (docs/passman.md §2); fetching all will tell.
            Err(fault @ CallFault::ServerError(_)) if !base.is_shared() => {
                let source = changing.source.clone();
                self.start_sync(&source);
                return Err(fault.into());
            }
            other => other?,
        };
        let key = self.key_of(&changing.source, &changing.group)?;
        let clashes = conflict::between(change, base, &theirs, &key)?;
        if clashes.is_empty() {
            self.send_change(Some(theirs));
        } else if let Some(changing) = &mut self.changing {
            changing.step = Step::Conflict { theirs, clashes };
        }
        Ok(())
    }

    /// Sends the change, over this state of the item or as a new one.
    fn send_change(&mut self, over: Option<Credential>) {
        if let Err(fault) = self.try_send(over) {
            self.change_failed(fault);
        }
    }

    fn try_send(&mut self, over: Option<Credential>) -> Result<(), Fault> {
        let Some(changing) = &self.changing else { return Ok(()) };
        let account = self.stored.account(&changing.source).ok_or(Fault::NoAccount)?;
        let (server, api) = (account.server.clone(), account.passman());
        let key = self.key_of(&changing.source, &changing.group)?;
        let sealed = |_| Fault::ItemSealedOtherwise;
        let (call, asked) = match (&changing.what, over) {
            (What::Change { change, .. }, Some(theirs)) => {
                let whole = theirs.changed_by(change, &key, &mut self.rng).map_err(sealed)?;
                (passman::calls::update(&server, api, &whole), Asked::Update)
            }
            (What::Make(change), _) => {
                let vault = self.noted_vault(&changing.source, &changing.group)?;
                let whole = Credential::new(&vault, change, &key, &mut self.rng).map_err(sealed)?;
                (passman::calls::create(&server, api, &whole), Asked::Create)
            }
            (What::Change { .. }, None) => return Ok(()),
        };
        if let Some(changing) = &mut self.changing {
            changing.step = Step::Sending;
        }
        self.change_call(call, asked);
        Ok(())
    }

    fn noted_vault(&self, source: &str, group: &str) -> Result<VaultInfo, Fault> {
        let note = self.note(source).ok_or(Fault::VaultLocked)?;
        let vault = note.vault(group).ok_or(Fault::ServerVaultGone)?;
        Ok(VaultInfo {
            vault_id: vault.number,
            guid: vault.guid.clone(),
            name: vault.name.clone(),
            challenge: None,
            delete_pending: false,
        })
    }

    /// The server has it: what it made of it is the truth.
    fn read_result(&mut self, made: Option<String>) {
        let Some(changing) = &mut self.changing else { return };
        changing.step = Step::Reading;
        let guid = match (&changing.what, made) {
            (_, Some(guid)) => guid,
            (What::Change { base: Some(base), .. }, None) => base.guid_at_server().to_owned(),
            _ => return,
        };
        let Some(account) = self.stored.account(&changing.source) else { return };
        let call = fetch(account, &changing.group, &guid, changing.is_shared());
        self.change_call(call, Asked::Result(guid));
    }

    fn result_came(&mut self, guid: &str, reply: Reply) -> Result<(), Fault> {
        let Some(changing) = self.changing.take() else { return Ok(()) };
        let source = changing.source.clone();
        self.was_changed(&ItemId { link: source.clone(), uid: guid.to_owned() });
        let came = fetched(reply, guid, changing.is_shared());
        if let Ok(item) = &came {
            self.keep_result(&changing, item)?;
        }
        self.restart_sync(&source);
        if came.is_err() {
            // It is there; the next fetching shows how.
            self.start_sync(&source);
        }
        if let Some(offer) = changing.offer {
            self.drop_offer(offer, false);
        }
        Ok(())
    }

    fn keep_result(&mut self, changing: &Changing, item: &Credential) -> Result<(), Fault> {
        let name = item.label().to_owned();
        if item.in_bin() {
            self.save_in_turn(&changing.source, Work::Drop(item.guid().to_owned()));
            self.binned = Some((changing.source.clone(), changing.group.clone(), item.clone()));
            self.notice = Some(Notice::Binned { name });
            return Ok(());
        }
        let key = self.key_of(&changing.source, &changing.group)?;
        let kept = opened_item(item, &changing.group, &key);
        self.save_in_turn(&changing.source, Work::Keep(kept));
        let back = self.binned.take_if(|(_, _, binned)| binned.guid() == item.guid()).is_some();
        self.notice = Some(if back { Notice::Unbinned { name } } else { Notice::Stored { name } });
        Ok(())
    }

    /// Takes the item that was moved last back from the bin.
    pub(in crate::app) fn undo_bin(&mut self) -> Result<(), Fault> {
        self.may_change()?;
        let number = self.next_number();
        let (source, group, item) = self.binned.as_ref().ok_or(Fault::ItemGone)?;
        self.changing = Some(Changing {
            source: source.clone(),
            number,
            group: group.clone(),
            name: item.label().to_owned(),
            what: What::Change {
                uid: item.guid().to_owned(),
                change: Change { delete_time: Some(0), ..Change::default() },
                base: Some(item.clone()),
            },
            step: Step::Checking,
            offer: None,
        });
        self.fetch_newest();
        Ok(())
    }

    fn change_failed(&mut self, fault: Fault) {
        let Some(changing) = &mut self.changing else { return };
        changing.step = Step::Failed(fault);
        if fault == Fault::ServerUnreachable {
            let source = changing.source.clone();
            self.ask_permission(&source);
        }
    }

    pub(super) fn change_not_permitted(&mut self, source: &str) {
        self.passwork_change_not_permitted(source);
        let failed = |changing: &&mut Changing| {
            changing.source == source && matches!(changing.step, Step::Failed(Fault::ServerUnreachable))
        };
        if let Some(changing) = self.changing.as_mut().filter(failed) {
            changing.step = Step::Failed(Fault::ServerNoPermission);
        }
    }

    pub(in crate::app) fn repeat_change(&mut self) -> Result<(), Fault> {
        self.touch();
        if self.changing_passwork.is_some() {
            return self.repeat_passwork_change();
        }
        let Some(Changing { source, number, what, step: Step::Failed(_), .. }) = &self.changing else {
            return Err(Fault::BadMessage);
        };
        match what {
            What::Make(_) => self.send_change(None),
            What::Change { base: Some(_), .. } => self.fetch_newest(),
            What::Change { uid, base: None, .. } => {
                let (item, number) = (ItemId { link: source.clone(), uid: uid.clone() }, *number);
                self.load_record(Ticket::Change(number), &item);
            }
        }
        Ok(())
    }

    pub(in crate::app) fn drop_change(&mut self) {
        self.changing = None;
        self.drop_passwork_change();
        self.forget_calls(|purpose| matches!(purpose, Purpose::Change(_)));
    }

    pub(in crate::app) fn answer_conflict(&mut self, answer: ConflictAnswer) -> Result<(), Fault> {
        self.touch();
        if self.changing_passwork.is_some() {
            return self.answer_passwork_conflict(answer);
        }
        let Some(Changing { source, group, what, step: Step::Conflict { .. }, .. }) = &self.changing else {
            return Err(Fault::BadMessage);
        };
        let key = self.key_of(source, group)?;
        let both = match (answer, what) {
            (ConflictAnswer::Both, What::Change { change, base: Some(base), .. }) => {
                Some(conflict::whole(base, change, &key)?)
            }
            _ => None,
        };
        let Some(mut changing) = self.changing.take() else { return Ok(()) };
        let Step::Conflict { theirs, .. } = changing.step else { return Ok(()) };
        if answer == ConflictAnswer::Ours {
            // The user agreed to this state of the server's, and to no newer one.
            if let What::Change { base, .. } = &mut changing.what {
                *base = Some(theirs);
            }
            changing.step = Step::Checking;
            self.changing = Some(changing);
            self.fetch_newest();
            return Ok(());
        }
        let kept = opened_item(&theirs, &changing.group, &key);
        self.save_in_turn(&changing.source, Work::Keep(kept));
        if let Some(whole) = both {
            (changing.what, changing.step) = (What::Make(whole), Step::Sending);
            self.changing = Some(changing);
            self.send_change(None);
        } else if let Some(offer) = changing.offer {
            self.drop_offer(offer, false);
        }
        Ok(())
    }

    /// What was typed into a page is kept at a server: as a change of the item that it is of, or as a new one.
    pub(in crate::app) fn save_offer_at(
        &mut self,
        offer: u32,
        item: Option<&str>,
        source: &str,
        vault: &str,
        change: ItemChange,
    ) -> Result<(), Fault> {
        let Some(item) = item else { return self.make_item(source, vault, change, Some(offer)) };
        let id = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        if self.generation(&id.link).is_some() {
            self.may_change()?;
            let change = ItemChange { password: change.password, ..ItemChange::default() };
            return self.begin_passwork_change(&id, change, None, Some(offer));
        }
        let password = change.password.map(SecretText::new);
        self.begin_change(item, Change { password, ..Change::default() }, None, Some(offer))
    }

    pub(in crate::app) fn change_view(&self) -> Option<ChangeStateView> {
        if let Some(changing) = &self.changing_passwork {
            return Some(changing.view());
        }
        let changing = self.changing.as_ref()?;
        let (running, fault, conflict) = match &changing.step {
            Step::Loading | Step::Checking | Step::Sending | Step::Reading => (true, None, None),
            Step::Failed(fault) => (false, Some(fault.view(None)), None),
            Step::Conflict { theirs, clashes } => {
                (false, None, Some(conflict::view(theirs.changed(), clashes)))
            }
        };
        Some(ChangeStateView { name: changing.name.clone(), running, fault, conflict })
    }

    pub(in crate::app) fn is_changing(&self) -> bool {
        self.change_view().is_some_and(|change| change.running)
    }
}

impl Changing {
    /// It is of an item that somebody else shares.
    fn is_shared(&self) -> bool {
        matches!(&self.what, What::Change { base: Some(base), .. } if base.is_shared())
    }
}

/// The call for one item: what somebody else shares comes with its vault only.
fn fetch(account: &StoredAccount, group: &str, guid: &str, shared: bool) -> Call {
    if shared {
        passman::calls::shared(&account.server, account.passman(), group)
    } else {
        passman::calls::credential(&account.server, account.passman(), guid)
    }
}

/// The item that [`fetch`] brought.
fn fetched(reply: Reply, guid: &str, shared: bool) -> Result<Credential, CallFault> {
    if !shared {
        return passman::read_credential(reply, Some(guid));
    }
    let is_it = |item: &Credential| item.guid().eq_ignore_ascii_case(guid);
    passman::read_shared(reply)?.into_iter().find(is_it).ok_or(CallFault::NotFound)
}

/// What a view sent, as secrets.
fn taken(change: ItemChange) -> Change {
    let secret = |text: Option<String>| text.map(SecretText::new);
    Change {
        label: change.name,
        user: secret(change.user),
        password: secret(change.password),
        url: secret(change.website),
        email: secret(change.email),
        description: secret(change.note),
        otp: secret(change.otp),
        tags: change.tags,
        ..Change::default()
    }
}
