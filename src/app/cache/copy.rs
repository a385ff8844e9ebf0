//! Searching, and handing out one value for the clipboard.

use rand_core::CryptoRng;

use crate::app::cache::{HELD, ItemId};
use crate::app::codes::Wanted;
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
        if *field != CopyField::User {
            return self.want(view, seq, item, Wanted::Copy(field.clone()));
        }
        let user = if item == HELD {
            self.held.as_ref().ok_or(Fault::ItemGone)?.credential.user.clone()
        } else {
            self.touch();
            let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
            let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
            let (_, entry) = open.find(&item).ok_or(Fault::ItemGone)?;
            entry.user.clone()
        };
        self.hand_out(view, seq, user, CopyField::User);
        Ok(())
    }

    /// The record of the item that a view wants something of.
    pub(in crate::app) fn copy_loaded(&mut self, view: ViewId, seq: u32, bytes: Option<&[u8]>) {
        let said = self.take_fetched(&Ticket::Copy(view, seq));
        let Some((item, wanted)) = self.copies.remove(&(view, seq)) else { return };
        if self.open.as_ref().and_then(|open| open.vault(&item.link)).is_none() {
            return self.refuse(view, seq, Fault::VaultLocked);
        }
        let secrets = self.read_used(said, &item, bytes);
        match secrets {
            Ok(secrets) => {
                let of = (item.link.as_str(), Some(item.uid.as_str()));
                let simple = matches!(
                    wanted,
                    Wanted::Code | Wanted::NextCode | Wanted::Copy(CopyField::Password | CopyField::Code)
                );
                let given = if simple {
                    self.give(view, seq, of, &wanted, &secrets.password, &secrets.otp)
                } else {
                    self.give_more(view, seq, &item, &wanted, &secrets)
                };
                if let Err(fault) = given {
                    self.refuse(view, seq, fault);
                }
            }
            Err(fault) => {
                if !fault.is_of_server() {
                    self.distrust(&item);
                }
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
