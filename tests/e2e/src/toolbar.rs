//! The real popup, under the button in the toolbar. Opening it gives the extension the page in front (`activeTab`).

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::cdp::{Cdp, Session};
use crate::chromium::Chromium;
use crate::engine::Engine;
use crate::firefox::Firefox;
use crate::view::{Kind, Surface, View, button};
use crate::wait::until;

/// An open popup.
pub struct Toolbar<'a>(Own<'a>);

/// How it is reached: neither browser counts it as a window of its own.
enum Own<'a> {
    Chromium(&'a Cdp, Session),
    Firefox(&'a Firefox),
}

/// The document of the popup, and what `WebDriver` does in it.
const IN_FIREFOX: &str = "const browser = document.querySelector('.webextension-popup-browser');
    const inside = browser?.browsingContext?.currentWindowGlobal;
    const commands = inside?.documentURI.spec.startsWith('moz-extension:') && inside.getActor('MarionetteCommands');";

impl<'a> Toolbar<'a> {
    /// Presses the button over a page.
    pub(crate) async fn open(chromium: &'a Chromium, page: &str) -> Result<View<Self>> {
        let cdp = chromium.cdp();
        // The button belongs to the tab around the page.
        let targets = cdp.targets().await?;
        let tab = tab_of(cdp, page).await?.context("the page has no tab")?;
        let known: Vec<_> = targets.iter().map(|target| target["targetId"].clone()).collect();
        chromium.press_button(&tab).await?;
        let target = until("the popup", async || {
            let url = Kind::Popup.url();
            let targets = cdp.targets().await?;
            let new = targets.iter().find(|target| {
                target["type"] == "page"
                    && target["url"] == url.as_str()
                    && !known.contains(&target["targetId"])
            });
            Ok(new.and_then(|target| target["targetId"].as_str()).map(ToOwned::to_owned))
        })
        .await?;
        let session = cdp.attach(&target).await?;
        let view = View::new(Kind::Popup, Self(Own::Chromium(cdp, session)));
        view.wait("its first screen", |_| true).await?;
        Ok(view)
    }

    /// Presses the button over the page in front.
    pub(crate) async fn open_in_firefox(firefox: &'a Firefox) -> Result<View<Self>> {
        // Without a screen no click elsewhere closes an earlier one.
        let close = "const earlier = document.querySelector('.webextension-popup-browser');
            earlier?.closest('panel')?.hidePopup();
            return !earlier";
        until("an earlier popup to be gone", async || {
            Ok((firefox.run(close, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        let press = "const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
            const { extension } = WebExtensionPolicy.getByID(given[0]);
            ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window)";
        firefox.run(press, vec![Engine::Firefox.extension_id().into()]).await?;
        until("the popup", async || {
            let there = firefox.run(&format!("{IN_FIREFOX} return !!commands"), Vec::new()).await?;
            Ok((there == true).then_some(()))
        })
        .await?;
        let view = View::new(Kind::Popup, Self(Own::Firefox(firefox)));
        view.wait("its first screen", |_| true).await?;
        Ok(view)
    }

    /// What is seen now, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let shot = match &self.0 {
            Own::Chromium(cdp, session) => {
                let mut shot =
                    cdp.call_in(session, "Page.captureScreenshot", json!({ "format": "png" })).await?;
                shot["data"].take()
            }
            Own::Firefox(firefox) => {
                let body = "const picture = await inside.drawSnapshot(null, devicePixelRatio, 'white');
                    const canvas = new OffscreenCanvas(picture.width, picture.height);
                    canvas.getContext('2d').drawImage(picture, 0, 0);
                    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
                    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))";
                firefox.run(&format!("{IN_FIREFOX} {body}"), Vec::new()).await?
            }
        };
        let text = shot.as_str().context("no picture")?;
        nearkey_servers::phone::wire::decode(text).context("the picture is not base64")
    }
}

/// The tab target that holds a page target: the one that auto-attaches to it.
async fn tab_of(cdp: &Cdp, page: &str) -> Result<Option<String>> {
    for target in cdp.targets().await? {
        if target["type"] != "tab" {
            continue;
        }
        let Some(id) = target["targetId"].as_str() else { continue };
        let session = cdp.attach(id).await?;
        let mut heard = cdp.listen();
        let params = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        // The pages inside are announced before the answer.
        cdp.call_in(&session, "Target.setAutoAttach", params).await?;
        let mut here = false;
        while let Ok(event) = heard.try_recv() {
            here |= event["params"]["targetInfo"]["targetId"] == page;
        }
        cdp.detach(&session).await?;
        if here {
            return Ok(Some(id.to_owned()));
        }
    }
    Ok(None)
}

impl Surface for Toolbar<'_> {
    async fn eval(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let body = format!("const given = {}; {body}", Value::Array(arguments));
        match &self.0 {
            Own::Chromium(cdp, session) => cdp.eval(session, &body).await,
            Own::Firefox(firefox) => {
                // As text, which the browser's own script reads like any other.
                let script =
                    format!("return (async () => JSON.stringify(await (async () => {{ {body} }})()))()");
                let body = format!("{IN_FIREFOX} return await commands.executeScript(given[0], [], {{}})");
                let text = firefox.run(&body, vec![script.into()]).await?;
                Ok(text.as_str().map_or(Ok(Value::Null), serde_json::from_str)?)
            }
        }
    }

    async fn press(&self, label: &str) -> Result<()> {
        match &self.0 {
            Own::Chromium(cdp, session) => self.press_in_chromium(cdp, session, label).await,
            Own::Firefox(firefox) => press_in_firefox(firefox, label).await,
        }
    }
}

impl Toolbar<'_> {
    async fn press_in_chromium(&self, cdp: &Cdp, session: &Session, label: &str) -> Result<()> {
        let body = "const button = [...document.querySelectorAll('button:not(:disabled), label')]
              .find((one) => [one.textContent.trim(), one.ariaLabel].includes(given[0]));
            button?.scrollIntoView({ block: 'nearest' });
            const { x, y, width, height } = button?.getBoundingClientRect() ?? {};
            const at = { x: x + width / 2, y: y + height / 2 };
            const hit = width > 0 && document.elementFromPoint(at.x, at.y);
            return hit && (button.contains(hit) || hit.contains(button)) ? at : null";
        let at = until(&format!("something to press that says “{label}”"), async || {
            let at = self.eval(body, vec![label.into()]).await?;
            Ok((!at.is_null()).then_some(at))
        })
        .await;
        let at = match at {
            Ok(at) => at,
            Err(why) => {
                let seen = self.eval("return document.body.innerText", Vec::new()).await?;
                return Err(why.context(format!("to be read is {seen}")));
            }
        };
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({ "type": kind, "x": at["x"], "y": at["y"], "button": "left", "clickCount": 1 });
            cdp.call_in(session, "Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }
}

/// Where everything is that can be pressed.
const PLACES: &str = "return JSON.stringify([innerWidth, innerHeight, scrollY,
    ...[...document.querySelectorAll('button, label')].map((one) => one.getBoundingClientRect())])";

/// As `WebDriver` does it in a tab, once nothing moves any more: the popup grows with what it shows, and a press would hit
/// what has come there. A button that closes the popup takes the answer to the press with it.
async fn press_in_firefox(firefox: &Firefox, label: &str) -> Result<()> {
    let body = "if (!commands) return 'closed';
        const found = await commands.findElements('xpath', given[0], { all: true, timeout: 0 });
        const places = () => commands.executeScript(given[1], [], {});
        const before = await places();
        await new Promise((go) => setTimeout(go, 100));
        if (await places() !== before) return 'moves';
        const how = { toJSON: () => ({ 'moz:accessibilityChecks': false, 'moz:webdriverClick': true }) };
        let tried = 'nothing';
        for (const element of found) {
          try { await commands.clickElement(element, how); return 'pressed'; } catch { tried = 'tried'; }
        }
        return tried";
    let body = format!("{IN_FIREFOX} {body}");
    let mut tried = false;
    until(&format!("something to press that says “{label}”"), async || {
        let outcome = firefox.run(&body, vec![button(label).into(), PLACES.into()]).await?;
        match outcome.as_str() {
            Some("pressed") => return Ok(Some(())),
            Some("closed") if tried => return Ok(Some(())),
            Some("closed") => bail!("the popup is closed"),
            Some("tried") => tried = true,
            _ => {}
        }
        Ok(None)
    })
    .await
}
