//! Phone, site and browser together, and what a person does with them.

use anyhow::{Context, Result, ensure};
use nearkey_servers::phone::Prompt;
use nearkey_servers::{Choice, Phone, PhoneConfig, Site, SiteConfig};
use serde_json::Value;

use crate::browser::{Browser, Profile, Settings};
use crate::page;
use crate::tab::Tab;
use crate::view::{Kind, Surface, View};
use crate::wait::PATIENCE;

/// Everything that a story needs.
pub struct World {
    /// The phone, with the site's login in it.
    pub phone: Phone,
    /// The sample sites.
    pub site: Site,
    /// The browser.
    pub browser: Browser,
}

impl World {
    /// A phone, sample sites and a browser that know nothing of each other.
    pub async fn start() -> Result<Self> {
        Self::start_with(&Settings::default()).await
    }

    /// The same with another browser.
    pub async fn start_with(settings: &Settings) -> Result<Self> {
        Self::start_at(PhoneConfig::default(), SiteConfig::default(), settings).await
    }

    /// The same with another phone and other sites.
    pub async fn start_at(phone: PhoneConfig, site: SiteConfig, settings: &Settings) -> Result<Self> {
        let site = Site::start(site).await?;
        let phone = Phone::start(phone).await?;
        phone.put_credential(site.credential());
        let browser = Browser::start(&Profile::new()?, settings).await?;
        Ok(Self { phone, site, browser })
    }

    /// A phone that is linked, on both sides.
    pub async fn linked() -> Result<Self> {
        let world = Self::start().await?;
        world.link().await?;
        Ok(world)
    }

    /// A phone that is linked, with its login of the site in the open cache, and the popup over the classic page.
    pub async fn with_open_cache() -> Result<(Self, Tab, View<Tab>)> {
        let world = Self::linked().await?;
        let (tab, popup) = world.asked("classic").await?;
        world.phone.accept(Choice::FirstMatch)?;
        world.wait_filled(&tab, "email", "password").await?;
        popup
            .wait("the login in the cache", |screen| screen["total"] == 1 && screen["request"].is_null())
            .await?;
        Ok((world, tab, popup))
    }

    /// Links the phone, from the linking page to the last "accept".
    pub async fn link(&self) -> Result<()> {
        self.link_phone(&self.phone).await?.on.close().await
    }

    /// The same with any phone; leaves the last page open.
    pub async fn link_phone(&self, phone: &Phone) -> Result<View<Tab>> {
        let view = self.show_code().await?;
        phone.scan(&code(&view).await?)?;
        let port = phone.address().port().to_string();
        connect_to(&view, &phone.address().ip().to_string(), &port).await?;
        compare_with(&view, phone).await?;
        view.press("Same").await?;
        view.wait("the link", |screen| screen["step"]["type"] == "done").await?;
        phone.accept_link()?;
        Ok(view)
    }

    /// Opens the linking page and has it show a code.
    pub async fn show_code(&self) -> Result<View<Tab>> {
        let view = self.browser.open_view(Kind::Link).await?;
        view.press("Show the code").await?;
        view.wait("the code", |screen| screen["step"]["type"] == "code").await?;
        Ok(view)
    }

    /// Types the phone's address into the linking page and goes.
    pub async fn connect(&self, view: &View<Tab>) -> Result<()> {
        let port = self.phone.address().port().to_string();
        connect_to(view, "127.0.0.1", &port).await
    }

    /// Waits until both screens show letters, and compares them.
    pub async fn compare(&self, view: &View<Tab>) -> Result<String> {
        compare_with(view, &self.phone).await
    }

    /// Shows a sample page in the web window.
    pub async fn visit(&self, page: &str) -> Result<Tab> {
        let tab = self.browser.tab();
        tab.goto(&self.site.url(page)).await?;
        Ok(tab)
    }

    /// Brings this sample page in front of an open popup, as a new document, and waits until the popup is about it.
    ///
    /// The way leads over another host: what the popup says of this one is then said of the new document.
    pub async fn bring(
        &self,
        tab: &Tab,
        popup: &View<impl Surface>,
        host: &str,
        page: &str,
    ) -> Result<Value> {
        let other = if host == "localhost" { "127.0.0.1" } else { "localhost" };
        for (host, page) in [(other, "plain"), (host, page)] {
            tab.goto(&self.site.url_at(host, page)).await?;
            let is_here =
                |screen: &Value| screen["page"]["host"] == host && screen["page"]["form"] != "unknown";
            popup.wait(&format!("{page} on {host}"), is_here).await?;
        }
        popup.screen().await
    }

    /// Opens the popup over the page in the web window.
    pub async fn popup(&self) -> Result<View<Tab>> {
        let popup = self.browser.open_view(Kind::Popup).await?;
        popup.wait("the page in front", |screen| screen["page"]["form"] != "unknown").await?;
        Ok(popup)
    }

    /// Asks for the login of the page in front, and waits until the phone has the question.
    pub async fn ask(&self, popup: &View<impl Surface>) -> Result<Prompt> {
        popup.press("Ask phone for this login").await?;
        self.prompt(popup).await
    }

    /// Waits until the phone shows a question, and compares the letters.
    pub async fn prompt(&self, popup: &View<impl Surface>) -> Result<Prompt> {
        prompt_on(&self.phone, popup).await
    }

    /// Visits the classic page, asks, accepts, and waits until it is filled.
    pub async fn fill_classic(&self) -> Result<Tab> {
        let (tab, popup) = self.asked("classic").await?;
        self.phone.accept(Choice::FirstMatch)?;
        self.wait_filled(&tab, "email", "password").await?;
        popup.on.close().await?;
        Ok(tab)
    }

    /// Opens the popup and gets all logins into the cache.
    pub async fn keep_all(&self) -> Result<View<Tab>> {
        let popup = self.browser.open_view(Kind::Popup).await?;
        let screen = popup.screen().await?;
        if screen["state"] == "locked" || screen["total"] != 0 {
            popup.press("More").await?;
        }
        self.get_all(&popup).await?;
        Ok(popup)
    }

    /// Gets all logins into the cache, from a popup where that can be chosen at once.
    pub async fn get_all(&self, popup: &View<impl Surface>) -> Result<()> {
        popup.press("Get all logins").await?;
        self.prompt(popup).await?;
        self.phone.accept(Choice::Accept)?;
        let all = self.phone.credentials().iter().filter(|entry| !entry.veiled).count();
        popup.wait("the logins to look at", |screen| screen["import"]["count"] == all).await?;
        popup.press("Keep all").await?;
        popup
            .wait("the logins", |screen| {
                screen["request"].is_null() && screen["total"] == all && screen["notice"]["type"] == "kept"
            })
            .await
            .map(|_| ())
    }

    /// Visits a page and asks for its login; the phone shows the question.
    pub async fn asked(&self, page: &str) -> Result<(Tab, View<Tab>)> {
        let tab = self.visit(page).await?;
        let popup = self.popup().await?;
        self.ask(&popup).await?;
        Ok((tab, popup))
    }

    /// Waits until the request failed with this fault and nothing was filled; asks again, accepts, and waits until the
    /// classic page is filled.
    pub async fn fails_then_fills(&self, fault: &str, tab: &Tab, popup: &View<Tab>) -> Result<()> {
        popup.wait_for_fault(fault).await?;
        let filled = page::filled(tab).await?;
        ensure!(filled.is_empty(), "it failed and filled {filled:?}");
        popup.press("Ask again").await?;
        self.prompt(popup).await?;
        self.phone.accept(Choice::FirstMatch)?;
        self.wait_filled(tab, "email", "password").await
    }

    /// Names of fields with what belongs into them: the site's user and password.
    pub fn login<'a>(&self, user: &'a str, password: &'a str) -> [(&'a str, String); 2] {
        let login = self.site.credential();
        [(user, login.user), (password, login.password)]
    }

    /// Waits until exactly these two fields are filled, with the site's login.
    pub async fn wait_filled(&self, tab: &Tab, user: &str, password: &str) -> Result<()> {
        let login = self.site.credential();
        page::wait_filled(tab, &[(user, &login.user), (password, &login.password)]).await
    }

    /// The commands that the phone understood, in order.
    pub fn commands(&self) -> Vec<String> {
        self.phone.log().into_iter().filter_map(|entry| entry.command).collect()
    }
}

/// The text of the code on the linking page, as a person would type it off.
pub async fn code(view: &View<Tab>) -> Result<String> {
    view.text_of("nk-scan details code").await.context("no code on the page")
}

/// Types an address into the linking page and goes.
pub async fn connect_to(view: &View<Tab>, address: &str, port: &str) -> Result<()> {
    view.on.type_into("#address", address).await?;
    view.on.type_into("#port", port).await?;
    view.wait("the address", |screen| {
        screen["address"]["text"] == address && screen["address"]["port"] == port
    })
    .await?;
    view.press("Connect").await
}

/// Waits until a phone and the linking page show letters, and compares them.
pub async fn compare_with(view: &View<Tab>, phone: &Phone) -> Result<String> {
    let theirs = phone.wait_for_link(PATIENCE).await?;
    view.wait("the letters", |screen| screen["step"]["type"] == "compare").await?;
    let ours = view.letters().await?;
    ensure!(ours == theirs, "the letters differ: {ours} here, {theirs} on the phone");
    Ok(ours)
}

/// Waits until a phone shows a question, and compares the letters.
pub async fn prompt_on(phone: &Phone, view: &View<impl Surface>) -> Result<Prompt> {
    let prompt = phone.wait_for_request(PATIENCE).await?;
    view.wait("the phone's word", |screen| stage(screen) == "waiting").await?;
    let ours = view.letters().await?;
    ensure!(ours == prompt.fingerprint, "the letters differ: {ours} here, {} there", prompt.fingerprint);
    Ok(prompt)
}

/// Where the request of a popup's screen stands; empty without one.
pub fn stage(screen: &Value) -> &str {
    screen["request"]["stage"].as_str().unwrap_or_default()
}
