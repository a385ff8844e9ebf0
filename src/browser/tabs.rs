//! Looking at pages and filling them, through functions that run in the page's isolated world.

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::app::{FillTarget, FrameId, FrameScan, TabId, ViewId};
use crate::browser::{api, views::Views};
use crate::message::{FillOrder, FillReport, PointOrder, PointReport, Snapshot};

/// Frames that are looked at, at most.
const MOST_FRAMES: usize = 50;

/// The page in front of a view: for a toolbar popup the active tab of its window; for a popup page in a tab of its own
/// the web page that was used last.
#[allow(clippy::cast_possible_truncation)]
pub async fn front(views: &Views, view: ViewId) -> Option<(TabId, String)> {
    let active = ("active", JsValue::TRUE);
    let mut found = None;
    if views.is_popup(view) {
        let here = tabs(&[active.clone(), ("lastFocusedWindow", JsValue::TRUE)]).await?;
        // After another window was closed, some know of none that has the focus.
        found = Some(here).filter(|here| here.length() > 0);
    }
    let found = match found {
        Some(here) => here,
        None => tabs(&[active]).await?,
    };
    let own = views.own_tabs();
    let used = |tab: &JsValue| api::get(tab, "lastAccessed").as_f64().unwrap_or(0.0);
    found
        .iter()
        .filter_map(|tab| Some((api::get(&tab, "id").as_f64()? as TabId, tab)))
        .filter(|(id, _)| !own.contains(id))
        .max_by(|(_, one), (_, other)| used(one).total_cmp(&used(other)))
        .map(|(id, tab)| (id, api::get(&tab, "url").as_string().unwrap_or_default()))
}

async fn tabs(query: &[(&str, JsValue)]) -> Option<Array> {
    api::query_tabs(&api::object(query)).await.ok()?.dyn_into().ok()
}

/// The number of a frame in what the browser says of it.
#[allow(clippy::cast_possible_truncation, reason = "a whole number")]
pub fn frame_of(said: &JsValue) -> Option<FrameId> {
    api::get(said, "frameId").as_f64().map(|number| number as FrameId)
}

/// The same for the browser.
#[allow(clippy::cast_precision_loss, reason = "it came from the browser, as such a number")]
pub fn number(frame: FrameId) -> f64 {
    frame as f64
}

/// What every frame of a tab reports; nothing if the browser does not let us in.
pub async fn scan(tab: TabId) -> Option<Vec<FrameScan>> {
    let results: Array = api::scan(tab).await.ok()?.dyn_into().ok()?;
    let frame = |result: JsValue| {
        Some(FrameScan {
            frame: frame_of(&result)?,
            document_id: api::get(&result, "documentId").as_string(),
            snapshot: serde_wasm_bindgen::from_value::<Snapshot>(api::get(&result, "snapshot")).ok(),
        })
    };
    Some(results.iter().take(MOST_FRAMES).filter_map(frame).collect())
}

/// Fills one document; nothing if it is no longer there.
pub async fn fill(target: FillTarget, order: FillOrder) -> Option<FillReport> {
    let value = order.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    let report = api::fill(target.tab, number(target.frame), target.document_id, value).await.ok()?;
    serde_wasm_bindgen::from_value(report).ok()
}

/// Has the user point at fields in one document; nothing if it goes meanwhile.
pub async fn point(target: FillTarget, order: PointOrder) -> Option<PointReport> {
    let value = order.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    let report = api::point(target.tab, number(target.frame), target.document_id, value).await.ok()?;
    serde_wasm_bindgen::from_value(report).ok()
}

/// The text in one field, which is not for passwords; nothing if it is no longer there.
pub async fn read_user(target: FillTarget, mark: String, key: u32) -> Option<String> {
    let text = api::read(target.tab, number(target.frame), target.document_id, &mark, key).await.ok()?;
    text.as_string()
}
