//! Notes of content scripts that stay in pages, and what they are told. Who told a note is what the browser says of the
//! sender of its port; nothing in the note counts for that (T-04).

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::app::{Event, FillTarget, Sender, TabId};
use crate::browser::api::{self, Port};
use crate::browser::run::Background;
use crate::browser::tabs;
use crate::browser::views::is_small;
use crate::message::{Look, Note, ToPage};

/// How deep a note is nested at most.
const DEEPEST: usize = 8;
/// How many values it has at most: a snapshot of 500 fields.
const MOST_VALUES: usize = 20_000;

/// A content script told something.
pub fn note(background: &Rc<Background>, port: &Port, message: JsValue) {
    let Some(from) = sender(port) else { return };
    let small = is_small(&message, DEEPEST, &mut { MOST_VALUES });
    let note = small.then(|| serde_wasm_bindgen::from_value::<Note>(message).ok()).flatten();
    background.dispatch(Event::Noted { from, note });
}

#[allow(clippy::cast_possible_truncation)]
fn sender(port: &Port) -> Option<Sender> {
    let sender = port.sender();
    let own = api::get(&sender, "id").as_string();
    if own.is_none_or(|id| api::EXTENSION_ID.with(|own| *own != id)) {
        return None;
    }
    let tab = api::get(&sender, "tab");
    Some(Sender {
        tab: api::get(&tab, "id").as_f64()? as TabId,
        frame: tabs::frame_of(&sender)?,
        document_id: api::get(&sender, "documentId").as_string(),
        origin: api::get(&sender, "origin").as_string()?,
        top: api::get(&tab, "url").as_string()?,
    })
}

/// Finds out whether the user permits us to stay in pages.
pub fn permission(background: &Rc<Background>) {
    background.later(async move |_| {
        let permitted = api::pages_permitted().await.is_ok_and(|permitted| permitted.is_truthy());
        Some(Event::PagesPermitted(permitted))
    });
}

pub fn stay(stays: bool) {
    api::stay_in_pages(stays);
}

pub fn tell(target: FillTarget, message: &ToPage, look: &Look) {
    if let (Some(message), Some(look)) = (plain(message), plain(look)) {
        api::tell(target.tab, tabs::number(target.frame), target.document_id, message, look);
    }
}

pub fn tell_all(message: &ToPage) {
    if let Some(message) = plain(message) {
        api::tell_all(message);
    }
}

pub fn open_popup(tab: TabId) {
    api::open_popup(tab);
}

fn plain(value: &impl Serialize) -> Option<JsValue> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()
}
