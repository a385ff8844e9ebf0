//! Ports of our own pages. A port is ours if the browser says that it comes from one of our addresses; nothing else is
//! listened to, and no content script may connect (T-04, T-07).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::app::{Event, TabId, ViewId, ViewKind};
use crate::browser::api::{self, Port};
use crate::browser::run::Background;
use crate::message::{FromView, ToView};

/// How deep a message is nested at most; what our pages say is half as deep.
const DEEPEST: usize = 12;
/// How many values a message has at most.
const MOST_VALUES: usize = 1_000;

/// The attached views.
#[derive(Default)]
pub struct Views {
    next: Cell<u32>,
    ports: RefCell<Vec<(ViewId, Port)>>,
}

impl Views {
    fn find(&self, port: &Port) -> Option<ViewId> {
        self.ports.borrow().iter().find(|(_, known)| known == port).map(|(id, _)| *id)
    }

    /// Posts to one view; a view that is going away does not get it.
    pub fn post(&self, view: ViewId, message: &ToView) {
        let ports = self.ports.borrow();
        let Some((_, port)) = ports.iter().find(|(id, _)| *id == view) else { return };
        if let Ok(value) = message.serialize(&serde_wasm_bindgen::Serializer::json_compatible()) {
            let _ = port.post_message(&value);
        }
    }

    /// Tabs in which our own pages are open.
    pub fn own_tabs(&self) -> Vec<TabId> {
        self.ports.borrow().iter().filter_map(|(_, port)| tab_of(port)).collect()
    }

    /// Whether this view is a toolbar popup, not a tab.
    pub fn is_popup(&self, view: ViewId) -> bool {
        self.ports.borrow().iter().any(|(id, port)| *id == view && tab_of(port).is_none())
    }
}

#[allow(clippy::cast_possible_truncation)]
fn tab_of(port: &Port) -> Option<TabId> {
    api::get(&api::get(&port.sender(), "tab"), "id").as_f64().map(|id| id as TabId)
}

/// Which of our pages it is, by what the browser says.
fn kind_of(port: &Port) -> Option<ViewKind> {
    let sender = port.sender();
    let id = api::get(&sender, "id").as_string()?;
    let address = api::get(&sender, "url").as_string()?;
    if api::EXTENSION_ID.with(|own| *own != id) {
        return None;
    }
    let base = api::extension_url("");
    let path = address.strip_prefix(base.trim_end_matches('/'))?;
    ViewKind::of_path(path.split(['?', '#']).next()?)
}

pub fn connected(background: &Rc<Background>, port: Port) {
    let Some(kind) = kind_of(&port) else { return port.disconnect() };
    let views = &background.views;
    let view = ViewId(views.next.get());
    views.next.set(view.0.wrapping_add(1));
    views.ports.borrow_mut().push((view, port));
    background.dispatch(Event::ViewOpened { view, kind });
}

pub fn message(background: &Rc<Background>, port: &Port, message: JsValue) {
    let Some(view) = background.views.find(port) else { return };
    let small = is_small(&message, DEEPEST, &mut { MOST_VALUES });
    let event = match small.then(|| serde_wasm_bindgen::from_value::<FromView>(message)) {
        Some(Ok(FromView { seq, intent })) => Event::Said { view, seq, intent: Some(intent) },
        _ => Event::Said { view, seq: 0, intent: None },
    };
    background.dispatch(event);
}

/// Whether a message is plain and nested no deeper than `depth`, with no more values than are `left`. Firefox carries
/// any depth, circles and maps; parsing what is deep enough would use up the stack and end the worker (T-10).
pub(super) fn is_small(value: &JsValue, depth: usize, left: &mut usize) -> bool {
    let (Some(fewer), false) = (left.checked_sub(1), depth == 0) else { return false };
    *left = fewer;
    if !value.is_object() {
        return true;
    }
    // Maps and sets: no message has one.
    let iterable = js_sys::Reflect::has(value, &js_sys::Symbol::iterator()).unwrap_or(true);
    (js_sys::Array::is_array(value) || !iterable)
        && js_sys::Object::values(value.unchecked_ref()).iter().all(|one| is_small(&one, depth - 1, left))
}

pub fn disconnected(background: &Rc<Background>, port: &Port) {
    let Some(view) = background.views.find(port) else { return };
    background.views.ports.borrow_mut().retain(|(id, _)| *id != view);
    background.dispatch(Event::ViewClosed { view });
}
