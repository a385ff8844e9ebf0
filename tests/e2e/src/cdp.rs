//! Straight to the browser (Chrome `DevTools` Protocol over one web socket): targets, the toolbar popup, consoles.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{broadcast, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::wait::PATIENCE;

type Answers = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value>>>>>;
type Sink = SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>;

/// A connection to the browser.
pub struct Cdp {
    next: AtomicU64,
    sink: tokio::sync::Mutex<Sink>,
    answers: Answers,
    events: broadcast::Sender<Value>,
    reader: JoinHandle<()>,
}

/// Something with an own script world, attached to.
#[derive(Clone, Debug)]
pub struct Session(String);

impl Cdp {
    /// `address` is `host:port` of the debugger.
    pub async fn connect(address: &str) -> Result<Self> {
        let version = http_get(address, "/json/version").await?;
        let url = version["webSocketDebuggerUrl"].as_str().context("the browser has no debugger")?.to_owned();
        let (socket, _) = tokio_tungstenite::connect_async(url).await?;
        let (sink, mut stream) = socket.split();
        let answers = Answers::default();
        let (events, _) = broadcast::channel(4096);
        let (waiting, heard) = (Arc::clone(&answers), events.clone());
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                let Ok(text) = message.to_text() else { continue };
                let Ok(mut value) = serde_json::from_str::<Value>(text) else { continue };
                match value["id"].as_u64() {
                    Some(id) => {
                        let answer = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                        let result = match value.get("error") {
                            Some(error) => Err(anyhow!("the browser says: {}", error["message"])),
                            None => Ok(value["result"].take()),
                        };
                        let _ = answer.map(|answer| answer.send(result));
                    }
                    None => _ = heard.send(value),
                }
            }
        });
        Ok(Self { next: AtomicU64::new(1), sink: tokio::sync::Mutex::new(sink), answers, events, reader })
    }

    /// Asks the browser.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
        self.send(None, method, params).await
    }

    /// Asks something that was attached to.
    pub async fn call_in(&self, session: &Session, method: &str, params: Value) -> Result<Value> {
        self.send(Some(session), method, params).await
    }

    async fn send(&self, session: Option<&Session>, method: &str, params: Value) -> Result<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let (Some(session), Some(members)) = (session, message.as_object_mut()) {
            members.insert("sessionId".into(), session.0.clone().into());
        }
        let (sender, answer) = oneshot::channel();
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        self.sink.lock().await.send(Message::text(message.to_string())).await?;
        // Whoever goes away while it is asked never answers.
        let answer = timeout(PATIENCE, answer).await.with_context(|| format!("no answer to {method}"))?;
        answer.context("the browser is gone")?.with_context(|| method.to_owned())
    }

    /// Everything the browser says unasked, from now on.
    pub fn listen(&self) -> broadcast::Receiver<Value> {
        self.events.subscribe()
    }

    /// What there is: pages, workers, tabs.
    pub async fn targets(&self) -> Result<Vec<Value>> {
        let filter = json!({ "filter": [{}] });
        let found = self.call("Target.getTargets", filter).await?;
        Ok(found["targetInfos"].as_array().cloned().unwrap_or_default())
    }

    /// Attaches to a target.
    pub async fn attach(&self, target: &str) -> Result<Session> {
        let params = json!({ "targetId": target, "flatten": true });
        let attached = self.call("Target.attachToTarget", params).await?;
        Ok(Session(attached["sessionId"].as_str().context("no session")?.to_owned()))
    }

    /// Lets go of it.
    pub async fn detach(&self, session: &Session) -> Result<()> {
        self.call("Target.detachFromTarget", json!({ "sessionId": session.0 })).await.map(|_| ())
    }

    /// Runs the body of an async function and gives what it returns.
    pub async fn eval(&self, session: &Session, body: &str) -> Result<Value> {
        let params = json!({
            "expression": format!("(async () => {{ {body} }})()"),
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let mut answer = self.call_in(session, "Runtime.evaluate", params).await?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(anyhow!("the script threw: {details}")),
            None => Ok(answer["result"]["value"].take()),
        }
    }
}

impl Drop for Cdp {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// One request to the debugger's own little web server; not worth a client library.
async fn http_get(address: &str, path: &str) -> Result<Value> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // The server keeps the connection open, so the length has to be minded.
    let mut piece = [0u8; 4096];
    loop {
        let count = stream.read(&mut piece).await?;
        answer.extend_from_slice(piece.get(..count).unwrap_or_default());
        let text = String::from_utf8_lossy(&answer);
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body);
        if let Some(value) = body.and_then(|body| serde_json::from_str(body).ok()) {
            return Ok(value);
        }
        if count == 0 {
            return Err(anyhow!("the debugger at {address} does not answer"));
        }
    }
}
