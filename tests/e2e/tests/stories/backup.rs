//! A backup of the phone's vault, saved by the browser (T-79).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::world::prompt_on;
use nearkey_e2e::{Choice, PhoneConfig, Settings, SiteConfig, Tab, View, World, until};
use nearkey_servers::phone::wire;
use serde_json::json;

/// A linked world whose phone gives its backups this name, with the options page.
async fn linked(name: Option<&str>) -> Result<(World, View<Tab>)> {
    let phone = PhoneConfig { backup_name: name.map(ToOwned::to_owned), ..PhoneConfig::default() };
    let world = World::start_at(phone, SiteConfig::default(), &Settings::default()).await?;
    world.link().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    Ok((world, options))
}

const DOWNLOAD_HELD: &str = "return document.querySelector('dialog[open] .pair .button:last-child').disabled";

/// Asks for a backup, with the consent that it needs each time, and accepts on the phone.
async fn ask(world: &World, options: &View<Tab>) -> Result<()> {
    options.press("Download a backup").await?;
    options.wait_for_text("over plain HTTP in your network").await?;
    assert_eq!(options.on.run(DOWNLOAD_HELD, Vec::new()).await?, true, "without the consent");
    options.press("I know this and want the backup this time.").await?;
    options.press("Download").await?;
    let prompt = prompt_on(&world.phone, options).await?;
    assert_eq!(prompt.command, "download_vault_backup");
    Ok(world.phone.accept(Choice::Accept)?)
}

/// Names of what was saved so far.
fn saved(world: &World) -> Vec<String> {
    let folder = fs::read_dir(world.browser.profile().downloads());
    let names = folder.into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_saved_as_the_phone_made_it_with_its_digest() -> Result<()> {
    let (world, options) = linked(None).await?;
    assert_eq!(saved(&world), Vec::<String>::new());
    ask(&world, &options).await?;
    let screen = options.wait("the backup", |screen| !screen["backup"].is_null()).await?;
    let made = world.phone.backup().context("the phone made none")?;
    let digest = wire::hex(&wire::hash(&[made.as_bytes()]));
    assert_eq!(screen["backup"]["digest"], digest.as_str());
    let name = format!("anotherpassvault_{}.json", world.phone.screen().vault_id);
    assert_eq!(screen["backup"]["fileName"], name.as_str());
    let path = world.browser.profile().downloads().join(&name);
    until("the file", async || Ok((fs::read_to_string(&path).ok().as_ref() == Some(&made)).then_some(())))
        .await?;
    assert_eq!(saved(&world), [name]);
    // The digest is shown in groups.
    let shown = options.text_of(".digest").await?;
    assert_eq!(shown.split_whitespace().collect::<String>(), digest);

    // Each time anew.
    options.press("Download a backup").await?;
    options.wait_for_text("over plain HTTP in your network").await?;
    assert_eq!(options.on.run(DOWNLOAD_HELD, Vec::new()).await?, true);
    let body = "return document.querySelector('dialog[open] [type=checkbox]').checked";
    assert_eq!(options.on.run(body, Vec::new()).await?, json!(false));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t79_a_hostile_name_cannot_choose_where_or_as_what_the_file_is_saved() -> Result<()> {
    let (world, options) = linked(Some("../../../tmp/nearkey-evil\u{202e}nosj.exe")).await?;
    ask(&world, &options).await?;
    let screen = options.wait("the backup", |screen| !screen["backup"].is_null()).await?;
    let name = screen["backup"]["fileName"].as_str().context("no name")?.to_owned();
    assert!(
        Path::new(&name).extension().is_some_and(|kind| kind == "json")
            && !name.contains(['/', '\\', '\u{202e}']),
        "{name}"
    );
    assert!(!name.contains("..") && !name.contains(".exe"), "{name}");
    until("the file", async || Ok((saved(&world) == [name.clone()]).then_some(()))).await
}
