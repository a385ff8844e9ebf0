//! The generator: what a page wants, what was made before, and "why not?".

use anyhow::{Result, ensure};
use nearkey_e2e::{Tab, View, World, until};

/// The popup over the sign-up page, whose form says what it wants; with the generator open.
async fn generator(world: &World) -> Result<View<Tab>> {
    let popup = world.popup().await?;
    popup.press("More").await?;
    popup.press("New password").await?;
    made(&popup, "").await?;
    Ok(popup)
}

/// What was made, once it is another than before.
async fn made(popup: &View<Tab>, before: &str) -> Result<String> {
    until("a password", async || {
        let text = popup.text_of("output.made").await.unwrap_or_default();
        let text = text.trim_matches(['\u{a0}', ' ', '\n']).to_owned();
        Ok((!text.is_empty() && text != before).then_some(text))
    })
    .await
}

async fn sign_up(world: &World) -> Result<Tab> {
    let tab = world.visit("sign-up").await?;
    let rules = "const field = document.querySelector('#new-password');
        field.setAttribute('passwordrules', 'required: digit; required: [-_]; allowed: lower; minlength: 8');
        field.maxLength = 12";
    tab.run(rules, Vec::new()).await?;
    Ok(tab)
}

fn obeys(password: &str) -> bool {
    password.len() == 12
        && password.contains(['-', '_'])
        && password.contains(|sign: char| sign.is_ascii_digit())
        && password.bytes().all(|sign| matches!(sign, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_made_as_the_page_wants_it_and_copied() -> Result<()> {
    let world = World::linked().await?;
    let _tab = sign_up(&world).await?;
    let popup = generator(&world).await?;
    popup.wait_for_text("8 to 12 characters, one of - _, a digit, no upper-case letters.").await?;
    let first = made(&popup, "").await?;
    ensure!(obeys(&first), "{first}");
    popup.press("Another one").await?;
    let second = made(&popup, &first).await?;
    ensure!(obeys(&second), "{second}");
    ensure!(popup.text().await?.contains("bits"));
    popup.press("Copy").await?;
    popup.wait_for_text("Password copied.").await?;
    // A passphrase has no room there, and that is said.
    popup.press("Words").await?;
    popup.wait_for_text("Nothing can be as you and this page want it.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_is_there_after_the_popup_closed_and_the_worker_stopped() -> Result<()> {
    let world = World::linked().await?;
    let _tab = sign_up(&world).await?;
    let popup = generator(&world).await?;
    let first = made(&popup, "").await?;
    // The worker stops under the open popup: what is seen stays, and can still be copied.
    world.browser.restart_worker(&popup.on).await?;
    popup.wait("the generator again", |screen| !screen["generator"].is_null()).await?;
    ensure!(made(&popup, "").await? == first, "it changed under the user's eyes");
    popup.press("Copy").await?;
    popup.wait_for_text("Password copied.").await?;
    popup.on.close().await?;
    world.browser.kill_worker().await?;

    let popup = generator(&world).await?;
    let screen =
        popup.wait("what was made", |screen| screen["generator"]["history"][0]["taken"] == true).await?;
    ensure!(!screen.to_string().contains(&first), "the list knows no password");
    popup.on.run("document.querySelector('.before').open = true", Vec::new()).await?;
    let reveal = "document.querySelector('.before button').click()";
    popup.on.run(reveal, Vec::new()).await?;
    until("the old password", async || {
        Ok((popup.text_of(".before .made").await.ok() == Some(first.clone())).then_some(()))
    })
    .await?;
    // T-99
    popup.on.run("window.dispatchEvent(new Event('blur'))", Vec::new()).await?;
    until("it to be hidden", async || Ok(popup.text_of(".before .made").await.is_err().then_some(())))
        .await?;
    popup.on.run("document.querySelector('.before li button:last-of-type').click()", Vec::new()).await?;
    popup
        .wait("it to be thrown away", |screen| {
            screen["generator"]["history"].as_array().is_some_and(Vec::is_empty)
        })
        .await
        .map(|_| ())
}

/// What the popup says about the fields of the page: names and sentences.
async fn why(popup: &View<Tab>) -> Result<String> {
    popup.press("What is filled here?").await?;
    popup.wait("the fields", |screen| !screen["why"].is_null()).await?;
    until("the list", async || Ok(popup.text_of(".fields").await.ok())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_says_why_it_is_filled_or_not() -> Result<()> {
    let world = World::linked().await?;
    world.visit("decoys").await?;
    let popup = world.popup().await?;
    let said = why(&popup).await?;
    ensure!(said.contains("Is filled.") && said.contains("nobody can see it"), "{said}");
    popup.press("Back").await?;
    popup.wait("the list", |screen| screen["why"].is_null()).await?;
    popup.on.close().await?;

    world.visit("change-password").await?;
    let popup = world.popup().await?;
    let said = why(&popup).await?;
    ensure!(said.contains("a stored password never goes into a field for a new one"), "{said}");
    popup.on.close().await
}
