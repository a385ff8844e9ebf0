//! One-time codes in the popup: shown on demand, copied, hidden again; the secret stays in the background.

use anyhow::{Context, Result, ensure};
use nearkey_e2e::{Choice, Tab, View, World, until};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The code of the moment, by the browser's own HMAC: not by our code.
const BY_HAND: &str =
    "const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('12345678901234567890'),
    { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
    const count = new DataView(new ArrayBuffer(8));
    count.setBigUint64(0, BigInt(Math.floor(Date.now() / 30000) + given[0]));
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, count));
    const at = mac[19] & 15;
    const number = new DataView(mac.buffer).getUint32(at) & 0x7fffffff;
    return String(number % 1e6).padStart(6, '0')";

/// A linked phone whose login of the site has codes; the phone was asked for it over this page.
async fn received(page: &str, keep: bool) -> Result<(World, Tab, View<Tab>)> {
    let world = World::linked().await?;
    let mut login = world.site.credential();
    login.otp = format!("otpauth://totp/Harbour%20Mail:mira?secret={SECRET}&issuer=Harbour");
    world.phone.put_credential(login);
    let tab = world.visit(page).await?;
    let popup = world.popup().await?;
    if keep {
        world.ask(&popup).await?;
        world.phone.accept(Choice::FirstMatch)?;
        world.wait_filled(&tab, "email", "password").await?;
        popup
            .wait("the login in the cache", |screen| screen["total"] == 1 && screen["request"].is_null())
            .await?;
    } else {
        popup.press("More").await?;
        popup.press("Choose one on the phone").await?;
        world.prompt(&popup).await?;
        world.phone.accept(Choice::One(world.site.credential().key().to_owned()))?;
        popup.wait("the login", |screen| !screen["request"]["held"].is_null()).await?;
    }
    Ok((world, tab, popup))
}

/// What is shown is the code of now, or the one before if it changed in between.
async fn check_shown(popup: &View<Tab>) -> Result<()> {
    until("the code of the moment", async || {
        let Ok(shown) = popup.text_of(".code-digits").await else { return Ok(None) };
        let now = popup.on.run(BY_HAND, vec![0.into()]).await?;
        Ok((now.as_str() == Some(shown.trim())).then_some(()))
    })
    .await?;
    let left = popup.text_of(".ring b").await?;
    ensure!((0..=30).contains(&left.parse::<u32>().context(left.clone())?), "{left} s left");
    let text = popup.on.run("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!text.contains(SECRET) && !text.contains("otpauth"), "the secret is in the page");
    Ok(())
}

async fn wait_hidden(popup: &View<Tab>) -> Result<()> {
    until("the code to be hidden", async || Ok(popup.text_of(".shown-code").await.is_err().then_some(())))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_shown_on_demand_and_copied() -> Result<()> {
    let (world, _tab, popup) = received("classic", true).await?;
    let name = world.site.credential().name;
    ensure!(popup.text_of(".shown-code").await.is_err(), "nobody asked for it yet");
    popup.press(&format!("Show the one-time code of {name}")).await?;
    check_shown(&popup).await?;
    popup.press("Copy code").await?;
    popup.wait_for_text("Code copied.").await?;

    // T-99: it goes when somebody else is in front, and by hand.
    popup.on.run("window.dispatchEvent(new Event('blur'))", Vec::new()).await?;
    wait_hidden(&popup).await?;
    popup.press(&format!("Show the one-time code of {name}")).await?;
    check_shown(&popup).await?;
    popup.press("Hide code").await?;
    wait_hidden(&popup).await?;

    popup.press(&format!("Show the one-time code of {name}")).await?;
    check_shown(&popup).await?;
    popup.press("Lock now").await?;
    popup.wait("the lock", |screen| screen["state"] == "locked").await?;
    wait_hidden(&popup).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_just_came_shows_its_code_too() -> Result<()> {
    let (_world, _tab, popup) = received("plain", false).await?;
    popup.press("Show one-time code").await?;
    check_shown(&popup).await?;
    popup.press("Copy code").await?;
    popup.wait_for_text("Code copied.").await
}
