//! What opens the cache beside the phone: a passphrase, a passkey.

use std::time::{Duration, Instant};

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, Tab, View, World, skipped_in, until, until_in};

const PASSPHRASE: &str = "five random words by the sea";
/// Trying a passphrase takes long on purpose, and this machine may be slow.
const TRY_PATIENCE: Duration = Duration::from_mins(1);

/// Sets the passphrase on the options page.
async fn set(options: &View<Tab>) -> Result<()> {
    options.press("Set a passphrase").await?;
    options.on.type_into("#passphrase_first", PASSPHRASE).await?;
    options.on.type_into("#passphrase_second", "something else").await?;
    options.press("Set it").await?;
    options.wait_for_text("The two are not the same.").await?;
    options.on.type_into("#passphrase_second", PASSPHRASE).await?;
    options.press("Set it").await?;
    options
        .wait_in(TRY_PATIENCE, "the passphrase", |screen| screen["factors"]["passphrase"] == true)
        .await
        .map(|_| ())
}

/// Tries a passphrase in the popup, until its answer is there.
async fn attempt(popup: &View<Tab>, text: &str) -> Result<()> {
    popup.on.type_into("#passphrase", text).await?;
    popup.press("Unlock").await?;
    until_in(TRY_PATIENCE, "an answer to the passphrase", async || {
        let screen = popup.screen().await?;
        let answered = screen["state"] == "open" || !popup.refused().await?.is_null();
        Ok((answered && screen["factors"]["busy"] == false).then_some(()))
    })
    .await
}

async fn lock(popup: &View<Tab>) -> Result<()> {
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_opens_the_cache_without_the_phone() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    set(&options).await?;
    options.wait_for_text("A passphrase opens the cache.").await?;
    lock(&popup).await?;
    let asked = world.phone.log().len();
    attempt(&popup, PASSPHRASE).await?;
    popup.wait("the login", |screen| screen["state"] == "open" && screen["total"] == 1).await?;
    popup.press("Fill in Harbour Mail").await?;
    assert_eq!(world.phone.log().len(), asked, "the phone was asked");

    // Without it only the phone is left.
    options.on.click("#factors .danger").await?;
    options.on.click("dialog[open] .danger").await?;
    options.wait("no passphrase", |screen| screen["factors"]["passphrase"] == false).await?;
    lock(&popup).await?;
    popup.wait_for_text("Your phone opens the cache in this browser.").await
}

/// T-85
#[tokio::test(flavor = "multi_thread")]
async fn t85_wrong_passphrases_are_refused_and_then_delayed() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    set(&options).await?;
    lock(&popup).await?;
    let asked = world.phone.log().len();
    for _ in 0..2 {
        attempt(&popup, "not the passphrase").await?;
        popup.wait_for_text("This is not the passphrase.").await?;
        assert_eq!(popup.screen().await?["factors"]["waitMs"], 0);
    }
    attempt(&popup, "not the passphrase").await?;
    let third = Instant::now();
    let screen = popup.wait("the delay", |screen| screen["factors"]["waitMs"].as_f64() > Some(0.0)).await?;
    assert!(screen["factors"]["waitMs"].as_f64() <= Some(5_000.0), "{screen}");
    popup.wait_for_text("The passphrase was wrong. Next try in").await?;
    // The button comes back when the time is over, not before.
    let body = "return document.querySelector('form.passphrase [type=submit]').disabled";
    assert_eq!(popup.on.run(body, Vec::new()).await?, true);
    until("the button", async || Ok((popup.on.run(body, Vec::new()).await? == false).then_some(()))).await?;
    assert!(third.elapsed() >= Duration::from_secs(3), "{:?}", third.elapsed());
    attempt(&popup, PASSPHRASE).await?;
    popup.wait("the open cache", |screen| screen["state"] == "open").await?;
    assert_eq!(world.phone.log().len(), asked, "the phone was asked");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_the_cache_in_a_small_window() -> Result<()> {
    if skipped_in(Engine::Firefox, "it ties passkeys to web sites and gives none to an extension") {
        return Ok(());
    }
    let (world, _tab, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let chromium = world.browser.chromium()?;
    let _authenticator = chromium.authenticator(&options.on).await?;
    options.press("Make a passkey").await?;
    options.wait("the passkey", |screen| !screen["factors"]["passkey"].is_null()).await?;
    options.wait_for_text("A passkey opens the cache.").await?;
    lock(&popup).await?;
    let asked = world.phone.log().len();

    // The button opens a window of our own.
    let url = format!("{}#passkey", Kind::Popup.url());
    popup.press("Unlock with passkey").await?;
    let small = until("the small window", async || {
        chromium.target(|target| target["type"] == "page" && target["url"] == url.as_str()).await
    })
    .await?;
    chromium.close_target(&small).await?;

    // The authenticator belongs to one tab: the same page is shown there.
    options.on.goto(&url).await?;
    let leaves = options.on.clone();
    let small = View::new(Kind::Popup, options.on);
    small.wait_for_text("The passkey opens only the cache in this browser.").await?;
    small.press("Use passkey").await?;
    popup.wait("the login", |screen| screen["state"] == "open" && screen["total"] == 1).await?;
    until("the window to be gone", async || Ok(leaves.url().await.is_err().then_some(()))).await?;
    assert_eq!(world.phone.log().len(), asked, "the phone was asked");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_says_why_it_has_no_passkey() -> Result<()> {
    if skipped_in(Engine::Chromium, "it has passkeys") {
        return Ok(());
    }
    let (world, _tab, _popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.wait_for_text("Firefox ties passkeys to web sites and gives none to an extension.").await?;
    assert!(!options.text().await?.contains("Make a passkey"));
    Ok(())
}
