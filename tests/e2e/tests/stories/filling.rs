//! What a fill does to a page, and what a page can do meanwhile: codes, other steps, other ways to go elsewhere.

use anyhow::{Result, ensure};
use nearkey_e2e::{Choice, Tab, View, World, page, skipped_because, until};
use serde_json::json;

/// Builds a form from HTML in the plain page.
async fn build(tab: &Tab, html: &str) -> Result<()> {
    tab.run("document.querySelector('main').innerHTML = given[0]", vec![json!(html)]).await.map(|_| ())
}

/// The cache is open, and a page with this form is in front of the popup.
async fn with_form(html: &str) -> Result<(World, Tab, View<Tab>)> {
    let (world, tab, popup) = World::with_open_cache().await?;
    fresh(&world, &tab, &popup, html).await?;
    Ok((world, tab, popup))
}

async fn fresh(world: &World, tab: &Tab, popup: &View<Tab>, html: &str) -> Result<()> {
    world.bring(tab, popup, "127.0.0.1", "plain").await?;
    build(tab, html).await
}

async fn press_fill(world: &World, popup: &View<Tab>) -> Result<()> {
    popup.press(&format!("Fill in {}", world.site.credential().name)).await
}

const BOXES: &str = "<form><fieldset><legend>Enter the 6-digit verification code</legend>
    <input name=d1 inputmode=numeric maxlength=1 autocomplete=one-time-code aria-label='Digit 1 of the verification code'>
    <input name=d2 inputmode=numeric maxlength=1 aria-label='Digit 2 of the verification code'>
    <input name=d3 inputmode=numeric maxlength=1 aria-label='Digit 3 of the verification code'>
    <input name=d4 inputmode=numeric maxlength=1 aria-label='Digit 4 of the verification code'>
    <input name=d5 inputmode=numeric maxlength=1 aria-label='Digit 5 of the verification code'>
    <input name=d6 inputmode=numeric maxlength=1 aria-label='Digit 6 of the verification code'>
    </fieldset><button>Verify</button></form>";
const ONE_BOX: &str =
    "<form><label>One-time code <input name=code inputmode=numeric autocomplete=one-time-code></label>
    <button>Verify</button></form>";

/// The codes of now and of the moment before, by the page's own cryptography (RFC 6238).
const CODES: &str = "const secret = [...'MFRGGZDFMZTWQ2LK'].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
    const bytes = Uint8Array.from(secret.match(/.{8}/g), (bits) => parseInt(bits, 2));
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
    const codes = [];
    for (const step of [0, 1]) {
      const count = new DataView(new ArrayBuffer(8));
      count.setBigUint64(0, BigInt(Math.floor(Date.now() / 30000) - step));
      const mac = new DataView(await crypto.subtle.sign('HMAC', key, count.buffer));
      const at = mac.getUint8(19) & 15;
      codes.push(String((mac.getUint32(at) & 0x7fffffff) % 1000000).padStart(6, '0'));
    }
    return codes";

async fn wait_for_code(tab: &Tab) -> Result<()> {
    until("the code", async || {
        let filled = page::filled(tab).await?;
        let digits: String = filled.iter().map(|(_, value)| value.as_str()).collect();
        let codes: Vec<String> = serde_json::from_value(tab.run(CODES, Vec::new()).await?)?;
        Ok(codes.contains(&digits).then_some(()))
    })
    .await
}

/// T-53: the page gets six digits, into one field or six, and nothing else of the secret; T-49: boxes of one digit each
/// that go on by themselves.
#[tokio::test(flavor = "multi_thread")]
async fn t53_t49_a_code_is_filled_into_one_field_or_six_boxes() -> Result<()> {
    let (world, tab, popup) = with_form(BOXES).await?;
    // As such boxes do: on to the next one with each digit.
    let go_on = "for (const box of document.querySelectorAll('input')) {
        box.addEventListener('input', () => box.value && box.nextElementSibling?.focus());
      }";
    tab.run(go_on, Vec::new()).await?;
    press_fill(&world, &popup).await?;
    wait_for_code(&tab).await?;
    popup.wait_for_notice("filledCode").await?;

    fresh(&world, &tab, &popup, ONE_BOX).await?;
    press_fill(&world, &popup).await?;
    wait_for_code(&tab).await?;
    let all = tab.run("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!all.contains("MFRGGZDFMZTWQ2LK") && !all.contains("otpauth"));
    Ok(())
}

/// After the password comes the code: it is the first thing that the popup offers.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_login_its_code_is_offered_first() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    popup.wait("the code to be next", |screen| screen["next"]["step"] == "code").await?;
    // Over another origin it would be gone.
    tab.goto(&world.site.url("plain")).await?;
    popup.wait("the page of the same origin", |screen| screen["page"]["form"] == "none").await?;
    build(&tab, ONE_BOX).await?;
    popup.press(&format!("Fill in the code of {}", world.site.credential().name)).await?;
    wait_for_code(&tab).await?;
    popup.wait("nothing more", |screen| screen["next"].is_null()).await.map(|_| ())
}

/// The second step is the first thing that the popup offers, and what the key fills.
#[tokio::test(flavor = "multi_thread")]
async fn t98_the_second_step_is_offered_first_and_only_on_its_own_origin() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let login = world.site.credential();
    world.bring(&tab, &popup, "127.0.0.1", "two-step").await?;
    press_fill(&world, &popup).await?;
    page::wait_filled(&tab, &[("username", &login.user)]).await?;
    tab.click("button[type=submit]").await?;
    popup.press(&format!("Continue with {}", login.name)).await?;
    page::wait_filled(&tab, &[("password", &login.password)]).await?;

    world.bring(&tab, &popup, "127.0.0.1", "two-step").await?;
    press_fill(&world, &popup).await?;
    popup.wait("the next step", |screen| screen["next"]["step"] == "password").await?;
    tab.goto(&world.site.url_at("localhost", "two-step-password")).await?;
    popup
        .wait("another origin", |screen| screen["page"]["host"] == "localhost" && screen["next"].is_null())
        .await?;
    tab.goto(&world.site.url("two-step-password")).await?;
    let back = |screen: &serde_json::Value| {
        screen["page"]["host"] == "127.0.0.1" && screen["page"]["form"] == "login"
    };
    let screen = popup.wait("back again", back).await?;
    assert!(screen["next"].is_null(), "gone for good");
    Ok(())
}

/// T-27: however a page goes elsewhere while the phone is asked.
#[tokio::test(flavor = "multi_thread")]
async fn t27_no_way_to_go_elsewhere_gets_the_login() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let elsewhere = world.site.url_at("localhost", "classic");
    let ways = [
        "const link = document.body.appendChild(document.createElement('a')); link.href = given[0]; link.click()",
        "location.replace(given[0])",
        "const meta = document.createElement('meta');
         meta.httpEquiv = 'refresh'; meta.content = `0; url=${given[0]}`; document.head.append(meta)",
        "setTimeout(() => history.back())",
    ];
    for (round, way) in ways.into_iter().enumerate() {
        if round > 0 {
            if way.contains("history") {
                tab.goto(&elsewhere).await?;
            }
            tab.goto(&world.site.url("classic")).await?;
            popup.wait("the page", |screen| screen["page"]["host"] == "127.0.0.1").await?;
            popup.press("Go on").await?;
            world.ask(&popup).await?;
        }
        tab.run(way, vec![json!(elsewhere)]).await?;
        let there = async || Ok((tab.url().await? == elsewhere).then_some(()));
        until(&format!("the other page by {way}"), there).await?;
        popup.wait("the other page", |screen| screen["page"]["host"] == "localhost").await?;
        world.phone.accept(Choice::FirstMatch)?;
        popup.wait_for_notice("pageChanged").await?;
        assert_eq!(page::filled(&tab).await?, [], "{way}");
    }
    Ok(())
}

/// T-29: a page that was left and came back from the browser's memory is the same document, and not the one that was meant.
#[tokio::test(flavor = "multi_thread")]
async fn t29_a_page_that_was_left_and_came_back_is_not_filled() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("any-host").await?;
    tab.run(
        "window.mine = true; addEventListener('pageshow', ({ persisted }) => { window.came = persisted; })",
        Vec::new(),
    )
    .await?;
    tab.goto(&world.site.url("plain")).await?;
    tab.run("setTimeout(() => history.back())", Vec::new()).await?;
    until("the page to be back", async || Ok((tab.url().await?.ends_with("any-host")).then_some(()))).await?;
    if tab.run("return window.mine ?? false", Vec::new()).await? == false {
        skipped_because("because the browser did not keep the page in its memory");
    }
    world.phone.accept(Choice::FirstMatch)?;
    popup.wait_for_notice("pageChanged").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

const LOGIN: &str = "<form id=one><input name=user autocomplete=username>
    <input name=pass type=password autocomplete=current-password><button>Sign in</button></form>
    <form id=two><input name=other><button>Search</button></form><div id=host></div>";

/// T-31: of two logins on one page, the one that the user is in.
#[tokio::test(flavor = "multi_thread")]
async fn t31_only_the_login_that_has_the_focus_is_filled() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let login = world.site.credential();
    let form = "<form><input name=userN autocomplete=username>
        <input name=passN type=password autocomplete=current-password><button>Sign in</button></form>";
    let both = [form.replace('N', "1"), form.replace('N', "2")].concat();
    for [user, pass] in [["user2", "pass2"], ["user1", "pass1"]] {
        fresh(&world, &tab, &popup, &both).await?;
        tab.click(&format!("[name={pass}]")).await?;
        press_fill(&world, &popup).await?;
        popup.wait_for_notice("filled").await?;
        page::wait_filled(&tab, &[(user, &login.user), (pass, &login.password)]).await?;
    }
    Ok(())
}

/// T-34: a page that changes its fields when it sees the fill begin.
#[tokio::test(flavor = "multi_thread")]
async fn t34_fields_that_change_when_the_fill_begins_get_nothing() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let changes = [
        "pass.type = 'text'",
        "pass.name = 'comment'",
        "one.action = 'http://collector.example/'",
        "one.querySelector('button').setAttribute('formaction', 'http://collector.example/')",
        "one.insertAdjacentHTML('beforeend', '<input type=image formaction=\"http://collector.example/\">')",
        "two.append(pass)",
        "host.attachShadow({ mode: 'open' }).append(pass)",
        "pass.replaceWith(pass.cloneNode())",
        "pass.disabled = true",
    ];
    for change in changes {
        fresh(&world, &tab, &popup, LOGIN).await?;
        let listen = format!(
            "const [one, two, host] = ['one', 'two', 'host'].map((id) => document.getElementById(id));
             const [user, pass] = one.querySelectorAll('input');
             window.pass = pass;
             // Firefox tells of a focus only in the window that is in front.
             let done = false;
             for (const kind of ['focus', 'input']) {{
               user.addEventListener(kind, () => {{ if (!done) {{ done = true; {change} }} }});
             }}"
        );
        tab.run(&listen, Vec::new()).await?;
        press_fill(&world, &popup).await?;
        popup.wait_for_notice("pageChanged").await?;
        assert_eq!(page::filled(&tab).await?, [], "{change}");
        assert_eq!(tab.run("return window.pass.value", Vec::new()).await?, json!(""), "{change}");
    }
    Ok(())
}

/// Pages lock empty fields until they have the focus, to keep browsers from filling them, and name passwords hidden to
/// screen readers for the same end. What is locked with something in it is there to be read.
#[tokio::test(flavor = "multi_thread")]
async fn empty_fields_that_are_locked_until_somebody_comes_are_filled_and_shown_ones_are_not() -> Result<()> {
    let html = "<form><input name=user autocomplete=username readonly>
        <input name=pass type=password autocomplete=current-password readonly aria-hidden=true tabindex=-1>
        <button>Sign in</button></form>";
    let (world, tab, popup) = with_form(html).await?;
    let login = world.site.credential();
    press_fill(&world, &popup).await?;
    page::wait_filled(&tab, &[("user", &login.user), ("pass", &login.password)]).await?;

    fresh(&world, &tab, &popup, &html.replace("readonly>", "readonly value=shown>")).await?;
    press_fill(&world, &popup).await?;
    page::wait_filled(&tab, &[("user", "shown"), ("pass", &login.password)]).await?;

    let behind = format!("<div aria-hidden=true>{html}</div>");
    fresh(&world, &tab, &popup, &behind).await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("noForm").await?;
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// T-35: nobody could say where a form beyond the fiftieth sends to.
#[tokio::test(flavor = "multi_thread")]
async fn t35_a_form_too_many_is_not_filled_unasked() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let many = "<form hidden><input></form>".repeat(50);
    let html = LOGIN.replacen("<form id=one", "<form id=one action='http://collector.example/'", 1);
    fresh(&world, &tab, &popup, &format!("{many}{html}")).await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("noForm").await?;
    assert_eq!(page::filled(&tab).await?, []);

    fresh(&world, &tab, &popup, &html.replace("</form>", "<input type=image formaction=/in></form>")).await?;
    press_fill(&world, &popup).await?;
    popup.wait("the question", |screen| screen["question"]["type"] == "otherTarget").await.map(|_| ())
}

/// T-30: fields that are seen when the page is looked at and gone when the fill comes are in `decoys`; these hide on focus.
#[tokio::test(flavor = "multi_thread")]
async fn t30_hidden_ways_of_many_kinds_get_nothing() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let hide = [
        "display:none",
        "visibility:hidden",
        "opacity:.5",
        "width:1px;height:1px;padding:0;border:0",
        "clip-path:inset(50%)",
        "position:absolute;left:-5000px",
        "transform:scale(0)",
        "content-visibility:hidden",
        "filter:opacity(.1)",
        "filter:opacity(1) opacity(0)",
        "filter:url(#nothing)",
        "-webkit-mask-image:linear-gradient(transparent, transparent);mask-image:linear-gradient(transparent, transparent)",
    ];
    for style in hide {
        // A second form, first in the document and out of sight, beside the honest one.
        let html = format!(
            "<div style='{style}'><form><input name=trap1 autocomplete=username>
             <input name=trap2 type=password autocomplete=current-password></form></div>{LOGIN}"
        );
        fresh(&world, &tab, &popup, &html).await?;
        press_fill(&world, &popup).await?;
        let login = world.site.credential();
        page::wait_filled(&tab, &[("user", &login.user), ("pass", &login.password)]).await?;
        popup.wait_for_notice("filled").await?;
        let trapped = "return [...document.querySelectorAll('[name^=trap]')].map((field) => field.value)";
        assert_eq!(tab.run(trapped, Vec::new()).await?, json!(["", ""]), "{style}");
    }
    Ok(())
}

/// T-48: set once, no copies anywhere in the document, as few events as frameworks need.
#[tokio::test(flavor = "multi_thread")]
async fn t48_a_fill_leaves_values_and_nothing_else_in_the_document() -> Result<()> {
    let (world, tab, popup) = with_form(LOGIN).await?;
    let login = world.site.credential();
    let watch = "window.changes = [];
        new MutationObserver((all) => changes.push(...all.map(({ type, attributeName }) => `${type} ${attributeName}`)))
          .observe(document, { attributes: true, childList: true, subtree: true, characterData: true });";
    tab.run(watch, Vec::new()).await?;
    page::listen(
        &tab,
        &["input", "change", "keydown", "keypress", "keyup", "click", "submit", "paste", "beforeinput"],
    )
    .await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("filled").await?;
    page::wait_filled(&tab, &[("user", &login.user), ("pass", &login.password)]).await?;
    let heard: Vec<_> =
        page::heard(&tab).await?.into_iter().map(|(kind, name, _)| format!("{kind} {name}")).collect();
    assert_eq!(heard, ["input user", "change user", "input pass", "change pass"]);
    assert_eq!(tab.run("return window.changes", Vec::new()).await?, json!([]));
    let all = tab.run("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!all.contains(&login.password) && !all.contains(&login.user));
    Ok(())
}

/// T-49: what does not fit is taken out again, and said; T-52: a password that is shown as text is left alone.
#[tokio::test(flavor = "multi_thread")]
async fn t49_t52_a_short_field_and_a_shown_password_get_nothing() -> Result<()> {
    let short = LOGIN.replace("type=password", "type=password maxlength=8");
    let (world, tab, popup) = with_form(&short).await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("didNotFit").await?;
    assert_eq!(page::filled(&tab).await?, []);
    popup.wait_for_text("does not fit").await?;

    // A page that cuts by script, without saying so before.
    fresh(&world, &tab, &popup, LOGIN).await?;
    let cut = "const pass = document.querySelector('[name=pass]');
        pass.addEventListener('input', () => { pass.value = pass.value.slice(0, 8); })";
    tab.run(cut, Vec::new()).await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("didNotFit").await?;
    assert_eq!(page::filled(&tab).await?, []);

    // Letters and digits of a password are not enough.
    fresh(&world, &tab, &popup, LOGIN).await?;
    let strip = cut.replace("slice(0, 8)", "replace(/-/g, '')");
    tab.run(&strip, Vec::new()).await?;
    press_fill(&world, &popup).await?;
    popup.wait_for_notice("didNotFit").await?;
    assert_eq!(page::filled(&tab).await?, []);

    fresh(&world, &tab, &popup, &LOGIN.replace("type=password", "type=text")).await?;
    press_fill(&world, &popup).await?;
    popup.wait("what became of it", |screen| !screen["notice"].is_null()).await?;
    let filled = page::filled(&tab).await?;
    ensure!(filled.iter().all(|(name, _)| name != "pass"), "{filled:?}");
    Ok(())
}
