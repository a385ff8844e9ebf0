//! Login Flow v2: an app password that the user grants in the browser (docs/passman.md §1).

use super::accounts::random_text;

/// Seconds that a user may take to grant.
const LIFETIME: u64 = 20 * 60;

/// One login under way.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// What the client polls with.
    pub(super) poll_token: String,
    /// What is in the address of the page.
    pub(super) login_token: String,
    /// What the page's form carries, so that no other page can press the button.
    pub(super) state_token: String,
    /// The client by its `User-Agent`.
    pub(super) client: String,
    since: u64,
    granted: Option<Granted>,
}

/// What the client gets, once.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    pub(super) user: String,
    pub(super) app_password: String,
}

/// All logins under way.
#[derive(Debug, Default)]
pub(super) struct Flows(Vec<Flow>);

impl Flows {
    /// Begins one; `now` in seconds.
    pub(super) fn begin(&mut self, client: &str, now: u64) -> Flow {
        let flow = Flow {
            poll_token: random_text(128),
            login_token: random_text(128),
            state_token: random_text(64),
            client: client.to_owned(),
            since: now,
            granted: None,
        };
        self.0.push(flow.clone());
        flow
    }

    fn forget_old(&mut self, now: u64) {
        self.0.retain(|flow| now.saturating_sub(flow.since) <= LIFETIME);
    }

    /// The login that waits for its user under this address.
    pub(super) fn waiting(&mut self, login_token: &str, now: u64) -> Option<Flow> {
        self.forget_old(now);
        self.0.iter().find(|flow| flow.login_token == login_token && flow.granted.is_none()).cloned()
    }

    /// The newest one that waits.
    pub(super) fn newest(&mut self, now: u64) -> Option<Flow> {
        self.forget_old(now);
        self.0.iter().rev().find(|flow| flow.granted.is_none()).cloned()
    }

    pub(super) fn grant(&mut self, login_token: &str, granted: Granted) {
        if let Some(flow) = self.0.iter_mut().find(|flow| flow.login_token == login_token) {
            flow.granted = Some(granted);
        }
    }

    /// The result, which is then gone.
    pub(super) fn poll(&mut self, poll_token: &str, now: u64) -> Option<Granted> {
        self.forget_old(now);
        let at = self.0.iter().position(|flow| flow.poll_token == poll_token && flow.granted.is_some())?;
        self.0.remove(at).granted
    }
}
