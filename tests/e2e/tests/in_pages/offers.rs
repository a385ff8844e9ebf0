//! What was typed into a page, as a person sees it.

use anyhow::Result;
use nearkey_e2e::in_page::{a_while, spot};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{InPage, page};
use serde_json::Value;
use thirtyfour::Key;

const TYPED: &str = "Typed-by-hand-31";

async fn type_and_send(pages: &InPage, user: &str, password: &str) -> Result<()> {
    pages.tab.type_into("[name=email]", user).await?;
    pages.tab.type_into("[name=password]", password).await?;
    pages.tab.click("form button").await
}

fn words(notice: &[Value]) -> &str {
    notice[0]["text"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_was_typed_is_offered_and_made_on_the_phone() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    pages.wait_for("marks", 2).await?;
    pages.tab.type_into("[name=email]", "anna@harbour.example").await?;
    pages.tab.type_into("[name=password]", TYPED).await?;
    pages.tab.click("form button").await?;
    let notice = pages.wait_some("notice").await?;
    assert!(words(&notice).contains("127.0.0.1 · anna@harbour.example"), "{notice:?}");
    assert!(!notice[0].to_string().contains(TYPED));
    let focus = "return document.activeElement === document.body || document.activeElement === null";
    assert_eq!(pages.page(focus).await?, true, "it took no focus");

    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    let screen = popup.wait("the offer", |screen| screen["offer"]["kind"] == "new").await?;
    assert!(!screen.to_string().contains(TYPED));
    popup.press("Copy typed password").await?;
    popup.wait_for_text("Password copied.").await?;
    popup.press("New login on the phone").await?;
    let prompt = pages.world.prompt(&popup).await?;
    println!("{prompt:?}");
    assert!(pages.world.commands().contains(&"create_credential_for_url".to_owned()));
    popup.press("Never on this site").await?;
    popup.wait("no offer", |screen| screen["offer"].is_null()).await?;
    pages.wait_for("notice", 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_login_is_not_offered_and_another_password_is_an_update() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let known = pages.world.site.credential();
    type_and_send(&pages, &known.user, &known.password).await?;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    pages.wait_for("notice", 0).await?;

    pages.world.visit("classic").await?;
    pages.wait_for("marks", 2).await?;
    type_and_send(&pages, &known.user, TYPED).await?;
    let notice = pages.wait_some("notice").await?;
    assert!(words(&notice).starts_with("The password of a kept login has changed"), "{notice:?}");
    // Esc is enough.
    pages.tab.press_keys(None, &char::from(Key::Escape).to_string()).await?;
    pages.wait_for("notice", 0).await?;
    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    assert!(popup.screen().await?["offer"].is_null());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_we_filled_ourselves_is_not_offered() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    pages.wait_for("marks", 2).await?;
    let popup = pages.world.popup().await?;
    pages.world.ask(&popup).await?;
    pages.world.phone.accept(nearkey_e2e::Choice::FirstMatch)?;
    pages.wait_filled().await?;
    popup.on.close().await?;
    pages.tab.click("form button").await?;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    pages.wait_for("notice", 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_form_that_stays_says_no_and_one_that_a_script_puts_away_says_yes() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    pages.wait_for("marks", 2).await?;
    pages
        .page("document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())")
        .await?;
    type_and_send(&pages, "anna@harbour.example", TYPED).await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    pages.wait_for("notice", 0).await?;
    pages.page("document.querySelector('form').replaceWith('Welcome')").await?;
    let notice = pages.wait_some("notice").await?;
    // The button to put it away.
    a_while().await;
    let buttons = pages.wait_for("buttons", 4).await?;
    pages.tab.click_at(spot(&buttons[0])?).await?;
    pages.wait_for("notice", 0).await?;
    drop(notice);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_put_into_the_fields_is_nobodys_login() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    pages.wait_for("marks", 2).await?;
    let script = "for (const [name, value] of [['email', 'anna@harbour.example'], ['password', 'made-up-by-a-script']]) {
          const field = document.querySelector(`[name=${name}]`);
          field.value = value;
          field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
        }";
    pages.page(script).await?;
    assert_eq!(page::filled(&pages.tab).await?.len(), 2);
    pages.tab.click("form button").await?;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    pages.wait_for("notice", 0).await?;
    Ok(())
}
