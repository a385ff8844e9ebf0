//! The extension as people get it.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use anyhow::{Context, Result};
use nearkey_e2e::browser::WELCOME;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{
    Browser, Engine, Phone, PhoneConfig, Profile, Settings, View, root, skipped_because, until,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t66_the_shipped_extension_knows_no_phone_on_this_computer() -> Result<()> {
    let name = Engine::chosen().package().trim_start_matches("dev-");
    let extension = root().join("dist").join(name);
    if !extension.join("manifest.json").is_file() {
        skipped_because(&format!("because dist/{name} is missing; `cargo xtask build` makes it"));
        return Ok(());
    }
    let phone = Phone::start(PhoneConfig::default()).await?;
    let settings = Settings { extension: Some(extension), keep_welcome: true, ..Settings::default() };
    let browser = Browser::start(&Profile::new()?, &settings).await?;
    // In Chromium its id follows from where it lies, so its page is found by the title.
    let tab = until("the linking page", async || browser.titled(WELCOME).await).await?;
    let view = View::new(Kind::Link, tab);
    view.press("Show the code").await?;
    view.wait("the code", |screen| screen["step"]["type"] == "code").await?;

    for address in ["127.0.0.1", "127.1.2.3", "localhost"] {
        let port = phone.address().port().to_string();
        view.on.type_into("#address", address).await?;
        view.on.type_into("#port", &port).await?;
        let typed = |screen: &serde_json::Value| {
            screen["address"]["text"] == address && screen["address"]["port"] == port.as_str()
        };
        let screen = view.wait("the address", typed).await?;
        assert!(screen["address"]["url"].is_null(), "{screen}");
        assert_eq!(screen["address"]["fault"]["key"], "addressLoopback", "{screen}");
        view.wait_for_text("is this computer, not your phone. Use the address that your phone shows.")
            .await?;
        let button = "return document.querySelector('button[type=submit]').disabled";
        assert_eq!(view.on.run(button, Vec::new()).await?, true);
        // Enter in the field is the other way to go.
        view.on.run("document.querySelector('nk-scan form').requestSubmit()", Vec::new()).await?;
    }
    // The answer to something later shows that nothing went on behind it.
    view.press("Stop linking").await.context("no way back")?;
    view.wait("the start", |screen| screen["step"]["type"] == "start").await?;
    assert_eq!(phone.log().len(), 0, "{:?}", phone.log());
    Ok(())
}

/// What a page has to load where the user allows us in pages.
#[test]
fn what_stays_in_pages_is_small() -> Result<()> {
    let folder = root().join("dist").join(Engine::chosen().package().trim_start_matches("dev-"));
    if !folder.join("watch.js").is_file() {
        skipped_because("because there is no shipped build; `cargo xtask build` makes it");
        return Ok(());
    }
    let size = |name: &str| Ok::<u64, std::io::Error>(std::fs::metadata(folder.join(name))?.len());
    let (stays, shows) = (size("content.js")? + size("watch.js")?, size("show.js")?);
    println!("{stays} bytes stay, {shows} come where there is something to show");
    assert!(stays <= 25_000, "{stays} bytes");
    Ok(())
}
