//! Whatever is typed as the phone's address stays in the own network.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::phone::{Address, Host, Reach, address_of_handle, handle_of_address};

fuzz_target!(|text: &str| {
    if let Some(address) = address_of_handle(text) {
        assert!(address.is_private());
        assert!(handle_of_address(address).and_then(|handle| address_of_handle(&handle)) == Some(address));
    }
    let (text, port) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(address) = Address::parse(text, port, Reach::default()) else { return };
    match address.host() {
        Host::Ipv4(ip) => assert!(ip.is_private()),
        Host::Name(name) => assert!(name.rsplit('.').next() != Some("localhost")),
    }
    assert!(Address::parse(&address.to_string(), "", Reach::default()) == Ok(address));
});
