//! A new login on the phone: first the user sees for what site and with which account name.

use rand_core::CryptoRng;

use crate::app::page::{Front, Seen};
use crate::app::{App, Effect, Fault, Ticket, ViewId};
use crate::message::CreateView;
use crate::site::Origin;

/// Longest account name, in characters.
const LONGEST_USER: usize = 200;

/// What is about to be created.
pub struct Create {
    view: ViewId,
    origin: Origin,
    user: String,
}

impl Create {
    /// The site, if it was this view that the user saw it in.
    pub fn origin(&self, view: ViewId) -> Option<&Origin> {
        (self.view == view).then_some(&self.origin)
    }

    pub fn view(&self) -> CreateView {
        CreateView {
            host: self.origin.display_host(),
            registrable: self.origin.display_registrable(),
            user: self.user.clone(),
        }
    }
}

impl<R: CryptoRng> App<R> {
    pub(super) fn offer_create(&mut self, view: ViewId) -> Result<(), Fault> {
        let page = &self.views.get(&view).ok_or(Fault::BadMessage)?.page;
        let origin = page.origin.clone().ok_or(Fault::NoPage)?;
        self.stored.chosen().ok_or(Fault::NoPhone)?;
        if let Seen::Document(Front { pin, user: Some(key), .. }) = &page.seen {
            let (target, mark) = (pin.target(), pin.document.clone());
            self.out.push(Effect::ReadUser(Ticket::Create(view), target, mark, *key));
        }
        self.create = Some(Create { view, origin, user: String::new() });
        Ok(())
    }

    /// What stood in the form's field for the account name.
    pub(super) fn user_read(&mut self, view: ViewId, text: Option<String>) {
        if let Some(create) = self.create.as_mut().filter(|create| create.view == view) {
            create.user = account_name(&text.unwrap_or_default());
        }
    }

    /// The view is gone, or has another page in front of it.
    pub(super) fn withdraw_create(&mut self, view: ViewId, origin: Option<&Origin>) {
        self.create.take_if(|create| create.origin(view).is_some_and(|known| Some(known) != origin));
    }
}

/// As an account name may be.
pub fn account_name(text: &str) -> String {
    one_line(text, LONGEST_USER)
}

/// One line of so many characters at most.
pub fn one_line(text: &str, longest: usize) -> String {
    let shown = |c: &char| !c.is_control();
    text.trim().chars().filter(shown).take(longest).collect()
}
