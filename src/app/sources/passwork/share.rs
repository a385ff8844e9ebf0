//! Links that share a password: made at the server, handed out once, kept nowhere.

use rand_core::CryptoRng;

use super::live::Wanted;
use crate::app::cache::ItemId;
use crate::app::{App, Fault, ViewId};
use crate::message::{CopyField, Notice, ShareLife};
use crate::passwork::{Answer, FullItem, LinkLife, NewLink, PassworkFault, new_link};
use crate::vault::Secrets;

/// A link that is being made: for a view, by the number of its message. Secret.
pub struct Sharing {
    view: ViewId,
    seq: u32,
    source: String,
    link: NewLink,
}

impl<R: CryptoRng> App<R> {
    /// Asks the server for a link to an item. With encryption on it gets a copy under a code of its own, which only the link
    /// has; with it off, the server gets the copy in clear, as it has the item.
    pub(super) fn share_item(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &ItemId,
        (life, once): (ShareLife, bool),
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        let account = self.stored.account(&item.link).ok_or(Fault::NoAccount)?;
        let era = account.found().ok_or(Fault::BadMessage)?.link_era();
        let generation = self.generation(&item.link).ok_or(Fault::NoAccount)?;
        let key = self.passwork_key(item, &secrets.body)?;
        let full = FullItem::parse(secrets.body.expose(), generation).ok_or(Fault::ItemUnreadable)?;
        let mut link = new_link(&full, &key, era, life.into(), once, &mut self.rng)?;
        let body = std::mem::take(&mut link.body);
        let source = item.link.clone();
        let sharing = Sharing { view, seq, source: source.clone(), link };
        self.ask_passwork(&source, Wanted::Share(sharing), |api| api.share(body));
        Ok(())
    }

    pub(super) fn shared(&mut self, sharing: Sharing, result: Result<Answer, PassworkFault>) {
        let Sharing { view, seq, source, link } = sharing;
        let api = self.lives.get(&source).map(|live| live.api.clone());
        let url = api.ok_or(Fault::VaultLocked).and_then(|api| {
            let answer = result?;
            Ok(api.read_share(&answer)?)
        });
        match url {
            // Nobody is there to take it, and it is not put where something else was copied to meanwhile.
            Ok(_) if !self.views.contains_key(&view) => {
                self.notice = Some(Notice::NotFetched { fault: Fault::PassworkLinkUnseen.view(None) });
            }
            // Who has it has the password: it leaves the clipboard like one.
            Ok(url) => {
                let text = link.finish(url.expose()).expose().to_owned();
                self.hand_out(view, seq, text, CopyField::Link);
            }
            Err(fault) => self.refuse(view, seq, fault),
        }
    }
}

impl From<ShareLife> for LinkLife {
    fn from(life: ShareLife) -> Self {
        match life {
            ShareLife::Hour => Self::Hour,
            ShareLife::Day => Self::Day,
            ShareLife::Week => Self::Week,
            ShareLife::Month => Self::Month,
            ShareLife::Unlimited => Self::Unlimited,
        }
    }
}

impl From<LinkLife> for ShareLife {
    fn from(life: LinkLife) -> Self {
        match life {
            LinkLife::Hour => Self::Hour,
            LinkLife::Day => Self::Day,
            LinkLife::Week => Self::Week,
            LinkLife::Month => Self::Month,
            LinkLife::Unlimited => Self::Unlimited,
        }
    }
}
