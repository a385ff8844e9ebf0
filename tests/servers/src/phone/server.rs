//! The protocol port: listens as the phone does, one request after the other, with the ordered faults.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::config::PhoneConfig;
use super::fault::{self, Fault, FaultOrder};
use super::http::{self, Received};
use super::log::LogEntry;
use super::saved;
use super::state::{Answer, Outcome, PhoneState, Post};

/// What `GET /` says.
const GREETING: &str =
    "<html><body>This is the built-in test phone, behaving like ANOTHERpass.</body></html>";

/// Pause before the port is tried again, should something else hold it.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// What the listener should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Up,
    /// No new connections; the open ones are served.
    Down,
    /// No new connections, and the open ones are cut.
    Cut,
}

/// All that listener, control interface and library handle have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: PhoneConfig,
    pub(super) address: SocketAddr,
    state: Mutex<PhoneState>,
    log: Mutex<Vec<LogEntry>>,
    faults: Mutex<VecDeque<FaultOrder>>,
    keys_made: Mutex<usize>,
    /// Counts changes, for those who wait for one.
    pub(super) changed: watch::Sender<u64>,
    pub(super) wanted: watch::Sender<Wanted>,
    pub(super) listening: watch::Sender<bool>,
    /// The phone serves one request at a time.
    turn: tokio::sync::Mutex<()>,
}

/// Unix time in milliseconds.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(super) fn new(config: PhoneConfig, address: SocketAddr) -> io::Result<Self> {
        let mut state = PhoneState::new(&config);
        if let Some(file) = &config.state_file {
            saved::load(file, &mut state)?;
        }
        Ok(Self {
            config,
            address,
            state: Mutex::new(state),
            log: Mutex::default(),
            faults: Mutex::default(),
            keys_made: Mutex::new(0),
            changed: watch::Sender::new(0),
            wanted: watch::Sender::new(Wanted::Up),
            listening: watch::Sender::new(false),
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// Reads or changes the app's state; whoever waits for a change is told, and the file is kept up to date.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut PhoneState) -> T) -> T {
        let mut state = lock(&self.state);
        state.tick(now());
        let result = work(&mut state);
        if let Some(file) = &self.config.state_file {
            saved::save(file, &state);
        }
        drop(state);
        self.touch();
        result
    }

    /// Looks at the app's state.
    pub(super) fn look<T>(&self, work: impl FnOnce(&PhoneState) -> T) -> T {
        let mut state = lock(&self.state);
        state.tick(now());
        work(&state)
    }

    pub(super) fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    pub(super) fn log(&self) -> Vec<LogEntry> {
        lock(&self.log).clone()
    }

    pub(super) fn order_fault(&self, order: FaultOrder) {
        lock(&self.faults).push_back(order);
        self.touch();
    }

    pub(super) fn clear_faults(&self) {
        lock(&self.faults).clear();
        self.touch();
    }

    pub(super) fn faults(&self) -> Vec<FaultOrder> {
        lock(&self.faults).iter().cloned().collect()
    }

    /// The fault for this POST: before the phone decides without, afterwards with its status. Orders without `when`
    /// keep their sequence; one with `when` waits aside for its status.
    fn take_fault(&self, answer: Option<u16>) -> Option<Fault> {
        let mut faults = lock(&self.faults);
        let next = faults.iter().position(|order| order.when.is_none());
        let next = next
            .filter(|at| faults.get(*at).is_some_and(|order| order.fault.needs_answer() == answer.is_some()));
        let fitting = answer.and_then(|status| faults.iter().position(|order| order.when == Some(status)));
        let at = fitting.into_iter().chain(next).min()?;
        let order = faults.get_mut(at)?;
        let fault = order.fault.clone();
        if let Some(times) = &mut order.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(at);
            }
        }
        Some(fault)
    }

    /// A new phone at the same address.
    pub(super) async fn start_over(&self) {
        self.with(|state| state.reset(self.config.credentials.clone()));
        self.clear_faults();
        lock(&self.log).clear();
        self.set_listening(Wanted::Up).await;
    }

    /// Sets the listener and waits until it is so.
    pub(super) async fn set_listening(&self, wanted: Wanted) {
        let mut listening = self.listening.subscribe();
        self.wanted.send_replace(wanted);
        let _ = listening.wait_for(|up| *up == (wanted == Wanted::Up)).await;
        self.touch();
    }
}

/// Listens while it is wanted, always at the same address.
pub(super) async fn run(shared: Arc<Shared>, first: TcpListener) {
    let mut wanted = shared.wanted.subscribe();
    let mut open = JoinSet::new();
    let mut listener = Some(first);
    loop {
        if listener.is_none() {
            if let Ok(bound) = TcpListener::bind(shared.address).await {
                listener = Some(bound);
            } else {
                sleep(REBIND_PAUSE).await;
                continue;
            }
        }
        if let Some(listener) = &listener {
            shared.listening.send_replace(true);
            accept(&shared, listener, &mut open, &mut wanted).await;
        }
        listener = None;
        if *wanted.borrow() == Wanted::Cut {
            open.shutdown().await;
        }
        shared.listening.send_replace(false);
        if wanted.wait_for(|wanted| *wanted == Wanted::Up).await.is_err() {
            return;
        }
    }
}

async fn accept(
    shared: &Arc<Shared>,
    listener: &TcpListener,
    open: &mut JoinSet<()>,
    wanted: &mut watch::Receiver<Wanted>,
) {
    loop {
        tokio::select! {
            _ = wanted.wait_for(|wanted| *wanted != Wanted::Up) => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let shared = Arc::clone(shared);
                    open.spawn(async move { let _ = serve(&shared, stream).await; });
                }
                while open.try_join_next().is_some() {}
            }
        }
    }
}

async fn serve(shared: &Arc<Shared>, mut stream: TcpStream) -> io::Result<()> {
    let Some(received) = http::read(&mut stream).await? else { return Ok(()) };
    let _turn = shared.turn.lock().await;
    let mut entry = LogEntry::of(&received, now());
    let cors = ("Access-Control-Allow-Origin", "*");
    match received.method.as_str() {
        "POST" if received.target == "/" => return post(shared, stream, received, entry).await,
        "OPTIONS" => {
            let headers = [cors, ("Access-Control-Allow-Headers", "X-WebClientId,Content-Type")];
            entry.status = 200;
            stream.write_all(&http::head(200, &headers, Some(0))).await?;
        }
        "GET" => {
            let key = received.target.trim_start_matches('/').to_owned();
            let (status, kind, body) = if key.is_empty() {
                (200, "text/html", GREETING.to_owned())
            } else {
                match shared.with(|state| state.download(&key)) {
                    Some(backup) => (200, "application/json", backup),
                    None => (404, "text/plain", String::new()),
                }
            };
            entry.status = status;
            let head = http::head(status, &[cors, ("Content-Type", kind)], Some(body.len()));
            stream.write_all(&head).await?;
            stream.write_all(body.as_bytes()).await?;
        }
        _ => {
            let answer = Answer::error(404, "Not found");
            entry.status = fault::send(&mut stream, &answer, None).await?;
        }
    }
    entry.meant = entry.status;
    note(shared, entry);
    http::close(&mut stream).await;
    Ok(())
}

async fn post(
    shared: &Arc<Shared>,
    mut stream: TcpStream,
    received: Received,
    mut entry: LogEntry,
) -> io::Result<()> {
    sleep(shared.config.work_time).await;
    let mut trouble = shared.take_fault(None);
    let mut shut_down = false;
    let client = received.header("x-webclientid").map(ToOwned::to_owned);
    let mut answer = Answer { status: 0, body: String::new() };
    if trouble.is_none() {
        let outcome = decide(shared, received).await?;
        shut_down = outcome.shut_down;
        answer = outcome.answer;
        entry.read(outcome.seen);
        entry.meant = answer.status;
        trouble = shared.take_fault(Some(answer.status));
    }
    if let Some(fault) = &trouble {
        entry.fault = Some(fault.name());
        if let Some(forged) = forge(shared, fault, client.as_deref()) {
            answer = forged;
        }
    }
    // In the log before the answer is out: a test that has the answer finds the entry.
    entry.status = match &trouble {
        Some(Fault::DropBefore | Fault::DropAfter) => 0,
        Some(Fault::Oversized { .. } | Fault::Endless) => 200,
        Some(Fault::Redirect { status, .. }) => *status,
        _ => answer.status,
    };
    note(shared, entry);
    if shut_down {
        shared.set_listening(Wanted::Down).await;
    }
    fault::send(&mut stream, &answer, trouble.as_ref()).await?;
    if !matches!(trouble, Some(Fault::DropBefore | Fault::DropAfter)) {
        http::close(&mut stream).await;
    }
    Ok(())
}

/// Lets the app decide, away from the threads that serve sockets: RSA takes its time.
async fn decide(shared: &Arc<Shared>, received: Received) -> io::Result<Outcome> {
    let client = received.header("x-webclientid").unwrap_or_default();
    if shared.look(|state| state.needs_key_for(client)) {
        sleep(shared.config.link_time).await;
    }
    let shared = Arc::clone(shared);
    let decided = tokio::task::spawn_blocking(move || {
        let client = received.header("x-webclientid");
        if shared.look(|state| state.needs_key_for(client.unwrap_or_default())) {
            let number = {
                let mut made = lock(&shared.keys_made);
                *made += 1;
                *made - 1
            };
            if let Ok(key) = shared.config.keys.make(number) {
                lock(&shared.state).prepare_key(key);
            }
        }
        shared.with(|state| state.post(&Post { client, body: &received.body }, now()))
    });
    decided.await.map_err(io::Error::other)
}

/// The answer that takes the place of the genuine one.
fn forge(shared: &Shared, fault: &Fault, client: Option<&str>) -> Option<Answer> {
    match fault {
        Fault::Status { status, body } => Some(Answer { status: *status, body: body.clone() }),
        Fault::Garbage => Some(fault::garbage()),
        Fault::WrongKey => {
            shared.look(|state| state.wrong_key_answer(client?)).or_else(|| Some(fault::garbage()))
        }
        Fault::Replay { which } => {
            let body = shared.look(|state| state.recorded_answer(*which));
            Some(body.map_or_else(fault::garbage, |body| Answer { status: 200, body }))
        }
        _ => None,
    }
}

fn note(shared: &Shared, mut entry: LogEntry) {
    let mut log = lock(&shared.log);
    entry.number = log.last().map_or(0, |last| last.number + 1);
    log.push(entry);
    drop(log);
    shared.touch();
}
