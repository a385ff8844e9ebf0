//! HTTP/1.1 by hand, one request per connection: faults need every byte under control.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Bytes of a request's head at most.
const MAX_HEAD: usize = 64 * 1024;
/// Bytes of a request's body at most.
const MAX_BODY: usize = 32 * 1024 * 1024;
/// A client may take this long to send its request (browsers open spare connections and say nothing).
const PATIENCE: Duration = Duration::from_secs(20);

/// A request, complete.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads one request; `None` if the client closed without one.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Received>> {
    timeout(PATIENCE, read_all(stream)).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn read_all(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Received>> {
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
pub(crate) fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
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
pub(crate) async fn close(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
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
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
