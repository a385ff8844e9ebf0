//! What is written to consoles: of pages, views and the worker. Listening keeps a worker from being idle.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::cdp::{Cdp, Session};

/// Everything heard so far.
pub struct Consoles {
    heard: Arc<Mutex<Heard>>,
    listener: JoinHandle<()>,
}

#[derive(Default)]
struct Heard {
    lines: String,
    sources: Vec<String>,
}

impl Consoles {
    pub(crate) async fn listen(address: &str) -> Result<Self> {
        let cdp = Cdp::connect(address).await?;
        let mut events = cdp.listen();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let own = Arc::clone(&heard);
        let params = json!({
            "autoAttach": true,
            "waitForDebuggerOnStart": true,
            "flatten": true,
            "filter": [{ "type": "browser_ui", "exclude": true }, { "type": "tab", "exclude": true }, {}],
        });
        cdp.call("Target.setAutoAttach", params).await?;
        let listener = tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                let params = &event["params"];
                match event["method"].as_str().unwrap_or_default() {
                    "Target.attachedToTarget" => {
                        let Some(session) = params["sessionId"].as_str().map(Session::named) else {
                            continue;
                        };
                        let kind = params["targetInfo"]["type"].as_str().unwrap_or_default().to_owned();
                        lock(&own).sources.push(kind);
                        for method in ["Runtime.enable", "Log.enable", "Runtime.runIfWaitingForDebugger"] {
                            // Not all have a log.
                            let _ = cdp.call_in(&session, method, Value::Null).await;
                        }
                    }
                    "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded" => {
                        let mut own = lock(&own);
                        own.lines.push_str(&params.to_string());
                        own.lines.push('\n');
                    }
                    _ => {}
                }
            }
        });
        Ok(Self { heard, listener })
    }

    /// All lines.
    pub fn heard(&self) -> String {
        lock(&self.heard).lines.clone()
    }

    /// What was listened to: `page`, `service_worker` and so on.
    pub fn sources(&self) -> Vec<String> {
        lock(&self.heard).sources.clone()
    }
}

fn lock(heard: &Mutex<Heard>) -> std::sync::MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Consoles {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
