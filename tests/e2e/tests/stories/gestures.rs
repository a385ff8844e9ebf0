//! Keys and the menu of the right mouse button: a gesture for the page in front, the same questions, the same lock.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, Tab, View, World, page, skipped_in, until};
use serde_json::json;

/// The cache is open, no popup is, and the classic page is in front, loaded anew.
async fn ready() -> Result<(World, Tab)> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.on.close().await?;
    tab.reload().await?;
    Ok((world, tab))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_fills_the_only_login_for_the_page() -> Result<()> {
    let (world, tab) = ready().await?;
    world.browser.command("fill").await?;
    world.wait_filled(&tab, "email", "password").await?;
    assert_eq!(world.site.submissions(), []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_fills_the_only_login_for_the_page() -> Result<()> {
    if skipped_in(Engine::Firefox, "a program cannot choose in the menu of the browser") {
        return Ok(());
    }
    let (world, tab) = ready().await?;
    world.browser.choose_in_menu("fill").await?;
    world.wait_filled(&tab, "email", "password").await
}

/// Waits until one of our popups is there, wherever the browser put it.
async fn popup_is_open(own: &View<Tab>) -> Result<()> {
    let body =
        "return chrome.extension.getViews().some((view) => view.location.pathname === '/popup/popup.html')";
    until("the popup", async || Ok((own.on.run(body, Vec::new()).await? == true).then_some(()))).await
}

/// T-81: after a lock the same keys fill nothing and show what to do.
#[tokio::test(flavor = "multi_thread")]
async fn t81_after_the_key_to_lock_the_key_to_fill_opens_the_popup() -> Result<()> {
    let (world, tab) = ready().await?;
    let own = world.browser.open_view(Kind::Options).await?;
    world.browser.command("lock").await?;
    own.wait("the lock", |screen| screen["open"] == false).await?;
    world.browser.command("fill").await?;
    popup_is_open(&own).await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// What the toolbar button says for the web page.
async fn badge(own: &View<Tab>) -> Result<serde_json::Value> {
    let body = "const tabs = await chrome.tabs.query({});
        const page = tabs.find(({ url }) => url?.startsWith('http'));
        return chrome.action.getBadgeText({ tabId: page.id })";
    own.on.run(body, Vec::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t81_the_button_counts_the_logins_for_the_page_and_no_longer_than_it_is_there() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let shows = async |text: &str| {
        until(&format!("“{text}” at the button"), async || {
            Ok((badge(&popup).await? == json!(text)).then_some(()))
        })
        .await
    };
    shows("1").await?;
    tab.goto(&world.site.url_at("localhost", "classic")).await?;
    shows("").await?;
    tab.goto(&world.site.url("plain")).await?;
    shows("1").await?;
    popup.press("Lock now").await?;
    shows("").await
}
