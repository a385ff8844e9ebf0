//! A password that was made is let go once the phone has it.

use rand_core::CryptoRng;

use crate::app::App;
use crate::app::drawer::Drawer;
use crate::app::page::Panel;
use crate::phone::Credential;
use crate::secret::SecretText;

/// What is easier to guess than one in 2^40 may be the same by chance, for another account: that waits for the user.
const LEAST_BITS: f64 = 40.0;

impl Drawer {
    /// Lets go what the phone handed out; whether there was any.
    pub fn drop_safe(&mut self) -> bool {
        let on_phone = std::mem::take(&mut self.on_phone);
        let before = self.made.len();
        self.made.retain(|made| {
            let is_safe = on_phone.iter().any(|password| password.expose() == made.text);
            made.bits < LEAST_BITS || !is_safe
        });
        self.made.len() < before
    }
}

impl<R: CryptoRng> App<R> {
    /// The phone itself handed these out.
    pub(super) fn on_phone(&mut self, credentials: &[Credential]) {
        let passwords = credentials.iter().map(|credential| &credential.password);
        self.drawer
            .on_phone
            .extend(passwords.filter(|password| !password.is_empty()).map(SecretText::duplicate));
        if self.drawer.on_phone.is_empty() {
            return;
        }
        if self.drawer.is_open() {
            if self.drawer.drop_safe() {
                self.store_drawer();
            }
        } else {
            self.open_drawer();
            // By policy nothing lies on disk: then it is open at once.
            if self.drawer.is_open() {
                self.drawer.drop_safe();
            }
        }
    }

    /// What nobody looks at any more is shut: also what was only opened to compare.
    pub(super) fn shut_idle_drawer(&mut self) {
        let is_seen =
            self.views.values().any(|view| view.panel == Some(Panel::Generator) || view.fresh.is_some());
        if !is_seen && self.drawer.is_idle() {
            self.shut_drawer();
        }
    }
}
