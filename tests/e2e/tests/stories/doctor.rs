//! The page that examines the way to the phone.

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::world::prompt_on;
use nearkey_e2e::{Choice, Phone, Tab, View, World};
use nearkey_servers::OtherDevice;
use serde_json::Value;

/// A linked world with the doctor's page.
async fn opened() -> Result<(World, View<Tab>, String)> {
    let world = World::linked().await?;
    let id = world.phone.screen().links.first().context("no link")?.client.clone();
    let page = format!("{}#{id}", Kind::Doctor.url());
    let doctor = world.browser.open_view_at(Kind::Doctor, &page).await?;
    Ok((world, doctor, id))
}

/// Examines, and waits for the end of it.
async fn examine(doctor: &View<Tab>, label: &str) -> Result<Value> {
    // Else the end of the last examination looks like the end of this one.
    doctor.on.run("document.querySelector('nk-doctor').screen.old = true", Vec::new()).await?;
    doctor.press(label).await?;
    doctor
        .wait("the end of it", |screen| {
            if screen["old"] == true {
                return false;
            }
            let steps = screen["addresses"][0]["steps"].as_array();
            let known = |step: &Value| step["state"] != "unknown" && step["state"] != "running";
            screen["running"] == false && steps.is_some_and(|all| all.first().is_some_and(known))
        })
        .await
}

/// The cause of the step that breaks.
fn cause(screen: &Value) -> Option<&str> {
    let steps = screen["addresses"][0]["steps"].as_array()?;
    steps.iter().find(|step| step["state"] == "bad")?["cause"].as_str()
}

/// The report as it stands on the page tells neither the link nor where the phone is.
async fn report(doctor: &View<Tab>, id: &str, phone: &Phone) -> Result<String> {
    doctor.wait_for_text("It holds no secret and no full address.").await?;
    let report = doctor.text_of("pre").await?;
    assert!(report.starts_with("Nearkey connection report"), "{report}");
    for secret in [id, "127.0.0.1", phone.address().to_string().as_str()] {
        assert!(!report.contains(secret), "{report}");
    }
    Ok(report)
}

/// Whatever the doctor posted, the phone never asked its user.
fn nobody_was_asked(phone: &Phone) {
    assert!(phone.screen().prompt.is_none());
    let log = phone.log();
    assert!(log.iter().all(|entry| entry.approved_at.is_none()));
    let asked = log.into_iter().filter_map(|entry| entry.command).find(|command| command != "cancel_request");
    assert_eq!(asked, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_all_well_and_has_the_phone_prove_it() -> Result<()> {
    let (world, doctor, id) = opened().await?;
    let screen = examine(&doctor, "Start").await?;
    assert_eq!(cause(&screen), None);
    doctor.wait_for_text("ANOTHERpass is ready. What is missing is the proof that it is your phone:").await?;
    nobody_was_asked(&world.phone);
    doctor.press("Have the phone prove it").await?;
    let prompt = prompt_on(&world.phone, &doctor).await?;
    assert_eq!(prompt.command, "get_client_key");
    world.phone.accept(Choice::Accept)?;
    doctor.wait_for_text("All is well. Your phone answers at").await?;
    let report = report(&doctor, &id, &world.phone).await?;
    assert!(report.contains("200"), "{report}");
    // It proved itself and opened nothing.
    let popup = world.browser.open_view(Kind::Popup).await?;
    assert_ne!(popup.screen().await?["state"], "open");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_obstacle_is_named_with_what_helps() -> Result<()> {
    let (world, doctor, id) = opened().await?;
    let phone = &world.phone;
    let mut label = "Start";
    for (obstacle, named) in [
        ("closed", "refused"),
        ("locked", "phoneLocked"),
        ("behind", "notInFront"),
        ("printer", "otherDevice"),
        ("portal", "captivePortal"),
        ("unlinked", "linkUnknown"),
    ] {
        match obstacle {
            "closed" => phone.stop().await,
            "locked" => phone.lock(),
            "behind" => phone.background(),
            "printer" => phone.other_device(Some(OtherDevice::Page)),
            "portal" => phone.other_device(Some(OtherDevice::Portal)),
            _ => phone.delete_link(&id)?,
        }
        let screen = examine(&doctor, label).await?;
        label = "Check again";
        assert_eq!(cause(&screen), Some(named), "{obstacle}: {screen}");
        let text = doctor.text().await?;
        assert!(!text.contains("doctor_"), "{text}");
        assert!(text.contains("It breaks here: "), "{text}");
        let report = report(&doctor, &id, phone).await?;
        assert!(report.contains(named), "{report}");
        nobody_was_asked(phone);
        match obstacle {
            "closed" => phone.start_listening().await,
            "locked" => phone.unlock().await,
            "behind" => phone.foreground(),
            "printer" | "portal" => phone.other_device(None),
            _ => {}
        }
    }
    // What the doctor says last leads to what helps.
    doctor.press("Link again").await
}

/// The phone says no to everything then, which without having asked anything is not to be told from a yes.
#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_link_is_named_once_the_proof_was_refused() -> Result<()> {
    let (world, doctor, id) = opened().await?;
    world.phone.block(&id, true)?;
    examine(&doctor, "Start").await?;
    doctor.press("Have the phone prove it").await?;
    doctor.wait_for_fault("phoneDenied").await?;
    doctor.press("Close").await?;
    let screen = examine(&doctor, "Check again").await?;
    assert_eq!(cause(&screen), Some("linkBlocked"), "{screen}");
    assert!(report(&doctor, &id, &world.phone).await?.contains("linkBlocked"));

    // A no of the person is something else.
    world.phone.block(&id, false)?;
    examine(&doctor, "Check again").await?;
    doctor.press("Have the phone prove it").await?;
    prompt_on(&world.phone, &doctor).await?;
    world.phone.deny()?;
    doctor.wait_for_fault("phoneDenied").await?;
    doctor.press("Close").await?;
    let screen = examine(&doctor, "Check again").await?;
    assert_eq!(cause(&screen), None, "{screen}");
    Ok(())
}
