//! One tab: run scripts, read, click, type.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::action_chain::ActionChain;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key, WebDriver, WebElement, WindowHandle};

use crate::in_page::Spot;
use crate::view::{Surface, button};
use crate::wait::until;

/// The time that a pointer takes for one step.
const PACE: Duration = Duration::from_millis(8);

/// A tab by its handle. Uses one at a time: every call goes to it first.
#[derive(Clone)]
pub struct Tab {
    web: WebDriver,
    window: WindowHandle,
}

impl Tab {
    pub(crate) fn new(web: WebDriver, window: WindowHandle) -> Self {
        Self { web, window }
    }

    /// The browser's id of it.
    pub fn target(&self) -> String {
        self.window.to_string()
    }

    async fn here(&self) -> Result<&WebDriver> {
        self.web.switch_to_window(self.window.clone()).await?;
        Ok(&self.web)
    }

    /// Goes to it, as everything else here does first.
    pub(crate) async fn in_front(&self) -> Result<()> {
        self.here().await.map(|_| ())
    }

    /// Loads an address and waits until it is loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.here().await?.goto(url).await.with_context(|| format!("cannot load {url}"))
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.here().await?.refresh().await?)
    }

    /// Closes the tab.
    pub async fn close(self) -> Result<()> {
        Ok(self.here().await?.close_window().await?)
    }

    /// Runs the body of an async function with `arguments` and gives what it returns.
    pub async fn run(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!("return (async (...given) => {{ {body} }})(...arguments)");
        Ok(self.here().await?.execute(script, arguments).await?.json().clone())
    }

    /// What is seen now, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.here().await?.screenshot_as_png().await?)
    }

    /// The first element that a CSS selector finds, when it is there.
    pub async fn element(&self, css: &str) -> Result<WebElement> {
        Ok(self.here().await?.query(By::Css(css)).first().await?)
    }

    /// Clicks as a hand does: into the middle of what is seen there.
    pub async fn click(&self, css: &str) -> Result<()> {
        Ok(self.element(css).await?.click().await?)
    }

    /// Clicks at a point of the window, as a hand does.
    pub async fn click_at(&self, spot: Spot) -> Result<()> {
        let chain = self.here().await?.action_chain();
        Ok(chain.move_to(spot.x, spot.y).click().perform().await?)
    }

    /// Moves the pointer there.
    pub async fn point_at(&self, spot: Spot) -> Result<()> {
        Ok(self.here().await?.action_chain().move_to(spot.x, spot.y).perform().await?)
    }

    /// Moves the pointer there in steps of some pixels around it and clicks, without a pause.
    pub async fn move_and_click(&self, spot: Spot, steps: i64) -> Result<()> {
        let web = self.here().await?;
        let mut chain = ActionChain::new_with_delay(web.handle().clone(), None, Some(PACE));
        for step in 0..steps {
            chain = chain.move_to(spot.x + step % 2 * 8, spot.y);
        }
        Ok(chain.click().perform().await?)
    }

    /// Presses keys where the focus is; `held` is held down meanwhile.
    pub async fn press_keys(&self, held: Option<Key>, keys: &str) -> Result<()> {
        let mut chain = self.here().await?.action_chain();
        if let Some(held) = held.clone() {
            chain = chain.key_down(held);
        }
        for key in keys.chars() {
            chain = chain.key_down(key).key_up(key);
        }
        if let Some(held) = held {
            chain = chain.key_up(held);
        }
        Ok(chain.perform().await?)
    }

    /// Types into a field, after emptying it. A tab in the text is the key that leaves the field.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let field = self.element(css).await?;
        field.clear().await?;
        Ok(field.send_keys(text.replace('\t', &char::from(Key::Tab).to_string())).await?)
    }

    /// Presses one key, wherever the focus is.
    pub async fn press_key(&self, key: char) -> Result<()> {
        Ok(self.here().await?.action_chain().send_keys(key.to_string()).perform().await?)
    }

    /// Runs the body of a function in the first frame that a CSS selector finds.
    pub async fn run_in_frame(&self, css: &str, body: &str) -> Result<Value> {
        self.element(css).await?.enter_frame().await?;
        // Going to the tab again, as everything else does, goes to its top.
        Ok(self.web.execute(body, Vec::new()).await?.json().clone())
    }

    /// The address it shows.
    pub async fn url(&self) -> Result<String> {
        Ok(self.here().await?.current_url().await?.to_string())
    }
}

impl Surface for Tab {
    async fn eval(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.run(body, arguments).await
    }

    async fn press(&self, label: &str) -> Result<()> {
        let xpath = button(label);
        let mut last = String::from("it is not there");
        let pressed = until(&format!("something to press that says “{label}”"), async || {
            let found = self.here().await?.find_all(By::XPath(xpath.clone())).await?;
            for element in found {
                // A view renders anew at any time; what is gone by now is looked for again.
                match element.click().await {
                    Ok(()) => return Ok(Some(())),
                    Err(error) => last = error.to_string(),
                }
            }
            Ok(None)
        })
        .await;
        if pressed.is_err() {
            let seen = self.run("return document.body.innerText", Vec::new()).await?;
            return pressed.with_context(|| format!("{last}; to be read is {seen}"));
        }
        pressed
    }
}
