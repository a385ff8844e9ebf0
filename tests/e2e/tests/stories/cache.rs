//! The cache: opened by the phone, locked in time, kept over a restart.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, Engine, World, page, storage};

#[tokio::test(flavor = "multi_thread")]
async fn all_logins_at_once_are_kept_and_filled_without_the_phone() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.press("More").await?;
    world.get_all(&popup).await?;

    world.bring(&tab, &popup, "127.0.0.1", "classic").await?;
    let asked = world.phone.log().len();
    popup.on.click("[role=row]").await?;
    world.wait_filled(&tab, "email", "password").await?;
    assert_eq!(world.phone.log().len(), asked, "the phone was not asked");
    assert_eq!(world.site.submissions(), []);
    Ok(())
}

/// T-89: every answer carries the key of the cache.
#[tokio::test(flavor = "multi_thread")]
async fn t89_a_login_alone_does_not_open_a_locked_cache() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    world.bring(&tab, &popup, "127.0.0.1", "classic").await?;
    if popup.screen().await?["keep"] == true {
        popup.press("Also unlock and keep the answer").await?;
    }
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await?;
    popup.wait_for_notice("filled").await?;
    assert_eq!(popup.screen().await?["state"], "locked");
    Ok(())
}

/// T-24: pages that are not to be filled at all.
#[tokio::test(flavor = "multi_thread")]
async fn t24_pages_of_the_browser_are_not_filled() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    for address in ["about:blank", "data:text/html,<input type=password>", Engine::chosen().own_page()] {
        tab.goto(address).await?;
        popup.wait(address, |screen| screen["page"]["form"] == "notAPage").await?;
        popup.on.click("[role=row]").await?;
        popup.wait("no request", |screen| screen["request"].is_null()).await?;
    }
    tab.goto(&world.site.url("classic")).await?;
    popup.wait("the page", |screen| screen["page"]["form"] == "login").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_settings_are_the_usual_ones() -> Result<()> {
    let world = World::linked().await?;
    let view = world.browser.open_view(Kind::Options).await?;
    storage::write(&view.on, "settings", b"\x00\xffnot ours").await?;
    world.browser.restart_worker(&view.on).await?;
    view.wait("the usual time", |screen| screen["settings"]["lockAfterMinutes"] == 15).await?;
    view.on.close().await?;
    world.fill_classic().await.map(|_| ())
}
