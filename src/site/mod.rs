//! From an address to a site, and whether a login belongs to it.
//!
//! | type | what it is |
//! |---|---|
//! | [`Origin`] | where a page comes from: scheme, host, port (HTML standard, "Origin") |
//! | [`ItemSites`] | the sites that a login names, as a person typed them |
//! | [`Match`] | how the two fit |
//!
//! Hosts are compared after the WHATWG URL parser and UTS-46 made them ASCII; company borders come from the public
//! suffix list, private section included. Names of logins are never looked at.

mod display;
mod host;
mod item;
mod matching;
mod origin;

pub use host::registrable;
pub use item::{ItemSite, ItemSites};
pub use matching::{Match, matches};
pub use origin::{Origin, misleading_on_phone};
