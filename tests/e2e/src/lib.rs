//! End-to-end tests: the real extension in a real Chromium, against the built-in phone and the sample sites.
//!
//! | file | what |
//! |---|---|
//! | `programs` | where Chromium, chromedriver and the built extension are |
//! | `driver` | chromedriver, started by us |
//! | `browser` | a browser with the extension, its profile, its tabs, its worker |
//! | `tab` | one tab: run scripts, read, click, type |
//! | `cdp` | what chromedriver has no word for, straight to the browser |
//! | `toolbar` | the real popup, under the button in the toolbar |
//! | `view` | our own views: their screens, texts and buttons |
//! | `page` | sample pages: their fields and events |
//! | `storage` | what the extension keeps, and what must be nowhere |
//! | `world` | phone, site and browser together, and what a person does with them |
//! | `wait` | waiting for something to become true |
//!
//! Nothing here knows the code of the extension: it reads what a person sees, and what the views were told.

// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

pub mod browser;
pub mod cdp;
pub mod chromium;
mod driver;
pub mod engine;
pub mod firefox;
pub mod page;
mod programs;
pub mod storage;
mod tab;
pub mod toolbar;
pub mod view;
pub mod wait;
pub mod world;

pub use browser::{Browser, Profile, Settings};
pub use engine::{Engine, skipped_because, skipped_in};
pub use nearkey_servers::{Choice, Fault, FaultOrder, Phone, PhoneConfig, Site, SiteConfig};
pub use programs::{extension_dir, root};
pub use tab::Tab;
pub use view::View;
pub use wait::{until, until_in};
pub use world::World;
