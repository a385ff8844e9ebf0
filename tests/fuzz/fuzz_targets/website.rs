//! A website has no room for more than an origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::phone::Website;

fuzz_target!(|text: &str| {
    let Ok(website) = Website::parse(text) else { return };
    let Some((_, rest)) = website.as_str().split_once("://") else { panic!("no scheme") };
    assert!(rest.is_ascii() && !rest.contains(['/', '?', '#', '@', '\\', '%', ' ']));
});
