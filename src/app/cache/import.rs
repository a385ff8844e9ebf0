//! Many logins at once: shown before they are kept, all or nothing; and the phone's word about those that are kept.

use rand_core::CryptoRng;

use crate::app::cache::keep::Work;
use crate::app::{App, Fault};
use crate::message::{ChangeKind, ChangeView, ChangedField, ImportView, Notice};
use crate::time::Timestamp;
use crate::vault::{self, Change, Changes, NewItem, Preview};

/// What was not answered after five minutes is forgotten.
const OFFER_MS: u64 = 300_000;
/// Most changes that are listed one by one.
const MOST_CHANGES: usize = 200;

/// Logins that came and wait for the user's yes. Secret.
pub struct Import {
    link: String,
    items: Vec<NewItem>,
    preview: Preview,
    until: Timestamp,
}

impl Import {
    pub fn view(&self) -> ImportView {
        let Preview { count, new, changed, names, .. } = &self.preview;
        ImportView {
            phone: self.link.clone(),
            count: *count,
            new: *new,
            changed: *changed,
            names: names.clone(),
        }
    }
}

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn offer_import(&mut self, link: String, items: Vec<NewItem>) -> Result<(), Fault> {
        let vault = self.open.as_ref().and_then(|open| open.vault(&link)).ok_or(Fault::VaultLocked)?;
        let preview = vault.preview(&items);
        if !preview.fits {
            return Err(Fault::StorageFull);
        }
        let until = self.clock.cautious().after(OFFER_MS);
        self.import = Some(Import { link, items, preview, until });
        Ok(())
    }

    pub(in crate::app) fn answer_import(&mut self, yes: bool) -> Result<(), Fault> {
        let Import { link, items, .. } = self.import.take().ok_or(Fault::ItemGone)?;
        if yes {
            self.put_away(&link, items);
        }
        Ok(())
    }

    pub(in crate::app) fn expire_import(&mut self) {
        let now = self.clock.cautious();
        self.import.take_if(|import| now >= import.until);
    }

    /// The phone's present word about the items with these uids. What did not come is marked, not deleted.
    pub(in crate::app) fn take_refresh(
        &mut self,
        link: &str,
        uids: &[String],
        came: Vec<NewItem>,
    ) -> Result<(), Fault> {
        self.open.as_ref().and_then(|open| open.vault(link)).ok_or(Fault::VaultLocked)?;
        self.save_in_turn(link, Work::Refresh { uids: uids.to_vec(), came });
        Ok(())
    }
}

/// What changed, out of so many items that were asked for.
pub(super) fn refreshed(changes: &Changes, asked: usize) -> Notice {
    let listed = changes.what.len();
    Notice::Refreshed {
        changes: changes.what.iter().take(MOST_CHANGES).map(change_view).collect(),
        same: u32::try_from(asked.saturating_sub(listed)).unwrap_or(u32::MAX),
    }
}

fn change_view(change: &Change) -> ChangeView {
    let (kind, fields) = match change.kind {
        vault::ChangeKind::New => (ChangeKind::New, Vec::new()),
        vault::ChangeKind::Gone => (ChangeKind::Gone, Vec::new()),
        vault::ChangeKind::Back => (ChangeKind::Back, Vec::new()),
        vault::ChangeKind::Changed(of) => {
            let all = [
                (of.name, ChangedField::Name),
                (of.user, ChangedField::User),
                (of.website, ChangedField::Website),
                (of.password, ChangedField::Password),
                (of.otp, ChangedField::Otp),
            ];
            let fields = all.into_iter().filter(|(differs, _)| *differs).map(|(_, field)| field);
            (ChangeKind::Changed, fields.collect())
        }
    };
    ChangeView { name: change.name.clone(), kind, fields }
}
