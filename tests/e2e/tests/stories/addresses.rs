//! A phone with more than one address, and one that is looked for.

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::world::prompt_on;
use nearkey_e2e::{
    Choice, Engine, Phone, PhoneConfig, Settings, Site, SiteConfig, Tab, View, World, until, until_in,
};
use tempfile::TempDir;

/// A search asks more than two hundred addresses.
const FIND_PATIENCE: Duration = Duration::from_secs(90);

/// A linked world whose phone keeps what it knows in a folder.
async fn linked(folder: &TempDir) -> Result<World> {
    let phone = PhoneConfig { state_file: Some(folder.path().join("phone.json")), ..PhoneConfig::default() };
    let world = World::start_at(phone, SiteConfig::default(), &Settings::default()).await?;
    world.link().await?;
    Ok(world)
}

/// The same phone gets another address. The old one is free then.
async fn move_phone(world: World, folder: &TempDir, host: Ipv4Addr, port: u16) -> Result<World> {
    let World { phone, site, browser } = world;
    phone.stop().await;
    drop(phone);
    let config = PhoneConfig {
        host,
        port,
        state_file: Some(folder.path().join("phone.json")),
        ..PhoneConfig::default()
    };
    let phone = until("the new address", async || Ok(Phone::start(config.clone()).await.ok())).await?;
    Ok(World { phone, site, browser })
}

/// Adds an address on the options page.
async fn add(options: &View<Tab>, host: &str, port: u16) -> Result<()> {
    options.press("Add an address").await?;
    options.on.type_into("form [name=text]", host).await?;
    options.on.type_into("form [name=port]", &port.to_string()).await?;
    options.press("Add").await?;
    let line = format!("{host}:{port}");
    options
        .wait("the address", |screen| {
            let lines = screen["phones"][0]["addresses"].as_array();
            lines.is_some_and(|lines| lines.iter().any(|one| one["text"] == line.as_str()))
        })
        .await
        .map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_true_address_is_found_behind_a_dead_and_a_foreign_one_and_moves_to_the_front() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let world = linked(&folder).await?;
    let before = world.phone.address();
    let world = move_phone(world, &folder, Ipv4Addr::LOCALHOST, 0).await?;
    // Something else got the address that the phone had.
    let foreign = SiteConfig { port: before.port() };
    let rogue = until("the old address", async || Ok(Site::start(foreign).await.ok())).await?;
    let nobody = Site::start(SiteConfig::default()).await?;
    let dead = nobody.address();
    drop(nobody);
    let options = world.browser.open_view(Kind::Options).await?;
    add(&options, "127.0.0.1", dead.port()).await?;
    add(&options, "127.0.0.1", world.phone.address().port()).await?;
    options.wait_for_text("no answer from here yet").await?;

    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await?;
    let now = world.phone.address().to_string();
    let screen = options
        .wait("the true one in front", |screen| screen["phones"][0]["addresses"][0]["text"] == now.as_str())
        .await?;
    let lines = screen["phones"][0]["addresses"].as_array().map_or(0, Vec::len);
    assert_eq!(lines, 3, "none was taken away");
    assert!(screen["phones"][0]["addresses"][0]["answeredAtMs"].as_f64() > Some(0.0));
    assert_eq!(rogue.submissions(), []);

    // From now on it is asked first, and the others can go.
    for gone in [before.to_string(), dead.to_string()] {
        options.press(&format!("Remove the address {gone}")).await?;
    }
    options
        .wait("one address", |screen| {
            screen["phones"][0]["addresses"].as_array().is_some_and(|all| all.len() == 1)
        })
        .await
        .map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_moved_is_found_proves_itself_and_is_remembered() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let world = linked(&folder).await?;
    let port = world.phone.address().port();
    let world = move_phone(world, &folder, Ipv4Addr::new(127, 0, 0, 9), port).await?;
    let options = world.browser.open_view(Kind::Options).await?;
    if Engine::chosen() == Engine::Chromium {
        // Nobody can answer the browser's question for a permission without a screen; it would wait for ever. The phone
        // lets every origin ask it, so the answers can be read without the permission.
        let yes = "chrome.permissions.request = async () => true";
        options.on.run(yes, Vec::new()).await?;
    }
    options.press("Find my phone").await?;
    options.wait_for_text("Browsers know no permission for just one network.").await?;
    options.press("Look for it").await?;
    let found = format!("127.0.0.9:{port}");
    options
        .wait_in(FIND_PATIENCE, "the phone", |screen| screen["find"]["state"]["address"] == found.as_str())
        .await?;
    options.wait_for_text("Anything could say that. Only your own phone can prove it.").await?;
    assert!(world.phone.log().iter().all(|entry| entry.client.is_none()), "the search names no link");
    options.press("Ask it to prove it").await?;
    let prompt = prompt_on(&world.phone, &options).await?;
    assert_eq!(prompt.command, "get_client_key");
    world.phone.accept(Choice::Accept)?;
    options
        .wait("the proof", |screen| {
            screen["find"]["state"]["type"] == "proved"
                && screen["phones"][0]["addresses"][0]["text"] == found.as_str()
        })
        .await?;
    options.wait_for_text("It is your phone. From now on it is asked here first:").await?;
    if Engine::chosen() == Engine::Firefox {
        // The permission for everywhere went back, the one for the address stays.
        until_in(Duration::from_secs(10), "the permission to be given back", async || {
            let all =
                options.on.run("return (await chrome.permissions.getAll()).origins", Vec::new()).await?;
            let all = all.to_string();
            Ok((!all.contains("http://*/*") && all.contains("http://127.0.0.9/*")).then_some(()))
        })
        .await?;
    }
    // Not asked from a page: Chromium takes every http permission away with the one for everywhere, those of the
    // development build too.
    let popup = world.browser.open_view(Kind::Popup).await?;
    popup.press("More").await?;
    popup.press("Choose one on the phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait("the login", |screen| !screen["request"]["held"].is_null()).await.map(|_| ())
}
