//! What becomes of the one true answer.

use rand_core::CryptoRng;

use crate::app::ask::Outcome;
use crate::app::cache::new_item;
use crate::app::fill::Held;
use crate::app::{App, Fault};
use crate::message::{Notice, RequestKind};
use crate::phone::{Answer, ClientKey, Credential};
use crate::vault::NewItem;

impl<R: CryptoRng> App<R> {
    pub(super) fn received(&mut self, answer: Answer) -> Result<Outcome, Fault> {
        let Answer { credentials, client_key, backup } = answer;
        self.on_phone(&credentials);
        let Some(ask) = &self.ask else { return Err(Fault::Internal) };
        let (kind, link) = (ask.kind, ask.link.clone());
        let count = u32::try_from(credentials.len()).unwrap_or(u32::MAX);
        match kind {
            RequestKind::Site | RequestKind::Any | RequestKind::Create => {
                let credential = credentials.into_iter().next().ok_or(Fault::PhoneAnswerUnusable)?;
                self.received_one(&link, credential, client_key);
                Ok(Outcome::Done(1))
            }
            RequestKind::Unlock => {
                self.unlock(&link, &client_key.ok_or(Fault::PhoneAnswerUnusable)?)?;
                Ok(Outcome::Done(0))
            }
            RequestKind::All | RequestKind::Several => {
                self.unlock(&link, &client_key.ok_or(Fault::PhoneAnswerUnusable)?)?;
                self.offer_import(link, credentials.into_iter().map(new_item).collect())?;
                Ok(Outcome::Done(count))
            }
            RequestKind::RefreshOne | RequestKind::RefreshAll => {
                let uids = ask.uids.clone();
                let came: Vec<NewItem> = credentials.into_iter().map(new_item).collect();
                self.take_refresh(&link, &uids, came)?;
                Ok(Outcome::Done(count))
            }
            RequestKind::Backup => {
                self.fetch_backup(backup.ok_or(Fault::PhoneAnswerUnusable)?)?;
                Ok(Outcome::Done(0))
            }
            // Its key was not asked for (T-89); that it could be opened is all there is to know.
            RequestKind::Prove => {
                self.proved();
                Ok(Outcome::Done(0))
            }
        }
    }

    fn received_one(&mut self, link: &str, credential: Credential, client_key: Option<ClientKey>) {
        let Some(ask) = &self.ask else { return };
        let (keep, fill, site) = (ask.keep, ask.fill, ask.origin());
        let is_open = |app: &Self| app.open.as_ref().is_some_and(|open| open.vault(link).is_some());
        // Every answer carries the key of the cache; it is used only where the user asked for that (T-89).
        let unlocked = match client_key {
            Some(key) if keep => self.unlock(link, &key),
            _ => Ok(()),
        };
        if is_open(self) {
            self.put_away(link, vec![new_item(copy_of(&credential))]);
        }
        self.held = Some(Held::new(link.to_owned(), credential, site, self.clock.cautious()));
        if fill {
            self.fill_held();
        }
        // A cache that does not open must not hide the login that just came.
        if let Err(fault) = unlocked {
            self.notice_damage(fault);
        }
    }

    /// The address from which the answer came is asked first from now on.
    pub(super) fn remember_address(&mut self) {
        let Some(ask) = &self.ask else { return };
        let (wall, address) = (self.clock.wall_ms(), ask.route.current().clone());
        let Some(link) = self.stored.link_mut(&ask.link) else { return };
        let moved = *link.addresses.first() != address;
        link.addresses.promote(&address);
        link.answered_at_ms
            .retain(|known, _| link.addresses.iter().any(|address| address.to_string() == *known));
        link.answered_at_ms.insert(address.to_string(), wall);
        let name = link.name().to_owned();
        if moved {
            self.notice = Some(Notice::PhoneMoved { phone: name, address: address.to_string() });
        }
        self.store_links();
    }
}

/// An own copy for the cache; both are wiped when dropped.
fn copy_of(credential: &Credential) -> Credential {
    Credential {
        uid: credential.uid.clone(),
        name: credential.name.clone(),
        user: credential.user.clone(),
        website: credential.website.clone(),
        password: credential.password.duplicate(),
        otp: credential.otp.duplicate(),
    }
}
