//! Which login is offered on which page (threats T-15 to T-26).

use nearkey::site::{ItemSites, Match, Origin, matches};
use proptest::prelude::*;

fn fit(item: &str, page: &str) -> Match {
    let page = Origin::parse(page).unwrap_or_else(|| unreachable!("{page} is a web page"));
    matches(&page, &ItemSites::parse(item))
}

/// Checks a table of (website text of the login, address of the page).
fn all_are(expected: Match, table: &[(&str, &str)]) {
    for (item, page) in table {
        assert_eq!(fit(item, page), expected, "login for {item:?} on {page:?}");
    }
}

#[test]
fn the_same_host_is_an_exact_match() {
    all_are(
        Match::Exact,
        &[
            ("https://example.com", "https://example.com/login?next=/#top"),
            ("example.com", "https://example.com"),
            ("example.com/path/to?login", "https://example.com"),
            ("HTTPS://EXAMPLE.COM/", "https://example.com"),
            ("//example.com", "https://example.com"),
            ("example.com.", "https://example.com"),
            ("example.com", "https://example.com./"),
            ("example.co.uk", "https://example.co.uk"),
            ("https://shop.example.com:8443", "https://shop.example.com:8443/a"),
            ("nas:5000", "http://nas:5000"),
            ("http://nas", "http://nas/"),
            ("https://alice.github.io", "https://alice.github.io"),
        ],
    );
}

#[test]
fn a_leading_www_makes_no_difference() {
    all_are(
        Match::Exact,
        &[
            ("www.example.com", "https://example.com"),
            ("example.com", "https://www.example.com"),
            ("www.example.co.uk", "https://example.co.uk"),
            ("www.login.example.com", "https://login.example.com"),
        ],
    );
}

#[test]
fn www_is_kept_where_only_a_public_suffix_would_remain() {
    all_are(
        Match::None,
        &[
            ("www.co.uk", "https://co.uk"),
            ("www.github.io", "https://github.io"),
            ("github.io", "https://www.github.io"),
            ("http://www.localhost", "http://localhost"),
        ],
    );
}

#[test]
fn t15_neighbours_under_a_public_suffix_are_strangers() {
    all_are(
        Match::None,
        &[
            ("bank.co.uk", "https://evil.co.uk"),
            ("alice.github.io", "https://mallory.github.io"),
            ("one.s3.amazonaws.com", "https://two.s3.amazonaws.com"),
            ("one.kita.kyoto.jp", "https://two.kita.kyoto.jp"),
            ("one.kyoto.jp", "https://two.kyoto.jp"),
            ("one.blogspot.com", "https://two.blogspot.com"),
            ("xn--55qx5d.cn", "https://foo.xn--55qx5d.cn"),
            ("one.xn--55qx5d.cn", "https://two.xn--55qx5d.cn"),
            ("one.公司.cn", "https://two.公司.cn"),
        ],
    );
}

#[test]
fn t16_look_alikes_of_the_address_are_strangers() {
    all_are(
        Match::None,
        &[
            ("example.com", "https://example.com.evil.test"),
            ("example.com", "https://evil-example.com"),
            ("example.com", "https://examplexcom"),
            ("example.com", "https://example.com@evil.test"),
            ("example.com", "https://example.com:pass@evil.test"),
            ("example.com", "https://evil.test/example.com"),
            ("example.com", "https://evil.test?example.com"),
            ("example.com", "https://evil.test#@example.com"),
            ("example.com", "https://evil.test\\@example.com"),
            ("example.com", "https://example.co"),
            ("example.com", "https://example.com-evil.test"),
        ],
    );
}

#[test]
fn t17_other_hosts_of_the_same_owner_are_only_the_same_company() {
    all_are(
        Match::SameCompany,
        &[
            ("example.com", "https://a.example.com"),
            ("a.example.com", "https://example.com"),
            ("login.example.com", "https://www.example.com"),
            ("login.example.co.uk", "https://shop.example.co.uk"),
            ("a.alice.github.io", "https://alice.github.io"),
            ("www.www.example.com", "https://example.com"),
        ],
    );
}

#[test]
fn another_port_is_never_exact() {
    all_are(
        Match::SameCompany,
        &[
            ("https://example.com:8443", "https://example.com"),
            ("https://example.com", "https://example.com:8443"),
            ("https://example.com:8443", "https://example.com:9443"),
            ("https://example.com:80", "https://example.com"),
        ],
    );
}

#[test]
fn t18_an_insecure_page_matches_and_says_that_it_is_insecure() {
    assert_eq!(fit("https://bank.example", "http://bank.example"), Match::Exact);
    assert_eq!(fit("bank.example:80", "http://bank.example"), Match::Exact);
    assert_eq!(fit("bank.example:443", "https://bank.example"), Match::Exact);
    assert!(!Origin::parse("http://bank.example").unwrap().is_secure());
    assert!(Origin::parse("https://bank.example").unwrap().is_secure());
}

#[test]
fn t19_an_ip_address_matches_only_itself_and_its_port() {
    all_are(
        Match::None,
        &[
            ("http://192.168.0.5", "http://10.0.0.5"),
            ("http://192.168.0.5", "http://192.168.0.5:8080"),
            ("http://192.168.0.5", "http://192.168.0.50"),
            ("http://192.168.0.5", "http://[::ffff:192.168.0.5]"),
            ("http://192.168.0.5", "http://[::1]"),
            ("http://192.168.0.5", "http://www.192.168.0.5.test"),
            ("http://[fe80::1]", "http://[fe80::2]"),
            ("http://0.5", "http://192.168.0.5"),
        ],
    );
}

#[test]
fn t19_every_spelling_of_an_ip_address_is_the_same_address() {
    all_are(
        Match::Exact,
        &[
            ("192.168.0.5", "http://192.168.0.5"),
            ("http://192.168.0.5", "http://3232235525"),
            ("http://192.168.0.5", "http://0xc0a80005"),
            ("http://192.168.0.5", "http://0300.0250.0.5"),
            ("http://192.168.0.5", "http://192.168.5"),
            ("192.168.0.5:8080", "http://192.168.0.5:8080"),
            ("http://[::1]", "http://[0:0:0:0:0:0:0:1]"),
            ("[::1]:8080", "http://[::1]:8080"),
        ],
    );
}

#[test]
fn t20_hosts_are_compared_after_normalisation() {
    all_are(
        Match::Exact,
        &[
            ("bücher.example", "https://xn--bcher-kva.example"),
            ("https://BÜCHER.example", "https://bücher.example./"),
            ("https://ex%61mple.com", "https://example.com"),
            ("https://example.com", "https://ｅｘａｍｐｌｅ。com"),
        ],
    );
}

#[test]
fn t20_look_alike_letters_are_strangers() {
    all_are(
        Match::None,
        &[
            ("apple.com", "https://аpple.com"),
            ("apple.com", "https://xn--80ak6aa92e.com"),
            ("example.com", "https://exämple.com"),
            ("paypal.com", "https://paypaı.com"),
        ],
    );
}

#[test]
fn t25_the_public_suffix_list_is_in_the_build() {
    for (host, expected) in [
        ("www.example.co.uk", Some("example.co.uk")),
        ("www.alice.github.io", Some("alice.github.io")),
        ("a.b.example.com", Some("example.com")),
        ("www.ck", Some("www.ck")),
        ("co.uk", None),
        ("github.io", None),
        ("localhost", None),
        ("192.168.0.5", None),
        ("[::1]", None),
        ("", None),
    ] {
        assert_eq!(nearkey::site::registrable(host), expected, "{host}");
    }
}

#[test]
fn t26_an_exact_match_says_nothing_about_sibling_hosts() {
    let sites = ItemSites::parse("a.example.com");
    let (own, sibling) =
        (Origin::parse("https://a.example.com").unwrap(), Origin::parse("https://b.example.com").unwrap());
    assert_eq!(matches(&own, &sites), Match::Exact);
    assert_eq!(matches(&sibling, &sites), Match::SameCompany);
    assert_eq!(matches(&own, &sites), Match::Exact);
}

#[test]
fn the_best_of_several_sites_counts() {
    assert_eq!(fit("a.example.com other.test example.com", "https://example.com"), Match::Exact);
    assert_eq!(fit("other.test a.example.com", "https://example.com"), Match::SameCompany);
}

fn host() -> impl Strategy<Value = String> {
    let label = "[a-z][a-z0-9]{0,8}";
    (proptest::collection::vec(label, 1..4), prop_oneof!["com", "co\\.uk", "github\\.io", "de", "test"])
        .prop_map(|(labels, suffix)| format!("{}.{}", labels.join("."), suffix.replace('\\', "")))
}

proptest! {
    #[test]
    fn every_host_matches_itself(host in host()) {
        prop_assert_eq!(fit(&host, &format!("https://{host}/")), Match::Exact);
    }

    #[test]
    fn a_label_more_is_never_exact(host in host(), label in "[a-z][a-z0-9]{0,8}") {
        prop_assume!(label != "www");
        prop_assert_ne!(fit(&host, &format!("https://{label}.{host}/")), Match::Exact);
        prop_assert_ne!(fit(&format!("{label}.{host}"), &format!("https://{host}/")), Match::Exact);
        prop_assert_ne!(fit(&host, &format!("https://{host}.{label}/")), Match::Exact);
    }

    #[test]
    fn letters_more_are_never_exact(host in host(), letters in "[a-z0-9-]{1,5}") {
        prop_assume!(!letters.starts_with('-'));
        prop_assert_ne!(fit(&host, &format!("https://{letters}{host}/")), Match::Exact);
    }

    #[test]
    fn same_company_means_same_registrable_domain(one in host(), other in host()) {
        let page = format!("https://{other}/");
        let same = nearkey::site::registrable(&one) == nearkey::site::registrable(&other);
        prop_assert_eq!(fit(&one, &page) != Match::None, same);
    }

    #[test]
    fn any_text_is_read_without_a_panic(item in any::<String>(), page in any::<String>()) {
        let sites = ItemSites::parse(&item);
        if let Some(page) = Origin::parse(&page) {
            matches(&page, &sites);
        }
    }
}
