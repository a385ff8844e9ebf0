//! The brain of Nearkey: everything that decides, as pure functions over plain data.
//!
//! | room | what it knows |
//! |---|---|
//! | `phone` | the channel to the phone: encodings, keys, envelope, fingerprints, handles, linking, requests |
//! | [`vault`] | the encrypted cache: key layout, sealed records and index, search |
//! | [`site`] | from URL to site, public suffix list, matching |
//! | [`form`] | from a page snapshot to a fill plan |
//! | [`secret`], [`time`] | the words that all rooms share |
//! | [`message`] | every message that crosses a border; TypeScript types are generated from it |

pub mod form;
pub mod message;
pub mod secret;
pub mod site;
pub mod time;
pub mod vault;
