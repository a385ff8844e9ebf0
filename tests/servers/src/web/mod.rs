//! What the built-in web servers have in common: ports with TLS, answers, faults, the log of requests.

mod answer;
mod fault;
mod line;
mod listen;
mod log;
mod serve;
mod tls;

pub(crate) use answer::{Answer, escape};
pub use fault::{Fault, FaultOrder};
pub(crate) use line::{Line, Service, now_ms};
pub(crate) use listen::run;
pub use log::LogEntry;
pub(crate) use serve::spoil;
pub use tls::Certificate;
pub(crate) use tls::Tls;
