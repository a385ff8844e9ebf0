//! The extension in a browser. One program, so that its tests share the machine evenly; a browser for each test.
// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

mod addresses;
mod backup;
mod cache;
mod codes;
mod commands;
mod doctor;
mod factors;
mod fill;
mod filling;
mod frames;
mod frameworks;
mod generator;
mod gestures;
mod link;
mod looks;
mod matching;
mod memory;
mod pages;
mod passman;
mod passman_items;
mod passman_refused;
mod passman_sources;
mod passwork;
mod passwork_items;
mod passwork_refused;
mod permissions;
mod phone;
mod phones;
mod point;
mod settings;
mod story;
mod worker;
