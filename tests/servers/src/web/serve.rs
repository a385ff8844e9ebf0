//! One connection: request, trouble, answer.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use super::answer::Answer;
use super::fault::Fault;
use super::line::{Service, now_ms};
use super::log::LogEntry;
use crate::http;

/// Serves one request, if one comes.
pub(super) async fn serve<T, S>(server: &Arc<T>, mut stream: S, secure: bool) -> io::Result<()>
where
    T: Service,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Some(received) = http::read(&mut stream).await? else { return Ok(()) };
    let mut entry = LogEntry::of(&received, secure, now_ms());
    let line = server.line();
    let fault = line.take_fault(&received.method, entry.path());
    entry.fault = fault.as_ref().map(Fault::name);
    if fault == Some(Fault::DropBefore) {
        line.note(entry);
        return Ok(());
    }
    let host = received.header("host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain = format!("http://{name}:{}{}", line.port(false), received.target);
    let same = format!("{}{}", line.origin(&received, secure), received.target);
    let instead =
        fault.as_ref().and_then(|fault| server.own_failure(fault).or_else(|| fault.instead(&plain, &same)));
    let answer = instead.unwrap_or_else(|| {
        let genuine = server.answer(&received, secure, &mut entry);
        match &fault {
            Some(fault) => spoil(server.as_ref(), fault, genuine),
            None => genuine,
        }
    });
    entry.status = if fault == Some(Fault::DropInBody) { 0 } else { answer.status };
    // In the log before the answer is out: a test that has the answer finds the entry.
    line.note(entry);
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

/// What becomes of the genuine answer.
pub(crate) fn spoil(server: &impl Service, fault: &Fault, mut answer: Answer) -> Answer {
    if *fault == Fault::TruncatedJson {
        answer.body.truncate(answer.body.len() / 2);
    } else if let Ok(mut value) = serde_json::from_slice(&answer.body)
        && server.spoil(fault, &mut value)
    {
        answer.body = value.to_string().into_bytes();
    }
    answer
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
