//! One connection: request, trouble, answer.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use super::answer::Answer;
use super::fault::Fault;
use super::log::LogEntry;
use super::route;
use super::shared::{Shared, now_ms};
use crate::http;

/// Serves one request, if one comes.
pub(super) async fn serve<S>(shared: &Arc<Shared>, mut stream: S, secure: bool) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(received) = http::read(&mut stream).await? else { return Ok(()) };
    let mut entry = LogEntry::of(&received, secure, now_ms());
    let fault = shared.lock().take_fault(&received.method, entry.path());
    entry.fault = fault.as_ref().map(Fault::name);
    if fault == Some(Fault::DropBefore) {
        shared.note(entry);
        return Ok(());
    }
    let host = received.header("host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain = format!("http://{name}:{}{}", shared.plain_port, received.target);
    let same = format!("{}{}", route::origin(shared, &received, secure), received.target);
    let instead = fault.as_ref().and_then(|fault| fault.instead(&plain, &same));
    let answer = instead.unwrap_or_else(|| {
        let genuine = route::answer(shared, &received, secure, &mut entry);
        match &fault {
            Some(fault) => fault.spoil(genuine),
            None => genuine,
        }
    });
    entry.status = if fault == Some(Fault::DropInBody) { 0 } else { answer.status };
    // In the log before the answer is out: a test that has the answer finds the entry.
    shared.note(entry);
    match fault {
        Some(Fault::Slow { ms }) => sleep(Duration::from_millis(ms)).await,
        Some(Fault::DropInBody) => {
            send(&mut stream, &answer, answer.body.len() / 2).await?;
            return Ok(());
        }
        _ => {}
    }
    send(&mut stream, &answer, answer.body.len()).await?;
    http::close(&mut stream).await;
    Ok(())
}

/// Sends an answer and `keep` bytes of its body; the head promises all of it.
async fn send<S>(stream: &mut S, answer: &Answer, keep: usize) -> io::Result<()>
where
    S: AsyncWrite + Unpin,
{
    let headers: Vec<(&str, &str)> =
        answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    stream.write_all(&http::head(answer.status, &headers, Some(answer.body.len()))).await?;
    stream.write_all(answer.body.get(..keep).unwrap_or_default()).await?;
    stream.flush().await
}
