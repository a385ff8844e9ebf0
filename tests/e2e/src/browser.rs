//! A browser with the extension.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, WebDriver, WindowHandle};

use crate::cdp::Cdp;
use crate::driver::Driver;
use crate::tab::Tab;
use crate::toolbar::Toolbar;
use crate::view::{Kind, View};
use crate::wait::until;
use crate::{extension_dir, programs};

/// Follows from the key in the development manifest.
pub const EXTENSION_ID: &str = "aogdghjnkdkmpfcpbfplngdkjojlnnpm";

/// Title of the linking page.
const WELCOME: &str = "Link your phone – Nearkey";

/// What the browser keeps between two starts. Gone when the last owner is.
#[derive(Clone, Debug)]
pub struct Profile(Arc<TempDir>);

impl Profile {
    /// An empty one.
    pub fn new() -> Result<Self> {
        Ok(Self(Arc::new(TempDir::with_prefix("nearkey-e2e-")?)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// How a browser starts.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// With a window on a screen.
    pub headed: bool,
    /// Another folder than `dist/dev-chromium`.
    pub extension: Option<PathBuf>,
    /// Leave the linking page of a fresh installation open.
    pub keep_welcome: bool,
    /// Two points of a picture for each point of a page.
    pub sharp: bool,
}

/// A running browser. Ends with its owner; the profile stays as long as somebody has it.
pub struct Browser {
    // The order matters: the session ends before the program that holds it.
    web: WebDriver,
    cdp: Cdp,
    first: WindowHandle,
    profile: Profile,
    _driver: Driver,
}

impl Browser {
    /// Starts a browser; it has the extension and one empty tab.
    pub async fn start(profile: &Profile, settings: &Settings) -> Result<Self> {
        let driver = Driver::start().await?;
        let extension = settings.extension.clone().map_or_else(extension_dir, Ok)?;
        let web = WebDriver::new(driver.url(), capabilities(profile, &extension, settings)?).await?;
        let first = web.window().await?;
        let capabilities = serde_json::to_value(web.capabilities())?;
        let address =
            capabilities["goog:chromeOptions"]["debuggerAddress"].as_str().context("no debugger")?;
        let cdp = Cdp::connect(address).await?;
        let browser = Self { web, cdp, first, profile: profile.clone(), _driver: driver };
        if !settings.keep_welcome {
            browser.close_welcome().await?;
        }
        Ok(browser)
    }

    /// A freshly installed extension shows its linking page in front of everything; the test opens its own. One from
    /// a folder is freshly installed at every start of the browser, with what it stored before.
    ///
    /// Closed only when it has its title: a page that goes while it reads its first text leaves all pages of the
    /// extension without texts (Chromium keeps the empty answer for as long as their process lives).
    async fn close_welcome(&self) -> Result<()> {
        let page = Kind::Link.url();
        let target = until("the page that a fresh installation shows", async || {
            self.target(|target| {
                target["type"] == "page" && target["url"] == page.as_str() && target["title"] == WELCOME
            })
            .await
        })
        .await?;
        self.close_target(&target).await
    }

    /// Ends the browser as a person does and keeps the profile.
    pub async fn quit(self) -> Result<Profile> {
        let Self { web, profile, .. } = self;
        web.quit().await?;
        Ok(profile)
    }

    /// Straight to the browser.
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    /// The tab that the browser started with; for web pages.
    pub fn tab(&self) -> Tab {
        Tab::new(self.web.clone(), self.first.clone())
    }

    /// A tab by the browser's id of it.
    pub fn tab_at(&self, target: &str) -> Tab {
        Tab::new(self.web.clone(), WindowHandle::from(target.to_owned()))
    }

    /// A page in a window of its own, so that the tabs of other windows stay in front there.
    pub async fn open_window(&self, url: &str, width: u32, height: u32) -> Result<Tab> {
        let params = json!({ "url": "about:blank", "newWindow": true, "width": width, "height": height });
        let made = self.cdp.call("Target.createTarget", params).await?;
        let handle = made["targetId"].as_str().context("no target")?.to_owned();
        let handle = until("the new window", async || {
            let windows = self.web.windows().await?;
            Ok(windows.into_iter().find(|window| window.to_string() == handle))
        })
        .await?;
        let tab = Tab::new(self.web.clone(), handle);
        tab.goto(url).await?;
        Ok(tab)
    }

    /// One of the extension's own pages, in a window of its own.
    pub async fn open_view(&self, kind: Kind) -> Result<View<Tab>> {
        self.open_view_at(kind, &kind.url()).await
    }

    /// The same with something behind its address.
    pub async fn open_view_at(&self, kind: Kind, url: &str) -> Result<View<Tab>> {
        let (width, height) = kind.size();
        let tab = self.open_window(url, width, height).await?;
        let view = View::new(kind, tab);
        view.wait("its first screen", |_| true).await?;
        Ok(view)
    }

    /// The real popup over the web window, as a click on the toolbar button opens it. That must be the only window:
    /// without a screen none of several is really in front.
    pub async fn open_popup(&self) -> Result<View<Toolbar<'_>>> {
        Toolbar::open(&self.cdp, &self.first.to_string()).await
    }

    /// The id of the target that fits.
    pub async fn target(&self, fits: impl Fn(&Value) -> bool) -> Result<Option<String>> {
        let targets = self.cdp.targets().await?;
        let found = targets.iter().find(|target| fits(target));
        Ok(found.and_then(|target| target["targetId"].as_str()).map(ToOwned::to_owned))
    }

    /// The running worker of the extension.
    pub async fn worker(&self) -> Result<Option<String>> {
        let url = format!("chrome-extension://{EXTENSION_ID}/background.js");
        self.target(|target| target["type"] == "service_worker" && target["url"] == url.as_str()).await
    }

    /// Stops the worker hard, as the browser does with one that it thinks idle, and waits until it is gone. Not while a
    /// view is open, which starts a new one at once: for that there is [`Self::restart_worker`].
    pub async fn kill_worker(&self) -> Result<()> {
        let worker = self.worker().await?.context("no worker runs")?;
        self.cdp.call("Target.setDiscoverTargets", json!({ "discover": true })).await?;
        let mut events = self.cdp.listen();
        self.cdp.call("Target.closeTarget", json!({ "targetId": worker })).await?;
        until("the worker to be gone", async || {
            while let Ok(event) = events.try_recv() {
                if event["method"] == "Target.targetDestroyed"
                    && event["params"]["targetId"] == worker.as_str()
                {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Stops the worker hard and waits until another one answers `own`, one of our own pages.
    ///
    /// The browser gives the next worker the same target; a port that is cut tells them apart.
    pub async fn restart_worker(&self, own: &Tab) -> Result<()> {
        let join = "return new Promise((done) => {
              const port = chrome.runtime.connect({ name: 'view' });
              globalThis.nearkeyCut = new Promise((cut) => port.onDisconnect.addListener(cut));
              port.onMessage.addListener(() => done(true));
            })";
        own.run(join, Vec::new()).await?;
        let worker = self.worker().await?.context("no worker")?;
        self.cdp.call("Target.closeTarget", json!({ "targetId": worker })).await?;
        own.run("await globalThis.nearkeyCut", Vec::new()).await?;
        own.run(join, Vec::new()).await.map(|_| ())
    }

    /// Everything that the consoles of all pages and workers hold, as the browser tells it.
    pub async fn consoles(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let mut found = Vec::new();
        for target in self.cdp.targets().await? {
            let (Some(id), Some(url)) = (target["targetId"].as_str(), target["url"].as_str()) else {
                continue;
            };
            if !matches!(target["type"].as_str(), Some("page" | "service_worker")) {
                continue;
            }
            let session = self.cdp.attach(id).await?;
            let mut heard = self.cdp.listen();
            // What was said before is told again, ahead of the answer.
            for domain in ["Runtime.enable", "Log.enable"] {
                self.cdp.call_in(&session, domain, json!({})).await?;
            }
            let mut text = String::new();
            while let Ok(event) = heard.try_recv() {
                let method = event["method"].as_str().unwrap_or_default();
                if ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].contains(&method)
                {
                    text.push_str(&event["params"].to_string());
                }
            }
            self.cdp.detach(&session).await?;
            found.push((format!("console of {url}"), text.into_bytes()));
        }
        Ok(found)
    }

    /// Closes a target and waits until it is gone.
    pub async fn close_target(&self, target: &str) -> Result<()> {
        self.cdp.call("Target.closeTarget", json!({ "targetId": target })).await?;
        until("the target to be gone", async || {
            let still = self.target(|other| other["targetId"] == target).await?;
            Ok(still.is_none().then_some(()))
        })
        .await
    }
}

fn capabilities(profile: &Profile, extension: &Path, settings: &Settings) -> Result<ChromeCapabilities> {
    let mut wanted = ChromeCapabilities::new();
    wanted.set_binary(&programs::chromium()?.to_string_lossy())?;
    wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
    wanted.add_arg(&format!("--load-extension={}", extension.display()))?;
    for arg in [
        "--no-first-run",
        "--no-default-browser-check",
        "--lang=en",
        "--window-size=1100,800",
        // The browser's own questions, which nobody answers here.
        "--password-store=basic",
        "--disable-features=Translate,PasswordManagerOnboarding",
    ] {
        wanted.add_arg(arg)?;
    }
    if settings.headed {
        // A person shall see a browser, not a warning that a program drives it.
        wanted.add_exclude_switch("enable-automation")?;
    } else {
        wanted.add_arg("--headless=new")?;
        // A popup is cut at the edge of the screen, even of one that is not there.
        let points = if settings.sharp { 2 } else { 1 };
        let (width, height) = (1600 * points, 1200 * points);
        wanted.add_arg(&format!("--screen-info={{{width}x{height} devicePixelRatio={points}}}"))?;
    }
    if programs::is_root() {
        wanted.add_arg("--no-sandbox")?;
    }
    wanted.add_experimental_option("prefs", json!({ "credentials_enable_service": false }))?;
    // Tabs with pages of an extension count as windows.
    wanted.add_experimental_option("enableExtensionTargets", true)?;
    Ok(wanted)
}
