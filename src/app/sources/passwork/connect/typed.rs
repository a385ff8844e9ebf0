//! Host and key, as they are typed or read from a code.

use rand_core::CryptoRng;

use super::address_fault;
use crate::app::sources::connect::Step;
use crate::app::{App, Fault};
use crate::encoding::decode_base64;
use crate::passwork::{Invitation, InvitationFault, is_token, read_address, read_picture};
use crate::secret::{SecretBytes, SecretText};

/// Longest texts that are taken from the page, in bytes.
const LONGEST: usize = 8_000;
/// Longest picture, in base64: 2,000 points each way.
const LONGEST_PICTURE: usize = 6 << 20;

impl<R: CryptoRng> App<R> {
    pub(in crate::app::sources) fn type_host(&mut self, host: String) -> Result<(), Fault> {
        let joining = self.joining()?;
        if host.len() > LONGEST || joining.is_busy() {
            return Err(Fault::BadMessage);
        }
        // A master key from a code is for the server that the code named: its hash goes to no other one.
        if joining.master_of.is_some() && joining.master_of != read_address(&host).ok() {
            joining.master = None;
        }
        (joining.host, joining.fault) = (host, None);
        Ok(())
    }

    pub(in crate::app::sources) fn type_key(
        &mut self,
        key: SecretText,
        refresh: Option<SecretText>,
    ) -> Result<(), Fault> {
        let joining = self.joining()?;
        if joining.is_busy() {
            return Err(Fault::BadMessage);
        }
        let fits = |text: &SecretText| is_token(text.expose().trim());
        let trimmed = |text: SecretText| SecretText::new(text.expose().trim().to_owned());
        if !fits(&key) || refresh.as_ref().is_some_and(|refresh| !refresh.is_empty() && !fits(refresh)) {
            // Nor does an earlier one serve, from a code perhaps: the user wants another.
            (joining.key, joining.refresh) = (None, None);
            joining.fault = Some(Fault::PassworkKeyForm);
            return Ok(());
        }
        joining.key = Some(trimmed(key));
        joining.refresh = refresh.filter(|refresh| !refresh.is_empty()).map(trimmed);
        joining.fault = None;
        Ok(())
    }

    /// What a code says, or the text of one.
    pub(in crate::app::sources) fn read_invitation(&mut self, text: &SecretText) -> Result<(), Fault> {
        let joining = self.joining()?;
        if joining.is_busy() {
            return Err(Fault::BadMessage);
        }
        match Invitation::parse(text) {
            Ok(said) => {
                if let Some(server) = said.server {
                    // What was typed for one server is not sent to another because a code says so (T-100).
                    let typed = !joining.host.trim().is_empty();
                    if typed && read_address(&joining.host).ok().as_ref() != Some(&server) {
                        (joining.key, joining.refresh) = (None, None);
                    }
                    server.base().clone_into(&mut joining.host);
                }
                if let Some(key) = said.api_key.or(said.access_token) {
                    (joining.key, joining.refresh) = (Some(key), said.refresh_token);
                }
                joining.master = said.master_key;
                joining.master_of = read_address(&joining.host).ok();
                (joining.from_code, joining.fault) = (true, None);
            }
            Err(fault) => joining.fault = Some(fault.into()),
        }
        Ok(())
    }

    pub(in crate::app) fn read_code(
        &mut self,
        width: u32,
        height: u32,
        grey: &SecretText,
    ) -> Result<(), Fault> {
        let joining = self.joining()?;
        if joining.is_busy() || grey.expose().len() > LONGEST_PICTURE {
            return Err(Fault::BadMessage);
        }
        let points = SecretBytes::new(decode_base64(grey.expose()).map_err(|_| Fault::BadMessage)?);
        let sides = usize::try_from(width).ok().zip(usize::try_from(height).ok()).ok_or(Fault::BadMessage)?;
        let codes = read_picture(points.expose(), sides.0, sides.1).unwrap_or_default();
        // Of several, the one that is an invitation.
        let good = codes.iter().find(|text| Invitation::parse(text).is_ok()).or(codes.first());
        let Some(text) = good else {
            joining.fault = Some(Fault::PassworkNoCode);
            return Ok(());
        };
        self.read_invitation(text)
    }

    /// Whether a code would be read now.
    pub(in crate::app) fn wants_code(&self) -> bool {
        matches!(&self.connect.step, Step::Passwork(joining) if !joining.is_busy() && !joining.from_code)
    }
}

impl From<InvitationFault> for Fault {
    fn from(fault: InvitationFault) -> Self {
        match fault {
            InvitationFault::Address(fault) => address_fault(fault),
            _ => Self::PassworkOtherCode,
        }
    }
}
