//! Nothing leaves the own network by a typo or a trick, and nothing but an origin leaves a page.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

use nearkey::phone::{Address, AddressFault, Host, Reach, Website, WebsiteFault};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Address, AddressFault> {
    Address::parse(text, "", Reach::default())
}

#[test]
fn private_addresses_and_handles_are_taken() {
    for (text, url, handle) in [
        ("192.168.0.20", "http://192.168.0.20:8787/", "@iu"),
        ("@iu", "http://192.168.0.20:8787/", "@iu"),
        ("  @iu:9000 ", "http://192.168.0.20:9000/", "@iu"),
        ("10.0.0.0", "http://10.0.0.0:8787/", "@aa"),
        ("172.31.255.255", "http://172.31.255.255:8787/", "@echrdv"),
        ("192.168.0.20:8080", "http://192.168.0.20:8080/", "@iu"),
    ] {
        let address = parse(text).unwrap();
        assert_eq!(address.url(), url, "{text}");
        assert_eq!(address.handle().as_deref(), Some(handle), "{text}");
        assert!(!address.is_name());
    }
}

#[test]
fn names_are_taken_and_marked() {
    for (text, host) in [
        ("phone", "phone"),
        ("My-Phone.local", "my-phone.local"),
        ("a.b.fritz.box", "a.b.fritz.box"),
        ("phone.example.org", "phone.example.org"),
    ] {
        let address = parse(text).unwrap();
        assert!(address.is_name());
        assert_eq!(address.handle(), None);
        assert_eq!(address.host(), &Host::Name(host.to_owned()));
        assert_eq!(address.to_string(), format!("{host}:8787"));
    }
}

#[test]
fn t66_what_is_not_in_the_own_network_is_refused() {
    for (text, fault) in [
        ("", AddressFault::Empty),
        (" \t", AddressFault::Empty),
        ("@", AddressFault::Handle),
        ("@izzzzzz", AddressFault::Handle),
        ("@IU", AddressFault::Handle),
        ("@iu/x", AddressFault::Handle),
        ("8.8.8.8", AddressFault::NotPrivate),
        ("172.15.255.255", AddressFault::NotPrivate),
        ("172.32.0.0", AddressFault::NotPrivate),
        ("192.169.0.1", AddressFault::NotPrivate),
        ("0.0.0.0", AddressFault::NotPrivate),
        ("255.255.255.255", AddressFault::NotPrivate),
        ("169.254.169.254", AddressFault::NotPrivate),
        ("100.64.0.1", AddressFault::NotPrivate),
        ("224.0.0.1", AddressFault::NotPrivate),
        ("127.0.0.1", AddressFault::Loopback),
        ("127.9.9.9", AddressFault::Loopback),
        ("localhost", AddressFault::Loopback),
        ("LOCALHOST", AddressFault::Loopback),
        ("x.localhost", AddressFault::Loopback),
        ("::1", AddressFault::Ipv6),
        ("[fd00::1]", AddressFault::Ipv6),
        ("[fe80::1]:8787", AddressFault::Ipv6),
        ("::ffff:192.168.0.20", AddressFault::Ipv6),
        ("192.168.0.20:22", AddressFault::Port),
        ("192.168.0.20:0", AddressFault::Port),
        ("192.168.0.20:65536", AddressFault::Port),
        ("192.168.0.20:", AddressFault::Port),
        ("192.168.0.20:+8787", AddressFault::Port),
        ("192.168.0.20:08787", AddressFault::Port),
        ("192.168.0.20:８７８７", AddressFault::Port),
        ("192.168.0.20:8787/x", AddressFault::Port),
        ("user@192.168.0.20", AddressFault::Malformed),
        ("user:pass@192.168.0.20", AddressFault::Port),
        ("http://192.168.0.20", AddressFault::Port),
        ("192.168.0.20/", AddressFault::Malformed),
        ("192.168.0.20?x", AddressFault::Malformed),
        ("192.168.0.20#x", AddressFault::Malformed),
        ("192.168.0.20.", AddressFault::Malformed),
        ("192.168.20", AddressFault::Malformed),
        ("192.168.0.020", AddressFault::Malformed),
        ("0300.0250.0.024", AddressFault::Malformed),
        ("0xc0a80014", AddressFault::Malformed),
        ("192.168.0.0x14", AddressFault::Malformed),
        ("3232235540", AddressFault::Malformed),
        ("192.168.0.256", AddressFault::Malformed),
        ("192.168.0.20.5", AddressFault::Malformed),
        ("phone.1", AddressFault::Malformed),
        ("192。168。0。20", AddressFault::Malformed),
        ("192．168．0．20", AddressFault::Malformed),
        ("١٩٢.168.0.20", AddressFault::Malformed),
        ("192.168.0.2０", AddressFault::Malformed),
        ("ｌocalhost", AddressFault::Malformed),
        ("phöne.local", AddressFault::Malformed),
        ("phone..local", AddressFault::Malformed),
        (".phone", AddressFault::Malformed),
        ("-phone", AddressFault::Malformed),
        ("pho ne", AddressFault::Malformed),
        ("pho%6ee", AddressFault::Malformed),
        ("phone\0", AddressFault::Malformed),
        ("phone\\evil", AddressFault::Malformed),
    ] {
        assert_eq!(parse(text), Err(fault), "{text}");
    }
    assert_eq!(parse(&"a".repeat(64)), Err(AddressFault::Malformed));
    assert_eq!(parse(&vec!["a"; 128].join(".")), Err(AddressFault::Malformed));
}

#[test]
fn loopback_is_taken_where_it_is_allowed() {
    let reach = Reach { loopback: true };
    for text in ["127.0.0.1", "localhost", "x.localhost"] {
        assert!(Address::parse(text, "", reach).is_ok());
    }
    assert_eq!(Address::parse("0.0.0.0", "", reach), Err(AddressFault::NotPrivate));
}

#[test]
fn a_port_comes_from_the_text_or_the_field() {
    let port = |text, field| Address::parse(text, field, Reach::default()).map(|address| address.port());
    assert_eq!(port("phone", ""), Ok(8787));
    assert_eq!(port("phone", " 9000 "), Ok(9000));
    assert_eq!(port("phone:9001", "9000"), Ok(9001));
    for bad in ["80", "65536", "-1", "1e4", "eight", "99999999999"] {
        assert_eq!(port("phone", bad), Err(AddressFault::Port));
    }
}

#[test]
fn an_address_is_stored_as_text() {
    let address = Address::parse("127.0.0.1:4000", "", Reach { loopback: true }).unwrap();
    let stored = serde_json::to_string(&address).unwrap();
    assert_eq!(stored, "\"127.0.0.1:4000\"");
    assert_eq!(serde_json::from_str::<Address>(&stored).unwrap(), address);
    assert!(serde_json::from_str::<Address>("\"8.8.8.8:4000\"").is_err());
}

#[test]
fn t75_an_origin_and_nothing_more_is_sent() {
    for text in [
        "https://www.example.org",
        "http://192.168.0.5:8080",
        "https://xn--bcher-kva.example",
        "http://localhost:3000",
        "https://[2001:db8::1]",
        "https://[::1]:8443",
        "https://a_b.example",
    ] {
        assert_eq!(Website::parse(text).unwrap().as_str(), text);
    }
    let long = format!("https://{}", "a".repeat(256));
    for (text, fault) in [
        ("", WebsiteFault::Scheme),
        ("example.org", WebsiteFault::Scheme),
        ("ftp://example.org", WebsiteFault::Scheme),
        ("javascript:alert(1)", WebsiteFault::Scheme),
        ("HTTPS://example.org", WebsiteFault::Scheme),
        ("null", WebsiteFault::Scheme),
        ("https://", WebsiteFault::Length),
        ("https://:80", WebsiteFault::Length),
        (&long, WebsiteFault::Length),
        ("https://example.org/", WebsiteFault::NotAnOrigin),
        ("https://example.org/reset?token=1", WebsiteFault::NotAnOrigin),
        ("https://example.org?x", WebsiteFault::NotAnOrigin),
        ("https://example.org#x", WebsiteFault::NotAnOrigin),
        ("https://user@example.org", WebsiteFault::NotAnOrigin),
        ("https://user:pass@example.org", WebsiteFault::Port),
        ("https://Example.org", WebsiteFault::NotAnOrigin),
        ("https://bücher.example", WebsiteFault::NotAnOrigin),
        ("https://exa mple.org", WebsiteFault::NotAnOrigin),
        ("https://[example]", WebsiteFault::NotAnOrigin),
        ("https://[::1", WebsiteFault::NotAnOrigin),
        ("https://a:b:80", WebsiteFault::NotAnOrigin),
        ("https://example.org:", WebsiteFault::Port),
        ("https://example.org:0", WebsiteFault::Port),
        ("https://example.org:65536", WebsiteFault::Port),
        ("https://example.org:80/x", WebsiteFault::Port),
    ] {
        assert_eq!(Website::parse(text), Err(fault), "{text}");
    }
}

proptest! {
    #[test]
    fn t66_whatever_is_typed_stays_private_and_reads_back(text in "[@aei0-9a-z.:\\[\\]x -]{0,24}|\\PC{0,12}", port in "[0-9]{0,6}") {
        let Ok(address) = Address::parse(&text, &port, Reach::default()) else { return Ok(()) };
        if let Host::Ipv4(ip) = address.host() {
            prop_assert!(ip.is_private());
            let by_handle = parse(&address.handle().unwrap()).unwrap();
            prop_assert_eq!(by_handle.host(), address.host());
        }
        let url = url::Url::parse(&address.url()).unwrap();
        prop_assert_eq!(url.host_str().unwrap(), address.host().to_string());
        prop_assert_eq!(parse(&address.to_string()), Ok(address));
    }

    #[test]
    fn t75_every_website_is_its_own_origin_for_a_browser(text in "https?://[a-z0-9.:_\\[\\]/?#@-]{0,20}") {
        let Ok(website) = Website::parse(&text) else { return Ok(()) };
        if let Ok(url) = url::Url::parse(website.as_str()) {
            prop_assert!(url.username().is_empty() && url.password().is_none());
            prop_assert_eq!(url.path(), "/");
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }
    }
}
