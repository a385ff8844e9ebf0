//! T-91: the browser stops the worker whenever it likes. Nothing is lost, or the person is told.

use std::time::Duration;

use anyhow::{Context, Result};
use nearkey_e2e::world::code;
use nearkey_e2e::{Choice, Engine, Fault, FaultOrder, World, page, skipped_in, until};

#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_while_linking_it_goes_on_at_every_step() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    let before = code(&view).await?;
    world.browser.restart_worker(&view.on).await?;
    // The page connects again and a new worker shows the same code.
    view.wait_for_step("code").await?;
    assert_eq!(code(&view).await?, before);

    world.connect(&view).await?;
    view.wait_for_step("notScanned").await?;
    world.browser.restart_worker(&view.on).await?;
    world.phone.scan(&before)?;
    let letters = world.compare(&view).await?;

    world.browser.restart_worker(&view.on).await?;
    view.wait_for_step("compare").await?;
    assert_eq!(view.letters().await?, letters);
    view.press("Same").await?;
    view.wait_for_step("done").await?;
    world.phone.accept_link()?;
    view.on.close().await?;
    world.fill_classic().await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_while_waiting_it_goes_on_waiting() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let letters = popup.letters().await?;
    world.browser.restart_worker(&popup.on).await?;
    popup.wait_for_stage("waiting").await?;
    assert_eq!(popup.letters().await?, letters);
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await?;
    let ids: std::collections::BTreeSet<_> =
        world.phone.log().into_iter().filter_map(|entry| entry.request_identifier).collect();
    assert_eq!(ids.len(), 1, "it is one request to the phone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_without_any_view_it_is_woken_and_goes_on() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    popup.on.close().await?;
    world.browser.kill_worker().await?;
    world.phone.accept(Choice::FirstMatch)?;
    // The alarm wakes it, half a minute later at most.
    page::wait_filled_in(
        Duration::from_mins(1),
        &tab,
        &[("email", &world.site.credential().user), ("password", &world.site.credential().password)],
    )
    .await
}

/// The answer was on its way: the phone will not give it twice, so the person is told to ask again.
#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_while_the_answer_came_it_says_so() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    world.phone.fault(FaultOrder::once(Fault::Delay { ms: 3_000 }).when(200));
    world.phone.accept(Choice::FirstMatch)?;
    until("the answer on its way", async || Ok(world.phone.screen().prompt.is_none().then_some(()))).await?;
    world.browser.restart_worker(&popup.on).await?;
    world.fails_then_fills("phoneAlreadyAnswered", &tab, &popup).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_with_an_open_cache_it_is_still_open() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    world.browser.restart_worker(&popup.on).await?;
    world.bring(&tab, &popup, "127.0.0.1", "classic").await?;
    popup.wait("the cache", |screen| screen["total"] == 1 && screen["page"]["form"] == "login").await?;
    popup.on.click("[role=row]").await?;
    world.wait_filled(&tab, "email", "password").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t91_stopped_while_the_keys_are_made_it_makes_new_ones() -> Result<()> {
    let world = World::start().await?;
    let view = world.browser.open_view(nearkey_e2e::view::Kind::Link).await?;
    view.press("Show the code").await?;
    // Whether this comes before or after the keys are there: a code is shown in the end.
    world.browser.restart_worker(&view.on).await?;
    view.wait_for_step("code").await?;
    world.phone.scan(&code(&view).await?)?;
    world.connect(&view).await?;
    world.compare(&view).await.map(|_| ())
}

/// A module of one function that stops at once, as ours would after a panic: a real trap, in our real worker.
const TRAP: &str = "
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
    setTimeout(() => exports.f(), 50)";

/// T-94: no message of ours is known that does this, so it is done to the worker from outside.
#[tokio::test(flavor = "multi_thread")]
async fn t94_a_module_that_broke_starts_over_locked_and_still_linked() -> Result<()> {
    if skipped_in(Engine::Firefox, "its driver cannot run a script in an event page") {
        return Ok(());
    }
    let (world, _, popup) = World::with_open_cache().await?;
    let chromium = world.browser.chromium()?;
    // Without it Chromium loads an unpacked extension at its own start and never again.
    let extensions = world.browser.open_window("chrome://extensions", 700, 500).await?;
    let body = "await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })";
    extensions.run(body, Vec::new()).await?;
    let target = world.browser.worker().await?.context("no worker runs")?;
    let session = chromium.cdp().attach(&target).await?;
    chromium.cdp().eval(&session, TRAP).await?;
    // Starting over closes the views, as an update does.
    drop(popup);
    until("the broken worker to be gone", async || {
        let left = chromium.target(|known| known["targetId"] == target.as_str()).await?;
        Ok(left.is_none().then_some(()))
    })
    .await?;
    let popup = world.popup().await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    popup.press("Unlock with phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("the cache", |screen| screen["state"] == "open" && screen["total"] == 1).await.map(|_| ())
}
