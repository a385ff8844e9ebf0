//! Waiting for something to become true. Nothing else waits here: no pause stands for "it will be done by then".

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// How long a thing may take that normally takes no time at all: two shared cores can be slow.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is something to see.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    until_in(PATIENCE, what, look).await
}

/// The same, with its own patience.
pub async fn until_in<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if start.elapsed() > patience {
            bail!("waited in vain for: {what}");
        }
        sleep(PAUSE).await;
    }
}
