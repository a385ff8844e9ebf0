//! The brain of Nearkey: everything that decides, as pure functions over plain data.
//!
//! | room | what it knows |
//! |---|---|
//! | [`phone`] | the channel to the phone: encodings, keys, envelope, fingerprints, handles, linking, requests |
//! | [`server`] | what any server speaks: its address, calls, replies |
//! | [`passman`] | a Nextcloud with Passman: its calls, its items, how each field is sealed |
//! | [`passwork`] | a Passwork: its calls, its items, how each field is sealed, the code that invites to it |
//! | [`vault`] | the encrypted cache: key layout, sealed records and index, search |
//! | [`site`] | from URL to site, public suffix list, matching |
//! | [`form`] | from a page snapshot to a fill plan |
//! | [`otp`] | one-time codes: TOTP and HOTP from `otpauth://` URIs |
//! | [`generate`] | passwords and passphrases, and the rules that forms have for them |
//! | [`app`] | the one state of the background: event in, effects out |
//! | [`message`] | every message that crosses a border; TypeScript types are generated from it |
//! | [`encoding`], [`secret`], [`time`] | the words that all rooms share |
//! | `browser` | wasm32 only: carries out effects, feeds events |
//!
//! `phone`, `passman`, `passwork`, `vault`, `site`, `form`, `otp` and `generate` know neither each other nor `app`; `passman`
//! and `passwork` know `server`; `app` knows them; `browser` knows `app`.

pub mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
pub mod encoding;
pub mod form;
pub mod generate;
pub mod message;
pub mod otp;
pub mod passman;
pub mod passwork;
pub mod phone;
pub mod secret;
pub mod server;
pub mod site;
pub mod time;
pub mod vault;
