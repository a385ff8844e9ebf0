//! The built-in Passman: a Nextcloud with the Passman app as seen from the network (docs/passman.md §6).
//!
//! It stores ciphertext byte for byte, never decrypts, and shares no code with the extension. Ports, TLS, faults and the log
//! are those of all built-in web servers (`web`).
//!
//! | file | what it knows |
//! |---|---|
//! | `config` | how it starts, and what can be switched while it runs |
//! | `accounts` | users, app passwords, who may in, throttling |
//! | `login` | Login Flow v2 with its page |
//! | `vaults`, `items` | what is stored |
//! | `answer` | answers, and pages in the place of answers |
//! | `route` with `calls`, `calls_items`, `calls_login` | which request does what |
//! | `trouble` | what can go wrong, in its words |
//! | `server`, `setup`, `look` | the handle: starting; setting up; looking inside and breaking |
//! | `shared` | what all of these have in common |
//! | `control` | the control port with its page |
//! | `sample` | a vault to try things with |
//! | `seal` | what another client does: sealing a field |

mod accounts;
mod answer;
mod calls;
mod calls_items;
mod calls_login;
mod config;
mod control;
mod items;
mod login;
mod look;
mod route;
mod sample;
mod seal;
mod server;
mod setup;
mod shared;
mod trouble;
mod vaults;

pub use config::{PassmanConfig, Surroundings, Switches};
pub use items::Permissions;
pub use sample::{SAMPLE_MAIL, SAMPLE_PASSWORD, SAMPLE_VAULT};
pub use seal::seal;
pub use server::Passman;
pub use setup::SetupError;

pub use crate::web::{Certificate, Fault, FaultOrder, LogEntry};
