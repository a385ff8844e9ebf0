//! One-time codes of logins: shown in the popup on demand, copied, and counted where they count.
//!
//! A code that counts (HOTP) is good for one use, and each use makes the next number due. The phone keeps the number in
//! its item, and its protocol has no way to change an item. So the browser counts on from the phone's number by itself
//! (in the link, by uid, without the secret) and says so: whoever uses the code on the phone too has to skip there what
//! was used here. Services accept numbers that run ahead.

use rand_core::CryptoRng;

use crate::app::cache::{HELD, ItemId};
use crate::app::{App, Effect, Fault, Ticket, ViewId};
use crate::message::{CopyField, ShareLife, ToView};
use crate::otp::{Code, OneTimeCode};
use crate::secret::SecretText;

/// Shown to fill in or copy, a code with less left waits for the next one, in milliseconds (T-53).
pub const TOO_LATE_MS: u64 = 2_000;

/// What a view wants of an item's secrets.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// A value for the clipboard.
    Copy(CopyField),
    /// The code, to be seen.
    Code,
    /// The code after the one that was seen, where codes count.
    NextCode,
    /// Everything, but secrets.
    Detail,
    /// A secret, to be seen.
    Reveal(CopyField),
    /// Earlier states.
    Revisions,
    /// A file, by its place in the list.
    File(u32),
    /// A link that shares it: how long it lives, and whether it dies when it is opened.
    Share(ShareLife, bool),
}

impl<R: CryptoRng> App<R> {
    /// Shows the code of an item; `next`: the one after it, if it counts.
    pub(super) fn show_code(&mut self, view: ViewId, seq: u32, item: &str, next: bool) -> Result<(), Fault> {
        let wanted = if next { Wanted::NextCode } else { Wanted::Code };
        self.want(view, seq, item, wanted)
    }

    /// Gets at the secrets of an item; what was received is at hand, what is kept is loaded.
    pub(super) fn want(&mut self, view: ViewId, seq: u32, item: &str, wanted: Wanted) -> Result<(), Fault> {
        if item == HELD {
            let held = self.held.as_ref().ok_or(Fault::ItemGone)?;
            let (link, uid) = (held.link.clone(), held.credential.uid.clone());
            let (password, otp) = (held.credential.password.duplicate(), held.credential.otp.duplicate());
            return self.give(view, seq, (&link, uid.as_deref()), &wanted, &password, &otp);
        }
        self.touch();
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        open.find(&item).ok_or(Fault::ItemGone)?;
        self.copies.insert((view, seq), (item.clone(), wanted));
        self.load_item(Ticket::Copy(view, seq), &item);
        Ok(())
    }

    /// The secrets are here. `of`: link and uid of the item.
    pub(super) fn give(
        &mut self,
        view: ViewId,
        seq: u32,
        of: (&str, Option<&str>),
        wanted: &Wanted,
        password: &SecretText,
        otp: &SecretText,
    ) -> Result<(), Fault> {
        match wanted {
            Wanted::Copy(CopyField::Code) => {
                let code = self.code_now(of, otp)?;
                if let Some(counter) = code.counter {
                    self.code_used(of, counter);
                }
                // At its very end it would be over before it is pasted.
                let digits =
                    code.next.as_ref().filter(|_| code.left_ms < TOO_LATE_MS).unwrap_or(&code.digits);
                self.hand_out(view, seq, digits.expose().to_owned(), CopyField::Code);
            }
            Wanted::Copy(CopyField::Password) => {
                self.hand_out(view, seq, password.expose().to_owned(), CopyField::Password);
            }
            Wanted::Code | Wanted::NextCode => {
                if *wanted == Wanted::NextCode
                    && let Some(counter) = self.code_now(of, otp)?.counter
                {
                    self.code_used(of, counter);
                }
                let code = self.code_now(of, otp)?;
                self.out.push(Effect::Post(view, shown(seq, &code)));
            }
            _ => return Err(Fault::BadMessage),
        }
        Ok(())
    }

    /// The code of the moment. `of`: link and uid of the item that the URI is of.
    pub(super) fn code_now(&self, of: (&str, Option<&str>), otp: &SecretText) -> Result<Code, Fault> {
        if otp.expose().trim().is_empty() {
            return Err(Fault::NoCode);
        }
        let mut code = OneTimeCode::parse(otp.expose()).map_err(|_| Fault::CodeUnreadable)?;
        let counted = self.stored.counters(of.0).zip(of.1).and_then(|(counters, uid)| counters.get(uid));
        if let Some(counter) = counted {
            code.count_from(*counter);
        }
        Ok(code.code(self.clock.wall_ms()))
    }

    /// A code that counts, with this number, was copied or filled in: the next one is due.
    pub(super) fn code_used(&mut self, of: (&str, Option<&str>), counter: u64) {
        let Some(uid) = of.1 else { return };
        let next = counter.saturating_add(1);
        if let Some(link) = self.stored.link_mut(of.0) {
            link.counters.insert(uid.to_owned(), next);
            self.store_links();
        } else if let Some(account) = self.stored.account_mut(of.0) {
            account.counters.insert(uid.to_owned(), next);
            self.store_accounts();
        }
    }
}

/// JavaScript numbers are floats; all times and counters that people meet are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn shown(seq: u32, code: &Code) -> ToView {
    ToView::Code {
        seq,
        digits: code.digits.expose().to_owned(),
        left_ms: code.left_ms as f64,
        period_ms: code.period_ms as f64,
        next: code.next.as_ref().map(|next| next.expose().to_owned()),
        counter: code.counter.map(|counter| counter as f64),
    }
}
