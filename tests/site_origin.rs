//! What an address says about where a page comes from (threats T-20, T-24, T-75).

use nearkey::site::{ItemSite, Origin, misleading_on_phone};
use proptest::prelude::*;

fn origin(address: &str) -> Origin {
    Origin::parse(address).unwrap_or_else(|| unreachable!("{address} is a web page"))
}

#[test]
fn t24_only_web_pages_have_an_origin() {
    for address in [
        "about:blank",
        "about:srcdoc",
        "data:text/html,hi",
        "blob:https://example.com/7a2c",
        "file:///etc/passwd",
        "view-source:https://example.com",
        "chrome-extension://abcdefgh/popup.html",
        "moz-extension://abc/x.html",
        "chrome://settings",
        "null",
        "",
        "javascript:void 0",
        "filesystem:https://example.com/x",
        "https://",
        "ws://example.com",
        "example.com",
        "https://*.example.com",
    ] {
        assert_eq!(Origin::parse(address), None, "{address}");
    }
}

#[test]
fn t75_only_the_origin_is_sent() {
    for (address, website) in [
        ("https://user:pw@Example.com/path?query#part", "https://example.com"),
        ("https://example.com:443/", "https://example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("http://example.com:8080/x", "http://example.com:8080"),
        ("https://example.com./", "https://example.com"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("https:example.com", "https://example.com"),
    ] {
        assert_eq!(origin(address).website(), website, "{address}");
    }
}

#[test]
fn t75_a_host_of_4_kilobytes_is_no_host() {
    assert_eq!(Origin::parse(&format!("https://{}.com", "a.".repeat(2_048))), None);
    assert_eq!(Origin::parse(&format!("https://{}", "a".repeat(4_096))), None);
    assert_eq!(Origin::parse(&format!("https://example.com/{}", "a".repeat(1 << 20))), None);
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    assert_eq!(origin("https://example.com/a"), origin("https://x@example.com:443/b"));
    assert_ne!(origin("https://example.com"), origin("http://example.com"));
    assert_ne!(origin("https://example.com"), origin("https://example.com:8443"));
    assert_ne!(origin("https://example.com"), origin("https://www.example.com"));
}

#[test]
fn https_and_this_computer_are_secure() {
    for address in [
        "https://example.com",
        "http://localhost:1",
        "http://a.localhost",
        "http://127.9.9.9",
        "http://[::1]",
    ] {
        assert!(origin(address).is_secure(), "{address}");
    }
    for address in
        ["http://example.com", "http://192.168.0.5", "http://localhost.test", "http://127.0.0.1.test"]
    {
        assert!(!origin(address).is_secure(), "{address}");
    }
}

#[test]
fn t20_harmless_hosts_are_shown_in_their_own_letters() {
    for host in [
        "example.com",
        "bücher.example",
        "żółć.pl",
        "москва.рф",
        "яндекс.рф",
        "цифры.com",
        "δοκιμή.gr",
        "日本語.jp",
        "東京タワー.jp",
        "公司.cn",
        "한국.kr",
    ] {
        assert_eq!(origin(&format!("https://{host}")).display_host(), host);
    }
}

#[test]
fn t20_hosts_that_could_deceive_are_shown_in_punycode() {
    for host in [
        "аррӏе.com",
        "аpple.com",
        "раура.com",
        "ехаме.com",
        "paypaı.com",
        "ραγρα.com",
        "gооgle.com",
        "日本a.jp",
        "ノ.jp",
        "一.com",
        "example.com.ノ.test",
        "ɡoogle.com",
        "مثال.com",
        "αбв.com",
        "ο.gr",
    ] {
        let shown = origin(&format!("https://{host}")).display_host();
        assert!(shown.is_ascii() && shown.contains("xn--"), "{host} is shown as {shown}");
    }
}

#[test]
fn the_registrable_part_is_the_end_of_the_shown_host() {
    for (address, registrable) in [
        ("https://www.example.co.uk", "example.co.uk"),
        ("https://a.bücher.example", "bücher.example"),
        ("https://www.аррӏе.com", "xn--80ak6aa92e.com"),
        ("https://alice.github.io", "alice.github.io"),
        ("https://github.io", "github.io"),
        ("http://192.168.0.5", "192.168.0.5"),
        ("http://localhost:80", "localhost"),
        ("http://[::1]", "[::1]"),
    ] {
        let origin = origin(address);
        assert_eq!(origin.display_registrable(), registrable, "{address}");
        assert!(origin.display_host().ends_with(registrable));
    }
}

#[test]
fn what_the_phone_shows_is_told_where_it_misleads() {
    for (address, shown) in [
        ("https://example.com", None),
        ("https://www.example.com", None),
        ("https://www.example.co.uk", Some("co.uk")),
        ("https://example.co.uk", Some("co.uk")),
        ("https://alice.github.io", Some("github.io")),
        ("https://github.io", None),
        ("http://localhost", None),
        ("http://192.168.0.20", None),
        ("http://[::1]", None),
    ] {
        assert_eq!(misleading_on_phone(&origin(address)).as_deref(), shown, "{address}");
    }
}

#[test]
fn an_item_site_shows_its_host() {
    let site = ItemSite::parse("https://xn--bcher-kva.example:8443/a").unwrap();
    assert_eq!((site.host(), site.port()), ("xn--bcher-kva.example", Some(8443)));
    assert_eq!(site.display_host(), "bücher.example");
}

proptest! {
    #[test]
    fn an_origin_reads_back_as_itself(address in "https?://[a-zA-Zäб日.-]{1,20}(:[0-9]{1,5})?/.{0,20}") {
        if let Some(origin) = Origin::parse(&address) {
            prop_assert_eq!(Origin::parse(&origin.website()), Some(origin));
        }
    }

    #[test]
    fn the_shown_host_leads_to_the_same_place(address in "https://[a-zäéб日ノ.-]{1,20}/") {
        if let Some(origin) = Origin::parse(&address) {
            let shown = Origin::parse(&format!("https://{}", origin.display_host()));
            prop_assert_eq!(shown, Some(origin));
        }
    }
}
