//! Sample sites: login pages of many kinds, on loopback. Every submit is recorded and shown.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Path, RawForm, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::phone::Credential;

/// All pages: path, what it is for, text.
const PAGES: [(&str, &str, &str); 12] = [
    ("classic", "Harbour Mail: user name and password", include_str!("../../sites/classic.html")),
    ("two-step", "User name first, password on a second page", include_str!("../../sites/two-step.html")),
    ("two-step-password", "The second page of it", include_str!("../../sites/two-step-password.html")),
    ("sign-up", "A new account: new password twice", include_str!("../../sites/sign-up.html")),
    ("change-password", "Current password, new one twice", include_str!("../../sites/change-password.html")),
    ("controlled", "Fields that a framework controls", include_str!("../../sites/controlled.html")),
    ("decoys", "Password fields that nobody can see", include_str!("../../sites/decoys.html")),
    ("two-forms", "Login and newsletter", include_str!("../../sites/two-forms.html")),
    ("formless", "Fields without a form", include_str!("../../sites/formless.html")),
    ("any-host", "The same under every host name", include_str!("../../sites/any-host.html")),
    ("framed", "The classic login in a frame of another origin", include_str!("../../sites/framed.html")),
    ("plain", "Nothing to fill in", include_str!("../../sites/plain.html")),
];
const STYLE: &str = include_str!("../../sites/site.css");
const CONTROLLED: &str = include_str!("../../sites/controlled.js");

/// How sample sites start.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteConfig {
    /// Port on 127.0.0.1; 0 for a free one.
    pub port: u16,
}

/// One submitted form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// Page that it was sent to, without the slash.
    pub page: String,
    /// `Host` header.
    pub host: String,
    /// Names and values in order.
    pub fields: Vec<(String, String)>,
    /// Unix time in milliseconds.
    pub at: u64,
}

impl Submission {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Running sample sites. Dropping it closes the port.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    submissions: Submissions,
    task: JoinHandle<()>,
}

type Submissions = Arc<Mutex<Vec<Submission>>>;

impl Site {
    /// Starts the sample sites on loopback.
    pub async fn start(config: SiteConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", config.port)).await?;
        let address = listener.local_addr()?;
        let submissions = Submissions::default();
        let router = Router::new()
            .route("/", get(index))
            .route("/site.css", get(async || ([(header::CONTENT_TYPE, "text/css")], STYLE)))
            .route("/controlled.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], CONTROLLED)))
            .route("/submissions", get(list).delete(forget))
            .route("/{page}", get(page).post(submit))
            .with_state(Arc::clone(&submissions));
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, submissions, task })
    }

    /// Where the sites are.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Address of a page by its name, e.g. `classic`; of the list for the empty name.
    pub fn url(&self, page: &str) -> String {
        format!("http://{}/{page}", self.address)
    }

    /// The same page under another name of loopback, e.g. `mail.localhost`.
    pub fn url_at(&self, host: &str, page: &str) -> String {
        format!("http://{host}:{}/{page}", self.address.port())
    }

    /// A credential for the sites, to put into the phone.
    pub fn credential(&self) -> Credential {
        Credential {
            uid: Some("5a3e1c00-77d2-4c1b-9e54-0000000000ff".into()),
            name: "Harbour Mail".into(),
            user: "mira@harbour.example".into(),
            password: "Lighthouse-42-ebb".into(),
            website: format!("http://{}", self.address),
            otp: "otpauth://totp/Harbour%20Mail:mira?secret=MFRGGZDFMZTWQ2LK&issuer=Harbour%20Mail".into(),
            ..Credential::default()
        }
    }

    /// All submitted forms, oldest first.
    pub fn submissions(&self) -> Vec<Submission> {
        self.submissions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn index() -> Html<String> {
    let mut rows = String::new();
    for (path, purpose, _) in PAGES {
        let _ = write!(rows, "<li><a href=\"/{path}\">{path}</a><span>{purpose}</span></li>");
    }
    Html(frame("Sample sites", &format!("<h1>Sample sites</h1><ul class=\"pages\">{rows}</ul>")))
}

async fn page(Path(name): Path<String>) -> Response {
    match PAGES.iter().find(|(path, _, _)| *path == name) {
        Some((_, _, text)) => Html(text.replace("{{user}}", "")).into_response(),
        None => (StatusCode::NOT_FOUND, "no such page\n").into_response(),
    }
}

async fn list(State(submissions): State<Submissions>) -> Json<Vec<Submission>> {
    Json(submissions.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

async fn forget(State(submissions): State<Submissions>) -> StatusCode {
    submissions.lock().unwrap_or_else(PoisonError::into_inner).clear();
    StatusCode::NO_CONTENT
}

async fn submit(
    State(submissions): State<Submissions>,
    Path(page): Path<String>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let fields = read_form(&String::from_utf8_lossy(&form));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let at = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    let shown = if page == "two-step" {
        let user = fields.iter().find(|(name, _)| name == "username").map_or("", |(_, value)| value.as_str());
        let next = PAGES.iter().find(|(path, _, _)| *path == "two-step-password").map_or("", |page| page.2);
        next.replace("{{user}}", &escape(user))
    } else {
        let mut rows = String::new();
        for (name, value) in &fields {
            let _ = write!(rows, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
        }
        let body = format!(
            "<h1>Received</h1><dl id=\"received\">{rows}</dl><p><a href=\"/{}\">Back</a></p>",
            escape(&page)
        );
        frame("Received", &body)
    };
    submissions.lock().unwrap_or_else(PoisonError::into_inner).push(Submission { page, host, fields, at });
    Html(shown).into_response()
}

fn frame(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/site.css\">\
         <body class=\"simple\"><main class=\"card\">{body}</main></body></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `application/x-www-form-urlencoded`, in order, repeated names kept.
pub(crate) fn read_form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                if let (Some(high), Some(low)) = (high, low) {
                    bytes.extend(u8::try_from(high * 16 + low));
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_in_order_with_its_escapes() {
        let fields = read_form("user=mira%40x.example&pass=a+b%26c%3D%C3%BC&pass=");
        let expected = [("user", "mira@x.example"), ("pass", "a b&c=ü"), ("pass", "")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
