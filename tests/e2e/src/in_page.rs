//! What the extension shows inside of a page. Its tree is closed to the page; a script of the extension itself sees into it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::tab::Tab;
use crate::variant::{self, Variant};
use crate::view::{Kind, View};
use crate::wait::until;
use crate::world::World;

/// Longer than a person needs to see something before a click on it counts.
const DWELL: std::time::Duration = std::time::Duration::from_millis(900);

/// A browser in which the user granted the permission for pages.
pub struct InPage {
    /// Phone, site and browser.
    pub world: World,
    /// One of our own pages, to look from.
    pub own: View<Tab>,
    /// The web page.
    pub tab: Tab,
    _variant: Variant,
}

/// A point in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Spot {
    pub x: i64,
    pub y: i64,
}

/// Reads, in the world of content scripts, what is shown in the page.
const LOOK: &str = "
    const inside = (host) => globalThis.chrome?.dom?.openOrClosedShadowRoot?.(host) ?? host.openOrClosedShadowRoot ?? null;
    const roots = [...document.querySelectorAll('div[popover=manual]')].map(inside).filter(Boolean);
    const all = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]);
    const box = (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2), width, height, label: element.ariaLabel, text: element.textContent };
    };
    return {
      stages: roots.length,
      marks: all('.mark').map(box),
      menu: all('.menu').map(box),
      rows: all('.row').map((row) => ({ ...box(row), selected: row.ariaSelected === 'true' })),
      notice: all('.notice').map(box),
      buttons: all('.notice button').map(box),
      focused: roots.some((root) => root.activeElement?.className === 'menu'),
    }";

impl InPage {
    /// A linked phone with its login of the site in the open cache, and the classic page loaded.
    pub async fn start() -> Result<Self> {
        let variant = variant::in_pages()?;
        let world = World::start_with(&variant.settings).await?;
        world.link().await?;
        let popup = world.keep_all().await?;
        popup.on.close().await?;
        Self::over(world, variant, "classic").await
    }

    /// The same without anything kept.
    pub async fn start_empty(page: &str) -> Result<Self> {
        let variant = variant::in_pages()?;
        let world = World::start_with(&variant.settings).await?;
        world.link().await?;
        Self::over(world, variant, page).await
    }

    async fn over(world: World, variant: Variant, page: &str) -> Result<Self> {
        let own = world.browser.open_view(Kind::Options).await?;
        let tab = world.visit(page).await?;
        Ok(Self { world, own, tab, _variant: variant })
    }

    /// Runs the body of an async function in the world of content scripts of the page.
    pub async fn in_content_world(&self, body: &str) -> Result<Value> {
        let script = format!(
            "const tabs = (await chrome.tabs.query({{}})).filter(({{ url }}) => url?.startsWith('http'));
             const [answer] = await chrome.scripting.executeScript({{ target: {{ tabId: tabs[0].id }}, func: async () => {{ {body} }} }});
             return answer.result"
        );
        self.own.on.run(&script, Vec::new()).await
    }

    /// What is shown now; nothing, while the page goes elsewhere.
    pub async fn look(&self) -> Result<Value> {
        match self.in_content_world(LOOK).await {
            Err(error) if format!("{error:#}").contains("was removed") => Ok(Value::Null),
            looked => looked,
        }
    }

    /// Waits until so many of something are shown, and gives them.
    pub async fn wait_for(&self, what: &str, count: usize) -> Result<Vec<Value>> {
        let mut last = Value::Null;
        let found = until(&format!("{count} {what}"), async || {
            last = self.look().await?;
            let found = last[what].as_array().cloned().unwrap_or_default();
            Ok((found.len() == count).then_some(found))
        })
        .await;
        found.with_context(|| format!("to be seen is {last}"))
    }

    /// Waits until something of this kind is shown.
    pub async fn wait_some(&self, what: &str) -> Result<Vec<Value>> {
        let mut last = Value::Null;
        let found = until(what, async || {
            last = self.look().await?;
            let found = last[what].as_array().cloned().unwrap_or_default();
            Ok((!found.is_empty()).then_some(found))
        })
        .await;
        found.with_context(|| format!("to be seen is {last}"))
    }

    /// Where the mark of the first field is, after it stood there long enough to be clicked.
    pub async fn mark(&self) -> Result<Spot> {
        let marks = self.wait_some("marks").await?;
        tokio::time::sleep(DWELL).await;
        spot(&marks[0])
    }

    /// Opens the menu of the first field by a click, and waits until a click in it counts.
    pub async fn menu(&self) -> Result<Vec<Value>> {
        let mark = self.mark().await?;
        self.tab.click_at(mark).await?;
        let rows = self.wait_some("rows").await?;
        tokio::time::sleep(DWELL).await;
        Ok(rows)
    }

    /// Clicks the row with this text.
    pub async fn choose(&self, rows: &[Value], text: &str) -> Result<()> {
        let starts = |row: &&Value| row["text"].as_str().is_some_and(|found| found.starts_with(text));
        let row = rows.iter().find(starts).with_context(|| format!("no “{text}” in {rows:?}"))?;
        self.tab.click_at(spot(row)?).await
    }

    /// Whether the popup is open, under the button or in a window of its own.
    pub async fn popup_is_open(&self) -> Result<bool> {
        let there = "const windows = await chrome.windows.getAll({ populate: true });
            const popups = windows.flatMap(({ tabs }) => tabs).filter(({ url }) => url?.endsWith('/popup/popup.html'));
            return popups.length + (await chrome.runtime.getContexts?.({ contextTypes: ['POPUP'] }) ?? []).length > 0";
        let there = self.own.on.run(there, Vec::new()).await? == true;
        Ok(there || self.world.browser.has_toolbar_popup().await?)
    }

    /// Waits for the site's login in the classic page.
    pub async fn wait_filled(&self) -> Result<()> {
        self.world.wait_filled(&self.tab, "email", "password").await
    }

    /// Runs a script of the page.
    pub async fn page(&self, body: &str) -> Result<Value> {
        self.tab.run(body, vec![json!(null)]).await
    }
}

/// The middle of what [`InPage::look`] found.
pub fn spot(of: &Value) -> Result<Spot> {
    Ok(Spot { x: of["x"].as_i64().context("no place")?, y: of["y"].as_i64().context("no place")? })
}

/// Long enough for anything that should not happen to happen.
pub async fn a_while() {
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
}
