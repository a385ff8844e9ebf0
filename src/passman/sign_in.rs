//! Answers on the way to an account: what the server is, and Login Flow v2 (Nextcloud developer manual, "Login Flow").

use super::{
    address::read_address,
    answer::{self, CallFault},
    call::Login,
};
use crate::secret::SecretText;
use crate::server::{MAX_ADDRESS_LEN, Reply, Server, members::Members};

/// Longest name, password or token, in bytes.
const MAX_LEN: usize = 1_024;

/// What a server says of itself without a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextcloudStatus {
    /// Whether it is being worked at, or waits for an update.
    pub maintenance: bool,
    /// For people, such as `31.0.2`.
    pub version: String,
}

/// A sign-in that waits for the user.
pub struct LoginStart {
    /// To be opened in a tab.
    pub login: String,
    /// To be asked whether the user has granted.
    pub endpoint: String,
    /// What it is asked with; good for 20 minutes.
    pub token: SecretText,
}

/// What the user granted.
pub struct Granted {
    /// Where the account is, as the server says.
    pub server: Server,
    /// The account, with an app password made for us.
    pub login: Login,
}

/// Reads the answer to [`super::calls::status`].
pub fn read_status(reply: Reply) -> Result<NextcloudStatus, CallFault> {
    let json = match answer::text(reply) {
        Err(CallFault::NotFound | CallFault::Forbidden | CallFault::WrongLogin) => {
            return Err(CallFault::NotNextcloud);
        }
        other => other?,
    };
    let members = Members::parse(&json).ok_or(CallFault::NotNextcloud)?;
    let version = members.text("versionstring", MAX_LEN).or_else(|| members.text("version", MAX_LEN));
    match version {
        Some(version) if members.flag("installed") => {
            let maintenance = members.flag("maintenance") || members.flag("needsDbUpgrade");
            Ok(NextcloudStatus { maintenance, version })
        }
        _ => Err(CallFault::NotNextcloud),
    }
}

/// Reads the answer to [`super::calls::start_login`]. Both addresses must be the server's own: the tab shows where the
/// user types the password, and the endpoint gets the token (T-100).
pub fn read_login_start(reply: Reply, server: &Server) -> Result<LoginStart, CallFault> {
    let json = match answer::text(reply) {
        Err(CallFault::NotFound) => return Err(CallFault::NotNextcloud),
        other => other?,
    };
    let members = Members::parse(&json).ok_or(CallFault::Unreadable)?;
    let poll = members.json("poll").and_then(Members::parse).ok_or(CallFault::Unreadable)?;
    let login = members.text("login", MAX_ADDRESS_LEN).ok_or(CallFault::Unreadable)?;
    let endpoint = poll.text("endpoint", MAX_ADDRESS_LEN).ok_or(CallFault::Unreadable)?;
    let token =
        poll.secret("token", MAX_LEN).filter(|token| !token.is_empty()).ok_or(CallFault::Unreadable)?;
    if !server.covers(&login) || !server.covers(&endpoint) {
        return Err(CallFault::Elsewhere);
    }
    Ok(LoginStart { login, endpoint, token })
}

/// Reads the answer to [`super::calls::poll_login`]; nothing as long as the user has not granted. The answer comes once.
pub fn read_login_poll(reply: Reply, server: &Server) -> Result<Option<Granted>, CallFault> {
    let json = match answer::text(reply) {
        Err(CallFault::NotFound) => return Ok(None),
        other => SecretText::new(other?),
    };
    let members = Members::parse(json.expose()).ok_or(CallFault::Unreadable)?;
    let user = members.text("loginName", MAX_LEN).filter(|user| !user.is_empty());
    let password = members.secret("appPassword", MAX_LEN).filter(|password| !password.is_empty());
    let (user, password) = user.zip(password).ok_or(CallFault::Unreadable)?;
    let named = members.text("server", MAX_ADDRESS_LEN).ok_or(CallFault::Unreadable)?;
    let named = read_address(&named).map_err(|_| CallFault::Unreadable)?;
    if !server.covers(named.base()) {
        return Err(CallFault::Elsewhere);
    }
    Ok(Some(Granted { server: named, login: Login { user, password } }))
}

/// Reads the answer to [`super::calls::version`]: Passman's, such as `2.4.9`.
pub fn read_version(reply: Reply) -> Result<String, CallFault> {
    let json = match answer::text(reply) {
        Err(CallFault::NotFound) => return Err(CallFault::NoPassman),
        other => other?,
    };
    let members = Members::parse(&json).ok_or(CallFault::Unreadable)?;
    members.text("version", MAX_LEN).ok_or(CallFault::Unreadable)
}
