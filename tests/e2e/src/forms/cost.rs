//! What a look at a page costs the page: the longest time for which nothing else had its turn.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::{Tab, View, World};

/// Puts nodes and fields into the page: one form for every ten fields, the rest in nested boxes.
const BUILD: &str = "const [nodes, fields, shadows] = given;
    document.body.replaceChildren();
    const box = (parent) => parent.appendChild(document.createElement('div'));
    let made = 0, form;
    for (let at = 0; at < fields; at++) {
      if (at % 10 === 0) { form = document.body.appendChild(document.createElement('form')); made++; }
      const label = form.appendChild(document.createElement('label'));
      label.textContent = `Field ${at}`;
      const field = label.appendChild(document.createElement('input'));
      field.type = at % 10 === 9 ? 'password' : 'text';
      field.name = `field-${at}`;
      made += 2;
    }
    let root = document.body;
    for (let at = 0; at < shadows; at++) root = box(root).attachShadow({ mode: 'open' });
    if (shadows > 0) root.appendChild(document.createElement('input')).name = 'deep';
    let parent = document.body;
    for (; made < nodes; made++) {
      parent = made % 20 === 0 ? box(document.body) : box(parent);
      parent.textContent = made % 20 === 19 ? 'text' : '';
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))";

/// In the page: a turn after each other, and the longest pause between two.
const START: &str = "const { port1, port2 } = new MessageChannel();
    const seen = { turns: 0, worst: 0, on: true };
    window.nearkeyTurns = seen;
    let last = performance.now();
    port1.onmessage = () => {
      const now = performance.now();
      seen.worst = Math.max(seen.worst, now - last);
      last = now;
      seen.turns++;
      if (seen.on) port2.postMessage(null);
    };
    port2.postMessage(null);
    await new Promise((done) => setTimeout(done, 50));
    seen.worst = 0;
    seen.turns = 0";

const STOP: &str = "window.nearkeyTurns.on = false; return window.nearkeyTurns";

/// In a page of ours: looks at the page in front, or does nothing in the same way.
const LOOK: &str = "const [origin, look] = given;
    const [tab] = (await chrome.tabs.query({})).filter(({ url }) => url?.startsWith(origin));
    const target = { tabId: tab.id };
    const start = performance.now();
    if (look) await chrome.scripting.executeScript({ target, files: ['content.js'] });
    else await chrome.scripting.executeScript({ target, func: () => undefined });
    const [{ result }] = await chrome.scripting.executeScript({ target, func: look
      ? async () => {
          // Each piece of work begins with a look at the clock and ends with a message to itself.
          const { now } = performance;
          const clock = () => now.call(performance);
          const post = MessagePort.prototype.postMessage;
          let began = clock(), fresh = false, piece = 0;
          performance.now = () => {
            const at = clock();
            if (fresh) began = at;
            fresh = false;
            return at;
          };
          MessagePort.prototype.postMessage = function (...given) {
            piece = Math.max(piece, clock() - began);
            fresh = true;
            return post.apply(this, given);
          };
          const start = clock();
          const { fields } = await globalThis.__nearkey.scan();
          piece = Math.max(piece, clock() - began);
          delete performance.now;
          MessagePort.prototype.postMessage = post;
          return [fields.length, clock() - start, piece];
        }
      : async () => [0, 0, 0] });
    return { fields: result[0], look_ms: result[1], piece: result[2] }";

/// A page of so many nodes, fields, and shadow trees in each other.
#[derive(Clone, Copy)]
pub struct Size(pub u32, pub u32, pub u32);

/// What one look cost.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Cost {
    /// Fields that were found.
    #[serde(default)]
    pub fields: u32,
    /// Milliseconds from the start of the look to its end.
    #[serde(default)]
    pub look_ms: f64,
    /// Longest piece of work in one go, in milliseconds.
    #[serde(default)]
    pub piece: f64,
    /// Longest time without a turn for the page, in milliseconds.
    #[serde(default)]
    pub worst: f64,
    /// Turns of the page meanwhile.
    #[serde(default)]
    pub turns: u32,
}

/// Makes the page in front as large as that.
pub async fn build(tab: &Tab, Size(nodes, fields, shadows): Size) -> Result<()> {
    tab.run(BUILD, vec![json!(nodes), json!(fields), json!(shadows)]).await.map(|_| ())
}

/// Looks at the page in front, or runs an empty script in it.
pub async fn measure(world: &World, tab: &Tab, popup: &View<Tab>, look: bool) -> Result<Cost> {
    tab.run(START, Vec::new()).await?;
    let origin = world.site.url("");
    let cost: Cost = serde_json::from_value(popup.on.run(LOOK, vec![json!(origin), json!(look)]).await?)?;
    let turns: Cost =
        serde_json::from_value(tab.run(STOP, Vec::new()).await?).context("the page had no turn")?;
    Ok(Cost { worst: turns.worst, turns: turns.turns, ..cost })
}
