//! No secret where it does not belong: consoles, storage, the disk.

use std::fs;
use std::path::Path;

use std::fmt::Write as _;

use anyhow::Result;
use nearkey_e2e::world::code;
use nearkey_e2e::{Choice, Fault, FaultOrder, World, page, storage};

/// The forms in which a text could lie around.
fn disguises(secret: &str) -> Vec<Vec<u8>> {
    let wide = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut hex = String::new();
    for byte in secret.bytes() {
        let _ = write!(hex, "{byte:02x}");
    }
    vec![secret.as_bytes().to_vec(), wide, hex.into_bytes()]
}

fn holds(content: &[u8], secret: &str) -> bool {
    disguises(secret).iter().any(|form| content.windows(form.len()).any(|window| window == form.as_slice()))
}

fn files_with(folder: &Path, secret: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            files_with(&path, secret, found)?;
        } else if entry.file_type()?.is_file() && holds(&fs::read(&path)?, secret) {
            found.push(path.display().to_string());
        }
    }
    Ok(())
}

/// T-84, T-85: an open cache, a request and a link, and every place where the extension stores something.
#[tokio::test(flavor = "multi_thread")]
async fn t84_nothing_that_is_stored_is_a_secret_in_clear() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    popup.press("Get all logins").await?;
    world.prompt(&popup).await?;
    world.phone.accept(Choice::Accept)?;
    popup.wait("all of them", |screen| screen["total"].as_u64() > Some(1)).await?;
    let stored = storage::everything(&popup).await?;
    let credentials = world.phone.credentials();
    for entry in credentials.iter().filter(|entry| !entry.veiled) {
        for secret in [&entry.password, &entry.otp, &entry.user].into_iter().filter(|text| text.len() > 3) {
            assert!(!holds(stored.as_bytes(), secret), "{secret:?} of {} is stored in clear", entry.name);
        }
    }
    assert!(stored.contains("ciphertext") || stored.len() > 1000, "there is something stored at all");

    // The same for the files of the profile, after the browser wrote them all.
    let World { browser, .. } = world;
    let profile = browser.quit().await?;
    for entry in credentials.iter().filter(|entry| entry.password.len() > 5) {
        let mut found = Vec::new();
        files_with(profile.path(), &entry.password, &mut found)?;
        assert!(found.is_empty(), "{:?} of {} is in {found:?}", entry.password, entry.name);
    }
    Ok(())
}

/// The code on the screen is the one secret of linking.
#[tokio::test(flavor = "multi_thread")]
async fn t84_the_code_is_stored_nowhere_in_clear() -> Result<()> {
    let world = World::start().await?;
    let view = world.show_code().await?;
    let code = code(&view).await?;
    let secret = code.split(':').nth(1).unwrap_or_default().to_owned();
    assert!(secret.len() > 10);
    assert!(!holds(storage::everything(&view).await?.as_bytes(), &secret));
    Ok(())
}

/// T-95: the story with its mishaps, with everybody's console written down.
#[tokio::test(flavor = "multi_thread")]
async fn t95_no_console_ever_shows_a_secret() -> Result<()> {
    let world = World::start().await?;
    let consoles = world.browser.listen_to_consoles().await?;
    let view = world.show_code().await?;
    let code = code(&view).await?;
    world.phone.scan(&code)?;
    world.connect(&view).await?;
    world.compare(&view).await?;
    view.press("Same").await?;
    view.wait_for_step("done").await?;
    world.phone.accept_link()?;

    let (tab, popup) = world.asked("classic").await?;
    tab.run("console.log('the page can be heard')", Vec::new()).await?;
    popup.on.run("console.log('the popup can be heard')", Vec::new()).await?;
    for fault in [Fault::Garbage, Fault::WrongKey, Fault::Truncate { keep: 9 }] {
        world.phone.fault(FaultOrder::once(fault));
    }
    popup.wait("the noise", |screen| screen["request"]["interference"] == true).await?;
    world.phone.accept(Choice::FirstMatch)?;
    world.wait_filled(&tab, "email", "password").await?;
    popup.wait("the cache", |screen| screen["total"] == 1).await?;
    world.browser.kill_worker().await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    world.ask(&popup).await?;
    world.phone.deny()?;
    popup.wait_for_fault("phoneDenied").await?;
    assert!(!page::filled(&tab).await?.is_empty());

    let heard = consoles.heard();
    for marker in ["the page can be heard", "the popup can be heard"] {
        assert!(heard.contains(marker), "{marker}: not heard");
    }
    assert!(consoles.sources().iter().any(|source| source == "service_worker"), "{:?}", consoles.sources());
    let login = world.site.credential();
    for secret in [&*login.password, &*login.user, &*login.otp, code.split(':').nth(1).unwrap_or_default()] {
        assert!(!holds(heard.as_bytes(), secret), "{secret:?} was shown in a console");
    }
    Ok(())
}
