//! Built-in servers: real programs on real sockets, to develop and test against.
//!
//! [`phone`] is a phone that behaves like `ANOTHERpass` 2.2.6 towards the network, with a page that looks and works
//! like its screen. [`site`] is a handful of login pages. Neither shares protocol code with the extension: both are
//! held to the same vectors instead.

pub mod phone;
pub mod site;

pub use phone::{
    Auto, Chaos, Choice, Counts, Credential, Fault, FaultOrder, Handed, Happening, KeyOrigin, LogEntry,
    NewCredential, On, OtherDevice, Phone, PhoneConfig, PhoneError, Prompt, Refusal, Screen,
};
pub use site::{Site, SiteConfig, Submission};
