//! Connected accounts: names, colours, and taking one away.

use rand_core::CryptoRng;

use crate::app::create::one_line;
use crate::app::phones::{COLOURS, LONGEST_NAME};
use crate::app::sources::calls::Purpose;
use crate::app::stored::vault_prefix;
use crate::app::{App, Effect, Fault, Ticket, Write};
use crate::passman;

impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn store_accounts(&mut self) {
        let writes = self.stored.write_accounts(&self.stored.accounts, self.clock.wall_ms());
        self.out.push(Effect::Save(Ticket::Forget, writes));
    }

    pub(in crate::app) fn rename_account(
        &mut self,
        source: &str,
        name: &str,
        colour: u8,
    ) -> Result<(), Fault> {
        let account = self.stored.account_mut(source).ok_or(Fault::NoAccount)?;
        account.name = one_line(name, LONGEST_NAME);
        account.colour = colour.min(COLOURS - 1);
        self.store_accounts();
        Ok(())
    }

    /// Nothing is fetched of a source any more.
    pub(super) fn stop_source(&mut self, source: &str) {
        self.forget_calls(|purpose| matches!(purpose, Purpose::Sync(of, _) if of == source));
        self.leave_passwork(source);
        self.fetchings.remove(source);
        self.syncs.remove(source);
    }

    /// Takes an account away with all that is kept of it. An app password that was made for us is given back, if it is at
    /// hand.
    pub(in crate::app) fn disconnect(&mut self, source: &str) -> Result<(), Fault> {
        let account = self.stored.account(source).ok_or(Fault::NoAccount)?.clone();
        self.may_remove()?;
        if let Some(note) = self.note(source).filter(|note| note.granted) {
            self.call(passman::calls::sign_out(&account.server), Some(&note.login()), Purpose::Nothing);
        }
        self.sign_out_passwork(source);
        self.stop_source(source);
        self.lock();
        self.drop_jobs_of(source);
        self.stored.accounts.retain(|known| known.id != source);
        self.stored.vaults.remove(source);
        let mut writes = self.stored.write_accounts(&self.stored.accounts, self.clock.wall_ms());
        writes.push(Write::DeleteAll(vault_prefix(source)));
        self.removing = vec!["removed_account".into()];
        self.out.push(Effect::Save(Ticket::Removed, writes));
        if !self.stored.has_cache() {
            self.drop_factors();
        }
        Ok(())
    }
}
