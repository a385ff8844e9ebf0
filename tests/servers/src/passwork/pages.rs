//! Pages of Passwork: the item behind a link, the code for phones. All else is 404 in HTML.

use serde_json::json;

use super::shared::{Shared, State};
use super::{links, qr};
use crate::http::Received;
use crate::web::{Answer, escape};

pub(super) fn answer(shared: &Shared, state: &mut State, received: &Received, parts: &[&str]) -> Answer {
    let base = &shared.config.base_path;
    match (received.method.as_str(), parts) {
        ("GET", ["g", "p", _]) => {
            let body = format!(
                "<p id=\"state\">Opening…</p><dl id=\"item\"></dl><script src=\"{}/page/link.js\"></script>",
                escape(base)
            );
            page("An item was shared with you", &body)
        }
        // The code comes in the body: this page's script reads it from behind the `#`. A real page opens it by itself.
        ("POST", ["g", "p", id, "open"]) => {
            let code = String::from_utf8_lossy(&received.body).into_owned();
            match links::open(state, id, Some(code.as_str()).filter(|code| !code.is_empty())) {
                Ok(item) => Answer::ok(&json!(item)),
                Err(why) => Answer::json(404, &json!({ "error": why.to_string() })),
            }
        }
        ("GET", ["page", "link.js"]) => {
            Answer::new(200, "text/javascript; charset=utf-8", include_str!("../../page/passwork-link.js"))
        }
        ("GET", ["mobile"]) => {
            let body = format!(
                "<p>Scan this code with the app. Its format is this server's own: JSON with address and API key.</p>\
                 <img id=\"qr\" alt=\"Code for the app\" src=\"{}/mobile/qr.png\">",
                escape(base)
            );
            page("Connect a phone", &body)
        }
        ("GET", ["mobile", "qr.png"]) => match qr::picture(&qr::payload(shared, state)) {
            Ok(bytes) => Answer::new(200, "image/png", bytes).with("Cache-Control", "no-store"),
            Err(why) => Answer::new(500, "text/plain; charset=utf-8", why.to_string()),
        },
        ("GET", []) => page("Passwork", "<p>Sign in here in a browser. This one is for tests only.</p>"),
        _ => Answer::nothing_there(),
    }
}

fn page(title: &str, body: &str) -> Answer {
    let text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} – Passwork</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">\
         <style>body {{ font: 16px/1.5 sans-serif; max-width: 36rem; margin: 8vh auto; padding: 0 1rem }}\
         dt {{ opacity: .7 }} dd {{ margin: 0 0 .5rem; overflow-wrap: anywhere }} img {{ image-rendering: pixelated }}\
         </style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    );
    Answer::new(200, "text/html; charset=utf-8", text)
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "no-referrer")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; \
             img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
        )
}
