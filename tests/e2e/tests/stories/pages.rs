//! Login forms of many kinds: exactly the right fields are filled, and nothing is ever sent.

use anyhow::Result;
use nearkey_e2e::{Choice, Tab, View, World, page, until};
use serde_json::json;

/// Everything that sending a form could begin with.
const SENDING: [&str; 5] = ["submit", "keydown", "keypress", "keyup", "click"];

/// Asks for the login of a page, accepts, and waits until these two fields hold it and all others nothing. T-51: no
/// form is sent, no key is pressed.
async fn fills(page: &str, user: &str, password: &str) -> Result<(World, Tab)> {
    let world = World::linked().await?;
    let tab = world.visit(page).await?;
    page::listen(&tab, &SENDING).await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, user, password).await?;
    popup.wait_for_notice("filled").await?;
    world.wait_filled(&tab, user, password).await?;
    assert_eq!(page::heard(&tab).await?, [], "a form was touched by more than a fill");
    assert_eq!(world.site.submissions(), []);
    Ok((world, tab))
}

#[tokio::test(flavor = "multi_thread")]
async fn t51_a_classic_form_is_filled_and_not_sent() -> Result<()> {
    let (world, tab) = fills("classic", "email", "password").await?;
    // What was filled is what the person sends.
    tab.click("button[type=submit]").await?;
    let sent = until("the form at the site", async || Ok(world.site.submissions().pop())).await?;
    let login = world.site.credential();
    assert_eq!((sent.field("email"), sent.field("password")), (Some(&*login.user), Some(&*login.password)));
    Ok(())
}

/// T-49: a script owns the fields and puts back what it did not hear of.
#[tokio::test(flavor = "multi_thread")]
async fn t49_fields_that_a_framework_controls_keep_the_login() -> Result<()> {
    let (_world, tab) = fills("controlled", "login", "secret").await?;
    until("the page's own model", async || {
        let model = tab.run("return document.querySelector('#model').textContent", Vec::new()).await?;
        Ok((model == "login: 20 characters, secret: 17 characters").then_some(()))
    })
    .await
}

/// T-30
#[tokio::test(flavor = "multi_thread")]
async fn t30_password_fields_that_nobody_can_see_stay_empty() -> Result<()> {
    fills("decoys", "user", "pass").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_login_form_of_two_is_filled() -> Result<()> {
    fills("two-forms", "user", "pass").await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_without_a_form_are_filled() -> Result<()> {
    fills("formless", "user", "pass").await.map(|_| ())
}

/// Each browser has a word of its own for looking into one.
#[tokio::test(flavor = "multi_thread")]
async fn fields_in_a_closed_shadow_root_are_filled() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.visit("plain").await?;
    let build = "const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'closed' });
        const form = root.appendChild(document.createElement('form'));
        window.inShadow = ['username', 'current-password'].map((autocomplete, at) =>
          form.appendChild(Object.assign(document.createElement('input'), { autocomplete, type: ['text', 'password'][at] })));";
    tab.run(build, Vec::new()).await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    let login = world.site.credential();
    until("the fields in the shadow", async || {
        let values = tab.run("return window.inShadow.map(({ value }) => value)", Vec::new()).await?;
        Ok((values == json!([login.user, login.password])).then_some(()))
    })
    .await
}

/// The user name first, the password on the next page.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_in_two_steps_is_asked_for_once() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("two-step").await?;
    world.phone.accept(Choice::FirstMatch)?;
    let login = world.site.credential();
    page::wait_filled(&tab, &[("username", &login.user)]).await?;
    popup.wait_for_notice("filledUser").await?;
    let asked = world.phone.log().len();

    tab.click("button[type=submit]").await?;
    popup.wait("the second step", |screen| screen["page"]["form"] == "login").await?;
    until("the second page", async || {
        Ok(tab
            .run("return document.title", Vec::new())
            .await?
            .as_str()
            .is_some_and(|title| title.contains("Password"))
            .then_some(()))
    })
    .await?;
    popup.press("Fill in here").await?;
    page::wait_filled(&tab, &[("password", &login.password)]).await?;
    assert_eq!(world.phone.log().len(), asked, "the phone is asked once");
    Ok(())
}

/// Asks for the login of a page whose form wants a new password; the login arrives, and is offered.
async fn offered(page: &str) -> Result<(World, Tab, View<Tab>)> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked(page).await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_stage("done").await?;
    Ok((world, tab, popup))
}

/// T-33
#[tokio::test(flavor = "multi_thread")]
async fn t33_a_sign_up_form_gets_no_old_password() -> Result<()> {
    let (_world, tab, popup) = offered("sign-up").await?;
    assert_eq!(page::filled(&tab).await?, []);
    popup.press("Fill in here").await?;
    popup.wait_for_notice("onlyNewPassword").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// T-32
#[tokio::test(flavor = "multi_thread")]
async fn t32_the_fields_for_the_new_password_stay_empty() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("change-password").await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait("what became of it", |screen| !screen["notice"].is_null()).await?;
    let filled = page::filled(&tab).await?;
    assert!(filled.iter().all(|(name, _)| name == "old"), "{filled:?}");
    Ok(())
}

/// T-36: the login form is in a frame of another origin; the phone's answer does not get there without a question.
#[tokio::test(flavor = "multi_thread")]
async fn t36_a_frame_of_another_origin_is_not_filled() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("framed").await?;
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait("the question", |screen| screen["question"]["type"] == "otherFrame").await?;
    let inside = "return [...document.querySelectorAll('input')].map((field) => [field.name, field.value])";
    assert_eq!(tab.run_in_frame("#inner", inside).await?, json!([["user", ""], ["pass", ""]]));
    Ok(())
}
