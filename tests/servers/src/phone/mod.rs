//! The built-in phone: `ANOTHERpass` 2.2.6 as seen from the network, with a screen and a control interface.
//!
//! | file | what it knows |
//! |---|---|
//! | `wire` | encodings, envelope, bodies, fingerprints |
//! | `keys` | RSA in both flavours, transport keys, where key pairs come from |
//! | `credential` | entries of the phone's vault, samples, site texts |
//! | `state` with `linking`, `request` | what the app would answer and show; no sockets, no clock of its own |
//! | `screen` | what it shows |
//! | `http`, `server`, `serve` | the protocol port |
//! | `fault` with `gzip`, `other_device` | what can go wrong there |
//! | `chaos`, `conduct` | a plan of everything that can go wrong, and who carries it out |
//! | `handed` | the ledger of what was handed out |
//! | `rival` | another client that keeps the phone busy |
//! | `shared` | what all of these have in common |
//! | `control` with `control_trouble` | the control port with the screen page |
//! | `log` | every protocol request as the phone saw it |
//! | `saved` | links and credentials in a file between two runs |

pub mod chaos;
mod conduct;
mod config;
mod control;
mod control_trouble;
mod credential;
mod fault;
mod gzip;
mod handed;
mod handle;
mod http;
pub mod keys;
mod linking;
mod log;
mod other_device;
mod request;
mod rival;
mod saved;
mod screen;
mod serve;
mod server;
mod shared;
mod state;
pub mod wire;

pub use chaos::Chaos;
pub use config::PhoneConfig;
pub use credential::{Credential, NewCredential, samples};
pub use fault::{Fault, FaultOrder, On};
pub use handed::Handed;
pub use handle::{Phone, PhoneError};
pub use keys::KeyOrigin;
pub use log::LogEntry;
pub use other_device::OtherDevice;
pub use request::{Choice, Prompt};
pub use screen::Screen;
pub use shared::{Counts, Happening};
pub use state::{Answer, Auto, PhoneState, Post, Refusal};
