//! Sample pages: their fields and what they heard.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::tab::Tab;
use crate::wait::{PATIENCE, until_in};

/// The value of the field that a CSS selector finds.
pub async fn value(tab: &Tab, css: &str) -> Result<String> {
    let value = tab.run("return document.querySelector(given[0]).value", vec![json!(css)]).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Names (or ids) and values of all fields that hold something.
pub async fn filled(tab: &Tab) -> Result<Vec<(String, String)>> {
    let body = "return [...document.querySelectorAll('input:not([type=hidden], [type=checkbox])')]
        .filter((field) => field.value !== '').map((field) => [field.name || field.id, field.value])";
    Ok(serde_json::from_value(tab.run(body, Vec::new()).await?)?)
}

/// Waits until exactly these fields hold exactly this.
pub async fn wait_filled(tab: &Tab, expected: &[(&str, &str)]) -> Result<()> {
    wait_filled_in(PATIENCE, tab, expected).await
}

/// The same, with its own patience.
pub async fn wait_filled_in(patience: Duration, tab: &Tab, expected: &[(&str, &str)]) -> Result<()> {
    let what = format!("filled fields {:?}", expected.iter().map(|(name, _)| name).collect::<Vec<_>>());
    until_in(patience, &what, async || {
        let found = filled(tab).await?;
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok((found == expected).then_some(()))
    })
    .await
}

/// Writes down every event of some kinds from now on, for [`heard`].
pub async fn listen(tab: &Tab, kinds: &[&str]) -> Result<()> {
    let body = "window.heard = [];
        for (const kind of given[0]) {
          addEventListener(kind, (event) => heard.push([kind, event.target.name ?? '', performance.timeOrigin + event.timeStamp]), true);
        }";
    tab.run(body, vec![json!(kinds)]).await.map(|_| ())
}

/// What was heard: kind, name of the field, Unix time in milliseconds.
pub async fn heard(tab: &Tab) -> Result<Vec<(String, String, f64)>> {
    let heard: Value = tab.run("return window.heard ?? []", Vec::new()).await?;
    Ok(serde_json::from_value(heard)?)
}
