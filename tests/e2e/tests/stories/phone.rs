//! Answers of the phone, true ones and forged ones, and none.

use std::time::Duration;

use anyhow::Result;
use nearkey_e2e::{Choice, Fault, FaultOrder, World, page, until};

fn status(status: u16) -> Fault {
    Fault::Status { status, body: "<h1>Forged</h1><script>alert(1)</script>".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_request_says_so_and_can_be_repeated() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    world.phone.deny()?;
    world.fails_then_fills("phoneDenied", &tab, &popup).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_takes_the_question_back_from_the_phone() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    popup.press("Cancel").await?;
    popup.wait_for_fault("requestCancelled").await?;
    let cancelled = until("the phone to hear it", async || {
        Ok(world.phone.log().into_iter().find(|entry| entry.command.as_deref() == Some("cancel_request")))
    })
    .await?;
    let asked = world
        .phone
        .log()
        .into_iter()
        .find(|entry| entry.command.as_deref() == Some("fetch_credential_for_url"));
    assert_eq!(asked.and_then(|entry| entry.request_identifier), cancelled.request_identifier);
    assert!(world.phone.screen().prompt.is_none());
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_phone_is_waited_for() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    world.phone.background();
    popup.press("Ask phone for this login").await?;
    popup.wait_for_stage("phoneLocked").await?;
    popup.wait_for_text("Unlock ANOTHERpass on your phone").await?;
    world.phone.foreground();
    world.prompt(&popup).await?;
    // Locking closes its port as well.
    world.phone.lock();
    popup.wait_for_stage("unreachable").await?;
    world.phone.unlock().await;
    popup.wait_for_stage("waiting").await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_cannot_be_reached_is_waited_for() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    world.phone.stop().await;
    popup.press("Ask phone for this login").await?;
    popup.wait_for_stage("unreachable").await?;
    world.phone.start_listening().await;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_phone_is_waited_for() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    world.phone.fault(FaultOrder::always(status(409)));
    popup.press("Ask phone for this login").await?;
    popup.wait_for_stage("phoneBusy").await?;
    world.phone.clear_faults();
    world.prompt(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-59, T-67: the phone hands an answer out once.
#[tokio::test(flavor = "multi_thread")]
async fn t59_an_answer_that_was_lost_is_explained() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    world.phone.fault(FaultOrder::once(Fault::DropAfter).when(200));
    world.phone.accept(Choice::FirstMatch)?;
    world.fails_then_fills("phoneAlreadyAnswered", &tab, &popup).await
}

/// T-56: cut off in the middle, the one answer is lost as well.
#[tokio::test(flavor = "multi_thread")]
async fn t56_an_answer_that_was_cut_off_is_explained() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    world.phone.fault(FaultOrder::once(Fault::Truncate { keep: 40 }).when(200));
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_fault("phoneAlreadyAnswered").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// T-59: a phone that takes its time. The one test that must last.
#[tokio::test(flavor = "multi_thread")]
async fn t59_a_slow_answer_is_waited_for() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    world.phone.fault(FaultOrder::once(Fault::Delay { ms: 20_000 }).when(200));
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_in(Duration::from_secs(45), "the fill", |screen| screen["notice"]["type"] == "filled").await?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-59: in pieces of one byte.
#[tokio::test(flavor = "multi_thread")]
async fn t59_an_answer_in_pieces_is_put_together() -> Result<()> {
    let world = World::linked().await?;
    let (tab, _popup) = world.asked("classic").await?;
    world.phone.fault(FaultOrder::once(Fault::Drip { pause_ms: 0 }).when(200));
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-12, T-55: nobody vouches for a status; it ends this one request and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn t55_forged_statuses_end_one_request_and_change_nothing() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    let before = popup.screen().await?["phone"].clone();
    world.phone.fault(FaultOrder::always(status(403)));
    popup.press("Ask phone for this login").await?;
    popup.wait_for_fault("phoneDenied").await?;
    for (forged, fault) in [(404, "phoneUnknownLink"), (500, "phoneProtocol")] {
        assert!(!popup.text().await?.contains("Forged"), "what the answer says is never shown");
        world.phone.clear_faults();
        world.phone.fault(FaultOrder::always(status(forged)));
        popup.press("Ask again").await?;
        popup.wait_for_fault(fault).await?;
    }
    world.phone.clear_faults();
    popup.press("Ask again").await?;
    world.prompt(&popup).await?;
    assert_eq!(popup.screen().await?["phone"], before);
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-56, T-57: whatever does not open is noise, and the true answer is still waited for.
#[tokio::test(flavor = "multi_thread")]
async fn t56_forged_answers_are_noise() -> Result<()> {
    let world = World::linked().await?;
    world.fill_classic().await?;
    let (tab, popup) = world.asked("decoys").await?;
    let hello = Fault::Status { status: 200, body: "<h1>Hello</h1>".into() };
    let forged = [Fault::Garbage, Fault::WrongKey, Fault::Replay { which: None }, hello];
    let count = forged.len();
    for fault in forged {
        world.phone.fault(FaultOrder::once(fault));
    }
    popup.wait("the warning", |screen| screen["request"]["interference"] == true).await?;
    popup.wait_for_text("Something else answers at the phone’s address.").await?;
    until("all of them", async || {
        let log = world.phone.log();
        let faults = log.iter().filter(|entry| entry.fault.is_some()).count();
        Ok((faults == count && log.last().is_some_and(|entry| entry.fault.is_none())).then_some(()))
    })
    .await?;
    popup.wait_for_stage("waiting").await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "user", "pass").await
}

/// T-60, T-61: too much, and a way to elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn t60_endless_answers_and_redirects_lead_nowhere() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("classic").await?;
    let popup = world.popup().await?;
    let to = world.site.url("classic");
    world.phone.fault(FaultOrder::always(Fault::Redirect { status: 307, to }));
    popup.press("Ask phone for this login").await?;
    popup.wait_for_stage("unreachable").await?;
    assert_eq!(world.site.submissions(), [], "the request was not sent on");
    world.phone.clear_faults();
    // Anybody can send too much: the request goes on and gets its answer.
    world.phone.fault(FaultOrder::once(Fault::Endless));
    popup.wait_for_stage("waiting").await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-75
#[tokio::test(flavor = "multi_thread")]
async fn t75_the_phone_hears_the_origin_of_the_page_and_no_more() -> Result<()> {
    let world = World::linked().await?;
    world.browser.tab().goto(&format!("{}?token=abc#part", world.site.url("classic"))).await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    let asked = world.phone.log().into_iter().find_map(|entry| entry.website);
    assert_eq!(asked, Some(format!("http://{}", world.site.address())));
    Ok(())
}
