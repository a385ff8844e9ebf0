//! Lanes: phones in chaos mode with their clients, side by side.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nearkey_servers::phone::chaos::Dice;
use nearkey_servers::{FaultOrder, Phone, PhoneConfig};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::ask;
use crate::client::{Client, Manner};
use crate::ledger::Ledger;
use crate::link;
use crate::post::Poster;
use crate::tally::Tally;

/// Entries of a phone's log that are kept.
const LOG_LIMIT: usize = 32;
/// Pause before the books are closed: what aborted polls left behind is decided by then.
const SETTLE: Duration = Duration::from_secs(1);
/// How long phones compute for a request, from new to old. RSA in a phone's key store can take a second or more.
const WORK_MS: [u64; 4] = [100, 500, 1_000, 1_500];
/// Lanes that may link at a time: checking a phone's key is hard work, and linking has its own time limit.
const LINKING: usize = 2;
/// What a person needs to see that a request failed, and to ask again.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// From how many requests on some have a user who waits up to the hard stop, five minutes.
const LONG_SOAK: usize = 500;

/// A soak to be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many requests, all lanes together.
    pub requests: usize,
    /// Seed of what is asked and of the chaos of each phone.
    pub seed: u64,
    /// Phones, each with one client.
    pub lanes: usize,
    /// How the clients go about it.
    pub manner: Manner,
    /// No request begins later than so long after the start.
    pub limit: Option<Duration>,
    /// What every phone suffers besides its chaos.
    pub trouble: Option<FaultOrder>,
}

/// Why a soak did not run.
#[derive(Debug)]
pub enum SoakError {
    /// A port or a client could not be had.
    Start(String),
    /// The client of this lane could not be linked.
    NotLinked(usize),
    /// A lane broke off.
    Lane(String),
}

impl std::fmt::Display for SoakError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start(why) => write!(f, "cannot start: {why}"),
            Self::NotLinked(lane) => write!(f, "client {lane} could not be linked"),
            Self::Lane(why) => write!(f, "a lane broke off: {why}"),
        }
    }
}

impl std::error::Error for SoakError {}

/// Runs it. The requests are handed out to whichever lane is free; what a request asks depends on its number, what its
/// lane suffers on the lane's phone. `progress` counts the requests that ended.
pub async fn soak(plan: Plan, progress: Arc<AtomicUsize>) -> Result<Tally, SoakError> {
    let common = Arc::new(Common {
        next: AtomicUsize::new(0),
        progress,
        until: plan.limit.map(|limit| Instant::now() + limit),
        linking: Semaphore::new(LINKING),
    });
    let mut lanes = JoinSet::new();
    for number in 0..plan.lanes.min(plan.requests) {
        lanes.spawn(lane(plan.clone(), number, Arc::clone(&common)));
    }
    let mut tally = Tally::default();
    while let Some(lane) = lanes.join_next().await {
        tally.add(lane.map_err(|error| SoakError::Lane(error.to_string()))??);
    }
    Ok(tally)
}

/// What all lanes share.
struct Common {
    /// The number of the next request.
    next: AtomicUsize,
    /// Requests that ended.
    progress: Arc<AtomicUsize>,
    /// No request begins later.
    until: Option<Instant>,
    /// Lanes that may link at a time.
    linking: Semaphore,
}

impl Common {
    /// The number of the next request; nothing when it is enough.
    fn next(&self, requests: usize) -> Option<usize> {
        let late = self.until.is_some_and(|until| Instant::now() > until);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < requests && !late).then_some(number)
    }
}

async fn lane(plan: Plan, number: usize, common: Arc<Common>) -> Result<Tally, SoakError> {
    let credentials = ask::vault(number);
    let work_ms = WORK_MS.get(number % WORK_MS.len()).copied().unwrap_or_default();
    let config = PhoneConfig {
        credentials,
        work_time: Duration::from_millis(work_ms),
        log_limit: Some(LOG_LIMIT),
        ..PhoneConfig::default()
    };
    let phone = Phone::start(config).await.map_err(|error| SoakError::Start(error.to_string()))?;
    let poster = Poster::new().map_err(|error| SoakError::Start(error.to_string()))?;
    let turn = common.linking.acquire().await;
    let link = link::make(&phone, &poster, number).await.ok_or(SoakError::NotLinked(number))?;
    drop(turn);
    let mut client = Client::new(plan.manner, link, poster);
    let id = client.id().to_owned();
    let mut ledger = Ledger::default();
    let lane = u64::try_from(number).unwrap_or_default();
    phone.chaos(Some(plan.seed.wrapping_mul(1_000_003).wrapping_add(lane)));
    if let Some(trouble) = plan.trouble {
        phone.fault(trouble);
    }
    while let Some(turn) = common.next(plan.requests) {
        let mut dice =
            Dice::new(plan.seed ^ u64::try_from(turn).unwrap_or_default().wrapping_mul(0x9e37_79b9));
        dice.roll();
        // In the first half only: at the end nobody else would be running any more.
        let patient = plan.requests >= LONG_SOAK && turn < plan.requests / 2 && dice.below(8) == 0;
        let Some(command) = ask::random(number, &mut dice) else { continue };
        let finished = client.ask(command, patient).await;
        match ledger.finished(&phone, &id, finished) {
            Some(took) => client.keep(took.body, took.answer),
            None => sleep(AFTER_FAILURE).await,
        }
        common.progress.fetch_add(1, Ordering::Relaxed);
    }
    sleep(SETTLE).await;
    phone.chaos(None);
    Ok(ledger.close(&phone))
}
