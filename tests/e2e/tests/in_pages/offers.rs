//! What was typed into a page, as a person sees it.

use anyhow::Result;
use nearkey_e2e::in_page::{a_while, spot};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, InPage, page};
use serde_json::{Value, json};
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
    // Esc takes it out of sight, and could have been meant for the page: the popup still has it.
    pages.tab.press_keys(None, &char::from(Key::Escape).to_string()).await?;
    pages.wait_for("notice", 0).await?;
    let popup = pages.world.popup().await?;
    popup.wait("the offer", |screen| screen["offer"]["kind"] == "changed").await?;
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
    let buttons = pages.wait_for("buttons", 3).await?;
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

/// Fields that no script of the page can reach from outside.
const CLOSED: &str = "const host = document.createElement(given);
    host.style.cssText = 'position: fixed; top: 20px; left: 20px; width: 400px; display: block';
    const root = host.attachShadow({ mode: 'closed' });
    root.innerHTML = `<h2>Log in</h2><form><label>E-mail <input name=user type=email autocomplete=username></label>
      <label>Password <input name=secret type=password autocomplete=current-password></label><button>Log in</button></form>`;
    root.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      host.replaceWith('Welcome');
    });
    document.body.replaceChildren(host);
    window.inner = root;";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_in_a_closed_tree_is_offered_too() -> Result<()> {
    let pages = InPage::start_empty("plain").await?;
    for host in ["x-login", "div"] {
        pages.page(&CLOSED.replace("given", &format!("'{host}'"))).await?;
        // A page that nobody clicked in has no focus to give in older ones.
        pages.tab.click_at(spot(&json!({ "x": 700, "y": 500 }))?).await?;
        let focus = |name: &str| format!("window.inner.querySelector('[name={name}]').focus()");
        pages.page(&focus("user")).await?;
        pages.wait_for("marks", 2).await?;
        pages.tab.press_keys(None, &format!("anna@{host}.example")).await?;
        pages.page(&focus("secret")).await?;
        pages.tab.press_keys(None, TYPED).await?;
        let button =
            "const { x, y, width, height } = window.inner.querySelector('button').getBoundingClientRect();
            return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }";
        let at = spot(&pages.page(button).await?)?;
        pages.tab.click_at(at).await?;
        let notice = pages.wait_some("notice").await?;
        assert!(words(&notice).contains(&format!("anna@{host}.example")), "{notice:?}");
        pages.tab.press_keys(None, &char::from(Key::Escape).to_string()).await?;
        pages.wait_for("notice", 0).await?;
    }
    Ok(())
}

/// Nobody typed it, and nobody has it yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_made_and_filled_is_part_of_what_is_offered() -> Result<()> {
    let pages = InPage::start_empty("classic").await?;
    let form = "document.body.innerHTML = `<h1>Create an account</h1><form>
          <p><label>E-mail <input name=email type=email autocomplete=username></label></p>
          <p><label>New password <input name=new type=password autocomplete=new-password></label></p>
          <p><label>Repeat it <input name=again type=password autocomplete=new-password></label></p>
          <button>Create account</button></form>`;
        document.querySelector('form').addEventListener('submit', (event) => {
          event.preventDefault();
          document.querySelector('form').replaceWith('Welcome');
        });";
    pages.page(form).await?;
    pages.wait_for("marks", 3).await?;
    pages.tab.type_into("[name=email]", "anna@harbour.example").await?;
    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    popup.wait("the form", |screen| screen["page"]["form"] == "newPassword").await?;
    popup.press("More").await?;
    popup.press("New password").await?;
    nearkey_e2e::until("a password", async || Ok(popup.text_of("output.made").await.ok())).await?;
    popup.press("Fill in").await?;
    popup.on.close().await?;
    let value = "return document.querySelector('[name=again]').value";
    nearkey_e2e::until("the password in both fields", async || {
        Ok(pages.page(value).await?.as_str().is_some_and(|text| !text.is_empty()).then_some(()))
    })
    .await?;
    let made = pages.page(value).await?;
    pages.tab.click("form button").await?;
    let notice = pages.wait_some("notice").await?;
    assert!(words(&notice).contains("anna@harbour.example"), "{notice:?}");

    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    popup.wait("the offer", |screen| screen["offer"]["kind"] == "new").await?;
    // What the offer has in its hands is what was made.
    popup.on.run("globalThis.said = ''; navigator.clipboard.writeText = async (text) => { globalThis.said = text }", Vec::new()).await?;
    popup.press("Copy typed password").await?;
    popup.wait_for_text("Password copied.").await?;
    if Engine::chosen() == Engine::Firefox {
        // A script of the driver cannot put itself in the place of the clipboard there.
        return Ok(());
    }
    assert!(popup.on.run("return globalThis.said", Vec::new()).await? == made, "another one than was made");
    Ok(())
}
