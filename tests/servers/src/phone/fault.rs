//! What can go wrong on the way: forged, lost, late, cut and endless answers.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::gzip;
use super::http::{self, Parcel};
use super::state::Answer;
use super::wire;

/// Bytes that the endless body sends at once.
const ENDLESS_PIECE: usize = 16 * 1024;
/// How a body begins that is only there for its size.
const BALLAST_START: &[u8] = br#"{"encOneTimeKey":"AAAA","envelope":"EWM:"#;

/// One kind of trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The phone decides at once, its answer arrives `ms` milliseconds later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Connection reset; the phone never saw the request.
    DropBefore,
    /// Connection reset after the phone decided: the answer is lost, the state moved on.
    DropAfter,
    /// The body ends after `keep` bytes, though the head promised all of it.
    Truncate {
        /// Bytes of the body that are sent.
        keep: usize,
    },
    /// The body comes in chunks of one byte.
    Drip {
        /// Milliseconds between two bytes.
        #[serde(default)]
        pause_ms: u64,
    },
    /// A forged status. The phone does not see the request, unless `when` is given in the order.
    Status {
        /// HTTP status.
        status: u16,
        /// The body, any text.
        #[serde(default)]
        body: String,
    },
    /// A forged 200 of the right shape, with random contents.
    Garbage,
    /// A forged 200, sealed to the right client key but under a wrong transport key: the best an attacker can do.
    WrongKey,
    /// An earlier 200 again: number `which` of the recorded ones, the last if absent.
    Replay {
        /// Counts from 0.
        #[serde(default)]
        which: Option<usize>,
    },
    /// A 200 of this many bytes.
    Oversized {
        /// Bytes.
        bytes: usize,
    },
    /// A 200 whose body never ends.
    Endless,
    /// A 200 that is small on the wire (`Content-Encoding: gzip`) and so many bytes when unpacked.
    GzipBomb {
        /// Bytes, unpacked.
        #[serde(default = "big")]
        bytes: usize,
    },
    /// The answer to this request is kept back and goes to the next one, which the phone never sees. This one gets a 202.
    OtherPoll,
    /// A genuine answer behind this many additional headers.
    Headers {
        /// How many.
        count: usize,
    },
    /// A redirect.
    Redirect {
        /// 301, 302, 307 or 308.
        #[serde(default = "found")]
        status: u16,
        /// Value of `Location`.
        to: String,
    },
}

fn found() -> u16 {
    307
}

fn big() -> usize {
    128 << 20
}

/// The kind of request that a fault is meant for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Messages to the app.
    #[default]
    Post,
    /// Preflights of a browser.
    Options,
    /// The greeting and backups.
    Get,
}

impl On {
    /// The kind that an HTTP method belongs to; nothing for methods that the phone does not know.
    pub(super) fn of(method: &str) -> Option<Self> {
        match method {
            "POST" => Some(Self::Post),
            "OPTIONS" => Some(Self::Options),
            "GET" => Some(Self::Get),
            _ => None,
        }
    }
}

/// A fault and the requests it is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOrder {
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// The requests it is meant for; POSTs if absent.
    #[serde(default)]
    pub on: On,
    /// For the next so many of them; until cleared if absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// Only where the phone itself would answer with this status. The phone then really answers (and moves on), so
    /// `{"kind": "drop_after", "when": 200}` loses the one answer that matters.
    #[serde(default)]
    pub when: Option<u16>,
}

impl FaultOrder {
    /// For the next POST.
    pub fn once(fault: Fault) -> Self {
        Self { fault, on: On::Post, times: Some(1), when: None }
    }

    /// Until cleared.
    pub fn always(fault: Fault) -> Self {
        Self { fault, on: On::Post, times: None, when: None }
    }

    /// Only where the phone answers with `status`.
    #[must_use]
    pub fn when(self, status: u16) -> Self {
        Self { when: Some(status), ..self }
    }

    /// For another kind of request.
    #[must_use]
    pub fn on(self, on: On) -> Self {
        Self { on, ..self }
    }

    /// True if it strikes a request of this kind at this moment: before the phone decides (`None`), or when it wants to
    /// answer with a status.
    pub(super) fn strikes(&self, on: On, answer: Option<u16>) -> bool {
        self.on == on
            && match self.when {
                Some(status) => answer == Some(status),
                None => self.fault.needs_answer() == answer.is_some(),
            }
    }
}

impl Fault {
    /// The word for the log.
    pub(super) fn name(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned()
    }

    /// True where the phone must decide before the fault strikes.
    pub(super) fn needs_answer(&self) -> bool {
        matches!(
            self,
            Self::Delay { .. }
                | Self::DropAfter
                | Self::Truncate { .. }
                | Self::Drip { .. }
                | Self::Headers { .. }
                | Self::OtherPoll
        )
    }

    /// True where an answer that the phone gave does not arrive at the one who asked.
    pub fn swallows(&self) -> bool {
        !matches!(self, Self::Delay { .. } | Self::Drip { .. } | Self::Headers { .. })
    }

    /// The status on the wire where the phone itself answers with `meant`; 0 for none.
    pub(super) fn status(&self, meant: u16) -> u16 {
        match self {
            Self::DropBefore | Self::DropAfter => 0,
            Self::Oversized { .. } | Self::Endless | Self::GzipBomb { .. } => 200,
            Self::Redirect { status, .. } => *status,
            _ => meant,
        }
    }
}

/// A 200 of the right shape with random contents.
pub(super) fn garbage() -> Answer {
    let sealed = wire::Sealed {
        enc_one_time_key: Some(wire::url_text(&wire::random_vec(512))),
        envelope: wire::seal(&wire::random::<32>(), &wire::random_vec(300)).unwrap_or_default(),
    };
    Answer { status: 200, body: serde_json::to_string(&sealed).unwrap_or_default() }
}

/// Sends an answer, with the trouble.
pub(super) async fn send(stream: &mut TcpStream, parcel: &Parcel, fault: Option<&Fault>) -> io::Result<()> {
    let body = parcel.body.as_slice();
    let mut headers = parcel.headers();
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => return stream.set_zero_linger(),
        Some(Fault::Delay { ms }) => sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Truncate { keep }) => {
            stream.write_all(&http::head(parcel.status, &headers, Some(body.len()))).await?;
            return stream.write_all(body.get(..*keep).unwrap_or(body)).await;
        }
        Some(Fault::Drip { pause_ms }) => {
            headers.push(("Transfer-Encoding", "chunked"));
            return drip(stream, &http::head(parcel.status, &headers, None), body, *pause_ms).await;
        }
        Some(Fault::Oversized { bytes }) => {
            stream.write_all(&http::head(200, &headers, Some(*bytes))).await?;
            return ballast(stream, *bytes).await;
        }
        Some(Fault::Endless) => {
            stream.write_all(&http::head(200, &headers, None)).await?;
            let piece = vec![b' '; ENDLESS_PIECE];
            loop {
                stream.write_all(&piece).await?;
                sleep(Duration::from_millis(1)).await;
            }
        }
        Some(Fault::GzipBomb { bytes }) => {
            let packed = gzip::bomb(BALLAST_START, *bytes);
            headers.push(("Content-Encoding", "gzip"));
            stream.write_all(&http::head(200, &headers, Some(packed.len()))).await?;
            return stream.write_all(&packed).await;
        }
        Some(Fault::Redirect { status, to }) => {
            headers.push(("Location", to));
            return stream.write_all(&http::head(*status, &headers, Some(0))).await;
        }
        Some(Fault::Headers { count }) => {
            headers.extend(std::iter::repeat_n(("X-Ballast", "0123456789abcdef"), *count));
        }
        Some(
            Fault::Status { .. } | Fault::Garbage | Fault::WrongKey | Fault::Replay { .. } | Fault::OtherPoll,
        )
        | None => {}
    }
    stream.write_all(&http::head(parcel.status, &headers, Some(body.len()))).await?;
    if parcel.status != 204 {
        stream.write_all(body).await?;
    }
    Ok(())
}

/// Sends a body in chunks of one byte.
async fn drip(stream: &mut TcpStream, head: &[u8], body: &[u8], pause_ms: u64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(head).await?;
    for byte in body {
        stream.write_all(&[b'1', b'\r', b'\n', *byte, b'\r', b'\n']).await?;
        if pause_ms > 0 {
            sleep(Duration::from_millis(pause_ms)).await;
        }
    }
    stream.write_all(b"0\r\n\r\n").await
}

/// Sends so many bytes that begin like an answer.
async fn ballast(stream: &mut TcpStream, bytes: usize) -> io::Result<()> {
    stream.write_all(BALLAST_START.get(..bytes).unwrap_or(BALLAST_START)).await?;
    let piece = vec![b'A'; ENDLESS_PIECE];
    let mut left = bytes.saturating_sub(BALLAST_START.len());
    while left > 0 {
        let now = left.min(piece.len());
        stream.write_all(piece.get(..now).unwrap_or_default()).await?;
        left -= now;
    }
    Ok(())
}
