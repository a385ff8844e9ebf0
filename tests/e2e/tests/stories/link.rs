//! Linking a phone, and everything that can be in the way.

use std::time::Duration;

use anyhow::Result;
use nearkey_e2e::world::{code, connect_to};
use nearkey_e2e::{Fault, FaultOrder, Phone, PhoneConfig, Settings, SiteConfig, World, storage, until};

#[tokio::test(flavor = "multi_thread")]
async fn different_letters_keep_nothing() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    world.connect(&view).await?;
    world.compare(&view).await?;
    view.press("Different").await?;
    view.wait_for_fault("linkDifferent").await?;
    assert!(storage::names(&view.on).await?.is_empty());
    until("the key to be gone", async || {
        let keys = storage::keys(&view.on).await?;
        Ok((!keys.contains(&"pending".to_owned())).then_some(()))
    })
    .await
}

/// T-65: somebody photographed the code and answers in the phone's place.
#[tokio::test(flavor = "multi_thread")]
async fn t65_another_device_that_answers_is_seen_by_comparing() -> Result<()> {
    let world = World::start().await?;
    let rogue = Phone::start(PhoneConfig::default()).await?;
    let view = world.show_code().await?;
    let code = code(&view).await?;
    world.phone.scan(&code)?;
    rogue.scan(&code)?;
    connect_to(&view, "127.0.0.1", &rogue.address().port().to_string()).await?;
    view.wait_for_step("compare").await?;
    let theirs = world.phone.screen().linking.and_then(|linking| linking.fingerprint);
    assert_eq!(theirs, None, "the person's own phone has no letters to show");
    assert!(view.text().await?.contains(&rogue.address().to_string()));
    view.press("Different").await?;
    view.wait_for_fault("linkDifferent").await?;
    assert!(storage::names(&view.on).await?.is_empty());
    Ok(())
}

/// T-64: another device without the code.
#[tokio::test(flavor = "multi_thread")]
async fn t64_a_device_without_the_code_gets_nowhere() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    for fault in
        [Fault::Garbage, Fault::WrongKey, Fault::Status { status: 200, body: "<h1>Hello</h1>".into() }]
    {
        world.phone.fault(FaultOrder::once(fault));
    }
    world.connect(&view).await?;
    view.wait_for_step("someoneElse").await?;
    world.compare(&view).await.map(|_| ())
}

/// T-67: the phone gives its answer once.
#[tokio::test(flavor = "multi_thread")]
async fn t67_a_lost_answer_is_explained() -> Result<()> {
    let slow = PhoneConfig { link_time: Duration::from_millis(1500), ..PhoneConfig::default() };
    let world = World::start_at(slow, SiteConfig::default(), &Settings::default()).await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    world.phone.fault(FaultOrder::once(Fault::DropAfter).when(200));
    world.connect(&view).await?;
    view.wait_for_fault("linkLostAnswer").await?;
    assert!(storage::names(&view.on).await?.is_empty());

    // Starting again on both sides helps.
    view.press("Start again").await?;
    view.wait_for_step("code").await?;
    world.phone.scan(&code(&view).await?)?;
    world.connect(&view).await?;
    world.compare(&view).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_can_be_corrected() -> Result<()> {
    let world = World::start().await?;
    let nobody = Phone::start(PhoneConfig::default()).await?;
    nobody.stop().await;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    for (text, fault) in
        [("192.168.0.300", "addressMalformed"), ("8.8.8.8", "addressNotPrivate"), ("::1", "addressIpv6")]
    {
        view.on.type_into("#address", text).await?;
        view.wait(fault, |screen| screen["address"]["fault"]["key"] == fault).await?;
    }
    connect_to(&view, "127.0.0.1", &nobody.address().port().to_string()).await?;
    view.wait_for_step("unreachable").await?;
    view.wait_for_text("No answer from this address yet.").await?;
    world.connect(&view).await?;
    world.compare(&view).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_obstacle_on_the_phone_is_named_and_waited_out() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    world.connect(&view).await?;
    view.wait_for_step("notScanned").await?;
    view.wait_for_text("The phone does not know this code yet.").await?;

    let code = code(&view).await?;
    world.phone.scan(&code)?;
    world.phone.leave_linking_screen();
    view.wait_for_step("notWaiting").await?;
    world.phone.scan(&code)?;
    world.compare(&view).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_phone_is_waited_for() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    world.phone.lock();
    world.connect(&view).await?;
    // It says so once and closes its port.
    view.wait_for_step("unreachable").await?;
    world.phone.unlock().await;
    // Locking left the linking screen.
    view.wait_for_step("notWaiting").await?;
    world.phone.scan(&code(&view).await?)?;
    world.compare(&view).await.map(|_| ())
}

/// T-68: the phone hands its answer out before its user accepted.
#[tokio::test(flavor = "multi_thread")]
async fn t68_a_link_that_is_not_accepted_on_the_phone_yet_is_waited_for() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    world.phone.scan(&code(&view).await?)?;
    world.connect(&view).await?;
    world.compare(&view).await?;
    view.press("Same").await?;
    view.wait_for_step("done").await?;
    view.on.close().await?;

    world.visit("classic").await?;
    let popup = world.popup().await?;
    popup.press("Ask phone for this login").await?;
    popup.wait_for_stage("notAcceptedYet").await?;
    world.phone.accept_link()?;
    world.prompt(&popup).await.map(|_| ())
}
