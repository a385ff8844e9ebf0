//! What the shipped extension is allowed is enough: no access to any page, except the one in front of an open popup.

use std::net::SocketAddr;

use anyhow::Result;
use nearkey_e2e::variant::without_host_permissions;
use nearkey_e2e::view::Kind;
use nearkey_e2e::world::{code, connect_to};
use nearkey_e2e::{Choice, Engine, World, page, skipped_in, until};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test(flavor = "multi_thread")]
async fn the_shipped_permissions_are_enough_for_the_toolbar_popup() -> Result<()> {
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;

    let tab = world.visit("classic").await?;
    let popup = world.browser.open_popup().await?;
    let screen = popup.wait("the login form", |screen| screen["page"]["form"] == "login").await?;
    assert_eq!(screen["page"]["host"], "127.0.0.1");
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    page::wait_filled(&tab, &[("email", "mira@harbour.example"), ("password", "Lighthouse-42-ebb")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_toolbar_button_no_page_can_be_looked_at() -> Result<()> {
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    world.link().await?;
    world.visit("classic").await?;
    let view = world.browser.open_view(Kind::Popup).await?;
    let body = "const func = () => document.title;
        const tabs = await chrome.tabs.query({});
        // Older ones let a view look at itself.
        const others = tabs.filter(({ url }) => !url?.startsWith(location.origin));
        const looked = others.map(({ id }) => chrome.scripting.executeScript({ target: { tabId: id }, func }));
        const told = tabs.map(({ url }) => url ?? null).filter((url) => url?.startsWith('http'));
        return [tabs.length, (await Promise.allSettled(looked)).filter(({ status }) => status === 'fulfilled').length, told]";
    assert_eq!(view.on.run(body, Vec::new()).await?, json!([2, 0, []]));
    assert_eq!(view.screen().await?["page"]["host"], "");
    Ok(())
}

/// A network between browser and phone that takes away the phone's consent to be asked by every origin (CORS). Gives its
/// port; ends with the test.
async fn silent_about_origins(phone: SocketAddr) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((browser, _)) = listener.accept().await {
            tokio::spawn(async move { pass_on(browser, TcpStream::connect(phone).await?).await });
        }
    });
    Ok(port)
}

/// One request and its answer.
async fn pass_on(browser: TcpStream, phone: TcpStream) -> std::io::Result<()> {
    let (mut asks, mut hears) = browser.into_split();
    let (mut answers, mut listens) = phone.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut asks, &mut listens).await });
    let mut answer = Vec::new();
    answers.read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let kept: String =
        text.split_inclusive("\r\n").filter(|line| !line.starts_with("Access-Control-")).collect();
    hears.write_all(kept.as_bytes()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_for_the_address_is_asked_for_when_the_network_needs_it() -> Result<()> {
    if skipped_in(Engine::Chromium, "nobody can answer its question for a permission without a screen") {
        return Ok(());
    }
    let variant = without_host_permissions()?;
    let world = World::start_with(&variant.settings).await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    let port = silent_about_origins(world.phone.address()).await?;
    connect_to(&view, "127.0.0.1", &port.to_string()).await?;
    view.wait("the permission", |screen| screen["step"]["needsPermission"] == "http://127.0.0.1/*").await?;
    view.press("Allow this address").await?;
    world.compare(&view).await?;
    let granted = "return (await chrome.permissions.getAll()).origins";
    until("no more than it", async || {
        Ok((view.on.run(granted, Vec::new()).await? == json!(["http://127.0.0.1/*"])).then_some(()))
    })
    .await
}
