//! What only Firefox does, and what it does in its own way: scripts with the rights of the browser itself, which
//! geckodriver runs when it is started with `--allow-system-access`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::extensions::addons::firefox::FirefoxTools;
use thirtyfour::{FirefoxCapabilities, WebDriver, WindowHandle};

use crate::browser::{Profile, Settings};
use crate::driver::Driver;
use crate::engine::Engine;
use crate::programs;
use crate::wait::until;

/// Firefox behind a session of geckodriver.
#[derive(Clone)]
pub struct Firefox {
    web: WebDriver,
}

/// Whose scripts run: those of pages, or of the browser itself (`POST /session/{id}/moz/context`).
#[derive(Debug)]
struct Whose(&'static str);

impl ExtensionCommand for Whose {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "context": self.0 }))
    }

    fn method(&self) -> http::Method {
        http::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/moz/context".into()
    }
}

impl Firefox {
    pub(crate) fn new(web: &WebDriver) -> Self {
        Self { web: web.clone() }
    }

    /// Loads an extension from a folder, until the browser ends.
    pub(crate) async fn install(&self, folder: &Path) -> Result<()> {
        let tools = FirefoxTools::new(self.web.handle().clone());
        let folder = folder.to_str().context("a folder that is not UTF-8")?;
        Ok(tools.install_addon(folder, Some(true)).await?)
    }

    /// Has this profile trust an authority for web sites.
    pub(crate) async fn trust(&self, pem: &str) -> Result<()> {
        let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let body = "const all = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);
            all.addCertFromBase64(given[0], 'C,,');
            return true";
        self.run(body, vec![text.into()]).await.map(|_| ())
    }

    async fn context(&self, whose: &'static str) -> Result<()> {
        let command = Command::ExtensionCommand(Box::new(Whose(whose)));
        self.web.handle().cmd(command).await.map(|_| ()).context("no other context")
    }

    /// Goes to some window that is there, if the one of the last step is closed by now.
    async fn somewhere(&self) -> Result<()> {
        if self.web.window().await.is_err() {
            let any = self.web.windows().await?.into_iter().next().context("no window")?;
            self.web.switch_to_window(any).await?;
        }
        Ok(())
    }

    /// Runs the body of an async function in the browser's own window and gives what it returns.
    pub(crate) async fn run(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.somewhere().await?;
        self.context("chrome").await?;
        let script = format!("return (async (...given) => {{ {body} }})(...arguments)");
        let answer = self.web.execute(script, arguments).await;
        self.context("content").await?;
        Ok(answer?.json().clone())
    }

    /// Whether a popup is open under the toolbar button of any window.
    pub(crate) async fn has_toolbar_popup(&self) -> Result<bool> {
        let body = "return [...Services.wm.getEnumerator('navigator:browser')]
            .some((one) => one.document.querySelector('.webextension-popup-browser'))";
        Ok(self.run(body, Vec::new()).await? == true)
    }

    /// The tab with this title.
    pub(crate) async fn titled(&self, title: &str) -> Result<Option<WindowHandle>> {
        for window in self.web.windows().await? {
            self.web.switch_to_window(window.clone()).await?;
            if self.web.title().await? == title {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// An empty window of this size.
    pub(crate) async fn open_window(&self, width: u32, height: u32) -> Result<WindowHandle> {
        self.somewhere().await?;
        let window = self.web.new_window().await?;
        self.web.switch_to_window(window.clone()).await?;
        self.web.set_window_rect(0, 0, width, height).await?;
        Ok(window)
    }

    /// The same with `extension`, as the browser itself has it.
    async fn run_with_extension(&self, body: &str) -> Result<Value> {
        let body = format!("const {{ extension }} = WebExtensionPolicy.getByID(given[0]); {body}");
        self.run(&body, vec![Engine::Firefox.extension_id().into()]).await
    }

    /// What happens when the keys of a command are pressed.
    pub(crate) async fn command(&self, name: &str) -> Result<()> {
        let key = match name {
            "fill" => "J",
            "code" => "O",
            "lock" => "L",
            other => anyhow::bail!("{other} has no keys"),
        };
        let body = "const id = given[0].toLowerCase().replace(/[^a-z0-9_-]/g, '_');
            const keys = [...document.getElementById(`ext-keyset-id-${id}`).children];
            const key = keys.find((one) => one.getAttribute('key') === given[1]);
            key.doCommand();
            return true";
        self.run(body, vec![Engine::Firefox.extension_id().into(), key.into()]).await.map(|_| ())
    }

    /// Which background page runs.
    pub(crate) async fn worker(&self) -> Result<Option<String>> {
        let body = "const running = extension.backgroundState === 'running';
            return running ? String(extension.backgroundContext?.contextId) : null";
        let worker = self.run_with_extension(body).await?;
        Ok(worker.as_str().map(ToOwned::to_owned))
    }

    /// Stops the background page, as the browser does with one that it thinks idle.
    pub(crate) async fn stop_worker(&self) -> Result<()> {
        let body = "await extension.terminateBackground({ disableResetIdleForTest: true })";
        self.run_with_extension(body).await.map(|_| ())
    }

    /// Stops the background page and waits until it is gone.
    pub(crate) async fn kill_worker(&self) -> Result<()> {
        self.stop_worker().await?;
        until("the background page to be gone", async || {
            let state = self.run_with_extension("return extension.backgroundState").await?;
            Ok((state == "stopped").then_some(()))
        })
        .await
    }

    /// What all consoles printed, and what the browser noted as errors of scripts.
    pub(crate) async fn consoles(&self, driver: &Driver) -> Result<Vec<(String, Vec<u8>)>> {
        let body = "dump('nearkey-e2e: consoles are read\\n');
            return Services.console.getMessageArray().map((one) => one.message ?? String(one)).join('\\n')";
        let before = driver.said().len();
        let errors = self.run(body, Vec::new()).await?;
        let printed = until("what the consoles printed", async || {
            let said = driver.said();
            let all = said.get(before..).is_some_and(|new| new.contains("nearkey-e2e: consoles are read"));
            Ok(all.then_some(said))
        })
        .await?;
        let errors = errors.as_str().unwrap_or_default().as_bytes().to_vec();
        Ok(vec![("all consoles".into(), printed.into_bytes()), ("errors of scripts".into(), errors)])
    }

    /// The addresses of all documents inside the tab in front.
    pub(crate) async fn frames(&self) -> Result<Vec<String>> {
        let body = "const top = gBrowser.selectedBrowser.browsingContext;
            return top.getAllBrowsingContextsInSubtree().filter((one) => one !== top)
              .map((one) => one.currentWindowGlobal?.documentURI?.spec ?? '')";
        Ok(serde_json::from_value(self.run(body, Vec::new()).await?)?)
    }
}

/// How it starts.
pub(crate) fn capabilities(profile: &Profile, settings: &Settings) -> Result<FirefoxCapabilities> {
    let mut wanted = FirefoxCapabilities::new();
    wanted.set_firefox_binary(&programs::firefox()?.to_string_lossy())?;
    wanted.add_arg("-profile")?;
    wanted.add_arg(&profile.path().to_string_lossy())?;
    if !settings.headed {
        wanted.add_arg("-headless")?;
    }
    let mut preferences = FirefoxPreferences::new();
    let uuid = Engine::Firefox.home().trim_start_matches("moz-extension://");
    let uuids = json!({ Engine::Firefox.extension_id(): uuid });
    preferences.set("extensions.webextensions.uuids", uuids.to_string())?;
    // An extension from a folder is taken off when the browser ends; what it stored is to stay as that of others does.
    preferences.set("extensions.webextensions.keepStorageOnUninstall", true)?;
    preferences.set("extensions.webextensions.keepUuidOnUninstall", true)?;
    // Consoles are printed, those of pages and of the extension.
    preferences.set("devtools.console.stdout.content", true)?;
    preferences.set("browser.dom.window.dump.enabled", true)?;
    // The browser's own questions, which nobody answers here; for a permission it says yes by itself.
    preferences.set("extensions.webextOptionalPermissionPrompts", false)?;
    preferences.set("signon.rememberSignons", false)?;
    preferences.set("browser.download.folderList", 2)?;
    preferences.set("browser.download.dir", profile.downloads().to_string_lossy().into_owned())?;
    if settings.every_host {
        preferences.set("network.dns.forceResolve", "127.0.0.1")?;
    }
    if settings.sharp {
        preferences.set("layout.css.devPixelsPerPx", "2.0")?;
    }
    wanted.set_preferences(preferences)?;
    Ok(wanted)
}
