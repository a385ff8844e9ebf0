//! Nothing stays in a page unless the user grants it, and nothing when it is taken back or switched off.

use anyhow::Result;
use nearkey_e2e::in_page::a_while;
use nearkey_e2e::variant::without_host_permissions;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, InPage, Tab, World, skipped_in, until};
use serde_json::json;

const REGISTERED: &str = "return (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id)";

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_means_gone_from_pages_that_are_open_and_from_new_ones() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    pages.wait_for("marks", 2).await?;
    assert_eq!(pages.own.on.run(REGISTERED, Vec::new()).await?, json!(["pages"]));
    pages.own.press("Show a key in login fields").await?;
    pages.wait_for("marks", 0).await?;
    pages.own.press("Offer to keep logins that you type").await?;
    until("no script for pages", async || {
        Ok((pages.own.on.run(REGISTERED, Vec::new()).await? == json!([])).then_some(()))
    })
    .await?;
    let there = "return [globalThis.__nearkeyWatch?.alive() ?? false, document.querySelectorAll('div[popover]').length]";
    until("nothing in the page", async || {
        Ok((pages.in_content_world(there).await? == json!([false, 0])).then_some(()))
    })
    .await?;
    pages.tab.reload().await?;
    a_while().await;
    assert_eq!(pages.in_content_world(there).await?, json!([false, 0]));

    // And back, also in the page that is open.
    pages.own.press("Show a key in login fields").await?;
    pages.wait_for("marks", 2).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_nothing_is_in_any_page() -> Result<()> {
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    let tab = world.visit("classic").await?;
    let options = world.browser.open_view(Kind::Options).await?;
    a_while().await;
    assert_eq!(options.on.run(REGISTERED, Vec::new()).await?, json!([]));
    assert_eq!(tab.run("return document.querySelectorAll('[popover]').length", Vec::new()).await?, 0);
    options.wait_for_text("Not allowed in pages").await
}

/// Waits until there are so many places in the page where marks are drawn: one, or none.
async fn marks(tab: &Tab, count: usize) -> Result<()> {
    let there = "return document.querySelectorAll('div[popover=manual]').length";
    let what = format!("{count} places for marks in the page");
    until(&what, async || Ok((tab.run(there, Vec::new()).await? == count).then_some(()))).await
}

/// T-96 in small: what the user grants comes at once into pages that are open, and goes at once when it is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_granted_permission_reaches_open_pages_and_goes_when_it_is_taken_back() -> Result<()> {
    if skipped_in(Engine::Chromium, "nobody can answer its question for a permission without a screen") {
        return Ok(());
    }
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    let tab = world.visit("classic").await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.press("Allow in pages").await?;
    options.wait_for_text("Allowed in pages.").await?;
    marks(&tab, 1).await?;
    options.press("Take permission back").await?;
    options.wait_for_text("Not allowed in pages").await?;
    marks(&tab, 0).await?;
    assert_eq!(options.on.run(REGISTERED, Vec::new()).await?, json!([]));
    Ok(())
}

/// The popup asks too; the browser may close it while it does.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_popup_asked_for_is_there_in_the_page_at_once() -> Result<()> {
    if skipped_in(Engine::Chromium, "nobody can answer its question for a permission without a screen") {
        return Ok(());
    }
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    let tab = world.visit("classic").await?;
    let popup = world.browser.open_popup().await?;
    popup.press("More").await?;
    popup.press("Allow in pages").await?;
    marks(&tab, 1).await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.wait_for_text("Allowed in pages.").await?;
    assert_eq!(options.on.run(REGISTERED, Vec::new()).await?, json!(["pages"]));
    Ok(())
}

/// In every browser: the popup offers it, and what is put away stays away.
#[tokio::test(flavor = "multi_thread")]
async fn the_popup_says_once_what_the_permission_is_good_for() -> Result<()> {
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    let popup = world.keep_all().await?;
    popup.on.close().await?;
    world.visit("classic").await?;
    let popup = world.browser.open_popup().await?;
    popup.wait("the hint", |screen| screen["pagesHint"] == true).await?;
    popup.wait_for_text("Nearkey may read and change all pages").await?;
    popup.press("Not for me").await?;
    popup.wait("no hint", |screen| screen["pagesHint"] == false).await?;
    popup.press("More").await?;
    popup.wait_for_text("Allow in pages").await
}

/// A search for a phone borrows a part of it, and the two do not undo each other.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_a_phone_does_not_give_back_what_pages_were_granted() -> Result<()> {
    if skipped_in(Engine::Chromium, "nobody can answer its question for a permission without a screen") {
        return Ok(());
    }
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let origins =
        "return (await chrome.permissions.getAll()).origins.filter((one) => one.includes('*/*')).length";
    // A search that is under way when the pages are granted.
    options.on.run("localStorage.setItem('nearkey-borrowed', 'ABC-DEF')", Vec::new()).await?;
    options.press("Allow in pages").await?;
    options.wait_for_text("Allowed in pages.").await?;
    // The page gives back what was borrowed when it is opened anew, and finds nothing to give back.
    options.on.reload().await?;
    options.wait_for_text("Allowed in pages.").await?;
    a_while().await;
    assert_eq!(options.on.run(origins, Vec::new()).await?, 2);
    Ok(())
}
