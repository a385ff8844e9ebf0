//! A phone and a Nextcloud side by side.

use anyhow::Result;
use nearkey_e2e::Choice;
use nearkey_e2e::nextcloud::{Nextcloud, SHOWN, lock, wait_synced};
use nearkey_e2e::view::Kind;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn one_yes_on_the_phone_opens_what_came_from_both() -> Result<()> {
    let cloud = Nextcloud::start().await?;
    let world = &cloud.world;
    world.link().await?;
    world.keep_all().await?.on.close().await?;
    let from_phone = world.phone.credentials().iter().filter(|entry| !entry.veiled).count();
    // The open cache of the phone takes the account: nothing new is to be remembered.
    let view = cloud.connect().await?;
    assert_eq!(view.screen().await?["needsPassphrase"], false);
    view.on.close().await?;

    let tab = world.browser.tab();
    tab.goto(&world.site.url_at("localhost", "classic")).await?;
    let popup = world.popup().await?;
    wait_synced(&popup).await?;
    let all = popup.wait("the items of both", |screen| screen["total"] == from_phone + SHOWN).await?;
    let kinds: Vec<&Value> =
        all["sources"].as_array().into_iter().flatten().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["phone", "passman"]);
    let badges = "return [...document.querySelectorAll('.item .badge')].map((one) => one.textContent.trim())";
    let badges = popup.on.run(badges, Vec::new()).await?;
    let short = |at: usize| &all["sources"][at]["short"];
    assert!(
        badges.as_array().is_some_and(|seen| seen.contains(short(0)) && seen.contains(short(1))),
        "{badges}"
    );

    lock(&popup).await?;
    cloud.server.forget_log();
    popup.press("Unlock with phone").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    let open = popup
        .wait("both", |screen| screen["state"] == "open" && screen["total"] == from_phone + SHOWN)
        .await?;
    assert_eq!(open["closed"], serde_json::json!([]));
    // The phone's login is for another address of the same site.
    assert_eq!(open["matches"][0]["source"], open["sources"][1]["id"]);
    assert_eq!(open["matches"][1], Value::Null);
    popup.on.click("#login-0").await?;
    world.wait_filled(&tab, "email", "password").await?;

    // In the options each has its place.
    let options = world.browser.open_view(Kind::Options).await?;
    let screen = options.wait("the account", |screen| screen["accounts"][0]["user"] == "mira").await?;
    assert_eq!(screen["accounts"][0]["vaults"][0]["items"], SHOWN);
    Ok(())
}
