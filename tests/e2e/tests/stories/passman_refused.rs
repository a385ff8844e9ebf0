//! A Nextcloud that sends elsewhere, shows a certificate that is not its own, or may not be reached any more.

use anyhow::Result;
use nearkey_e2e::nextcloud::{Nextcloud, SHOWN, open_page, trust, type_address, wait_synced};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, Settings, Tab, View, World};
use nearkey_servers::passman::{Certificate, Fault, FaultOrder, LogEntry};
use nearkey_servers::{Passman, PassmanConfig};

/// Tries an address until it is refused with this fault; the sentence is on the screen.
async fn refused(view: &View<Tab>, address: &str, fault: &str, words: &str) -> Result<()> {
    type_address(view, address).await?;
    view.press("Connect").await?;
    view.wait_for_fault(fault).await?;
    view.wait_for_text(words).await
}

/// T-100: the login goes nowhere but to the address that the user chose.
#[tokio::test(flavor = "multi_thread")]
async fn t100_a_server_that_sends_elsewhere_is_not_followed() -> Result<()> {
    let cloud = Nextcloud::connected().await?;
    let other = Passman::start(PassmanConfig::default()).await?;
    let options = cloud.world.browser.open_view(Kind::Options).await?;
    wait_synced(&options).await?;
    for fault in [
        Fault::Redirect {
            status: 307,
            to: format!("{}/index.php/apps/passman/api/v2/vaults", other.plain_url()),
        },
        Fault::RedirectToHttp,
    ] {
        cloud.server.forget_log();
        cloud.server.clear_faults();
        cloud.server.fault(FaultOrder::always(fault));
        options.press("Fetch now").await?;
        options
            .wait("the refusal", |screen| screen["accounts"][0]["sync"]["fault"]["key"] == "serverRedirects")
            .await?;
        options.wait_for_text("sends on to another address, which Nearkey does not follow").await?;
        let log = cloud.server.log();
        assert!(log.iter().any(LogEntry::has_authorization), "{log:?}");
        assert!(log.iter().all(|entry| entry.secure), "{log:?}");
        // What was fetched before is there.
        assert_eq!(options.screen().await?["accounts"][0]["vaults"][0]["items"], SHOWN);
        // The next one is another try.
        cloud.server.clear_faults();
        options.press("Fetch now").await?;
        wait_synced(&options).await?;
    }
    assert_eq!(other.log(), []);

    // Nor while connecting.
    cloud.server.fault(FaultOrder::always(Fault::Redirect { status: 302, to: other.plain_url() }));
    let view = open_page(&cloud.world.browser).await?;
    refused(&view, &cloud.server.url(), "serverRedirects", "which Nearkey does not follow").await?;
    assert_eq!(other.log(), []);
    Ok(())
}

/// T-100: what the browser does not trust gets nothing. Chromium trusts nothing here, Firefox the authority of a server
/// that shows its certificate for another host.
#[tokio::test(flavor = "multi_thread")]
async fn t100_a_certificate_that_the_browser_refuses_ends_it_with_a_sentence() -> Result<()> {
    let with = |certificate| PassmanConfig { certificate, ..PassmanConfig::default() };
    let wrong_host = Passman::start(with(Certificate::WrongHost)).await?;
    let self_signed = Passman::start(with(Certificate::SelfSigned)).await?;
    let trust = (Engine::chosen() == Engine::Firefox).then(|| trust(&wrong_host));
    let world = World::start_with(&Settings { trust, ..Settings::default() }).await?;
    let view = open_page(&world.browser).await?;
    for server in [&wrong_host, &self_signed] {
        refused(&view, &server.url(), "serverUnreachable", "the browser refuses its certificate").await?;
        assert_eq!(server.log(), []);
        assert!(server.refused_connections() > 0);
    }
    // Nothing at all at an address is the same sentence: the browser does not tell.
    let gone = self_signed.url();
    drop(self_signed);
    refused(&view, &gone, "serverUnreachable", "either the server was not reached").await
}

/// T-106
#[tokio::test(flavor = "multi_thread")]
async fn t106_a_permission_that_was_taken_away_is_said_and_can_be_given_again() -> Result<()> {
    let cloud = Nextcloud::connected().await?;
    let options = cloud.world.browser.open_view(Kind::Options).await?;
    let screen = wait_synced(&options).await?;
    let pattern = screen["accounts"][0]["permission"].as_str().unwrap_or_default().to_owned();
    assert_eq!(pattern, "https://localhost/*");
    cloud.world.browser.forbid(&options.on, &pattern).await?;
    cloud.server.forget_log();

    options.press("Fetch now").await?;
    let no_permission =
        |screen: &serde_json::Value| screen["accounts"][0]["sync"]["fault"]["key"] == "serverNoPermission";
    options.wait("the missing permission", no_permission).await?;
    options.wait_for_text("The browser does not let Nearkey talk to this server any more.").await?;
    let log = cloud.server.log();
    assert!(log.iter().all(|entry| !entry.has_authorization()), "{log:?}");

    // What is here goes on, and the popup says it too.
    let popup = cloud.world.browser.open_view(Kind::Popup).await?;
    popup.wait("the logins", |screen| screen["total"] == SHOWN).await?;
    popup.wait_for_text("The browser does not let Nearkey talk to this server any more.").await?;
    popup.on.close().await?;

    cloud.world.browser.permit(&options.on, &pattern, "Allow and fetch").await?;
    wait_synced(&options).await?;
    assert!(cloud.server.log().iter().any(LogEntry::has_authorization));
    Ok(())
}
