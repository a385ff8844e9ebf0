//! What stays on this computer: nothing before the link, no secret ever, nothing after unlinking; and damage is told.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, Tab, View, World, page, storage, until};
use nearkey_servers::phone::wire;
use serde_json::Value;

/// A page of the extension in which nothing runs that could be in the way.
async fn own_page(world: &World) -> Result<View<Tab>> {
    world.browser.open_view(Kind::Options).await
}

/// The id of the only link.
async fn link_id(own: &View<Tab>) -> Result<String> {
    let screen = own.wait("the link", |screen| !screen["phones"][0].is_null()).await?;
    Ok(screen["phones"][0]["phone"]["id"].as_str().context("no id")?.to_owned())
}

/// All that must be found nowhere: passwords, user names, one-time-code secrets, sites and the key of the cache.
fn secrets(world: &World, link: &str) -> Vec<Vec<u8>> {
    let mut secrets = Vec::new();
    for entry in world.phone.credentials() {
        secrets.extend([entry.password, entry.user, entry.otp].map(String::into_bytes));
        // The sample site is in the history of the browser, of course.
        if !entry.website.contains("127.0.0.1") {
            secrets.push(entry.website.into_bytes());
        }
    }
    let key = world.phone.client_key(link);
    secrets.extend([
        key.to_vec(),
        wire::android_text(&key).into_bytes(),
        wire::padded_text(&key).into_bytes(),
    ]);
    secrets.retain(|secret| secret.len() > 4);
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_kept_before_the_letters_were_called_the_same() -> Result<()> {
    let world = World::start().await?;
    let own = own_page(&world).await?;
    let before = storage::names(&own.on).await?;
    let view = world.show_code().await?;
    world.phone.scan(&nearkey_e2e::world::code(&view).await?)?;
    world.connect(&view).await?;
    world.compare(&view).await?;
    assert_eq!(storage::names(&own.on).await?, before);
    assert!(!before.iter().any(|name| name == "links"), "{before:?}");

    view.press("Same").await?;
    view.wait("the link", |screen| screen["step"]["type"] == "done").await?;
    assert!(storage::names(&own.on).await?.iter().any(|name| name == "links"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t84_t95_no_secret_is_in_any_storage_in_any_console_or_in_the_profile() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.fill_classic().await?;
    let popup = world.keep_all().await?;
    popup.press("Copy password of Harbour Mail").await?;
    let own = own_page(&world).await?;
    let link = link_id(&own).await?;
    let secrets = secrets(&world, &link);
    assert!(secrets.len() > 20, "only {} secrets", secrets.len());

    let kept = storage::everything(&own.on).await?;
    let items = kept.iter().filter(|(name, _)| name.contains("/item/")).count();
    assert!(items > 3, "only {items} items are kept");
    assert_eq!(storage::leaks(&kept, &secrets), Vec::<String>::new());

    own.on.run("console.log('a word for the check')", Vec::new()).await?;
    let consoles = world.browser.consoles().await?;
    assert_eq!(
        storage::leaks(&consoles, &[b"a word for the check".to_vec()]).len(),
        1,
        "the consoles are not heard"
    );
    assert_eq!(storage::leaks(&consoles, &secrets), Vec::<String>::new());

    tab.goto("about:blank").await?;
    let user = world.site.credential().user;
    let profile = world.browser.quit().await?;
    let files = storage::files(profile.path())?;
    assert!(
        !storage::leaks(&files, &[link.into_bytes()]).is_empty(),
        "the search does not even find the link"
    );
    let mut leaks = storage::leaks(&files, &secrets);
    // The browser itself remembers what stands in text fields of a page, for "reopen closed tab".
    let sessions = ["/Default/Sessions/", "/sessionstore"];
    leaks.retain(|leak| !(leak.starts_with(&user) && sessions.iter().any(|place| leak.contains(place))));
    assert_eq!(leaks, Vec::<String>::new());
    Ok(())
}

/// A linked world with a full cache, locked, and one of our own pages.
async fn locked() -> Result<(World, View<Tab>, String)> {
    let world = World::linked().await?;
    let popup = world.keep_all().await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    popup.on.close().await?;
    let own = own_page(&world).await?;
    let link = link_id(&own).await?;
    Ok((world, own, link))
}

/// Stores zeros of the same length under a name, has the worker start anew, and gives what is there now.
async fn damage(world: &World, own: &View<Tab>, name: &str) -> Result<Vec<u8>> {
    let bytes = vec![0; storage::read(&own.on, name).await?.with_context(|| format!("no {name}"))?.len()];
    storage::write(&own.on, name, &bytes).await?;
    world.browser.restart_worker(&own.on).await?;
    Ok(bytes)
}

/// Unlocks by phone and waits how it ends.
async fn unlock(world: &World, popup: &View<Tab>) -> Result<Value> {
    popup.press("Unlock with phone").await?;
    world.prompt(popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup
        .wait("the end of the request", |screen| {
            screen["request"]["stage"] == "failed" || screen["state"] == "open"
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_list_of_links_is_told_and_put_aside() -> Result<()> {
    let (world, own, _) = locked().await?;
    let garbage = damage(&world, &own, "links").await?;
    let popup = world.browser.open_view(Kind::Popup).await?;
    popup.wait("the damage", |screen| screen["state"] == "damaged").await?;
    popup.wait_for_text("Stored data cannot be read").await?;
    popup.on.close().await?;
    assert_eq!(storage::read(&own.on, "links").await?.as_ref(), Some(&garbage));

    // Linking anew is the way out, and keeps what could not be read.
    world.phone.reset().await;
    world.link().await?;
    let names = storage::names(&own.on).await?;
    let aside = names.iter().find(|name| name.starts_with("damaged/links/")).context("nothing put aside")?;
    assert_eq!(storage::read(&own.on, aside).await?, Some(garbage));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_index_or_key_is_told_and_not_overwritten() -> Result<()> {
    // A damaged key cannot be told from another key.
    for (part, fault, words) in [
        ("index", "vaultDamaged", "The cache is damaged."),
        ("key", "vaultWrongKey", "The phone’s key does not open this cache."),
    ] {
        let (world, own, link) = locked().await?;
        let name = format!("vault/{link}/{part}");
        let garbage = damage(&world, &own, &name).await?;
        let popup = world.browser.open_view(Kind::Popup).await?;
        popup.wait("the lock", |screen| screen["state"] == "locked").await?;
        let screen = unlock(&world, &popup).await?;
        assert_eq!(screen["request"]["fault"]["key"], fault, "{part}: {screen}");
        popup.wait_for_text(words).await?;
        assert_eq!(storage::read(&own.on, &name).await?, Some(garbage), "{part}");
        // The rest works.
        popup.press("Close").await?;
        popup.on.close().await?;
        world.fill_classic().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_item_is_told_and_the_others_still_fill() -> Result<()> {
    let (world, own, link) = locked().await?;
    let login = world.site.credential();
    let uid = login.uid.context("no uid")?;
    let name = format!("vault/{link}/item/{uid}");
    let garbage = damage(&world, &own, &name).await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    let screen = unlock(&world, &popup).await?;
    assert_eq!(screen["state"], "open", "{screen}");
    popup.press("Fill in Harbour Mail").await?;
    popup.wait("the damage", |screen| screen["notice"]["type"] == "damaged").await?;
    assert_eq!(page::filled(&tab).await?, Vec::new());
    assert_eq!(storage::read(&own.on, &name).await?, Some(garbage));

    // The phone's word brings it back.
    world.get_all(&popup).await?;
    popup.press("Fill in Harbour Mail").await?;
    page::wait_filled(&tab, &[("email", &login.user), ("password", &login.password)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t96_unlinking_leaves_nothing_and_says_so() -> Result<()> {
    let world = World::linked().await?;
    world.keep_all().await?.on.close().await?;
    let own = own_page(&world).await?;
    let link = link_id(&own).await?;
    assert!(storage::keys(&own.on).await?.contains(&format!("link/{link}")));
    own.press("Unlink").await?;
    let press = "document.querySelector('dialog[open] .button.danger').click()";
    until("the question", async || {
        let asked =
            own.on.run("return !!document.querySelector('dialog[open] .button.danger')", Vec::new()).await?;
        Ok((asked == true).then_some(()))
    })
    .await?;
    own.on.run(press, Vec::new()).await?;
    own.wait("an empty list", |screen| screen["phones"].as_array().is_some_and(Vec::is_empty)).await?;
    // Told when the disk has told.
    own.wait("what was removed", |screen| screen["removed"].as_array().map(Vec::len) == Some(4)).await?;
    own.wait_for_text("Removed from this browser").await?;
    for line in ["Keys of the link", "Logins in the cache", "Timers", "Everything in memory"] {
        own.wait_for_text(line).await?;
    }

    until("an empty storage", async || {
        let names = storage::names(&own.on).await?;
        let keys = storage::keys(&own.on).await?;
        let values = names.iter().all(|name| name == "links" || name == "settings");
        Ok((values && !keys.iter().any(|name| name.starts_with("link/"))).then_some(()))
    })
    .await?;
    assert_eq!(storage::read(&own.on, "links").await?, None, "it was the last link");
    assert_eq!(
        storage::leaks(&storage::everything(&own.on).await?, &[link.into_bytes()]),
        Vec::<String>::new()
    );
    let alarms = own.on.run("return (await chrome.alarms.getAll()).length", Vec::new()).await?;
    assert_eq!(alarms, 0);
    let popup = world.browser.open_view(Kind::Popup).await?;
    popup.wait("the first run", |screen| screen["state"] == "firstRun").await.map(|_| ())
}
