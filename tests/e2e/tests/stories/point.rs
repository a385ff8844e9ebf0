//! The user shows which fields are meant.

use anyhow::Result;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Tab, View, World, page, until};
use serde_json::json;

/// Fields that say nothing about themselves, behind a form that reads like the login.
const ODD: &str = "document.querySelector('main').innerHTML = `<form>
    <input name=first autocomplete=username> <input name=second type=password autocomplete=current-password>
    <button>Sign in</button></form>
    <p><input name=q1> <input name=q2 type=password> <input name=q3></p>`";

async fn odd() -> Result<(World, Tab, View<Tab>)> {
    let (world, tab, popup) = World::with_open_cache().await?;
    world.bring(&tab, &popup, "127.0.0.1", "plain").await?;
    tab.run(ODD, Vec::new()).await?;
    Ok((world, tab, popup))
}

async fn choose_fields(popup: &View<Tab>) -> Result<()> {
    popup.press("More").await?;
    popup.press("Choose the fields").await
}

/// Waits until the page shows what to do, or no more: one more element at the end of the document.
pub async fn overlay(tab: &Tab, there: bool) -> Result<()> {
    until("what is said in the page", async || {
        let last = "return document.documentElement.lastElementChild.matches('[popover]:popover-open')";
        Ok((tab.run(last, Vec::new()).await? == there).then_some(()))
    })
    .await
}

/// Presses a key in the page.
async fn key(tab: &Tab, key: char) -> Result<()> {
    tab.press_key(key).await
}

/// Clicks a field until it is taken: one that was just shown takes no click.
pub async fn click_on(tab: &Tab, css: &str) -> Result<()> {
    tab.run("window.shown = document.documentElement.lastElementChild", Vec::new()).await?;
    until(&format!("the click on {css} to be taken"), async || {
        tab.click(css).await?;
        let gone = tab.run("return !window.shown.isConnected", Vec::new()).await?;
        Ok((gone == true).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_were_pointed_at_are_filled_also_after_the_page_was_loaded_again() -> Result<()> {
    let (world, tab, popup) = odd().await?;
    let login = world.site.credential();
    choose_fields(&popup).await?;
    overlay(&tab, true).await?;
    click_on(&tab, "[name=q1]").await?;
    click_on(&tab, "[name=q2]").await?;
    overlay(&tab, false).await?;
    popup.wait_for_notice("pointed").await?;
    assert_eq!(page::filled(&tab).await?, [], "to point is not to fill");
    for round in 0..2 {
        popup.press(&format!("Fill in {}", login.name)).await?;
        page::wait_filled(&tab, &[("q1", &login.user), ("q2", &login.password)]).await?;
        if round == 0 {
            world.bring(&tab, &popup, "127.0.0.1", "plain").await?;
            tab.run(ODD, Vec::new()).await?;
            popup.wait("the page", |screen| screen["page"]["pointed"] == true).await?;
        }
    }
    let options = world.browser.open_view(Kind::Options).await?;
    let origin = format!("http://{}", world.site.address());
    options.press(&format!("Forget the fields of {origin}")).await?;
    options.wait("none", |screen| screen["pointed"] == json!([])).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_points_and_escape_ends_it() -> Result<()> {
    let (world, tab, popup) = odd().await?;
    let login = world.site.credential();
    choose_fields(&popup).await?;
    overlay(&tab, true).await?;
    key(&tab, '\u{e00c}').await?;
    overlay(&tab, false).await?;
    assert_eq!(popup.screen().await?["page"]["pointed"], false);

    choose_fields(&popup).await?;
    overlay(&tab, true).await?;
    // Down to the third field, then on to the next of what is left.
    for pressed in ["\u{e015}\u{e015}\u{e015}\u{e007}", "\u{e015}\u{e015}\u{e015}\u{e007}"] {
        for one in pressed.chars() {
            key(&tab, one).await?;
        }
    }
    popup.wait_for_notice("pointed").await?;
    popup.press(&format!("Fill in {}", login.name)).await?;
    page::wait_filled(&tab, &[("q1", &login.user), ("q2", &login.password)]).await
}

/// T-39, T-52: clicks and keys that the page makes up choose nothing; a field that shows its text is asked about.
#[tokio::test(flavor = "multi_thread")]
async fn t52_a_field_that_shows_its_text_is_asked_about_and_a_page_cannot_choose_it() -> Result<()> {
    let (world, tab, popup) = odd().await?;
    let login = world.site.credential();
    choose_fields(&popup).await?;
    overlay(&tab, true).await?;
    let forge = "const field = document.querySelector('[name=q3]');
        const { x, y } = field.getBoundingClientRect();
        for (let round = 0; round < 10; round++) {
          for (const kind of ['mousemove', 'pointerdown', 'mousedown', 'click']) {
            field.dispatchEvent(new MouseEvent(kind, { bubbles: true, composed: true, clientX: x + 5, clientY: y + 5 }));
          }
          field.click();
          dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
          dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
          dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }));
          await new Promise((done) => setTimeout(done, 60));
        }";
    tab.run(forge, Vec::new()).await?;
    overlay(&tab, true).await?;
    // No account name; then the field that shows its text.
    key(&tab, 'n').await?;
    click_on(&tab, "[name=q3]").await?;
    popup.wait_for_notice("pointed").await?;
    popup.press(&format!("Fill in {}", login.name)).await?;
    popup.wait("the question", |screen| screen["question"]["type"] == "shownPassword").await?;
    assert_eq!(page::filled(&tab).await?, []);
    popup.press("Fill in").await?;
    page::wait_filled(&tab, &[("q3", &login.password)]).await
}
