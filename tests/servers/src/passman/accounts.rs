//! Users, their passwords and app passwords; who may in.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};

/// What an `Authorization` header led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// This user, by this app password if it was one.
    User { name: String, app_password: Option<String> },
    /// No header.
    Nobody,
    /// A wrong login, or the account password where two-factor is on.
    Refused,
    /// Too many wrong ones came before.
    Throttled,
}

#[derive(Debug, Default)]
struct User {
    password: String,
    app_passwords: Vec<String>,
}

/// All users.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    users: BTreeMap<String, User>,
    /// Wrong logins since the last right one.
    failures: u32,
}

impl Accounts {
    pub(super) fn put(&mut self, name: &str, password: &str) {
        password.clone_into(&mut self.users.entry(name.to_owned()).or_default().password);
    }

    /// Makes an app password; nothing if there is no such user.
    pub(super) fn new_app_password(&mut self, name: &str) -> Option<String> {
        let made = random_text(72);
        self.users.get_mut(name)?.app_passwords.push(made.clone());
        Some(made)
    }

    pub(super) fn app_passwords(&self, name: &str) -> Vec<String> {
        self.users.get(name).map(|user| user.app_passwords.clone()).unwrap_or_default()
    }

    /// True if there was such an app password.
    pub(super) fn revoke(&mut self, name: &str, app_password: &str) -> bool {
        let Some(user) = self.users.get_mut(name) else { return false };
        let before = user.app_passwords.len();
        user.app_passwords.retain(|known| known != app_password);
        user.app_passwords.len() < before
    }

    pub(super) fn forgive(&mut self) {
        self.failures = 0;
    }

    /// Who comes with this header.
    pub(super) fn enter(&mut self, header: Option<&str>, two_factor: bool, throttle_after: u32) -> Entry {
        let Some(header) = header else { return Entry::Nobody };
        if self.failures >= throttle_after {
            return Entry::Throttled;
        }
        let entered = read_basic(header).and_then(|(name, password)| {
            let user = self.users.get(&name)?;
            let is_app_password = user.app_passwords.contains(&password);
            let is_in = is_app_password || (user.password == password && !two_factor);
            is_in.then(|| Entry::User { name, app_password: Some(password).filter(|_| is_app_password) })
        });
        if entered.is_some() {
            self.failures = 0;
        } else {
            self.failures += 1;
        }
        entered.unwrap_or(Entry::Refused)
    }
}

/// Name and password of `Basic …` (RFC 7617), UTF-8.
fn read_basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    let text = String::from_utf8(Base64::decode_vec(rest.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| (name.to_owned(), password.to_owned()))
}

/// Random letters and digits, for tokens and passwords.
pub(super) fn random_text(length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bytes = crate::phone::wire::random_vec(length);
    bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()))
        .map(|b| char::from(*b))
        .collect()
}

/// A random guid in the form that Passman writes: upper case.
pub(super) fn new_guid() -> String {
    let hex = crate::phone::wire::hex(&crate::phone::wire::random::<16>()).to_uppercase();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-A{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
