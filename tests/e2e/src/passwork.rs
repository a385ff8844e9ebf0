//! A Passwork beside phone, site and browser, and what a person does with it.

use anyhow::Result;
use nearkey_servers::passwork::Era;
use nearkey_servers::{Passwork, PassworkConfig};
use serde_json::Value;

use crate::browser::{Settings, Trust};
use crate::nextcloud::{PASSPHRASE, TRY_PATIENCE, wait_for_step, wait_synced};
use crate::page;
use crate::tab::Tab;
use crate::view::{Kind, View};
use crate::world::World;

/// User name and password of the sample's login for the sample sites.
pub const SAMPLE_LOGIN: (&str, &str) = ("mira@example.com", "Harbour-7-Lanterns");

/// The address of the page that connects one.
pub fn connect_page() -> String {
    format!("{}#passwork", Kind::Connect.url())
}

/// A Passwork, and a browser that trusts its certificate.
pub struct Office {
    /// Phone, site and browser. The phone is not linked.
    pub world: World,
    /// The server, with the sample.
    pub server: Passwork,
}

/// What a profile needs to trust this server.
pub fn trust(server: &Passwork) -> Trust {
    Trust { key: server.spki_sha256_base64().to_owned(), authority: server.ca_pem().to_owned() }
}

impl Office {
    /// Nothing is connected.
    pub async fn start(era: Era) -> Result<Self> {
        let server = Passwork::start(PassworkConfig::of(era)).await?;
        let settings = Settings { trust: Some(trust(&server)), ..Settings::default() };
        let world = World::start_with(&settings).await?;
        server.set_site(&world.site.url_at("localhost", ""))?;
        Ok(Self { world, server })
    }

    /// Everything is connected and fetched.
    pub async fn connected(era: Era) -> Result<Self> {
        let office = Self::start(era).await?;
        let view = office.open_page().await?;
        office.type_key(&view).await?;
        view.press("Connect").await?;
        office.come_in(&view).await?;
        view.on.close().await?;
        Ok(office)
    }

    /// The page, at host and key.
    pub async fn open_page(&self) -> Result<View<Tab>> {
        let view = self.world.browser.open_view_at(Kind::Connect, &connect_page()).await?;
        wait_for_step(&view, "key").await?;
        Ok(view)
    }

    /// Types host and key by hand.
    pub async fn type_key(&self, view: &View<Tab>) -> Result<()> {
        view.on.type_into("#passwork-host", &self.server.url()).await?;
        view.wait("the address", |screen| !screen["step"]["server"].is_null()).await?;
        let (key, refresh) = match self.server.tokens() {
            Ok(pair) => (pair.access, Some(pair.refresh)),
            Err(_) => (self.server.api_key(), None),
        };
        view.on.type_into("#passwork-key", &key).await?;
        if let Some(refresh) = refresh {
            view.on.type_into("#passwork-refresh", &refresh).await?;
        }
        Ok(())
    }

    /// From the answer to "Connect" to the account.
    pub async fn come_in(&self, view: &View<Tab>) -> Result<Value> {
        if let Some(password) = self.server.master_password() {
            wait_for_step(view, "master").await?;
            view.on.type_into("#passwork-master", &password).await?;
            view.on.click("nk-passwork-master [type=submit]").await?;
        }
        let found =
            view.wait_in(TRY_PATIENCE, "what was found", |screen| screen["step"]["type"] == "found").await?;
        if found["needsPassphrase"] == true {
            view.on.type_into("#passphrase_first", PASSPHRASE).await?;
            view.on.type_into("#passphrase_second", PASSPHRASE).await?;
        }
        view.on.click("#finish").await?;
        view.wait_in(TRY_PATIENCE, "the account", |screen| screen["step"]["type"] == "done").await?;
        Ok(found["step"].clone())
    }

    /// Opens the popup over a page of the site at `localhost`, which the sample has a login for.
    pub async fn over(&self, page: &str) -> Result<(Tab, View<Tab>)> {
        let tab = self.world.browser.tab();
        tab.goto(&self.world.site.url_at("localhost", page)).await?;
        let popup = self.world.popup().await?;
        popup.wait("the login", |screen| screen["matches"][0]["name"] == "Sample sites").await?;
        wait_synced(&popup).await?;
        Ok((tab, popup))
    }

    /// Fills the site's login from the popup, and waits until exactly that is filled.
    pub async fn fill(&self, tab: &Tab, popup: &View<Tab>) -> Result<()> {
        popup.press("Fill in Sample sites").await?;
        let (user, password) = SAMPLE_LOGIN;
        page::wait_filled(tab, &[("email", user), ("password", password)]).await
    }

    /// T-101: what only the user may know was not told to the server, and no cookie and no referrer went along.
    ///
    /// # Panics
    ///
    /// If it was, or if nothing was told at all.
    pub fn t101_nothing_was_told(&self) {
        let master = self.server.master_password();
        let log = self.server.log();
        assert!(log.len() > 3, "{log:?}");
        for entry in log {
            let at = format!("{} {}", entry.method, entry.target);
            assert_eq!(entry.header("cookie"), None, "{at}");
            assert_eq!(entry.header("referer"), None, "{at}");
            for secret in [SAMPLE_LOGIN.1].into_iter().chain(master.as_deref()) {
                assert!(!entry.target.contains(secret), "a secret is in the address {at}");
                // Without encryption passwords are base64, which is no secret.
                assert!(!entry.body.contains(secret), "a secret is in the body of {at}");
                assert!(
                    entry.headers.iter().all(|(_, value)| !value.contains(secret)),
                    "a secret is in {at}"
                );
            }
        }
    }
}
