//! A Nextcloud with Passman beside phone, site and browser, and what a person does with it.

use anyhow::{Result, ensure};
use nearkey_servers::passman::{SAMPLE_PASSWORD, SAMPLE_VAULT};
use nearkey_servers::{Passman, PassmanConfig};
use serde_json::Value;

use crate::browser::{Browser, Settings, Trust};
use crate::tab::Tab;
use crate::view::{Kind, Surface as _, View};
use crate::wait::{until, until_in};
use crate::world::World;

/// Opens the cache of this browser.
pub const PASSPHRASE: &str = "five random words by the sea";
/// Making or trying a passphrase takes long on purpose, and this machine may be slow.
pub const TRY_PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);
/// Title of the page on which a person lets a client in.
const GRANT_PAGE: &str = "Account access – Nextcloud";
/// Items of the sample vault that are shown: neither hidden nor in the bin; one is shared by another user.
pub const SHOWN: usize = 12;

/// A Nextcloud, and a browser that trusts its certificate.
pub struct Nextcloud {
    /// Phone, site and browser. The phone is not linked.
    pub world: World,
    /// The server, with the sample vault.
    pub server: Passman,
}

/// What a profile needs to trust this server.
pub fn trust(server: &Passman) -> Trust {
    Trust { key: server.spki_sha256_base64().to_owned(), authority: server.ca_pem().to_owned() }
}

impl Nextcloud {
    /// Nothing is connected.
    pub async fn start() -> Result<Self> {
        let server = Passman::start(PassmanConfig::default()).await?;
        let settings = Settings { trust: Some(trust(&server)), ..Settings::default() };
        let world = World::start_with(&settings).await?;
        server.set_site(&world.site.url_at("localhost", ""))?;
        Ok(Self { world, server })
    }

    /// The sample vault is connected, and everything in it opened.
    pub async fn connected() -> Result<Self> {
        let cloud = Self::start().await?;
        cloud.connect().await?.on.close().await?;
        Ok(cloud)
    }

    /// Connects it by an app password; leaves the page open that says so.
    pub async fn connect(&self) -> Result<View<Tab>> {
        let view = self.reach(&self.server.url()).await?;
        sign_in(&view, self.server.user(), &self.server.new_app_password(self.server.user())?).await?;
        wait_for_step(&view, "vaults").await?;
        self.open_vault(&view, SAMPLE_PASSWORD).await?;
        self.finish(&view).await?;
        Ok(view)
    }

    /// Opens the page that connects a server and names one, until it asks for a login.
    pub async fn reach(&self, address: &str) -> Result<View<Tab>> {
        let view = open_page(&self.world.browser).await?;
        type_address(&view, address).await?;
        view.press("Connect").await?;
        wait_for_step(&view, "signIn").await?;
        Ok(view)
    }

    /// Lets the extension in on the server's own page, in the tab that a button opens.
    pub async fn grant(&self, view: &View<Tab>) -> Result<()> {
        view.press("Sign in at the server").await?;
        let page =
            until("the page of the server", async || self.world.browser.titled(GRANT_PAGE).await).await?;
        let user = page.run("return document.querySelector('#user').textContent", Vec::new()).await?;
        ensure!(user == self.server.user(), "it lets in to the account of {user}");
        page.press("Grant access").await?;
        until("the page to say so", async || {
            Ok(page
                .run("return document.querySelector('#done') !== null", Vec::new())
                .await?
                .as_bool()
                .filter(|done| *done))
        })
        .await?;
        page.close().await
    }

    /// Tries a password for the sample vault, until its answer is there.
    pub async fn open_vault(&self, view: &View<Tab>, password: &str) -> Result<()> {
        view.wait("the vault", |screen| !screen["step"]["vaults"][0].is_null()).await?;
        view.on.type_into("[data-vault]", password).await?;
        view.press("Open the vault Harbour").await?;
        let answered = |screen: &Value| {
            let vault = &screen["step"]["vaults"][0];
            vault["guid"].as_str().is_some_and(|guid| guid.eq_ignore_ascii_case(SAMPLE_VAULT))
                && (vault["open"] == true || !vault["fault"].is_null())
                && screen["step"]["busy"] == false
        };
        view.wait("an answer to the password", answered).await.map(|_| ())
    }

    /// Sets a passphrase if none is needed yet, and waits until the account is kept.
    pub async fn finish(&self, view: &View<Tab>) -> Result<()> {
        if view.screen().await?["needsPassphrase"] == true {
            view.on.type_into("#passphrase_first", PASSPHRASE).await?;
            view.on.type_into("#passphrase_second", PASSPHRASE).await?;
        }
        view.press("Finish").await?;
        view.wait_in(TRY_PATIENCE, "the account", |screen| screen["step"]["type"] == "done").await.map(|_| ())
    }

    /// Opens the popup over a page of the site at `localhost`, which the sample vault has a login for, and waits until
    /// everything is opened.
    pub async fn over(&self, page: &str) -> Result<(Tab, View<Tab>)> {
        let tab = self.world.browser.tab();
        tab.goto(&self.world.site.url_at("localhost", page)).await?;
        let popup = self.world.popup().await?;
        popup.wait("the login", |screen| screen["matches"][0]["name"] == "Harbour Mail").await?;
        wait_synced(&popup).await?;
        Ok((tab, popup))
    }
}

/// The page that connects a Nextcloud.
pub async fn open_page(browser: &Browser) -> Result<View<Tab>> {
    let view = browser.open_view_at(Kind::Connect, &format!("{}#passman", Kind::Connect.url())).await?;
    wait_for_step(&view, "address").await?;
    Ok(view)
}

/// Waits until an account was fetched and everything in it opened.
pub async fn wait_synced(view: &View<Tab>) -> Result<Value> {
    view.wait("everything fetched and opened", |screen| {
        let account = &screen["accounts"][0];
        account["syncedAtMs"].as_f64() > Some(0.0) && account["sync"]["type"] == "idle"
    })
    .await
}

/// Waits until connecting stands there.
pub async fn wait_for_step(view: &View<Tab>, step: &str) -> Result<Value> {
    view.wait(&format!("connecting at {step}"), |screen| screen["step"]["type"] == step).await
}

/// Types the address of a server, until it is understood.
pub async fn type_address(view: &View<Tab>, address: &str) -> Result<()> {
    view.on.type_into("#server", address).await?;
    view.wait("the address", |screen| screen["step"]["text"] == address).await.map(|_| ())
}

/// Types a name and an app password.
pub async fn sign_in(view: &View<Tab>, user: &str, password: &str) -> Result<()> {
    view.on.type_into("#server-user", user).await?;
    view.on.type_into("#server-password", password).await?;
    view.on.click("nk-sign-in form [type=submit]").await
}

/// Looks for an item in the popup and shows everything about it.
pub async fn show_item(popup: &View<Tab>, name: &str) -> Result<()> {
    popup.on.type_into("[type=search]", name).await?;
    let is_found = |screen: &Value| {
        let is_it = |list: &str| screen[list][0]["name"] == name;
        screen["search"] == name && (is_it("matches") || is_it("others"))
    };
    popup.wait("the item in the list", is_found).await?;
    popup.press(&format!("Details of {name}")).await?;
    until("the item", async || Ok(popup.text_of("dl.parts").await.is_ok().then_some(()))).await
}

/// Locks the cache from the popup.
pub async fn lock(popup: &View<Tab>) -> Result<()> {
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await.map(|_| ())
}

/// Unlocks with the passphrase.
pub async fn unlock(popup: &View<Tab>) -> Result<()> {
    popup.on.type_into("#passphrase", PASSPHRASE).await?;
    popup.press("Unlock").await?;
    until_in(TRY_PATIENCE, "the open cache", async || {
        Ok((popup.screen().await?["state"] == "open").then_some(()))
    })
    .await
}
