//! What can go wrong on the way: forged, lost, late, cut and endless answers.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::http;
use super::state::Answer;
use super::wire;

/// Bytes that the endless body sends at once.
const ENDLESS_PIECE: usize = 16 * 1024;

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

/// A fault and the requests it is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOrder {
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// For the next so many POSTs; until cleared if absent.
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
        Self { fault, times: Some(1), when: None }
    }

    /// Until cleared.
    pub fn always(fault: Fault) -> Self {
        Self { fault, times: None, when: None }
    }

    /// Only where the phone answers with `status`.
    #[must_use]
    pub fn when(self, status: u16) -> Self {
        Self { when: Some(status), ..self }
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
        )
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

/// Sends an answer, with the trouble. Returns the status that went over the wire, 0 for none.
pub(super) async fn send(stream: &mut TcpStream, answer: &Answer, fault: Option<&Fault>) -> io::Result<u16> {
    let body = answer.body.as_bytes();
    let mut headers = vec![("Access-Control-Allow-Origin", "*"), ("Content-Type", "application/json")];
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => {
            stream.set_zero_linger()?;
            return Ok(0);
        }
        Some(Fault::Delay { ms }) => sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Truncate { keep }) => {
            stream.write_all(&http::head(answer.status, &headers, Some(body.len()))).await?;
            stream.write_all(body.get(..*keep).unwrap_or(body)).await?;
            return Ok(answer.status);
        }
        Some(Fault::Drip { pause_ms }) => {
            headers.push(("Transfer-Encoding", "chunked"));
            stream.set_nodelay(true)?;
            stream.write_all(&http::head(answer.status, &headers, None)).await?;
            for byte in body {
                stream.write_all(&[b'1', b'\r', b'\n', *byte, b'\r', b'\n']).await?;
                if *pause_ms > 0 {
                    sleep(Duration::from_millis(*pause_ms)).await;
                }
            }
            stream.write_all(b"0\r\n\r\n").await?;
            return Ok(answer.status);
        }
        Some(Fault::Oversized { bytes }) => {
            stream.write_all(&http::head(200, &headers, Some(*bytes))).await?;
            let start = br#"{"encOneTimeKey":"AAAA","envelope":"EWM:"#;
            stream.write_all(start.get(..*bytes).unwrap_or(start)).await?;
            let piece = vec![b'A'; ENDLESS_PIECE];
            let mut left = bytes.saturating_sub(start.len());
            while left > 0 {
                let now = left.min(piece.len());
                stream.write_all(piece.get(..now).unwrap_or_default()).await?;
                left -= now;
            }
            return Ok(200);
        }
        Some(Fault::Endless) => {
            stream.write_all(&http::head(200, &headers, None)).await?;
            let piece = vec![b' '; ENDLESS_PIECE];
            loop {
                stream.write_all(&piece).await?;
                sleep(Duration::from_millis(1)).await;
            }
        }
        Some(Fault::Redirect { status, to }) => {
            headers.push(("Location", to));
            stream.write_all(&http::head(*status, &headers, Some(0))).await?;
            return Ok(*status);
        }
        Some(Fault::Headers { count }) => {
            headers.extend(std::iter::repeat_n(("X-Ballast", "0123456789abcdef"), *count));
        }
        Some(Fault::Status { .. } | Fault::Garbage | Fault::WrongKey | Fault::Replay { .. }) | None => {}
    }
    stream.write_all(&http::head(answer.status, &headers, Some(body.len()))).await?;
    if answer.status != 204 {
        stream.write_all(body).await?;
    }
    Ok(answer.status)
}
