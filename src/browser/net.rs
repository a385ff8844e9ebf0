//! Posts to the phone, calls to servers, and plain requests. No cookies, no cache, no redirects, no referrer; a body is
//! read only where the status says that there is what was asked for, and only up to its cap (T-60, T-61). Servers may
//! say a little about a refusal.

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

use crate::app::{Fetched, Get, Got, Post, ServerCall};
use crate::browser::{api, run::steady_ms};

/// Bytes of a refusal that are read at most.
const REFUSAL_CAP: usize = 64 * 1024;
/// How long the question "does anything answer there" may take.
const PROBE_MS: u64 = 4_000;

pub async fn post(post: Post, abort: &AbortController) -> Fetched {
    let _timeout = stop_after(post.timeout_ms, abort);
    post_and_read(&post, abort).await.unwrap_or(Fetched::Unreachable)
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
    Ok(match read_body(&response, post.cap, abort).await? {
        Some(body) => Fetched::Answer { status, body },
        None => Fetched::TooLarge,
    })
}

/// Gets something. Without the user's permission for the host, what an answer says is only ours if its headers say so.
pub async fn get(get: Get, abort: &AbortController) -> Got {
    let _timeout = stop_after(get.timeout_ms, abort);
    let start = steady_ms();
    let unreachable = |_| Got::Unreachable { elapsed_ms: steady_ms().saturating_sub(start) };
    let init = plain_init("GET", abort);
    send_and_read(&get.url, &init, (get.cap, 0), abort, start).await.unwrap_or_else(unreachable)
}

/// Sends, and reads what came: up to the first cap where there is what was asked for, and up to the second where there
/// is not. A redirect is not followed either, but told apart from what is not there.
async fn send_and_read(
    url: &str,
    init: &RequestInit,
    (cap, refusal_cap): (usize, usize),
    abort: &AbortController,
    start: u64,
) -> Result<Got, JsValue> {
    // What is sent with it must not go elsewhere (T-100).
    init.set_redirect(RequestRedirect::Manual);
    let response: Response = api::fetch(&Request::new_with_str_and_init(url, init)?).await?.unchecked_into();
    let elapsed_ms = steady_ms().saturating_sub(start);
    if response.type_() == ResponseType::Opaqueredirect {
        return Ok(Got::Redirected { elapsed_ms });
    }
    let (status, content_type) = (response.status(), response.headers().get("Content-Type")?);
    let retry_after = response.headers().get("Retry-After")?.and_then(|text| text.trim().parse().ok());
    let is_ok = (200..300).contains(&status);
    let body = match if is_ok { cap } else { refusal_cap } {
        0 => {
            abort.abort();
            Some(Vec::new())
        }
        cap => read_body(&response, cap, abort).await?,
    };
    Ok(match body {
        Some(body) => Got::Answer { status, content_type, retry_after, body, elapsed_ms },
        None if is_ok => Got::TooLarge,
        None => Got::Answer { status, content_type, retry_after, body: Vec::new(), elapsed_ms },
    })
}

/// Calls a server. What it says beside its status is read too, up to a small cap, for what that tells.
pub async fn call(call: ServerCall, abort: &AbortController) -> Got {
    let _timeout = stop_after(call.timeout_ms, abort);
    let start = steady_ms();
    let unreachable = |_| Got::Unreachable { elapsed_ms: steady_ms().saturating_sub(start) };
    call_and_read(&call, abort, start).await.unwrap_or_else(unreachable)
}

async fn call_and_read(call: &ServerCall, abort: &AbortController, start: u64) -> Result<Got, JsValue> {
    if !is_permitted(call.url.expose()).await {
        return Ok(Got::Unreachable { elapsed_ms: 0 });
    }
    let headers = Headers::new()?;
    for (name, value) in &call.headers {
        headers.set(name, value.expose())?;
    }
    let init = plain_init(call.method, abort);
    init.set_headers(&headers);
    if let Some(body) = &call.body {
        init.set_body(&JsValue::from_str(body.expose()));
    }
    send_and_read(call.url.expose(), &init, (call.cap, call.cap.min(REFUSAL_CAP)), abort, start).await
}

/// Whether the user lets us speak with the host of an address. Passman lets every origin in (CORS), so without this a call
/// would go on, with the login, after the user took the permission away (T-106).
async fn is_permitted(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let pattern = format!("{}://{}/*", url.scheme(), url.host_str().unwrap_or_default());
    has_permission(&pattern).await
}

/// Whether the user lets us speak with what a pattern covers.
pub async fn has_permission(pattern: &str) -> bool {
    let origins = js_sys::Array::of1(&pattern.into());
    let granted = api::has_permissions(&api::object(&[("origins", origins.into())])).await;
    granted.is_ok_and(|granted| granted.is_truthy())
}

/// The body, or nothing if it has more bytes than allowed.
async fn read_body(
    response: &Response,
    cap: usize,
    abort: &AbortController,
) -> Result<Option<Vec<u8>>, JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else { return Ok(Some(body)) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if api::get(&chunk, "done").is_truthy() {
            return Ok(Some(body));
        }
        let bytes = Uint8Array::new(&api::get(&chunk, "value"));
        if body.len() + bytes.length() as usize > cap {
            abort.abort();
            return Ok(None);
        }
        body.extend(bytes.to_vec());
    }
}

/// Stops a request, its body included, after so many milliseconds; not any more once this is dropped.
fn stop_after(timeout_ms: u64, abort: &AbortController) -> Timeout {
    let stop = abort.clone();
    Timeout::new(u32::try_from(timeout_ms).unwrap_or(u32::MAX), move || stop.abort())
}

/// Whether a server answers at an address at all, although we may not read what it says.
pub async fn answers(url: &str) -> bool {
    let Ok(abort) = AbortController::new() else { return false };
    let _timeout = stop_after(PROBE_MS, &abort);
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
