//! Searching, and handing out one value for the clipboard.

use rand_core::CryptoRng;

use crate::app::cache::{HELD, ItemId};
use crate::app::stored::item_name;
use crate::app::{App, Effect, Fault, Ticket, ViewId};
use crate::message::{CopyField, ToView};

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn search(&mut self, view: ViewId, text: &str) {
        const LONGEST: usize = 200;
        self.touch();
        if let Some(view) = self.views.get_mut(&view) {
            view.search = text.chars().take(LONGEST).collect();
        }
    }

    pub(in crate::app) fn copy(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &str,
        field: &CopyField,
    ) -> Result<(), Fault> {
        if item == HELD {
            let held = self.held.as_ref().ok_or(Fault::ItemGone)?;
            let text = match field {
                CopyField::User => held.credential.user.clone(),
                CopyField::Password => held.credential.password.expose().to_owned(),
            };
            self.hand_out(view, seq, text, field.clone());
            return Ok(());
        }
        self.touch();
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, entry) = open.find(&item).ok_or(Fault::ItemGone)?;
        match field {
            CopyField::User => {
                let user = entry.user.clone();
                self.hand_out(view, seq, user, CopyField::User);
            }
            CopyField::Password => {
                let name = item_name(&item.link, &item.uid);
                self.copies.insert((view, seq), item);
                self.out.push(Effect::Load(Ticket::Copy(view, seq), name));
            }
        }
        Ok(())
    }

    pub(in crate::app) fn copy_loaded(&mut self, view: ViewId, seq: u32, bytes: Option<Vec<u8>>) {
        let Some(item) = self.copies.remove(&(view, seq)) else { return };
        let Some(vault) = self.open.as_ref().and_then(|open| open.vault(&item.link)) else {
            return self.refuse(view, seq, Fault::VaultLocked);
        };
        let secrets = bytes.ok_or(Fault::VaultDamaged).and_then(|bytes| Ok(vault.read(&item.uid, &bytes)?));
        match secrets {
            Ok(secrets) => {
                let text = secrets.password.expose().to_owned();
                self.hand_out(view, seq, text, CopyField::Password);
            }
            Err(fault) => {
                self.distrust(&item);
                self.refuse(view, seq, fault);
            }
        }
    }

    /// From now on the clipboard is ours to empty.
    pub(in crate::app) fn hand_out(&mut self, view: ViewId, seq: u32, text: String, field: CopyField) {
        self.remember_copy(&text);
        self.out.push(Effect::Post(view, ToView::Value { seq, text, field }));
    }
}
