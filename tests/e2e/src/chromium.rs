//! What only Chromium does, and what it does in its own way: through the debugger.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, WebDriver, WindowHandle};

use crate::browser::{Profile, Settings, WELCOME};
use crate::cdp::{Cdp, Session};
use crate::engine::Engine;
use crate::pipe::Pipe;
use crate::programs;
use crate::tab::Tab;
use crate::view::Kind;
use crate::wait::until;

/// Chromium behind a session of chromedriver.
pub struct Chromium {
    web: WebDriver,
    cdp: Cdp,
    pipe: Option<Pipe>,
}

impl Chromium {
    /// Joins the debugger of the session's browser. Files are saved into a folder without a question.
    pub(crate) async fn join(web: &WebDriver, downloads: &Path, pipe: Option<Pipe>) -> Result<Self> {
        let capabilities = serde_json::to_value(web.capabilities())?;
        let address =
            capabilities["goog:chromeOptions"]["debuggerAddress"].as_str().context("no debugger")?;
        let cdp = Cdp::connect(address).await?;
        let params = json!({ "behavior": "allow", "downloadPath": downloads });
        cdp.call("Browser.setDownloadBehavior", params).await?;
        Ok(Self { web: web.clone(), cdp, pipe })
    }

    /// Presses the toolbar button over a tab, which is a target of its own.
    pub(crate) async fn press_button(&self, tab: &str) -> Result<()> {
        let params = json!({ "id": Engine::Chromium.extension_id(), "targetId": tab });
        match &self.pipe {
            Some(pipe) => pipe.call("Extensions.triggerAction", params).await,
            None => self.cdp.call("Extensions.triggerAction", params).await.map(|_| ()),
        }
    }

    /// Straight to the browser.
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    /// Closed only when it has its title: a page that goes while it reads its first text leaves all pages of the
    /// extension without texts (Chromium keeps the empty answer for as long as their process lives).
    pub(crate) async fn close_welcome(&self) -> Result<()> {
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

    /// The tab with this title.
    pub(crate) async fn titled(&self, title: &str) -> Result<Option<WindowHandle>> {
        let found = self.target(|target| target["type"] == "page" && target["title"] == title).await?;
        Ok(found.map(WindowHandle::from))
    }

    /// An empty window of this size.
    pub(crate) async fn open_window(&self, width: u32, height: u32) -> Result<WindowHandle> {
        let params = json!({ "url": "about:blank", "newWindow": true, "width": width, "height": height });
        let made = self.cdp.call("Target.createTarget", params).await?;
        let handle = made["targetId"].as_str().context("no target")?.to_owned();
        until("the new window", async || {
            let windows = self.web.windows().await?;
            Ok(windows.into_iter().find(|window| window.to_string() == handle))
        })
        .await
    }

    /// The id of the target that fits.
    pub async fn target(&self, fits: impl Fn(&Value) -> bool) -> Result<Option<String>> {
        let targets = self.cdp.targets().await?;
        let found = targets.iter().find(|target| fits(target));
        Ok(found.and_then(|target| target["targetId"].as_str()).map(ToOwned::to_owned))
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

    /// The target of the running worker.
    pub(crate) async fn worker(&self) -> Result<Option<String>> {
        let url = format!("{}/background.js", Engine::Chromium.home());
        self.target(|target| target["type"] == "service_worker" && target["url"] == url.as_str()).await
    }

    /// Has the worker hear an event of one of its interfaces, for the web page that was used last.
    pub(crate) async fn gesture(&self, event: &str, interface: &str) -> Result<()> {
        let worker = self.worker().await?.context("no worker runs")?;
        let session = self.cdp.attach(&worker).await?;
        let body = format!(
            "const tabs = await chrome.tabs.query({{ active: true }});
             const pages = tabs.filter(({{ url }}) => url?.startsWith('http'));
             const [tab] = pages.sort((one, other) => other.lastAccessed - one.lastAccessed);
             chrome.{interface}.{event}"
        );
        self.cdp.eval(&session, &body).await?;
        self.cdp.detach(&session).await
    }

    /// Sets which hosts the extension may reach, in the browser's own list of extensions: this one, or none until the
    /// user clicks.
    pub(crate) async fn let_reach(&self, pattern: Option<&str>) -> Result<()> {
        let tab = Tab::new(self.web.clone(), self.open_window(800, 600).await?);
        tab.goto("chrome://extensions").await?;
        let body = "const { developerPrivate } = chrome;
            const [extensionId, pattern] = given;
            const hostAccess = pattern === null ? 'ON_CLICK' : 'ON_SPECIFIC_SITES';
            await developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess });
            if (pattern !== null) await developerPrivate.addHostPermission(extensionId, pattern)";
        tab.run(body, vec![Engine::Chromium.extension_id().into(), pattern.into()]).await?;
        tab.close().await
    }

    /// Stops the worker. The browser may give the next one the same target.
    pub(crate) async fn stop_worker(&self) -> Result<()> {
        let worker = self.worker().await?.context("no worker runs")?;
        self.cdp.call("Target.closeTarget", json!({ "targetId": worker })).await.map(|_| ())
    }

    /// Stops the worker and waits until it is gone.
    pub(crate) async fn kill_worker(&self) -> Result<()> {
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

    /// Gives a tab an authenticator that always says yes and can do what a passkey for the cache needs. It stays while the
    /// session does, over other pages in the same tab.
    pub async fn authenticator(&self, tab: &Tab) -> Result<Session> {
        let session = self.cdp.attach(&tab.target()).await?;
        self.cdp.call_in(&session, "WebAuthn.enable", json!({})).await?;
        let options = json!({
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "hasPrf": true,
            "isUserVerified": true,
        });
        self.cdp.call_in(&session, "WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await?;
        Ok(session)
    }

    /// How often each of some texts or keys stands in the memory of the worker's WebAssembly now. No script reaches that
    /// memory by a name: the debugger looks for every object of its kind.
    pub async fn count_in_memory(&self, secrets: &[Vec<u8>]) -> Result<Vec<u64>> {
        // On a busy machine the search for objects sometimes never ends, and the next one does.
        match self.count_once(secrets).await {
            Err(error) if error.to_string().contains("no answer to") => self.count_once(secrets).await,
            counted => counted,
        }
    }

    async fn count_once(&self, secrets: &[Vec<u8>]) -> Result<Vec<u64>> {
        let worker = self.worker().await?.context("no worker runs")?;
        let session = self.cdp.attach(&worker).await?;
        let evaluate = json!({ "expression": "WebAssembly.Memory.prototype" });
        let kind = self.cdp.call_in(&session, "Runtime.evaluate", evaluate).await?;
        let query = json!({ "prototypeObjectId": kind["result"]["objectId"] });
        let found = self.cdp.call_in(&session, "Runtime.queryObjects", query).await?;
        let count = "function (secrets) {
              if (this.length === 0) throw new Error('there is no memory');
              return secrets.map((secret) => this.reduce((sum, memory) => {
                const bytes = new Uint8Array(memory.buffer);
                let hits = 0;
                for (let at = bytes.indexOf(secret[0]); at >= 0; at = bytes.indexOf(secret[0], at + 1)) {
                  if (secret.every((byte, index) => bytes[at + index] === byte)) hits += 1;
                }
                return sum + hits;
              }, 0));
            }";
        let call = json!({
            "objectId": found["objects"]["objectId"],
            "functionDeclaration": count,
            "arguments": [{ "value": secrets }],
            "returnByValue": true,
        });
        let mut counted = self.cdp.call_in(&session, "Runtime.callFunctionOn", call).await?;
        self.cdp.detach(&session).await?;
        if let Some(details) = counted.get("exceptionDetails") {
            bail!("the memory could not be read: {details}");
        }
        Ok(serde_json::from_value(counted["result"]["value"].take())?)
    }

    /// What each console holds.
    pub(crate) async fn consoles(&self) -> Result<Vec<(String, Vec<u8>)>> {
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

    /// The addresses of all documents inside a tab, as the browser has them.
    pub(crate) async fn frames(&self, tab: &str) -> Result<Vec<String>> {
        let session = self.cdp.attach(tab).await?;
        let tree = self.cdp.call_in(&session, "Page.getFrameTree", json!({})).await?;
        self.cdp.detach(&session).await?;
        let frames = tree["frameTree"]["childFrames"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<_> = frames
            .iter()
            .map(|child| child["frame"]["url"].as_str().unwrap_or_default().to_owned())
            .collect();
        for target in self.cdp.targets().await? {
            if target["type"] == "iframe" {
                found.push(target["url"].as_str().unwrap_or_default().to_owned());
            }
        }
        Ok(found)
    }
}

/// How it starts.
pub(crate) fn capabilities(
    profile: &Profile,
    extension: &Path,
    settings: &Settings,
    pipe: Option<&Pipe>,
) -> Result<ChromeCapabilities> {
    let mut wanted = ChromeCapabilities::new();
    let program = pipe.map_or_else(programs::chromium, |pipe| Ok(pipe.program()))?;
    wanted.set_binary(&program.to_string_lossy())?;
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
    if settings.offline {
        wanted.add_arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")?;
    }
    if let Some(trust) = &settings.trust {
        wanted.add_arg(&format!("--ignore-certificate-errors-spki-list={}", trust.key))?;
    }
    if settings.every_host {
        wanted.add_arg("--host-resolver-rules=MAP * 127.0.0.1")?;
    }
    if programs::is_root() {
        wanted.add_arg("--no-sandbox")?;
    }
    wanted.add_experimental_option("prefs", json!({ "credentials_enable_service": false }))?;
    // Tabs with pages of an extension count as windows.
    wanted.add_experimental_option("enableExtensionTargets", true)?;
    Ok(wanted)
}
