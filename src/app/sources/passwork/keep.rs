//! The account goes to the disk, sealed.

use std::collections::{BTreeMap, HashSet};

use rand_core::CryptoRng;

use super::connect::Joining;
use super::live::{CONNECTING, Wanted};
use super::note::{NewNote, PassworkNote};
use crate::app::sources::MOST_ACCOUNTS;
use crate::app::sources::calls::Purpose;
use crate::app::sources::connect::{Ready, Step};
use crate::app::{AccountKind, App, Fault, StoredAccount};
use crate::message::AgainView;
use crate::passwork::{Found, Generation, Tokens};
use crate::secret::SecretText;
use crate::server::Server;

impl<R: CryptoRng> App<R> {
    /// What was found becomes an account; or the one that it is already gets its new key.
    pub(in crate::app::sources) fn keep_passwork(&mut self) {
        let new_id = self.new_account_id("passwork");
        let colour = self.next_colour();
        self.touch();
        let Step::Saving { what: Ready::Passwork(joining), .. } = &self.connect.step else { return };
        let Some((server, found, note)) = self.joined(joining) else { return self.connect_not_kept() };
        let known = self.known_passwork(&server, found.generation, &note).or_else(|| self.again(joining));
        let id = known.clone().unwrap_or(new_id);
        if let Step::Saving { id: saving, .. } = &mut self.connect.step {
            *saving = Some(id.clone());
        }
        if let Some(id) = known {
            return self.renew_passwork(&id, AccountKind::Passwork(found), note);
        }
        let account = StoredAccount {
            id,
            name: String::new(),
            colour,
            server,
            kind: AccountKind::Passwork(found),
            added_at_ms: self.clock.wall_ms(),
            synced_at_ms: 0,
            counters: BTreeMap::new(),
        };
        self.keep_new_account(account, note.to_bytes(), &[]);
    }

    /// What is kept of a server that let us in.
    fn joined(&self, joining: &Joining) -> Option<(Server, Found, PassworkNote)> {
        let tokens = self.lives.get(CONNECTING).and_then(|live| live.session.tokens());
        let signed = joining.signed()?;
        let (server, found) = (signed.server.clone(), signed.found.clone());
        let user = if signed.user.is_empty() { server.host().to_owned() } else { signed.user.clone() };
        let duplicate = |secret: &Option<SecretText>| secret.as_ref().map(SecretText::duplicate);
        let note = PassworkNote::new(NewNote {
            user,
            api_key: if found.generation == Generation::V4 { joining.api_key() } else { None },
            tokens_json: tokens.map(Tokens::to_json),
            master: duplicate(&signed.master),
            private: duplicate(&signed.private),
        });
        Some((server, found, note))
    }

    /// Whether there is room for it: a sign-in of an account that is there already needs none.
    pub(in crate::app::sources) fn has_room_for(&self, joining: &Joining) -> bool {
        self.stored.accounts.len() < MOST_ACCOUNTS
            || self.again(joining).is_some()
            || self.joined(joining).is_some_and(|(server, found, note)| {
                self.known_passwork(&server, found.generation, &note).is_some()
            })
    }

    /// The account that it is already, if that is certain: what is kept of it is replaced, and another person's would be lost.
    /// Servers of 4.x to 6.x tell the mail address; those of 7.x nothing, but nobody has the private key of somebody else.
    fn known_passwork(&self, server: &Server, generation: Generation, note: &PassworkNote) -> Option<String> {
        let has_mail = self.lives.get(CONNECTING).and_then(|live| live.session.user());
        let has_mail = has_mail.is_some_and(|(_, mail)| !mail.is_empty());
        let key = note.key(generation);
        let is_it = |before: PassworkNote| match generation {
            Generation::V4 => has_mail && before.user == note.user || before.has_api_key_of(note),
            Generation::V7 => {
                let before = before.key(generation);
                before.zip(key.as_ref()).is_some_and(|(before, now)| before.is_of_same_user(now))
            }
        };
        let mut accounts = self.stored.accounts.iter().filter(|account| account.server == *server);
        let known = accounts.find(|account| self.passwork_note(&account.id).is_some_and(is_it));
        known.map(|account| account.id.clone())
    }

    /// The account that it may be already, and whether its session is over: nothing tells whose tokens of 7.x without encryption
    /// are, but who sees vaults of it at the same server may be the same user.
    fn maybe_again(&self, joining: &Joining) -> Option<(&StoredAccount, bool)> {
        let signed = joining.signed().filter(|signed| signed.private.is_none())?;
        let listed: HashSet<&str> = joining.listed().iter().map(|(id, _)| id.as_str()).collect();
        let is_it = |account: &&StoredAccount| {
            let note = self.passwork_note(&account.id).filter(|note| !note.is_encrypted());
            let is_alike = account.found().is_some_and(|found| found.generation == Generation::V7);
            account.server == signed.server
                && is_alike
                && note.is_some_and(|note| note.there().any(|vault| listed.contains(vault.id.as_str())))
        };
        let is_over = |account: &StoredAccount| {
            let session = self.lives.get(&account.id).is_some_and(|live| live.session.over().is_some());
            let fault = self.syncs.get(&account.id).and_then(|sync| sync.fault);
            session || matches!(fault, Some(Fault::PassworkTokenExpired | Fault::PassworkKeyRefused))
        };
        let alike = self.stored.accounts.iter().filter(is_it);
        let alike: Vec<_> = alike.map(|account| (account, is_over(account))).collect();
        alike.iter().find(|(_, is_over)| *is_over).or(alike.first()).copied()
    }

    /// What the user is asked about that.
    pub(in crate::app::sources) fn again_view(&self, joining: &Joining) -> Option<AgainView> {
        let (account, is_over) = self.maybe_again(joining)?;
        Some(AgainView { name: account.name().to_owned(), yes: joining.says_again().unwrap_or(is_over) })
    }

    /// The account that it is already, as the user says; without a word, the one whose session is over.
    fn again(&self, joining: &Joining) -> Option<String> {
        let (account, is_over) = self.maybe_again(joining)?;
        joining.says_again().unwrap_or(is_over).then(|| account.id.clone())
    }

    /// The same account with another key, or another master password. What was fetched stays; keys of vaults are seen for the
    /// first time again, which is what the user connects it anew for when one was exchanged (T-103).
    fn renew_passwork(&mut self, id: &str, kind: AccountKind, mut note: PassworkNote) {
        self.stop_source(id);
        if let Some(before) = self.passwork_note(id) {
            note.trust(before);
        }
        if let Some(account) = self.stored.account_mut(id) {
            account.kind = kind;
        }
        let vault = self.open.as_ref().and_then(|open| open.vault(id));
        let changes = vault.and_then(|vault| vault.with_note(note.to_bytes(), None, &mut self.rng).ok());
        let Some(changes) = changes else { return self.connect_not_kept() };
        let accounts = self.stored.write_accounts(&self.stored.accounts, self.clock.wall_ms());
        self.save_with(id.to_owned(), changes, None, accounts);
    }

    /// The tokens of a session are worth nothing any more; nobody waits for the answer.
    pub(in crate::app::sources) fn sign_out_passwork(&mut self, source: &str) {
        let request = self.live(source).and_then(|live| live.api.sign_out());
        if let Some(request) = request {
            self.ask_passwork(source, Wanted::Nothing, |_| request);
            // It is on its way, and is not called back with the rest.
            for purpose in self.calls.values_mut() {
                if matches!(purpose, Purpose::Passwork(of, _) if of == source) {
                    *purpose = Purpose::Nothing;
                }
            }
        }
    }

    /// Nobody goes on with the session that was made for connecting: it ends at its server too.
    pub(in crate::app::sources) fn drop_connecting(&mut self) {
        let session = self.lives.get(CONNECTING).map(|live| &live.session);
        if session.is_some_and(|session| session.tokens().is_some() && session.over().is_none()) {
            self.sign_out_passwork(CONNECTING);
        }
        self.leave_passwork(CONNECTING);
    }

    /// The session that was made for connecting goes on as that of the account.
    pub(in crate::app::sources) fn rename_live(&mut self, id: &str) {
        if let Some(live) = self.lives.remove(CONNECTING) {
            self.lives.insert(id.to_owned(), live);
        }
    }
}
