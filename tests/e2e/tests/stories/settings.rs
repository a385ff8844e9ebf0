//! The options page: settings, how all views look, and what is stored.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Browser, Choice, Settings, Tab, View, World, root, storage, until};
use serde_json::{Value, json};

/// Presses a button in the question that is open.
async fn say_yes(options: &View<Tab>) -> Result<()> {
    options.on.click("dialog[open] .pair .button:last-child").await
}

/// The text of a key in a language.
fn words(language: &str, key: &str) -> Result<String> {
    let path = root().join(format!("extension/_locales/{language}/messages.json"));
    let all: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    Ok(all[key]["message"].as_str().context("no such text")?.to_owned())
}

/// Chooses in the field for the language.
async fn speak(options: &View<Tab>, language: &str) -> Result<()> {
    let body = "const select = document.querySelector('#language');
        select.value = given[0];
        select.dispatchEvent(new Event('change'))";
    options.on.run(body, vec![json!(language)]).await?;
    options.wait("the language", |screen| screen["settings"]["language"] == language).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_survives_a_new_start_of_the_browser() -> Result<()> {
    let World { phone, site, browser } = World::linked().await?;
    let options = browser.open_view(Kind::Options).await?;
    let before = options.screen().await?["settings"].clone();
    let is = |key: &'static str, value: Value| move |screen: &Value| screen["settings"][key] == value;
    options.on.type_into("#minutes", "7\t").await?;
    options.wait("minutes", is("lockAfterMinutes", json!(7))).await?;
    options.on.type_into("#hours", "3\t").await?;
    options.wait("hours", is("lockAtMostHours", json!(3))).await?;
    options.press("Lock when the screen locks or the computer sleeps").await?;
    let screen = !before["lockWithScreen"].as_bool().context("no setting")?;
    options.wait("the screen", is("lockWithScreen", json!(screen))).await?;
    if before["lockIdleMinutes"] == 0 {
        options.press("Lock when nobody uses the computer").await?;
        options.wait("idle", |screen| screen["settings"]["lockIdleMinutes"] != 0).await?;
    }
    options.on.type_into("#idle", "12\t").await?;
    options.wait("idle", is("lockIdleMinutes", json!(12))).await?;
    options.on.type_into("#seconds", "45\t").await?;
    options.wait("the clipboard", is("clipboardSeconds", json!(45))).await?;
    for (label, key) in [
        ("Entries in the menu of the right mouse button", "contextMenu"),
        ("Show a key in login fields", "marks"),
        ("Offer to keep logins that you type", "offers"),
    ] {
        options.press(label).await?;
        options.wait(key, is(key, json!(false))).await?;
    }
    options.press("Dark").await?;
    options.wait("the colours", is("theme", json!("dark"))).await?;
    speak(&options, "de").await?;
    // What is out of bounds is said and not taken.
    options.on.type_into("#minutes", "500\t").await?;
    options.wait_for_text(&words("de", "number_wrong")?.replace("$1", "1").replace("$2", "240")).await?;
    let wanted = options.screen().await?["settings"].clone();
    assert_eq!(wanted["lockAfterMinutes"], 7);
    // A list that is still empty has nothing to take away.
    let all = wanted.as_object().context("no settings")?.iter();
    for (key, value) in all.filter(|(_, value)| **value != json!([])) {
        assert_ne!(before[key], *value, "{key} was not changed");
    }

    let profile = browser.quit().await?;
    // In the language that was chosen, the page of a fresh installation has another title.
    let start = Settings { keep_welcome: true, ..Settings::default() };
    let browser = Browser::start(&profile, &start).await?;
    let world = World { phone, site, browser };
    let options = world.browser.open_view(Kind::Options).await?;
    assert_eq!(options.screen().await?["settings"], wanted);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_colours_change_in_every_open_view() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let link = world.browser.open_view(Kind::Link).await?;
    let doctor = world.browser.open_view(Kind::Doctor).await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let views = [
        (&popup, "ask_site"),
        (&link, "link_another_heading"),
        (&doctor, "doctor_heading"),
        (&options, "options_heading"),
    ];
    speak(&options, "de").await?;
    for (view, key) in views {
        view.wait_for_text(&words("de", key)?).await?;
        assert_eq!(view.on.run("return document.documentElement.lang", Vec::new()).await?, "de");
    }
    options.press(&words("de", "theme_dark")?).await?;
    let theme = "return document.documentElement.dataset.theme ?? ''";
    let paper = "return getComputedStyle(document.body).backgroundColor";
    for (view, _) in views {
        until("dark", async || Ok((view.on.run(theme, Vec::new()).await? == "dark").then_some(()))).await?;
    }
    let dark = popup.on.run(paper, Vec::new()).await?;
    options.press(&words("de", "theme_light")?).await?;
    for (view, _) in views {
        until("light", async || Ok((view.on.run(theme, Vec::new()).await? == "light").then_some(()))).await?;
    }
    assert_ne!(popup.on.run(paper, Vec::new()).await?, dark);
    speak(&options, "en").await?;
    for (view, key) in views {
        view.wait_for_text(&words("en", key)?).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_deleting_deletes_its_kind_alone() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let items = async || {
        let names = storage::names(&options.on).await?;
        Ok::<_, anyhow::Error>(names.iter().filter(|name| name.starts_with("vault/")).count())
    };
    options.on.type_into("#minutes", "7\t").await?;
    options.wait("minutes", |screen| screen["settings"]["lockAfterMinutes"] == 7).await?;
    assert!(items().await? > 0);

    // A no changes nothing.
    options.press("Delete logins").await?;
    options.wait_for_text("Delete: Kept logins?").await?;
    options.on.click("dialog[open] .pair .button:first-child").await?;
    assert_eq!(options.screen().await?["hasCache"], true);
    options.press("Delete logins").await?;
    say_yes(&options).await?;
    options.wait("no cache", |screen| screen["hasCache"] == false).await?;
    options.wait_for_text("Removed from this browser").await?;
    until("no items on disk", async || Ok((items().await? == 0).then_some(()))).await?;
    popup
        .wait("an empty popup", |screen| screen["state"] == "empty" && screen["phones"] != json!([]))
        .await?;

    options.press("Reset").await?;
    say_yes(&options).await?;
    options.wait("the usual minutes", |screen| screen["settings"]["lockAfterMinutes"] == 15).await?;
    assert_ne!(options.screen().await?["phones"], json!([]));

    options.press("Delete everything").await?;
    say_yes(&options).await?;
    options.wait("no phone", |screen| screen["phones"] == json!([])).await?;
    popup.wait("a first run", |screen| screen["state"] == "firstRun").await?;
    until("an empty storage", async || {
        let names = storage::names(&options.on).await?;
        Ok(names.iter().all(|name| name == "links").then_some(()))
    })
    .await?;
    let keys = storage::keys(&options.on).await?;
    assert!(!keys.iter().any(|name| name.starts_with("link/")), "{keys:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_change_every_record_and_still_open() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let records = async || {
        let found: BTreeMap<_, _> = storage::everything(&options.on).await?.into_iter().collect();
        Ok::<_, anyhow::Error>(
            found.into_iter().filter(|(name, _)| name.starts_with("vault/")).collect::<BTreeMap<_, _>>(),
        )
    };
    let before = records().await?;
    assert!(before.len() >= 3, "{:?}", before.keys());
    options.press("Renew").await?;
    // The phone's key seals the new ones, so it is asked; the page shows the letters.
    let prompt = nearkey_e2e::world::prompt_on(&world.phone, &options).await?;
    assert_eq!(prompt.command, "get_client_key");
    world.phone.accept(Choice::Accept)?;
    options.wait_for_text("The cache has new keys.").await?;
    let after = records().await?;
    assert!(before.keys().eq(after.keys()), "{:?} {:?}", before.keys(), after.keys());
    for (name, bytes) in &after {
        assert_ne!(before.get(name), Some(bytes), "{name} is as it was");
    }
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    popup.press("Unlock with phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("the login", |screen| screen["state"] == "open" && screen["total"] == 1).await.map(|_| ())
}
