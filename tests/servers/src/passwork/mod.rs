//! The built-in Passwork: a server of 4.7–6.x or 7.x as seen from the network (docs/passwork.md).
//!
//! It stores ciphertext byte for byte, never decrypts to answer a call, and shares no code with the extension. Ports,
//! TLS, faults and the log are those of all built-in web servers (`web`).
//!
//! | file | what it knows |
//! |---|---|
//! | `era` | which Passwork it is, and what is sealed |
//! | `config` | how it starts, and what can be switched while it runs |
//! | `unknown` | what no public source tells, in one table |
//! | `scenario` | what each era begins with: accounts of the vectors |
//! | `accounts` | users, API keys, sessions and their clock |
//! | `store` | what is stored |
//! | `search` | what is found |
//! | `reply` | outcomes of calls, and the envelopes around them |
//! | `route` | which request does what |
//! | `four` with `four_folders`, `four_items`, `four_other`, `four_show` | the calls of v4 |
//! | `seven` with `seven_items`, `seven_places`, `seven_show` | the calls of 7.x |
//! | `links`, `pages`, `qr` | links to share, the pages, the code for phones |
//! | `trouble` | what can go wrong, in its words |
//! | `server`, `setup`, `outside`, `look` | the handle: starting; setting up; what other clients do; looking inside |
//! | `silent` | the same without ports |
//! | `sample` | folders and items to try things with, and very many |
//! | `seal`, `lock` | what other clients do: sealing and opening, and the chain of keys |
//! | `json` | members of JSON without panics |
//! | `shared` | what all of these have in common |
//! | `control` | the control port with its page |

mod accounts;
mod config;
mod control;
mod era;
mod four;
mod four_folders;
mod four_items;
mod four_other;
mod four_show;
mod json;
mod links;
mod lock;
mod look;
mod outside;
mod pages;
mod qr;
mod reply;
mod route;
mod sample;
mod scenario;
mod seal;
mod search;
mod server;
mod setup;
mod seven;
mod seven_items;
mod seven_places;
mod seven_show;
mod shared;
mod silent;
mod store;
mod trouble;
mod unknown;

pub use config::{PassworkConfig, Switches};
pub use era::Era;
pub use links::{SharedItem, StoredLink};
pub use outside::{NewItem, PlainItem};
pub use sample::{SAMPLE_DEEP, SAMPLE_LOCKED, SAMPLE_SITE};
pub use scenario::{COMPANY_VAULT, INBOX_ENTRY, MAIL_ITEM, PRIVATE_VAULT, ROUTER_ITEM};
pub use seal::{decode, encode, hash, open, seal};
pub use server::Passwork;
pub use setup::{SetupError, TokenPair};
pub use silent::Said;

pub use crate::web::{Certificate, Fault, FaultOrder, LogEntry};
