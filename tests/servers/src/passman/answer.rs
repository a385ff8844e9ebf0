//! Answers, and pages that come in the place of answers.

use serde_json::json;

pub(super) use crate::web::Answer;

impl Answer {
    /// `{"message": …}`, as Nextcloud puts it.
    pub(super) fn message(status: u16, text: &str) -> Self {
        Self::json(status, &json!({ "message": text }))
    }

    /// Passman's own 404: an empty list.
    pub(super) fn not_found() -> Self {
        Self::json(404, &json!([]))
    }

    /// A page of Nextcloud.
    pub(super) fn page(status: u16, title: &str, body: &str) -> Self {
        let text = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} – Nextcloud</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>body {{ font: 16px/1.5 sans-serif; \
             max-width: 32rem; margin: 12vh auto; padding: 0 1rem }} button {{ font: inherit; padding: .6rem 1.2rem }}\
             </style></head><body id=\"body-login\"><main><h1>{title}</h1>{body}</main></body></html>\n"
        );
        Self::new(status, "text/html; charset=UTF-8", text)
            .with("Cache-Control", "no-store")
            .with("Referrer-Policy", "no-referrer")
            .with(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
            )
    }

    /// What Nextcloud says to a path that it does not know.
    pub(super) fn no_page() -> Self {
        Self::page(404, "Page not found", "<p>The page could not be found on the server.</p>")
    }

    /// What Nextcloud says where its code fails.
    pub(super) fn failure() -> Self {
        Self::page(500, "Internal Server Error", "<p>The server was unable to complete your request.</p>")
    }

    /// What a Nextcloud in maintenance says.
    pub(super) fn maintenance() -> Self {
        Self::page(
            503,
            "Maintenance mode",
            "<p>This Nextcloud instance is currently in maintenance mode.</p>",
        )
        .with("X-Nextcloud-Maintenance-Mode", "1")
        .with("Retry-After", "120")
    }
}
