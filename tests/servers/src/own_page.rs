//! Pages of control ports: for people on this machine, and for nobody else.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The page loads nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/// Other pages in the browser must not play with a built-in server: neither across origins nor through a re-pointed name.
pub(crate) async fn only_own_page(State(own): State<SocketAddr>, request: Request, next: Next) -> Response {
    if is_own(request.headers(), own) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "only for its own page\n").into_response()
    }
}

fn is_own(headers: &HeaderMap, own: SocketAddr) -> bool {
    let hosts = [own.to_string(), format!("localhost:{}", own.port())];
    let is_ours = |text: &str| hosts.iter().any(|own| own == text);
    let text =
        |value: Option<&HeaderValue>| value.and_then(|value| value.to_str().ok().map(ToOwned::to_owned));
    let origin = headers.get(header::ORIGIN);
    text(headers.get(header::HOST)).is_some_and(|host| is_ours(&host))
        && (origin.is_none()
            || text(origin).is_some_and(|origin| origin.strip_prefix("http://").is_some_and(is_ours)))
}

/// A file of the page.
pub(crate) fn page(kind: &'static str, text: &'static str) -> Response {
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    put(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    put(header::CACHE_CONTROL, "no-store");
    put(
        header::CONTENT_TYPE,
        match kind {
            "text/html" => "text/html; charset=utf-8",
            "text/css" => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        },
    );
    (headers, text).into_response()
}
