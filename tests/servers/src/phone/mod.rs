//! The built-in phone: `ANOTHERpass` 2.2.6 as seen from the network, with a screen and a control interface.
//!
//! | file | what it knows |
//! |---|---|
//! | `wire` | encodings, envelope, bodies, fingerprints |
//! | `keys` | RSA in both flavours, transport keys, where key pairs come from |
//! | `credential` | entries of the phone's vault, samples, site texts |
//! | `state` with `linking`, `request` | what the app would answer and show; no sockets, no clock of its own |
//! | `http`, `server`, `fault` | the protocol port, and what can go wrong there |
//! | `control` | the control port with the screen page |
//! | `log` | every protocol request as the phone saw it |
//! | `saved` | links and credentials in a file between two runs |

mod config;
mod control;
mod credential;
mod fault;
mod handle;
mod http;
pub mod keys;
mod linking;
mod log;
mod request;
mod saved;
mod server;
mod state;
pub mod wire;

pub use config::PhoneConfig;
pub use credential::{Credential, NewCredential, samples};
pub use fault::{Fault, FaultOrder};
pub use handle::{Phone, PhoneError};
pub use keys::KeyOrigin;
pub use log::LogEntry;
pub use request::{Choice, Prompt};
pub use state::{Answer, Auto, PhoneState, Post, Refusal, Screen};
