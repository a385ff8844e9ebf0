//! What a large vault of a Nextcloud costs: until its items are listed, until all are opened, and searching meanwhile.

use std::time::Duration;

use anyhow::{Context, Result};
use nearkey_servers::passman::SAMPLE_VAULT;

use crate::nextcloud::{Nextcloud, wait_synced};
use crate::view::Kind;
use crate::wait::until_in;

/// Opening thousands of items takes long, and two shared cores can be slow.
const LONG: Duration = Duration::from_mins(5);
/// What is typed into the search field.
const TEXTS: [&str; 8] = ["c", "co", "cop", "copy", "copy 4", "copy 42", "harbour", ""];

/// Times in milliseconds.
#[derive(Debug, Default)]
pub struct Times {
    /// From the moment when the server had the question for the vault to that when its whole answer was read here: the next
    /// call comes then.
    pub answered: f64,
    /// From there to the list in the popup.
    pub listed: f64,
    /// From the list to the last user name and address.
    pub opened: f64,
    /// From a key in the search field to the list that answers it, while items are being opened.
    pub searches: Vec<f64>,
    /// The same when all are opened.
    pub later: Vec<f64>,
}

/// Notes when the popup's list is there and when all of it is opened, as Unix time.
const WATCH: &str = "window.times = {};
    const view = document.querySelector('nk-popup');
    const look = () => {
      const { total, accounts: [{ sync }] } = view.screen;
      if (total >= given[0]) window.times.listed ??= performance.timeOrigin + performance.now();
      if (window.times.listed && sync.type === 'opening') window.times.opening ??= true;
      if (window.times.opening && sync.type === 'idle') window.times.opened ??= performance.timeOrigin + performance.now();
      if (!window.times.opened) setTimeout(look);
    };
    look()";
/// Types one text after the other; gives the times, and whether items were still being opened.
const TYPE: &str = "const view = document.querySelector('nk-popup');
    const field = document.querySelector('[type=search]');
    const times = [];
    for (const text of given[0]) {
      const start = performance.now();
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      while (view.screen.search !== text) await new Promise((passed) => setTimeout(passed));
      await view.updateComplete;
      times.push(performance.now() - start);
    }
    return [times, view.screen.accounts[0].sync.type]";

/// Connects the sample vault, fills it up to so many items, and has them fetched.
pub async fn measure(count: usize) -> Result<Times> {
    let cloud = Nextcloud::connected().await?;
    cloud.world.visit("plain").await?;
    let popup = cloud.world.browser.open_view(Kind::Popup).await?;
    wait_synced(&popup).await?;
    cloud.server.fill_vault(SAMPLE_VAULT, count)?;
    cloud.server.forget_log();
    // Some are not shown: hidden, or in the bin.
    popup.on.run(WATCH, vec![(count - 10).into()]).await?;
    popup.on.click(".syncs button").await?;
    let listed = until_in(LONG, "the list", async || {
        Ok(popup.on.run("return window.times.listed ?? null", Vec::new()).await?.as_f64())
    })
    .await?;
    let mut times = Times::default();
    for _ in 0..3 {
        let typed = popup.on.run(TYPE, vec![TEXTS.to_vec().into()]).await?;
        let all: Vec<f64> = serde_json::from_value(typed[0].clone())?;
        if typed[1] == "opening" {
            times.searches.extend(all);
        }
    }
    let opened = until_in(LONG, "everything opened", async || {
        Ok(popup.on.run("return window.times.opened ?? null", Vec::new()).await?.as_f64())
    })
    .await?;
    let typed = popup.on.run(TYPE, vec![TEXTS.to_vec().into()]).await?;
    times.later = serde_json::from_value(typed[0].clone())?;
    let log = cloud.server.log();
    let at = |path: &str| {
        let call = log.iter().find(|entry| entry.method == "GET" && entry.path().contains(path));
        #[allow(clippy::cast_precision_loss)]
        call.map(|call| call.at as f64).with_context(|| format!("nobody asked for {path}"))
    };
    let (asked, answered) = (at("/api/v2/vaults/")?, at("/sharing/vault/")?);
    (times.answered, times.listed, times.opened) = (answered - asked, listed - answered, opened - listed);
    Ok(times)
}
