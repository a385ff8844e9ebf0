//! What else a page can try with what is shown in it (threats, groups A to C): names, measures, messages, focus, storms, frames
//! and policies.

use anyhow::Result;
use nearkey_e2e::in_page::a_while;
use nearkey_e2e::{Engine, InPage, skipped_in, until};
use serde_json::{Value, json};

use crate::threats::{NO_MENU, OURS, login, nothing_filled};

#[tokio::test(flavor = "multi_thread")]
async fn t45_a_page_with_our_names_is_not_taken_for_ours() -> Result<()> {
    let pages = InPage::start().await?;
    let twins = "for (const [name, id] of [['mark', ''], ['menu', 'row-0'], ['row', 'row-1'], ['row', 'row-2']]) {
          const twin = Object.assign(document.createElement('div'), { className: name, id, textContent: 'Harbour Mail' });
          twin.setAttribute('role', 'option');
          twin.addEventListener('click', () => { window.twin = (window.twin ?? 0) + 1; });
          document.body.append(twin);
        }
        window.__nearkey = window.__nearkeyShow = window.__nearkeyWatch = () => { window.called = true; };";
    pages.page(twins).await?;
    match Engine::chosen() {
        Engine::Chromium => {
            let rows = pages.menu().await?;
            pages.choose(&rows, "Harbour Mail").await?;
            pages.wait_filled().await?;
        }
        // The mark is found among its twins, and opens the popup.
        Engine::Firefox => {
            let mark = pages.mark().await?;
            pages.tab.click_at(mark).await?;
            until("the popup", async || Ok(pages.popup_is_open().await?.then_some(()))).await?;
        }
    }
    assert_eq!(pages.page("return [window.twin ?? 0, window.called ?? false]").await?, json!([0, false]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn t46_what_a_page_can_measure_of_us_tells_nothing_about_logins() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let measure = "const ours = [...document.querySelectorAll('html > div, dialog > div')].filter((one) => one.popover === 'manual');
        const { x, y, width, height } = ours[0].getBoundingClientRect();
        return {
          count: ours.length, attributes: ours[0].getAttributeNames(), size: [x, y, width, height],
          scroll: [ours[0].scrollWidth, ours[0].scrollHeight, ours[0].offsetWidth, ours[0].offsetHeight],
          text: ours[0].textContent + ours[0].innerText + ours[0].outerHTML, root: ours[0].shadowRoot, children: ours[0].childNodes.length,
          names: Object.keys(ours[0]), resources: performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('extension')),
          globals: Object.keys(window).filter((name) => /nearkey/i.test(name)),
        }";
    let before = pages.page(measure).await?;
    assert_eq!(before["attributes"], json!(["popover"]));
    assert_eq!(before["children"], 0);
    assert_eq!(before["globals"], json!([]));
    assert_eq!(before["resources"], json!([]));
    assert!(before["root"].is_null());
    if Engine::chosen() == Engine::Chromium {
        pages.menu().await?;
        assert_eq!(pages.page(measure).await?, before, "the same with an open menu");
    }
    Ok(())
}

/// T-09: there is no message of a page that we listen to.
#[tokio::test(flavor = "multi_thread")]
async fn t09_messages_that_look_like_ours_are_heard_by_nobody() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let before = pages.look().await?;
    let post = "const messages = [
          { type: 'open', document: 'x', key: 1 }, { type: 'choose', document: 'x', menu: 1, choice: { type: 'askPhone' } },
          { message: { type: 'stop' }, theme: 'system', texts: null }, { message: { type: 'menu', document: 'x', key: 1, menu: { number: 1, host: 'h', locked: false, items: [{ id: 'a/b', name: 'n', user: 'u' }], phone: true, create: true, generate: true } }, theme: 'system', texts: null },
          { message: { type: 'offer', document: 'x', offer: { number: 1, host: 'h', registrable: 'h', user: 'u', kind: 'new', item: null } }, theme: 'dark', texts: null },
          { name: 'page' }, { seq: 1, intent: { type: 'askAll' } },
        ];
        for (const message of messages) {
          window.postMessage(message, '*');
          window.dispatchEvent(new MessageEvent('message', { data: message, origin: location.origin, source: window }));
          for (const target of [window, document, ...document.querySelectorAll('div[popover]')]) target.dispatchEvent(new CustomEvent('nearkey', { detail: message }));
          new BroadcastChannel('nearkey').postMessage(message);
          new BroadcastChannel('page').postMessage(message);
        }";
    let asked = pages.world.phone.log().len();
    pages.page(post).await?;
    a_while().await;
    assert_eq!(pages.look().await?, before);
    assert_eq!(pages.world.phone.log().len(), asked);
    nothing_filled(&pages).await
}

/// T-50: a page that is trusted, with a script in it that is not. Nobody does anything; the script plays with the focus,
/// with clicks and with the keys that open the menu.
#[tokio::test(flavor = "multi_thread")]
async fn t50_a_script_that_plays_with_the_focus_opens_and_fills_nothing() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let play = format!(
        "{OURS}
        const fields = [...document.querySelectorAll('[name=email], [name=password]')];
        for (let round = 0; round < 20; round += 1) {{
          for (const one of [...fields, ...ours]) {{
            one.focus(); one.blur(); one.focus();
            one.click();
            one.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, composed: true }}));
            for (const key of ['ArrowDown', 'j', 'J', 'Enter']) {{
              one.dispatchEvent(new KeyboardEvent('keydown', {{ key, altKey: true, shiftKey: key === 'J', bubbles: true, composed: true }}));
            }}
          }}
          await new Promise((done) => setTimeout(done, 20));
        }}"
    );
    pages.page(&play).await?;
    nothing_filled(&pages).await?;
    let seen = pages.look().await?;
    assert_eq!((&seen["menu"], &seen["focused"]), (&json!([]), &json!(false)));
    assert!(!pages.popup_is_open().await?, "a popup opened by itself");
    Ok(())
}

/// T-47, the part of the watcher: a page that never stops changing is looked at less and less.
#[tokio::test(flavor = "multi_thread")]
async fn t47_a_storm_of_changes_is_waited_out() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let count = "const real = globalThis.__nearkey;
        globalThis.looks = 0;
        globalThis.__nearkey = Object.freeze({ ...real, look: () => { globalThis.looks += 1; return real.look(); } })";
    pages.in_content_world(count).await?;
    let storm = "const box = document.createElement('div');
        document.body.append(box);
        window.changes = 0;
        const step = () => {
          for (let at = 0; at < 200; at += 1) { box.replaceChildren(document.createElement('i')); window.changes += 1; }
          window.storm = setTimeout(step, 5);
        };
        step()";
    pages.page(storm).await?;
    tokio::time::sleep(std::time::Duration::from_secs(8)).await;
    let looks = pages.in_content_world("return globalThis.looks").await?.as_u64().unwrap_or_default();
    let changes =
        pages.page("clearTimeout(window.storm); return window.changes").await?.as_u64().unwrap_or_default();
    assert!(changes > 20_000, "{changes} changes");
    assert!((1..=8).contains(&looks), "{looks} looks at {changes} changes");
    Ok(())
}

/// T-15 to T-17: the menu lists what is for exactly this host. Another name of the same server is a stranger, and the keys
/// and the menu of the stranger are there all the same.
#[tokio::test(flavor = "multi_thread")]
async fn t17_the_menu_of_another_host_offers_no_login() -> Result<()> {
    if skipped_in(Engine::Firefox, NO_MENU) {
        return Ok(());
    }
    let pages = InPage::start().await?;
    pages.tab.goto(&pages.world.site.url_at("localhost", "classic")).await?;
    let rows = pages.menu().await?;
    assert_eq!(login(&rows), &Value::Null, "{rows:?}");
    pages.tab.goto(&pages.world.site.url("classic")).await?;
    let rows = pages.menu().await?;
    assert_ne!(login(&rows), &Value::Null, "{rows:?}");
    Ok(())
}

/// T-37 in the browser: a frame of another origin shows nothing of ours. Both frames are in sight, side by side.
#[tokio::test(flavor = "multi_thread")]
async fn t37_a_frame_of_another_origin_gets_nothing() -> Result<()> {
    let pages = InPage::start_empty("plain").await?;
    let frames = format!(
        "for (const [id, side, src] of [['other', 'left', '{}'], ['own', 'right', '{}']]) {{
           const frame = Object.assign(document.createElement('iframe'), {{ id, src }});
           frame.style = `position: fixed; top: 0; ${{side}}: 0; width: 50vw; height: 100vh; border: 0`;
           document.body.append(frame);
           await new Promise((done) => frame.addEventListener('load', done));
         }}",
        pages.world.site.url_at("localhost", "classic"),
        pages.world.site.url("classic"),
    );
    pages.page(&frames).await?;
    let there = "return document.querySelectorAll('div[popover]').length";
    until("the mark in the own frame", async || {
        let own = pages.tab.run_in_frame("#own", there).await?;
        Ok((own == 1).then_some(()))
    })
    .await?;
    a_while().await;
    assert_eq!(pages.tab.run_in_frame("#other", there).await?, 0);
    Ok(())
}

/// T-111: a page whose policy allows nothing of what we need, if it had a say.
#[tokio::test(flavor = "multi_thread")]
async fn t111_a_strict_policy_of_the_page_neither_stops_us_nor_hears_of_us() -> Result<()> {
    let pages = InPage::start().await?;
    pages.wait_for("marks", 2).await?;
    let strict = "const meta = document.createElement('meta');
        meta.httpEquiv = 'Content-Security-Policy';
        meta.content = \"default-src 'none'; style-src 'none'; script-src 'none'; img-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'\";
        window.violations = [];
        document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
        document.head.append(meta);
        document.querySelector('div[popover=manual]').remove()";
    pages.page(strict).await?;
    pages.wait_for("marks", 2).await?;
    if Engine::chosen() == Engine::Chromium {
        let rows = pages.menu().await?;
        pages.choose(&rows, "Harbour Mail").await?;
        pages.wait_filled().await?;
    }
    assert_eq!(pages.page("return window.violations").await?, json!([]));
    Ok(())
}
