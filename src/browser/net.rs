//! Posts to the phone. No cookies, no cache, no redirects, no referrer; a body is read only from a 200 and only up to
//! its cap (T-60, T-61).

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::app::{Fetched, Post};
use crate::browser::api;

/// How long the question "does anything answer there" may take.
const PROBE_MS: u32 = 4_000;

pub async fn post(post: Post, abort: &AbortController) -> Fetched {
    let stop = abort.clone();
    let timeout = Timeout::new(u32::try_from(post.timeout_ms).unwrap_or(u32::MAX), move || stop.abort());
    let outcome = post_and_read(&post, abort).await.unwrap_or(Fetched::Unreachable);
    drop(timeout);
    outcome
}

async fn post_and_read(post: &Post, abort: &AbortController) -> Result<Fetched, JsValue> {
    let headers = Headers::new()?;
    headers.set("Content-Type", "application/json")?;
    headers.set("Accept", "application/json")?;
    headers.set("X-WebClientId", &post.web_client_id)?;
    let init = plain_init("POST", abort);
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(&post.body));
    let response: Response =
        api::fetch(&Request::new_with_str_and_init(&post.url, &init)?).await?.unchecked_into();
    let status = response.status();
    if status != 200 {
        // Nobody vouches for it, so it is not even read.
        abort.abort();
        return Ok(Fetched::Answer { status, body: Vec::new() });
    }
    let Some(stream) = response.body() else { return Ok(Fetched::Answer { status, body: Vec::new() }) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if api::get(&chunk, "done").is_truthy() {
            return Ok(Fetched::Answer { status, body });
        }
        let bytes = Uint8Array::new(&api::get(&chunk, "value"));
        if body.len() + bytes.length() as usize > post.cap {
            abort.abort();
            return Ok(Fetched::TooLarge);
        }
        body.extend(bytes.to_vec());
    }
}

/// Whether a server answers at an address at all, although we may not read what it says.
pub async fn answers(url: &str) -> bool {
    let Ok(abort) = AbortController::new() else { return false };
    let stop = abort.clone();
    let _timeout = Timeout::new(PROBE_MS, move || stop.abort());
    let init = plain_init("GET", &abort);
    init.set_mode(RequestMode::NoCors);
    // A request without CORS may not refuse redirects; what comes of one cannot be read anyway.
    init.set_redirect(RequestRedirect::Follow);
    let Ok(request) = Request::new_with_str_and_init(url, &init) else { return false };
    api::fetch(&request).await.is_ok()
}

fn plain_init(method: &str, abort: &AbortController) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.signal()));
    init
}
