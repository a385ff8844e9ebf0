//! What the server is, and what it says before and after the master password.

use rand_core::CryptoRng;

use super::{Asked, Check, Signed, Stage, address_fault};
use crate::app::sources::calls::Purpose;
use crate::app::sources::connect::Step;
use crate::app::sources::passwork::live::{CONNECTING, Live, Wanted};
use crate::app::{App, Fault};
use crate::passwork::{
    Answer, Api, Encryption, Found, Generation, Key, MasterOptions, PassworkFault, PrivateKey, Probe, Probed,
    Request, Session, Tokens, Vault, is_api_key, is_sealed, read_address,
};
use crate::secret::SecretText;
use crate::server::{Reply, Server};

impl<R: CryptoRng> App<R> {
    /// The user saw the server and says: go.
    pub(in crate::app::sources) fn connect_passwork(&mut self) -> Result<(), Fault> {
        self.may_keep()?;
        let joining = self.joining()?;
        if joining.is_busy() {
            return Err(Fault::BadMessage);
        }
        let server = match read_address(&joining.host) {
            Ok(server) => server,
            Err(fault) => {
                joining.fault = Some(address_fault(fault));
                return Ok(());
            }
        };
        if joining.key.is_none() {
            joining.fault.get_or_insert(Fault::PassworkKeyForm);
            return Ok(());
        }
        let probe = Probe::new(server.clone());
        let call = probe.call();
        joining.stage = Stage::Probing(server, probe);
        self.call(call, None, Purpose::Probe);
        Ok(())
    }

    pub(in crate::app::sources) fn probed(&mut self, reply: Reply) {
        let Ok(joining) = self.joining() else { return };
        let Stage::Probing(server, probe) = &mut joining.stage else { return };
        match probe.answered(reply) {
            Probed::Next => {
                let call = probe.call();
                self.call(call, None, Purpose::Probe);
            }
            Probed::Failed(fault) => joining.failed(fault.into()),
            Probed::Found(found) => {
                let server = server.clone();
                self.sign_in_passwork(server, found);
            }
        }
    }

    fn sign_in_passwork(&mut self, server: Server, found: Found) {
        let Ok(joining) = self.joining() else { return };
        let key = joining.key.as_ref().map(SecretText::duplicate).unwrap_or_default();
        let refresh = joining.refresh.as_ref().map(SecretText::duplicate);
        let session = match found.generation {
            Generation::V4 if is_api_key(key.expose()) => {
                Some(Session::by_key(server.clone(), key, None, Encryption::Unknown))
            }
            Generation::V4 => None,
            Generation::V7 => Tokens::pasted(key, refresh)
                .map(|tokens| Session::by_tokens(server.clone(), tokens, Encryption::Unknown)),
        };
        let Some(session) = session else { return joining.failed(Fault::PassworkKeyForm) };
        let api = Api::new(server.clone(), found.generation);
        let (options, private, master, user) = (None, None, None, String::new());
        joining.stage = Stage::SigningIn(Signed { server, found, user, options, private, master });
        self.leave_passwork(CONNECTING);
        self.lives.insert(CONNECTING.to_owned(), Live::new(session, api));
        self.ask_joining(Asked::Options, Api::master_key_options);
    }

    pub(super) fn ask_joining(&mut self, asked: Asked, make: impl FnOnce(&Api) -> Request) {
        self.ask_passwork(CONNECTING, Wanted::Connect(asked), make);
    }

    pub(in crate::app::sources::passwork) fn passwork_connecting(
        &mut self,
        asked: Asked,
        result: Result<Answer, PassworkFault>,
    ) {
        let went = match asked {
            Asked::Options => self.options_came(result),
            Asked::Keys => self.keys_came(result),
            Asked::Proof => self.proof_came(result.map(drop)),
            Asked::Vaults => self.vaults_listed(result),
        };
        if let Err(fault) = went
            && let Ok(joining) = self.joining()
        {
            joining.failed(fault);
            self.drop_connecting();
        }
    }

    fn options_came(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let live = self.lives.get(CONNECTING).ok_or(Fault::BadMessage)?;
        let generation = live.api.generation();
        let text = match result {
            Ok(answer) => live.api.read_master_key_options(&answer)?,
            // Hosts before 5.3 do not know the call: the password is the key. In 7.x this alone says nothing.
            Err(PassworkFault::NotPasswork(404)) if generation == Generation::V4 => None,
            Err(PassworkFault::NotFound) => None,
            Err(fault) => return Err(fault.into()),
        };
        let user =
            live.session.user().map(|(name, mail)| if mail.is_empty() { name } else { mail }.to_owned());
        let is_off = match generation {
            Generation::V4 => live.session.encryption() == Encryption::Off,
            Generation::V7 => text.as_deref().unwrap_or_default().is_empty(),
        };
        let joining = self.joining()?;
        let Stage::SigningIn(signed) = &mut joining.stage else { return Ok(()) };
        signed.user = user.unwrap_or_default();
        if is_off {
            // Who gave a master key out has encryption (T-103).
            if joining.master.is_some() {
                return Err(Fault::PassworkEncryptionDenied);
            }
            match generation {
                Generation::V4 => self.ask_joining(Asked::Vaults, Api::vaults),
                Generation::V7 => self.ask_joining(Asked::Keys, Api::user_keys),
            }
            return Ok(());
        }
        signed.options = Some(MasterOptions::parse(text.as_deref(), generation)?);
        let Stage::SigningIn(signed) = std::mem::take(&mut joining.stage) else { return Ok(()) };
        let master = joining.master.take();
        joining.stage = Stage::Master(signed, None, Check::Typing);
        // A code may have held the key itself.
        match master {
            Some(master) => self.prove(&Key::On(master)),
            None => Ok(()),
        }
    }

    /// 7.x: the private key of the user opens with the master key, or that is not the right one. With encryption off there is
    /// none that is sealed.
    fn keys_came(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let live = self.lives.get(CONNECTING).ok_or(Fault::BadMessage)?;
        let is_off = matches!(&self.connect.step, Step::Passwork(joining) if joining.is_signing_in());
        let private = match result {
            Ok(answer) => live.api.read_user_keys(&answer)?.private.filter(|private| !private.is_empty()),
            Err(PassworkFault::MasterKeyRefused) => return self.not_the_master(),
            Err(PassworkFault::NotFound) if is_off => None,
            // The session was good a moment ago: it is the master key that is missed.
            Err(PassworkFault::SessionRefused) if is_off => return Err(Fault::PassworkEncryptionDenied),
            Err(fault) => return Err(fault.into()),
        };
        if is_off {
            if private.is_some_and(|private| is_sealed(&private)) {
                return Err(Fault::PassworkEncryptionDenied);
            }
            self.ask_joining(Asked::Vaults, Api::vaults);
            return Ok(());
        }
        // Encryption without a key of the user's is none (T-103).
        let private = private.ok_or(Fault::ServerUnreadable)?;
        let joining = self.joining()?;
        let Stage::Master(signed, ..) = &mut joining.stage else { return Ok(()) };
        let master =
            signed.master.as_ref().map(|master| Key::On(master.duplicate())).ok_or(Fault::Internal)?;
        if PrivateKey::open(&private, &master).is_err() {
            return self.not_the_master();
        }
        signed.private = Some(SecretText::new(private));
        self.ask_joining(Asked::Vaults, Api::vaults);
        Ok(())
    }

    fn vaults_listed(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let vaults = Api::read_vaults(&result?)?;
        // Only who said that there is no encryption is still being signed in to (T-103).
        let is_off = matches!(&self.connect.step, Step::Passwork(joining) if joining.is_signing_in());
        if is_off && vaults.iter().any(Vault::is_sealed) {
            return Err(Fault::PassworkEncryptionDenied);
        }
        let listed = vaults.into_iter().filter(|vault| !vault.hidden);
        let listed = listed.map(|vault| (vault.id.as_str().to_owned(), vault.name)).collect();
        let joining = self.joining()?;
        match std::mem::take(&mut joining.stage) {
            Stage::SigningIn(signed) | Stage::Master(signed, ..) => {
                joining.stage = Stage::Found(signed, listed);
            }
            other => joining.stage = other,
        }
        Ok(())
    }
}
