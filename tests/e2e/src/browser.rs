//! A browser with the extension.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;
use thirtyfour::{WebDriver, WindowHandle};

use crate::chromium::{self, Chromium};
use crate::driver::Driver;
use crate::engine::Engine;
use crate::extension_dir;
use crate::firefox::{self, Firefox};
use crate::pipe::Pipe;
use crate::tab::Tab;
use crate::toolbar::Toolbar;
use crate::view::{Kind, Surface as _, View};
use crate::wait::until;

/// Title of the linking page, which a fresh installation shows by itself.
pub const WELCOME: &str = "Link your phone – Nearkey";

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

    /// Where files are saved that a page hands to the browser.
    pub fn downloads(&self) -> PathBuf {
        self.path().join("downloads")
    }
}

/// How a browser starts.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "switches that do not shut each other out")]
pub struct Settings {
    /// With a window on a screen.
    pub headed: bool,
    /// Another folder than `dist/dev-chromium` or `dist/dev-firefox`.
    pub extension: Option<PathBuf>,
    /// Leave the linking page of a fresh installation open.
    pub keep_welcome: bool,
    /// Two points of a picture for each point of a page.
    pub sharp: bool,
    /// Nothing but this machine can be reached; in Chromium only.
    pub offline: bool,
    /// Every name and every address of a host leads to this machine; ports stay.
    pub every_host: bool,
    /// A server whose certificate this profile trusts.
    pub trust: Option<Trust>,
}

/// What a profile trusts beside the authorities of the browser.
///
/// Chromium takes any certificate with one public key (`--ignore-certificate-errors-spki-list`), whatever else is wrong with
/// it; that holds for the worker too. Firefox gets the authority into the certificates of its profile, by the browser's
/// own interface, and verifies as it does everywhere, also in the background page. `WebDriver`'s own way
/// (`acceptInsecureCerts`) would make Firefox take every certificate, and no test could see one refused.
#[derive(Clone, Debug)]
pub struct Trust {
    /// SHA-256 of the server's public key, in base64.
    pub key: String,
    /// The authority's certificate, in PEM.
    pub authority: String,
}

/// Whether the browser lets us reach a host.
async fn permitted(own: &Tab, pattern: &str) -> Result<bool> {
    let body = "return chrome.permissions.contains({ origins: [given[0]] })";
    Ok(own.run(body, vec![pattern.into()]).await? == true)
}

/// What each browser does in its own way.
enum Own {
    Chromium(Box<Chromium>),
    Firefox(Firefox),
}

/// A running browser. Ends with its owner; the profile stays as long as somebody has it.
pub struct Browser {
    // The order matters: the session ends before the program that holds it.
    web: WebDriver,
    own: Own,
    first: WindowHandle,
    profile: Profile,
    driver: Driver,
}

impl Browser {
    /// Starts the browser of this run; it has the extension and one empty tab.
    pub async fn start(profile: &Profile, settings: &Settings) -> Result<Self> {
        Engine::check()?;
        std::fs::create_dir_all(profile.downloads())?;
        let mut driver = Driver::start(Engine::chosen()).await?;
        let extension = settings.extension.clone().map_or_else(extension_dir, Ok)?;
        let (web, own) = match Engine::chosen() {
            Engine::Chromium => {
                let pipe = Pipe::if_needed()?;
                let wanted = chromium::capabilities(profile, &extension, settings, pipe.as_ref())?;
                let web = WebDriver::new(driver.url(), wanted).await?;
                let own = Chromium::join(&web, &profile.downloads(), pipe).await?;
                (web, Own::Chromium(Box::new(own)))
            }
            Engine::Firefox => {
                let wanted = firefox::capabilities(profile, settings)?;
                let web = WebDriver::new(driver.url(), wanted).await?;
                let own = Firefox::new(&web);
                (web, Own::Firefox(own))
            }
        };
        let told = serde_json::to_value(web.capabilities())?;
        let process = told["moz:processID"].as_u64().or_else(|| told["goog:processID"].as_u64());
        driver.owns(process.context("the driver does not tell the process")?, profile.path());
        let first = web.window().await?;
        if let Own::Firefox(firefox) = &own {
            if let Some(trust) = &settings.trust {
                firefox.trust(&trust.authority).await?;
            }
            firefox.install(&extension).await?;
        }
        let browser = Self { web, own, first, profile: profile.clone(), driver };
        if !settings.keep_welcome {
            browser.close_welcome().await?;
        }
        Ok(browser)
    }

    /// A freshly installed extension shows its linking page in front of everything; the test opens its own. One from
    /// a folder is freshly installed at every start of the browser, with what it stored before.
    async fn close_welcome(&self) -> Result<()> {
        match &self.own {
            Own::Chromium(chromium) => chromium.close_welcome().await,
            Own::Firefox(_) => {
                let page =
                    until("the page that a fresh installation shows", async || self.titled(WELCOME).await)
                        .await?;
                page.close().await
            }
        }
    }

    /// Ends the browser as a person does and keeps the profile.
    pub async fn quit(self) -> Result<Profile> {
        let Self { web, profile, .. } = self;
        web.quit().await?;
        Ok(profile)
    }

    /// What only Chromium has: its debugger.
    pub fn chromium(&self) -> Result<&Chromium> {
        match &self.own {
            Own::Chromium(chromium) => Ok(chromium),
            Own::Firefox(_) => anyhow::bail!("this needs Chromium"),
        }
    }

    /// The tab that the browser started with; for web pages.
    pub fn tab(&self) -> Tab {
        Tab::new(self.web.clone(), self.first.clone())
    }

    /// What the browser keeps between two starts.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The tab with this title.
    pub async fn titled(&self, title: &str) -> Result<Option<Tab>> {
        let found = match &self.own {
            Own::Chromium(chromium) => chromium.titled(title).await?,
            Own::Firefox(firefox) => firefox.titled(title).await?,
        };
        Ok(found.map(|handle| Tab::new(self.web.clone(), handle)))
    }

    /// A page in a window of its own, so that the tabs of other windows stay in front there.
    pub async fn open_window(&self, url: &str, width: u32, height: u32) -> Result<Tab> {
        let handle = match &self.own {
            Own::Chromium(chromium) => chromium.open_window(width, height).await?,
            Own::Firefox(firefox) => firefox.open_window(width, height).await?,
        };
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
        match &self.own {
            Own::Chromium(chromium) => Toolbar::open(chromium, &self.first.to_string()).await,
            Own::Firefox(firefox) => {
                self.web.switch_to_window(self.first.clone()).await?;
                Toolbar::open_in_firefox(firefox).await
            }
        }
    }

    /// The keys of a command, over the web page that was used last: as the browser tells of them, because no program can
    /// press keys of the browser itself.
    pub async fn command(&self, name: &str) -> Result<()> {
        match &self.own {
            Own::Chromium(chromium) => {
                chromium.gesture(&format!("onCommand.dispatch({name:?}, tab)"), "commands").await
            }
            Own::Firefox(firefox) => {
                self.web.switch_to_window(self.first.clone()).await?;
                firefox.command(name).await
            }
        }
    }

    /// An entry of the menu of the right mouse button, in Chromium.
    pub async fn choose_in_menu(&self, name: &str) -> Result<()> {
        let event = format!("onClicked.dispatch({{ menuItemId: {name:?} }}, tab)");
        self.chromium()?.gesture(&event, "contextMenus").await
    }

    /// Whether a popup is open under the toolbar button, where no view tells of it.
    pub async fn has_toolbar_popup(&self) -> Result<bool> {
        match &self.own {
            Own::Chromium(_) => Ok(false),
            Own::Firefox(firefox) => firefox.has_toolbar_popup().await,
        }
    }

    /// Something that tells the running worker from an earlier one; nothing while none runs.
    pub async fn worker(&self) -> Result<Option<String>> {
        match &self.own {
            Own::Chromium(chromium) => chromium.worker().await,
            Own::Firefox(firefox) => firefox.worker().await,
        }
    }

    /// Stops the worker hard, as the browser does with one that it thinks idle, and waits until it is gone. Not while a
    /// view is open, which starts a new one at once: for that there is [`Self::restart_worker`].
    pub async fn kill_worker(&self) -> Result<()> {
        match &self.own {
            Own::Chromium(chromium) => chromium.kill_worker().await,
            Own::Firefox(firefox) => firefox.kill_worker().await,
        }
    }

    /// Stops the worker hard and waits until another one answers `own`, one of our own pages. A port that is cut tells
    /// them apart.
    pub async fn restart_worker(&self, own: &Tab) -> Result<()> {
        let join = "return new Promise((done) => {
              const port = chrome.runtime.connect({ name: 'view' });
              window.nearkeyCut = new Promise((cut) => port.onDisconnect.addListener(cut));
              port.onMessage.addListener(() => done(true));
            })";
        own.run(join, Vec::new()).await?;
        match &self.own {
            Own::Chromium(chromium) => chromium.stop_worker().await?,
            Own::Firefox(firefox) => firefox.stop_worker().await?,
        }
        own.run("await window.nearkeyCut", Vec::new()).await?;
        own.run(join, Vec::new()).await.map(|_| ())
    }

    /// Everything that the consoles of all pages and workers hold, as the browser tells it.
    pub async fn consoles(&self) -> Result<Vec<(String, Vec<u8>)>> {
        match &self.own {
            Own::Chromium(chromium) => chromium.consoles().await,
            Own::Firefox(firefox) => firefox.consoles(&self.driver).await,
        }
    }

    /// Takes the permission for a host away, as a user does in the browser's list of extensions. `pattern` is the
    /// whole permission, `own` one of our pages.
    pub async fn forbid(&self, own: &Tab, pattern: &str) -> Result<()> {
        match &self.own {
            Own::Chromium(chromium) => chromium.let_reach(None).await?,
            Own::Firefox(_) => {
                let body = "return chrome.permissions.remove({ origins: [given[0]] })";
                anyhow::ensure!(
                    own.run(body, vec![pattern.into()]).await? == true,
                    "it cannot be taken away"
                );
            }
        }
        until("the permission to be gone", async || Ok((!permitted(own, pattern).await?).then_some(()))).await
    }

    /// Gives the permission for a host back, as `press` of a button in one of our pages does. Chromium's question for it
    /// is not answered without a screen; there the user gives it in the list of extensions, and presses then.
    pub async fn permit(&self, own: &Tab, pattern: &str, button: &str) -> Result<()> {
        if let Own::Chromium(chromium) = &self.own {
            chromium.let_reach(Some(pattern)).await?;
        }
        own.press(button).await?;
        until("the permission", async || Ok(permitted(own, pattern).await?.then_some(()))).await
    }

    /// The addresses of all documents inside a tab, as the browser has them.
    pub async fn frames(&self, tab: &Tab) -> Result<Vec<String>> {
        match &self.own {
            Own::Chromium(chromium) => chromium.frames(&tab.target()).await,
            Own::Firefox(firefox) => {
                tab.in_front().await?;
                firefox.frames().await
            }
        }
    }
}
