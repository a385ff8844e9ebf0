//! The built-in phone in the hands of a test.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::conduct;
use super::config::PhoneConfig;
use super::credential::Credential;
use super::fault::FaultOrder;
use super::handed::Handed;
use super::log::LogEntry;
use super::other_device::OtherDevice;
use super::request::{Choice, Prompt};
use super::screen::Screen;
use super::server;
use super::shared::{Counts, Happening, Shared, Wanted};
use super::state::{Auto, PhoneState, Refusal};
use super::{control, linking::LinkingView};

/// Why the phone did not get there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// It did not happen in the given time.
    #[error("the phone waited in vain")]
    TimedOut,
}

/// A running phone. Dropping it closes both ports and all connections.
#[derive(Debug)]
pub struct Phone {
    shared: Arc<Shared>,
    control: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Phone {
    /// Starts a phone on loopback.
    pub async fn start(config: PhoneConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(config.address()).await?;
        let control_listener = TcpListener::bind(("127.0.0.1", config.control_port)).await?;
        let control = control_listener.local_addr()?;
        let shared = Arc::new(Shared::new(config, listener.local_addr()?)?);
        let screen = control::router(Arc::clone(&shared), control);
        let protocol = tokio::spawn(server::run(Arc::clone(&shared), listener));
        let screen = tokio::spawn(async move {
            let _ = axum::serve(control_listener, screen).await;
        });
        let conductor = tokio::spawn(conduct::run(Arc::clone(&shared)));
        let mut up = shared.listening.subscribe();
        let _ = up.wait_for(|up| *up).await;
        Ok(Self { shared, control, tasks: vec![protocol, screen, conductor] })
    }

    /// Where the protocol is spoken.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Where screen page and control interface are, without a slash at the end.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// What the phone shows.
    pub fn screen(&self) -> Screen {
        self.shared.look(PhoneState::screen)
    }

    /// True while the protocol port is open.
    pub fn is_listening(&self) -> bool {
        *self.shared.listening.borrow()
    }

    /// The user scans the code with this text.
    pub fn scan(&self, qr: &str) -> Result<(), Refusal> {
        self.shared.with(|state| state.scan(qr))
    }

    /// The user leaves the linking screen without a decision.
    pub fn leave_linking_screen(&self) {
        self.shared.with(PhoneState::leave_linking_screen);
    }

    /// The letters are the same.
    pub fn accept_link(&self) -> Result<(), Refusal> {
        self.shared.with(PhoneState::accept_link)
    }

    /// The letters differ.
    pub fn refuse_link(&self) -> Result<(), Refusal> {
        self.shared.with(PhoneState::refuse_link)
    }

    /// The user accepts the request, or chooses after having accepted.
    pub fn accept(&self, choice: Choice) -> Result<(), Refusal> {
        self.shared.accept(choice)
    }

    /// The user denies the request.
    pub fn deny(&self) -> Result<(), Refusal> {
        self.shared.with(PhoneState::deny)
    }

    /// Ends the session: the next POST gets 401 and closes the port.
    pub fn lock(&self) {
        self.shared.with(PhoneState::lock);
    }

    /// The user opens and unlocks the app; the port is open again.
    pub async fn unlock(&self) {
        self.shared.with(PhoneState::unlock);
        self.shared.set_listening(Wanted::Up).await;
    }

    /// Another app is in front.
    pub fn background(&self) {
        self.shared.with(|state| state.set_in_front(false));
    }

    /// The app is in front again.
    pub fn foreground(&self) {
        self.shared.with(|state| state.set_in_front(true));
    }

    /// The vault's entries, with passwords.
    pub fn credentials(&self) -> Vec<Credential> {
        self.shared.look(|state| state.credentials().to_vec())
    }

    /// Replaces the vault's entries.
    pub fn set_credentials(&self, credentials: Vec<Credential>) {
        self.shared.with(|state| state.set_credentials(credentials));
    }

    /// Adds an entry, or replaces the one with the same uid or title.
    pub fn put_credential(&self, credential: Credential) {
        self.shared.with(|state| state.put_credential(credential));
    }

    /// "Allow all future requests" for a client.
    pub fn allow_all(&self, client: &str, on: bool) -> Result<(), Refusal> {
        self.shared.with(|state| state.allow_all(client, on))
    }

    /// The key that opens a client's cache.
    pub fn client_key(&self, client: &str) -> [u8; 32] {
        self.shared.look(|state| state.client_key(client))
    }

    /// Blocks a client.
    pub fn block(&self, client: &str, on: bool) -> Result<(), Refusal> {
        self.shared.with(|state| state.block(client, on))
    }

    /// Deletes a link.
    pub fn delete_link(&self, client: &str) -> Result<(), Refusal> {
        self.shared.with(|state| state.delete_link(client))
    }

    /// The automatic of demos and benchmarks.
    pub fn auto(&self, auto: Auto) {
        self.shared.with(|state| state.set_auto(auto));
    }

    /// Queues a fault.
    pub fn fault(&self, order: FaultOrder) {
        self.shared.order_fault(order);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// Chaos mode with this seed, or its end: then user and mishaps stop, and the phone is put right.
    pub fn chaos(&self, seed: Option<u64>) {
        self.shared.set_chaos(seed);
    }

    /// What happened in chaos mode, from the entry with this number on.
    pub fn happenings(&self, from: usize) -> Vec<Happening> {
        self.shared.happenings(from)
    }

    /// Another device gets the phone's address, or gives it back.
    pub fn other_device(&self, device: Option<OtherDevice>) {
        self.shared.set_other_device(device);
    }

    /// Another linked client asks: everyone else is told 409.
    pub fn occupy(&self) -> Result<(), Refusal> {
        self.shared.occupy()
    }

    /// The other client has what it asked for.
    pub fn release(&self) {
        self.shared.with(PhoneState::release);
    }

    /// The phone's clock jumps.
    pub fn jump_clock(&self, by_ms: i64) {
        self.shared.jump_clock(by_ms);
    }

    /// Everything that was handed out, oldest first.
    pub fn handed(&self) -> Vec<Handed> {
        self.shared.look(|state| state.handed().to_vec())
    }

    /// What was handed out to the POST whose body has this SHA-256.
    pub fn handed_to(&self, poll: &[u8; 32]) -> Option<Handed> {
        self.shared.look(|state| state.handed().iter().rev().find(|handed| handed.poll == *poll).cloned())
    }

    /// When the user last said yes to the request with this identifier (standard base64).
    pub fn yes_at(&self, request: &str) -> Option<Instant> {
        self.shared.yes_at(request)
    }

    /// What the phone did in its life.
    pub fn counts(&self) -> Counts {
        self.shared.counts()
    }

    /// The backup that was offered last, as it was handed out.
    pub fn backup(&self) -> Option<String> {
        self.shared.look(|state| state.backup().map(ToOwned::to_owned))
    }

    /// Closes the port and cuts the open connections: the phone is gone.
    pub async fn stop(&self) {
        self.shared.set_listening(Wanted::Cut).await;
    }

    /// The phone is there again, at the same address.
    pub async fn start_listening(&self) {
        self.shared.set_listening(Wanted::Up).await;
    }

    /// A new phone at the same address: no links, the configured credentials, no faults, an empty log.
    pub async fn reset(&self) {
        self.shared.start_over().await;
    }

    /// Every protocol request so far.
    pub fn log(&self) -> Vec<LogEntry> {
        self.shared.log()
    }

    /// Waits for a request that the user has not accepted yet.
    pub async fn wait_for_request(&self, patience: Duration) -> Result<Prompt, PhoneError> {
        self.wait(patience, |screen| screen.prompt.filter(|prompt| !prompt.accepted)).await
    }

    /// Waits until there is a link fingerprint to compare.
    pub async fn wait_for_link(&self, patience: Duration) -> Result<String, PhoneError> {
        let letters = |linking: LinkingView| linking.fingerprint;
        self.wait(patience, move |screen| screen.linking.and_then(letters)).await
    }

    async fn wait<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(Screen) -> Option<T>,
    ) -> Result<T, PhoneError> {
        let mut changed = self.shared.changed.subscribe();
        timeout(patience, async {
            loop {
                if let Some(found) = look(self.screen()) {
                    return found;
                }
                let _ = changed.changed().await;
            }
        })
        .await
        .map_err(|_| PhoneError::TimedOut)
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
