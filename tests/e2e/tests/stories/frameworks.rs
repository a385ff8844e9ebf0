//! T-49: fields that real frameworks control, and fields with a mask. What was filled is in the page's own state, and is
//! still there after the page rendered again.

use anyhow::Result;
use nearkey_e2e::{Choice, Tab, World, frameworks, page, skipped_because, until};
use serde_json::json;

/// The login of a page, given by the phone and filled; nothing if the frameworks cannot be had here.
async fn filled(name: &str, hash: &str, user: &str) -> Result<Option<(World, Tab, nearkey_e2e::View<Tab>)>> {
    let script = match frameworks::script(name).await? {
        Ok(script) => script,
        Err(why) => {
            skipped_because(&format!("because {why}"));
            return Ok(None);
        }
    };
    let world = World::linked().await?;
    let mut login = world.site.credential();
    login.user = user.into();
    world.phone.put_credential(login);
    let tab = world.visit(&format!("plain{hash}")).await?;
    frameworks::mount(&tab, &script).await?;
    let popup = world.popup().await?;
    world.ask(&popup).await?;
    world.phone.accept(Choice::FirstMatch)?;
    Ok(Some((world, tab, popup)))
}

async fn wait_for_model(tab: &Tab, expected: &str) -> Result<()> {
    until(&format!("the page's state to be “{expected}”"), async || {
        let model = tab.run("return document.querySelector('#model').textContent.trim()", Vec::new()).await?;
        Ok((model == expected).then_some(()))
    })
    .await
}

async fn holds_the_login(name: &str) -> Result<()> {
    let user = "mira@harbour.example";
    let Some((world, tab, popup)) = filled(name, "", user).await? else { return Ok(()) };
    let password = world.site.credential().password;
    let expected = [("login", user), ("secret", password.as_str())];
    page::wait_filled(&tab, &expected).await?;
    popup.wait_for_notice("filled").await?;
    wait_for_model(&tab, &format!("{user} / {password} / 0")).await?;
    for round in 1..3 {
        tab.click("#again").await?;
        wait_for_model(&tab, &format!("{user} / {password} / {round}")).await?;
        page::wait_filled(&tab, &expected).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_react_keeps_the_login() -> Result<()> {
    holds_the_login("react").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_vue_keeps_the_login() -> Result<()> {
    holds_the_login("vue").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_angular_keeps_the_login() -> Result<()> {
    holds_the_login("angular").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_svelte_keeps_the_login() -> Result<()> {
    holds_the_login("svelte").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_a_mask_may_write_an_account_name_in_its_own_way() -> Result<()> {
    let Some((world, tab, popup)) = filled("imask", "", "5551234567").await? else { return Ok(()) };
    let password = world.site.credential().password;
    page::wait_filled(&tab, &[("login", "(555) 123-4567"), ("secret", &password)]).await?;
    popup.wait_for_notice("filled").await?;
    wait_for_model(&tab, "5551234567").await
}

#[tokio::test(flavor = "multi_thread")]
async fn t49_a_mask_that_cuts_an_account_name_off_gets_nothing() -> Result<()> {
    let Some((_world, tab, popup)) = filled("imask", "#short", "5551234567").await? else { return Ok(()) };
    popup.wait_for_notice("didNotFit").await?;
    assert_eq!(page::filled(&tab).await?, []);
    let model = tab.run("return document.querySelector('#model').textContent", Vec::new()).await?;
    assert_eq!(model, json!(""), "the page's own state is as before, too");
    Ok(())
}
