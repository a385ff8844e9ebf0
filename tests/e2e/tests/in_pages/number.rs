//! The number at the toolbar button, which pages with fields bring by themselves.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{InPage, until};
use serde_json::json;

/// T-81: nobody opened the popup over the page or pressed a key.
#[tokio::test(flavor = "multi_thread")]
async fn t81_a_page_with_fields_has_its_number_at_once_until_the_lock() -> Result<()> {
    let pages = InPage::start().await?;
    let number = "const tabs = await chrome.tabs.query({});
        const page = tabs.find(({ url }) => url?.startsWith('http'));
        return chrome.action.getBadgeText({ tabId: page.id })";
    let shows = async |text: &str| {
        until(&format!("“{text}” at the button"), async || {
            Ok((pages.own.on.run(number, Vec::new()).await? == json!(text)).then_some(()))
        })
        .await
    };
    shows("1").await?;
    // Another host, without a login; then the same page again, which is a new document.
    pages.tab.goto(&pages.world.site.url_at("localhost", "classic")).await?;
    shows("").await?;
    pages.tab.goto(&pages.world.site.url("classic")).await?;
    shows("1").await?;
    pages.tab.reload().await?;
    shows("1").await?;

    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    popup.press("Lock now").await?;
    shows("").await?;
    popup.on.close().await?;
    pages.tab.reload().await?;
    pages.wait_for("marks", 2).await?;
    shows("").await
}
