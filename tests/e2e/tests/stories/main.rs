//! The extension in a browser. One program, so that its tests share the machine evenly; a browser for each test.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

mod addresses;
mod backup;
mod cache;
mod commands;
mod doctor;
mod factors;
mod fill;
mod link;
mod looks;
mod memory;
mod pages;
mod permissions;
mod phone;
mod phones;
mod settings;
mod story;
mod worker;
