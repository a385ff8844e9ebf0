//! A Passwork that shows a certificate that is not its own, sends elsewhere, or answers with something else.

use anyhow::Result;
use nearkey_e2e::nextcloud::{wait_for_step, wait_synced};
use nearkey_e2e::passwork::{Office, connect_page, trust};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, Settings, World};
use nearkey_servers::passwork::{Certificate, Era, Fault, FaultOrder};
use nearkey_servers::{Passwork, PassworkConfig};

/// T-100: what the browser does not trust gets nothing. Chromium trusts nothing here, Firefox the authority of a server
/// that shows its certificate for another host.
#[tokio::test(flavor = "multi_thread")]
async fn t100_a_certificate_that_the_browser_refuses_is_explained_and_no_key_goes_out() -> Result<()> {
    let with = |certificate| PassworkConfig { certificate, ..PassworkConfig::of(Era::OffNew) };
    let wrong_host = Passwork::start(with(Certificate::WrongHost)).await?;
    let self_signed = Passwork::start(with(Certificate::SelfSigned)).await?;
    let trust = (Engine::chosen() == Engine::Firefox).then(|| trust(&wrong_host));
    let world = World::start_with(&Settings { trust, ..Settings::default() }).await?;
    let view = world.browser.open_view_at(Kind::Connect, &connect_page()).await?;
    wait_for_step(&view, "key").await?;
    view.on.type_into("#passwork-key", &wrong_host.api_key()).await?;
    for server in [&wrong_host, &self_signed] {
        view.on.type_into("#passwork-host", &server.url()).await?;
        let address = server.url();
        view.wait("the address", |screen| {
            screen["step"]["server"]["address"].as_str().is_some_and(|shown| address.ends_with(shown))
        })
        .await?;
        view.press("Connect").await?;
        view.wait_for_fault("passworkUnreachable").await?;
        for words in [
            "There is no secure connection",
            "comes from an authority that this computer trusts",
            "made out for exactly this name",
            "has not expired",
            "Through a VPN or at a private address",
            "have its root certificate put into the certificate store",
        ] {
            view.wait_for_text(words).await?;
        }
        assert_eq!(server.log(), []);
        assert!(server.refused_connections() > 0);
    }
    Ok(())
}

/// T-100, T-106: what is not an answer of this server changes nothing, and is said in a sentence.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_of_this_server_is_said_and_nothing_is_lost() -> Result<()> {
    let office = Office::connected(Era::OffNew).await?;
    let elsewhere = Passwork::start(PassworkConfig::of(Era::OffNew)).await?;
    let options = office.world.browser.open_view(Kind::Options).await?;
    let items = wait_synced(&options).await?["accounts"][0]["vaults"].clone();
    for (fault, key) in [
        (Fault::Redirect { status: 307, to: elsewhere.url() }, "serverRedirects"),
        (Fault::Portal, "passworkNotThere"),
        (Fault::TooMany, "serverThrottled"),
        (Fault::Failure, "serverFailed"),
    ] {
        office.server.clear_faults();
        office.server.fault(FaultOrder::always(fault.clone()));
        options.press("Fetch now").await?;
        let failed =
            options.wait("the refusal", |screen| screen["accounts"][0]["sync"]["type"] == "failed").await?;
        assert_eq!(failed["accounts"][0]["sync"]["fault"]["key"], key, "{fault:?}");
        assert_eq!(failed["accounts"][0]["vaults"], items, "{fault:?}");
        office.server.clear_faults();
        options.press("Fetch now").await?;
        wait_synced(&options).await?;
    }
    assert_eq!(elsewhere.log(), []);

    // A key that was taken back is asked once, not again and again.
    office.server.revoke_api_key(&office.server.api_key());
    office.server.end_sessions();
    options.press("Fetch now").await?;
    options
        .wait("the end of the key", |screen| {
            screen["accounts"][0]["sync"]["fault"]["key"] == "passworkKeyRefused"
        })
        .await?;
    options.wait_for_text("Passwork does not accept this API key, or not any more.").await?;
    let asked = office.server.log().len();
    let popup = office.world.browser.open_view(Kind::Popup).await?;
    popup.wait("the logins", |screen| screen["total"].as_u64() > Some(2)).await?;
    assert_eq!(office.server.log().len(), asked);
    Ok(())
}
