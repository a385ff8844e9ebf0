//! A Nextcloud with Passman: connecting, filling, locking, and being without it.

use anyhow::Result;
use nearkey_e2e::nextcloud::{
    Nextcloud, PASSPHRASE, SHOWN, lock, open_page, sign_in, type_address, unlock, wait_for_step, wait_synced,
};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Tab, View, page};
use nearkey_servers::passman::{LogEntry, SAMPLE_MAIL, SAMPLE_PASSWORD};

/// What of the sample vault nobody but its owner may read.
const SECRETS: [&str; 6] =
    [SAMPLE_PASSWORD, PASSPHRASE, "Lighthouse-42-ebb", "mira@harbour.example", "7719#", "JBSWY3DPEHPK3PXP"];

/// T-101: what the server heard from the extension has no cookie, no referrer, no secret in an address, no password of a
/// vault and nothing that is sealed in clear.
pub fn t101_nothing_was_told(log: &[LogEntry], app_passwords: &[String]) {
    let ours =
        |entry: &&LogEntry| !entry.path().contains("/login/v2/flow") && !entry.path().ends_with("/grant");
    assert!(log.iter().filter(ours).count() > 3, "{log:?}");
    for entry in log.iter().filter(ours) {
        let at = format!("{} {}", entry.method, entry.target);
        assert_eq!(entry.header("cookie"), None, "{at}");
        assert_eq!(entry.header("referer"), None, "{at}");
        for secret in SECRETS.iter().copied().chain(app_passwords.iter().map(String::as_str)) {
            assert!(!entry.target.contains(secret), "a secret is in the address {at}");
            assert!(!entry.body.contains(secret), "a secret is in the body of {at}");
        }
    }
}

/// A cookie of the server in the browser, as somebody has who is signed in there.
async fn signed_in_there(cloud: &Nextcloud) -> Result<()> {
    let tab = cloud.world.browser.tab();
    tab.goto(&format!("{}/index.php/login/v2/flow/none", cloud.server.url())).await?;
    let cookie = "document.cookie = 'nc_session_id=somebody-else; path=/; Secure; SameSite=None'";
    tab.run(cookie, Vec::new()).await?;
    tab.reload().await?;
    let told =
        cloud.server.log().iter().any(|entry| entry.header("cookie") == Some("nc_session_id=somebody-else"));
    assert!(told, "the browser keeps no cookie of it");
    cloud.server.forget_log();
    Ok(())
}

/// T-101 at its end.
#[tokio::test(flavor = "multi_thread")]
async fn t101_signing_in_at_the_server_then_filling_locking_and_being_offline() -> Result<()> {
    let cloud = Nextcloud::start().await?;
    signed_in_there(&cloud).await?;
    let view = cloud.reach(&cloud.server.url()).await?;
    cloud.grant(&view).await?;
    wait_for_step(&view, "vaults").await?;
    cloud.open_vault(&view, SAMPLE_PASSWORD).await?;
    cloud.finish(&view).await?;
    view.wait_for_text("Your Nextcloud is connected").await?;
    view.on.close().await?;

    let (tab, popup) = cloud.over("classic").await?;
    let screen = popup.wait("all items", |screen| screen["total"] == SHOWN).await?;
    assert_eq!(screen["matches"][0]["user"], "mira@harbour.example");
    popup.press("Fill in Harbour Mail").await?;
    cloud.world.wait_filled(&tab, "email", "password").await?;

    // Locked, nothing is there; the passphrase opens it again.
    lock(&popup).await?;
    assert!(!popup.text().await?.contains("Harbour Mail"));
    tab.reload().await?;
    unlock(&popup).await?;
    popup.wait("the login", |screen| screen["matches"][0]["name"] == "Harbour Mail").await?;
    popup.press("Fill in Harbour Mail").await?;
    cloud.world.wait_filled(&tab, "email", "password").await?;

    // Without the server what was fetched is there, and its age.
    cloud.server.set_online(false).await;
    tab.reload().await?;
    fetch(&popup).await?;
    let failed =
        popup.wait("the failure", |screen| screen["accounts"][0]["sync"]["type"] == "failed").await?;
    assert_eq!(failed["accounts"][0]["sync"]["fault"]["key"], "serverUnreachable");
    popup.wait_for_text("There is no connection").await?;
    popup.wait_for_text(": fetched ").await?;
    popup.press("Fill in Harbour Mail").await?;
    cloud.world.wait_filled(&tab, "email", "password").await?;

    cloud.server.set_online(true).await;
    cloud.server.change_credential(SAMPLE_MAIL, &serde_json::json!({ "label": "Harbour Post" }))?;
    fetch(&popup).await?;
    popup.wait("what is new there", |screen| screen["matches"][0]["name"] == "Harbour Post").await?;
    wait_synced(&popup).await?;

    let app_passwords = cloud.server.app_passwords(cloud.server.user());
    assert_eq!(app_passwords.len(), 1);
    t101_nothing_was_told(&cloud.server.log(), &app_passwords);
    Ok(())
}

async fn fetch(popup: &View<Tab>) -> Result<()> {
    popup.on.click(".syncs button").await
}

async fn says(view: &View<Tab>, words: &str) -> Result<()> {
    view.wait_for_text(words).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t100_plain_http_needs_a_yes_and_what_is_wrong_is_said_in_sentences() -> Result<()> {
    let cloud = Nextcloud::start().await?;
    let view = open_page(&cloud.world.browser).await?;

    // Never without encryption by itself.
    type_address(&view, &cloud.server.plain_url()).await?;
    says(&view, "This address is not encrypted").await?;
    says(&view, &format!("Connects to {}", cloud.server.plain_url())).await?;
    says(&view, "your user name and the app password").await?;
    let disabled = "return document.querySelector('nk-server-address [type=submit]').disabled";
    assert_eq!(view.on.run(disabled, Vec::new()).await?, true);
    assert_eq!(cloud.server.log(), []);
    view.press("I understand, and want to connect without encryption").await?;
    view.press("Connect").await?;
    wait_for_step(&view, "signIn").await?;
    says(&view, "not encrypted").await?;

    sign_in(&view, "mira", "not an app password").await?;
    says(&view, "The server does not accept this name with this password.").await?;
    let app_password = cloud.server.new_app_password(cloud.server.user())?;
    sign_in(&view, "mira", &app_password).await?;
    wait_for_step(&view, "vaults").await?;
    cloud.open_vault(&view, "not its password").await?;
    says(&view, "This is not the password of this vault.").await?;
    cloud.open_vault(&view, SAMPLE_PASSWORD).await?;
    cloud.finish(&view).await?;
    view.on.close().await?;

    let (tab, popup) = cloud.over("classic").await?;
    popup.press("Fill in Harbour Mail").await?;
    cloud.world.wait_filled(&tab, "email", "password").await?;
    let log = cloud.server.log();
    assert!(log.iter().all(|entry| !entry.secure));
    t101_nothing_was_told(&log, &[app_password]);

    // Taking the account away leaves nothing here. An app password that was typed may be in use elsewhere, and stays.
    let options = cloud.world.browser.open_view(Kind::Options).await?;
    wait_synced(&options).await?;
    options.on.click("nk-account .actions .danger").await?;
    options.on.click("nk-account dialog[open] .danger").await?;
    options.wait("no account", |screen| screen["accounts"] == serde_json::json!([])).await?;
    popup.wait("nothing", |screen| screen["total"] == 0).await?;
    tab.reload().await?;
    assert_eq!(page::filled(&tab).await?, []);
    assert_eq!(cloud.server.app_passwords(cloud.server.user()).len(), 1);
    Ok(())
}
