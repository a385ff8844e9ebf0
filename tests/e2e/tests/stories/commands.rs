//! The rarer commands to the phone, from the panel behind "More" and from the rows.

use anyhow::{Context, Result};
use nearkey_e2e::{Choice, Tab, View, World, page, until};
use nearkey_servers::phone::Prompt;
use nearkey_servers::{Credential, NewCredential};
use serde_json::{Value, json};

/// Presses a command behind "More" and waits until the phone asks its user.
async fn order(world: &World, popup: &View<Tab>, name: &str) -> Result<Prompt> {
    popup.press("More").await?;
    popup.press(name).await?;
    world.prompt(popup).await
}

/// The entry of the phone with this title.
fn entry(world: &World, name: &str) -> Result<Credential> {
    let found = world.phone.credentials().into_iter().find(|entry| entry.name == name);
    found.context("the samples have it")
}

/// The cache is open and holds so many logins.
async fn wait_for_total(popup: &View<Tab>, total: usize) -> Result<Value> {
    popup.wait("the logins", |screen| screen["total"] == total && screen["state"] == "open").await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_login_that_is_chosen_on_the_phone_is_kept_and_at_hand() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let prompt = order(&world, &popup, "Choose one on the phone").await?;
    assert_eq!((prompt.command.as_str(), prompt.site), ("fetch_single_credential", None));
    popup.wait_for_text("Accept the request on your phone and choose a login there.").await?;
    let bank = entry(&world, "Nordwind Bank")?;
    world.phone.accept(Choice::One(bank.key().to_owned()))?;
    popup.wait("the login", |screen| screen["request"]["held"]["name"] == "Nordwind Bank").await?;
    popup.press("Copy password").await?;
    popup.wait_for_text("Password copied.").await?;
    popup.press("Go on").await?;
    wait_for_total(&popup, 2).await?;
    popup.wait_for_text("Nordwind Bank").await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_logins_are_seen_before_they_are_kept() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let prompt = order(&world, &popup, "Choose several on the phone").await?;
    assert_eq!(prompt.command, "fetch_multiple_credentials");
    let chosen = [entry(&world, "Nordwind Bank")?, entry(&world, "Ship log")?, world.site.credential()];
    world.phone.accept(Choice::Several(chosen.iter().map(|entry| entry.key().to_owned()).collect()))?;
    let screen = popup.wait("the preview", |screen| screen["import"]["count"] == 3).await?;
    // The login of the site is in the cache already.
    assert_eq!((&screen["import"]["new"], &screen["import"]["changed"]), (&json!(2), &json!(0)));
    assert_eq!(screen["total"], 1, "nothing is kept before the yes");
    popup.wait_for_text("2 new · 0 changed · 1 unchanged").await?;
    for name in ["Nordwind Bank", "Ship log"] {
        assert!(popup.text().await?.contains(name));
    }
    popup.press("Keep all").await?;
    wait_for_total(&popup, 3).await?;
    popup.wait_for_text("2 new logins kept.").await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_logins_none_is_kept_after_a_no() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    order(&world, &popup, "Get all logins").await?;
    world.phone.accept(Choice::Accept)?;
    let all = world.phone.credentials().iter().filter(|entry| !entry.veiled).count();
    let screen = popup.wait("the preview", |screen| screen["import"]["count"] == all).await?;
    let names = screen["import"]["names"].to_string();
    assert!(!names.contains("veiled"), "{names}");
    popup.press("Keep none").await?;
    popup.wait("no question", |screen| screen["import"].is_null() && screen["request"].is_null()).await?;
    wait_for_total(&popup, 1).await?;
    // A new worker finds nothing of them either.
    world.browser.restart_worker(&popup.on).await?;
    wait_for_total(&popup, 1).await?;
    assert!(!popup.text().await?.contains("Nordwind Bank"));
    Ok(())
}

/// The phone is told site and user name, and never what was typed as password.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_created_with_the_user_name_of_the_form() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let tab = world.visit("sign-up").await?;
    tab.type_into("#email", "new.sailor@harbour.example").await?;
    tab.type_into("#new-password", "typed-in-the-page-77").await?;
    popup.wait("the form", |screen| screen["page"]["form"] == "newPassword").await?;
    popup.press("More").await?;
    popup.press("Create a login for this site").await?;
    popup
        .wait("the user name", |screen| {
            screen["create"]["user"] == "new.sailor@harbour.example"
                && screen["create"]["host"] == "127.0.0.1"
        })
        .await?;
    let asked = world.phone.log().len();
    popup.press("Create on the phone").await?;
    let prompt = world.prompt(&popup).await?;
    assert_eq!(prompt.command, "create_credential_for_url");
    assert_eq!(prompt.site.as_deref(), Some("127.0.0.1"));
    assert_eq!(prompt.user.as_deref(), Some("new.sailor@harbour.example"));
    assert!(world.phone.log().len() > asked);
    let made = NewCredential { password: "made-on-the-phone-5".into(), ..NewCredential::default() };
    world.phone.accept(Choice::New(made))?;
    popup
        .wait("the login", |screen| screen["request"]["held"]["user"] == "new.sailor@harbour.example")
        .await?;
    popup.wait_for_text("Your phone made the login and sent it here.").await?;
    let log = serde_json::to_string(&world.phone.log())?;
    let screen = popup.screen().await?.to_string();
    for place in [&log, &screen, &popup.text().await?] {
        assert!(!place.contains("typed-in-the-page-77"));
        assert!(!place.contains("made-on-the-phone-5"));
    }
    popup.press("Go on").await?;
    wait_for_total(&popup, 2).await?;
    // What stood in the page stands there still: nobody filled or sent it.
    assert_eq!(page::value(&tab, "#new-password").await?, "typed-in-the-page-77");
    assert_eq!(world.site.submissions(), []);
    Ok(())
}

/// Everything kept; the popup is open over the classic page.
async fn with_everything() -> Result<(World, View<Tab>)> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    popup.press("More").await?;
    world.get_all(&popup).await?;
    Ok((world, popup))
}

/// Refreshes all logins and gives what changed, by name.
async fn refresh_all(world: &World, popup: &View<Tab>) -> Result<Value> {
    order(world, popup, "Refresh all logins").await?;
    world.phone.accept(Choice::Accept)?;
    let screen = popup
        .wait("what changed", |screen| {
            screen["notice"]["type"] == "refreshed" && screen["request"]["stage"] != "waiting"
        })
        .await?;
    if !screen["request"].is_null() {
        popup.press("Go on").await?;
    }
    popup.wait("the list", |screen| screen["request"].is_null()).await?;
    Ok(screen["notice"]["changes"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_all_says_what_changed_what_is_gone_and_what_is_back() -> Result<()> {
    let (world, popup) = with_everything().await?;
    let all = world.phone.credentials();
    let mut bank = entry(&world, "Nordwind Bank")?;
    bank.password = "Fresh-Keel-2026".into();
    world.phone.put_credential(bank);
    let left = world.phone.credentials().into_iter().filter(|entry| entry.name != "Ship log").collect();
    world.phone.set_credentials(left);
    let mut changes = refresh_all(&world, &popup).await?;
    let list = changes.as_array_mut().context("no list")?;
    list.sort_by_key(|change| change["name"].to_string());
    assert_eq!(
        changes,
        json!([
            { "name": "Nordwind Bank", "kind": "changed", "fields": ["password"] },
            { "name": "Ship log", "kind": "gone", "fields": [] },
        ])
    );
    let text = popup.text().await?;
    assert!(text.contains("Nordwind Bank – changed: password"), "{text}");
    assert!(!text.contains("Fresh-Keel-2026"));
    // It stays, and its row says that it is gone.
    popup.on.type_into("[type=search]", "Ship").await?;
    popup.wait("the search", |screen| screen["search"] == "Ship").await?;
    popup.wait_for_text("no longer on the phone ·").await?;
    let row = popup.text_of("[role=row]:has(.gone)").await?;
    assert!(row.contains("Ship log") && row.contains("no longer on the phone"), "{row}");

    world.phone.set_credentials(all);
    let changes = refresh_all(&world, &popup).await?;
    assert!(changes.to_string().contains(r#"{"fields":[],"kind":"back","name":"Ship log"}"#), "{changes}");
    popup.wait_for_text("Ship log – back on the phone").await?;
    assert!(popup.text_of("[role=row]").await?.contains("Ship log"));
    assert!(popup.text_of("[role=row] .gone").await.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_one_asks_for_this_one_alone() -> Result<()> {
    let (world, popup) = with_everything().await?;
    let mut mail = world.site.credential();
    mail.user = "mira.new@harbour.example".into();
    world.phone.put_credential(mail.clone());
    let name = mail.name.clone();
    popup.press(&format!("Refresh {name} from the phone")).await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait_for_notice("refreshed").await?;
    let asked = world.phone.log().into_iter().rev().find(|entry| entry.command.is_some());
    let asked = asked.context("nothing was asked")?;
    assert_eq!(asked.command.as_deref(), Some("fetch_credential_for_uid"));
    assert_eq!(asked.uid.as_deref(), mail.uid.as_deref());
    let screen = popup.screen().await?;
    assert_eq!(screen["notice"]["changes"], json!([{ "name": name, "kind": "changed", "fields": ["user"] }]));
    if !screen["request"].is_null() {
        popup.press("Go on").await?;
    }
    popup
        .wait("the new user", |screen| screen["matches"][0]["user"] == "mira.new@harbour.example")
        .await
        .map(|_| ())
}

/// The phone shows no question any more, because it was told.
async fn question_is_gone(world: &World) -> Result<()> {
    until("the question on the phone to be gone", async || {
        let told = world.commands().last().is_some_and(|command| command == "cancel_request");
        Ok((told && world.phone.screen().prompt.is_none()).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_taken_back_from_the_popup_and_by_a_lock() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    for command in
        ["Choose one on the phone", "Choose several on the phone", "Get all logins", "Refresh all logins"]
    {
        order(&world, &popup, command).await?;
        popup.press("Cancel").await?;
        popup.wait_for_fault("requestCancelled").await?;
        question_is_gone(&world).await?;
        popup.press("Close").await?;
        popup.wait("the list", |screen| screen["request"].is_null()).await?;
    }
    order(&world, &popup, "Refresh all logins").await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    question_is_gone(&world).await
}
