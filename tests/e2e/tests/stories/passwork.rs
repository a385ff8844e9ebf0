//! A Passwork: connecting in several eras by hand and by code, filling, and being without it.

use anyhow::{Context, Result};
use nearkey_e2e::nextcloud::{lock, unlock, wait_for_step};
use nearkey_e2e::passwork::{Office, connect_page};
use nearkey_e2e::view::{Kind, Surface as _};
use nearkey_e2e::{Tab, View, until};
use nearkey_servers::passwork::{Era, SAMPLE_SITE};
use serde_json::{Value, json};

async fn fetch(popup: &View<Tab>) -> Result<()> {
    popup.on.click(".syncs button").await
}

/// Chooses a picture of a code.
async fn choose(view: &View<Tab>, picture: &[u8]) -> Result<()> {
    let body = "const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(given[0])], 'code.png', { type: 'image/png' }));
        const field = document.querySelector('nk-passwork-code input[type=file]');
        field.files = data.files;
        field.dispatchEvent(new Event('change'))";
    view.on.run(body, vec![json!(picture)]).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn t101_a_company_with_a_master_password_is_connected_filled_from_and_left() -> Result<()> {
    let office = Office::connected(Era::ItemKeys).await?;
    let (tab, popup) = office.over("classic").await?;
    office.fill(&tab, &popup).await?;

    lock(&popup).await?;
    assert!(!popup.text().await?.contains("Sample sites"));
    tab.reload().await?;
    unlock(&popup).await?;
    popup.wait("the login", |screen| screen["matches"][0]["name"] == "Sample sites").await?;

    // Without the server what was used once is there.
    office.server.set_online(false).await;
    office.fill(&tab, &popup).await?;
    fetch(&popup).await?;
    let failed =
        popup.wait("the failure", |screen| screen["accounts"][0]["sync"]["type"] == "failed").await?;
    assert_eq!(failed["accounts"][0]["sync"]["fault"]["key"], "passworkUnreachable");

    // It is renamed there while its panel is open.
    popup.press("Details of Sample sites").await?;
    popup.wait_for_text("mira@example.com").await?;
    until("the item", async || Ok(popup.text_of("dl.parts").await.is_ok().then_some(()))).await?;
    office.server.set_online(true).await;
    office.server.change_item(SAMPLE_SITE, &json!({ "name": "Sample pages" }))?;
    popup.press("Back").await?;
    fetch(&popup).await?;
    popup.wait("what is new there", |screen| screen["matches"][0]["name"] == "Sample pages").await?;
    office.t101_nothing_was_told();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_with_encryption_and_an_old_one_without_fill_too() -> Result<()> {
    for era in [Era::V7On, Era::OffOld] {
        let office = Office::connected(era).await?;
        let (tab, popup) = office.over("classic").await?;
        office.fill(&tab, &popup).await?;
        office.t101_nothing_was_told();
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t100_a_code_is_read_from_a_picture_or_a_text_and_seen_before_anything_is_asked() -> Result<()> {
    let office = Office::start(Era::OffNew).await?;
    let view = office.open_page().await?;
    let plain = office.server.url().replace("https://", "http://");
    view.on.type_into("#passwork-host", &plain).await?;
    view.wait("no address", |screen| screen["step"]["fault"]["key"] == "passworkNeedsHttps").await?;
    assert_eq!(office.server.log(), []);

    // A picture of a page, in which there is no code; one in which there is.
    choose(&view, &view.on.picture().await?).await?;
    view.wait_for_fault("passworkNoCode").await?;
    view.wait_for_text("No code can be read in this picture.").await?;
    for as_picture in [true, false] {
        if as_picture {
            choose(&view, &office.server.qr_png()?).await?;
        } else {
            view.on.type_into("#passwork-code", &office.server.qr_payload()).await?;
            view.press("Read").await?;
        }
        let read = view.wait("what the code says", |screen| screen["step"]["fromCode"] == true).await?;
        assert_eq!((&read["step"]["hasKey"], &read["step"]["fault"]), (&json!(true), &Value::Null));
        view.wait_for_text("Is this your Passwork?").await?;
        assert_eq!(office.server.log(), [], "it was called before the user said so");
        let shown = view.text().await?;
        assert!(!shown.contains(&office.server.api_key()), "the key is on the screen");
        if as_picture {
            view.press("No, start again").await?;
            view.wait("the ways to read one", |screen| screen["step"]["fromCode"] == false).await?;
        }
    }
    view.press("Connect").await?;
    wait_for_step(&view, "found").await?;
    view.on.close().await?;

    office.server.forbid_api(true);
    let view = office.world.browser.open_view_at(Kind::Connect, &connect_page()).await?;
    wait_for_step(&view, "key").await?;
    office.type_key(&view).await?;
    view.press("Connect").await?;
    view.wait_for_fault("passworkApiForbidden").await?;
    Ok(())
}

/// The code is on a page of the web, and the page that connects is another tab beside it.
#[tokio::test(flavor = "multi_thread")]
async fn t100_the_popup_reads_the_code_of_the_page_beneath_it() -> Result<()> {
    let office = Office::start(Era::OffNew).await?;
    let browser = &office.world.browser;
    let tab = browser.tab();
    tab.goto(&office.server.qr_url()).await?;
    let options = browser.open_view(Kind::Options).await?;
    let open = "const all = await chrome.tabs.query({});
        const { windowId } = all.find(({ windowId }) => windowId !== given[1]);
        return (await chrome.tabs.create({ windowId, url: given[0], active: false })).id";
    let own = options.on.run("return (await chrome.tabs.getCurrent()).windowId", Vec::new()).await?;
    let page = vec![options.on.run(open, vec![connect_page().into(), own]).await?];
    options.on.close().await?;
    let in_front = "return (await chrome.tabs.get(given[0])).active";
    let popup = browser.open_popup().await?;
    assert_eq!(popup.on.eval(in_front, page.clone()).await?, false);
    popup.press("Read the code in this tab").await?;
    // Asked from another window: who goes to the page brings it to the front.
    let options = browser.open_view(Kind::Options).await?;
    until("the page that connects to come to the front", async || {
        Ok((options.on.run(in_front, page.clone()).await? == true).then_some(()))
    })
    .await?;
    let page = browser.titled("Connect a server – Nearkey").await?.context("it is closed")?;
    let view = View::new(Kind::Connect, page);
    let read = view.wait("what the code says", |screen| screen["step"]["fromCode"] == true).await?;
    assert_eq!((&read["step"]["hasKey"], &read["step"]["fault"]), (&json!(true), &Value::Null));
    view.wait_for_text("Is this your Passwork?").await?;
    let called = office.server.log().into_iter().filter(|call| !call.target.contains("/mobile"));
    assert_eq!(called.collect::<Vec<_>>(), [], "it was called before the user said so");
    view.press("Connect").await?;
    wait_for_step(&view, "found").await.map(|_| ())
}
