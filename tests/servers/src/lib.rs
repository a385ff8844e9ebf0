//! Built-in servers: real programs on real sockets, to develop and test against.
//!
//! [`phone`] is a phone that behaves like `ANOTHERpass` 2.2.6 towards the network, with a page that looks and works
//! like its screen. [`passman`] is a Nextcloud with the Passman app, [`passwork`] a Passwork
//! of all its ages. [`site`] is a handful of login pages. None of them
//! shares protocol code with the extension: all are held to the same vectors instead.

mod http;
mod own_page;
pub mod passman;
pub mod passwork;
pub mod phone;
pub mod site;
mod web;

pub use passman::{Passman, PassmanConfig};
pub use passwork::{Passwork, PassworkConfig};
pub use phone::{
    Auto, Chaos, Choice, Counts, Credential, Fault, FaultOrder, Handed, Happening, KeyOrigin, LogEntry,
    NewCredential, On, OtherDevice, Phone, PhoneConfig, PhoneError, Prompt, Refusal, Screen,
};
pub use site::{Site, SiteConfig, Submission};
