//! What pages, content scripts and broken messages can reach of the extension: nothing (threats, group A).
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use nearkey_e2e::view::Kind;
use nearkey_e2e::{Engine, Tab, World, extension_dir};
use serde_json::{Value, json};

/// What an attacker would like our pages to understand.
const CRAFTED: [&str; 4] = [
    "",
    "?tabId=1&url=https%3A%2F%2Fbank.example&website=https%3A%2F%2Fbank.example&action=askSite&fill=1",
    "?intent=%7B%22type%22%3A%22askAll%22%7D&seq=1&autostart=true",
    "#%7B%22type%22%3A%22unlink%22%2C%22phone%22%3A%22*%22%7D",
];

/// Intents with everything in them that a content script may not say.
fn forged(phone: &str) -> Value {
    json!([
        { "seq": 1, "intent": { "type": "unlink", "phone": phone }, "tabId": 1, "url": "https://bank.example" },
        { "seq": 2, "intent": { "type": "askAll", "tabId": 1, "frameId": 0 } },
        { "seq": 3, "intent": { "type": "askSite", "fill": true, "keep": true, "url": "https://bank.example" } },
        { "seq": 4, "intent": { "type": "unlock" }, "sender": { "url": Kind::Popup.url() } },
        { "seq": 5, "intent": { "type": "saveSettings", "settings": {
            "lockAfterMinutes": 240, "lockAtMostHours": 24, "lockWithScreen": false, "lockIdleMinutes": 0,
            "clipboardSeconds": 0, "language": "", "theme": "dark",
            "contextMenu": true, "marks": true, "offers": true, "neverHosts": [] } } },
        { "seq": 6, "intent": { "type": "copy", "item": "held", "field": "password" } },
        { "seq": 7, "intent": { "type": "startLink", "again": null } },
        { "seq": 8, "intent": { "type": "wipe", "what": "everything" } },
        { "seq": 9, "intent": { "type": "askBackup", "phone": phone } },
        { "seq": 10, "intent": { "type": "addAddress", "phone": phone, "text": "127.0.0.2", "port": "8787" } },
        { "seq": 11, "intent": { "type": "setPassphrase", "passphrase": "known to the attacker" } },
    ])
}

/// Runs the body of an async function in the isolated world of the page in the web window, as a content script of ours
/// would; from there it has the same rights. `page` is one of our own pages.
async fn in_content_world(page: &Tab, body: &str, argument: &Value) -> Result<Value> {
    let script = format!(
        "const [tab] = (await chrome.tabs.query({{}})).filter(({{ url }}) => url?.startsWith('http://127.0.0.1'));
         const func = async (given) => {{ {body} }};
         const [answer] = await chrome.scripting.executeScript({{ target: {{ tabId: tab.id }}, func, args: [given[0]] }});
         return answer.result"
    );
    page.run(&script, vec![argument.clone()]).await
}

/// Addresses of all files of the extension, relative to its root.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(name);
        }
    }
    Ok(found)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t01_a_page_cannot_frame_our_pages_whatever_it_writes_behind_their_address() -> Result<()> {
    let world = World::linked().await?;
    let asked = world.phone.log().len();
    let tab = world.visit("plain").await?;
    let mut addresses = vec![world.site.url("classic")];
    for kind in [Kind::Popup, Kind::Link, Kind::Options, Kind::Connect] {
        addresses.extend(CRAFTED.map(|crafted| format!("{}{crafted}", kind.url())));
    }
    let body = "await Promise.all(given[0].map((src) => new Promise((done) => {
          const frame = Object.assign(document.createElement('iframe'), { src });
          frame.addEventListener('load', done);
          frame.addEventListener('error', done);
          document.body.append(frame);
        })))";
    tab.run(body, vec![json!(addresses)]).await?;
    let framed = world.browser.frames(&tab).await?;
    assert!(framed.contains(&world.site.url("classic")), "the check sees no frame at all: {framed:?}");
    let ours: Vec<_> = framed.iter().filter(|url| url.starts_with(Engine::chosen().home())).collect();
    assert!(ours.is_empty(), "{ours:?}");
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t02_what_stands_behind_the_address_of_our_pages_does_nothing() -> Result<()> {
    let world = World::linked().await?;
    world.visit("classic").await?;
    let asked = world.phone.log().len();
    let expected = |kind: Kind, screen: &Value| match kind {
        Kind::Popup => screen["request"].is_null() && screen["question"].is_null() && screen["search"] == "",
        Kind::Link => screen["step"]["type"] == "start" && screen["address"]["text"] == "",
        Kind::Options => screen["phones"].as_array().is_some_and(|phones| phones.len() == 1),
        Kind::Doctor => screen["addresses"] == json!([]) && screen["running"] == false,
        Kind::Connect => screen["step"]["type"] == "address" && screen["step"]["text"] == "",
    };
    for kind in [Kind::Popup, Kind::Link, Kind::Options, Kind::Doctor, Kind::Connect] {
        for crafted in CRAFTED {
            let view = world.browser.open_view_at(kind, &format!("{}{crafted}", kind.url())).await?;
            let screen = view.screen().await?;
            assert!(expected(kind, &screen), "{kind:?}{crafted}: {screen}");
            assert!(view.refused().await?.is_null());
            view.on.close().await?;
        }
    }
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t03_no_file_of_the_extension_answers_to_a_page() -> Result<()> {
    let world = World::start().await?;
    let tab = world.visit("plain").await?;
    let names = files(&extension_dir()?)?;
    assert!(names.len() > 10, "{names:?}");
    let mut addresses: Vec<_> =
        names.iter().map(|name| format!("{}/{name}", Engine::chosen().home())).collect();
    // So that the check is known to see what does answer.
    let own = world.site.url("controlled.js");
    addresses.push(own.clone());
    let body = "const works = [];
        const see = (tag, member, url) => new Promise((done) => {
          const element = Object.assign(document.createElement(tag), { [member]: url });
          element.addEventListener('load', () => done(works.push(`${tag} ${url}`)));
          element.addEventListener('error', done);
          document.body.append(element);
        });
        for (const url of given[0]) {
          await fetch(url).then(() => works.push(`fetch ${url}`), () => undefined);
          await fetch(url, { mode: 'no-cors' }).then(() => works.push(`opaque ${url}`), () => undefined);
          await see('img', 'src', url);
          await see('script', 'src', url);
        }
        return works";
    let works = tab.run(body, vec![json!(addresses)]).await?;
    let works: Vec<String> = serde_json::from_value(works)?;
    assert_eq!(works, ["fetch", "opaque", "script"].map(|way| format!("{way} {own}")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t04_a_content_script_is_not_heard_whatever_it_claims_to_be() -> Result<()> {
    let world = World::linked().await?;
    world.visit("classic").await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let before = options.screen().await?;
    let phone = before["phones"][0]["phone"]["id"].as_str().context("no phone")?.to_owned();
    let asked = world.phone.log().len();

    let body = "const heard = [];
        const ended = await new Promise((done) => {
          const port = chrome.runtime.connect({ name: 'view' });
          port.onMessage.addListener((message) => heard.push(message));
          port.onDisconnect.addListener(() => done(true));
          for (const message of given) port.postMessage(message);
        });
        const answers = [];
        for (const message of given) {
          answers.push(await chrome.runtime.sendMessage(message).then((answer) => ['answered', answer ?? null], () => 'nobody'));
        }
        return { ended, heard, answers: [...new Set(answers.map(String))] }";
    let told = in_content_world(&options.on, body, &forged(&phone)).await?;
    assert_eq!(told, json!({ "ended": true, "heard": [], "answers": ["nobody"] }));

    // The worker is there, and nothing of it happened.
    options.on.type_into("#minutes", "16\t").await?;
    let after = options.wait("16 minutes", |screen| screen["settings"]["lockAfterMinutes"] == 16).await?;
    assert_eq!(after["phones"], before["phones"]);
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t05_t06_a_content_script_finds_nothing_in_any_storage() -> Result<()> {
    let world = World::linked().await?;
    let tab = world.fill_classic().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    options.wait("the open cache", |screen| screen["open"] == true).await?;
    // One of our own pages sees them, so the check looks for the right things.
    let own = "return [(await indexedDB.databases()).map(({ name }) => name), Object.keys(await chrome.storage.session.get(null)).length > 0]";
    assert_eq!(options.on.run(own, Vec::new()).await?, json!([["nearkey"], true]));

    let body = "const session = await (async () => chrome.storage.session.get(null))().then((all) => ['read', all], () => 'denied');
        const local = await (async () => chrome.storage.local.get(null))().catch(() => ({}));
        const sync = await (async () => chrome.storage.sync.get(null))().catch(() => ({}));
        const databases = (await indexedDB.databases()).map(({ name }) => name);
        return { session, local, sync, databases }";
    let found = in_content_world(&options.on, body, &Value::Null).await?;
    assert_eq!(found, json!({ "session": "denied", "local": {}, "sync": {}, "databases": [] }));
    assert_eq!(
        tab.run("return Object.keys(localStorage).concat(document.cookie)", Vec::new()).await?,
        json!([""])
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t07_a_page_cannot_speak_with_the_extension() -> Result<()> {
    let world = World::linked().await?;
    let asked = world.phone.log().len();
    let tab = world.visit("classic").await?;
    let body = "const runtime = globalThis.chrome?.runtime ?? globalThis.browser?.runtime;
        if (!runtime?.sendMessage && !runtime?.connect) return 'no way';
        const said = await new Promise((done) => {
          try { runtime.sendMessage(given[0], { type: 'askAll' }, (answer) => done(runtime.lastError ? 'nobody' : ['answer', answer])); }
          catch { done('nobody'); }
        });
        const joined = await new Promise((done) => {
          try {
            const port = runtime.connect(given[0], { name: 'view' });
            port.onMessage.addListener((message) => done(['heard', message]));
            port.onDisconnect.addListener(() => done('nobody'));
          } catch { done('nobody'); }
        });
        return said === 'nobody' && joined === 'nobody' ? 'no way' : [said, joined]";
    assert_eq!(tab.run(body, vec![json!(Engine::chosen().extension_id())]).await?, "no way");
    assert_eq!(world.phone.log().len(), asked);
    Ok(())
}

/// Opens a port of its own in a page of ours, posts what `messages` makes, and gives the kinds of answers.
const MALFORMED: &str = "
    const nested = (depth) => { let value = 1; for (let at = 0; at < depth; at += 1) value = at % 2 ? [value] : { value }; return value; };
    const circle = { seq: 1 };
    circle.intent = circle;
    const search = (text) => ({ seq: 8, intent: { type: 'search', text } });
    const settings = (lockAfterMinutes, seq = 9) => ({ seq, intent: { type: 'saveSettings', settings: {
        lockAfterMinutes, lockAtMostHours: 12, lockWithScreen: true, lockIdleMinutes: 0, clipboardSeconds: 30,
        language: '', theme: 'system', contextMenu: true, marks: true, offers: true, neverHosts: [] } } });
    const messages = [
      null, true, 5, 'text', [], {}, [[]], { seq: 1 }, { intent: {} }, { seq: 1, intent: null }, { seq: 1, intent: [] },
      { seq: '1', intent: { type: 'lock' } }, { seq: -1, intent: { type: 'lock' } }, { seq: 1.5, intent: { type: 'lock' } },
      { seq: 1e99, intent: { type: 'lock' } }, { seq: 1, intent: { type: 'nope' } }, { seq: 1, intent: { type: 7 } },
      { seq: 1, intent: { type: 'constructor' } }, { seq: 1, intent: { type: '__proto__' } },
      { seq: 1, intent: JSON.parse('{\"__proto__\":{\"type\":\"unlink\",\"phone\":\"x\"}}') },
      JSON.parse('{\"__proto__\":{\"seq\":1,\"intent\":{\"type\":\"lock\"}}}'),
      { seq: 1, intent: { type: 'unlink', phone: { toString: 1 } } }, { seq: 1, intent: { type: 'unlink' } },
      settings(-1), settings('5'), settings(1e12), settings(null), settings(0.5), settings({}),
      { seq: 1, intent: { type: 'unlink', phone: 'x'.repeat(10_000_000) } }, search('x'.repeat(10_000_000)),
      { seq: 1, intent: { type: 'x'.repeat(10_000_000) } },
      circle, new Map([['seq', 1], ['intent', { type: 'lock' }]]), { seq: 1, intent: { type: 'lock', more: Array(5_000).fill(0) } },
      ...[40, 400, 4_000, 40_000].flatMap((depth) => [nested(depth), { seq: 1, intent: nested(depth) },
        { seq: 1, intent: { type: 'unlink', phone: nested(depth) } },
        { seq: 1, intent: { type: 'lock', more: nested(depth) } }]),
    ];
    const said = {};
    let cut = false, sent = 0;
    const port = chrome.runtime.connect({ name: 'view' });
    const quiet = new Promise((done) => {
      port.onMessage.addListener((message) => {
        const kind = message.type === 'refused' ? message.fault.key : message.type;
        said[kind] = (said[kind] ?? 0) + 1;
        if (message.type === 'screen' && message.screen.settings.lockAfterMinutes === 33) done();
      });
      port.onDisconnect.addListener(() => { cut = true; done(); });
    });
    for (const message of messages) {
      try { port.postMessage(message); sent += 1; } catch { /* the browser itself does not carry it */ }
    }
    port.postMessage(settings(33, 99));
    await quiet;
    return { said, cut, sent }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t10_malformed_messages_are_refused_and_the_worker_goes_on() -> Result<()> {
    let world = World::linked().await?;
    let options = world.browser.open_view(Kind::Options).await?;
    let worker = world.browser.worker().await?.context("no worker")?;
    let told = options.on.run(MALFORMED, Vec::new()).await?;
    println!("{told}");
    assert_eq!(told["cut"], false, "{told}");
    // Those with a deeper nest than the browser carries never left the page.
    let refused = told["said"]["badMessage"].as_u64().context("none was refused")?;
    assert!(refused >= 30, "{told}");
    assert_eq!(world.browser.worker().await?, Some(worker), "it is another worker");
    let screen = options.wait("33 minutes", |screen| screen["settings"]["lockAfterMinutes"] == 33).await?;
    assert_eq!(screen["phones"].as_array().map(Vec::len), Some(1));
    assert!(options.refused().await?.is_null());
    Ok(())
}
