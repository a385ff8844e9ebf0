//! What stays in pages, in a browser whose user granted the permission for that.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

mod around;
mod menu;
mod number;
mod offers;
mod permission;
mod threats;
