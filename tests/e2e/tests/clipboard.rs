//! What was copied leaves the clipboard, in both browsers (T-97), and what a lock takes away stays away.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, Engine, Profile, Settings, Tab, World, extension_dir, until, until_in};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The shortest time that can be set.
const SECONDS: u64 = 10;
/// Half a minute until the next alarm of the browser, and some.
const ALARM_PATIENCE: Duration = Duration::from_secs(50);

/// A view of ours, spoken to as its own code does.
struct Voice(Tab);

impl Voice {
    async fn open(world: &World, kind: Kind) -> Result<Self> {
        let view = world.browser.open_view(kind).await?;
        let join = "const port = chrome.runtime.connect({ name: 'view' });
            const heard = [];
            port.onMessage.addListener((message) => heard.push(message));
            window.voice = { heard, say: (intent) => port.postMessage({ seq: 1, intent }) }";
        view.on.run(join, Vec::new()).await?;
        let voice = Self(view.on);
        voice.wait("screen", |_| true).await?;
        Ok(voice)
    }

    async fn say(&self, intent: Value) -> Result<()> {
        self.0.run("window.voice.say(given[0])", vec![intent]).await.map(|_| ())
    }

    /// The last message of a type that fits.
    async fn wait(&self, kind: &str, fits: impl Fn(&Value) -> bool) -> Result<Value> {
        let body = "return window.voice.heard.findLast(({ type }) => type === given[0]) ?? null";
        until(kind, async || {
            let message = self.0.run(body, vec![kind.into()]).await?;
            Ok((!message.is_null() && fits(&message)).then_some(message))
        })
        .await
    }

    /// Copies the password of the first item, as the popup does.
    async fn copy(&self) -> Result<String> {
        let screen =
            self.wait("screen", |message| message["screen"]["state"] == "open").await?["screen"].clone();
        let lists = ["matches", "company", "others"].map(|list| screen[list][0]["id"].clone());
        let held = screen["request"]["held"]["id"].clone();
        let item = lists.into_iter().chain([held]).find(Value::is_string).context("no item")?;
        let forget = "const { heard } = window.voice;
            heard.splice(0, heard.length, ...heard.filter(({ type }) => type !== 'value'))";
        self.0.run(forget, Vec::new()).await?;
        self.say(json!({ "type": "copy", "item": item, "field": "password" })).await?;
        let value = self.wait("value", |_| true).await?;
        let text = value["text"].as_str().context("no text")?.to_owned();
        self.put(&text).await?;
        Ok(text)
    }

    async fn put(&self, text: &str) -> Result<()> {
        self.0.run("await navigator.clipboard.writeText(given[0])", vec![text.into()]).await.map(|_| ())
    }

    /// Whether the session storage carries keys.
    async fn carries_secrets(&self) -> Result<bool> {
        let body = "return 'secrets' in await chrome.storage.session.get(null)";
        Ok(self.0.run(body, Vec::new()).await? == true)
    }
}

/// A linked world with ten seconds for the clipboard and one item in the open cache; with the popup.
async fn open(settings: &Settings) -> Result<(World, Voice)> {
    let world = World::start_with(settings).await?;
    world.link().await?;
    world.visit("classic").await?;
    let options = Voice::open(&world, Kind::Options).await?;
    let mut chosen = options.wait("screen", |_| true).await?["screen"]["settings"].clone();
    chosen["clipboardSeconds"] = SECONDS.into();
    options.say(json!({ "type": "saveSettings", "settings": chosen })).await?;
    options.wait("screen", |message| message["screen"]["settings"]["clipboardSeconds"] == SECONDS).await?;
    options.0.close().await?;
    let popup = Voice::open(&world, Kind::Popup).await?;
    keep_one(&world, &popup).await?;
    Ok((world, popup))
}

/// Asks for a login, which opens the cache and is put there.
async fn keep_one(world: &World, popup: &Voice) -> Result<()> {
    popup.say(json!({ "type": "askAny" })).await?;
    world.phone.wait_for_request(Duration::from_secs(20)).await?;
    world.phone.accept(Choice::FirstMatch)?;
    let kept = |message: &Value| message["screen"]["state"] == "open" && message["screen"]["total"] == 1;
    popup.wait("screen", kept).await.map(|_| ())
}

/// What a person gets who pastes into a web page.
async fn pasted(world: &World) -> Result<String> {
    let tab = world.browser.tab();
    tab.type_into("#email", &format!("{}v", char::from(Key::Control))).await?;
    let value = tab.run("return document.querySelector('#email').value", Vec::new()).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

async fn expect_empty(world: &World, patience: Duration) -> Result<()> {
    until_in(patience, "an empty clipboard", async || Ok(pasted(world).await?.is_empty().then_some(()))).await
}

/// The extension with the permission to look into the clipboard, which only a person can grant otherwise.
fn that_may_look(folder: &Path) -> Result<Settings> {
    copy_folder(&extension_dir()?, folder)?;
    let path = folder.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
    manifest["permissions"].as_array_mut().context("no permissions")?.push("clipboardRead".into());
    manifest["optional_permissions"] = json!([]);
    fs::write(path, manifest.to_string())?;
    Ok(Settings { extension: Some(folder.to_owned()), ..Settings::default() })
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t97_what_was_copied_leaves_the_clipboard_after_the_set_time() -> Result<()> {
    let (world, popup) = open(&Settings::default()).await?;
    let start = Instant::now();
    let copied = popup.copy().await?;
    assert_eq!(pasted(&world).await?, copied);
    expect_empty(&world, Duration::from_secs(SECONDS + 15)).await?;
    assert!(start.elapsed() >= Duration::from_secs(SECONDS), "{:?}", start.elapsed());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t97_a_copied_password_leaves_the_clipboard_although_the_worker_was_stopped() -> Result<()> {
    let (world, popup) = open(&Settings::default()).await?;
    let copied = popup.copy().await?;
    assert_eq!(pasted(&world).await?, copied);
    popup.0.close().await?;
    world.browser.kill_worker().await?;
    expect_empty(&world, ALARM_PATIENCE).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t97_a_lock_empties_the_clipboard_at_once() -> Result<()> {
    let (world, popup) = open(&Settings::default()).await?;
    let copied = popup.copy().await?;
    assert_eq!(pasted(&world).await?, copied);
    popup.say(json!({ "type": "lock" })).await?;
    expect_empty(&world, Duration::from_secs(5)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t97_where_nearkey_may_look_it_leaves_another_text_alone() -> Result<()> {
    let profile = Profile::new()?;
    let (world, popup) = open(&that_may_look(&profile.path().join("extension"))?).await?;
    // An older notice would stay in front.
    popup.say(json!({ "type": "dismissRequest" })).await?;
    popup.wait("screen", |message| message["screen"]["notice"].is_null()).await?;
    popup.copy().await?;
    popup.put("another text").await?;
    popup
        .wait("screen", |message| message["screen"]["notice"]["type"] == "clipboardChanged")
        .await
        .context("nothing was said")?;
    assert_eq!(pasted(&world).await?, "another text");

    let copied = popup.copy().await?;
    assert_eq!(pasted(&world).await?, copied);
    expect_empty(&world, Duration::from_secs(SECONDS + 15)).await
}

/// From now on the worker never learns that its session storage was written, as if it were stopped before.
async fn hold_writes(world: &World, popup: &Voice) -> Result<()> {
    let hold = |scope: &str| {
        format!(
            "const session = {scope}.chrome.storage.session;
             const set = session.set.bind(session);
             session.set = (items) => {{ set(items); return new Promise(() => undefined); }};"
        )
    };
    match Engine::chosen() {
        Engine::Chromium => {
            let cdp = world.browser.chromium()?.cdp();
            let session = cdp.attach(&world.browser.worker().await?.context("no worker")?).await?;
            cdp.eval(&session, &hold("globalThis")).await?;
            cdp.detach(&session).await
        }
        Engine::Firefox => {
            let body = format!(
                "const background = await chrome.runtime.getBackgroundPage(); {}",
                hold("background")
            );
            popup.0.run(&body, Vec::new()).await.map(|_| ())
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_stopped_right_after_a_lock_comes_back_locked() -> Result<()> {
    let (world, popup) = open(&Settings::default()).await?;
    until("the keys in the session", async || Ok(popup.carries_secrets().await?.then_some(()))).await?;
    hold_writes(&world, &popup).await?;
    // A write that is under way when the lock comes, and stays so until the worker is stopped.
    popup.say(json!({ "type": "search", "text": "a" })).await?;
    popup.wait("screen", |message| message["screen"]["search"] == "a").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    popup.say(json!({ "type": "lock" })).await?;
    popup.wait("screen", |message| message["screen"]["state"] == "locked").await?;

    world.browser.restart_worker(&popup.0).await?;
    assert!(!popup.carries_secrets().await?, "the key of the cache is still there");
    let fresh = Voice::open(&world, Kind::Popup).await?;
    let screen = fresh.wait("screen", |message| message["screen"]["state"] != "empty").await?;
    assert_eq!(screen["screen"]["state"], "locked", "{screen}");
    Ok(())
}
