//! HTTP/1.1 by hand on the protocol port: faults need every byte under control.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::state::Answer;

/// Bytes of a request's head at most.
const MAX_HEAD: usize = 64 * 1024;
/// Bytes of a request's body at most.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// A client may take this long to send its request (browsers open spare connections and say nothing).
const PATIENCE: Duration = Duration::from_secs(20);

/// A request, complete.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) status: u16,
    /// `Content-Type`.
    pub(super) kind: &'static str,
    /// A header that only this answer has.
    pub(super) extra: Option<(&'static str, &'static str)>,
    pub(super) body: Vec<u8>,
}

impl Parcel {
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, extra: None, body: body.into() }
    }

    /// All headers but the length.
    pub(super) fn headers(&self) -> Vec<(&str, &str)> {
        let mut headers = vec![("Access-Control-Allow-Origin", "*"), ("Content-Type", self.kind)];
        headers.extend(self.extra);
        headers
    }
}

impl From<Answer> for Parcel {
    fn from(answer: Answer) -> Self {
        Self::new(answer.status, "application/json", answer.body)
    }
}

/// Reads one request; `None` if the client closed without one.
pub(super) async fn read(stream: &mut TcpStream) -> io::Result<Option<Received>> {
    timeout(PATIENCE, read_all(stream)).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn read_all(stream: &mut TcpStream) -> io::Result<Option<Received>> {
    let bad = |what: &'static str| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut buffer = Vec::new();
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if buffer.len() > MAX_HEAD {
            return Err(bad("head too long"));
        }
        if stream.read_buf(&mut buffer).await? == 0 {
            return if buffer.is_empty() { Ok(None) } else { Err(bad("head cut off")) };
        }
    };
    let body = buffer.split_off(head_end + 4);
    let head = String::from_utf8_lossy(&buffer).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (first.next(), first.next()) else {
        return Err(bad("no request line"));
    };
    let mut received = Received { method: method.into(), target: target.into(), headers: Vec::new(), body };
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        received.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = received.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0_usize);
    if length > MAX_BODY {
        return Err(bad("body too long"));
    }
    while received.body.len() < length {
        if stream.read_buf(&mut received.body).await? == 0 {
            return Err(bad("body cut off"));
        }
    }
    received.body.truncate(length);
    Ok(Some(received))
}

/// The head of an answer. Without a length the body ends with the connection, or is in chunks if a header says so.
pub(super) fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if let Some(length) = length.filter(|_| status != 204) {
        let _ = write!(head, "Content-Length: {length}\r\n");
    }
    head.push_str("Connection: close\r\n\r\n");
    head.into_bytes()
}

/// Ends a connection in peace: the client reads everything before it sees the end.
pub(super) async fn close(stream: &mut TcpStream) {
    if stream.shutdown().await.is_ok() {
        let mut rest = [0; 512];
        let drained = async { while matches!(stream.read(&mut rest).await, Ok(read) if read > 0) {} };
        let _ = timeout(Duration::from_millis(300), drained).await;
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        500 => "Internal Server Error",
        _ => "Status",
    }
}
