//! Answers on their way out.

use serde_json::Value;

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), kind.into())], body: body.into() }
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", value.to_string())
    }

    pub(crate) fn ok(value: &Value) -> Self {
        Self::json(200, value)
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, "text/html; charset=UTF-8", "").with("Location", to)
    }

    /// What the page of a hotel says instead of everything.
    pub(crate) fn portal() -> Self {
        let text = "<!doctype html><title>Welcome to our WiFi</title><h1>Accept the terms to go on</h1>";
        Self::new(200, "text/html; charset=utf-8", text)
    }

    /// What a web server says where there is nothing that it knows.
    pub(crate) fn nothing_there() -> Self {
        let text = "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n</body>\n</html>\n";
        Self::new(404, "text/html", text)
    }
}

/// Text inside HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
