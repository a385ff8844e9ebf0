//! The master password, and whether it is right.

use rand_core::CryptoRng;

use super::{Asked, Check, Stage};
use crate::app::sources::passwork::live::CONNECTING;
use crate::app::{App, Custody, Effect, Fault, KeyTask, Ticket};
use crate::passwork::{
    Api, Generation, Key, MasterFault, PassworkFault, master_hash, master_key, master_key_of,
};
use crate::secret::SecretText;

/// Longest master password, in bytes.
const LONGEST_MASTER: usize = 4_096;

impl<R: CryptoRng> App<R> {
    pub(in crate::app::sources) fn type_master(&mut self, password: &SecretText) -> Result<(), Fault> {
        let number = self.next_number();
        let joining = self.joining()?;
        let Stage::Master(signed, wrong, check @ Check::Typing) = &mut joining.stage else {
            return Err(Fault::BadMessage);
        };
        *wrong = None;
        let options = signed.options.clone().ok_or(Fault::Internal)?;
        if password.is_empty() || password.expose().len() > LONGEST_MASTER {
            *wrong = Some(Fault::PassworkMasterWrong);
            return Ok(());
        }
        // The page says so where guessing is cheap: servers before 5.3 know no other way.
        let accepted = options.accept_weak();
        if accepted.options().rounds() > 0 {
            *check = Check::Stretching(number);
            let task = KeyTask::Stretch(password.duplicate(), accepted);
            self.out.push(Effect::Key(Ticket::Master(number), task));
            return Ok(());
        }
        let key = master_key(password, &accepted)?;
        self.prove(&key)
    }

    /// The master key that the browser made of what was typed.
    pub(in crate::app) fn master_stretched(&mut self, number: u32, outcome: Custody) {
        let Ok(joining) = self.joining() else { return };
        let Stage::Master(_, wrong, check) = &mut joining.stage else { return };
        // That of another server, which was given up meanwhile, is not for this one.
        if *check != Check::Stretching(number) {
            return;
        }
        let Custody::Bytes(bytes) = outcome else {
            (*wrong, *check) = (Some(Fault::Internal), Check::Typing);
            return;
        };
        if let Err(fault) = self.prove(&master_key_of(&bytes))
            && let Ok(joining) = self.joining()
        {
            joining.failed(fault);
        }
    }

    /// Whether the master key is right: 4.x is asked; the key of the user of 7.x opens with it or does not.
    pub(super) fn prove(&mut self, key: &Key) -> Result<(), Fault> {
        let joining = self.joining()?;
        let Stage::Master(signed, wrong, check) = &mut joining.stage else { return Ok(()) };
        let Key::On(text) = key else { return Err(Fault::Internal) };
        *wrong = None;
        signed.master = Some(text.duplicate());
        *check = Check::Proving;
        let (hash, generation) = (master_hash(key, signed.found.legacy), signed.found.generation);
        if let Some(live) = self.lives.get_mut(CONNECTING) {
            live.session.set_hash(Some(hash));
        }
        match generation {
            Generation::V4 => self.ask_joining(Asked::Proof, Api::prove_master_key),
            Generation::V7 => self.ask_joining(Asked::Keys, Api::user_keys),
        }
        Ok(())
    }

    /// It is typed again.
    pub(super) fn not_the_master(&mut self) -> Result<(), Fault> {
        let joining = self.joining()?;
        let Stage::Master(signed, wrong, check) = &mut joining.stage else { return Ok(()) };
        signed.master = None;
        (*wrong, *check) = (Some(Fault::PassworkMasterWrong), Check::Typing);
        if let Some(live) = self.lives.get_mut(CONNECTING) {
            live.session.set_hash(None);
        }
        Ok(())
    }

    pub(super) fn proof_came(&mut self, result: Result<(), PassworkFault>) -> Result<(), Fault> {
        match result {
            Ok(()) => {
                self.ask_joining(Asked::Vaults, Api::vaults);
                Ok(())
            }
            Err(PassworkFault::MasterKeyRefused) => self.not_the_master(),
            Err(fault) => Err(fault.into()),
        }
    }
}

impl From<MasterFault> for Fault {
    fn from(_: MasterFault) -> Self {
        Self::ServerUnreadable
    }
}
