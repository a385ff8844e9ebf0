//! The mark and its menu, as a person uses them.

use anyhow::Result;
use nearkey_e2e::in_page::{a_while, spot};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Choice, Engine, InPage, page, skipped_in, until};
use serde_json::{Value, json};
use thirtyfour::Key;

const NO_MENU: &str = "the mark only opens the popup there: it does not tell what lies over a menu";

fn texts(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["text"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_filled_by_two_clicks_in_the_page() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let marks = pages.wait_for("marks", 2).await?;
    for mark in &marks {
        assert!(mark["width"].as_f64() >= Some(24.0) && mark["height"].as_f64() >= Some(24.0), "{mark}");
        assert_eq!(mark["label"], "Nearkey: logins for this field");
    }
    let rows = pages.menu().await?;
    assert_eq!(
        texts(&rows),
        ["Harbour Mailmira@harbour.example", "Ask the phone", "New login on the phone", "Not on this site"]
    );
    pages.choose(&rows, "Harbour Mail").await?;
    pages.wait_filled().await?;
    pages.wait_for("rows", 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_is_used_with_keys_alone_and_esc_gives_the_focus_back() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let down = char::from(Key::Down).to_string();
    pages.page("document.querySelector('[name=password]').focus()").await?;
    pages.tab.press_keys(Some(Key::Alt), &down).await?;
    pages.wait_some("rows").await?;
    assert_eq!(pages.look().await?["focused"], true);
    pages.tab.press_keys(None, &down).await?;
    let selected =
        |rows: &Value| rows.as_array().and_then(|rows| rows.iter().position(|row| row["selected"] == true));
    assert_eq!(selected(&pages.look().await?["rows"]), Some(1));
    pages.tab.press_keys(None, &char::from(Key::Escape).to_string()).await?;
    pages.wait_for("rows", 0).await?;
    assert_eq!(pages.page("return document.activeElement.name").await?, "password");
    assert!(page::filled(&pages.tab).await?.is_empty());

    pages.tab.press_keys(Some(Key::Alt), &down).await?;
    pages.wait_some("rows").await?;
    a_while().await;
    pages.tab.press_keys(None, &char::from(Key::Enter).to_string()).await?;
    pages.wait_filled().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_elsewhere_closes_the_menu_and_reaches_the_page() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.menu().await?;
    pages
        .page("document.querySelector('h1').addEventListener('click', () => { window.reached = true; })")
        .await?;
    pages.tab.click("h1").await?;
    pages.wait_for("rows", 0).await?;
    assert_eq!(pages.page("return window.reached").await?, true, "only the mark and the menu take input");
    // A field is typed into as ever, its mark over it or not.
    pages.tab.type_into("[name=email]", "x").await?;
    assert_eq!(page::filled(&pages.tab).await?, [("email".to_owned(), "x".to_owned())]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_is_asked_from_the_menu_and_the_letters_are_in_the_popup() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start_empty("classic").await?;
    let rows = pages.menu().await?;
    pages.choose(&rows, "Ask the phone").await?;
    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    pages.world.prompt(&popup).await?;
    pages.world.phone.accept(Choice::FirstMatch)?;
    pages.wait_filled().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_menu_unlocks_and_goes_on() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let popup = pages.world.browser.open_view(Kind::Popup).await?;
    popup.press("Lock now").await?;
    popup.wait("locked", |screen| screen["state"] == "locked").await?;
    popup.on.close().await?;
    let rows = pages.menu().await?;
    assert_eq!(texts(&rows), ["Unlock the kept logins"]);
    pages.choose(&rows, "Unlock").await?;
    pages.world.phone.wait_for_request(std::time::Duration::from_secs(20)).await?;
    pages.world.phone.accept(Choice::Accept)?;
    let rows = pages.wait_for("rows", 4).await?;
    a_while().await;
    pages.choose(&rows, "Harbour Mail").await?;
    pages.wait_filled().await
}

#[tokio::test(flavor = "multi_thread")]
async fn not_on_this_site_takes_the_marks_away_for_good() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let rows = pages.menu().await?;
    pages.choose(&rows, "Not on this site").await?;
    pages.wait_for("marks", 0).await?;
    pages.tab.reload().await?;
    a_while().await;
    pages.wait_for("marks", 0).await?;
    let screen = pages.own.screen().await?;
    assert_eq!(screen["settings"]["neverHosts"], json!(["127.0.0.1"]));
    pages.own.press("Remove 127.0.0.1").await?;
    pages.wait_for("marks", 2).await?;
    Ok(())
}

/// In Firefox nobody can tell what lies over a menu.
#[tokio::test(flavor = "multi_thread")]
async fn in_firefox_the_mark_opens_the_popup() -> Result<()> {
    if skipped_in(Engine::Chromium, "it has the menu") {
        return Ok(());
    }
    let pages = InPage::start().await?;
    let mark = pages.mark().await?;
    pages.tab.click_at(mark).await?;
    until("the popup", async || Ok(pages.popup_is_open().await?.then_some(()))).await?;
    assert_eq!(pages.look().await?["menu"], json!([]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mark_stands_at_the_end_of_its_field_in_both_directions_and_follows_it() -> Result<()> {
    let pages = InPage::start().await?;
    let place =
        "const { left, right, top, bottom } = document.querySelector('[name=email]').getBoundingClientRect();
        return { left, right, middle: (top + bottom) / 2 }";
    for (direction, end) in [("ltr", "right"), ("rtl", "left")] {
        pages.page(&format!("document.documentElement.dir = '{direction}'")).await?;
        until(&format!("the mark at the {end}"), async || {
            let field = pages.page(place).await?;
            let marks = pages.wait_for("marks", 2).await?;
            let mark = spot(&marks[0])?;
            let near = |a: &Value, b: i64| {
                (a.as_f64().unwrap_or_default() - f64::from(i32::try_from(b).unwrap_or_default())).abs()
                    < 22.0
            };
            Ok((near(&field[end], mark.x) && near(&field["middle"], mark.y)).then_some(()))
        })
        .await?;
    }
    let before = spot(&pages.wait_for("marks", 2).await?[0])?;
    pages.page("document.querySelector('form').style.marginTop = '120px'").await?;
    until("the mark to follow", async || {
        let mark = spot(&pages.wait_for("marks", 2).await?[0])?;
        Ok((mark.y > before.y + 40).then_some(()))
    })
    .await
}
