//! `cargo xtask bench`, the browser's part: sizes and times of the whole extension, as a table.
//!
//! Everything runs on this machine with the built-in phone; nothing here passes or fails.

// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use nearkey_e2e::forms::cost::{self, Size};
use nearkey_e2e::forms::storm::{self, Change};
use nearkey_e2e::many::{self, Times};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, InPage, Settings, Tab, World, extension_dir, page, root, until};
use serde_json::{Value, json};

/// How often each time is taken.
const ROUNDS: u32 = 20;
/// A storm takes seconds.
const STORMS: u32 = 3;
/// Fetching a large vault takes seconds, too.
const VAULTS: u32 = 3;
/// How many items it has.
const ITEMS: usize = 5_000;
/// Key generation takes seconds.
const KEY_ROUNDS: u32 = 5;
/// Longest pause between two polls: the person says yes at any moment of it.
const POLL_PAUSE: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> ExitCode {
    match bench().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn bench() -> Result<()> {
    if std::env::args().any(|arg| arg == "--storms") {
        return storms().await;
    }
    println!("{:<58} {:>8}  quartiles", "what", "median");
    if std::env::args().any(|arg| arg == "--vault") {
        return vault().await;
    }
    sizes()?;
    let folder = tempfile::tempdir()?;
    minimal(folder.path())?;
    let both = format!("{},{}", extension_dir()?.display(), folder.path().display());
    let settings = Settings { extension: Some(PathBuf::from(both)), ..Settings::default() };
    let world = World::start_with(&settings).await?;
    world.link().await?;
    if std::env::args().any(|arg| arg == "--looks") {
        looks(&world).await?;
        world.browser.quit().await?;
        return storms().await;
    }
    wake(&world).await?;
    fill(&world).await?;
    keys(&world).await?;
    lock(&world).await?;
    looks(&world).await?;
    world.browser.quit().await?;
    vault().await?;
    storms().await
}

/// A vault of five thousand items at a Nextcloud.
async fn vault() -> Result<()> {
    let mut all = Vec::new();
    for _ in 0..VAULTS {
        all.push(many::measure(ITEMS).await?);
    }
    let each = |of: fn(&Times) -> f64| all.iter().map(of).collect();
    tell(&format!("a vault of {ITEMS} items, from the question to its answer"), each(|times| times.answered));
    tell("  from the answer to the list", each(|times| times.listed));
    tell("  from the list to the last user name and address", each(|times| times.opened));
    let searches: Vec<f64> = all.iter().flat_map(|times| times.searches.clone()).collect();
    let worst = searches.iter().copied().fold(0.0, f64::max);
    tell("  a key in the search field meanwhile, to its list", searches);
    println!("{:<58} {worst:>5.0} ms", "    the slowest");
    tell("  the same afterwards", all.iter().flat_map(|times| times.later.clone()).collect());
    Ok(())
}

/// Median and quartiles of some times in milliseconds.
fn tell(what: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let at =
        |part: usize| times.get((times.len().saturating_sub(1) * part + 2) / 4).copied().unwrap_or(f64::NAN);
    println!("{what:<58} {:>5.0} ms  {:.0} to {:.0} ms  (n = {})", at(2), at(1), at(3), times.len());
    at(2)
}

fn sizes() -> Result<()> {
    for name in ["chromium", "dev-chromium"] {
        let Ok(bytes) = fs::read(root().join("dist").join(name).join("nearkey_bg.wasm")) else { continue };
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        let gzip = gzip.finish()?.len();
        println!(
            "{:<58} {:>8}  {gzip} with gzip (bytes)",
            format!("WebAssembly in dist/{name}"),
            bytes.len()
        );
        break;
    }
    Ok(())
}

/// An extension that answers on the same kind of port with as little as there can be.
fn minimal(folder: &Path) -> Result<()> {
    let manifest = json!({
        "manifest_version": 3, "name": "Minimal", "version": "1",
        "background": { "service_worker": "minimal.js", "type": "module" },
    });
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    let worker =
        "chrome.runtime.onConnect.addListener((port) => port.postMessage({ type: 'screen', screen: {} }));";
    fs::write(folder.join("minimal.js"), worker)?;
    Ok(fs::write(folder.join("page.html"), "<!doctype html><title>Minimal</title>")?)
}

/// One of the two extensions: a page of it, and the address of its worker.
struct Side {
    page: Tab,
    worker: String,
}

impl Side {
    /// Stops the worker, then joins it again from the page and gives the time until its first word.
    async fn wake(&self, world: &World) -> Result<f64> {
        let browser = world.browser.chromium()?;
        let worker = || {
            browser
                .target(|target| target["type"] == "service_worker" && target["url"] == self.worker.as_str())
        };
        if let Some(target) = worker().await? {
            browser.close_target(&target).await?;
        }
        let body = "const start = performance.now();
            const port = globalThis.connectBefore.call(chrome.runtime, { name: 'view' });
            await new Promise((done) => port.onMessage.addListener(done));
            const time = performance.now() - start;
            port.disconnect();
            return time";
        self.page.run(body, Vec::new()).await?.as_f64().context("no time")
    }
}

async fn side(world: &World, page: &str, worker: String) -> Result<Side> {
    let page = world.browser.open_window(page, 700, 500).await?;
    // The view's own port would wake the worker at once; from here on only the measurement does.
    let body = "globalThis.connectBefore = chrome.runtime.connect;
        chrome.runtime.connect = () => { throw new Error('not now'); };
        return chrome.runtime.connect === globalThis.connectBefore";
    anyhow::ensure!(page.run(body, Vec::new()).await? == false, "the view goes on joining");
    Ok(Side { page, worker })
}

async fn wake(world: &World) -> Result<()> {
    let worker = until("the minimal worker", async || {
        let targets = world.browser.chromium()?.cdp().targets().await?;
        let mut urls = targets.iter().filter_map(|target| target["url"].as_str());
        Ok(urls.find(|url| url.ends_with("/minimal.js")).map(ToOwned::to_owned))
    })
    .await?;
    let ours = Kind::Options.url();
    let home = ours.split("/options/").next().unwrap_or_default();
    let nearkey = side(world, &ours, format!("{home}/background.js")).await?;
    let bare = side(world, &worker.replace("minimal.js", "page.html"), worker.clone()).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let times = (nearkey.wake(world).await?, bare.wake(world).await?);
        // The first round fills the caches of both.
        if round > 0 {
            with.push(times.0);
            without.push(times.1);
        }
    }
    let with = tell("stopped worker, to the first screen: Nearkey", with);
    let without = tell("stopped worker, to the first message: no WebAssembly", without);
    println!("{:<58} {:>8.1}", "  ratio", with / without);
    nearkey.page.close().await?;
    bare.page.close().await
}

/// From the yes on the phone to the last `input` event of the page.
async fn fill(world: &World) -> Result<()> {
    let login = world.login("email", "password");
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let tab = world.visit("classic").await?;
        page::listen(&tab, &["input"]).await?;
        let popup = world.popup().await?;
        world.ask(&popup).await?;
        // A person decides at any moment between two polls; this spreads over all of them.
        tokio::time::sleep(POLL_PAUSE * round / ROUNDS).await;
        world.phone.accept(Choice::FirstMatch)?;
        page::wait_filled(&tab, &login.each_ref().map(|(name, value)| (*name, value.as_str()))).await?;
        let filled = page::heard(&tab).await?.iter().map(|(_, _, at)| *at).fold(f64::NAN, f64::max);
        let approved =
            world.phone.log().iter().filter_map(|entry| entry.approved_at).max().context("no yes")?;
        times.push(filled - milliseconds(approved));
        popup.on.close().await?;
    }
    tell("from the phone's yes to the filled form", times);
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn milliseconds(value: u64) -> f64 {
    value as f64
}

/// Two ports in one page of ours: one asks for keys (or waits as long), the other pings every 50 ms.
const KEYS: &str = "
    const joined = (hear) => { const port = chrome.runtime.connect({ name: 'view' }); port.onMessage.addListener(hear); return port; };
    let last = performance.now(), gap = 0, slowest = 0, step = '', changed = () => undefined;
    const sent = [];
    const pings = joined((message) => {
      if (message.type !== 'refused') return;
      const now = performance.now();
      gap = Math.max(gap, now - last);
      last = now;
      slowest = Math.max(slowest, now - sent.shift());
    });
    const link = joined(({ type, screen }) => { if (type === 'screen') { step = screen.step.type; changed(); } });
    const until = (wanted) => new Promise((done) => { changed = () => step === wanted && done(); changed(); });
    await until('start');
    const timer = setInterval(() => { sent.push(performance.now()); pings.postMessage(null); }, 50);
    const start = last = performance.now();
    let time;
    if (given[0] === null) {
      link.postMessage({ seq: 1, intent: { type: 'startLink' } });
      await until('code');
      time = performance.now() - start;
    } else {
      await new Promise((done) => setTimeout(done, given[0]));
    }
    clearInterval(timer);
    link.postMessage({ seq: 2, intent: { type: 'abandonLink' } });
    await until('start');
    pings.disconnect();
    link.disconnect();
    return [time ?? given[0], gap, slowest]";

async fn keys(world: &World) -> Result<()> {
    let view = world.browser.open_view(Kind::Link).await?;
    let (mut times, mut gaps, mut slowest, mut idle) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..KEY_ROUNDS {
        let [time, gap, slow] = numbers(view.on.run(KEYS, vec![Value::Null]).await?)?;
        times.push(time);
        gaps.push(gap);
        slowest.push(slow);
        let [_, gap, _] = numbers(view.on.run(KEYS, vec![json!(time)]).await?)?;
        idle.push(gap);
    }
    let longest = |times: &[f64]| times.iter().copied().fold(f64::NAN, f64::max);
    let (gap, slow, calm) = (longest(&gaps), longest(&slowest), longest(&idle));
    tell("4096-bit key pair, from the click to the code", times);
    println!(
        "{:<58} {gap:>5.0} ms  slowest answer {slow:.0} ms",
        "  longest gap of answers to pings every 50 ms meanwhile"
    );
    println!("{:<58} {calm:>5.0} ms", "  the same while nothing is made");
    Ok(())
}

/// From "Lock now" to a screen without items, and until no key is left in the session storage.
const LOCK: &str = "
    let shown = '', changed = () => undefined;
    const port = chrome.runtime.connect({ name: 'view' });
    port.onMessage.addListener(({ type, screen }) => { if (type === 'screen') { shown = screen.state; changed(); } });
    const until = (wanted) => new Promise((done) => { changed = () => shown === wanted && done(); changed(); });
    await until('open');
    const start = performance.now();
    port.postMessage({ seq: 1, intent: { type: 'lock' } });
    await until('locked');
    const locked = performance.now() - start;
    while ('secrets' in await chrome.storage.session.get(null));
    const gone = performance.now() - start;
    port.disconnect();
    return [locked, gone, 0]";

async fn lock(world: &World) -> Result<()> {
    world.visit("classic").await?;
    let popup = world.keep_all().await?;
    let (mut shown, mut gone) = (Vec::new(), Vec::new());
    for round in 0..=KEY_ROUNDS {
        let [locked, empty, _] = numbers(popup.on.run(LOCK, Vec::new()).await?)?;
        // The first round reads code that was not needed before.
        if round > 0 {
            shown.push(locked);
            gone.push(empty);
        }
        popup.press("Unlock with phone").await?;
        world.prompt(&popup).await?;
        world.phone.accept(Choice::Accept)?;
        popup
            .wait("the open cache", |screen| screen["state"] == "open" && screen["request"].is_null())
            .await?;
    }
    tell("lock now, to a screen without items", shown);
    tell("lock now, to a session storage without keys", gone);
    Ok(())
}

fn numbers(value: Value) -> Result<[f64; 3]> {
    serde_json::from_value(value).context("no times")
}

/// Looking at pages, beside an empty content script.
async fn looks(world: &World) -> Result<()> {
    let tab = world.visit("plain").await?;
    let popup = world.popup().await?;
    for (what, size) in [
        ("10 000 nodes, 500 fields", Size(10_000, 500, 0)),
        ("10 000 nodes, no field", Size(10_000, 0, 0)),
        ("5 000 fields", Size(15_000, 5_000, 0)),
        ("200 shadow trees in each other", Size(1_000, 10, 200)),
    ] {
        cost::build(&tab, size).await?;
        let (mut times, mut worst, mut empty, mut pieces) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            empty.push(cost::measure(world, &tab, &popup, false).await?.worst);
            let look = cost::measure(world, &tab, &popup, true).await?;
            times.push(look.look_ms);
            worst.push(look.worst);
            pieces.push(look.piece);
        }
        tell(&format!("look at a page: {what}"), times);
        longest("  longest time without a turn for the page: this extension", worst);
        longest("  longest time without a turn for the page: an empty script", empty);
        longest("  longest piece of work in one go", pieces);
    }
    popup.on.close().await
}

fn longest(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().unwrap_or(f64::NAN);
    let (median, worst) = (at(times.len() / 2), at(times.len().saturating_sub(1)));
    println!("{what:<58} {median:>5.1} ms  least {:.1}, worst {worst:.1} ms", at(0));
}

/// What the script that stays costs a page of 10 000 nodes that changes, in processor time of the page's main thread.
async fn storms() -> Result<()> {
    let pages = InPage::start_empty("plain").await?;
    let now_and_then = Change { nodes: 10, pause_ms: 200, spell_ms: 4_000, login: false };
    let storm = Change { nodes: 200, pause_ms: 16, spell_ms: 5_000, login: false };
    for (what, change) in [
        ("10 nodes every 200 ms, no field", now_and_then),
        ("200 nodes every 16 ms, no field", storm),
        ("10 nodes every 200 ms, a login", Change { login: true, ..now_and_then }),
        ("200 nodes every 16 ms, a login", Change { login: true, ..storm }),
    ] {
        for (whose, stays) in [("this extension", true), ("an empty script", false)] {
            let mut times = Vec::new();
            for _ in 0..STORMS {
                times.push(storm::per_round(&pages, change, stays).await?);
            }
            times.sort_by(f64::total_cmp);
            let at = |place: usize| times.get(place).copied().unwrap_or(f64::NAN);
            println!(
                "{:<58} {:>5.2} ms  {:.2} to {:.2} ms (n = {STORMS})",
                format!("each time {what}: {whose}"),
                at(times.len() / 2),
                at(0),
                at(times.len().saturating_sub(1)),
            );
        }
    }
    pages.world.browser.quit().await.map(|_| ())
}
