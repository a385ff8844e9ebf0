//! One POST by the rules of the extension's network code (`src/browser/net.rs`): no redirects, no cookies, a body is
//! read only from a 200 and only up to its cap.

use std::time::{Duration, Instant};

use nearkey::phone::Reply;
use nearkey_servers::phone::wire;
use reqwest::header::{ACCEPT, CONTENT_TYPE};

/// What one POST brought.
pub struct Came {
    /// What the state machine gets to see.
    pub reply: Reply,
    /// SHA-256 of the whole body of a 200; nothing if it did not arrive as a whole.
    pub whole: Option<[u8; 32]>,
    /// The time was over before anything was decided.
    pub timed_out: bool,
}

/// Posts.
#[derive(Clone)]
pub struct Poster {
    http: reqwest::Client,
}

impl Poster {
    /// As a browser posts.
    pub fn new() -> Result<Self, reqwest::Error> {
        let redirects = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().redirect(redirects).no_proxy().pool_max_idle_per_host(0);
        Ok(Self { http: http.build()? })
    }

    /// Posts, and reads the answer within `timeout_ms`, up to `cap` bytes.
    pub async fn post(&self, url: &str, id: &str, body: &str, timeout_ms: u64, cap: usize) -> Came {
        let until = Instant::now() + Duration::from_millis(timeout_ms);
        let exchange = self.exchange(url, id, body.to_owned(), cap);
        let reply = tokio::time::timeout_at(until.into(), exchange).await;
        let timed_out = reply.is_err();
        let reply = reply.ok().and_then(Result::ok).unwrap_or(Reply::Unreachable);
        let whole = match &reply {
            Reply::Answer { status: 200, body } => Some(wire::hash(&[body])),
            _ => None,
        };
        Came { reply, whole, timed_out }
    }

    async fn exchange(&self, url: &str, id: &str, body: String, cap: usize) -> Result<Reply, reqwest::Error> {
        let request = self.http.post(url).header("X-WebClientId", id).body(body);
        let request = request.header(CONTENT_TYPE, "application/json").header(ACCEPT, "application/json");
        let mut response = request.send().await?;
        let status = response.status().as_u16();
        // A browser that is told to refuse redirects reports a network error.
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            return Ok(Reply::Unreachable);
        }
        let mut body = Vec::new();
        if status != 200 {
            return Ok(Reply::Answer { status, body });
        }
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > cap {
                return Ok(Reply::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply::Answer { status, body })
    }
}
