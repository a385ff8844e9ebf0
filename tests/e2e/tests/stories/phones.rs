//! Two phones side by side, one that is linked again, and the comparison in full.

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::world::{code, compare_with, connect_to, prompt_on};
use nearkey_e2e::{Choice, Phone, PhoneConfig, Tab, View, World, storage, until};
use nearkey_servers::{Credential, Refusal};
use serde_json::{Value, json};

/// The id of the phone's link to this browser.
fn id_of(phone: &Phone) -> Result<String> {
    Ok(phone.screen().links.first().context("it has no link")?.client.clone())
}

/// A second phone with one login, linked beside the first, and its link id.
async fn second(world: &World) -> Result<(Phone, String)> {
    let login = Credential {
        uid: Some("5a3e1c00-77d2-4c1b-9e54-00000000ff01".into()),
        name: "Galley stove".into(),
        user: "cook".into(),
        password: "Simmer-31-low".into(),
        website: "https://galley.example".into(),
        ..Credential::default()
    };
    let phone = Phone::start(PhoneConfig { credentials: vec![login], ..PhoneConfig::default() }).await?;
    world.link_phone(&phone).await?.on.close().await?;
    let id = id_of(&phone)?;
    Ok((phone, id))
}

/// Gives a phone another name on the options page.
async fn rename(options: &View<Tab>, id: &str, name: &str) -> Result<()> {
    options.press(&format!("Change name and colour of {id}")).await?;
    options.on.type_into(&format!("#name-{id}"), name).await?;
    options.press("Save").await?;
    options
        .wait("the name", |screen| {
            let phones = screen["phones"].as_array();
            phones.is_some_and(|all| all.iter().any(|one| one["phone"]["name"] == name))
        })
        .await
        .map(|_| ())
}

/// Chooses the phone to ask in the popup.
async fn choose(popup: &View<Tab>, id: &str) -> Result<()> {
    let body = "const select = document.querySelector('.chooser select');
        select.value = given[0];
        select.dispatchEvent(new Event('change'))";
    popup.on.run(body, vec![json!(id)]).await?;
    popup.wait("the choice", |screen| screen["phone"]["id"] == id).await.map(|_| ())
}

async fn lock(popup: &View<Tab>) -> Result<()> {
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await.map(|_| ())
}

/// Opens the cache with the phone of this name.
async fn unlock_with(popup: &View<Tab>, phone: &Phone, label: &str) -> Result<Value> {
    popup.press(label).await?;
    prompt_on(phone, popup).await?;
    phone.accept(Choice::Accept)?;
    popup.wait("the open cache", |screen| screen["state"] == "open" && screen["request"].is_null()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_are_told_apart_and_one_of_them_opens_both() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let first = id_of(&world.phone)?;
    let (galley, second) = second(&world).await?;
    let options = world.browser.open_view(Kind::Options).await?;
    rename(&options, &first, "Deck phone").await?;
    rename(&options, &second, "Galley phone").await?;

    let screen =
        popup.wait("both", |screen| screen["phones"].as_array().is_some_and(|all| all.len() == 2)).await?;
    assert_ne!(screen["phones"][0]["colour"], screen["phones"][1]["colour"]);
    choose(&popup, &second).await?;
    popup.press("More").await?;
    popup.press("Choose one on the phone").await?;
    prompt_on(&galley, &popup).await?;
    assert!(world.phone.screen().prompt.is_none(), "the other phone was asked too");
    galley.accept(Choice::FirstMatch)?;
    popup.press("Go on").await?;
    popup.wait("both logins", |screen| screen["total"] == 2 && screen["request"].is_null()).await?;
    let badges = "return [...document.querySelectorAll('[role=row]')].map((row) => row.querySelector('.under').innerText.length > 0
        && [row.querySelector('.name').textContent.trim(), row.querySelector('.under .sr').textContent.trim()])";
    let rows = popup.on.run(badges, Vec::new()).await?.to_string();
    assert!(rows.contains(r#"["Galley stove","from Galley phone ·"]"#), "{rows}");
    assert!(rows.contains("from Deck phone"), "{rows}");

    // Each of them opens what came from either.
    for (phone, id, name) in [(&world.phone, &first, "Deck phone"), (&galley, &second, "Galley phone")] {
        choose(&popup, id).await?;
        lock(&popup).await?;
        let screen = unlock_with(&popup, phone, &format!("Unlock with {name}")).await?;
        assert_eq!((&screen["total"], &screen["closed"]), (&json!(2), &json!([])), "opened by {name}");
    }

    // One goes, the other stays as it is.
    options.on.click("[aria-label='Deck phone'] .actions .danger").await?;
    options.on.click("dialog[open] .danger").await?;
    let screen = options
        .wait("one phone", |screen| screen["phones"].as_array().is_some_and(|all| all.len() == 1))
        .await?;
    assert_eq!(screen["phones"][0]["phone"]["name"], "Galley phone");
    assert!(options.text().await?.contains("Delete the link on your phone as well."));
    // Unlinking locks; the other phone opens what came from it.
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    let screen = unlock_with(&popup, &galley, "Unlock with phone").await?;
    assert_eq!((&screen["total"], &screen["closed"]), (&json!(1), &json!([])));
    assert!(screen.to_string().contains("Galley stove"));
    Ok(())
}

/// Opens the linking page for a phone that is linked already, up to the code.
async fn again(world: &World, id: &str) -> Result<View<Tab>> {
    let view = world.browser.open_view_at(Kind::Link, &format!("{}#{id}", Kind::Link.url())).await?;
    view.wait_for_text(&format!("First delete or reset the link {id} on the phone.")).await?;
    view.press("Show the code").await?;
    view.wait_for_step("code").await?;
    Ok(view)
}

async fn connect(view: &View<Tab>, phone: &Phone) -> Result<()> {
    connect_to(view, "127.0.0.1", &phone.address().port().to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_linked_again_keeps_its_cache() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let id = id_of(&world.phone)?;
    let view = again(&world, &id).await?;
    let code = code(&view).await?;
    assert_eq!(world.phone.scan(&code), Err(Refusal::AlreadyLinked), "the phone still has the old link");
    world.phone.delete_link(&id)?;
    world.phone.scan(&code)?;
    connect(&view, &world.phone).await?;
    compare_with(&view, &world.phone).await?;
    view.press("Same").await?;
    view.wait_for_step("done").await?;
    world.phone.accept_link()?;
    assert_eq!(id_of(&world.phone)?, id, "the id is the same");
    view.on.close().await?;

    let screen = popup.screen().await?;
    assert_eq!(screen["phones"].as_array().map(Vec::len), Some(1));
    if screen["state"] == "open" {
        lock(&popup).await?;
    }
    let screen = unlock_with(&popup, &world.phone, "Unlock with phone").await?;
    assert_eq!(screen["total"], 1, "what was kept is there still");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t69_another_phone_is_refused_when_one_is_linked_again() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let id = id_of(&world.phone)?;
    let other = Phone::start(PhoneConfig::default()).await?;
    let links = storage::read(&popup.on, "links").await?;
    assert!(links.is_some());
    let view = again(&world, &id).await?;
    other.scan(&code(&view).await?)?;
    connect(&view, &other).await?;
    // The message names the vault, so another phone does not even answer. One that answers all the same cannot be
    // played here; native tests refuse it.
    view.wait_for_fault("linkAgainRefused").await?;
    assert_eq!(storage::read(&popup.on, "links").await?, links, "nothing was changed");
    view.on.close().await?;
    lock(&popup).await?;
    let screen = unlock_with(&popup, &world.phone, "Unlock with phone").await?;
    assert_eq!(screen["total"], 1);
    tab.reload().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_in_full_is_remembered_and_one_that_differs_unlinks() -> Result<()> {
    let world = World::start().await?;
    let view = world.link_phone(&world.phone).await?;
    let text = view.text().await?;
    for there in ["App Public Key Fingerprint", "Device Public Key Fingerprint", "Shared Secret Fingerprint"]
    {
        assert!(text.contains(there), "{text}");
    }
    view.press("All the same").await?;
    view.wait_for_text("Compared in full: it is your phone.").await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.wait("the comparison", |screen| screen["phones"][0]["verified"] == "full").await?;
    options.wait_for_text("Compared in full length.").await?;
    world.browser.restart_worker(&options.on).await?;
    options.wait("the comparison", |screen| screen["phones"][0]["verified"] == "full").await?;

    options.press("Compare again").await?;
    options.wait_for_text("Compare the keys of").await?;
    options.press("Something differs").await?;
    options.wait("no phone", |screen| screen["phones"] == json!([])).await?;
    options.wait_for_text("Removed from this browser").await?;
    until("nothing of the link", async || {
        let found = storage::everything(&options.on).await?;
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        Ok((!names.iter().any(|name| name.starts_with("vault"))).then_some(()))
    })
    .await?;
    let popup = world.browser.open_view(Kind::Popup).await?;
    popup.wait("a first run", |screen| screen["state"] == "firstRun").await.map(|_| ())
}
