//! Users, API keys, sessions and their clock.

use super::config::Switches;
use super::era::Era;
use super::seal::{random_text, random_token};
use super::unknown;

/// A user.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) email: String,
    /// API keys of v4 that are in force; of 7.x the tokens that the user made.
    pub(super) keys: Vec<String>,
}

/// What a sign-in gave.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// Name of the user.
    pub(super) user: String,
    /// API key that it began with; of 7.x the first access token.
    pub(super) key: String,
    pub(super) token: String,
    pub(super) expires: u64,
    pub(super) refresh: Option<String>,
    pub(super) refresh_expires: u64,
    /// Refreshed or signed out.
    ended: bool,
}

/// What a token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Good(usize),
    Expired,
    Unknown,
}

/// All users and sessions.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    pub(super) users: Vec<Account>,
    pub(super) sessions: Vec<Session>,
}

impl Accounts {
    pub(super) fn put(&mut self, name: &str, email: &str) {
        self.users.push(Account { name: name.to_owned(), email: email.to_owned(), keys: Vec::new() });
    }

    pub(super) fn user(&self, name: &str) -> Option<&Account> {
        self.users.iter().find(|known| known.name == name)
    }

    /// Makes an API key of v4.
    pub(super) fn new_key(&mut self, name: &str) -> Option<String> {
        let key = random_text(60);
        self.users.iter_mut().find(|known| known.name == name)?.keys.push(key.clone());
        Some(key)
    }

    /// Ends an API key and what began with it. True if it was in force.
    pub(super) fn revoke(&mut self, key: &str) -> bool {
        let mut was = false;
        for user in &mut self.users {
            let before = user.keys.len();
            user.keys.retain(|known| known != key);
            was |= user.keys.len() != before;
        }
        self.sessions.iter_mut().filter(|known| known.key == key).for_each(|known| known.ended = true);
        was
    }

    /// Signs in with an API key.
    pub(super) fn login(&mut self, key: &str, era: Era, switches: &Switches, now: u64) -> Option<Session> {
        let user = self.users.iter().find(|user| user.keys.iter().any(|known| known == key))?;
        let user = user.name.clone();
        Some(self.begin(&user, key, era, switches, now))
    }

    /// Makes a pair of tokens of 7.x, as the user does on its page.
    pub(super) fn new_pair(&mut self, user: &str, switches: &Switches, now: u64) -> Option<Session> {
        let key = random_token();
        self.users.iter_mut().find(|known| known.name == user)?.keys.push(key.clone());
        Some(self.begin(user, &key, Era::V7Off, switches, now))
    }

    fn begin(&mut self, user: &str, key: &str, era: Era, switches: &Switches, now: u64) -> Session {
        let token = |length| if era.is_v7() { random_token() } else { random_text(length) };
        let refresh_ttl = if era.is_v7() { 36 * 3600 } else { unknown::REFRESH_TTL };
        let session = Session {
            user: user.to_owned(),
            key: key.to_owned(),
            token: token(40),
            expires: now + switches.token_seconds,
            refresh: era.refreshes().then(|| token(50)),
            refresh_expires: now + refresh_ttl,
            ended: false,
        };
        self.sessions.push(session.clone());
        session
    }

    pub(super) fn standing(&self, token: &str, now: u64) -> Standing {
        match self.sessions.iter().rposition(|known| known.token == token && !known.ended) {
            Some(at) if self.sessions.get(at).is_some_and(|known| now < known.expires) => Standing::Good(at),
            Some(_) => Standing::Expired,
            None => Standing::Unknown,
        }
    }

    /// A new pair for an old one, which is dead from now on. The token may be over, the refresh token may not.
    pub(super) fn refresh(
        &mut self,
        token: &str,
        refresh: &str,
        era: Era,
        switches: &Switches,
        now: u64,
    ) -> Option<Session> {
        let fits = |known: &&mut Session| {
            known.token == token && known.refresh.as_deref() == Some(refresh) && !known.ended
        };
        let old = self.sessions.iter_mut().find(fits).filter(|known| now < known.refresh_expires)?;
        old.ended = true;
        let (user, key) = (old.user.clone(), old.key.clone());
        Some(self.begin(&user, &key, era, switches, now))
    }

    /// Changes one of a session's tokens alone (7.6 and later).
    pub(super) fn renew(&mut self, change: impl Fn(&mut Session) -> bool) -> Option<Session> {
        self.sessions
            .iter_mut()
            .filter(|known| !known.ended)
            .find_map(|known| change(known).then(|| known.clone()))
    }

    pub(super) fn end(&mut self, token: &str) {
        self.sessions.iter_mut().filter(|known| known.token == token).for_each(|known| known.ended = true);
    }

    /// Ends all sessions, as a restart of the server does.
    pub(super) fn end_all(&mut self) {
        self.sessions.iter_mut().for_each(|known| known.ended = true);
    }
}
