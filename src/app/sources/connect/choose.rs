//! The vaults that are to be used, each opened by its password.

use rand_core::CryptoRng;

use super::{Asked, Choice, LONGEST, Step};
use crate::app::{App, Fault};
use crate::passman::{self, VaultPasswordFault, prove};
use crate::secret::SecretText;
use crate::server::Reply;

/// How often another challenge is asked for where there was none.
const MOST_CHALLENGES: u8 = 3;

impl<R: CryptoRng> App<R> {
    pub(super) fn vaults_came(&mut self, reply: Reply) {
        let Step::Vaults(vaults) = &mut self.connect.step else { return };
        let came = match passman::read_vaults(reply) {
            Ok(came) => came,
            // What was typed so far stays.
            Err(fault) if !vaults.list.is_empty() => {
                let again = vaults.again.take();
                let asked = vaults
                    .list
                    .iter_mut()
                    .find(|choice| again.as_ref().is_some_and(|(guid, ..)| choice.info.guid == *guid));
                if let Some(choice) = asked {
                    choice.fault = Some(fault.into());
                }
                return;
            }
            Err(fault) => {
                self.give_login_back();
                let Step::Vaults(vaults) = &self.connect.step else { return };
                let server = vaults.server.clone();
                self.connect.step = Step::Reaching { server };
                return self.connect_failed(fault.into());
            }
        };
        let mut known = std::mem::take(&mut vaults.list);
        vaults.list = came
            .into_iter()
            .filter(|info| !info.delete_pending)
            .map(|info| {
                let before = known.iter_mut().find(|choice| choice.info.guid == info.guid);
                let password = before.and_then(|choice| choice.password.take());
                Choice { info, password, fault: None }
            })
            .collect();
        if let Some((guid, password, tries)) = vaults.again.take() {
            self.try_vault(&guid, password, tries);
        }
    }

    pub(super) fn open_server_vault(&mut self, guid: &str, password: SecretText) -> Result<(), Fault> {
        if password.expose().len() > LONGEST {
            return Err(Fault::VaultPasswordWrong);
        }
        let Step::Vaults(_) = self.connect.step else { return Err(Fault::BadMessage) };
        self.try_vault(guid, password, 0);
        Ok(())
    }

    pub(super) fn try_vault(&mut self, guid: &str, password: SecretText, tries: u8) {
        let Step::Vaults(vaults) = &mut self.connect.step else { return };
        let Some(choice) = vaults.list.iter_mut().find(|choice| choice.info.guid == guid) else { return };
        let challenge = choice.info.challenge.as_deref().ok_or(VaultPasswordFault::NoChallenge);
        match challenge.and_then(|challenge| prove(challenge, &password)) {
            Ok(()) => (choice.password, choice.fault) = (Some(password), None),
            // The server takes any field of any item, and this one was empty: the next is another.
            Err(VaultPasswordFault::NoChallenge) if tries < MOST_CHALLENGES => {
                vaults.again = Some((guid.to_owned(), password, tries + 1));
                let call = passman::calls::vaults(&vaults.server, vaults.api);
                self.connect_call(call, Asked::Vaults);
            }
            Err(fault) => choice.fault = Some(fault.into()),
        }
    }

    pub(super) fn leave_server_vault(&mut self, guid: &str) -> Result<(), Fault> {
        let Step::Vaults(vaults) = &mut self.connect.step else { return Err(Fault::BadMessage) };
        let choice = vaults.list.iter_mut().find(|choice| choice.info.guid == guid);
        choice.ok_or(Fault::BadMessage)?.password = None;
        Ok(())
    }
}

impl From<VaultPasswordFault> for Fault {
    fn from(fault: VaultPasswordFault) -> Self {
        match fault {
            VaultPasswordFault::WrongPassword => Self::VaultPasswordWrong,
            VaultPasswordFault::NoChallenge => Self::VaultNoChallenge,
            VaultPasswordFault::Damaged => Self::ServerUnreadable,
        }
    }
}
