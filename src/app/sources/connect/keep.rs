//! The account goes to the disk, sealed, and under a passphrase where nothing opens the cache yet.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use super::{Ready, Step};
use crate::app::cache::Open;
use crate::app::sources::calls::Purpose;
use crate::app::sources::note::{Note, NotedVault};
use crate::app::sources::passwork::CONNECTING;
use crate::app::{AccountKind, App, Fault, StoredAccount, ViewId};
use crate::passman;
use crate::secret::{SecretBytes, SecretText};
use crate::vault::{LocalKey, Vault};

impl<R: CryptoRng> App<R> {
    pub(super) fn finish_connect(
        &mut self,
        view: ViewId,
        seq: u32,
        passphrase: Option<SecretText>,
    ) -> Result<(), Fault> {
        self.may_keep()?;
        match &self.connect.step {
            Step::Vaults(vaults) if vaults.list.iter().all(|choice| choice.password.is_none()) => {
                return Err(Fault::NoVaultChosen);
            }
            Step::Vaults(_) => {}
            Step::Passwork(joining) if joining.is_found() => {}
            _ => return Err(Fault::BadMessage),
        }
        if self.is_storing() {
            return Err(Fault::StorageBusy);
        }
        // With any of them closed, nobody knows whether this account is among them, and what opens all is not at hand.
        let is_open = |id: &str| self.open.as_ref().is_some_and(|open| open.caches.contains_key(id));
        let closed = self.stored.vaults.iter().any(|(id, vault)| vault.is_there() && !is_open(id));
        if closed || self.open.as_ref().is_some_and(|open| open.local.is_none()) {
            return Err(Fault::VaultLocked);
        }
        // An account that is connected anew gets another session; a change that waits for the one of now would wait for ever.
        if self.is_changing() {
            return Err(Fault::RequestRunning);
        }
        if let Step::Passwork(joining) = &self.connect.step
            && !self.has_room_for(joining)
        {
            return Err(Fault::TooManyAccounts);
        }
        let what = match std::mem::take(&mut self.connect.step) {
            Step::Vaults(vaults) => Ready::Passman(vaults),
            Step::Passwork(joining) => Ready::Passwork(Box::new(joining)),
            _ => return Ok(()),
        };
        self.connect.step = Step::Saving { what, id: None, old: None };
        if self.open.is_some() {
            self.keep_account();
            return Ok(());
        }
        // Nothing opens a cache yet: the passphrase will.
        let mut open = Open::new(self.start_lock_clock());
        open.local = Some(LocalKey::make(&mut self.rng));
        self.drop_factors();
        self.open = Some(open);
        let set = passphrase.ok_or(Fault::PassphraseShort);
        let set = set.and_then(|passphrase| self.set_passphrase(view, seq, passphrase.expose().to_owned()));
        if set.is_err() {
            self.connect_not_kept();
        }
        set
    }

    /// The passphrase was set, or not.
    pub(in crate::app) fn connect_factor_set(&mut self, ok: bool) {
        if !matches!(self.connect.step, Step::Saving { id: None, .. }) {
            return;
        }
        if ok { self.keep_account() } else { self.connect_not_kept() }
    }

    /// Back to the choice of vaults.
    pub(in crate::app::sources) fn connect_not_kept(&mut self) {
        if let Step::Saving { what, .. } = std::mem::take(&mut self.connect.step) {
            self.connect.step = match what {
                Ready::Passman(vaults) => Step::Vaults(vaults),
                Ready::Passwork(joining) => Step::Passwork(*joining),
            };
        }
        self.open.take_if(|open| open.caches.is_empty());
    }

    pub(super) fn keep_account(&mut self) {
        if matches!(self.connect.step, Step::Saving { what: Ready::Passwork(_), .. }) {
            return self.keep_passwork();
        }
        let id = self.new_account_id("passman");
        let colour = self.next_colour();
        let known = self.known_account();
        self.touch();
        let Step::Saving { what: Ready::Passman(vaults), id: saving, .. } = &mut self.connect.step else {
            return;
        };
        // The same account signs in anew: its login and its choice of vaults are replaced.
        let id = known.unwrap_or(id);
        *saving = Some(id.clone());
        let noted = vaults.list.iter().filter_map(|choice| {
            let password = choice.password.as_ref()?;
            Some(NotedVault::new(&choice.info, password))
        });
        let note = Note::new(&vaults.login, vaults.granted, noted.collect());
        if self.stored.account(&id).is_some() {
            return self.renew_account(&id, &note);
        }
        let account = StoredAccount {
            id: id.clone(),
            name: String::new(),
            colour,
            server: vaults.server.clone(),
            kind: AccountKind::Passman { api: vaults.api },
            added_at_ms: self.clock.wall_ms(),
            synced_at_ms: 0,
            counters: BTreeMap::new(),
        };
        self.keep_new_account(account, note.to_bytes(), &note.groups());
    }

    /// A number that no other account has, most likely.
    pub(in crate::app::sources) fn new_account_id(&mut self, kind: &str) -> String {
        let mut number = [0; 4];
        self.rng.fill_bytes(&mut number);
        format!("{kind}-{:08x}", u32::from_be_bytes(number))
    }

    /// An account with its note, in a cache of its own.
    pub(in crate::app::sources) fn keep_new_account(
        &mut self,
        account: StoredAccount,
        note: SecretBytes,
        places: &[&str],
    ) {
        let id = account.id.clone();
        let vault = Vault::create(&id, &mut self.rng);
        let Ok(changes) = vault.with_note(note, Some(places), &mut self.rng) else {
            return self.connect_not_kept();
        };
        self.stored.accounts.push(account);
        self.add_cache(&id, vault);
        let accounts = self.stored.write_accounts(&self.stored.accounts, self.clock.wall_ms());
        self.save_with(id, changes, None, accounts);
    }

    /// The account that this is, if it is connected already.
    pub(super) fn known_account(&self) -> Option<String> {
        let Step::Saving { what: Ready::Passman(vaults), .. } = &self.connect.step else { return None };
        let is_it = |account: &&StoredAccount| {
            let note = self.note(&account.id);
            account.server == vaults.server && note.is_some_and(|note| note.user == vaults.login.user)
        };
        self.stored.accounts.iter().find(is_it).map(|account| account.id.clone())
    }

    /// Another login and other vaults for an account; what is kept of vaults that are not used any more goes.
    pub(super) fn renew_account(&mut self, id: &str, note: &Note) {
        let before = self.note(id).filter(|old| old.granted).map(|old| old.login());
        if let Step::Saving { old, .. } = &mut self.connect.step {
            *old = before;
        }
        self.forget_calls(|purpose| matches!(purpose, Purpose::Sync(of, _) if of == id));
        self.syncs.remove(id);
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(id)) else {
            return self.connect_not_kept();
        };
        match vault.with_note(note.to_bytes(), Some(&note.groups()), &mut self.rng) {
            Ok(changes) => self.save_with(id.to_owned(), changes, None, Vec::new()),
            Err(_) => self.connect_not_kept(),
        }
    }

    /// The account lies on disk, or does not.
    pub(in crate::app) fn connect_saved(&mut self, source: &str, ok: bool) {
        let Step::Saving { id: Some(id), .. } = &self.connect.step else { return };
        if id != source {
            return;
        }
        let id = id.clone();
        if ok {
            self.stored.damaged_accounts = None;
            if let Step::Saving { what: Ready::Passman(vaults), old: Some(old), .. } = &self.connect.step {
                let (call, old) = (passman::calls::sign_out(&vaults.server), old.duplicate());
                self.call(call, Some(&old), Purpose::Nothing);
            }
            self.connect.step = Step::Done { id: id.clone() };
            if self.open.as_ref().is_some_and(|open| open.caches.contains_key(&id)) {
                self.rename_live(&id);
                self.start_sync(&id);
            } else {
                // Locked meanwhile: it is fetched when it is opened.
                self.leave_passwork(CONNECTING);
            }
        } else if self.stored.vaults.get(&id).is_some_and(|vault| vault.index.is_some()) {
            self.connect_not_kept();
        } else {
            self.stored.accounts.retain(|account| account.id != id);
            self.stored.vaults.remove(&id);
            if let Some(open) = &mut self.open {
                open.caches.remove(&id);
            }
            self.connect_not_kept();
        }
    }
}
