//! What others can reach of the extension: nothing.

use anyhow::{Context, Result};
use nearkey_e2e::browser::EXTENSION_ID;
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Tab, View, World, page, storage};
use serde_json::{Value, json};

const FILES: [&str; 8] = [
    "popup/popup.html",
    "link/link.html",
    "options/options.html",
    "manifest.json",
    "background.js",
    "content.js",
    "nearkey_bg.wasm",
    "icons/nearkey-48.png",
];

/// T-01, T-03: no page can show, load or notice anything of the extension.
#[tokio::test(flavor = "multi_thread")]
async fn t01_a_page_can_neither_frame_nor_load_anything_of_the_extension() -> Result<()> {
    let world = World::linked().await?;
    let asked = world.phone.log().len();
    let tab = world.visit("plain").await?;
    let addresses: Vec<_> =
        FILES.iter().map(|file| format!("chrome-extension://{EXTENSION_ID}/{file}?ask=1#fill")).collect();
    let body = "const settled = (element, name, address) => new Promise((done) => {
          element.onload = () => done(name + ' loaded');
          element.onerror = () => done('');
          element[name === 'link' ? 'href' : 'src'] = address;
          document.body.append(element);
        });
        const found = [];
        for (const address of given[0]) {
          found.push(await fetch(address).then(() => 'fetched', () => ''));
          found.push(await settled(new Image(), 'image', address));
          found.push(await settled(document.createElement('script'), 'script', address));
        }
        return found.filter(Boolean)";
    assert_eq!(tab.run(body, vec![json!(addresses)]).await?, json!([]));

    let frame = "const frame = document.createElement('iframe');
        const loaded = new Promise((done) => { frame.onload = done; });
        frame.src = given[0];
        document.body.append(frame);
        await loaded";
    for address in &addresses {
        tab.run(frame, vec![json!(address)]).await?;
    }
    let targets = world.browser.cdp().targets().await?;
    let framed = |target: &&Value| {
        target["type"] == "iframe" && target["url"].as_str().is_some_and(|url| url.contains(EXTENSION_ID))
    };
    assert_eq!(targets.iter().find(framed), None);
    assert_eq!(tab.frames().await?, vec!["chrome-error://chromewebdata/"; addresses.len()]);
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}

/// T-02: opened by its address, with whatever behind it, a view shows where things stand and does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn t02_a_view_that_is_opened_by_its_address_does_nothing() -> Result<()> {
    let world = World::linked().await?;
    let asked = world.phone.log().len();
    let tab = world.visit("classic").await?;
    for kind in [Kind::Popup, Kind::Link, Kind::Options] {
        let address = format!("{}?intent=askSite&fill=true&tab=1#askAll", kind.url());
        let view = View::new(kind, world.browser.open_window(&address, 500, 700).await?);
        view.wait("its screen", |_| true).await?;
        assert!(view.screen().await?["request"].is_null());
        view.on.close().await?;
    }
    let opened = "return open(given[0]) === null ? null : 'opened'";
    tab.run(opened, vec![json!(Kind::Popup.url())]).await?;
    let url = Kind::Popup.url();
    let shown =
        world.browser.target(|target| target["type"] == "page" && target["url"] == url.as_str()).await?;
    assert_eq!(shown, None, "a page opened a view");
    assert_eq!(world.phone.log().len(), asked);
    assert_eq!(page::filled(&tab).await?, []);
    Ok(())
}

/// What a stranger sends, in shapes that views use.
fn forged() -> Value {
    let ask =
        json!({ "type": "askSite", "fill": true, "keep": true, "tabId": 1, "url": "https://bank.example" });
    json!([
        { "seq": 1, "intent": ask },
        { "seq": 2, "intent": { "type": "askAll" } },
        { "seq": 3, "intent": { "type": "copy", "item": "held", "field": "password" } },
        { "seq": 4, "intent": { "type": "saveSettings", "settings": { "lockAfterMinutes": 240 } } },
        { "seq": 5, "intent": { "type": "unlink", "phone": "ABC-DEF" } },
        { "type": "get", "key": "checkpoint" },
        "x".repeat(1_000_000),
        null,
    ])
}

/// Runs a function of the arguments in the isolated world of a page, as a content script that went over to the enemy.
async fn in_content_script(from: &View<Tab>, page: &str, body: &str, arguments: Value) -> Result<Value> {
    let run = "const [tab] = (await chrome.tabs.query({})).filter(({ url }) => url === given[0]);
        const func = (name, message) => __BODY__;
        const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func, args: given[1] });
        return result";
    from.on.run(&run.replace("__BODY__", body), vec![json!(page), arguments]).await
}

/// T-04, T-05: the world of content scripts is next to the page, so nothing that comes from there is listened to.
#[tokio::test(flavor = "multi_thread")]
async fn t04_a_content_script_is_not_listened_to() -> Result<()> {
    let (world, tab, popup) = World::with_open_cache().await?;
    let asked = world.phone.log().len();
    let kept = storage::value(&popup, "links").await?;
    let page = tab.url().await?;
    let connect = "new Promise((done) => {
        const heard = [];
        const port = chrome.runtime.connect({ name });
        port.onMessage.addListener((message) => heard.push(message));
        port.onDisconnect.addListener(() => done(['cut', ...heard]));
        for (const one of message) { try { port.postMessage(one); } catch { /* cut already */ } }
    })";
    for name in ["view", "", "popup"] {
        let answer = in_content_script(&popup, &page, connect, json!([name, forged()])).await?;
        assert_eq!(answer, json!(["cut"]), "as {name:?}");
    }
    let send = "Promise.all(message.map((one) => chrome.runtime.sendMessage(one).then((answer) => answer ?? null, () => null)))";
    let answers = in_content_script(&popup, &page, send, json!(["", forged()])).await?;
    assert!(answers.as_array().context("answers")?.iter().all(Value::is_null), "{answers}");

    assert_eq!(world.phone.log().len(), asked, "no request");
    assert_eq!(storage::value(&popup, "links").await?, kept, "the link is there");
    assert!(!storage::names(&popup, "values").await?.contains(&"settings".into()), "no settings were saved");
    Ok(())
}

/// T-06: content scripts have no way to the extension's storage.
#[tokio::test(flavor = "multi_thread")]
async fn t06_a_content_script_reads_no_storage_of_the_extension() -> Result<()> {
    let (_world, tab, popup) = World::with_open_cache().await?;
    let page = tab.url().await?;
    let session = "chrome.storage.session.get().then((all) => all, () => 'refused')";
    assert_eq!(in_content_script(&popup, &page, session, json!(["", 0])).await?, "refused");
    let local = "chrome.storage.local.get()";
    assert_eq!(in_content_script(&popup, &page, local, json!(["", 0])).await?, json!({}));
    let databases = "indexedDB.databases().then((all) => all.map(({ name }) => name))";
    assert_eq!(in_content_script(&popup, &page, databases, json!(["", 0])).await?, json!([]));
    Ok(())
}

/// T-07
#[tokio::test(flavor = "multi_thread")]
async fn t07_a_page_has_no_way_to_the_extension() -> Result<()> {
    let world = World::linked().await?;
    let (tab, popup) = world.asked("classic").await?;
    let body = "const runtime = globalThis.chrome?.runtime;
        const sent = await Promise.resolve().then(() => runtime.sendMessage(given[0], given[1])).then(() => 'answered', () => 'refused');
        let joined = 'refused';
        try { runtime.connect(given[0], { name: 'view' }); joined = 'connected'; } catch { /* as it should be */ }
        return [sent, joined, typeof globalThis.__nearkey]";
    let answer = tab.run(body, vec![json!(EXTENSION_ID), forged()]).await?;
    assert_eq!(answer, json!(["refused", "refused", "undefined"]), "although its content script is there");
    popup.wait_for_stage("waiting").await.map(|_| ())
}

/// T-10: what our own views never say.
#[tokio::test(flavor = "multi_thread")]
async fn t10_malformed_messages_of_a_view_are_refused_and_harm_nothing() -> Result<()> {
    let (world, _tab, popup) = World::with_open_cache().await?;
    let asked = world.phone.log().len();
    let body = "const port = chrome.runtime.connect({ name: 'view' });
        const refused = [];
        let screens = 0;
        port.onMessage.addListener((message) => message.type === 'refused' ? refused.push(message.fault.code) : screens++);
        const odd = [null, 7, 'x'.repeat(10_000_000), [], {}, { seq: -1, intent: {} }, { seq: 1, intent: { type: '__proto__' } },
          { seq: 2, intent: { type: 'unlink', phone: 'ABC-DEF' } }, { seq: 3, intent: { type: 'copy', item: {}, field: 'code' } }];
        let deep = {};
        for (let at = 0; at < 500; at++) deep = { deep };
        for (const message of [...odd, deep]) port.postMessage(message);
        const all = odd.length + 1;
        for (let look = 0; look < 1000 && refused.length < all; look++) await new Promise((next) => setTimeout(next, 10));
        port.disconnect();
        return [refused.length === all, [...new Set(refused)]]";
    assert_eq!(popup.on.run(body, Vec::new()).await?, json!([true, ["INT-01"]]));
    assert_eq!(popup.screen().await?["total"], 1);
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}
