//! Passphrase and passkey: open the cache beside the phone, if the user set them (T-85, T-90).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::app::cache::Open;
use crate::app::stored::{FACTORS, TRIES};
use crate::app::{App, Effect, Fault, Ticket, ViewId, Write};
use crate::message::{FactorsView, PasskeyView};
use crate::secret::SecretText;
use crate::vault::{Cost, LocalFactors, LocalKey, NotNow, PasskeyFactor, PassphraseFactor, PassphraseFault};

/// What is to be done with a passphrase once the disk knows of it: computing takes long, and a try must count even if
/// the browser ends in the middle of it. Secret.
pub struct FactorJob {
    from: (ViewId, u32),
    passphrase: SecretText,
    opens: bool,
}

impl<R: CryptoRng> App<R> {
    fn factors(&self) -> Result<LocalFactors, Fault> {
        match &self.stored.factors {
            Some(bytes) => Ok(LocalFactors::parse(bytes)?),
            None => Ok(LocalFactors::default()),
        }
    }

    /// Whether the passphrase may be tried. Where it alone opens the cache, it is never shut out for good.
    fn may_try(&self, factors: &LocalFactors) -> Result<(), NotNow> {
        let now = self.clock.wall_ms();
        if self.opens_by_phone(None) || factors.passkey.is_some() {
            self.stored.tries.may_try(now)
        } else {
            self.stored.tries.may_try_alone(now)
        }
    }

    pub(super) fn factors_view(&self) -> FactorsView {
        let factors = self.factors().unwrap_or_default();
        let (wait_ms, phone_needed) = match self.may_try(&factors) {
            Ok(()) => (0, false),
            Err(NotNow::Wait { ms }) => (ms, false),
            Err(NotNow::PhoneNeeded) => (0, true),
        };
        let passkey = factors.passkey.map(|passkey| PasskeyView {
            credential: passkey.credential_id().to_vec(),
            salt: passkey.salt().to_vec(),
        });
        FactorsView {
            passphrase: factors.passphrase.is_some(),
            passkey,
            wait_ms: super::screen::milliseconds(wait_ms),
            phone_needed,
            busy: self.factor_job.is_some(),
        }
    }

    pub(super) fn unlock_passphrase(&mut self, view: ViewId, seq: u32, text: String) -> Result<(), Fault> {
        let passphrase = SecretText::new(text);
        self.may_keep()?;
        let factors = self.factors()?;
        if factors.passphrase.is_none() || self.factor_job.is_some() {
            return Err(Fault::BadMessage);
        }
        match self.may_try(&factors) {
            Ok(()) => {}
            Err(NotNow::Wait { .. }) => return Err(Fault::PassphraseWait),
            Err(NotNow::PhoneNeeded) => return Err(Fault::PassphrasePhoneNeeded),
        }
        self.stored.tries.failed(self.clock.wall_ms());
        self.factor_job = Some(FactorJob { from: (view, seq), passphrase, opens: true });
        self.out.push(Effect::Save(Ticket::Factor, vec![self.write_tries()]));
        Ok(())
    }

    pub(super) fn set_passphrase(&mut self, view: ViewId, seq: u32, text: String) -> Result<(), Fault> {
        let passphrase = SecretText::new(text);
        local_key(self.open.as_ref())?;
        self.factor_job = Some(FactorJob { from: (view, seq), passphrase, opens: false });
        // Nothing to write yet: the view shows that it takes a moment.
        self.out.push(Effect::Save(Ticket::Factor, Vec::new()));
        Ok(())
    }

    /// The disk knows of the try.
    pub(super) fn factor_due(&mut self, ok: bool) {
        let Some(job) = self.factor_job.take() else { return };
        let (view, seq) = job.from;
        let done = match (ok, job.opens) {
            (false, _) => Err(Fault::StorageFull),
            (true, true) => self.try_passphrase(&job.passphrase),
            (true, false) => self.keep_passphrase(&job.passphrase),
        };
        self.connect_factor_set(done.is_ok());
        if let Err(fault) = done {
            self.refuse(view, seq, fault);
        }
    }

    fn try_passphrase(&mut self, passphrase: &SecretText) -> Result<(), Fault> {
        let factor = self.factors()?.passphrase.ok_or(Fault::BadMessage)?;
        let local = factor.open(passphrase)?;
        self.tries_succeeded();
        self.unlock_locally(local)
    }

    fn keep_passphrase(&mut self, passphrase: &SecretText) -> Result<(), Fault> {
        let mut factors = self.factors().unwrap_or_default();
        let local = local_key(self.open.as_ref())?;
        let factor = PassphraseFactor::set(local, passphrase, Cost::DEFAULT, &mut self.rng)?;
        factors.passphrase = Some(factor);
        self.store_factors(&factors);
        Ok(())
    }

    pub(super) fn unlock_passkey(&mut self, output: Vec<u8>) -> Result<(), Fault> {
        let output = prf_output(output)?;
        self.may_keep()?;
        let factor = self.factors()?.passkey.ok_or(Fault::BadMessage)?;
        let local = factor.open(&output).map_err(|_| Fault::PasskeyWrong)?;
        self.tries_succeeded();
        self.unlock_locally(local)
    }

    pub(super) fn set_passkey(
        &mut self,
        credential: Vec<u8>,
        salt: &[u8],
        output: Vec<u8>,
    ) -> Result<(), Fault> {
        let output = prf_output(output)?;
        let salt: [u8; 32] = salt.try_into().map_err(|_| Fault::BadMessage)?;
        let mut factors = self.factors().unwrap_or_default();
        let local = local_key(self.open.as_ref())?;
        let factor = PasskeyFactor::set(local, credential, salt, &output, &mut self.rng)?;
        factors.passkey = Some(factor);
        self.store_factors(&factors);
        Ok(())
    }

    /// Whether nothing would open the accounts' caches without these.
    pub(super) fn is_last_key(&self, passphrase: bool, passkey: bool) -> bool {
        let factors = self.factors().unwrap_or_default();
        let left = factors.passphrase.is_some() && !passphrase || factors.passkey.is_some() && !passkey;
        !self.stored.accounts.is_empty() && !left && !self.opens_by_phone(None)
    }

    /// Whether a phone, but not this one, opens what is tied to its cache.
    pub(super) fn opens_by_phone(&self, but: Option<&str>) -> bool {
        self.stored.vaults.iter().any(|(id, vault)| {
            but != Some(id) && vault.key.is_some() && vault.index.is_some() && vault.ring.is_some()
        })
    }

    pub(super) fn remove_factor(&mut self, passphrase: bool) -> Result<(), Fault> {
        if self.is_last_key(passphrase, !passphrase) {
            return Err(Fault::LastKey);
        }
        let mut factors = self.factors().unwrap_or_default();
        if passphrase {
            factors.passphrase = None;
        } else {
            factors.passkey = None;
        }
        self.store_factors(&factors);
        Ok(())
    }

    pub(super) fn forget_factors(&mut self) {
        self.stored.factors = None;
        self.stored.tries = crate::vault::Tries::default();
        self.factor_job = None;
    }

    /// The same on disk.
    pub(super) fn drop_factors(&mut self) {
        if self.stored.factors.is_some() {
            self.forget_factors();
            let writes = [FACTORS, TRIES].map(|name| Write::Delete(name.into()));
            self.out.push(Effect::Save(Ticket::Forget, writes.into()));
        }
    }

    /// The phone, the passphrase or the passkey was right: nobody is guessing.
    pub(super) fn tries_succeeded(&mut self) {
        if self.stored.tries.wrong() > 0 {
            self.stored.tries.succeeded();
            self.out.push(Effect::Save(Ticket::Forget, vec![self.write_tries()]));
        }
    }

    fn store_factors(&mut self, factors: &LocalFactors) {
        let write = if factors.is_empty() {
            self.stored.factors = None;
            Write::Delete(FACTORS.into())
        } else {
            let bytes = factors.to_bytes();
            self.stored.factors = Some(bytes.clone());
            Write::Put(FACTORS.into(), bytes)
        };
        self.out.push(Effect::Save(Ticket::Forget, vec![write]));
    }

    fn write_tries(&self) -> Write {
        Write::Put(TRIES.into(), serde_json::to_vec(&self.stored.tries).unwrap_or_default())
    }
}

/// What the factors open; at hand while the caches are open.
fn local_key(open: Option<&Open>) -> Result<&LocalKey, Fault> {
    open.and_then(|open| open.local.as_ref()).ok_or(Fault::VaultLocked)
}

fn prf_output(output: Vec<u8>) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let output = Zeroizing::new(output);
    <[u8; 32]>::try_from(output.as_slice()).map(Zeroizing::new).map_err(|_| Fault::PasskeyWrong)
}

impl From<PassphraseFault> for Fault {
    fn from(fault: PassphraseFault) -> Self {
        match fault {
            PassphraseFault::Empty | PassphraseFault::TooShort => Self::PassphraseShort,
            PassphraseFault::TooLong => Self::PassphraseLong,
            PassphraseFault::Wrong => Self::PassphraseWrong,
            PassphraseFault::NoMemory => Self::PassphraseNoMemory,
        }
    }
}
