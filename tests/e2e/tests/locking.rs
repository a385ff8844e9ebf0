//! When the cache is open and when not: lock, time, stopped worker, new start of the browser (threats, group E).
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::time::Duration;

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Browser, Choice, Settings, Tab, View, World, page, until, until_in};

/// One minute of the settings, half a minute until the next alarm of the browser, and some.
const LOCK_PATIENCE: Duration = Duration::from_secs(110);

/// A linked world whose cache holds everything, with the popup.
async fn open() -> Result<(World, View<Tab>)> {
    let world = World::linked().await?;
    world.visit("classic").await?;
    let popup = world.keep_all().await?;
    Ok((world, popup))
}

/// Unlocks by phone.
async fn unlock(world: &World, popup: &View<Tab>) -> Result<()> {
    popup.press("Unlock with phone").await?;
    world.prompt(popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("the open cache", |screen| screen["state"] == "open" && screen["request"].is_null()).await?;
    Ok(())
}

/// Names and users of all items that the phone gave.
fn item_texts(world: &World) -> Vec<String> {
    let given = world.phone.credentials().into_iter().filter(|entry| !entry.veiled);
    given.flat_map(|entry| [entry.name, entry.user]).filter(|text| text.len() > 3).collect()
}

/// Texts of items that are anywhere in the document, attributes too.
async fn items_in(popup: &View<Tab>, world: &World) -> Result<Vec<String>> {
    let document = popup.on.run("return document.documentElement.outerHTML", Vec::new()).await?;
    let document = document.as_str().context("no document")?.to_owned();
    Ok(item_texts(world).into_iter().filter(|text| document.contains(text)).collect())
}

/// Whether the session storage still carries the key of the cache.
async fn carries_secrets(own: &View<Tab>) -> Result<bool> {
    let body = "return 'secrets' in await chrome.storage.session.get(null)";
    Ok(own.on.run(body, Vec::new()).await? == true)
}

/// The popup shows locked and nothing of what was in it, and nothing is carried.
async fn expect_locked(world: &World, popup: &View<Tab>) -> Result<()> {
    popup.wait_for_text("Your phone opens the cache in this browser.").await?;
    assert_eq!(items_in(popup, world).await?, Vec::<String>::new());
    until("the key to be gone from the session", async || Ok((!carries_secrets(popup).await?).then_some(())))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_start_of_the_browser_keeps_the_link_and_locks_the_cache() -> Result<()> {
    let (World { phone, site, browser }, popup) = open().await?;
    let asked = phone.log().len();
    drop(popup);
    let profile = browser.quit().await?;
    let browser = Browser::start(&profile, &Settings::default()).await?;
    let world = World { phone, site, browser };
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    expect_locked(&world, &popup).await?;
    assert_eq!(world.phone.log().len(), asked, "nobody asked for anything");

    unlock(&world, &popup).await?;
    popup.press("Fill in Harbour Mail").await?;
    let login = world.login("email", "password");
    page::wait_filled(&tab, &login.each_ref().map(|(name, value)| (*name, value.as_str()))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locking_by_hand_empties_every_view_and_the_phone_opens_again() -> Result<()> {
    let (world, popup) = open().await?;
    let other = world.browser.open_view(Kind::Popup).await?;
    other.wait("the items", |screen| screen["state"] == "open").await?;
    until("items in the document", async || Ok((!items_in(&other, &world).await?.is_empty()).then_some(())))
        .await?;
    assert!(carries_secrets(&popup).await?);
    popup.press("Lock now").await?;
    expect_locked(&world, &popup).await?;
    expect_locked(&world, &other).await?;
    unlock(&world, &popup).await?;
    other.wait("the open cache", |screen| screen["state"] == "open").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t81_after_the_set_time_the_cache_locks_by_itself_even_if_the_worker_was_stopped() -> Result<()> {
    let (world, popup) = open().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.on.type_into("#minutes", "1\t").await?;
    options.wait("one minute", |screen| screen["settings"]["lockAfterMinutes"] == 1).await?;
    options.on.close().await?;
    popup
        .wait("one minute", |screen| screen["locksInMs"].as_f64().is_some_and(|left| left <= 60_000.0))
        .await?;
    // The key is written for the next worker.
    until("the key in the session", async || Ok(carries_secrets(&popup).await?.then_some(()))).await?;

    world.browser.restart_worker(&popup.on).await?;
    let fresh = world.browser.open_view(Kind::Popup).await?;
    fresh.wait("the cache, still open", |screen| screen["state"] == "open").await?;

    until_in(LOCK_PATIENCE, "the lock", async || {
        Ok((popup.screen().await?["state"] == "locked").then_some(()))
    })
    .await?;
    expect_locked(&world, &popup).await?;
    expect_locked(&world, &fresh).await?;
    world.browser.restart_worker(&fresh.on).await?;
    let last = world.browser.open_view(Kind::Popup).await?;
    last.wait("the lock", |screen| screen["state"] == "locked").await.map(|_| ())
}
