//! Soak: the real wire code of the extension, natively, over real sockets, against many built-in phones in chaos mode.
//!
//! | file | what it knows |
//! |---|---|
//! | `post` | one POST by the rules of the extension's network code |
//! | `link` | a link, made by the real linking code |
//! | `ask` | what is asked, and what a true answer to it looks like |
//! | `client` | clients: ours, one that polls every two seconds, and broken ones to test the counters |
//! | `ledger` | compares what phones handed out with what clients took |
//! | `tally` | the figures and their report |
//! | `run` | lanes: phones with their clients, side by side |
//!
//! All delays are real: nothing here scales time.

mod ask;
mod client;
mod ledger;
mod link;
mod post;
mod run;
mod tally;

pub use client::Manner;
pub use run::{Plan, SoakError, soak};
pub use tally::{Ending, Tally, compare};
