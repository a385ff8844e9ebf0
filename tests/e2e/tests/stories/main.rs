//! The extension in a browser. One program, so that its tests share the machine evenly; a browser for each test.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

mod cache;
mod fill;
mod link;
mod pages;
mod permissions;
mod phone;
mod story;
mod worker;
