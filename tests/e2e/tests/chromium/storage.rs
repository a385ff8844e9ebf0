//! What is stored was damaged: a clear state, nothing is written over, linking again helps.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{World, storage};

const GARBAGE: &[u8] = b"\x00\xffnot ours\x80";

fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_link_is_said_and_kept_aside() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    storage::put(&popup, "links", GARBAGE).await?;
    world.browser.kill_worker().await?;
    popup.wait("the damage", |screen| screen["state"] == "damaged").await?;
    popup.wait_for_text("Stored data cannot be read").await?;
    assert_eq!(storage::value(&popup, "links").await?, Some(as_text(GARBAGE)), "not written over");
    popup.on.close().await?;
    drop(tab);

    world.phone.reset().await;
    world.phone.put_credential(world.site.credential());
    world.link().await?;
    world.fill_classic().await?;
    let view = world.browser.open_view(Kind::Options).await?;
    let names = storage::names(&view, "values").await?;
    let aside = names.iter().find(|name| name.starts_with("damaged/"));
    assert!(aside.is_some(), "{names:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cache_is_said_and_not_written_over() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let names = storage::names(&popup, "values").await?;
    let index = names.into_iter().find(|name| name.ends_with("/index")).unwrap_or_default();
    storage::put(&popup, &index, GARBAGE).await?;
    world.browser.kill_worker().await?;
    popup.wait("the lock", |screen| screen["state"] == "locked" || screen["state"] == "damaged").await?;
    popup.press("Unlock with phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(nearkey_e2e::Choice::Accept)?;
    popup.wait_for_fault("vaultDamaged").await?;
    assert_eq!(storage::value(&popup, &index).await?, Some(as_text(GARBAGE)));
    Ok(())
}

/// T-86: one item of many.
#[tokio::test(flavor = "multi_thread")]
async fn t86_a_damaged_item_is_left_out_and_fills_nothing() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let names = storage::names(&popup, "values").await?;
    let item = names.into_iter().find(|name| name.contains("/item/")).unwrap_or_default();
    storage::put(&popup, &item, GARBAGE).await?;
    tab.reload().await?;
    popup.wait("the page", |screen| screen["page"]["form"] == "login").await?;
    popup.on.click("[role=row]").await?;
    popup.wait_for_notice("damaged").await?;
    assert_eq!(nearkey_e2e::page::filled(&tab).await?, []);
    assert_eq!(storage::value(&popup, &item).await?, Some(as_text(GARBAGE)));
    drop(world);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_settings_are_the_usual_ones() -> Result<()> {
    let world = World::linked().await?;
    let view = world.browser.open_view(Kind::Options).await?;
    storage::put(&view, "settings", GARBAGE).await?;
    world.browser.kill_worker().await?;
    world.browser.wait_for_worker().await?;
    let screen = view.wait("a screen", |_| true).await?;
    assert!(screen["settings"]["lockAfterMinutes"].as_u64().is_some_and(|minutes| minutes >= 1), "{screen}");
    view.on.close().await?;
    world.fill_classic().await.map(|_| ())
}
