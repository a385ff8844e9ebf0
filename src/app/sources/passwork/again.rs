//! A change whose answer was lost: nobody knows whether the server took it. What is at the server tells, before anything is
//! made a second time.

use rand_core::CryptoRng;

use super::change::{Asked, Changing, Edit, Step, What};
use super::live::Wanted;
use super::vaults::group_of;
use crate::app::cache::ItemId;
use crate::app::{App, Fault};
use crate::passwork::{Answer, Entry, Id, PassworkFault, Place};
use crate::secret::SecretText;

/// Most items that are looked at, whether they are the one that was made.
const MOST_ALIKE: usize = 10;

impl<R: CryptoRng> App<R> {
    /// What was sent came to nothing, or perhaps not: then what the server has now is fetched.
    pub(super) fn passwork_not_taken(&mut self, fault: PassworkFault) -> Fault {
        if may_be_taken(fault)
            && let Some(changing) = &mut self.changing_passwork
        {
            changing.unclear = true;
            let source = changing.source.clone();
            self.start_passwork_sync(&source);
        }
        fault.into()
    }

    /// Items that are known already, and look like the one that is to be made.
    pub(super) fn alike_here(&self, source: &str, to: &Place, edit: &Edit) -> Vec<String> {
        let group = group_of(&to.vault, to.folder.as_ref());
        let vault = self.open.as_ref().and_then(|open| open.vault(source));
        let entries = vault.into_iter().flat_map(crate::vault::Vault::entries);
        let alike = entries.filter(|entry| entry.group == group && edit.is_like(&entry.name, &entry.user));
        alike.map(|entry| entry.uid.clone()).collect()
    }

    /// Was it made? Asks what lies in its place.
    pub(super) fn look_whether_made(&mut self) {
        let Some(Changing { source, what: What::Make { to, .. }, step, .. }) = &mut self.changing_passwork
        else {
            return;
        };
        *step = Step::Checking;
        let (source, to) = (source.clone(), to.clone());
        self.ask_passwork(&source, Wanted::Change(Asked::Beside), |api| api.items_in(&to));
    }

    pub(super) fn beside_of_passwork(&mut self, result: Result<Answer, PassworkFault>) -> Result<(), Fault> {
        let Some(Changing { source, what: What::Make { to, edit, there }, .. }) = &self.changing_passwork
        else {
            return Ok(());
        };
        let found = self.api_of(source)?.read_entries(&result?)?.entries;
        let may_be_it = |entry: &&Entry| {
            entry.shortcut.is_none()
                && !entry.deleted
                && (&entry.vault, &entry.folder) == (&to.vault, &to.folder)
                && edit.is_like(&entry.name, &entry.user)
                && !there.iter().any(|uid| uid == entry.id.as_str())
        };
        let ids = found.iter().filter(may_be_it).take(MOST_ALIKE).map(|entry| entry.id.clone()).collect();
        self.look_at_alike(ids);
        Ok(())
    }

    fn look_at_alike(&mut self, mut ids: Vec<Id>) {
        let Some(source) = self.changing_passwork.as_ref().map(|changing| changing.source.clone()) else {
            return;
        };
        match ids.pop() {
            Some(id) => {
                let wanted = Wanted::Change(Asked::Alike(id.clone(), ids));
                self.ask_passwork(&source, wanted, |api| api.item(&id, false));
            }
            None => self.send_passwork(None),
        }
    }

    /// It is the one that was made if its password is the one that was typed.
    pub(super) fn alike_of_passwork(
        &mut self,
        id: &Id,
        rest: Vec<Id>,
        result: Result<Answer, PassworkFault>,
    ) -> Result<(), Fault> {
        if matches!(result, Err(PassworkFault::NotFound)) {
            self.look_at_alike(rest);
            return Ok(());
        }
        let Some(Changing { source, what: What::Make { edit, .. }, .. }) = &self.changing_passwork else {
            return Ok(());
        };
        let item = ItemId { link: source.clone(), uid: id.as_str().to_owned() };
        let typed = edit.password.as_ref().map(SecretText::duplicate).unwrap_or_default();
        let entry = self.api_of(&item.link)?.read_item(&result?, Some(id))?;
        let body = entry.body.as_ref().map(SecretText::duplicate).unwrap_or_default();
        if self.secrets_of(&item, &body).is_ok_and(|(password, _)| password == typed) {
            self.passwork_stored(Some(&entry));
        } else {
            self.look_at_alike(rest);
        }
        Ok(())
    }
}

impl Edit {
    fn is_like(&self, name: &str, user: &str) -> bool {
        let is = |ours: &Option<String>, theirs: &str| ours.as_deref().unwrap_or_default() == theirs;
        is(&self.plain.name, name) && is(&self.plain.user, user)
    }
}

/// Whether a server that answered so, or not at all, may have done what it was told.
fn may_be_taken(fault: PassworkFault) -> bool {
    matches!(
        fault,
        PassworkFault::Unreachable
            | PassworkFault::Redirected
            | PassworkFault::TooLarge
            | PassworkFault::NotPasswork(_)
            | PassworkFault::Maintenance(_)
            | PassworkFault::ServerError(_)
            | PassworkFault::Unreadable
    )
}
