//! Each page through the real way of a fill: grant, plan, order.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::score::{Filled, Put};
use super::serve::Pages;
use crate::{Settings, Tab, View, World};

// Short, so that it fits into fields for numbers of customers and for PINs: what is measured is what goes where.
const USER: &str = "mira";
const PASSWORD: &str = "Eb42";

/// The values of all controls, and the number of the form of each.
const CONTROLS: &str = "const forms = [...document.forms];
    return [...document.querySelectorAll('input, select, textarea')]
        .map((control) => [control.value, forms.indexOf(control.form)])";

/// In the popup: a new view joins, looks at the page, fills, says yes to every question.
const FILL: &str = "
    const port = chrome.runtime.connect({ name: 'view' });
    let screen = null, changed = () => undefined;
    port.onMessage.addListener((message) => {
      if (message.type === 'screen') { screen = message.screen; changed(); }
    });
    const until = (what, fits) => new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${what}: ${JSON.stringify(screen)}`)), 15_000);
      changed = () => { if (screen && fits(screen)) { clearTimeout(timer); changed = () => undefined; done(); } };
      changed();
    });
    const start = performance.now();
    await until('look', (screen) => screen.page.host !== '' && screen.page.form !== 'unknown');
    const looked = performance.now();
    const [item] = screen.matches;
    if (!item) return { why: `no match: ${JSON.stringify(screen)}`, looked: 0, filled: 0 };
    // What is known up to now is from before.
    let seq = 0;
    const say = (intent) => { screen = null; port.postMessage({ seq: ++seq, intent }); };
    say({ type: 'fill', item: item.id });
    for (;;) {
      await until('fill', (screen) => screen.notice || screen.question);
      if (screen.notice) break;
      say({ type: 'answerQuestion', yes: true });
    }
    const filled = performance.now();
    port.disconnect();
    return { why: screen.notice.why ?? screen.notice.type, looked: looked - start, filled: filled - looked }";

/// In the popup: what the content script reports of the page in front, and which control each field is.
const DUMP: &str = "
    const [tab] = (await chrome.tabs.query({})).filter(({ url }) => url?.startsWith(given[0]));
    await chrome.scripting.executeScript({ target: { tabId: tab.id }, files: ['content.js'] });
    const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: async () => {
      const kinds = ['text', 'email', 'tel', 'password', 'url', 'number', 'search'];
      const controls = [...document.querySelectorAll('input, select, textarea')];
      const places = controls.map((control, at) => kinds.includes(control.type) ? at : -1).filter((at) => at >= 0);
      return { snapshot: await globalThis.__nearkey.scan(), places };
    } });
    return result";

/// What happened to one page.
pub struct Outcome {
    /// What was filled.
    pub filled: Filled,
    /// Milliseconds until the page was looked at.
    pub look_ms: f64,
    /// Milliseconds from the click to the filled form.
    pub fill_ms: f64,
    /// The snapshot, with the place of each of its fields among the controls.
    pub dump: Value,
}

/// A browser that has a login for all pages of a folder.
pub struct Browsing {
    world: World,
    pages: Pages,
    popup: View<Tab>,
}

#[derive(Deserialize)]
struct Done {
    why: String,
    looked: f64,
    filled: f64,
}

impl Browsing {
    /// Starts everything, and gets the login into the cache.
    pub async fn start(folder: PathBuf) -> Result<Self> {
        let pages = Pages::start(folder).await?;
        let settings = Settings { offline: true, ..Settings::default() };
        let world = World::start_with(&settings).await?;
        let login = world.site.credential();
        let all = nearkey_servers::phone::Credential {
            website: pages.origin(),
            user: USER.into(),
            password: PASSWORD.into(),
            // The labels are about names and passwords.
            otp: String::new(),
            ..login
        };
        world.phone.put_credential(all);
        world.link().await?;
        let popup = world.keep_all().await?;
        Ok(Self { world, pages, popup })
    }

    /// Fills one page.
    pub async fn page(&self, file: &str, controls: usize) -> Result<Outcome> {
        let tab = self.world.browser.tab();
        // The name of the file says what is on the page, and nobody shall read that.
        tab.goto(&format!("{}/{}", self.pages.origin(), self.pages.name(file))).await?;
        let before = self.controls(&tab).await?;
        ensure!(before.len() == controls, "{} controls instead of {controls}", before.len());
        let done: Done = serde_json::from_value(self.popup.on.run(FILL, Vec::new()).await?)?;
        let after = self.controls(&tab).await?;
        let mut filled = Filled { why: done.why, ..Filled::default() };
        for (at, ((was, _), (is, form))) in before.iter().zip(&after).enumerate() {
            let put = match is.as_str() {
                same if same == was => continue,
                USER => Put::User,
                PASSWORD => Put::Password,
                _ => Put::Other,
            };
            filled.controls.insert(at, (put, *form));
        }
        // As it was before; to look at it earlier would have made the measured look a second one.
        tab.reload().await?;
        let mut dump = self.popup.on.run(DUMP, vec![json!(self.pages.origin())]).await?;
        filled.closed = closed(&dump);
        let forms: Vec<i64> = before.iter().map(|(_, form)| *form).collect();
        dump["file"] = file.into();
        dump["forms"] = json!(forms);
        Ok(Outcome { filled, look_ms: done.looked, fill_ms: done.filled, dump })
    }

    async fn controls(&self, tab: &Tab) -> Result<Vec<(String, i64)>> {
        let found = tab.run(CONTROLS, Vec::new()).await?;
        serde_json::from_value(found).context("the page has no controls to read")
    }

    /// Ends the browser.
    pub async fn quit(self) -> Result<()> {
        self.world.browser.quit().await.map(|_| ())
    }
}

/// Places of the controls that a person cannot see or type into.
fn closed(dump: &Value) -> Vec<usize> {
    let fields = dump["snapshot"]["fields"].as_array().into_iter().flatten();
    let places = dump["places"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    let closed =
        fields.zip(places).filter(|(field, _)| field["visible"] != true || field["editable"] != true);
    closed.filter_map(|(_, place)| usize::try_from(place).ok()).collect()
}
