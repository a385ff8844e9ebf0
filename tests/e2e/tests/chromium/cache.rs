//! The cache: opened by the phone, locked in time, kept over a restart.

use std::time::Duration;

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Browser, Choice, Settings, World, page};

#[tokio::test(flavor = "multi_thread")]
async fn all_logins_at_once_are_kept_and_filled_without_the_phone() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.press("Get all logins").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    let all = world.phone.credentials().iter().filter(|entry| !entry.veiled).count();
    popup.wait("all of them", |screen| screen["total"] == all).await?;

    tab.reload().await?;
    popup.wait("the page", |screen| screen["page"]["form"] == "login").await?;
    let asked = world.phone.log().len();
    popup.on.click("[role=row]").await?;
    world.wait_filled(&tab, "email", "password").await?;
    assert_eq!(world.phone.log().len(), asked, "the phone was not asked");
    assert_eq!(world.site.submissions(), []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_by_hand_only_the_phone_opens_it() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.press("Lock now").await?;
    let screen = popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    assert_eq!(
        (&screen["matches"], &screen["others"], &screen["total"]),
        (&[(); 0].as_slice().into(), &[(); 0].as_slice().into(), &0.into())
    );
    assert!(!popup.text().await?.contains("Harbour"));

    popup.press("Unlock with phone").await?;
    let prompt = world.prompt(&popup).await?;
    assert_eq!(prompt.command, "get_client_key");
    world.phone.accept(Choice::Accept)?;
    popup.wait("the open cache", |screen| screen["total"] == 1).await?;
    tab.reload().await?;
    popup.wait("the page", |screen| screen["page"]["form"] == "login").await?;
    popup.on.click("[role=row]").await?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-89: every answer carries the key of the cache.
#[tokio::test(flavor = "multi_thread")]
async fn t89_a_login_alone_does_not_open_a_locked_cache() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    tab.reload().await?;
    popup.wait("the page", |screen| screen["page"]["form"] == "login").await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_browser_is_linked_and_locked() -> Result<()> {
    let (world, _, _) = World::with_open_cache().await?;
    let World { phone, site, browser } = world;
    let profile = browser.quit().await?;
    let browser = Browser::start(&profile, &Settings::default()).await?;
    let world = World { phone, site, browser };

    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    let screen = popup.wait("the locked cache", |screen| screen["state"] == "locked").await?;
    assert!(!screen["phone"].is_null());
    popup.press("Unlock with phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("the open cache", |screen| screen["total"] == 1).await?;
    popup.on.click("[role=row]").await?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-81, T-82: looking on does not keep it open, and no view needs to be open for it to lock.
#[tokio::test(flavor = "multi_thread")]
async fn t81_the_cache_locks_by_itself() -> Result<()> {
    let (world, _, popup) = World::with_open_cache().await?;
    popup.on.close().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.on.type_into("#minutes", "1").await?;
    // Leaving the field saves it.
    options.on.click("h1").await?;
    options.wait_for_text("Saved").await?;
    options.on.close().await?;
    assert!(world.browser.kill_worker().await?);

    let popup = world.browser.open_view(Kind::Popup).await?;
    let screen = popup.wait("the open cache", |screen| screen["state"] == "open").await?;
    assert!(screen["locksInMs"].as_f64().is_some_and(|left| left <= 60_000.0), "{screen}");
    popup.wait_in(Duration::from_secs(100), "the lock", |screen| screen["state"] == "locked").await?;
    assert!(!popup.text().await?.contains("Harbour"));
    Ok(())
}

/// T-96
#[tokio::test(flavor = "multi_thread")]
async fn t96_unlinking_leaves_nothing() -> Result<()> {
    let (world, _, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.press("Unlink").await?;
    options.on.click("dialog .danger").await?;
    options.wait("no phone", |screen| screen["phones"].as_array().is_some_and(Vec::is_empty)).await?;
    popup.wait("the first run", |screen| screen["state"] == "firstRun").await?;
    nearkey_e2e::until("empty storage", async || {
        let values = nearkey_e2e::storage::names(&options, "values").await?;
        let keys = nearkey_e2e::storage::names(&options, "keys").await?;
        let gone =
            |names: &[String]| names.iter().all(|name| !name.contains("link/") && !name.contains("vault/"));
        Ok((gone(&values) && gone(&keys)).then_some(()))
    })
    .await?;
    let alarms =
        options.on.run("return (await chrome.alarms.getAll()).map(({ name }) => name)", Vec::new()).await?;
    assert_eq!(alarms, serde_json::json!([]));
    Ok(())
}

/// T-18, T-24: pages that are not to be filled at all.
#[tokio::test(flavor = "multi_thread")]
async fn t24_pages_of_the_browser_are_not_filled() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    for address in ["about:blank", "data:text/html,<input type=password>", "chrome://version"] {
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
