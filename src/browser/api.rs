//! The extension functions we use (MDN, "WebExtensions: JavaScript APIs"). Both browsers offer them under `chrome`
//! and answer with promises.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// runtime.Port
    #[derive(Clone, PartialEq)]
    pub type Port;
    /// runtime.MessageSender, or undefined.
    #[wasm_bindgen(method, getter)]
    pub fn sender(this: &Port) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    pub fn extension_url(path: &str) -> String;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "runtime"], js_name = id)]
    pub static EXTENSION_ID: String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    pub fn manifest() -> JsValue;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = reload)]
    pub fn reload();

    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "managed"], js_name = get)]
    pub async fn managed_get() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = get)]
    pub async fn session_get(keys: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = set)]
    pub async fn session_set(items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "storage", "session"], js_name = remove)]
    pub fn session_remove(key: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = contains)]
    pub async fn has_permissions(permissions: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "idle"], js_name = setDetectionInterval)]
    pub fn set_idle_interval(seconds: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    pub fn create_alarm(name: &str, when: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    pub fn clear_alarm(name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    pub async fn query_tabs(query: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    pub fn set_badge_text(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    pub fn set_badge_colour(details: &JsValue) -> Result<Promise, JsValue>;

    /// Of `extension/background/hands.ts`: what needs a function in a page.
    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"])]
    pub async fn scan(tab: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"])]
    pub async fn fill(
        tab: i32,
        frame: f64,
        document: Option<String>,
        order: JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"])]
    pub async fn read(
        tab: i32,
        frame: f64,
        document: Option<String>,
        mark: &str,
        key: u32,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"])]
    pub async fn point(
        tab: i32,
        frame: f64,
        document: Option<String>,
        order: JsValue,
    ) -> Result<JsValue, JsValue>;

    /// What is seen of us outside of our pages.
    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"])]
    pub fn menu(entries: &str, phone: bool, language: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "nearkeyHands"])]
    pub fn count(tab: i32, text: &str, origin: &str);
    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"], js_name = pagesPermitted)]
    pub async fn pages_permitted() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["globalThis", "nearkeyHands"], js_name = stayInPages)]
    pub fn stay_in_pages(stays: bool);
    #[wasm_bindgen(js_namespace = ["globalThis", "nearkeyHands"])]
    pub fn tell(tab: i32, frame: f64, document: Option<String>, message: JsValue, look: JsValue);
    #[wasm_bindgen(js_namespace = ["globalThis", "nearkeyHands"], js_name = tellAll)]
    pub fn tell_all(message: JsValue);
    #[wasm_bindgen(js_namespace = ["globalThis", "nearkeyHands"], js_name = openPopup)]
    pub fn open_popup(tab: i32);

    /// And what needs a document of our own.
    #[wasm_bindgen(catch, js_namespace = ["globalThis", "nearkeyHands"], js_name = clearClipboard)]
    pub async fn clear_clipboard(salt: &[u8], digest: &[u8]) -> Result<JsValue, JsValue>;

    /// The global one: a worker's in Chromium, a page's in Firefox.
    #[wasm_bindgen(catch, js_name = fetch)]
    pub async fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;
}

/// A member of a JavaScript value; undefined where there is none.
pub fn get(value: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A plain object.
pub fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        // A fresh plain object takes every member.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
