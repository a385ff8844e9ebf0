//! What the script that stays costs a page that changes: processor time of the page's main thread, with it and without.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::cost::{Size, build};
use crate::InPage;
use crate::cdp::Session;

/// A login, and nodes that come and go: so many, so often, for so long.
const CHANGE: &str = "const [nodes, pause, spell] = given;
    const made = Array.from({ length: nodes }, (_, at) => {
      const node = document.createElement('p');
      node.textContent = `node ${at}`;
      return node;
    });
    const end = performance.now() + spell;
    let rounds = 0;
    while (performance.now() < end) {
      const there = made[0].isConnected;
      if (there) for (const node of made) node.remove();
      else document.body.append(...made);
      rounds++;
      await new Promise((done) => setTimeout(done, pause));
    }
    for (const node of made) node.remove();
    return rounds";
const LOGIN: &str =
    "document.body.insertAdjacentHTML('afterbegin', `<form><input name=user autocomplete=username>
    <input name=secret type=password><button>Log in</button></form>`)";

/// How a page changes.
#[derive(Clone, Copy)]
pub struct Change {
    /// Nodes that come, or go, at once.
    pub nodes: u32,
    /// Milliseconds between two times.
    pub pause_ms: u32,
    /// Milliseconds for which it goes on.
    pub spell_ms: u32,
    /// The page has a login.
    pub login: bool,
}

/// Processor time of the main thread for one change of the page, in milliseconds; times are not alike on a busy machine, so
/// it is for one round.
pub async fn per_round(pages: &InPage, change: Change, stays: bool) -> Result<f64> {
    pages.tab.reload().await?;
    build(&pages.tab, Size(10_000, 0, 0)).await?;
    if change.login {
        pages.tab.run(LOGIN, Vec::new()).await?;
        pages.wait_for("marks", 2).await?;
    } else {
        // Until the first look is over.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    if !stays {
        pages.in_content_world("globalThis.__nearkeyWatch.stop(); return 0").await?;
    }
    let cdp = pages.world.browser.chromium()?.cdp();
    let session = cdp.attach(&pages.tab.target()).await?;
    cdp.call_in(&session, "Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
    let before = busy_ms(pages, &session).await?;
    let given = vec![json!(change.nodes), json!(change.pause_ms), json!(change.spell_ms)];
    let rounds = pages.tab.run(CHANGE, given).await?.as_f64().context("no rounds")?;
    // What was put off is part of it.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let busy = busy_ms(pages, &session).await? - before;
    cdp.detach(&session).await?;
    Ok(busy / rounds.max(1.0))
}

async fn busy_ms(pages: &InPage, session: &Session) -> Result<f64> {
    let cdp = pages.world.browser.chromium()?.cdp();
    let answer = cdp.call_in(session, "Performance.getMetrics", json!({})).await?;
    let all = answer["metrics"].as_array().context("no metrics")?;
    let task = |metric: &&Value| metric["name"] == "TaskDuration";
    Ok(all.iter().find(task).and_then(|metric| metric["value"].as_f64()).context("no task time")? * 1_000.0)
}
