//! The same server without ports and without a network: whoever has it asks it directly.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::config::PassworkConfig;
use super::sample;
use super::server::Passwork;
use super::shared::Shared;
use crate::http::Received;
use crate::web::{Fault, Line, LogEntry, Service, now_ms, spoil};

/// An answer of [`Passwork::ask`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Retry-After`.
    pub retry_after: Option<u32>,
    /// Body.
    pub body: Vec<u8>,
}

impl Passwork {
    /// Begins as [`Self::start`] does, behind no port; addresses name that of the configuration.
    pub fn silent(config: PassworkConfig) -> io::Result<Self> {
        let (with_sample, port) = (config.sample, config.port);
        let shared = Arc::new(Shared::new(config, Line::new(port, None))?);
        let passwork = Self::without_ports(shared, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        if with_sample {
            sample::put(&passwork).map_err(io::Error::other)?;
        }
        Ok(passwork)
    }

    /// What it answers to a request; nothing if a fault drops it. `target`: path and query.
    pub fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Said> {
        let headers =
            headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned())).collect();
        let received =
            Received { method: method.into(), target: target.into(), headers, body: body.to_vec() };
        let mut entry = LogEntry::of(&received, true, now_ms());
        let line = self.shared.line();
        let fault = line.take_fault(&received.method, entry.path());
        entry.fault = fault.as_ref().map(Fault::name);
        let same = format!("https://localhost:{}{target}", line.https_port);
        let instead = fault.as_ref().and_then(|fault| {
            self.shared.own_failure(fault).or_else(|| fault.instead("http://localhost/", &same))
        });
        let answer = match (&fault, instead) {
            (Some(Fault::DropBefore), _) => None,
            (_, Some(instead)) => Some(instead),
            (None, None) => Some(self.shared.answer(&received, true, &mut entry)),
            (Some(fault), None) => {
                let genuine = self.shared.answer(&received, true, &mut entry);
                Some(spoil(self.shared.as_ref(), fault, genuine))
            }
        };
        entry.status = answer.as_ref().map_or(0, |answer| answer.status);
        line.note(entry);
        let answer = answer.filter(|_| fault != Some(Fault::DropInBody))?;
        let header = |wanted: &str| {
            answer
                .headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.clone())
        };
        let retry_after = header("retry-after").and_then(|text| text.parse().ok());
        let content_type = header("content-type");
        Some(Said { status: answer.status, content_type, retry_after, body: answer.body })
    }
}
