//! One item of a Nextcloud: everything about it, changing it, two changes of the same, the bin.

use std::fs;

use anyhow::{Context, Result};
use nearkey_e2e::nextcloud::{Nextcloud, show_item, wait_synced};
use nearkey_e2e::{Tab, View, until};
use nearkey_servers::passman::{SAMPLE_PASSWORD, SAMPLE_VAULT, seal};
use serde_json::{Map, Value, json};

use super::passman::t101_nothing_was_told;

/// The guid of an item, as the server writes it.
fn guid(cloud: &Nextcloud, label: &str) -> Result<String> {
    let all = cloud.server.credentials(SAMPLE_VAULT);
    let item = all.iter().find(|item| item["label"] == label).context("the sample has no such item")?;
    Ok(item["guid"].as_str().unwrap_or_default().to_owned())
}

fn stored(cloud: &Nextcloud, guid: &str) -> Map<String, Value> {
    cloud.server.credential(guid).and_then(|item| item.as_object().cloned()).unwrap_or_default()
}

/// Names of members that differ, beside the time of the change, which is in whole seconds.
fn changed(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names.filter(|name| *name != "changed" && before.get(*name) != after.get(*name)).cloned().collect()
}

async fn has_text(popup: &View<Tab>, text: &str) -> Result<bool> {
    Ok(popup.text().await?.contains(text))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_shown_changed_and_binned_and_nothing_of_it_is_lost() -> Result<()> {
    let cloud = Nextcloud::start().await?;
    let club = guid(&cloud, "Boat club")?;
    // A column of a newer server.
    cloud.server.change_credential(&club, &json!({ "newer_column": "kept as it is" }))?;
    cloud.connect().await?.on.close().await?;
    let (_tab, popup) = cloud.over("classic").await?;
    show_item(&popup, "Boat club").await?;
    popup.wait_for_text("0815-22").await?;
    popup.wait_for_text("Harbour").await?;

    // A secret is seen on demand, and not after somebody else looks.
    assert!(!has_text(&popup, "7719#").await?);
    for hide in [
        "document.querySelector('[aria-label=\"Hide: Door code\"]').click()",
        "dispatchEvent(new Event('blur'))",
    ] {
        popup.press("Show: Door code").await?;
        popup.wait_for_text("7719#").await?;
        popup.on.run(hide, Vec::new()).await?;
        until("the secret to be hidden", async || Ok((!has_text(&popup, "7719#").await?).then_some(())))
            .await?;
    }

    // A file is saved, opened.
    popup.press("Save the file recovery-codes.txt").await?;
    let path = cloud.world.browser.profile().downloads().join("recovery-codes.txt");
    let content =
        until("the file", async || Ok(fs::read_to_string(&path).ok().filter(|text| !text.is_empty())))
            .await?;
    assert!(content.contains("4471-0932"), "{content}");

    // One member is changed; all others are what they were.
    let before = stored(&cloud, &club);
    cloud.server.forget_log();
    popup.press("Edit").await?;
    popup.on.type_into("#item-password", "Anchor-Larch-20").await?;
    popup.press("Save on the server").await?;
    popup.wait_for_notice("stored").await?;
    let after = stored(&cloud, &club);
    assert_eq!(changed(&before, &after), ["password"]);
    assert_eq!(after["newer_column"], "kept as it is");
    assert_eq!(cloud.server.revisions(&club).len(), 1);
    let log = cloud.server.log();
    let change = log.iter().find(|entry| entry.method == "PATCH").context("no PATCH")?;
    assert!(!change.body.contains("Anchor-Larch-20") && !change.body.contains("0815-22"));
    popup.press("Show: Password").await?;
    popup.wait_for_text("Anchor-Larch-20").await?;

    // The bin is at the server, and gives back.
    popup.press("Move to bin").await?;
    popup.wait_for_text("Move “Boat club” to the bin of the server?").await?;
    popup.on.click(".sure .danger").await?;
    popup.wait_for_notice("binned").await?;
    popup.wait("it to be gone", |screen| screen["others"] == json!([])).await?;
    let binned = stored(&cloud, &club);
    assert!(binned["delete_time"].as_u64() > Some(0));
    popup.press("Undo").await?;
    popup.wait("it to be back", |screen| screen["others"][0]["name"] == "Boat club").await?;
    let back = stored(&cloud, &club);
    assert!(changed(&after, &back).is_empty(), "{:?}", changed(&after, &back));
    t101_nothing_was_told(&cloud.server.log(), &cloud.server.app_passwords(cloud.server.user()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_of_the_same_item_are_both_shown_and_none_is_lost() -> Result<()> {
    let cloud = Nextcloud::connected().await?;
    let (_tab, popup) = cloud.over("classic").await?;
    let wiki = guid(&cloud, "Wiki")?;
    let password = stored(&cloud, &wiki)["password"].clone();
    show_item(&popup, "Wiki").await?;
    for (answer, ours, theirs) in [
        ("Keep both", "crew-1", "deck-1"),
        ("Keep the server’s", "crew-2", "deck-2"),
        ("Keep mine", "crew-3", "deck-3"),
    ] {
        popup.press("Edit").await?;
        popup.on.type_into("#item-user", ours).await?;
        let sealed = seal(&theirs.into(), SAMPLE_PASSWORD)?;
        cloud.server.change_credential(&wiki, &json!({ "username": sealed }))?;
        popup.press("Save on the server").await?;
        popup.wait("both versions", |screen| !screen["change"]["conflict"].is_null()).await?;
        for text in ["Changed in two places", ours, theirs] {
            popup.wait_for_text(text).await?;
        }
        assert_eq!(stored(&cloud, &wiki)["username"], sealed, "the server’s was lost before the answer");
        popup.press(answer).await?;
        popup.wait("it to be decided", |screen| screen["change"].is_null()).await?;
        until("the end of it", async || {
            let now = stored(&cloud, &wiki);
            let copies =
                cloud.server.credentials(SAMPLE_VAULT).iter().filter(|item| item["label"] == "Wiki").count();
            assert_eq!(now["password"], password);
            let kept = now["username"] == sealed;
            Ok((kept == (answer != "Keep mine") && copies == 2).then_some(()))
        })
        .await?;
        wait_synced(&popup).await?;
    }
    // What was overwritten by “mine” is an earlier state.
    assert_eq!(cloud.server.revisions(&wiki).len(), 1);
    Ok(())
}
