//! The real popup, under the button in the toolbar. Opening it gives the extension the page in front (`activeTab`).

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::EXTENSION_ID;
use crate::cdp::{Cdp, Session};
use crate::view::{Kind, Surface, View};
use crate::wait::until;

/// An open popup.
pub struct Toolbar<'a> {
    cdp: &'a Cdp,
    session: Session,
}

impl<'a> Toolbar<'a> {
    /// Presses the button over a page.
    pub(crate) async fn open(cdp: &'a Cdp, page: &str) -> Result<View<Self>> {
        // The button belongs to the tab around the page.
        let targets = cdp.targets().await?;
        let tab = tab_of(cdp, page).await?.context("the page has no tab")?;
        let known: Vec<_> = targets.iter().map(|target| target["targetId"].clone()).collect();
        cdp.call("Extensions.triggerAction", json!({ "id": EXTENSION_ID, "targetId": tab })).await?;
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
        let view = View::new(Kind::Popup, Self { cdp, session });
        view.wait("its first screen", |_| true).await?;
        Ok(view)
    }

    /// What is seen now, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let params = json!({ "format": "png" });
        let shot = self.cdp.call_in(&self.session, "Page.captureScreenshot", params).await?;
        let text = shot["data"].as_str().context("no picture")?;
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
        self.cdp.eval(&self.session, &body).await
    }

    async fn press(&self, label: &str) -> Result<()> {
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
            self.cdp.call_in(&self.session, "Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }
}
