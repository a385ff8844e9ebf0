//! One item of a Passwork: everything about it, changing, marking, moving, sharing and binning it.

use std::fs;

use anyhow::{Context, Result};
use nearkey_e2e::nextcloud::{show_item, wait_synced};
use nearkey_e2e::passwork::{Office, SAMPLE_LOGIN};
use nearkey_e2e::{Tab, page, until};
use nearkey_servers::passwork::{Era, SAMPLE_DEEP};
use thirtyfour::Key;

/// What is in the clipboard, as somebody gets it who pastes it into a page.
async fn pasted(tab: &Tab, css: &str) -> Result<String> {
    tab.click(css).await?;
    tab.press_keys(Some(Key::Control), "v").await?;
    until("the pasted text", async || Ok(Some(page::value(tab, css).await?).filter(|text| !text.is_empty())))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_shown_changed_marked_moved_and_binned() -> Result<()> {
    let office = Office::connected(Era::ItemKeys).await?;
    let (_tab, popup) = office.over("classic").await?;
    show_item(&popup, "Orders database").await?;
    popup.wait_for_text("5432").await?;
    popup.wait_for_text("Production").await?;
    assert!(!popup.text().await?.contains("low tide"));
    popup.press("Show: Second password").await?;
    popup.wait_for_text("low tide").await?;

    popup.press("Save the file key.bin").await?;
    let path = office.world.browser.profile().downloads().join("key.bin");
    let content =
        until("the file", async || Ok(fs::read(&path).ok().filter(|bytes| bytes.len() == 7))).await?;
    assert_eq!(content, [0, 1, 2, 255, 128, 254, 127]);

    // One part is changed; all others are what they were.
    let before = office.server.read_item(SAMPLE_DEEP)?;
    popup.press("Edit").await?;
    popup.on.type_into("#item-password", "Anchor-Larch-20").await?;
    popup.press("Save on the server").await?;
    popup.wait_for_notice("stored").await?;
    let after = office.server.read_item(SAMPLE_DEEP)?;
    assert_eq!(after.password, "Anchor-Larch-20");
    assert_eq!(after.custom, before.custom);

    popup.press("Favourite").await?;
    let is_favourite = async || {
        let item = office.server.item(SAMPLE_DEEP).context("the item")?;
        Ok((item["isFavorite"].as_bool() == Some(true)).then_some(()))
    };
    until("the mark at the server", is_favourite).await?;

    popup.press("Move").await?;
    popup.on.run("document.querySelector('#move-places input').click()", Vec::new()).await?;
    popup.press("Move here").await?;
    popup.wait("it to be moved", |screen| screen["change"].is_null()).await?;
    wait_synced(&popup).await?;
    assert_eq!(office.server.read_item(SAMPLE_DEEP)?.password, "Anchor-Larch-20");
    office.t101_nothing_was_told();
    for entry in office.server.log() {
        assert!(!entry.body.contains("Anchor-Larch-20"), "{} {}", entry.method, entry.target);
    }
    Ok(())
}

/// T-101: the code of a link is known to whoever has the link, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn t101_a_link_shares_an_item_with_whoever_has_it_and_not_with_the_server() -> Result<()> {
    for era in [Era::ItemKeys, Era::V7On, Era::OffNew] {
        let office = Office::connected(era).await?;
        let (tab, popup) = office.over("plain").await?;
        show_item(&popup, "Sample sites").await?;
        popup.press("Share").await?;
        popup.wait_for_text("Whoever has the link can read this password without signing in.").await?;
        popup.press("Make link and copy").await?;
        popup.wait_for_text("Link copied").await?;
        tab.goto(&office.world.site.url_at("localhost", "classic")).await?;
        let link = pasted(&tab, "[name=email]").await?;
        assert!(link.starts_with(&office.server.url()), "{link}");
        assert_eq!(era.seals(), link.contains('#'), "{link}");
        assert!(!popup.text().await?.contains(&link));
        let code = link.split_once('#').map(|(_, code)| code.to_owned());
        for entry in office.server.log() {
            if let Some(code) = &code {
                assert!(!entry.target.contains(code) && !entry.body.contains(code), "{}", entry.target);
            }
        }
        let shared = office.server.open_link(&link)?;
        assert_eq!(shared.password, SAMPLE_LOGIN.1, "{era:?}");
        let kept = office.server.links();
        assert_eq!((kept.len(), kept[0].single_use), (1, true), "{era:?}");
    }
    Ok(())
}
