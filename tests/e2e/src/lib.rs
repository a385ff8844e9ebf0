//! End-to-end tests: the real extension in a real browser, against the built-in phone and the sample sites.
//!
//! | file | what |
//! |---|---|
//! | `engine` | which browser the tests run in, and what is skipped in one of them |
//! | `programs` | where browsers, their drivers and the built extension are |
//! | `driver` | chromedriver or geckodriver, started by us |
//! | `browser` | a browser with the extension, its profile, its tabs, its worker |
//! | `chromium`, `firefox` | what each of them does in its own way; nothing outside of `browser` and `toolbar` calls it |
//! | `tab` | one tab: run scripts, read, click, type |
//! | `cdp` | what chromedriver has no word for, straight to Chromium |
//! | `pipe` | a second way to Chromium, for what an older one does over no other |
//! | `toolbar` | the real popup, under the button in the toolbar |
//! | `view` | our own views: their screens, texts and buttons |
//! | `frameworks` | pages made with the real frameworks |
//! | `page` | sample pages: their fields and events |
//! | `in_page` | what the extension shows inside of pages |
//! | `variant` | the extension with other permissions |
//! | `storage` | what the extension keeps, and what must be nowhere |
//! | `forms` | real pages with labels: how well forms are understood |
//! | `nextcloud` | the same with a Nextcloud that has Passman |
//! | `passwork` | the same with a Passwork |
//! | `many` | what a large vault costs |
//! | `world` | phone, site and browser together, and what a person does with them |
//! | `wait` | waiting for something to become true |
//!
//! Nothing here knows the code of the extension: it reads what a person sees, and what the views were told.
//!
//! # A test runs in both browsers
//!
//! `NEARKEY_BROWSER` is `chromium` (also when it is not set) or `firefox`; `cargo xtask test` has a step for each. A test
//! does not ask which it is. So that it need not:
//!
//! - It uses [`World`], [`Browser`], [`Tab`] and [`View`]. What is missing there becomes a method of [`Browser`] with a
//!   part in `chromium` and one in `firefox`.
//! - Addresses of our files begin with [`Engine::home`]; `chrome-extension:` stands nowhere else.
//! - Scripts for [`Tab::run`] leave what a later script wants at `window`; `globalThis` is another one for each
//!   script in Firefox. A `\t` in [`Tab::type_into`] is the key that leaves a field.
//! - What one browser cannot do is left out in that browser alone, with the reason:
//!   `if skipped_in(Engine::Firefox, "it has no …") { return Ok(()); }`. It is counted as skipped.
//! - Where the browsers truly differ, `match Engine::chosen()` with a comment that says how.

// A member that a JSON value does not have reads as null.
#![allow(clippy::indexing_slicing)]

pub mod browser;
pub mod cdp;
pub mod chromium;
mod driver;
pub mod engine;
pub mod firefox;
pub mod forms;
pub mod frameworks;
pub mod in_page;
pub mod many;
pub mod nextcloud;
pub mod page;
pub mod passwork;
mod pipe;
mod programs;
pub mod storage;
mod tab;
pub mod toolbar;
pub mod variant;
pub mod view;
pub mod wait;
pub mod world;

pub use browser::{Browser, Profile, Settings, Trust};
pub use engine::{Engine, skipped_because, skipped_in};
pub use in_page::{InPage, Spot};
pub use nearkey_servers::{Choice, Fault, FaultOrder, Phone, PhoneConfig, Site, SiteConfig};
pub use nextcloud::Nextcloud;
pub use programs::{extension_dir, root};
pub use tab::Tab;
pub use view::View;
pub use wait::{until, until_in};
pub use world::World;
